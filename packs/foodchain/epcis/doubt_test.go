package epcis_test

import (
	"errors"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// What no scanner could give is named with its place: refused where it has the wrong length on the host
// of GS1, a warning otherwise, in JSON and in every list of an event.
func TestIdentifiersThatCannotBeScanned(t *testing.T) {
	const around = `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-18T12:00:00+08:00","epcisBody":{"eventList":[{"type":"ObjectEvent","eventTime":"2026-06-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"shipping",%s}]}}`
	for _, c := range []struct{ members, doubt, refused string }{
		{`"epcList":["https://id.gs1.org/00/095211000000007771"],"readPoint":{"id":"https://id.gs1.org/414/9521000000025"}`, "", ""},
		{`"epcList":["https://id.gs1.org/00/095211000000007770"]`, "/epcisBody/eventList/0/epcList/0", ""},
		{`"quantityList":[{"epcClass":"https://id.gs1.org/01/09521000000026/10/API-BAD","quantity":1,"uom":"KGM"}]`, "/epcisBody/eventList/0/quantityList/0/epcClass", ""},
		{`"quantityList":[{"epcClass":"https://id.gs1.org/01/12345/10/X","quantity":1,"uom":"KGM"}]`, "", "/epcisBody/eventList/0/quantityList/0/epcClass"},
		{`"epcList":["https://farm.example/01/12345"]`, "/epcisBody/eventList/0/epcList/0", ""},
		{`"epcList":["https://farm.example/fields/7","urn:uuid:5b0d3c0e-0000-4000-8000-000000000001"]`, "", ""},
		{`"epcList":["https://farm.example/fields/7"],"bizLocation":{"id":"https://id.gs1.org/414/9521000000026"}`, "/epcisBody/eventList/0/bizLocation/id", ""},
	} {
		r, err := epcis.Open(strings.NewReader(strings.Replace(around, "%s", c.members, 1)), epcis.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range r.Events() {
			var doubt, refused string
			if f := (*epcis.Refusal)(nil); errors.As(err, &f) {
				refused = f.Problems[0].Pointer
			} else if err != nil {
				t.Fatal(err)
			} else if len(e.Doubts) > 0 {
				doubt = e.Doubts[0].Pointer
				if d := e.Doubts[0]; len(e.Doubts) > 1 || d.Line == 0 || d.Rule != "identifier_doubt" || d.Remedy.ZH == "" || strings.Contains(d.Message.EN, "%!") {
					t.Errorf("%s: %+v", c.members, e.Doubts)
				}
			}
			if doubt != c.doubt || refused != c.refused {
				t.Errorf("%s: warned of %q, refused %q", c.members, doubt, refused)
			}
		}
	}
}
