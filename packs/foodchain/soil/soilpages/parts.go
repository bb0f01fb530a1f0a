package soilpages

import (
	"context"
	"net/http"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/features"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soilstore"
)

// Options are what a county says of its archive.
type Options struct {
	Unit   string  // that keeps it
	County geo.Box // in which plots must lie; empty: anywhere
	// Called is told of plots that came into a class with measures, see [soilstore.Store]; nil: nobody.
	Called func(tx *sqldb.Tx, e *casework.Event, calls []soil.Call, villages map[string]string) error
}

// Parts is the archive wired to a folder: projector, pages, addresses for programs and check. A
// pack joins them with its other parts; tables, verbs and articles are soilstore.Files, [Access]
// and soil.Law.
func Parts(h pack.Host, o Options) *pack.Parts {
	store := soilstore.New(h.DB)
	store.Called, store.Day = o.Called, func(t time.Time) calendar.Day { return h.Calendar().DayOf(t) }
	programs := &features.Service{Archive: store, Division: h.Division, Base: h.Base, County: o.County, Clock: h.Clock, Log: h.Log, Whole: func(r *http.Request) bool {
		callers := h.Programs()
		if callers == nil {
			return false
		}
		a, err := callers.Caller(r, See)
		return err == nil && Whole(a, h.Division)
	}}
	return &pack.Parts{
		Project: store.Project,
		Routes: func(s *site.Site) {
			programs.Name = s.Name
			(&Pages{Site: s, Archive: store, Acts: s.Engine, County: o.County, Unit: o.Unit}).Routes()
		},
		Programs: map[string]http.Handler{features.Prefix: programs.Handler(), features.Prefix + "/": programs.Handler()},
		Check:    func(ctx context.Context, division string) ([]lang.Text, error) { return store.Check(ctx, division) },
	}
}
