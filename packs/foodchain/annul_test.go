package foodchain

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages/business"
)

// eventOf is the number of the event with an id of those of a line-up.
func (n *lineup) eventOf(name string) int64 {
	n.Helper()
	var id int64
	if err := n.DB.QueryRow(context.Background(), `select id from trace_event where event_id = ? and declared = 0`, n.events[name]).Scan(&id); err != nil {
		n.Fatal(err)
	}
	return id
}

// left is what the book of a business has of a lot, in kilograms.
func (n *lineup) left(who, lot string) int64 {
	n.Helper()
	hand, err := n.people.trace.OnHand(context.Background(), "https://id.gs1.org/414/"+n.of[who].GLN, []string{lot})
	if err != nil {
		n.Fatal(err)
	}
	sum := hand[lot]["KGM"]
	return (sum.In - sum.Out - sum.Loss) / 1_000_000
}

// A business takes a record of its own back by an error declaration: it stays in the book and counts no more.
// Where the amount was wrong the right record is made in the same act, once.
func TestBusinessCorrectsItsBook(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		shop, home, box := n.who["shop"], "/food/b/"+n.of["shop"].ID, n.lots["box"]
		at := func(name string) string { return fmt.Sprintf("%s/book/%d", home, n.eventOf(name)) }
		b.says(b.Get(shop, home+"/book"), "更正")
		sale := at("shop sells")
		b.says(b.Get(shop, sale), "更正一笔记录", "卖出", "8 千克", "原来的一笔不会删掉")
		b.says(b.Post(shop, sale, url.Values{}), "请选择哪里记错了")
		b.says(b.Post(shop, sale, url.Values{"why": {"wrong_amount"}}), "请填写正确的数量")
		b.says(b.Post(shop, sale, url.Values{"why": {"wrong_amount"}, "amount": {"8"}}), "和原来的一样")
		b.says(b.Post(shop, sale, url.Values{"why": {"wrong_amount"}, "amount": {"51"}}), "更正以后账上会不够")
		b.says(b.Post(shop, at("shop receives"), url.Values{"why": {"did_not_happen"}}), "更正以后账上会不够")
		if got := n.left("shop", box); got != 42 {
			t.Fatalf("left %d", got)
		}
		right := url.Values{"why": {"wrong_amount"}, "amount": {"5"}, ui.KeyField: {"key-of-a-correction"}}
		for range 2 { // the second is a double click
			if to := n.does(shop, sale, right); to != home+"/book" {
				t.Errorf("leads to %s", to)
			}
		}
		if got := n.left("shop", box); got != 45 {
			t.Errorf("left %d after the correction, want 45", got)
		}
		b.says(b.Get(shop, sale), "这一笔已经更正过")
		if page := b.Get(shop, home+"/book"); strings.Count(page.Body, "<s>") != 4 || strings.Count(page.Text(), "已更正或者重复，不算数") != 1 {
			t.Error("the book does not strike through what was corrected, and that alone")
		}
		var declared, corrective int
		if err := b.DB.QueryRow(context.Background(), `select coalesce(sum(declared), 0), coalesce(sum(case when step = 'retail_selling' and declared = 0 and annulled_by = 0 then 1 else 0 end), 0) from trace_event`).Scan(&declared, &corrective); err != nil || declared != 1 || corrective != 1 {
			t.Errorf("%v: %d declarations, %d sales that count", err, declared, corrective)
		}
		// Who else might: nobody. What is under recall: nobody in the book.
		for _, who := range []access.Actor{n.who["stranger"], n.who["wholesaler"]} {
			if a := b.Post(who, at("shop receives"), url.Values{"why": {"recorded_twice"}}); a.Status != http.StatusNotFound {
				t.Errorf("%s: %d", who.ID, a.Status)
			}
		}
		wholesale := fmt.Sprintf("%s/book/%d", home, n.eventOf("wholesaler sends"))
		if a := b.Post(shop, wholesale, url.Values{"why": {"did_not_happen"}}); a.Status != http.StatusNotFound {
			t.Errorf("a shop annulled what the wholesaler recorded: %d", a.Status)
		}
		packer := "/food/b/" + n.of["packer"].ID
		again := n.does(n.who["packer"], fmt.Sprintf("%s/book/%d", packer, n.eventOf("packer sends")), url.Values{"why": {"wrong_partner"}})
		if !strings.HasPrefix(again, packer+"/do/send?") || !strings.Contains(again, "amount.0=60") {
			t.Errorf("leads to %s", again)
		}
		if f := b.Get(n.who["packer"], again); !strings.Contains(f.Body, `value="60"`) {
			t.Errorf("the form is not filled in: %.800s", f.Text())
		}
		n.recalled(box)
		b.says(b.Post(n.who["wholesaler"], fmt.Sprintf("/food/b/%s/book/%d", n.of["wholesaler"].ID, n.eventOf("wholesaler sends")), url.Values{"why": {"did_not_happen"}}), "这批货正在召回，这一笔不能在记录本里更正")
		if differs, err := b.parts.Check(context.Background(), shop.Division); err != nil || len(differs) > 0 {
			t.Errorf("%v %v", err, differs)
		}
	})
}

// A line that counts no more is struck through and cannot be corrected again.
func TestAnnulledLineIsStruckThrough(t *testing.T) {
	of := chain.Business{ID: "b1", Kind: chain.Shop, Name: "小店（虚构）"}
	book := business.Book{Business: of, Lines: []business.BookLine{{Line: chain.Line{Event: 7, Lot: "https://id.gs1.org/01/09521000000032/10/A1", Kind: chain.Sell, Amount: 8_000_000, Unit: "KGM", Business: "b1", Annulled: true}}}}
	var out strings.Builder
	if err := book.View(ui.Page{Lang: lang.ZH}).Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	if html := out.String(); strings.Count(html, "<s>") != 4 || !strings.Contains(html, "已更正或者重复，不算数") || strings.Contains(html, "/book/7") {
		t.Error(html)
	}
}
