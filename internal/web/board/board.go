// Package board is where supervision looks first: what is due soon, what is overdue, what
// silence has accepted, what has stood still for long; by unit, never by person.
//
//	/board ── figure (numerator ÷ denominator) ──▶ /board/cases?unit=…&lamp=… ──▶ the case
//	                                                      └── CSV, without names
//
// Every figure opens to exactly the rows it counts. A share in time has the open late ones
// in its denominator, so that leaving a case open makes no share better. Names of applicants
// and figures about one officer are not shown here. It rests on law:zyc-12 (a promise
// binds), law:zxf-36 (over time: the reason is stated in public) and law:xkf-32.4 (silence).
package board

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/stats"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/internal/web/voice"
)

// Period is over how many calendar days acceptances and decisions are looked back on, today
// among them, each by its own day.
const Period = 90

// Figures counts by the unit responsible; see [stats.Source].
type Figures interface {
	Units(ctx context.Context, division string, from, until int32, soon time.Time) ([]stats.UnitFigures, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site    *site.Site
	Figures Figures // nil: lists without figures
}

// Routes adds the pages to the site.
func (b *Pages) Routes() {
	s := b.Site
	s.Handle("GET /board", site.For(access.ListDivisionCases), b.board)
	s.Handle("GET /board/cases", site.For(access.ListDivisionCases), b.cases)
	s.Handle("GET /board/cases.csv", site.For(access.Export), b.export)
}

// Board is the first board of supervision.
type Board struct {
	At      time.Time
	Since   calendar.Day // first day of the period
	Units   []stats.UnitFigures
	Figures bool // there are figures
	Name    func(unit string) lang.Text
	Overdue []Listed
	Soon    []Listed
	Deemed  []Listed
	Paused  []Listed // longest first
}

// Listed is a case with its item's name.
type Listed struct {
	Row    casework.Row
	Item   lang.Text
	State  lang.Text
	Left   lang.Text
	Tone   ui.Tone
	Paused int // working days it has stood still
}

// rows is the address of the rows behind a figure.
func (v Board) rows(unit string, q url.Values) string {
	if unit != "" {
		q.Set("unit", unit)
	}
	return "/board/cases?" + q.Encode()
}

func (v Board) open(unit string, lamp casework.Lamp) string {
	q := url.Values{"open": {"yes"}}
	if lamp != "" {
		q.Set("lamp", string(lamp))
	}
	return v.rows(unit, q)
}

// since is the rows of a figure over the period, by the day by which the figure counts.
func (v Board) since(unit string, by casework.Instant, lamp casework.Lamp) string {
	q := url.Values{"by": {string(by)}, "since": {ui.ISO(v.Since)}}
	if lamp != "" {
		q.Set("lamp", string(lamp))
	}
	return v.rows(unit, q)
}

// View draws it.
func (v Board) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: lang.T("督办看板", "Board of supervision"), Lead: lang.T("每个数都能点开看是哪些件。只数部门，不数个人。", "Every figure opens to its cases. Units are counted, persons are not.")}}
	if v.Figures {
		parts = append(parts, v.stats(), v.byUnit(), v.voice())
	} else {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("数字还没有算好，下面的名单是实时的。", "The figures are not ready yet; the lists below are live.")})
	}
	for _, l := range []struct {
		title, empty lang.Text
		rows         []Listed
		all          string
	}{
		{lang.T("已超期，还没办完", "Overdue and still open"), lang.T("没有超期的办件", "Nothing is overdue"), v.Overdue, v.open("", casework.Overdue)},
		{lang.T("即将到期", "Due soon"), lang.T("没有即将到期的办件", "Nothing falls due soon"), v.Soon, v.open("", casework.DueSoon)},
		{lang.T("中止最久的", "Paused longest"), lang.T("没有中止计时的办件", "Nothing is paused"), v.Paused, v.open("", casework.PausedNow)},
		{lang.T("逾期没有答复、视为受理的", "Accepted by silence"), lang.T("没有视为受理的办件", "Silence has accepted nothing"), v.Deemed, v.since("", casework.ByAcceptance, casework.Deemed)},
	} {
		t := table(p, lang.Format("最前的%d件", "The first %d", shown), l.rows, v.Name)
		t.Empty = ui.Empty{Title: l.empty}
		parts = append(parts, ui.Section{Title: l.title, More: &ui.Link{Name: lang.T("全部："+l.title.ZH, "All: "+l.title.EN), Href: l.all}, Body: ui.Components{t}})
	}
	return append(parts, ui.Text(lang.T("统计到 "+p.Instant(v.At), "As of "+p.Instant(v.At)))).View(p)
}

