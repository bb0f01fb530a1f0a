package inspections

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Period is over how many calendar days, today among them, findings are counted.
const Period = 365

// List is the rounds and what was found.
type List struct {
	Rounds []Round
	Counts []inspection.Count
	Totals inspection.Totals
	Unit   func(string) lang.Text
	Next   string
	After  string
}

// Round is a round in the list.
type Round struct {
	Href, Number string
	Covert       bool
	Period       lang.Text
	State        lang.Text
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("每一轮，最近的在前", "Rounds, the latest first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("方式", "Kind")}, {Name: lang.T("检查期", "Period")}, {Name: lang.T("现在", "Now")}},
		Empty: ui.Empty{Title: lang.T("还没有计划过检查", "No round was planned"), Text: lang.T("先写计划，再用可核验的抽取决定查谁、谁去查。", "Plan one; whom it visits and who goes is drawn so that anybody can check it.")}}
	for _, r := range v.Rounds {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Cells: []ui.Component{ui.Plain(short(r.Number)), ui.Words(kindOf(r.Covert)), ui.Words(r.Period), ui.Words(r.State)}})
	}
	if v.Next != "" {
		t.Next = "/centre/inspections?after=" + v.Next
	}
	if v.After != "" {
		t.Prev = "/centre/inspections"
	}
	stats := ui.Stats{{Name: lang.T("有记录的轮次", "Rounds with records"), Count: v.Totals.Rounds, Unit: lang.T("轮", "rounds")}, {Name: lang.T("检查记录", "Visits"), Count: v.Totals.Visits, Unit: lang.T("份", "records")}, {Name: lang.T("发现问题", "Findings"), Count: v.Totals.Findings, Unit: lang.T("处", "findings")}, {Name: lang.T("没有发现问题的检查", "Visits without a finding"), Count: v.Totals.Clean, Of: v.Totals.Visits, Unit: lang.T("次", "visits")}}
	return ui.Components{ui.Heading{Title: centreRoom.Name, Lead: lang.T("有名有姓的检查人员到现场看，当事人怎么说写在旁边；不用任何技术手段监控人。", "Named inspectors go and look; what the person says stands beside each finding. Nobody is watched by any machine.")},
		ui.Actions{ui.LinkButton{Label: lang.T("计划一轮检查", "Plan a round"), Href: "/centre/inspections/new"}, ui.LinkButton{Label: lang.T("责任追究", "Accountability"), Href: "/centre/accountability", Look: ui.Secondary}},
		t, ui.Section{ID: "counts", Title: lang.Format("近%d天的统计（单位已经知道的）", "Over %d days, of what units were told", Period), Body: ui.Components{stats, byRule(v.Counts), byUnit(v.Counts, v.Unit), fourBans()}}}.View(p)
}

// byRule is how often each rule was found broken.
func byRule(counts []inspection.Count) ui.Component {
	n := map[string]int64{}
	for _, c := range counts {
		n[c.Rule] += c.N
	}
	t := ui.Table{Caption: lang.T("按规定", "By rule"), Columns: []ui.Column{{Name: lang.T("规定", "Rule")}, {Name: lang.T("四条禁令", "Four bans")}, {Name: lang.T("次数", "Times"), Numeric: true}}, Empty: ui.Empty{Title: lang.T("没有发现问题", "Nothing was found")}}
	for _, b := range inspection.Bans() {
		if n[b.ID] == 0 {
			continue
		}
		four := lang.T("否", "no")
		if b.Four {
			four = lang.T("是", "yes")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(b.Text), ui.Words(four), ui.Plain(ui.Number(n[b.ID]))}})
	}
	return t
}

func byUnit(counts []inspection.Count, name func(string) lang.Text) ui.Component {
	n, order := map[string]int64{}, []string(nil)
	for _, c := range counts {
		if n[c.Unit] == 0 {
			order = append(order, c.Unit)
		}
		n[c.Unit] += c.N
	}
	t := ui.Table{Caption: lang.T("按单位", "By unit"), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("次数", "Times"), Numeric: true}}, Empty: ui.Empty{Title: lang.T("没有发现问题", "Nothing was found")}}
	for _, u := range order {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(name(u)), ui.Plain(ui.Number(n[u]))}})
	}
	return t
}

// fourBans says what the four bans are and how far their text is known.
func fourBans() ui.Component {
	var list ui.SummaryList
	for _, b := range inspection.Bans() {
		if b.Four {
			list.Rows = append(list.Rows, ui.SummaryRow{Key: b.Text, Body: ui.Components{ui.LawRef{ID: b.Basis, Full: true}}})
		}
	}
	return ui.Disclosure{Summary: lang.T("四条禁令", "The four bans"), Body: ui.Components{list}}
}

