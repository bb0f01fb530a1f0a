package complaint

import (
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs while it is looked into.
type (
	// ReturnInput cites the duty list that shows the unit is not competent.
	ReturnInput struct {
		Duty string `json:"duty"` // the line of the unit's list of duties
	}
	// RuleInput says which unit it stays with.
	RuleInput struct {
		Unit string `json:"unit"`
	}
	// ReportInput is what the inquiry found, with its evidence.
	ReportInput struct {
		Finding  string          `json:"finding"`
		Result   string          `json:"result"`
		Measures []string        `json:"measures"`
		Files    []casework.File `json:"files"`
	}
	// HoldInput names why the unit's clock rests, and the paper that shows it.
	HoldInput struct {
		Reason string          `json:"reason"`
		Files  []casework.File `json:"files"`
	}
)

// Sent implements casework.WithFiles.
func (in *ReportInput) Sent() []casework.File { return in.Files }

// Sent implements casework.WithFiles.
func (in *HoldInput) Sent() []casework.File { return in.Files }

func (r Rules) handlingRows() []casework.Transition {
	dispatched, contested, working := []casework.State{Dispatched}, []casework.State{Contested}, []casework.State{Working}
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{From: []casework.State{Dispatched, Working}, Verb: "take_on", Title: lang.T("签收", "Take it on"), To: Dispatched, Or: Working, Event: "complaint_taken_on",
			By: []casework.Relation{casework.UnitMember}, Guards: []casework.Guard{waitsForMyUnit()}, Decide: decideTakeOn},
		{From: dispatched, Verb: "return_once", Title: lang.T("退回（不归本单位）", "Return: not competent"), To: Contested, Event: "complaint_returned",
			Needs: casework.NeedReason, By: []casework.Relation{casework.UnitMember}, Guards: []casework.Guard{waitsForMyUnit(), oneReturn()},
			Clocks: []casework.Effect{casework.Stop("take"), casework.Begin("ruling")}, Input: func() any { return &ReturnInput{} }, Decide: decideReturnOnce},
		{From: contested, Verb: "rule_dispute", Title: lang.T("裁定由谁办", "Rule who is competent"), To: Dispatched, Event: "competence_ruled",
			Needs: casework.NeedReason, By: desk, Clocks: []casework.Effect{casework.Stop("ruling")}, Input: func() any { return &RuleInput{} }, Decide: r.decideRule},
		{From: working, Verb: "report_findings", Title: lang.T("报调查结果", "Report the findings"), To: Working, Or: Reported, Event: "findings_reported",
			Needs: casework.NeedReason, By: []casework.Relation{casework.TaskHolder}, Guards: []casework.Guard{evidenced()},
			Input: func() any { return &ReportInput{} }, Decide: decideReport},
		{From: []casework.State{Reported}, Verb: "send_again", Title: lang.T("退回重新办理", "Have it done again"), To: Working, Event: "findings_sent_back", Basis: []string{"tsz-2004.5"},
			Needs: casework.NeedReason, By: desk, Decide: decideSendAgain},
		{From: working, Verb: "hold_clock", Title: lang.T("暂停办理时钟", "Put the clock on hold"), To: OnHold, Event: "complaint_held",
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.TaskHolder, casework.Responsible}, Guards: []casework.Guard{holdProvided()},
			Clocks: []casework.Effect{casework.Pause("unit"), casework.Begin("hold")}, Input: func() any { return &HoldInput{} }, Decide: decideHold},
		{From: []casework.State{OnHold}, Verb: "go_on", Title: lang.T("恢复计时", "Go on"), To: Working, Event: "complaint_resumed",
			By: []casework.Relation{casework.TaskHolder, casework.Responsible}, Clocks: []casework.Effect{casework.Stop("hold"), casework.Resume("unit")}},
		{From: []casework.State{OnHold}, Verb: "end_hold", Title: lang.T("暂停期满", "The hold has ended"), To: Working, Event: "complaint_resumed", Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("hold")}, Clocks: []casework.Effect{casework.Stop("hold"), casework.Resume("unit")}},
		{From: working, Verb: "ask_more_time", Title: lang.T("申请延长到六十个工作日", "Ask for sixty working days"), Event: "more_time_asked", Basis: []string{"tsz-2004.3"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.TaskHolder, casework.Responsible}, Guards: []casework.Guard{oneExtension()}, Decide: decideAskTime},
		{From: working, Verb: "decide_more_time", Title: lang.T("审批延长", "Decide on more time"), Event: "more_time_decided", Basis: []string{"tsz-2004.3"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.HeadOfUnit, casework.Centre}, Guards: []casework.Guard{timeAsked()},
			Input: func() any { return &TimeInput{} }, Decide: decideMoreTime},
	}
}

// TimeInput is the head's answer to a request for more time.
type TimeInput struct {
	Approve bool `json:"approve"`
}

// mine is the task of the inquiry that the actor's unit has, "" state when it has none.
func mine(d *casework.Decision) casework.Task {
	for _, t := range d.Case.OpenTasks() {
		if t.Step == "inquiry" && t.Unit == d.Cmd.Actor.Unit {
			return t
		}
	}
	return casework.Task{}
}

