package foodchain

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/demo"
	"banjie/packs/foodchain/recall/recallview"
)

// What is under recall is not sold in silence: the sale is asked about first, with the article and with
// reasons that fit; stock and the page of the lot say it; and what was sold all the same stands on the
// regulator's page. A drill stops nobody.
func TestSellingARecalledLot(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		ctx := context.Background()
		home, lot := "/food/b/"+n.of["shop"].ID, n.lots["box"]
		sell := func(entry, reason string) url.Values {
			return url.Values{"entry": {entry}, "lot": {lot}, "amount.0": {"1"}, "unit.0": {"KGM"}, "reason": {reason}}
		}
		sold := func() (count int) {
			if err := b.DB.QueryRow(ctx, `select count(*) from trace_event where step = 'retail_selling'`).Scan(&count); err != nil {
				t.Fatal(err)
			}
			return count
		}
		recallForm := url.Values{"start": {lot}, "title": {"杨梅礼盒"}, "cause": {"lot"}, "grade": {"2"}, "reason": {"腐烂"}}
		drill := url.Values{"drill": {"1"}}
		for k, v := range recallForm {
			drill[k] = v
		}
		if a := b.Post(specimen.Officer, "/food/recalls/new", drill); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(n.who["shop"], home), "not:正在召回")
		if a := b.Post(n.who["shop"], home+"/do/sell", sell("10000000-0000-4000-8000-00000000000a", "")); a.Status != http.StatusSeeOther {
			t.Fatalf("a drill stopped a sale: %d %.2000s", a.Status, a.Text())
		}
		b.Clock.Advance(time.Minute)
		b.says(b.Get(n.who["shop"], home), "有1个召回演练等您答复", "not:个召回通知等您答复")
		look := url.Values{"look": {"1"}}
		for k, v := range recallForm {
			look[k] = v
		}
		b.says(b.Post(specimen.Officer, "/food/recalls/new", look), "not:没有登记过这个地点编号")
		if a := b.Post(specimen.Officer, "/food/recalls/new", look); !strings.Contains(a.Body, `value="`+n.of["packer"].GLN+`"`) {
			t.Error("the producer was not filled in")
		}
		second, err := n.people.desk.Register(ctx, specimen.Clerk, chain.Business{Kind: chain.Shop, Party: n.who["shop"].Party, Name: "第二家店（虚构）", Code: madeUp(t, "DM000803"), Phone: "05005000000"}, "business_licence")
		if err != nil {
			t.Fatal(err)
		}
		b.says(b.Get(n.who["shop"], "/food/b/"+second.ID), "not:等您答复")
		a := b.Post(specimen.Officer, "/food/recalls/new", recallForm)
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		page, was := a.Header.Get("Location"), sold()
		b.says(b.Get(specimen.Officer, page), "not:召回以后还卖出")
		b.says(b.Get(n.who["shop"], home), "（正在召回，不能卖）")
		b.says(b.Get(n.who["shop"], home+"/lot?lot="+url.QueryEscape(lot)), "这批货正在召回", "没有开")
		b.says(b.Get(n.who["shop"], home+"/do/sell"), "正在召回")
		if a := b.Get(n.who["packer"], "/food/b/"+n.of["packer"].ID+"/certificates"); a.Status != http.StatusOK || strings.Contains(a.Body, url.QueryEscape(lot)) {
			t.Errorf("%d: a certificate is offered for what is under recall", a.Status)
		}
		var kept struct {
			Lots []struct{ Value, Label, Stop string }
		}
		if err := json.Unmarshal([]byte(b.Get(n.who["shop"], home+"/field.json").Body), &kept); err != nil || len(kept.Lots) != 1 || kept.Lots[0].Stop != "正在召回，不能卖" || !strings.Contains(kept.Lots[0].Label, "（正在召回，不能卖）") {
			t.Errorf("the telephone is not told: %+v %v", kept, err)
		}
		again := b.Post(n.who["shop"], home+"/do/sell", sell("10000000-0000-4000-8000-00000000000b", ""))
		b.says(again, "还没有记", "这批货正在召回，不能卖", "召回、不合格的货，送去销毁", "食品安全法")
		if again.Status == http.StatusSeeOther || sold() != was {
			t.Fatalf("sold in silence: %d", again.Status)
		}
		steps := strings.NewReader(`{"entry":"10000000-0000-4000-8000-00000000000c","kind":"sell","takes":[{"lot":"` + lot + `","quantity":"1","uom":"KGM"}]}`)
		api := b.PostBody(n.who["shop"], "/api/food/businesses/"+n.of["shop"].ID+"/steps", "application/json", steps)
		if api.Status != http.StatusConflict || !strings.Contains(api.Body, `"recalled"`) || sold() != was {
			t.Errorf("a program sold in silence: %d %s", api.Status, api.Body)
		}
		if a := b.Post(n.who["shop"], home+"/do/destroy", url.Values{"entry": {"10000000-0000-4000-8000-00000000000d"}, "lot": {lot}, "amount.0": {"1"}, "unit.0": {"KGM"}}); a.Status != http.StatusSeeOther {
			t.Errorf("destruction was asked about: %d %.2000s", a.Status, a.Text())
		}
		if a := b.Post(n.who["shop"], home+"/do/sell", sell("10000000-0000-4000-8000-00000000000b", "before_recall")); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(specimen.Officer, page), "召回以后还卖出、发出的", "shop（虚构）", "05005000000", "1千克", "not:/414/", "not:/01/")
		paper := b.Post(n.who["packer"], "/food/b/"+n.of["packer"].ID+"/certificates/new", url.Values{"lot": {lot}, "quantity": {"1"}, "basis": {"self_test"}, "origin": {"虚构村"}, "contact": {"05005000000"}})
		b.says(paper, "不能开证")
		if paper.Status == http.StatusSeeOther {
			t.Error("a certificate for what is under recall")
		}
		if chain.Checks[0].Code != chain.Recalled {
			t.Error("the gravest finding is not the first")
		}
	})
}

