package visits

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/registers/fine"
	"banjie/internal/registers/visit"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var hubTitle = lang.T("收费、罚款与检查", "Fees, fines, inspections")

// Hub is a unit's own part of the registers.
type Hub struct {
	Unit      lang.Text
	Programme *visit.Programme
	Year      int
	Rows      []visit.Row
	After     string // where this page begins; "": the first
	Next      string // where the next one does; "": there is none
	Plan      bool
	Publish   bool
	State     func(visit.Row) lang.Text
}

const perPage = 30

// View draws it.
func (v Hub) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: hubTitle, Caption: v.Unit}}
	acts := ui.Actions{}
	if v.Plan {
		acts = append(acts, ui.LinkButton{Label: planTitle, Href: "/work/registers/visits/plan"})
	}
	acts = append(acts, ui.LinkButton{Label: lang.T("收费目录", "Fees"), Href: "/work/registers/fees", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("罚款登记", "Fines"), Href: "/work/registers/fines", Look: ui.Secondary})
	parts = append(parts, acts)
	switch {
	case v.Programme == nil:
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.Format("本单位还没有公布%d年的检查事项和次数上限，不能检查企业。", "The unit has published no items and no ceiling for %d; it may inspect no firm.", v.Year)})
	default:
		parts = append(parts, ui.SummaryList{Title: lang.T("公布的检查计划", "Published programme"), Rows: []ui.SummaryRow{{Key: lang.T("年度", "Year"), Value: ui.Data(strconv.Itoa(v.Programme.Year))},
			{Key: lang.T("每家企业最多", "Most for a firm"), Value: lang.Format("%d次", "%d", v.Programme.Most)}, {Key: lang.T("事项", "Items"), Value: lang.Format("%d项", "%d", len(v.Programme.Items))}}})
	}
	if v.Publish {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: programmeTitle, Href: "/work/registers/programme", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("公布明年的", "For next year"), Href: fmt.Sprintf("/work/registers/programme?year=%d", v.Year+1), Look: ui.Quiet}})
	}
	t := ui.Table{Caption: lang.T("本单位今年的检查", "This year's inspections"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("检查日", "Day")}, {Name: lang.T("状态", "State")}, {Name: lang.T("事由", "Why")}, {Name: lang.T("第几次", "Which visit")}},
		Empty: ui.Empty{Title: lang.T("今年还没有检查计划", "None this year yet"), Text: lang.T("计划检查会排在这里。", "Planned inspections stand here.")}}
	for _, r := range v.Rows {
		nth := lang.T("不占次数", "outside the count")
		if r.Ordinal > 0 {
			nth = lang.Format("第%d次", "no. %d", r.Ordinal)
		}
		if r.Gone() {
			nth = lang.T("没有去", "nobody went")
		}
		t.Rows = append(t.Rows, ui.Row{Href: "/work/cases/" + r.Key.ID.String(), Cells: []ui.Component{ui.Plain(r.Number), ui.OnDay(r.Day), ui.Words(v.State(r)), ui.Words(reasonName(r.Reason)), ui.Words(nth)}})
	}
	if v.After != "" {
		t.Prev = "/work/registers"
	}
	if v.Next != "" {
		t.Next = "/work/registers?after=" + url.QueryEscape(v.Next)
	}
	return append(parts, t).View(p)
}

func (v *Pages) unit(w http.ResponseWriter, r *site.Request) error {
	year := today(v.Site).Year()
	h := Hub{Unit: r.Unit(r.Actor.Unit), Year: year, Plan: access.May(r.Actor, access.PlanVisit), Publish: access.May(r.Actor, access.PublishProgramme), State: v.state, After: r.URL.Query().Get("after")}
	p, ok, err := v.Register.Programme(r.Context(), v.Site.Division, r.Actor.Unit, year)
	if err != nil {
		return err
	}
	if ok {
		h.Programme = &p
	}
	if h.Rows, h.Next, err = v.Register.VisitPage(r.Context(), v.Site.Division, visit.Filter{Unit: r.Actor.Unit, Year: year}, h.After, perPage); err != nil {
		return err
	}
	page := r.Page(hubTitle)
	page.Wide = true
	return r.Show(w, page, h)
}

