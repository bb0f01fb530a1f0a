package foodchain

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/recall/recallstore"
)

// decided is what the offices of the bed decided, as the pack reads it.
func (n *lineup) decided() *offices {
	r := &recalls{host: n.host, store: recallstore.New(n.DB, n.people.trace)}
	return &offices{division: specimen.Division, recalls: r, seals: coldstore.New(n.DB, n.people.trace, nil), samples: deskstore.New(n.DB), trace: n.people.trace}
}

// seal seals some of a lot at a business, and gives the address at which the seal is lifted.
func (n *lineup) seal(lot, at, kilos string) string {
	n.Helper()
	if a := n.Post(specimen.Officer, "/food/seals", url.Values{"place": {n.of[at].GLN}, "thing": {lot}, "reason": {"papers_differ"}, "amount": {kilos}, "words": {"票据对不上（虚构）"}}); a.Status != http.StatusSeeOther {
		n.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	var id string
	if err := n.DB.QueryRow(context.Background(), `select id from food_seal order by sealed desc limit 1`).Scan(&id); err != nil {
		n.Fatal(err)
	}
	return "/food/seals/" + id + "/release"
}

// sample enters a result of an official sample, and gives its page.
func (n *lineup) sample(lot, of, number, passed string) string {
	n.Helper()
	if a := n.Post(specimen.Officer, "/food/desk/samples", url.Values{"lot": {lot}, "business": {n.of[of].ID}, "number": {number}, "lab": {"县检测中心（虚构）"}, "day": {"2026-03-01"}, "passed": {passed}, "items": {"多菌灵"}}); a.Status != http.StatusSeeOther {
		n.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	var id string
	if err := n.DB.QueryRow(context.Background(), `select id from food_sample where number = ?`, number).Scan(&id); err != nil {
		n.Fatal(err)
	}
	return "/food/desk/samples/" + id
}

// certify asks for a conformity certificate of the boxes.
func (n *lineup) certify() error {
	desk := n.people.desk
	gtin, _ := chain.PartsOf(n.lots["box"])
	product, err := n.people.store.Product(context.Background(), specimen.Division, gtin)
	if err != nil {
		n.Fatal(err)
	}
	desk.Against = n.decided().against
	_, err = desk.Issue(context.Background(), n.who["packer"], n.of["packer"], product, chain.Promise{Lot: n.lots["box"], Amount: 1_000_000, Unit: "KGM", Origin: "虚构村", Contact: "0500", Basis: "self_test"}, true)
	return err
}

// What an officer sealed is not moved in silence while so much of it is sealed, gets no paper, and the
// shopper is told; once the seal is lifted all of that ends.
func TestSealedGoodsStandStill(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		lot, home := n.lots["box"], "/food/b/"+n.of["shop"].ID
		do := func(kind, entry, kilos, reason string) (int, string) {
			a := b.Post(n.who["shop"], home+"/do/"+kind, url.Values{"entry": {"20000000-0000-4000-8000-00000000000" + entry}, "lot": {lot}, "amount.0": {kilos}, "unit.0": {"KGM"}, "reason": {reason}})
			return a.Status, a.Text()
		}
		lift := n.seal(lot, "shop", "30") // 42 kg are there
		b.says(b.scan(lot), "请留意", "查封了这一批里的货", "票证与货物不符")
		b.says(b.Get(n.who["shop"], home), "有查封，查封的不能动")
		b.says(b.Get(n.who["shop"], home+"/lot?lot="+url.QueryEscape(lot)), "被监管人员查封", "请原样放着")
		b.says(b.Get(n.who["wholesaler"], "/food/b/"+n.of["wholesaler"].ID), "not:查封的不能动")
		if status, text := do("sell", "1", "12", ""); status != http.StatusSeeOther {
			t.Errorf("the twelve that are not sealed may be sold: %d %.1500s", status, text)
		}
		for kind, entry := range map[string]string{"sell": "2", "destroy": "3"} {
			if status, text := do(kind, entry, "1", ""); status == http.StatusSeeOther || !strings.Contains(text, "被监管人员查封") {
				t.Errorf("%s of what is sealed in silence: %d %.1500s", kind, status, text)
			}
		}
		if status, text := do("sell", "7", "1", "household"); status == http.StatusSeeOther || !strings.Contains(text, "被监管人员查封") {
			t.Errorf("that a household grew it answers no seal: %d %.1500s", status, text)
		}
		api := b.PostBody(n.who["shop"], "/api/food/businesses/"+n.of["shop"].ID+"/steps", "application/json", strings.NewReader(`{"entry":"20000000-0000-4000-8000-000000000004","kind":"sell","takes":[{"lot":"`+lot+`","quantity":"1","uom":"KGM"}]}`))
		if api.Status != http.StatusConflict || !strings.Contains(api.Body, `"impounded"`) {
			t.Errorf("%d %s", api.Status, api.Body)
		}
		if err := n.certify(); fault.For(err).Code != "under_seal" {
			t.Errorf("certified what is sealed: %v", err)
		}
		if status, text := do("destroy", "5", "1", "office_agrees"); status != http.StatusSeeOther {
			t.Errorf("not even with the office's word: %d %.1500s", status, text)
		}
		if a := b.Post(specimen.Officer, lift, url.Values{"fate": {"papers_came"}, "ground": {"票据补齐"}}); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		if status, text := do("sell", "6", "1", ""); status != http.StatusSeeOther {
			t.Errorf("%d %.1500s", status, text)
		}
		b.says(b.scan(lot), "not:查封了这一批")
		if err := n.certify(); err != nil {
			t.Error(err)
		}
	})
}

