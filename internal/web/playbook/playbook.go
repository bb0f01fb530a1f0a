// Package playbook is the morning page of the head of the centre, and the desk of supervision
// orders.
//
//	/centre/playbook ── what is due │ who waits for whom │ what repeats │ promised and not done
//	   │                   └ each figure opens its rows: …/due, …/late, …/complaints, /centre/orders, /cards
//	   ├ links to the other desks of the centre ([More])
//	/centre/orders ── awaiting │ overdue │ replied │ closed ──▶ /work/cases/{id} (package desk)
//	   └ /centre/orders/new ── issue_order
//	/work/late      what was told to the head of a unit, for that head
//
// Supervisors and the head of the centre have these pages. Counts name units and never
// persons; of a sealed case stands nothing but its number. It decides nothing: what is
// offered leads to a form (packages act and order).
package playbook

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/supervise/order"
	"banjie/internal/supervise/playbook"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site       *site.Site
	Lists      playbook.Lists
	Orders     order.Lists
	Complaints complaint.Desk
	Rules      order.Rules
}

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	s, desk := c.Site, site.For(access.IssueOrder)
	handle := func(pattern string, need site.Need, h site.Handler) { s.Handle(pattern, need, c.within(h)) }
	handle("GET /centre/playbook", desk, c.playbook)
	handle("GET /centre/playbook/due", desk, c.due)
	handle("GET /centre/playbook/late", desk, c.late)
	handle("GET /centre/playbook/complaints", desk, c.complaints)
	handle("GET /centre/playbook/waiting", desk, c.waiting)
	handle("GET /centre/orders", desk, c.orders)
	handle("GET /centre/orders/new", desk, c.ask)
	handle("POST /centre/orders/new", desk, c.issue)
	handle("GET /work/desks", site.SignedIn, c.more)
	handle("GET /work/late", site.For(access.StaffUnit), c.told)
}

// within keeps out staff of another division.
func (c *Pages) within(h site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		if r.Actor.Division != c.Site.Division {
			return fault.Missing()
		}
		return h(w, r)
	}
}

// mayComplaints says whether the visitor has the pages of complaints.
func (c *Pages) mayComplaints(r *site.Request) bool {
	return c.Site.Centre != "" && r.Actor.Unit == c.Site.Centre
}

// Book is the morning page.
type Book struct {
	Day     calendar.Day
	Due     playbook.Due
	Waits   []playbook.Wait
	Repeats []playbook.Repeat
	Unmet   playbook.Unmet
	Stages  map[order.Stage]int64
	Centre  bool // complaints may be opened
	Desks   []Desk
	Unit    func(id string) lang.Text
	Item    func(code string) lang.Text
	Since   calendar.Day // of what repeats
	Alarms  int64        // retaliation alarms that nobody has answered, or that are not settled
	All     bool         // the whole of each list, not its first rows
}

// shown is how many rows a list of the morning page begins with.
const shown = 8

// more leads to the whole of a list of n rows.
func (v Book) more(n int, place string) ui.Components {
	if v.All || n <= shown {
		return nil
	}
	return ui.Components{ui.Link{Name: lang.Format("看全部%d行", "See all %d rows", n), Href: "/centre/playbook?all=1#" + place}}
}

// View draws it.
func (v Book) View(p ui.Page) templ.Component {
	links := ui.Actions{}
	for _, d := range v.Desks {
		links = append(links, ui.LinkButton{Label: d.Name, Href: d.Href, Look: ui.Secondary})
	}
	parts := ui.Components{
		ui.Heading{Title: lang.T("今日工作", "Playbook"), Caption: lang.T(v.Day.In(lang.ZH), v.Day.In(lang.EN)), Lead: lang.T("什么到期，谁在等谁，什么反复出现，答应的有没有办。每个数都能点开看明细。", "What is due, who waits for whom, what repeats, what was promised and not done. Every figure opens its rows.")}}
	if v.Alarms > 0 {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.Format("打击报复报警：%d件", "Retaliation alarms: %d", v.Alarms), Text: lang.T("先办这些：一个工作小时内由人回应。", "These come first: a person answers within one office hour."),
			Body: ui.Components{ui.Link{Name: lang.T("打开投诉中心", "Open the complaint centre"), Href: "/centre"}}})
	}
	return append(parts, v.due(), v.unmet(), v.waits(p), v.repeats(p), ui.Section{ID: "desks", Title: lang.T("其他工作", "Other work"), Body: ui.Components{links}}).View(p)
}

