package main

import "testing"

// However a lot is typed, trace asks for the same thing; what cannot be read is refused, not answered
// with "nothing was captured".
func TestLineageKey(t *testing.T) {
	const lot = "https://id.gs1.org/01/09521000000032/10/261127-A9C5"
	for text, want := range map[string]string{
		"9521000000032/261127-A9C5": lot, "09521000000032/261127-A9C5": lot, "(01)09521000000032(10)261127-A9C5": lot, "https://shop.example/01/09521000000032/10/261127-A9C5?x=1": lot,
		"(414)9521000000025(254)P01": "https://id.gs1.org/414/9521000000025/254/P01", "urn:example:box:7": "urn:example:box:7", "xx": "", "": "",
	} {
		got, err := lineageKey(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q %v, want %q", text, got, err, want)
		}
	}
}
