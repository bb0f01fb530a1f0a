package chainstore_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace/tracestore"
)

// take captures events as a program of somebody does.
func (b *bed) take(by access.Actor, channel string, events ...string) error {
	b.Helper()
	doc := `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00+08:00","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`
	_, err := b.desk.Office.Take(b.Context(), by, strings.NewReader(doc), capture.Order{Channel: channel, Most: len(events)}, func(_, _ int64) {})
	return err
}

// declared is an event of the archive with the words that it was an error.
func (b *bed) declared(event int64) string {
	b.Helper()
	list, err := b.trace.Archive(b.Context(), tracestore.Asked{After: event - 1, Limit: 1})
	if err != nil || len(list) != 1 || list[0].ID != event {
		b.Fatalf("event %d: %v %v", event, list, err)
	}
	var fields map[string]any
	if err := json.Unmarshal(list[0].Body, &fields); err != nil {
		b.Fatal(err)
	}
	fields["errorDeclaration"] = map[string]any{"declarationTime": "2026-06-12T10:00:00+08:00"}
	raw, err := json.Marshal(fields)
	if err != nil {
		b.Fatal(err)
	}
	return string(raw)
}

func commissioned(lot, gln, id, made string) string {
	gtin, number := chain.PartsOf(lot)
	return fmt.Sprintf(`{"type":"ObjectEvent","eventID":"urn:uuid:%s","eventTime":"2026-06-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning",
		"quantityList":[{"epcClass":"https://id.gs1.org/01/%s/10/%s","quantity":1,"uom":"KGM"}],"readPoint":{"id":"https://id.gs1.org/414/%s"},"bizLocation":{"id":"https://id.gs1.org/414/%s"},
		"ilmd":{"cbvmda:harvestEndDate":"%s"}}`, id, gtin, number, gln, gln, made)
}

