package inspections

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// mostRounds is how many running rounds an inspector's page looks through.
const mostRounds = 20

// Mine is the rounds somebody inspects in.
type Mine struct{ Rounds []MyRound }

// MyRound is one with the units to visit.
type MyRound struct {
	Href, Number string
	Covert       bool
	Period       lang.Text
	Units        []lang.Text
}

// View draws it.
func (v Mine) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: myRoom.Name, Lead: lang.T("您被抽中为检查人员的、正在检查的轮次。", "Running rounds for which you were drawn.")}}
	for _, r := range v.Rounds {
		list := ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("方式", "Kind"), Value: kindOf(r.Covert)}, {Key: lang.T("检查期", "Period"), Value: r.Period}}}
		for _, u := range r.Units {
			list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T("要查的单位", "Unit to visit"), Value: u})
		}
		body := ui.Components{list, ui.Actions{ui.LinkButton{Label: lang.T("登记检查记录", "Enter a record"), Href: r.Href}}}
		if r.Covert {
			body = append(ui.Components{ui.Notice{Kind: ui.Warning, Text: lang.T("暗访：本轮结束以前，不要告诉任何单位。", "Covert: tell no unit before the round is over.")}}, body...)
		}
		parts = append(parts, ui.Section{Title: ui.Data(short(r.Number)), Body: body})
	}
	if len(v.Rounds) == 0 {
		parts = append(parts, ui.Empty{Title: lang.T("现在没有您的检查任务", "Nothing for you to inspect now"), Text: lang.T("被抽中后，会在这里看到要去的单位。", "When you are drawn, the units stand here.")})
	}
	return parts.View(p)
}

func (i *Pages) mine(w http.ResponseWriter, r *site.Request) error {
	open := true
	page, err := i.Site.Cases.Cases(r.Context(), casework.Query{Division: i.Site.Division, Procedure: inspection.RoundName, Unit: i.Centre, Sealed: true, Open: &open, Order: casework.ByNewest, Limit: mostRounds})
	if err != nil {
		return err
	}
	var v Mine
	for _, row := range page.Rows {
		c, _, err := i.Site.Engine.Load(r.Context(), row.Key)
		if err != nil {
			return err
		}
		f := inspection.RoundOf(c)
		if c.State != inspection.Running || !f.Inspects(r.Actor.ID) {
			continue
		}
		m := MyRound{Href: "/my/inspections/" + c.ID.String() + "/record", Number: c.Number, Covert: f.Covert, Period: days(f.From, f.Until)}
		for _, u := range f.Of(inspection.Objects) {
			m.Units = append(m.Units, r.Unit(u))
		}
		v.Rounds = append(v.Rounds, m)
	}
	return r.Show(w, r.Page(myRoom.Name), v)
}

// findingFields is how many findings a sheet takes.
const findingFields = 4

// Sheet is the record sheet.
type Sheet struct {
	Action string
	Token  string
	Number string
	Covert bool
	Today  calendar.Day
	Units  []ui.Option
	People []ui.Option
	Files  []casework.File
	Held   []ui.Hidden
}

