package soilpages_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soiltest"
)

// fields fills two villages with 300 plots of irregular corners; every third is tested.
func fields(n *town) {
	one, two := geo.Point{120.01, 30.006}, geo.Point{120.03, 30.006}
	n.record(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "示例一村", Centre: &one}, {Code: "330599001002", Name: "示例二村", Centre: &two}}})
	var plots []soil.Parcel
	bend := func(k int) float64 { return 0.0002 * math.Sin(float64(k)*1.7) }
	for i := range 300 {
		x, y := float64(i%30)*0.00125, float64(i/30)*0.00125
		p := soiltest.Plot(fmt.Sprintf("33059900100%04d", i), 120, 30)
		west, south, size := 120+x, 30+y, 0.0011
		p.Shape = geo.Shape{{{{west, south}, {west + size, south + bend(i)/2}, {west + size + bend(i), south + size}, {west + bend(i+9), south + size - bend(i+5)/3}, {west, south}}}}
		p.Area, p.Public = p.Shape.Area(), true
		if i%30 >= 15 {
			p.Village = "330599001002"
		}
		plots = append(plots, p)
	}
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: plots})
	r := soil.Report{Number: "TR-1", Lab: "示例检测中心", Issued: calendar.Date(2026, 2, 1)}
	for i := 0; i < 300; i += 3 {
		r.Samples = append(r.Samples, soil.Taken{Number: fmt.Sprint(i), Parcel: plots[i].Code, To: 20, Day: calendar.Date(2025, 5, 1), Sample: soiltest.Sample([]float64{0.1, 0.1, 0.5, 9}[i/3%4])})
	}
	p, err := soil.PlanReport(n.Context(), n.store, "330599", r, calendar.Date(2026, 3, 1), geo.Nowhere, func(i int) int { return i })
	if err != nil {
		n.Fatal(err)
	}
	f, err := p.Ready()
	if err != nil {
		n.Fatal(err)
	}
	n.record(soil.ReportEntered, f)
}

// TestMapInBrowser: the map draws the plots in view by class from this site alone, a press on one
// leads to its page, and without a script the table holds the same. Axe finds nothing wrong.
func TestMapInBrowser(t *testing.T) {
	n := open(t)
	fields(n)
	b := testenv.Browser(t)
	for _, c := range []struct {
		name  string
		view  testenv.View
		query string
	}{{"phone", testenv.Phone, "?lang=zh&mode=standard"}, {"phone-elder", testenv.Phone, "?lang=zh&mode=elder"}, {"desk", testenv.Desk, "?lang=zh&mode=standard"}, {"desk-elder-dark", testenv.Desk, "?lang=zh&mode=elder&theme=dark"}} {
		p := testenv.Page(t, b, c.view)
		at := n.Serve(public)
		p.MustNavigate(at + "/soil").MustWaitLoad()
		for _, set := range strings.Split(c.query[1:], "&") {
			name, value, _ := strings.Cut(set, "=")
			p.MustEval(`(n, v) => { document.cookie = "banjie_" + n + "=" + v + ";path=/" }`, name, value)
		}
		for _, page := range []string{"/soil", "/soil/map", "/soil/plots/330599001000009"} {
			p.MustNavigate(at + page).MustWaitLoad()
			if page == "/soil/map" {
				p.MustWait(`() => document.querySelectorAll(".map-view .map-shape").length >= 250`)
				for look, least := range map[string]int{"good": 25, "soon": 10, "grave": 10, "none": 100} {
					if got := p.MustEval(`s => document.querySelectorAll(s).length`, ".map-view .map-"+look).Int(); got < least {
						t.Errorf("%s: %d shapes %s", c.name, got, look)
					}
				}
				if words := p.MustElement("[data-map-status]").MustText(); !strings.Contains(words, "块地") || strings.Contains(words, "脚本") {
					t.Errorf("%s: %q", c.name, words)
				}
			}
			if n := p.MustEval(`() => performance.getEntriesByType("resource").length + 1`).Int(); n > 8 {
				t.Errorf("%s %s: %d requests, at most 8", c.name, page, n)
			}
			for _, v := range testenv.Axe(t, p) {
				t.Errorf("%s %s: %s", c.name, page, v)
			}
			if wide := p.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); wide > 0 {
				t.Errorf("%s %s: %d pixels too wide", c.name, page, wide)
			}
			testenv.Shot(t, p, "soil"+strings.ReplaceAll(strings.TrimPrefix(page, "/soil"), "/", "-")+"-"+c.name)
		}
		if c.name != "desk" {
			continue
		}
		p.MustNavigate(at + "/soil/map").MustWaitLoad()
		p.MustWait(`() => document.querySelectorAll(".map-view .map-grave").length > 0`)
		p.MustEval(`() => {
			const grave = [...document.querySelectorAll(".map-view .map-grave")], shape = grave[Math.floor(grave.length / 2)], box = shape.getBoundingClientRect();
			shape.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }));
		}`)
		popup := p.MustElement(".leaflet-popup-content")
		if words := popup.MustText(); !strings.Contains(words, "严格管控类") || !strings.Contains(words, "亩") {
			t.Errorf("%q", words)
		}
		testenv.Shot(t, p, "soil-map-popup")
		popup.MustElement("a").MustClick()
		p.MustWaitLoad().MustWait(`() => location.pathname.startsWith("/soil/plots/")`)
		if words := p.MustElement("h1").MustText(); !strings.HasPrefix(words, "地块 3305") {
			t.Errorf("%q", words)
		}
	}
	still := testenv.Desk
	still.NoScript = true
	p := testenv.Page(t, b, still)
	p.MustNavigate(n.Serve(public) + "/soil/map?class=strict_control").MustWaitLoad()
	body := p.MustElement("main").MustText()
	if !strings.Contains(body, "地图需要脚本；下面的表格内容相同") || strings.Count(body, "严格管控类") < 20 {
		t.Errorf("%.600s", body)
	}
}

// TestKeepersPages: the pages of the keepers as they look.
func TestKeepersPages(t *testing.T) {
	n := open(t)
	fields(n)
	b := testenv.Browser(t)
	for _, c := range []struct {
		name string
		view testenv.View
	}{{"phone", testenv.Phone}, {"desk", testenv.Desk}} {
		p := testenv.Page(t, b, c.view)
		at := n.Serve(keeper)
		for _, page := range []string{"/work/soil", "/work/soil/report", "/work/soil/split", "/work/soil/merge", "/soil/plots/330599001000009"} {
			p.MustNavigate(at + page).MustWaitLoad()
			for _, v := range testenv.Axe(t, p) {
				t.Errorf("%s %s: %s", c.name, page, v)
			}
			if wide := p.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); wide > 0 {
				t.Errorf("%s %s: %d pixels too wide", c.name, page, wide)
			}
			testenv.Shot(t, p, "keeper"+strings.ReplaceAll(page, "/", "-")+"-"+c.name)
		}
		p.MustNavigate(at + "/work/soil/merge").MustWaitLoad()
		p.MustElement("[name=parents]").MustInput("330599001000000 330599001000002")
		p.MustElement("main form").MustElement("button[type=submit]").MustClick()
		p.MustWaitLoad().MustElement(".error-summary, [role=alert]")
		testenv.Shot(t, p, "keeper-merge-refused-"+c.name)
	}
}
