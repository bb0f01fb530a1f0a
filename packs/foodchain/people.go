package foodchain

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/chain/chainstore"
	"banjie/packs/foodchain/demo"
	"banjie/packs/foodchain/entries"
	counter "banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/pages/business"
	"banjie/packs/foodchain/pages/field"
	"banjie/packs/foodchain/pages/paper"
	"banjie/packs/foodchain/pages/sheet"
	"banjie/packs/foodchain/pages/step"
	"banjie/packs/foodchain/soil/soilstore"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// people is what farms, factories, stalls and shops use.
type people struct {
	host  pack.Host
	store *chainstore.Store
	trace *tracestore.Store
	taken *capturestore.Store
	desk  *chain.Desk
	site  *site.Site // nil while no pages are served
	codes *Labels

	orders func(ctx context.Context, party string, places []string) (counter.Waiting, error)
}

func newPeople(h pack.Host, office *capture.Office, lineage *tracestore.Store, captures *capturestore.Store) *people {
	store := chainstore.New(h.DB)
	store.Keep, store.End, store.Offices = h.Keep, h.End, true
	p := &people{host: h, store: store, trace: lineage, taken: captures, desk: &chain.Desk{Engine: h.Engine, Office: office, Store: store, Stock: lineage, Clock: h.Clock, Calendar: h.Calendar, Division: h.Division, Record: RecordFood, Manage: SetUpFood}}
	p.desk.Archived = p.archived
	p.codes = &Labels{h, known{p}, lineage, captures}
	return p
}

func (p *people) parts() *pack.Parts {
	return &pack.Parts{Project: p.store.Project, Programs: p.programs(), Routes: p.routes, Check: p.check, Grow: p.grow}
}

// archived gives an event by its number.
func (p *people) archived(ctx context.Context, event int64) ([]byte, bool, error) {
	list, err := p.trace.Archive(ctx, tracestore.Asked{After: event - 1, Limit: 1})
	if err != nil {
		return nil, false, err
	}
	if len(list) == 0 || list[0].ID != event {
		return nil, false, fault.Missing()
	}
	return list[0].Body, list[0].Annulled, nil
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
	p.site, p.desk.Certificates = s, issued{s}
	p.desk.Told = chain.ToldBy(p.host.Acts)
	s.Erasers = append(s.Erasers, site.Eraser{Erase: p.desk.EraseOf,
		Says: lang.T("浙食链里以您本人登记的农户、小摊，名称、电话、地址和地块的名称也一起删除；批次和记录留着，显示成“农户，某某村”。企业的不删。", "Of a household or stall that you registered in the food chain, name, telephone, address and names of plots go as well; its lots and records stay, as of “a farming household” of its village. Those of an enterprise stay.")})
	if s.Codes != nil {
		p.desk.Tag = s.Codes.Party
	}
	c := &counter.Counter{Site: s, Desk: p.desk, Mandates: p.host.Mandates, Orders: p.orders}
	c.Assets()
	(&business.Pages{Counter: c}).Routes()
	(&step.Pages{Counter: c}).Routes()
	(&sheet.Pages{Counter: c}).Routes()
	(&field.Pages{Counter: c}).Routes()
	(&paper.Pages{Counter: c, Demo: p.host.Demo, Made: p.made, Codes: p.codes.Sheet}).Routes()
}

// check makes the rows again.
func (p *people) check(ctx context.Context, division string) ([]lang.Text, error) {
	return p.store.Check(ctx, division, chainstore.Source{Acts: p.host.Acts, Archive: p.trace.Archive, For: func(ctx context.Context, event int64) (string, error) {
		c, err := p.taken.Of(ctx, event)
		if err != nil {
			return "", err
		}
		e, err := p.host.Act(ctx, division, c.Seq)
		if errors.Is(err, sql.ErrNoRows) {
			return "", nil // differs; that the act is gone the ledger tells
		}
		if err != nil {
			return "", err
		}
		f, err := casework.Data[capture.Facts](e)
		return f.For, err
	}})
}

// programs are the addresses for programs.
func (p *people) programs() map[string]http.Handler {
	return (&entries.Service{Desk: p.desk, Programs: p.host.Programs}).Handlers()
}

// made gives what a lot was made of: all that came before it.
func (p *people) made(r *site.Request, lot string) ([]string, error) {
	back, err := p.trace.Back(r.Context(), lot, trace.Ask{})
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return back.Ancestors, nil
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
	day := p.host.Calendar().DayOf(p.host.Clock.Now())
	if err := demo.Land(ctx, p.host.Engine(), p.host.System(), soilstore.New(p.host.DB), day); err != nil {
		return err
	}
	err := chain.Grow(ctx, p.desk, chain.Cast{Farmer: who["farmer"], Firm: who["firm"], Clerk: who["clerk"], System: p.host.System(),
		Parcels: map[string]string{"coop": demo.CoopPlot, "slope": demo.SlopePlot}})
	if err != nil {
		return err
	}
	return p.growUser(ctx)
}

// growUser has the soil archive know who works the cooperative's plot.
func (p *people) growUser(ctx context.Context) error {
	places, err := p.store.WithParcel(ctx, p.host.Division, demo.CoopPlot)
	if err != nil || len(places) == 0 {
		return err
	}
	b, err := p.store.Business(ctx, p.host.Division, places[0].Business)
	if err != nil {
		return err
	}
	return demo.Works(ctx, p.host.Engine(), p.host.System(), soilstore.New(p.host.DB), demo.CoopPlot, b.Code)
}
