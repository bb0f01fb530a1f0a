package foodchain

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

// pressed is what the first button that records something by itself would send.
func pressed(t *testing.T, body string) (action string, form url.Values) {
	t.Helper()
	m := regexp.MustCompile(`(?s)<form method="post" action="(/food/b/[^"]+/do/[^"]+)" class="post-button">(.*?)</form>`).FindStringSubmatch(body)
	if m == nil {
		t.Fatal("there is no such button")
	}
	form = url.Values{}
	for _, f := range regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(m[2], -1) {
		form.Set(f[1], html.UnescapeString(f[2]))
	}
	return m[1], form
}

// Goods that only one side recorded stand open in both books: a receipt without a sending at once, a sending
// without a receipt for the receiver at once and for the sender after three days. One press records the other
// half, and then the books agree.
func TestHalvesAreTold(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		ctx, box := context.Background(), n.lots["box"]
		home := func(who string) string { return "/food/b/" + n.of[who].ID }
		book := func(who string) string { return home(who) + "/book" }
		for _, who := range []string{"farm", "packer", "wholesaler", "shop"} {
			b.says(b.Get(n.who[who], book(who)), "not:没有对上")
		}
		take := func(by string, kind chain.StepKind, partner string, kg int64, entry string) {
			t.Helper()
			step := chain.Step{Entry: entry, Kind: kind, Business: n.of[by].ID, At: b.Clock.Now(), Takes: []chain.Portion{{Lot: box, Amount: kg * 1_000_000, Unit: "KGM"}}, Partner: n.of[partner].ID, Reason: "follows"}
			if _, err := n.people.desk.Take(ctx, n.who[by], step, ""); err != nil {
				t.Fatal(err)
			}
		}
		press := func(who string) url.Values {
			t.Helper()
			path, form := pressed(t, b.Get(n.who[who], book(who)).Body)
			a := b.Post(n.who[who], path, form)
			if a.Status != http.StatusSeeOther {
				t.Fatalf("%s %v: %d %.2500s", path, form, a.Status, a.Text())
			}
			return form
		}
		left := func(who string, want int64) {
			t.Helper()
			if got := n.left(who, box); got != want {
				t.Errorf("%s has %d kg by its book, want %d", who, got, want)
			}
		}
		// The shop received 6 kg more than the wholesaler ever sent.
		take("shop", chain.Receive, "wholesaler", 6, "20000000-0000-4000-8000-000000000001")
		b.says(b.Get(n.who["shop"], book("shop")), "和对方没有对上的", "您记了从“wholesaler（虚构）”收到6 千克，对方没有记发出", "not:补记")
		b.says(b.Get(n.who["shop"], home("shop")), "有1笔和对方没有对上")
		b.says(b.Get(n.who["wholesaler"], book("wholesaler")), "“shop（虚构）”记了从您这里收到6 千克，您没有记发出", "补记发货")
		left("wholesaler", 10)
		other, twice := pressed(t, b.Get(n.who["wholesaler"], book("wholesaler")).Body) // a second page, open beside the first
		press("wholesaler")
		left("wholesaler", 4)
		b.Post(n.who["wholesaler"], other, twice)
		left("wholesaler", 4)
		b.says(b.Get(n.who["wholesaler"], book("wholesaler")), "not:没有对上")
		b.says(b.Get(n.who["shop"], book("shop")), "not:没有对上")
		// The packer sends 5 kg that the wholesaler does not record.
		take("packer", chain.Send, "wholesaler", 5, "20000000-0000-4000-8000-000000000002")
		b.says(b.Get(n.who["wholesaler"], book("wholesaler")), "“packer（虚构）”记了发给您5 千克，您还没有记收到", "补记进货")
		b.says(b.Get(n.who["packer"], book("packer")), "not:没有对上")
		b.Clock.Advance(73 * time.Hour)
		b.says(b.Get(n.who["packer"], book("packer")), "您记了发给“wholesaler（虚构）”5 千克，对方还没有记收到", "not:补记")
		path, form := pressed(t, b.Get(n.who["wholesaler"], book("wholesaler")).Body)
		asked := b.Post(n.who["wholesaler"], path, form) // there is no certificate: the law's question comes first
		b.says(asked, "没有合格证，也没有检验报告")
		if n.left("wholesaler", box) != 4 {
			t.Error("recorded before the question was answered")
		}
		form.Set("reason", "follows")
		n.does(n.who["wholesaler"], path, form)
		left("wholesaler", 9)
		b.says(b.Get(n.who["packer"], book("packer")), "not:没有对上")
		b.says(b.Get(n.who["stranger"], book("stranger")), "not:没有对上")
		if differs, err := b.parts.Check(ctx, specimen.Division); err != nil || len(differs) > 0 {
			t.Errorf("%v %v", err, differs)
		}
	})
}

// Where no product is registered the step says so and leads there, instead of an empty list.
func TestHarvestWithoutAProduct(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	farm, err := n.people.desk.Register(context.Background(), specimen.Clerk, chain.Business{Kind: chain.Farm, Party: n.who["farm"].Party, Name: "新园（虚构）", Code: madeUp(t, "DM000811"), Phone: "05005000000"}, "business_licence")
	if err != nil {
		t.Fatal(err)
	}
	a := b.Get(n.who["farm"], "/food/b/"+farm.ID+"/do/harvest")
	b.says(a, "还没有登记产品", "登记产品", "not:一共多少")
}
