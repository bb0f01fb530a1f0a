// Package voice shows what follows poor ratings: to the unit its own, to supervision all.
//
//	/work/voice    the unit's duties ──▶ /work/cases/{id}
//	/centre/voice  those of all units, by unit, with the appeals that wait for a decision
//
// Figures are by unit, numerator ÷ denominator, from counters; none is by person. A rating is
// never shown with a name, and a duty of a complaint stands in the complaint
// centre's own tab alone. The rules are those of package rectification (law:hcp-2019).
package voice

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/rectification"
	"banjie/internal/stats"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Period is over how many calendar days, today among them, the figures look back.
const Period = 90

// Figures counts by the unit responsible; see [stats.Source].
type Figures interface {
	Units(ctx context.Context, division string, from, until int32, soon time.Time) ([]stats.UnitFigures, error)
	Sum(ctx context.Context, division string, m stats.Measure, from, until int32, unit string) (int64, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site    *site.Site
	Figures Figures
}

// Routes adds the pages to the site.
func (v *Pages) Routes() {
	v.Site.Handle("GET /work/voice", site.For(access.ListUnitCases), func(w http.ResponseWriter, r *site.Request) error {
		if r.Actor.Unit == "" || access.May(r.Actor, access.ListDivisionCases) {
			return r.Go(w, "/centre/voice", lang.Text{})
		}
		return v.list(w, r, "/work/voice", r.Actor.Unit)
	})
	v.Site.Handle("GET /centre/voice", site.For(access.ListDivisionCases), func(w http.ResponseWriter, r *site.Request) error {
		return v.list(w, r, "/centre/voice", "")
	})
}

// Tab is what the duties of a list wait for.
type Tab string

var tabs = []struct {
	Tab    Tab
	Name   lang.Text
	States []casework.State
}{
	{"call", lang.T("待回访", "To be called back"), []casework.State{rectification.ToCall}},
	{"fix", lang.T("整改中", "Being put right"), []casework.State{rectification.ToFix}},
	{"appeal", lang.T("申诉待裁定", "Appeals"), []casework.State{rectification.Disputed}},
	{complaints, lang.T("对投诉办理的", "About complaints"), []casework.State{rectification.ToCall, rectification.ToFix}},
	{"ended", lang.T("办结的", "Ended"), []casework.State{rectification.Fixed, rectification.NotConfirmed, rectification.Unreached, rectification.Upheld}},
}

// complaints is the tab that only the complaint centre has: those duties are sealed.
const complaints Tab = "complaints"

// List is a page of duties with the figures.
type List struct {
	At     string // address
	Unit   string // whose; "" all
	Own    bool   // the unit's own page
	Centre bool   // of the complaint centre
	Units  []ui.Option
	Tab    Tab
	Rows   []Row
	Next   string
	After  string
	Lines  []stats.UnitFigures
	Causes []Cause
	Since  calendar.Day
	Name   func(unit string) lang.Text
}

// Row is a duty.
type Row struct {
	ID     casework.ID
	Number string
	Unit   string
	Item   lang.Text
	Grade  lang.Text
	State  lang.Text
	Left   lang.Text
	Tone   ui.Tone
	sealed bool
}

// Cause is how many ratings put right came from where.
type Cause struct {
	Name lang.Text
	N    int64
}

func (v List) href(change map[string]string) string {
	q := url.Values{}
	for name, value := range map[string]string{"tab": string(v.Tab), "unit": v.Unit, "after": v.After} {
		if c, ok := change[name]; ok {
			value = c
		}
		if value != "" && !(name == "unit" && v.Own) {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return v.At
	}
	return v.At + "?" + q.Encode()
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	bar := ui.Tabs{Label: lang.T("差评整改", "Poor ratings")}
	for _, t := range tabs {
		if t.Tab == complaints && !v.Centre {
			continue
		}
		bar.Items = append(bar.Items, ui.Tab{Name: t.Name, Href: v.href(map[string]string{"tab": string(t.Tab), "after": ""}), Current: t.Tab == v.Tab})
	}
	parts := ui.Components{ui.Heading{Title: lang.T("差评整改", "Poor ratings"), Lead: lang.T("差评一个工作日内回访，核实的十五天内整改并答复本人。申诉成立的评价不删除，另行计数。", "Poor ratings are called back within one working day; what is confirmed is put right and told within fifteen days. An upheld appeal removes no rating; it is counted beside.")}}
	if !v.Own {
		parts = append(parts, v.filter())
	}
	return append(parts, bar, v.table(), v.figures(), v.causes()).View(p)
}

func (v List) filter() ui.Component {
	f := ui.Filters{Action: v.At, Hidden: []ui.Hidden{{Name: "tab", Value: string(v.Tab)}}, Fields: []ui.Field{{Name: "unit", Kind: ui.Choice, Label: lang.T("单位", "Unit"), Value: v.Unit, Options: v.Units}}}
	for _, o := range v.Units {
		if o.Value == v.Unit {
			f.Active = []ui.Chip{{Label: o.Label, Remove: v.href(map[string]string{"unit": "", "after": ""})}}
			f.Clear = v.href(map[string]string{"unit": "", "after": ""})
		}
	}
	return f
}

func (v List) table() ui.Component {
	t := ui.Table{Caption: lang.T("新来的在前", "The latest first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("什么事", "Matter")}, {Name: lang.T("评价", "Grade")}, {Name: lang.T("状态", "State")}, {Name: lang.T("下一个期限", "Next limit")}},
		Empty: ui.Empty{Title: lang.T("这里没有差评", "No poor ratings here"), Text: lang.T("有差评时系统会自动立项，排在这里。", "A poor rating opens a duty by itself, which then stands here.")}}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: "/work/cases/" + r.ID.String(), Tone: r.Tone, Cells: []ui.Component{ui.Plain(idnum.ShortCase(r.Number)), ui.Words(v.Name(r.Unit)), ui.Words(r.Item), ui.Words(r.Grade), ui.Words(r.State), ui.Mark{Label: r.Left, Tone: r.Tone}}})
	}
	if v.Next != "" {
		t.Next = v.href(map[string]string{"after": v.Next})
	}
	if v.After != "" {
		t.Prev = v.href(map[string]string{"after": ""})
	}
	return t
}

