package recallstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/testenv"
	. "banjie/packs/foodchain/recall/recalltest"
	"banjie/packs/foodchain/trace"
)

// many is a lot that went into a hundred thousand boxes, received by a hundred shops.
func many(b testing.TB, bed *Bed, n int) {
	bed.Capture(Harvest(1, Kilos(Lot, 1000)))
	var list []trace.Event
	flush := func() {
		if _, err := bed.Trace.Capture(context.Background(), Division, list); err != nil {
			b.Fatal(err)
		}
		list = list[:0]
	}
	for i := 0; i < n; i += 100 {
		var outs []trace.Portion
		for j := range 100 {
			outs = append(outs, trace.Portion{Key: fmt.Sprintf("https://id.gs1.org/01/06901234000023/21/%d", i+j)})
		}
		place := fmt.Sprintf("https://id.gs1.org/414/69012340%05d", i/1000)
		list = append(list, Event(trace.Event{Type: trace.Transformation, Step: "commissioning", Time: At(2) + int64(i), Inputs: []trace.Portion{Kilos(Lot, 1)}, Outputs: outs}),
			Event(trace.Event{Type: trace.Object, Action: trace.Observe, Step: trace.Receiving, Time: At(3) + int64(i), Things: outs, Location: place, ReadPoint: place}))
		if len(list) >= 200 {
			flush()
		}
	}
	flush()
}

func engines(b *testing.B, run func(b *testing.B, bed *Bed)) {
	b.Run("sqlite", func(b *testing.B) { run(b, Open(b, "sqlite:"+filepath.Join(b.TempDir(), "recall.db"))) })
	b.Run("postgres", func(b *testing.B) { run(b, Open(b, testenv.Postgres(b))) })
}

// BenchmarkRecall is one recall of 100,000 things at 100 holders: the list with its stock, and the
// whole act with every order and every warning written.
func BenchmarkRecall(b *testing.B) {
	engines(b, func(b *testing.B, bed *Bed) {
		many(b, bed, 100_000)
		ctx := context.Background()
		for b.Loop() {
			begun := time.Now()
			reach, err := bed.Trace.Reach(ctx, trace.Start{Things: []string{Lot}}, trace.Limits{})
			if err != nil || len(reach.Things) != 100_001 {
				b.Fatal(err, len(reach.Things))
			}
			walked := time.Now()
			c, err := bed.Office.Open(ctx, Officer, Input(Lot), "x", nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(walked.Sub(begun).Seconds(), "walk-s")
			b.ReportMetric(time.Since(walked).Seconds(), "all-s")
			if row, err := bed.Store.Recall(ctx, c.Key); err != nil {
				b.Fatal(err)
			} else {
				b.ReportMetric(float64(row.Micros)/1e6, "list-s")
			}
		}
	})
}

// BenchmarkOf asks for one scanned item while a recall of 100,000 things is in force, and the bare
// look-up of its number beside it.
func BenchmarkOf(b *testing.B) {
	engines(b, func(b *testing.B, bed *Bed) {
		many(b, bed, 100_000)
		ctx := context.Background()
		if _, err := bed.Office.Open(ctx, Officer, Input(Lot), "x", nil); err != nil {
			b.Fatal(err)
		}
		key := []string{"https://id.gs1.org/01/06901234000023/21/77777"}
		b.Run("of", func(b *testing.B) {
			for b.Loop() {
				if w, err := bed.Store.Of(ctx, key); err != nil || len(w) != 1 {
					b.Fatal(err, len(w))
				}
			}
		})
		b.Run("bare", func(b *testing.B) {
			for b.Loop() {
				if n, err := bed.Trace.Numbers(ctx, key); err != nil || len(n) != 1 {
					b.Fatal(err)
				}
			}
		})
	})
}

// BenchmarkAt names four things at the last of a hundred places of a recall of 100,000 things.
func BenchmarkAt(b *testing.B) {
	engines(b, func(b *testing.B, bed *Bed) {
		many(b, bed, 100_000)
		ctx := context.Background()
		c, err := bed.Office.Open(ctx, Officer, Input(Lot), "x", nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if keys, err := bed.Store.At(ctx, c.Key, "https://id.gs1.org/414/6901234000099", 4); err != nil || len(keys) != 4 {
				b.Fatal(err, len(keys))
			}
		}
	})
}
