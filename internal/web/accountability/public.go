package accountability

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/inspection"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Public is what everybody may see: counts by rule, unit, cause and measure. Figures under
// five are hidden, and as many others as it takes that nobody can work them out.
type Public struct {
	Findings []inspection.Count
	Totals   inspection.Totals
	Files    []accountability.Count
	Unit     func(string) lang.Text
	Period   calendar.Interval
}

// View draws it.
func (v Public) View(p ui.Page) templ.Component {
	rules, units := v.tables()
	return ui.Components{
		ui.Heading{Title: lang.T("四条禁令和责任追究", "The four bans and accountability"), Lead: lang.Format("近%d天，单位已经知道的检查和开启的案卷。只有单位和件数，从不公布个人。", "Over %d days: inspections that units were told of, and files opened. Units and counts only, never persons.", Period)},
		ui.Section{ID: "inspections", Title: lang.T("明察暗访", "Inspections"), Body: ui.Components{
			ui.Text(lang.Format("检查过%d轮、%d次。被查单位和检查人员都由可以重新计算的抽取决定；当事人怎么说，写在每个问题旁边。", "Rounds with records: %d; visits: %d. Whom they visit and who goes is drawn so that anybody can compute it again; what the person says stands beside each finding.", v.Totals.Rounds, v.Totals.Visits)), rules, units}},
		ui.Section{ID: "files", Title: lang.T("责任追究", "Accountability"), Body: ui.Components{
			ui.Text(lang.T("案卷只是线索：先听本人说明，再分清原因；只有本人原因才能给措施，两个人决定，可以向别人申诉。申诉成立的措施撤销，仍算在内。系统从不自动处理任何人。", "A file is a lead: the officer is heard, then the cause is found. Only a personal one carries a measure; two people decide and there is an appeal to others. A measure lifted on appeal stays in the count. Nobody is ever dealt with automatically.")),
			ByCause(v.Files, true)}},
		ui.Text(few)}.View(p)
}

// tables are findings by rule and by unit, protected together: they share their total.
func (v Public) tables() (rules, units ui.Component) {
	var t cells.Table
	at, order := map[string]int{}, []string(nil)
	for _, b := range inspection.Bans() {
		at["rule/"+b.ID] = len(t.Figures)
		t.Figures = append(t.Figures, cells.Figure{})
	}
	ofRules := len(t.Figures)
	for _, c := range v.Findings {
		if _, ok := at["unit/"+c.Unit]; !ok {
			at["unit/"+c.Unit], order = len(t.Figures), append(order, c.Unit)
			t.Figures = append(t.Figures, cells.Figure{})
		}
		t.Figures[at["rule/"+c.Rule]].Value += int(c.N)
		t.Figures[at["unit/"+c.Unit]].Value += int(c.N)
	}
	total := cells.Figure{}
	var first, second []int
	for i, f := range t.Figures {
		if i < ofRules {
			first, total.Value = append(first, i), total.Value+f.Value
			continue
		}
		second = append(second, i)
	}
	t.Figures = append(t.Figures, total)
	last := len(t.Figures) - 1
	t.Sums = []cells.Sum{{Total: last, Parts: first}, {Total: last, Parts: second}}
	hidden := make([]bool, len(t.Figures))
	if len(order) > 0 {
		hidden = t.Protect()
	}
	show := func(i int) ui.Component {
		if hidden[i] {
			return ui.Words(lang.T("不显示", "not shown"))
		}
		return ui.Plain(ui.Number(int64(t.Figures[i].Value)))
	}
	count := ui.Column{Name: lang.T("次数", "Times"), Numeric: true}
	empty := ui.Empty{Title: lang.T("没有发现问题", "Nothing was found")}
	byRule := ui.Table{Caption: lang.T("按规定", "By rule"), Columns: []ui.Column{{Name: lang.T("规定", "Rule")}, {Name: lang.T("四条禁令", "Four bans")}, count}, Empty: empty}
	for _, b := range inspection.Bans() {
		i := at["rule/"+b.ID]
		if t.Figures[i].Value == 0 {
			continue
		}
		four := lang.T("否", "no")
		if b.Four {
			four = lang.T("是", "yes")
		}
		byRule.Rows = append(byRule.Rows, ui.Row{Cells: []ui.Component{ui.Words(b.Text), ui.Words(four), show(i)}})
	}
	byUnit := ui.Table{Caption: lang.T("按单位", "By unit"), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, count}, Empty: empty}
	for _, u := range order {
		byUnit.Rows = append(byUnit.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(u)), show(at["unit/"+u])}})
	}
	if len(order) > 0 {
		byRule.Rows = append(byRule.Rows, ui.Row{Cells: []ui.Component{ui.Words(lang.T("合计", "Total")), ui.Words(lang.Text{}), show(last)}})
	}
	return byRule, byUnit
}

func (a *Pages) public(w http.ResponseWriter, r *site.Request) error {
	v := Public{Unit: r.Unit, Period: a.period()}
	var err error
	if v.Findings, err = a.Visits.Counts(r.Context(), a.Site.Division, "", v.Period); err != nil {
		return err
	}
	if v.Totals, err = a.Visits.Totals(r.Context(), a.Site.Division, v.Period); err != nil {
		return err
	}
	if v.Files, err = a.Files.Counts(r.Context(), a.Site.Division, "", v.Period); err != nil {
		return err
	}
	p := r.Page(lang.T("四条禁令和责任追究", "The four bans and accountability"))
	p.Wide = true
	return r.Show(w, p, v)
}

// Sample is a year of a small county.
func (Public) Sample() Public {
	return Public{Findings: []inspection.Count{{Unit: "market", Rule: "left_post", N: 7}, {Unit: "health", Rule: "no_backup", N: 2}, {Unit: "water", Rule: "left_post", N: 6}, {Unit: "water", Rule: "no_backup", N: 3}}, Totals: inspection.Totals{Rounds: 4, Visits: 40, Findings: 18, Clean: 24},
		Files: samples(), Unit: func(id string) lang.Text { return ui.Data(id) }}
}
