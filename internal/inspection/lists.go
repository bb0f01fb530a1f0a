package inspection

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/casework"
)

// Query asks for a page of visits, the latest first.
type Query struct {
	Division string
	Round    string
	Unit     string
	Shown    bool // only those the unit knows of
	After    string
	Limit    int // at most 100, 20 by default
}

// Listed is a visit in a list.
type Listed struct {
	casework.Key
	Number   string
	Round    string
	Unit     string
	Day      calendar.Day
	State    casework.State
	Findings int
	Covert   bool
	Shown    bool
}

// Page of visits.
type Page struct {
	Visits []Listed
	Next   string
}

// Count is how often a rule was found broken at a unit.
type Count struct {
	Unit string
	Rule string
	N    int64
}

// Totals of rounds and visits, of those that units were told of.
type Totals struct {
	Rounds, Visits, Findings, Clean int64
}

// Lists is what pages read of visits.
type Lists interface {
	Visits(ctx context.Context, q Query) (Page, error)
	// Counts counts findings of visits the units were told of, made in a run of days, by unit ("" all) and rule.
	Counts(ctx context.Context, division, unit string, days calendar.Interval) ([]Count, error)
	Totals(ctx context.Context, division string, days calendar.Interval) (Totals, error)
}
