package chain

import (
	"context"
	"slices"

	"banjie/packs/foodchain/trace"
)

// Held is a lot at a place with how much of it the book says is there.
type Held struct {
	Lot    string // key
	Place  Place
	Amount int64 // millionths of Unit
	Unit   string
	Dated
	Against Against // its seals are those at the place
}

// Held lists what is at the places of a business, of the lots handled last at each.
func (d *Desk) Held(ctx context.Context, b Business, most int) (out []Held, err error) {
	places, err := d.Store.Places(ctx, d.Division, b.ID)
	if err != nil {
		return nil, err
	}
	var lots []string // of which something is left
	for _, place := range places {
		if place.Plot() {
			continue
		}
		keys, err := d.Store.Shelf(ctx, place.Key(), most)
		if err != nil {
			return nil, err
		}
		hand, err := d.Stock.OnHand(ctx, place.Key(), keys)
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			for family, sum := range hand[k] {
				h := Held{Lot: k, Place: place, Amount: sum.Left(), Unit: string(family)}
				if h.Amount <= 0 {
					continue
				}
				if family == trace.Pieces {
					h.Unit = "H87"
				}
				if out = append(out, h); !slices.Contains(lots, k) {
					lots = append(lots, k)
				}
			}
		}
	}
	dates, err := d.Store.Lots(ctx, lots)
	if err != nil {
		return nil, err
	}
	standing, err := d.Standing(ctx, lots)
	for i := range out {
		h := &out[i]
		h.Dated, h.Against = dates[h.Lot], standing[h.Lot]
		h.Against.Seals = h.Against.SealedAt(h.Place.Key())
	}
	return out, err
}
