package own

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Cases is the list of one's own cases.
type Cases struct {
	Rows    []CaseRow
	Show    string // open, closed, ""
	Next    string
	After   string
	Actions ui.Component // tabs to the other pages of one's own
}

// CaseRow is one case in the list.
type CaseRow struct {
	Href   string
	Name   lang.Text
	Number string
	Tag    ui.Tag
	Opened time.Time
	Due    calendar.Day // 0: none runs
	Late   bool
}

// View draws it.
func (v Cases) View(p ui.Page) templ.Component {
	link := func(show, after string) string {
		q := url.Values{}
		if show != "" {
			q.Set("show", show)
		}
		if after != "" {
			q.Set("after", after)
		}
		if len(q) == 0 {
			return "/my"
		}
		return "/my?" + q.Encode()
	}
	t := ui.Table{Caption: lang.T("我的办件，新的在前", "My cases, newest first"),
		Columns: []ui.Column{{Name: lang.T("事项", "Matter")}, {Name: lang.T("状态", "State")}, {Name: lang.T("收件日", "Received")}, {Name: lang.T("最晚办到", "Due by")}, {Name: lang.T("编号", "Number")}},
		Empty:   ui.Empty{Title: lang.T("这里还没有办件", "No cases here"), Text: lang.T("没登录时提交的，用编号和查询码查。", "What you sent without signing in you find with number and code."), Link: &ui.Link{Name: lang.T("查进度", "Track a case"), Href: "/track"}}}
	for _, c := range v.Rows {
		due := ui.Component(ui.Plain("–"))
		if c.Due != 0 {
			due = ui.OnDay(c.Due)
		}
		row := ui.Row{Href: c.Href, Cells: []ui.Component{ui.Words(c.Name), c.Tag, ui.Plain(p.Date(c.Opened)), due, ui.Plain(idnum.ShortCase(c.Number))}}
		if c.Late {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	if v.Next != "" {
		t.Next = link(v.Show, v.Next)
	}
	if v.After != "" {
		t.Prev = link(v.Show, "")
	}
	filter := ui.Tabs{Label: lang.T("筛选", "Filter"), Items: []ui.Tab{
		{Name: lang.T("全部", "All"), Href: link("", ""), Current: v.Show == ""},
		{Name: lang.T("在办", "Open"), Href: link("open", ""), Current: v.Show == "open"},
		{Name: lang.T("办结", "Closed"), Href: link("closed", ""), Current: v.Show == "closed"},
	}}
	return ui.Components{ui.Heading{Title: lang.T("我的办件", "My cases")}, v.Actions, filter, t}.View(p)
}

func (o *Pages) my(w http.ResponseWriter, r *site.Request) error {
	if r.Actor.IsStaff() { // whose own place is the desk
		return r.Go(w, r.Page(lang.Text{}).User.Home, lang.Text{})
	}
	v := Cases{Show: r.URL.Query().Get("show"), After: r.URL.Query().Get("after"), Actions: o.tabs("/my")}
	mine := access.ScopeOf(r.Actor, access.ListOwnCases)
	q := casework.Query{Division: o.Site.Division, Party: mine.Party, Before: mine.Before, Order: casework.ByNewest, After: v.After, Limit: 20}
	switch v.Show {
	case "open":
		q.Open = new(true)
	case "closed":
		q.Open = new(false)
	default:
		v.Show = ""
	}
	if q.Party != "" { // an agent without a mandate has no cases of its own
		page, err := o.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return err
		}
		v.Next = page.Next
		for _, row := range page.Rows {
			v.Rows = append(v.Rows, o.row(r, row))
		}
	}
	p := r.Page(lang.T("我的办件", "My cases"))
	p.Wide = true
	return r.Show(w, p, v)
}

func (o *Pages) row(r *site.Request, row casework.Row) CaseRow {
	c := CaseRow{Href: "/cases/" + row.ID.String(), Name: ui.Data(row.Item.Code), Number: row.Number, Opened: row.Opened, Late: row.Late && row.Closed.IsZero()}
	if it, err := o.Site.Items.Get(r.Context(), row.Division, row.Item.Code, row.Item.Version); err == nil {
		c.Name = it.Name
	}
	c.Tag = ui.Tag{Label: ui.Data(string(row.State)), Tone: ui.Busy}
	if p, err := o.Site.Engine.Procedure(row.Procedure, 0); err == nil {
		c.Tag.Label = p.Info(row.State).Title
		if row.Item.Code == "" {
			c.Name = p.Title
		}
	}
	switch {
	case c.Late:
		c.Tag.Tone = ui.Overdue
	case !row.Closed.IsZero():
		c.Tag.Tone = ui.Neutral
	case row.Paused:
		c.Tag.Tone = ui.Still
	}
	if row.Closed.IsZero() && !row.NextDue.IsZero() {
		cal := o.Site.Calendar()
		c.Due = cal.DayOf(row.NextDue.Add(-time.Microsecond)) // the instant is the first that is late
	}
	return c
}

// Sample is a list of three.
func (Cases) Sample() Cases {
	number := "11330599000000000043301123450012026022600"
	return Cases{Actions: (*Pages)(nil).tabs("/my"), Next: "x", Rows: []CaseRow{
		{Href: "/cases/sample", Name: specimen.Item().Name, Number: number + "17", Tag: ui.Tag{Label: lang.T("待补正", "Corrections awaited"), Tone: ui.Soon}, Opened: specimen.Now, Due: calendar.Date(2026, 3, 20)},
		{Href: "/cases/sample", Name: lang.T("大件运输许可", "Oversize transport permit"), Number: number + "18", Tag: ui.Tag{Label: lang.T("审查中", "Under review"), Tone: ui.Overdue}, Opened: specimen.Now, Due: calendar.Date(2026, 3, 9), Late: true},
		{Href: "/cases/sample", Name: lang.T("老年人优待证", "Senior citizen card"), Number: number + "02", Tag: ui.Tag{Label: lang.T("办结", "Done"), Tone: ui.Neutral}, Opened: specimen.Now},
	}}
}