func (v *Pages) state(row visit.Row) lang.Text {
	p, err := v.Site.Engine.Procedure(visit.Name, 0)
	if err != nil {
		return ui.Data(string(row.State))
	}
	return p.Info(row.State).Title
}

// Public is ceilings and counts by unit, for everybody.
type Public struct {
	Year       int
	Programmes []visit.Programme
	Measures   []visit.Measures
	Hidden     map[string][2]bool // by unit: visits, of them without findings
	Unit       func(string) lang.Text
}

var publicTitle = lang.T("涉企检查公示", "Inspections of enterprises")

// View draws it.
func (v Public) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: publicTitle, Lead: lang.T("能查什么、一年最多几次、实际去了几次。没有检查码，企业可以不让进。", "What may be inspected, how often in a year, and how often they came. Without a code a firm need not let anybody in.")},
		ui.Actions{ui.LinkButton{Label: doorTitle, Href: "/door", Look: ui.Danger}}}
	t := ui.Table{Caption: lang.Format("%d年各单位", "Units in %d", v.Year), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("每家最多", "Most for a firm"), Numeric: true}, {Name: lang.T("检查次数", "Visits"), Numeric: true}, {Name: lang.T("没有发现问题", "Found nothing"), Numeric: true}, {Name: lang.T("计划内", "Planned")}},
		Empty: ui.Empty{Title: lang.T("还没有单位公布", "No unit has published yet"), Text: lang.T("没有公布的单位不能检查企业。", "A unit that has not published inspects no firm.")}}
	for _, m := range v.Measures {
		most := lang.T("没有公布", "not published")
		if m.Most > 0 {
			most = ui.Data(strconv.Itoa(m.Most))
		}
		visits, nothing, planned := count(m.Visits, v.Hidden[m.Unit][0]), count(m.Nothing, v.Hidden[m.Unit][1]), ui.Data(ui.Percent(int64(m.Planned), int64(m.Visits)))
		if v.Hidden[m.Unit][0] || Telling(m.Planned, m.Visits) {
			planned = lang.T("不公开", "not shown")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(m.Unit)), ui.Words(most), ui.Words(visits), ui.Words(nothing), ui.Words(planned)}})
	}
	parts = append(parts, t, ui.Text(lang.T("“不公开”是因为数太小，会让人猜到是哪家企业。", "“Not shown” stands where a figure is so small that it would tell which firm it is.")))
	for _, x := range v.Programmes {
		list := ui.SummaryList{}
		for _, i := range x.Items {
			body := ui.Components{ui.Words(i.Looks)}
			if x.Synthetic {
				body = append(body, ui.Plain(" "), ui.Mark{Label: lang.T("示例，未核实", "illustrative, not verified"), Tone: ui.Neutral})
			}
			list.Rows = append(list.Rows, ui.SummaryRow{Key: i.Name, Body: body})
		}
		unit := v.Unit(x.Unit)
		parts = append(parts, ui.Disclosure{Summary: lang.T(unit.ZH+fmt.Sprintf("：可以查的%d项", len(x.Items)), unit.In(lang.EN)+fmt.Sprintf(": %d items", len(x.Items))), Body: ui.Components{list}})
	}
	return append(parts, ui.LawRef{ID: "gbf-54", Full: true}).View(p)
}

// Telling says that a share would tell of fewer than five: of those it counts, or of the others.
func Telling(part, of int) bool {
	return of < cells.K || part > 0 && part < cells.K || of-part > 0 && of-part < cells.K
}

func count(n int, hidden bool) lang.Text {
	if hidden {
		return lang.T("不公开", "not shown")
	}
	return ui.Data(strconv.Itoa(n))
}

// shy says which figures would tell of a single firm, and as many others as it takes.
func shy(all []visit.Measures) map[string][2]bool {
	out := map[string][2]bool{}
	if len(all) == 0 {
		return out
	}
	rows := make([][]cells.Figure, len(all))
	for i, m := range all {
		rows[i] = []cells.Figure{{Value: m.Nothing}, {Value: m.Visits - m.Nothing}}
	}
	table := cells.Grid(rows)
	for i, m := range all {
		table.Figures[2*len(all)+i].Largest = m.Largest
	}
	hidden := table.Protect()
	for i, m := range all {
		out[m.Unit] = [2]bool{hidden[2*len(all)+i], hidden[2*i] || hidden[2*i+1]}
	}
	return out
}

