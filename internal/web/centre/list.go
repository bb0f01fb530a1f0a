package centre

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Tab is one kind of what waits.
type Tab string

const (
	Triage   Tab = "triage" // for the answer on acceptance
	Rulings  Tab = "ruling" // for a ruling on competence
	Answers  Tab = "answer" // findings are in
	Heads    Tab = "head"   // for the head of the centre
	Another  Tab = "other"  // a review or an appeal, for somebody who had no part in it
	AtUnits  Tab = "units"  // in the hands of those who look into it
	Sayings  Tab = "say"    // for the reporter
	Finished Tab = "ended"
)

var tabNames = []struct {
	Tab  Tab
	Name lang.Text
}{
	{Triage, lang.T("等分诊", "Triage")},
	{Rulings, lang.T("等裁定", "Ruling")},
	{Answers, lang.T("等答复", "Answer")},
	{Heads, lang.T("等负责人", "For the head")},
	{Another, lang.T("换人复核、复查", "Review, appeal")},
	{AtUnits, lang.T("调查中", "Looked into")},
	{Sayings, lang.T("等投诉人表态", "Reporter's say")},
	{Finished, lang.T("办结的", "Ended")},
}

// tabOf is what a complaint waits for.
func tabOf(k *casework.Case) Tab {
	f := complaint.FileOf(k)
	if n := len(f.Openings); f.Extension != nil && !f.Extension.Approved && !f.Extension.Rejected || n > 0 && f.Openings[n-1].Approved == "" {
		if k.IsOpen() {
			return Heads
		}
	}
	switch k.State {
	case complaint.Registered:
		return Triage
	case complaint.Contested:
		return Rulings
	case complaint.Reported:
		return Answers
	case complaint.InReview, complaint.Appealed:
		return Another
	case complaint.Answered:
		return Sayings
	case complaint.NotAccepted, complaint.Closed:
		return Finished
	}
	return AtUnits
}

// Desk is the list of the centre.
type Desk struct {
	Tab    Tab
	Counts map[Tab]int64
	Rows   []Row
	Today  []Row // due today or over, whatever they wait for
	Waits  []Wait
	Most   int // complaints beyond this many are not counted; 0: all were
	Open   bool
}

// Row is a complaint of the list.
type Row struct {
	Href, Number string
	Kind         lang.Text
	Against      lang.Text
	State        lang.Text
	Clock        lang.Text // the limit that ends next
	Left         lang.Text
	Tone         ui.Tone
	due          time.Time
}

// Wait is how many complaints wait for whom.
type Wait struct {
	For   lang.Text
	Count int
}

// View draws it.
func (v Desk) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("投诉中心", "Complaint centre")}
	for _, t := range tabNames {
		tabs.Items = append(tabs.Items, ui.Tab{Name: t.Name, Href: "/centre?tab=" + string(t.Tab), Count: v.Counts[t.Tab], Current: t.Tab == v.Tab})
	}
	parts := ui.Components{ui.Heading{Title: lang.T("投诉中心", "Complaint centre"), Lead: lang.T("有诉必理，有理必果。", "Every complaint accepted; every accepted one brought to a result.")},
		ui.Actions{ui.LinkButton{Label: lang.T("责任追究", "Accountability"), Href: "/centre/accountability", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("明察暗访", "Inspections"), Href: "/centre/inspections", Look: ui.Secondary}}, v.playbook()}
	if v.Open {
		parts = append(parts, keyOpen())
	}
	if v.Most > 0 {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.Format("在办的投诉超过%d件，这里只排出最早登记的这些。", "More than %d complaints are open; only the earliest stand here.", v.Most)})
	}
	t := ui.Table{Caption: lang.T("按期限先后排列", "In the order of their limits"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("类别", "Kind")}, {Name: lang.T("被投诉单位", "Unit complained of")}, {Name: lang.T("状态", "State")}, {Name: lang.T("最近的期限", "Next limit")}, {Name: lang.T("还剩", "Left")}},
		Empty:   ui.Empty{Title: lang.T("这里没有投诉", "Nothing here"), Text: lang.T("有要办的，会按期限先后排在这里。", "What is to be done will stand here in the order of its limits.")}}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Tone: r.Tone, Cells: []ui.Component{ui.Plain(r.Number), ui.Words(r.Kind), ui.Words(r.Against), ui.Words(r.State), ui.Words(r.Clock), ui.Mark{Label: r.Left, Tone: r.Tone}}})
	}
	return append(parts, tabs, t).View(p)
}

