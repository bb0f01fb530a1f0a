// Package accountability is the file by which one officer answers for one thing 失职追究: a
// lead, never a verdict.
//
//	open_file ─▶ file_opened ──reply_to_file │ expire_reply──▶ officer_heard ──propose_ending──▶ ending_proposed
//	                                                               ▲──────return_proposal──────────┘   │ approve_ending
//	                                                                                                   ▼
//	 file_closed ◀─lapse_appeal─ decision_served ◀──serve_decision── ending_decided
//	   ▲  ▲ ▲                        │ appeal_measure
//	   │  │ └─decide_measure_appeal─ measure_appealed      (upheld: the measure is lifted and stays in the count)
//	   │  └────────────────────────────────┐ │
//	   └─end_warning─ under_warning ◀──────┴─┘             (written admonition: 3 to 6 months)
//
// A file rests on facts that name the event they stand on, so that anybody who may read the
// file can fetch the proof of the ledger, or on papers. The officer is heard before anything
// is proposed; silence is recorded as silence. The cause comes first: only a personal one can
// carry a measure against a person, every other one leads to a recommendation to mend. Two
// named people decide, neither of them the officer, nor anybody who decided on the complaint,
// nor anybody who withdrew or had to (回避). Nothing is decided by the platform: what it does by
// itself is to record that a time is over, and to let a warning end.
//
// It rests on the province's rules of accountability (law:zrz-2004.1 to law:zrz-2004.6) and on
// the five conditions of fault tolerance (law:zyc-46); the causes, that only a personal one
// carries a measure, the two people and the times for reply, appeal and its decision are rules
// of the house. Transfer, off-post training, advised resignation, demotion
// and dismissal are proposals to the body that has the power: nothing follows here from them.
// A breach of discipline or law is handed over and not looked into here.
//
// The file is a sealed case of the complaint centre. Who is named in it stands on the pages of
// the centre and of that officer, and nowhere else; counts name units.
package accountability

import (
	"context"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/supervise"
)

// Name of the procedure.
const Name = "accountability"

// Series is what the numbers of files begin with.
const Series = "A"

// States of a file.
const (
	Opened   casework.State = "file_opened"
	Heard    casework.State = "officer_heard"
	Proposed casework.State = "ending_proposed"
	Decided  casework.State = "ending_decided"
	Served   casework.State = "decision_served"
	Appealed casework.State = "measure_appealed"
	Warned   casework.State = "under_warning"
	Closed   casework.State = "file_closed"
)

var (
	open       = []casework.State{Opened, Heard, Proposed, Decided, Served, Appealed, Warned}
	beforeSaid = []casework.State{Opened, Heard, Proposed}
)

// Rules are what the procedure asks of the county.
type Rules struct {
	Centre  string // unit of the complaint centre
	Impasse string // procedure of reports of what could not be got done; "": there is none
	// Find gives a case by its public number, fault.NotFound where there is none.
	Find func(ctx context.Context, division, number string) (*casework.Case, error)
	// Officer gives the unit of somebody who serves on that day.
	Officer func(id string, day calendar.Day) (unit string, ok bool)
	// Heads says whether somebody heads the centre; nil: nobody is known to.
	Heads     func(id string, day calendar.Day) bool
	Calendars func() *supervise.Calendars // that the events of cards name; nil: the program's own
}

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title:    lang.T("责任追究程序", "Accountability"),
		States:   states(),
		Clocks:   clocks(),
		NewFile:  func() any { return &File{} },
		FoldFile: foldFile,
	}
	p.With(r.hearingRows()...)
	p.With(r.decidingRows()...)
	p.With(servingRows()...)
	for _, row := range casework.CommonRows(nil, nil, open) {
		if len(row.From) > 0 && row.Quiet { // the sweeper's marks; a file has no tasks
			p.With(row)
		}
	}
	return p
}

