package inspections

import (
	"fmt"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Visit is a record with the unit's reply beside the findings.
type Visit struct {
	Base     string
	Shared   caseview.View
	Unit     lang.Text
	Facts    []ui.SummaryRow
	Findings []Found
	Order    string
	Replies  []string
	Papers   []ui.Link
	Acts     ui.Component
	Lead     string // where a file may be opened from it; "" for the unit
	Hidden   bool   // who it was is not shown to this reader
}

// Found is one finding.
type Found struct {
	Rule lang.Text
	Seen string
	Rows []ui.SummaryRow // who, statement, signature
}

// View draws it.
func (v Visit) View(p ui.Page) templ.Component {
	tag := v.Shared.Tag
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: lang.T("检查记录 "+short(v.Shared.Number), "Record "+short(v.Shared.Number)), Title: v.Unit, Lead: v.Shared.State.Says, Tag: &tag}, v.Acts}
	if len(v.Findings) == 0 {
		parts = append(parts, ui.Section{ID: "findings", Title: lang.T("发现的问题", "Findings"), Body: ui.Components{ui.Text(lang.T("没有发现问题。", "Nothing was found."))}})
	}
	for n, f := range v.Findings {
		rows := append([]ui.SummaryRow{{Key: lang.T("违反的规定", "Rule"), Value: f.Rule}, {Key: lang.T("看到了什么", "What was seen"), Value: ui.Data(f.Seen)}}, f.Rows...)
		for _, reply := range v.Replies {
			rows = append(rows, ui.SummaryRow{Key: lang.T("单位的回复", "The unit's reply"), Value: ui.Data(reply)})
		}
		parts = append(parts, ui.Section{ID: fmt.Sprintf("finding-%d", n+1), Title: lang.Format("问题%d", "Finding %d", n+1), Body: ui.Components{ui.SummaryList{Rows: rows}}})
	}
	if v.Hidden {
		parts = append(parts, ui.Text(lang.T("涉及谁、本人怎么说，只给单位负责人看。", "Who it was and what that person said is shown to the head of the unit only.")))
	}
	about := ui.Components{ui.SummaryList{Rows: v.Facts}}
	for _, l := range v.Papers {
		about = append(about, ui.Actions{ui.LinkButton{Label: l.Name, Href: l.Href, Look: ui.Quiet}})
	}
	if v.Order != "" {
		parts = append(parts, ui.Section{ID: "order", Title: lang.T("整改督办单", "Order to put right"), Body: ui.Components{ui.Plain(v.Order)}}, v.Shared.Deadlines())
	}
	parts = append(parts, ui.Section{ID: "about", Title: lang.T("这次检查", "This visit"), Body: about})
	if v.Lead != "" {
		parts = append(parts, ui.Section{ID: "file", Title: lang.T("是否需要追究", "Does anybody answer for it?"), Body: ui.Components{ui.Text(lang.T("由您判断；系统从不自动立案。", "That is for a person to judge; the system never opens a file.")), ui.Actions{ui.LinkButton{Label: lang.T("开启责任追究案卷", "Open an accountability file"), Href: v.Lead, Look: ui.Secondary}}}})
	}
	return append(parts, v.Shared.Story()).View(p)
}

func caseSample(number string, s casework.StateInfo) caseview.View {
	return caseview.View{Number: number, State: s, Tag: ui.Tag{Label: s.Title, Tone: ui.Busy}}
}

// Sample is a visit with one finding.
func (Visit) Sample() Visit {
	return Visit{Base: "/work/inspections/1", Shared: caseSample("IV202603030001", inspection.Rules{}.Procedures()[1].Info(inspection.Told)), Unit: lang.T("县市场监督管理局", "Market supervision"),
		Facts:    []ui.SummaryRow{{Key: lang.T("时间", "Time"), Value: ui.Data("2026-03-03 14:30")}, {Key: lang.T("地点", "Place"), Value: ui.Data("示例：一楼3号窗口")}, {Key: lang.T("检查人员", "Inspectors"), Value: ui.Data("林示例、杜示例")}},
		Findings: []Found{{banTitle("left_post"), "示例：14:30 到 14:50 窗口无人，没有替岗。", []ui.SummaryRow{{Key: lang.T("涉及谁", "Who it was"), Value: ui.Data("窗口人员（示例）")}, {Key: lang.T("本人怎么说", "What that person says"), Value: ui.Data("示例：去领打印纸。")}, {Key: lang.T("签字", "Signature"), Value: option(inspection.Signatures(), "signed")}}}},
		Order:    "示例：午后安排替岗，张贴暂离告知。", Acts: ui.Section{ID: "acts", Title: lang.T("您现在可以办的", "What you may do now"), Body: ui.Components{ui.Actions{ui.LinkButton{Label: lang.T("回复整改情况", "Reply with proof"), Href: "#acts"}}}}}
}

func (i *Pages) input(r *site.Request, c *casework.Case, p *casework.Procedure) caseview.Input {
	return caseview.Input{Case: c, Procedure: p, Calendar: r.Site.Calendar(), Now: r.Site.Clock.Now(), Side: caseview.Official, Base: "/work/inspections/" + c.ID.String(), Unit: r.Unit, Officer: r.Officer}
}

