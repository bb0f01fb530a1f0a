package recallstore_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/recall"
	. "banjie/packs/foodchain/recall/recalltest"
	"banjie/packs/foodchain/trace"
)

// From one click to the last kilogram: holders by stock, orders with clocks, every count an act,
// the end only when it adds up, and a warning on every scan from the first instant.
func TestFromClickToTheLastKilogram(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		ctx := context.Background()
		b.Chain()
		if w := b.Warned(Lot, BoxOne); len(w) != 0 {
			t.Fatalf("warned before any recall: %v", w)
		}
		c := b.Recall(Officer, Input(Lot))
		f := recall.FileOf(c)
		if f.Scope.Things != 3 || len(f.Scope.Holders) != 2 || f.Scope.Cut || len(f.Orders) != 2 || c.Party != "farm" {
			t.Fatalf("scope %+v orders %v party %q", f.Scope, f.Orders, c.Party)
		}
		packer, shop := f.Scope.Holders[0], f.Scope.Holders[1]
		if packer.Place != Packer || packer.Held[trace.Mass] != 10e6 || shop.Place != ShopOne || shop.Held[trace.Mass] != 50e6 || shop.Sold[trace.Mass] != 10e6 || f.Scope.OnWay[trace.Mass] != 30e6 {
			t.Fatalf("%+v on the way %v", f.Scope.Holders, f.Scope.OnWay)
		}
		if w := b.Warned(Lot, BoxOne, BoxTwo, Other, "https://id.gs1.org/01/06901234000023/10/B1/21/7"); w[Lot] != recall.Itself || w[BoxOne] != recall.From || w[BoxTwo] != recall.From || w[Other] != "" || w["https://id.gs1.org/01/06901234000023/10/B1/21/7"] != recall.From {
			t.Fatalf("warned of %v", w)
		}
		orders, err := b.Store.OrdersOf(ctx, Division, c.ID)
		if err != nil || len(orders) != 2 || orders[1].Party != "shop1" || !orders[1].Due.Equal(b.Clock.Now().Add(recall.StopHours*time.Hour)) {
			t.Fatalf("%v %+v", err, orders)
		}
		if k, _ := c.Clock("recall_begin"); !k.Due.At.Equal(b.Clock.Now().Add(24 * time.Hour)) {
			t.Errorf("begin: %+v", k.Due)
		}
		if k, _ := c.Clock("recall_end"); k.Limit.N != 10 {
			t.Errorf("end: %+v", k.Limit)
		}
		// The wrong people are kept out.
		for _, x := range []struct {
			who  access.Actor
			verb string
			of   casework.ID
		}{{Stranger, "close_recall", c.ID}, {Shop, "begin_recall", c.ID}, {Farm, "stop_sale", orders[1].ID}, {Shop, "accept_recall_count", orders[1].ID}, {Officer, "lift_recall", c.ID}} {
			if _, err := b.Engine.Do(ctx, casework.Command{Actor: x.who, Case: x.of, Verb: x.verb, Reason: "x"}); err == nil {
				t.Errorf("%s did %s", x.who.ID, x.verb)
			}
		}
		b.Do(casework.Command{Actor: Farm, Case: c.ID, Verb: "begin_recall", Reason: "已停产，三天内召回"})
		b.Do(casework.Command{Actor: Shop, Case: orders[1].ID, Verb: "stop_sale"})
		count := func(who access.Actor, of casework.ID, what string, kg int64, files ...casework.File) error {
			_, err := b.Engine.Do(ctx, casework.Command{Actor: who, Case: of, Verb: "count_goods", Input: &recall.CountInput{What: what, Amount: kg * 1_000_000, Unit: "KGM", Files: files}})
			return err
		}
		proof := casework.File{Material: "proof", Name: "x.jpg", Hash: "00", Type: "image/jpeg", Size: 1}
		if err := count(Shop, orders[1].ID, recall.Destroyed, 40, proof); err == nil {
			t.Error("more was destroyed than was taken off")
		}
		if err := count(Shop, orders[1].ID, recall.Removed, 40); err != nil {
			t.Fatal(err)
		}
		if err := count(Shop, orders[1].ID, recall.Destroyed, 40); err == nil {
			t.Error("destruction without proof was taken")
		}
		if _, err := b.Engine.Do(ctx, casework.Command{Actor: Shop, Case: orders[1].ID, Verb: "finish_recall_order"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a count that does not add up was taken without a reason: %v", err)
		}
		for _, x := range []struct {
			what string
			kg   int64
		}{{recall.Sold, 10}, {recall.Destroyed, 30}, {recall.Returned, 10}} {
			if err := count(Shop, orders[1].ID, x.what, x.kg, proof); err != nil {
				t.Fatal(err)
			}
		}
		b.Do(casework.Command{Actor: Shop, Case: orders[1].ID, Verb: "finish_recall_order"})
		if _, err := b.Engine.Do(ctx, casework.Command{Actor: Officer, Case: c.ID, Verb: "close_recall", Input: &recall.CloseInput{Explain: "不等了"}}); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("ended while a holder has not answered: %v", err)
		}
		b.Do(casework.Command{Actor: Officer, Case: orders[1].ID, Verb: "accept_recall_count"})
		b.Do(casework.Command{Actor: Officer, Case: orders[0].ID, Verb: "stop_sale"})
		for _, what := range []string{recall.Removed, recall.Destroyed} {
			if err := count(Officer, orders[0].ID, what, 10, proof); err != nil {
				t.Fatal(err)
			}
		}
		b.Do(casework.Command{Actor: Officer, Case: orders[0].ID, Verb: "finish_recall_order"})
		b.Do(casework.Command{Actor: Officer, Case: orders[0].ID, Verb: "accept_recall_count"})
		c = b.Do(casework.Command{Actor: Officer, Case: c.ID, Verb: "close_recall"})
		end := recall.FileOf(c).End
		if c.State != recall.Closed || end == nil || !end.AddsUp() || end.Held[trace.Mass] != 60e6 || end.Destroyed[trace.Mass] != 40e6 || end.Returned[trace.Mass] != 10e6 || end.Sold[trace.Mass] != 10e6 {
			t.Errorf("%s %+v", c.State, end)
		}
		if w := b.Warned(BoxOne); w[BoxOne] != recall.From {
			t.Error("an ended recall no longer warns")
		}
		if differs, err := b.Store.Check(ctx, Division); err != nil || len(differs) != 0 {
			t.Errorf("%v %v", err, differs)
		}
	})
}

