package recall

import (
	"context"

	"banjie/packs/foodchain/trace"
)

// Makers tells where things were made.
type Makers interface {
	// MadeAt gives the places, by key, at which any of the things was made or harvested.
	MadeAt(ctx context.Context, keys []string) ([]string, error)
}

// Register is what says whose places and whose numbers are.
type Register interface {
	Places
	// Named gives the party to which the number of a thing is registered: its GTIN, else the company
	// prefix below which it lies; "" where it is nobody's, or two differ about it.
	Named(ctx context.Context, key string) (party string, err error)
}

// MadeBy says whether every one of the things is a party's own to recall: the number is registered
// to it, the archive has it as made or harvested, and every place where it was is its own. A record
// of making at one's own place is soon written; with the others a producer does not take a rival's
// lot off the shelves. Nobody whose business is not proven makes anything here. Plots count by their
// own place.
func MadeBy(m Makers, register Register) func(ctx context.Context, party string, start trace.Start) (bool, error) {
	return func(ctx context.Context, party string, start trace.Start) (bool, error) {
		own := func(place string) (bool, error) {
			p, ok, err := register.Place(ctx, place)
			return ok && p.Proven && p.Party != "" && p.Party == party, err
		}
		for _, key := range start.Things {
			named, err := register.Named(ctx, key)
			if err != nil || named == "" || named != party {
				return false, err
			}
			at, err := m.MadeAt(ctx, []string{key})
			if err != nil || len(at) == 0 {
				return false, err
			}
			for _, place := range at {
				if is, err := own(place); err != nil || !is {
					return false, err
				}
			}
		}
		for _, x := range start.Plots {
			if is, err := own(x.Plot); err != nil || !is {
				return false, err
			}
		}
		return true, nil
	}
}
