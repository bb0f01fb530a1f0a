package foodchain

import (
	"context"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskpages"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/foodreport"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallpages"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/typed"
)

// foodDesk is the regulator's desk wired to a folder.
type foodDesk struct {
	host    pack.Host
	people  *people
	recalls *recalls
	store   *deskstore.Store
}

func newFoodDesk(h pack.Host, who *people, r *recalls) *foodDesk {
	f := &foodDesk{h, who, r, deskstore.New(h.DB)}
	r.corrected = f.corrected
	return f
}

// business is one as the desk knows it, without its places.
func (f *foodDesk) business(b chain.Business) desk.Business {
	x := desk.Business{ID: b.ID, Kind: string(b.Kind), Name: b.Name, Named: b.By == chain.ByNeighbour}
	if u, ok := f.host.Org().Unit(b.Town); ok {
		x.Town = u.Name.ZH
	}
	return x
}

// Business implements deskpages.Register.
func (f *foodDesk) Business(ctx context.Context, id string) (desk.Business, error) {
	b, err := f.people.store.Business(ctx, f.host.Division, id)
	if err != nil {
		return desk.Business{}, absent(err)
	}
	return f.business(b), nil
}

// Find implements deskpages.Register.
func (f *foodDesk) Find(ctx context.Context, text string, limit int) ([]desk.Business, error) {
	list, err := f.people.store.Find(ctx, f.host.Division, text, limit)
	out := make([]desk.Business, len(list))
	for i, b := range list {
		out[i] = f.business(b)
	}
	return out, err
}

// businesses are those of the register with their places.
func (f *foodDesk) businesses(ctx context.Context) ([]desk.Business, error) {
	list, err := f.people.store.Everyone(ctx, f.host.Division)
	if err != nil {
		return nil, err
	}
	out := make([]desk.Business, 0, len(list))
	for _, b := range list {
		x := f.business(b)
		places, err := f.people.store.Places(ctx, f.host.Division, b.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			x.Places = append(x.Places, p.Key())
		}
		out = append(out, x)
	}
	return out, nil
}

// night counts the six links and records the figures as an act.
func (f *foodDesk) night(ctx context.Context) error {
	all, err := f.businesses(ctx)
	if err != nil {
		return err
	}
	towns := map[string]string{}
	var places []string
	for _, b := range all {
		for _, p := range b.Places {
			towns[p] = b.Town
			if !b.Named {
				places = append(places, p)
			}
		}
	}
	now := f.host.Clock.Now()
	c, err := f.store.Count(ctx, f.host.Division, f.host.Calendar().DayOf(now), now, places, func(place string) string { return towns[place] })
	if err != nil {
		return err
	}
	_, err = f.host.Engine().Record(ctx, f.host.System(), desk.Counted, c, casework.Private{})
	return err
}

func (f *foodDesk) routes(s *site.Site) {
	s.AddDesk(site.Desk{Name: lang.T("食品监管台", "Food regulator's desk"), Says: lang.T("召回、抽检、冷链、查封，六个环节。", "Recalls, samples, cold chain, seals, the six links."), Href: "/food/desk", Verb: recall.ReadRecalls})
	(&deskpages.Pages{Site: s, Store: f.store, Read: recall.ReadRecalls, Register: f, Businesses: f.businesses, Code: typed.KeyOr, Regulator: f.recalls.regulator, Trust: f.host.Trust,
		Recall: func(ref, title, lot string) string {
			return recallpages.NewAddress(recall.FailedSample, ref, title, lot)
		}, Product: f.product, Known: f.known, Kind: func(kind string) lang.Text { return chain.Kind(kind).Role().Title }, Recalls: f.begun, Reports: foodreport.Name}).Routes()
}

// product names what a lot is of.
func (f *foodDesk) product(ctx context.Context, lot string) (string, error) {
	gtin, _ := chain.PartsOf(lot)
	p, err := f.people.store.Product(ctx, f.host.Division, gtin)
	return p.Name, absent(err)
}

// begun leads to the recalls in force that were begun from a failed sample.
func (f *foodDesk) begun(ctx context.Context, lot, number string) (links []ui.Link, err error) {
	list, err := f.recalls.store.Of(ctx, []string{lot})
	for _, x := range list {
		if x.Cause == recall.FailedSample && x.Ref == number {
			links = append(links, ui.Link{Name: lang.T("召回 "+x.Number, "Recall "+x.Number), Href: recallview.Address(x.ID)})
		}
	}
	return links, err
}

// corrected gives what was corrected of the sample that a recall began from.
func (f *foodDesk) corrected(ctx context.Context, number string, lots []string) (out []recallpages.Corrected, err error) {
	list, err := f.store.CorrectedOf(ctx, f.host.Division, number, lots)
	for _, x := range list {
		out = append(out, recallpages.Corrected{Href: "/food/desk/samples/" + x.ID, Number: x.Number, Passed: x.Passed})
	}
	return out, err
}

// known says whether anybody has recorded a lot.
func (f *foodDesk) known(ctx context.Context, lot string) (bool, error) {
	list, err := f.people.trace.Known(ctx, []string{lot})
	return len(list) > 0, err
}

func (f *foodDesk) parts() *pack.Parts {
	return &pack.Parts{Project: f.store.Project, Routes: f.routes, Night: f.night, Grow: f.night}
}
