package foodchain

import (
	"context"
	"math"
	"sync"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/chain/chainstore"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/soilstore"
)

// shown is what the scan page is told by the registers of this pack. It is the place where names
// of persons stop: a household farm is called so, whoever it is.
type shown struct {
	division string
	chain    *chainstore.Store
	soil     *soilstore.Store
	org      func() *org.Directory
	clock    clock.Clock
	site     *site.Site // certificates; nil until the pages are there

	mu       sync.Mutex
	villages map[string]village
	read     time.Time
}

// village is one as the page shows it.
type village struct {
	name string
	x, y float64 // 0…1 from the west and from the north of all villages; 0: no centre is known
}

// townLevel is the level of towns, GB/T 39046-2020; villages stand below.
const townLevel = "5"

// household is what a farm without a licence is called in public.
var household = lang.T("农户（不公开姓名）", "a household farm (name not public)")

// Product implements scan.Register.
func (s *shown) Product(ctx context.Context, gtin string) (scan.Product, error) {
	p, err := s.chain.Product(ctx, s.division, gtin)
	if fault.KindOf(err) == fault.NotFound {
		return scan.Product{}, nil
	}
	if err != nil {
		return scan.Product{}, err
	}
	out := scan.Product{Name: lang.T(p.Name, p.Name), Farm: p.Produce, Chill: p.Cold}
	b, err := s.chain.Business(ctx, s.division, p.Business)
	switch {
	case fault.KindOf(err) == fault.NotFound:
	case err != nil:
		return scan.Product{}, err
	case b.Household:
		out.Maker = scan.Party{Name: household}
	default:
		out.Maker = scan.Party{Name: lang.T(b.Name, b.Name), Licence: b.Code, Phone: b.Phone}
	}
	return out, nil
}

// Lot implements scan.Register.
func (s *shown) Lot(ctx context.Context, key string) (scan.Lot, error) {
	all, err := s.chain.Lots(ctx, []string{key})
	d := all[key]
	return scan.Lot{MadeOn: d.Made, BestBefore: d.Best, Held: d.Sealed}, err
}

// Places implements scan.Register.
func (s *shown) Places(ctx context.Context, keys []string) (map[string]scan.Place, error) {
	out := map[string]scan.Place{}
	for _, key := range keys {
		p, err := s.chain.PlaceOf(ctx, key)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		b, err := s.chain.Business(ctx, s.division, p.Business)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		at := scan.Place{Name: household}
		if !b.Household {
			at.Name = lang.T(b.Name, b.Name)
			if p.Name != "" && p.Name != b.Name {
				at.Name = lang.T(b.Name+"，"+p.Name, b.Name+", "+p.Name)
			}
		}
		if u, ok := s.org().Unit(b.Town); ok && u.Level >= townLevel {
			at.Town = u.Name
		}
		out[key] = at
	}
	return out, nil
}

// Papers implements scan.Papers: the conformity certificates of this county.
func (s *shown) Papers(ctx context.Context, keys []string, today calendar.Day) ([]scan.Paper, error) {
	if s.site == nil || s.site.Certificates == nil {
		return nil, nil
	}
	ids, err := s.chain.Proofs(ctx, s.division, keys)
	if err != nil {
		return nil, err
	}
	var list []scan.Paper
	for _, key := range keys {
		id, ok := ids[key]
		if !ok {
			continue
		}
		c, err := s.site.Certificates.ByID(ctx, s.division, id)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		paper := scan.Paper{Kind: scan.Conformity, Number: c.ID, Issuer: lang.T(c.Holder.Name, c.Holder.Name), On: c.IssuedOn, ValidUntil: c.ValidUntil, Passed: true, Sealed: scan.Bad}
		if c.Holder.Person {
			paper.Issuer = household
		}
		status := c.StatusOn(today)
		paper.Revoked = status != ecert.Valid && status != ecert.Expired
		if paper.Page, err = s.site.Certificates.QR(ctx, c); err != nil {
			return nil, err
		}
		if sealed, err := ecert.ParseURL(paper.Page); err == nil {
			if _, rep := ecert.VerifyCode(sealed, s.site.Certificates.Keys(), nil, today, s.clock.Now()); rep.Verdict != ecert.Forged && rep.Verdict != ecert.Unknown {
				paper.Sealed = scan.Good
			}
		}
		list = append(list, paper)
	}
	return list, nil
}

