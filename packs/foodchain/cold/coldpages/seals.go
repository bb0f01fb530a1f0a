package coldpages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/form"
	"banjie/packs/foodchain/trace"
)

// Seals is the list of goods set apart with the form.
type Seals struct {
	Write bool   // the visitor may seal and release
	Typed string // where, as it was typed
	Found []Spot // places to choose from
	At    *Spot  // where goods are sealed
	List  []coldstore.Seal
	Name  func(key string) string
	Next  string
	Apart []Apart // what businesses hold themselves
	Key   string
	Now   map[string]string // tokens of the release forms
	Wrong string            // id of the seal whose release was refused
}

var sealsTitle = lang.T("查封的食品", "Sealed food")

func fateText(id string) lang.Text {
	for _, x := range cold.Fates {
		if x.ID == id {
			return x.Text
		}
	}
	return ui.Data(id)
}

// View draws it.
func (v Seals) View(p ui.Page) templ.Component {
	var fates []ui.Option
	for _, x := range cold.Fates {
		fates = append(fates, ui.Option{Value: x.ID, Label: x.Text})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: sealsTitle, Lead: lang.T("没有码、来源不明、票证不符、冷链断了的货，先查封，查清了再放。", "Goods without a code or a clear source, with papers that differ, or out of the cold are set apart until it is clear.")}}
	switch {
	case v.Write && v.At == nil:
		parts = append(parts, v.where())
	case v.Write:
		parts = append(parts, v.form())
	}
	if len(v.List) == 0 {
		parts = append(parts, ui.Empty{Title: lang.T("没有查封", "Nothing is sealed"), Text: lang.T("这里是监管人员登记的查封。", "Here stand the seals that officers entered.")})
	}
	for _, s := range v.List {
		rows := []ui.SummaryRow{{Key: lang.T("原因", "Reason"), Value: cold.ReasonText(s.Reason)}, {Key: lang.T("数量", "Amount"), Value: lang.Format("%g千克", "%g kg", float64(s.Amount)/1e6)}, {Key: lang.T("查封时间", "Sealed"), Body: moment(s.Sealed)}, {Key: lang.T("情况", "What was found"), Value: ui.Data(s.Words)}}
		if s.Key != "" {
			rows = append(rows, ui.SummaryRow{Key: lang.T("追溯码", "Code"), Body: ui.Link{Name: ui.Data(shortKey(s.Key)), Href: thingHref(s.Key)}})
		}
		body := ui.Components{}
		if s.Released.IsZero() && !v.Write {
			rows = append(rows, ui.SummaryRow{Key: lang.T("结果", "Outcome"), Value: lang.T("查封中", "sealed")})
		} else if s.Released.IsZero() {
			body = append(body, ui.Disclosure{Summary: lang.T("解封、处置", "Release or dispose"), Open: v.Wrong == s.ID, Body: ui.Components{ui.Form{Action: "/food/seals/" + s.ID + "/release", Token: v.Now[s.ID], Body: ui.Components{
				ui.Field{Name: "fate", ID: "fate-" + s.ID, Kind: ui.Choice, Options: fates, Label: lang.T("怎么处理", "What becomes of it")},
				ui.Field{Name: "ground", ID: "why-" + s.ID, Kind: ui.Area, Rows: 2, Max: 500, Label: lang.T("依据", "On what ground")},
				ui.Actions{ui.Button{Label: lang.T("登记", "Enter it"), Look: ui.Secondary}}}}}})
		} else {
			rows = append(rows, ui.SummaryRow{Key: lang.T("结果", "Outcome"), Value: fateText(s.Fate)}, ui.SummaryRow{Key: lang.T("处理时间", "On"), Body: moment(s.Released)})
		}
		parts = append(parts, ui.Section{Title: ui.Data(v.Name(s.Place)), Body: append(ui.Components{ui.SummaryList{Rows: rows}}, body...)})
	}
	if len(v.Apart) > 0 {
		parts = append(parts, v.apart())
	}
	if v.Next != "" {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("更早的", "Earlier ones"), Href: v.Next, Look: ui.Secondary}})
	}
	return parts.View(p)
}

// where asks for the place before anything else, so that its name is read before goods are sealed at it.
func (v Seals) where() ui.Component {
	body := ui.Components{ui.Form{Get: true, Action: "/food/seals", Body: ui.Components{
		ui.Field{Name: "place", Value: v.Typed, Label: lang.T("在哪里", "Where"), Hint: lang.T("店名开头几个字，或者统一社会信用代码；也可以扫门口的码、输入地点编号。", "The first words of its name, or its credit code; the code at its door or its number will do as well.")},
		ui.Actions{ui.Button{Label: lang.T("下一步", "Next")}}}}}
	cards := ui.Cards{}
	for _, x := range v.Found {
		cards = append(cards, ui.Card{Title: ui.Data(x.Name), Text: x.Says, Href: "/food/seals?" + url.Values{"place": {x.Key}}.Encode(), Icon: ui.IconNext})
	}
	switch {
	case len(cards) > 0 && v.Typed == "":
		body = append(body, ui.Section{Title: lang.T("最近查封过的地点", "Where goods were sealed lately"), Body: ui.Components{cards}})
	case len(cards) > 0:
		body = append(body, ui.Section{Title: lang.T("是哪一家", "Which of them"), Body: ui.Components{cards}})
	case v.Typed != "":
		body = append(body, ui.Notice{Kind: ui.Info, Title: lang.T("没有找到登记过的地点", "No registered place was found"), Text: lang.T("请换几个字再找；没有登记过的，先在窗口登记这一家。", "Please try other words; what is not registered is registered at a window first.")})
	}
	return ui.Section{Title: lang.T("登记查封", "Enter a seal"), Body: body}
}

