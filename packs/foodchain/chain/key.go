package chain

import (
	"fmt"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
	"banjie/packs/foodchain/typed"
)

// DemoPrefix is below the prefix 952, which GS1 keeps for demonstrations and examples (General
// Specifications, section 1.4.2): a number under it can be nobody's.
const DemoPrefix = "9521000"

// mostPrefix and leastPrefix bound a GS1 company prefix in digits.
const leastPrefix, mostPrefix = 6, 10

// CheckPrefix refuses what is no GS1 company prefix that leaves room for numbers.
func CheckPrefix(prefix string) error {
	if len(prefix) < leastPrefix || len(prefix) > mostPrefix || strings.Trim(prefix, "0123456789") != "" {
		return fault.InvalidInput().At("prefix", lang.Format("厂商识别代码是%d到%d位数字。", "A GS1 company prefix here has %d to %d digits.", leastPrefix, mostPrefix)).Or()
	}
	return nil
}

// number makes a key of thirteen digits: prefix, running number, check digit. The error is a fault
// where the prefix is used up.
func number(prefix string, n int64) (string, error) {
	width := 12 - len(prefix)
	ref := fmt.Sprintf("%0*d", width, n)
	if len(ref) > width {
		return "", fault.New(fault.Unavailable, "prefix_used_up", lang.T("县里的编码用完了。", "The county's numbers are used up."),
			lang.T("请联系管理员增加一个厂商识别代码；您填写的内容还在。", "Please ask the administrator for another company prefix; what you typed is kept."))
	}
	check, err := gs1.CheckDigit(prefix + ref)
	if err != nil {
		return "", err
	}
	return prefix + ref + string(check), nil
}

// GTIN checks a number that a business typed itself and gives its fourteen digits.
func GTIN(text string) (string, error) {
	es, err := gs1.Plain("gtin", strings.ReplaceAll(strings.TrimSpace(lang.HalfWidth(text)), " ", ""))
	if err != nil {
		return "", err
	}
	return es[0].Value, nil
}

// LotKey is the lot as events name it.
func LotKey(gtin, lot string) (string, error) {
	es := gs1.Elements{{AI: "01", Value: gtin}, {AI: "10", Value: lot}}
	link, err := es.Canonical()
	if err != nil {
		return "", err
	}
	return gs1.Key(link)
}

// ReadCode reads a scanned or typed code and gives the key of what it names: a lot, an item, a
// container. Errors say what is wrong with the code.
func ReadCode(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", fault.New(fault.Invalid, "no_code", lang.T("请扫码，或者写上是哪一批：条码/批号。", "Please scan a code, or write which lot: barcode/lot."), lang.T("批号印在包装或者标签上。", "The lot is printed on the package or the label."))
	}
	r, err := typed.Read(text)
	if err != nil {
		return "", err
	}
	if len(r.Elements) == 1 && r.Elements[0].AI == "01" {
		return "", fault.New(fault.Invalid, "no_lot", lang.T("这是商品条码，没有批号。请扫追溯码，或者在条码后面写上批号：条码/批号。", "This is a bar code without a lot. Scan the trace code, or write the lot behind it: barcode/lot."), lang.T("批号印在包装或者标签上。", "The lot is printed on the package or the label."))
	}
	return r.Elements.Key()
}

// PartsOf gives GTIN and lot of a key, "" where it is no lot.
func PartsOf(key string) (gtin, lot string) {
	rest, ok := strings.CutPrefix(key, "https://id.gs1.org/01/")
	if !ok {
		return "", ""
	}
	gtin, rest, ok = strings.Cut(rest, "/10/")
	if !ok {
		return "", ""
	}
	link, err := gs1.ParseLink(key)
	if err != nil {
		return gtin, rest
	}
	for _, e := range link.Elements {
		if e.AI == "10" {
			return gtin, e.Value
		}
	}
	return gtin, rest
}