func (v Book) due() ui.Component {
	cases := lang.T("件", "cases")
	f := func(name lang.Text, n int64, when string, tone ui.Tone) ui.Figure {
		x := ui.Figure{Name: name, Count: n, Unit: cases, Href: "/centre/playbook/due?when=" + when}
		if n > 0 {
			x.Tone = tone
		}
		return x
	}
	return ui.Section{ID: "due", Title: lang.T("到期的", "What is due"), Body: ui.Components{
		ui.Text(lang.T("全县在办的办件、投诉和督办，按机关欠的最近一个期限算。", "Open cases, complaints and orders of the county, by the first limit that the administration owes.")),
		ui.Stats{f(lang.T("已经超期", "Passed already"), v.Due.Over, "over", ui.Overdue), f(lang.T("今天到期", "Today"), v.Due.Today, "today", ui.Soon), f(lang.T("本周内到期", "Later this week"), v.Due.Week, "week", "")}}}
}

func (v Book) unmet() ui.Component {
	f := func(name lang.Text, n int64, unit, note lang.Text, href string) ui.Figure {
		x := ui.Figure{Name: name, Count: n, Unit: unit, Note: note, Href: href}
		if n > 0 {
			x.Tone = ui.Overdue
		}
		return x
	}
	stats := ui.Stats{
		f(lang.T("督办逾期未回复", "Orders without a reply"), v.Unmet.Orders, lang.T("张", "orders"), lang.T("回复期限已过", "the reply date has passed"), "/centre/orders?stage=overdue"),
		f(lang.T("延长过又超期", "Extended and late again"), v.Unmet.Extensions, lang.T("件", "cases"), lang.T("延长后的新期限也过了", "the new date has passed as well"), "/centre/playbook/late?of=extended"),
		f(lang.T("已报到中心，还没有督办", "Told to the centre, no order yet"), v.Unmet.Unordered, lang.T("件", "cases"), lang.T("可以发督办单，也可以先催办", "an order may be issued, or a reminder sent"), "/centre/playbook/late?of=unordered"),
	}
	if v.Centre {
		stats = append(stats, f(lang.T("整改没有得到确认", "Measures nobody confirmed"), v.Unmet.Measures, lang.T("件", "complaints"), lang.T("办结的投诉有处理措施，投诉人和回访都没有说解决", "ended with measures; neither reporter nor revisit says solved"), "/centre/playbook/complaints?of=measures"))
	}
	return ui.Section{ID: "unmet", Title: lang.T("答应了没有办的", "Promised and not done"), Body: ui.Components{stats}}
}

