package epcis_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"banjie/packs/foodchain/epcis"
)

func TestFacts(t *testing.T) {
	f := epcis.Facts(mustParse(t, replace(t, objectEvent, `"action"`, `"eventID":"urn:uuid:7","action"`)))
	if f.ID != "urn:uuid:7" || f.Type != epcis.ObjectEvent || f.Action != epcis.Add || f.Step != "commissioning" || f.Disposition != "active" || f.Offset != "+08:00" {
		t.Errorf("%+v", f)
	}
	if want := time.Date(2026, 6, 1, 0, 30, 0, 0, time.UTC); !f.Time.Equal(want) {
		t.Errorf("time %v", f.Time)
	}
	want := []epcis.Thing{
		{Key: "https://id.gs1.org/01/06901234000016/21/A1", Role: epcis.Named},
		{Key: "https://id.gs1.org/01/06901234000016/10/L1", Role: epcis.Named, Class: true, Amount: "12.5", Unit: "KGM"},
	}
	if !reflect.DeepEqual(f.Things, want) {
		t.Errorf("things %+v", f.Things)
	}
	if f.ReadPoint != "https://id.gs1.org/414/6901234000504" || f.BizLocation != "" {
		t.Errorf("places %q, %q", f.ReadPoint, f.BizLocation)
	}
	if !reflect.DeepEqual(f.Papers, []epcis.Linked{{Kind: "po", Key: "http://shop.example/po/7"}}) || f.Sources[0].Kind != "location" {
		t.Errorf("linked %+v %+v", f.Papers, f.Sources)
	}
	if f.Annuls != "" {
		t.Errorf("annuls %q", f.Annuls)
	}
}

func TestFactsOfEachType(t *testing.T) {
	roles := func(text string) (all []epcis.Role) {
		for _, th := range epcis.Facts(mustParse(t, text)).Things {
			all = append(all, th.Role)
		}
		return all
	}
	for text, want := range map[string][]epcis.Role{
		aggregationEvent:    {epcis.Parent, epcis.Child},
		associationEvent:    {epcis.Parent, epcis.Child},
		transactionEvent:    {epcis.Named},
		transformationEvent: {epcis.Consumed, epcis.Made},
	} {
		if got := roles(text); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v of %s", got, want, text)
		}
	}
	f := epcis.Facts(mustParse(t, aggregationEvent))
	if f.Things[0].Key != "https://id.gs1.org/00/069012340000000016" {
		t.Errorf("parent %s", f.Things[0].Key)
	}
	if f.ID != f.Hash {
		t.Errorf("an event without id is known by %s", f.ID)
	}
}

func TestFactsOfADeclaration(t *testing.T) {
	text := replace(t, aggregationEvent, `"action"`, `"eventID":"urn:uuid:7","errorDeclaration":{"declarationTime":"2026-06-02T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:8"]},"action"`)
	f := epcis.Facts(mustParse(t, text))
	if f.Annuls != "urn:uuid:7" || f.Reason != "incorrect_data" || f.Corrective[0] != "urn:uuid:8" || f.Declared.IsZero() {
		t.Errorf("%+v", f)
	}
	if f.Hash != epcis.Facts(mustParse(t, aggregationEvent)).Hash {
		t.Error("the declaration has another content than what it declares wrong")
	}
}

func TestFactsOfLineage(t *testing.T) {
	dir := conformance(t)
	for name, want := range map[string]int{"lineage/bayberry.events.json": 28, "lineage/generated-1.events.jsonl": 1810} {
		events, err := readAll(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(events) != want {
			t.Errorf("%s: %d events, want %d", name, len(events), want)
		}
		for _, e := range events {
			if f := epcis.Facts(e); len(f.Things) == 0 || f.Step == "" || f.ReadPoint == "" && f.Step != "sensor_reporting" {
				t.Errorf("%s event %d: %+v", name, e.Index, f)
			}
		}
	}
}