// A seal on goods is one on the box that they are in, and a seal on a box one on the goods in it.
func TestSealReachesThroughBoxes(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		const crate = "https://id.gs1.org/00/095299990000000019"
		gtin, number := chain.PartsOf(n.lots["box"])
		doc := `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-02T08:00:00+08:00","epcisBody":{"eventList":[
			{"type":"AggregationEvent","eventTime":"2026-03-02T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"packing","parentID":"` + crate + `","childQuantityList":[{"epcClass":"https://id.gs1.org/01/` + gtin + `/10/` + number + `","quantity":42,"uom":"KGM"}],"bizLocation":{"id":"https://id.gs1.org/414/` + n.of["shop"].GLN + `"}}]}}`
		if _, err := n.people.desk.Office.Take(t.Context(), platform, strings.NewReader(doc), capture.Order{Channel: "file"}, func(_, _ int64) {}); err != nil {
			t.Fatal(err)
		}
		ask := func(key string) int {
			t.Helper()
			all, err := n.decided().against(t.Context(), []string{key})
			if err != nil {
				t.Fatal(err)
			}
			return len(all[key].Seals)
		}
		if got := ask(crate); got != 0 {
			t.Errorf("%d seals on a box that nobody sealed", got)
		}
		lift := n.seal(n.lots["box"], "shop", "42")
		b.says(b.scan(crate), "查封了这一批里的货")
		if got := ask(crate); got != 1 {
			t.Errorf("%d seals on the box of what is sealed", got)
		}
		if a := b.Post(specimen.Officer, lift, url.Values{"fate": {"papers_came"}, "ground": {"票据补齐"}}); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		n.seal(crate, "shop", "42")
		if got := ask(n.lots["box"]); got != 1 {
			t.Errorf("%d seals on what is in a sealed box", got)
		}
		b.says(b.Get(specimen.Officer, "/food/cold/thing?key="+url.QueryEscape(n.lots["box"])), "这批货已经查封")
	})
}

// The code at a farm's door tells of recalled goods that are there, though they never arrived.
func TestDoorOfAFarmTellsOfRecalledGoods(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		door := "https://id.gs1.org/414/" + n.of["packer"].GLN
		b.says(b.scan(door), "没有发现问题", "not:杨梅礼盒") // what it made is its own affair
		if a := b.Post(specimen.Officer, "/food/recalls/new", url.Values{"start": {n.lots["box"]}, "title": {"杨梅礼盒"}, "cause": {"lot"}, "grade": {"2"}, "reason": {"腐烂"}}); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.scan(door), "请留意", "有1批已经召回", "杨梅礼盒", "已召回")
	})
}

