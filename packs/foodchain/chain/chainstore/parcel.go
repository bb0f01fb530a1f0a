package chainstore

import (
	"context"

	"banjie/packs/foodchain/chain"
)

// WithParcel lists the plots that name a parcel of the soil archive, at most 50.
func (s *Store) WithParcel(ctx context.Context, division, parcel string) ([]chain.Place, error) {
	if parcel == "" {
		return nil, nil
	}
	return all(ctx, s, scanPlace, `select business, gln, ext, parcel, name, since from food_place where division = ? and parcel = ? order by gln, ext limit 50`, division, parcel)
}
