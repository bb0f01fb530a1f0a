package foodchain

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

// photograph sends a count with its proof.
func (n *lineup) photograph(who, path string, f url.Values) officertest.Answer {
	n.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, list := range f {
		for _, v := range list {
			if err := m.WriteField(name, v); err != nil {
				n.Fatal(err)
			}
		}
	}
	w, err := m.CreateFormFile("file.proof", "proof.png")
	if err == nil {
		err = png.Encode(w, image.NewGray(image.Rect(0, 0, 4, 4)))
	}
	if err != nil {
		n.Fatal(err)
	}
	m.Close()
	return n.PostBody(n.who[who], path, m.FormDataContentType(), &b)
}

// counts are those of an order that stand.
func (n *lineup) counts(id casework.ID) []recall.Count {
	n.Helper()
	c, _, err := n.Site.Engine.Load(context.Background(), casework.Key{Division: specimen.Division, ID: id})
	if err != nil {
		n.Fatal(err)
	}
	return recall.OrderOf(c).Standing
}

// What is counted as destroyed or returned leaves the stock by the same form: the step stands in the holder's
// book, once. A count that is replaced or cleared takes its step back; what cannot be written is said.
func TestCountWritesTheBook(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		n.recalled(n.lots["box"])
		row := n.order("shop")
		order, shop, box := recallview.OrderAddress(row.ID), n.who["shop"], n.lots["box"]
		book := "/food/b/" + n.of["shop"].ID + "/book"
		count := func(what, amount, replaces string) officertest.Answer {
			return n.photograph("shop", order+"/count_goods", url.Values{"what": {what}, "amount": {amount}, "unit": {"KGM"}, "replaces": {replaces}})
		}
		took := func(a officertest.Answer) {
			t.Helper()
			if a.Status != http.StatusSeeOther {
				t.Fatalf("%d %.2500s", a.Status, a.Text())
			}
		}
		left := func(want int64) {
			t.Helper()
			if got := n.left("shop", box); got != want {
				t.Errorf("%d kg left by the book, want %d", got, want)
			}
		}
		events := func() (count int) {
			if err := b.DB.QueryRow(context.Background(), `select count(*) from trace_event`).Scan(&count); err != nil {
				t.Fatal(err)
			}
			return count
		}
		n.does(shop, order+"/stop_sale", url.Values{})
		b.says(b.Get(shop, order), "1斤是0.5千克", "论盒、箱、袋、瓶的", "召回以前已经卖出、用掉", "not:记录本里有没有")
		took(count("removed", "42", ""))
		left(42) // kept apart is still there
		took(count("destroyed", "40", ""))
		left(2)
		b.says(b.Get(shop, order), "已经记进记录本", "not:还没有记进")
		b.says(b.Get(shop, book), "销毁")
		took(count("returned", "2", ""))
		left(0)
		b.says(b.Get(shop, book), "退货", "wholesaler（虚构）")
		was := events()
		n.does(shop, order+"/book", url.Values{})
		if events() != was {
			t.Error("written twice")
		}
		var destroyed int64
		for _, e := range n.counts(row.ID) {
			if e.What == "destroyed" {
				destroyed = e.Seq
			}
		}
		took(count("destroyed", "39", strconv.FormatInt(destroyed, 10)))
		left(1)
		n.does(shop, order+"/finish_recall_order", url.Values{"reason": {"少1千克（虚构）"}})
		n.does(specimen.Officer, order+"/return_recall_count", url.Values{"reason": {"请重新清点"}})
		b.says(b.Get(shop, order), "这笔清点已经不算数，记录本里的还没有划掉")
		left(1)
		b.says(count("removed", "100", ""), "这样一共清点100千克，追溯记录里您一共42千克", "没有写错，确实有这么多")
		if list := n.counts(row.ID); len(list) > 0 {
			t.Errorf("taken before it was asked: %+v", list)
		}
		took(n.photograph("shop", order+"/count_goods", url.Values{"what": {"removed"}, "amount": {"100"}, "unit": {"KGM"}, "over": {"1"}}))
		left(42) // what was written for the cleared counts is taken back
		b.says(b.Get(shop, order), "not:还没有划掉")
		took(count("destroyed", "100", ""))
		left(42)
		page := b.Get(shop, order)
		b.says(page, "没有记进记录本：数量比账上剩的多", "自己去记")
		if !strings.Contains(page.Body, "/do/destroy?amount.0=100") {
			t.Error("the form by hand is not filled in")
		}
		b.says(count("sold", "1", ""), "这样一共清点101千克")
		took(n.photograph("shop", order+"/count_goods", url.Values{"what": {"sold"}, "amount": {"1"}, "unit": {"KGM"}, "over": {"1"}}))
		b.says(b.Get(shop, order), "记录本里没有记过的，请补记")
		n.does(shop, order+"/finish_recall_order", url.Values{"reason": {"仓库里还有（虚构）"}})
		b.says(b.Get(specimen.Officer, order), "清点的比追溯记录里的多", "清点的下架、卖出一共101千克，追溯记录里42千克")
		if differs, err := b.parts.Check(context.Background(), specimen.Division); err != nil || len(differs) > 0 {
			t.Errorf("%v %v", err, differs)
		}
	})
}

