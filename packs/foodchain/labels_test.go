package foodchain

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"banjie/internal/ecert"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/label"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/intake"
	"banjie/packs/foodchain/trace/tracestore"
)

// Labels of a lot are equal, those of pieces differ; each carries the signature over product, days,
// plots and the place in the ledger, and is checked without a network. The page of a scanned label
// says that its signature is right.
func TestPrintedLabels(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	b.host.Certify = func() ecert.Signer { return b.certs.signer }
	lineage := tracestore.New(b.DB, b.Writer)
	people := newPeople(b.host, nil, lineage, capturestore.New(b.DB, lineage))
	l := people.codes
	lot := b.lotOf("杨梅混装")
	equal, err := l.Sheet(t.Context(), lot, 0, 3, false)
	if err != nil || len(equal) != 3 || equal[0] != equal[1] || equal[1] != equal[2] {
		t.Fatalf("%v %v", equal, err)
	}
	pieces, err := l.Sheet(t.Context(), lot, 0, 3, true)
	if err != nil || pieces[0] == pieces[1] || pieces[1] == pieces[2] || pieces[0] == pieces[2] {
		t.Fatalf("%v %v", pieces, err)
	}
	if again, err := l.Sheet(t.Context(), lot, 2, 1, true); err != nil || again[0] != pieces[2] {
		t.Errorf("printed again it differs: %v %v", again, err)
	}
	for _, code := range append(equal[:1], pieces...) {
		key, value, err := label.Find(code)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := label.Verify(key, value, b.certs.Keys())
		if err != nil || rep.Product != "杨梅混装" || rep.MadeOn == 0 || rep.PlotsAll != 2 || len(rep.Plots) != 2 || rep.Leaf < 0 || !rep.Demo {
			t.Errorf("%s: %+v %v", code, rep, err)
		}
		if len(code) > 420 {
			t.Errorf("the code has %d characters", len(code))
		}
		r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(code, b.host.Base), nil)
		r.Header.Set("Accept", "text/html,*/*;q=0.8")
		b.says(b.Ask(public, r), "码上的签名核对无误", "杨梅混装")
	}
	if _, err := l.Sheet(t.Context(), lot, 0, MostLabels+1, false); err == nil {
		t.Error("a sheet without end")
	}
	if _, err := l.Sheet(t.Context(), "https://id.gs1.org/00/095299990000000019", 0, 1, false); err == nil {
		t.Error("a pallet is no lot")
	}
	if _, err := l.Sheet(t.Context(), lot+"X", 0, 1, false); err != nil {
		t.Errorf("a lot of which nothing was captured: %v", err)
	}
}

// A lot has as many pieces as were made of it; one that is weighed has none stated.
func TestPiecesOfALot(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	lineage := tracestore.New(b.DB, b.Writer)
	people := newPeople(b.host, nil, lineage, nil)
	weighed, err := known{people}.Lot(t.Context(), b.lotOf("杨梅混装"))
	if err != nil || weighed.Pieces != 0 || weighed.MadeOn == 0 {
		t.Errorf("weighed: %+v %v", weighed, err)
	}
	const boxes = "https://id.gs1.org/01/09529999000026/10/BOXES"
	r, err := epcis.Open(strings.NewReader(`{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00+08:00","epcisBody":{"eventList":[
		{"type":"ObjectEvent","eventTime":"2026-02-27T06:00:00+08:00","eventTimeZoneOffset":"+08:00","bizStep":"commissioning","action":"ADD","quantityList":[{"epcClass":"`+boxes+`","quantity":200,"uom":"H87"}],"readPoint":{"id":"https://id.gs1.org/414/9529999000101"}},
		{"type":"ObjectEvent","eventTime":"2026-02-27T07:00:00+08:00","eventTimeZoneOffset":"+08:00","bizStep":"shipping","action":"OBSERVE","quantityList":[{"epcClass":"`+boxes+`","quantity":50,"uom":"H87"}],"readPoint":{"id":"https://id.gs1.org/414/9529999000101"}}]}}`), epcis.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var list []trace.Event
	for e, err := range r.Events() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, intake.Event(e))
	}
	if _, err := lineage.Capture(t.Context(), specimen.Division, list); err != nil {
		t.Fatal(err)
	}
	if counted, err := (known{people}).Lot(t.Context(), boxes); err != nil || counted.Pieces != 200 {
		t.Errorf("counted: %+v %v", counted, err)
	}
	if none, err := (known{people}).Lot(t.Context(), "https://id.gs1.org/01/09529999000019/10/NONE"); err != nil || none.Pieces != 0 {
		t.Errorf("nothing captured: %+v %v", none, err)
	}
}
