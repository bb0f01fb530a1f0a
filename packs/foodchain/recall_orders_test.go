package foodchain

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallstore"
	"banjie/packs/foodchain/recall/recallview"
)

// recalled opens a recall of a lot and gives its page.
func (n *lineup) recalled(lot string, more ...string) string {
	n.Helper()
	f := url.Values{"start": {lot}, "title": {"杨梅礼盒"}, "cause": {"lot"}, "grade": {"2"}, "reason": {"腐烂（虚构）"}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	a := n.Post(specimen.Officer, "/food/recalls/new", f)
	if a.Status != http.StatusSeeOther {
		n.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	return a.Header.Get("Location")
}

// order is the order to a business, from the store.
func (n *lineup) order(who string) recall.OrderRow {
	n.Helper()
	list, err := recallstore.New(n.DB, n.people.trace).OrdersFor(context.Background(), specimen.Division, n.who[who].Party, 9)
	if err != nil || len(list) == 0 {
		n.Fatalf("%v: %d orders", err, len(list))
	}
	return list[0]
}

// does sends a form and wants it taken.
func (n *lineup) does(who access.Actor, path string, f url.Values) string {
	n.Helper()
	a := n.Post(who, path, f)
	if a.Status != http.StatusSeeOther {
		n.Fatalf("%s: %d %.2500s", path, a.Status, a.Text())
	}
	return a.Header.Get("Location")
}

// An order says what is printed on the box: product, lot, bar code, maker, and how much there is by the
// holder's book. It stays in the red box until the goods are counted and the count is sent.
func TestOrderNamesTheBox(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		n.recalled(n.lots["box"])
		gtin, lot := chain.PartsOf(n.lots["box"])
		shop, home := n.who["shop"], "/food/b/"+n.of["shop"].ID
		order := recallview.OrderAddress(n.order("shop").ID)
		bars := strings.TrimPrefix(gtin, "0")
		b.says(b.Get(shop, "/my/recalls"), "杨梅礼盒，批号 "+lot+"，条码 "+bars)
		b.says(b.Get(shop, order), "杨梅礼盒", "packer（虚构）", lot, bars, "42千克", "打印这张通知")
		b.says(b.Get(shop, home), "有1个召回通知等您答复", "召回的是：杨梅礼盒。")
		n.does(shop, order+"/stop_sale", url.Values{})
		b.says(b.Get(shop, home), "not:等您答复", "有1个召回通知还没有清点、交结果", "召回的是：杨梅礼盒。")
	})
}

// A recall opened by mistake is taken back by the officer with a reason: orders end, holders read why,
// the scan page warns no more, the record stays. What was published is the head's to take back.
func TestRecallOpenedByMistake(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		page, shop, home := n.recalled(n.lots["box"]), n.who["shop"], "/food/b/"+n.of["shop"].ID
		order := recallview.OrderAddress(n.order("shop").ID)
		b.says(b.scan(n.lots["box"]), "不要吃")
		b.says(b.Post(specimen.Officer, page+"/withdraw_recall", url.Values{"reason": {"扫错了"}}), "请选择错在哪里")
		mistake := url.Values{"why": {"wrong_goods"}, "reason": {"扫错了旁边的一箱"}}
		if a := b.Post(shop, page+"/withdraw_recall", mistake); a.Status == http.StatusSeeOther {
			t.Error("a holder took a recall back")
		}
		n.does(specimen.Officer, page+"/withdraw_recall", mistake)
		b.says(b.Get(specimen.Officer, page), "开错了，已收回", "扫错了旁边的一箱", "提出召回", "not:撤销召回（原因不成立）")
		b.says(b.Get(shop, order), "召回是开错的，已经收回：货、批次或者地块填错了", "扫错了旁边的一箱", "已解除", "not:我们已经停止销售")
		b.says(b.Get(shop, home), "召回已经收回：杨梅礼盒", "not:等您答复", "not:正在召回")
		b.says(b.scan(n.lots["box"]), "not:不要吃")

		b.Clock.Advance(time.Minute)
		published := n.recalled(n.lots["box"])
		n.does(specimen.Officer, published+"/publish_recall", url.Values{"reason": {"请不要食用（虚构）。"}})
		b.says(b.Get(specimen.Officer, published), "收回（开错了）、撤销（原因不成立）都由单位负责人办", "not:错在哪里")
		b.says(b.Get(specimen.Head, published), "错在哪里", "为什么撤销")
		b.says(b.Get(specimen.Officer, "/food/recalls?view=all"), "状态", "开错了，已收回", "召回中")
		b.says(b.Post(specimen.Officer, published+"/withdraw_recall", mistake), "请由单位负责人收回")
		b.says(b.scan(n.lots["box"]), "不要吃")
		id := published[strings.LastIndexByte(published, '/')+1:]
		end := func(who access.Actor, body string) (int, string) {
			a := b.PostBody(who, "/api/food/recalls/"+id+"/withdraw_recall", "application/json", strings.NewReader(body))
			return a.Status, a.Body
		}
		if status, said := end(specimen.Officer, `{"why":"opened_twice","reason":"x"}`); status == http.StatusOK {
			t.Errorf("an officer's program took back what was published: %s", said)
		}
		if status, said := end(specimen.Head, `{"why":"opened_twice","reason":"提了两次"}`); status != http.StatusOK || !strings.Contains(said, `"state":"recall_withdrawn"`) || !strings.Contains(said, `"order_lifted"`) {
			t.Errorf("%d %s", status, said)
		}
		number := n.order("shop")
		row, err := recallstore.New(b.DB, n.people.trace).Recall(context.Background(), casework.Key{Division: specimen.Division, ID: number.Recall})
		if err != nil {
			t.Fatal(err)
		}
		b.says(b.Get(public, "/recalls/"+row.Number), "这个召回是开错的，已经收回")
		if differs, err := b.parts.Check(context.Background(), specimen.Division); err != nil || len(differs) > 0 {
			t.Errorf("%v %v", err, differs)
		}
	})
}

