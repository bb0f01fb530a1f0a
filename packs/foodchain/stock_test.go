package foodchain

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"banjie/internal/web/site"
	"banjie/packs/foodchain/chain"
	counter "banjie/packs/foodchain/pages"
)

// What is at all the places of a business is asked about in one question to the recalls, and what is no
// longer there is not asked about.
func TestStockAsksOnceAboutRecalls(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	ctx, desk := context.Background(), n.people.desk
	place, err := desk.OpenPlace(ctx, n.who["packer"], n.of["packer"], "二号库", "", false)
	if err != nil {
		t.Fatal(err)
	}
	const kg = 1_000_000
	back := chain.Step{Kind: chain.Receive, Business: n.of["packer"].ID, Place: place.GLN, At: b.Clock.Now(), Entry: "20000000-0000-4000-8000-000000000000", Reason: "household",
		Takes: []chain.Portion{{Lot: n.lots["box"], Amount: 5 * kg, Unit: "KGM"}}, Partner: n.of["wholesaler"].ID, Proof: "H-3"}
	if _, err := desk.Take(ctx, n.who["packer"], back, ""); err != nil {
		t.Fatal(err)
	}
	var asked [][]string
	desk.Against = func(_ context.Context, keys []string) (map[string]chain.Against, error) {
		asked = append(asked, slices.Clone(keys))
		return map[string]chain.Against{n.lots["box"]: {Recall: "FR1"}}, nil
	}
	r := &site.Request{Request: httptest.NewRequest(http.MethodGet, "/food", nil), Site: b.Site, Actor: n.who["packer"]}
	list, err := (&counter.Counter{Site: b.Site, Desk: desk}).Stock(r, n.of["packer"], counter.OnPage)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]bool{}
	for _, h := range list {
		places[h.Place.GLN] = true
		if h.Lot == n.lots["box"] && h.Against.Recall != "FR1" {
			t.Errorf("%+v is not marked", h)
		}
	}
	if len(places) != 2 || len(asked) != 1 || !slices.Equal(asked[0], []string{n.lots["box"]}) {
		t.Errorf("at %d places %v was asked", len(places), asked)
	}
}