// Days of a lot are those that its own business said, whoever captured first; what was said to be an
// error since says nothing any more, and the book marks it.
func TestWhoseDaysALotHas(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop, stall := b.business("杨梅湾合作社"), b.business("城东菜场")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		lot, err := chain.LotKey(products[0].GTIN, "FIRST-1")
		if err != nil {
			b.Fatal(err)
		}
		made := func(want calendar.Day, when string) {
			b.Helper()
			lots, err := b.store.Lots(ctx, []string{lot})
			if err != nil || lots[lot].Made != want {
				b.Errorf("%s: made on %v, want %v: %v", when, lots[lot].Made, want, err)
			}
			if list, err := b.store.LotsOf(ctx, products[0].GTIN, 100); err == nil {
				for _, x := range list {
					if x.Key == lot && x.Made != want {
						b.Errorf("%s: listed as made on %v", when, x.Made)
					}
				}
			}
		}
		if err := b.take(firm, "api", commissioned(lot, stall.GLN, "00000000-0000-4000-8000-0000000000f1", "2026-05-05")); err != nil {
			b.Fatal(err)
		}
		made(calendar.Date(2026, 5, 5), "a stranger said it and nobody else did")
		step := chain.Step{Entry: entry(900), Kind: chain.Harvest, Business: coop.ID, Product: products[0].GTIN, Lot: "FIRST-1", Amount: 5 * kg, Unit: "KGM", At: b.desk.Clock.Now().Add(-time.Hour)}
		done, err := b.desk.Take(ctx, farmer, step, "")
		if err != nil || done.Lot != lot {
			b.Fatalf("%+v %v", done, err)
		}
		made(calendar.Date(2026, 6, 12), "its own business said another day")
		place := "https://id.gs1.org/414/" + coop.GLN
		lines, err := b.store.Book(ctx, []string{place}, chain.Mark{}, 1)
		if err != nil || len(lines) != 1 || lines[0].Lot != lot || lines[0].Annulled {
			b.Fatalf("%+v %v", lines, err)
		}
		if err := b.take(farmer, "page", b.declared(lines[0].Event)); err != nil {
			b.Fatal(err)
		}
		made(calendar.Date(2026, 5, 5), "its own business took it back")
		lines, err = b.store.Book(ctx, []string{place}, chain.Mark{}, 5)
		if err != nil || lines[0].Lot != lot || !lines[0].Annulled || lines[1].Annulled {
			b.Errorf("%+v %v", lines, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// Goods that one place set apart are released by that place alone, and are set apart again where the
// release was an error.
func TestWhoReleasesWhatIsSetApart(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		cold, err := b.desk.Register(ctx, clerk, chain.Business{Kind: chain.ColdStore, Party: firm.Party, Name: "江南冷库（虚构）", Code: b.madeUp(7), Phone: "05005000000"}, "business_licence")
		if err != nil {
			b.Fatal(err)
		}
		other, err := b.desk.Register(ctx, clerk, chain.Business{Kind: chain.ColdStore, Party: firm.Party, Name: "江北冷库（虚构）", Code: b.madeUp(8), Phone: "05005000000"}, "business_licence")
		if err != nil {
			b.Fatal(err)
		}
		supplier := b.business("杨梅湾合作社")
		p, err := b.desk.NameProduct(ctx, firm, cold, chain.Product{Name: "冻虾（虚构）", Unit: "KGM", Days: 90, Cold: true, Low: -300, High: -180})
		if err != nil {
			b.Fatal(err)
		}
		low := -200
		done, err := b.desk.Take(ctx, firm, chain.Step{Entry: entry(901), Kind: chain.Enter, Business: cold.ID, Product: p.GTIN, Amount: 10 * kg, Partner: supplier.ID, Degrees: &low, Reason: "set_apart"}, "")
		if err != nil || done.Lot == "" {
			b.Fatalf("%+v %v", done, err)
		}
		sealed := func(want bool, when string) {
			b.Helper()
			lots, err := b.store.Lots(ctx, []string{done.Lot})
			if err != nil || lots[done.Lot].Sealed != want {
				b.Errorf("%s: %+v %v", when, lots[done.Lot], err)
			}
		}
		sealed(true, "no paper came with it")
		release := func(n int, who chain.Business) {
			b.Helper()
			d, err := b.desk.Take(ctx, firm, chain.Step{Entry: entry(n), Kind: chain.Release, Business: who.ID, Proof: "HG-1", Takes: []chain.Portion{{Lot: done.Lot, Amount: 10 * kg, Unit: "KGM"}}, Reason: "paper_seen"}, "")
			if err != nil || len(d.Ask) > 0 {
				b.Fatalf("%+v %v", d, err)
			}
		}
		release(902, other)
		sealed(true, "another cold store released it")
		release(903, cold)
		sealed(false, "the papers came")
		lines, err := b.store.Book(ctx, []string{"https://id.gs1.org/414/" + cold.GLN}, chain.Mark{}, 5)
		if err != nil || lines[0].Kind != chain.Release {
			b.Fatalf("%+v %v", lines, err)
		}
		if err := b.take(firm, "page", b.declared(lines[0].Event)); err != nil {
			b.Fatal(err)
		}
		sealed(true, "the release was an error")
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// Nobody can make an event of somebody else not count by declaring its name before it comes.
func TestNameDeclaredBeforehand(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop, stall := b.business("杨梅湾合作社"), b.business("城东菜场")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		lot, err := chain.LotKey(products[0].GTIN, "NAME-1")
		if err != nil {
			b.Fatal(err)
		}
		const name = "00000000-0000-4000-8000-0000000000f2"
		bait := commissioned(lot, stall.GLN, name, "2026-05-05")
		if err := b.take(firm, "api", bait, strings.Replace(bait, `"action"`, `"errorDeclaration":{"declarationTime":"2026-06-02T08:00:00+08:00"},"action"`, 1)); err != nil {
			b.Fatal(err)
		}
		mine := commissioned(lot, coop.GLN, name, "2026-06-01")
		if err := b.take(farmer, "api", mine); fault.For(err).Code != "epcis_name_declared" {
			b.Errorf("captured and silently not counted: %v", err)
		}
		if err := b.take(farmer, "api", strings.Replace(mine, name, "00000000-0000-4000-8000-0000000000f3", 1)); err != nil {
			b.Errorf("not even under a new id: %v", err)
		}
		if err := b.take(system, "file", mine); err != nil {
			b.Errorf("a chain of files comes in any order: %v", err)
		}
	})
}