func waitsForMyUnit() casework.Guard {
	return casework.Guard{Name: "waits_for_my_unit", Says: lang.T("交办给本单位，还没有人签收，或者签收的是别人", "dispatched to one's own unit and not yet taken, or held by somebody else"),
		Check: func(d *casework.Decision) error {
			t := mine(d)
			if over := t.State == casework.Taken && t.Officer != d.Cmd.Actor.ID && d.Trans.Verb == "take_on"; t.State != casework.Waiting && !over {
				return unlawful("nothing_to_take", "没有等您单位签收的投诉任务。", "Nothing of this case waits for your unit.", "请刷新页面。", "Please reload the page.")
			}
			return nil
		}}
}

func decideTakeOn(d *casework.Decision) error {
	t := mine(d)
	t.State, t.Officer = casework.Taken, d.Cmd.Actor.ID
	d.PutTask(t)
	for _, other := range d.Case.OpenTasks() {
		if other.State == casework.Waiting && other.ID != t.ID {
			return nil
		}
	}
	d.To = Working
	if d.Case.State == Working {
		return nil // taken over from a colleague
	}
	if k, ok := d.Case.Clock("take"); ok && (k.State == limit.Running || k.State == limit.Late) {
		d.PutClock(k.Stop(d.Engine.Calendar(), d.Effective))
	}
	return nil
}

func oneReturn() casework.Guard {
	return casework.Guard{Name: "one_return", Attempt: true, Says: lang.T("只能退回一次，并写明依据的职责清单", "there is one return, citing the list of duties"),
		Check: func(d *casework.Decision) error {
			if k, ok := d.Case.Clock("take"); ok && (k.State == limit.Late || !k.Due.At.IsZero() && !d.Effective.Before(k.Due.At)) {
				return unlawful("too_late_to_return", "一个工作日内没有退回，就归本单位办理。这次尝试已记录。", "It was not returned within one working day and stays. This attempt is on record.",
					"请签收办理。", "Please take it on.")
			}
			if FileOf(d.Case).Returned {
				return unlawful("returned_already", "这件投诉已经退回裁定过，不能再退。这次尝试已记录。", "It was returned and ruled on; it stays. This attempt is on record.",
					"请签收办理；确有错误的，报投诉中心书面说明。", "Please take it on; if the ruling is wrong tell the centre in writing.")
			}
			if strings.TrimSpace(casework.Input[ReturnInput](d).Duty) == "" {
				return fault.InvalidInput().At("duty", lang.T("请写明依据职责清单的哪一条认为不归本单位。", "Please cite the line of the list of duties.")).Or()
			}
			return nil
		}}
}

func decideReturnOnce(d *casework.Decision) error {
	t := mine(d) // of several units only this one gives it back
	t.State, t.Ended = casework.Done, d.At
	d.PutTask(t)
	d.Private.Notes = map[string]string{"duty": casework.Input[ReturnInput](d).Duty}
	return nil
}

func (r Rules) decideRule(d *casework.Decision) error {
	unit := casework.Input[RuleInput](d).Unit
	if unit == "" || r.Units != nil && !r.Units(unit) {
		return fault.InvalidInput().At("unit", lang.T("请选择由哪个单位办理。", "Please choose the unit.")).Or()
	}
	f := FileOf(d.Case)
	to := Dispatch{Route: f.Route, Units: []string{unit}}
	for _, t := range d.Case.OpenTasks() { // the others of a joint inquiry have theirs already
		if t.Step == "inquiry" && t.Unit != unit {
			to.Units = append(to.Units, t.Unit)
		}
	}
	if len(to.Units) == 1 {
		to.Route = "unit"
	}
	return dispatch(d, to)
}

// evidenced: findings come with evidence, and what is substantiated with a measure.
func evidenced() casework.Guard {
	return casework.Guard{Name: "evidence_and_measure", Basis: "tsz-2004.2",
		Says: lang.T("有调查结论、结果和证据；属实的必须有处理措施", "finding, result and evidence are there; what is substantiated has a measure"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[ReportInput](d)
			bad := fault.InvalidInput()
			if !among(Findings(), in.Finding) {
				bad.At("finding", lang.T("请选择调查结论。", "Please choose the finding."))
			}
			switch in.Result {
			case Solved, Partly, Explained, Unfounded, CouldBeDone:
			default:
				bad.At("result", lang.T("请选择办理结果。", "Please choose the result."))
			}
			if in.Result == Unfounded && in.Finding == Substantiated {
				bad.At("result", lang.T("属实的投诉不能以“查无此事”办结。", "What is substantiated cannot end as unfounded."))
			}
			for _, m := range in.Measures {
				if !among(Measures(), m) {
					bad.At("measures", lang.T("没有这种处理措施。", "There is no such measure."))
				}
			}
			if strings.Contains(in.Finding, Substantiated) && in.Finding != "not_substantiated" && len(in.Measures) == 0 {
				bad.At("measures", lang.T("属实或者部分属实的，必须有处理措施；有理必果。", "What is substantiated, also in part, must bring a measure."))
			}
			if in.Result == CouldBeDone && !slices.Contains(in.Measures, "accountability") {
				bad.At("measures", lang.T("能办而不办的，必须启动责任追究。", "What could be done and was refused goes to accountability."))
			}
			if len(in.Files) == 0 {
				bad.At("file.evidence", lang.T("请上传证据：谈话记录、截图、更正后的文书等。", "Please upload the evidence: notes, pictures, the corrected paper."))
			}
			return bad.Or()
		}}
}

