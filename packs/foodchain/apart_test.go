package foodchain

import (
	"context"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

// What a business holds for missing papers stands beside the seals of officers, until it is released.
func TestWhatBusinessesSetApart(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		ctx, desk := context.Background(), n.people.desk
		keeper := access.Actor{ID: "a-cold", Role: access.Citizen, Division: specimen.Division, Party: "p-cold"}
		store, err := desk.Register(ctx, specimen.Clerk, chain.Business{Kind: chain.ColdStore, Party: keeper.Party, Name: "首站冷库（虚构）", Code: madeUp(t, "DM000905"), Phone: "05005000000"}, "business_licence")
		if err != nil {
			t.Fatal(err)
		}
		shrimp, err := desk.NameProduct(ctx, keeper, store, chain.Product{Name: "冻虾", Unit: "KGM", Days: 300})
		if err != nil {
			t.Fatal(err)
		}
		b.says(b.Get(specimen.Officer, "/food/seals"), "没有查封", "not:经营者自己封存的")
		step := chain.Step{Entry: "30000000-0000-4000-8000-000000000001", Kind: chain.Enter, Business: store.ID, At: b.Clock.Now().Add(-time.Hour), Product: shrimp.GTIN, Amount: 9_000_000, Partner: n.of["wholesaler"].ID, Reason: "set_apart"}
		done, err := desk.Take(ctx, keeper, step, "")
		if err != nil || done.Lot == "" {
			t.Fatalf("%+v %v", done, err)
		}
		_, number := chain.PartsOf(done.Lot)
		b.says(b.Get(specimen.Officer, "/food/seals"), "经营者自己封存的", "首站冷库", number)
		release := chain.Step{Entry: "30000000-0000-4000-8000-000000000002", Kind: chain.Release, Business: store.ID, At: b.Clock.Now().Add(-time.Minute), Takes: []chain.Portion{{Lot: done.Lot, Amount: 9_000_000, Unit: "KGM"}}, Proof: "H-9"}
		if _, err := desk.Take(ctx, keeper, release, ""); err != nil {
			t.Fatal(err)
		}
		b.says(b.Get(specimen.Officer, "/food/seals"), "not:经营者自己封存的")
	})
}