// View draws it.
func (v Sheet) View(p ui.Page) templ.Component {
	body := ui.Components{
		ui.Field{Name: "unit", Kind: ui.Radios, Label: lang.T("被查单位", "Unit"), Options: v.Units},
		ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("日期", "Day"), Value: ui.ISO(v.Today)},
		ui.Field{Name: "time", Width: 5, Label: lang.T("时间", "Time"), Hint: lang.T("您自己写，例如 14:30。", "You write it, e.g. 14:30.")},
		ui.Field{Name: "place", Width: 30, Max: 200, Label: lang.T("地点", "Place"), Hint: lang.T("用文字写；系统不记录任何人的位置。", "In words; nobody's position is recorded.")},
		ui.Field{Name: "present", Kind: ui.Checks, Label: lang.T("到场的检查人员", "Inspectors who were there"), Hint: lang.T("至少两人，包括您自己。", "Two or more, you among them."), Options: v.People},
	}
	var bans []ui.Option
	for _, b := range inspection.Bans() {
		o := ui.Option{Value: b.ID, Label: b.Text}
		if b.Four {
			o.Label = lang.T(b.Text.ZH+"（四条禁令）", b.Text.EN+" (four bans)")
		}
		bans = append(bans, o)
	}
	for n := 1; n <= findingFields; n++ {
		at := func(s string) string { return s + strconv.Itoa(n) }
		set := ui.Fieldset{Legend: lang.Format("问题%d", "Finding %d", n), Body: ui.Components{
			ui.Field{Name: at("rule"), Kind: ui.Choice, Optional: true, Width: 30, Label: lang.T("违反的规定", "Rule"), Options: bans},
			ui.Field{Name: at("facts"), Kind: ui.Area, Rows: 2, Max: 1000, Optional: true, Label: lang.T("看到了什么", "What was seen")},
			ui.Field{Name: at("who"), Width: 20, Max: 100, Optional: true, Label: lang.T("涉及谁", "Who it was"), Hint: lang.T("不涉及个人的不填。", "Empty where it is about no person.")},
			ui.Field{Name: at("statement"), Kind: ui.Area, Rows: 2, Max: 1000, Optional: true, Label: lang.T("本人怎么说", "What that person says"), Hint: lang.T("照原话写。", "In the person's own words.")},
			ui.Field{Name: at("missing"), Kind: ui.Choice, Optional: true, Label: lang.T("没有说明的，为什么", "If there is no statement, why"), Options: options(inspection.Missing())},
			ui.Field{Name: at("signed"), Kind: ui.Choice, Optional: true, Label: lang.T("签字", "Signature"), Options: options(inspection.Signatures())},
		}}
		if n > 1 {
			body = append(body, ui.Disclosure{Summary: set.Legend, Open: p.Form.Get(at("rule")) != "" || p.Form.Get(at("facts")) != "", Body: ui.Components{set}})
			continue
		}
		body = append(body, ui.Text(lang.T("没有发现问题的，下面都不用填。", "If nothing was found, leave all of this empty.")), set)
	}
	body = append(body,
		ui.Fieldset{Legend: lang.T("整改督办单", "Order to put right"), Hint: lang.T("发现问题的必填；暗访的，本轮结束时才送达单位。", "Needed where something was found; of a covert round it reaches the unit at its end."), Body: ui.Components{
			ui.Field{Name: "order", Kind: ui.Area, Rows: 2, Max: 1000, Optional: true, Label: lang.T("要改什么", "What is to be put right")},
			ui.Field{Name: "days", Kind: ui.Digits, Width: 3, Optional: true, Label: lang.T("几个工作日", "In how many working days"), Suffix: lang.T("个工作日", "working days")}}},
		upload.Notice(v.Files),
		ui.Field{Name: "file.record", Kind: ui.File, Optional: true, Label: lang.T("签字的纸质记录等证据", "The signed sheet and other papers"), Hint: lang.T("不收屏幕截图和考勤数据。", "No pictures of screens and no attendance data."), Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20, MaxFiles: 5},
		ui.Actions{ui.Button{Label: lang.T("登记", "Enter it")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/my/inspections", Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: lang.T(kindOf(v.Covert).ZH+" "+short(v.Number), kindOf(v.Covert).EN+" round "+short(v.Number)), Title: lang.T("检查记录", "Record of a visit"), Lead: lang.T("由到过现场的检查人员登记；当事人怎么说，写在每个问题旁边。", "Entered by an inspector who was there; what the person says stands beside each finding.")},
		ui.Form{Action: v.Action, Token: v.Token, Multipart: true, Hidden: v.Held, Body: slices.DeleteFunc(body, func(c ui.Component) bool { return c == nil })}}.View(p)
}

func options(from []catalog.Option) []ui.Option {
	out := make([]ui.Option, len(from))
	for i, o := range from {
		out[i] = ui.Option{Value: o.ID, Label: o.Text}
	}
	return out
}

// sheetOf loads a running round for one of its inspectors; for others it does not exist.
func (i *Pages) sheetOf(r *site.Request) (*casework.Case, ui.Page, Sheet, error) {
	c, _, err := i.load(r, inspection.RoundName)
	if err != nil {
		return nil, ui.Page{}, Sheet{}, err
	}
	f := inspection.RoundOf(c)
	if c.State != inspection.Running || !f.Inspects(r.Actor.ID) {
		return nil, ui.Page{}, Sheet{}, fault.Missing()
	}
	v := Sheet{Action: "/my/inspections/" + c.ID.String() + "/record", Token: site.NewKey(), Number: c.Number, Covert: f.Covert, Today: i.Site.Calendar().DayOf(i.Site.Clock.Now())}
	for _, u := range f.Of(inspection.Objects) {
		v.Units = append(v.Units, ui.Option{Value: u, Label: r.Unit(u)})
	}
	for _, o := range f.Of(inspection.Inspectors) {
		v.People = append(v.People, ui.Option{Value: o, Label: ui.Data(r.Officer(o))})
	}
	p := r.Page(lang.T("检查记录", "Record of a visit"))
	p.Breadcrumbs = []ui.Link{myRoom, {Name: p.Title}}
	return c, p, v, nil
}

func (i *Pages) sheet(w http.ResponseWriter, r *site.Request) error {
	_, p, v, err := i.sheetOf(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func (i *Pages) record(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, p, v, err := i.sheetOf(r)
	if err != nil {
		return err
	}
	p.Form = r.PostForm
	files, err := upload.Read(r)
	v.Files, v.Held = files, upload.Hidden(r, files)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	text := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	in := &inspection.VisitInput{Round: c.Number, Unit: text("unit"), Day: readDay(text("day")), Time: text("time"), Place: text("place"), Present: r.PostForm["present"], Order: text("order"), Files: files}
	in.Days, _ = strconv.Atoi(text("days")) // what is no number is no length: the guard says so
	for n := 1; n <= findingFields; n++ {
		at := func(s string) string { return text(fmt.Sprint(s, n)) }
		f := inspection.FindingInput{Rule: at("rule"), Facts: at("facts"), Who: at("who"), Statement: at("statement"), Missing: at("missing"), Signed: at("signed")}
		if f != (inspection.FindingInput{}) {
			in.Findings = append(in.Findings, f)
		}
	}
	_, err = i.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: string(access.EnterVisit), Input: in, Idem: r.Idem(),
		Open: &casework.Open{Procedure: inspection.VisitName, Channel: "visit", Series: inspection.VisitSeries, Sealed: true}})
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	said := lang.T("已登记，单位已经看得到。", "Entered; the unit sees it now.")
	if v.Covert {
		said = lang.T("已登记；本轮结束以前单位看不到。", "Entered; the unit does not see it before the round is over.")
	}
	return r.Go(w, "/my/inspections", said)
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	return ui.GalleryPages{
		specimen.Page("inspections", lang.T("明察暗访", "Inspections"), specimen.Supervisor, List{}.Sample(), nil),
		specimen.Page("inspections-new", lang.T("计划一轮检查", "Plan a round"), specimen.Supervisor, Plan{Token: "sample", Today: 20514, Units: []ui.Option{{Value: "a", Label: lang.T("县市场监督管理局", "Market supervision")}}, People: []ui.Option{{Value: "b", Label: ui.Data("林示例")}}}, narrow),
		specimen.Page("inspection-round", lang.T("一轮检查", "A round"), specimen.Supervisor, Opened{}.Sample(), nil),
		specimen.Page("my-inspections", lang.T("我的检查任务", "My inspections"), specimen.Officer, Mine{[]MyRound{{Href: "/my/inspections/1/record", Number: "IR202603020001", Covert: true, Period: days(20514, 20528), Units: []lang.Text{lang.T("县市场监督管理局", "Market supervision")}}}}, nil),
		specimen.Page("inspection-sheet", lang.T("检查记录（登记）", "Record sheet"), specimen.Officer, Sheet{Action: "/my/inspections/1/record", Token: "sample", Number: "IR202603020001", Today: 20514, Units: []ui.Option{{Value: "a", Label: lang.T("县市场监督管理局", "Market supervision")}}, People: []ui.Option{{Value: "b", Label: ui.Data("林示例")}, {Value: "c", Label: ui.Data("杜示例")}}}, narrow),
		specimen.Page("inspection-visit", lang.T("检查记录（被查单位）", "A visit"), specimen.Head, Visit{}.Sample(), nil),
	}
}

// Sample is the list of a quiet year.
func (List) Sample() List {
	return List{Rounds: []Round{{"/centre/inspections/1", "IR202603020001", true, days(20514, 20528), lang.T("检查中", "Running")}}, Unit: func(string) lang.Text { return lang.T("县市场监督管理局", "Market supervision") },
		Counts: []inspection.Count{{Unit: "market", Rule: "left_post", N: 2}, {Unit: "market", Rule: "no_backup", N: 3}}, Totals: inspection.Totals{Rounds: 2, Visits: 14, Findings: 5, Clean: 10}}
}

// Sample is a round before its inspectors were drawn.
func (Opened) Sample() Opened {
	proc := inspection.Rules{}.Procedures()[0]
	return Opened{Base: "/centre/inspections/1", Covert: true, Shared: caseSample("IR202603020001", proc.Info(inspection.Planned)), Acts: ui.Section{ID: "acts", Title: lang.T("您现在可以办的", "What you may do now"), Body: ui.Components{ui.Actions{ui.LinkButton{Label: lang.T("登记抽取结果", "Enter a draw"), Href: "#acts"}}}},
		Facts: []ui.SummaryRow{{Key: lang.T("检查期", "Period"), Value: days(20514, 20528)}},
		Draws: []Draw{{What: inspection.Objects, Title: lang.T("抽取单位", "Draw of units"), Name: "ir202603020001-objects", Hash: strings.Repeat("0a", 32), Drawn: []lang.Text{lang.T("县市场监督管理局", "Market supervision")}}, {What: inspection.Inspectors, Title: lang.T("抽取检查人员", "Draw of inspectors")}}}
}