// decideReport keeps one unit's findings; the last one moves the case on.
func decideReport(d *casework.Decision) error {
	in := casework.Input[ReportInput](d)
	t := mine(d)
	t.State, t.Ended, t.Outcome = casework.Done, d.At, in.Finding
	d.PutTask(t)
	d.To = Reported
	for _, other := range d.Case.OpenTasks() {
		if other.ID != t.ID && other.Step == "inquiry" {
			d.To = Working
		}
	}
	d.Private.Files = in.Files
	return d.SetData(Report{Unit: t.Unit, Finding: in.Finding, Result: in.Result, Measures: in.Measures, Evidence: len(in.Files)})
}

// decideSendAgain opens the inquiry's tasks once more, in the same hands.
func decideSendAgain(d *casework.Decision) error {
	again(d)
	return nil
}

func again(d *casework.Decision) {
	for _, t := range d.Case.Tasks {
		if t.Step == "inquiry" && slices.Contains(lastRound(d.Case), t.ID) {
			t.State, t.Outcome, t.Opened, t.Ended = casework.Taken, "", d.At, time.Time{}
			d.PutTask(t)
		}
	}
}

// lastRound are the tasks of the latest dispatch: a unit that returned the case is not asked again.
func lastRound(c *casework.Case) []string {
	if to := FileOf(c).To; len(to) > 0 {
		return to
	}
	return []string{"centre"}
}

func holdProvided() casework.Guard {
	return casework.Guard{Name: "hold_provided", Attempt: true, Says: lang.T("暂停的理由在清单里，有材料证明", "the reason is on the closed list and a paper shows it"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[HoldInput](d)
			if holdOf(in.Reason).Max == 0 {
				return unlawful("no_reason_to_hold", "清单里没有这种暂停理由，时钟不能停。这次尝试已记录。", "The closed list has no such reason; the clock goes on. This attempt is on record.",
					"请在期限内办理；来不及的，申请延长一次。", "Please go on in time; if that is impossible ask for the one extension.")
			}
			if len(in.Files) == 0 {
				return fault.InvalidInput().At("file.hold", lang.T("请上传证明材料：委托书、立案通知、补充通知等。", "Please upload the paper that shows it.")).Or()
			}
			return nil
		}}
}

func decideHold(d *casework.Decision) error {
	in := casework.Input[HoldInput](d)
	d.Facts.Code, d.Private.Files = in.Reason, in.Files
	return nil
}

func oneExtension() casework.Guard {
	return casework.Guard{Name: "one_extension_of_complaint", Basis: "tsz-2004.3", Says: lang.T("只能延长一次", "there is one extension"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if f.Extended || f.Extension != nil && !f.Extension.Rejected {
				return unlawful("extended_or_asked", "已经延长过，或者正在等审批。", "It was extended, or a request is waiting.", "", "", "tsz-2004.3")
			}
			return nil
		}}
}

func decideAskTime(d *casework.Decision) error { return d.SetData(Extension{By: d.Cmd.Actor.ID}) }

func timeAsked() casework.Guard {
	return casework.Guard{Name: "head_decides_on_time", Basis: "tsz-2004.3", Says: lang.T("有待批的申请，由中心负责人批准，不是申请人自己", "a request is pending, and the head of the centre decides, not whoever asked"),
		Check: func(d *casework.Decision) error {
			x := FileOf(d.Case).Extension
			if x == nil || x.Approved || x.Rejected {
				return unlawful("no_request", "没有待批的延长申请。", "No request is pending.", "", "")
			}
			if x.By == d.Cmd.Actor.ID || d.Cmd.Actor.Role == access.Supervisor {
				return unlawful("own_request", "自己的申请不能自己批。", "Nobody decides on his own request.", "请由中心另一位负责人审批。", "Please let another head decide.", "tsz-2004.3")
			}
			return nil
		}}
}

func decideMoreTime(d *casework.Decision) error {
	x := *FileOf(d.Case).Extension
	x.Approved = casework.Input[TimeInput](d).Approve
	x.Rejected = !x.Approved
	d.Facts.Approver = d.Cmd.Actor.ID
	if k, ok := d.Case.Clock("unit"); ok && x.Approved {
		longer, err := k.Extend(d.Engine.Calendar(), limit.Limit{N: 30, Unit: limit.Workday})
		if err != nil {
			return err
		}
		d.PutClock(longer)
	}
	return d.SetData(x)
}
