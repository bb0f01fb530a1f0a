// Package foodreport is the procedure of a problem with food that somebody reports from the code
// on its box: spoilt, mislabelled, made ill, a code that looks copied.
//
//	report_food ─▶ registered ──take──▶ (a task of the regulator's)
//	                   ├── answer_food_report ─▶ answered
//	                   └── pass_food_report_on ▶ passed on (to whom, and how, is named)
//
// Registration is never refused and asks for no name: whoever gives none follows it with number and
// return code like everybody else. The code of the food stands in the facts and at the head of the
// words, so that the regulator has it before the eyes. Maker and shop never see who reported.
//
// It rests on the Food Safety Law, article 115, and on the Interim Measures on Complaints and
// Tip-offs to Market Regulation, article 14, both unread here and marked so. The limit of fifteen
// working days is a rule of the house. It finds no fault and opens no recall: an officer does, by
// the acts for it.
package foodreport

import (
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
)

// Name of the procedure, and Series, what the numbers of its cases begin with.
const (
	Name   = "food_report"
	Series = "F"
)

const task = "food_report" // step of the regulator's task

// States of a report.
const (
	Registered casework.State = "food_report_registered"
	Answered   casework.State = "food_report_answered"
	PassedOn   casework.State = "food_report_passed_on"
)

// Kinds of problems.
func Kinds() []catalog.Option {
	return []catalog.Option{
		{ID: "spoilt", Text: lang.T("变质、有异味、有异物", "spoilt, a strange smell, something in it")},
		{ID: "ill", Text: lang.T("吃了不舒服", "somebody felt ill of it")},
		{ID: "label", Text: lang.T("日期、标签跟实物不符", "day or label do not fit the food")},
		{ID: "copied", Text: lang.T("码可能是假的、翻印的", "the code may be false or copied")},
		{ID: "recalled", Text: lang.T("已经召回的还在卖", "it is recalled and still on sale")},
		{ID: "other", Text: lang.T("别的问题", "something else")},
	}
}

// Input of the filing. What happened is the reason of the command.
type Input struct {
	Key  string `json:"key"` // constrained canonical Digital Link of the food
	Kind string `json:"kind"`
}

// Report is what the case says of itself for ever; words and person stand in its private half.
type Report struct {
	Key  string `json:"key"`
	Kind string `json:"kind"`
}

// File is what the procedure knows of a report.
type File struct{ Report }

// FileOf gives the folded file of a report.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

const (
	reportRules = "市场监督管理投诉举报处理暂行办法"
	notRead     = "text not read; given from general knowledge"
)

// Law are the articles it rests on.
var Law = []law.Basis{
	{ID: "spjb-115", Law: lang.T("食品安全法", "Food Safety Law"), Version: "2021", Article: "115", Says: lang.T("接到咨询、投诉、举报，属于本部门职责的应当受理并在法定期限内及时答复、核实、处理；对举报人的信息予以保密", "what is asked, complained of or reported is taken in by the body in charge, answered, looked into and settled in time; who reports is kept secret"), Source: notRead},
	{ID: "tsjb-14", Law: lang.T(reportRules, "Interim Measures on Complaints and Tip-offs to Market Regulation"), Version: "2019", Article: "14", Says: lang.T("自收到投诉之日起七个工作日内作出受理或者不予受理的决定并告知投诉人", "within seven working days of receipt it is decided whether a complaint is accepted, and the complainant is told"), Source: notRead},
}

const (
	none = access.None
	own  = access.Own
	unit = access.Unit
	all  = access.Division
)

// Acts are the verbs on reports.
var Acts = []access.Row{
	//                                                  P     C    G     K    O     H     Z     S     A     U     Y
	{Verb: "report_food", Reach: [11]access.Reach{none, own, none, all, none, none, none, none, none, none, none}, Title: lang.T("反映食品问题", "report a problem with food"), Note: lang.T("任何人都可以反映，不用登录", "anybody may, without an account"), Hidden: true},
	{Verb: "answer_food_report", Reach: [11]access.Reach{none, none, none, none, unit, unit, none, none, none, none, none}, Title: lang.T("答复食品问题反映", "answer a report on food"), Hidden: true},
	{Verb: "pass_food_report_on", Reach: [11]access.Reach{none, none, none, none, unit, unit, none, none, none, none, none}, Title: lang.T("转送食品问题反映", "pass a report on food on"), Hidden: true},
}

