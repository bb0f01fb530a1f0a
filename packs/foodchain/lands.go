package foodchain

import (
	"context"
	"time"

	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/measures"
	"banjie/packs/foodchain/soil/measures/measurepages"
	"banjie/packs/foodchain/soil/measures/measurestore"
	"banjie/packs/foodchain/soil/soilpages"
	"banjie/packs/foodchain/soil/soilstore"
)

// lands is the soil archive with the cases that its verdicts call for.
type lands struct {
	host    pack.Host
	archive *soilstore.Store
	store   *measurestore.Store
}

func newLands(h pack.Host, archive *soilstore.Store) *lands {
	return &lands{h, archive, measurestore.New(h.DB)}
}

// open opens what waits. A county without the unit has nobody to answer: its calls wait.
func (l *lands) open(ctx context.Context) error {
	if _, ok := l.host.Org().Unit(has(l.host, soilDuty)); !ok {
		return nil
	}
	_, err := l.store.Open(ctx, l.host.Engine(), l.host.Division)
	return err
}

// callPause is between two looks for calls without a case.
const callPause = 2 * time.Second

func (l *lands) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(callPause):
		}
		if err := l.open(ctx); err != nil && ctx.Err() == nil {
			l.host.Log.ErrorContext(ctx, "cases of soil measures not opened", "error", err)
		}
	}
}

func (l *lands) parts() *pack.Parts {
	rules := measures.Rules{Archive: l.archive, Unit: has(l.host, soilDuty), Calendar: l.host.Calendar}
	return pack.Together(
		soilpages.Parts(l.host, soilpages.Options{Unit: has(l.host, soilDuty), County: geo.Nowhere, Called: l.store.Called}),
		&pack.Parts{Story: l.story(), Procedures: rules.Procedures(), Project: l.store.Project, Run: l.run, Night: l.open, Check: l.store.Check, Routes: func(s *site.Site) {
			s.Offers = append(s.Offers, ui.Card{Title: lang.T("查土壤", "Look up soil"), Text: lang.T("这块地什么时候测的、谁测的、干不干净。", "When a plot was tested, by whom, and whether it is clean."), Href: "/soil", Icon: ui.IconLeaf})
			(&measurepages.Pages{Site: s, Store: l.store, Archive: l.archive}).Routes()
		}},
	)
}
