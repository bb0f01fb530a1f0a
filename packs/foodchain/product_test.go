package foodchain

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

// On the page and by program: a product with lots is retired and put back, never removed; one without is
// removed, and the page keeps why.
func TestProductsEndOnThePage(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		who, home := n.who["packer"], "/food/b/"+n.of["packer"].ID
		box, _ := chain.PartsOf(n.lots["box"])
		wrong, err := n.people.desk.NameProduct(context.Background(), who, n.of["packer"], chain.Product{Name: "杨每礼盒", Unit: "KGM"})
		if err != nil {
			t.Fatal(err)
		}
		edit := func(gtin string) string { return home + "/products?edit=" + gtin }
		b.says(b.Get(who, edit(box)), "不再做了：停用", "not:登记错了：删除", "not:停用、删除的记录")
		b.says(b.Get(who, edit(wrong.GTIN)), "登记错了：删除", "不会再发给别的产品")
		act := func(gtin, act, why string) url.Values { return url.Values{"edit": {gtin}, "why": {why}} }
		b.says(b.Post(who, home+"/products/"+box+"/remove", act(box, "remove", "entered_wrongly")), "已经有批次，不能删除")
		b.says(b.Post(who, home+"/products/"+wrong.GTIN+"/remove", act(wrong.GTIN, "remove", "")), "请选择原因")
		if a := b.Post(n.who["stranger"], home+"/products/"+wrong.GTIN+"/remove", act(wrong.GTIN, "remove", "entered_wrongly")); a.Status == http.StatusSeeOther {
			t.Error("a stranger removed a product")
		}
		if a := b.Post(who, home+"/products/"+wrong.GTIN+"/remove", act(wrong.GTIN, "remove", "entered_wrongly")); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(who, home+"/products"), "停用、删除的记录", "删除了：杨每礼盒", "登记错了", "本人记的")
		typed := url.Values{"product": {"别的产品"}, "unit": {"KGM"}, "gtin": {wrong.GTIN}}
		b.says(b.Post(who, home+"/products", typed), "这个条码是您删除的产品“杨每礼盒”的，不能再登记", "请带包装到窗口登记")
		if a := b.Post(n.who["stranger"], "/food/b/"+n.of["stranger"].ID+"/products", typed); a.Status == http.StatusSeeOther || strings.Contains(a.Body, "杨每礼盒") {
			t.Errorf("somebody else took the number, or reads what it was: %d", a.Status)
		}
		if _, err := n.people.desk.NameProduct(context.Background(), specimen.Clerk, n.of["packer"], chain.Product{GTIN: wrong.GTIN, Name: "杨梅礼盒（小）", Unit: "KGM"}); err != nil {
			t.Errorf("a window with the package before it: %v", err)
		}
		offered := func() bool {
			return strings.Contains(b.Get(who, home+"/do/pack?lot="+url.QueryEscape(n.lots["box"])).Body, `value="`+box+`"`)
		}
		if !offered() {
			t.Error("a product is not offered for a new lot")
		}
		if a := b.Post(who, home+"/products/"+box+"/retire", act(box, "retire", "out_of_season")); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		b.says(b.Get(who, home+"/products"), "已停用", "停用了：杨梅礼盒", "过季了，以后再做")
		if offered() {
			t.Error("a retired product is offered")
		}
		b.says(b.scan(n.lots["box"]), "杨梅礼盒")
		api := "/api/food/businesses/" + n.of["packer"].ID + "/products/" + box
		if a := b.PostBody(who, api+"/retire", "application/json", strings.NewReader(`{"why":"out_of_season"}`)); a.Status == http.StatusOK {
			t.Errorf("retired twice: %d %s", a.Status, a.Body)
		}
		if a := b.PostBody(who, api+"/put-back", "application/json", strings.NewReader(`{}`)); a.Status != http.StatusOK || !strings.Contains(a.Body, `"put-back"`) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if !offered() {
			t.Error("a product that was put back is not offered")
		}
		b.says(b.Get(who, home+"/products"), "恢复了：杨梅礼盒", "not:已停用")
		if a := b.PostBody(who, api+"/burn", "application/json", strings.NewReader(`{}`)); a.Status != http.StatusNotFound {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if differs, err := n.people.check(context.Background(), specimen.Division); err != nil || len(differs) > 0 {
			t.Error(differs, err)
		}
	})
}
