// Package field is recording without signal: a page that the telephone keeps, with what it needs to
// know of one business, and a queue of what was recorded and not yet sent.
//
//	with signal     /food/field?b=… ─▶ the telephone keeps page, products, partners, lots
//	without signal  record ─▶ queue in the telephone, with a number and its clock's time
//	signal again    each entry is posted as by its form ─▶ recorded once ─▶ taken off the queue
//	                the connection dies after the server recorded it ─▶ posted again ─▶ "recorded before"
//
// The page itself says nothing of anybody and may be kept; what a telephone keeps of a business is
// given to who may record for it, at their own press, and is forgotten at another. Both belong to the
// account, as drafts of forms do: two people who share a telephone neither see nor send each other's
// entries, and the server refuses an entry that another account's telephone page sends.
package field

import (
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

// Pages are wired once.
type Pages struct{ *pages.Counter }

// Routes puts the pages on the site.
func (v *Pages) Routes() {
	v.assets()
	v.Site.Handle("GET /food/field", site.Open, v.show)
	v.Site.Handle("GET "+accountPath, site.Open, v.account)
	v.Site.Handle("GET /food/b/{id}/field.json", site.For(v.Desk.Record), v.known)
}

var title = lang.T("没信号也能记", "Record without signal")

// Field is the page that a telephone keeps.
type Field struct{}

// View draws it.
func (v Field) View(p ui.Page) templ.Component {
	return ui.Components{ui.Heading{Title: title, Lead: lang.T("在地里、冷库里先记在手机上，有信号自动传，每笔只算一次。", "Record on the telephone in the field or the cold store; it is sent once there is signal, and counts once.")}, ui.Part(shell)}.View(p)
}

// show draws the page without anything of who is asking, so that it may be kept.
func (v *Pages) show(w http.ResponseWriter, r *site.Request) error {
	p := ui.FromRequest(r.Request, title)
	p.Path, p.Back = "/food/field", "/food"
	return r.Show(w, p, Field{})
}

// accountPath is where a telephone asks who is signed in before it sends what waits.
const accountPath = "/food/account.json"

// account tells whose what is sent now would be; "" where nobody is signed in.
func (v *Pages) account(w http.ResponseWriter, r *site.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(map[string]string{"account": r.Account()})
}

// Known is what a telephone keeps of a business, for the account that it was given to.
type Known struct {
	Account  string   `json:"account"`
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	GLN      string   `json:"gln"`
	Steps    []Step   `json:"steps"`
	Products []Choice `json:"products"`
	Plots    []Choice `json:"plots"`
	Partners []Choice `json:"partners"`
	Lots     []Choice `json:"lots"`
	Keep     []string `json:"keep"` // addresses that the worker keeps
}

// Step is a step that works without signal.
type Step struct {
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
	New   bool      `json:"new"`
	Takes bool      `json:"takes"`
	From  bool      `json:"from"`
	To    bool      `json:"to"`
}

// Choice is one of several.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Unit  string `json:"unit,omitempty"`
	Stop  string `json:"stop,omitempty"` // of a lot: what stands against it, as of when it was fetched
}

// offline are the steps that work without signal: those with one lot or one new lot.
var offline = map[chain.StepKind]bool{chain.Harvest: true, chain.Receive: true, chain.Send: true, chain.Sell: true, chain.Use: true, chain.Destroy: true, chain.Enter: true}

func (v *Pages) known(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	k := Known{Account: r.Account(), ID: b.ID, Name: b.Name, GLN: b.GLN, Products: []Choice{}, Plots: []Choice{}, Partners: []Choice{}, Lots: []Choice{}, Keep: []string{"/food/field", pages.Script, pages.Style, FieldScript}}
	for _, s := range b.Kind.Role().Steps {
		if act, _ := s.Act(); offline[s] {
			k.Steps = append(k.Steps, Step{string(s), act.Title, act.New, act.Takes, act.From, act.To})
		}
	}
	ctx, division := r.Context(), v.Desk.Division
	products, err := v.Desk.Store.Products(ctx, division, b.ID)
	if err != nil {
		return err
	}
	for _, p := range chain.Offered(products) {
		k.Products = append(k.Products, Choice{p.GTIN, p.Name, chain.UnitName(p.Unit).In(r.Lang), ""})
	}
	places, err := v.Desk.Store.Places(ctx, division, b.ID)
	if err != nil {
		return err
	}
	for _, p := range places {
		if p.Plot() {
			k.Plots = append(k.Plots, Choice{Value: p.GLN + "/" + p.Ext, Label: p.Name})
		}
	}
	partners, err := v.Desk.Store.Partners(ctx, division, b.ID, 20)
	if err != nil {
		return err
	}
	for _, p := range partners {
		k.Partners = append(k.Partners, Choice{Value: p.ID, Label: p.Name})
	}
	stock, err := v.Stock(r, b, pages.OnPage)
	if err != nil {
		return err
	}
	for _, h := range stock {
		k.Lots = append(k.Lots, lot(h, r.Lang))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(k)
}

// lot is a lot to choose, with what stands against it in its name: whoever sells it without signal must see it.
func lot(h pages.Held, tag lang.Tag) Choice {
	name, stop := pages.LotWords(h.Product, h.Lot).In(tag), pages.Warning(h.Against).In(tag)
	switch {
	case stop != "":
	case h.Past:
		stop = chain.FindingText(chain.PastDate).In(tag)
	case h.Sealed:
		stop = chain.FindingText(chain.StillSealed).In(tag)
	}
	if stop != "" {
		name += lang.T("（"+stop+"）", " ("+stop+")").In(tag)
	}
	return Choice{h.Lot, name + " · " + pages.Quantity(h.Amount, h.Unit).In(tag), h.Unit, stop}
}
