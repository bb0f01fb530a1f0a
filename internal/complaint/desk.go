package complaint

import (
	"context"
	"time"

	"banjie/internal/casework"
	"banjie/internal/limit"
)

// Tab is what a complaint waits for, as the centre's list is divided.
type Tab string

const (
	Triage   Tab = "triage"  // for the answer on acceptance
	Rulings  Tab = "ruling"  // for a ruling on competence
	Answers  Tab = "answer"  // findings are in
	Heads    Tab = "head"    // for the head of the centre
	Another  Tab = "other"   // a review or an appeal, for somebody who had no part in it
	AtUnits  Tab = "units"   // in the hands of those who look into it
	AtBodies Tab = "outside" // for another body's acknowledgement
	Sayings  Tab = "say"     // for the reporter
	Finished Tab = "ended"
)

// Standing is what lists say of a complaint. It names nobody and holds no word of the reporter.
type Standing struct {
	Key       casework.Key
	Number    string
	Kind      string
	Against   string // unit complained of, "" where it is not known
	Item      string // item of the case it is about, filled in by the list
	Tab       Tab
	State     casework.State
	Clock     string    // the limit that ends next, "" where none runs
	Due       time.Time // its end; zero where none runs
	Late      bool      // it has passed, and it binds the administration
	Opened    time.Time
	Closed    time.Time
	Result    string
	Measures  int  // measures that were reported
	Confirmed bool // the reporter, or a revisit, says that it is solved
	// Alarm is the case with the clocks of a retaliation alarm that waits for its answer, or was
	// answered and is not settled; 0: none. Of an alarm's row Clock and Due are those of the alarm.
	Alarm casework.ID
	Waits bool // nobody has answered the alarm
}

// Stand says how a complaint stands.
func Stand(c *casework.Case) Standing {
	f := FileOf(c)
	s := Standing{Key: c.Key, Number: c.Number, Kind: f.Kind, Against: f.Against, Tab: tabOf(c, f), State: c.State, Opened: c.Opened, Closed: c.Closed, Result: c.Result, Confirmed: f.Said == "confirmed"}
	if f.Report != nil {
		s.Measures = len(f.Report.Measures)
	}
	if a := f.Waits(); a != nil {
		s.Alarm, s.Waits = a.Case, true
	} else if a := f.Protecting(); a != nil {
		s.Alarm = a.Case
	}
	for _, r := range f.Revisits {
		s.Confirmed = s.Confirmed || r.Outcome == "solved"
	}
	if k, ok := NextClock(c); ok && c.IsOpen() {
		s.Clock, s.Due, s.Late = k.Name, k.Due.At, k.State == limit.Late && !k.Theirs
	}
	return s
}

func tabOf(c *casework.Case, f *File) Tab {
	if n := len(f.Openings); f.Extension != nil && !f.Extension.Approved && !f.Extension.Rejected || n > 0 && f.Openings[n-1].Approved == "" {
		if c.IsOpen() {
			return Heads
		}
	}
	switch c.State {
	case Registered:
		return Triage
	case Contested:
		return Rulings
	case Reported:
		return Answers
	case InReview, Appealed:
		return Another
	case Answered, Asking, SetAside:
		return Sayings
	case HandedOver, Joined:
		return AtBodies
	case NotAccepted, Closed:
		return Finished
	}
	return AtUnits
}

// NextClock is the limit of a complaint that ends first, whomever it binds.
func NextClock(c *casework.Case) (next limit.Clock, found bool) {
	for _, k := range c.Clocks {
		if k.State.Open() && !k.Due.Paused && !k.Due.At.IsZero() && (!found || k.Due.At.Before(next.Due.At)) {
			next, found = k, true
		}
	}
	return next, found
}

// DeskQuery asks for a page of the centre's list.
type DeskQuery struct {
	Division  string
	Tab       Tab       // "": open ones of every tab
	DueBefore time.Time // the next limit ends before this instant; zero: any
	Against   string
	Kind      string
	Item      string
	Since     time.Time // registered at or after; with it comes everything, open or not
	Unmet     bool      // ended with measures that nobody has confirmed
	After     string    // cursor
	Limit     int       // at most 100, 20 by default
}

// DeskPage is a page, what ends first in front; of ended ones the latest.
type DeskPage struct {
	Rows []Standing
	Next string
}

// Desk is what the centre's pages read of complaints; it loads no case.
type Desk interface {
	Page(ctx context.Context, q DeskQuery) (DeskPage, error)
	// Alarms gives the complaints with a retaliation alarm that is not settled, ended ones too, at
	// most a hundred: those that nobody has answered in front, the oldest first.
	Alarms(ctx context.Context, division string) ([]Standing, error)
	// Tabs counts the open complaints by what they wait for.
	Tabs(ctx context.Context, division string) (map[Tab]int64, error)
	// DueBefore counts the open ones whose next limit ends at or before an instant.
	DueBefore(ctx context.Context, division string, until time.Time) (int64, error)
	// AtUnits counts those that units look into, by unit; one with two units counts for both.
	AtUnits(ctx context.Context, division string) (map[string]int64, error)
}
