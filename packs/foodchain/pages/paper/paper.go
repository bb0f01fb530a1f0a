// Package paper is the pages for what one hands over with the goods: labels with the trace code,
// conformity certificates, a household's card, and the page of a lot.
package paper

import (
	"context"
	"net/http"
	"slices"
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

// Pages are wired once.
type Pages struct {
	*pages.Counter
	Demo bool
	// Made gives the keys of what a lot was made of, as far as one step back.
	Made func(r *site.Request, lot string) ([]string, error)
	// Codes gives the signed codes of n labels of a lot, or of its pieces from number first on.
	Codes func(ctx context.Context, lot string, first, n int, each bool) ([]string, error)
}

// Routes puts the pages on the site.
func (v *Pages) Routes() {
	record := site.For(v.Desk.Record)
	v.Site.Handle("GET /food/b/{id}/lot", record, v.lot)
	v.Site.Handle("GET /food/b/{id}/labels", record, v.labels)
	v.Site.Handle("GET /food/b/{id}/card", record, v.card)
	v.Site.Handle("GET /food/b/{id}/pass", record, v.askPass)
	v.Site.Handle("POST /food/b/{id}/pass", record, v.pass)
	v.Site.Handle("GET /food/b/{id}/certificates", record, v.list)
	v.Site.Handle("GET /food/b/{id}/certificates/new", record, v.ask)
	v.Site.Handle("POST /food/b/{id}/certificates/new", record, v.issue)
	v.Site.Handle("GET /food/b/{id}/certificates/show", record, v.show)
	v.Site.Handle("GET /food/b/{id}/certificates/print", record, v.print)
	v.Site.Handle("GET /food/b/{id}/certificates/withdraw", record, v.askWithdraw)
	v.Site.Handle("POST /food/b/{id}/certificates/withdraw", record, v.withdraw)
}

// Goods are what a page about one lot says of it.
type Goods struct {
	Business chain.Business
	Lot      string // key
	Product  chain.Product
	Dated    chain.Dated
	Against  chain.Against
	Left     int64
	Unit     string
	Proof    string // identifier of its certificate
	Code     string // address in its label
}

// number is the lot's own number.
func (g Goods) number() string {
	_, lot := chain.PartsOf(g.Lot)
	return lot
}

// barcode is the number of the product; with the lot's own it is what a person reads off the label and
// types, and a line breaks between them.
func (g Goods) barcode() string { return strings.TrimPrefix(g.Product.GTIN, "0") }

// load reads the lot that the address names.
func (v *Pages) load(r *site.Request) (g Goods, err error) {
	if g.Business, _, err = v.Business(r); err != nil {
		return g, err
	}
	if g.Lot, err = chain.ReadCode(r.FormValue("lot")); err != nil {
		return g, fault.Missing()
	}
	ctx := r.Context()
	if g.Product, err = v.Product(r, g.Lot); err != nil {
		return g, err
	}
	dates, err := v.Desk.Store.Lots(ctx, []string{g.Lot})
	if err != nil {
		return g, err
	}
	g.Dated = dates[g.Lot]
	proofs, err := v.Desk.Store.Proofs(ctx, v.Desk.Division, []string{g.Lot})
	if err != nil {
		return g, err
	}
	g.Proof, g.Code = proofs[g.Lot], v.code(g.Lot)
	standing, err := v.Desk.Standing(ctx, []string{g.Lot})
	if err != nil {
		return g, err
	}
	g.Against = standing[g.Lot]
	hand, err := v.Desk.Stock.OnHand(ctx, "https://id.gs1.org/414/"+g.Business.GLN, []string{g.Lot})
	for family, sum := range hand[g.Lot] {
		g.Left, g.Unit = sum.Left(), string(family)
		if family == trace.Pieces {
			g.Unit = "H87"
		}
	}
	return g, err
}

// code is the address in the label of a lot: this house's, so that scanning leads to its page.
func (v *Pages) code(key string) string {
	return strings.TrimRight(v.Site.Base, "/") + strings.TrimPrefix(key, "https://id.gs1.org")
}

// LotPage is one lot of a business with what one may do with it.
type LotPage struct{ Goods }

// View draws it.
func (v LotPage) View(p ui.Page) templ.Component {
	home, q := pages.Home(v.Business), "?lot="+pages.Query(v.Lot)
	rows := []ui.SummaryRow{{Key: lang.T("批号", "Lot"), Value: ui.Data(v.number())}, {Key: lang.T("条码", "Number"), Value: ui.Data(strings.TrimPrefix(v.Product.GTIN, "0"))}}
	if v.Dated.Made != 0 {
		rows = append(rows, ui.SummaryRow{Key: lang.T("生产或采收", "Made or harvested"), Body: ui.OnDay(v.Dated.Made)})
	}
	if v.Dated.Best != 0 {
		rows = append(rows, ui.SummaryRow{Key: lang.T("保质期到", "Keeps until"), Body: ui.OnDay(v.Dated.Best)})
	}
	proof := ui.Data(v.Proof)
	if v.Proof == "" {
		proof = lang.T("没有开", "none issued")
	}
	rows = append(rows, ui.SummaryRow{Key: lang.T("这里还有", "Left here"), Value: pages.Quantity(v.Left, v.Unit)}, ui.SummaryRow{Key: lang.T("合格证", "Certificate"), Value: proof})
	parts := ui.Components{ui.Heading{Title: pages.LotWords(v.Product, v.Lot), Caption: pages.Name(v.Business)}}
	parts = append(parts, against(v.Against)...)
	if v.Dated.Sealed {
		parts = append(parts, ui.Notice{Kind: ui.Problem, Text: chain.FindingText(chain.StillSealed)})
	}
	cards := ui.Cards{}
	for _, k := range v.Business.Kind.Role().Steps {
		if act, _ := k.Act(); act.Takes && act.Out {
			cards = append(cards, ui.Card{Title: act.Title, Href: home + "/do/" + string(k) + q, Icon: ui.IconNext})
		}
	}
	more := []ui.Link{{Name: lang.T("打印追溯码", "Print labels"), Href: home + "/labels" + q}}
	if v.Product.Business == v.Business.ID && v.Product.Produce {
		if v.Business.Code == "" {
			more = append(more, ui.Link{Name: lang.T("打印生产者信息卡", "Print the producer's card"), Href: home + "/card" + q})
		} else if v.Business.Kind.Role().Certificate {
			more = append(more, ui.Link{Name: lang.T("开合格证", "Issue a conformity certificate"), Href: home + "/certificates/new" + q})
		}
	}
	if v.Business.Kind == chain.Wholesaler && v.Business.Code != "" {
		more = append(more, ui.Link{Name: lang.T("开入市通行证", "Issue a market pass"), Href: home + "/pass" + q})
	}
	parts = append(parts, ui.SummaryList{Rows: rows})
	if len(cards) > 0 {
		parts = append(parts, ui.Section{Title: lang.T("记一笔", "Record"), Body: ui.Components{cards}})
	}
	return append(parts, ui.Section{Title: lang.T("纸上用的", "On paper"), Body: ui.Components{pages.Links(more)}}).View(p)
}

func (v *Pages) lot(w http.ResponseWriter, r *site.Request) error {
	g, err := v.load(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, g.Business, pages.LotWords(g.Product, g.Lot), pages.Home(g.Business)), LotPage{g})
}

