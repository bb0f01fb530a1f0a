package centre

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Tab is one kind of what waits.
type Tab = complaint.Tab

// byTonight are those of every tab whose next limit ends today or is over.
const byTonight Tab = "due"

var tabNames = []struct {
	Tab  Tab
	Name lang.Text
}{
	{byTonight, lang.T("今天到期、已超期", "Due today or over")},
	{complaint.Triage, lang.T("等分诊", "Triage")},
	{complaint.Rulings, lang.T("等裁定", "Ruling")},
	{complaint.Answers, lang.T("等答复", "Answer")},
	{complaint.Heads, lang.T("等负责人", "For the head")},
	{complaint.Another, lang.T("换人复核、复查", "Review, appeal")},
	{complaint.AtUnits, lang.T("调查中", "Looked into")},
	{complaint.AtBodies, lang.T("等外单位确认", "Bodies outside")},
	{complaint.Sayings, lang.T("等投诉人表态", "Reporter's say")},
	{complaint.Finished, lang.T("办结的", "Ended")},
}

// Desk is the list of the centre.
type Desk struct {
	Tab    Tab
	Counts map[Tab]int64
	Rows   []Row
	Today  []Row // the first of those due today or over, whatever they wait for
	Due    int64 // how many these are
	Waits  []Wait
	Next   string // cursor
	After  string
	Open   bool
	Listen bool   // complaints are registered here for a person
	Asked  string // number that was looked for and is none of ours
	Alarms []Row  // retaliation alarms that are not settled, unanswered ones first
	Going  []Row  // of which the time of keeping ends within thirty days
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
}

// Wait is how many complaints wait for whom.
type Wait struct {
	For   lang.Text
	Count int64
}

// View draws it.
func (v Desk) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("投诉中心", "Complaint centre")}
	for _, t := range tabNames {
		n := v.Counts[t.Tab]
		if t.Tab == byTonight {
			n = v.Due
		}
		tabs.Items = append(tabs.Items, ui.Tab{Name: t.Name, Href: "/centre?tab=" + string(t.Tab), Count: n, Current: t.Tab == v.Tab})
	}
	parts := ui.Components{ui.Heading{Title: lang.T("投诉中心", "Complaint centre"), Lead: lang.T("有诉必理，有理必果。", "Every complaint accepted; every accepted one brought to a result.")},
		ui.Actions{ui.LinkButton{Label: lang.T("责任追究", "Accountability"), Href: "/centre/accountability", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("明察暗访", "Inspections"), Href: "/centre/inspections", Look: ui.Secondary}}}
	parts = append(parts, append(v.alarms(), v.playbook())...)
	if v.Open {
		parts = append(parts, keyOpen())
	}
	if len(v.Going) > 0 {
		parts = append(parts, v.going())
	}
	if v.Listen {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("登记一件投诉（来人、来电、来信）", "Register a complaint (in person, by telephone, by letter)"), Href: "/centre/register", Look: ui.Secondary}})
	}
	if v.Asked != "" {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有这个编号的投诉：“"+v.Asked+"”。", "There is no complaint “"+v.Asked+"”.")})
	}
	parts = append(parts, ui.SearchBox{Action: "/centre", Value: v.Asked, Label: lang.T("按编号找", "Find by number"), Hint: lang.T("C和后面的数字；空格没有关系。", "C and its digits; spaces do not matter.")})
	t := ui.Table{Caption: lang.T("按期限先后排列", "In the order of their limits"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("类别", "Kind")}, {Name: lang.T("被投诉单位", "Unit complained of")}, {Name: lang.T("状态", "State")}, {Name: lang.T("最近的期限", "Next limit")}, {Name: lang.T("还剩", "Left")}},
		Empty:   ui.Empty{Title: lang.T("这里没有投诉", "Nothing here"), Text: lang.T("有要办的，会按期限先后排在这里。", "What is to be done will stand here in the order of its limits.")}}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Tone: r.Tone, Cells: []ui.Component{ui.Plain(r.Number), ui.Words(r.Kind), ui.Words(r.Against), ui.Words(r.State), ui.Words(r.Clock), ui.Mark{Label: r.Left, Tone: r.Tone}}})
	}
	if v.Next != "" {
		t.Next = "/centre?tab=" + string(v.Tab) + "&after=" + v.Next
	}
	if v.After != "" {
		t.Prev = "/centre?tab=" + string(v.Tab)
	}
	return append(parts, tabs, t).View(p)
}

