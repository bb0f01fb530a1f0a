package idnum

import (
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// CaseNo is a case number 办件编号: implementing code 31, day YYYYMMDD 8, serial of four to
// eleven digits (GB/T 39046-2020 gives a case number 50 characters). Serials are unique
// within a code and a day and may have gaps.
type CaseNo string

const maxSerial = 99999999999

// CaseNumber makes a case number. day is a day in the county's zone, serial at least 1.
func CaseNumber(impl ImplCode, day calendar.Day, serial int) (CaseNo, error) {
	if _, err := ParseImplCode(string(impl)); err != nil {
		return "", fmt.Errorf("case number: %w", err)
	}
	if serial < 1 || serial > maxSerial {
		return "", fmt.Errorf("case number: serial %d is not between 1 and %d", serial, maxSerial)
	}
	y, m, d := day.Date()
	return CaseNo(fmt.Sprintf("%s%04d%02d%02d%04d", impl, y, m, d, serial)), nil
}

// ShortCase is the part of a case number that people read out and type: day and serial,
// twelve digits or more.
func ShortCase(number string) string {
	if len(number) > 31 {
		return number[31:]
	}
	return strings.TrimPrefix(number, "case") // of a procedure without items
}

// ParseCase reads a case number; a day after the reference day is refused.
func ParseCase(value string, on calendar.Day) (CaseNo, error) {
	s, err := read(KindCase, value)
	if err != nil {
		return "", err
	}
	if n := runes(s); n < 43 || n > 50 {
		return "", lengthError(KindCase, lang.T("43至50位", "43 to 50 characters"), n)
	}
	if p, r := firstNot(s, isPlain); p > 0 {
		return "", characterError(KindCase, p, r, plainOnly)
	}
	if err := implCode(KindCase, s[:31]); err != nil {
		return "", err
	}
	if err := allDigits(KindCase, s[31:], 31); err != nil {
		return "", err
	}
	return checked[CaseNo](s, pastDate(KindCase, s[31:39], 32, on))
}

func (c CaseNo) String() string { return string(c) }

// Impl is the implementing code inside.
func (c CaseNo) Impl() ImplCode { return ImplCode(cut(string(c), 0, 31)) }

// Serial is the serial with its leading zeros.
func (c CaseNo) Serial() string {
	if len(c) < 43 {
		return ""
	}
	return string(c[39:])
}

func (c CaseNo) Parts(calendar.Day) Parts {
	i := c.Impl()
	return Parts{"implementing": i.String(), "uscc": i.USCC().String(), "level": i.Level(), "base": i.Base().String(),
		"date": dashed(cut(string(c), 31, 39)), "serial": c.Serial()}
}

func (c CaseNo) Warnings() []lang.Text { return c.Impl().Warnings() }