func (v *Pages) year(r *site.Request, year int) ([]visit.Measures, []visit.Programme, error) {
	programmes, err := v.Register.Programmes(r.Context(), v.Site.Division, year)
	if err != nil {
		return nil, nil, err
	}
	rows, err := v.Register.Visits(r.Context(), v.Site.Division, visit.Filter{Year: year})
	return visit.Measure(rows, programmes), programmes, err
}

func (v *Pages) public(w http.ResponseWriter, r *site.Request) error {
	year := today(v.Site).Year()
	all, programmes, err := v.year(r, year)
	if err != nil {
		return err
	}
	p := r.Page(publicTitle)
	p.Wide = true
	return r.Show(w, p, Public{Year: year, Programmes: programmes, Measures: all, Hidden: shy(all), Unit: r.Unit})
}

// Board is the supervisor's measures of the registers, by unit.
type Board struct {
	Year   int
	Visits []visit.Measures
	Fines  []fine.Measures
	Door   Calls
	Unit   func(string) lang.Text
	// Refunds says that the visitor may enter and see refunds.
	Refunds bool
}

// Calls are the year's reports from the door, of the whole division.
type Calls struct {
	Reports  int
	Open     int
	Unlawful int // found to have come without a code
	Coded    int // visits that firms let in with one
}

