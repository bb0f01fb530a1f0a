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

// Measures by the day of the act, in the zone of the calendar.
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
	Attempts       Measure = "attempt_refused"
	ItemReceived   Measure = "item_received" // by item: the counter's unit is the item's code
)

// Gauges: what stands now; their day is 0.
const (
	OpenNow   Measure = "open_now"
	LateNow   Measure = "late_now" // open, and a clock of the administration has overrun
	PausedNow Measure = "paused_now"
)

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
var OnTime = Indicator{ID: "on_time", Version: 1, Name: lang.T("按时办结率", "Share in time"),
	Formula: lang.T("承诺时限内作出决定的件数 ÷（已作出决定的件数＋已超期仍未办结的件数）", "decided within the promise ÷ (decided + open and already late)")}

// Hall is what the first page says of the whole division.
type Hall struct {
	Day           int32
	ReceivedToday int64
	OpenNow       int64
	OnTime        Rate      // over the last 90 days
	OldestSince   time.Time // receipt of the case that has waited longest; zero when nothing waits
	OldestUnit    string
}

// UnitFigures is one unit's line of the board.
type UnitFigures struct {
	Unit                        string
	Open, DueSoon, Late, Paused int64
	Received, Deemed, Decided   int64 // over the span asked for, by the day of the act
	InPromise, Attempts         int64
	Rated, RatedPoor            int64 // first ratings, and the poor among them
}

// OnTime of the unit.
func (u UnitFigures) OnTime() Rate {
	return Rate{OnTime, u.InPromise, u.Decided + u.Late}
}

// Source reads figures.
type Source interface {
	// Hall gives the figures of the first page on a day.
	Hall(ctx context.Context, division string, day int32) (Hall, error)
	// Units gives a line for each unit that has any, over days from..until; due soon is before the instant.
	Units(ctx context.Context, division string, from, until int32, soon time.Time) ([]UnitFigures, error)
	// Largest gives the codes of the items most asked for over days from..until, at most n.
	Largest(ctx context.Context, division string, from, until int32, n int) ([]string, error)
	// Sum adds a measure over days from..until for a unit, "" for all.
	Sum(ctx context.Context, division string, m Measure, from, until int32, unit string) (int64, error)
}
