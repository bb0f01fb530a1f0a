package chain

import (
	"context"
	"errors"

	"banjie/internal/casework"
)

// Seen is on what a paper of a lot was decided, in numbers that change when any of it does: events that
// name the lot, papers issued and taken back, recalls, failed samples and seals. The writer compares it within the act's own
// transaction; where it is another by then the act is decided again.
type Seen struct {
	Lot               string // key
	Events, Counting  int64  // that name the lot; those of them that count
	Last              int64  // number of the newest of them
	Papers, Withdrawn int64
	Begun             int64 // recalls that begin from it
	Caught, Now       int64 // recalls that have it among their things; that have it by the events as they stand
	Stale, Next       int64 // recalls that wait to be brought up to date; where any does, the next event
	// Of the county: failed official samples as they stand, with the newest and their corrections, and
	// seals in force on goods with a code, with the newest.
	Failed, FailedLast, Corrections, Seals, SealLast int64
}

// decided decides a paper on what is seen of a lot, and again where that has changed meanwhile.
func (d *Desk) decided(ctx context.Context, lot string, decide func(*Seen) error) error {
	for range tries {
		seen, err := d.Store.Seen(ctx, d.Division, lot)
		if err != nil {
			return err
		}
		if err = decide(&seen); !errors.Is(err, casework.ErrConflict) {
			return err
		}
	}
	return busy()
}