// A book that is corrected is no fault of the goods: the verdict stays, and the page says that it was corrected.
func TestCorrectionLeavesTheVerdict(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	before := b.scan(n.lots["box"])
	b.says(before, "not:更正过")
	n.does(n.who["shop"], fmt.Sprintf("/food/b/%s/book/%d", n.of["shop"].ID, n.eventOf("shop sells")), url.Values{"why": {"wrong_amount"}, "amount": {"5"}})
	after := b.scan(n.lots["box"])
	b.says(after, "更正过1条记录", "not:声明记错")
	if strings.Contains(before.Text(), "请留意") != strings.Contains(after.Text(), "请留意") {
		t.Errorf("the verdict changed:\n%.1500s", after.Text())
	}
}

// A failed official sample is told to shoppers, sellers and those who ask for papers at once, also of
// what was made of the lot; corrected it stands against nothing, and a passed one is a test.
func TestFailedSampleIsKnownEverywhere(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		lot, home := n.lots["box"], "/food/b/"+n.of["shop"].ID
		b.says(b.scan(lot), "没有登记检测报告")
		n.sample(lot, "packer", "HG-1", "yes")
		b.says(b.scan(lot), "监督抽检报告", "HG-1", "not:没有登记检测报告", "not:监督抽检不合格")
		page := n.sample(n.lots["fruit"], "farm", "BH-1", "no") // of which the boxes were packed
		b.says(b.scan(n.lots["fruit"]), "监督抽检不合格（BH-1）")
		b.says(b.scan(lot), "它的原料或者里面的货监督抽检不合格（BH-1）")
		b.says(b.Get(n.who["shop"], home), "抽检不合格，不能卖")
		sell := url.Values{"entry": {"30000000-0000-4000-8000-000000000001"}, "lot": {lot}, "amount.0": {"1"}, "unit.0": {"KGM"}}
		a := b.Post(n.who["shop"], home+"/do/sell", sell)
		b.says(a, "这批货监督抽检不合格", "召回、不合格的货，退回上家")
		if a.Status == http.StatusSeeOther {
			t.Error("sold in silence")
		}
		if err := n.certify(); fault.For(err).Code != "failed_sample" {
			t.Errorf("certified what failed: %v", err)
		}
		right := url.Values{"seen": {"0"}, "lot": {n.lots["fruit"]}, "business": {n.of["farm"].ID}, "number": {"BH-1"}, "lab": {"县检测中心（虚构）"}, "day": {"2026-03-01"}, "passed": {"yes"}, "items": {"多菌灵未超标"}, "why": {"entered_wrongly"}, "words": {"抄错了一行"}}
		if a := b.Post(specimen.Officer, page+"/correct", right); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.scan(lot), "not:监督抽检不合格")
		if a := b.Post(n.who["shop"], home+"/do/sell", sell); a.Status != http.StatusSeeOther {
			t.Errorf("%d %.2000s", a.Status, a.Text())
		}
		if err := n.certify(); err != nil {
			t.Error(err)
		}
	})
}

// What an office decides after the desk has looked, and before the certificate is recorded, stops it.
func TestWhatOfficesDecideMeanwhileStopsTheCertificate(t *testing.T) {
	for name, act := range map[string]func(n *lineup){
		"under_seal":    func(n *lineup) { n.seal(n.lots["box"], "shop", "1") },
		"failed_sample": func(n *lineup) { n.sample(n.lots["fruit"], "farm", "BH-2", "no") },
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bed) {
				n := newLineup(t, b)
				ask, done := n.decided().against, false
				n.people.desk.Against = func(ctx context.Context, keys []string) (map[string]chain.Against, error) {
					out, err := ask(ctx, keys)
					if !done {
						done = true
						act(n)
					}
					return out, err
				}
				gtin, _ := chain.PartsOf(n.lots["box"])
				product, err := n.people.store.Product(t.Context(), specimen.Division, gtin)
				if err != nil {
					t.Fatal(err)
				}
				_, err = n.people.desk.Issue(t.Context(), n.who["packer"], n.of["packer"], product, chain.Promise{Lot: n.lots["box"], Amount: 1_000_000, Unit: "KGM", Origin: "虚构村", Contact: "0500", Basis: "self_test"}, true)
				if fault.For(err).Code != name || !done {
					t.Errorf("certified: %v", err)
				}
			})
		})
	}
}
