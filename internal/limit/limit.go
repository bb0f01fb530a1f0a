// Package limit counts lawful time: when a limit ends, why, and what is left of it.
//
// A [Limit] is a length in working days, calendar days, office hours or hours by the clock. [Compute]
// gives the day and instant on which it ends, from the day it starts, a version of
// the calendar and the pauses. [Explain] says the same day by day. A [Clock] is one
// limit at work on one case:
//
//	Begin ──▶ running ──Pause──▶ paused ──Resume──▶ running
//	            │ │ └─Extend─▶ running            (Rederive: counted again, new calendar)
//	            │ └──Overrun──▶ late ──Stop──▶ missed
//	            └──Stop──▶ met, or missed when its due instant had passed
//	          any open state ──Cancel──▶ void
//
// It rests on the Administrative Licensing Law art. 45 (time of special procedures is
// not counted) and 82 (working days without public holidays) and on the Civil Code
// art. 201 (the starting day is not counted) and 203 (a last day that is a holiday
// moves to the day after; it ends at 24:00). That a day touched by a pause is not counted
// at all stands in no article: it is our convention, and it favours the office.
//
// The package does not decide which limit applies or whether a pause is lawful, and
// it reads no clock of the machine: instants and days are arguments.
package limit

import (
	"time"

	"banjie/internal/calendar"
)

// Unit is what a limit is counted in. A number of days always says which.
type Unit string

const (
	Workday    Unit = "workday" // working days of the calendar
	Day        Unit = "day"     // calendar days; the last rolls to a working day
	OfficeHour Unit = "hour"    // hours in which the office is open
	ClockHour  Unit = "clock"   // hours by the clock, nights and holidays included; nothing pauses them
)

// Limit is a length of lawful time, e.g. 20 working days.
type Limit struct {
	N    int  `json:"n"`
	Unit Unit `json:"unit"`
}

// MaxN is the greatest length that can be counted, in any unit: some fifty years of
// calendar days. More is a slip of the hand.
const MaxN = 20000

// Pause is a closed run of days that do not count, To 0 while it is open.
type Pause struct {
	From  calendar.Day `json:"from"`
	To    calendar.Day `json:"to,omitempty"`    // 0: still open
	Cause string       `json:"cause,omitempty"` // kind of the special procedure
	Event int          `json:"event,omitempty"` // sequence number of the event that paused it
}

// Due is the answer of a count.
type Due struct {
	Day         calendar.Day `json:"day,omitempty"`         // last day of the limit; 0 while paused
	At          time.Time    `json:"at"`                    // the first instant that is late; zero while paused
	Provisional bool         `json:"provisional,omitempty"` // a day used lies in a year not announced
	Paused      bool         `json:"paused,omitempty"`
	Calendar    string       `json:"calendar"` // version counted with
}

// State of a clock.
type State string

const (
	Running State = "running"
	Paused  State = "paused"
	Met     State = "met"    // stopped in time
	Late    State = "late"   // overrun; goes on being counted until stopped
	Missed  State = "missed" // stopped after its due instant
	Void    State = "void"   // stopped because it lost its object (withdrawn, returned)
)

// Open says that the clock still counts: running, paused or late.
func (s State) Open() bool { return s == Running || s == Paused || s == Late }

// Clock is one limit at work on one case. Its methods return the changed clock and
// leave the old one as it was.
type Clock struct {
	Name   string       `json:"name"`            // e.g. "statutory"
	Basis  string       `json:"basis,omitempty"` // id of internal/law
	Limit  Limit        `json:"limit"`
	Start  calendar.Day `json:"start"`
	From   time.Time    `json:"from"`            // instant of the start, for office hours
	Hours  *OfficeHours `json:"hours,omitempty"` // the office hours counted with, frozen at the start
	Pauses []Pause      `json:"pauses,omitempty"`
	Due    Due          `json:"due"`
	State  State        `json:"state"`
	Ended  time.Time    `json:"ended,omitzero"`
	Verb   string       `json:"verb,omitempty"`   // what the sweeper does when it is due; "" marks it late
	Warn   time.Time    `json:"warn,omitzero"`    // when people are warned; set by the case, zero for never
	Warned bool         `json:"warned,omitempty"` // the warning was given
	Theirs bool         `json:"theirs,omitempty"` // the limit binds the applicant, not the office
	Raised int          `json:"raised,omitempty"` // how many levels above have been told that it is late
	Raise  time.Time    `json:"raise,omitzero"`   // when the next one is told; set by the case, zero for never
}