// A producer recalls its own food and no other's; nobody who is no regulator recalls at all.
func TestWhoMayRecall(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		b.Chain()
		ctx := context.Background()
		if _, err := b.Office.Open(ctx, Farm, Input(BoxOne), "x", nil); err == nil {
			t.Error("a farm recalled what it did not make")
		}
		if _, err := b.Office.Open(ctx, Stranger, Input(Lot), "x", nil); err == nil {
			t.Error("another unit recalled food")
		}
		c := b.Recall(Farm, Input(Lot))
		if c.Unit != "market" || c.Party != "farm" || len(recall.FileOf(c).Orders) != 2 {
			t.Errorf("%s %s %v", c.Unit, c.Party, recall.FileOf(c).Orders)
		}
		for _, in := range []recall.OpenInput{{}, Input(), Input("https://id.gs1.org/01/06901234000016")} {
			if _, err := b.Office.Open(ctx, Officer, in, "x", nil); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", in.Start, err)
			}
		}
	})
}

// Events that come late add to the warning at once; the frozen list and the orders change when an
// officer confirms it, and only what was shown can be confirmed.
func TestLateEvents(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		ctx := context.Background()
		b.Chain()
		c := b.Recall(Officer, Input(Lot))
		const late = "https://id.gs1.org/01/06901234000023/10/B3"
		b.Capture(Pack(8, Kilos(late, 10), Kilos(Lot, 10)), Receive(9, ShopTwo, Kilos(late, 10)))
		if w := b.Warned(late); w[late] != recall.From {
			t.Fatal("what was packed later is not warned of")
		}
		diff, err := b.Store.Difference(ctx, c.Key, 10)
		if err != nil || diff.Added != 1 || diff.Dropped != 0 || diff.AddedKeys[0] != late {
			t.Fatalf("%v %+v", err, diff)
		}
		if _, err := b.Office.Confirm(ctx, Officer, c.ID, recall.FileOf(c).Scope.Hash, "看过"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the old list was confirmed: %v", err)
		}
		now, err := b.Rules.Now(ctx, recall.FileOf(c))
		if err != nil {
			t.Fatal(err)
		}
		c, err = b.Office.Confirm(ctx, Officer, c.ID, now.Hash, "多了一批")
		if err != nil {
			t.Fatal(err)
		}
		f := recall.FileOf(c)
		if _, ok := f.Orders[ShopTwo]; !ok || f.Scope.Things != 4 || f.Confirms != 1 {
			t.Errorf("%v %+v", f.Orders, f.Scope)
		}
		if diff, _ := b.Store.Difference(ctx, c.Key, 10); diff.Added != 0 {
			t.Errorf("%+v", diff)
		}
		orders, _ := b.Store.OrdersOf(ctx, Division, c.ID) // the packer has nothing left of the lot
		freed := 0
		for _, o := range orders {
			if o.State == recall.OrderState(recall.Freed) {
				freed++
			}
		}
		if freed != 1 || len(orders) != 3 {
			t.Errorf("%d freed of %d", freed, len(orders))
		}
		if differs, err := b.Store.Check(ctx, Division); err != nil || len(differs) != 0 {
			t.Errorf("%v %v", err, differs)
		}
	})
}