func days(from, until calendar.Day) lang.Text {
	return lang.T(from.In(lang.ZH)+"至"+until.In(lang.ZH), from.In(lang.EN)+" to "+until.In(lang.EN))
}

func (i *Pages) interval() calendar.Interval {
	today := i.Site.Calendar().DayOf(i.Site.Clock.Now())
	return calendar.Interval{From: today - Period + 1, To: today}
}

func (i *Pages) list(w http.ResponseWriter, r *site.Request) error {
	v := List{Unit: r.Unit, After: r.URL.Query().Get("after")}
	page, err := i.Site.Cases.Cases(r.Context(), casework.Query{Division: i.Site.Division, Procedure: inspection.RoundName, Unit: i.Centre, Sealed: true, Order: casework.ByNewest, After: v.After, Limit: 20})
	if err != nil {
		return err
	}
	v.Next = page.Next
	for _, row := range page.Rows {
		c, proc, err := i.Site.Engine.Load(r.Context(), row.Key)
		if err != nil {
			return err
		}
		f := inspection.RoundOf(c)
		v.Rounds = append(v.Rounds, Round{roundLink(c), c.Number, f.Covert, days(f.From, f.Until), proc.Info(c.State).Title})
	}
	if v.Counts, err = i.Visits.Counts(r.Context(), i.Site.Division, "", i.interval()); err != nil {
		return err
	}
	if v.Totals, err = i.Visits.Totals(r.Context(), i.Site.Division, i.interval()); err != nil {
		return err
	}
	p := r.Page(centreRoom.Name)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("投诉中心", "Complaint centre"), Href: "/centre"}, {Name: centreRoom.Name}}
	return r.Show(w, p, v)
}

// Plan is the form of a round.
type Plan struct {
	Token  string
	Today  calendar.Day
	Units  []ui.Option
	People []ui.Option
}

// View draws it.
func (v Plan) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("计划一轮检查", "Plan a round"), Lead: lang.T("先定方式、时间和候选名单；查谁、谁去查，都由可核验的抽取决定。", "Fix kind, period and candidates first; whom it visits and who goes is drawn.")},
		ui.Form{Action: "/centre/inspections/new", Token: v.Token, Body: ui.Components{
			ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("方式", "Kind"), Options: []ui.Option{{Value: "open", Label: lang.T("明察", "Open"), Hint: lang.T("结果当时就告诉单位。", "Units are told at once.")}, {Value: "covert", Label: lang.T("暗访", "Covert"), Hint: lang.T("本轮结束以前单位不知道。", "Units learn when the round is over.")}}},
			ui.Field{Name: "reason", Kind: ui.Area, Rows: 2, Max: 500, Label: lang.T("为什么查、查什么", "Purpose")},
			ui.Field{Name: "from", Kind: ui.Day, Label: lang.T("从哪天", "From"), Value: ui.ISO(v.Today)}, ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("到哪天", "Until"), Value: ui.ISO(v.Today + 14)},
			ui.Field{Name: "objects", Kind: ui.Digits, Width: 3, Label: lang.T("抽几个单位", "How many units are drawn")},
			ui.Field{Name: "units", Kind: ui.Checks, Label: lang.T("候选单位", "Candidates: units"), Options: v.Units},
			ui.Field{Name: "send", Kind: ui.Digits, Width: 3, Label: lang.T("抽几名检查人员", "How many inspectors are drawn"), Hint: lang.T("至少两名。", "Two or more.")},
			ui.Field{Name: "inspectors", Kind: ui.Checks, Label: lang.T("候选检查人员", "Candidates: inspectors"), Options: v.People},
			ui.Actions{ui.Button{Label: lang.T("定下计划", "Fix the plan")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/centre/inspections", Look: ui.Quiet}}}}}.View(p)
}

func (i *Pages) form(r *site.Request) (ui.Page, Plan) {
	v := Plan{Token: site.NewKey(), Today: i.Site.Calendar().DayOf(i.Site.Clock.Now())}
	for _, u := range r.Directory().Units() {
		if u.ID != i.Centre {
			v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
		}
		for _, o := range r.Directory().Staff(u.ID, v.Today) {
			if slices.ContainsFunc(o.Roles, func(role string) bool {
				return role == string(access.CaseOfficer) || role == string(access.UnitHead) || role == string(access.Supervisor)
			}) {
				v.People = append(v.People, ui.Option{Value: o.ID, Label: ui.Data(o.Name), Hint: u.Name})
			}
		}
	}
	p := r.Page(lang.T("计划一轮检查", "Plan a round"))
	p.Breadcrumbs = []ui.Link{centreRoom, {Name: p.Title}}
	return p, v
}

func (i *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	p, v := i.form(r)
	return r.Show(w, p, v)
}

func readDay(s string) calendar.Day {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	if err != nil {
		return 0 // no day that a plan could have: its guard says so
	}
	return calendar.Date(t.Date())
}

func (i *Pages) plan(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f := r.PostForm
	p, v := i.form(r)
	p.Form = f
	objects, _ := strconv.Atoi(f.Get("objects"))
	send, _ := strconv.Atoi(f.Get("send"))
	in := &inspection.Plan{Covert: f.Get("kind") == "covert", From: readDay(f.Get("from")), Until: readDay(f.Get("until")), Units: f["units"], Objects: objects, Inspectors: f["inspectors"], Send: send}
	if k := f.Get("kind"); k != "covert" && k != "open" {
		return r.Refused(w, p, v, fault.InvalidInput().At("kind", lang.T("请选择明察还是暗访。", "Please choose open or covert.")).Or())
	}
	out, err := i.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: string(access.PlanRound), Input: in, Reason: strings.TrimSpace(f.Get("reason")), Idem: r.Idem(),
		Open: &casework.Open{Procedure: inspection.RoundName, Channel: "centre", Series: inspection.RoundSeries, Sealed: true}})
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, roundLink(out.Case), lang.T("计划已定，记在账本上。接着抽取单位和检查人员。", "The plan stands on the ledger. Now draw units and inspectors."))
}