// A plot of the county is recalled by the code that stands on its land certificate.
func TestRecallByParcel(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	a := b.Post(specimen.Officer, "/food/recalls/new", url.Values{"start": {demo.CoopPlot}, "title": {"杨梅"}, "cause": {"plot"}, "grade": {"1"}, "look": {"1"}})
	b.says(a, "not:读不懂", "会召回什么，在谁手里")
	if a.Status != http.StatusOK {
		t.Errorf("%d", a.Status)
	}
	_, form := a.Form(t)
	form.Set("reason", "镉超标（虚构）")
	form.Del("look")
	a = b.Post(specimen.Officer, "/food/recalls/new", form)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	b.says(b.Get(specimen.Officer, a.Header.Get("Location")), "杨梅湾合作社（虚构），西湾十二亩（9521000000025/P01）")
}

// A failed sample is of a lot that somebody recorded, and a seal is at a place that is registered.
func TestDeskRefusesWhatIsNotThere(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	b.says(b.Post(specimen.Officer, "/food/desk/samples", url.Values{"lot": {"9521000000032/NEVER"}, "passed": {"no"}}), "没有人记录过这个批次")
	b.says(b.Post(specimen.Officer, "/food/seals", url.Values{"place": {"9521000099999"}, "amount": {"1"}}), "没有登记过这个地点编号", "not:读不懂")
}

// A recall that begins after the desk has looked and before the certificate is recorded stops it.
func TestRecallThatBeginsMeanwhileStopsTheCertificate(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		ctx, desk, lot := context.Background(), n.people.desk, n.lots["box"]
		product, err := n.people.store.Product(ctx, specimen.Division, func() string { gtin, _ := chain.PartsOf(lot); return gtin }())
		if err != nil {
			t.Fatal(err)
		}
		ask, opened := n.decided().against, false
		desk.Against = func(ctx context.Context, keys []string) (map[string]chain.Against, error) {
			out, err := ask(ctx, keys)
			if !opened {
				opened = true
				if a := b.Post(specimen.Officer, "/food/recalls/new", url.Values{"start": {lot}, "title": {"杨梅礼盒"}, "cause": {"lot"}, "grade": {"2"}, "reason": {"腐烂"}}); a.Status != http.StatusSeeOther {
					t.Errorf("%d %.2000s", a.Status, a.Text())
				}
			}
			return out, err
		}
		_, err = desk.Issue(ctx, n.who["packer"], n.of["packer"], product, chain.Promise{Lot: lot, Amount: 1_000_000, Unit: "KGM", Origin: "虚构村", Contact: "0500", Basis: "self_test"}, true)
		if fault.For(err).Code != "under_recall" || !opened {
			t.Errorf("certified what is recalled: %v", err)
		}
	})
}

