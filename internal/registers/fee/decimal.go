package fee

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"banjie/internal/lang"
)

// Decimal is an exact number of at most six places, in millionths: a quantity, or a price in yuan.
type Decimal int64

const (
	one         Decimal = 1_000_000
	mostDecimal Decimal = 1_000_000_000 * one
	mostFen     Fen     = 100_000_000_000_00 // a hundred thousand million yuan
)

// ParseDecimal reads 36, 36.5 or 0.0005, in full or half width. It is false for signs, more
// than six places, and more than a thousand million.
func ParseDecimal(s string) (Decimal, bool) {
	s = strings.TrimSpace(lang.HalfWidth(s))
	whole, part, dot := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	if whole == "" || dot && part == "" || len(whole) > 10 || len(part) > 6 || !digits(whole) || !digits(part) {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 6-len(part)), 10, 64)
	return Decimal(n), err == nil && Decimal(n) <= mostDecimal
}

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// String is the shortest form that [ParseDecimal] reads.
func (d Decimal) String() string { return decimalText(big.NewInt(int64(d)), 6) }

// MarshalText makes it a string in JSON, where a number would become a fraction of two.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Decimal) UnmarshalText(b []byte) error {
	got, ok := ParseDecimal(string(b))
	if !ok {
		return fmt.Errorf("fee: %q is no decimal", b)
	}
	*d = got
	return nil
}

// decimalText writes n / 10^places without needless noughts.
func decimalText(n *big.Int, places int) string {
	s := n.String()
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	whole, part := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}

// ParseFen reads yuan with at most two places.
func ParseFen(s string) (Fen, bool) {
	d, ok := ParseDecimal(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(lang.HalfWidth(s)), "¥"), "元"))
	if !ok || d%10_000 != 0 {
		return 0, false
	}
	return Fen(d / 10_000), true
}

// Yuan writes an amount with two places.
func (f Fen) Yuan() string {
	s := strconv.FormatInt(int64(f%100), 10)
	if len(s) < 2 {
		s = "0" + s
	}
	return strconv.FormatInt(int64(f/100), 10) + "." + s
}
