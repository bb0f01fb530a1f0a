package capture_test

import (
	"fmt"
	"strings"
	"testing"

	"banjie/packs/foodchain/capture"
)

const event = `{"type":"ObjectEvent", "eventTime":"2026-06-10T08:00:00Z","epcList":["a","b"],"quantityList":[],"readPoint":{"id" : "x"},"ex:price":{"yuan":12}}`

func TestFields(t *testing.T) {
	got, err := capture.Fields([]byte(event))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{epcList/0 "a"} {epcList/1 "b"} {eventTime "2026-06-10T08:00:00Z"} {ex:price {"yuan":12}} {quantityList []} {readPoint {"id":"x"}} {type "ObjectEvent"}]`
	if fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
	if _, err := capture.Fields([]byte(`[1]`)); err == nil {
		t.Error("a list was taken apart")
	}
}

// A blinded field of few possible values cannot be found by trying them all: not without its salt, not
// with the salt of another field or of another event, which a view may show.
func TestFewValuesCannotBeGuessed(t *testing.T) {
	secret, hash := []byte(strings.Repeat("s", 32)), [32]byte{7}
	price := func(yuan int) capture.Field {
		return capture.Field{Path: "ex:price", Value: fmt.Sprintf(`{"yuan":%d}`, yuan)}
	}
	hidden := price(12).Commitment(price(12).Salt(secret, hash))
	known := map[string][32]byte{
		"none": {}, "another field's": capture.Field{Path: "type"}.Salt(secret, hash), "a longer path's": capture.Field{Path: "ex:price/0"}.Salt(secret, hash),
		"another event's": price(12).Salt(secret, [32]byte{8}), "another folder's": price(12).Salt([]byte("other"), hash),
	}
	for name, salt := range known {
		for yuan := range 2000 {
			if price(yuan).Commitment(salt) == hidden {
				t.Errorf("with %s salt the price is found: %d", name, yuan)
			}
		}
	}
	if price(12).Salt(secret, hash) != price(9).Salt(secret, hash) {
		t.Error("a salt depends on the value")
	}
}

// What is moved between name and value is another commitment.
func TestCommitmentsAreOfOneField(t *testing.T) {
	salt := [32]byte{1}
	if (capture.Field{Path: "a", Value: "bc"}).Commitment(salt) == (capture.Field{Path: "ab", Value: "c"}).Commitment(salt) {
		t.Error("two fields have one commitment")
	}
}