func (v Board) stats() ui.Component {
	t := stats.Total(v.Units)
	cases := lang.T("件", "cases")
	open := lang.T("现在在办的办件里", "of the cases open now")
	return ui.Stats{
		{Name: lang.T("已超期，还没办完", "Overdue and open"), Count: t.Late, Of: t.Open, Unit: cases, Note: open, Href: v.open("", casework.Overdue), Tone: ui.Overdue},
		{Name: lang.T("即将到期", "Due soon"), Count: t.DueSoon, Of: t.Open, Unit: cases, Note: open, Href: v.open("", casework.DueSoon), Tone: ui.Soon},
		{Name: lang.T("中止计时", "Paused"), Count: t.Paused, Of: t.Open, Unit: cases, Note: open, Href: v.open("", casework.PausedNow)},
		{Name: lang.T("视为受理", "Accepted by silence"), Count: t.Deemed, Of: t.BySilence().Denominator, Unit: cases, Note: lang.Format("近%d天受理的办件里", "of the cases accepted in the last %d days", Period), Href: v.since("", casework.ByAcceptance, casework.Deemed)},
		{Name: lang.T("按期决定", "Decided in time"), Count: t.InPromise, Of: t.OnTime().Denominator, Unit: cases, Href: v.since("", casework.ByDecision, casework.OnTime),
			Note: lang.Format("近%d天作出决定的，加上现在超期没办完的%d件", "decided in the last %d days, and %d now open past a limit", Period, t.Late)},
	}
}

