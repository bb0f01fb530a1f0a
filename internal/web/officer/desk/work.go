package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/stats"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Tab is one view of the work of a unit.
type Tab string

const (
	Mine    Tab = "mine"    // tasks in my hands
	Waiting Tab = "waiting" // tasks of my unit that nobody has taken
	Paused  Tab = "paused"  // cases of my unit that stand still by law
	Whole   Tab = "unit"    // all open cases of my unit
)

var tabNames = []struct {
	Tab  Tab
	Name lang.Text
}{
	{Mine, lang.T("我手里的", "In my hands")},
	{Waiting, lang.T("本单位待签收", "Waiting in my unit")},
	{Paused, lang.T("中止计时的", "Paused")},
	{Whole, lang.T("本单位全部在办", "All open of my unit")},
}

// Work is the work list.
type Work struct {
	Tab      Tab
	Counts   map[Tab]int64 // nil where nobody counts
	Rows     []Listed
	Next     string // cursor
	After    string
	Item     string
	Lamp     casework.Lamp
	Items    []ui.Option
	Sought   string        // the number that was looked for
	Overseen ui.Components // ways to inspections and to files about the visitor
	Missed   bool          // and was not found
}

// Listed is a case of the list with what a row says of it.
type Listed struct {
	Row   casework.Row
	Item  lang.Text
	State lang.Text
	Tasks lang.Text // what is to be done by the unit
	Left  lang.Text // of the promise
	Tone  ui.Tone
}

// View draws it.
func (v Work) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("工作台", "Work list")}
	for _, t := range tabNames {
		tabs.Items = append(tabs.Items, ui.Tab{Name: t.Name, Href: v.href(map[string]string{"tab": string(t.Tab), "after": ""}), Count: v.Counts[t.Tab], Current: t.Tab == v.Tab})
	}
	parts := ui.Components{ui.Heading{Title: lang.T("工作台", "Work list")},
		ui.SearchBox{Action: "/work", Name: "number", Value: v.Sought, Key: "/", Label: lang.T("按办件编号查", "Find by case number")}}
	if v.Missed {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有找到这个编号，或者不归本单位办。", "No such number, or the case is not your unit's.")})
	}
	parts = append(parts, tabs, v.filters(), v.table(p))
	if len(v.Overseen) > 0 {
		parts = append(parts, ui.Disclosure{Summary: lang.T("检查和关于我的案卷", "Inspections and files about me"), Body: v.Overseen})
	}
	return append(parts, ui.KeyHints{{Key: "Tab", Does: lang.T("下一件", "next case")}, {Key: "Enter", Does: lang.T("打开", "open")}, {Key: "/", Does: lang.T("按编号查", "find by number")}}).View(p)
}

func (v Work) filters() ui.Component {
	f := ui.Filters{Action: "/work", Hidden: []ui.Hidden{{Name: "tab", Value: string(v.Tab)}}, Fields: []ui.Field{
		{Name: "item", Kind: ui.Choice, Label: lang.T("事项", "Item"), Value: v.Item, Options: v.Items},
		{Name: "lamp", Kind: ui.Choice, Label: lang.T("期限情况", "Limit"), Value: string(v.Lamp), Options: Lamps},
	}}
	for _, c := range []struct {
		name, value string
		options     []ui.Option
	}{{"item", v.Item, v.Items}, {"lamp", string(v.Lamp), Lamps}} {
		for _, o := range c.options {
			if o.Value == c.value && c.value != "" {
				f.Active = append(f.Active, ui.Chip{Label: o.Label, Remove: v.href(map[string]string{c.name: "", "after": ""})})
			}
		}
	}
	if len(f.Active) > 0 {
		f.Clear = v.href(map[string]string{"item": "", "lamp": "", "after": ""})
	}
	return f
}

// Lamps are how a case can stand with its limits, as choices.
var Lamps = []ui.Option{
	{Value: string(casework.Overdue), Label: lang.T("已超期", "Overdue")},
	{Value: string(casework.DueSoon), Label: lang.T("即将到期", "Due soon")},
	{Value: string(casework.PausedNow), Label: lang.T("中止计时", "Paused")},
	{Value: string(casework.Deemed), Label: lang.T("视为受理", "Deemed accepted")},
}

func (v Work) table(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("按期限先后排列", "In the order of their limits"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Item")}, {Name: lang.T("申请人", "Applicant")}, {Name: lang.T("要办的", "To do")}, {Name: lang.T("状态", "State")}, {Name: lang.T("下一个期限", "Next limit")}},
		Empty:   ui.Empty{Title: lang.T("这里没有办件", "No cases here"), Text: lang.T("新的办件会按期限先后排在这里。", "New cases will stand here in the order of their limits.")}}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: "/work/cases/" + r.Row.ID.String(), Tone: r.Tone, Cells: []ui.Component{
			ui.Plain(idnum.ShortCase(r.Row.Number)), ui.Words(r.Item), ui.Plain(r.Row.Name), ui.Words(r.Tasks), ui.Words(r.State), ui.Mark{Label: r.Left, Tone: r.Tone},
		}})
	}
	if v.Next != "" {
		t.Next = v.href(map[string]string{"after": v.Next})
	}
	if v.After != "" {
		t.Prev = v.href(map[string]string{"after": ""})
	}
	return t
}