// playbook says what is due today and who waits for whom.
func (v Desk) playbook() ui.Component {
	n := ui.Notice{Kind: ui.Info, Title: lang.Format("今天到期或者已经超期的：%d件", "Due today or over: %d", len(v.Today))}
	if len(v.Today) > 0 {
		n.Kind = ui.Warning
	}
	for _, r := range v.Today[:min(len(v.Today), 5)] {
		n.Body = append(n.Body, ui.Link{Name: lang.T(r.Number+" · "+r.Clock.ZH+" · "+r.Left.ZH, r.Number+" · "+r.Clock.In(lang.EN)+" · "+r.Left.In(lang.EN)), Href: r.Href})
	}
	var zh, en []string
	for _, w := range v.Waits {
		zh, en = append(zh, "等"+w.For.ZH+"："+strconv.Itoa(w.Count)+"件"), append(en, "for "+w.For.In(lang.EN)+": "+strconv.Itoa(w.Count))
	}
	if len(zh) > 0 {
		n.Body = append(n.Body, ui.Text(lang.T("谁在等谁——"+strings.Join(zh, "；")+"。", "Who waits for whom – "+strings.Join(en, "; ")+".")))
	}
	return n
}

// mostOpen is how many open complaints the list looks through.
const mostOpen = 500

func (c *Pages) list(w http.ResponseWriter, r *site.Request) error {
	v := Desk{Tab: Tab(r.URL.Query().Get("tab")), Counts: map[Tab]int64{}}
	if !slices.ContainsFunc(tabNames, func(t struct {
		Tab  Tab
		Name lang.Text
	}) bool {
		return t.Tab == v.Tab
	}) {
		v.Tab = Triage
	}
	_, v.Open = c.key(r)
	open := true
	q := casework.Query{Division: c.Site.Division, Procedure: complaint.Name, Unit: c.Centre, Sealed: true, Open: &open, Order: casework.ByWaiting, Limit: 100}
	waits := map[string]*Wait{}
	note := func(id string, name lang.Text) {
		if waits[id] == nil {
			waits[id] = &Wait{For: name}
		}
		waits[id].Count++
	}
	for n := 0; ; {
		page, err := c.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			k, p, err := c.Site.Engine.Load(r.Context(), row.Key)
			if err != nil {
				return err
			}
			n++
			tab, l := tabOf(k), c.row(r, k, p)
			v.Counts[tab]++
			if tab == v.Tab {
				v.Rows = append(v.Rows, l)
			}
			if l.Tone == ui.Overdue || l.Tone == ui.Soon && !l.due.IsZero() && !l.due.After(c.Site.Calendar().End(c.Site.Calendar().DayOf(c.Site.Clock.Now()))) {
				v.Today = append(v.Today, l)
			}
			switch tab {
			case AtUnits:
				for _, t := range k.OpenTasks() {
					note(t.Unit, r.Unit(t.Unit))
				}
				if k.State == complaint.HandedOver {
					note("outside", lang.T("外单位确认", "bodies outside"))
				}
			case Sayings:
				note("reporter", lang.T("投诉人表态", "reporters"))
			case Heads:
				note("head", lang.T("中心负责人", "the head of the centre"))
			default:
				note("desk", lang.T("本中心", "this desk"))
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
		if n >= mostOpen {
			v.Most = mostOpen
			break
		}
	}
	if v.Tab == Finished {
		shut := false
		page, err := c.Site.Cases.Cases(r.Context(), casework.Query{Division: c.Site.Division, Procedure: complaint.Name, Unit: c.Centre, Sealed: true, Open: &shut, Order: casework.ByNewest, Limit: 50})
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			k, p, err := c.Site.Engine.Load(r.Context(), row.Key)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, c.row(r, k, p))
		}
	} else {
		byDue(v.Rows)
	}
	byDue(v.Today)
	for _, x := range waits {
		v.Waits = append(v.Waits, *x)
	}
	slices.SortFunc(v.Waits, func(a, b Wait) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.For.ZH, b.For.ZH)) })
	p := r.Page(lang.T("投诉中心", "Complaint centre"))
	p.Wide = true
	return r.Show(w, p, v)
}

