package accountability

import (
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// EndingInput is what is proposed. Evidence has a sentence for each condition of tolerance.
type EndingInput struct {
	Kind      string            `json:"kind"`
	Cause     string            `json:"cause"`
	Measure   string            `json:"measure"`
	Months    int               `json:"months"`
	Proposals []string          `json:"proposals"`
	Exemption string            `json:"exemption"`
	Mend      string            `json:"mend"`
	Evidence  map[string]string `json:"evidence"`
}

func (r Rules) decidingRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{From: []casework.State{Opened, Heard}, Verb: "propose_ending", Title: lang.T("提出处理意见", "Propose how it ends"), To: Proposed, Event: "ending_put_forward", Needs: casework.NeedReason, By: desk,
			Guards: []casework.Guard{heardFirst(), impartial(), onlyPersonal(), ladderKept(), tolerance()}, Input: func() any { return &EndingInput{} }, Decide: decidePropose},
		{From: []casework.State{Proposed}, Verb: "approve_ending", Title: lang.T("审批同意", "Approve it"), To: Decided, Event: "ending_approved", Needs: casework.NeedReason, By: desk,
			Guards: []casework.Guard{impartial(), twoPeople(), headSigns()}, Clocks: []casework.Effect{casework.Stop("file_decision"), casework.Begin("service")}, Decide: decideApprove},
		{From: []casework.State{Proposed}, Verb: "return_proposal", Title: lang.T("退回重新提出", "Return it"), To: Heard, Event: "ending_returned", Needs: casework.NeedReason, By: desk,
			Guards: []casework.Guard{impartial()}},
	}
}

func heardFirst() casework.Guard {
	return casework.Guard{Name: "heard_first", Attempt: true, Says: lang.T("本人已经书面说明，或者说明期限已过", "the officer has replied, or the time for it is over"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Reply == "" {
				return unlawful("officer_not_heard", "本人还在说明期限内，没有听说明不能提出处理意见。这次尝试已记录。", "The officer still has time to reply; nothing is proposed unheard. This attempt is on record.",
					"请等说明或者期限届满。", "Please wait for the reply or the end of its time.")
			}
			return nil
		}}
}

// impartial: whoever decides is not the officer, did not decide on the complaint, has not
// withdrawn, and no request for a recusal waits.
func impartial() casework.Guard {
	return casework.Guard{Name: "impartial", Basis: "xfg-28", Attempt: true, Says: lang.T("不是当事人、没有办过这件投诉、没有回避，也没有等待决定的回避申请", "not the officer, no decider of the complaint, not recused, and no request for a recusal waits"),
		Check: func(d *casework.Decision) error {
			f, me := FileOf(d.Case), d.Cmd.Actor.ID
			switch _, waits := f.asked(); {
			case f.Concerns(me):
				return unlawful("own_case", "这是关于您自己的案卷，您不能参与决定。", "This file is about you; you take no part in deciding.", "请由别人办理。您的说明和申诉在“关于我的案卷”里。", "Please let others do it. Your reply and appeal are under “files about me”.", "xfg-28")
			case slices.Contains(f.Deciders, me):
				return unlawful("decided_the_complaint", "您对这件投诉作过决定，应当回避。", "You decided on this complaint and take no part here.", "请由没有办过这件投诉的人办理。", "Please let somebody decide who had no part in the complaint.", "xfg-28")
			case f.Recused(me):
				return unlawful("recused", "您已经回避，不能参与决定。", "You withdrew from this file.", "请由别人办理。", "Please let others do it.", "xfg-28")
			case waits:
				return unlawful("recusal_waits", "本人申请的回避还没有决定。", "The officer's request for a recusal has not been decided.", "请先决定是否回避。", "Please decide on it first.", "xfg-28")
			}
			return nil
		}}
}

// onlyPersonal: no measure against a person for what the system, the law, the staffing or
// another unit caused.
func onlyPersonal() casework.Guard {
	return casework.Guard{Name: "only_personal_cause", Attempt: true, Says: lang.T("只有本人原因才能给予措施或者移送；其他原因只提改进建议", "a measure or a handing over needs a personal cause; any other leads to a recommendation to mend"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[EndingInput](d)
			if in.Kind != NoFault && !among(Causes(), in.Cause) {
				return fault.InvalidInput().At("cause", lang.T("请先分清原因。", "Please find the cause first.")).Or()
			}
			if (in.Kind == Measure || in.Kind == Discipline) && in.Cause != Personal {
				return unlawful("cause_not_personal", "不是本人原因的，不能追究个人。这次尝试已记录。", "The cause is not personal: nobody is held accountable for it. This attempt is on record.",
					"请提出改进建议，写明由哪个单位改。", "Please recommend what is to be mended, and by which unit.")
			}
			if in.Kind == Recommend && in.Cause == Personal {
				return fault.InvalidInput().At("cause", lang.T("改进建议针对的是系统、法规、人手或者别的单位的原因。", "A recommendation answers a cause that is not personal.")).Or()
			}
			return nil
		}}
}

