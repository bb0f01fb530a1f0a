package foodchain

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/web/officer/specimen"
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
		b.says(b.Get(shop, order), "杨梅礼盒（packer（虚构））", lot, bars, "42千克", "打印这张通知")
		b.says(b.Get(shop, home), "有1个召回通知等您答复", "召回的是：杨梅礼盒。")
		n.does(shop, order+"/stop_sale", url.Values{})
		b.says(b.Get(shop, home), "not:等您答复", "有1个召回通知还没有清点、交结果", "召回的是：杨梅礼盒。")
	})
}
