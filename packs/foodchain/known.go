package foodchain

import (
	"context"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/soilstore"
	"banjie/packs/foodchain/trace"
)

// known answers the scan page from the register of who handles food. Whoever asks is anybody, so
// it gives names of enterprises and never of persons, and places to the village.
type known struct{ *people }

// absent makes an unknown number the zero value that the scan page asks for.
func absent(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// Product implements scan.Register.
func (k known) Product(ctx context.Context, gtin string) (scan.Product, error) {
	p, err := k.store.Product(ctx, k.host.Division, gtin)
	if err != nil {
		return scan.Product{}, absent(err)
	}
	out := scan.Product{Name: lang.T(p.Name, p.Name), Farm: p.Produce, Chill: p.Cold}
	b, err := k.store.Business(ctx, k.host.Division, p.Business)
	if err != nil {
		return out, absent(err)
	}
	out.Maker = scan.Party{Name: b.PublicPlace(), Phone: b.PublicPhone(), Unproven: !b.Proven}
	licences, err := k.store.Licences(ctx, k.host.Division, b.ID)
	if len(licences) > 0 && !b.Household && b.Proven {
		out.Maker.Licence = licences[0].Number
	}
	return out, err
}

// Lot implements scan.Register. A lot has as many pieces as were made of it, where it is counted in
// pieces.
func (k known) Lot(ctx context.Context, key string) (scan.Lot, error) {
	lots, err := k.store.Lots(ctx, []string{key})
	if err != nil {
		return scan.Lot{}, err
	}
	d := lots[key]
	out := scan.Lot{MadeOn: d.Made, BestBefore: d.Best, Held: d.Sealed}
	if trace.KindOf(key) == trace.Lot && k.trace != nil {
		out.Pieces, err = k.trace.Pieces(ctx, key)
	}
	return out, err
}

// LotsOf implements scan.Lots: what is printed on labels anyway.
func (k known) LotsOf(ctx context.Context, gtin string, most int) ([]scan.LotLine, error) {
	rows, err := k.store.LotsOf(ctx, gtin, most)
	out := make([]scan.LotLine, len(rows))
	for i, x := range rows {
		out[i] = scan.LotLine{Key: x.Key, MadeOn: x.Made}
	}
	return out, err
}

// Stocked implements scan.Stocked.
func (k known) Stocked(ctx context.Context, place string, most int) (there []string, err error) {
	keys, err := k.store.Shelf(ctx, place, most)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	hand, err := k.trace.OnHand(ctx, place, keys)
	for _, key := range keys {
		for _, sum := range hand[key] {
			if sum.Left() > 0 {
				there = append(there, key)
				break
			}
		}
	}
	return there, err
}

var placeKinds = map[chain.Kind]scan.PlaceKind{
	chain.Farm: scan.AtPlot, chain.Factory: scan.AtPacking, chain.Wholesaler: scan.AtMarket, chain.Stall: scan.AtMarket,
	chain.Canteen: scan.AtShop, chain.Shop: scan.AtShop, chain.ColdStore: scan.AtCold,
}

// Places implements scan.Register.
func (k known) Places(ctx context.Context, keys []string) (map[string]scan.Place, error) {
	out := map[string]scan.Place{}
	for _, key := range keys {
		p, b, err := k.place(ctx, key)
		if err != nil {
			return nil, err
		}
		if b.ID == "" {
			continue
		}
		x := scan.Place{Name: b.PublicName(), Kind: placeKinds[b.Kind]}
		if p.Ext != "" && !p.Plot() && b.Code != "" {
			x.Name = lang.T(x.Name.ZH+"，"+p.Name, x.Name.EN+", "+p.Name)
		}
		if village := chain.Village(b.Address); village != "" {
			x.Town = lang.T(village, village)
		} else if u, ok := k.host.Org().Unit(b.Town); ok {
			x.Town = u.Name
		}
		out[key] = x
	}
	return out, nil
}

// place is a place with whose it is; zero where it is not registered.
func (k known) place(ctx context.Context, key string) (chain.Place, chain.Business, error) {
	p, err := k.store.PlaceOf(ctx, key)
	if err != nil {
		return chain.Place{}, chain.Business{}, absent(err)
	}
	b, err := k.store.Business(ctx, k.host.Division, p.Business)
	return p, b, absent(err)
}

// land answers the scan page from the soil archive, by its rule: of a plot that a household farms
// and has not agreed to show, the village is all that is told.
type land struct {
	known
	archive *soilstore.Store
}

// Plot implements scan.Soil: the class of the day on which the fruit was picked, not of today.
func (l land) Plot(ctx context.Context, key string, on calendar.Day) (out scan.Plot, err error) {
	p, b, err := l.place(ctx, key)
	if err != nil || b.ID == "" {
		return out, err
	}
	if village := chain.Village(b.Address); village != "" {
		out.Village = lang.T(village, village)
	}
	if p.Parcel == "" {
		if b.Code != "" {
			out.Name = lang.T(p.Name, p.Name)
		}
		return out, nil
	}
	x, history, err := l.archive.One(ctx, l.host.Division, p.Parcel)
	if fault.KindOf(err) == fault.NotFound {
		out.Unmatched = true
		return out, nil
	}
	if err != nil {
		return out, err
	}
	held, err := l.archive.UserOn(ctx, l.host.Division, x.Code, on)
	if err != nil {
		return out, err
	}
	farm := b.Code
	if !b.Proven && held == farm {
		held = "" // whoever registered the farm has not shown that it is theirs
	}
	switch soil.Weigh(held, farm) {
	case soil.Refused:
		out.Others = true // its soil is not theirs to show
		return out, nil
	case soil.Alone:
		out.Alone = true
	}
	if err := l.village(ctx, x.Village, &out); err != nil {
		return out, err
	}
	if !x.Open() {
		out.Withheld = true
		return out, nil
	}
	out.Known, out.Area, out.Use = true, x.Mu(), x.Use.Name()
	out.Name = lang.T(p.Name, p.Name)
	if p.Name == "" {
		out.Name = lang.T("地块 "+x.Code, "plot "+x.Code)
	}
	e, judged := history.At(on)
	if !judged {
		return out, nil
	}
	out.SampledOn, out.Class, out.Provisional = e.Tested(), soilClasses[e.Class], true
	if measures, _ := soil.MeasuresFor(e.Class); len(measures) > 0 {
		out.Measures = lang.T("要采取措施："+measures[0].Name().ZH+"等", "measures asked for: "+measures[0].Name().EN+" and others")
	}
	return out, l.sample(ctx, p.Parcel, e.Tested(), &out)
}

var soilClasses = map[soil.Class]scan.SoilClass{soil.PriorityProtection: scan.Protected, soil.SafeUse: scan.SafeUse, soil.StrictControl: scan.Strict}

// sample adds who tested, and selenium where it was measured.
func (l land) sample(ctx context.Context, parcel string, day calendar.Day, out *scan.Plot) error {
	all, err := l.archive.Samples(ctx, l.host.Division, parcel)
	for _, s := range all {
		if s.Day != day {
			continue
		}
		out.Lab = lang.T(s.Lab, s.Lab)
		rich, measured, err := soil.Rich(s.Sample)
		if err != nil {
			return err
		}
		if measured {
			out.Selenium = rich.Reason()
			out.Rich = rich.Rich
		}
	}
	return err
}

// village names the village and places it in the county's frame, with a margin so that no village
// stands on the edge.
func (l land) village(ctx context.Context, code string, out *scan.Plot) error {
	v, err := l.archive.Village(ctx, l.host.Division, code)
	if err != nil {
		return absent(err)
	}
	out.Village = lang.T(v.Name, v.Name)
	if v.Centre == nil {
		return nil
	}
	frame, err := l.archive.Frame(ctx, l.host.Division)
	if err != nil || frame.IsEmpty() {
		return err
	}
	const margin = 0.1
	part := func(x, from, to float64) float64 {
		if to <= from {
			return 0.5
		}
		return margin + (1-2*margin)*(x-from)/(to-from)
	}
	out.X, out.Y = part(v.Centre[0], frame[0], frame[2]), 1-part(v.Centre[1], frame[1], frame[3])
	return nil
}

// papers answers the scan page from the certificates of lots.
type papers struct {
	known
	site func() *site.Site // nil while no pages are served
}

var paperKinds = map[string]scan.PaperKind{chain.MarketPass.ID: scan.MarketPass, chain.Conformity.ID: scan.Conformity, "test-certificate": scan.Entrusted}

// Papers implements scan.Papers.
func (s papers) Papers(ctx context.Context, keys []string, today calendar.Day) (out []scan.Paper, err error) {
	on := s.site()
	if on == nil || on.Certificates == nil {
		return nil, fault.New(fault.Unavailable, "no_certificates", lang.T("证照库没有接通。", "The store of certificates is not connected."), lang.T("请稍后再试。", "Please try again later."))
	}
	for _, key := range keys {
		ids, err := s.store.PapersOf(ctx, s.host.Division, key)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			c, err := on.Certificates.ByID(ctx, s.host.Division, id)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			p, err := s.paper(ctx, on, c, today)
			if err != nil {
				return nil, err
			}
			kept, err := s.store.Certificate(ctx, s.host.Division, id)
			if err != nil {
				return nil, err
			}
			if !kept.Withdrawn.IsZero() {
				p.Revoked, p.Withdrawn, p.Why = true, true, chain.WithdrawalText(kept.Why)
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// paper is a certificate as a shopper sees it, with the address where it is verified. What the
// signature covers is compared with what is stored; that the stored text is what was issued, the
// holder's own copy shows.
func (s papers) paper(ctx context.Context, on *site.Site, c ecert.Certificate, today calendar.Day) (scan.Paper, error) {
	status := c.StatusOn(today)
	p := scan.Paper{Kind: paperKinds[c.Type], Number: c.ID, Issuer: c.Issuer.Name, On: c.IssuedOn, ValidUntil: c.ValidUntil,
		Revoked: status != ecert.Valid && status != ecert.Expired, Passed: true, Sealed: scan.Bad}
	address, err := on.Certificates.QR(ctx, c)
	if err != nil {
		return p, err
	}
	sealed, err := ecert.ParseURL(address)
	if err != nil {
		return p, err
	}
	r := ecert.VerifyContent(sealed, c, on.Certificates.Keys(), nil, today, s.host.Clock.Now())
	if r.Verdict != ecert.Forged && r.Verdict != ecert.Unknown {
		p.Sealed = scan.Good
	}
	_, extract, _ := strings.Cut(address, "#")
	p.Page = "/v#" + extract
	return p, nil
}
