package playbook

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/supervise"
	"banjie/internal/supervise/order"
	"banjie/internal/supervise/playbook"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

func chosen(all []catalog.Option, id string) lang.Text {
	for _, o := range all {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func ruleTitle(number string) lang.Text {
	r, ok := supervise.RuleOf(number)
	if !ok {
		return ui.Data(number)
	}
	return lang.T(r.Number+" "+r.Title.ZH, r.Number+" "+r.Title.In(lang.EN))
}

// Listed is a case in a list of the playbook.
type Listed struct {
	Href, Number string
	What         lang.Text // item or procedure
	Unit         lang.Text
	Detail       lang.Text
	Left         lang.Text
	Tone         ui.Tone
	Order        string // address of the form for an order about it; "" where one is open
}

// Rows is a list behind a figure.
type Rows struct {
	Title   lang.Text
	Lead    lang.Text
	Detail  lang.Text // heading of the column of details
	Rows    []Listed
	Ordered bool // the list says whether an order is open
	Prev    string
	Next    string
}

// View draws it.
func (v Rows) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: v.Title, Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Matter")}, {Name: lang.T("单位", "Unit")}, {Name: v.Detail}, {Name: lang.T("期限", "Limit")}},
		Empty: ui.Empty{Title: lang.T("这里没有", "Nothing here")}, Prev: v.Prev, Next: v.Next}
	if v.Ordered {
		t.Columns = append(t.Columns, ui.Column{Name: lang.T("督办", "Order")})
	}
	for _, r := range v.Rows {
		row := ui.Row{Href: r.Href, Tone: r.Tone, Cells: []ui.Component{ui.Plain(r.Number), ui.Words(r.What), ui.Words(r.Unit), ui.Words(r.Detail), ui.Mark{Label: r.Left, Tone: r.Tone}}}
		if v.Ordered {
			cell := ui.Component(ui.Words(lang.T("已发", "issued")))
			if r.Order != "" {
				cell = ui.Link{Name: lang.T("发督办单", "Issue an order"), Href: r.Order}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Components{ui.Heading{Title: v.Title, Lead: v.Lead}, t}.View(p)
}

// again is the address of the same list at another cursor.
func again(r *site.Request, after string) string {
	q := r.URL.Query()
	q.Del("after")
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// turn sets the links to the pages before and after.
func (v *Rows) turn(r *site.Request, next string) {
	if next != "" {
		v.Next = again(r, next)
	}
	if r.URL.Query().Get("after") != "" {
		v.Prev = again(r, "")
	}
}

// href is the page of a case; "" where the visitor has none.
func (c *Pages) href(r *site.Request, key casework.Key, procedure string) string {
	if procedure == complaint.Name {
		if c.mayComplaints(r) {
			return "/centre/cases/" + key.ID.String()
		}
		return ""
	}
	return "/work/cases/" + key.ID.String()
}

// masked is what stands of a sealed case for whoever is not of the centre: its number.
var masked = lang.T("密件", "sealed")

// what names the item, or the procedure where there is none.
func (c *Pages) what(r *site.Request, item, procedure string, sealed bool) lang.Text {
	if sealed && !c.mayComplaints(r) {
		return masked
	}
	if item != "" {
		return c.itemName(r)(item)
	}
	if p, err := c.Site.Engine.Procedure(procedure, 0); err == nil {
		return p.Title
	}
	return ui.Data(procedure)
}

func (c *Pages) due(w http.ResponseWriter, r *site.Request) error {
	cal, now := c.Site.Calendar(), c.Site.Clock.Now()
	today := cal.End(cal.DayOf(now))
	v := Rows{Detail: lang.T("状态", "State")}
	var from, until time.Time
	switch r.URL.Query().Get("when") {
	case "over":
		v.Title, until = lang.T("已经超期的", "Passed already"), now
	case "today":
		v.Title, from, until = lang.T("今天到期的", "Due today"), now, today
	case "week":
		v.Title, from, until = lang.T("本周内到期的", "Due later this week"), today, weekEnd(cal, now)
	default:
		return fault.Missing()
	}
	rows, next, err := c.Lists.DueRows(r.Context(), c.Site.Division, from, until, r.URL.Query().Get("after"), 0)
	if err != nil {
		return err
	}
	for _, x := range rows {
		l := Listed{Href: c.href(r, x.Key, x.Procedure), Number: idnum.ShortCase(x.Number), What: c.what(r, x.Item, x.Procedure, x.Sealed), Unit: r.Unit(x.Unit), Detail: ui.Data(string(x.State))}
		if p, err := c.Site.Engine.Procedure(x.Procedure, 0); err == nil {
			l.Detail = p.Info(x.State).Title
		}
		if l.What == masked {
			l.Detail = masked
		}
		l.Left, l.Tone = desk.Left(cal, casework.Row{NextDue: x.Due}, now)
		v.Rows = append(v.Rows, l)
	}
	v.turn(r, next)
	return r.Show(w, c.under(r, v.Title), v)
}

// waiting lists the open tasks of a unit, the longest waiting first.
func (c *Pages) waiting(w http.ResponseWriter, r *site.Request) error {
	unit, cal, now := r.URL.Query().Get("unit"), c.Site.Calendar(), c.Site.Clock.Now()
	name := r.Unit(unit)
	v := Rows{Title: lang.T("等"+name.ZH+"办的", "What waits for "+name.In(lang.EN)), Lead: lang.T("等得最久的在前。", "The longest waiting first."), Detail: lang.T("任务", "Task")}
	page, err := c.Site.Cases.Cases(r.Context(), casework.Query{Division: c.Site.Division, Tasks: true, Unit: unit, Order: casework.ByWaiting, After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	for _, x := range page.Rows {
		if x.Sealed && !c.mayComplaints(r) && x.Procedure != complaint.Name && x.Procedure != order.Name {
			continue // files, inspections and refunds of complaints: the unit and the centre have them in hand
		}
		l := Listed{Href: c.href(r, x.Key, x.Procedure), Number: idnum.ShortCase(x.Number), What: c.what(r, x.Item.Code, x.Procedure, x.Sealed), Unit: name, Detail: lang.T("已有人办", "in hand")}
		for _, t := range x.Tasks {
			if t.Unit == unit && t.State != casework.Taken {
				l.Detail = lang.T("没人签收", "not taken")
			}
		}
		l.Left, l.Tone = desk.Left(cal, x, now)
		v.Rows = append(v.Rows, l)
	}
	v.turn(r, page.Next)
	return r.Show(w, c.under(r, v.Title), v)
}

// late lists the limits that a level above was told of.
func (c *Pages) late(w http.ResponseWriter, r *site.Request) error {
	q := playbook.EscalatedQuery{After: r.URL.Query().Get("after")}
	v := Rows{Ordered: true}
	switch r.URL.Query().Get("of") {
	case "extended":
		v.Title, q.Extended = lang.T("延长过又超期的", "Extended and late again"), true
	case "unordered":
		v.Title, q.Level, q.Unordered = lang.T("已报到中心，还没有督办的", "Told to the centre, without an order"), int(supervise.ToCentre), true
	default:
		v.Title = lang.T("逐级上报的超期件", "Late limits that were escalated")
	}
	v.Lead = lang.T("上报只是告知，不产生处分。密件只显示编号。", "Being told punishes nobody. Of sealed cases stands the number only.")
	return c.escalated(w, r, v, q, c.under(r, v.Title))
}

// told is what the head of a unit was told of: the limits of that unit.
func (c *Pages) told(w http.ResponseWriter, r *site.Request) error {
	if r.Actor.Role != access.UnitHead || r.Actor.Unit == "" {
		return fault.Missing() // without a unit it would be the list of the whole county
	}
	v := Rows{Title: lang.T("本单位超期上报", "Late limits of my unit"), Lead: lang.T("期限一过，先报单位负责人；再不办，报投诉中心。上报只是告知，不产生处分，请看看卡在哪里。", "When a limit passes, the head of the unit is told first, then the centre. Being told punishes nobody: please see where it is stuck.")}
	p := c.page(r, v.Title)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: v.Title}}
	return c.escalated(w, r, v, playbook.EscalatedQuery{Unit: r.Actor.Unit, After: r.URL.Query().Get("after")}, p)
}

func (c *Pages) escalated(w http.ResponseWriter, r *site.Request, v Rows, q playbook.EscalatedQuery, p ui.Page) error {
	q.Division = c.Site.Division
	v.Detail = lang.T("报到哪一级", "Told")
	rows, next, err := c.Lists.Escalations(r.Context(), q)
	if err != nil {
		return err
	}
	cal, now := c.Site.Calendar(), c.Site.Clock.Now()
	for _, x := range rows {
		level := supervise.Level(x.Level).Title()
		l := Listed{Href: c.href(r, x.Key, x.Procedure), Number: idnum.ShortCase(x.Number), What: c.what(r, x.Item, x.Procedure, x.Sealed && q.Unit == ""), Unit: r.Unit(x.Unit),
			Detail: lang.T(level.ZH+"（"+x.Rule+"）", level.EN+" ("+x.Rule+")")}
		if q.Unit != "" {
			l.Href = "/work/cases/" + x.Key.ID.String()
		}
		l.Left, l.Tone = desk.Left(cal, casework.Row{NextDue: x.Due, Late: true}, now)
		if !x.Ordered && x.Procedure != "order" {
			f := url.Values{"number": {x.Number}, "unit": {x.Unit}, "ground": {"escalated"}, "about": {"case"}}
			l.Order = "/centre/orders/new?" + f.Encode()
		}
		v.Rows = append(v.Rows, l)
	}
	v.turn(r, next)
	return r.Show(w, p, v)
}

// complaints lists those that repeat, or those whose measures nobody confirmed.
func (c *Pages) complaints(w http.ResponseWriter, r *site.Request) error {
	if !c.mayComplaints(r) {
		return fault.Missing()
	}
	form, cal := r.URL.Query(), c.Site.Calendar()
	q := complaint.DeskQuery{Division: c.Site.Division, Against: form.Get("against"), Kind: form.Get("kind"), Item: form.Get("item"), After: form.Get("after")}
	v := Rows{Title: lang.T("反复出现的投诉", "Complaints that repeat"), Detail: lang.T("状态", "State")}
	if form.Get("of") == "measures" {
		q.Unmet = true
		v.Title = lang.T("整改没有得到确认的投诉", "Complaints whose measures nobody confirmed")
	} else {
		q.Since = cal.Start(cal.DayOf(c.Site.Clock.Now()) - playbook.Period + 1)
	}
	page, err := c.Complaints.Page(r.Context(), q)
	if err != nil {
		return err
	}
	proc, err := c.Site.Engine.Procedure(complaint.Name, 0)
	if err != nil {
		return err
	}
	for _, s := range page.Rows {
		l := Listed{Href: "/centre/cases/" + s.Key.ID.String(), Number: idnum.ShortCase(s.Number), What: chosen(complaint.Kinds(), s.Kind), Unit: lang.T("不知道", "not known"), Detail: proc.Info(s.State).Title}
		if s.Against != "" {
			l.Unit = r.Unit(s.Against)
		}
		l.Left, l.Tone = desk.Left(cal, casework.Row{NextDue: s.Due, Late: s.Late, Closed: s.Closed}, c.Site.Clock.Now())
		v.Rows = append(v.Rows, l)
	}
	v.turn(r, page.Next)
	return r.Show(w, c.under(r, v.Title), v)
}
