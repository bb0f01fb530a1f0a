package soil

import (
	"strconv"
	"strings"

	"banjie/internal/lang"
)

// ParseValue reads what stands in a cell or a line: a number, or "<0.01" for not detected at
// that limit. Full-width marks are read too. given is false for nothing, "-" and "/"; said
// tells what is wrong, zero when nothing is.
func ParseValue(i Item, text string) (v Value, given bool, said lang.Text) {
	s := strings.TrimSpace(lang.HalfWidth(text))
	switch strings.ToUpper(s) {
	case "", "-", "—", "/":
		return Value{}, false, lang.Text{}
	case "ND", "N.D.", "未检出":
		return Value{}, true, lang.T("未检出请写“<检出限”，例如 <0.01；没有检出限就无法判断", "for not detected write < and the detection limit, for example <0.01; without it nobody can tell")
	}
	v.Item = i
	if rest, ok := strings.CutPrefix(s, "<"); ok {
		v.Below, s = true, strings.TrimSpace(rest)
	}
	n, err := parseNumber(s)
	if err != nil {
		return Value{}, true, lang.T("须是一个数，或“<检出限”，例如 0.25 或 <0.01", "it is a number, or < and the detection limit, for example 0.25 or <0.01")
	}
	v.MgPerKg = n
	if said, wrong := wrongNumber(&v); wrong {
		return Value{}, true, said
	}
	return v, true, lang.Text{}
}

// parseNumber reads a decimal number; hexadecimal, "inf" and "1_000" are none.
func parseNumber(s string) (float64, error) {
	if strings.Trim(s, "0123456789.eE+-") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(s, 64)
}

// String is the value as a person writes it.
func (v Value) String() string {
	s := strconv.FormatFloat(v.MgPerKg, 'f', -1, 64)
	if v.Below {
		return "<" + s
	}
	return s
}
