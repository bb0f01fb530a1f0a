package find

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/stats"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// publicSpan is over how many calendar days the first page looks back, today among them.
const publicSpan = 30

// Today is the three sentences of the first page and the same counts by unit. The sums
// over Units are the figures themselves; there is nothing about persons in it.
type Today struct {
	At       time.Time // as of when
	Received int64     // cases received since midnight
	OnTime   stats.Rate
	OpenLate int64    // of the denominator: still open and late
	Oldest   *Waiting // the open case that has waited longest; nil: none is open
	Units    []UnitToday
	Largest  []string // codes of the items most asked for, at most six
}

// Waiting is how long a case has waited. The applicant's own time and lawful pauses are
// in it: it is the time as the applicant lives it.
type Waiting struct {
	Workdays int
	Since    time.Time
	Unit     string
	Late     bool // some case of the unit is late
}

// UnitToday is the part of one unit.
type UnitToday struct {
	stats.UnitFigures
	Today  int64 // received since midnight
	Oldest *Waiting
}

// read gives the figures of the first page.
func (f *Pages) read(ctx context.Context) (Today, error) {
	cal, now, division := f.Site.Calendar(), f.Site.Clock.Now(), f.Site.Division
	day := cal.DayOf(now)
	from, until := int32(day)-publicSpan+1, int32(day)
	t := Today{At: now}
	units, err := f.Figures.Units(ctx, division, from, until, time.Time{})
	if err != nil {
		return t, err
	}
	today, err := f.Figures.Units(ctx, division, until, until, time.Time{})
	if err != nil {
		return t, err
	}
	received := map[string]int64{}
	for _, u := range today {
		received[u.Unit] = u.Received
	}
	oldest, err := f.Figures.Waiting(ctx, division)
	if err != nil {
		return t, err
	}
	for _, u := range units {
		line := UnitToday{UnitFigures: u, Today: received[u.Unit]}
		if since, ok := oldest[u.Unit]; ok {
			line.Oldest = &Waiting{Since: since, Unit: u.Unit, Late: u.Late > 0, Workdays: limit.Elapsed(cal, cal.DayOf(since), day)}
			if t.Oldest == nil || since.Before(t.Oldest.Since) {
				t.Oldest = line.Oldest
			}
		}
		t.Units = append(t.Units, line)
		t.Received += line.Today
	}
	all := stats.Total(units)
	t.OnTime, t.OpenLate = all.OnTime(), all.Late
	t.Largest, err = f.Figures.Largest(ctx, division, from, until, 6)
	return t, err
}

func (v Today) stats() ui.Stats {
	cases := lang.T("件", "cases")
	s := ui.Stats{
		{Name: lang.T("今天收件", "Received today"), Count: v.Received, Unit: cases, Note: lang.T("零点以来全县收到的申请。", "Applications received in the county since midnight."), Href: "/figures/received"},
		{Name: lang.T("按承诺时间办结", "Decided within the promise"), Count: v.OnTime.Numerator, Of: v.OnTime.Denominator, Unit: cases, Href: "/figures/in-time",
			Note: lang.Format("近%[2]d天作出决定的，加上现在到期还没办完的%[1]d件，都算在分母里。", "Out of all decided in the last %[2]d days and the %[1]d still open past their limit.", v.OpenLate, publicSpan)},
	}
	oldest := ui.Figure{Name: lang.T("等得最久的一件", "The longest wait"), Unit: lang.T("个工作日", "working days"), Note: lang.T("现在没有在办的件。", "No case is open."), Href: "/figures/oldest"}
	if o := v.Oldest; o != nil {
		oldest.Count = int64(o.Workdays)
		oldest.Note = lang.T("从收件那天算起，中止的时间也在内。", "Counted from the day of receipt, pauses included.")
		if o.Late {
			oldest.Tone = ui.Overdue
		}
	}
	return append(s, oldest)
}

// FigureRows is what a figure counts, by unit: the public list without persons.
type FigureRows struct {
	Figure string // received, in-time, oldest
	Today  Today
	Unit   func(id string) lang.Text
}

var figureName = map[string]lang.Text{
	"received": lang.T("今天收件，按部门", "Received today, by unit"),
	"in-time":  lang.T("按承诺时间办结，按部门", "Decided within the promise, by unit"),
	"oldest":   lang.T("等得最久的件，按部门", "The longest wait, by unit"),
}

