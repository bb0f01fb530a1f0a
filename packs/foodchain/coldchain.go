package foodchain

import (
	"context"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldpages"
	"banjie/packs/foodchain/cold/coldstore"
	counter "banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/trace/tracestore"
	"banjie/packs/foodchain/typed"
)

// coldChain is wired to a folder.
type coldChain struct {
	host    pack.Host
	people  *people
	recalls *recalls
	store   *coldstore.Store
	sealed  func(ctx context.Context, keys []string) (map[string][]coldstore.Seal, error)
}

func newColdChain(h pack.Host, lineage *tracestore.Store, archive *capturestore.Store, who *people, r *recalls) *coldChain {
	c := &coldChain{host: h, people: who, recalls: r}
	c.store = coldstore.New(h.DB, lineage, c)
	archive.After = append(archive.After, c.store.Captured)
	return c
}

// Band implements cold.Products by the register of products, which keeps tenths of a degree.
func (c *coldChain) Band(ctx context.Context, gtin string) (cold.Band, bool, error) {
	p, err := c.people.store.Product(ctx, c.host.Division, gtin)
	if fault.KindOf(err) == fault.NotFound {
		return cold.Band{}, false, nil
	}
	if err != nil || !p.Cold {
		return cold.Band{}, false, err
	}
	return cold.Band{Low: int64(p.Low) * 100, High: int64(p.High) * 100, Gap: cold.DefaultGap}, true, nil
}

// Cold implements scan.Cold: the record of the first of the keys that has one.
func (c *coldChain) Cold(ctx context.Context, keys []string) (scan.ColdChain, error) {
	for _, key := range keys {
		r, err := c.store.Of(ctx, key)
		if fault.KindOf(err) == fault.NotFound || err == nil && len(r.Readings) == 0 {
			continue
		}
		if err != nil {
			return scan.ColdChain{}, err
		}
		if !r.Chilled {
			if out := unjudged(r.Readings); out.Readings > 0 {
				return out, nil
			}
			continue
		}
		if r.Verdict.Readings == 0 {
			continue
		}
		v := r.Verdict
		out := scan.ColdChain{Known: true, From: float64(r.Band.Low) / 1000, To: float64(r.Band.High) / 1000, Worst: float64(v.Worst) / 1000, WorstAt: clock.FromMicros(v.WorstAt), Outside: v.Outside, Gaps: len(v.Gaps), Readings: v.Readings}
		for _, g := range v.Gaps {
			out.LongGap = max(out.LongGap, time.Duration(g.To-g.From)*time.Microsecond)
		}
		return out, nil
	}
	return scan.ColdChain{}, nil
}

// unjudged is what was measured of a thing whose product has no band.
func unjudged(list []cold.Reading) (out scan.ColdChain) {
	for _, x := range list {
		if x.Kind != cold.Temperature {
			continue
		}
		low, high := float64(x.Low)/1000, float64(x.High)/1000
		if out.Readings == 0 {
			out.Low, out.High = low, high
		}
		out.Low, out.High = min(out.Low, low), max(out.High, high)
		out.Readings++
	}
	return out
}

func (c *coldChain) pages(s *site.Site) *coldpages.Pages {
	return &coldpages.Pages{Site: s, Store: c.store, Read: recall.ReadRecalls, Code: typed.KeyOr, Regulator: c.recalls.regulator, Sealed: c.sealed, Place: func(r *site.Request, key string) string {
		if p, ok, err := c.recalls.Place(r.Context(), key); err == nil && ok {
			return p.Name
		}
		return strings.TrimPrefix(key, "https://id.gs1.org/414/")
	}, Known: func(r *site.Request, key string) bool {
		_, ok, err := c.recalls.Place(r.Context(), key)
		return err == nil && ok
	}, Find: c.find}
}

// mostFound is how many businesses a name finds.
const mostFound = 20

// find lists registered places by a key, or by name or credit code of their business; reading of a
// household is noted.
func (c *coldChain) find(r *site.Request, text string) (out []coldpages.Spot, err error) {
	ctx := r.Context()
	add := func(p chain.Place, b chain.Business) error {
		if b.Household && r.Site.Reads != nil { // the register names a person
			r.Site.Reads.Read(r.Actor, casework.Key{Division: c.host.Division}, "food_business", c.host.Clock.Now())
		}
		x, known, err := c.recalls.Place(ctx, p.Key())
		if err == nil && known && !p.Plot() {
			out = append(out, coldpages.Spot{Key: p.Key(), Name: x.Name, Says: counter.Which(b)})
		}
		return err
	}
	if p, err := c.people.store.PlaceOf(ctx, text); err == nil {
		b, err := c.people.store.Business(ctx, c.host.Division, p.Business)
		if err == nil {
			err = add(p, b)
		}
		return out, absent(err)
	} else if fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	list, err := c.people.store.Find(ctx, c.host.Division, text, mostFound)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		places, err := c.people.store.Places(ctx, c.host.Division, b.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			if err := add(p, b); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (c *coldChain) parts() *pack.Parts {
	return &pack.Parts{Project: c.store.Project, Routes: func(s *site.Site) { c.pages(s).Routes() }, Programs: c.pages(nil).Programs(c.host.Programs)}
}
