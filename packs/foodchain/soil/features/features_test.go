package features_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/features"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soiltest"
)

type asker struct {
	t      *testing.T
	server *httptest.Server
}

// county has a household's plot that is not shown, one that is, a firm's, one split into two,
// and two villages.
func county(t *testing.T) (*soiltest.Town, *features.Service, asker) {
	n := soiltest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
	centre := geo.Point{120.005, 30.005}
	n.Must(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "示例一村", Centre: &centre}, {Code: "330599001002", Name: "示例二村"}}})
	closed, open, firm, old := soiltest.Plot("hidden-1", 120, 30), soiltest.Plot("open-1", 120.01, 30), soiltest.Plot("firm-1", 120.02, 30), soiltest.Plot("old-1", 120.03, 30)
	open.Public = true
	firm.Holder, firm.Use, firm.Village = soil.Entity, soil.Orchard, "330599001002"
	old.Holder = soil.Collective
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{closed, open, firm, old}})
	n.Must(soil.ReportEntered, n.Report("R-1", calendar.Date(2021, 5, 1), "open-1", 0.2))
	n.Must(soil.ReportEntered, n.Report("R-2", calendar.Date(2024, 5, 1), "open-1", 9))
	n.Must(soil.ReportEntered, n.Report("R-3", calendar.Date(2024, 5, 1), "hidden-1", 9))
	var parts []soil.Parcel
	for i := range 2 {
		p := soiltest.Plot(fmt.Sprintf("new-%d", i), 120.03+float64(i)*0.002, 30)
		p.Holder, p.Parents, p.Origin, p.ValidFrom = soil.Collective, []string{"old-1"}, soil.Split, calendar.Date(2025, 1, 1)
		parts = append(parts, p)
	}
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: parts})
	s := &features.Service{Archive: n.Store, Division: soiltest.Division, Name: lang.T("示例县", "Sample County"), County: geo.Box{119, 29, 121, 31}, Clock: n.Engine.Clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	mux := http.NewServeMux()
	mux.Handle(features.Prefix, s.Handler())
	mux.Handle(features.Prefix+"/", s.Handler())
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return n, s, asker{t, server}
}

// get asks for a path below the prefix, or for a whole address.
func (a asker) get(path string) (status int, kind string, doc map[string]any, text string) {
	a.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = a.server.URL + features.Prefix + path
	}
	res, err := http.Get(path)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		a.t.Fatalf("%s: %v: %.200s", path, err, body)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), doc, string(body)
}

func href(doc map[string]any, rel string) string {
	links, _ := doc["links"].([]any)
	for _, l := range links {
		if m := l.(map[string]any); m["rel"] == rel {
			return m["href"].(string)
		}
	}
	return ""
}

// ids asks for items and follows next to the end.
func (a asker) ids(path string) (all []string) {
	a.t.Helper()
	for path != "" {
		status, kind, doc, text := a.get(path)
		if status != 200 || kind != "application/geo+json" || doc["type"] != "FeatureCollection" {
			a.t.Fatalf("%s: %d %s %.300s", path, status, kind, text)
		}
		list := doc["features"].([]any)
		if int(doc["numberReturned"].(float64)) != len(list) {
			a.t.Errorf("%s: numberReturned %v of %d", path, doc["numberReturned"], len(list))
		}
		for _, f := range list {
			all = append(all, f.(map[string]any)["id"].(string))
		}
		path = href(doc, "next")
	}
	return all
}

