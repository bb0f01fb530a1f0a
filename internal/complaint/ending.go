package complaint

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/seal"
)

// RevisitInput is what a person said when called after the end.
type RevisitInput struct {
	Outcome string `json:"outcome"` // solved, not_solved, not_reached
}

// AnswerInput is what an answer needs beside its words.
type AnswerInput struct {
	Result string `json:"result"` // where the units that looked into it differ; "": as reported
	Joined string `json:"joined"` // words for those whose complaints were joined to this one
}

// AppealInput is the decision on an appeal.
type AppealInput struct {
	Upheld bool `json:"upheld"` // the reporter was right: it is done again
}

// UnreachableInput lists the tries to reach somebody whose answer is needed.
type UnreachableInput struct {
	Tries []Try `json:"tries"`
}

// Try is one attempt to reach the reporter.
type Try struct {
	Day     string `json:"day"`     // YYYY-MM-DD
	Channel string `json:"channel"` // message, telephone, letter, visit
}

func endingRows() []casework.Transition {
	answered, closed := []casework.State{Answered}, []casework.State{Closed}
	desk := []casework.Relation{casework.Responsible}
	reporter := []casework.Relation{casework.Applicant}
	statement := func() any { return &Statement{} }
	stopAll := casework.Stop("triage", "citizen", "unit", "take", "ruling", "acknowledgement", "hold", "say", "review", "appeal", "letter", "asked", "waiting")
	return []casework.Transition{
		{From: []casework.State{Reported}, Verb: "answer_reporter", Title: lang.T("答复投诉人", "Answer the reporter"), To: Answered, Event: "complaint_answered", Basis: []string{"tsz-2004.1"},
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Clocks: []casework.Effect{casework.Stop("unit", "citizen", "letter"), casework.Begin("say")}, Input: func() any { return &AnswerInput{} }, Decide: decideAnswer},
		{From: []casework.State{Working}, Verb: "close_unreachable", Title: lang.T("联系不上，办结", "Close: cannot be reached"), To: Closed, Event: "closed_unreachable",
			Needs: casework.NeedReason, By: desk, Guards: []casework.Guard{triedThrice()}, Clocks: []casework.Effect{stopAll},
			Input: func() any { return &UnreachableInput{} }, Decide: endInquiry, Result: Unreachable, Closes: true},
		{From: answered, Verb: "confirm_solved", Title: lang.T("问题解决了", "It is solved"), To: Closed, Event: "reporter_confirmed", By: reporter, Guards: []casework.Guard{signed()},
			Clocks: []casework.Effect{casework.Stop("say")}, Input: statement, Decide: decideConfirm, Closes: true},
		{From: answered, Verb: "contest_answer", Title: lang.T("没有解决，重新办理", "Not solved; do it again"), To: Working, Event: "reporter_contested", Basis: []string{"tsz-2004.5"},
			Needs: casework.NeedReason, By: reporter, Guards: []casework.Guard{signed(), contestedOnce()}, Clocks: []casework.Effect{casework.Cancel("say")},
			Input: statement, Decide: decideAgain},
		{From: answered, Verb: "close_unheard", Title: lang.T("未表态，办结", "Close without a word"), To: Closed, Event: "unheard", Quiet: true, By: []casework.Relation{casework.Itself},
			Guards: []casework.Guard{casework.Due("say")}, Clocks: []casework.Effect{casework.Stop("say")}, Decide: decideUnheard, Closes: true},
		{From: slices.Concat(beforeAnswer, answered), Verb: "withdraw_complaint", Title: lang.T("撤回投诉", "Withdraw it"), To: Closed, Event: "complaint_withdrawn", By: reporter,
			Guards: []casework.Guard{signed()}, Clocks: []casework.Effect{stopAll}, Input: statement, Decide: decideWithdraw, Result: Withdrawn, Closes: true},
		{From: closed, Verb: "reopen_complaint", Title: lang.T("要求重新办理", "Have it reopened"), To: Working, Event: "complaint_reopened", Basis: []string{"tsz-2004.5"}, Reopens: true,
			Needs: casework.NeedReason, By: reporter, Guards: []casework.Guard{signed(), reopenedOnce()}, Input: statement, Decide: decideAgain},
		{From: closed, Verb: "appeal_complaint", Title: lang.T("要求换人复查", "Appeal to another officer"), To: Appealed, Event: "complaint_appealed", Reopens: true,
			Needs: casework.NeedReason, By: reporter, Guards: []casework.Guard{signed(), appealedOnce()}, Clocks: []casework.Effect{casework.Begin("appeal")}, Input: statement, Decide: keepStatement},
		{From: []casework.State{Appealed}, Verb: "decide_appeal", Title: lang.T("复查结论", "Decide the appeal"), To: Working, Or: Closed, Event: "appeal_decided",
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Guards: []casework.Guard{someoneElse()}, Clocks: []casework.Effect{casework.Stop("appeal")},
			Input: func() any { return &AppealInput{} }, Decide: decideAppeal, Closes: true},
		{From: ended, Verb: "revisit", Title: lang.T("登记回访", "Enter a revisit"), Or: Working, Reopens: true, Event: "complaint_revisited", Basis: []string{"tsz-2004.5"}, Needs: casework.NeedReason, By: desk,
			Guards: []casework.Guard{someoneElse()}, Input: func() any { return &RevisitInput{} }, Decide: decideRevisit},
	}
}