// Labels are codes to print and stick on, several a sheet.
type Labels struct {
	Goods
	Count  int
	Each   bool         // every piece has a code of its own
	First  int          // number of the first piece, from 0
	Codes  []string     // one a label
	Choose []pages.Held // where no lot is named
}

var labelsTitle = lang.T("打印追溯码", "Print labels")

// counts are how many labels one may ask for: one, a page of large ones, a page of small ones.
var counts = []string{"1", "12", "24", "40"}

// mostSigned is how many labels a sheet may have for a signed code to be large enough to read.
const mostSigned = 12

// View draws it.
func (v Labels) View(p ui.Page) templ.Component {
	if v.Lot == "" {
		cards := ui.Cards{}
		for _, h := range v.Choose {
			cards = append(cards, ui.Card{Title: pages.LotWords(h.Product, h.Lot), Href: pages.Home(v.Business) + "/labels?lot=" + pages.Query(h.Lot), Icon: ui.IconPrint})
		}
		parts := ui.Components{ui.Heading{Title: labelsTitle, Lead: lang.T("给哪一批打？", "For which lot?")}}
		if len(cards) == 0 {
			return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("现在没有货。记了采收或者进货再来。", "Nothing is here. Record a harvest or a purchase first.")}).View(p)
		}
		return append(parts, ui.Section{Title: lang.T("现在有的货", "What is here"), Body: ui.Components{cards}}).View(p)
	}
	at := pages.Home(v.Business) + "/labels?lot=" + pages.Query(v.Lot) + "&n="
	tabs := ui.Tabs{Label: lang.T("张数", "How many")}
	for _, n := range counts {
		tabs.Items = append(tabs.Items, ui.Tab{Name: lang.T(n+"张", n), Href: at + n, Current: n == count(v.Count) && !v.Each})
	}
	pieces := at + strconv.Itoa(mostSigned) + "&each=1"
	tabs.Items = append(tabs.Items, ui.Tab{Name: lang.T("一件一码", "A code for each piece"), Href: pieces, Current: v.Each})
	parts := ui.Components{ui.Heading{Title: labelsTitle, Lead: lang.T("用不干胶纸打印，每袋每箱贴一张。", "Print on sticky paper; one for each bag or box.")}, tabs}
	acts := ui.Actions{ui.PrintButton{}}
	switch {
	case v.Each:
		parts = append(parts, ui.Text(lang.Format("第%d到%d件。每一件的码都不一样，再打一遍还是同样的码；码上有签名，断网也能查真假。", "Pieces %d to %d. No two codes are equal, and printing again gives the same ones. They are signed, so that a copy is told without a network.", v.First+1, v.First+len(v.Codes))))
		acts = append(acts, ui.LinkButton{Label: lang.T("下一页的码", "The next codes"), Href: pieces + "&first=" + strconv.Itoa(v.First+len(v.Codes)), Look: ui.Secondary})
	case v.Count <= mostSigned:
		parts = append(parts, ui.Text(lang.T("同一批的码都一样。码上有签名，断网也能查真假。", "All codes of a lot are equal. They are signed, so that a forgery is told without a network.")))
	default:
		parts = append(parts, ui.Text(lang.T("小标签上放不下签名，只有网址：断网时查不了真假。", "A small label has no room for the signature: it holds the address alone, which nobody can check without a network.")))
	}
	return append(parts, acts, ui.Part(func(p ui.Page) templ.Component { return sheet(v, p) })).View(p)
}

