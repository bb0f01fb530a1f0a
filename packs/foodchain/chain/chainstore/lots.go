package chainstore

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
)

// claim is what one event says of a lot. Which claims hold is decided when they are read: those of
// events that count, and of days the first of the business whose product it is before anybody else's.
type claim struct {
	key, place string
	event      int64
	made, best calendar.Day // 0: not said
	hold       int
	own        bool // said at a place of the business whose product it is
}

// What a claim says of goods whose papers are missing.
const (
	held     = 1
	released = 2 // at the place that held them
)

// standing is the condition that an event l.event counts: it was not said to be an error since, and is not another
// capture of one that counts.
const standing = `not exists (select 1 from trace_event e where e.id = l.event and (e.annulled_by <> 0 or e.twin_of <> 0))`

// gtinOf cuts the fourteen digits out of the key of a lot, which follow "https://id.gs1.org/01/".
const gtinOf = `substr(l.key, 23, 14)`

// Lots implements chain.Store.
func (s *Store) Lots(ctx context.Context, keys []string) (map[string]chain.Dated, error) {
	out := map[string]chain.Dated{}
	if len(keys) == 0 {
		return out, nil
	}
	args := make([]any, len(keys))
	for i, k := range keys {
		args[i] = k
	}
	list, err := all(ctx, s, func(r scanner) (c claim, err error) {
		var own int
		err = r.Scan(&c.key, &c.event, &c.place, &c.made, &c.best, &c.hold, &own)
		c.own = own == 1
		return c, err
	}, `select l.key, l.event, l.place, l.made, l.best, l.hold, case when p.business = g.business then 1 else 0 end from food_lot l
		left join food_place p on p.key = l.place left join food_product g on g.division = p.division and g.gtin = `+gtinOf+`
		where l.key in (`+sqldb.Args(len(keys))+`) and `+standing+` order by l.key, l.event`, args...)
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(c claim) bool { return c.key != list[0].key })
		if n < 0 {
			n = len(list)
		}
		out[list[0].key] = fold(list[:n])
		list = list[n:]
	}
	return out, err
}

// fold makes one of the claims of a lot, which are in the order of capture.
func fold(list []claim) (d chain.Dated) {
	own, at := false, map[string]int{}
	for _, c := range list {
		if said := c.made != 0 || c.best != 0; said && (d.Made == 0 && d.Best == 0 || c.own && !own) {
			d.Made, d.Best, own = c.made, c.best, c.own
		}
		if c.hold != 0 {
			at[c.place] = c.hold
		}
	}
	for _, hold := range at {
		d.Sealed = d.Sealed || hold == held
	}
	return d
}

// Apart is a lot that its holder set apart for missing papers and has not released.
type Apart struct {
	Key   string
	Place string // key
	Since time.Time
}

// Apart gives the lots that businesses of a division hold for missing papers, the latest first. A place that
// released a lot and held it again is listed by the later word.
func (s *Store) Apart(ctx context.Context, division string, limit int) ([]Apart, error) {
	return all(ctx, s, func(r scanner) (a Apart, err error) {
		var at int64
		err = r.Scan(&a.Key, &a.Place, &at)
		a.Since = clock.FromMicros(at)
		return a, err
	}, `select l.key, l.place, t.t from food_lot l join food_place p on p.key = l.place and p.division = ? join trace_event t on t.id = l.event
		where l.hold = 1 and `+standing+` and not exists (select 1 from food_lot m where m.key = l.key and m.place = l.place and m.hold <> 0 and m.event > l.event
			and not exists (select 1 from trace_event e where e.id = m.event and (e.annulled_by <> 0 or e.twin_of <> 0)))
		order by l.event desc limit ?`, division, limit)
}

// LotLine is a dated lot.
type LotLine struct {
	Key string
	chain.Dated
}

// claimsPerLot is how many claims of a lot are reckoned with where the latest lots are looked for.
const claimsPerLot = 4

// LotsOf gives the latest lots of a product, the last made first. The keys of a product's lots
// follow one another byte by byte, which is how both engines order them, and "0" comes after "/".
func (s *Store) LotsOf(ctx context.Context, gtin string, limit int) (out []LotLine, err error) {
	from := "https://id.gs1.org/01/" + gtin + "/10/"
	keys, err := all(ctx, s, scanText, `select l.key from food_lot l where l.key >= ? and l.key < ? and substr(l.key, 1, ?) = ? and (l.made <> 0 or l.best <> 0) and `+standing+` order by l.made desc, l.key desc limit ?`,
		from, strings.TrimSuffix(from, "/")+"0", len(from), from, limit*claimsPerLot)
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	lots, err := s.Lots(ctx, slices.Compact(keys))
	for key, d := range lots {
		out = append(out, LotLine{key, d})
	}
	slices.SortFunc(out, func(a, b LotLine) int { return cmp.Or(cmp.Compare(b.Made, a.Made), cmp.Compare(b.Key, a.Key)) })
	return out[:min(len(out), limit)], err
}
