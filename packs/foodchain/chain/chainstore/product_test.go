package chainstore_test

import (
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/packs/foodchain/chain"
)

// A product that was entered wrongly and has no lot is removed with a reason; one with lots is not, it is
// retired, offered for no new lot, and put back. What became of products stays to be read, and the rows
// are what the acts say.
func TestProductsEnd(t *testing.T) {
	engines(t, func(b *bed) {
		ctx, d := b.Context(), b.desk
		coop, packing := b.business("杨梅湾合作社"), b.business("双溪鲜果包装厂")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		fruit := products[0]
		wrong, err := d.NameProduct(ctx, farmer, coop, chain.Product{Name: "杨每", Unit: "KGM"})
		if err != nil {
			b.Fatal(err)
		}
		refused := func(err error, kind fault.Kind, code string) {
			b.Helper()
			if f := fault.For(err); err == nil || f.Kind != kind || code != "" && f.Code != code {
				b.Errorf("%v, want %s", err, code)
			}
		}
		end := func(x chain.Business, gtin, kind, why string) error {
			_, err := d.EndProduct(ctx, farmer, x, gtin, kind, why)
			return err
		}
		refused(end(coop, wrong.GTIN, chain.ProductRemoved, ""), fault.Invalid, "")
		refused(end(coop, wrong.GTIN, chain.ProductRemoved, "made_no_more"), fault.Invalid, "")
		refused(end(coop, fruit.GTIN, chain.ProductRemoved, "entered_wrongly"), fault.Conflict, "product_has_lots")
		if _, err := d.EndProduct(ctx, firm, packing, wrong.GTIN, chain.ProductRemoved, "entered_wrongly"); fault.KindOf(err) != fault.NotFound {
			b.Errorf("another business removed it: %v", err)
		}
		if err := end(coop, wrong.GTIN, chain.ProductRemoved, "entered_wrongly"); err != nil {
			b.Fatal(err)
		}
		if _, err := b.store.Product(ctx, division, wrong.GTIN); fault.KindOf(err) != fault.NotFound {
			b.Errorf("it is there still: %v", err)
		}
		next, err := d.NameProduct(ctx, farmer, coop, chain.Product{Name: "枇杷", Unit: "KGM"})
		if err != nil || next.GTIN == wrong.GTIN {
			b.Errorf("a number was given out twice: %s %v", next.GTIN, err)
		}
		refused(end(coop, fruit.GTIN, chain.ProductPutBack, ""), fault.Conflict, "product_already_so")
		if err := end(coop, fruit.GTIN, chain.ProductRetired, "out_of_season"); err != nil {
			b.Fatal(err)
		}
		refused(end(coop, fruit.GTIN, chain.ProductRetired, "out_of_season"), fault.Conflict, "product_already_so")
		list, err := b.store.Products(ctx, division, coop.ID)
		if err != nil || len(chain.Offered(list)) != len(list)-1 {
			b.Errorf("%d of %d are offered: %v", len(chain.Offered(list)), len(list), err)
		}
		harvest := func(entry string, at time.Time) error {
			_, err := d.Take(ctx, farmer, chain.Step{Entry: entry, Kind: chain.Harvest, Business: coop.ID, At: at, Product: fruit.GTIN, Lot: entry[:4], Amount: kg}, "")
			return err
		}
		refused(harvest("a1110000-0000-4000-8000-000000000001", d.Clock.Now()), fault.Invalid, "")
		if err := harvest("a2220000-0000-4000-8000-000000000002", d.Clock.Now().Add(-time.Hour)); err != nil {
			b.Errorf("what was harvested before it was retired and is sent later: %v", err)
		}
		if _, err := d.Issue(ctx, farmer, coop, fruit, chain.Promise{Lot: b.shelf(coop), Amount: kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}, true); err != nil {
			b.Errorf("lots of a retired product: %v", err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
		if err := end(coop, fruit.GTIN, chain.ProductPutBack, ""); err != nil {
			b.Fatal(err)
		}
		if err := harvest("a1110000-0000-4000-8000-000000000001", d.Clock.Now()); err != nil {
			b.Errorf("put back: %v", err)
		}
		events, err := b.store.ProductEvents(ctx, division, coop.ID, 10)
		if err != nil || len(events) != 3 {
			b.Fatalf("%+v %v", events, err)
		}
		said := map[string]string{}
		for _, e := range events {
			said[e.Kind] = e.Name + " " + e.Why + " " + e.Channel
		}
		if said[chain.ProductRemoved] != "杨每 entered_wrongly page" || said[chain.ProductRetired] != fruit.Name+" out_of_season page" {
			b.Errorf("%v", said)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// A lot that is recorded after the desk has looked, and before the removal is recorded, keeps the product;
// a product that is removed while its first lot is recorded takes no lot.
func TestNoLotOfARemovedProduct(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop := b.business("杨梅湾合作社")
		free := *b.desk
		harvest := func(d *chain.Desk, gtin, entry string) error {
			_, err := d.Take(ctx, farmer, chain.Step{Entry: entry, Kind: chain.Harvest, Business: coop.ID, At: d.Clock.Now(), Product: gtin, Lot: "L1", Amount: kg}, "")
			return err
		}
		kept, err := free.NameProduct(ctx, farmer, coop, chain.Product{Name: "枇杷", Unit: "KGM"})
		if err != nil {
			b.Fatal(err)
		}
		b.desk.Store = &between{Store: b.store, used: func() {
			if err := harvest(&free, kept.GTIN, "b1110000-0000-4000-8000-000000000001"); err != nil {
				b.Error(err)
			}
		}}
		if _, err := b.desk.EndProduct(ctx, farmer, coop, kept.GTIN, chain.ProductRemoved, "never_made"); fault.For(err).Code != "product_has_lots" {
			b.Errorf("removed with a lot: %v", err)
		}
		gone, err := free.NameProduct(ctx, farmer, coop, chain.Product{Name: "桃子", Unit: "KGM"})
		if err != nil {
			b.Fatal(err)
		}
		b.desk.Store = &between{Store: b.store, product: func() {
			if _, err := free.EndProduct(ctx, farmer, coop, gone.GTIN, chain.ProductRemoved, "never_made"); err != nil {
				b.Error(err)
			}
		}}
		if err := harvest(b.desk, gone.GTIN, "b2220000-0000-4000-8000-000000000002"); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a lot of a product that was removed: %v", err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}