// ladderKept: what is proposed stands on the ladder, with what its rung asks for.
func ladderKept() casework.Guard {
	return casework.Guard{Name: "ladder_kept", Basis: "zrz-2004.2", Says: lang.T("措施在省里的阶梯上；书面效能告诫写明三到六个月告诫期；调岗、辞退等只作为建议，随书面告诫提出", "the measure is a rung of the province's ladder; a written admonition names 3 to 6 months; transfer and beyond are proposals beside it"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[EndingInput](d)
			bad := fault.InvalidInput()
			if !among(Endings(), in.Kind) {
				bad.At("kind", lang.T("请选择处理意见。", "Please choose how it is to end."))
			}
			step, ok := rung(in.Measure)
			switch {
			case in.Kind == Measure && !ok:
				bad.At("measure", lang.T("请选择措施。", "Please choose the measure."))
			case in.Kind != Measure && (in.Measure != "" || len(in.Proposals) > 0 || in.Months != 0):
				bad.At("measure", lang.T("不给予措施的，不要选措施、告诫期和建议。", "Without a measure there is neither rung, period nor proposal."))
			case step.Period && (in.Months < LeastMonths || in.Months > MostMonths):
				bad.At("months", lang.T("书面效能告诫的告诫期是三到六个月。", "The period of a written admonition is 3 to 6 months."))
			case !step.Period && in.Months != 0:
				bad.At("months", lang.T("只有书面效能告诫有告诫期。", "Only a written admonition has a period."))
			case !step.Period && len(in.Proposals) > 0:
				bad.At("proposals", lang.T("向有权机关的建议随书面效能告诫提出。", "Proposals to the body with the power come with a written admonition."))
			}
			for _, p := range in.Proposals {
				if !among(Proposals(), p) {
					bad.At("proposals", lang.T("没有这种建议。", "There is no such proposal."))
				}
			}
			if in.Kind == Exempt != among(Exemptions(), in.Exemption) {
				bad.At("exemption", lang.T("属于不追究情形的，选是哪一种；不是的不要选。", "Name the exemption where there is one, and none where there is not."))
			}
			if in.Kind == Recommend != (in.Mend != "") || in.Mend != "" && d.Engine.Unit != nil && !d.Engine.Unit(d.Case.Division, in.Mend) {
				bad.At("mend", lang.T("改进建议要写明由哪个单位改。", "A recommendation names the unit that is to mend."))
			}
			return bad.Or()
		}}
}

// tolerance: all five conditions, each with its evidence.
func tolerance() casework.Guard {
	return casework.Guard{Name: "five_conditions", Basis: "zyc-46", Says: lang.T("容错的五个条件每个都写明依据", "each of the five conditions of tolerance has a sentence of evidence"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[EndingInput](d)
			bad := fault.InvalidInput()
			for _, c := range Conditions() {
				switch told := strings.TrimSpace(in.Evidence[c.ID]) != ""; {
				case in.Kind == Tolerated && !told:
					bad.At("tolerance."+c.ID, lang.T("五个条件缺一不可，请写明依据。", "All five are needed; please give the evidence."))
				case in.Kind != Tolerated && told:
					bad.At("tolerance."+c.ID, lang.T("不适用容错的，这里不要填。", "Leave this empty where tolerance does not apply."))
				}
			}
			return bad.Or()
		}}
}

func decidePropose(d *casework.Decision) error {
	in := casework.Input[EndingInput](d)
	v := Ending{Kind: in.Kind, Cause: in.Cause, Measure: in.Measure, Months: in.Months, Proposals: in.Proposals, Exemption: in.Exemption, Mend: in.Mend, By: d.Cmd.Actor.ID}
	if in.Kind == NoFault {
		v.Cause = ""
	}
	switch in.Kind {
	case Measure:
		step, _ := rung(in.Measure)
		d.Facts.Basis = append(d.Facts.Basis, step.Basis)
	case Exempt:
		d.Facts.Basis = append(d.Facts.Basis, "zrz-2004.5")
	case Tolerated:
		d.Facts.Basis = append(d.Facts.Basis, "zyc-46")
	case Discipline:
		d.Facts.Basis = append(d.Facts.Basis, "zrz-2004.6")
	}
	if in.Kind == Tolerated {
		d.Private.Notes = map[string]string{}
		for _, c := range Conditions() {
			d.Private.Notes["tolerance."+c.ID] = strings.TrimSpace(in.Evidence[c.ID])
		}
	}
	return d.SetData(v)
}

func twoPeople() casework.Guard {
	return casework.Guard{Name: "two_people", Attempt: true, Says: lang.T("审批的人不是提出的人", "whoever approves did not propose"),
		Check: func(d *casework.Decision) error {
			if v := FileOf(d.Case).Ending; v != nil && v.By == d.Cmd.Actor.ID {
				return unlawful("own_proposal", "自己提出的意见不能自己批。", "Nobody approves his own proposal.", "请由另一位负责人审批。", "Please let another head decide.")
			}
			return nil
		}}
}

// headSigns: the head of the centre approves; a supervisor does where a head had to withdraw.
func headSigns() casework.Guard {
	return casework.Guard{Name: "head_signs", Says: lang.T("由投诉中心负责人审批；负责人回避的，由另一位监督员审批", "the head of the centre approves; another supervisor where a head is recused or concerned"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			out := slices.ContainsFunc(f.Recusals, func(r Recusal) bool { return r.Head && r.Out() })
			if !heads(d.Cmd.Actor) && !out {
				return unlawful("head_must_sign", "要由投诉中心负责人审批。", "The head of the centre approves.", "请报负责人审批。", "Please pass it to the head.")
			}
			return nil
		}}
}

func decideApprove(d *casework.Decision) error {
	v := *FileOf(d.Case).Ending
	v.Approved = d.Cmd.Actor.ID
	d.Facts.Approver = d.Cmd.Actor.ID
	at := d.Effective
	d.Facts.Decided = &at
	d.Result = v.Kind
	return d.SetData(v)
}