func count(n int) string {
	i := slices.IndexFunc(counts, func(s string) bool {
		return s == counts[0] && n <= 1 || s == counts[1] && n > 1 && n <= 12 || s == counts[2] && n > 12 && n <= 24
	})
	if i < 0 {
		i = len(counts) - 1
	}
	return counts[i]
}

func (v *Pages) labels(w http.ResponseWriter, r *site.Request) error {
	l := Labels{Count: 12}
	var err error
	if r.URL.Query().Get("lot") == "" {
		if l.Business, _, err = v.Business(r); err == nil {
			l.Choose, err = v.Stock(r, l.Business, pages.OnPage)
		}
	} else {
		l.Goods, err = v.load(r)
	}
	if err != nil {
		return err
	}
	for i, n := range []int{1, 12, 24, 40} {
		if r.URL.Query().Get("n") == counts[i] {
			l.Count = n
		}
	}
	if l.Each = r.URL.Query().Get("each") == "1"; l.Each {
		l.Count = min(l.Count, mostSigned)
		l.First, _ = strconv.Atoi(r.URL.Query().Get("first")) // from the first where it is no number
		l.First = max(0, l.First)
	}
	if l.Lot != "" {
		if l.Codes, err = v.sheet(r, l); err != nil {
			return err
		}
	}
	p := v.Frame(r, l.Business, labelsTitle, pages.Home(l.Business))
	p.Wide = true
	return r.Show(w, p, l)
}

// sheet are the codes of the labels.
func (v *Pages) sheet(r *site.Request, l Labels) ([]string, error) {
	if l.Count <= mostSigned {
		return v.Codes(r.Context(), l.Lot, l.First, l.Count, l.Each)
	}
	return slices.Repeat([]string{l.Code}, l.Count), nil
}

// Card is what a household hands over in place of a certificate 生产者信息卡.
type Card struct {
	Goods
	Base string // public address of this house
}

