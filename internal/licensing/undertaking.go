package licensing

import (
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// CheckInput is the outcome of checking an undertaking (ZYC 14):
//
//	checking ──met──▶ delivered
//	    └─not_met, to be put right by a day─▶ checking ──rectified──▶ delivered
//	                                             └─not_met, the day is over─▶ proposed ──rescind──▶ licence_ended
//	                                                                             └─reject_rescission─▶ checking
type CheckInput struct {
	Outcome string       `json:"outcome"`         // met, not_met, rectified
	Until   calendar.Day `json:"until,omitempty"` // last day for putting right, with the first not_met
}

// UndertakingCheck is one check as it was made.
type UndertakingCheck struct {
	Outcome  string       `json:"outcome"`
	Until    calendar.Day `json:"until,omitempty"`
	Proposed bool         `json:"proposed,omitempty"` // still not met after its day: the head is asked to rescind
}

func undertakingRows() []casework.Transition {
	return []casework.Transition{
		{From: []casework.State{Checking}, Verb: "check_undertaking", Title: lang.T("核查承诺", "Check the undertaking"), To: Delivered, Or: Checking, Event: "undertaking_checked", Basis: []string{"zyc-14"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{inspectedAfter(), rectificationOver()},
			Clocks: []casework.Effect{casework.Stop("undertaking")}, Input: func() any { return &CheckInput{} }, Decide: decideCheck, Closes: true},
		{From: []casework.State{Checking}, Verb: "reject_rescission", Title: lang.T("不批准撤销，重新核查", "Do not rescind: check again"), Event: "rescission_rejected", Basis: []string{"zyc-14"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.HeadOfUnit}, Guards: []casework.Guard{rescissionProposed()}},
	}
}

// rescissionProposed: the head answers what was proposed. Article 14 leaves no choice where the
// undertaking still does not hold; what the head may find is that this is not shown.
func rescissionProposed() casework.Guard {
	return casework.Guard{Name: "rescission_proposed", Basis: "zyc-14", Says: lang.T("核查人员提请撤销，还没有决定", "the rescission was proposed and is not decided yet"),
		Check: func(d *casework.Decision) error {
			if !FileOf(d.Case).Proposed {
				return unlawful("no_rescission_proposed", "没有待批的撤销。", "No rescission is proposed.", "整改期满仍未达到条件的，由核查人员登记核查结果后提请。", "It is proposed by a check that finds the undertaking not met after its day.", "zyc-14")
			}
			return nil
		}}
}

func rectificationOver() casework.Guard {
	return casework.Guard{Name: "rectification_over", Basis: "zyc-14", Says: lang.T("限期整改的日子过了，才能认定仍未达到条件", "that it still does not hold is found only after the day for putting right"),
		Check: func(d *casework.Decision) error {
			k, ok := d.Case.Clock("rectification")
			if ok && casework.Input[CheckInput](d).Outcome == "not_met" && d.At.Before(k.Due.At) {
				return fault.New(fault.Unlawful, "rectification_runs",
					lang.Format("整改期限到 %s 才满，现在还不能认定没有整改。", "The time for putting right ends on %s; before that nothing can be found missing.", k.Due.Day),
					lang.T("已经整改到位的可以现在登记；否则请等期限届满。", "What has been put right can be recorded now; else please wait.")).Under("zyc-14")
			}
			return nil
		}}
}

func decideCheck(d *casework.Decision) error {
	in := casework.Input[CheckInput](d)
	ordered := FileOf(d.Case).Rectify != 0
	bad := func(path, zh, en string) error { return fault.InvalidInput().At(path, lang.T(zh, en)).Or() }
	check := UndertakingCheck{Outcome: in.Outcome}
	cal := d.Engine.Calendar()
	switch {
	case in.Outcome == "met" && !ordered:
	case in.Outcome == "rectified" && ordered:
	case in.Outcome == "not_met" && !ordered:
		if in.Until <= cal.DayOf(d.At) {
			return bad("until", "请写明整改的最后一天，应在今天以后。", "Please give the last day for putting right; it lies after today.")
		}
		check.Until, d.To, d.KeepOpen = in.Until, Checking, true
		if err := d.BeginClock("rectification", limit.Limit{N: int(in.Until - cal.DayOf(d.Effective)), Unit: limit.Day}); err != nil {
			return err
		}
	case in.Outcome == "not_met":
		check.Proposed, d.To, d.KeepOpen = true, Checking, true
	case ordered:
		return bad("outcome", "已经责令限期整改，请选择是否整改到位。", "It was ordered to be put right; please say whether it was.")
	default:
		return bad("outcome", "请选择核查结果。", "Please choose the outcome of the check.")
	}
	if k, ok := d.Case.Clock("rectification"); ok && k.State.Open() {
		d.PutClock(k.Stop(cal, d.Effective))
	}
	d.Facts.Code = in.Outcome
	return d.SetData(check)
}
