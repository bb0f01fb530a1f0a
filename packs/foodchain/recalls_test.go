package foodchain

import (
	"context"
	"testing"

	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// A producer recalls its own lot, and no rival's: not by making a lot of the same number at a place of
// its own, and not by a business that nobody has proven.
func TestProducerRecallsItsOwnAlone(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		w := &recalls{host: b.host, people: n.people}
		made := recall.MadeBy(n.people.trace, w)
		may := func(who, lot string) bool {
			t.Helper()
			ok, err := made(context.Background(), n.who[who].Party, trace.Start{Things: []string{lot}})
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		fruit, box := n.lots["fruit"], n.lots["box"]
		for who, want := range map[string][2]bool{"farm": {true, false}, "packer": {false, true}, "wholesaler": {}, "shop": {}, "stranger": {}} {
			if got := [2]bool{may(who, fruit), may(who, box)}; got != want {
				t.Errorf("%s recalls fruit and boxes: %v, want %v", who, got, want)
			}
		}
		b.record(platform, chain.Registered, chain.RegisteredFacts{Business: func() chain.Business { x := n.of["packer"]; x.Proof, x.Proven = "", false; return x }(), Was: new(int64(1))})
		if may("packer", box) {
			t.Error("whose business is not proven recalled")
		}
		if place, ok, err := w.Place(context.Background(), "https://id.gs1.org/414/"+n.of["packer"].GLN); err != nil || !ok || place.Proven {
			t.Errorf("%+v %v %v", place, ok, err)
		}
	})
}
