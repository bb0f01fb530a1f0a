package epcis

import (
	"time"
)

// ParseInstant reads an instant with its zone: YYYY-MM-DDThh:mm:ss, at most a fraction,
// then Z or ±hh:mm (xsd:dateTimeStamp, as EPCIS 2.0 section 7.3.3 asks). It gives UTC.
func ParseInstant(s string) (time.Time, bool) {
	if len(s) < 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	var v [6]int
	for i, at := range [...][2]int{{0, 4}, {5, 7}, {8, 10}, {11, 13}, {14, 16}, {17, 19}} {
		n, ok := decimal(s[at[0]:at[1]])
		if !ok {
			return time.Time{}, false
		}
		v[i] = n
	}
	rest, nanos := s[19:], 0
	if rest[0] == '.' {
		part, after := digits(rest[1:])
		if part == "" || after == "" {
			return time.Time{}, false
		}
		for i := range 9 {
			nanos *= 10
			if i < len(part) {
				nanos += int(part[i] - '0')
			}
		}
		rest = after
	}
	offset := 0
	if rest != "Z" {
		minutes, ok := offsetMinutes(rest)
		if !ok {
			return time.Time{}, false
		}
		offset = minutes
	}
	if v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > daysIn(v[0], v[1]) || v[3] > 23 || v[4] > 59 || v[5] > 59 {
		return time.Time{}, false
	}
	t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4]-offset, v[5], nanos, time.UTC)
	return t, true
}

func decimal(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// offsetMinutes reads ±hh:mm between -14:00 and +14:00.
func offsetMinutes(s string) (int, bool) {
	if len(s) != 6 || s[3] != ':' || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, okH := decimal(s[1:3])
	m, okM := decimal(s[4:6])
	if !okH || !okM || m > 59 || h > 14 || h == 14 && m > 0 {
		return 0, false
	}
	m += 60 * h
	if s[0] == '-' {
		m = -m
	}
	return m, true
}