// TestWalk: from the first page a program finds everything by links alone, as OGC 17-069r4 asks.
func TestWalk(t *testing.T) {
	_, _, a := county(t)
	for _, root := range []string{"", "/"} {
		status, kind, landing, _ := a.get(root)
		if status != 200 || kind != "application/json" || landing["title"] == "" {
			t.Fatal(status, kind, landing)
		}
		_, _, conforms, _ := a.get(href(landing, "conformance"))
		if text := fmt.Sprint(conforms["conformsTo"]); !strings.Contains(text, "ogcapi-features-1/1.0/conf/core") || !strings.Contains(text, "conf/geojson") || !strings.Contains(text, "conf/oas30") {
			t.Error(text)
		}
		_, _, list, _ := a.get(href(landing, "data"))
		if href(list, "self") == "" || len(list["collections"].([]any)) != 2 {
			t.Fatal(list)
		}
		for _, c := range list["collections"].([]any) {
			info := c.(map[string]any)
			status, _, again, _ := a.get(href(info, "self"))
			if status != 200 || again["id"] != info["id"] || again["itemType"] != "feature" || fmt.Sprint(again["crs"]) != "[http://www.opengis.net/def/crs/OGC/1.3/CRS84]" ||
				fmt.Sprint(again["extent"]) != "map[spatial:map[bbox:[[119 29 121 31]] crs:http://www.opengis.net/def/crs/OGC/1.3/CRS84]]" {
				t.Errorf("%v", again)
			}
			found := a.ids(href(info, "items"))
			if len(found) < 2 {
				t.Errorf("%v: %v", info["id"], found)
			}
			for _, id := range found {
				status, kind, f, _ := a.get("/collections/" + info["id"].(string) + "/items/" + id)
				if status != 200 || kind != "application/geo+json" || f["id"] != id || href(f, "self") == "" || href(f, "collection") == "" {
					t.Errorf("%s: %d %v", id, status, f)
				}
			}
		}
	}
}

// TestDefinition: the definition names each path and parameter that is answered, and no other.
func TestDefinition(t *testing.T) {
	_, _, a := county(t)
	_, kind, doc, text := a.get("/api")
	if kind != "application/vnd.oai.openapi+json;version=3.0" || doc["openapi"] != "3.0.3" || strings.Contains(text, "MOST") || strings.Contains(text, "ROOT") {
		t.Fatalf("%s %.200s", kind, text)
	}
	if server := doc["servers"].([]any)[0].(map[string]any)["url"]; server != a.server.URL+features.Prefix {
		t.Error(server)
	}
	components := doc["components"].(map[string]any)
	limit := components["parameters"].(map[string]any)["limit"].(map[string]any)["schema"].(map[string]any)
	if limit["maximum"] != 1000.0 || limit["default"] != 100.0 || limit["minimum"] != 1.0 {
		t.Error(limit)
	}
	for path, ops := range doc["paths"].(map[string]any) {
		at := strings.NewReplacer("plots/items/{featureId}", "plots/items/open-1", "villages/items/{featureId}", "villages/items/330599001001").Replace(path)
		if status, _, _, text := a.get(at); status != 200 {
			t.Errorf("%s: %d %.200s", path, status, text)
		}
		params, _ := ops.(map[string]any)["get"].(map[string]any)["parameters"].([]any)
		for _, p := range params {
			name := p.(map[string]any)["$ref"].(string)
			name = name[strings.LastIndex(name, "/")+1:]
			known, ok := components["parameters"].(map[string]any)[name].(map[string]any)
			if !ok || known["name"] != name {
				t.Errorf("%s: no parameter %s", path, name)
			}
			good := map[string]string{"bbox": "119,29,121,31", "datetime": "2026-04-01T00:00:00Z", "limit": "5", "use": "paddy", "class": "safe_use", "village": "330599001001", "code": "open", "after": "0"}[name]
			if known["in"] == "query" {
				if status, _, _, text := a.get(at + "?" + name + "=" + url.QueryEscape(good)); status != 200 {
					t.Errorf("%s %s: %d %.200s", path, name, status, text)
				}
			}
		}
	}
}

