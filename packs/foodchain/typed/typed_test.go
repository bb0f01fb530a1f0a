package typed_test

import (
	"strings"
	"testing"

	"banjie/packs/foodchain/typed"
)

const (
	gtin = "https://id.gs1.org/01/09529999000026"
	lot  = gtin + "/10/A1"
	item = gtin + "/21/B1"
)

// However a code comes to a field, it is the same thing.
func TestKey(t *testing.T) {
	for text, want := range map[string]string{
		"https://zsl.example/01/09529999000026/21/B1?17=260618&zslsig=x": item, "zsl.example/01/09529999000026/21/B1": item, "/01/09529999000026/21/B1": item, " /01/09529999000026/10/A1\n": lot,
		"https://shop.example/gtin/9529999000026/lot/A1": lot, "(01)09529999000026(10)A1": lot, "（01）09529999000026（10）A1": lot, "]Q1010952999900002610A1": "",
		"9529999000026": gtin, "9 529999 000026": gtin, "952-9999-000026": gtin, "９５２９９９９０００００２６": "", "９５２９９９９００００２６": gtin,
		"9529999000026/A1": lot, "09529999000026 / A1": lot, "urn:epc:id:sgtin:9529999.000002.B1": item,
		"095299990000000019": "https://id.gs1.org/00/095299990000000019",
		"":                   "", "杨梅": "", "9529999000027": "", "9529999000027/A1": "", "/": "", "a/b": "", strings.Repeat("9", 5000): "",
	} {
		got := typed.KeyOr(text)
		if want == "" && strings.HasPrefix(text, "]Q1") {
			continue // what scanners send is a matter of package gs1
		}
		if got != want {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
		if _, err := typed.Key(text); (err != nil) != (want == "") {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func TestCredit(t *testing.T) {
	const code = "91350100M000100Y43" // the example of the standard
	for _, text := range []string{" " + code + " ", strings.ToLower(code), code[:9] + " " + code[9:], "９" + code[1:]} {
		if got := typed.Credit(text); got != code {
			t.Errorf("%q: %q, want %q", text, got, code)
		}
	}
	for _, text := range []string{"", "9529999000026", "095299990000000019", "91350100M000100Y4", "91350100M000100Y44"} {
		if got := typed.Credit(text); got != "" {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add("9529999000026/A1")
	f.Add("zsl.example/01/09529999000026/21/B1")
	f.Fuzz(func(t *testing.T, text string) {
		key := typed.KeyOr(text)
		if key != "" && typed.KeyOr(key) != key {
			t.Errorf("%q gives %q, which is read as %q", text, key, typed.KeyOr(key))
		}
	})
}
