package render_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/render"
)

var created = time.Date(2026, 6, 18, 4, 0, 0, 0, time.UTC)

const start = `"eventTime":"2026-06-01T08:30:00.120+08:00","eventTimeZoneOffset":"+08:00"`

// own wraps an event with prefixes of its own.
func own(event string) string {
	return `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/epcis/"},{"unused":"https://unused.example/"},{"fruit":"https://fruit.example/voc#"}],` + event[1:]
}

func parse(t *testing.T, text string) *epcis.Event {
	t.Helper()
	e, err := epcis.Parse(text, nil, epcis.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func read(text string) (all []*epcis.Event, d *epcis.Document, err error) {
	r, err := epcis.Open(strings.NewReader(text), epcis.DefaultLimits)
	if err != nil {
		return nil, nil, err
	}
	for e, err := range r.Events() {
		if err != nil {
			return nil, nil, err
		}
		all = append(all, e)
	}
	return all, r.Document(), nil
}

var harvest = own(`{"type":"ObjectEvent",` + start + `,"recordTime":"2020-01-01T00:00:00Z","epcList":[],"quantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.000001.L1","quantity":1.50e1,"uom":"KGM"}],"action":"ADD","bizStep":"https://ref.gs1.org/cbv/BizStep-commissioning","disposition":"ex:sweet","readPoint":{"ex:row":"3","id":"urn:epc:id:sgln:6901234.00050.0"},"bizTransactionList":[{"bizTransaction":"urn:uuid:5","type":"urn:epcglobal:cbv:btt:po"}],"sourceList":[{"type":"cbv:SDT-location","source":"urn:epc:id:sgln:6901234.00050.0"}],"ilmd":{"fruit:brix":11.50,"ex:crate":[{"ex:no":1},{"ex:no":2}]},"ex:note":"a < b & \"c\""}`)

func TestOneEventInEachForm(t *testing.T) {
	for _, c := range []struct {
		name string
		o    render.Options
		want string
	}{
		{"JSON", render.Options{Form: render.JSON},
			`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/epcis/"},{"fruit":"https://fruit.example/voc#"}],"type":"ObjectEvent","eventTime":"2026-06-01T08:30:00.120+08:00","recordTime":"2026-06-02T00:00:00Z","eventTimeZoneOffset":"+08:00","eventID":"urn:uuid:1","epcList":[],"quantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.000001.L1","quantity":1.50e1,"uom":"KGM"}],"action":"ADD","bizStep":"commissioning","disposition":"ex:sweet","readPoint":{"ex:row":"3","id":"urn:epc:id:sgln:6901234.00050.0"},"bizTransactionList":[{"bizTransaction":"urn:uuid:5","type":"po"}],"sourceList":[{"type":"location","source":"urn:epc:id:sgln:6901234.00050.0"}],"ilmd":{"fruit:brix":11.50,"ex:crate":[{"ex:no":1},{"ex:no":2}]},"ex:note":"a < b & \"c\""}`},
		{"XML 2.0 with Digital Links", render.Options{Form: render.XML, Links: true},
			`<ObjectEvent xmlns:ex="https://ns.example.com/epcis/" xmlns:fruit="https://fruit.example/voc#"><eventTime>2026-06-01T08:30:00.12+08:00</eventTime><recordTime>2026-06-02T00:00:00Z</recordTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset><eventID>urn:uuid:1</eventID><epcList></epcList><action>ADD</action><bizStep>https://ref.gs1.org/cbv/BizStep-commissioning</bizStep><disposition>https://ns.example.com/epcis/sweet</disposition><readPoint><id>https://id.gs1.org/414/6901234000504</id><ex:row>3</ex:row></readPoint><bizTransactionList><bizTransaction type="https://ref.gs1.org/cbv/BTT-po">urn:uuid:5</bizTransaction></bizTransactionList><quantityList><quantityElement><epcClass>https://id.gs1.org/01/06901234000016/10/L1</epcClass><quantity>15</quantity><uom>KGM</uom></quantityElement></quantityList><sourceList><source type="https://ref.gs1.org/cbv/SDT-location">https://id.gs1.org/414/6901234000504</source></sourceList><ilmd><fruit:brix>11.50</fruit:brix><ex:crate><ex:no>1</ex:no></ex:crate><ex:crate><ex:no>2</ex:no></ex:crate></ilmd><ex:note>a &lt; b &amp; &#34;c&#34;</ex:note></ObjectEvent>`},
		{"XML 1.2", render.Options{Form: render.XML12},
			`<ObjectEvent xmlns:ex="https://ns.example.com/epcis/" xmlns:fruit="https://fruit.example/voc#"><eventTime>2026-06-01T08:30:00.12+08:00</eventTime><recordTime>2026-06-02T00:00:00Z</recordTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset><baseExtension><eventID>urn:uuid:1</eventID></baseExtension><epcList></epcList><action>ADD</action><bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep><disposition>https://ns.example.com/epcis/sweet</disposition><readPoint><id>urn:epc:id:sgln:6901234.00050.0</id><ex:row>3</ex:row></readPoint><bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po">urn:uuid:5</bizTransaction></bizTransactionList><extension><quantityList><quantityElement><epcClass>urn:epc:class:lgtin:6901234.000001.L1</epcClass><quantity>15</quantity><uom>KGM</uom></quantityElement></quantityList><sourceList><source type="urn:epcglobal:cbv:sdt:location">urn:epc:id:sgln:6901234.00050.0</source></sourceList><ilmd><fruit:brix>11.50</fruit:brix><ex:crate><ex:no>1</ex:no></ex:crate><ex:crate><ex:no>2</ex:no></ex:crate></ilmd></extension><ex:note>a &lt; b &amp; &#34;c&#34;</ex:note></ObjectEvent>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := parse(t, harvest)
			e.EventID, e.RecordTime = "urn:uuid:1", time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC)
			got, err := render.Event(e, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// What was written and is read again is the same event, in every form and as an answer.
func TestDocumentsComeBack(t *testing.T) {
	events := []string{
		harvest,
		own(`{"type":"AggregationEvent",` + start + `,"action":"ADD","parentID":"urn:epc:id:sscc:6901234.0000000001","childEPCs":["urn:epc:id:sgtin:6901234.000001.A"],"eventID":"urn:uuid:2","errorDeclaration":{"declarationTime":"2026-06-02T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:3"],"ex:who":"lab"}}`),
		own(`{"type":"TransactionEvent",` + start + `,"action":"DELETE","bizTransactionList":[{"bizTransaction":"urn:uuid:5"}],"parentID":"urn:uuid:6","epcList":["urn:uuid:8"],"destinationList":[{"type":"owning_party","destination":"urn:epc:id:pgln:6901234.00050"}],"bizLocation":{"id":"urn:uuid:9"}}`),
		own(`{"type":"TransformationEvent",` + start + `,"inputEPCList":["urn:uuid:5"],"inputQuantityList":[{"epcClass":"urn:uuid:6"}],"outputEPCList":["urn:uuid:7"],"outputQuantityList":[{"epcClass":"urn:uuid:8","quantity":0.1}],"transformationID":"urn:uuid:9","ilmd":{"fruit:brix":12}}`),
		own(`{"type":"AssociationEvent",` + start + `,"action":"OBSERVE","parentID":"urn:uuid:5","childEPCs":["urn:uuid:6"],"childQuantityList":[{"epcClass":"urn:uuid:7","quantity":2}],"certificationInfo":["https://c.example/1","https://c.example/2"]}`),
		own(`{"type":"ObjectEvent",` + start + `,"action":"OBSERVE","epcList":["urn:uuid:5"],"persistentDisposition":{"set":["recalled"],"unset":["ex:sweet"]},"sensorElementList":[{"ex:shelf":"top","sensorMetadata":{"time":"2026-06-01T00:00:00.5Z","startTime":"2026-06-01T00:00:01Z","endTime":"2026-06-01T00:00:02Z","deviceID":"urn:epc:id:giai:6901234.S1","deviceMetadata":"urn:uuid:1","rawData":"urn:uuid:2","dataProcessingMethod":"urn:uuid:3","bizRules":"urn:uuid:4","ex:note":"cold"},"sensorReport":[{"type":"Temperature","exception":"ALARM_CONDITION","deviceID":"urn:uuid:1","deviceMetadata":"urn:uuid:2","rawData":"urn:uuid:3","dataProcessingMethod":"urn:uuid:4","bizRules":"urn:uuid:5","time":"2026-06-01T00:00:00Z","microorganism":"urn:uuid:6","chemicalSubstance":"urn:uuid:7","coordinateReferenceSystem":"urn:uuid:8","value":4.50,"component":"x","stringValue":"","booleanValue":false,"hexBinaryValue":"F0","uriValue":"urn:uuid:9","minValue":-1,"maxValue":1e2,"meanValue":0,"sDev":0.1,"percRank":50,"percValue":4,"uom":"CEL","fruit:x":"y"}]},{"sensorReport":[{"type":"Count","value":3}]}]}`),
		own(`{"type":"fruit:Tasting",` + start + `,"epcList":["urn:uuid:5"],"ex:score":{"ex:of":"10","fruit:by":["a","b"]}}`),
	}
	for _, o := range []render.Options{
		{Form: render.JSON}, {Form: render.JSON, Links: true, Answer: &render.Answer{Query: "SimpleEventQuery", Subscription: "s1"}},
		{Form: render.XML}, {Form: render.XML, Words: render.URN, Links: true, Answer: &render.Answer{Query: "SimpleEventQuery", Subscription: "s1"}},
		{Form: render.XML12}, {Form: render.XML12, Words: render.Web, Answer: &render.Answer{Query: "SimpleEventQuery"}},
	} {
		o.Created = created
		var out strings.Builder
		w := render.New(&out, o)
		var want []*epcis.Event
		for _, text := range events {
			e := parse(t, text)
			err := w.Write(e)
			var f *fault.Fault
			if o.Form == render.XML12 && errors.As(err, &f) && f.Code == "epcis_not_in_1_2" {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, e)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, d, err := read(out.String())
		if err != nil {
			t.Fatalf("%+v: %v\n%s", o, err, out.String())
		}
		if len(got) != len(want) || o.Form == render.XML12 != (len(want) == 4) {
			t.Fatalf("%+v: %d events of %d", o, len(got), len(want))
		}
		for i := range got {
			if epcis.PreHash(got[i]) != epcis.PreHash(want[i]) {
				t.Errorf("%+v event %d:\n got %s\nwant %s", o, i, epcis.PreHash(got[i]), epcis.PreHash(want[i]))
			}
			if got[i].EventID != want[i].EventID || !got[i].EventTime.Equal(want[i].EventTime) || (got[i].Error == nil) != (want[i].Error == nil) {
				t.Errorf("%+v event %d: %+v", o, i, got[i])
			}
		}
		if o.Answer != nil && (d.Type != "EPCISQueryDocument" || d.QueryName != o.Answer.Query || d.SubscriptionID != o.Answer.Subscription) {
			t.Errorf("%+v: read as %+v", o, d)
		}
		if o.Answer == nil && !d.CreationDate.Equal(created) {
			t.Errorf("created %v", d.CreationDate)
		}
	}
}

func TestNoEvents(t *testing.T) {
	for _, form := range []render.Form{render.JSON, render.XML, render.XML12} {
		var out strings.Builder
		if err := render.New(&out, render.Options{Form: form, Created: created, Answer: &render.Answer{Query: "q"}}).Close(); err != nil {
			t.Fatal(err)
		}
		if all, _, err := read(out.String()); err != nil || len(all) != 0 {
			t.Errorf("%s: %d events, %v", out.String(), len(all), err)
		}
	}
}

// What XML cannot say is refused with a sentence, and the document goes on without it.
func TestWhatXMLCannotSay(t *testing.T) {
	object := `{"type":"ObjectEvent",` + start + `,"action":"OBSERVE","epcList":["urn:uuid:5"]`
	sensor := object + `,"sensorElementList":[{"sensorReport":[{"type":"Count","value":1,%}]}]`
	for _, c := range []struct{ name, event, code string }{
		{"a name with a blank", object + `,"https://ns.example.com/a%20b":1`, "epcis_not_in_xml"},
		{"a name that begins with a digit", object + `,"ex:1st":1`, "epcis_not_in_xml"},
		{"a name inside", object + `,"ex:a":{"b c":1}`, "epcis_not_in_xml"},
		{"a control character", object + `,"ex:a":"x\u0001y"`, "epcis_not_in_xml"},
		{"contents of a sensor's field", strings.Replace(sensor, "%", `"ex:a":{"ex:b":1}`, 1), "epcis_not_in_xml"},
		{"several values of a sensor's field", strings.Replace(sensor, "%", `"ex:a":[1,2]`, 1), "epcis_not_in_xml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			w := render.New(&out, render.Options{Form: render.XML, Created: created})
			err := w.Write(parse(t, own(c.event+"}")))
			var f *fault.Fault
			if !errors.As(err, &f) || f.Code != c.code || f.Message.ZH == "" || f.Remedy.EN == "" {
				t.Fatalf("got %v", err)
			}
			if err := errors.Join(w.Write(parse(t, own(object+"}"))), w.Close()); err != nil {
				t.Fatal(err)
			}
			if all, _, err := read(out.String()); err != nil || len(all) != 1 {
				t.Errorf("%d events, %v", len(all), err)
			}
		})
	}
}

// A page declares a prefix once where it means the same to its events; another meaning
// stands with the event, and all are the same events when read again.
func TestPrefixesOfAPage(t *testing.T) {
	other := strings.Replace(harvest, "https://ns.example.com/epcis/", "https://other.example/", 1)
	events := []*epcis.Event{parse(t, harvest), parse(t, other), parse(t, harvest)}
	o := render.Options{Created: created}
	for _, e := range events {
		o.Prefixes = render.Share(o.Prefixes, e)
	}
	if len(o.Prefixes) != 2 {
		t.Fatalf("shared %v", o.Prefixes)
	}
	var out strings.Builder
	w := render.New(&out, o)
	for _, e := range events {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "@context"); n != 2 {
		t.Errorf("%d contexts in %s", n, out.String())
	}
	all, _, err := read(out.String())
	if err != nil || len(all) != 3 {
		t.Fatalf("%d events, %v", len(all), err)
	}
	for i, e := range all {
		if epcis.Hash(e) != epcis.Hash(events[i]) {
			t.Errorf("event %d is another", i)
		}
	}
	if epcis.PublishedHash(all[0]) != epcis.Hash(all[0]) {
		t.Error("the event has a context of its own")
	}
}

// Every public event comes back from every form that can say it.
func TestPublishedEventsComeBack(t *testing.T) {
	dir := testenv.Shared(t, "conformance/epcis")
	checked, refused := map[render.Form]int{}, map[render.Form]int{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all, _, err := read(string(b))
		if err != nil {
			return nil // not events, or meant to be refused: package epcis
		}
		for _, e := range all {
			for _, form := range []render.Form{render.JSON, render.XML, render.XML12} {
				var out strings.Builder
				w := render.New(&out, render.Options{Form: form, Created: created})
				if err := w.Write(e); err != nil {
					refused[form]++
					continue
				}
				if err := w.Close(); err != nil {
					return err
				}
				again, _, err := read(out.String())
				if err != nil || len(again) != 1 {
					t.Errorf("%s event %d: %v\n%s", path, e.Index, err, out.String())
					continue
				}
				checked[form]++
				if got, want := epcis.PreHash(again[0]), epcis.PreHash(e); got != want {
					t.Errorf("%s event %d, form %d:\n got %s\nwant %s", path, e.Index, form, got, want)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("checked %v, refused %v", checked, refused)
	if checked[render.JSON] < 1900 || checked[render.XML] < 1900 || refused[render.JSON] > 0 || refused[render.XML] > 5 {
		t.Errorf("checked %v, refused %v", checked, refused)
	}
}

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		accept, version string
		want            render.Form
		ok              bool
	}{
		{"", "", render.JSON, true},
		{"*/*", "2.0.0", render.JSON, true},
		{"*/*", "1.2", render.XML12, true},
		{"application/json", "", render.JSON, true},
		{"application/ld+json; charset=utf-8", "2.0", render.JSON, true},
		{"application/xml", "", render.XML, true},
		{"application/xml", "1.2", render.XML12, true},
		{"application/xml;q=0.5, application/json;q=0.9", "", render.JSON, true},
		{"application/json;q=0.5, text/xml", "2.0.1", render.XML, true},
		{"*/*, application/xml", "", render.XML, true},
		{"text/html, */*;q=0.1", "", render.JSON, true},
		{"application/json", "1.2", 0, false},
		{"text/html", "", 0, false},
		{"application/xml;q=0", "", 0, false},
		{"application/xml", "3.0", 0, false},
		{"application/xml;q=nine", "", 0, false},
	} {
		if got, ok := render.Negotiate(c.accept, c.version); got != c.want || ok != c.ok {
			t.Errorf("%q, %q: %d, %v; want %d, %v", c.accept, c.version, got, ok, c.want, c.ok)
		}
	}
	if render.XML12.MediaType() != "application/xml" || render.JSON.MediaType() != "application/ld+json" || render.XML12.Version() != "1.2" {
		t.Error("media types")
	}
}

// FuzzForms: an event that is taken comes back from each form that can say it.
func FuzzForms(f *testing.F) {
	f.Add(harvest)
	f.Add(own(`{"type":"fruit:Tasting",` + start + `,"epcList":["urn:uuid:5"],"ex:score":{"ex:of":"10","#text":" t ","fruit:by":["a",["b"],null,{}]}}`))
	f.Add(`{"@context":{"fruit":"s:?"},"type":"fruit:g",` + start + `,"epcList":["n:5"]}`)
	f.Add(own(`{"type":"ObjectEvent",` + start + `,"action":"OBSERVE","epcList":["urn:uuid:5"],"sensorElementList":[{"sensorReport":[{"type":"Count","value":3,"ex:a":"x"}]}]}`))
	f.Fuzz(func(t *testing.T, text string) {
		e, err := epcis.Parse(text, nil, epcis.Limits{Event: 1 << 16, Depth: 12})
		if err != nil {
			return
		}
		want := epcis.PreHash(e)
		for _, form := range []render.Form{render.JSON, render.XML, render.XML12} {
			var out strings.Builder
			w := render.New(&out, render.Options{Form: form, Created: created})
			if err := w.Write(e); err != nil {
				continue
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			all, _, err := read(out.String())
			if err != nil || len(all) != 1 {
				t.Fatalf("%v\n%s\n%s", err, text, out.String())
			}
			if got := epcis.PreHash(all[0]); got != want {
				t.Fatalf("form %d\n got %s\nwant %s\n%s", form, got, want, out.String())
			}
		}
	})
}
