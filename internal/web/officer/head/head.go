// Package head is what the head of a unit does: decide what waits for a head, see where
// work piles up, and see to it that every post has somebody.
//
//	/head        extensions asked for, parts that disagree, rescissions proposed, open tasks by post
//	/head/staff  A and B of each post, absences, powers handed down (from … until)
//
// Work is counted by post and never by person. An absence has two days and no reason. A
// power is handed down in writing, for a time, and no further (package org); the acts go
// to the division's ledger through [Staff]. Extensions rest on law:xkf-42.1, denials on
// law:xkf-38, rescissions on law:zyc-14 and law:xkf-69. Approving itself is a form of package act.
package head

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Staff writes changes of the organisation as one act of the ledger, after which
// site.Site.Org gives the new directory.
type Staff interface {
	Change(ctx context.Context, by access.Actor, changes []org.Change) error
}

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Staff Staff
}

// Routes adds the pages to the site.
func (h *Pages) Routes() {
	s := h.Site
	s.Handle("GET /head", site.For(access.StaffUnit), h.head)
	s.Handle("GET /head/staff", site.For(access.StaffUnit), h.staff)
	s.Handle("POST /head/staff/holding", site.For(access.StaffUnit), h.hold)
	s.Handle("POST /head/staff/absence", site.For(access.StaffUnit), h.absent)
	s.Handle("POST /head/staff/delegation", site.For(access.Delegate), h.delegate)
	s.Handle("POST /head/staff/delegation/{delegation}/withdraw", site.For(access.Delegate), h.withdraw)
}

// Approve is what waits for the head.
type Approve struct {
	Unit      lang.Text
	Asked     []Waiting // extensions
	Disagreed []Waiting // a part ended in disagreement
	Proposed  []Waiting // rescissions
	Posts     []Load
	More      bool // there were more open cases than were looked at
}

// Waiting is one case that waits for the head.
type Waiting struct {
	Row    casework.Row
	Item   lang.Text
	Reason string // as given by who asked
	Days   int    // working days asked for
	Left   lang.Text
	Tone   ui.Tone
	Part   lang.Text // the part that disagreed
}

// Load is the open work of one post.
type Load struct {
	Post    lang.Text
	Open    int64
	Waiting int64 // of Open: nobody has taken them
	Oldest  time.Time
	OnDuty  string // "" when the post is vacant today
}

// View draws it.
func (v Approve) View(p ui.Page) templ.Component {
	asked := ui.Table{Caption: lang.T("等您批准的延长申请", "Extensions that wait for you"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Item")}, {Name: lang.T("理由", "Reason")}, {Name: lang.T("要延长", "By")}, {Name: lang.T("承诺期限", "Promised limit")}},
		Empty:   ui.Empty{Title: lang.T("没有待批的延长申请", "No extension waits for you")}}
	for _, w := range v.Asked {
		span := ui.SpanText(w.Days, "workday")
		asked.Rows = append(asked.Rows, ui.Row{Href: act.Href(w.Row.ID, "approve_extension", "/head"), Tone: w.Tone,
			Cells: []ui.Component{ui.Plain(idnum.ShortCase(w.Row.Number)), ui.Words(w.Item), ui.Plain(w.Reason), ui.Words(span), ui.Mark{Label: w.Left, Tone: w.Tone}}})
	}
	parts := ui.Components{ui.Heading{Caption: v.Unit, Title: lang.T("待我批准", "To approve")}, ui.Section{Title: lang.T("延长期限", "Extensions"), Body: ui.Components{asked}}}
	disagreed := ui.Table{Caption: lang.T("有环节不同意，等您决定的", "Parts that disagree: yours to decide"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Item")}, {Name: lang.T("不同意的环节", "Part that disagrees")}, {Name: lang.T("承诺期限", "Promised limit")}},
		Empty:   ui.Empty{Title: lang.T("没有需要您决定的", "Nothing is yours to decide")}}
	for _, w := range v.Disagreed {
		disagreed.Rows = append(disagreed.Rows, ui.Row{Href: "/work/cases/" + w.Row.ID.String(), Tone: w.Tone,
			Cells: []ui.Component{ui.Plain(idnum.ShortCase(w.Row.Number)), ui.Words(w.Item), ui.Words(w.Part), ui.Mark{Label: w.Left, Tone: w.Tone}}})
	}
	parts = append(parts, ui.Section{Title: lang.T("不予许可", "Denials"), Body: ui.Components{disagreed}},
		ui.Section{Title: lang.T("撤销许可", "Rescissions"), Body: ui.Components{v.proposed()}}, v.loads(p))
	if v.More {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.Format("本单位在办很多，这里看了最急的%d件。", "The unit has many open cases; the %d most urgent were looked at.", mostLooked)})
	}
	return parts.View(p)
}

