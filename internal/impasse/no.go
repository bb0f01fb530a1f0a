package impasse

import (
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Inputs around a no.
type (
	// NoInput is the report of a no: what it is, why, and what the person can do against it.
	// The words are the reason and the articles the basis of the command.
	NoInput struct {
		Outcome string `json:"outcome"`
		Cause   string `json:"cause"`
		Scope   string `json:"scope"`
		Remedy  string `json:"remedy"`
		Body    string `json:"body"`
	}
	// RulingInput says of a no that is sent back whether it could have been done all along.
	RulingInput struct {
		Doable bool `json:"doable"`
	}
)

func noRows() []casework.Transition {
	heads := []casework.Relation{casework.HeadOfUnit, casework.Centre}
	reported := []casework.State{NoReported}
	return []casework.Transition{
		{From: []casework.State{Registered, Ordered}, Verb: "report_no", Title: lang.T("报备“办不了”", "Report a no"), To: NoReported, Event: "impasse_answer_proposed", Needs: casework.NeedReason | casework.NeedBasis,
			By: []casework.Relation{casework.TaskHolder, casework.Receiver, casework.Responsible, casework.Centre}, Guards: []casework.Guard{whoeverHasIt(), causeNamed(), reportWhole()},
			Clocks: []casework.Effect{casework.Stop("sorting"), casework.Begin("approval")}, Input: func() any { return &NoInput{} }, Decide: decideNo},
		{From: reported, Verb: "approve_no", Title: lang.T("同意答复“办不了”", "Approve the no"), To: Answered, Event: "impasse_answer_approved", Needs: casework.NeedReason | casework.NeedNotice, By: heads,
			Guards: []casework.Guard{notOwnNo(), reasoned()}, Decide: decideApprove},
		{From: reported, Verb: "reject_no", Title: lang.T("不同意，退回再办", "Reject the no"), To: Ordered, Or: Registered, Event: "impasse_answer_rejected", Needs: casework.NeedReason, By: heads,
			Guards: []casework.Guard{notOwnNo()}, Clocks: []casework.Effect{casework.Stop("approval")}, Input: func() any { return &RulingInput{} }, Decide: decideReject},
	}
}

// whoeverHasIt: while a unit has the order nobody else says that it cannot be done.
func whoeverHasIt() casework.Guard {
	return casework.Guard{Name: "whoever_has_it", Says: lang.T("由正在承办的人报备", "reported by whoever has it in hand"),
		Check: func(d *casework.Decision) error {
			if _, holds := mine(d); d.Case.State == Ordered && !holds {
				return fault.New(fault.Forbidden, "not_in_hand", lang.T("这件事在承办单位手里。", "The unit has this in hand."), lang.T("请由承办人报备。", "Whoever holds it reports the no."))
			}
			return nil
		}}
}

// reportWhole: the report says what is refused, by which article, and what the person can do.
func reportWhole() casework.Guard {
	return casework.Guard{Name: "article_and_remedy", Says: lang.T("写明结果、法律依据和救济途径（找谁、怎么做）", "outcome, article and remedy (which body, and how) are stated"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[NoInput](d)
			bad := fault.InvalidInput()
			if !among(Noes(), in.Outcome) {
				bad.At("outcome", lang.T("请选择是哪一种“办不了”。", "Please choose what kind of no it is."))
			}
			if (in.Outcome == NoScope) != among(Scopes(), in.Scope) {
				bad.At("scope", lang.T("不归窗口管的，请选择是哪一种；别的不用选。", "If it is out of scope choose why; otherwise leave it."))
			}
			if !among(Remedies(), in.Remedy) {
				bad.At("remedy", lang.T("请选择救济途径。", "Please choose the remedy."))
			}
			if strings.TrimSpace(in.Body) == "" {
				bad.At("body", lang.T("请写明找哪个机关、怎么做。", "Please say which body, and how."))
			}
			if !slices.ContainsFunc(d.Cmd.Basis, func(id string) bool { return id != "illustrative" }) {
				bad.At("basis", lang.T("请选择法律依据，示例条文不算。", "Please name the article; an illustrative one does not count."))
			}
			return bad.Or()
		}}
}

func decideNo(d *casework.Decision) error {
	in := casework.Input[NoInput](d)
	d.Facts.Basis = nil // until it is approved the person reads nothing of it
	return d.SetData(No{Outcome: in.Outcome, Cause: in.Cause, Scope: in.Scope, Remedy: in.Remedy, Body: strings.TrimSpace(in.Body), Unit: d.Cmd.Actor.Unit, By: d.Cmd.Actor.ID, Basis: d.Cmd.Basis})
}

// notOwnNo: nobody decides on a no of their own. That nobody decides on one of the own unit is
// [casework.Outside].
func notOwnNo() casework.Guard {
	return casework.NoPart("not_own_no", lang.T("由政务服务中心负责人审批，不是报备的人", "the head of the centre decides, not whoever reported the no"), func(d *casework.Decision) []string {
		if n := FileOf(d.Case).No; n != nil {
			return []string{n.By}
		}
		return nil
	})
}

// about is the unit that reported a no, as long as one waits; the centre decides on its own by
// another person.
func about(c *casework.Case) []string {
	if n := FileOf(c).No; n != nil && n.Unit != c.Unit {
		return []string{n.Unit}
	}
	return nil
}

// reasoned: what is approved cites article and remedy; without them it does not reach the person.
func reasoned() casework.Guard {
	return casework.Guard{Name: "no_is_reasoned", Says: lang.T("报备里有依据和救济途径，才能告诉本人", "only a no with article and remedy reaches the person"),
		Check: func(d *casework.Decision) error {
			n := FileOf(d.Case).No
			if n == nil || n.Remedy == "" || n.Body == "" || len(n.Basis) == 0 {
				return unlawful("no_not_reasoned", "报备缺依据或者救济途径，不能答复本人。", "The report lacks article or remedy and cannot be told.", "请退回补齐。", "Please send it back.")
			}
			return nil
		}}
}

// decideApprove tells the person; the articles of the report are those of the answer.
func decideApprove(d *casework.Decision) error {
	d.Facts.Approver = d.Cmd.Actor.ID
	d.Facts.Basis = append(d.Facts.Basis, FileOf(d.Case).No.Basis...)
	d.EndTasks()
	return told(d)
}

func decideReject(d *casework.Decision) error {
	d.Facts.Approver = d.Cmd.Actor.ID
	if len(d.Case.OpenTasks()) == 0 {
		if err := again(d); err != nil { // no unit has it yet: the centre sorts it anew
			return err
		}
	}
	return d.SetData(Ruling{Doable: casework.Input[RulingInput](d).Doable})
}