// calls counts the reports of a year.
func (v *Pages) calls(r *site.Request, year int, all []visit.Measures) (c Calls, err error) {
	cal := v.Site.Calendar()
	q := casework.Query{Division: v.Site.Division, Procedure: visit.Door, Since: cal.Start(calendar.Date(year, 1, 1)), Until: cal.Start(calendar.Date(year+1, 1, 1)), Order: casework.ByNewest, Limit: 100}
	for {
		page, err := v.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return c, err
		}
		for _, row := range page.Rows {
			c.Reports++
			switch {
			case row.Closed.IsZero():
				c.Open++
			case row.Result == "unlawful":
				c.Unlawful++
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	for _, m := range all {
		c.Coded += m.Visits
	}
	return c, nil
}

// View draws it.
func (v Board) View(p ui.Page) templ.Component {
	share := func(part, of int) ui.Component {
		if of == 0 {
			return ui.Plain("–")
		}
		return ui.Plain(fmt.Sprintf("%d/%d · %s", part, of, ui.Percent(int64(part), int64(of))))
	}
	n := func(i int) ui.Component { return ui.Plain(strconv.Itoa(i)) }
	empty := ui.Empty{Title: lang.T("今年还没有检查", "No inspections this year"), Text: lang.T("有检查以后，各单位的数字排在这里。", "The figures of units will stand here.")}
	visits := ui.Table{Caption: lang.Format("%d年涉企检查：去了多少", "Inspections of enterprises in %d: how many", v.Year), Empty: empty, Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("检查次数", "Visits"), Numeric: true}, {Name: lang.T("企业数", "Firms"), Numeric: true}, {Name: lang.T("每家最多", "Ceiling"), Numeric: true}, {Name: lang.T("到上限的", "Firms at the ceiling"), Numeric: true},
		{Name: lang.T("取消又重排", "Cancelled, planned again"), Numeric: true}, {Name: lang.T("花了几小时", "Hours of firms"), Numeric: true}}}
	kinds := ui.Table{Caption: lang.Format("%d年涉企检查：怎样去的", "Inspections of enterprises in %d: how", v.Year), Empty: empty, Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("计划内", "Planned")}, {Name: lang.T("没有发现问题", "Nothing found")}, {Name: lang.T("别的单位三十天内也去过", "Another unit within 30 days")}, {Name: lang.T("差评", "Poor ratings")}}}
	for _, m := range v.Visits {
		visits.Rows = append(visits.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(m.Unit)), n(m.Visits), n(m.Firms), n(m.Most), n(m.AtCeiling), n(m.Recreated), n((m.Minutes + 30) / 60)}})
		kinds.Rows = append(kinds.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(m.Unit)), share(m.Planned, m.Visits), share(m.Nothing, m.Recorded), share(m.Close, m.Visits), share(m.Low, m.Rated)}})
	}
	fines := ui.Table{Caption: lang.Format("%d年罚款", "Fines in %d", v.Year), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("登记", "Entries"), Numeric: true}, {Name: lang.T("同样情节差多少", "Spread within equal facts")}, {Name: lang.T("顶格罚的", "At the top")}, {Name: lang.T("首违不罚", "First offences waived")}, {Name: lang.T("十二月罚的", "In December")}},
		Empty: ui.Empty{Title: lang.T("今年还没有登记罚款", "No fines this year"), Text: lang.T("登记以后，各单位的数字排在这里。", "The figures of units will stand here.")}}
	for _, m := range v.Fines {
		fines.Rows = append(fines.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(m.Unit)), n(m.Entries), ui.Words(Spread(m, 0)), share(m.AtTop, m.Fined), share(m.Waived, m.First), share(m.December, m.Fined)}})
	}
	var links ui.Actions
	if v.Refunds {
		links = ui.Actions{ui.LinkButton{Label: lang.T("登记应退的钱", "Enter a refund"), Href: "/centre/refunds/new"}, ui.LinkButton{Label: lang.T("退费", "Refunds"), Href: "/centre/refunds", Look: ui.Secondary}}
	}
	links = append(links, ui.LinkButton{Label: lang.T("收费目录", "Fees"), Href: "/work/registers/fees", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("公众看到的检查公示", "Inspections as the public sees them"), Href: "/inspections", Look: ui.Quiet})
	return ui.Components{ui.Heading{Title: hubTitle, Lead: lang.T("只按单位，不按人。数字提出问题，不是结论。", "By unit, never by person. Figures ask questions and are no findings.")},
		links,
		ui.Stats{{Name: lang.T("亮码进门", "Entered with a code"), Count: int64(v.Door.Coded), Of: int64(v.Door.Coded + v.Door.Unlawful), Unit: lang.T("次", "calls"), Note: lang.T("分母加上查实的没码上门。", "The denominator adds those found at a door without a code.")}, {Name: lang.T("无码上门报告", "Reports from the door"), Count: int64(v.Door.Reports), Unit: lang.T("件", "reports"), Note: lang.Format("查实没有码的%d件，还没处理完的%d件。", "Found without a code: %d; still open: %d.", v.Door.Unlawful, v.Door.Open)}},
		visits, kinds, fines, ui.LawRef{ID: "gbf-54"}}.View(p)
}

// Spread is the coefficient of variation in words, where it rests on so many fines at least.
func Spread(m fine.Measures, least int) lang.Text {
	if m.Grouped == 0 || m.Grouped < least {
		return lang.T("太少，不算", "too few")
	}
	return lang.Format("%.2f（%d件）", "%.2f (%d fines)", m.Spread, m.Grouped)
}

func (v *Pages) measures(w http.ResponseWriter, r *site.Request) error {
	switch r.Actor.Role {
	case access.Supervisor, access.CentreHead, access.Auditor:
	default:
		return fault.Missing()
	}
	year := today(v.Site).Year()
	all, _, err := v.year(r, year)
	if err != nil {
		return err
	}
	b := Board{Year: year, Refunds: access.May(r.Actor, access.OpenRefund), Visits: all, Unit: r.Unit}
	if b.Door, err = v.calls(r, year, all); err != nil {
		return err
	}
	if v.Fines != nil {
		rules, err := v.Fines.Rules(r.Context(), v.Site.Division)
		if err != nil {
			return err
		}
		fines, err := v.Fines.Fines(r.Context(), v.Site.Division, "", calendar.Date(year, 1, 1), calendar.Date(year, 12, 31))
		if err != nil {
			return err
		}
		b.Fines = fine.Measure(fines, rules)
	}
	p := r.Page(hubTitle)
	p.Wide = true
	return r.Show(w, p, b)
}
