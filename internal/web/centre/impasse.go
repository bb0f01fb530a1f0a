package centre

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Impasses is the centre's page of what could not be got done: what waits for whom, what
// repeats, and the class fixes. It stands without the keys of the complaint centre.
type Impasses struct {
	Site   *site.Site
	Lists  impasse.Lists
	Office func() string // unit of the centre's office
}

// Routes adds the page to the site.
func (c *Impasses) Routes() {
	c.Site.Handle("GET /centre/impasse", site.For(access.ListUnitCases), c.show)
}

// impasseTabs are what reports wait for, each with the states it holds.
var impasseTabs = []struct {
	ID     string
	Name   lang.Text
	States []casework.State
	Ended  bool
}{
	{"sort", lang.T("等分办", "To be sorted"), []casework.State{impasse.Registered}, false},
	{"head", lang.T("等负责人审批", "For the head"), []casework.State{impasse.NoReported}, false},
	{"units", lang.T("单位在办", "With units"), []casework.State{impasse.Ordered}, false},
	{"say", lang.T("等本人表态", "For the person's say"), []casework.State{impasse.Answered}, false},
	{"ended", lang.T("办结的", "Ended"), nil, true},
}

// Waiting is the page.
type Waiting struct {
	Tab    string
	Unit   lang.Text // of the head who reads it, and sees that unit's alone; zero: the whole county
	Rows   []WaitingRow
	Next   string
	After  string
	Causes []CauseRow
	Repeat []CauseRow
	Fixes  []FixLine
}

// WaitingRow is a report in the list.
type WaitingRow struct {
	Href, Number string
	Matter       lang.Text
	Reason       lang.Text
	Cause        lang.Text
	State        lang.Text
	Left         lang.Text
	Tone         ui.Tone
}

// CauseRow is how often a matter failed for a cause.
type CauseRow struct {
	Matter, Unit, Cause lang.Text
	N, Open, Confirmed  int64
}

// FixLine is a class fix in the list.
type FixLine struct {
	Href, Number  string
	Matter, Cause lang.Text
	State         lang.Text
	Linked        int64
	Tone          ui.Tone
}

// View draws it.
func (v Waiting) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("办不成事", "Could not be done")}
	for _, t := range impasseTabs {
		tabs.Items = append(tabs.Items, ui.Tab{Name: t.Name, Href: "/centre/impasse?tab=" + t.ID, Current: t.ID == v.Tab})
	}
	head := ui.Heading{Title: lang.T("办不成事", "Could not be done"), Lead: lang.T("没有报备和批准，谁也不能说“不”；反复出现的，改指南。", "Nobody says no without a report and its approval; what repeats is mended in the guide.")}
	if !v.Unit.IsZero() {
		head.Caption = v.Unit
	}
	parts := ui.Components{head}
	if len(v.Repeat) > 0 {
		n := ui.Notice{Kind: ui.Warning, Title: lang.Format("九十天里反复出现的：%d类", "Repeating within ninety days: %d", len(v.Repeat))}
		for _, c := range v.Repeat[:min(len(v.Repeat), 5)] {
			n.Body = append(n.Body, ui.Text(lang.T(c.Matter.ZH+"——"+c.Cause.ZH+"："+strconv.FormatInt(c.N, 10)+"件", c.Matter.In(lang.EN)+" – "+c.Cause.In(lang.EN)+": "+strconv.FormatInt(c.N, 10))))
		}
		parts = append(parts, n)
	}
	t := ui.Table{Caption: lang.T("按期限先后排列", "In the order of their limits"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Matter")}, {Name: lang.T("本人说的原因", "Person's reason")}, {Name: lang.T("查到的原因", "Cause found")}, {Name: lang.T("状态", "State")}, {Name: lang.T("还剩", "Left")}},
		Empty:   ui.Empty{Title: lang.T("这里没有要办的", "Nothing waits here"), Text: lang.T("有人反映办不成的事，会按期限先后排在这里。", "What people report stands here in the order of its limits.")}}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Tone: r.Tone, Cells: []ui.Component{ui.Plain(r.Number), ui.Words(r.Matter), ui.Words(r.Reason), ui.Words(r.Cause), ui.Words(r.State), ui.Mark{Label: r.Left, Tone: r.Tone}}})
	}
	if v.Next != "" {
		t.Next = "/centre/impasse?tab=" + v.Tab + "&after=" + v.Next
	}
	if v.After != "" {
		t.Prev = "/centre/impasse?tab=" + v.Tab
	}
	parts = append(parts, tabs, t, v.causes())
	if v.Unit.IsZero() {
		parts = append(parts, v.fixes())
	}
	return parts.View(p)
}

