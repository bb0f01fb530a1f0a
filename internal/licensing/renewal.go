package licensing

import (
	"context"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Licences is the register of what was issued here. A renewal that names a certificate the
// register does not hold is an application like any other until somebody has seen the old
// licence: silence renews nothing that may not exist.
type Licences interface {
	// Renewable gives the last day of a certificate of the type kind that the party holds and
	// that still stands, and the case that issued it. Errors: fault.NotFound when no such
	// certificate of this party was issued here, fault.Unlawful when it was and cannot be renewed
	// (ended, renewed already, or without an end), with the reason.
	Renewable(ctx context.Context, division, id, kind, party string) (issued casework.ID, until calendar.Day, err error)
}

// licence is a certificate that can be renewed.
type licence struct {
	issued casework.ID // the case that issued it; 0: none of ours
	until  calendar.Day
}

// Staff is the directory, as far as an act names people in it.
type Staff interface {
	// Serves says that the account is an officer of the division who is active on the day.
	Serves(division, officer string, day calendar.Day) bool
}

// Rules is what the procedure asks outside itself; the zero value asks nobody.
type Rules struct {
	Licences Licences // nil: no certificate is known
	Staff    Staff    // nil: whoever is named is taken to be there
	Numbers  Numbers  // nil: a case named by its number is taken to be there
}

// serves says that a person named in an act is an officer today.
func (r Rules) serves(d *casework.Decision, officer string) bool {
	return r.Staff == nil || r.Staff.Serves(d.Case.Division, officer, d.Engine.Calendar().DayOf(d.At))
}

// ConfirmInput is what the old licence says that was issued elsewhere or on paper.
type ConfirmInput struct {
	Expires calendar.Day `json:"expires"`
}

func (r Rules) renewalRows() []casework.Transition {
	issued := []casework.State{Granted, Checking, Delivered}
	return []casework.Transition{
		{From: beforeDecision, Verb: "confirm_licence", Title: lang.T("核实原证", "Confirm the old licence"), Event: "licence_confirmed", Basis: []string{"xkf-50"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver, casework.UnitMember}, Guards: []casework.Guard{unconfirmed()},
			Input: func() any { return &ConfirmInput{} }, Decide: decideConfirm},
		{From: beforeDecision, Verb: "deem_renewed", Title: lang.T("视为准予延续", "Counts as renewed"), To: Granted, Event: "deemed_renewed", Basis: []string{"xkf-50"}, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("renewal"), r.oldStands()},
			Clocks: []casework.Effect{casework.Cancel("notice", "correction", "tolerant", "special", "hearing_request", "hearing_hold", "announced_hearing", "inspectors", "public_notice"), casework.Stop("renewal", "statutory", "promised", "step"), casework.Begin("delivery", "undertaking")},
			Decide: r.decideDeemRenewed, Result: "granted"},
		{From: beforeDecision, Verb: "lapse_renewal", Title: lang.T("原证已不能延续，到期不再视为准予延续", "The old licence cannot be renewed any more; silence renews nothing"), Event: "renewal_lapsed", Basis: []string{"xkf-50"}, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("renewal"), r.oldGone()},
			Clocks: []casework.Effect{casework.Cancel("renewal")}, Decide: decideLapse},
		{From: issued, Verb: "mark_renewed", Title: lang.T("证照已延续", "Certificate renewed"), Event: "certificate_renewed", Basis: []string{"xkf-50"}, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{licenceStands()}, Input: func() any { return &Successor{} },
			Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[Successor](d)) }},
		{From: issued, Verb: "restore_certificate", Title: lang.T("延续被撤销，恢复原证", "The renewal was rescinded: the old certificate stands again"), Event: "certificate_restored", Basis: []string{"xkf-69"}, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{wasRenewed()}, Input: func() any { return &Successor{} }},
	}
}

// renewalNotice is how many calendar days before expiry a renewal must be asked for (XKF 50).
// It binds the applicant, so that article 82, which counts the agency's limits in working
// days, does not plainly cover it.
const renewalNotice = 30

// inTime says whether silence will renew: only who asked in time is protected by it. A
// later application is handled like any other.
func inTime(d *casework.Decision, asked time.Time, expires calendar.Day) bool {
	return expires-d.Engine.Calendar().DayOf(asked) >= renewalNotice
}

// lookUp asks the register about the certificate that is to be renewed.
func (r Rules) lookUp(d *casework.Decision, id string) (old licence, known bool, err error) {
	if r.Licences == nil || id == "" {
		return old, false, nil
	}
	party := d.Case.Party
	if d.Facts.Open != nil {
		party = d.Facts.Open.Party
	}
	old.issued, old.until, err = r.Licences.Renewable(d.Context(), d.Cmd.Actor.Division, id, d.Item.Result.Certificate, party)
	if fault.KindOf(err) == fault.NotFound {
		return old, false, nil
	}
	return old, err == nil, err
}

