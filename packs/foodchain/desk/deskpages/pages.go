// Package deskpages is the food regulator's desk in the browser.
//
//	/food/desk               the six links by town, and the ways on
//	/food/desk/coverage.csv
//	/food/desk/reports       what shoppers reported and nobody has answered yet
//	/food/desk/sampling      plans ──▶ {id}: strata, the file to announce, the draw entered and checked
//	/food/desk/samples       results; a failed one leads to the form of a recall; samples.csv
//	                         {id}: one, with what it said before and the form to correct it
package deskpages

import (
	"context"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
)

// SampleFood is the verb of sampling plans and results.
const SampleFood access.Verb = "sample_food"

// Access are the verbs of these pages.
var Access = []access.Row{
	//                       P            C            G            K            O            H            Z            S            A            U            Y
	{Verb: SampleFood, Reach: [11]access.Reach{access.None, access.None, access.None, access.None, access.Unit, access.Unit, access.None, access.None, access.None, access.None, access.All}, Title: lang.T("抽检食品", "sample food")},
}

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Store *deskstore.Store
	Read  access.Verb // opens lists and figures
	Register
	// Businesses lists all of the register, for plans.
	Businesses func(ctx context.Context) ([]desk.Business, error)
	Kind       func(kind string) lang.Text // a kind of business in words
	Code       func(text string) string    // a code as people type it, to a key
	Regulator  func() string
	Trust      func() (ledger.Trust, error) // nil: receipts of draws are not checked
	Recall     func(ref, title, lot string) string
	// Reports is the name of the procedure of what shoppers report; "": there is none.
	Reports string
	// Product names what a lot is of; "" where the register does not know it.
	Product func(ctx context.Context, lot string) (string, error)
	// Known says whether anybody has recorded a lot; nil: every lot is taken.
	Known func(ctx context.Context, lot string) (bool, error)
	// Recalls leads to the recalls in force that were begun from a failed sample, by its lot and the
	// number of its report; nil: none are known.
	Recalls func(ctx context.Context, lot, number string) ([]ui.Link, error)
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s, read, write := g.Site, site.For(g.Read), site.For(SampleFood)
	s.Handle("GET /food/desk", read, g.front)
	s.Handle("GET /food/desk/coverage.csv", read, g.coverageCSV)
	s.Handle("GET /food/desk/reports", write, g.reports)
	s.Handle("GET /food/desk/sampling", read, g.plans)
	s.Handle("POST /food/desk/sampling", write, g.plan)
	s.Handle("GET /food/desk/sampling/{id}", read, g.one)
	s.Handle("GET /food/desk/sampling/{id}/plan.json", write, g.file)
	s.Handle("POST /food/desk/sampling/{id}/draw", write.WithFiles(), g.draw)
	s.Handle("GET /food/desk/samples", read, g.samples)
	s.Handle("POST /food/desk/samples", write, g.result)
	s.Handle("GET /food/desk/samples.csv", read, g.samplesCSV)
	s.Handle("GET /food/desk/samples/{id}", read, g.sample)
	s.Handle("POST /food/desk/samples/{id}/correct", write, g.correct)
}

func (g *Pages) may(r *site.Request) error {
	if u := g.Regulator(); u != "" && u != r.Actor.Unit {
		return fault.Missing()
	}
	return access.Check(r.Actor, SampleFood, access.Target{Division: g.Site.Division, Unit: r.Actor.Unit})
}

func (g *Pages) names(ctx context.Context) (map[string]string, error) {
	all, err := g.Businesses(ctx)
	out := map[string]string{}
	for _, b := range all {
		out[b.ID] = b.Name
	}
	return out, err
}