// playbook says what is due today and who waits for whom.
func (v Desk) playbook() ui.Component {
	n := ui.Notice{Kind: ui.Info, Title: lang.Format("今天到期或者已经超期的：%d件", "Due today or over: %d", v.Due)}
	if v.Due > 0 {
		n.Kind = ui.Warning
	}
	for _, r := range v.Today {
		n.Body = append(n.Body, ui.Link{Name: lang.T(r.Number+" · "+r.Clock.ZH+" · "+r.Left.ZH, r.Number+" · "+r.Clock.In(lang.EN)+" · "+r.Left.In(lang.EN)), Href: r.Href})
	}
	if v.Due > int64(len(v.Today)) {
		n.Body = append(n.Body, ui.Link{Name: lang.Format("全部%d件", "All %d", v.Due), Href: "/centre?tab=" + string(byTonight)})
	}
	if len(v.Waits) == 0 {
		return n
	}
	var waits ui.SummaryList
	for _, w := range v.Waits {
		waits.Rows = append(waits.Rows, ui.SummaryRow{Key: lang.T("等"+w.For.ZH, "for "+w.For.In(lang.EN)), Value: lang.Format("%d件", "%d", w.Count)})
	}
	return ui.Components{n, ui.Disclosure{Summary: lang.T("谁在等谁", "Who waits for whom"), Body: ui.Components{waits}}}
}

// alarms stand before everything else.
func (v Desk) alarms() (all ui.Components) {
	if len(v.Alarms) == 0 {
		return nil
	}
	n := ui.Notice{Kind: ui.Warning, Title: lang.Format("打击报复报警：%d件", "Retaliation alarms: %d", len(v.Alarms)), Text: lang.T("先办这些：一个工作小时内由人回应。", "These come first: a person answers within one office hour.")}
	for _, r := range v.Alarms {
		n.Body = append(n.Body, ui.Link{Name: lang.T(r.Number+" · "+r.State.ZH+" · "+r.Left.ZH, r.Number+" · "+r.State.In(lang.EN)+" · "+r.Left.In(lang.EN)), Href: r.Href})
	}
	return ui.Components{n}
}

// alarmRows are the alarms as rows of the list.
func (c *Pages) alarmRows(r *site.Request) ([]Row, error) {
	all, err := c.Complaints.Alarms(r.Context(), c.Site.Division)
	if err != nil {
		return nil, err
	}
	p := alarm.Procedure()
	var rows []Row
	for _, s := range all {
		if s.State = alarm.Acknowledged; s.Waits {
			s.State = alarm.Raised
		}
		s.Closed = time.Time{} // the alarm is open, whether the complaint is or not
		rows = append(rows, c.row(r, s, p))
	}
	return rows, nil
}

// shownDue is how many of those due today stand above the list.
const shownDue = 5