// What was packed wrongly and declared so is no longer warned of, at once.
func TestAnnulmentTakesTheWarningAway(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		wrong := Pack(3, Kilos(BoxTwo, 30), Kilos(Lot, 30))
		b.Capture(Harvest(1, Kilos(Lot, 100)), Pack(2, Kilos(BoxOne, 60), Kilos(Lot, 60)), wrong)
		c := b.Recall(Officer, Input(Lot))
		if w := b.Warned(BoxTwo); w[BoxTwo] != recall.From {
			t.Fatal(w)
		}
		wrong.Error = &trace.Declaration{Time: At(9), Reason: "incorrect_data"}
		b.Capture(wrong)
		if w := b.Warned(BoxOne, BoxTwo); w[BoxTwo] != "" || w[BoxOne] != recall.From {
			t.Errorf("%v", w)
		}
		diff, err := b.Store.Difference(context.Background(), c.Key, 10)
		if err != nil || diff.Dropped != 1 || diff.DroppedKeys[0] != BoxTwo {
			t.Errorf("%v %+v", err, diff)
		}
	})
}

// A pallet is warned of while it holds recalled goods, and goods that left it before are not.
func TestContainersWarnWhileTheyHold(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		const item, clean = "https://id.gs1.org/01/06901234000023/21/7", "https://id.gs1.org/01/06901234000023/21/8"
		put := func(hour int64, a trace.Action, keys ...string) trace.Event {
			e := trace.Event{Type: trace.Aggregation, Action: a, Step: "packing", Time: At(hour), Parent: Pallet, ReadPoint: Packer}
			for _, k := range keys {
				e.Children = append(e.Children, trace.Portion{Key: k})
			}
			return Event(e)
		}
		b.Capture(Harvest(1, Kilos(Lot, 100)), Pack(2, trace.Portion{Key: item}, Kilos(Lot, 1)), put(2, trace.Add, clean), put(3, trace.Add, item))
		b.Recall(Officer, Input(Lot))
		if w := b.Warned(Pallet, item, clean); w[Pallet] != recall.Contains || w[item] != recall.From || w[clean] != "" {
			t.Fatalf("%v", w)
		}
		b.Capture(put(10, trace.Delete, item))
		if w := b.Warned(Pallet, item); w[Pallet] != "" || w[item] != recall.From {
			t.Errorf("%v", w)
		}
		b.Capture(Event(trace.Event{Type: trace.Object, Action: trace.Observe, Step: trace.Receiving, Time: At(11), Things: []trace.Portion{{Key: item}}, Location: ShopTwo}))
		if w := b.Warned(item); w[item] != recall.From {
			t.Errorf("%v", w)
		}
	})
}