// href is the address of the list with some values changed.
func (v Work) href(change map[string]string) string {
	q := url.Values{}
	for name, value := range map[string]string{"tab": string(v.Tab), "item": v.Item, "lamp": string(v.Lamp), "after": v.After} {
		if c, ok := change[name]; ok {
			value = c
		}
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/work"
	}
	return "/work?" + q.Encode()
}

// Left says in words what is left of the limit a list shows, and its tone.
func Left(cal *calendar.Calendar, r casework.Row, now time.Time) (lang.Text, ui.Tone) {
	switch {
	case !r.Closed.IsZero():
		return lang.T("已办结", "Closed"), ""
	case r.NextDue.IsZero() && r.Paused:
		return lang.T("中止计时", "Paused"), ui.Still
	case r.NextDue.IsZero():
		return lang.T("没有在走的期限", "No limit runs"), ""
	}
	if r.Paused { // by law; another of its limits goes on, and says so without calling the case late
		r.Paused = false
		other, _ := Left(cal, r, now)
		return lang.T("中止计时；另有期限"+other.ZH, "Paused; another limit: "+other.EN), ui.Still
	}
	last := cal.DayOf(r.NextDue.Add(-time.Second))
	left := cal.WorkdaysBetween(cal.DayOf(now), last)
	switch {
	case !r.NextDue.After(now):
		over := ui.SpanText(max(1, cal.WorkdaysBetween(last, cal.DayOf(now))), "workday")
		return lang.T("超期"+over.ZH, over.EN+" over"), ui.Overdue
	case left == 0:
		return lang.T("今天是最后一天", "today is the last day"), ui.Soon
	}
	span := ui.SpanText(left, "workday")
	tone := ui.Tone("")
	if left <= 1 {
		tone = ui.Soon
	}
	if r.Late {
		tone = ui.Overdue
	}
	return lang.T("还剩"+span.ZH, span.EN+" left"), tone
}

// pageSize is how many cases a page of the list has.
const pageSize = 20

func (d *Pages) work(w http.ResponseWriter, r *site.Request) error {
	form := r.URL.Query()
	v := Work{Overseen: oversightLinks(r.Actor), Tab: Tab(form.Get("tab")), After: form.Get("after"), Item: form.Get("item"), Lamp: casework.Lamp(form.Get("lamp")), Sought: strings.TrimSpace(form.Get("number"))}
	if v.Sought != "" {
		found, err := d.seek(r, v.Sought)
		if err != nil {
			return err
		}
		if found != "" {
			http.Redirect(w, r.Request, found, http.StatusSeeOther)
			return nil
		}
		v.Missed = true
	}
	items, err := d.items(r)
	if err != nil {
		return err
	}
	for _, it := range items {
		v.Items = append(v.Items, ui.Option{Value: it.Code, Label: it.Name})
	}
	q, known := d.query(r, v)
	if !known {
		v.Tab = Mine
		q, _ = d.query(r, v)
	}
	if err := d.fill(r, &v, q); err != nil {
		return err
	}
	if v.Counts, err = d.counts(r); err != nil {
		return err
	}
	p := r.Page(lang.T("工作台", "Work list"))
	p.Wide = true
	return r.Show(w, p, v)
}

// query is what a tab asks the store; known is false for a tab that does not exist.
func (d *Pages) query(r *site.Request, v Work) (casework.Query, bool) {
	open := true
	q := casework.Query{Division: d.Site.Division, Unit: r.Actor.Unit, Open: &open, Order: casework.ByUrgency, Item: v.Item, Lamp: v.Lamp, Names: true, After: v.After, Limit: pageSize}
	if access.ScopeOf(r.Actor, access.ViewCase).Unsealed { // as [site.Request.CaseByID] says
		q.Unsealed, q.Without = true, d.Site.Engine.Confided()
	}
	if v.Lamp == casework.DueSoon {
		q.DueBefore = SoonBefore(d.Site.Calendar(), d.Site.Clock.Now())
	}
	switch v.Tab {
	case Mine:
		q.Tasks, q.Officer = true, r.Actor.ID
	case Waiting:
		q.Tasks, q.Waiting = true, true
	case Paused:
		q.Lamp = casework.PausedNow
	case Whole:
	default:
		return q, false
	}
	return q, true
}

// SoonBefore is the instant before which a promise counts as due soon: the end of the
// next working day.
func SoonBefore(cal *calendar.Calendar, now time.Time) time.Time {
	return cal.End(cal.AddWorkdays(cal.DayOf(now), 1))
}

