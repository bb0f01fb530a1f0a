// Package survey shows surveys: to everybody what was drawn and what came out, to the person asked
// the questions, to a caller one person at a time, to the office its rounds.
//
//	/surveys ─▶ /surveys/{round} ─▶ CSV, draw file, placing        everybody
//	/survey/{token} ─▶ thanks                                       who was asked; no sign-in, no script
//	/survey-desk ─▶ /survey-desk/{round}: next ─▶ answered │ not reached │ refused     callers
//	/centre/surveys ─▶ announce ─▶ draw ─▶ close                    supervision
//
// No page lists a sample, for nobody: the draw file names salted hashes, the desk shows the one
// person in hand, and states are counted over all units together while people are asked. Small
// figures are hidden with as many others as it takes. The rules are those of package survey.
package survey

import (
	"context"
	"net/http"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/survey"
	"banjie/internal/web/site"
)

// Cases loads cases; the engine does it.
type Cases interface {
	Load(ctx context.Context, key casework.Key) (*casework.Case, *casework.Procedure, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Office *survey.Office
}

// Routes adds the pages to the site.
func (s *Pages) Routes() {
	h := s.Site.Handle
	h("GET /surveys", site.Open, s.list)
	h("GET /surveys/{round}", site.Open, s.results)
	h("GET /surveys/{round}/results.csv", site.Open, s.csv)
	h("GET /surveys/{round}/draw.json", site.Open, s.file)
	h("GET /surveys/{round}/placing.csv", site.Open, s.placing)
	h("GET /survey/{token}", site.Open, s.ask)
	h("POST /survey/{token}", site.Open, s.answer)
	caller, office := site.For(access.CallForSurvey), site.For(access.ManageSurveys)
	h("GET /survey-desk", caller, s.desk)
	h("POST /survey-desk/{round}/next", caller, s.next)
	h("GET /survey-desk/{round}", caller, s.inHand)
	h("POST /survey-desk/{round}", caller, s.enter)
	h("GET /centre/surveys", office, s.office)
	h("GET /centre/surveys/new", office, s.plan)
	h("POST /centre/surveys/new", office, s.announce)
	h("GET /centre/surveys/{round}", office, s.round)
	h("POST /centre/surveys/{round}/draw", office, s.drawn)
	h("POST /centre/surveys/{round}/close", office, s.closed)
}

// roundOf gives the round of the address.
func (s *Pages) roundOf(r *site.Request) (survey.Round, error) {
	return s.Office.Store.Round(r.Context(), s.Office.Division, r.PathValue("round"))
}

// noStore keeps a page out of caches: it stands under a token or shows a person.
func noStore(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }
