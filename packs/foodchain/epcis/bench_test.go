package epcis_test

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
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
}

// stream is a document of n events as a file that is written while it is read, so that it
// costs no memory and no disk.
type stream struct {
	n     int64 // events
	at    int64
	chunk string // one event with its comma
	head  string
}

const streamTail = `]}}`

func newStream(events int) *stream {
	head, _, _ := strings.Cut(sampleDocument(1), `{"type":"AggregationEvent"`)
	return &stream{n: int64(events), head: head, chunk: sampleEvent(7) + ",\n"}
}

func (s *stream) size() int64 {
	return int64(len(s.head)) + s.n*int64(len(s.chunk)) - 2 + int64(len(streamTail))
}

func (s *stream) Read(b []byte) (int, error) {
	if s.at >= s.size() {
		return 0, io.EOF
	}
	events := int64(len(s.head)) + s.n*int64(len(s.chunk)) - 2
	var from string
	switch {
	case s.at < int64(len(s.head)):
		from = s.head[s.at:]
	case s.at < events:
		from = s.chunk[(s.at-int64(len(s.head)))%int64(len(s.chunk)):]
		from = from[:min(int64(len(from)), events-s.at)]
	default:
		from = streamTail[s.at-events:]
	}
	n := copy(b, from)
	s.at += int64(n)
	return n, nil
}

func (s *stream) Seek(to int64, whence int) (int64, error) {
	if whence == io.SeekCurrent {
		to += s.at
	}
	s.at = to
	return to, nil
}

// heap gives the live bytes on the heap after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// readStream reads and hashes every event of a stream and gives the most that was live.
func readStream(t testing.TB, s *stream) (events int, most uint64) {
	before := heap()
	r, err := epcis.Open(s, epcis.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	every := max(1, int(s.n)/8)
	for e, err := range r.Events() {
		if err != nil {
			t.Fatal(err)
		}
		epcis.Hash(e)
		if events++; events%every == 0 {
			if now := heap(); now > before {
				most = max(most, now-before)
			}
		}
	}
	return events, most
}

// TestStreaming: what reading costs in memory follows the event, not the document.
func TestStreaming(t *testing.T) {
	const events = 12_000 // some 8 MB
	s := newStream(events)
	n, most := readStream(t, s)
	if n != events {
		t.Errorf("%d events of %d", n, events)
	}
	if most > 1<<20 {
		t.Errorf("%d bytes live while reading a document of %d", most, s.size())
	}
}

// BenchmarkLargeDocument reads a document of 100 MB.
func BenchmarkLargeDocument(b *testing.B) {
	s := newStream(1)
	s = newStream(int(100 << 20 / (s.size() - int64(len(s.head)))))
	b.SetBytes(s.size())
	var most uint64
	n := 0
	for b.Loop() {
		s.at = 0
		events, live := readStream(b, s)
		n, most = n+events, max(most, live)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(most), "bytes-live")
}
