package gs1

import (
	"fmt"
	"slices"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1/content"
)

// plainKinds are the keys that people write without application identifier, and the lengths
// a numeric one may have.
var plainKinds = map[string]struct {
	ai      string
	lengths []int
}{
	"gtin": {"01", []int{8, 12, 13, 14}}, "gtin-8": {"01", []int{8}}, "gtin-12": {"01", []int{12}}, "gtin-13": {"01", []int{13}}, "gtin-14": {"01", []int{14}},
	"gln": {"414", []int{13}}, "party": {"417", []int{13}}, "sscc": {"00", []int{18}}, "gsin": {"402", []int{17}},
	"gsrn": {"8018", []int{18}}, "gsrnp": {"8017", []int{18}}, "itip": {"8006", []int{18}},
	"grai": {"8003", nil}, "giai": {"8004", nil}, "gdti": {"253", nil}, "gcn": {"255", nil},
	"ginc": {"401", nil}, "cpid": {"8010", nil}, "gmn": {"8013", nil},
}

// PlainKinds are the names [Plain] knows.
func PlainKinds() []string {
	names := make([]string, 0, len(plainKinds))
	for name := range plainKinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Plain reads a key written without application identifier, as its kind says: gtin (or
// gtin-8 and so on), gln, party, sscc, gsrn, … Letters that look like digits, full-width
// digits, spaces and hyphens are refused, never folded.
func Plain(kind, text string) (Elements, error) {
	k, ok := plainKinds[strings.ToLower(kind)]
	if !ok {
		return nil, refuse("unknown_kind", "kind", lang.T("没有这种标识。", "There is no such kind of key."),
			lang.T("可用的种类："+strings.Join(PlainKinds(), "、")+"。", "It is one of "+strings.Join(PlainKinds(), ", ")+"."))
	}
	name := strings.ToUpper(kind)
	if k.lengths != nil {
		if wrong := content.Digits.Of(text); wrong != nil {
			e := refuse("content", name, lang.Format("%s第%d个字节起不是数字。", "Byte %[2]d of the %[1]s is no digit.", name, wrong.From+1), remedyScan)
			e.Finding = wrong.Finding
			return nil, e
		}
		if !slices.Contains(k.lengths, len(text)) {
			want := strings.Trim(fmt.Sprint(k.lengths), "[]")
			return nil, refuse("wrong_length", name, lang.Format("%s应有%s位，这里是%d位。", "The %s has %s digits; this one has %d.", name, strings.ReplaceAll(want, " ", "、"), len(text)), remedyScan)
		}
	}
	if k.ai == "01" {
		text = strings.Repeat("0", 14-len(text)) + text
	}
	es := Elements{{AI: k.ai, Value: text}}
	if _, err := (Lenience{}).rows(es); err != nil {
		return nil, err
	}
	return es, nil
}

// CheckDigit gives the check digit that belongs behind the digits of a GTIN, GLN, SSCC, GSRN,
// GSIN, or of the numeric part of a GRAI, GDTI or GCN (General Specifications, section 7.9.1).
// A GIAI, GINC and CPID have none; for a GMN see [content.CheckPairOf].
func CheckDigit(digits string) (byte, error) {
	if digits == "" || content.Digits.Of(digits) != nil {
		return 0, refuse("content", "", lang.T("只能由数字计算校验码。", "A check digit is computed of digits only."), remedyScan)
	}
	return checkDigit([]byte(digits)), nil
}
