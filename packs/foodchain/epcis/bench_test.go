package epcis_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// sampleEvent is an event of the usual size; n makes it another one.
func sampleEvent(n int) string {
	return fmt.Sprintf(`{"type":"AggregationEvent","eventTime":"2026-06-18T11:51:%02d+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"packing","disposition":"in_progress","parentID":"urn:epc:id:sscc:690123400.%08d","childEPCs":["https://id.gs1.org/01/06901234001402/21/B1-%d","urn:epc:id:sgtin:69012340.01402.%d"],"childQuantityList":[{"epcClass":"urn:epc:class:lgtin:69012340.01402.L%d","quantity":17.50,"uom":"KGM"}],"readPoint":{"id":"https://id.gs1.org/414/6901234005004"},"bizTransactionList":[{"type":"po","bizTransaction":"http://shop.example/po/%d"}],"example:crate":"%d"}`,
		n%60, n, n, n, n, n, n)
}

func sampleDocument(events int) string {
	var b strings.Builder
	b.WriteString(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"example":"https://ns.example.com/epcis/"}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-18T12:00:00+08:00","epcisBody":{"eventList":[`)
	for i := range events {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(sampleEvent(i))
	}
	b.WriteString(`]}}`)
	return b.String()
}

// BenchmarkEvent reads, checks and hashes; its neighbour does the same reading with
// encoding/json into maps and nothing else.
func BenchmarkEvent(b *testing.B) {
	text := sampleDocument(1000)
	b.Run("read+check+id", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			r, err := epcis.Open(strings.NewReader(text), epcis.DefaultLimits)
			if err != nil {
				b.Fatal(err)
			}
			for e, err := range r.Events() {
				if err != nil {
					b.Fatal(err)
				}
				epcis.Hash(e)
				n++
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("bare encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			var d struct {
				EpcisBody struct{ EventList []map[string]any }
			}
			if err := json.Unmarshal([]byte(text), &d); err != nil {
				b.Fatal(err)
			}
			n += len(d.EpcisBody.EventList)
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("facts", func(b *testing.B) {
		r, err := epcis.Open(strings.NewReader(sampleDocument(1)), epcis.DefaultLimits)
		if err != nil {
			b.Fatal(err)
		}
		for e, err := range r.Events() {
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				epcis.Facts(e)
			}
		}
	})
}