// TestItems: what bbox, datetime, limit and the further filters choose.
func TestItems(t *testing.T) {
	_, _, a := county(t)
	for query, want := range map[string][]string{
		"code=open":                            {"open-1"},
		"code=open%25":                         {},
		"":                                     {"open-1", "firm-1", "old-1", "new-0", "new-1"},
		"limit=1":                              {"open-1", "firm-1", "old-1", "new-0", "new-1"}, // by next
		"limit=1000000":                        {"open-1", "firm-1", "old-1", "new-0", "new-1"},
		"datetime=2024-06-01":                  {"open-1", "firm-1", "old-1"},
		"datetime=2024-12-31T15:59:59Z":        {"open-1", "firm-1", "old-1"},
		"datetime=2024-12-31T16:00:00Z":        {"open-1", "firm-1", "new-0", "new-1"}, // midnight of China's time
		"datetime=2026-04-01T08:00:00%2B08:00": {"open-1", "firm-1", "new-0", "new-1"},
		"datetime=../2019-12-31T00:00:00Z":     {},
		"datetime=/2020-01-01T00:00:00Z":       {"open-1", "firm-1", "old-1"},
		"datetime=2025-06-01T00:00:00Z/..":     {"open-1", "firm-1", "new-0", "new-1"},
		"datetime=2024-06-01T00:00:00Z/2025-06-01T00:00:00Z":  {"open-1", "firm-1", "old-1", "new-0", "new-1"},
		"datetime=1950-01-01T00:00:00Z":                       {},
		"bbox=120.0095,29.9,120.0205,30.1":                    {"open-1", "firm-1"},
		"bbox=120.0105,30.0005,0,120.0106,30.0006,99":         {"open-1"}, // inside of a plot, with heights
		"bbox=120.021,30.001,120.022,30.002":                  {"firm-1"}, // a corner touches
		"bbox=179,-10,-179,40":                                {},
		"bbox=120.02,-10,-179,40&limit=1&datetime=2026-04-01": {"firm-1", "new-0", "new-1"}, // over the line of 180 degrees
		"use=orchard":                                   {"firm-1"},
		"class=strict_control":                          {"open-1"},
		"class=priority_protection":                     {},
		"class=priority_protection&datetime=2022-01-01": {"open-1"},
		"village=330599001002":                          {"firm-1"},
	} {
		if got := a.ids("/collections/plots/items?" + query); !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	if got := a.ids("/collections/villages/items?limit=1"); len(got) != 2 {
		t.Error(got)
	}
	if got := a.ids("/collections/villages/items?bbox=120,30,120.01,30.01"); !slices.Equal(got, []string{"330599001001"}) {
		t.Error(got)
	}
}

// TestGeoJSON: coordinates are those measured, longitude first, outer ring counterclockwise, and
// the class is that of the day asked for.
func TestGeoJSON(t *testing.T) {
	_, _, a := county(t)
	_, _, doc, text := a.get("/collections/plots/items?class=strict_control")
	f := doc["features"].([]any)[0].(map[string]any)
	if want := `"geometry":{"type":"Polygon","coordinates":[[[120.01,30],[120.01100000000001,30],[120.01100000000001,30.001],[120.01,30.001],[120.01,30]]]}`; !strings.Contains(text, want) {
		t.Errorf("%.600s", text)
	}
	p := f["properties"].(map[string]any)
	if p["class"] != "strict_control" || p["standard"] != "GB 15618-2018" || p["use"] != "paddy" || p["valid_from"] != "2020-01-01" || p["area_m2"].(float64) < 10000 || p["area_mu"].(float64) > 16.5 {
		t.Error(p)
	}
	if doc["timeStamp"] != "2026-04-01T01:00:00Z" {
		t.Error(doc["timeStamp"])
	}
	_, _, one, _ := a.get("/collections/plots/items/open-1")
	if p := one["properties"].(map[string]any); p["tested"] != "2024-05-01" || p["class"] != "strict_control" {
		t.Error(p)
	}
}

// TestNobodyIsNamed: neither a holder nor a plot that is not open is told to everybody; whoever
// may see all sees it, and nothing of that is kept by a cache.
func TestNobodyIsNamed(t *testing.T) {
	n, s, a := county(t)
	n.Must(soil.ReportEntered, n.Report("R-4", calendar.Date(2024, 5, 1), "firm-1", 9))
	everything := ""
	for _, path := range []string{"", "/api", "/collections", "/collections/plots/items", "/collections/villages/items", "/collections/plots/items?village=330599001001", "/collections/plots/items/open-1"} {
		_, _, _, text := a.get(path)
		everything += text
	}
	for _, no := range []string{"hidden-1", "holder", "person", "household\"", "owner", "public"} {
		if strings.Contains(everything, no) {
			t.Errorf("%q is told", no)
		}
	}
	status, _, hidden, _ := a.get("/collections/plots/items/hidden-1")
	_, _, none, _ := a.get("/collections/plots/items/none-1")
	if status != 404 || fmt.Sprint(hidden) != fmt.Sprint(none) {
		t.Errorf("%d %v %v", status, hidden, none)
	}
	_, _, one, _ := a.get("/collections/villages/items/330599001001")
	_, _, two, _ := a.get("/collections/villages/items/330599001002")
	if p := one["properties"].(map[string]any); p["plots"] != 4.0 || p["plots_by_class"] != nil || p["plots_not_judged"] != nil || p["classes_withheld"] != true || p["why"] == "" || p["why"] == nil {
		t.Error(p)
	}
	if p := two["properties"].(map[string]any); p["plots"] != 1.0 || p["plots_by_class"] != nil || p["plots_not_judged"] != nil || two["geometry"] != nil {
		t.Error("a village of one plot tells its class", two)
	}
	n.Must(soil.ConsentChanged, soil.ConsentFacts{Parcel: "open-1", Day: soiltest.Today})
	if got := a.ids("/collections/plots/items"); slices.Contains(got, "open-1") {
		t.Error("consent was withdrawn", got)
	}
	s.Whole = func(r *http.Request) bool { return true }
	if got := a.ids("/collections/plots/items"); !slices.Contains(got, "hidden-1") || !slices.Contains(got, "open-1") {
		t.Error(got)
	}
	res, err := http.Get(a.server.URL + features.Prefix + "/collections/plots/items/hidden-1")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error(res.StatusCode, res.Header)
	}
}

