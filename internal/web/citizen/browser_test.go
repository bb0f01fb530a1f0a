package citizen_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"banjie/internal/testenv"
	"banjie/internal/web/citizen"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
)

// Every page passes axe-core on a telephone and a desk, without a scroll bar to the side.
// With BANJIE_SHOTS set the pictures are kept.
func TestPagesInTheBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	pages := citizen.GalleryPages()
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle(ui.GalleryPath, ui.Gallery{Pages: pages})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	b := testenv.Browser(t)
	views := []struct {
		name, query string
		view        testenv.View
	}{
		{"390", "lang=zh&mode=standard&theme=light", testenv.View{Width: 390, Height: 844, Scale: 1, Touch: true}},
		{"320-elder", "lang=en&mode=elder&theme=dark", testenv.View{Width: 320, Height: 800, Scale: 1, Touch: true}},
		{"1280", "lang=en&mode=standard&theme=light", testenv.View{Width: 1280, Height: 900, Scale: 1}},
	}
	for i, v := range views {
		page := testenv.Page(t, b, v.view)
		for n, g := range pages {
			if os.Getenv("BANJIE_SHOTS") == "" && os.Getenv("BANJIE_SOAK") == "" && n%len(views) != i {
				continue // each page once; all of them everywhere in make soak
			}
			page.MustNavigate(s.URL + ui.GalleryPath + "page/" + g.ID + "?" + v.query).MustWaitLoad()
			for _, found := range testenv.Axe(t, page) {
				t.Errorf("%s at %s: %v", g.ID, v.name, found)
			}
			if over := page.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); over > 0 {
				t.Errorf("%s is %d px wider than %s", g.ID, over, v.name)
			}
			if os.Getenv("BANJIE_SHOTS") != "" {
				testenv.Shot(t, page, g.ID+"-"+v.name)
			}
		}
	}
}

// The scripts of the verify pages load, read the part behind the # and send nothing.
func TestVerifyInTheBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	b := newBed(t)
	page := testenv.Page(t, testenv.Browser(t), testenv.Phone)
	page.MustNavigate(b.server.URL + "/v#bm90IGEgY2VydGlmaWNhdGU").MustWaitLoad()
	page.MustWait(`() => document.querySelector("#verify-result .verdict") !== null`)
	page.MustNavigate(b.server.URL + "/v/receipt#banjie1.abc").MustWaitLoad()
	if got := page.MustElement("#f-data").MustProperty("value").Str(); got != "banjie1.abc" {
		t.Errorf("the form holds %q", got)
	}
}