func (v Board) byUnit() ui.Component {
	t := ui.Table{Caption: lang.T("点数字看是哪些办件", "Every figure opens to its cases"), Columns: []ui.Column{{Name: lang.T("部门", "Unit")},
		{Name: lang.T("在办", "Open"), Numeric: true}, {Name: lang.T("即将到期", "Due soon"), Numeric: true}, {Name: lang.T("已超期", "Overdue"), Numeric: true}, {Name: lang.T("中止", "Paused"), Numeric: true},
		{Name: lang.T("视为受理", "By silence"), Numeric: true}, {Name: lang.T("按期÷应决定", "In time ÷ due"), Numeric: true}, {Name: lang.T("按期率", "In time"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("还没有办件", "No cases yet")}}
	figure := func(n int64, href string) ui.Component {
		if n == 0 {
			return ui.Plain("0")
		}
		return ui.Link{Name: ui.Data(ui.Number(n)), Href: href}
	}
	for _, u := range v.Units {
		rate := u.OnTime()
		row := ui.Row{Cells: []ui.Component{ui.Words(v.Name(u.Unit)), figure(u.Open, v.open(u.Unit, "")), figure(u.DueSoon, v.open(u.Unit, casework.DueSoon)), figure(u.Late, v.open(u.Unit, casework.Overdue)),
			figure(u.Paused, v.open(u.Unit, casework.PausedNow)), figure(u.Deemed, v.since(u.Unit, casework.ByAcceptance, casework.Deemed)),
			ui.Plain(ui.Number(rate.Numerator) + " ÷ " + ui.Number(rate.Denominator)), ui.Link{Name: ui.Data(ui.Percent(rate.Numerator, rate.Denominator)), Href: v.since(u.Unit, casework.ByDecision, "")}}}
		if u.Late > 0 {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Section{Title: lang.T("按部门", "By unit"), Body: ui.Components{t}}
}

// voice is what people said of finished cases and what followed.
func (v Board) voice() ui.Component {
	return ui.Section{Title: lang.T("群众评价", "What people said"), More: &ui.Link{Name: lang.T("差评整改清单", "Poor ratings"), Href: "/centre/voice"}, Body: ui.Components{voice.Table(v.Units, v.Name)}}
}

// Lists on the board: how many are shown, and among how many paused cases the longest is sought.
const (
	shown      = 10
	mostPaused = 300
)

func (b *Pages) board(w http.ResponseWriter, r *site.Request) error {
	now, cal := b.Site.Clock.Now(), b.Site.Calendar()
	v := Board{At: now, Since: cal.DayOf(now) - Period + 1, Name: r.Unit}
	if b.Figures != nil {
		units, err := b.Figures.Units(r.Context(), b.Site.Division, int32(v.Since), int32(cal.DayOf(now)), desk.SoonBefore(cal, now))
		if err != nil {
			return err
		}
		slices.SortStableFunc(units, func(a, b stats.UnitFigures) int {
			return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Open, a.Open))
		})
		v.Units, v.Figures = units, true
	}
	open := true
	for _, l := range []struct {
		into *[]Listed
		q    casework.Query
	}{
		{&v.Overdue, casework.Query{Lamp: casework.Overdue, Open: &open, Order: casework.ByUrgency}},
		{&v.Soon, casework.Query{Lamp: casework.DueSoon, Open: &open, Order: casework.ByUrgency, DueBefore: desk.SoonBefore(cal, now)}},
		{&v.Deemed, casework.Query{Lamp: casework.Deemed, By: casework.ByAcceptance, Since: cal.Start(v.Since)}},
	} {
		l.q.Division, l.q.Limit = b.Site.Division, shown
		page, err := b.Site.Cases.Cases(r.Context(), l.q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			*l.into = append(*l.into, b.listed(row))
		}
	}
	var err error
	if v.Paused, err = b.longest(r); err != nil {
		return err
	}
	p := r.Page(lang.T("督办看板", "Board of supervision"))
	p.Wide = true
	return r.Show(w, p, v)
}

// longest are the cases that have stood still for most working days.
func (b *Pages) longest(r *site.Request) ([]Listed, error) {
	open := true
	now, cal := b.Site.Clock.Now(), b.Site.Calendar()
	q := casework.Query{Division: b.Site.Division, Lamp: casework.PausedNow, Open: &open, Order: casework.ByNewest, Limit: 100}
	var all []Listed
	for len(all) < mostPaused {
		page, err := b.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			c, _, err := b.Site.Engine.Load(r.Context(), row.Key)
			if err != nil {
				return nil, err
			}
			l := b.listed(row)
			l.Paused = cal.WorkdaysBetween(pausedSince(c, cal.DayOf(now)), cal.DayOf(now))
			all = append(all, l)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b Listed) int { return cmp.Compare(b.Paused, a.Paused) })
	return all[:min(len(all), shown)], nil
}

// pausedSince is the first day of the pause that is still open, today where there is none.
func pausedSince(c *casework.Case, today calendar.Day) calendar.Day {
	since := today
	for _, k := range c.Clocks {
		if k.State != limit.Paused || k.Theirs {
			continue
		}
		for _, p := range k.Pauses {
			if p.To == 0 && p.From < since {
				since = p.From
			}
		}
	}
	return since
}

// listed is a row with its words.
func (b *Pages) listed(row casework.Row) Listed {
	l := Listed{Row: row, Item: ui.Data(row.Item.Slug), State: ui.Data(string(row.State))}
	if it, err := b.Site.Engine.Catalogue.Version(b.Site.Division, row.Item.Code, row.Item.Version); err == nil {
		l.Item = it.Name
	}
	if p, err := b.Site.Engine.Procedure(row.Procedure, 0); err == nil {
		l.State = p.Info(row.State).Title
	}
	l.Left, l.Tone = desk.Left(b.Site.Calendar(), row, b.Site.Clock.Now())
	return l
}

// Sample is a board of the invented county.
func (Board) Sample() Board {
	h := specimen.NewHall()
	d := specimen.Directory()
	row := func(c *casework.Case, left lang.Text, tone ui.Tone, paused int) Listed {
		return Listed{Row: casework.Row{Key: c.Key, Number: c.Number, Unit: c.Unit, Opened: c.Opened}, Item: specimen.Item().Name, State: lang.T("审查中", "Under review"), Left: left, Tone: tone, Paused: paused}
	}
	first, second := h.Filed(), h.Filed()
	now := h.Clock.Now()
	return Board{At: now, Since: calendar.Date(2025, time.December, 2), Figures: true, Name: func(id string) lang.Text { u, _ := d.Unit(id); return u.Name },
		Units: []stats.UnitFigures{
			{Unit: "market", Open: 128, DueSoon: 12, Late: 3, Paused: 9, Received: 1840, Accepted: 1800, Deemed: 4, Decided: 1681, InPromise: 1650, Rated: 812, RatedPoor: 31, Duties: 31, CalledInTime: 27, CalledLate: 3, FixedInTime: 20, FixedLate: 2},
			{Unit: "fire", Open: 41, DueSoon: 2, Paused: 4, Received: 402, Accepted: 390, Decided: 361, InPromise: 360},
		},
		Overdue: []Listed{row(first, lang.T("超期2个工作日", "2 working days over"), ui.Overdue, 0)},
		Soon:    []Listed{row(second, lang.T("今天是最后一天", "today is the last day"), ui.Soon, 0)},
		Paused:  []Listed{row(second, lang.T("中止计时", "Paused"), "", 14)},
	}
}
