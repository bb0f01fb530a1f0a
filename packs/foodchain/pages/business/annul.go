package business

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/trace"
)

// Correct is one record of the book with the form to correct it.
type Correct struct {
	Business chain.Business
	Record   chain.Recorded
	Goods    []lang.Text // one for each portion, with its amount
	Key      string
}

var correctTitle = lang.T("更正一笔记录", "Correct a record")

// correctAddress of a record's page.
func correctAddress(b chain.Business, event int64) string {
	return pages.Home(b) + "/book/" + strconv.FormatInt(event, 10)
}

// View draws it.
func (v Correct) View(p ui.Page) templ.Component {
	act, _ := v.Record.Line.Kind.Act()
	rows := []ui.SummaryRow{{Key: lang.T("做了什么", "What"), Value: act.Title}, {Key: lang.T("时间", "When"), Body: ui.Moment(v.Record.Line.Time)}}
	for _, g := range v.Goods {
		rows = append(rows, ui.SummaryRow{Key: lang.T("货", "Goods"), Value: g})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: correctTitle, Caption: pages.Name(v.Business), Lead: lang.T("原来的一笔不会删掉：它会划掉，留在记录本里，不再算数。", "The record is not deleted: it is struck through, stays in the book and counts no more.")}, ui.SummaryList{Rows: rows}}
	if v.Record.Annulled {
		return append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("这一笔已经更正过", "This record was corrected before"), Link: &ui.Link{Name: bookTitle, Href: pages.Home(v.Business) + "/book"}}).View(p)
	}
	var whys []ui.Option
	for _, w := range chain.AnnulWhys {
		whys = append(whys, ui.Option{Value: w.ID, Label: w.Text})
	}
	body := ui.Components{ui.Field{Name: "why", Kind: ui.Radios, Options: whys, Label: lang.T("哪里记错了", "What was wrong")}}
	if v.Record.One {
		q := v.Record.Portions[0]
		body = append(body, ui.Field{Name: "amount", Kind: ui.Decimal, Width: 10, Optional: true, Label: lang.T("正确的数量", "The right amount"), Suffix: chain.UnitName(q.Unit),
			Hint: lang.T("只有数量记错了才填。填了就在同一次里记上正确的一笔。", "Only where the amount was wrong; the right record is then made in the same act.")})
	}
	return append(parts, ui.Form{Action: correctAddress(v.Business, v.Record.Number), Token: v.Key, Body: append(body, ui.Actions{ui.Button{Label: lang.T("更正", "Correct it")}, ui.LinkButton{Label: lang.T("不改，返回", "Leave it"), Href: pages.Home(v.Business) + "/book", Look: ui.Quiet}})},
		ui.Text(lang.T("别的地方记错了的：这一笔作废以后，会带您去把正确的再记一次。", "Where something else was wrong: after this you are led to record it again as it was."))).View(p)
}

func (v *Pages) correctView(r *site.Request, b chain.Business) (c Correct, err error) {
	event, err := strconv.ParseInt(r.PathValue("event"), 10, 64)
	if err != nil || event <= 0 {
		return c, fault.Missing()
	}
	c = Correct{Business: b, Key: site.NewKey()}
	if c.Record, err = v.Desk.Recorded(r.Context(), r.Actor, b, event); err != nil {
		return c, err
	}
	for _, q := range c.Record.Portions {
		p, err := v.Product(r, q.Lot)
		if err != nil {
			return c, err
		}
		name := pages.LotWords(p, q.Lot)
		if q.Amount > 0 {
			much := pages.Quantity(q.Amount, q.Unit)
			name = lang.T(name.ZH+"，"+much.ZH, name.EN+", "+much.EN)
		}
		c.Goods = append(c.Goods, name)
	}
	return c, nil
}

func (v *Pages) askCorrect(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	c, err := v.correctView(r, b)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, correctTitle, pages.Home(b)+"/book"), c)
}

func (v *Pages) correct(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := v.correctView(r, b)
	if err != nil {
		return err
	}
	a := chain.Annulment{Event: c.Record.Number, Why: r.PostFormValue("why")}
	entry := ""
	if text := strings.TrimSpace(lang.HalfWidth(r.PostFormValue("amount"))); text != "" {
		if a.Amount, err = trace.ParseAmount(text); err != nil {
			err = fault.InvalidInput().At("amount", lang.T("请填写数字，例如 12.5。", "Please enter a number, for example 12.5.")).Or()
		}
	}
	if err == nil {
		entry, err = v.Desk.Annul(r.Context(), r.Actor, b, a)
	}
	book := pages.Home(b) + "/book"
	if err != nil && fault.For(err).Code == chain.AnnulledBefore().Code { // a double click, or somebody else
		return r.Go(w, book, lang.T("这一笔已经更正过了。", "This record was corrected before."))
	}
	if err != nil {
		return r.Refused(w, v.Frame(r, b, correctTitle, book), c, err)
	}
	why, _ := chain.AnnulWhyOf(a.Why)
	switch {
	case entry != "":
		return r.Go(w, book, lang.T("已更正：原来的一笔划掉了，正确的一笔记上了。", "Corrected: the old record is struck through, the right one is there."))
	case why.Again:
		return r.Go(w, againAddress(b, c.Record, why), lang.T("原来的一笔作废了。请把正确的记上。", "The old record counts no more. Please record it as it was."))
	}
	return r.Go(w, book, lang.T("已更正：这一笔不再算数，留在记录本里。", "Corrected: it counts no more and stays in the book."))
}

// againAddress is where the step is recorded anew, filled in with what was right of it.
func againAddress(b chain.Business, r chain.Recorded, why chain.AnnulWhy) string {
	q := url.Values{}
	if act, _ := r.Line.Kind.Act(); act.Takes && !act.New && why.ID != "wrong_lot" {
		for i, p := range r.Portions {
			q.Add("lot", p.Lot)
			if p.Amount > 0 && why.ID != "wrong_amount" {
				q.Set("amount."+strconv.Itoa(i), chain.Amount(p.Amount))
			}
		}
	}
	if r.Line.Partner != "" && why.ID != "wrong_partner" {
		q.Set("partner", r.Line.Partner)
	}
	at := pages.Home(b) + "/do/" + string(r.Line.Kind)
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	return at
}