// signed: what only the reporter may say carries the signature of the return code.
func signed() casework.Guard {
	return casework.Guard{Name: "signed_by_the_code", Attempt: true, Says: lang.T("由查询码签名，别人不能代说", "signed with the return code; nobody can say it in the reporter's place"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[Statement](d)
			if !FileOf(d.Case).Reporter.Signed(seal.Statement{Number: d.Case.Number, Act: d.Trans.Verb, Value: in.Value}, in.Signature) {
				return unlawful("not_signed", "这句话只有投诉人自己凭查询码才能说。", "Only the reporter can say this, with the return code.", "请用编号和查询码打开投诉，再提交。", "Please open the complaint with number and code and send it again.")
			}
			return nil
		}}
}

func keepStatement(d *casework.Decision) error {
	return d.SetData(casework.Input[Statement](d))
}

func decideAnswer(d *casework.Decision) error {
	r := FileOf(d.Case).Report
	if r == nil {
		return unlawful("no_findings", "还没有调查结果，不能答复办结。", "There are no findings yet.", "请先报调查结果。", "Please report the findings first.", "tsz-2004.2")
	}
	result, err := together(FileOf(d.Case).Reports, casework.Input[AnswerInput](d).Result)
	if err != nil {
		return err
	}
	if err := tellJoined(d, casework.Input[AnswerInput](d).Joined); err != nil {
		return err
	}
	v := Answer{Result: result, Again: slices.ContainsFunc(d.Case.Events, func(e casework.Event) bool { return e.Kind == "complaint_answered" })}
	v.Finding, v.Measures = found(FileOf(d.Case).Reports)
	return d.SetData(v)
}

// found is what the units together found, the gravest, and how many measures they reported.
func found(reports []Report) (finding string, measures int) {
	grave := []string{Substantiated, PartlyTrue, "not_substantiated", "unverifiable"}
	at := len(grave)
	for _, r := range reports {
		measures += len(r.Measures)
		if i := slices.Index(grave, r.Finding); i >= 0 && i < at {
			at, finding = i, r.Finding
		}
	}
	return finding, measures
}

// together is the one result of what several units reported. The centre leads: where they
// differ it says which stands, and what was refused though doable is never talked away.
func together(reports []Report, chosen string) (string, error) {
	var all []string
	for _, r := range reports {
		if !slices.Contains(all, r.Result) {
			all = append(all, r.Result)
		}
	}
	switch {
	case slices.Contains(all, CouldBeDone):
		return CouldBeDone, nil
	case len(all) == 1:
		return all[0], nil
	case !slices.Contains(all, chosen):
		return "", fault.InvalidInput().At("result", lang.T("几个单位报的结果不一样，请选择以哪个为准。", "The units reported different results; please choose which one stands.")).Or()
	case chosen == Unfounded:
		for _, r := range reports {
			if r.Finding == Substantiated {
				return "", fault.InvalidInput().At("result", lang.T("有单位查实的，不能以“查无此事”答复。", "One unit found it substantiated; it cannot be answered as unfounded.")).Or()
			}
		}
	}
	return chosen, nil
}

// endInquiry ends what units still have in hand.
func endInquiry(d *casework.Decision) error {
	d.EndTasks()
	releaseJoined(d)
	return nil
}

func decideConfirm(d *casework.Decision) error {
	d.Result = FileOf(d.Case).Result
	return keepStatement(d)
}

func decideUnheard(d *casework.Decision) error {
	d.Result = FileOf(d.Case).Result
	if k, ok := d.Case.Clock("say"); ok {
		d.Effective = k.Due.At
	}
	return nil
}

func decideWithdraw(d *casework.Decision) error {
	d.EndTasks()
	releaseJoined(d)
	return keepStatement(d)
}

// decideAgain puts the case into the same hands again; the net clock begins anew, the
// citizen's went on from the day of receipt and stays what it is.
func decideAgain(d *casework.Decision) error {
	if err := anew(d); err != nil {
		return err
	}
	return keepStatement(d)
}