// TestVillageOfOneClassTellsNone: enough plots are withheld, and the sum less those that are shown would tell
// the class of each until they are of more than one.
func TestVillageOfOneClassTellsNone(t *testing.T) {
	n, _, a := county(t)
	var more []soil.Parcel
	for i := range soil.FewestTold {
		more = append(more, soiltest.Plot(fmt.Sprintf("hidden-more-%d", i), 120.1+float64(i)*0.002, 30))
	}
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: more})
	var told map[string]any
	classes := func() any {
		_, _, one, _ := a.get("/collections/villages/items/330599001001")
		told = one["properties"].(map[string]any)
		return told["plots_by_class"]
	}
	if got := classes(); got != nil || told["classes_withheld"] != true {
		t.Errorf("all but one withheld plot are of one class: %v", told)
	}
	n.Must(soil.ReportEntered, n.Report("R-5", calendar.Date(2024, 5, 1), "hidden-more-0", 9))
	if got := classes(); fmt.Sprint(got) != "map[strict_control:3]" || told["plots_not_judged"] == nil || told["classes_withheld"] != nil || told["why"] != nil {
		t.Errorf("%v", told)
	}
}

// TestRefusals: every wrong question is a problem in both languages that names the place.
func TestRefusals(t *testing.T) {
	_, _, a := county(t)
	for path, want := range map[string]struct {
		status int
		place  string
	}{
		"/collections/plots/items?bbox=1,2,3":                          {400, "query.bbox"},
		"/collections/plots/items?bbox=120,31,121,30":                  {400, "query.bbox"},
		"/collections/plots/items?bbox=120,30,121,NaN":                 {400, "query.bbox"},
		"/collections/plots/items?bbox=30,120,31,121":                  {400, "query.bbox"},
		"/collections/plots/items?datetime=yesterday":                  {400, "query.datetime"},
		"/collections/plots/items?datetime=../..":                      {400, "query.datetime"},
		"/collections/plots/items?datetime=2025-01-01/2024-01-01":      {400, "query.datetime"},
		"/collections/plots/items?datetime=2025-02-30T00:00:00Z":       {400, "query.datetime"},
		"/collections/plots/items?datetime=2025-01-01/2026-01-01/2027": {400, "query.datetime"},
		"/collections/plots/items?limit=0":                             {400, "query.limit"},
		"/collections/plots/items?limit=-3":                            {400, "query.limit"},
		"/collections/plots/items?limit=ten":                           {400, "query.limit"},
		"/collections/plots/items?limit=":                              {400, "query.limit"},
		"/collections/plots/items?limit=5&limit=6":                     {400, "query.limit"},
		"/collections/plots/items?class=bad":                           {400, "query.class"},
		"/collections/plots/items?use=lawn":                            {400, "query.use"},
		"/collections/plots/items?village=%27":                         {400, "query.village"},
		"/collections/plots/items?after=x":                             {400, "query.after"},
		"/collections/plots/items?holder=person":                       {400, "query.holder"},
		"/collections/villages/items?class=safe_use":                   {400, "query.class"},
		"/collections?x=1":                                             {400, "query.x"},
		"/?x=1":                                                        {400, "query.x"},
		"/collections/owners":                                          {404, ""},
		"/collections/owners/items":                                    {404, ""},
		"/collections/plots/items/none":                                {404, ""},
		"/collections/villages/items/none":                             {404, ""},
		"/nowhere":                                                     {404, ""},
	} {
		status, kind, p, text := a.get(path)
		messages, _ := p["messages"].(map[string]any)
		remedy, _ := p["remedy"].(map[string]any)
		if status != want.status || kind != "application/problem+json" || p["status"] != float64(want.status) || messages["zh"] == "" || messages["en"] == "" || remedy["zh"] == "" ||
			!strings.HasPrefix(p["type"].(string), "urn:banjie:problem:") {
			t.Errorf("%s: %d %s %s", path, status, kind, text)
		}
		if want.place != "" && !strings.Contains(text, `"path":"`+want.place+`"`) {
			t.Errorf("%s: %s", path, text)
		}
	}
	res, err := http.Post(a.server.URL+features.Prefix+"/collections/plots/items", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
		t.Error(res.StatusCode, res.Header)
	}
}

