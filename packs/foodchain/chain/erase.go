package chain

import (
	"context"
	"encoding/json"
	"errors"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// HouseholdErased is what an act of [casework.HalvesErased] is of that erased a household: its name,
// telephone and address are a person's. Its lots, events and party stay, under [Business.PublicPlace].
const HouseholdErased = "food_household"

// Erased is what stays said of such an act.
type Erased struct {
	Business string `json:"business"`
	Village  string `json:"village,omitempty"` // of its address, see [Village]
	Was      int64  `json:"was"`               // version of the record that the act changes
}

// ErasedOf reads such an act; false where the act erased something else.
func ErasedOf(e casework.Event) (x Erased, is bool, err error) {
	if e.Kind != casework.HalvesErased {
		return x, false, nil
	}
	h, err := casework.Data[casework.HalvesErasure](e)
	if err != nil || h.Of != HouseholdErased {
		return x, false, err
	}
	return x, true, json.Unmarshal(h.Data, &x)
}

// Erase erases name, telephone, address and the names of places of a household. Errors: fault.Unlawful
// for an enterprise, whose name is no person's.
func (d *Desk) Erase(ctx context.Context, by access.Actor, b Business) error {
	if _, err := d.May(by, b); err != nil {
		return err
	}
	if !b.Household {
		return fault.New(fault.Unlawful, "no_household", lang.T("企业的名称不是个人信息，不能删除。", "The name of an enterprise is nobody's personal data and is not erased."), lang.T("名称、电话变了请改一下。", "Please change name or telephone where they changed."))
	}
	for range tries {
		if b.Name == "" && b.Phone == "" {
			return nil
		}
		acts, err := d.Told(ctx, d.Division, b.ID)
		if err != nil {
			return err
		}
		data, err := json.Marshal(Erased{b.ID, Village(b.Address), b.Version})
		if err != nil {
			return err
		}
		err = d.Engine().EraseHalves(ctx, by, casework.HalvesErasure{Acts: acts, Of: HouseholdErased, Data: data})
		if !errors.Is(err, casework.ErrConflict) {
			return err
		} // it was changed meanwhile
		if b, err = d.Store.Business(ctx, d.Division, b.ID); err != nil {
			return err
		}
	}
	return busy()
}

// EraseOf erases every household of an actor: what their account told goes.
func (d *Desk) EraseOf(ctx context.Context, by access.Actor) error {
	list, err := d.Mine(ctx, by)
	for _, b := range list {
		if b.Household {
			err = errors.Join(err, d.Erase(ctx, by, b))
		}
	}
	return err
}

// ToldBy finds the acts that told of a business, among all acts of a kind.
func ToldBy(acts func(ctx context.Context, division, kind string, yield func(casework.Event) error) error) func(ctx context.Context, division, business string) ([]int64, error) {
	return func(ctx context.Context, division, business string) (told []int64, err error) {
		for _, kind := range []string{Registered, PlaceOpened} {
			err = errors.Join(err, acts(ctx, division, kind, func(e casework.Event) error {
				of := ""
				if kind == Registered {
					f, err := casework.Data[RegisteredFacts](e)
					if err != nil {
						return err
					}
					of = f.Business.ID
				} else {
					f, err := casework.Data[PlaceFacts](e)
					if err != nil {
						return err
					}
					of = f.Place.Business
				}
				if of == business && e.RawPriv != nil {
					told = append(told, e.Seq)
				}
				return nil
			}))
		}
		return told, err
	}
}