// proposed are the rescissions that checks of undertakings ask for, with both answers.
func (v Approve) proposed() ui.Component {
	t := ui.Table{Caption: lang.T("整改后仍未达到承诺条件，提请您撤销的", "Undertakings that still do not hold: proposed to be rescinded"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Item")}, {Name: lang.T("核查结果", "What the check found")}, {Name: lang.T("您的决定", "Your decision")}},
		Empty:   ui.Empty{Title: lang.T("没有提请撤销的", "No rescission is proposed")}}
	for _, w := range v.Proposed {
		t.Rows = append(t.Rows, ui.Row{Href: "/work/cases/" + w.Row.ID.String(), Tone: w.Tone, Cells: []ui.Component{ui.Plain(idnum.ShortCase(w.Row.Number)), ui.Words(w.Item), ui.Plain(w.Reason),
			ui.Actions{ui.LinkButton{Label: lang.T("批准撤销", "Rescind"), Href: act.Href(w.Row.ID, "rescind", "/head"), Look: ui.Secondary}, ui.LinkButton{Label: lang.T("不批准，重新核查", "No: check again"), Href: act.Href(w.Row.ID, "reject_rescission", "/head"), Look: ui.Quiet}}}})
	}
	return t
}

// loads is the open work by post; the order is the work's, not anybody's.
func (v Approve) loads(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("各岗位在办任务（按岗位，不排个人）", "Open tasks by post, never by person"),
		Columns: []ui.Column{{Name: lang.T("岗位", "Post")}, {Name: lang.T("在办", "Open"), Numeric: true}, {Name: lang.T("其中待签收", "Of these not taken"), Numeric: true}, {Name: lang.T("最早一项", "Oldest")}, {Name: lang.T("今天在岗", "On duty today")}},
		Empty:   ui.Empty{Title: lang.T("没有在办任务", "No open tasks")}}
	for _, l := range v.Posts {
		duty := ui.Component(ui.Plain(l.OnDuty))
		if l.OnDuty == "" {
			duty = ui.Tag{Label: lang.T("空缺", "vacant"), Tone: ui.Soon}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(l.Post), ui.Plain(ui.Number(l.Open)), ui.Plain(ui.Number(l.Waiting)), ui.Plain(p.Date(l.Oldest)), duty}})
	}
	return ui.Section{Title: lang.T("哪里忙不过来", "Where work piles up"), More: &ui.Link{Name: lang.T("安排人员与替岗", "Staff and stand-ins"), Href: "/head/staff"}, Body: ui.Components{t}}
}

// mostLooked is how many of the unit's open cases are looked into, most urgent first.
const mostLooked = 300

func (h *Pages) head(w http.ResponseWriter, r *site.Request) error {
	open := true
	q := casework.Query{Division: h.Site.Division, Unit: r.Actor.Unit, Open: &open, States: []casework.State{licensing.UnderReview, licensing.Checking}, Order: casework.ByUrgency, Limit: 100}
	v := Approve{Unit: r.Unit(r.Actor.Unit)}
	for looked := 0; ; {
		page, err := h.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			if err := h.look(r, &v, row); err != nil {
				return err
			}
		}
		looked += len(page.Rows)
		if q.After = page.Next; q.After == "" {
			break
		}
		if v.More = looked >= mostLooked; v.More {
			break
		}
	}
	var err error
	if v.Posts, err = h.posts(r); err != nil {
		return err
	}
	p := r.Page(lang.T("待我批准", "To approve"))
	p.Wide = true
	return r.Show(w, p, v)
}

