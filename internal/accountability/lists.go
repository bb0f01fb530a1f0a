package accountability

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/casework"
)

// Query asks for a page of files, the latest opened first.
type Query struct {
	Division string
	Officer  string // the files about this officer: for that officer's own page only
	Open     *bool
	After    string // cursor
	Limit    int    // at most 100, 20 by default
}

// Listed is a file in a list. It names the unit; the officer is named in the file itself.
type Listed struct {
	casework.Key
	Number string
	Of     string
	State  casework.State
	Source string
	Ending string // "" while nothing is decided
	Lifted bool
	Opened calendar.Day
}

// Page of files.
type Page struct {
	Files []Listed
	Next  string // cursor of the next page, "" at the end
}

// Count is how many files of a unit ended in a way. Files without a decision have "" for cause
// and ending. No count knows an officer.
type Count struct {
	Unit    string
	Cause   string
	Ending  string
	Measure string
	Lifted  bool
	N       int64
}

// Lists is what pages read of files.
type Lists interface {
	Files(ctx context.Context, q Query) (Page, error)
	// Counts counts the files opened in a run of days, by unit ("" all), cause, ending and measure.
	Counts(ctx context.Context, division, unit string, days calendar.Interval) ([]Count, error)
}
