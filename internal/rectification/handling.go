package rectification

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
)

// Inputs of the verbs.
type (
	// OpenInput is what a rating gives to its duty.
	OpenInput struct {
		Rated casework.ID  // the rated case
		Seq   int64        // its event
		Visit int          // 0: the case as a whole
		Grade rating.Grade // as given
		Tags  []string
		Unit  string
		Part  []string // officers who had a part in the rated case
		Item  casework.ItemRef
	}
	// CallInput is a call that reached the person.
	CallInput struct {
		Channel string `json:"channel"` // id of [Channels]
		Cause   string `json:"cause"`   // id of [Causes]; where it was confirmed
	}
	// TryInput is one that reached nobody.
	TryInput struct {
		Channel string `json:"channel"`
	}
	// FixInput is what was put right.
	FixInput struct {
		Cause string   `json:"cause"`
		Fixes []string `json:"fixes"`
	}
	// AppealInput is why the unit disputes the rating.
	AppealInput struct {
		Ground string `json:"ground"`
	}
	// DecideInput is the decision on it.
	DecideInput struct {
		Uphold bool `json:"uphold"`
	}
	// FollowUpInput is what the person says now.
	FollowUpInput struct {
		Grade rating.Grade `json:"grade"`
	}
)

func (r Rules) rows() []casework.Transition {
	unit, system := []casework.Relation{casework.Responsible}, []casework.Relation{casework.Itself}
	callers := []casework.Relation{casework.Responsible, casework.Centre} // see [Rules.theUnitCould]
	toCall, toFix, disputed := []casework.State{ToCall}, []casework.State{ToFix}, []casework.State{Disputed}
	zj := []string{"hcp-2019"}
	return append([]casework.Transition{
		{Verb: "open_rectification", Title: lang.T("差评立项", "Open for a poor rating"), To: ToCall, Event: "rectification_opened", Basis: zj, Quiet: true, By: system,
			Clocks: []casework.Effect{casework.Begin("callback")}, Input: func() any { return &OpenInput{} }, Decide: decideOpen},
		{From: toCall, Verb: "confirm_poor_rating", Title: lang.T("回访：情况属实", "Called back: confirmed"), To: ToFix, Event: "poor_rating_confirmed", Basis: zj, Needs: casework.NeedReason, By: callers,
			Guards: []casework.Guard{noPart(), hasTheCall(), reached(true)}, Clocks: []casework.Effect{casework.Stop("callback"), casework.Begin("fix")}, Input: func() any { return &CallInput{} }, Decide: decideCall},
		{From: toCall, Verb: "close_unconfirmed", Title: lang.T("回访：本人不再坚持", "Called back: not kept up"), To: NotConfirmed, Event: "poor_rating_unconfirmed", Basis: zj, Needs: casework.NeedReason | casework.NeedNotice, By: callers,
			Guards: []casework.Guard{noPart(), hasTheCall(), reached(false)}, Clocks: []casework.Effect{casework.Stop("callback")}, Input: func() any { return &CallInput{} }, Decide: decideCallEnd, Result: "not_confirmed", Closes: true},
		{From: toCall, Verb: "record_missed_call", Title: lang.T("登记没有打通", "Enter a try that reached nobody"), Event: "call_missed", By: callers,
			Guards: []casework.Guard{noPart(), hasTheCall()}, Input: func() any { return &TryInput{} }, Decide: decideTry},
		{From: toCall, Verb: "close_unreached", Title: lang.T("联系不上，结束回访", "End: cannot be reached"), To: Unreached, Event: "call_given_up", Needs: casework.NeedReason | casework.NeedNotice, By: callers,
			Guards: []casework.Guard{noPart(), hasTheCall(), triedThrice()}, Clocks: []casework.Effect{casework.Stop("callback")}, Decide: endDuty, Result: "unreached", Closes: true},
		{From: slices.Concat(toFix, disputed), Verb: "record_fix", Title: lang.T("整改完成，答复本人", "Put right and tell the person"), To: Fixed, Event: "rating_put_right", Basis: zj, Needs: casework.NeedReason | casework.NeedNotice, By: unit,
			Guards: []casework.Guard{somethingDone()}, Clocks: []casework.Effect{casework.Stop("fix"), casework.Cancel("rating_appeal")}, Input: func() any { return &FixInput{} }, Decide: decideFix, Result: "fixed", Closes: true},
		{From: toFix, Verb: "appeal_rating", Title: lang.T("对这条差评提出申诉", "Dispute the rating"), To: Disputed, Event: "rating_appealed", Basis: zj, Needs: casework.NeedReason, By: []casework.Relation{casework.HeadOfUnit},
			Guards: []casework.Guard{appealedOnce()}, Clocks: []casework.Effect{casework.Begin("rating_appeal")}, Input: func() any { return &AppealInput{} }, Decide: decideAppeal},
		{From: disputed, Verb: "reject_rating_appeal", Title: lang.T("申诉不成立", "Reject the appeal"), To: ToFix, Event: "rating_appeal_rejected", Basis: zj, Needs: casework.NeedReason, By: []casework.Relation{casework.Centre},
			Guards: []casework.Guard{untouched()}, Clocks: []casework.Effect{casework.Stop("rating_appeal")}},
		{From: disputed, Verb: "uphold_rating_appeal", Title: lang.T("申诉成立", "Uphold the appeal"), To: Upheld, Event: "rating_appeal_upheld", Basis: zj, Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Centre},
			Guards: []casework.Guard{untouched()}, Clocks: []casework.Effect{casework.Stop("rating_appeal"), casework.Cancel("fix")}, Decide: endDuty, Result: "appeal_upheld", Closes: true},
		{From: all, Verb: "note_follow_up", Title: lang.T("本人追加评价", "The person rated again"), Event: "follow_up_heard", Basis: zj, Quiet: true, By: system,
			Input: func() any { return &FollowUpInput{} }, Decide: decideFollowUp},
		{From: ended, Verb: "reopen_by_follow_up", Title: lang.T("追评仍为差评，重新整改", "Poor again: put right anew"), To: ToFix, Event: "follow_up_reopened", Basis: zj, Quiet: true, By: system, Reopens: true,
			Clocks: []casework.Effect{casework.Begin("fix")}, Input: func() any { return &FollowUpInput{} }, Decide: decideReopen},
	}, r.callRows(callers)...)
}