// View draws it.
func (v Card) View(p ui.Page) templ.Component {
	rows := []ui.SummaryRow{{Key: lang.T("产品", "Product"), Value: ui.Data(v.Product.Name)}, {Key: lang.T("批号", "Lot"), Value: ui.Data(v.number())}, {Key: lang.T("生产者", "Producer"), Value: pages.Name(v.Business)},
		{Key: lang.T("产地", "Origin"), Value: ui.Data(v.Business.Address)}, {Key: lang.T("联系方式", "Contact"), Value: ui.Data(v.Business.Phone)}}
	if v.Dated.Made != 0 {
		rows = append(rows, ui.SummaryRow{Key: lang.T("采收日期", "Harvested"), Body: ui.OnDay(v.Dated.Made)})
	}
	return ui.Components{ui.Heading{Title: lang.T("生产者信息卡", "Producer's card")}, ui.SummaryList{Rows: rows}, ui.QR{Text: v.Code, Label: lang.T("打开这一批的追溯页", "Open the page of this lot"), Href: strings.TrimPrefix(v.Code, v.Base), Caption: lang.T("扫码看这一批从哪里来。", "Scan to see where this lot comes from.")},
		ui.Actions{ui.PrintButton{}}, ui.LawRef{ID: "znc-19", Full: true}}.View(p)
}

func (v *Pages) card(w http.ResponseWriter, r *site.Request) error {
	g, err := v.load(r)
	if err != nil {
		return err
	}
	if g.Product.Business != g.Business.ID {
		return fault.Missing()
	}
	codes, err := v.Codes(r.Context(), g.Lot, 0, 1, false)
	if err != nil {
		return err
	}
	g.Code = codes[0]
	return r.Show(w, v.Frame(r, g.Business, lang.T("生产者信息卡", "Producer's card"), pages.Home(g.Business)), Card{g, strings.TrimRight(v.Site.Base, "/")})
}

var certificatesTitle = lang.T("承诺达标合格证", "Conformity certificates")

func titleOf(pass bool) lang.Text {
	if pass {
		return passTitle
	}
	return certificatesTitle
}

// standing says whether a certificate still stands.
func standing(c chain.Issued) ui.Component {
	if c.Withdrawn.IsZero() {
		return ui.Mark{Label: lang.T("有效", "stands"), Tone: ui.Good}
	}
	return ui.Mark{Label: lang.T("已收回", "withdrawn"), Tone: ui.Overdue}
}

// List is the certificates of a business.
type List struct {
	Business chain.Business
	Rows     []chain.Issued
	Choose   []pages.Held
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	market := v.Business.Kind == chain.Wholesaler
	parts := ui.Components{ui.Heading{Title: titleOf(market), Caption: pages.Name(v.Business)}}
	if v.Business.Code == "" {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有执照的农户用生产者信息卡，在每一批的页面上打印。", "A household without a licence prints the producer's card on the page of a lot.")}, ui.LawRef{ID: "znc-19", Full: true}).View(p)
	}
	cards := ui.Cards{}
	for _, h := range v.Choose {
		if h.Product.Business == v.Business.ID && h.Product.Produce && !market && !h.Against.Any() {
			cards = append(cards, ui.Card{Title: pages.LotWords(h.Product, h.Lot), Meta: []lang.Text{pages.Quantity(h.Amount, h.Unit)}, Href: pages.Home(v.Business) + "/certificates/new?lot=" + pages.Query(h.Lot), Icon: ui.IconFile})
		}
	}
	if len(cards) > 0 {
		parts = append(parts, ui.Section{Title: lang.T("给哪一批开", "For which lot"), Body: ui.Components{cards}})
	}
	t := ui.Table{Caption: lang.T("开过的", "Issued"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("批号", "Lot")}, {Name: lang.T("现在", "Now")}}, Empty: ui.Empty{Title: lang.T("还没有开过", "None issued yet"), Text: lang.T("卖自己产的农产品，随货带一张。", "Send one with produce of your own.")}}
	if market {
		t.Empty.Text = lang.T("在每一批的页面上开。", "Issue one on the page of a lot.")
	}
	for _, c := range v.Rows {
		_, lot := chain.PartsOf(c.Lot)
		t.Rows = append(t.Rows, ui.Row{Href: pages.Home(v.Business) + "/certificates/show?number=" + pages.Query(c.ID), Cells: []ui.Component{ui.Plain(c.ID), ui.Plain(lot), standing(c)}})
	}
	return append(parts, t, ui.LawRef{ID: "ncz-38", Full: true}, ui.LawRef{ID: "ncz-39", Full: true}).View(p)
}

func (v *Pages) list(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	page := List{Business: b}
	if page.Rows, err = v.Desk.Store.Certificates(r.Context(), v.Desk.Division, b.ID, pages.OnPage); err != nil {
		return err
	}
	if page.Choose, err = v.Stock(r, b, pages.OnPage); err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, certificatesTitle, pages.Home(b)), page)
}

