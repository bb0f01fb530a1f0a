package window_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"banjie/internal/testenv"
	"banjie/internal/web/board"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/head"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
	"banjie/internal/web/window"
)

func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		t.Skip()
	}
	pages := append(append(append(window.GalleryPages(), desk.GalleryPages()...), head.GalleryPages()...), board.GalleryPages()...)
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle(ui.GalleryPath, ui.Gallery{Pages: pages})
	s := httptest.NewServer(mux)
	defer s.Close()
	b := testenv.Browser(t)
	want := os.Getenv("ONLY")
	for _, v := range []struct {
		n, q string
		v    testenv.View
	}{{"d", "lang=zh", testenv.Desk}, {"p", "lang=zh", testenv.View{Width: 390, Height: 844, Scale: 1, Touch: true}}, {"e", "lang=zh&mode=elder", testenv.View{Width: 390, Height: 844, Scale: 1, Touch: true}}, {"en", "lang=en&mode=elder", testenv.Desk}} {
		if m := os.Getenv("MODES"); m != "" && !strings.Contains(","+m+",", ","+v.n+",") {
			continue
		}
		for _, g := range pages {
			if want != "" && !strings.Contains(g.ID, want) {
				continue
			}
			p := testenv.Page(t, b, v.v)
			p.MustNavigate(s.URL + "/gallery/page/" + g.ID + "?" + v.q).MustWaitLoad()
			if over := p.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); over > 0 {
				t.Errorf("%s %s: %d px too wide", g.ID, v.n, over)
			}
			if os.Getenv("AXE") != "" {
				for _, a := range testenv.Axe(t, p) {
					t.Errorf("%s %s: %v", g.ID, v.n, a)
				}
			}
			p.MustScreenshotFullPage(dir + "/" + g.ID + "-" + v.n + ".png")
			p.Close()
		}
	}
}
