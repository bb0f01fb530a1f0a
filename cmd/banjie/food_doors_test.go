package main

import (
	"net/http"
	"strings"
	"testing"

	"banjie/internal/lang"
)

// A newcomer who becomes the food regulator or the soil office begins at that desk, finds it from any
// page by the menu without typing an address, and no link from there is dead.
func TestFoodAndSoilOfficesBeginAtTheirDesks(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	entry := c.walker(t, "public", lang.ZH).get("/").body
	for role, want := range map[string]struct {
		home  string
		finds []string
	}{
		"food_regulator": {"/food/desk", []string{"/food/recalls", "/food/desk/samples", "/work/desks", "/soil"}},
		"soil_office":    {"/work/soil", []string{"/work/soil/plots", "/work/soil/report", "/work/soil/measures", "/soil/map", "/work/desks", "/work"}},
	} {
		if !strings.Contains(entry, `value="`+role+`"`) {
			t.Errorf("no button for %s on the first page", role)
		}
		w := c.walker(t, role, lang.EN)
		res, err := w.client.PostForm(c.url+"/demo/become", map[string][]string{"role": {role}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK || res.Request.URL.Path != want.home {
			t.Errorf("%s begins at %s: %d", role, res.Request.URL.Path, res.StatusCode)
		}
		pages := w.walk(role)
		for _, path := range append(want.finds, want.home) {
			if _, found := pages[path]; !found {
				t.Errorf("%s does not find %s", role, path)
			}
		}
	}
	menu := func(role, path string) bool {
		to, _ := links(c.walker(t, role, lang.ZH).get(path).body)
		for _, l := range to {
			if l == "/work/soil" {
				return true
			}
		}
		return false
	}
	if !menu("soil_office", "/work") {
		t.Error("the work list of the soil office does not lead to the archive")
	}
	if menu("officer", "/work") || menu("clerk", "/work") || menu("public", "/soil") {
		t.Error("others are led to the keepers' desk")
	}
}
