package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
)

// HalfLine is goods that only one side has recorded, in words.
type HalfLine struct {
	chain.Half
	Goods lang.Text
	Other lang.Text
	Entry string
}

// Halves says what a business and those it deals with do not agree on, with one press to record the other half.
type Halves struct {
	Business chain.Business
	Channel  string // of the visitor; from paper nothing is recorded by one press
	List     []HalfLine
}

// mostHalves is how many of them a page lists.
const mostHalves = 20

// Halves lists them for a business.
func (c *Counter) Halves(r *site.Request, b chain.Business, channel string) (v Halves, err error) {
	v = Halves{Business: b, Channel: channel}
	list, err := c.Desk.Halves(r.Context(), b, mostHalves)
	if err != nil {
		return v, err
	}
	products := map[string]chain.Product{}
	for _, h := range list {
		p, err := c.product(r, h.Lot, products)
		if err != nil {
			return v, err
		}
		other := h.Sender
		if other == b.ID {
			other = h.Receiver
		}
		o, err := c.Desk.Store.Business(r.Context(), c.Desk.Division, other)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return v, err
		}
		entry, err := c.Desk.HalfEntry(r.Context(), h)
		if err != nil {
			return v, err
		}
		v.List = append(v.List, HalfLine{h, LotWords(p, h.Lot), Name(o), entry})
	}
	return v, nil
}

// Notice leads to them from other pages; nil where there are none.
func (v Halves) Notice() ui.Component {
	if len(v.List) == 0 {
		return nil
	}
	return ui.Notice{Kind: ui.Warning, Title: lang.Format("有%d笔和对方没有对上", "%d records do not agree with the other side", len(v.List)), Text: lang.T("一家记了，另一家没有记。", "One side recorded it, the other did not."), Link: &ui.Link{Name: lang.T("去看看", "See them"), Href: Home(v.Business) + "/book#halves"}}
}

// unit is that of a half as steps name it.
func (l HalfLine) unit() string {
	if l.Unit == "" {
		return "H87"
	}
	return l.Unit
}

// says is what one side recorded and the other did not.
func (v Halves) says(l HalfLine) lang.Text {
	much, mine := Quantity(l.Amount, l.Unit), l.Sender == v.Business.ID
	switch {
	case l.Sent && mine:
		return lang.T("您记了发给“"+l.Other.ZH+"”"+much.ZH+"，对方还没有记收到。请问问对方。", "You recorded "+much.EN+" as sent to "+l.Other.EN+"; they have not recorded it as received. Please ask them.")
	case l.Sent:
		return lang.T("“"+l.Other.ZH+"”记了发给您"+much.ZH+"，您还没有记收到。", l.Other.EN+" recorded "+much.EN+" as sent to you; you have not recorded it as received.")
	case mine:
		return lang.T("“"+l.Other.ZH+"”记了从您这里收到"+much.ZH+"，您没有记发出，您的账上还有这些货。", l.Other.EN+" recorded "+much.EN+" as received from you; you did not record the sending, so your book still has it.")
	}
	return lang.T("您记了从“"+l.Other.ZH+"”收到"+much.ZH+"，对方没有记发出，对方的账上还有这些货。请提醒对方。", "You recorded "+much.EN+" as received from "+l.Other.EN+"; they did not record the sending, so their book still has it. Please remind them.")
}

// mends is the step that records the other half; false where it is not the business's to record.
func (v Halves) mends(l HalfLine) (k chain.StepKind, ok bool) {
	steps := v.Business.Kind.Role().Steps
	switch mine := l.Sender == v.Business.ID; {
	case l.Sent == mine:
		return "", false
	case l.Sent:
		return chain.Receive, slices.Contains(steps, chain.Receive)
	case slices.Contains(steps, chain.Send):
		return chain.Send, true
	}
	return chain.Return, slices.Contains(steps, chain.Return)
}

// View draws them.
func (v Halves) View(p ui.Page) templ.Component {
	if len(v.List) == 0 {
		return ui.Components{}.View(p)
	}
	body := ui.Components{ui.Text(lang.T("一家记了，另一家没有记：货在账上算了两遍，或者还在路上。", "One side recorded it and the other did not: it counts twice in the books, or is on its way."))}
	for _, l := range v.List {
		item := ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("货", "Goods"), Value: l.Goods}, {Key: lang.T("时间", "When"), Body: ui.Moment(l.At)}, {Key: lang.T("怎么回事", "What"), Value: v.says(l)}}}}
		if k, ok := v.mends(l); ok {
			act, _ := k.Act()
			item = append(item, v.press(l, act))
		}
		body = append(body, item)
	}
	return ui.Section{ID: "halves", Title: lang.T("和对方没有对上的", "Not confirmed by the other side"), Body: body}.View(p)
}

// press records the other half; from paper it leads to the form, which asks for the paper.
func (v Halves) press(l HalfLine, act chain.Act) ui.Component {
	label := lang.T("补记"+act.Title.ZH, "Record it: "+strings.ToLower(act.Title.EN))
	at, other := Home(v.Business)+"/do/"+string(act.Kind), l.Sender
	if other == v.Business.ID {
		other = l.Receiver
	}
	if v.Channel == "paper" {
		return ui.Actions{ui.LinkButton{Label: label, Href: at + "?lot=" + Query(l.Lot) + "&amount.0=" + chain.Amount(l.Amount) + "&partner=" + other, Look: ui.Secondary}}
	}
	hidden := []ui.Hidden{{Name: "entry", Value: l.Entry}, {Name: "lot", Value: l.Lot}, {Name: "amount.0", Value: chain.Amount(l.Amount)}, {Name: "unit.0", Value: l.unit()}, {Name: "partner", Value: other}}
	if !l.Sent { // it went before it was received
		hidden = append(hidden, ui.Hidden{Name: "at", Value: l.At.UTC().Format(time.RFC3339)})
	}
	return ui.PostButton{Button: ui.Button{Label: label, Look: ui.Secondary}, Action: at, Hidden: hidden}
}
