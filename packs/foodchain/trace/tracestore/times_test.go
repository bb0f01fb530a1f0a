package tracestore_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// Whatever time is asked for, and whether few or many events are of it, pages give each once, in the
// order of capture.
func TestArchiveOfATime(t *testing.T) {
	engines(t, func(t *testing.T, b bed) {
		r := rand.New(rand.NewPCG(1, 2))
		var times []int64
		var list []trace.Event
		const n = 9000
		for i := range n {
			at := int64(1_000_000 + 1000*i)
			if r.IntN(10) == 0 {
				at = int64(1_000_000 + r.IntN(1000*n)) // captured late or early
			}
			e := trace.Event{Type: trace.Object, Action: trace.Observe, Time: at, Things: []trace.Portion{{Key: fmt.Sprintf("https://id.gs1.org/01/09529999000019/10/L%d", i%50)}}, Body: []byte("{}")}
			for k := range 8 {
				e.Hash[k] = byte(i >> (8 * k))
			}
			times, list = append(times, at), append(list, e)
		}
		if _, err := b.store.Capture(t.Context(), division, list); err != nil {
			t.Fatal(err)
		}
		for _, span := range [][2]int64{{0, 0}, {0, 1}, {2_000_000, 2_100_000}, {5_000_000, 8_500_000}, {8_000_000, 0}, {0, 1_500_000}, {9_900_000, 0}, {20_000_000, 0}} {
			var want, got []int64
			for i, at := range times {
				if at >= span[0] && (span[1] == 0 || at < span[1]) {
					want = append(want, int64(i+1))
				}
			}
			for after := int64(0); ; {
				page, err := b.store.Archive(t.Context(), tracestore.Asked{From: span[0], Until: span[1], After: after, Limit: 700})
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range page {
					got, after = append(got, a.ID), a.ID
				}
				if len(page) < 700 {
					break
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%v: %d events, want %d", span, len(got), len(want))
			}
		}
	})
}
