package chain

import (
	"context"
	"slices"

	"banjie/internal/fault"
	"banjie/packs/foodchain/trace"
)

// findings are what the law asks about a step, and what the book says of it.
func (d *Desk) findings(ctx context.Context, s Step, with setting) (found []Finding, err error) {
	act, _ := s.Kind.Act()
	add := func(c Code) {
		if c != "" && !slices.ContainsFunc(found, func(f Finding) bool { return f.Code == c }) {
			found = append(found, finding(c))
		}
	}
	keys := make([]string, 0, len(s.Takes))
	for _, p := range s.Takes {
		keys = append(keys, p.Lot)
	}
	hand, err := d.Stock.OnHand(ctx, with.place.Key(), keys)
	if err != nil {
		return nil, err
	}
	against, err := d.against(ctx, s, with, hand)
	if err != nil {
		return nil, err
	}
	for _, c := range against {
		add(c)
	}
	lots, err := d.Store.Lots(ctx, keys)
	if err != nil {
		return nil, err
	}
	early, err := d.early(ctx, s, with, keys, lots)
	if err != nil {
		return nil, err
	}
	if early {
		add(TooEarly)
	}
	products := []Product{}
	if act.New {
		products = append(products, with.product)
	}
	for _, p := range s.Takes {
		if _, known := hand[p.Lot]; !known {
			add(UnknownLot)
		}
		if act.Out && short(hand[p.Lot], p) {
			add(MoreThanThere)
		}
		lot := lots[p.Lot]
		if lot.Best != 0 && lot.Best < with.day && slices.Contains(passesOn, s.Kind) {
			add(PastDate)
		}
		if lot.Sealed && act.Out && s.Kind != Destroy && s.Kind != Return {
			add(StillSealed)
		}
		if gtin, _ := PartsOf(p.Lot); gtin != "" {
			product, err := d.Store.Product(ctx, d.Division, gtin)
			if err == nil {
				products = append(products, product)
			} else if fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
		}
	}
	for _, p := range products {
		if p.Cold && (act.From || act.To || s.Kind == Enter) {
			switch {
			case s.Degrees == nil:
				add(NoDegrees)
			case *s.Degrees < p.Low || *s.Degrees > p.High:
				add(OutsideBand)
			}
		}
	}
	if act.From {
		list, err := d.bought(ctx, s, with, keys)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			add(c)
		}
	}
	if d.Ground != nil && with.plot != nil && s.Kind == Harvest {
		code, err := d.Ground(ctx, *with.plot, with.day)
		if err != nil {
			return nil, err
		}
		add(code)
	}
	return found, nil
}

// early says that a step is of a day before its goods were made, or before they came to the place
// that they leave. Days are compared, not instants: a row of a spreadsheet has a day only.
func (d *Desk) early(ctx context.Context, s Step, with setting, keys []string, lots map[string]Dated) (bool, error) {
	for _, k := range keys {
		if lots[k].Made > with.day {
			return true, nil
		}
	}
	cal := d.Calendar()
	if act, _ := s.Kind.Act(); !act.Out || len(keys) == 0 || with.day >= cal.DayOf(d.Clock.Now()) {
		return false, nil
	}
	later, err := d.Store.Later(ctx, with.place.Key(), keys, cal.Start(with.day+1))
	return len(later) > 0, err
}

// bought are the purchase checks of Food Safety Law arts 50, 53, 65.
func (d *Desk) bought(ctx context.Context, s Step, with setting, keys []string) (list []Code, err error) {
	if !with.partner.Known() {
		list = append(list, SupplierUnknown)
	} else if with.partner.Kind != Farm {
		licences, err := d.Store.Licences(ctx, d.Division, with.partner.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, standing(licences, with.day))
	}
	switch {
	case s.Proof != "":
	case s.Kind == Enter:
		list = append(list, Sealed)
	default:
		proofs, err := d.Store.Proofs(ctx, d.Division, keys)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(keys, func(k string) bool { return proofs[k] == "" }) {
			list = append(list, NoProof)
		}
	}
	return list, nil
}

// short says that less than a portion is at the place.
func short(b trace.Balance, p Portion) bool {
	want, family := trace.Base(p.Amount, unitOf(p.Unit))
	if p.Amount == 0 {
		want, family = 1_000_000, trace.Pieces
	}
	return b[family].Left() < want
}
