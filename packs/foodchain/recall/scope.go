package recall

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// Amounts are quantities by family of units, in millionths of the base unit.
type Amounts map[trace.Family]int64

// Add adds other amounts, by times.
func (a Amounts) Add(b Amounts, by int64) {
	for f, n := range b {
		if a[f] += by * n; a[f] == 0 {
			delete(a, f)
		}
	}
}

// Equal says that both are the same.
func (a Amounts) Equal(b Amounts) bool {
	diff := maps.Clone(a)
	if diff == nil {
		diff = Amounts{}
	}
	diff.Add(b, -1)
	return len(diff) == 0
}

// Lineage answers from the events. A Reach is valid for the store that gave it.
type Lineage interface {
	Reach(ctx context.Context, start trace.Start, limits trace.Limits) (*trace.Reach, error)
	Stock(ctx context.Context, r *trace.Reach) ([]trace.Stock, error)
	// Keys gives the keys of things, sorted.
	Keys(ctx context.Context, list []trace.Node) ([]string, error)
	// Reached gives the keys of the shops a reach came to.
	Shops(ctx context.Context, r *trace.Reach) ([]string, error)
}

// Place is what a register says of a place.
type Place struct {
	Name   string    // as people know it; of a household a person's name, for the regulator and the owner
	Public lang.Text // as the public may read it
	Party  string    // tag of whose it is, "" where nobody knows
	Proven bool      // it was shown whose it is
	Town   string    // division code or name, for lists
	Phone  string    // public telephone of the business
}

// Places is the register of businesses as far as recalls ask it.
type Places interface {
	// Place looks a place up by its key; ok is false where the register does not know it.
	Place(ctx context.Context, key string) (p Place, ok bool, err error)
}

// Holder is a place with recalled goods, or a shop that had them.
type Holder struct {
	Place  string  `json:"place"` // key
	Party  string  `json:"party,omitempty"`
	Things int     `json:"things"`
	Held   Amounts `json:"held,omitempty"`
	Sold   Amounts `json:"sold,omitempty"`
	Unsaid bool    `json:"unsaid,omitempty"` // some is there, nobody said how much
}

// Scope is what a recall is about, as it was computed and frozen.
type Scope struct {
	Start   trace.Start `json:"start"`
	Things  int         `json:"things"`
	Hash    string      `json:"hash"` // hex; SHA-256 over the sorted keys, each with a line feed
	Holders []Holder    `json:"holders,omitempty"`
	OnWay   Amounts     `json:"on_way,omitempty"`
	Unknown []string    `json:"unknown,omitempty"` // of which nothing was captured; scans of them are warned of all the same
	Cut     bool        `json:"cut,omitempty"`     // a limit of the walk was reached: there is more
	Micros  int64       `json:"micros"`            // the walk and the count took so long on the server
}

// HashKeys is the hash of a scope over its sorted keys.
func HashKeys(keys []string) string {
	h := sha256.New()
	for _, k := range keys {
		h.Write([]byte(k))
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Rows is what an act on a scope brings beside its facts: the frozen list by number.
type Rows struct {
	Reach *trace.Reach
}

// mostHolders bounds the orders of one recall.
const mostHolders = 5000

// scope computes what a recall from a start is about.
func (r Rules) scope(ctx context.Context, start trace.Start) (Scope, *Rows, error) {
	begun := r.wall()
	reach, err := r.Lineage.Reach(ctx, start, trace.Limits{})
	if err != nil {
		return Scope{}, nil, err
	}
	s := Scope{Start: start, Unknown: reach.Unknown, Cut: reach.Cut != nil}
	var stock []trace.Stock
	var shops []string
	if err := together( // each reads alone; none waits for another
		func() error {
			keys, err := r.Lineage.Keys(ctx, reach.Things)
			s.Things, s.Hash = len(keys), HashKeys(keys)
			return err
		},
		func() (err error) { stock, err = r.Lineage.Stock(ctx, reach); return err },
		func() (err error) { shops, err = r.Lineage.Shops(ctx, reach); return err },
	); err != nil {
		return Scope{}, nil, err
	}
	at := map[string]*Holder{}
	holder := func(place string) *Holder {
		if at[place] == nil {
			at[place] = &Holder{Place: place}
		}
		return at[place]
	}
	for _, x := range stock {
		if x.Place == "" {
			s.OnWay = Amounts(x.Held)
			continue
		}
		if x.Things == 0 && len(x.Sold) == 0 && !x.Unsaid {
			continue
		}
		h := holder(x.Place)
		h.Things, h.Held, h.Sold, h.Unsaid = x.Things, Amounts(x.Held), Amounts(x.Sold), x.Unsaid
	}
	for _, k := range shops {
		holder(k)
	}
	for _, h := range at {
		if r.Places != nil {
			p, _, err := r.Places.Place(ctx, h.Place)
			if err != nil {
				return s, nil, err
			}
			h.Party = p.Party
		}
		s.Holders = append(s.Holders, *h)
	}
	slices.SortFunc(s.Holders, func(a, b Holder) int { return cmp.Compare(a.Place, b.Place) })
	if len(s.Holders) > mostHolders {
		s.Holders, s.Cut = s.Holders[:mostHolders], true
	}
	s.Micros = r.wall().Sub(begun).Microseconds()
	return s, &Rows{reach}, nil
}

// together does several things at once and gives what went wrong with any.
func together(all ...func() error) error {
	var running sync.WaitGroup
	failed := make([]error, len(all))
	for i, do := range all {
		running.Go(func() { failed[i] = do() })
	}
	running.Wait()
	return errors.Join(failed...)
}

func (r Rules) wall() time.Time {
	if r.Wall == nil {
		return clock.System.Now()
	}
	return r.Wall.Now()
}