func (c *Pages) list(w http.ResponseWriter, r *site.Request) error {
	ctx, division := r.Context(), c.Site.Division
	v := Desk{Tab: Tab(r.URL.Query().Get("tab")), After: r.URL.Query().Get("after")}
	if !slices.ContainsFunc(tabNames, func(t struct {
		Tab  Tab
		Name lang.Text
	}) bool {
		return t.Tab == v.Tab
	}) {
		v.Tab = complaint.Triage
	}
	_, v.Open = c.key(r)
	if q := strings.ToUpper(strings.Join(strings.Fields(lang.HalfWidth(r.URL.Query().Get("q"))), "")); q != "" {
		to, err := c.byNumber(r, q)
		if err == nil {
			return r.Go(w, to, lang.Text{})
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.Asked = q[:min(len(q), 20)]
	}
	v.Listen = r.Actor.Role == access.Supervisor
	var err error
	if v.Counts, err = c.Complaints.Tabs(ctx, division); err != nil {
		return err
	}
	if v.Alarms, err = c.alarmRows(r); err != nil {
		return err
	}
	cal := c.Site.Calendar()
	tonight := cal.End(cal.DayOf(c.Site.Clock.Now()))
	q := complaint.DeskQuery{Division: division, Tab: v.Tab, After: v.After}
	if v.Tab == byTonight {
		q.Tab, q.DueBefore = "", tonight.Add(1)
	}
	page, err := c.Complaints.Page(ctx, q)
	if err != nil {
		return err
	}
	v.Next = page.Next
	if v.Rows, err = c.rows(r, page.Rows); err != nil {
		return err
	}
	if v.Due, err = c.Complaints.DueBefore(ctx, division, tonight); err != nil {
		return err
	}
	due, err := c.Complaints.Page(ctx, complaint.DeskQuery{Division: division, DueBefore: tonight.Add(1), Limit: shownDue})
	if err != nil {
		return err
	}
	if v.Today, err = c.rows(r, due.Rows); err != nil {
		return err
	}
	if v.Waits, err = c.waits(r, v.Counts); err != nil {
		return err
	}
	if err := c.going(r, &v); err != nil {
		return err
	}
	p := r.Page(lang.T("投诉中心", "Complaint centre"))
	p.Wide = true
	return r.Show(w, p, v)
}

// byNumber gives the address of a complaint of the centre; its letter may be left out.
func (c *Pages) byNumber(r *site.Request, number string) (string, error) {
	if number[0] >= '0' && number[0] <= '9' {
		number = "C" + number
	}
	key, err := c.Site.Cases.ByNumber(r.Context(), c.Site.Division, number)
	if err != nil {
		return "", err
	}
	k, _, err := r.CaseByID(key.ID)
	if err != nil {
		return "", err
	}
	if k.Procedure != complaint.Name || k.Unit != c.Centre {
		return "", fault.Missing()
	}
	return base(k), nil
}

// waits says how many complaints wait for whom, most first.
func (c *Pages) waits(r *site.Request, counts map[Tab]int64) ([]Wait, error) {
	units, err := c.Complaints.AtUnits(r.Context(), c.Site.Division)
	if err != nil {
		return nil, err
	}
	all := []Wait{
		{lang.T("外单位确认", "bodies outside"), counts[complaint.AtBodies]},
		{lang.T("投诉人表态", "reporters"), counts[complaint.Sayings]},
		{lang.T("中心负责人", "the head of the centre"), counts[complaint.Heads]},
		{lang.T("本中心", "this desk"), counts[complaint.Triage] + counts[complaint.Rulings] + counts[complaint.Answers] + counts[complaint.Another]},
	}
	for unit, n := range units {
		all = append(all, Wait{r.Unit(unit), n})
	}
	all = slices.DeleteFunc(all, func(w Wait) bool { return w.Count == 0 })
	slices.SortFunc(all, func(a, b Wait) int { return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.For.ZH, b.For.ZH)) })
	return all, nil
}

func (c *Pages) rows(r *site.Request, all []complaint.Standing) ([]Row, error) {
	p, err := c.Site.Engine.Procedure(complaint.Name, 0)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, s := range all {
		rows = append(rows, c.row(r, s, p))
	}
	return rows, nil
}

// row says of a complaint what stands in the list.
func (c *Pages) row(r *site.Request, s complaint.Standing, p *casework.Procedure) Row {
	l := Row{Href: "/centre/cases/" + s.Key.ID.String(), Number: idnum.ShortCase(s.Number), Kind: option(complaint.Kinds(), s.Kind), State: p.Info(s.State).Title, Against: lang.T("不知道", "not known")}
	if s.Against != "" {
		l.Against = r.Unit(s.Against)
	}
	l.Left = lang.T("没有在走的期限", "no limit runs")
	if !s.Closed.IsZero() {
		l.Left = option(complaint.Results(), s.Result)
		if s.State == complaint.NotAccepted {
			l.Left = l.State
		}
		return l
	}
	if s.Clock != "" {
		l.Clock = ui.Data(s.Clock)
		if rule, ok := p.Rule(s.Clock); ok {
			l.Clock = rule.Title
		}
		l.Left, l.Tone = desk.Left(c.Site.Calendar(), casework.Row{NextDue: s.Due, Late: s.Late}, c.Site.Clock.Now())
	}
	return l
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
	return Desk{Tab: complaint.Triage, Open: true, Listen: true, Due: 1, Counts: map[Tab]int64{complaint.Triage: 2, complaint.Rulings: 1, complaint.Answers: 3, complaint.Heads: 1, complaint.AtUnits: 24, complaint.Sayings: 6}, Today: []Row{first}, Next: "next",
		Rows:  []Row{first, row("0303 0002", "delay", registered, lang.T("是否受理的答复", "Answer on acceptance"), lang.T("还剩1个工作日", "1 working day left"), ui.Soon)},
		Waits: []Wait{{lang.T("县市场监督管理局", "Market supervision"), 14}, {lang.T("投诉人表态", "reporters"), 6}, {lang.T("本中心", "this desk"), 6}}}
}
