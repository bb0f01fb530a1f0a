package recallstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/testenv"
	. "banjie/packs/foodchain/recall/recalltest"
	"banjie/packs/foodchain/trace"
)

// world is a small one in which everything meets; each has keys of its own.
type world struct {
	n                  int
	lots, items, boxes []string
}

func newWorld(n int) world {
	w := world{n: n}
	for i := range 5 {
		w.lots = append(w.lots, fmt.Sprintf("https://id.gs1.org/01/06901234000016/10/L%d-%d", n, i))
	}
	for i := range 3 {
		w.items = append(w.items, fmt.Sprintf("https://id.gs1.org/01/06901234000023/21/I%d-%d", n, i))
		w.boxes = append(w.boxes, fmt.Sprintf("https://id.gs1.org/00/%018d", 10*n+i))
	}
	return w
}

func (w world) all() []string { return slices.Concat(w.lots, w.items, w.boxes) }

func (w world) event(t *rapid.T) trace.Event {
	goods := slices.Concat(w.lots, w.items)
	some := func(from []string, least int) (out []trace.Portion) {
		for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(from), least, 2, rapid.ID[string]).Draw(t, "things") {
			out = append(out, trace.Portion{Key: k})
		}
		return out
	}
	e := trace.Event{Time: At(rapid.Int64Range(1, 10).Draw(t, "hour"))}
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0:
		e.Type, e.Action, e.Step, e.Things, e.ReadPoint = trace.Object, trace.Add, trace.Commissioning, some(goods, 1), Plot
	case 1, 2, 3:
		e.Type, e.Step, e.Inputs, e.Outputs = trace.Transformation, "commissioning", some(w.all(), 1), some(goods, 1)
		if rapid.IntRange(0, 2).Draw(t, "pooled") == 0 {
			e.Process = fmt.Sprintf("urn:x:%d", w.n)
		}
	case 4, 5:
		e.Type, e.Step, e.Action = trace.Aggregation, "packing", rapid.SampledFrom([]trace.Action{trace.Add, trace.Add, trace.Delete}).Draw(t, "action")
		e.Parent = rapid.SampledFrom(w.boxes).Draw(t, "box")
		e.Children = some(slices.DeleteFunc(w.all(), func(k string) bool { return k == e.Parent }), 0)
	default:
		e.Type, e.Action, e.Step, e.Things, e.Location = trace.Object, trace.Observe, trace.Receiving, some(goods, 1), ShopOne
	}
	if id := rapid.IntRange(0, 4).Draw(t, "id"); id > 1 {
		e.ID = fmt.Sprintf("e:%d:%d", w.n, id)
	}
	return Event(e)
}

// Whatever is captured before and after a recall, in any order, some of it declared wrong: exactly
// what descends from the start is warned of, which the walk back says independently, and a container
// while it holds any. Small and stale recalls give the same answers.
func TestEveryDescendantIsWarnedOf(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { everyDescendant(t, Open(t, "sqlite:"+filepath.Join(t.TempDir(), "recall.db"))) })
	t.Run("postgres", func(t *testing.T) { everyDescendant(t, Open(t, testenv.Postgres(t))) })
}

func everyDescendant(t *testing.T, b *Bed) {
	ctx, worlds := context.Background(), 0
	rapid.Check(t, func(t *rapid.T) {
		worlds++
		w := newWorld(worlds)
		b.Store.Most = rapid.SampledFrom([]int{0, 1000}).Draw(t, "most")
		list := rapid.SliceOfN(rapid.Custom(w.event), 2, 12).Draw(t, "events")
		for range rapid.IntRange(0, 3).Draw(t, "errors") {
			e := rapid.SampledFrom(list).Draw(t, "of")
			e.Error = &trace.Declaration{Time: 1}
			list = append(list, e)
		}
		cut := rapid.IntRange(0, len(list)).Draw(t, "opened after")
		captureIn(t, b, list[:cut])
		start := rapid.SampledFrom(slices.Concat(w.lots, w.items)).Draw(t, "start")
		in := Input(start)
		in.Unknown = true
		c := b.Recall(Officer, in)
		captureIn(t, b, list[cut:])
		compare := func(when string) {
			for _, k := range w.all() {
				want := k == start
				if back, err := b.Trace.Back(ctx, k, trace.Ask{}); err == nil {
					want = want || slices.Contains(back.Ancestors, start) || slices.Contains(back.Contents, start)
				}
				if got := b.Warned(k)[k] != ""; got != want {
					t.Fatalf("%s: %s: warned %v, descends from %s %v", when, k, got, start, want)
				}
			}
		}
		compare("as captured")
		if err := b.Store.Refresh(ctx, b.Writer); err != nil {
			t.Fatal(err)
		}
		compare("refreshed")
		if c.Number == "" {
			t.Fatal("no number")
		}
	})
	if differs, err := b.Store.Check(ctx, Division); err != nil || len(differs) != 0 {
		t.Fatalf("%v %v", err, differs)
	}
}

func captureIn(t *rapid.T, b *Bed, list []trace.Event) {
	for len(list) > 0 {
		n := rapid.IntRange(1, len(list)).Draw(t, "batch")
		b.Capture(list[:n]...)
		list = list[n:]
	}
}
