package chainstore_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
)

func codes(list []chain.Finding) (out []chain.Code) {
	for _, f := range list {
		out = append(out, f.Code)
	}
	slices.Sort(out)
	return out
}

func entry(n int) string { return fmt.Sprintf("%08x-0000-4000-8000-000000000000", n) }

const kg = 1_000_000

// The story is traced from the stall to both plots, stock is what came less what left, and every row
// follows from acts and events.
func TestStory(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		stall := b.business("城东菜场")
		lot := b.shelf(stall)
		back, err := b.trace.Back(ctx, lot, trace.Ask{})
		if err != nil || len(back.Plots) != 2 {
			b.Fatalf("%v %v", back, err)
		}
		hand, err := b.trace.OnHand(ctx, "https://id.gs1.org/414/"+stall.GLN, []string{lot, "https://id.gs1.org/01/09521000009999/10/NOBODY"})
		if err != nil {
			b.Fatal(err)
		}
		if s := hand[lot][trace.Mass]; s.In != 60*kg || s.Out != 41*kg || len(hand) != 1 {
			b.Errorf("%v", hand)
		}
		dates, err := b.store.Lots(ctx, []string{lot})
		if want := calendar.Date(2026, 6, 13); err != nil || dates[lot].Best != want {
			b.Errorf("keeps until %v, want %v: %v", dates[lot].Best, want, err)
		}
		gtin, _ := chain.PartsOf(lot)
		lots, err := b.store.LotsOf(ctx, gtin, 5)
		listed := false
		for _, x := range lots {
			listed = listed || x.Key == lot && x.Best == dates[lot].Best
		}
		if err != nil || !listed {
			b.Errorf("lots of %s: %v %v", gtin, lots, err)
		}
		if lots, err := b.store.LotsOf(ctx, gtin[:13], 5); err != nil || len(lots) != 0 {
			b.Errorf("lots of a part of a number: %v %v", lots, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// Somebody who changes a row of the book is found out.
func TestCheckFindsAlteredRows(t *testing.T) {
	engines(t, func(b *bed) {
		for _, q := range []string{
			"update food_line set amount = amount + 1 where event = (select min(event) from food_line)",
			"update food_business set phone = '1' where kind = 'stall'",
			"delete from food_entry where id = (select min(id) from food_entry)",
			"update food_lot set best = best + 100 where key = (select min(key) from food_lot)",
			"update food_product set days = 900 where gtin = (select min(gtin) from food_product)",
		} {
			before := len(b.check())
			if _, err := b.writer.Write(b.Context(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
				_, err := tx.Exec(q)
				return err
			}}); err != nil {
				b.Fatal(err)
			}
			if after := len(b.check()); after <= before {
				b.Errorf("not found: %s", q)
			}
		}
	})
}

// One entry sent by eight telephones at once is one act and one event; with another content its
// number is refused; afterwards it is answered as recorded before.
func TestEntryCountsOnce(t *testing.T) {
	engines(t, func(b *bed) {
		stall, before := b.business("城东菜场"), b.leaves()
		s := chain.Step{Entry: entry(1), Kind: chain.Sell, Business: stall.ID, Takes: []chain.Portion{{Lot: b.shelf(stall), Amount: 2 * kg, Unit: "KGM"}}}
		var all sync.WaitGroup
		var mu sync.Mutex
		fresh := 0
		for range 8 {
			all.Go(func() {
				done, err := b.desk.Take(b.Context(), firm, s, "")
				mu.Lock()
				defer mu.Unlock()
				if err != nil || len(done.Ask) > 0 {
					b.Errorf("%+v %v", done, err)
				}
				if !done.Repeated {
					fresh++
				}
			})
		}
		all.Wait()
		if got := b.leaves() - before; got != 1 || fresh != 1 {
			b.Errorf("%d acts, %d answers as new", got, fresh)
		}
		s.Takes[0].Amount = 3 * kg
		if _, err := b.desk.Take(b.Context(), firm, s, ""); fault.KindOf(err) != fault.Invalid {
			b.Errorf("another content under the same number: %v", err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// What the law asks of a purchase and of stock is asked once, recorded with a reason, and never
// refused; sent later it is recorded at once.
func TestFindings(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		stall, wholesale, cold := b.business("城东菜场"), b.business("南片果品"), b.business("北片冷库")
		lot := b.shelf(stall)
		unknown, err := b.desk.Neighbour(ctx, firm, stall, chain.Business{Kind: chain.Wholesaler, Name: "路边车"})
		if err != nil {
			b.Fatal(err)
		}
		dated, err := b.desk.Register(ctx, other, chain.Business{Kind: chain.Wholesaler, Name: "过期批发部", Code: "91330102MA2B00019Y"}, "")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.desk.NameLicence(ctx, other, dated, chain.Licence{Number: "JY-OLD", Until: calendar.Date(2026, 6, 1)}); err != nil {
			b.Fatal(err)
		}
		products, err := b.store.Products(ctx, division, cold.ID)
		if err != nil || len(products) != 1 {
			b.Fatal(products, err)
		}
		warm := -50
		take := func(key string, n int64) []chain.Portion {
			return []chain.Portion{{Lot: key, Amount: n * kg, Unit: "KGM"}}
		}
		on := func(day int) time.Time { return time.Date(2026, time.June, day, 4, 0, 0, 0, time.UTC) }
		for i, c := range []struct {
			step chain.Step
			want string
		}{
			{chain.Step{Kind: chain.Receive, Business: stall.ID, Takes: take(lot, 1), Partner: wholesale.ID, Proof: "BG-1"}, ""},
			{chain.Step{Kind: chain.Receive, Business: stall.ID, Takes: take(lot, 1), Partner: wholesale.ID}, "no_proof"},
			{chain.Step{Kind: chain.Receive, Business: stall.ID, Takes: take(lot, 1), Partner: unknown.ID, Proof: "BG-1"}, "supplier_unknown"},
			{chain.Step{Kind: chain.Receive, Business: stall.ID, Takes: take(lot, 1), Partner: dated.ID, Proof: "BG-1"}, "licence_ended"},
			{chain.Step{Kind: chain.Receive, Business: stall.ID, Takes: take("https://id.gs1.org/01/09521000000995/10/X", 1), Partner: wholesale.ID, Proof: "BG-1"}, "unknown_lot"},
			{chain.Step{Kind: chain.Sell, Business: stall.ID, Takes: take(lot, 1), At: on(8)}, "too_early"},                                 // before it was made
			{chain.Step{Kind: chain.Sell, Business: stall.ID, Takes: take(lot, 1), At: on(9)}, "too_early"},                                 // before it came
			{chain.Step{Kind: chain.Receive, Business: stall.ID, Takes: take(lot, 1), Partner: wholesale.ID, Proof: "BG-1", At: on(9)}, ""}, // one may come before another
			{chain.Step{Kind: chain.Sell, Business: stall.ID, Takes: take(lot, 1), At: on(9)}, ""},
			{chain.Step{Kind: chain.Sell, Business: stall.ID, Takes: take(lot, 500)}, "more_than_there"},
			{chain.Step{Kind: chain.Enter, Business: cold.ID, Product: products[0].GTIN, Amount: 5 * kg, Partner: unknown.ID, Degrees: &warm}, "outside_band sealed supplier_unknown"},
			{chain.Step{Kind: chain.Enter, Business: cold.ID, Product: products[0].GTIN, Amount: 5 * kg, Partner: unknown.ID, Proof: "Q-1"}, "no_degrees supplier_unknown"},
		} {
			c.step.Entry = entry(100 + i)
			done, err := b.desk.Take(ctx, firm, c.step, "")
			got := fmt.Sprint(codes(done.Findings))
			if err != nil || got != "["+c.want+"]" {
				b.Errorf("%d: %s, want %q: %v", i, got, c.want, err)
			}
			if c.want == "" {
				continue
			}
			if len(done.Ask) == 0 {
				b.Errorf("%d: not asked about %q", i, c.want)
			}
			if _, err := b.store.Entry(ctx, division, c.step.Entry); fault.KindOf(err) != fault.NotFound {
				b.Errorf("%d: recorded before it was answered", i)
			}
			c.step.Late, c.step.Reason = i%2 == 0, map[bool]string{true: "", false: "not_recorded"}[i%2 == 0]
			if done, err = b.desk.Take(ctx, firm, c.step, ""); err != nil || len(done.Ask) > 0 {
				b.Errorf("%d: %+v %v", i, done, err)
			}
			e, err := b.store.Entry(ctx, division, c.step.Entry)
			slices.Sort(e.Findings)
			if err != nil || strings.Trim(fmt.Sprint(e.Findings), "[]") != c.want {
				b.Errorf("%d: kept %v, want %q: %v", i, e.Findings, c.want, err)
			}
		}
		b.sealed(cold, products[0])
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// sealed: goods without papers are not moved unasked until the papers are there.
func (b *bed) sealed(cold chain.Business, p chain.Product) {
	b.Helper()
	ctx := b.Context()
	in, err := b.desk.Take(ctx, firm, chain.Step{Entry: entry(200), Kind: chain.Enter, Business: cold.ID, Product: p.GTIN, Amount: 9 * kg, Partner: b.business("远洋水产").ID, Reason: "set_apart"}, "")
	if err != nil {
		b.Fatal(err)
	}
	send := chain.Step{Entry: entry(201), Kind: chain.Send, Business: cold.ID, Takes: []chain.Portion{{Lot: in.Lot, Amount: kg, Unit: "KGM"}}, Partner: b.business("城东菜场").ID}
	if ask, _, err := b.desk.Try(ctx, firm, send); err != nil || !slices.Contains(codes(ask), chain.StillSealed) {
		b.Errorf("%v %v", ask, err)
	}
	release := chain.Step{Entry: entry(202), Kind: chain.Release, Business: cold.ID, Takes: []chain.Portion{{Lot: in.Lot, Amount: 9 * kg, Unit: "KGM"}}}
	if _, err := b.desk.Take(ctx, firm, release, ""); fault.KindOf(err) != fault.Invalid {
		b.Errorf("released without a paper: %v", err)
	}
	release.Proof = "Q-9"
	if done, err := b.desk.Take(ctx, firm, release, ""); err != nil || len(done.Ask) > 0 {
		b.Fatalf("%+v %v", done, err)
	}
	if ask, _, err := b.desk.Try(ctx, firm, send); err != nil || slices.Contains(codes(ask), chain.StillSealed) {
		b.Errorf("still sealed: %v %v", ask, err)
	}
}

// Nobody records for a business that is not theirs, and a credit code is registered once.
func TestWhoMayRecord(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop := b.business("杨梅湾合作社")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil || len(products) != 1 {
			b.Fatal(products, err)
		}
		s := chain.Step{Entry: entry(300), Kind: chain.Harvest, Business: coop.ID, Product: products[0].GTIN, Amount: kg}
		if _, err := b.desk.Take(ctx, other, s, ""); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("a stranger recorded: %v", err)
		}
		if _, err := b.desk.Register(ctx, other, chain.Business{Kind: chain.Farm, Name: "冒名的", Code: coop.Code}, ""); fault.KindOf(err) != fault.Conflict {
			b.Errorf("a credit code registered twice: %v", err)
		}
		if _, err := b.desk.Register(ctx, other, chain.Business{Kind: chain.Farm, Name: "没执照的", Household: true}, ""); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a household by itself, unproven: %v", err)
		}
		if _, err := b.desk.NameProduct(ctx, other, coop, chain.Product{Name: "x", Unit: "KGM"}); err == nil {
			b.Error("a stranger named a product")
		}
		agent := other
		agent.Role, agent.Mandate, agent.For = access.Agent, "m1", coop.Party
		done, err := b.desk.Take(ctx, agent, s, "")
		if err != nil || done.Lot == "" {
			b.Fatalf("%+v %v", done, err)
		}
		lines, err := b.store.Book(ctx, []string{"https://id.gs1.org/414/" + coop.GLN}, chain.Mark{}, 1)
		if err != nil || len(lines) != 1 || lines[0].Channel != "agent" {
			b.Errorf("%+v %v", lines, err)
		}
	})
}

// A conformity certificate is issued for a lot of one's own, found by the lot, and complete; a
// household has none.
func TestConformityCertificate(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop, slope := b.business("杨梅湾合作社"), b.business("东坡老钟家")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		lot := b.shelf(coop)
		promise := chain.Promise{Lot: lot, Amount: 20 * kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "self_test"}
		c, err := b.desk.Issue(ctx, farmer, coop, products[0], promise, true)
		if err != nil || c.Value("product") != products[0].Name || c.Issuer.USCC != coop.Code || c.Status != ecert.Valid {
			b.Fatalf("%+v %v", c, err)
		}
		proofs, err := b.store.Proofs(ctx, division, []string{lot})
		if err != nil || proofs[lot] != c.ID {
			b.Errorf("%v %v", proofs, err)
		}
		if _, err := b.desk.Issue(ctx, clerk, slope, products[0], promise, true); fault.KindOf(err) != fault.Unlawful {
			b.Errorf("a household signed one: %v", err)
		}
		promise.Basis = ""
		if _, err := b.desk.Issue(ctx, farmer, coop, products[0], promise, true); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a promise that rests on nothing: %v", err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}
