// Package stats names the figures: each an indicator with a formula, a version and its
// numerator and denominator, computed from events and never written by hand.
//
// A rate is shown with both its numbers. Shares in time count the open cases that are
// already late in the denominator, since hiding them would pay. The package computes no
// clock and judges no unit.
package stats

import (
	"context"
	"time"

	"banjie/internal/lang"
)

// Measure is a counter kept in the same transaction as the acts it counts.
type Measure string

// Measures by the day of the act, in the zone of the calendar; acceptances and decisions by
// their lawful day, which for a silent one lies before the act.
const (
	Received       Measure = "received"
	ReceivedOnline Measure = "received_online"
	Accepted       Measure = "accepted"
	Deemed         Measure = "deemed_accepted"
	Corrections    Measure = "correction_requested"
	Closed         Measure = "closed"
	Granted        Measure = "granted"
	InPromise      Measure = "decided_in_promise" // decided while the promised clock had not run out
	LatePromise    Measure = "decided_late_promise"
	InLaw          Measure = "decided_in_law"
	LateLaw        Measure = "decided_late_law"
	Visits         Measure = "visits"
	Rated          Measure = "rated"
	RatedPoor      Measure = "rated_poor"
	RatedAgain     Measure = "rated_again"        // follow-up ratings
	RatedBetter    Measure = "rated_again_better" // of them: better than the first
	Duties         Measure = "duty_opened"        // by poor ratings
	CalledInTime   Measure = "duty_called_in_time"
	CalledLate     Measure = "duty_called_late" // the limit passed, called or not
	FixedInTime    Measure = "duty_fixed_in_time"
	FixedLate      Measure = "duty_fixed_late" // the limit passed, put right or not
	Appealed       Measure = "rating_appealed"
	AppealUpheld   Measure = "rating_appeal_upheld"
	Attempts       Measure = "attempt_refused"
	Impasses       Measure = "impasse_reported"    // reports of what could not be done
	ImpasseInTime  Measure = "impasse_in_time"     // answers to them within the limit of the order, or on the spot
	ImpasseLate    Measure = "impasse_late"        // answers after it
	ImpasseYes     Measure = "impasse_confirmed"   // done, says the person
	ClassFixes     Measure = "class_fix_completed" // guides mended for everybody

	// Of complaints, of the whole county and of no unit; published rounded only.
	ComplaintsRegistered Measure = "complaints_registered"
	ComplaintsAccepted   Measure = "complaints_accepted" // taken up, answered at once or joined to one like it
	ComplaintsEnded      Measure = "complaints_ended"    // with a result; what is reopened is taken off again
	ComplaintsInTime     Measure = "complaints_in_time"  // first answer, or end without one, within 30 working days of registration
	ComplaintsLate       Measure = "complaints_late"     // likewise, after them
	ComplaintsFound      Measure = "complaints_found"    // first answers that say what an inquiry found
	ComplaintsTrue       Measure = "complaints_true"     // of them substantiated, also in part
	ComplaintsMeasures   Measure = "complaints_measures" // of those, with a measure
	Traces               Measure = "leak_traces"         // uses of the tracing of briefs
	Openings             Measure = "identity_openings"   // identities that were opened
	WatchOpenings        Measure = "watch_openings"      // openings of the watch boxes of a period, of no unit
	Alarms               Measure = "retaliation_alarms"  // alarms of the retaliation button
	AlarmsPressed        Measure = "retaliation_pressed" // uses of it, those while an alarm waited among them
	AlarmsInTime         Measure = "retaliation_answered_in_time"
	AlarmsLate           Measure = "retaliation_answered_late" // the office hour passed, answered or not

	// Of supervision orders, by the unit that is asked.
	Orders       Measure = "orders_issued"
	OrdersInTime Measure = "orders_replied_in_time"
	OrdersLate   Measure = "orders_replied_late" // the reply date passed, replied or not

	ItemReceived Measure = "item_received" // by item: the counter's unit is the item's code
	ItemDecided  Measure = "item_decided"  // by item: decisions whose working days are known
	ItemWorkdays Measure = "item_workdays" // by item: working days these took from acceptance, lawful pauses taken out
)

// ItemTook counts decisions on an item by how many working days they took from acceptance,
// lawful pauses taken out: the counter's unit is that number.
func ItemTook(code string) Measure { return Measure("item_took/" + code) }

// Gauges: what stands now; their day is 0.
const (
	OpenNow   Measure = "open_now"
	LateNow   Measure = "late_now" // open, and a clock of the administration has overrun
	PausedNow Measure = "paused_now"
	ClocksNow Measure = "clocks_now" // open clocks of open cases, paused ones among them
)

// Gauges is all of them.
var Gauges = []Measure{OpenNow, LateNow, PausedNow, ClocksNow}

// Rate is numerator ÷ denominator of an indicator.
type Rate struct {
	Indicator   Indicator
	Numerator   int64
	Denominator int64
}

// Indicator is a named formula.
type Indicator struct {
	ID      string
	Version int
	Name    lang.Text
	Formula lang.Text
}

// OnTime is the share in time with the open late ones in the denominator (domain facts 5.1).
var OnTime = Indicator{ID: "on_time", Version: 2, Name: lang.T("按时办结率", "Share in time"),
	Formula: lang.T("承诺时限内作出决定的件数 ÷（作出决定的件数＋现在已超期仍未办结的件数），按决定日计", "decided within the promise ÷ (decided + now open and late), by the day of the decision")}

// Handling is how long a decision takes.
var Handling = Indicator{ID: "handling", Version: 1, Name: lang.T("平均办理工作日", "Mean working days"),
	Formula: lang.T("各件从受理到决定的工作日（扣除依法中止）之和 ÷ 作出决定的件数，按决定日计", "sum of working days from acceptance to decision, lawful pauses taken out ÷ decisions, by the day of the decision")}

