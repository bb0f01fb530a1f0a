package admin

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
)

func TestShots(t *testing.T) {
	want := os.Getenv("SHOTS")
	if want == "" {
		t.Skip()
	}
	mux := http.NewServeMux()
	mux.Handle(ui.GalleryPath, ui.Gallery{Pages: GalleryPages()})
	mux.Handle(assets.Prefix, assets.Handler())
	s := httptest.NewServer(mux)
	defer s.Close()
	u := launcher.New().Bin("/usr/bin/chromium").NoSandbox(true).MustLaunch()
	b := rod.New().ControlURL(u).MustConnect()
	defer b.MustClose()
	for _, g := range GalleryPages() {
		if want != "all" && !strings.Contains(","+want+",", ","+strings.TrimPrefix(g.ID, "admin-")+",") {
			continue
		}
		for _, w := range []int{320, 390, 1280} {
			p := b.MustPage(s.URL + ui.GalleryPath + "page/" + g.ID)
			p.MustSetViewport(w, 800, 1, w < 600)
			p.MustWaitLoad()
			over := p.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int()
			if over > 0 {
				t.Errorf("%s at %d overflows by %d: %s", g.ID, w, over, p.MustEval(`() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth+1).slice(0,4).map(e => e.tagName+'.'+e.className+':'+e.textContent.trim().slice(0,40)).join(' | ')`).Str())
			}
			if w != 320 {
				img, err := p.Screenshot(true, &proto.PageCaptureScreenshot{Format: "png"})
				if err != nil {
					t.Fatal(err)
				}
				os.WriteFile("/tmp/adminshots/"+g.ID+"-"+map[int]string{390: "390", 1280: "1280"}[w]+".png", img, 0o644)
			}
			p.MustClose()
		}
	}
}