// apart lists what businesses set apart without an officer.
func (v Seals) apart() ui.Component {
	t := ui.Table{Caption: lang.T("票证不全，由经营者自己封存着的，新的在前", "Held by businesses themselves for missing papers, the latest first"), Columns: []ui.Column{{Name: lang.T("地点", "Place")}, {Name: lang.T("追溯码", "Code")}, {Name: lang.T("从什么时候起", "Since")}}}
	for _, a := range v.Apart[:min(len(v.Apart), MostApart)] {
		t.Rows = append(t.Rows, ui.Row{Href: thingHref(a.Key), Cells: []ui.Component{ui.Plain(v.Name(a.Place)), ui.Plain(shortKey(a.Key)), moment(a.Since)}})
	}
	if len(v.Apart) > MostApart {
		t.Total = strconv.Itoa(MostApart) + "+"
	}
	return ui.Section{Title: lang.T("经营者自己封存的", "Set apart by businesses"), Body: ui.Components{t}}
}

// form asks what is sealed at the place that was chosen.
func (v Seals) form() ui.Component {
	var reasons []ui.Option
	for _, x := range cold.Reasons {
		reasons = append(reasons, ui.Option{Value: x.ID, Label: x.Text})
	}
	rows := []ui.SummaryRow{{Key: lang.T("在哪里", "Where"), Value: ui.Data(v.At.Name)}}
	if !v.At.Says.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: lang.T("做什么的", "What is done there"), Value: v.At.Says})
	}
	return ui.Section{Title: lang.T("登记查封", "Enter a seal"), Body: ui.Components{ui.SummaryList{Rows: rows},
		ui.Form{Action: "/food/seals", Token: v.Key, Hidden: []ui.Hidden{{Name: "place", Value: v.At.Key}}, Body: ui.Components{
			ui.Field{Name: "thing", Optional: true, Label: lang.T("追溯码", "Trace code"), Hint: lang.T("没有码的不填。", "Leave it empty where there is none.")},
			ui.Field{Name: "reason", Kind: ui.Radios, Options: reasons, Label: lang.T("为什么", "Why")},
			ui.Field{Name: "amount", Kind: ui.Decimal, Width: 10, Label: lang.T("多少", "How much"), Suffix: lang.T("千克", "kg")},
			ui.Field{Name: "words", Kind: ui.Area, Rows: 3, Max: 500, Label: lang.T("是什么货、怎么发现的", "What goods, and how they were found")},
			ui.Actions{ui.Button{Label: lang.T("在这里查封", "Seal it here"), Look: ui.Danger}, ui.LinkButton{Label: lang.T("换一个地点", "Another place"), Href: "/food/seals", Look: ui.Quiet}}}}}}
}

// place reads where as it was typed, to a key; "" where it cannot be read.
func (g *Pages) place(text string) string {
	if len(text) == 13 && strings.Trim(text, "0123456789") == "" {
		text = "(414)" + text
	}
	return g.Code(text)
}

