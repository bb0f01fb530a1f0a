// Package coldpages shows the cold chain in the browser and to programs.
//
//	/food/cold           gaps and excursions, the latest first
//	/food/cold/thing     one thing: its record as a line over the band; ?key=
//	/food/seals          goods set apart: where ─▶ a form with the name of the place; the list, release
//	GET /api/food/cold   the record of a thing with its verdict; ?key=
package coldpages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/clock"
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
	Known     func(r *site.Request, key string) bool // whether somebody registered a place; nil: every place is taken
	Regulator func() string
	// Sealed gives the seals in force on things: on themselves, and on what they are in or hold.
	Sealed func(ctx context.Context, keys []string) (map[string][]coldstore.Seal, error)
	// Find lists registered places by the beginning of a name, a credit code or the code at a door, with
	// what each does and where; nil: places are typed by their codes.
	Find func(r *site.Request, text string) ([]Spot, error)
}

// Spot is a place to choose.
type Spot struct {
	Key  string
	Name string
	Says lang.Text // what is done there, and where it lies
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
	sealed, err := g.Sealed(r.Context(), []string{key})
	if err != nil {
		return err
	}
	return r.Show(w, p, Thing{rec, sealed[key]})
}