// From a plot in a time: what is harvested there later in that time joins, what was harvested
// before does not. A lot of which nothing was captured is warned of all the same, and once
// something is, its descendants too.
func TestPlotsAndUnknownLots(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		const before, after, unknown = "https://id.gs1.org/01/06901234000016/10/H1", "https://id.gs1.org/01/06901234000016/10/H2", "https://id.gs1.org/01/06901234000016/10/X"
		b.Capture(Harvest(1, Kilos(before, 5)))
		in := Input(unknown)
		in.Start.Plots = []trace.PlotTime{{Plot: Plot, From: At(10)}}
		if _, err := b.Office.Open(context.Background(), Officer, in, "镉超标", nil); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("what nobody recorded was recalled without a word: %v", err)
		}
		in.Unknown = true
		c := b.Recall(Officer, in)
		if f := recall.FileOf(c); f.Scope.Things != 0 || len(f.Scope.Unknown) != 1 {
			t.Fatalf("%+v", f.Scope)
		}
		if w := b.Warned(unknown, before); w[unknown] != recall.Itself || w[before] != "" {
			t.Fatalf("%v", w)
		}
		b.Capture(Harvest(12, Kilos(after, 5)))
		b.Capture(Pack(13, Kilos(BoxOne, 5), Kilos(unknown, 5)))
		if w := b.Warned(before, after, BoxOne); w[after] != recall.From || w[before] != "" || w[BoxOne] != recall.From {
			t.Errorf("%v", w)
		}
	})
}

// A recall that is too large to be brought up to date within a capture is stale: scans walk back
// meanwhile and are right, and Refresh ends it.
func TestStaleRecallsWalkBack(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		ctx := context.Background()
		b.Store.Most = 1
		wrong := Pack(3, Kilos(BoxTwo, 30), Kilos(Lot, 30))
		b.Capture(Harvest(1, Kilos(Lot, 100)), wrong)
		c := b.Recall(Officer, Input(Lot))
		wrong.Error = &trace.Declaration{Time: At(9)}
		b.Capture(wrong, Pack(2, Kilos(BoxOne, 60), Kilos(Lot, 60)))
		if r, err := b.Store.Recall(ctx, c.Key); err != nil || !r.Stale {
			t.Fatalf("%v %+v", err, r)
		}
		check := func(when string) {
			if w := b.Warned(BoxOne, BoxTwo, Lot, Other); w[BoxOne] != recall.From || w[BoxTwo] != "" || w[Lot] != recall.Itself || w[Other] != "" {
				t.Errorf("%s: %v", when, w)
			}
		}
		check("stale")
		if err := b.Store.Refresh(ctx, b.Writer); err != nil {
			t.Fatal(err)
		}
		if r, err := b.Store.Recall(ctx, c.Key); err != nil || r.Stale {
			t.Fatalf("%v %+v", err, r)
		}
		check("refreshed")
	})
}

// A drill is the same walk: nobody who scans is warned, it has no clock of the law and no notice,
// and it ends when every holder has answered.
func TestDrill(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		ctx := context.Background()
		b.Chain()
		in := Input(Lot)
		in.Drill = true
		c := b.Recall(Officer, in)
		if w := b.Warned(Lot, BoxOne); len(w) != 0 {
			t.Errorf("a drill warns: %v", w)
		}
		if len(c.Clocks) != 0 || c.Number[:5] != "DRILL" {
			t.Errorf("%s %+v", c.Number, c.Clocks)
		}
		if _, err := b.Engine.Do(ctx, casework.Command{Actor: Officer, Case: c.ID, Verb: "publish_recall", Reason: "x"}); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("a drill was published: %v", err)
		}
		orders, _ := b.Store.OrdersOf(ctx, Division, c.ID)
		for i, o := range orders {
			b.Clock.Advance(7 * time.Minute)
			if _, err := b.Engine.Do(ctx, casework.Command{Actor: Officer, Case: c.ID, Verb: "close_recall"}); err == nil {
				t.Errorf("ended after %d answers", i)
			}
			b.Do(casework.Command{Actor: Officer, Case: o.ID, Verb: "stop_sale"})
		}
		orders, _ = b.Store.OrdersOf(ctx, Division, c.ID)
		if w := recall.Watch(c, orders); w.Answered != 2 || w.Last != 14*time.Minute || w.List <= 0 {
			t.Errorf("%+v", w)
		}
		if c = b.Do(casework.Command{Actor: Officer, Case: c.ID, Verb: "close_recall"}); c.State != recall.Closed {
			t.Error(c.State)
		}
	})
}

