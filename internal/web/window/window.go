// Package window is the desk of a clerk in the hall: receive a complete case by keyboard
// alone, hand over the slip, and accept it at once where the papers are there.
//
//	/window ─ a few letters ─▶ /window/receive/{key}?item=… ─ Alt+S ─▶ slip with number and code
//	                              │ Enter goes to the next place          └─▶ accept │ accept with papers to follow
//	                              └ the key in the address makes             │ ask for corrections │ refuse
//	                                one case, however often it is sent     /window/cases/{id}, counted visits
//
// Readers of identity cards and scanners are keyboards: they type a line and press Enter.
// Enter never files a case here; it puts what was read into its place and goes on to the
// next empty one. After a cut network the same page sends the same key, so a case that
// had arrived is shown and not filed again. Every further visit is counted with its reason.
//
// It rests on law:zyc-11 (receipt, tolerated papers, one list) and law:xkf-32.4; what may
// be done to the case comes from the procedure by package act.
package window

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Routes adds the pages to the site. scans may be nil: then scanner and card reader are
// keyboards only.
func Routes(s *site.Site, scans Scans) {
	machines := pages{scans}
	clerk := site.For(access.CountVisit) // receiving is a right of applicants too, a window is not
	s.Handle("GET /window", clerk, start)
	s.Handle("GET /window/impasse", clerk, askImpasse)
	s.Handle("POST /window/impasse", clerk, receiveImpasse)
	s.Handle("GET /window/receive", clerk, begin)
	s.Handle("GET /window/receive/{key}", clerk, machines.receive)
	s.Handle("POST /window/receive/{key}", clerk.WithFiles(), machines.received)
	s.Handle("GET /window/cases/{id}", clerk, look)
	s.Handle("GET /window/cases/{id}/receipt.png", clerk, image)
}

// Desk is where a clerk begins: which item, or which case.
type Desk struct {
	Window string // number on the sign; "" where the clerk sits at none
	Asked  string
	Hits   []catalog.Item
	Offer  []catalog.Item // of this window, for completion
	Unit   func(id string) lang.Text
	Today  []Line
	Missed bool // a case number was looked for and not found
	Listen bool // complaints are registered here as well
}

// Line is a case received today.
type Line struct {
	Row   casework.Row
	Item  lang.Text
	State lang.Text
}

// View draws it.
func (v Desk) View(p ui.Page) templ.Component {
	title := lang.T("收件", "Receive")
	if v.Window != "" {
		title = lang.T(v.Window+"号窗口收件", "Window "+v.Window+": receive")
	}
	parts := ui.Components{ui.Heading{Title: title}, finder{Desk: v}, ui.Actions{ui.LinkButton{Label: lang.T("办不成事登记", "Could not be done: register it"), Href: "/window/impasse", Look: ui.Secondary, Icon: ui.IconAlert}}}
	switch {
	case v.Missed:
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有找到这个办件编号。", "There is no such case number.")})
	case v.Asked != "" && len(v.Hits) == 0:
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有找到这个事项。换几个字试试，或输入事项编码。", "No such item. Try other words, or its code.")})
	case len(v.Hits) > 0:
		parts = append(parts, v.hits())
	}
	if v.Listen {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("登记投诉（来人、来电、来信）", "Register a complaint (in person, by telephone, by letter)"), Href: "/window/complain", Look: ui.Secondary}})
	}
	parts = append(parts, v.today(p), ui.KeyHints{{Key: "F2", Does: lang.T("找事项", "find an item")}, {Key: "Alt+1…9", Does: lang.T("选第几个", "take that one")}, {Key: "Enter", Does: lang.T("下一项", "next place")}, {Key: "Alt+S", Does: lang.T("收件", "receive")}, {Key: "Alt+A", Does: lang.T("受理", "accept")}})
	return parts.View(p)
}