// fill reads a page of rows.
func (d *Pages) fill(r *site.Request, v *Work, q casework.Query) error {
	page, err := d.Site.Cases.Cases(r.Context(), q)
	if err != nil {
		return err
	}
	for _, row := range page.Rows {
		v.Rows = append(v.Rows, d.listed(r, row))
	}
	v.Next = page.Next
	return nil
}

// listed is a row with its words.
func (d *Pages) listed(r *site.Request, row casework.Row) Listed {
	l := Listed{Row: row, Item: ui.Data(row.Item.Slug), State: ui.Data(string(row.State))}
	var it *catalog.Item
	if got, err := d.Site.Engine.Catalogue.Version(d.Site.Division, row.Item.Code, row.Item.Version); err == nil {
		it, l.Item = got, got.Name
	}
	p, err := d.Site.Engine.Procedure(row.Procedure, 0)
	if err == nil {
		l.State = p.Info(row.State).Title
		if it == nil {
			l.Item = p.Title
		}
	}
	for _, t := range row.Tasks {
		if t.Unit != r.Actor.Unit {
			continue
		}
		name := act.TaskTitle(it, p, t)
		if !l.Tasks.IsZero() {
			l.Tasks = lang.T(l.Tasks.ZH+"、", l.Tasks.EN+", ")
		}
		l.Tasks = lang.T(l.Tasks.ZH+name.ZH, l.Tasks.EN+name.In(lang.EN))
	}
	l.Left, l.Tone = Left(d.Site.Calendar(), row, d.Site.Clock.Now())
	return l
}

// seek gives the address of a case by its number; "" where there is none to be seen.
func (d *Pages) seek(r *site.Request, number string) (string, error) {
	key, err := d.Site.Cases.ByNumber(r.Context(), d.Site.Division, strings.ToUpper(strings.Join(strings.Fields(number), "")))
	if err == nil {
		var c *casework.Case
		if c, _, err = r.CaseByID(key.ID); err == nil {
			err = overseen(r.Actor, c)
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return "/work/cases/" + key.ID.String(), err
}

// items are the published items of the actor's unit, for the filter.
func (d *Pages) items(r *site.Request) ([]catalog.Item, error) {
	items, _, err := d.Site.Items.List(r.Context(), d.Site.Division, catalog.Filter{Unit: r.Actor.Unit}, catalog.Page{Limit: 100})
	return items, err
}

func (d *Pages) counts(r *site.Request) (map[Tab]int64, error) {
	if d.Counter == nil {
		return nil, nil
	}
	ctx := context.WithoutCancel(r.Context())
	q, _ := d.query(r, Work{Tab: Mine})
	mine, err := d.Counter.Count(ctx, q)
	if err != nil {
		return nil, err
	}
	q, _ = d.query(r, Work{Tab: Waiting})
	waiting, err := d.Counter.Count(ctx, q)
	if err != nil {
		return nil, err
	}
	all := map[Tab]int64{Mine: mine, Waiting: waiting}
	for t, m := range map[Tab]stats.Measure{Paused: stats.PausedNow, Whole: stats.OpenNow} { // kept as gauges: the backlog is not counted
		if all[t], err = d.Counter.Sum(ctx, d.Site.Division, m, 0, 0, r.Actor.Unit); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Sample is a morning's list.
func (Work) Sample() Work {
	h := specimen.NewHall()
	it := specimen.Item()
	now := h.Clock.Now()
	row := func(c *casework.Case, name string, due time.Duration, left lang.Text, tone ui.Tone, todo lang.Text) Listed {
		proc := licensing.Procedure()
		return Listed{Row: casework.Row{Key: c.Key, Number: c.Number, State: c.State, Name: name, NextDue: now.Add(due)}, Item: it.Name, State: proc.Info(c.State).Title, Tasks: todo, Left: left, Tone: tone}
	}
	first, second, third := h.Filed(), h.Filed(), h.Reviewed()
	accept, papers := act.TaskTitle(nil, nil, casework.Task{Step: casework.IntakeStep}), it.Steps[0].Tasks[0].Name
	return Work{Tab: Mine, Counts: map[Tab]int64{Mine: 3, Waiting: 12, Paused: 2, Whole: 41}, Next: "next", Items: []ui.Option{{Value: it.Code, Label: it.Name}}, Rows: []Listed{
		row(first, "青禾小吃店（示例）", -time.Hour, lang.T("超期2个工作日", "2 working days over"), ui.Overdue, accept),
		row(second, "林小禾（示例）", time.Hour, lang.T("今天是最后一天", "today is the last day"), ui.Soon, accept),
		row(third, "示例餐饮有限公司", 72*time.Hour, lang.T("还剩3个工作日", "3 working days left"), "", papers),
	}}
}

// mayOpenPerson says whether the actor may see a person's data in full.
func mayOpenPerson(a access.Actor, c *casework.Case) bool {
	return access.Check(a, access.OpenPersonalData, c.Target()) == nil
}