func (v List) figures() ui.Component {
	return ui.Section{Title: lang.Format("近%d天的数字", "Figures of the last %d days", Period), Body: append(ui.Components{Table(v.Lines, v.Name)}, formulas()...)}
}

// Table is what people said and what followed, a line for each unit.
func Table(lines []stats.UnitFigures, name func(string) lang.Text) ui.Component {
	t := ui.Table{Caption: lang.T("按单位，从不按个人；每格是分子 ÷ 分母", "By unit, never by person; numerator ÷ denominator"), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}},
		Empty: ui.Empty{Title: lang.T("还没有评价", "No ratings yet")}}
	for _, r := range (stats.UnitFigures{}).Voice() {
		t.Columns = append(t.Columns, ui.Column{Name: r.Indicator.Name, Numeric: true})
	}
	row := func(n lang.Text, u stats.UnitFigures) {
		cells := []ui.Component{ui.Words(n)}
		for _, r := range u.Voice() {
			text := ui.Data("–") // nothing to divide by
			if r.Denominator > 0 {
				text = lang.Format("%s ÷ %s（%s）", "%s ÷ %s (%s)", ui.Number(r.Numerator), ui.Number(r.Denominator), ui.Percent(r.Numerator, r.Denominator))
			}
			cells = append(cells, ui.Words(text))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	for _, u := range lines {
		if u.Rated+u.RatedAgain+u.Duties+u.CalledLate+u.FixedLate+u.FixedInTime+u.Appealed > 0 {
			row(name(u.Unit), u)
		}
	}
	if len(t.Rows) > 1 {
		row(lang.T("合计", "Total"), stats.Total(lines))
	}
	return t
}

func formulas() (all ui.Components) {
	var l ui.SummaryList
	for _, r := range (stats.UnitFigures{}).Voice() {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: r.Indicator.Name, Value: r.Indicator.Formula})
	}
	return ui.Components{ui.Disclosure{Summary: lang.T("这些数字怎么算", "How these are computed"), Body: ui.Components{l}}}
}

func (v List) causes() ui.Component {
	t := ui.Table{Caption: lang.T("已整改的差评，问题出在哪里", "Poor ratings put right: where it went wrong"), Columns: []ui.Column{{Name: lang.T("问题出在", "Cause")}, {Name: lang.T("件", "Number"), Numeric: true}}}
	for _, c := range v.Causes {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(c.Name), ui.Plain(ui.Number(c.N))}})
	}
	return ui.Section{Title: lang.T("责任分清", "Where it comes from"), Body: ui.Components{t}}
}

const pageSize = 20

