package impasse

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

func endingRows() []casework.Transition {
	answered, person := []casework.State{Answered}, []casework.Relation{casework.Applicant}
	stopAll := casework.Stop("sorting", "waited", "order", "approval", "say")
	return []casework.Transition{
		{From: answered, Verb: "confirm_done", Title: lang.T("办成了（说明白了）", "It is done (or explained)"), To: Ended, Or: OutOfScope, Event: "impasse_confirmed", By: person,
			Clocks: []casework.Effect{casework.Stop("say")}, Decide: decideEnd, Closes: true},
		{From: answered, Verb: "contest_done", Title: lang.T("没有办成，再办一次", "Not done; do it again"), To: Ordered, Or: Registered, Event: "impasse_contested", Needs: casework.NeedReason, By: person,
			Guards: []casework.Guard{contestedOnce(false)}, Clocks: []casework.Effect{casework.Cancel("say")}, Decide: again},
		{From: answered, Verb: "still_not_done", Title: lang.T("还是没有办成", "Still not done"), To: Ended, Or: OutOfScope, Event: "impasse_unsolved", Needs: casework.NeedReason, By: person,
			Guards: []casework.Guard{contestedOnce(true)}, Clocks: []casework.Effect{casework.Stop("say")}, Decide: decideStill, Closes: true},
		{From: answered, Verb: "close_unsaid", Title: lang.T("没有表态，办结", "Close without a word"), To: Ended, Or: OutOfScope, Event: "impasse_unsaid", Quiet: true, By: []casework.Relation{casework.Itself},
			Guards: []casework.Guard{casework.Due("say")}, Clocks: []casework.Effect{casework.Stop("say")}, Decide: decideSilence, Closes: true},
		{From: open, Verb: "withdraw_report", Title: lang.T("撤回反映", "Withdraw the report"), To: Ended, Event: "impasse_withdrawn", By: person,
			Clocks: []casework.Effect{stopAll}, Decide: decideWithdraw, Result: Withdrawn, Closes: true},
	}
}

// contestedOnce: the first time it is done again; the second time the case ends as the person says.
func contestedOnce(before bool) casework.Guard {
	g := casework.Guard{Name: "contested_once", Says: lang.T("只再办一次", "it is done again once")}
	if before {
		g = casework.Guard{Name: "contested_before", Says: lang.T("已经再办过一次", "it has been done again once")}
	}
	g.Check = func(d *casework.Decision) error {
		switch again := FileOf(d.Case).Rounds > 0; {
		case again && !before:
			return unlawful("done_again_already", "已经再办过一次。", "It has been done again once.", "请选“还是没有办成”，再投诉或者依法申请复议、起诉。", "Please choose “still not done”; then complain, or seek reconsideration or sue.")
		case !again && before:
			return unlawful("not_contested_yet", "还可以要求再办一次。", "You may have it done again.", "请先选“没有办成，再办一次”。", "Please choose “do it again” first.")
		}
		return nil
	}
	return g
}

// decideEnd closes with the outcome that was answered.
func decideEnd(d *casework.Decision) error {
	f := FileOf(d.Case)
	d.Result = f.Outcome
	switch {
	case f.Doable:
		d.Result = Doable
	case f.Outcome == Solved && f.Mended():
		d.Result = ByClassFix
	case f.Outcome == NoScope:
		d.To = OutOfScope
	}
	return nil
}

// decideStill: what was answered as done is not done if the person says so.
func decideStill(d *casework.Decision) error {
	if err := decideEnd(d); err != nil {
		return err
	}
	if d.Result == Solved || d.Result == ByClassFix {
		d.Result = NotSolved
	}
	return nil
}

func decideSilence(d *casework.Decision) error {
	if k, ok := d.Case.Clock("say"); ok {
		d.Effective = k.Due.At
	}
	return decideEnd(d)
}

func decideWithdraw(d *casework.Decision) error {
	d.EndTasks()
	return nil
}

// toldRows are what a class fix writes into the reports it mends, open or ended.
func toldRows() []casework.Transition {
	decide := func(d *casework.Decision) error { return d.SetData(casework.Input[Fix](d)) }
	input, system := func() any { return &Fix{} }, []casework.Relation{casework.Itself}
	return []casework.Transition{
		{From: all, Verb: "link_class_fix", Title: lang.T("列入一类事整改", "Made part of a class fix"), Event: "class_fix_linked", Quiet: true, By: system, Input: input, Decide: decide},
		{From: all, Verb: "tell_class_fix", Title: lang.T("一类事整改有了结果", "Outcome of a class fix"), Event: "class_fix_told", Quiet: true, By: system, Input: input, Decide: decide},
	}
}