// Opened is a round at the centre.
type Opened struct {
	Base   string
	Shared caseview.View
	Covert bool
	Facts  []ui.SummaryRow
	Draws  []Draw
	Visits []Visited
	Acts   ui.Component
}

// Draw is one of a round's two draws.
type Draw struct {
	What  string
	Title lang.Text
	Name  string // of the draw; "" before
	Hash  string
	Drawn []lang.Text
}

// Visited is a visit of the round.
type Visited struct {
	Href, Number string
	Unit         lang.Text
	Day          calendar.Day
	Findings     int
	State        lang.Text
}

// View draws it.
func (v Opened) View(p ui.Page) templ.Component {
	tag := v.Shared.Tag
	kind := kindOf(v.Covert)
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: lang.T(kind.ZH+" "+short(v.Shared.Number), "Inspection round, "+kind.EN+", "+short(v.Shared.Number)), Title: lang.T("一轮检查", "A round"), Lead: v.Shared.State.Says, Tag: &tag}, v.Acts,
		ui.Section{ID: "plan", Title: lang.T("计划", "Plan"), Body: ui.Components{ui.SummaryList{Rows: v.Facts}}}}
	for _, d := range v.Draws {
		s := ui.Section{ID: "draw-" + d.What, Title: d.Title}
		if d.Name == "" {
			s.Body = ui.Components{ui.Text(lang.T("还没有抽取。下载方案，填上随机来源和参与方，在命令行公告、亮出、抽取（都带 --data），再把两个文件登记进来。", "Not drawn yet. Download the plan, fill in sources and parties, announce, reveal and run it on the command line (each with --data), then enter both files.")),
				ui.Actions{ui.LinkButton{Label: lang.T("下载抽取方案", "Download the plan of the draw"), Href: v.Base + "/plan/" + d.What, Look: ui.Secondary, Icon: ui.IconFile}}}
		} else {
			list := ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("抽取名称", "Draw"), Value: ui.Data(d.Name)}, {Key: lang.T("公告的哈希值", "Hash of the announcement"), Value: ui.Data(d.Hash)}}}
			for n, name := range d.Drawn {
				list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.Format("抽中第%d", "Drawn %d", n+1), Value: name})
			}
			s.Body = ui.Components{list, ui.Text(lang.T("任何人都可以重新计算：banjie draw verify draw.json --trust 公钥文件夹。本轮结束后公开这个文件。", "Anybody can compute it again: banjie draw verify draw.json --trust FOLDER. The file is published when the round is over.")),
				ui.Actions{ui.LinkButton{Label: lang.T("下载 draw.json", "Download draw.json"), Href: v.Base + "/draw/" + d.What, Look: ui.Secondary, Icon: ui.IconFile}}}
		}
		parts = append(parts, s)
	}
	t := ui.Table{Caption: lang.T("检查记录", "Visits"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("日期", "Day")}, {Name: lang.T("问题", "Findings"), Numeric: true}, {Name: lang.T("现在", "Now")}}, Empty: ui.Empty{Title: lang.T("还没有检查记录", "No visit yet"), Text: lang.T("检查人员在“我的检查任务”里登记。", "Inspectors enter them under “my inspections”.")}}
	for _, x := range v.Visits {
		t.Rows = append(t.Rows, ui.Row{Href: x.Href, Cells: []ui.Component{ui.Plain(short(x.Number)), ui.Words(x.Unit), ui.Plain(p.Day(x.Day)), ui.Plain(ui.Number(int64(x.Findings))), ui.Words(x.State)}})
	}
	return append(parts, t, v.Shared.Story()).View(p)
}