// Rules are what the procedure asks of the county.
type Rules struct {
	// Regulator is the unit that watches over food; "" while there is none.
	Regulator func() string
}

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	open := []casework.State{Registered}
	p := &casework.Procedure{
		Name: Name, Version: 1, Confided: true, Title: lang.T("食品问题反映", "Report of a problem with food"), Tasks: map[string]lang.Text{task: lang.T("看食品问题反映，答复", "Look into a report on food, answer it")}, NewFile: func() any { return &File{} }, FoldFile: fold,
		States: []casework.StateInfo{
			{State: Registered, Title: lang.T("已登记", "Registered"), Says: lang.T("已经登记，市场监管部门的人来看。", "Registered; the market regulator looks into it.")},
			{State: Answered, Title: lang.T("已答复", "Answered"), Says: lang.T("已经答复。不服的，可以再反映，也可以投诉、依法申请复议。", "Answered. If you do not agree report it again, complain, or seek reconsideration."), Final: true},
			{State: PassedOn, Title: lang.T("已转送", "Passed on"), Says: lang.T("转给有权处理的单位，答复里写明是谁、怎么找。", "Passed to the body with the power; the answer says which and how to reach it."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: "food_first_word", Title: lang.T("告知是否受理", "First word"), Basis: "tsjb-14", Rule: "7 working days from receipt, until somebody takes it on", Limit: casework.Workdays(7)},
			{Name: "food_answer", Title: lang.T("答复", "Answer"), Rule: "15 working days from receipt; never pauses; rule of the house", Limit: casework.Workdays(15), NeverPauses: true},
		},
	}
	desk := []casework.Relation{casework.TaskHolder, casework.Responsible}
	p.With(
		casework.Transition{Verb: "report_food", Title: lang.T("反映食品问题", "Report a problem with food"), To: Registered, Event: "food_report_registered", Needs: casework.NeedReason, Basis: []string{"spjb-115"},
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Clocks: []casework.Effect{casework.Begin("food_first_word", "food_answer")}, Input: func() any { return &Input{} }, Decide: r.decide},
		casework.Transition{From: open, Verb: "answer_food_report", Title: lang.T("答复", "Answer"), To: Answered, Event: "food_report_answered", Needs: casework.NeedReason | casework.NeedNotice, Basis: []string{"spjb-115"},
			By: desk, Clocks: []casework.Effect{casework.Stop("food_first_word", "food_answer")}, Result: "answered", Closes: true},
		casework.Transition{From: open, Verb: "pass_food_report_on", Title: lang.T("转给有权处理的单位", "Pass on to the body in charge"), To: PassedOn, Event: "food_report_passed_on", Needs: casework.NeedReason | casework.NeedNotice, Basis: []string{"spjb-115"},
			By: desk, Clocks: []casework.Effect{casework.Stop("food_first_word", "food_answer")}, Result: "passed_on", Closes: true},
	)
	for _, row := range casework.CommonRows(open, nil, open) {
		if len(row.From) == 0 || row.Verb == "count_visit" {
			continue
		}
		if row.Verb == "take" {
			row.Clocks = append(row.Clocks, casework.Stop("food_first_word"))
		}
		p.With(row)
	}
	return p
}

func (r Rules) decide(d *casework.Decision) error {
	in := casework.Input[Input](d)
	bad := fault.InvalidInput()
	known := false
	for _, k := range Kinds() {
		known = known || k.ID == in.Kind
	}
	if !known {
		bad.At("kind", lang.T("请选择最接近的一类。", "Please choose the nearest kind."))
	}
	if !strings.HasPrefix(in.Key, "https://id.gs1.org/") {
		bad.At("code", lang.T("请填写食品上的码。", "Please give the code on the food."))
	}
	if err := bad.Or(); err != nil {
		return err
	}
	desk := ""
	if r.Regulator != nil {
		desk = r.Regulator()
	}
	if desk == "" {
		return fault.New(fault.Unavailable, "no_food_regulator", lang.T("这里还没有设置食品监管单位，没人能接。", "No food regulator is set up here, so nobody would read it."),
			lang.T("请打12345或者12315。您填的内容还在。", "Please call 12345 or 12315. What you entered is kept."))
	}
	d.Facts.Unit = desk
	d.PutTask(casework.Task{Step: task, ID: desk, Unit: desk, State: casework.Waiting, Opened: d.At})
	return d.SetData(Report{in.Key, in.Kind})
}

func fold(file any, e casework.Event) error {
	if e.Kind != "food_report_registered" {
		return nil
	}
	v, err := casework.Data[Report](e)
	file.(*File).Report = v
	return err
}
