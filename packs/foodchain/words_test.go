package foodchain

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

// A wrong credit code is told once, and a certificate is taken back by what people know it by.
func TestPagesSayWhatIsMeant(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	a := b.Post(n.who["shop"], "/food/register", url.Values{"kind": {"shop"}, "name": {"梅湾小铺（虚构）"}, "code": {"91330105MA0000000X"}})
	b.says(a, "校验码", "not:请填写营业执照上的18位")
	home, lot := "/food/b/"+n.of["packer"].ID, n.lots["box"]
	a = b.Post(n.who["packer"], home+"/certificates/new", url.Values{"lot": {lot}, "quantity": {"1"}, "basis": {"self_test"}, "origin": {"虚构村"}, "contact": {"05005000000"}})
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	_, own := chain.PartsOf(lot)
	b.says(b.Get(n.who["packer"], strings.Replace(a.Header.Get("Location"), "/show", "/withdraw", 1)), own, "1 千克", "开具日期")
	products := b.Get(n.who["packer"], home+"/products")
	b.says(products, "点品名可以修改")
	if !strings.Contains(products.Body, `class="row-link" href="`+home+"/products?edit=") {
		t.Error("no product leads to its form")
	}
}

// An officer finds the place by its name, reads what it is before anything is sealed there, and finds it
// again among the last; nobody knows thirteen digits by heart.
func TestSealAtAPlaceByName(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	b.says(b.Get(specimen.Officer, "/food/seals"), "在哪里", "not:为什么", "not:最近查封过的地点")
	b.says(b.Get(specimen.Officer, "/food/seals?"+url.Values{"place": {"没有这一家"}}.Encode()), "没有找到登记过的地点")
	found := b.Get(specimen.Officer, "/food/seals?"+url.Values{"place": {"桥头"}}.Encode())
	b.says(found, "是哪一家", "桥头村小店（虚构）", "小店、村里便利店", "not:为什么")
	link := regexp.MustCompile(`/food/seals\?place=https[^"]+`).FindString(found.Body)
	if link == "" {
		t.Fatalf("no place to choose in %.3000s", found.Body)
	}
	chosen := b.Get(specimen.Officer, link)
	b.says(chosen, "桥头村小店（虚构）", "小店、村里便利店", "在这里查封")
	_, form := chosen.Form(t)
	form.Set("reason", "no_code")
	b.says(b.Post(specimen.Officer, "/food/seals", form), "请填写数量", "桥头村小店（虚构）", "在这里查封")
	form.Set("amount", "12.5")
	form.Set("words", "两箱没有码的冻虾（虚构）")
	if a := b.Post(specimen.Officer, "/food/seals", form); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	b.says(b.Get(specimen.Officer, "/food/seals"), "最近查封过的地点", "桥头村小店（虚构）", "12.5千克")
	if a := b.Get(farmer, "/food/seals?place=%E6%A1%A5%E5%A4%B4"); a.Status != http.StatusForbidden {
		t.Errorf("a business reads the register by this page: %d", a.Status)
	}
}
