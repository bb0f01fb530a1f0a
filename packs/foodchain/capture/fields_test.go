package capture_test

import (
	"fmt"
	"strings"
	"testing"

	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/trace"
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
	secret := []byte(strings.Repeat("s", 32))
	key := capture.EventKey(secret, [32]byte{7})
	price := func(yuan int) capture.Field {
		return capture.Field{Path: "ex:price", Value: fmt.Sprintf(`{"yuan":%d}`, yuan)}
	}
	hidden := price(12).Commitment(price(12).Salt(key))
	known := map[string][32]byte{
		"none": {}, "another field's": capture.Field{Path: "type"}.Salt(key), "a longer path's": capture.Field{Path: "ex:price/0"}.Salt(key),
		"another event's": price(12).Salt(capture.EventKey(secret, [32]byte{8})), "another folder's": price(12).Salt(capture.EventKey([]byte("other"), [32]byte{7})),
	}
	for name, salt := range known {
		for yuan := range 2000 {
			if price(yuan).Commitment(salt) == hidden {
				t.Errorf("with %s salt the price is found: %d", name, yuan)
			}
		}
	}
	if price(12).Salt(key) != price(9).Salt(key) {
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

func BenchmarkLeafOf(b *testing.B) {
	e := trace.Event{Hash: [32]byte{7}, Body: []byte(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent","eventTime":"2026-06-10T06:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"receiving","disposition":"in_progress","quantityList":[{"epcClass":"https://id.gs1.org/01/09529999000019/10/A1","quantity":40,"uom":"KGM"}],"readPoint":{"id":"https://id.gs1.org/414/9529999000002"},"bizLocation":{"id":"https://id.gs1.org/414/9529999000002"}}`)}
	secret := []byte(strings.Repeat("s", 32))
	for b.Loop() {
		if _, err := capture.LeafOf(&e, secret); err != nil {
			b.Fatal(err)
		}
	}
}