// Ask is the form of a certificate.
type Ask struct {
	Goods
	Replaces []string
	Key      string
}

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	var bases []ui.Option
	for _, b := range chain.Bases {
		bases = append(bases, ui.Option{Value: b.ID, Label: b.Text})
	}
	quantity := chain.Amount(v.Left)
	if v.Left <= 0 {
		quantity = ""
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("开合格证", "Issue a conformity certificate"), Caption: pages.LotWords(v.Product, v.Lot)}, ui.Text(chain.Conformity.Statement)}
	if len(v.Replaces) > 0 {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("这一批是混装、分装来的，原来的合格证会写在新证上："+strings.Join(v.Replaces, "、"), "This lot was mixed or split; the certificates before it will stand on the new one: "+strings.Join(v.Replaces, ", "))})
	}
	return append(parts, ui.Form{Action: pages.Home(v.Business) + "/certificates/new", Token: v.Key, Hidden: []ui.Hidden{{Name: "lot", Value: v.Lot}}, Body: ui.Components{
		ui.Field{Name: "quantity", Kind: ui.Decimal, Label: lang.T("数量（重量）", "Quantity"), Hint: lang.T("不能超过账上剩下的。", "Not more than the book says is left."), Value: quantity, Suffix: chain.UnitName(v.Unit)},
		ui.Field{Name: "origin", Label: lang.T("产地", "Origin"), Value: v.Business.Address},
		ui.Field{Name: "contact", Label: lang.T("联系方式", "Contact"), Value: v.Business.Phone, Width: 20},
		ui.Field{Name: "basis", Kind: ui.Radios, Label: lang.T("凭什么承诺", "On what the promise rests"), Options: bases},
		ui.Actions{ui.Button{Label: lang.T("我承诺，开出合格证", "I promise; issue it")}}}}, ui.LawRef{ID: "ncz-38", Full: true}).View(p)
}

// before are the certificates of what a lot was made of.
func (v *Pages) before(r *site.Request, lot string) ([]string, error) {
	if v.Made == nil {
		return nil, nil
	}
	made, err := v.Made(r, lot)
	if err != nil || len(made) == 0 {
		return nil, err
	}
	proofs, err := v.Desk.Store.Proofs(r.Context(), v.Desk.Division, made)
	var out []string
	for _, k := range made {
		if id := proofs[k]; id != "" {
			out = append(out, id)
		}
	}
	return out, err
}

func (v *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	g, err := v.load(r)
	if err != nil {
		return err
	}
	if g.Business.Code == "" {
		return r.Go(w, pages.Home(g.Business)+"/card?lot="+pages.Query(g.Lot), lang.Text{})
	}
	a := Ask{Goods: g, Key: site.NewKey()}
	if a.Replaces, err = v.before(r, g.Lot); err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, g.Business, certificatesTitle, pages.Home(g.Business)), a)
}

func (v *Pages) issue(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	g, err := v.load(r)
	if err != nil {
		return err
	}
	a := Ask{Goods: g, Key: site.NewKey()}
	if a.Replaces, err = v.before(r, g.Lot); err != nil {
		return err
	}
	get := r.PostFormValue
	amount, err := trace.ParseAmount(strings.TrimSpace(lang.HalfWidth(get("quantity"))))
	if err != nil {
		return r.Refused(w, v.Frame(r, g.Business, certificatesTitle, pages.Home(g.Business)), a, fault.InvalidInput().At("quantity", lang.T("请填写数字，例如 12.5。", "Please enter a number, for example 12.5.")).Or())
	}
	c, err := v.Once(r).Issue(r.Context(), r.Actor, g.Business, g.Product, chain.Promise{Lot: g.Lot, Amount: amount, Unit: g.Unit, Origin: get("origin"), Contact: get("contact"), Basis: get("basis"), Replaces: a.Replaces}, v.Demo)
	if pages.Before(err) {
		return r.Go(w, pages.Home(g.Business)+"/certificates", chain.Repeated().Message)
	}
	if err != nil {
		return r.Refused(w, v.Frame(r, g.Business, certificatesTitle, pages.Home(g.Business)), a, err)
	}
	return r.Go(w, pages.Home(g.Business)+"/certificates/show?number="+pages.Query(c.ID), lang.T("合格证开好了。", "The certificate is issued."))
}