func among(options []catalog.Option, id string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.ID == id })
}

func unlawful(code, zh, en, doZH, doEN string) error {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under("hcp-2019")
}

// noPart: who calls back had no part in the rated case.
func noPart() casework.Guard {
	return casework.NoPart("no_part_in_it", lang.T("回访的人没有经手过被评价的办件", "the caller had no part in the rated case"), func(d *casework.Decision) []string { return FileOf(d.Case).Part })
}

// reached: how the person was reached is said, and what was confirmed has its cause.
func reached(confirmed bool) casework.Guard {
	return casework.Guard{Name: "call_recorded", Basis: "hcp-2019", Says: lang.T("写明怎样联系上的；属实的写明问题出在哪里", "how the person was reached is said, and where it went wrong if confirmed"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[CallInput](d)
			bad := fault.InvalidInput()
			if !among(Channels(), in.Channel) {
				bad.At("channel", lang.T("请选择怎样联系上的。", "Please choose how the person was reached."))
			}
			if confirmed && !among(Causes(), in.Cause) {
				bad.At("cause", lang.T("请选择问题出在哪里。", "Please choose where it went wrong."))
			}
			return bad.Or()
		}}
}

// triedThrice: three tries on three days by two channels before somebody counts as unreachable.
func triedThrice() casework.Guard {
	return casework.Guard{Name: "three_tries", Says: lang.T("三天、三次、两种方式", "three tries on three days by two channels"),
		Check: func(d *casework.Decision) error {
			days, channels := map[int64]bool{}, map[string]bool{}
			for _, t := range FileOf(d.Case).Tries {
				days[int64(d.Engine.Calendar().DayOf(t.At))], channels[t.Channel] = true, true
			}
			if len(days) < 3 || len(channels) < 2 {
				return unlawful("not_tried_enough", "还没有试够：要在三个不同的日子、用至少两种方式联系。", "Not tried enough: on three days, by at least two channels.", "请换一天、换一种方式再联系，每次都登记。", "Please try on another day and by another channel, and enter each try.")
			}
			return nil
		}}
}

