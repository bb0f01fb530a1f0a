// Package watch is the retaliation watch by two custodians: firms that took part when they filed
// are matched with the registers of visits, fines and refusals, offline, and counts come back.
//
//	request_watch ─▶ asked ──approve_watch──▶ seconded ──approve_watch──▶ approved
//	                   │ (nobody twice, nobody who asked, a head among the two)  │ open_watch: on the ledger
//	                   └─────────────── drop_watch ◀──────────────────┬──────────▼
//	                                                                  └────── opened ─▶ [Export] ─▶ two custodians, offline:
//	   watch_counted ◀──bring_result── signed [Result]: counts by unit ◀──────────────── [Sealed.Open], [Count]
//	        └─ an alarm ─▶ raise_look ─▶ look_raised ──end_look──▶ look_ended
//
// One act covers all watch boxes of whole calendar months, and no month is opened twice: two
// answers about overlapping firms could be taken from one another. Of fewer than five firms a
// unit's line says “too few” and nothing else. No answer names a firm, a code or a complaint.
//
// The registers and the key that signs the answer leave the hall sealed for the custodians, so
// that the file alone shows nothing, and an answer that verifies was made by two of them.
// An alarm is a reason to look; matched firms stand beside it, because firms complain when visits
// are frequent. Nobody is accused and nothing follows here.
//
// No law orders it: it rests on the consent of those who take part, and on rules of the house.
package watch

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
)

// Names of the procedures and of the series of their numbers.
const (
	Name       = "retaliation_watch"
	Look       = "retaliation_look"
	Series     = "BW"
	LookSeries = "BL"
	LookStep   = "look" // step of the task by which a look stands in the centre's work list
)

// States of a watch, and of what an alarm opens.
const (
	Asked    casework.State = "watch_asked"
	Seconded casework.State = "watch_seconded"
	Approved casework.State = "watch_approved"
	Opened   casework.State = "watch_boxes_opened"
	Counted  casework.State = "watch_ended"
	Dropped  casework.State = "watch_dropped"

	Raised casework.State = "look_raised"
	Looked casework.State = "look_ended"
)

// Months of a watch.
const (
	LeastMonths = 3
	MostMonths  = 24
)

var open = []casework.State{Asked, Seconded, Approved, Opened}

// Rules are what the procedure asks of the county.
type Rules struct {
	Centre string // unit of the complaint centre
	// Taken says which of the months were opened by another watch; nil: none.
	Taken func(ctx context.Context, division string, from, until calendar.Day) (bool, error)
	// Unit says whether there is such a unit; nil: all are.
	Unit func(id string) bool
	// Tell are the officers who get a notice of an alarm, without a word of what it is; nil: none.
	Tell func(day calendar.Day) []string
}

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Bases is the closed list of articles a request may name, if it names one: none of them orders the
// watch.
func Bases() []string { return []string{"xfg-30", "gbf-54"} }

// Endings are how a look ends. None is a measure against a person.
func Endings() []catalog.Option {
	return []catalog.Option{
		option("like_others", "别的企业也一样多，和投诉无关", "other firms were treated alike: no link with complaints"),
		option("explained", "有别的原因，已核实", "there is another cause, and it was checked"),
		option("stopped", "停止了没有依据的检查、处罚", "visits or fines without basis were stopped"),
		option("order", "发了督办", "a supervision order was issued"),
		option("file", "开启了责任追究案卷", "an accountability file was opened"),
		option("passed_on", "移送监察机关", "passed on to the supervisory body"),
	}
}

// Procedure gives the table of a watch. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{Name: Name, Version: 1, Title: lang.T("报复核对程序", "Retaliation watch"),
		States: []casework.StateInfo{
			{State: Asked, Title: lang.T("等第一人批准", "Waiting for the first approval"), Says: lang.T("要两个没有申请的人批准，其中一个是负责人。", "Two people who did not ask approve, one of them a head.")},
			{State: Seconded, Title: lang.T("等第二人批准", "Waiting for the second approval"), Says: lang.T("还要一个人批准。", "One more person approves.")},
			{State: Approved, Title: lang.T("已批准，还没有打开", "Approved, not opened yet"), Says: lang.T("登记打开以后，取文件交两名保管人离线核对。", "Put the opening on record, then hand the file to two custodians.")},
			{State: Opened, Title: lang.T("已打开，等保管人的结果", "Opened; the custodians' answer is awaited"), Says: lang.T("两名保管人离线核对，十个工作日内带回结果。", "Two custodians count offline and bring the answer back within ten working days.")},
			{State: Counted, Title: lang.T("有了结果", "Counted"), Says: lang.T("结果只有按单位的数。", "The answer has counts by unit and nothing else."), Final: true},
			{State: Dropped, Title: lang.T("不办了", "Dropped"), Says: lang.T("没有结果。打开过的月份不再打开。", "Without an answer. Months that were opened are not opened again."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: "approval", Title: lang.T("批准报复核对", "Approving the watch"), Rule: "10 working days from the request; rule of the house", Limit: casework.Workdays(10)},
			{Name: "counting", Title: lang.T("带回核对结果", "Bringing the answer back"), Rule: "10 working days from the opening; rule of the house", Limit: casework.Workdays(10)},
		},
		About:   func(*casework.Case) []string { return nil }, // it is about no unit: the centre keeps it and its supervisors approve
		NewFile: func() any { return &File{} }, FoldFile: fold}
	p.With(r.rows()...)
	common(p, open)
	return p
}

// LookProcedure gives the table of what an alarm opens for the supervisors.
func (r Rules) LookProcedure() *casework.Procedure {
	p := &casework.Procedure{Name: Look, Version: 1, Title: lang.T("报复核对提示的查看程序", "Looking into an alarm of the watch"),
		States: []casework.StateInfo{
			{State: Raised, Title: lang.T("要看一看", "To be looked into"), Says: lang.T("先和没有投诉的同类企业比，再听单位说明；这是线索，不是结论。", "Compare with like firms that did not complain, then hear the unit: it is a lead, not a verdict.")},
			{State: Looked, Title: lang.T("看过了", "Looked into"), Says: lang.T("看的结果已登记。", "What was found is on record."), Final: true},
		},
		Clocks:  []casework.ClockRule{{Name: "look", Title: lang.T("查看核对提示", "Looking into the alarm"), Rule: "15 working days; rule of the house", Limit: casework.Workdays(15)}},
		NewFile: func() any { return &Alarm{} }, FoldFile: foldLook}
	p.With(r.lookRows()...)
	common(p, []casework.State{Raised})
	return p
}

// common adds the sweeper's marks. The task of a look ends with the look: nobody takes or refers it.
func common(p *casework.Procedure, open []casework.State) {
	for _, row := range casework.CommonRows(nil, nil, open) {
		if len(row.From) > 0 && row.Quiet {
			p.With(row)
		}
	}
}
