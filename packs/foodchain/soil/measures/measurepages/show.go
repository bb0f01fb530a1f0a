package measurepages

import (
	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/measures"
	"banjie/packs/foodchain/soil/soilpages"
)

// Show is one case.
type Show struct {
	Href      string
	Number    string
	State     casework.State
	StateText lang.Text
	Says      lang.Text
	Village   string
	File      *measures.File
	Clocks    ui.ClockCards
	Story     ui.Timeline
	Files     []ui.Link
	May       map[string]bool
	Keys      map[string]string // idempotency tokens by verb
}

// View draws it.
func (v Show) View(p ui.Page) templ.Component {
	f := v.File
	tone := ui.Busy
	if v.State == measures.Done || v.State == measures.Ended {
		tone = ui.Good
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("地块 "+f.Parcel+" 的土壤措施", "Measures for plot "+f.Parcel), Caption: ui.Data(v.Number), Lead: v.Says, Tag: &ui.Tag{Label: v.StateText, Tone: tone}}}
	var why ui.Components
	for _, r := range f.Reasons {
		why = append(why, ui.Text(r))
	}
	rows := []ui.SummaryRow{
		{Key: lang.T("地块", "Plot"), Body: ui.Link{Name: ui.Data(f.Parcel), Href: soilpages.Href(f.Parcel)}},
		{Key: lang.T("村", "Village"), Value: ui.Data(v.Village)},
		{Key: lang.T("类别", "Class"), Value: f.Class.Name()},
		{Key: lang.T("为什么", "Why"), Body: why},
		{Key: lang.T("标准", "Standard"), Value: ui.Data(f.Standard)},
		{Key: lang.T("法律列出的措施", "Measures that the law names"), Body: names(f.Measures)},
		{Key: lang.T("依据", "Basis"), Body: ui.LawRef{ID: f.Basis}},
	}
	if f.Plans > 0 {
		rows = append(rows, ui.SummaryRow{Key: lang.T("方案", "The plan"), Body: names(f.Plan.Measures)}, ui.SummaryRow{Key: lang.T("做到哪天", "Until"), Body: ui.OnDay(f.Plan.Until)})
		if left := f.Left(); len(left) > 0 {
			rows = append(rows, ui.SummaryRow{Key: lang.T("还没有做的", "Not done yet"), Body: names(left)})
		}
	}
	for _, c := range f.Crops {
		result := lang.T("合格", "passed")
		if !c.Passed {
			result = lang.T("不合格", "failed")
		}
		rows = append(rows, ui.SummaryRow{Key: lang.T("农产品检测", "Check of the crop"), Value: lang.T(c.Crop+"："+result.ZH+"（"+c.Lab+"，"+c.Report+"）", c.Crop+": "+result.EN+" ("+c.Lab+", "+c.Report+")")})
	}
	parts = append(parts, ui.SummaryList{Rows: rows}, v.acts())
	if len(v.Files) > 0 {
		var list ui.Components
		for _, f := range v.Files {
			list = append(list, f)
		}
		parts = append(parts, ui.Section{ID: "files", Title: lang.T("凭证", "Evidence"), Body: list})
	}
	if len(v.Clocks) > 0 {
		parts = append(parts, ui.Section{ID: "clocks", Title: lang.T("期限", "Limits"), Body: ui.Components{v.Clocks}})
	}
	return append(parts, ui.Section{ID: "story", Title: lang.T("办理记录", "What happened"), Body: ui.Components{v.Story}}).View(p)
}

func names(list []soil.Measure) ui.Components {
	var out ui.Components
	for _, m := range list {
		out = append(out, ui.Text(m.Name()))
	}
	return out
}

func options(list []soil.Measure) (out []ui.Option) {
	for _, m := range list {
		out = append(out, ui.Option{Value: string(m), Label: m.Name()})
	}
	return out
}