func (i *Pages) round(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := i.load(r, inspection.RoundName)
	if err != nil {
		return err
	}
	f := inspection.RoundOf(c)
	v := Opened{Base: roundLink(c), Covert: f.Covert,
		Shared: caseview.Of(caseview.Input{Case: c, Procedure: proc, Calendar: r.Site.Calendar(), Now: r.Site.Clock.Now(), Side: caseview.Official, Base: roundLink(c), Unit: r.Unit, Officer: r.Officer}),
		Acts:   act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: roundLink(c)}}
	add := func(key, value lang.Text) { v.Facts = append(v.Facts, ui.SummaryRow{Key: key, Value: value}) }
	add(lang.T("方式", "Kind"), kindOf(f.Covert))
	add(lang.T("目的", "Purpose"), ui.Data(c.Events[0].Private.Text))
	add(lang.T("检查期", "Period"), days(f.From, f.Until))
	add(lang.T("候选单位", "Candidate units"), lang.Format("%d个，抽%d个", "%d, of which %d are drawn", len(f.Units), f.Objects))
	add(lang.T("候选检查人员", "Candidate inspectors"), lang.Format("%d名，抽%d名", "%d, of whom %d are drawn", len(f.Inspectors), f.Send))
	for _, d := range []Draw{{What: inspection.Objects, Title: lang.T("抽取单位", "Draw of units")}, {What: inspection.Inspectors, Title: lang.T("抽取检查人员", "Draw of inspectors")}} {
		for _, x := range f.Drawn {
			if x.What != d.What {
				continue
			}
			d.Name, d.Hash = x.Draw, x.Hash.String()
			for _, id := range x.IDs {
				name := r.Unit(id)
				if d.What == inspection.Inspectors {
					name = ui.Data(r.Officer(id))
				}
				d.Drawn = append(d.Drawn, name)
			}
		}
		v.Draws = append(v.Draws, d)
	}
	page, err := i.Visits.Visits(r.Context(), inspection.Query{Division: i.Site.Division, Round: c.Number, Limit: 100})
	if err != nil {
		return err
	}
	visits, err := i.Site.Engine.Procedure(inspection.VisitName, 0)
	if err != nil {
		return err
	}
	for _, x := range page.Visits {
		v.Visits = append(v.Visits, Visited{"/work/inspections/" + x.ID.String(), x.Number, r.Unit(x.Unit), x.Day, x.Findings, visits.Info(x.State).Title})
	}
	p := r.Page(ui.Data(short(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{centreRoom, {Name: p.Title}}
	return r.Show(w, p, v)
}

func what(r *site.Request) (string, error) {
	if x := r.PathValue("what"); x == inspection.Objects || x == inspection.Inspectors {
		return x, nil
	}
	return "", fault.Missing()
}

// planFile hands out what to announce for a draw.
func (i *Pages) planFile(w http.ResponseWriter, r *site.Request) error {
	c, _, err := i.load(r, inspection.RoundName)
	if err != nil {
		return err
	}
	x, err := what(r)
	if err != nil {
		return err
	}
	raw, err := inspection.PlanOf(c, x, func(id string) string {
		if x == inspection.Inspectors {
			return r.Officer(id)
		}
		return r.Unit(id).ZH
	})
	if err != nil {
		return err
	}
	download(w, "plan-"+x+".json", raw)
	return nil
}

// drawFile hands out the file of a draw as it was entered.
func (i *Pages) drawFile(w http.ResponseWriter, r *site.Request) error {
	c, _, err := i.load(r, inspection.RoundName)
	if err != nil {
		return err
	}
	x, err := what(r)
	if err != nil {
		return err
	}
	for _, e := range c.Events {
		if e.Kind != "round_drawn" {
			continue
		}
		if d, err := casework.Data[inspection.Drawn](e); err == nil && d.What == x {
			download(w, "draw-"+x+".json", []byte(e.Private.Notes["draw.file"]))
			return nil
		}
	}
	return fault.Missing()
}

func download(w http.ResponseWriter, name string, raw []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(raw) // who went away gets nothing more
}