// TestHeavyShapes: a page stays small whatever its shapes; the rest comes by next, nothing twice.
func TestHeavyShapes(t *testing.T) {
	n, _, a := county(t)
	var want []string
	for k := range 30 {
		p := soiltest.Plot(fmt.Sprintf("heavy-%02d", k), 120.5+float64(k)*0.01, 30)
		p.Holder, p.Shape = soil.Collective, geo.Shape{{nil}}
		for i := range 8001 {
			sin, cos := math.Sincos(float64(i%8000) / 8000 * 2 * math.Pi)
			p.Shape[0][0] = append(p.Shape[0][0], geo.Point{120.5 + float64(k)*0.01 + cos*0.003, 30 + sin*0.003})
		}
		want = append(want, p.Code)
		n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{p}})
	}
	const at = "/collections/plots/items?bbox=120.4,29,121,31&limit=1000"
	_, _, doc, text := a.get(at)
	if len(text) > 5<<20 || href(doc, "next") == "" {
		t.Errorf("%d bytes in one page", len(text))
	}
	if got := a.ids(at); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// No question makes the answer anything but items or a problem.
func FuzzItems(f *testing.F) {
	n := soiltest.Open(f, "sqlite:"+filepath.Join(f.TempDir(), "soil.db"))
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("a", 120, 30)}})
	h := (&features.Service{Archive: n.Store, Division: soiltest.Division, Clock: n.Engine.Clock}).Handler()
	for _, q := range []string{"bbox=1,2,3,4", "datetime=../2024-01-01", "limit=1&after=9", "bbox=1e308,2,-1e308,4", "datetime=0000-01-01T00:00:00Z/9999-12-31T23:59:59Z", "%zz;=&"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		r := httptest.NewRequest("GET", features.Prefix+"/collections/plots/items", nil)
		r.URL.RawQuery = q
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if kind := w.Header().Get("Content-Type"); !json.Valid(w.Body.Bytes()) || (w.Code != 200 || kind != "application/geo+json") && (w.Code != 400 || kind != "application/problem+json") {
			t.Errorf("%q: %d %s %s", q, w.Code, kind, w.Body)
		}
	})
}
