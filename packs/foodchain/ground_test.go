package foodchain

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/demo"
	"banjie/packs/foodchain/soil/soilstore"
)

// A harvest from ground under strict control is asked about first, by the class of the day of the harvest,
// with its article and that it was not read; one from a clean plot meets no word.
func TestHarvestFromGroundUnderStrictControl(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	people := newPeople(b.host, nil, nil, nil)
	place, err := people.store.PlaceOf(t.Context(), b.plotOf(demo.CoopPlot))
	if err != nil {
		t.Fatal(err)
	}
	home := "/food/b/" + place.Business
	if a := b.Post(farmer, home+"/places", url.Values{"what": {"plot"}, "name": {"严控地"}, "parcel": {"SK-0001"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.800s", a.Status, a.Text())
	}
	strict, err := people.store.PlaceOf(t.Context(), b.plotOf("SK-0001"))
	if err != nil {
		t.Fatal(err)
	}
	products, err := people.store.Products(t.Context(), specimen.Division, place.Business)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	harvest := func(plot chain.Place, reason string) officertest.Answer {
		n++
		return b.Post(farmer, home+"/do/harvest", url.Values{"entry": {fmt.Sprintf("20000000-0000-4000-8000-%012d", n)}, "product": {products[0].GTIN}, "amount": {"3"}, "plot": {plot.GLN + "/" + plot.Ext}, "reason": {reason}})
	}
	if a := harvest(place, ""); a.Status != http.StatusSeeOther {
		t.Errorf("a clean plot: %d %.900s", a.Status, a.Text())
	}
	a := harvest(strict, "")
	b.says(a, "严格管控类", "土壤污染防治法")
	if a.Status == http.StatusSeeOther {
		t.Error("harvested from ground under strict control without a word")
	}
	if a := harvest(strict, "set_apart"); a.Status != http.StatusSeeOther {
		t.Errorf("set apart: %d %.900s", a.Status, a.Text())
	}
	ask, today := ground(soilstore.New(b.DB), specimen.Division), b.host.Calendar().DayOf(b.Clock.Now())
	if code, err := ask(t.Context(), strict, today-3*365); err != nil || code != "" {
		t.Errorf("before it was tested: %q %v", code, err)
	}
	if code, err := ask(t.Context(), chain.Place{Parcel: "none"}, today); err != nil || code != "" {
		t.Errorf("a plot that the archive does not know: %q %v", code, err)
	}
	if !strings.Contains(chain.FindingText(chain.StrictGround).ZH, "农业部门") {
		t.Error("it does not say whom to ask")
	}
}
