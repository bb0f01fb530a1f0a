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

// MadeBy says whether a party's own place made every one of the things, by the register of places.
// Plots count by their own place.
func MadeBy(m Makers, places Places) func(ctx context.Context, party string, start trace.Start) (bool, error) {
	return func(ctx context.Context, party string, start trace.Start) (bool, error) {
		own := func(place string) (bool, error) {
			p, ok, err := places.Place(ctx, place)
			return ok && p.Party != "" && p.Party == party, err
		}
		for _, key := range start.Things {
			at, err := m.MadeAt(ctx, []string{key})
			if err != nil {
				return false, err
			}
			mine := false
			for _, place := range at {
				is, err := own(place)
				if err != nil {
					return false, err
				}
				mine = mine || is
			}
			if !mine {
				return false, nil
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
