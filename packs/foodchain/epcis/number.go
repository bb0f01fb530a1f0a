package epcis

import (
	"strconv"
	"strings"
)

// Number is a decimal number in its one form: no exponent, no zero that says nothing.
type Number string

// maxShift is how far an exponent may move the point.
const maxShift = 400

// ParseNumber reads a decimal number as JSON and XML Schema (xsd:double without INF and
// NaN) write it, exactly. False: it is none, or its exponent is beyond all measure.
func ParseNumber(s string) (Number, bool) {
	rest, negative := s, false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		negative = rest[0] == '-'
		rest = rest[1:]
	}
	whole, rest := digits(rest)
	part := ""
	if strings.HasPrefix(rest, ".") {
		part, rest = digits(rest[1:])
	}
	if whole == "" && part == "" {
		return "", false
	}
	if rest != "" {
		if rest[0] != 'e' && rest[0] != 'E' {
			return "", false
		}
		exponent, err := strconv.Atoi(rest[1:])
		if err != nil || exponent > maxShift || exponent < -maxShift {
			return "", false
		}
		whole, part = shift(whole, part, exponent)
	}
	return plain(s, negative, whole, part), true
}

func shift(whole, part string, exponent int) (string, string) {
	if exponent >= 0 {
		part += strings.Repeat("0", max(0, exponent-len(part)))
		return whole + part[:exponent], part[exponent:]
	}
	whole = strings.Repeat("0", max(0, -exponent-len(whole))) + whole
	at := len(whole) + exponent
	return whole[:at], whole[at:] + part
}

func plain(s string, negative bool, whole, part string) Number {
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if whole == "0" && part == "" {
		return "0"
	}
	if negative {
		whole = "-" + whole
	}
	if part != "" {
		whole += "." + part
	}
	if whole == s {
		return Number(s)
	}
	return Number(whole)
}

func digits(s string) (run, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}

// Float gives the nearest float64, 0 for a number that is not given.
func (n Number) Float() float64 {
	f, _ := strconv.ParseFloat(string(n), 64)
	return f
}

// Compare says how n and m stand to each other by value: -1, 0 or 1. Neither may be "".
func (n Number) Compare(m Number) int {
	a, b := string(n), string(m)
	minusA, minusB := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-")
	switch {
	case minusA && !minusB:
		return -1
	case minusB && !minusA:
		return 1
	case minusA:
		a, b = b[1:], a[1:]
	}
	wholeA, partA, _ := strings.Cut(a, ".")
	wholeB, partB, _ := strings.Cut(b, ".")
	if len(wholeA) != len(wholeB) {
		if len(wholeA) < len(wholeB) {
			return -1
		}
		return 1
	}
	if c := strings.Compare(wholeA, wholeB); c != 0 {
		return c
	}
	return strings.Compare(partA, partB)
}