func anew(d *casework.Decision) error {
	again(d)
	if len(d.Facts.Tasks) == 0 { // answered at once: the centre looks into it now
		d.PutTask(casework.Task{Step: "inquiry", ID: "centre", Unit: d.Case.Unit, State: casework.Taken, Officer: last(FileOf(d.Case).Deciders, d.Case.Handler), Opened: d.At})
	}
	return d.BeginClock("unit", limit.Limit{N: 30, Unit: limit.Workday})
}

// last is whoever decided last; that officer has it in hand until a colleague takes it over.
func last(deciders []string, handler string) string {
	if n := len(deciders); handler == "" && n > 0 {
		return deciders[n-1]
	}
	return handler
}

func contestedOnce() casework.Guard {
	return casework.Guard{Name: "contested_once", Basis: "tsz-2004.5", Says: lang.T("答复后可以要求重新办理一次", "after an answer it is done again once"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Said == "contested" {
				return unlawful("contested_already", "已经重新办理过一次。", "It was done again once.", "您不用再说什么：七天一过自动办结，不算满意；从那天起可以要求重新办理一次，也可以要求换人复查。", "You need not say anything more: after the seven days it ends and does not count as satisfied; from then on you can have it reopened once, or appeal to another officer.", "tsz-2004.5")
			}
			return nil
		}}
}

func reopenedOnce() casework.Guard {
	return casework.Guard{Name: "reopened_once", Basis: "tsz-2004.5", Says: lang.T("办结后三十天内，可以要求重新办理一次", "within thirty days of the end it is reopened once as of right"),
		Check: func(d *casework.Decision) error {
			cal := d.Engine.Calendar()
			if FileOf(d.Case).Reopened {
				return unlawful("reopened_already", "已经重新办理过一次。", "It was reopened once.", "可以要求换人复查。", "You may appeal to another officer.", "tsz-2004.5")
			}
			if cal.DayOf(d.Effective) > ReopenUntil(cal.DayOf(d.Case.Closed)) {
				return unlawful("too_late_to_reopen", "办结已经超过三十天。", "It ended more than thirty days ago.", "有新情况请重新投诉，可以写上这件的编号。", "If there is something new please file again and name this number.", "tsz-2004.5")
			}
			return nil
		}}
}

func appealedOnce() casework.Guard {
	return casework.Guard{Name: "appealed_once", Says: lang.T("办结后十五个工作日内，可以要求换人复查一次", "within fifteen working days of the end there is one appeal"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Appealed {
				return unlawful("appealed_already", "已经换人复查过。", "There has been an appeal.", "不服的，可以向上一级投诉中心投诉，或者依法信访。", "You may turn to the centre of the next level, or petition.")
			}
			if over(d, AppealWorkdays) {
				return unlawful("too_late_to_appeal", "要求复查的时间已经过了。", "The time to appeal is over.", "有新情况请重新投诉。", "If there is something new please file again.")
			}
			return nil
		}}
}

func decideAppeal(d *casework.Decision) error {
	if casework.Input[AppealInput](d).Upheld {
		d.KeepOpen = true
		return anew(d)
	}
	d.To, d.Result = Closed, FileOf(d.Case).Result
	return nil
}

func decideRevisit(d *casework.Decision) error {
	in := casework.Input[RevisitInput](d)
	if !slices.Contains([]string{"solved", "not_solved", "not_reached"}, in.Outcome) {
		return fault.InvalidInput().At("outcome", lang.T("请选择回访结果。", "Please choose what the person said.")).Or()
	}
	d.StayShut = true
	if in.Outcome == "not_solved" && d.Case.State == Closed && !FileOf(d.Case).Redone { // what is not good enough is done again
		d.StayShut, d.To = false, Working
		if err := anew(d); err != nil {
			return err
		}
	}
	return d.SetData(Revisit{By: d.Cmd.Actor.ID, Outcome: in.Outcome})
}

// triedThrice: somebody is unreachable after three tries on three days by two channels.
func triedThrice() casework.Guard {
	return casework.Guard{Name: "tried_thrice", Says: lang.T("三天、三次、两种方式都联系不上", "three tries on three days by two channels"),
		Check: func(d *casework.Decision) error {
			days, channels := map[string]bool{}, map[string]bool{}
			for _, t := range casework.Input[UnreachableInput](d).Tries {
				if t.Day != "" && slices.Contains([]string{"message", "telephone", "letter", "visit"}, t.Channel) {
					days[t.Day], channels[t.Channel] = true, true
				}
			}
			if len(days) < 3 || len(channels) < 2 {
				return fault.InvalidInput().At("tries", lang.T("请登记至少三天、三次、两种方式的联系记录。", "Please enter at least three tries on three days by two channels.")).Or()
			}
			return nil
		}}
}
