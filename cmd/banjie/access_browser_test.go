package main

import (
	"os"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/internal/web/ui"
)

// readings are pages and the role that reads them.
type readings struct {
	role  string
	paths []string
}

// livePages are pages with real rows behind them.
var livePages = []readings{
	{"public", []string{"/", "/search?q=开饭店", "/themes", "/items/food-business-licence", "/items/food-business-licence/check", "/items/food-business-licence/apply",
		"/track", "/v", "/v/receipt", "/sign-in", "/story", "/not-done", "/complain", "/accessibility", "/figures/received", "/nowhere",
		"/commitments", "/lists", "/lists/powers", "/lists/check", "/fees", "/fees/check", "/fines", "/inspections", "/door", "/refund", "/surveys", "/oversight"}},
	{"citizen", []string{"/my", "/my/certificates", "/my/mandates"}},
	{"clerk", []string{"/window", "/window/receive?item=elder-care-card", "/window?q=食品", "/window/complain", "/window/impasse", "/work/desks"}},
	{"officer", []string{"/work", "/my/accountability", "/work/voice", "/work/desks"}},
	{"unit_head", []string{"/head", "/head/staff", "/work/accountability", "/work/desks", "/work/late", "/work/registers", "/work/registers/fines", "/head/commitments"}},
	{"centre_head", []string{"/centre/playbook", "/centre/registers", "/centre/surveys", "/centre/accountability", "/centre/inspections/new"}},
	{"supervisor", []string{"/board", "/board/cases", "/centre/accountability/new", "/centre/inspections", "/centre", "/centre/orders", "/centre/refunds", "/centre/voice", "/centre/commitments"}},
	{"administrator", []string{"/admin/items", "/admin/org", "/admin/calendar", "/admin/keys", "/admin/accounts", "/admin/lists"}},
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

// Live pages and sample pages are free of serious faults for axe-core. In the short run
// each page is judged in one of the four looks, in turn; with BANJIE_SOAK=1 in all.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 60)
	soak := os.Getenv("BANJIE_SOAK") == "1"
	samples := readings{role: "public"}
	for _, p := range galleryPages() {
		if !strings.HasPrefix(p.ID, "citizen-") { // judged beside the pages themselves
			samples.paths = append(samples.paths, ui.GalleryPath+"page/"+p.ID)
		}
	}
	for _, group := range append(livePages, samples) {
		for k, manner := range manners {
			b := testenv.Browser(t)
			first := c.at(t, b, manner.view)
			if group.role != "public" {
				first.become(group.role)
			}
			first.prefer("mode", string(manner.mode))
			first.prefer("lang", string(manner.tag))
			for i, path := range group.paths {
				if !soak && k != i%len(manners) {
					continue
				}
				t.Run(path+" "+manner.name, func(t *testing.T) {
					v := c.at(t, b, manner.view)
					v.open(path)
					v.judge(path)
					v.narrow(path, manner.view)
				})
			}
		}
	}
}