// To whom recalled goods went back is not guessed: where the lot came from two businesses it is recorded by hand.
func TestReturnToOneOfTwoIsNotGuessed(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	box, shop := n.lots["box"], n.who["shop"]
	step := chain.Step{Entry: chain.NewEntry(), Kind: chain.Receive, Business: n.of["shop"].ID, At: b.Clock.Now(), Takes: []chain.Portion{{Lot: box, Amount: 6_000_000, Unit: "KGM"}}, Partner: n.of["packer"].ID, Reason: "follows"}
	if _, err := n.people.desk.Take(context.Background(), shop, step, ""); err != nil {
		t.Fatal(err)
	}
	n.recalled(box)
	order := recallview.OrderAddress(n.order("shop").ID)
	n.does(shop, order+"/stop_sale", url.Values{})
	had := n.left("shop", box)
	for _, what := range []string{"removed", "returned"} {
		n.does(shop, order+"/count_goods", url.Values{"what": {what}, "amount": {"2"}, "unit": {"KGM"}})
	}
	if got := n.left("shop", box); got != had {
		t.Errorf("written as returned to somebody: %d left of %d", got, had)
	}
	b.says(b.Get(shop, order), "还没有记进记录本，库存里还有", "自己去记")
}

// What a program or an officer counts for a holder: the program's names its lot and is in the book; the
// officer may not write the shop's book, so the shop reads that it is missing and writes it with one press.
func TestCountsOfOthersAndTheBook(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	n.recalled(n.lots["box"])
	row := n.order("shop")
	order, shop := recallview.OrderAddress(row.ID), n.who["shop"]
	api := func(verb, body string) officertest.Answer {
		return b.PostBody(shop, "/api/food/recall-orders/"+row.ID.String()+"/"+verb, "application/json", strings.NewReader(body))
	}
	api("stop_sale", `{}`)
	if a := api("count_goods", `{"what":"removed","amount":"42","unit":"KGM","lot":"`+n.lots["fruit"]+`"}`); a.Status == http.StatusOK {
		t.Error("a lot that never was at the shop was counted there")
	}
	api("count_goods", `{"what":"removed","amount":"42","unit":"KGM","lot":"`+n.lots["box"]+`"}`)
	if a := api("count_goods", `{"what":"returned","amount":"12","unit":"KGM","lot":"`+n.lots["box"]+`"}`); a.Status != http.StatusOK || !strings.Contains(a.Body, `"written":true`) || n.left("shop", n.lots["box"]) != 30 {
		t.Errorf("%d %s, %d left", a.Status, a.Body, n.left("shop", n.lots["box"]))
	}
	n.does(specimen.Officer, order+"/count_goods", url.Values{"what": {"returned"}, "amount": {"5"}, "unit": {"KGM"}})
	if got := n.left("shop", n.lots["box"]); got != 30 {
		t.Errorf("an officer wrote the shop's book: %d", got)
	}
	b.says(b.Get(specimen.Officer, order), "还没有记进记录本", "not:把清点记进记录本")
	b.says(b.Get(shop, order), "还没有记进记录本，库存里还有", "把清点记进记录本")
	n.does(shop, order+"/book", url.Values{})
	if got := n.left("shop", n.lots["box"]); got != 25 {
		t.Errorf("%d left after the shop wrote it", got)
	}
}
