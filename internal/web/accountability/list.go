package accountability

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Period is over how many calendar days, today among them, files are counted.
const Period = 365

// List is the centre's list.
type List struct {
	Files  []accountability.Listed
	Counts []accountability.Count
	State  func(casework.State) lang.Text
	Unit   func(string) lang.Text
	All    bool // ended ones too
	Next   string
	After  string
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	at := "/centre/accountability"
	all := at
	if v.All {
		all += "?tab=all&"
	} else {
		all += "?"
	}
	t := ui.Table{Caption: lang.T("最近的在前；写明的是单位，人在案卷里", "The latest first; units are named here, the person in the file"),
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("来源", "Source")}, {Name: lang.T("开启", "Opened")}, {Name: lang.T("现在", "Now")}, {Name: lang.T("处理", "Ending")}},
		Empty:   ui.Empty{Title: lang.T("没有案卷", "No file"), Text: lang.T("能办而不办的投诉、复核维持的牌、检查发现的问题，可以由人开启案卷；系统从不自动立案。", "A person may open one from a complaint refused though doable, a card upheld or a finding; the system never does.")}}
	for _, f := range v.Files {
		t.Rows = append(t.Rows, ui.Row{Href: at + "/" + f.ID.String(), Cells: []ui.Component{ui.Plain(idnum.ShortCase(f.Number)), ui.Words(v.Unit(f.Of)), ui.Words(sourceShort[f.Source]), ui.Words(lang.T(f.Opened.In(lang.ZH), f.Opened.In(lang.EN))), ui.Words(v.State(f.State)), ui.Words(endingTitle(f))}})
	}
	if v.Next != "" {
		t.Next = all + "after=" + v.Next
	}
	if v.After != "" {
		t.Prev = all
	}
	tabs := ui.Tabs{Label: centreRoom.Name, Items: []ui.Tab{{Name: lang.T("办理中", "Open"), Href: at, Current: !v.All}, {Name: lang.T("全部", "All"), Href: at + "?tab=all", Current: v.All}}}
	return ui.Components{ui.Heading{Title: centreRoom.Name, Lead: lang.T("只是线索，不是结论：先听本人说明，再分清原因；只有本人原因才能给措施，两个人决定，可以申诉。", "A lead, never a verdict: hear the officer first, then find the cause. Only a personal one carries a measure; two people decide; there is an appeal.")},
		ui.Actions{ui.LinkButton{Label: lang.T("开启案卷", "Open a file"), Href: at + "/new"}, ui.LinkButton{Label: lang.T("投诉中心", "Complaint centre"), Href: "/centre", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("明察暗访", "Inspections"), Href: "/centre/inspections", Look: ui.Secondary}},
		tabs, t, ui.Section{ID: "counts", Title: lang.T("统计", "Counts"), Body: ui.Components{ByCause(v.Counts, false), ByUnit(v.Counts, v.Unit)}}}.View(p)
}

var sourceShort = map[string]lang.Text{
	accountability.FromComplaint: lang.T("投诉", "complaint"), accountability.FromImpasse: lang.T("“办不成事”", "impasse"), accountability.FromCard: lang.T("红黄牌", "card"), accountability.FromInspection: lang.T("检查", "inspection"),
}

// few stands for a figure that is not shown.
var few = lang.T("写“不显示”的不足5件，或者写出来就能算出别的格不足5件。", "“Not shown” stands for under 5, or for what would give such a figure away.")

// outcomes are the columns of counts: each measure of the ladder, then the other endings.
func outcomes() (names []lang.Text, of func(accountability.Count) int) {
	at := map[string]int{}
	for _, r := range accountability.Ladder() {
		at[accountability.Measure+"/"+r.ID] = len(names)
		names = append(names, r.Text)
	}
	for _, o := range accountability.Endings() {
		if o.ID != accountability.Measure {
			at[o.ID+"/"] = len(names)
			names = append(names, shortEnding[o.ID])
		}
	}
	names = append(names, lang.T("还没有决定", "not decided"))
	return names, func(c accountability.Count) int {
		if i, ok := at[c.Ending+"/"+c.Measure]; ok {
			return i
		}
		return len(names) - 1
	}
}

var shortEnding = map[string]lang.Text{
	accountability.Recommend: lang.T("改进建议", "recommendation"), accountability.Exempt: lang.T("不追究", "exempt"), accountability.Tolerated: lang.T("容错", "tolerated"),
	accountability.NoFault: lang.T("查无问题", "nothing found"), accountability.Discipline: lang.T("移送", "handed over"),
}

