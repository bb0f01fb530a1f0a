package epcis_test

import (
	"errors"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// Whoever mistypes a word or a field is told which was probably meant, in both languages; what is near
// nothing is told nothing, and a field with a prefix of its own is never taken for another.
func TestWhatWasMeant(t *testing.T) {
	const right = `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example/x/"}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-18T12:00:00+08:00","epcisBody":{"eventList":[{"type":"ObjectEvent","eventTime":"2026-06-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning","disposition":"active","quantityList":[{"epcClass":"https://id.gs1.org/01/09521000000032/10/L1","quantity":12.5,"uom":"KGM"}],"ex:bizSteps":"mine"}]}}`
	problems := func(text string) (all []epcis.Problem) {
		t.Helper()
		take := func(err error) {
			var r *epcis.Refusal
			if errors.As(err, &r) {
				all = append(all, r.Problems...)
			} else if err != nil {
				t.Fatal(err)
			}
		}
		r, err := epcis.Open(strings.NewReader(text), epcis.DefaultLimits)
		if err != nil {
			take(err)
			return all
		}
		for _, err := range r.Events() {
			take(err)
		}
		return all
	}
	if got := problems(right); len(got) > 0 {
		t.Fatalf("%+v", got)
	}
	for _, c := range []struct{ from, to, meant string }{
		{`"commissioning"`, `"comissioning"`, "commissioning"},
		{`"commissioning"`, `"harvesting"`, "commissioning"},
		{`"commissioning"`, `"Shipped"`, "shipping"},
		{`"commissioning"`, `"cbv:BizStep-recieving"`, "receiving"},
		{`"commissioning"`, `"urn:epcglobal:cbv:bizstep:shiping"`, "shipping"},
		{`"commissioning"`, `"qwertyuiop"`, ""},
		{`"active"`, `"in-transit"`, "in_transit"},
		{`"active"`, `"harvesting"`, ""},
		{`"bizStep":`, `"bizstep":`, "bizStep"},
		{`"bizStep":`, `"biz_step":`, "bizStep"},
		{`"bizStep":`, `"xyzzy":`, ""},
		{`"uom"`, `"unit"`, ""},
		{`"epcClass"`, `"epcclass"`, "epcClass"},
		{`"quantityList"`, `"quantitylist"`, "quantityList"},
		{`"ObjectEvent"`, `"ObjetEvent"`, "ObjectEvent"},
		{`"creationDate"`, `"creationdate"`, "creationDate"},
		{`"eventList"`, `"eventlist"`, "eventList"},
	} {
		got := problems(strings.Replace(right, c.from, c.to, 1))
		said := ""
		for _, p := range got {
			if _, rest, ok := strings.Cut(p.Remedy.EN, `Did you mean "`); ok {
				said, _, _ = strings.Cut(rest, `"`)
				if !strings.Contains(p.Remedy.ZH, "是不是“"+said+"”？") {
					t.Errorf("%s: the languages differ: %v", c.to, p.Remedy)
				}
				break
			}
		}
		if len(got) == 0 || said != c.meant {
			t.Errorf("%s: %q is meant, want %q: %+v", c.to, said, c.meant, got)
		}
	}
}