func states() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Opened, Title: lang.T("等本人说明", "Waiting for the officer's reply"), Says: lang.T("已立案，只是线索，不是结论。本人五个工作日内书面说明，听过说明才能提出处理意见。", "Opened: a lead, not a verdict. The officer replies in writing within five working days; nothing is proposed before that.")},
		{State: Heard, Title: lang.T("待提出处理意见", "Heard; an ending is to be proposed"), Says: lang.T("本人已说明，或者说明期限已过（不算承认）。投诉中心分清原因，提出处理意见。", "The officer has replied, or the time is over, which admits nothing. The centre finds the cause and proposes how it ends.")},
		{State: Proposed, Title: lang.T("待另一人审批", "Waiting for another person's approval"), Says: lang.T("由没有参与提出意见的负责人审批。", "A head who did not propose it decides.")},
		{State: Decided, Title: lang.T("待送达", "To be served"), Says: lang.T("已经决定，五个工作日内送达本人。", "Decided; to be served within five working days.")},
		{State: Served, Title: lang.T("已送达，可以申诉", "Served; an appeal is open"), Says: lang.T("五个工作日内本人可以申诉，由另外的人复查。", "Within five working days the officer may appeal to somebody else.")},
		{State: Appealed, Title: lang.T("申诉复查中", "Under appeal"), Says: lang.T("由没有参与过的人十个工作日内作出结论。", "Somebody who had no part decides within ten working days.")},
		{State: Warned, Title: lang.T("告诫期内", "Warning period"), Says: lang.T("书面效能告诫的告诫期，到期自动结束。", "The period of a written admonition; it ends by itself.")},
		{State: Closed, Title: lang.T("已结束", "Ended"), Says: lang.T("已结束。申诉成立的，措施撤销，仍留在统计里。", "Ended. A measure lifted on appeal stays in the count."), Final: true},
	}
}

func clocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "officer_reply", Title: lang.T("本人说明的时间", "Time for the officer's reply"), Applicants: true, Rule: "5 working days from opening; rule of the house; its end is recorded and admits nothing", Limit: casework.Workdays(5), Verb: "expire_reply"},
		{Name: "file_decision", Title: lang.T("作出决定", "Decision"), Rule: "30 working days from opening; rule of the house", Limit: casework.Workdays(30)},
		{Name: "service", Title: lang.T("送达", "Service"), Basis: "zrz-2004.4", Rule: "5 working days from the decision; the number is a rule of the house", Limit: casework.Workdays(5)},
		{Name: "officer_appeal", Title: lang.T("申诉的时间", "Time for an appeal"), Applicants: true, Rule: "5 working days from service; rule of the house", Limit: casework.Workdays(5), Verb: "lapse_appeal"},
		{Name: "appeal_answer", Title: lang.T("申诉复查", "Decision on the appeal"), Rule: "10 working days; rule of the house", Limit: casework.Workdays(10)},
		{Name: "warning", Title: lang.T("告诫期", "Warning period"), Basis: "zrz-2004.4", Rule: "3 to 6 months from service, counted by the calendar (the same day of the month, or its last)", Fixed: true, Waits: true, Verb: "end_warning",
			Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }},
	}
}

// warning is the clock of a written admonition served on a day: it ends with the same day of
// the month, or with the month where it has no such day.
func warning(d *casework.Decision, served calendar.Day, months int) limit.Clock {
	cal := d.Engine.Calendar()
	last := After(served, months)
	return limit.Clock{Name: "warning", Basis: "zrz-2004.4", Limit: limit.Limit{N: int(last - served), Unit: limit.Day}, Start: served, From: cal.Start(served),
		State: limit.Running, Verb: "end_warning", Theirs: true, Due: limit.Due{Day: last, At: cal.End(last), Calendar: cal.Version()}}
}

// After is the last day of a period of months that begins with an act on a day, which is not counted.
func After(day calendar.Day, months int) calendar.Day {
	y, m, dom := day.Date()
	first := y*12 + int(m) - 1 + months // the month in which it ends
	begin := func(n int) calendar.Day { return calendar.Date(n/12, time.Month(n%12+1), 1) }
	return min(begin(first)+calendar.Day(dom-1), begin(first+1)-1)
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}