// Why the head lifted a recall is the office's alone; holders read that it was lifted, and whether anything else
// stands against the goods before they read that they may sell them.
func TestLiftedRecallAndWhatStillStands(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		page, shop, lot := n.recalled(n.lots["box"]), n.who["shop"], n.lots["box"]
		order := recallview.OrderAddress(n.order("shop").ID)
		n.does(specimen.Head, page+"/lift_recall", url.Values{"reason": {"举报人自己承认编的（虚构）"}})
		b.says(b.Get(specimen.Officer, page), "举报人自己承认编的")
		b.says(b.Get(shop, order), "召回的原因不成立，已经撤销", "没有别的召回、查封、不合格的抽检，可以照常卖", "not:举报人自己承认编的")
		if a := b.Post(specimen.Officer, "/food/desk/samples", url.Values{"lot": {lot}, "business": {n.of["shop"].ID}, "number": {"BG-8"}, "lab": {"县检测中心（虚构）"}, "day": {"2026-03-01"}, "passed": {"no"}, "items": {"镉"}}); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(shop, order), "监督抽检不合格（BG-8）", "没有了结以前不要卖", "not:可以照常卖")
	})
}

// What is being recalled is not recalled again by an oversight: the form leads to the recall that runs and asks.
// The same form sent again opens nothing and is answered as before, and a drill is held beside it.
func TestRecalledTwice(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		form := url.Values{"start": {n.lots["box"]}, "title": {"杨梅礼盒"}, "cause": {"lot"}, "grade": {"2"}, "reason": {"腐烂（虚构）"}, site.KeyField: {"TWICE-0123456789"}}
		first := n.does(specimen.Officer, "/food/recalls/new", form)
		if second := n.does(specimen.Officer, "/food/recalls/new", form); second != first {
			t.Errorf("one form opened two recalls: %s %s", first, second)
		}
		form.Del(site.KeyField)
		a := b.Get(specimen.Officer, "/food/recalls/new?"+url.Values{"start": form["start"], "title": form["title"]}.Encode())
		b.says(a, "这些货已经在召回", "看正在进行的召回", "另外再召回一次")
		if !strings.Contains(a.Body, first) {
			t.Error("no link to the recall that runs")
		}
		b.says(b.Post(specimen.Officer, "/food/recalls/new", form), "确实要另外再召回一次的，请勾选")
		form.Set("drill", "1")
		n.does(specimen.Officer, "/food/recalls/new", form)
		form.Del("drill")
		form.Set("again", "1")
		if second := n.does(specimen.Officer, "/food/recalls/new", form); second == first {
			t.Error("it was meant, and not opened")
		}
	})
}

// Nobody takes a drill for a real recall: it is marked in the list, and neither it nor its orders tell anybody to
// stop selling, to count or to destroy.
func TestDrillReadsLikeADrill(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	page, shop := n.recalled(n.lots["box"], "drill", "1"), n.who["shop"]
	order := recallview.OrderAddress(n.order("shop").ID)
	real := []string{"not:立即停止销售", "not:清点下架数量", "not:已经通知所有持有者停止销售", "not:已停售", "not:待停售", "not:处置完毕"}
	b.says(b.Get(shop, "/my/recalls"), append([]string{"演练，不是真的召回", "演练，待答复"}, real...)...)
	b.says(b.Get(shop, order), append([]string{"演练通知：", "只答复收到", "收到演练通知", "演练里说的货", "not:要召回的货"}, real...)...)
	b.says(b.Get(specimen.Officer, page), append([]string{"演练中", "看多久答复"}, real...)...)
	b.says(b.Get(specimen.Officer, "/food/recalls?view=drills"), append([]string{"演练中", "已答复"}, real...)...)
	n.does(shop, order+"/stop_sale", url.Values{})
	b.says(b.Get(shop, order), append([]string{"演练，已答复", "演练办完，提交"}, real...)...)
	n.does(shop, order+"/finish_recall_order", url.Values{})
	b.says(b.Get(specimen.Officer, order), append([]string{"演练，已办完"}, real...)...)
}
