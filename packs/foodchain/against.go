package foodchain

import (
	"context"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// offices answer what the regulator decided about goods: recalls, seals, samples. Whoever records,
// certifies or scans asks here, so that all three get one answer.
type offices struct {
	division string
	recalls  *recalls
	seals    *coldstore.Store
	samples  *deskstore.Store
	trace    *tracestore.Store
}

// against implements chain.Desk.Against.
func (o *offices) against(ctx context.Context, keys []string) (map[string]chain.Against, error) {
	out := map[string]chain.Against{}
	under, err := o.recalls.numbers(ctx, keys)
	if err != nil {
		return nil, err
	}
	sealed, err := o.sealed(ctx, keys)
	if err != nil {
		return nil, err
	}
	failed, err := o.failed(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		a := chain.Against{Recall: under[k], Failed: failed[k].Number}
		for _, s := range sealed[k] {
			a.Seals = append(a.Seals, chain.Impound{Place: s.Place, Amount: s.Amount, Unit: s.Unit})
		}
		if a.Any() {
			out[k] = a
		}
	}
	return out, nil
}

// sealed gives the seals in force on things: on themselves, on their lot, on what holds them now and on what
// they hold.
func (o *offices) sealed(ctx context.Context, keys []string) (map[string][]coldstore.Seal, error) {
	list, err := o.seals.InForce(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	on := map[string][]coldstore.Seal{}
	for _, s := range list {
		on[s.Key] = append(on[s.Key], s)
		if !trace.KindOf(s.Key).Holds() {
			continue
		}
		inside, err := o.inside(ctx, s.Key)
		if err != nil {
			return nil, err
		}
		s.Amount = 0 // the amount is that of the container
		for _, k := range inside {
			on[k] = append(on[k], s)
		}
	}
	out := map[string][]coldstore.Seal{}
	for _, k := range keys {
		out[k] = slices.Concat(on[k], on[trace.LotOf(k)])
		if !trace.KindOf(k).Holds() {
			continue
		}
		inside, err := o.inside(ctx, k)
		if err != nil {
			return nil, err
		}
		for _, c := range inside {
			for _, s := range slices.Concat(on[c], on[trace.LotOf(c)]) {
				s.Amount = 0 // of the lot, wherever it is
				out[k] = append(out[k], s)
			}
		}
	}
	return out, nil
}

// inside gives what a thing holds now.
func (o *offices) inside(ctx context.Context, key string) ([]string, error) {
	numbers, err := o.trace.Numbers(ctx, []string{key})
	if err != nil || numbers[key] == 0 {
		return nil, err
	}
	list, err := o.trace.Holding(ctx, numbers[key])
	if err != nil {
		return nil, err
	}
	return o.trace.Keys(ctx, list)
}

// failed gives, for each thing of which it or something that it was made of failed, the newest of these
// results. What is very widely mixed is followed as far as a walk goes.
func (o *offices) failed(ctx context.Context, keys []string) (map[string]deskstore.Result, error) {
	any, err := o.samples.AnyFailed(ctx, o.division)
	if err != nil || !any {
		return nil, err
	}
	out := map[string]deskstore.Result{}
	for _, k := range keys {
		above, err := o.above(ctx, k)
		if err != nil {
			return nil, err
		}
		list, err := o.samples.OfLots(ctx, o.division, above)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(list, func(r deskstore.Result) bool { return !r.Passed }); i >= 0 {
			out[k] = list[i]
		}
	}
	return out, nil
}

// above is a thing with its lot, and all that it was made of with theirs.
func (o *offices) above(ctx context.Context, key string) ([]string, error) {
	list := []string{key}
	back, err := o.trace.Back(ctx, key, trace.Ask{})
	if err == nil {
		list = slices.Concat(list, back.Ancestors, back.Contents)
	} else if fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	for _, k := range slices.Clone(list) {
		if lot := trace.LotOf(k); lot != "" {
			list = append(list, lot)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// Found implements scan.Offices: the results of samples of the thing itself, those that failed of what it was
// made of, and the seals on it.
func (o *offices) Found(ctx context.Context, keys []string) (tests []scan.Paper, seals []scan.Seal, err error) {
	own, err := o.samples.OfLots(ctx, o.division, keys)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range own {
		tests = append(tests, sampled(r))
	}
	for _, k := range keys {
		failed, err := o.failed(ctx, []string{k})
		if err != nil {
			return nil, nil, err
		}
		if r, is := failed[k]; is && !slices.ContainsFunc(own, func(x deskstore.Result) bool { return x.ID == r.ID }) {
			p := sampled(r)
			p.Above = true
			tests = append(tests, p)
			break
		}
	}
	on, err := o.sealed(ctx, keys)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, k := range keys {
		for _, s := range on[k] {
			if !seen[s.ID] {
				seen[s.ID] = true
				seals = append(seals, scan.Seal{On: o.day(s.Sealed), Why: cold.ReasonText(s.Reason)})
			}
		}
	}
	return tests, seals, nil
}

func (o *offices) day(t time.Time) calendar.Day { return o.recalls.host.Calendar().DayOf(t) }

// sampled is a result as a shopper sees it. What was found is the regulator's own words.
func sampled(r deskstore.Result) scan.Paper {
	return scan.Paper{Kind: scan.Sampling, Number: r.Number, Issuer: lang.T(r.Lab, r.Lab), On: r.Day, Passed: r.Passed, Says: lang.T(r.Items, r.Items)}
}