// causes is what failed for which cause within the span.
func (v Waiting) causes() ui.Component {
	t := ui.Table{Caption: lang.Format("最近%d天登记的，按事项、单位和原因", "Registered within %d days, by matter, unit and cause", impasse.RepeatSpan),
		Columns: []ui.Column{{Name: lang.T("事项", "Matter")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("原因", "Cause")}, {Name: lang.T("件数", "Reports"), Numeric: true}, {Name: lang.T("没办结", "Open"), Numeric: true}, {Name: lang.T("本人说办成", "Done, says the person"), Numeric: true}},
		Empty:   ui.Empty{Title: lang.T("没有反映", "No reports")}}
	for _, c := range v.Causes {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(c.Matter), ui.Words(c.Unit), ui.Words(c.Cause), ui.Plain(fmt.Sprint(c.N)), ui.Plain(fmt.Sprint(c.Open)), ui.Plain(fmt.Sprint(c.Confirmed))}})
	}
	return ui.Section{ID: "causes", Title: lang.T("卡在哪里", "Where it gets stuck"), Body: ui.Components{ui.Text(lang.T("原因以查到的为准，没查到的按本人说的算。数字不按人统计。", "The cause that was found counts, before that the person's own. Nothing is counted by person.")), t}}
}

func (v Waiting) fixes() ui.Component {
	t := ui.Table{Caption: lang.T("正在改的在前", "Running ones first"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Matter")}, {Name: lang.T("原因", "Cause")}, {Name: lang.T("同样的反映", "Reports"), Numeric: true}, {Name: lang.T("状态", "State")}},
		Empty:   ui.Empty{Title: lang.T("还没有一类事整改", "No class fixes yet"), Text: lang.T("打开一件反映，可以从那里发起。", "Open a report to start one.")}}
	for _, f := range v.Fixes {
		t.Rows = append(t.Rows, ui.Row{Href: f.Href, Cells: []ui.Component{ui.Plain(f.Number), ui.Words(f.Matter), ui.Words(f.Cause), ui.Plain(fmt.Sprint(f.Linked)), ui.Tag{Label: f.State, Tone: f.Tone}}})
	}
	return ui.Section{ID: "fixes", Title: lang.T("一类事整改", "Class fixes"), Body: ui.Components{t}}
}

// mostCauses is how many lines the table of causes shows.
const mostCauses = 50

// reads says who has the page: whoever sorts and decides, and whoever oversees. The head of another
// unit has it for that unit, which is given back; "" is the whole county.
func (c *Impasses) reads(a access.Actor) (unit string, ok bool) {
	switch {
	case a.Division != c.Site.Division:
		return "", false
	case a.Role == access.Clerk, a.Role == access.CentreHead, a.Role == access.Supervisor, a.Role == access.Auditor:
		return "", true
	case a.Unit != "" && a.Unit == c.Office():
		return "", true
	}
	return a.Unit, a.Unit != "" && a.Role == access.UnitHead
}

func (c *Impasses) show(w http.ResponseWriter, r *site.Request) error {
	unit, ok := c.reads(r.Actor)
	if !ok {
		return fault.Missing()
	}
	v := Waiting{Tab: r.URL.Query().Get("tab"), After: r.URL.Query().Get("after")}
	open := true
	if unit != "" {
		v.Unit = r.Unit(unit)
	}
	q := casework.Query{Division: c.Site.Division, Unit: unit, Procedure: impasse.Name, Open: &open, Order: casework.ByUrgency, After: v.After, Limit: 20}
	found := false
	for _, t := range impasseTabs {
		if t.ID != v.Tab {
			continue
		}
		found = true
		if q.States = t.States; t.Ended {
			open, q.Order = false, casework.ByNewest
		}
	}
	if !found {
		v.Tab, q.States = impasseTabs[0].ID, impasseTabs[0].States
	}
	page, err := c.Site.Cases.Cases(r.Context(), q)
	if err != nil {
		return err
	}
	for _, row := range page.Rows {
		k, p, err := c.Site.Engine.Load(r.Context(), row.Key)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, c.row(r, row, k, p))
	}
	v.Next = page.Next
	if err := c.figures(r, &v, unit); err != nil {
		return err
	}
	pg := r.Page(lang.T("办不成事", "Could not be done"))
	pg.Wide = true
	return r.Show(w, pg, v)
}

