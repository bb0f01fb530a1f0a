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
	// that still stands. Errors: fault.NotFound when no such certificate of this party was issued
	// here, fault.Unlawful when it was and cannot be renewed (ended, or without an end), with the reason.
	Renewable(ctx context.Context, division, id, kind, party string) (until calendar.Day, err error)
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
	return []casework.Transition{
		{From: beforeDecision, Verb: "confirm_licence", Title: lang.T("核实原证", "Confirm the old licence"), Event: "licence_confirmed", Basis: []string{"xkf-50"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver, casework.UnitMember}, Guards: []casework.Guard{unconfirmed()},
			Input: func() any { return &ConfirmInput{} }, Decide: decideConfirm},
		{From: beforeDecision, Verb: "deem_renewed", Title: lang.T("视为准予延续", "Counts as renewed"), To: Granted, Event: "deemed_renewed", Basis: []string{"xkf-50"}, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("renewal")},
			Clocks: []casework.Effect{casework.Cancel("notice", "correction", "tolerant", "special", "hearing_request", "hearing_hold", "announced_hearing", "inspectors", "public_notice"), casework.Stop("renewal", "statutory", "promised", "step"), casework.Begin("delivery", "undertaking")},
			Decide: decideDeemRenewed, Result: "granted"},
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
func (r Rules) lookUp(d *casework.Decision, id string) (until calendar.Day, known bool, err error) {
	if r.Licences == nil || id == "" {
		return 0, false, nil
	}
	until, err = r.Licences.Renewable(d.Context(), d.Cmd.Actor.Division, id, d.Item.Result.Certificate, d.Facts.Open.Party)
	if fault.KindOf(err) == fault.NotFound {
		return 0, false, nil
	}
	return until, err == nil, err
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
			until, known, err := r.lookUp(d, renews.Certificate)
			if no, ok := fault.As(err); ok && no.Kind == fault.Unlawful {
				f.At("renews.certificate", no.Message)
			} else if err != nil {
				return err
			}
			if known && until != renews.Expires {
				f.At("renews.expires", lang.Format("这张证照登记的有效期到 %s。", "By the register this certificate is valid until %s.", until))
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

func decideDeemRenewed(d *casework.Decision) error {
	d.EndTasks()
	k, _ := d.Case.Clock("renewal")
	d.Effective = k.Due.At
	d.PutClock(k.Overrun().Stop(d.Engine.Calendar(), d.At))
	d.Facts.Decided = &d.Effective
	return d.SetData(issue(d, Decision{Outcome: "granted", Renewed: true}, k.Due.Day+1))
}