func (v Book) waits(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("各单位手里的任务，多的在前", "Open tasks by unit, most first"), Columns: []ui.Column{{Name: lang.T("等哪个单位", "Waits for")}, {Name: lang.T("任务", "Tasks"), Numeric: true}, {Name: lang.T("没人签收", "Not taken"), Numeric: true}, {Name: lang.T("已超期", "Late"), Numeric: true}, {Name: lang.T("最早的", "Oldest since")}},
		Empty: ui.Empty{Title: lang.T("没有在办的任务", "No open task")}}
	for i, w := range v.Waits {
		if i == shown && !v.All {
			break
		}
		row := ui.Row{Href: "/centre/playbook/waiting?unit=" + url.QueryEscape(w.Unit), Cells: []ui.Component{ui.Words(v.Unit(w.Unit)), ui.Plain(ui.Number(w.Open)), ui.Plain(ui.Number(w.Untaken)), ui.Plain(ui.Number(w.Late)), ui.Plain(p.Date(w.Oldest))}}
		if w.Late > 0 {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Section{ID: "waits", Title: lang.T("谁在等谁", "Who waits for whom"), Body: append(ui.Components{t}, v.more(len(v.Waits), "waits")...)}
}

// repeated is what came again and again, its words and its rows.
func (v Book) repeated(r playbook.Repeat) (what, of lang.Text, href string) {
	q := url.Values{}
	switch r.Of {
	case playbook.UnitAndKind:
		q.Set("against", r.Unit)
		q.Set("kind", r.Kind)
		return v.Unit(r.Unit), chosen(complaint.Kinds(), r.Kind), "/centre/playbook/complaints?" + q.Encode()
	case playbook.ItemAndKind:
		q.Set("item", r.Item)
		q.Set("kind", r.Kind)
		return v.Item(r.Item), chosen(complaint.Kinds(), r.Kind), "/centre/playbook/complaints?" + q.Encode()
	}
	q.Set("unit", r.Unit)
	q.Set("rule", r.Rule)
	q.Set("since", ui.ISO(v.Since))
	return v.Unit(r.Unit), ruleTitle(r.Rule), "/cards?" + q.Encode()
}

func (v Book) repeats(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.Format("近%d天里出现%d次以上的", "%[2]d times or more in %[1]d days", playbook.Period, playbook.Often), Columns: []ui.Column{{Name: lang.T("单位或者事项", "Unit or item")}, {Name: lang.T("反复出现的", "What repeats")}, {Name: lang.T("次数", "Times"), Numeric: true}, {Name: lang.T("最近一次", "Latest")}},
		Empty: ui.Empty{Title: lang.T("没有反复出现的", "Nothing repeats"), Text: lang.Format("同一单位同类投诉、同一事项同类投诉、同一单位同一规则的牌，%d次以上才列在这里。", "Complaints of one kind against one unit or about one item, and cards of one rule, stand here from %d on.", playbook.Often)}}
	n := 0
	for _, r := range v.Repeats {
		if r.Of != playbook.UnitAndCard && !v.Centre {
			continue
		}
		if n++; n > shown && !v.All {
			continue
		}
		what, of, href := v.repeated(r)
		t.Rows = append(t.Rows, ui.Row{Href: href, Cells: []ui.Component{ui.Words(what), ui.Words(of), ui.Plain(ui.Number(r.N)), ui.Plain(p.Date(r.Latest))}})
	}
	return ui.Section{ID: "repeats", Title: lang.T("反复出现的", "What repeats"), Body: ui.Components{
		ui.Text(lang.T("反复出现的是一个问题，不是一个结论：先看是规则、材料、流程还是人手的问题。", "What repeats is a question and no verdict: look first whether rules, papers, procedure or staffing are the cause.")), t, v.more(n, "repeats")}}
}

// weekEnd is the end of this week's Sunday.
func weekEnd(cal *calendar.Calendar, now time.Time) time.Time {
	day := cal.DayOf(now)
	for day.Weekday() != time.Sunday {
		day++
	}
	return cal.End(day)
}

func (c *Pages) playbook(w http.ResponseWriter, r *site.Request) error {
	ctx, cal, now, division := r.Context(), c.Site.Calendar(), c.Site.Clock.Now(), c.Site.Division
	v := Book{Day: cal.DayOf(now), Centre: c.mayComplaints(r), Desks: desksOf(r.Actor, c.mayComplaints(r)), Unit: r.Unit, Item: c.itemName(r), Since: cal.DayOf(now) - playbook.Period + 1, All: r.URL.Query().Get("all") != ""}
	var err error
	if v.Due, err = c.Lists.Due(ctx, division, now, cal.End(v.Day), weekEnd(cal, now)); err != nil {
		return err
	}
	if v.Waits, err = c.Lists.Waits(ctx, division, now); err != nil {
		return err
	}
	if v.Repeats, err = c.Lists.Repeats(ctx, division, cal.Start(v.Since)); err != nil {
		return err
	}
	if v.Unmet, err = c.Lists.Unmet(ctx, division); err != nil {
		return err
	}
	if v.Centre {
		alarms, err := c.Complaints.Alarms(ctx, division)
		if err != nil {
			return err
		}
		v.Alarms = int64(len(alarms))
	}
	return r.Show(w, c.page(r, lang.T("今日工作", "Playbook")), v)
}

func (c *Pages) page(r *site.Request, title lang.Text) ui.Page {
	p := r.Page(title)
	p.Wide = true
	return p
}

// under is a page of the playbook with the way back.
func (c *Pages) under(r *site.Request, title lang.Text) ui.Page {
	p := c.page(r, title)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("今日工作", "Playbook"), Href: "/centre/playbook"}, {Name: title}}
	return p
}

// itemName gives an item's name by its code.
func (c *Pages) itemName(r *site.Request) func(string) lang.Text {
	return func(code string) lang.Text {
		if it, err := c.Site.Engine.Catalogue.Current(c.Site.Division, code); err == nil {
			return it.Name
		}
		return ui.Data(code)
	}
}