// hits are numbered, so that Alt and the number takes one.
func (v Desk) hits() ui.Component {
	var row ui.Components
	for i, it := range v.Hits {
		b := ui.LinkButton{Label: it.Name, Href: "/window/receive?item=" + it.Slug, Look: ui.Secondary}
		if i < 9 {
			b.Key = "Alt+" + string(rune('1'+i))
		}
		unit := v.Unit(it.Unit)
		row = append(row, ui.Actions{b, ui.Words(lang.T(unit.ZH+" · "+it.Summary.ZH, unit.In(lang.EN)+" · "+it.Summary.In(lang.EN)))})
	}
	return ui.Section{Title: lang.T("是哪一个", "Which one"), Body: row}
}

func (v Desk) today(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("今天这个窗口收的", "Received at this window today"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Item")}, {Name: lang.T("申请人", "Applicant")}, {Name: lang.T("状态", "State")}, {Name: lang.T("时间", "Time")}},
		Empty:   ui.Empty{Title: lang.T("今天还没有收件", "Nothing received yet today")}}
	for _, l := range v.Today {
		t.Rows = append(t.Rows, ui.Row{Href: "/window/cases/" + l.Row.ID.String(), Cells: []ui.Component{ui.Plain(idnum.ShortCase(l.Row.Number)), ui.Words(l.Item), ui.Plain(l.Row.Name), ui.Words(l.State), ui.Moment(l.Row.Opened)}})
	}
	return t
}

// Sample is a clerk's desk after a few letters.
func (Desk) Sample() Desk {
	h := specimen.NewHall()
	c := h.Filed()
	d := specimen.Directory()
	it := specimen.Item()
	other := it
	other.Name, other.Slug = lang.T("食品经营许可延续", "Renewal of a food business licence"), "food-business-renewal"
	return Desk{Window: "3", Listen: true, Asked: "食品", Hits: []catalog.Item{it, other}, Offer: []catalog.Item{it, other},
		Unit:  func(id string) lang.Text { u, _ := d.Unit(id); return u.Name },
		Today: []Line{{Row: casework.Row{Key: c.Key, Number: c.Number, Name: "林小禾（示例）", Opened: c.Opened}, Item: it.Name, State: lang.T("已收件", "Received")}}}
}

// seat is the window of the clerk's post today; the zero window where there is none.
func seat(r *site.Request) org.Window {
	d := r.Directory()
	posts := slices.Concat(r.Actor.Posts, d.PostsOf(r.Actor.ID, r.Site.Calendar().DayOf(r.Site.Clock.Now())))
	for _, w := range d.Windows() {
		if w.Post != "" && slices.Contains(posts, w.Post) {
			return w
		}
	}
	return org.Window{}
}

