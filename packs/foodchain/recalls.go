package foodchain

import (
	"context"
	"maps"
	"net/http"

	"banjie/internal/casework"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallapi"
	"banjie/packs/foodchain/recall/recallpages"
	"banjie/packs/foodchain/recall/recallstore"
	"banjie/packs/foodchain/trace/tracestore"
)

// Regulator is the unit of the directory that regulates food.
const Regulator = "market"

// recallWires are recalls wired to a folder.
type recallWires struct {
	host   pack.Host
	store  *recallstore.Store
	rules  recall.Rules
	office *recall.Office
}

// wireRecalls wires recalls; places may be nil while there is no register of businesses.
func wireRecalls(h pack.Host, lineage *tracestore.Store, archive *capturestore.Store, places recall.Places) *recallWires {
	w := &recallWires{host: h, store: recallstore.New(h.DB, lineage), office: &recall.Office{Engine: h.Engine, Places: places}}
	w.rules = recall.Rules{Lineage: lineage, Orders: w.store, Places: places, Regulator: func() string {
		if _, ok := h.Org().Unit(Regulator); ok {
			return Regulator
		}
		return ""
	}}
	if places != nil {
		w.rules.Made = recall.MadeBy(lineage, places)
	}
	archive.After = append(archive.After, w.store.Captured)
	return w
}

func (w *recallWires) routes(s *site.Site) {
	(&recallpages.Pages{Site: s, Lists: w.store, Rules: w.rules, Office: w.office}).Routes()
	s.PageOf(recall.Name, "/food/recalls/")
	s.PageOf(recall.OrderName, "/food/recall-orders/")
}

func (w *recallWires) night(ctx context.Context) error { return w.store.Refresh(ctx, w.host.Writer) }

// programs adds the addresses of recalls to others.
func (w *recallWires) programs(others map[string]http.Handler) map[string]http.Handler {
	all := maps.Clone(others)
	maps.Copy(all, (&recallapi.Service{Lists: w.store, Rules: w.rules, Office: w.office, Programs: w.host.Programs, Division: w.host.Division}).Handlers())
	return all
}

// together runs projectors one after another.
func together(list ...func(*sqldb.Tx, *casework.Case, *casework.Event) error) func(*sqldb.Tx, *casework.Case, *casework.Event) error {
	return func(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
		for _, project := range list {
			if err := project(tx, c, e); err != nil {
				return err
			}
		}
		return nil
	}
}
