package gs1

import (
	"fmt"
	"strings"
	"time"

	"banjie/packs/foodchain/gs1/content"
)

// Meaning writes a date or a number of a value as people read it: "2026-12-31", "2026-12"
// where only the month is given, "1.250" for (3103)001250, "156 12.50" for an amount with its
// currency (ISO 4217). "" where the value is read as it stands, and where it is wrong.
//
// year is the current one: a two-digit year is the one within fifty years of it (General
// Specifications, section 7.12). Day 00 of a date until which something may be sold, eaten or
// paid (12, 15, 16, 17) is the last of the month (section 3.4). Times are those of the place.
func (e Element) Meaning(year int) string {
	ai := known(e.AI)
	if ai == nil || ai.check(e.Value) != nil {
		return ""
	}
	if len(e.AI) == 4 && (e.AI[0] == '3') {
		return decimal(ai, e.Value)
	}
	var said []string
	rest := e.Value
	for _, p := range ai.Parts {
		n := min(p.Max, len(rest))
		if n == 0 || len(p.Checks) == 0 {
			break
		}
		part := rest[:n]
		switch p.Checks[0] {
		case content.Date, content.DateOrMonth:
			said = append(said, day(century(part, year), strings.Contains(" 12 15 16 17 ", " "+e.AI+" ")))
		case content.LongDate, content.LongDateOrMonth:
			said = append(said, day(part, false))
		case content.HourMinute:
			said = append(said, part[:2]+":"+part[2:])
		case content.Hour, content.Minute, content.Second:
			if last := len(said) - 1; p.Checks[0] != content.Hour && last > 0 {
				said[last] += ":" + part
			} else {
				said = append(said, part)
			}
		}
		rest = rest[n:]
	}
	if e.AI == "7007" {
		return strings.Join(said, "/")
	}
	return strings.Join(said, " ")
}

// century writes the year of six digits with four.
func century(yymmdd string, year int) string {
	yy := number(yymmdd[:2])
	switch diff := yy - year%100; {
	case diff >= 51:
		yy -= 100
	case diff <= -50:
		yy += 100
	}
	return fmt.Sprintf("%04d", year/100*100+yy) + yymmdd[2:]
}

// day writes eight digits with hyphens.
func day(s string, lastOfMonth bool) string {
	year, month := s[:4], s[4:6]
	if s[6:] != "00" {
		return year + "-" + month + "-" + s[6:]
	}
	if !lastOfMonth {
		return year + "-" + month
	}
	return time.Date(number(year), time.Month(number(month)+1), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// decimal sets the point into the number of an application identifier whose last digit says
// how many places follow it; a currency before it stays.
func decimal(ai *AI, value string) string {
	currency := ""
	if len(ai.Parts) == 2 {
		currency, value = value[:3]+" ", value[3:]
	}
	places := int(ai.Code[3] - '0')
	for len(value) <= places {
		value = "0" + value
	}
	whole := strings.TrimLeft(value[:len(value)-places], "0")
	if whole == "" {
		whole = "0"
	}
	if places == 0 {
		return currency + whole
	}
	return currency + whole + "." + value[len(value)-places:]
}
