package chainstore

import (
	"context"

	"banjie/packs/foodchain/chain"
)

// WithParcelQuery asks for the plots of a division that name a parcel, as [Store.WithParcel] does. The
// index holds only plots that name one, and the planner must be told that this does.
const WithParcelQuery = `select business, gln, ext, parcel, name, since from food_place where division = ? and parcel = ? and parcel <> '' order by gln, ext limit 50`

// WithParcel lists the plots that name a parcel of the soil archive, at most 50.
func (s *Store) WithParcel(ctx context.Context, division, parcel string) ([]chain.Place, error) {
	if parcel == "" {
		return nil, nil
	}
	return all(ctx, s, scanPlace, WithParcelQuery, division, parcel)
}
