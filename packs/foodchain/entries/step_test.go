package entries

import (
	"testing"

	"banjie/internal/fault"
	"banjie/packs/foodchain/chain"
)

// A product is named by a GTIN of 8, 12, 13 or 14 digits; what is none, or names a lot besides, is refused at
// its field.
func TestProductOfAnyLength(t *testing.T) {
	for text, want := range map[string]string{
		"12345670": "00000012345670", "614141000036": "00614141000036", "6901234567892": "06901234567892", "06901234567892": "06901234567892", " 690-1234-567892 ": "06901234567892",
		"6901234567893": "", "690123456789": "", "x": "", "6901234567892/L1": "", "9521000000018/254/P01": "",
	} {
		s, err := Step{Entry: "e", Kind: chain.Harvest, Product: text}.step(chain.Business{})
		f, _ := fault.As(err)
		if s.Product != want || (err != nil) != (want == "") || err != nil && (len(f.Fields) != 1 || f.Fields[0].Path != "product") {
			t.Errorf("%q: %q %v, want %q", text, s.Product, err, want)
		}
	}
}
