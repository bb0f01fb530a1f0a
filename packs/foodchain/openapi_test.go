package foodchain

import (
	"net/http"
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
}
