package foodchain

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/trace/tracestore"
)

// A file too large to be kept is read twice and captured in several acts, once; with one broken event
// at its end nothing of it is captured.
func TestCaptureOfALargeFile(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		lineage := tracestore.New(b.DB, b.Writer)
		archive := capturestore.New(b.DB, lineage)
		secret := []byte(strings.Repeat("s", 32))
		office := &capture.Office{Engine: b.host.Engine, Store: archive, Clock: b.Clock, Division: specimen.Division, Secret: func() ([]byte, error) { return secret, nil }}
		var file strings.Builder
		const events, step = 360, 100
		note := strings.Repeat("n", 100_000)
		for n := range events {
			fmt.Fprintf(&file, `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://example.org/"}],"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-02-10T08:00:00Z","eventTimeZoneOffset":"+08:00","epcList":["https://id.gs1.org/01/09529999000019/21/%d"],"ex:note":%q}`+"\n", n, note)
		}
		take := func(text string) (capture.Taken, error) {
			return office.Take(context.Background(), platform, strings.NewReader(text), capture.Order{Channel: "file", Step: step}, func(int64, int64) {})
		}
		if got, err := take(file.String() + `{"type":"ObjectEvent"}`); err == nil || got.Events != 0 {
			t.Fatalf("a file with a broken event: %+v, %v", got, err)
		}
		got, err := take(file.String())
		if err != nil || got.Events != events || got.New != events || len(got.Captures) != 4 {
			t.Fatalf("%+v, %v", got, err)
		}
		rows, err := lineage.Archive(context.Background(), tracestore.Asked{After: 0, Limit: events + 1})
		if err != nil || len(rows) != events {
			t.Fatalf("%d events kept: %v", len(rows), err)
		}
		last, err := archive.Capture(context.Background(), specimen.Division, got.Captures[3])
		if err != nil || len(last.Hashes) != events-3*step || len(last.Fields) != len(last.Hashes) || last.Hashes[59] != rows[events-1].Hash {
			t.Errorf("the last capture: %d ids, %d leaves, %v", len(last.Hashes), len(last.Fields), err)
		}
		if again, err := take(file.String()); err != nil || again.New != 0 {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}
