package idnum

import (
	"strings"
	"time"
	"unicode"

	"banjie/internal/calendar"
)

// MaxInput is the longest text, in bytes, that is looked at. The longest identifier has
// about 120 characters; three bytes each when typed full-width, and some spaces.
const MaxInput = 512

// Normalize brings what people type or paste into canonical form: full-width letters and
// digits become ASCII, small letters capitals, the Roman numeral Ⅹ the letter X; spaces,
// zero-width characters and hyphens go. Everything else stays, to be named as wrong.
// changed says that the result differs from s.
func Normalize(s string) (out string, changed bool) {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s { // invalid UTF-8 comes out as U+FFFD and is refused as a character
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case unicode.IsSpace(r), r >= 0x200B && r <= 0x200D, r == 0xFEFF:
			continue
		case r == '-', r >= 0x2010 && r <= 0x2015, r == 0x2212:
			continue
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r == 'Ⅹ' || r == 'ⅹ':
			r = 'X'
		}
		b.WriteRune(r)
	}
	out = b.String()
	return out, out != s
}

// read normalises s for kind k and refuses what is far too long to be looked at.
func read(k Kind, s string) (string, error) {
	if len(s) > MaxInput {
		return "", tooLong(k)
	}
	out, _ := Normalize(s)
	return out, nil
}

// checked gives the value only where there is no error.
func checked[T ~string](s string, err error) (T, error) {
	if err != nil {
		return "", err
	}
	return T(s), nil
}

// runes counts characters; positions in errors are counted the same way.
func runes(s string) int { return len([]rune(s)) }

// cut is s[i:j], empty where s is shorter, so that parts of an unparsed value never panic.
func cut(s string, i, j int) string {
	if j > len(s) {
		return ""
	}
	return s[i:j]
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' }
func isPlain(r rune) bool  { return isDigit(r) || isLetter(r) }

// firstNot gives the 1-based position of the first rune of s that ok refuses, 0 if there is none.
func firstNot(s string, ok func(rune) bool) (int, rune) {
	n := 0
	for _, r := range s {
		if n++; !ok(r) {
			return n, r
		}
	}
	return 0, 0
}

func allDigits(k Kind, s string, offset int) error {
	if p, r := firstNot(s, isDigit); p > 0 {
		return characterError(k, offset+p, r, digitsOnly)
	}
	return nil
}

// number reads a run of ASCII digits already known to be digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// dayOf is the day y-m-d, false where the calendar has no such day or the year lies outside 1800–2999.
func dayOf(y, m, d int) (calendar.Day, bool) {
	day := calendar.Date(y, time.Month(m), d) // rolls over where there is no such day
	ry, rm, rd := day.Date()
	return day, y >= 1800 && y <= 2999 && ry == y && int(rm) == m && rd == d
}

// dayIn reads the eight digits YYYYMMDD.
func dayIn(s string) (calendar.Day, bool) {
	if len(s) != 8 {
		return 0, false
	}
	return dayOf(number(s[:4]), number(s[4:6]), number(s[6:]))
}
