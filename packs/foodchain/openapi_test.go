package foodchain

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"banjie/packs/foodchain/cold/coldpages"
	"banjie/packs/foodchain/entries"
	"banjie/packs/foodchain/recall/recallapi"

	"banjie/internal/pack"
)

// Every address for programs below the pack's root is described, and nothing that is not served.
func TestEveryFoodAddressIsDescribed(t *testing.T) {
	parts := pack.Together(
		&pack.Parts{Programs: (&entries.Service{}).Handlers()},
		&pack.Parts{Programs: (&recallapi.Service{}).Handlers()},
		&pack.Parts{Programs: (&coldpages.Pages{}).Programs(nil)},
		&pack.Parts{Programs: map[string]http.Handler{"GET /epcis/events": http.NotFoundHandler()}},
	)
	served := described(parts).Programs
	for pattern := range served {
		if strings.Contains(pattern, entries.Root) && foodSentence(pattern) == "" {
			t.Errorf("%s is not described", pattern)
		}
	}
	for short := range foodSays {
		method, path, _ := strings.Cut(short, " ")
		if served[method+" "+entries.Root+path] == nil {
			t.Errorf("%s is not served", short)
		}
	}
	for short := range foodQuery {
		if foodSays[short] == "" {
			t.Errorf("%s has parameters and no sentence", short)
		}
	}
	answer := httptest.NewRecorder()
	served[foodDocument].ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Required bool
			}
		}
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if got := doc.Paths[entries.Root+"/recalls/of"]["get"].Parameters; len(got) != 1 || got[0].Name != "key" || got[0].In != "query" || !got[0].Required {
		t.Errorf("%+v", got)
	}
}