func somethingDone() casework.Guard {
	return casework.Guard{Name: "something_was_done", Basis: "hcp-2019", Says: lang.T("写明问题出在哪里、做了什么", "where it went wrong and what was done are said"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[FixInput](d)
			bad := fault.InvalidInput()
			if !among(Causes(), in.Cause) {
				bad.At("cause", lang.T("请选择问题出在哪里。", "Please choose where it went wrong."))
			}
			if len(in.Fixes) == 0 || slices.ContainsFunc(in.Fixes, func(f string) bool { return !among(Fixes(), f) }) {
				bad.At("fixes", lang.T("请选择做了什么，至少一项。", "Please choose what was done, at least one."))
			}
			return bad.Or()
		}}
}

// appealedOnce: once, with a ground of the list, and never about a complaint: whoever may see
// a sealed case is of the centre itself, so that nobody outside could decide.
func appealedOnce() casework.Guard {
	return casework.Guard{Name: "one_appeal", Basis: "hcp-2019", Says: lang.T("申诉一次，理由在清单里；对投诉的评价不能申诉", "one appeal, on a ground of the list; a rating of a complaint cannot be disputed"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if d.Case.Sealed {
				return unlawful("complaint_not_disputed", "对投诉办理的评价不能申诉。", "A rating of a complaint cannot be disputed.", "请整改并答复投诉人。", "Please put it right and tell the reporter.")
			}
			if f.Ground != "" {
				return unlawful("appealed_already", "已经申诉过一次。", "It has been disputed once.", "请按期整改。", "Please put it right in time.")
			}
			if !among(Grounds(), casework.Input[AppealInput](d).Ground) {
				return fault.InvalidInput().At("ground", lang.T("请选择申诉的理由。", "Please choose the ground.")).Or()
			}
			return nil
		}}
}

// untouched: who decides had no part and did not call; of another unit by [casework.Outside].
func untouched() casework.Guard {
	return casework.NoPart("independent", lang.T("由没有经手过、也没有回访过的监督人员裁定", "decided by somebody who had no part and did not call"), func(d *casework.Decision) []string {
		all := slices.Clone(FileOf(d.Case).Part)
		for _, e := range d.Case.Events {
			all = append(all, e.By.ID)
		}
		return all
	})
}

// Task is the step of the task that a duty gives its unit.
const Task = "rectify"

func decideOpen(d *casework.Decision) error {
	in := casework.Input[OpenInput](d)
	d.Facts.Unit, d.Facts.Code = in.Unit, string(in.Grade)
	d.PutTask(casework.Task{Step: Task, ID: in.Unit, Unit: in.Unit, State: casework.Waiting, Opened: d.At})
	return d.SetData(Duty{Rated: in.Rated, Seq: in.Seq, Visit: in.Visit, Grade: in.Grade, Tags: in.Tags, Part: in.Part, Item: in.Item})
}

func decideCall(d *casework.Decision) error {
	in := casework.Input[CallInput](d)
	d.Facts.Code = in.Cause
	return d.SetData(in)
}

func decideCallEnd(d *casework.Decision) error {
	d.EndTasks()
	in := casework.Input[CallInput](d)
	in.Cause = ""
	return d.SetData(in)
}

func decideTry(d *casework.Decision) error {
	in := casework.Input[TryInput](d)
	if !among(Channels(), in.Channel) {
		return fault.InvalidInput().At("channel", lang.T("请选择用什么方式联系的。", "Please choose how it was tried.")).Or()
	}
	d.Facts.Code = in.Channel
	return nil
}

func endDuty(d *casework.Decision) error {
	d.EndTasks()
	return nil
}

func decideFix(d *casework.Decision) error {
	d.EndTasks()
	in := casework.Input[FixInput](d)
	d.Facts.Code = in.Cause
	return d.SetData(in)
}

func decideAppeal(d *casework.Decision) error {
	d.Facts.Code = casework.Input[AppealInput](d).Ground
	return nil
}

func decideFollowUp(d *casework.Decision) error {
	in := casework.Input[FollowUpInput](d)
	d.Facts.Code = string(in.Grade)
	return d.SetData(in)
}

func decideReopen(d *casework.Decision) error {
	d.PutTask(casework.Task{Step: Task, ID: d.Case.Unit, Unit: d.Case.Unit, State: casework.Waiting, Opened: d.At})
	return decideFollowUp(d)
}
