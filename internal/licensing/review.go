package licensing

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs during review.
type (
	// PauseInput starts a special procedure that the item allows.
	PauseInput struct {
		Kind string `json:"kind"`
		Days int    `json:"days"` // working days needed, told to the applicant
	}
	// ExtensionInput asks the head for more time.
	ExtensionInput struct{}
	// RevokeAcceptanceInput names a tolerated paper that came and is still wrong; empty when
	// one did not come in time.
	RevokeAcceptanceInput struct {
		StillWrong string `json:"still_wrong"`
	}
)

func reviewRows() []casework.Transition {
	review, suspended := []casework.State{UnderReview}, []casework.State{Suspended}
	both := []casework.State{UnderReview, Suspended}
	pausing := casework.Pause("statutory", "promised", "step")
	resuming := casework.Resume("statutory", "promised", "step")
	return []casework.Transition{
		{From: both, Verb: "supply", Title: lang.T("补交容缺材料", "Hand in tolerated papers"), Event: "tolerated_supplied", Basis: []string{"zyc-11"},
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Guards: []casework.Guard{somethingTolerated()},
			Input: func() any { return &MaterialsInput{} }, Decide: decideSupply},
		{From: review, Verb: "revoke_acceptance", Title: lang.T("撤销受理", "Revoke acceptance"), To: AcceptRevoked, Event: "acceptance_revoked", Basis: []string{"zyc-11"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{toleranceOver()},
			Clocks: []casework.Effect{allStopped}, Input: func() any { return &RevokeAcceptanceInput{} }, Decide: decideRevokeAcceptance, Result: "acceptance_revoked", Closes: true},
		{From: review, Verb: "pause", Title: lang.T("中止计时（特别程序）", "Pause for a special procedure"), To: Suspended, Event: "paused", Basis: []string{"xkf-45"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{specialAllowed()},
			Clocks: []casework.Effect{pausing, casework.Begin("special")}, Input: func() any { return &PauseInput{} }, Decide: decidePause},
		{From: suspended, Verb: "resume", Title: lang.T("恢复计时", "Resume"), To: UnderReview, Event: "resumed", Basis: []string{"xkf-45"},
			Needs: casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{notHearing()},
			Clocks: []casework.Effect{casework.Stop("special"), resuming}, Decide: decideResume},
		{From: review, Verb: "request_extension", Title: lang.T("申请延长期限", "Ask for an extension"), Event: "extension_requested", Basis: []string{"xkf-42.1"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{extensionLeft(), limitsRun()}, Decide: decideRequestExtension},
		{From: review, Verb: "approve_extension", Title: lang.T("批准延长", "Approve the extension"), Event: "extended", Basis: []string{"xkf-42.1"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.HeadOfUnit, casework.Centre}, Guards: []casework.Guard{extensionPending(), limitsRun()},
			Clocks: []casework.Effect{casework.Extend("statutory", "promised")}, Decide: decideExtension(true)},
		{From: review, Verb: "reject_extension", Title: lang.T("不批准延长", "Reject the extension"), Event: "extension_rejected",
			Needs: casework.NeedReason, By: []casework.Relation{casework.HeadOfUnit, casework.Centre}, Guards: []casework.Guard{extensionPending()}, Decide: decideExtension(false)},
		{From: both, Verb: "terminate", Title: lang.T("终止办理", "Terminate"), To: Terminated, Event: "terminated",
			Needs: casework.NeedReason | casework.NeedBasis | casework.NeedNotice, By: []casework.Relation{casework.HeadOfUnit},
			Clocks: []casework.Effect{allStopped}, Decide: endTasks, Result: "terminated", Closes: true},
	}
}

func somethingTolerated() casework.Guard {
	return casework.Guard{Name: "something_tolerated", Basis: "zyc-11",
		Says: lang.T("有容缺材料待补", "tolerated papers are still to come"),
		Check: func(d *casework.Decision) error {
			if len(FileOf(d.Case).Tolerated) == 0 {
				return unlawful("nothing_to_supply", "没有需要补交的材料。", "There is nothing to hand in.", "", "")
			}
			return nil
		}}
}

func decideSupply(d *casework.Decision) error {
	if err := decideMaterials(d); err != nil {
		return err
	}
	var facts MaterialsFacts
	facts, err := casework.Data[MaterialsFacts](casework.Event{Facts: *d.Facts})
	if err != nil || len(facts.Tolerated) > 0 {
		return err
	}
	if k, ok := d.Case.Clock("tolerant"); ok {
		d.PutClock(k.Stop(d.Engine.Calendar(), d.Effective))
	}
	return nil
}

func toleranceOver() casework.Guard {
	return casework.Guard{Name: "tolerance_over", Basis: "zyc-11",
		Says: lang.T("容缺期限已过仍未补齐，或者补交的材料仍不符合要求", "the time for tolerated papers is over, or one that came is still wrong"),
		Check: func(d *casework.Decision) error {
			if id := casework.Input[RevokeAcceptanceInput](d).StillWrong; id != "" && slices.Contains(FileOf(d.Case).Supplied, id) {
				return nil
			}
			k, ok := d.Case.Clock("tolerant")
			if !ok || len(FileOf(d.Case).Tolerated) == 0 || d.At.Before(k.Due.At) {
				return unlawful("tolerance_runs", "容缺材料的补交期限还没有过。", "The time for the tolerated papers is not over.", "请等到期限届满。", "Please wait until it is.", "zyc-11")
			}
			return nil
		}}
}

func decideRevokeAcceptance(d *casework.Decision) error {
	d.Facts.Code = casework.Input[RevokeAcceptanceInput](d).StillWrong
	return endTasks(d)
}

func specialAllowed() casework.Guard {
	return casework.Guard{Name: "special_procedure_allowed", Basis: "xkf-45", Attempt: true,
		Says: lang.T("事项规定了这种特别程序，且所需时间不超过规定", "the item provides for this special procedure and its time"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[PauseInput](d)
			i := slices.IndexFunc(d.Item.Specials, func(s catalog.SpecialProcedure) bool { return s.Kind == in.Kind })
			if i < 0 || in.Kind == "hearing" {
				return unlawful("no_basis_to_pause", "这个事项没有规定这种特别程序，不能中止计时。这次尝试已记录。", "The item provides for no such special procedure; the clock cannot be paused. This attempt is on record.",
					"请在期限内办理；确实来不及的，申请延长。", "Please decide in time; if that is impossible ask for an extension.", "xkf-45", "zyc-28")
			}
			left := d.Item.Specials[i].Max.N
			for _, p := range FileOf(d.Case).Pauses {
				if p.Kind == in.Kind {
					left -= p.Days
				}
			}
			if left < 1 {
				return unlawful("special_time_used", "这种特别程序的时间已经用完，不能再次中止计时。这次尝试已记录。", "The time for this special procedure is used up; the clock cannot be paused for it again. This attempt is on record.",
					"请在期限内办理；确实来不及的，申请延长。", "Please decide in time; if that is impossible ask for an extension.", "xkf-45")
			}
			if in.Days < 1 || in.Days > left {
				return fault.InvalidInput().At("days", lang.Format("所需时间应为 1 至 %d 个工作日。", "The time must be 1 to %d working days.", left)).Or()
			}
			return nil
		}}
}

func decidePause(d *casework.Decision) error {
	in := casework.Input[PauseInput](d)
	i := slices.IndexFunc(d.Item.Specials, func(s catalog.SpecialProcedure) bool { return s.Kind == in.Kind })
	d.Facts.Code = in.Kind
	return d.SetData(PauseRecord{Kind: in.Kind, From: d.Engine.Calendar().DayOf(d.Effective), Days: in.Days, Basis: d.Item.Specials[i].Basis})
}

func notHearing() casework.Guard {
	return casework.Guard{Name: "not_in_hearing", Basis: "xkf-48",
		Says: lang.T("听证以笔录结束", "a hearing ends with its record"),
		Check: func(d *casework.Decision) error {
			if f := FileOf(d.Case); f.Hearing != nil && f.Hearing.Requested && !f.Hearing.Held {
				return unlawful("hearing_open", "听证还没有举行。", "The hearing has not been held.", "请登记听证笔录后恢复。", "Please enter the record of the hearing.", "xkf-48")
			}
			return nil
		}}
}

func decideResume(d *casework.Decision) error {
	return d.SetData(PauseRecord{Until: d.Engine.Calendar().DayOf(d.Effective)})
}

func extensionLeft() casework.Guard {
	return casework.Guard{Name: "one_extension", Basis: "xkf-42.1",
		Says: lang.T("只能延长一次", "there is one extension"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if f.Extended {
				return unlawful("already_extended", "已经延长过一次，不能再延长。", "There has been an extension; a second one is not possible.", "请尽快作出决定。", "Please decide.", "xkf-42.1")
			}
			if f.Extension != nil && !f.Extension.Rejected {
				return unlawful("extension_pending", "延长申请正在等负责人批准。", "An extension is waiting for the head's approval.", "", "")
			}
			return nil
		}}
}

func limitsRun() casework.Guard {
	return casework.Guard{Name: "limits_still_run", Basis: "xkf-42.1",
		Says: lang.T("法定期限还没有过；没有法定期限的，承诺期限还没有过", "the limit of the law has not passed yet; where the law sets none, the promise"),
		Check: func(d *casework.Decision) error {
			for _, name := range []string{"statutory", "promised"} {
				k, ok := d.Case.Clock(name)
				if !ok {
					continue
				}
				if k.State == limit.Late || k.State == limit.Running && !d.At.Before(k.Due.At) {
					return unlawful("too_late_to_extend", "期限已经过了，不能再延长。", "The limit has passed; it cannot be extended now.", "请尽快作出决定并公开说明超期原因。", "Please decide and state the reason of the delay in public.", "xkf-42.1", "zxf-36")
				}
				return nil // a promise that has passed stays broken, and takes nothing of the law away
			}
			return nil
		}}
}

func decideRequestExtension(d *casework.Decision) error {
	return d.SetData(ExtensionFile{By: d.Cmd.Actor.ID, Days: Extension(d.Item.Joint).N})
}

func extensionPending() casework.Guard {
	return casework.Guard{Name: "another_person_approves", Basis: "xkf-42.1",
		Says: lang.T("有待批的延长申请，批准人不是申请人；联合办理由本级政府批准", "an extension is pending, and somebody else than who asked decides; in joint handling the government"),
		Check: func(d *casework.Decision) error {
			x := FileOf(d.Case).Extension
			if x == nil || x.Approved || x.Rejected {
				return unlawful("no_extension_pending", "没有待批的延长申请。", "No extension is pending.", "", "")
			}
			if x.By == d.Cmd.Actor.ID {
				return unlawful("approver_is_applicant", "延长要由另一个人批准。", "Another person must approve the extension.", "请由单位负责人批准。", "Please let the head of the unit decide.", "xkf-42.1")
			}
			if d.Item.Joint && !slices.Contains(casework.RelationOf(d.Cmd.Actor, d.Case), casework.Centre) {
				return unlawful("government_approves", "联合办理的延长由本级政府负责人批准。", "In joint handling the government of that level approves.", "请报大厅负责人转批。", "Please pass it on through the head of the hall.", "xkf-42.2")
			}
			return nil
		}}
}

func decideExtension(approve bool) func(*casework.Decision) error {
	return func(d *casework.Decision) error {
		x := *FileOf(d.Case).Extension
		x.Approved, x.Rejected = approve, !approve
		d.Facts.Approver = d.Cmd.Actor.ID
		if approve && d.Item.Joint {
			d.Facts.Basis = []string{"xkf-42.2"}
		}
		return d.SetData(x)
	}
}