// ByCause is how files ended, by cause: no unit and no person. protect hides small figures.
func ByCause(counts []accountability.Count, protect bool) ui.Component {
	names, of := outcomes()
	causes := append([]string{""}, ids()...)
	grid := make([][]cells.Figure, len(causes))
	lifted := 0
	for i := range grid {
		grid[i] = make([]cells.Figure, len(names))
	}
	for _, c := range counts {
		row := 0
		for i, id := range causes {
			if id == c.Cause {
				row = i
			}
		}
		grid[row][of(c)].Value += int(c.N)
		if c.Lifted {
			lifted += int(c.N)
		}
	}
	table := cells.Grid(grid)
	hidden := make([]bool, len(table.Figures))
	if protect {
		hidden = table.Protect()
	}
	show := func(i int) ui.Component {
		if hidden[i] {
			return ui.Words(lang.T("不显示", "not shown"))
		}
		return ui.Plain(ui.Number(int64(table.Figures[i].Value)))
	}
	t := ui.Table{Caption: lang.Format("近%d天开启的案卷，按原因；申诉成立、已撤销的也在内", "Files opened in %d days, by cause; measures lifted on appeal are counted", Period), Columns: []ui.Column{{Name: lang.T("处理", "Ending")}}, Empty: ui.Empty{Title: lang.Format("近%d天没有案卷", "No file in %d days", Period)}}
	wide, tall := len(names), len(causes)
	empty := func(cause int) bool { return table.Figures[wide*tall+cause].Value == 0 }
	for i, id := range causes {
		if empty(i) {
			continue
		}
		name := lang.T("没有分清或者查无问题", "none found")
		if id != "" {
			name = option(accountability.Causes(), id)
		}
		t.Columns = append(t.Columns, ui.Column{Name: name, Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Name: lang.T("合计", "Total"), Numeric: true})
	for col, name := range names {
		if table.Figures[wide*tall+tall+col].Value == 0 {
			continue
		}
		row := ui.Row{Cells: []ui.Component{ui.Words(name)}}
		for cause := range causes {
			if empty(cause) {
				continue
			}
			row.Cells = append(row.Cells, show(cause*wide+col))
		}
		row.Cells = append(row.Cells, show(wide*tall+tall+col))
		t.Rows = append(t.Rows, row)
	}
	body := ui.Components{t}
	if protect {
		body = append(body, ui.Text(few))
	} else {
		body = append(body, ui.Text(lang.Format("其中申诉成立、措施撤销的：%d件。", "Of these lifted on appeal: %d.", lifted)))
	}
	return body
}

func ids() (all []string) {
	for _, o := range accountability.Causes() {
		all = append(all, o.ID)
	}
	return all
}

// ByUnit is how many files there are by unit, for the centre.
func ByUnit(counts []accountability.Count, name func(string) lang.Text) ui.Component {
	t := ui.Table{Caption: lang.T("按单位", "By unit"), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("案卷", "Files"), Numeric: true}, {Name: lang.T("其中有措施", "With a measure"), Numeric: true}, {Name: lang.T("其中申诉后撤销", "Lifted on appeal"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("没有案卷", "No file")}}
	for i := 0; i < len(counts); {
		unit, n, measures, lifted := counts[i].Unit, int64(0), int64(0), int64(0)
		for ; i < len(counts) && counts[i].Unit == unit; i++ {
			n += counts[i].N
			if counts[i].Ending == accountability.Measure {
				measures += counts[i].N
			}
			if counts[i].Lifted {
				lifted += counts[i].N
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(name(unit)), ui.Plain(ui.Number(n)), ui.Plain(ui.Number(measures)), ui.Plain(ui.Number(lifted))}})
	}
	return t
}

func (a *Pages) period() calendar.Interval {
	today := a.Site.Calendar().DayOf(a.Site.Clock.Now())
	return calendar.Interval{From: today - Period + 1, To: today}
}

func (a *Pages) list(w http.ResponseWriter, r *site.Request) error {
	v := List{All: r.URL.Query().Get("tab") == "all", After: r.URL.Query().Get("after"), Unit: r.Unit}
	proc, err := a.Site.Engine.Procedure(accountability.Name, 0)
	if err != nil {
		return err
	}
	v.State = proc.InfoTitle
	q := accountability.Query{Division: a.Site.Division, After: v.After}
	if open := true; !v.All {
		q.Open = &open
	}
	got, err := a.Files.Files(r.Context(), q)
	if err != nil {
		return err
	}
	v.Files, v.Next = got.Files, got.Next
	if v.Counts, err = a.Files.Counts(r.Context(), a.Site.Division, "", a.period()); err != nil {
		return err
	}
	p := r.Page(centreRoom.Name)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("投诉中心", "Complaint centre"), Href: "/centre"}, {Name: centreRoom.Name}}
	return r.Show(w, p, v)
}

// Unit is the counts of one unit, for its head.
type Unit struct {
	Name   lang.Text
	Counts []accountability.Count
}

// View draws it.
func (v Unit) View(p ui.Page) templ.Component {
	return ui.Components{ui.Heading{Caption: v.Name, Title: lang.T("本单位的责任追究", "Accountability in your unit"), Lead: lang.T("只有件数，没有姓名；不足5的不显示，也算不出来。改进建议用来改系统、改制度。", "Counts only, no names; figures under 5 are not shown and cannot be worked out. Recommendations mend systems and rules.")}, ByCause(v.Counts, true)}.View(p)
}

func (a *Pages) unit(w http.ResponseWriter, r *site.Request) error {
	if r.Actor.Role != access.UnitHead || r.Actor.Unit == "" {
		return fault.Missing()
	}
	counts, err := a.Files.Counts(r.Context(), a.Site.Division, r.Actor.Unit, a.period())
	if err != nil {
		return err
	}
	p := r.Page(lang.T("本单位的责任追究", "Accountability in your unit"))
	p.Wide = true
	return r.Show(w, p, Unit{r.Unit(r.Actor.Unit), counts})
}

// Sample is a list with a few counts.
func (List) Sample() List {
	name := func(string) lang.Text { return lang.T("县市场监督管理局", "Market supervision") }
	return List{Files: Mine{}.Sample().Files, State: Mine{}.Sample().State, Unit: name, Counts: samples()}
}

func samples() []accountability.Count {
	return []accountability.Count{{Unit: "market", Cause: "system", Ending: accountability.Recommend, N: 7}, {Unit: "market", Cause: accountability.Personal, Ending: accountability.Measure, Measure: "criticism", N: 6}, {Unit: "market", Cause: accountability.Personal, Ending: accountability.Measure, Measure: accountability.Written, Lifted: true, N: 1}, {Unit: "market", N: 2}}
}