// oldStands: what was rescinded, revoked or deregistered since the filing, or renewed by
// another case, is not renewed.
func (r Rules) oldStands() casework.Guard {
	return casework.Guard{Name: "old_licence_stands", Basis: "xkf-50", Says: lang.T("要延续的原证没有被撤销、吊销、注销，也没有延续过", "the licence to be renewed has not been rescinded, revoked, deregistered or renewed since"),
		Check: func(d *casework.Decision) error {
			renews := FileOf(d.Case).Renews
			if renews == nil {
				return nil
			}
			_, _, err := r.lookUp(d, renews.Certificate)
			if no, ok := ended(err); ok {
				return fault.New(fault.Unlawful, "old_licence_ended", no.Message,
					lang.T("不能再延续。请负责人写明理由，不予许可或者依法终止办理。", "It cannot be renewed any more. Please let the head deny or terminate, with the reason.")).Under("xkf-50")
			}
			return err
		}}
}

// ended is the register's word that a certificate cannot be renewed.
func ended(err error) (*fault.Fault, bool) {
	no, ok := fault.As(err)
	return no, ok && no.Kind == fault.Unlawful
}

// oldGone is the other half: while the licence can be renewed, silence renews it.
func (r Rules) oldGone() casework.Guard {
	return casework.Guard{Name: "old_licence_gone", Basis: "xkf-50", Says: lang.T("要延续的原证已经不能延续", "the licence to be renewed cannot be renewed any more"),
		Check: func(d *casework.Decision) error {
			if renews := FileOf(d.Case).Renews; renews != nil {
				_, _, err := r.lookUp(d, renews.Certificate)
				if _, ok := ended(err); ok {
					return nil
				}
				if err != nil {
					return err
				}
			}
			return unlawful("old_licence_stands", "原证仍可延续，到期没有决定就视为准予延续。", "The old licence can be renewed: without a decision it counts as renewed.", "", "", "xkf-50")
		}}
}

// replace marks the old certificate of a renewal as renewed, in the unit that grants it. One
// that had run out before the new one began was not carried on: it stays expired. What was
// issued elsewhere is marked there.
func (r Rules) replace(d *casework.Decision, dec Decision, from calendar.Day) (Decision, error) {
	renews := FileOf(d.Case).Renews
	if renews == nil || dec.Certificate == nil {
		return dec, nil
	}
	old, known, err := r.lookUp(d, renews.Certificate)
	if _, no := ended(err); no {
		return dec, nil // see oldStands
	}
	if err != nil || !known || old.issued == 0 || from > old.until+1 {
		return dec, err
	}
	dec.Replaces = old.issued.String()
	d.Also(old.issued, "mark_renewed", &Successor{Case: d.Case.ID.String(), From: from}, "已准予延续，由新证代替，新证由办件 "+d.Case.Number+" 颁发。")
	return dec, nil
}

// restore undoes it when the renewal is rescinded (XKF 69): the renewal should never have been
// granted, and the licence before it, which nobody ended, stands until its own last day. No
// text says so in these words; the reading is recorded in doc/law/readings.md.
func restore(d *casework.Decision) error {
	dec := FileOf(d.Case).Decision
	if dec == nil || dec.Replaces == "" {
		return nil
	}
	old, err := casework.ParseID(dec.Replaces)
	if err != nil {
		return err
	}
	d.Also(old, "restore_certificate", &Successor{Case: d.Case.ID.String()}, "准予延续的决定（办件 "+d.Case.Number+"）已被撤销，原证恢复到延续前的状态。")
	return nil
}

func wasRenewed() casework.Guard {
	return casework.Guard{Name: "renewed_by_that_case", Basis: "xkf-69", Says: lang.T("正是那个办件延续了这张证照", "it was that case that renewed this certificate"),
		Check: func(d *casework.Decision) error {
			by := FileOf(d.Case).RenewedBy
			if by == nil || by.Case != casework.Input[Successor](d).Case {
				return unlawful("not_renewed_by_it", "这张证照不是由那个办件延续的。", "That case did not renew this certificate.", "请核对办件编号。", "Please check the number of the case.")
			}
			return nil
		}}
}

