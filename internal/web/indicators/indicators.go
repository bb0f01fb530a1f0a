// Package indicators shows what the night's look found: where numbers may have been made.
//
//	/centre/indicators ── a finding with its numbers, its rule and what else it may be
//	   └── the fair table: interval and probabilities, never an order number alone
//
// A finding is a reason to look, never a verdict. Supervisors see all units, the head of a
// unit that unit. Nothing here is public, nothing names an officer, and no finding lowers
// any figure. The method stands in package integrity and doc/integrity.md.
package indicators

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/integrity"
	"banjie/internal/integrity/league"
	"banjie/internal/integrity/matters"
	"banjie/internal/lang"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Path of the page.
const Path = "/centre/indicators"

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Night func() *matters.Night // the last look; nil before the first
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	g.Site.Handle("GET "+Path, site.For(access.ListCards), g.show)
}

// Night is the page.
type Night struct {
	Last *matters.Night
	Unit string // of whoever heads one; "": all units
	Name func(unit string) lang.Text
}

var title = lang.T("防作假指标", "Integrity indicators")

var kinds = map[string]lang.Text{matters.Application: lang.T("办件", "Applications"), matters.Complaint: lang.T("投诉", "Complaints")}

// View draws it.
func (v Night) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: title, Lead: lang.T("每天夜里看一遍近九十天的办件：数字像不像是做出来的。报警只是去看一看的理由，不是结论，不扣任何分，也不对外公布。", "Each night the last ninety days are looked at: do the numbers look made? An alarm is a reason to look, not a verdict; it lowers no figure and is not public.")}}
	if v.Last == nil {
		return append(parts, ui.Empty{Title: lang.T("还没有看过", "No look yet"), Text: lang.T("第一次在今天夜里两点以后。", "The first comes tonight after two.")}).View(p)
	}
	for _, run := range v.Last.Runs {
		parts = append(parts, v.run(run))
	}
	return append(parts, method()).View(p)
}

func (v Night) mine(unit string) bool { return v.Unit == "" || v.Unit == unit }

// run is what was found among the matters of one kind.
func (v Night) run(run matters.Run) ui.Component {
	s := ui.Section{ID: run.Kind, Title: kinds[run.Kind]}
	var found []integrity.Finding
	alarms := 0
	for _, f := range run.Found {
		if v.mine(f.Unit) {
			found = append(found, f)
			if f.State == integrity.Alarm {
				alarms++
			}
		}
	}
	head := ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: lang.T("截至", "Up to"), Value: ui.Data(ui.ISO(v.Last.Day))},
		{Key: lang.T("看了多少件", "Matters looked at"), Value: ui.Data(fmt.Sprint(run.Matters))},
	}}
	if v.Unit == "" {
		head.Rows = append(head.Rows, ui.SummaryRow{Key: lang.T("没有异常／件数太少不判", "Quiet / too few to judge"), Value: ui.Data(fmt.Sprintf("%d / %d", run.Quiet, run.NotJudged))})
	}
	s.Body = append(s.Body, head)
	if alarms == 0 {
		s.Body = append(s.Body, ui.Text(lang.T("没有报警。没有报警不等于没有问题：每个指标能看出什么、看不出什么，写在方法里。", "No alarm. That is no proof of honesty: what each indicator can and cannot see stands in the method.")))
	}
	slices.SortStableFunc(found, func(a, b integrity.Finding) int { return rank(a.State) - rank(b.State) })
	for _, f := range found {
		s.Body = append(s.Body, v.finding(f))
	}
	if len(run.League) > 0 {
		s.Body = append(s.Body, v.league(run))
	}
	return s
}

func rank(s integrity.State) int {
	if s == integrity.Alarm {
		return 0
	}
	return 1
}

// finding is one unit under one indicator, with what it may be instead.
func (v Night) finding(f integrity.Finding) ui.Component {
	in := integrity.Of(f.Indicator)
	name := v.Name(f.Unit)
	n := ui.Notice{Kind: ui.Info, Title: lang.T(in.ID+" "+in.Catches.ZH+"："+name.ZH, in.ID+" "+in.Catches.EN+": "+name.In(lang.EN))}
	if f.State == integrity.Alarm {
		n.Kind = ui.Warning
	}
	n.Text = numbers(f)
	for _, m := range f.Measures {
		n.Body = append(n.Body, ui.Text(measure(m)))
	}
	n.Body = append(n.Body, ui.Text(lang.T("判断规则："+in.Rule.ZH+"。", "Rule: "+in.Rule.EN+".")))
	for _, other := range in.Innocent {
		n.Body = append(n.Body, ui.Text(lang.T("也可能是："+other.ZH+"。", "It may also be: "+other.EN+".")))
	}
	return n
}

func numbers(f integrity.Finding) lang.Text {
	zh, en := fmt.Sprintf("%d ÷ %d", f.Numerator, f.Denominator), fmt.Sprintf("%d ÷ %d", f.Numerator, f.Denominator)
	if f.Statistic != nil {
		zh, en = zh+fmt.Sprintf("，统计量 %.2f", *f.Statistic), en+fmt.Sprintf(", statistic %.2f", *f.Statistic)
	}
	if f.P != nil {
		zh, en = zh+fmt.Sprintf("，p = %.2g", *f.P), en+fmt.Sprintf(", p = %.2g", *f.P)
	}
	if f.State == integrity.Noted {
		return lang.T(zh+"。只是线索，单独从不报警。", en+". A clue that alone alarms nothing.")
	}
	return lang.T(zh+"。请先听单位怎么说。", en+". Hear the unit first.")
}

