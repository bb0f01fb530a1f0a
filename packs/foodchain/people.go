package foodchain

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/chain/chainstore"
	counter "banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/pages/business"
	"banjie/packs/foodchain/pages/step"
	"banjie/packs/foodchain/trace/tracestore"
)

// people is what farms, factories, stalls and shops use.
type people struct {
	host  pack.Host
	store *chainstore.Store
	desk  *chain.Desk
}

func newPeople(h pack.Host, office *capture.Office, lineage *tracestore.Store) *people {
	store := chainstore.New(h.DB)
	return &people{h, store, &chain.Desk{Engine: h.Engine, Office: office, Store: store, Stock: lineage, Clock: h.Clock, Calendar: h.Calendar, Division: h.Division, Record: CaptureFood, Read: ReadFood}}
}

func (p *people) parts() *pack.Parts {
	return &pack.Parts{Project: p.store.Project, Routes: p.routes, Grow: p.grow}
}

// places are the keys of all places of a party.
func (p *people) places(ctx context.Context, party string) (keys []string, err error) {
	list, err := p.store.Of(ctx, p.host.Division, party)
	for _, b := range list {
		places, err := p.store.Places(ctx, p.host.Division, b.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range places {
			keys = append(keys, x.Key())
		}
	}
	return keys, err
}

func (p *people) routes(s *site.Site) {
	p.desk.Certificates = issued{s}
	c := &counter.Counter{Site: s, Desk: p.desk}
	c.Assets()
	(&business.Pages{Counter: c, Manage: SetUpFood}).Routes()
	(&step.Pages{Counter: c}).Routes()
}

// issued answers for certificates of this county.
type issued struct{ site *site.Site }

// Licence implements chain.Certificates.
func (i issued) Licence(ctx context.Context, division, number string, on calendar.Day) (kind, holder string, until calendar.Day, err error) {
	c, err := i.site.Certificates.ByID(ctx, division, number)
	if err != nil {
		return "", "", 0, err
	}
	if c.StatusOn(on) != ecert.Valid {
		return "", "", 0, fault.Missing()
	}
	return c.Type, c.Holder.ID, c.ValidUntil, nil
}

// grow fills a demonstration.
func (p *people) grow(ctx context.Context) error {
	who := p.host.People
	return chain.Grow(ctx, p.desk, chain.Cast{Farmer: who["farmer"], Firm: who["firm"], Clerk: who["clerk"], System: p.host.System()})
}
