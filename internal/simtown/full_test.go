package simtown

import (
	"os"
	"testing"
	"time"

	"banjie/internal/calendar"
)

// TestFullCounty grows the county of the demonstration; BANJIE_FULL asks for it.
func TestFullCounty(t *testing.T) {
	if os.Getenv("BANJIE_FULL") == "" {
		t.Skip("set BANJIE_FULL=1 to grow the whole demonstration county (about a minute)")
	}
	c := Config{Seed: 1, End: calendar.Date(2026, time.June, 12)}
	e, s, clk := grown(t, c)
	events := outbox(t, s)
	if len(events) < 60000 {
		t.Errorf("%d events, at least 60,000 are promised", len(events))
	}
	codes := map[string]int{}
	for _, ev := range events {
		if ev.Kind == "limit_overrun" || ev.Kind == "due_soon" {
			codes[ev.Kind+"/"+ev.Facts.Code]++
		}
	}
	t.Logf("%d cases, %d events, %v", c.filled().Cases, len(events), codes)
	somethingGoesOn(t, e, s, clk)
}