func (i *Pages) visit(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := i.seen(r)
	if err != nil {
		return err
	}
	f, in := inspection.VisitOf(c), i.input(r, c, proc)
	persons := i.seesPersons(r.Actor, f)
	v := Visit{Base: in.Base, Shared: caseview.Of(in), Unit: r.Unit(f.Unit), Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: in.Base}}
	notes := c.Events[0].Private.Notes
	add := func(key, value lang.Text) { v.Facts = append(v.Facts, ui.SummaryRow{Key: key, Value: value}) }
	add(lang.T("方式", "Kind"), kindOf(f.Covert))
	add(lang.T("时间", "Time"), lang.T(f.Day.In(lang.ZH)+" "+f.Time, f.Day.In(lang.EN)+" "+f.Time))
	add(lang.T("地点", "Place"), ui.Data(notes["place"]))
	for _, id := range f.Present {
		add(lang.T("检查人员", "Inspector"), ui.Data(r.Officer(id)))
	}
	for n, x := range f.Findings {
		at := fmt.Sprintf("finding.%d.", n+1)
		found := Found{Rule: banTitle(x.Rule), Seen: notes[at+"facts"]}
		if x.Person && persons {
			found.Rows = append(found.Rows, ui.SummaryRow{Key: lang.T("涉及谁", "Who it was"), Value: ui.Data(notes[at+"who"])})
			if x.Statement {
				found.Rows = append(found.Rows, ui.SummaryRow{Key: lang.T("本人怎么说", "What that person says"), Value: ui.Data(notes[at+"statement"])})
			} else {
				found.Rows = append(found.Rows, ui.SummaryRow{Key: lang.T("没有说明的原因", "Why there is no statement"), Value: option(inspection.Missing(), x.Missing)})
			}
			found.Rows = append(found.Rows, ui.SummaryRow{Key: lang.T("签字", "Signature"), Value: option(inspection.Signatures(), x.Signed)})
		}
		v.Hidden = v.Hidden || x.Person && !persons
		v.Findings = append(v.Findings, found)
	}
	v.Order = notes["order"]
	for _, e := range c.Events {
		if e.Kind == "unit_replied_to_visit" {
			v.Replies = append(v.Replies, e.Private.Text)
		}
		if persons || e.Kind == "unit_replied_to_visit" {
			for _, file := range e.Private.Files {
				v.Papers = append(v.Papers, ui.Link{Name: ui.Data(file.Name), Href: in.Base + "/files/" + file.Hash})
			}
		}
	}
	room := unitRoom
	if i.atCentre(r.Actor) {
		room = centreRoom
		if len(f.Findings) > 0 {
			v.Lead = "/centre/accountability/new?source=inspection&number=" + c.Number
		}
	}
	p := r.Page(ui.Data(short(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{room, {Name: p.Title}}
	return r.Show(w, p, v)
}

func (i *Pages) clock(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := i.seen(r)
	if err != nil {
		return err
	}
	in := i.input(r, c, proc)
	if r.URL.Query().Get("format") == "text" {
		text, err := caseview.ExplainText(in, r.PathValue("name"), r.Lang)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err = io.WriteString(w, text)
		return err
	}
	v, err := caseview.Explain(in, r.PathValue("name"))
	if err != nil {
		return err
	}
	p := r.Page(v.Title)
	p.Back = in.Base
	return r.Show(w, p, v)
}

// file sends a paper: the unit's own proof to the unit, everything to those who see persons.
func (i *Pages) file(w http.ResponseWriter, r *site.Request) error {
	c, _, err := i.seen(r)
	if err != nil {
		return err
	}
	persons := i.seesPersons(r.Actor, inspection.VisitOf(c))
	for _, e := range c.Events {
		for _, f := range e.Private.Files {
			if f.Hash == r.PathValue("hash") && (persons || e.Kind == "unit_replied_to_visit") {
				return r.SendFile(w, f)
			}
		}
	}
	return fault.Missing()
}

// Unit is the visits to one unit that it was told of.
type Unit struct {
	Name  lang.Text
	Rows  []Visited
	Next  string
	After string
}

// View draws it.
func (v Unit) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("最近的在前", "The latest first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("日期", "Day")}, {Name: lang.T("问题", "Findings"), Numeric: true}, {Name: lang.T("现在", "Now")}},
		Empty: ui.Empty{Title: lang.T("没有检查记录", "No visit"), Text: lang.T("明察的结果当时就在这里；暗访的，等那一轮结束。", "An open visit stands here at once, a covert one when its round is over.")}}
	for _, x := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: x.Href, Cells: []ui.Component{ui.Plain(short(x.Number)), ui.Plain(p.Day(x.Day)), ui.Plain(ui.Number(int64(x.Findings))), ui.Words(x.State)}})
	}
	if v.Next != "" {
		t.Next = "/work/inspections?after=" + v.Next
	}
	if v.After != "" {
		t.Prev = "/work/inspections"
	}
	return ui.Components{ui.Heading{Caption: v.Name, Title: unitRoom.Name}, t}.View(p)
}

func (i *Pages) unit(w http.ResponseWriter, r *site.Request) error {
	if r.Actor.Unit == "" || r.Actor.Role != access.UnitHead && r.Actor.Role != access.CaseOfficer {
		return fault.Missing()
	}
	v := Unit{Name: r.Unit(r.Actor.Unit), After: r.URL.Query().Get("after")}
	page, err := i.Visits.Visits(r.Context(), inspection.Query{Division: i.Site.Division, Unit: r.Actor.Unit, Shown: true, After: v.After})
	if err != nil {
		return err
	}
	proc, err := i.Site.Engine.Procedure(inspection.VisitName, 0)
	if err != nil {
		return err
	}
	v.Next = page.Next
	for _, x := range page.Visits {
		v.Rows = append(v.Rows, Visited{"/work/inspections/" + x.ID.String(), x.Number, lang.Text{}, x.Day, x.Findings, proc.Info(x.State).Title})
	}
	return r.Show(w, r.Page(unitRoom.Name), v)
}
