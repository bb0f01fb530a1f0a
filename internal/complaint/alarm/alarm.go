// Package alarm is the clock of the retaliation button 打击报复报警: somebody says "I suffer for
// having complained", and a human being of the centre answers within one office hour.
//
//	report_retaliation on the complaint ─▶ raised ──acknowledge_alarm──▶ acknowledged ──settle_alarm──▶ alarm_settled
//	                                          │ answer_retaliation             settle_retaliation
//	                                          └─ one office hour: told to the centre, next working day to the county
//
// It is a case of its own because a complaint that has ended has no clocks, and the button works
// for as long as there is a return code. It holds no word and no name: what was said is a sealed
// message of the complaint, what was answered and done stands in the complaint's own acts. All its
// verbs are the platform's, in the same unit of the writer as the act on the complaint. Because its
// limit is an hour, it keeps the hour in which the button was pressed; the complaint keeps the day.
//
// The hour and the five working days are rules of the house (the design's goal is thirty minutes;
// the smallest limit of package limit is one office hour).
package alarm

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Name of the procedure.
const Name = "retaliation_alarm"

// Series of the numbers of alarms.
const Series = "B"

// States of an alarm.
const (
	Raised       casework.State = "alarm_raised"
	Acknowledged casework.State = "alarm_acknowledged"
	Settled      casework.State = "alarm_settled"
)

// Clocks of an alarm.
const (
	Answering  = "acknowledgement_of_alarm"
	Protecting = "protection"
)

// Opening is what an alarm says of itself: the complaint it belongs to and who answers.
type Opening struct {
	Complaint casework.ID `json:"complaint"`
	Unit      string      `json:"unit"`
}

// Procedure gives the table.
func Procedure() *casework.Procedure {
	raised, open := []casework.State{Raised}, []casework.State{Raised, Acknowledged}
	itself := []casework.Relation{casework.Itself}
	p := &casework.Procedure{Name: Name, Version: 1, Title: lang.T("打击报复报警程序", "Procedure of retaliation alarms"), Hourly: true,
		States: []casework.StateInfo{
			{State: Raised, Title: lang.T("等中心回应", "Waiting for the centre"), Says: lang.T("一个工作小时内由投诉中心的人回应。", "A person of the centre answers within one office hour.")},
			{State: Acknowledged, Title: lang.T("已回应，正在保护", "Answered, being protected"), Says: lang.T("投诉中心已经回应，正在采取措施。", "The centre has answered and is acting.")},
			{State: Settled, Title: lang.T("已处理", "Settled"), Says: lang.T("已经告诉您做了什么。", "You were told what was done."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: Answering, Title: lang.T("回应打击报复报警", "Answer to a retaliation alarm"), Rule: "1 office hour of the centre; rule of the house", Limit: casework.Within(1, limit.OfficeHour), NeverPauses: true},
			{Name: Protecting, Title: lang.T("处理打击报复报警", "Settling a retaliation alarm"), Rule: "5 working days from the alarm; rule of the house", Limit: casework.Within(5, limit.Workday), NeverPauses: true},
		}}
	p.With(
		casework.Transition{Verb: "raise_alarm", Title: lang.T("报警", "Raise the alarm"), To: Raised, Event: "alarm_raised", By: itself, Quiet: true,
			Clocks: []casework.Effect{casework.Begin(Answering, Protecting)}, Input: func() any { return &Opening{} }, Decide: func(d *casework.Decision) error {
				in := casework.Input[Opening](d)
				d.Facts.Unit = in.Unit
				return d.SetData(in)
			}},
		casework.Transition{From: raised, Verb: "acknowledge_alarm", Title: lang.T("中心回应", "The centre answers"), To: Acknowledged, Event: "alarm_acknowledged", By: itself, Quiet: true,
			Clocks: []casework.Effect{casework.Stop(Answering)}},
		casework.Transition{From: open, Verb: "settle_alarm", Title: lang.T("处理完", "Settle it"), To: Settled, Event: "alarm_settled", By: itself, Quiet: true,
			Clocks: []casework.Effect{casework.Stop(Answering, Protecting)}, Result: "settled", Closes: true},
	)
	for _, row := range casework.CommonRows(nil, nil, open) {
		if len(row.From) > 0 && row.Quiet { // the sweeper's
			p.With(row)
		}
	}
	return p
}
