package foodchain

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"banjie/packs/foodchain/body"
	"banjie/packs/foodchain/chain"
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
	for pattern := range served {
		method, path, _ := strings.Cut(pattern, " ")
		short := method + " " + strings.TrimPrefix(path, entries.Root)
		b, takes := foodBodies[short]
		if strings.Contains(path, entries.Root) && takes != (method == http.MethodPost) {
			t.Errorf("%s: a body is described: %v", pattern, takes)
		}
		if !takes {
			continue
		}
		if all := b.Unknown(); len(all) > 0 {
			t.Errorf("%s: %v", pattern, all)
		}
		into := reflect.New(reflect.TypeOf(b.Of))
		if err := body.Read([]byte(b.Example), into.Interface()); err != nil || into.Elem().IsZero() {
			t.Errorf("%s: its example is refused: %v", pattern, err)
		}
		var example map[string]any
		if err := json.Unmarshal([]byte(b.Example), &example); err != nil {
			t.Error(err)
		}
		for name, words := range b.Words {
			if value, given := example[name].(string); given && !slices.Contains(words, value) {
				t.Errorf("%s: the example's %s is %q", pattern, name, value)
			}
		}
		for _, name := range b.Required {
			if _, there := example[name]; !there {
				t.Errorf("%s: the example lacks %s", pattern, name)
			}
		}
	}
	for short := range foodBodies {
		if foodSays[short] == "" {
			t.Errorf("%s has a body and no sentence", short)
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
			RequestBody *struct {
				Content map[string]struct {
					Schema struct {
						Properties map[string]struct{ Enum []string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if got := doc.Paths[entries.Root+"/recalls/of"]["get"].Parameters; len(got) != 1 || got[0].Name != "key" || got[0].In != "query" || !got[0].Required {
		t.Errorf("%+v", got)
	}
	steps := doc.Paths[entries.Root+"/businesses/{id}/steps"]["post"].RequestBody
	if steps == nil || len(steps.Content["application/json"].Schema.Properties["kind"].Enum) != len(chain.Acts) {
		t.Errorf("%+v", steps)
	}
}