// items are the published items received at the window.
func items(r *site.Request, at org.Window) ([]catalog.Item, error) {
	var all []catalog.Item
	for after := ""; ; {
		page, next, err := r.Site.Items.List(r.Context(), r.Site.Division, catalog.Filter{}, catalog.Page{After: after, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, it := range page {
			if at.Number == "" || at.Serves(it.Unit, it.Code) {
				all = append(all, it)
			}
		}
		if after = next; after == "" {
			return all, nil
		}
	}
}

// most are how many items complete what is typed, and how many answers are numbered.
const (
	mostOffered = 80
	mostHits    = 9
)

func start(w http.ResponseWriter, r *site.Request) error {
	at := seat(r)
	v := Desk{Window: at.Number, Asked: strings.TrimSpace(r.URL.Query().Get("q")), Unit: r.Unit, Listen: r.Site.Centre != "" && r.Actor.Role == access.Clerk}
	all, err := items(r, at)
	if err != nil {
		return err
	}
	v.Offer = all[:min(len(all), mostOffered)]
	if v.Asked != "" {
		to, err := v.find(r, all)
		if err != nil {
			return err
		}
		if to != "" {
			http.Redirect(w, r.Request, to, http.StatusSeeOther)
			return nil
		}
	}
	if v.Today, err = today(r, at); err != nil {
		return err
	}
	p := r.Page(lang.T("收件", "Receive"))
	p.Wide = true
	return r.Show(w, p, v)
}

// find fills the answers, or says where to go when there is exactly one.
func (v *Desk) find(r *site.Request, all []catalog.Item) (to string, err error) {
	if number := strings.ToUpper(strings.Join(strings.Fields(v.Asked), "")); len(number) >= 20 && hasDigit(number) {
		key, err := r.Site.Cases.ByNumber(r.Context(), r.Site.Division, number)
		if err == nil {
			return "/window/cases/" + key.ID.String(), nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		v.Missed = len(number) > 31
	}
	v.Hits = Match(all, v.Asked)
	if len(v.Hits) == 1 {
		return "/window/receive?item=" + v.Hits[0].Slug, nil
	}
	return "", nil
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// Match finds items by name, short name, code or part of it, the first letters of the
// words of the English name, or people's own words. An exact answer is the only one.
func Match(all []catalog.Item, asked string) []catalog.Item {
	folded := strings.ToLower(strings.TrimSpace(asked))
	if folded == "" {
		return nil
	}
	var near []catalog.Item
	for _, it := range all {
		if folded == strings.ToLower(it.Name.ZH) || folded == strings.ToLower(it.Name.EN) || folded == it.Slug || strings.EqualFold(folded, it.Code) || strings.EqualFold(folded, it.BaseCode) {
			return []catalog.Item{it}
		}
		part := len(folded) >= 3 && hasDigit(folded) && (strings.Contains(strings.ToLower(it.Code), folded) || strings.Contains(strings.ToLower(it.BaseCode), folded))
		if part || len(folded) >= 2 && strings.HasPrefix(initials(it.Name.EN), folded) {
			near = append(near, it)
		}
	}
	for _, hit := range catalog.Search(all, asked, mostHits) {
		if !slices.ContainsFunc(near, func(n catalog.Item) bool { return n.Code == hit.Item.Code }) {
			near = append(near, hit.Item)
		}
	}
	return near[:min(len(near), mostHits)]
}

// initials are the first letters of the words of a name, small.
func initials(name string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		b.WriteString(w[:1])
	}
	return b.String()
}

// today lists what the window received since midnight.
func today(r *site.Request, at org.Window) ([]Line, error) {
	if at.Number == "" {
		return nil, nil
	}
	cal := r.Site.Calendar()
	page, err := r.Site.Cases.Cases(r.Context(), casework.Query{Division: r.Site.Division, Window: at.Number, Since: cal.Start(cal.DayOf(r.Site.Clock.Now())), Order: casework.ByNewest, Names: true, Without: r.Site.Engine.Confided()})
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, row := range page.Rows {
		l := Line{Row: row, Item: ui.Data(row.Item.Slug), State: ui.Data(string(row.State))}
		if it, err := r.Site.Engine.Catalogue.Version(r.Site.Division, row.Item.Code, row.Item.Version); err == nil {
			l.Item = it.Name
		}
		if p, err := r.Site.Engine.Procedure(row.Procedure, 0); err == nil {
			l.State = p.Info(row.State).Title
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// begin gives a new form its key, in the address: going back and reloading keep it.
func begin(w http.ResponseWriter, r *site.Request) error {
	http.Redirect(w, r.Request, "/window/receive/"+site.NewKey()+"?item="+r.URL.Query().Get("item"), http.StatusSeeOther)
	return nil
}

// filed says whether the key has made its case already.
func filed(ctx context.Context, r *site.Request, key string) (casework.ID, bool, error) {
	done, ok, err := r.Site.Engine.Store.Repeated(ctx, r.Site.Division, r.Actor.ID, key)
	return done.Case, ok, err
}

// limitOf is the last day of a clock that runs.
func limitOf(c *casework.Case, name string) (day time.Time, ok bool) {
	k, ok := c.Clock(name)
	return k.Due.At.Add(-time.Second), ok && !k.Due.Paused && !k.Due.At.IsZero()
}