func (r Rules) renewalKnown() casework.Guard {
	return casework.Guard{Name: "renewal_known", Basis: "xkf-50",
		Says: lang.T("延续的是本事项颁发的、尚未到期的证照；本系统颁发的，以登记的有效期为准", "what is to be renewed was issued under this item and has not expired; of what was issued here the register's last day holds"),
		Check: func(d *casework.Decision) error {
			renews := casework.Input[ReceiveInput](d).Renews
			if renews == nil {
				return nil
			}
			f := fault.InvalidInput()
			if !d.Item.Result.Renewable {
				f.At("renews", lang.T("这个事项的证照不能延续，请作为新的申请提出。", "What this item issues cannot be renewed; please apply anew."))
			}
			if renews.Certificate == "" {
				f.At("renews.certificate", lang.T("请填写要延续的证照编号。", "Please give the number of the licence to be renewed."))
			}
			if renews.Expires < d.Engine.Calendar().DayOf(d.Effective) {
				f.At("renews.expires", lang.T("证照已经到期，不能延续，请重新申请。", "The licence has expired and cannot be renewed; please apply anew."))
			}
			old, known, err := r.lookUp(d, renews.Certificate)
			if no, ok := ended(err); ok {
				f.At("renews.certificate", no.Message)
			} else if err != nil {
				return err
			}
			if known && old.until != renews.Expires {
				f.At("renews.expires", lang.Format("这张证照登记的有效期到 %s。", "By the register this certificate is valid until %s.", old.until))
			}
			return f.Or()
		}}
}

// renew takes the old licence into the filing; silence will renew only one that is known.
func (r Rules) renew(d *casework.Decision, old *Renewal) (*Renewal, error) {
	if old == nil {
		return nil, nil
	}
	_, known, err := r.lookUp(d, old.Certificate)
	if err != nil {
		return nil, err
	}
	n := &Renewal{Certificate: old.Certificate, Expires: old.Expires, Confirmed: known}
	if known && inTime(d, d.Effective, n.Expires) {
		d.PutClock(renewalClock(d, d.Effective, n.Expires))
	}
	return n, nil
}

func unconfirmed() casework.Guard {
	return casework.Guard{Name: "licence_unconfirmed", Basis: "xkf-50", Says: lang.T("申请延续的原证还没有核实", "a renewal is asked for, and the old licence is not confirmed yet"),
		Check: func(d *casework.Decision) error {
			if old := FileOf(d.Case).Renews; old == nil || old.Confirmed {
				return unlawful("nothing_to_confirm", "没有待核实的原证。", "There is no old licence to confirm.", "", "")
			}
			return nil
		}}
}

// decideConfirm lets the clock of article 50 run, as from the receipt of the application.
func decideConfirm(d *casework.Decision) error {
	expires := casework.Input[ConfirmInput](d).Expires
	if expires < d.Engine.Calendar().DayOf(d.Case.Opened) {
		return fault.InvalidInput().At("expires", lang.T("原证在申请之前已经到期，不能延续。", "The old licence had expired before the application and cannot be renewed.")).Or()
	}
	if inTime(d, d.Case.Opened, expires) {
		d.PutClock(renewalClock(d, d.Case.Opened, expires))
	}
	old := Renewal{Confirmed: true, Expires: expires}
	if f := FileOf(d.Case); f.Renews != nil {
		old.Certificate = f.Renews.Certificate
	}
	return d.SetData(old)
}

// renewalClock falls due at the end of the old licence's last day (XKF 50): silence renews.
func renewalClock(d *casework.Decision, asked time.Time, expires calendar.Day) limit.Clock {
	cal := d.Engine.Calendar()
	start := cal.DayOf(asked)
	return limit.Clock{Name: "renewal", Basis: "xkf-50", Limit: limit.Limit{N: int(expires - start), Unit: limit.Day}, Start: start, From: asked,
		State: limit.Running, Verb: "deem_renewed", Due: limit.Due{Day: expires, At: cal.End(expires), Calendar: cal.Version()}}
}

func (r Rules) decideDeemRenewed(d *casework.Decision) error {
	d.EndTasks()
	k, _ := d.Case.Clock("renewal")
	d.Effective = k.Due.At
	d.PutClock(k.Overrun().Stop(d.Engine.Calendar(), d.At))
	d.Facts.Decided = &d.Effective
	dec, err := r.replace(d, issue(d, Decision{Outcome: "granted", Renewed: true}, k.Due.Day+1), k.Due.Day+1)
	if err != nil {
		return err
	}
	return d.SetData(dec)
}

// decideLapse ends the clock of article 50 without granting: nothing is left to be renewed,
// and nobody was late for it.
func decideLapse(d *casework.Decision) error {
	k, _ := d.Case.Clock("renewal")
	d.Effective = k.Due.At
	d.PutClock(k.Cancel(k.Due.At))
	return nil
}
