package query

import (
	"strings"
	"time"

	"banjie/packs/foodchain/epcis"
)

// value is what can be compared: an instant, a number, or a text.
type value struct {
	time   time.Time
	number epcis.Number
	text   string
}

// valueOf takes a text for the most telling thing that it can be.
func valueOf(s string) value {
	if t, ok := epcis.ParseInstant(s); ok {
		return value{time: t, text: s}
	}
	if n, ok := epcis.ParseNumber(s); ok {
		return value{number: n, text: s}
	}
	return value{text: s}
}

func (v value) compare(w value) int {
	switch {
	case !v.time.IsZero() && !w.time.IsZero():
		return v.time.Compare(w.time)
	case v.number != "" && w.number != "":
		return v.number.Compare(w.number)
	}
	return strings.Compare(v.text, w.text)
}

// alike says whether two values are of a kind, so that more and less mean something.
func (v value) alike(w value) bool {
	return !v.time.IsZero() && !w.time.IsZero() || v.number != "" && w.number != ""
}

// operator compares with a limit.
type operator string

// holds says whether v stands to the limit as the operator says.
func (op operator) holds(v, limit value) bool {
	if op == "EQ" {
		return v.text == limit.text || v.alike(limit) && v.compare(limit) == 0
	}
	return v.alike(limit) && op.sign(v.compare(limit))
}

func (op operator) sign(c int) bool {
	switch op {
	case "EQ":
		return c == 0
	case "GT":
		return c > 0
	case "GE":
		return c >= 0
	case "LT":
		return c < 0
	case "LE":
		return c <= 0
	}
	return false
}

// instant compares an instant of an event that may not be there.
func (op operator) instant(t, limit time.Time) bool {
	return !t.IsZero() && op.sign(t.Compare(limit))
}

// amount compares a number of an event that may not be there.
func (op operator) amount(n, limit epcis.Number) bool {
	return n != "" && op.sign(n.Compare(limit))
}