// spot is a place that is known, nil where nobody registered it.
func (g *Pages) spot(r *site.Request, key string) (*Spot, error) {
	if key == "" || g.Known != nil && !g.Known(r, key) {
		return nil, nil
	}
	if g.Find != nil {
		list, err := g.Find(r, key)
		for _, x := range list {
			if x.Key == key {
				return &x, err
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return &Spot{Key: key, Name: g.Place(r, key)}, nil
}

// choose finds the place that is typed, or those it may mean; where nothing is typed, those of the last seals.
func (g *Pages) choose(r *site.Request, v *Seals) (err error) {
	v.Typed = strings.TrimSpace(lang.HalfWidth(r.FormValue("place")))
	if v.At, err = g.spot(r, g.place(v.Typed)); err != nil || v.At != nil {
		return err
	}
	if v.Typed != "" && g.Find != nil {
		v.Found, err = g.Find(r, v.Typed)
		return err
	}
	for _, s := range v.List {
		if v.Typed == "" && len(v.Found) < mostSpots && !slices.ContainsFunc(v.Found, func(x Spot) bool { return x.Key == s.Place }) {
			v.Found = append(v.Found, Spot{Key: s.Place, Name: v.Name(s.Place)})
		}
	}
	return nil
}

// mostSpots is how many places of the last seals are offered.
const mostSpots = 6

func (g *Pages) may(r *site.Request) error {
	unit := r.Actor.Unit
	if u := g.Regulator(); u != "" && u != unit {
		return fault.Missing()
	}
	return access.Check(r.Actor, SealFood, access.Target{Division: g.Site.Division, Unit: unit})
}

func (g *Pages) list(r *site.Request) (Seals, error) {
	var before time.Time
	if s := r.URL.Query().Get("before"); s != "" {
		before, _ = time.Parse(time.RFC3339Nano, s) // zero: from the newest
	}
	list, err := g.Store.Seals(r.Context(), g.Site.Division, before, perPage)
	v := Seals{List: list, Write: g.may(r) == nil, Key: site.NewKey(), Now: map[string]string{}, Name: func(key string) string { return g.Place(r, key) }}
	for _, s := range list {
		v.Now[s.ID] = site.NewKey()
	}
	if err == nil && g.Apart != nil && before.IsZero() {
		v.Apart, err = g.Apart(r.Context())
	}
	if len(list) == perPage {
		v.Next = "/food/seals?" + url.Values{"before": {list[perPage-1].Sealed.UTC().Format(time.RFC3339Nano)}}.Encode()
	}
	return v, err
}

func (g *Pages) seals(w http.ResponseWriter, r *site.Request) error {
	v, err := g.list(r)
	if err != nil {
		return err
	}
	if v.Write {
		if err := g.choose(r, &v); err != nil {
			return err
		}
	}
	return r.Show(w, g.frame(r), v)
}

func (g *Pages) frame(r *site.Request) ui.Page {
	p := r.Page(sealsTitle)
	p.Back = "/food/desk"
	return p
}

func (g *Pages) seal(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(lang.HalfWidth(r.PostFormValue(name))) }
	bad := fault.InvalidInput()
	sent := form.Of(r)
	f := cold.SealFacts{ID: sent.ID(26), Reason: get("reason"), Unit: "KGM"}
	if f.Place = g.place(get("place")); f.Place == "" {
		bad.At("place", lang.T("地点编号读不懂，请先选择地点。", "The code of the place cannot be read; please choose the place first."))
	} else if g.Known != nil && !g.Known(r, f.Place) {
		bad.At("place", lang.T("没有登记过这个地点编号，请核对。", "No place with this code is registered; please compare it."))
	}
	if s := get("thing"); s != "" {
		if f.Key = g.Code(s); f.Key == "" {
			bad.At("thing", lang.T("追溯码读不懂。", "The code cannot be read."))
		}
	}
	if cold.ReasonText(f.Reason) == ui.Data(f.Reason) {
		bad.At("reason", lang.T("请选择原因。", "Please choose the reason."))
	}
	n, err := trace.ParseAmount(get("amount"))
	if err != nil || n == 0 {
		bad.At("amount", lang.T("请填写数量，例如 12.5。", "Please enter an amount, e.g. 12.5."))
	}
	f.Amount = n
	words := strings.TrimSpace(r.PostFormValue("words"))
	if words == "" {
		bad.At("words", lang.T("请写明是什么货。", "Please say what goods they are."))
	}
	err = bad.Or()
	if err == nil {
		err = sent.Record(g.Site.Engine, casework.Whole{Kind: cold.Sealed, Data: f, Private: casework.Private{Text: words}}, func() (bool, error) {
			_, err := g.Store.Seal(r.Context(), g.Site.Division, f.ID)
			if fault.KindOf(err) == fault.NotFound {
				return false, nil
			}
			return err == nil, err
		})
	}
	if err != nil {
		v, lerr := g.list(r)
		if lerr != nil {
			return lerr
		}
		if cerr := g.choose(r, &v); cerr != nil {
			return cerr
		}
		return r.Refused(w, g.frame(r), v, err)
	}
	at := g.Place(r, f.Place)
	return r.Go(w, "/food/seals", lang.T("已查封，地点："+at+"。", "Sealed at "+at+"."))
}

func (g *Pages) release(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	s, err := g.Store.Seal(r.Context(), g.Site.Division, r.PathValue("id"))
	if err != nil {
		return err
	}
	fate, words, bad := r.PostFormValue("fate"), strings.TrimSpace(r.PostFormValue("ground")), fault.InvalidInput()
	if fateText(fate) == ui.Data(fate) {
		bad.At("fate", lang.T("请选择怎么处理。", "Please choose what becomes of it."))
	}
	if words == "" {
		bad.At("ground", lang.T("请写明依据。", "Please give the ground."))
	}
	err = bad.Or()
	if err == nil {
		err = form.Of(r).Record(g.Site.Engine, casework.Whole{Kind: cold.Unsealed, Data: cold.UnsealFacts{ID: s.ID, Fate: fate}, Private: casework.Private{Text: words}}, func() (bool, error) {
			now, err := g.Store.Seal(r.Context(), g.Site.Division, s.ID)
			return !now.Released.IsZero() && now.Fate == fate && now.ReleasedBy == r.Actor.ID, err
		})
	}
	if err != nil {
		v, lerr := g.list(r)
		if lerr != nil {
			return lerr
		}
		v.Wrong = s.ID
		if cerr := g.choose(r, &v); cerr != nil {
			return cerr
		}
		return r.Refused(w, g.frame(r), v, err)
	}
	return r.Go(w, "/food/seals", lang.T("已登记。", "On record."))
}