// byDue puts what ends first in front; what has no limit running comes last.
func byDue(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		if a.due.IsZero() != b.due.IsZero() {
			if a.due.IsZero() {
				return 1
			}
			return -1
		}
		return a.due.Compare(b.due)
	})
}

// row says of a complaint what stands in the list.
func (c *Pages) row(r *site.Request, k *casework.Case, p *casework.Procedure) Row {
	f := complaint.FileOf(k)
	l := Row{Href: base(k), Number: idnum.ShortCase(k.Number), Kind: option(complaint.Kinds(), f.Kind), State: p.Info(k.State).Title, Against: lang.T("不知道", "not known")}
	if f.Against != "" {
		l.Against = r.Unit(f.Against)
	}
	l.Left, l.Tone = lang.T("没有在走的期限", "no limit runs"), ""
	if !k.IsOpen() {
		l.Left = option(complaint.Results(), k.Result)
		if k.State == complaint.NotAccepted {
			l.Left = l.State
		}
		return l
	}
	if next, ok := nextClock(k); ok {
		l.Clock, l.due = ui.Data(next.Name), next.Due.At
		if rule, ok := p.Rule(next.Name); ok {
			l.Clock = rule.Title
		}
		l.Left, l.Tone = left(c.Site.Calendar(), next, c.Site.Clock.Now())
	}
	return l
}

// nextClock is the limit of an open complaint that ends first. What the centre or a unit is
// to do comes before the count of how long the reporter has waited.
func nextClock(k *casework.Case) (limit.Clock, bool) {
	var next limit.Clock
	found := false
	for _, x := range k.Clocks {
		if !x.State.Open() || x.Due.Paused || x.Due.At.IsZero() {
			continue
		}
		if !found || x.Due.At.Before(next.Due.At) {
			next, found = x, true
		}
	}
	return next, found
}

func left(cal *calendar.Calendar, k limit.Clock, now time.Time) (lang.Text, ui.Tone) {
	return desk.Left(cal, casework.Row{NextDue: k.Due.At, Late: k.State == limit.Late && !k.Theirs}, now)
}

func option(all []catalog.Option, id string) lang.Text {
	for _, o := range all {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

// Sample is a morning at the centre.
func (Desk) Sample() Desk {
	row := func(n, kind string, state, clock, left lang.Text, tone ui.Tone) Row {
		return Row{Href: "/centre/cases/1", Number: n, Kind: option(complaint.Kinds(), kind), Against: lang.T("县市场监督管理局", "Market supervision"), State: state, Clock: clock, Left: left, Tone: tone}
	}
	registered := lang.T("已登记", "Registered")
	first := row("0302 0007", "extortion", registered, lang.T("是否受理的答复", "Answer on acceptance"), lang.T("今天是最后一天", "today is the last day"), ui.Soon)
	return Desk{Tab: Triage, Open: true, Counts: map[Tab]int64{Triage: 2, Rulings: 1, Answers: 3, Heads: 1, AtUnits: 24, Sayings: 6}, Today: []Row{first},
		Rows:  []Row{first, row("0303 0002", "delay", registered, lang.T("是否受理的答复", "Answer on acceptance"), lang.T("还剩1个工作日", "1 working day left"), ui.Soon)},
		Waits: []Wait{{lang.T("县市场监督管理局", "Market supervision"), 14}, {lang.T("投诉人表态", "reporters"), 6}, {lang.T("本中心", "this desk"), 6}}}
}
