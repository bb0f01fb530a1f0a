package casestore_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/casework/casetest"
	"banjie/internal/eventlog"
	"banjie/internal/recorded"
)

// BenchmarkImport brings historical cases of eight events in; the budget is 20,000 rows/s,
// a row being an event with its leaf.
func BenchmarkImport(b *testing.B) {
	onEngines(b, func(b *testing.B, dsn string) {
		store, _, c := benchStore(b, dsn)
		e := casetest.Engine(b, store, c)
		if err := e.Register(recorded.Procedure()); err != nil {
			b.Fatal(err)
		}
		im := &recorded.Import{Division: casetest.Division, Source: "bench", Map: eventlog.Usual, Unit: "bench", Engine: e, Writer: store, Cases: store}
		var events atomic.Int64
		start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		each(b, 64, func(i int64) error {
			t := eventlog.Trace{Key: fmt.Sprint(i), Place: int(i), Attributes: eventlog.Attributes{{Kind: eventlog.String, Key: eventlog.Name, Value: fmt.Sprint(i)}, {Kind: eventlog.Date, Key: "deadline", Value: "2020-03-01T00:00:00Z"}}}
			for k := range 8 {
				at := start.Add(time.Duration(i)*time.Second + time.Duration(k)*time.Hour)
				t.Events = append(t.Events, eventlog.Event{At: at, Attributes: eventlog.Attributes{{Kind: eventlog.String, Key: eventlog.Name, Value: "step"}, {Kind: eventlog.String, Key: eventlog.Resource, Value: "r1"}, {Kind: eventlog.Date, Key: eventlog.Timestamp, Value: at.Format(time.RFC3339)}}})
			}
			_, err := im.Case(context.Background(), t)
			events.Add(9)
			return err
		})
		b.ReportMetric(float64(events.Load())/b.Elapsed().Seconds(), "rows/s")
	})
}
