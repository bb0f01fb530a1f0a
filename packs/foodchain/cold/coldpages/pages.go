// Package coldpages shows the cold chain in the browser and to programs.
//
//	/food/cold           gaps and excursions, the latest first
//	/food/cold/thing     one thing: its record as a line over the band; ?key=
//	/food/seals          goods set apart: a form, the list, release by an officer
//	GET /api/food/cold   the record of a thing with its verdict; ?key=
package coldpages

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/typed"
)

// SealFood is the verb with which goods are sealed and released.
const SealFood access.Verb = "seal_food"

// Access are the verbs of these pages.
var Access = []access.Row{
	//                     P            C            G            K            O            H            Z                S                A                U            Y
	{Verb: SealFood, Reach: [11]access.Reach{access.None, access.None, access.None, access.None, access.Unit, access.Unit, access.None, access.None, access.None, access.None, access.None}, Title: lang.T("查封、解封食品", "seal and release food")},
}

// Pages are the pages of this package.
type Pages struct {
	Site      *site.Site
	Store     *coldstore.Store
	Read      access.Verb
	Code      func(text string) string // a code as people type it to a key; "" where it cannot be read
	Place     func(r *site.Request, key string) string
	Regulator func() string
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s := g.Site
	s.Handle("GET /food/cold", site.For(g.Read), g.findings)
	s.Handle("GET /food/cold/thing", site.For(g.Read), g.thing)
	s.Handle("GET /food/seals", site.For(g.Read), g.seals)
	s.Handle("POST /food/seals", site.For(SealFood), g.seal)
	s.Handle("POST /food/seals/{id}/release", site.For(SealFood), g.release)
}

// Programs are the addresses for programs.
func (g *Pages) Programs(programs func() pack.Programs) map[string]http.Handler {
	return map[string]http.Handler{"GET /api/food/cold": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := programs()
		_, err := p.Caller(r, g.Read)
		if err == nil {
			err = g.api(w, r)
		}
		if err != nil {
			p.Fail(w, r, err)
		}
	})}
}

type apiReading struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Kind   string    `json:"kind"`
	Low    float64   `json:"low"`
	High   float64   `json:"high"`
	Device string    `json:"device,omitempty"`
}

