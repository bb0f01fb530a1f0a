package epcis_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// FuzzRead: whatever comes in, each event is taken or refused with its place, and a taken
// event given out by itself is the same event.
func FuzzRead(f *testing.F) {
	for _, c := range preHashes {
		f.Add(document(c.event))
	}
	f.Add(xmlDocument("2.0", xmlHeader+body(xmlObject+`<ex:a b="c">d<ex:e/></ex:a></ObjectEvent>`)))
	f.Add(xmlDocument("1.2", body(`<extension><TransformationEvent>`+xmlBase+`</TransformationEvent></extension>`)))
	f.Add(sensorEvent + "\n" + objectEvent)
	f.Add(`[` + associationEvent + `]`)
	limits := epcis.Limits{Event: 1 << 16, Depth: 20, Spool: 1 << 18}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := epcis.Open(strings.NewReader(text), limits)
		if err != nil {
			refusalHasPlace(t, err)
			return
		}
		for e, err := range r.Events() {
			if err != nil {
				refusalHasPlace(t, err)
				continue
			}
			id := epcis.Hash(e)
			epcis.PublishedHash(e)
			again, err := epcis.Parse(e.Standalone(), nil, epcis.Limits{Event: 1 << 20, Depth: 40})
			if err != nil {
				t.Fatalf("%v\n%s", err, e.Standalone())
			}
			if epcis.Hash(again) != id {
				t.Fatalf("\n got %s\nwant %s", epcis.PreHash(again), epcis.PreHash(e))
			}
		}
	})
}

func refusalHasPlace(t *testing.T, err error) {
	t.Helper()
	var r *epcis.Refusal
	if errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &r) || len(r.Problems) == 0 {
		t.Fatalf("no refusal: %v", err)
	}
	for _, p := range r.Problems {
		if p.Line < 1 || p.Message.ZH == "" || p.Message.EN == "" || p.Remedy.ZH == "" || p.Remedy.EN == "" {
			t.Fatalf("without place or remedy: %+v", p)
		}
	}
}
