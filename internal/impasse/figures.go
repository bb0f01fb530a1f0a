package impasse

import (
	"context"
	"time"

	"banjie/internal/casework"
)

// Repeats is how many reports of the same item and cause within [RepeatSpan] calendar days
// mean that it is no single case; rule of the house.
const (
	Repeats    = 3
	RepeatSpan = 90
)

// CauseCount is how often an item failed at a unit for a cause.
type CauseCount struct {
	Item, Unit, Cause  string
	N, Open, Confirmed int64 // all; of them still open; of them done, says the person
}

// FixRow is a class fix in a list.
type FixRow struct {
	ID      casework.ID
	Number  string
	Item    string
	Cause   string
	State   casework.State
	Version int   // that mends it, 0 before
	Linked  int64 // reports
	Opened  time.Time
	Closed  time.Time
}

// Lists is what pages read; no case is loaded for them.
type Lists interface {
	// Causes counts reports received since an instant by item, unit and cause, most first.
	Causes(ctx context.Context, division string, since time.Time) ([]CauseCount, error)
	// Fixes gives class fixes, of an item or ("") of all; running leaves out the ended ones.
	Fixes(ctx context.Context, division, item string, running bool) ([]FixRow, error)
}

// Repeating gives what came at least [Repeats] times, all units of an item and cause together.
func Repeating(counts []CauseCount) []CauseCount {
	type key struct{ item, cause string }
	sums := map[key]*CauseCount{}
	var order []key
	for _, c := range counts {
		k := key{c.Item, c.Cause}
		if sums[k] == nil {
			sums[k] = &CauseCount{Item: c.Item, Unit: c.Unit, Cause: c.Cause}
			order = append(order, k)
		}
		s := sums[k]
		s.N, s.Open, s.Confirmed = s.N+c.N, s.Open+c.Open, s.Confirmed+c.Confirmed
	}
	var all []CauseCount
	for _, k := range order {
		if s := sums[k]; s.N >= Repeats && k.item != "" {
			all = append(all, *s)
		}
	}
	return all
}