// BySilence is the share of cases that silence accepted.
var BySilence = Indicator{ID: "by_silence", Version: 1, Name: lang.T("视为受理率", "Accepted by silence"),
	Formula: lang.T("逾期没有答复而视为受理的件数 ÷ 受理的件数，按受理日计", "cases accepted by silence ÷ cases accepted, by the day of acceptance")}

// What follows poor ratings (domain facts 5.2). A duty whose limit has neither been kept nor
// passed is in none of them yet; one that nobody acted on counts as late.
var (
	PoorRatings = Indicator{ID: "poor_ratings", Version: 1, Name: lang.T("差评率", "Poor ratings"),
		Formula: lang.T("首次评价里的不满意、非常不满意 ÷ 首次评价", "dissatisfied and very dissatisfied ÷ first ratings")}
	CalledBack = Indicator{ID: "called_back", Version: 1, Name: lang.T("差评按时回访率", "Called back in time"),
		Formula: lang.T("一个工作日内联系上本人的 ÷（按时的＋过了期限的，联系上没有都算）", "reached within one working day ÷ (those + past the limit, reached or not)")}
	PutRight = Indicator{ID: "put_right", Version: 1, Name: lang.T("按期整改率", "Put right in time"),
		Formula: lang.T("十五天内整改并答复的 ÷（按期的＋过了期限的，整改没有都算）", "put right and told within fifteen days ÷ (those + past the limit, put right or not)")}
	BetterAgain = Indicator{ID: "better_again", Version: 1, Name: lang.T("追评改善率", "Follow-ups better"),
		Formula: lang.T("追评比首次评价好的 ÷ 追评", "follow-ups better than the first rating ÷ follow-ups")}
	Upheld = Indicator{ID: "appeals_upheld", Version: 1, Name: lang.T("申诉成立率", "Appeals upheld"),
		Formula: lang.T("裁定成立的申诉 ÷ 申诉；成立的评价照样计入差评", "appeals upheld ÷ appeals; the rating stays among the poor ones")}
)

// CauseOf is the measure of poor ratings put right whose cause was the given one, an id of
// the list in package rectification.
func CauseOf(cause string) Measure { return Measure("duty_cause_" + cause) }

// UnitFigures is one unit's line, or the sum of several.
type UnitFigures struct {
	Unit string

	// As they stand now.
	Open    int64 // not closed
	DueSoon int64 // of Open: not late, and the promise runs out before an instant that was asked for
	Late    int64 // of Open: a clock of the administration has overrun
	Paused  int64 // of Open: a limit stands still by law

	// Over the span asked for, each by its own day: of receipt, of acceptance, of decision.
	Received  int64
	Accepted  int64
	Deemed    int64 // of Accepted: by silence
	Decided   int64 // with a promised limit
	InPromise int64 // of Decided: before the promise ran out

	// Over the span, by the day of the act.
	Attempts         int64 // unlawful attempts that were refused and recorded
	Rated, RatedPoor int64 // first ratings, and the poor among them

	// What followed poor ratings, over the span by the day of the act.
	RatedAgain, RatedBetter  int64
	Duties                   int64
	CalledInTime, CalledLate int64
	FixedInTime, FixedLate   int64
	Appealed, AppealUpheld   int64
}

// Voice are the rates of what people said and what followed.
func (u UnitFigures) Voice() []Rate {
	return []Rate{{PoorRatings, u.RatedPoor, u.Rated}, {CalledBack, u.CalledInTime, u.CalledInTime + u.CalledLate}, {PutRight, u.FixedInTime, u.FixedInTime + u.FixedLate},
		{BetterAgain, u.RatedBetter, u.RatedAgain}, {Upheld, u.AppealUpheld, u.Appealed}}
}

// OnTime of the unit.
func (u UnitFigures) OnTime() Rate { return Rate{OnTime, u.InPromise, u.Decided + u.Late} }

// BySilence of the unit.
func (u UnitFigures) BySilence() Rate { return Rate{BySilence, u.Deemed, u.Accepted} }

// Total adds lines up.
func Total(units []UnitFigures) (t UnitFigures) {
	for _, u := range units {
		t.Open += u.Open
		t.DueSoon += u.DueSoon
		t.Late += u.Late
		t.Paused += u.Paused
		t.Received += u.Received
		t.Accepted += u.Accepted
		t.Deemed += u.Deemed
		t.Decided += u.Decided
		t.InPromise += u.InPromise
		t.Attempts += u.Attempts
		t.Rated += u.Rated
		t.RatedPoor += u.RatedPoor
		t.RatedAgain += u.RatedAgain
		t.RatedBetter += u.RatedBetter
		t.Duties += u.Duties
		t.CalledInTime += u.CalledInTime
		t.CalledLate += u.CalledLate
		t.FixedInTime += u.FixedInTime
		t.FixedLate += u.FixedLate
		t.Appealed += u.Appealed
		t.AppealUpheld += u.AppealUpheld
	}
	return t
}

// Source reads figures. Days are both within the span.
type Source interface {
	// Units gives a line for each unit that has any, over days from..until; due soon is before
	// the instant, not asked for where it is zero.
	Units(ctx context.Context, division string, from, until int32, soon time.Time) ([]UnitFigures, error)
	// Waiting gives for each unit the receipt of its open case that has waited longest.
	Waiting(ctx context.Context, division string) (map[string]time.Time, error)
	// Largest gives the codes of the items most asked for over days from..until, at most n.
	Largest(ctx context.Context, division string, from, until int32, n int) ([]string, error)
	// Sum adds a measure over days from..until for a unit, "" for all.
	Sum(ctx context.Context, division string, m Measure, from, until int32, unit string) (int64, error)
}
