package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
)

// Held is a lot at a place with what it is of.
type Held struct {
	chain.Held
	Product chain.Product
	Past    bool // its date
}

// How many lots are looked at: those handled last.
const (
	OnPage = 60
	OnList = 200
)

// Stock lists what is at the places of a business, of the lots handled last at each: what must go first
// stands first.
func (c *Counter) Stock(r *site.Request, b chain.Business, most int) ([]Held, error) {
	list, err := c.Desk.Held(r.Context(), b, most)
	if err != nil {
		return nil, err
	}
	today := c.Site.Calendar().DayOf(c.Site.Clock.Now())
	products := map[string]chain.Product{}
	out := make([]Held, len(list))
	for i, h := range list {
		out[i] = Held{Held: h, Past: h.Best != 0 && h.Best < today}
		if out[i].Product, err = c.product(r, h.Lot, products); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Held) int {
		return cmp.Or(cmp.Compare(last(a.Best), last(b.Best)), cmp.Compare(a.Lot, b.Lot))
	})
	return out, nil
}

// last puts lots without a date behind those with one.
func last(d calendar.Day) calendar.Day {
	if d == 0 {
		return 1 << 30
	}
	return d
}

// product is what a lot is of, looked up once a page.
func (c *Counter) product(r *site.Request, key string, known map[string]chain.Product) (chain.Product, error) {
	gtin, _ := chain.PartsOf(key)
	if p, ok := known[gtin]; ok || gtin == "" {
		return p, nil
	}
	p, err := c.Desk.Store.Product(r.Context(), c.Desk.Division, gtin)
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	known[gtin] = p
	return p, err
}

// Product is what a lot is of; the zero product where the register does not know it.
func (c *Counter) Product(r *site.Request, key string) (chain.Product, error) {
	return c.product(r, key, map[string]chain.Product{})
}

// Stock is the list of what is there.
type Stock struct {
	Business chain.Business
	List     []Held
}

// View draws it.
func (v Stock) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("现在有的货", "What is here"), Columns: []ui.Column{{Name: lang.T("货", "Goods")}, {Name: lang.T("剩下", "Left"), Numeric: true}, {Name: lang.T("保质期到", "Keeps until")}},
		Empty: ui.Empty{Title: lang.T("现在没有货", "Nothing is here"), Text: lang.T("记了采收或者进货，就会列在这里。", "What is harvested or received will stand here.")}}
	for _, h := range v.List {
		until := ui.Component(ui.Plain("–"))
		if h.Best != 0 {
			until = ui.OnDay(h.Best)
		}
		name := LotWords(h.Product, h.Lot)
		if warns := Warning(h.Against); !warns.IsZero() {
			name = lang.T(name.ZH+"（"+warns.ZH+"）", name.EN+" ("+warns.EN+")")
		}
		row := ui.Row{Href: Home(v.Business) + "/lot?lot=" + Query(h.Lot), Cells: []ui.Component{ui.Words(name), ui.Words(Quantity(h.Amount, h.Unit)), until}}
		if h.Past || h.Sealed || h.Against.Any() {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	if n := len(v.List); n > 0 {
		t.Total = strconv.Itoa(n)
	}
	return t.View(p)
}

// Warning says in a few words what stands against goods on a list; zero where nothing does.
func Warning(a chain.Against) lang.Text {
	switch {
	case a.Recall != "":
		return lang.T("正在召回，不能卖", "under recall, do not sell")
	case len(a.Seals) > 0:
		return lang.T("有查封，查封的不能动", "under seal, do not move what is sealed")
	case a.Failed != "":
		return lang.T("抽检不合格，不能卖", "its sample failed, do not sell")
	}
	return lang.Text{}
}

// Quantity is an amount with its unit.
func Quantity(amount int64, unit string) lang.Text {
	u := chain.UnitName(unit)
	return lang.T(chain.Amount(amount)+" "+u.ZH, chain.Amount(amount)+" "+u.EN)
}

// Reasons are the reasons to choose from for what was found.
func Reasons(found []chain.Finding) (out []ui.Option) {
	for _, i := range chain.ReasonsFor(found) {
		out = append(out, ui.Option{Value: chain.Reasons[i].ID, Label: chain.Reasons[i].Text})
	}
	return out
}

// Links is a plain list of ways on.
type Links []ui.Link

// View draws it.
func (v Links) View(p ui.Page) templ.Component {
	cards := ui.Cards{}
	for _, l := range v {
		cards = append(cards, ui.Card{Title: l.Name, Href: l.Href, Icon: ui.IconNext})
	}
	return cards.View(p)
}
