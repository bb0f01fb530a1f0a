package licensing

import (
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs from the decision on.
type (
	// DenyInput says what was not met.
	DenyInput struct {
		Condition string `json:"condition"` // id of the item's condition that is not met
	}
	// DeliverInput says how the result reached the person.
	DeliverInput struct {
		How string `json:"how"` // electronic, window, post
	}
	// CertificateInput changes an issued certificate.
	CertificateInput struct {
		Until calendar.Day `json:"until,omitempty"` // new last day, for amendments
	}
)

func (r Rules) decisionRows() []casework.Transition {
	review, granted := []casework.State{UnderReview}, []casework.State{Granted}
	after := []casework.State{Checking, Delivered} // a licence takes effect when it is delivered
	head := []casework.Relation{casework.HeadOfUnit}
	return []casework.Transition{
		{From: review, Verb: "grant", Title: lang.T("准予", "Grant"), To: Granted, Event: "granted", Basis: []string{"xkf-38"}, Needs: casework.NeedNotice,
			By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{stepsDone(), nothingTolerated(), inspected(), noticePeriodOver(), hearingGiven(), hearingSettled(), r.oldStands()},
			Clocks: []casework.Effect{casework.Stop("statutory", "promised", "renewal"), casework.Begin("delivery", "undertaking")}, Decide: r.decideGrant, Result: "granted"},
		{From: review, Verb: "deny", Title: lang.T("不予许可", "Deny"), To: Denied, Event: "denied", Basis: []string{"xkf-38"},
			Needs: casework.NeedReason | casework.NeedNotice, By: head, Guards: []casework.Guard{conditionNamed(), hearingGiven(), hearingSettled()},
			Clocks: []casework.Effect{casework.Stop("statutory", "promised", "step", "renewal"), casework.Cancel("tolerant", "inspectors", "public_notice")}, Input: func() any { return &DenyInput{} }, Decide: decideDeny, Result: "denied", Closes: true},
		{From: granted, Verb: "deliver", Title: lang.T("送达", "Deliver"), To: Delivered, Or: Checking, Event: "delivered", Basis: []string{"xkf-44"},
			By:     []casework.Relation{casework.Receiver, casework.UnitMember},
			Clocks: []casework.Effect{casework.Stop("delivery")}, Input: func() any { return &DeliverInput{} }, Decide: decideDeliver, Closes: true},
		{From: after, Verb: "amend_certificate", Title: lang.T("变更证照", "Amend the certificate"), Event: "certificate_amended", Needs: casework.NeedReason | casework.NeedBasis | casework.NeedNotice,
			By: head, Guards: []casework.Guard{certificateIssued(), notExpired()}, Input: func() any { return &CertificateInput{} }, Decide: decideAmend},
	}
}

// endingRows end a licence. While an undertaking is still to be checked the case ends with
// it; a case that was closed by delivery stays as it is, and only its licence ends. What was
// rescinded or revoked or has run out is struck off the register afterwards (XKF 70).
func endingRows() []casework.Transition {
	var rows []casework.Transition
	for _, r := range []casework.Transition{
		{Verb: "rescind", Title: lang.T("撤销许可", "Rescind"), Event: "certificate_rescinded", Basis: []string{"xkf-69"}},
		{Verb: "revoke", Title: lang.T("吊销许可", "Revoke"), Event: "certificate_revoked", Needs: casework.NeedBasis},
		{Verb: "deregister", Title: lang.T("注销许可", "Deregister"), Event: "certificate_deregistered", Basis: []string{"xkf-70"}},
	} {
		r.Needs |= casework.NeedReason | casework.NeedNotice
		r.By, r.Guards, r.Decide = []casework.Relation{casework.HeadOfUnit}, []casework.Guard{licenceStands()}, decideEnd
		closed := []casework.State{Delivered}
		switch r.Verb {
		case "revoke":
			r.Guards = append(r.Guards, notExpired())
		case "deregister":
			r.Guards, closed = []casework.Guard{onTheRegister()}, []casework.State{Delivered, LicenceEnded}
		}
		checking, delivered := r, r
		checking.From, checking.To, checking.Closes = []casework.State{Checking}, LicenceEnded, true
		checking.Clocks = []casework.Effect{casework.Cancel("undertaking", "rectification")}
		delivered.From = closed
		rows = append(rows, checking, delivered)
	}
	return rows
}

// decideEnd names the article on undertakings where that is why. A rescinded renewal gives
// the old certificate its place back.
func decideEnd(d *casework.Decision) error {
	if d.Trans.Verb != "rescind" {
		return nil
	}
	if FileOf(d.Case).Proposed {
		d.Facts.Basis = append(d.Facts.Basis, "zyc-14")
	}
	return restore(d)
}

func stepsDone() casework.Guard {
	return casework.Guard{Name: "steps_done", Basis: "xkf-38", Says: lang.T("各环节都已办结且同意", "every step is finished and agreed"),
		Check: func(d *casework.Decision) error {
			if !d.StepsDone() {
				return unlawful("steps_open", "还有环节没有办结，不能作出决定。", "A step is still open; no decision is possible yet.", "请先办结各环节。", "Please finish the steps first.")
			}
			for _, t := range d.Case.Tasks {
				if t.Outcome == "disagree" {
					return unlawful("disagreement", "有环节意见为“不同意”，不能直接准予。", "One step ended in disagreement; the case cannot simply be granted.", "请负责人作出不予许可决定，或把该环节转回重新审查。", "The head may deny, or refer that step back for another look.", "xkf-38")
				}
			}
			return nil
		}}
}

func nothingTolerated() casework.Guard {
	return casework.Guard{Name: "tolerated_papers_in", Basis: "zyc-11", Says: lang.T("容缺材料已补齐", "tolerated papers have come"),
		Check: func(d *casework.Decision) error {
			if len(FileOf(d.Case).Tolerated) > 0 {
				return unlawful("tolerated_missing", "容缺材料还没有补齐。", "Tolerated papers are still missing.", "请等申请人补交；逾期不补的，撤销受理。", "Please wait for them; if they do not come in time, revoke the acceptance.", "zyc-11")
			}
			return nil
		}}
}

func conditionNamed() casework.Guard {
	return casework.Guard{Name: "condition_named", Basis: "xkf-38", Says: lang.T("写明哪一项条件不符合、依据哪一条", "the condition that is not met is named, and the article it rests on"),
		Check: func(d *casework.Decision) error {
			if c, ok := condition(d); ok {
				if c.Basis == "" && len(d.Cmd.Basis) == 0 {
					return fault.InvalidInput().At("basis", lang.T("请选择法律依据。", "Please name the legal basis.")).Or()
				}
				return nil
			}
			return fault.InvalidInput().At("condition", lang.T("请选择不符合的是哪一项受理条件。", "Please choose the condition that is not met.")).Or()
		}}
}

// condition is the one that a denial names.
func condition(d *casework.Decision) (catalog.Condition, bool) {
	id := casework.Input[DenyInput](d).Condition
	i := slices.IndexFunc(d.Item.Conditions, func(c catalog.Condition) bool { return c.ID == id })
	if i < 0 {
		return catalog.Condition{}, false
	}
	return d.Item.Conditions[i], true
}

func hearingSettled() casework.Guard {
	return casework.Guard{Name: "hearing_settled", Basis: "xkf-47", Says: lang.T("告知过听证权利的，期限已过或者听证已举行", "where the right to a hearing was told, its time is over or the hearing was held"),
		Check: func(d *casework.Decision) error {
			h := FileOf(d.Case).Hearing
			if h == nil || !h.Offered || h.Lapsed || h.Held {
				return nil
			}
			return unlawful("hearing_may_be_asked", "申请人还在可以申请听证的期限内，不能先作决定。", "The applicant may still ask for a hearing; the decision must wait.", "请等五个工作日的期限届满。", "Please wait until the five working days are over.", "xkf-47")
		}}
}

// hearingGiven: what the item says must be heard is heard. Where the law orders the hearing
// itself (XKF 46) it was held; where it orders that the right be told (XKF 47), it was told.
func hearingGiven() casework.Guard {
	return casework.Guard{Name: "hearing_given", Basis: "xkf-46", Says: lang.T("事项规定必须听证的已经听证，必须告知听证权利的已经告知", "where the item orders a hearing it was held, and where it orders the right to be told it was told"),
		Check: func(d *casework.Decision) error {
			i := slices.IndexFunc(d.Item.Specials, func(s catalog.SpecialProcedure) bool { return s.Kind == "hearing" && s.Required })
			if i < 0 {
				return nil
			}
			h := FileOf(d.Case).Hearing
			switch basis := d.Item.Specials[i].Basis; {
			case basis == "xkf-46" && (h == nil || !h.Held):
				return unlawful("hearing_ordered", "这个事项依法应当听证，还没有举行。", "By law this matter is heard before it is decided, and no hearing was held.", "请公告并举行听证，登记笔录后再作决定。", "Please announce and hold it, and decide after its record.", "xkf-46")
			case h == nil || !h.Offered && !h.Held:
				return unlawful("hearing_not_told", "作出决定前应当告知听证权利，还没有告知。", "The right to a hearing is told before the decision, and it was not.", "请先告知听证权利。", "Please tell of it first.", "xkf-47")
			}
			return nil
		}}
}

func certificateIssued() casework.Guard {
	return casework.Guard{Name: "certificate_issued", Says: lang.T("已颁发证照且仍然有效，没有被延续代替", "a certificate was issued and has neither been ended nor replaced by its renewal"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Ended != "" {
				return unlawful("certificate_ended", "这张证照已经撤销、吊销或者注销。", "This certificate has been rescinded, revoked or deregistered already.", "", "")
			}
			if dec := FileOf(d.Case).Decision; dec == nil || dec.Certificate == nil {
				return unlawful("no_certificate", "这个办件没有颁发证照。", "This case issued no certificate.", "", "")
			}
			return FileOf(d.Case).replaced()
		}}
}

// licenceStands: what was granted can be ended once, with a certificate or without.
func licenceStands() casework.Guard {
	return casework.Guard{Name: "licence_stands", Says: lang.T("许可仍然有效，没有被延续代替", "the licence has not been ended, nor replaced by its renewal"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if f.Ended != "" {
				return unlawful("certificate_ended", "这项许可已经撤销、吊销或者注销。", "This licence has been rescinded, revoked or deregistered already.", "", "")
			}
			return f.replaced()
		}}
}

// onTheRegister: what was rescinded, revoked or has run out is still struck off, once.
func onTheRegister() casework.Guard {
	return casework.Guard{Name: "on_the_register", Basis: "xkf-70", Says: lang.T("还没有注销，也没有被延续代替", "it has not been struck off yet, nor replaced by its renewal"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if f.Ended == "certificate_deregistered" {
				return unlawful("deregistered_already", "这项许可已经注销。", "This licence has been deregistered already.", "", "")
			}
			return f.replaced()
		}}
}

// replaced says that the renewal stands in the certificate's place, and is what can be acted on.
func (f *File) replaced() error {
	if f.RenewedBy == nil {
		return nil
	}
	return unlawful("certificate_renewed", "这张证照已经延续，由新证代替。", "This certificate has been renewed; a new one stands in its place.",
		"请在颁发新证的办件上办理。", "Please act on the case that issued the new one.", "xkf-50")
}

// notExpired: what has run out is neither amended nor taken away as a penalty, but struck off.
func notExpired() casework.Guard {
	return casework.Guard{Name: "not_expired", Basis: "xkf-70", Says: lang.T("证照没有过有效期", "the certificate has not run out"),
		Check: func(d *casework.Decision) error {
			dec := FileOf(d.Case).Decision
			if dec != nil && dec.Certificate != nil && dec.Certificate.Until != 0 && d.Engine.Calendar().DayOf(d.At) > dec.Certificate.Until {
				return unlawful("certificate_expired", "证照已过有效期，不能变更或者吊销。", "The certificate has run out; it can be neither amended nor revoked.", "请办理注销。", "Please deregister it.", "xkf-70")
			}
			return nil
		}}
}

func (r Rules) decideGrant(d *casework.Decision) error {
	d.EndTasks()
	d.Facts.Decided = &d.At
	today := d.Engine.Calendar().DayOf(d.At)
	dec, err := r.replace(d, issue(d, Decision{Outcome: "granted"}, today), today)
	if err != nil {
		return err
	}
	return d.SetData(dec)
}

// issue adds what a grant issues from a day on, and the salt that keeps the holder's name
// from being guessed from the certificate's hash.
func issue(d *casework.Decision, dec Decision, from calendar.Day) Decision {
	if r := d.Item.Result; r.Certificate != "" {
		dec.Certificate = &Certificate{Type: r.Certificate, From: from, Until: ecert.LastDay(from, r.ValidMonths)}
		d.Private.Notes = map[string]string{saltNote: newSalt()}
	}
	return dec
}

func decideDeny(d *casework.Decision) error {
	d.EndTasks()
	d.Facts.Decided = &d.At
	if c, ok := condition(d); ok && c.Basis != "" {
		d.Facts.Basis = append(d.Facts.Basis, c.Basis)
	}
	return d.SetData(remedies(d, Decision{Outcome: "denied", Ground: casework.Input[DenyInput](d).Condition}))
}

// remedies names the body and the computed last days: reconsideration within 60 days
// (Reconsideration Law art. 20), suit within six months (Administrative Litigation Law art. 46),
// both from learning of the act, which is the day of the notice; the starting day is not counted
// and a last day on a holiday moves, as in civil procedure (Reconsideration Law art. 88).
func remedies(d *casework.Decision, dec Decision) Decision {
	cal := d.Engine.Calendar()
	day := cal.DayOf(d.At)
	dec.Reconsider = "government"
	if due, err := limit.Compute(cal, day, limit.Limit{N: 60, Unit: limit.Day}, nil); err == nil {
		dec.ReconsiderLast = due.Day
	}
	t := d.At.In(cal.Zone())
	last := time.Date(t.Year(), t.Month()+6, 1, 12, 0, 0, 0, cal.Zone())
	end := last.AddDate(0, 1, -1).Day()
	sue := cal.DayOf(last.AddDate(0, 0, min(t.Day(), end)-1))
	for !cal.IsWorkday(sue) {
		sue++
	}
	dec.SueLast = sue
	d.Facts.Basis = append(d.Facts.Basis, "fyf-20", "fyf-24.1", "xsf-46")
	return dec
}

func decideDeliver(d *casework.Decision) error {
	switch how := casework.Input[DeliverInput](d).How; how {
	case "electronic", "window", "post":
		d.Facts.Code = how
	default:
		return fault.InvalidInput().At("how", lang.T("请选择送达方式。", "Please choose how it was delivered.")).Or()
	}
	if FileOf(d.Case).Undertaking {
		d.To, d.KeepOpen = Checking, true
	}
	return nil
}

func decideAmend(d *casework.Decision) error {
	in := casework.Input[CertificateInput](d)
	old := FileOf(d.Case).Decision.Certificate
	if in.Until != 0 && in.Until < old.From {
		return fault.InvalidInput().At("until", lang.T("有效期不能早于颁发日。", "The last day cannot lie before the day of issue.")).Or()
	}
	return d.SetData(Certificate{Type: old.Type, From: old.From, Until: in.Until})
}