// View draws it.
func (v FigureRows) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: figureName[v.Figure], Columns: []ui.Column{{Name: lang.T("部门", "Unit")}},
		Empty: ui.Empty{Title: lang.T("还没有办件", "No cases yet")}}
	number := func(n int64) ui.Component { return ui.Plain(ui.Number(n)) }
	switch v.Figure {
	case "received":
		t.Columns = append(t.Columns, ui.Column{Name: lang.T("今天收件", "Received"), Numeric: true})
	case "in-time":
		t.Columns = append(t.Columns, ui.Column{Name: lang.T("按时", "In time"), Numeric: true}, ui.Column{Name: lang.T("分母", "Out of"), Numeric: true},
			ui.Column{Name: lang.T("到期未办完", "Open and late"), Numeric: true}, ui.Column{Name: lang.T("比例", "Share"), Numeric: true})
	default:
		t.Columns = append(t.Columns, ui.Column{Name: lang.T("最久已等（工作日）", "Longest wait (working days)"), Numeric: true}, ui.Column{Name: lang.T("收件日", "Received on")})
	}
	for _, u := range v.Today.Units {
		row := ui.Row{Cells: []ui.Component{ui.Words(v.Unit(u.Unit))}}
		switch v.Figure {
		case "received":
			row.Cells = append(row.Cells, number(u.Today))
		case "in-time":
			row.Cells = append(row.Cells, number(u.OnTime().Numerator), number(u.OnTime().Denominator), number(u.Late), ui.Plain(ui.Percent(u.OnTime().Numerator, u.OnTime().Denominator)))
		default:
			if u.Oldest == nil {
				continue
			}
			if u.Oldest.Late {
				row.Tone = ui.Overdue
			}
			row.Cells = append(row.Cells, number(int64(u.Oldest.Workdays)), ui.Plain(p.Date(u.Oldest.Since)))
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Components{
		ui.Heading{Title: figureName[v.Figure], Lead: lang.T("每个数都从账本里的办理记录算出来。公开的只有部门和件数，没有任何人的名字。", "Every figure is computed from the records in the ledger. Only units and counts are public, never persons.")},
		t,
		ui.Text(lang.T("计算时间："+p.Instant(v.Today.At), "As of "+p.Instant(v.Today.At))),
	}.View(p)
}

func (f *Pages) figure(w http.ResponseWriter, r *site.Request) error {
	name, known := r.PathValue("figure"), false
	if _, known = figureName[name]; !known {
		return fault.Missing()
	}
	t := f.today(r.Context())
	if t == nil {
		return fault.New(fault.Unavailable, "no_figures", lang.T("数字还没有算好。", "The figures are not ready yet."), lang.T("请稍后再来看。", "Please look again shortly."))
	}
	p := r.Page(figureName[name])
	p.Breadcrumbs = []ui.Link{{Name: lang.T("首页", "Home"), Href: "/#figures"}, {Name: figureName[name]}}
	return r.Show(w, p, FigureRows{Figure: name, Today: *t, Unit: r.Unit})
}

// Sample is a day of the invented county.
func (Today) Sample() Today {
	since := specimen.Now.AddDate(0, -1, -4)
	w := Waiting{Workdays: 23, Since: since, Unit: "market", Late: true}
	units := []stats.UnitFigures{{Unit: "market", Decided: 3090, InPromise: 3000, Late: 30}, {Unit: "fire", Decided: 1874, InPromise: 1812, Late: 7}}
	all := stats.Total(units)
	return Today{At: specimen.Now, Received: 126, OnTime: all.OnTime(), OpenLate: all.Late, Oldest: &w, Units: []UnitToday{
		{UnitFigures: units[0], Today: 80, Oldest: &w},
		{UnitFigures: units[1], Today: 46, Oldest: &Waiting{Workdays: 12, Since: specimen.Now.AddDate(0, 0, -17), Unit: "fire"}},
	}}
}

// Sample is the list behind one figure.
func (FigureRows) Sample() FigureRows {
	return FigureRows{Figure: "in-time", Today: Today{}.Sample(), Unit: specimen.Unit}
}