// A failed sample that was entered wrongly is corrected at the desk. The recall that was begun from it
// is pointed to and goes on; the old result and the reason stay to be read.
func TestCorrectedSamplePointsToItsRecall(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		ctx, lot := context.Background(), n.lots["box"]
		of := n.of["shop"].ID
		entered := url.Values{"lot": {lot}, "business": {of}, "number": {"BG-7"}, "lab": {"县检测中心（虚构）"}, "day": {"2026-03-01"}, "passed": {"no"}, "items": {"镉"}}
		if a := b.Post(specimen.Officer, "/food/desk/samples", entered); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		var id string
		if err := b.DB.QueryRow(ctx, `select id from food_sample where number = 'BG-7'`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		page := "/food/desk/samples/" + id
		b.says(b.Get(specimen.Officer, page), "不合格", "召回这一批", "登记：不合格", "not:从这个结果开始的召回")
		if a := b.Post(specimen.Officer, "/food/recalls/new", url.Values{"start": {lot}, "title": {"杨梅礼盒"}, "cause": {"failed_sample"}, "ref": {"BG-7"}, "grade": {"2"}, "reason": {"镉超标"}}); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(specimen.Officer, page), "从这个结果开始的召回", "not:不会自己结束", "not:召回这一批")
		b.says(b.Get(specimen.Officer, recallview.Address(n.order("shop").Recall)), "not:更正过")
		withdraw := recallview.Address(n.order("shop").Recall) + "/withdraw_recall"
		passed := url.Values{"why": {"sample_corrected"}, "reason": {"更正了（虚构）"}}
		b.says(b.Post(specimen.Officer, withdraw, passed), "所依据的抽检结果没有更正成合格")
		right := url.Values{"seen": {"0"}}
		for k, v := range entered {
			right[k] = v
		}
		right.Set("passed", "yes")
		right.Set("items", "镉未超标")
		b.says(b.Post(specimen.Officer, page+"/correct", right), "请选择为什么更正", "请写明哪里错了")
		right.Set("why", "entered_wrongly")
		right.Set("words", "抄错了一行")
		if a := b.Post(n.who["shop"], page+"/correct", right); a.Status == http.StatusSeeOther {
			t.Error("a shop corrected a result")
		}
		if a := b.Post(specimen.Officer, page+"/correct", right); a.Status != http.StatusSeeOther || a.Header.Get("Location") != page {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(specimen.Officer, page), "不合格 → 合格", "镉 → 镉未超标", "登记时抄错了：抄错了一行", "登记：不合格", "召回不会自己结束")
		b.says(b.Get(specimen.Officer, recallview.Address(n.order("shop").Recall)), "所依据的抽检结果 BG-7 更正过", "请看清楚以后在下面收回；撤销由单位负责人办", "看抽检结果")
		ask := httptest.NewRequest(http.MethodGet, page, nil)
		ask.AddCookie(&http.Cookie{Name: "banjie_lang", Value: "en"})
		b.says(b.Ask(specimen.Officer, ask), "failed → passed", "does not end by itself", "copied wrongly from the report")
		b.says(b.Get(specimen.Officer, "/food/desk/samples"), "已更正")
		b.says(b.Get(specimen.Officer, "/food/desk/samples?failed=1"), "not:BG-7")
		var running int
		if err := b.DB.QueryRow(ctx, `select count(*) from food_recall where drill = 0 and state = 'recall_running'`).Scan(&running); err != nil || running != 1 {
			t.Errorf("%d recalls run: %v", running, err)
		}
		again := b.Post(specimen.Officer, page+"/correct", right)
		if again.Status == http.StatusSeeOther {
			t.Error("one correction counted twice")
		}
		right.Set("items", "又一次")
		b.says(b.Post(specimen.Officer, page+"/correct", right), "刚刚被别人更正过")
		n.does(specimen.Officer, withdraw, passed)
	})
}