func measure(m integrity.Measure) lang.Text {
	text := fmt.Sprintf("%s: %d", m.Name, m.Numerator)
	if m.Denominator > 0 {
		text = fmt.Sprintf("%s: %d ÷ %d", m.Name, m.Numerator, m.Denominator)
	}
	if m.Value != nil {
		text += fmt.Sprintf(" (%.3g)", *m.Value)
	}
	return ui.Data(text)
}

// league is the fair table: by share not reopened or appealed, adjusted and shrunk.
func (v Night) league(run matters.Run) ui.Component {
	t := ui.Table{Caption: lang.T("办结后没有重开、没有申诉的比例", "Share that was neither reopened nor appealed"),
		Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("件数", "Cases")}, {Name: lang.T("比例（收缩后）", "Share, shrunk")}, {Name: lang.T("95% 区间", "95% interval")}, {Name: lang.T("在最好四分之一的概率", "Chance of the top quarter")}, {Name: lang.T("看法", "Reading")}}}
	for _, place := range run.League {
		if !v.mine(place.Unit) {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Name(place.Unit)), ui.Plain(fmt.Sprint(place.N)), share(place, place.Estimate), span(place), share(place, place.TopQuarter), ui.Words(reading(place))}})
	}
	return ui.Disclosure{Summary: lang.T("公平比较表", "Fair table"), Body: ui.Components{
		ui.Text(lang.T("按事项构成调整，件数少的向全县平均靠拢；区间重叠的分不出高下，所以没有名次。", "Adjusted for the mix of items, small units drawn towards the county's share; where intervals overlap nobody is ahead, so there is no order number.")), t}}
}

func share(p league.Place, v float64) ui.Component {
	if p.BeingChecked {
		return ui.Plain("–")
	}
	return ui.Plain(fmt.Sprintf("%.1f%%", 100*v))
}

func span(p league.Place) ui.Component {
	if p.BeingChecked {
		return ui.Plain("–")
	}
	return ui.Plain(fmt.Sprintf("%.1f–%.1f%%", 100*p.Low, 100*p.High))
}

func reading(p league.Place) lang.Text {
	switch {
	case p.BeingChecked:
		return lang.T("正在核查，不比较", "being checked, not compared")
	case p.Distinguishable && p.Funnel != league.Within:
		return lang.T("与全县平均不同", "differs from the county's share")
	}
	return lang.T("与全县平均分不出高下", "not distinguishable from the county's share")
}

// method says how each indicator looks, for whoever wants to check.
func method() ui.Component {
	t := ui.Table{Caption: lang.T("十八个指标", "The eighteen indicators"), Columns: []ui.Column{{Name: lang.T("编号", "Id")}, {Name: lang.T("看什么", "Catches")}, {Name: lang.T("怎么算", "Formula")}, {Name: lang.T("什么时候报警", "Rule")}}}
	for i := range integrity.Indicators {
		in := &integrity.Indicators[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(in.ID), ui.Words(in.Catches), ui.Words(in.Formula), ui.Words(in.Rule)}})
	}
	return ui.Section{Title: lang.T("方法", "Method"), Body: ui.Components{
		ui.Text(lang.T("外人可以自己算：banjie export matters 导出办件，banjie integrity 算出同样的结果。投诉不导出。", "Outsiders compute it themselves: banjie export matters writes the applications, banjie integrity finds the same. Complaints are not exported.")),
		ui.Disclosure{Summary: lang.T("公式和规则", "Formulas and rules"), Body: ui.Components{t}}}}
}

func (g *Pages) show(w http.ResponseWriter, r *site.Request) error {
	v := Night{Last: g.Night(), Name: r.Unit}
	if s := access.ScopeOf(r.Actor, access.ListCards); s.Reach == access.Unit {
		v.Unit = s.Unit
	}
	p := r.Page(title)
	p.Wide = true
	return r.Show(w, p, v)
}

// Sample is a morning after a night with one alarm and one clue.
func (Night) Sample() Night {
	z, prob := 5.1, 2e-5
	return Night{Name: func(unit string) lang.Text {
		return lang.T("县"+map[string]string{"water": "水利局", "roads": "公路中心"}[unit], "Unit "+unit)
	},
		Last: &matters.Night{Day: calendar.Date(2026, 3, 2), Days: matters.Days, Runs: []matters.Run{{Kind: matters.Application, Matters: 812, Quiet: 60, NotJudged: 440,
			Found:  []integrity.Finding{{Unit: "water", Indicator: "G2", State: integrity.Alarm, Numerator: 14, Denominator: 40, Statistic: &z, P: &prob}, {Unit: "roads", Indicator: "G1", State: integrity.Noted, Numerator: 31, Denominator: 90, Statistic: &z}},
			League: []league.Place{{Unit: "roads", Good: 85, N: 90, Estimate: .951, Low: .9, High: .98, TopQuarter: .31, Funnel: league.Within}, {Unit: "water", Good: 26, N: 40, BeingChecked: true, Funnel: league.Within}}}}}}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("indicators", title, specimen.Supervisor, Night{}.Sample(), nil),
		specimen.Page("indicators-none", lang.T("防作假指标，还没有看过", "Integrity indicators, no look yet"), specimen.Supervisor, Night{}, nil),
	}
}