func (g *Pages) api(w http.ResponseWriter, r *http.Request) error {
	key, err := typed.Thing("key", r.URL.Query().Get("key"))
	if err != nil {
		return err
	}
	rec, err := g.Store.Of(r.Context(), key)
	if err != nil {
		return err
	}
	list := []apiReading{}
	for _, x := range rec.Readings {
		kind := "temperature"
		if x.Kind == cold.Humidity {
			kind = "humidity"
		}
		list = append(list, apiReading{clock.FromMicros(x.From).UTC(), clock.FromMicros(x.To).UTC(), kind, float64(x.Low) / 1000, float64(x.High) / 1000, x.Device})
	}
	out := map[string]any{"key": rec.Key, "readings": list, "chilled": rec.Chilled}
	if rec.Chilled {
		v := rec.Verdict
		ex, gaps := []map[string]any{}, []map[string]any{}
		for _, e := range v.Excursions {
			ex = append(ex, map[string]any{"from": clock.FromMicros(e.From).UTC(), "to": clock.FromMicros(e.To).UTC(), "worst": float64(e.Worst) / 1000, "degree_minutes": e.DegreeMinutes, "open": e.Open})
		}
		for _, x := range v.Gaps {
			gaps = append(gaps, map[string]any{"from": clock.FromMicros(x.From).UTC(), "to": clock.FromMicros(x.To).UTC()})
		}
		out["band"] = map[string]any{"low": float64(rec.Band.Low) / 1000, "high": float64(rec.Band.High) / 1000, "gap_minutes": rec.Band.Gap.Minutes()}
		out["excursions"], out["gaps"], out["worst"], out["outside_minutes"] = ex, gaps, float64(v.Worst)/1000, v.Outside.Minutes()
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(raw)
	return err
}

func degrees(n int64) lang.Text {
	s := fmt.Sprintf("%.1f °C", float64(n)/1000)
	return ui.Data(s)
}

func thingHref(key string) string { return "/food/cold/thing?" + url.Values{"key": {key}}.Encode() }

func shortKey(key string) string { return strings.TrimPrefix(key, trace.Host+"/") }

func moment(t time.Time) ui.Component {
	return ui.Part(func(p ui.Page) templ.Component { return p.When(t) })
}

func minutes(d time.Duration) lang.Text {
	return lang.Format("%d分钟", "%d min", int(d.Minutes()))
}

// Findings is the list of gaps and excursions.
type Findings struct {
	List []coldstore.Finding
	Next string
}

var findingsTitle = lang.T("冷链发现", "Cold chain findings")

// View draws it.
func (v Findings) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("断档和超温，新的在前", "Gaps and excursions, the latest first"), Next: v.Next, Columns: []ui.Column{{Name: lang.T("货", "Goods")}, {Name: lang.T("发现", "Finding")}, {Name: lang.T("开始", "From")}, {Name: lang.T("多久", "For"), Numeric: true}, {Name: lang.T("最差", "Worst"), Numeric: true}, {Name: lang.T("度·分钟", "Degree-minutes"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("没有发现", "No findings"), Text: lang.T("有温度范围的货，读数没有断档，也没有超出范围。", "Of goods with a band no reading is missing or outside.")}}
	for _, f := range v.List {
		kind, worst, area := lang.T("断档：没有读数", "Gap: no readings"), ui.Data("–"), ui.Data("–")
		if f.Kind == "excursion" {
			kind, worst, area = lang.T("超出温度范围", "Outside the band"), degrees(f.Worst), ui.Data(fmt.Sprintf("%.0f", f.DegreeMinutes))
			if f.Open {
				kind = lang.T("超出温度范围，之后没有读数", "Outside the band, then no readings")
			}
		}
		t.Rows = append(t.Rows, ui.Row{Href: thingHref(f.Key), Cells: []ui.Component{ui.Words(ui.Data(shortKey(f.Key))), ui.Words(kind), moment(f.From), ui.Words(minutes(f.To.Sub(f.From))), ui.Words(worst), ui.Words(area)}})
	}
	return ui.Components{ui.Heading{Title: findingsTitle, Lead: lang.T("只按测到的判断；没有测到的就是断档。", "Judged by what was measured; what was not is a gap.")},
		ui.Form{Action: "/food/cold/thing", Get: true, Body: ui.Components{ui.Field{Name: "key", Label: lang.T("看一件货的温度记录", "The record of one thing"), Hint: lang.T("追溯码、箱码，或者“商品条码/批号”。", "A trace code, a pallet's code or “barcode/lot”.")}, ui.Actions{ui.Button{Label: lang.T("查看", "Show"), Look: ui.Secondary}}}},
		t, ui.Actions{ui.LinkButton{Label: sealsTitle, Href: "/food/seals", Look: ui.Secondary}}}.View(p)
}

const perPage = 30

func (g *Pages) findings(w http.ResponseWriter, r *site.Request) error {
	list, next, err := g.Store.Findings(r.Context(), r.URL.Query().Get("after"), perPage)
	if err != nil {
		return err
	}
	v := Findings{List: list}
	if next != "" {
		v.Next = "/food/cold?after=" + url.QueryEscape(next)
	}
	p := r.Page(findingsTitle)
	p.Wide = true
	return r.Show(w, p, v)
}

// Thing is the record of one thing.
type Thing struct {
	coldstore.Record
	Sealed []coldstore.Seal
}

var thingTitle = lang.T("温度记录", "Temperature record")

// View draws it.
func (v Thing) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: thingTitle, Caption: ui.Data(shortKey(v.Key))}}
	if len(v.Sealed) > 0 {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("这批货已经查封", "These goods are sealed"), Link: &ui.Link{Name: sealsTitle, Href: "/food/seals"}})
	}
	if len(v.Readings) == 0 {
		return append(parts, ui.Empty{Title: lang.T("没有读数", "No readings"), Text: lang.T("没有收到过这件货的温度。", "No temperature of it was captured.")}).View(p)
	}
	if !v.Chilled {
		parts = append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("这种货没有登记温度范围，不判断", "No band is known of this product; it is not judged")})
	} else if v.Verdict.Fine() {
		parts = append(parts, ui.Notice{Kind: ui.Success, Title: lang.T("没有断档，没有超温", "No gap and no excursion")})
	} else {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.Format("超温%d次，断档%d次", "%d excursions, %d gaps", len(v.Verdict.Excursions), len(v.Verdict.Gaps)), Text: lang.T("超温共"+minutes(v.Verdict.Outside).ZH+"，最差"+degrees(v.Verdict.Worst).ZH+"。", "Outside for "+minutes(v.Verdict.Outside).EN+", at worst "+degrees(v.Verdict.Worst).EN+".")})
	}
	parts = append(parts, chart(v.Record))
	if v.Chilled {
		parts = append(parts, ui.SummaryList{Rows: []ui.SummaryRow{
			{Key: lang.T("温度范围", "Band"), Value: lang.T(degrees(v.Band.Low).ZH+" 到 "+degrees(v.Band.High).ZH, degrees(v.Band.Low).EN+" to "+degrees(v.Band.High).EN)},
			{Key: lang.T("读数间隔不超过", "Readings at most apart"), Value: minutes(v.Band.Gap)},
			{Key: lang.T("读数", "Readings"), Value: ui.Data(ui.Number(int64(v.Verdict.Readings)))},
		}})
	}
	t := ui.Table{Caption: lang.T("断档和超温", "Gaps and excursions"), Columns: []ui.Column{{Name: lang.T("发现", "Finding")}, {Name: lang.T("从", "From")}, {Name: lang.T("到", "To")}, {Name: lang.T("最差", "Worst"), Numeric: true}, {Name: lang.T("度·分钟", "Degree-minutes"), Numeric: true}}}
	for _, e := range v.Verdict.Excursions {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(lang.T("超出温度范围", "Outside the band")), moment(clock.FromMicros(e.From)), moment(clock.FromMicros(e.To)), ui.Words(degrees(e.Worst)), ui.Plain(fmt.Sprintf("%.1f", e.DegreeMinutes))}})
	}
	for _, x := range v.Verdict.Gaps {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(lang.T("没有读数", "No readings")), moment(clock.FromMicros(x.From)), moment(clock.FromMicros(x.To)), ui.Plain("–"), ui.Plain("–")}})
	}
	if len(t.Rows) > 0 {
		parts = append(parts, t)
	}
	return parts.View(p)
}