// soilClasses are the archive's words in the page's.
var soilClasses = map[soil.Class]scan.SoilClass{soil.PriorityProtection: scan.Protected, soil.SafeUse: scan.SafeUse, soil.StrictControl: scan.Strict}

// Plot implements scan.Soil.
func (s *shown) Plot(ctx context.Context, key string, on calendar.Day) (scan.Plot, error) {
	place, err := s.chain.PlaceOf(ctx, key)
	if fault.KindOf(err) == fault.NotFound || err == nil && place.Parcel == "" {
		return scan.Plot{}, nil
	}
	if err != nil {
		return scan.Plot{}, err
	}
	p, history, err := s.soil.One(ctx, s.division, place.Parcel)
	if fault.KindOf(err) == fault.NotFound {
		return scan.Plot{}, nil
	}
	if err != nil {
		return scan.Plot{}, err
	}
	v, err := s.villageOf(ctx, p.Village)
	if err != nil {
		return scan.Plot{}, err
	}
	out := scan.Plot{Known: true, Name: lang.T("地块 "+p.Code, "plot "+p.Code), Village: lang.T(v.name, v.name), Area: p.Mu(), Use: p.Use.Name(), X: v.x, Y: v.y}
	if entry, ok := history.At(on); ok {
		out.Class, out.SampledOn, out.Provisional = soilClasses[entry.Class], entry.Tested(), true
	}
	return out, s.tested(ctx, &out, p.Code, on)
}

// tested adds laboratory and selenium of the newest samples of a day.
func (s *shown) tested(ctx context.Context, out *scan.Plot, code string, on calendar.Day) error {
	samples, err := s.soil.Samples(ctx, s.division, code)
	if err != nil {
		return err
	}
	newest := calendar.Day(0)
	for _, k := range samples {
		if k.Day > on || k.Day < newest {
			continue
		}
		if newest = k.Day; k.Lab != "" {
			out.Lab = lang.T(k.Lab, k.Lab)
		}
		for _, v := range k.Values {
			if v.Item == soil.Se && !v.Below {
				out.Selenium = v.MgPerKg
			}
		}
	}
	return nil
}

// villagesKept is how long the list of villages is believed.
const villagesKept = 10 * time.Minute

// villageOf gives a village with its place among all of them.
func (s *shown) villageOf(ctx context.Context, code string) (village, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	if age := now.Sub(s.read); s.villages == nil || age < 0 || age > villagesKept {
		all, err := s.soil.Villages(ctx, s.division, calendar.Builtin().DayOf(now))
		if err != nil {
			return village{}, err
		}
		s.villages, s.read = placed(all), now
	}
	return s.villages[code], nil
}

// placed puts villages into the box that their centres span, with a margin.
func placed(all []soil.Tally) map[string]village {
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, t := range all {
		if c := t.Centre; c != nil {
			west, east, south, north = min(west, c[0]), max(east, c[0]), min(south, c[1]), max(north, c[1])
		}
	}
	const margin = 0.1
	within := func(v, from, to float64) float64 {
		if to <= from {
			return 0.5
		}
		return margin + (1-2*margin)*(v-from)/(to-from)
	}
	out := map[string]village{}
	for _, t := range all {
		v := village{name: t.Name}
		if c := t.Centre; c != nil {
			v.x, v.y = within(c[0], west, east), 1-within(c[1], south, north)
		}
		out[t.Code] = v
	}
	return out
}

var (
	_ scan.Register = (*shown)(nil)
	_ scan.Papers   = (*shown)(nil)
	_ scan.Soil     = (*shown)(nil)
)
