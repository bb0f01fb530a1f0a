package main

import (
	"os"
	"slices"
	"testing"

	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/internal/web/ui"
)

// livePages are pages with real rows behind them, by the role that reads them.
var livePages = []struct {
	role  string
	paths []string
}{
	{"public", []string{"/", "/search?q=开饭店", "/themes", "/items/food-business-licence", "/items/food-business-licence/check", "/items/food-business-licence/apply",
		"/track", "/v", "/v/receipt", "/sign-in", "/story", "/not-done", "/complain", "/accessibility", "/figures/received", "/nowhere"}},
	{"citizen", []string{"/my", "/my/certificates", "/my/mandates"}},
	{"clerk", []string{"/window", "/window/receive?item=elder-care-card", "/window?q=食品"}},
	{"officer", []string{"/work"}},
	{"unit_head", []string{"/head", "/head/staff"}},
	{"supervisor", []string{"/board", "/board/cases"}},
}

// manners are the ways a page is judged: telephone and desk, standard and large type.
var manners = []struct {
	name string
	view testenv.View
	mode ui.Mode
	tag  lang.Tag
}{
	{"phone", testenv.Phone, ui.Standard, lang.ZH},
	{"desk, large type", testenv.Desk, ui.Elder, lang.EN},
	{"phone, large type", testenv.Phone, ui.Elder, lang.ZH},
	{"desk", testenv.Desk, ui.Standard, lang.EN},
}

// what a page may ask for, itself included.
const mostRequests = 8

// judge manners at the page shown: nothing serious for axe-core, no sideways scrolling at
// 320 px, few requests.
func (v *visitor) judge(where string) {
	v.t.Helper()
	for _, a := range testenv.Axe(v.t, v.p) {
		if a.Impact == "serious" || a.Impact == "critical" {
			v.t.Errorf("%s: %v", where, a)
		}
	}
	if n := v.p.MustEval(`() => 1 + performance.getEntriesByType("resource").length`).Int(); n > mostRequests {
		v.t.Errorf("%s: %d requests, at most %d", where, n, mostRequests)
	}
}

// narrow says how many pixels a page is too wide for the narrowest telephone.
func (v *visitor) narrow(where string, view testenv.View) {
	v.t.Helper()
	look := func(width, height int) {
		if err := (proto.EmulationSetDeviceMetricsOverride{Width: width, Height: height, DeviceScaleFactor: view.Scale, Mobile: true}).Call(v.p); err != nil {
			v.t.Fatal(err)
		}
	}
	look(320, 640)
	if over := v.p.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); over > 0 {
		v.t.Errorf("%s: %d px too wide at 320 px", where, over)
	}
	look(view.Width, view.Height)
}

// Live pages and every sample page are free of serious faults for axe-core. In the short
// run each page is judged in one of the four manners, in turn; with BANJIE_SOAK=1 in all.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 60)
	soak := os.Getenv("BANJIE_SOAK") == "1"
	var paths []string
	for _, p := range galleryPages() {
		paths = append(paths, ui.GalleryPath+"page/"+p.ID)
	}
	all := append(slices.Clone(livePages), struct {
		role  string
		paths []string
	}{"public", paths})
	for _, group := range all {
		var eyes [4]*visitor
		for i, look := range manners {
			eyes[i] = c.visitor(t, look.view)
			if group.role != "public" {
				eyes[i].become(group.role)
			}
			eyes[i].prefer("mode", string(look.mode))
			eyes[i].prefer("lang", string(look.tag))
		}
		for i, path := range group.paths {
			for k, look := range manners {
				if soak || k == i%len(manners) {
					eyes[k].open(path)
					eyes[k].judge(path + " (" + look.name + ")")
					eyes[k].narrow(path+" ("+look.name+")", look.view)
				}
			}
		}
	}
}