func (g *Pages) thing(w http.ResponseWriter, r *site.Request) error {
	key, err := typed.Thing("key", r.URL.Query().Get("key"))
	p := r.Page(thingTitle)
	p.Back, p.Wide = "/food/cold", true
	if err != nil {
		return r.Refused(w, p, Findings{}, err)
	}
	rec, err := g.Store.Of(r.Context(), key)
	if err != nil {
		return err
	}
	sealed, err := g.Store.SealedNow(r.Context(), []string{key})
	if err != nil {
		return err
	}
	return r.Show(w, p, Thing{rec, sealed})
}

// Seals is the list of goods set apart with the form.
type Seals struct {
	Write bool // the visitor may seal and release
	List  []coldstore.Seal
	Name  func(key string) string
	Next  string
	Key   string
	Now   map[string]string // tokens of the release forms
}

var sealsTitle = lang.T("查封的食品", "Sealed food")

func reasonText(id string) lang.Text {
	for _, x := range cold.Reasons {
		if x.ID == id {
			return x.Text
		}
	}
	return ui.Data(id)
}

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
	var reasons, fates []ui.Option
	for _, x := range cold.Reasons {
		reasons = append(reasons, ui.Option{Value: x.ID, Label: x.Text})
	}
	for _, x := range cold.Fates {
		fates = append(fates, ui.Option{Value: x.ID, Label: x.Text})
	}
	form := ui.Disclosure{Summary: lang.T("登记查封", "Enter a seal"), Open: p.Fault != nil, Body: ui.Components{ui.Form{Action: "/food/seals", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "place", Label: lang.T("在哪里（地点编号）", "Where (code of the place)")},
		ui.Field{Name: "thing", Optional: true, Label: lang.T("追溯码", "Trace code"), Hint: lang.T("没有码的不填。", "Leave it empty where there is none.")},
		ui.Field{Name: "reason", Kind: ui.Radios, Options: reasons, Label: lang.T("为什么", "Why")},
		ui.Field{Name: "amount", Width: 10, Label: lang.T("多少千克", "Kilograms")},
		ui.Field{Name: "words", Kind: ui.Area, Rows: 3, Max: 500, Label: lang.T("是什么货、怎么发现的", "What goods, and how they were found")},
		ui.Actions{ui.Button{Label: lang.T("查封", "Seal"), Look: ui.Danger}}}}}}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: sealsTitle, Lead: lang.T("没有码、来源不明、票证不符、冷链断了的货，先查封，查清了再放。", "Goods without a code or a clear source, with papers that differ, or out of the cold are set apart until it is clear.")}}
	if v.Write {
		parts = append(parts, form)
	}
	if len(v.List) == 0 {
		parts = append(parts, ui.Empty{Title: lang.T("没有查封", "Nothing is sealed"), Text: lang.T("登记过的会排在这里。", "What is entered stands here.")})
	}
	for _, s := range v.List {
		rows := []ui.SummaryRow{{Key: lang.T("原因", "Reason"), Value: reasonText(s.Reason)}, {Key: lang.T("数量", "Amount"), Value: ui.Data(fmt.Sprintf("%g kg", float64(s.Amount)/1e6))}, {Key: lang.T("查封时间", "Sealed"), Body: moment(s.Sealed)}, {Key: lang.T("情况", "What was found"), Value: ui.Data(s.Words)}}
		if s.Key != "" {
			rows = append(rows, ui.SummaryRow{Key: lang.T("追溯码", "Code"), Body: ui.Link{Name: ui.Data(shortKey(s.Key)), Href: thingHref(s.Key)}})
		}
		body := ui.Components{}
		if s.Released.IsZero() && !v.Write {
			rows = append(rows, ui.SummaryRow{Key: lang.T("结果", "Outcome"), Value: lang.T("查封中", "sealed")})
		} else if s.Released.IsZero() {
			body = append(body, ui.Disclosure{Summary: lang.T("解封、处置", "Release or dispose"), Body: ui.Components{ui.Form{Action: "/food/seals/" + s.ID + "/release", Token: v.Now[s.ID], Body: ui.Components{
				ui.Field{Name: "fate", ID: "fate-" + s.ID, Kind: ui.Choice, Options: fates, Label: lang.T("怎么处理", "What becomes of it")},
				ui.Field{Name: "words", ID: "why-" + s.ID, Kind: ui.Area, Rows: 2, Max: 500, Label: lang.T("依据", "On what ground")},
				ui.Actions{ui.Button{Label: lang.T("登记", "Enter it"), Look: ui.Secondary}}}}}})
		} else {
			rows = append(rows, ui.SummaryRow{Key: lang.T("结果", "Outcome"), Value: fateText(s.Fate)}, ui.SummaryRow{Key: lang.T("处理时间", "On"), Body: moment(s.Released)})
		}
		parts = append(parts, ui.Section{Title: ui.Data(v.Name(s.Place)), Body: append(ui.Components{ui.SummaryList{Rows: rows}}, body...)})
	}
	if v.Next != "" {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("更早的", "Earlier ones"), Href: v.Next, Look: ui.Secondary}})
	}
	return parts.View(p)
}

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
	return r.Show(w, r.Page(sealsTitle), v)
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
	f := cold.SealFacts{ID: strings.ToLower(rand.Text()), Reason: get("reason"), Unit: "KGM"}
	place := get("place")
	if len(place) == 13 && strings.Trim(place, "0123456789") == "" {
		place = "(414)" + place
	}
	if f.Place = g.Code(place); f.Place == "" {
		bad.At("place", lang.T("地点编号读不懂。", "The code of the place cannot be read."))
	}
	if s := get("thing"); s != "" {
		if f.Key = g.Code(s); f.Key == "" {
			bad.At("thing", lang.T("追溯码读不懂。", "The code cannot be read."))
		}
	}
	if reasonText(f.Reason) == ui.Data(f.Reason) {
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
		_, err = g.Site.Engine.Record(r.Context(), r.Actor, cold.Sealed, f, casework.Private{Text: words})
	}
	if err != nil {
		v, lerr := g.list(r)
		if lerr != nil {
			return lerr
		}
		return r.Refused(w, r.Page(sealsTitle), v, err)
	}
	return r.Go(w, "/food/seals", lang.T("已查封。", "Sealed."))
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
	fate, words, bad := r.PostFormValue("fate"), strings.TrimSpace(r.PostFormValue("words")), fault.InvalidInput()
	if fateText(fate) == ui.Data(fate) {
		bad.At("fate", lang.T("请选择怎么处理。", "Please choose what becomes of it."))
	}
	if words == "" {
		bad.At("words", lang.T("请写明依据。", "Please give the ground."))
	}
	err = bad.Or()
	if err == nil {
		_, err = g.Site.Engine.Record(r.Context(), r.Actor, cold.Unsealed, cold.UnsealFacts{ID: s.ID, Fate: fate}, casework.Private{Text: words})
	}
	if err != nil {
		v, lerr := g.list(r)
		if lerr != nil {
			return lerr
		}
		return r.Refused(w, r.Page(sealsTitle), v, err)
	}
	return r.Go(w, "/food/seals", lang.T("已登记。", "On record."))
}