// A lifted recall warns no more and frees its holders; only the head of the unit lifts it.
func TestLift(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		b.Chain()
		c := b.Recall(Officer, Input(Lot))
		c = b.Do(casework.Command{Actor: Head, Case: c.ID, Verb: "lift_recall", Reason: "复检合格"})
		if w := b.Warned(Lot, BoxOne); c.State != recall.Lifted || len(w) != 0 {
			t.Errorf("%s %v", c.State, w)
		}
		orders, err := b.Store.OrdersOf(context.Background(), Division, c.ID)
		for _, o := range orders {
			if o.State != recall.OrderState(recall.Freed) {
				t.Error(o.State)
			}
		}
		if err != nil || len(orders) != 2 {
			t.Errorf("%v %d", err, len(orders))
		}
	})
}

// The grade changes the clocks from the opening on, and a worse one leaves less time.
func TestGradeMovesTheClocks(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		b.Chain()
		in := Input(Lot)
		in.Grade = 3
		c := b.Recall(Officer, in)
		opened := b.Clock.Now()
		b.Clock.Advance(2 * time.Hour)
		c = b.Do(casework.Command{Actor: Officer, Case: c.ID, Verb: "grade_recall", Reason: "检出致病菌", Input: &recall.GradeInput{Grade: 1}})
		if k, _ := c.Clock("recall_begin"); !k.Due.At.Equal(opened.Add(24*time.Hour)) || recall.FileOf(c).Grade != 1 {
			t.Errorf("%+v", k)
		}
	})
}

// What of a recall is at a place: what was made, received or sent there by its own events, and what was put
// right since does not count.
func TestThingsAtAPlace(t *testing.T) {
	Engines(t, func(t *testing.T, b *Bed) {
		b.Chain()
		c := b.Recall(Officer, Input(Lot))
		at := func(place string, most int) []string {
			t.Helper()
			keys, err := b.Store.At(context.Background(), c.Key, place, most)
			if err != nil {
				t.Fatal(err)
			}
			return keys
		}
		if got := at(Packer, 9); !slices.Equal(got, []string{Lot, BoxOne, BoxTwo}) {
			t.Errorf("at the packer's: %v", got)
		}
		if got := at(ShopOne, 9); !slices.Equal(got, []string{BoxOne}) {
			t.Errorf("at the shop: %v", got)
		}
		if got := at(ShopTwo, 9); len(got) != 0 {
			t.Errorf("at a shop that had none: %v", got)
		}
		if got := at(Packer, 2); len(got) != 2 {
			t.Errorf("at most two: %v", got)
		}
		order := &recall.Order{OrderInput: recall.OrderInput{Recall: c.ID, Holder: recall.Holder{Place: ShopOne}}}
		for lot, want := range map[string]bool{BoxOne: true, "": true, BoxTwo: false, Other: false} {
			if err := recall.CheckLot(context.Background(), b.Store, Division, order, lot); (err == nil) != want {
				t.Errorf("%s: %v", lot, err)
			}
		}
	})
}

// A large recall is looked up from the place: what is there is found, and nothing where nothing is.
func TestAtOfALargeRecall(t *testing.T) {
	for name, dsn := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "recall.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			bed := Open(t, dsn(t))
			many(t, bed, 2000)
			c, err := bed.Office.Open(t.Context(), Officer, Input(Lot), "x", nil)
			if err != nil {
				t.Fatal(err)
			}
			for place, want := range map[string]int{"https://id.gs1.org/414/6901234000000": 1000, "https://id.gs1.org/414/6901234000001": 1000, "https://id.gs1.org/414/6901234000002": 0} {
				for _, most := range []int{4, 5000} {
					keys, err := bed.Store.At(t.Context(), c.Key, place, most)
					if err != nil || len(keys) != min(want, most) {
						t.Errorf("%s: %d of %d: %v", place, len(keys), want, err)
					}
				}
			}
		})
	}
}
