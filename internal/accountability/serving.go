package accountability

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs after the decision.
type (
	// ServeInput is how and when the decision reached the officer.
	ServeInput struct {
		Day    calendar.Day    `json:"day"`
		How    string          `json:"how"`
		Signed string          `json:"signed"`
		Files  []casework.File `json:"files"`
	}
	// AppealInput is the decision on the officer's appeal.
	AppealInput struct {
		Upheld bool `json:"upheld"`
	}
)

// Sent implements casework.WithFiles.
func (in *ServeInput) Sent() []casework.File { return in.Files }

func servingRows() []casework.Transition {
	desk, officer := []casework.Relation{casework.Responsible}, []casework.Relation{casework.Concerned}
	itself := []casework.Relation{casework.Itself}
	return []casework.Transition{
		{From: []casework.State{Decided}, Verb: "serve_decision", Title: lang.T("登记送达", "Enter the service"), To: Served, Or: Closed, Event: "decision_reached_officer", Basis: []string{"zrz-2004.4"}, By: desk,
			Guards: []casework.Guard{impartialService(), servedPlainly()}, Clocks: []casework.Effect{casework.Stop("service")}, Input: func() any { return &ServeInput{} }, Decide: decideServe, Closes: true},
		{From: []casework.State{Served}, Verb: "appeal_measure", Title: lang.T("申诉", "Appeal"), To: Appealed, Event: "officer_appealed", Needs: casework.NeedReason, By: officer,
			Clocks: []casework.Effect{casework.Stop("officer_appeal"), casework.Begin("appeal_answer")}},
		{From: []casework.State{Served}, Verb: "lapse_appeal", Title: lang.T("申诉期限届满", "The time for an appeal is over"), To: Warned, Or: Closed, Event: "no_appeal_came", Quiet: true, By: itself,
			Guards: []casework.Guard{casework.Due("officer_appeal")}, Clocks: []casework.Effect{casework.Stop("officer_appeal")}, Decide: decideLapse, Closes: true},
		{From: []casework.State{Appealed}, Verb: "decide_measure_appeal", Title: lang.T("申诉结论", "Decide the appeal"), To: Warned, Or: Closed, Event: "officer_appeal_decided", Needs: casework.NeedReason, By: desk,
			Guards: []casework.Guard{impartial(), someoneElse()}, Clocks: []casework.Effect{casework.Stop("appeal_answer")}, Input: func() any { return &AppealInput{} }, Decide: decideAppeal, Closes: true},
		{From: []casework.State{Warned}, Verb: "end_warning", Title: lang.T("告诫期满", "The warning period is over"), To: Closed, Event: "warning_ended", Basis: []string{"zrz-2004.4"}, Quiet: true, By: itself,
			Guards: []casework.Guard{casework.Due("warning")}, Clocks: []casework.Effect{casework.Stop("warning")}, Decide: decideWarningOver, Closes: true},
		{From: []casework.State{Served, Appealed}, Verb: "end_warning", Title: lang.T("告诫期满", "The warning period is over"), Event: "warning_ended", Basis: []string{"zrz-2004.4"}, Quiet: true, By: itself,
			Guards: []casework.Guard{casework.Due("warning")}, Clocks: []casework.Effect{casework.Stop("warning")}, Decide: atDue("warning")},
	}
}

// impartialService: the officer does not serve the own decision.
func impartialService() casework.Guard {
	return casework.Guard{Name: "served_by_another", Says: lang.T("不由当事人自己登记送达", "not entered by the officer"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Concerns(d.Cmd.Actor.ID) {
				return unlawful("own_case", "这是关于您自己的案卷。", "This file is about you.", "请由别人办理。", "Please let others do it.", "xfg-28")
			}
			return nil
		}}
}

func servedPlainly() casework.Guard {
	return casework.Guard{Name: "served_plainly", Basis: "zrz-2004.4", Says: lang.T("写明哪一天、怎样送达、签收还是拒签；不早于决定，不晚于今天", "day, way and signature or refusal are given; not before the decision, not after today"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[ServeInput](d)
			cal := d.Engine.Calendar()
			bad := fault.InvalidInput()
			if in.Day < cal.DayOf(d.Case.Decided) || in.Day > cal.DayOf(d.At) {
				bad.At("day", lang.T("送达日期不能早于决定，也不能晚于今天。", "The day of service lies between the decision and today."))
			}
			if !among(Services(), in.How) {
				bad.At("how", lang.T("请选择送达方式。", "Please say how it was served."))
			}
			if !among(Signatures(), in.Signed) {
				bad.At("signed", lang.T("请写明签收还是拒绝签收。", "Please say whether it was signed."))
			}
			if in.How == "left" && len(in.Files) == 0 {
				bad.At("file.service", lang.T("留置送达的，请上传有见证人签名的送达记录。", "What was left needs the record signed by the witness."))
			}
			return bad.Or()
		}}
}

// decideServe lets the time for an appeal begin where there is a measure; every other ending
// is told and ends the file.
func decideServe(d *casework.Decision) error {
	in, v := casework.Input[ServeInput](d), FileOf(d.Case).Ending
	d.Private.Files = in.Files
	if v.Kind != Measure {
		d.To, d.Result = Closed, v.Kind
		return d.SetData(Service{in.Day, in.How, in.Signed})
	}
	d.KeepOpen = true
	if err := d.BeginClock("officer_appeal", limit.Limit{N: 5, Unit: limit.Workday}); err != nil {
		return err
	}
	if v.Months > 0 {
		d.PutClock(warning(d, in.Day, v.Months))
	}
	return d.SetData(Service{in.Day, in.How, in.Signed})
}

// goOn is where a measure that stands leads: to its warning period, or to the end.
func goOn(d *casework.Decision) {
	if k, ok := d.Case.Clock("warning"); ok && k.State == limit.Running {
		d.To, d.KeepOpen = Warned, true
		return
	}
	d.To, d.Result = Closed, Measure
}

func decideLapse(d *casework.Decision) error {
	goOn(d)
	return atDue("officer_appeal")(d)
}

// someoneElse: an appeal goes to a person who neither opened, nor proposed, nor approved.
func someoneElse() casework.Guard {
	return casework.Guard{Name: "appeal_to_another", Attempt: true, Says: lang.T("由没有立案、提出意见和审批的人复查", "decided by somebody who neither opened, proposed nor approved"),
		Check: func(d *casework.Decision) error {
			if slices.Contains(FileOf(d.Case).Named(), d.Cmd.Actor.ID) {
				return unlawful("had_a_part", "您参与过这件案卷，申诉由别人复查。", "You had a part in this file; somebody else decides on the appeal.", "请转给没有参与过的人。", "Please pass it to somebody who had no part.")
			}
			return nil
		}}
}

// decideAppeal lifts a measure that did not hold; it stays in every count as lifted.
func decideAppeal(d *casework.Decision) error {
	up := casework.Input[AppealInput](d).Upheld
	d.Facts.Approver = d.Cmd.Actor.ID
	if !up {
		goOn(d)
		return d.SetData(Appeal{By: d.Cmd.Actor.ID})
	}
	d.To, d.Result = Closed, Lifted
	if k, ok := d.Case.Clock("warning"); ok && k.State == limit.Running {
		d.PutClock(k.Cancel(d.Effective))
	}
	return d.SetData(Appeal{By: d.Cmd.Actor.ID, Upheld: true})
}

func decideWarningOver(d *casework.Decision) error {
	d.Result = Measure
	return atDue("warning")(d)
}