// look adds a case where it waits for the head.
func (h *Pages) look(r *site.Request, v *Approve, row casework.Row) error {
	c, _, err := h.Site.Engine.Load(r.Context(), row.Key)
	if err != nil {
		return err
	}
	it, err := desk.ItemOf(r, c)
	if err != nil {
		return err
	}
	w := Waiting{Row: row, Item: itemName(it, row)}
	w.Left, w.Tone = desk.Left(h.Site.Calendar(), row, h.Site.Clock.Now())
	if x := licensing.FileOf(c).Extension; x != nil && !x.Approved && !x.Rejected {
		w.Days = x.Days
		for _, e := range c.Events {
			if e.Kind == "extension_requested" {
				w.Reason = e.Private.Text
			}
		}
		v.Asked = append(v.Asked, w)
	}
	if licensing.FileOf(c).Proposed {
		for _, e := range c.Events {
			if e.Kind == "undertaking_checked" {
				w.Reason = e.Private.Text
			}
		}
		v.Proposed = append(v.Proposed, w)
	}
	for _, t := range c.Tasks {
		if c.State == licensing.UnderReview && t.State == casework.Done && t.Outcome == "disagree" {
			w.Part = act.TaskTitle(it, nil, t)
			v.Disagreed = append(v.Disagreed, w)
			break
		}
	}
	return nil
}

func itemName(it *catalog.Item, row casework.Row) lang.Text {
	if it == nil {
		return ui.Data(row.Item.Slug)
	}
	return it.Name
}

// posts counts the unit's open tasks by post.
func (h *Pages) posts(r *site.Request) ([]Load, error) {
	d, today := r.Directory(), h.Site.Calendar().DayOf(h.Site.Clock.Now())
	by := map[string]*Load{}
	q := casework.Query{Division: h.Site.Division, Tasks: true, Unit: r.Actor.Unit, Order: casework.ByUrgency, Limit: 100}
	for range mostLooked / 100 {
		page, err := h.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			for _, t := range row.Tasks {
				if t.Unit == r.Actor.Unit {
					count(by, t)
				}
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	var all []Load
	for _, post := range slices.Sorted(maps.Keys(by)) {
		l := *by[post]
		l.Post = lang.T("没有指定岗位", "No post named")
		if named, ok := d.Post(post); ok {
			l.Post = named.Name
			if duty, err := d.OnDuty(post, today); err == nil {
				o, _ := d.Officer(duty.Officer)
				l.OnDuty = o.Name
			}
		} else {
			l.OnDuty = r.T("本单位", "the unit")
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b Load) int { return cmp.Compare(b.Open, a.Open) })
	return all, nil
}

func count(by map[string]*Load, t casework.Task) {
	l := by[t.Post]
	if l == nil {
		l = &Load{Oldest: t.Opened}
		by[t.Post] = l
	}
	l.Open++
	if t.State != casework.Taken {
		l.Waiting++
	}
	if t.Opened.Before(l.Oldest) {
		l.Oldest = t.Opened
	}
}

// Sample is a head's morning.
func (Approve) Sample() Approve {
	h := specimen.NewHall()
	c := h.Asked()
	it := specimen.Item()
	row := casework.Row{Key: c.Key, Number: c.Number}
	left := lang.T("还剩2个工作日", "2 working days left")
	unit, _ := specimen.Directory().Unit("market")
	return Approve{Unit: unit.Name,
		Asked:     []Waiting{{Row: row, Item: it.Name, Reason: "需要会同镇里核实场所用途。", Days: 10, Left: left}},
		Disagreed: []Waiting{{Row: row, Item: it.Name, Part: it.Steps[0].Tasks[1].Name, Left: left}},
		Proposed:  []Waiting{{Row: row, Item: it.Name, Reason: "整改期满，复查时仍没有消毒间。"}},
		Posts: []Load{
			{Post: lang.T("食品许可岗", "Food licences"), Open: 23, Waiting: 9, Oldest: h.Clock.Now().AddDate(0, 0, -6), OnDuty: specimen.Officer.Name},
			{Post: lang.T("签发岗", "Signature"), Open: 4, Waiting: 4, Oldest: h.Clock.Now().AddDate(0, 0, -1)},
		}}
}