func (v *Pages) list(w http.ResponseWriter, r *site.Request, at, unit string) error {
	form := r.URL.Query()
	l := List{At: at, Unit: unit, Own: unit != "", Tab: Tab(form.Get("tab")), After: form.Get("after"), Name: r.Unit, Centre: r.Actor.Unit != "" && r.Actor.Unit == r.Site.Centre}
	if !l.Own {
		l.Unit = form.Get("unit")
		for _, u := range r.Site.Org().Units() {
			l.Units = append(l.Units, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	i := slices.IndexFunc(tabs, func(t struct {
		Tab    Tab
		Name   lang.Text
		States []casework.State
	}) bool {
		return t.Tab == l.Tab
	})
	if i < 0 || tabs[i].Tab == complaints && !l.Centre {
		i = 0
	}
	l.Tab = tabs[i].Tab
	q := casework.Query{Division: v.Site.Division, Procedure: rectification.Name, Unit: l.Unit, States: tabs[i].States, Order: casework.ByNewest, After: l.After, Limit: pageSize}
	if l.Tab == complaints {
		q.Unit, q.Sealed = r.Actor.Unit, true
	}
	page, err := v.Site.Cases.Cases(r.Context(), q)
	if err != nil {
		return err
	}
	l.Next = page.Next
	for _, row := range page.Rows {
		x, err := v.row(r, row)
		if err != nil {
			return err
		}
		if (l.Tab == complaints) == x.sealed {
			l.Rows = append(l.Rows, x)
		}
	}
	if err := v.count(r, &l); err != nil {
		return err
	}
	p := r.Page(lang.T("差评整改", "Poor ratings"))
	p.Wide = true
	return r.Show(w, p, l)
}

func (v *Pages) row(r *site.Request, row casework.Row) (Row, error) {
	c, p, err := v.Site.Engine.Load(r.Context(), row.Key)
	if err != nil {
		return Row{}, err
	}
	f := rectification.FileOf(c)
	x := Row{ID: c.ID, Number: c.Number, Unit: c.Unit, Grade: f.Grade.Title(), State: p.Info(c.State).Title, sealed: c.Sealed}
	if it, err := v.Site.Engine.Catalogue.Version(c.Division, f.Item.Code, f.Item.Version); err == nil {
		x.Item = it.Name
	}
	x.Left, x.Tone = desk.Left(v.Site.Calendar(), row, v.Site.Clock.Now())
	return x, nil
}

func (v *Pages) count(r *site.Request, l *List) error {
	today := v.Site.Calendar().DayOf(v.Site.Clock.Now())
	l.Since = today - Period + 1
	units, err := v.Figures.Units(r.Context(), v.Site.Division, int32(l.Since), int32(today), time.Time{})
	if err != nil {
		return err
	}
	for _, u := range units {
		if l.Unit == "" || u.Unit == l.Unit {
			l.Lines = append(l.Lines, u)
		}
	}
	for _, c := range rectification.Causes() {
		n, err := v.Figures.Sum(r.Context(), v.Site.Division, stats.CauseOf(c.ID), int32(l.Since), int32(today), l.Unit)
		if err != nil {
			return err
		}
		l.Causes = append(l.Causes, Cause{c.Text, n})
	}
	return nil
}

// Sample is the supervisor's list.
func (List) Sample(own bool) List {
	name := func(id string) lang.Text { u, _ := specimen.Directory().Unit(id); return u.Name }
	l := List{At: "/centre/voice", Tab: "call", Name: name, Since: 20400, Next: "next",
		Rows: []Row{{ID: 1, Number: "PR202603020001", Unit: "market", Item: specimen.Item().Name, Grade: lang.T("不满意", "Dissatisfied"), State: lang.T("待回访", "To be called back"), Left: lang.T("今天是最后一天", "today is the last day"), Tone: ui.Soon}},
		Lines: []stats.UnitFigures{{Unit: "market", Rated: 812, RatedPoor: 31, RatedAgain: 9, RatedBetter: 6, Duties: 31, CalledInTime: 27, CalledLate: 3, FixedInTime: 20, FixedLate: 2, Appealed: 4, AppealUpheld: 1},
			{Unit: "fire", Rated: 96, RatedPoor: 2, Duties: 2, CalledInTime: 2, FixedInTime: 1}},
	}
	for i, c := range rectification.Causes() {
		l.Causes = append(l.Causes, Cause{c.Text, int64(9 - 2*i)})
	}
	if own {
		l.At, l.Own, l.Unit, l.Lines = "/work/voice", true, "market", l.Lines[:1]
	}
	return l
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("voice", lang.T("差评整改（监督）", "Poor ratings, supervision"), specimen.Supervisor, List{}.Sample(false), nil),
		specimen.Page("voice-unit", lang.T("差评整改（本单位）", "Poor ratings of a unit"), specimen.Head, List{}.Sample(true), nil),
		specimen.Page("voice-none", lang.T("差评整改，没有", "Poor ratings, none"), specimen.Head, List{At: "/work/voice", Own: true, Unit: "market", Tab: "call", Name: func(string) lang.Text { return lang.Text{} }}, nil),
	}
}
