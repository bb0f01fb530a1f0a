package typed

import (
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
)

// Thing gives the key of a lot, an item or a container: of something that can be asked about by
// itself. A bar code without a lot is every lot of a product and a location is none; both are refused,
// as is what cannot be read, with what to type instead, at a field.
func Thing(field, text string) (string, error) {
	refused := func(zh, en string) error { return fault.InvalidInput().At(field, lang.T(zh, en)).Or() }
	said := clip(text)
	r, err := Read(text)
	var key string
	if err == nil {
		key, err = r.Elements.Key()
	}
	if err != nil {
		why := lang.T("", "")
		if f, ok := fault.As(err); ok {
			why = f.Message
		}
		return "", refused("“"+said+"”读不懂。"+why.ZH+"请写追溯码的网址，或者“商品条码/批号”。", "“"+said+"” cannot be read. "+why.EN+" Write the address in the trace code, or “barcode/lot”.")
	}
	switch {
	case has(r, "414"):
		return "", refused("“"+said+"”是地点，不是货。请写追溯码，或者“商品条码/批号”。", "“"+said+"” is a location and no goods. Write a trace code, or “barcode/lot”.")
	case has(r, "01") && !has(r, "10") && !has(r, "21"):
		return "", refused("“"+said+"”只有商品条码，没有批号。请写成“商品条码/批号”。", "“"+said+"” is a bar code without a lot. Write “barcode/lot”.")
	}
	return key, nil
}

func has(r gs1.Reading, ai string) bool {
	for _, e := range r.Elements {
		if e.AI == ai {
			return true
		}
	}
	return false
}

// clip keeps what is said again short.
func clip(text string) string {
	text = strings.ToValidUTF8(strings.TrimSpace(text), "")
	if list := []rune(text); len(list) > 60 {
		return string(list[:60]) + "…"
	}
	return text
}