func (c *Impasses) row(r *site.Request, row casework.Row, k *casework.Case, p *casework.Procedure) WaitingRow {
	f := impasse.FileOf(k)
	l := WaitingRow{Number: idnum.ShortCase(k.Number), Matter: c.matter(r, f.Item), Reason: impasse.TextOf(impasse.Reasons(), f.Reason), State: p.Info(k.State).Title}
	if r.Sees(k) {
		l.Href = "/work/cases/" + k.ID.String()
	}
	if f.Item == "" && f.Unit != "" {
		l.Matter = r.Unit(f.Unit)
	}
	if f.Cause != "" {
		l.Cause = impasse.TextOf(impasse.Causes(), f.Cause)
	}
	l.Left, l.Tone = desk.Left(c.Site.Calendar(), row, c.Site.Clock.Now())
	if !k.IsOpen() {
		l.Left = impasse.TextOf(impasse.Outcomes(), k.Result)
	}
	return l
}

// matter names an item by its version in force.
func (c *Impasses) matter(r *site.Request, code string) lang.Text {
	if code == "" {
		return lang.T("没有说是哪个事项", "no matter named")
	}
	if it, err := c.Site.Items.Current(r.Context(), c.Site.Division, code); err == nil {
		return it.Name
	}
	return ui.Data(code)
}

// figures fills what repeats and the class fixes; no case is loaded for them.
func (c *Impasses) figures(r *site.Request, v *Waiting, unit string) error {
	cal, now := c.Site.Calendar(), c.Site.Clock.Now()
	counts, err := c.Lists.Causes(r.Context(), c.Site.Division, cal.Start(cal.DayOf(now)-impasse.RepeatSpan+1))
	if err != nil {
		return err
	}
	if unit != "" {
		counts = slices.DeleteFunc(slices.Clone(counts), func(x impasse.CauseCount) bool { return x.Unit != unit })
	}
	line := func(x impasse.CauseCount) CauseRow {
		l := CauseRow{Matter: c.matter(r, x.Item), Cause: causeText(x.Cause), N: x.N, Open: x.Open, Confirmed: x.Confirmed}
		if x.Unit != "" {
			l.Unit = r.Unit(x.Unit)
		}
		return l
	}
	for _, x := range counts[:min(len(counts), mostCauses)] {
		v.Causes = append(v.Causes, line(x))
	}
	for _, x := range impasse.Repeating(counts) {
		v.Repeat = append(v.Repeat, line(x))
	}
	if unit != "" {
		return nil
	}
	fixes, err := c.Lists.Fixes(r.Context(), c.Site.Division, "", false)
	if err != nil {
		return err
	}
	proc, err := c.Site.Engine.Procedure(impasse.FixName, 0)
	if err != nil {
		return err
	}
	for _, f := range fixes {
		l := FixLine{Href: "/work/cases/" + f.ID.String(), Number: idnum.ShortCase(f.Number), Matter: c.matter(r, f.Item), Cause: causeText(f.Cause), State: proc.Info(f.State).Title, Linked: f.Linked, Tone: ui.Busy}
		switch f.State {
		case impasse.Mended:
			l.Tone = ui.Good
		case impasse.Dropped:
			l.Tone = ui.Shut
		}
		v.Fixes = append(v.Fixes, l)
	}
	return nil
}

// causeText is a cause in words: one that was found, or the person's own before that.
func causeText(id string) lang.Text {
	for _, o := range impasse.Causes() {
		if o.ID == id {
			return o.Text
		}
	}
	return impasse.TextOf(impasse.Reasons(), id)
}

// Sample is a morning at the centre.
func (Waiting) Sample() Waiting {
	food := lang.T("食品经营许可", "Food business licence")
	cause := CauseRow{Matter: food, Unit: lang.T("县市场监督管理局", "Market supervision"), Cause: causeText("guide_wrong"), N: 4, Open: 1, Confirmed: 2}
	return Waiting{Tab: "units", Rows: []WaitingRow{{Href: "/work/cases/1", Number: "N0302 0007", Matter: food, Reason: causeText("extra_material"), State: lang.T("已转办", "With the unit"), Left: lang.T("还剩3个工作日", "3 working days left")}},
		Causes: []CauseRow{cause}, Repeat: []CauseRow{cause}, Fixes: []FixLine{{Href: "/work/cases/2", Number: "F0304 0001", Matter: food, Cause: causeText("guide_wrong"), State: lang.T("正在改指南", "Guide being mended"), Linked: 4, Tone: ui.Busy}}}
}