// acts are the forms of what may be done now.
func (v Show) acts() ui.Component {
	var body ui.Components
	form := func(verb, zh, en string, fields ...ui.Component) {
		if v.May[verb] {
			body = append(body, ui.Form{Action: v.Href + "/" + verb, Token: v.Keys[verb], Multipart: true, Body: ui.Components{ui.Fieldset{Legend: lang.T(zh, en), Body: fields}, ui.Actions{ui.Button{Label: lang.T(zh, en), Look: ui.Secondary}}}})
		}
	}
	reason := func(verb, zh, en string) ui.Component {
		return ui.Field{Name: "reason", ID: verb + "-reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T(zh, en)}
	}
	proof := func(verb, zh, en string) ui.Component {
		return ui.Field{Name: "file.proof", ID: verb + "-proof", Kind: ui.File, Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20, Label: lang.T(zh, en)}
	}
	form("plan_soil_measure", "制定方案", "Make the plan",
		ui.Field{Name: "measures", Kind: ui.Checks, Options: options(v.File.Measures), Label: lang.T("采取哪些措施", "Which measures")},
		ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("做到哪天", "Until which day")},
		reason("plan", "方案：怎么做、谁负责（写岗位，不写人名）", "The plan: how, and which post answers for it; no names"))
	if len(v.File.Plan.Measures) > 0 {
		form("carry_out_soil_measure", "登记已实施", "Enter what was carried out",
			ui.Field{Name: "measure", Kind: ui.Radios, Options: options(v.File.Plan.Measures), Label: lang.T("做了哪一项", "Which one")}, proof("carry", "照片或者凭证", "Photograph or paper"))
	}
	if v.File.Plans > 0 && len(v.File.Left()) == 0 {
		form("check_soil_crop", "登记农产品检测", "Enter the check of the crop",
			ui.Field{Name: "crop", Width: 20, Label: lang.T("作物", "Crop")}, ui.Field{Name: "lab", Label: lang.T("检测机构", "Laboratory")}, ui.Field{Name: "report", Width: 20, Label: lang.T("报告编号", "Number of the report")},
			ui.Field{Name: "passed", Kind: ui.Radios, Options: []ui.Option{{Value: "yes", Label: lang.T("合格", "Passed")}, {Value: "no", Label: lang.T("不合格", "Failed")}}, Label: lang.T("结果", "Result")}, proof("crop", "检测报告", "The report"))
	}
	form("close_soil_measure", "办结", "Close", reason("close", "结果", "The result"))
	if v.May["end_soil_measure"] {
		body = append(body, ui.Disclosure{Summary: lang.T("不再需要，结束", "No longer needed: end"), Body: ui.Components{ui.Form{Action: v.Href + "/end_soil_measure", Token: v.Keys["end_soil_measure"], Body: ui.Components{
			reason("end", "为什么", "Why"), ui.Actions{ui.Button{Label: lang.T("结束", "End"), Look: ui.Secondary}}}}}})
	}
	if len(body) == 0 {
		return nil
	}
	return ui.Section{ID: "acts", Title: lang.T("现在可以做的", "What can be done now"), Body: body}
}

// actor is a unit, never a person.
func actor(r *site.Request, e casework.Event) lang.Text {
	if e.By.Role == access.System {
		return lang.T("系统", "the system")
	}
	return r.Unit(e.By.Unit)
}

func (g *Pages) view(r *site.Request, c *casework.Case) (Show, error) {
	p, err := g.Site.Engine.Procedure(measures.Name, c.ProcedureVersion)
	if err != nil {
		return Show{}, err
	}
	info, f := p.Info(c.State), measures.FileOf(c)
	v := Show{Href: Address(c.ID), Number: c.Number, State: c.State, StateText: info.Title, Says: info.Says, Village: f.Village, File: f, May: map[string]bool{}, Keys: map[string]string{}}
	now, cal := g.Site.Clock.Now(), g.Site.Calendar()
	villages, err := g.Archive.Villages(r.Context(), g.Site.Division, cal.DayOf(now))
	if err != nil {
		return v, err
	}
	for _, t := range villages {
		if t.Code == f.Village {
			v.Village = t.Name
		}
	}
	for _, k := range c.Clocks {
		at := now
		if !k.State.Open() && !k.Ended.IsZero() {
			at = k.Ended
		}
		card := ui.ClockCard{Name: ui.Data(k.Name), State: k.State, Limit: k.Limit, Used: max(0, k.Limit.N-k.Left(cal, at)), Due: k.Due.Day, Provisional: k.Due.Provisional && k.State.Open(), Basis: k.Basis}
		if rule, ok := p.Rule(k.Name); ok {
			card.Name = rule.Title
		}
		v.Clocks = append(v.Clocks, card)
	}
	titles := map[string]lang.Text{}
	for _, row := range p.Transitions {
		if _, has := titles[row.Event]; !has {
			titles[row.Event] = row.Title
		}
	}
	for _, e := range c.Events {
		x := ui.TimelineEvent{Seq: e.Seq, What: titles[e.Kind], At: e.At, Effective: e.Effective, Basis: e.Facts.Basis, Actor: actor(r, e)}
		if e.Private.Text != "" {
			x.Reason = ui.Data(e.Private.Text)
		}
		if e.Kind == "soil_measure_carried_out" {
			if d, err := casework.Data[measures.Carried](e); err == nil {
				x.Body = ui.Words(d.Measure.Name())
			}
		}
		v.Story.Events = append(v.Story.Events, x)
		for _, file := range e.Private.Files {
			v.Files = append(v.Files, ui.Link{Name: ui.Data(file.Name), Href: v.Href + "/files/" + file.Hash})
		}
	}
	for _, verb := range p.Verbs() {
		v.May[verb], v.Keys[verb] = offers(p, c, r.Actor, verb), site.NewKey()
	}
	return v, nil
}
