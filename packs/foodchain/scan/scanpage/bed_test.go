package scanpage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/internal/web/site"
	"banjie/packs/foodchain"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/scan/scanpage"
	"banjie/packs/foodchain/scan/scanstore"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/intake"
	"banjie/packs/foodchain/trace/tracestore"
)

// nobody is a visitor without a session.
type nobody struct{}

func (nobody) Actor(*http.Request) access.Actor { return access.Actor{Role: access.Public} }
func (nobody) SignIn(http.ResponseWriter, *http.Request, access.Actor) error {
	return fault.Missing()
}
func (nobody) SignOut(http.ResponseWriter, *http.Request) error { return nil }
func (nobody) Wrap(h http.Handler) http.Handler                 { return h }

// bed is the scan page over a real store of lineage.
type bed struct {
	folder  string
	db      *sqldb.DB
	writer  *sqldb.Writer
	store   *tracestore.Store
	desk    *scan.Desk
	site    *site.Site
	pages   *scanpage.Pages
	handler http.Handler
	url     string
}

const base = "https://zsl.example"

var noon = time.Date(2026, 6, 12, 4, 0, 0, 0, time.UTC)

func newBed(t testing.TB, change func(*bed)) *bed {
	t.Helper()
	ctx := context.Background()
	folder := t.TempDir()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(folder, "hall.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := tracestore.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := db.MigrateFrom(ctx, scanstore.Migrations, "migrations", "foodchain_scan_version"); err != nil {
		t.Fatal(err)
	}
	standing := clock.Standing(noon)
	w, err := sqldb.NewWriter(ctx, db, standing)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	b := &bed{folder: folder, db: db, writer: w, store: tracestore.New(db, w)}
	log := slog.New(slog.DiscardHandler)
	b.desk = &scan.Desk{Sources: scan.Sources{Lineage: b.store}, Clock: standing, Calendar: calendar.Builtin, Log: log}
	b.site = &site.Site{Base: base, Sessions: nobody{}, Clock: standing, Calendar: calendar.Builtin, Log: log}
	b.pages = &scanpage.Pages{Site: b.site, Desk: b.desk, Read: foodchain.ReadFood}
	if change != nil {
		change(b)
	}
	if err := b.pages.Routes(); err != nil {
		t.Fatal(err)
	}
	b.handler = b.site.Handler()
	server := httptest.NewServer(b.handler)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// capture takes events of a document in.
func (b *bed) capture(t testing.TB, events ...string) {
	t.Helper()
	doc := `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00+08:00","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`
	b.document(t, doc)
}

func (b *bed) document(t testing.TB, doc string) {
	t.Helper()
	r, err := epcis.Open(strings.NewReader(doc), epcis.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var list []trace.Event
	for e, err := range r.Events() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, intake.Event(e))
	}
	if _, err := b.store.Capture(context.Background(), "330599", list); err != nil {
		t.Fatal(err)
	}
}

// Numbers of a made-up chain.
const (
	fruit = "https://id.gs1.org/01/09529999000019"
	box   = "https://id.gs1.org/01/09529999000026"
	farm  = "https://id.gs1.org/414/9529999000002"
	hall  = "https://id.gs1.org/414/9529999000101"
	cold  = "https://id.gs1.org/414/9529999000200"
	shop  = "https://id.gs1.org/414/9529999000309"
	crate = "https://id.gs1.org/00/095299990000000019"
)

func event(kind, step, at, rest string) string {
	return fmt.Sprintf(`{"type":%q,"eventTime":%q,"eventTimeZoneOffset":"+08:00","bizStep":%q,%s}`, kind, at, step, rest)
}

// chain is a box from two plots to a shop.
func chain() []string {
	harvest := func(lot, plot, at string) string {
		return event("ObjectEvent", "commissioning", at, fmt.Sprintf(`"action":"ADD","quantityList":[{"epcClass":"%s/10/%s","quantity":40,"uom":"KGM"}],"readPoint":{"id":"%s/254/%s"}`, fruit, lot, farm, plot))
	}
	return []string{
		harvest("A1", "P7", "2026-06-10T06:00:00+08:00"), harvest("A2", "P8", "2026-06-10T06:30:00+08:00"),
		event("TransformationEvent", "creating_class_instance", "2026-06-10T13:00:00+08:00", fmt.Sprintf(`"inputQuantityList":[{"epcClass":"%s/10/A1","quantity":5,"uom":"KGM"},{"epcClass":"%s/10/A2","quantity":5,"uom":"KGM"}],"outputEPCList":["%s/21/B1","%s/21/B2"],"readPoint":{"id":"%s"}`, fruit, fruit, box, box, hall)),
		event("AggregationEvent", "packing", "2026-06-10T14:00:00+08:00", fmt.Sprintf(`"action":"ADD","parentID":%q,"childEPCs":["%s/21/B1","%s/21/B2"],"readPoint":{"id":%q}`, crate, box, box, hall)),
		event("ObjectEvent", "storing", "2026-06-10T17:00:00+08:00", fmt.Sprintf(`"action":"OBSERVE","epcList":[%q],"bizLocation":{"id":%q}`, crate, cold)),
		event("ObjectEvent", "receiving", "2026-06-11T08:00:00+08:00", fmt.Sprintf(`"action":"OBSERVE","epcList":[%q],"bizLocation":{"id":%q}`, crate, shop)),
	}
}

const boxPath = "/01/09529999000026/21/B1"

// names is a register, as the office of the chain will have it.
type names struct{ last calendar.Day }

func (names) Product(_ context.Context, gtin string) (scan.Product, error) {
	if gtin != "09529999000026" {
		return scan.Product{}, nil
	}
	return scan.Product{Name: lang.T("清溪杨梅（礼盒）", "Qingxi bayberries, gift box"), Amount: "2.5 kg", Farm: true, Chill: true, Maker: scan.Party{Name: lang.T("清溪县东坞果品合作社", "Dongwu Fruit Cooperative"), Phone: "0571-00000020"}}, nil
}

func (n names) Lot(context.Context, string) (scan.Lot, error) {
	return scan.Lot{MadeOn: calendar.Date(2026, 6, 10), BestBefore: n.last, Pieces: 200}, nil
}

func (names) Places(_ context.Context, keys []string) (map[string]scan.Place, error) {
	all := map[string]scan.Place{
		hall: {Name: lang.T("东坞分拣包装站", "Dongwu packing hall"), Kind: scan.AtPacking, Town: lang.T("东坞镇", "Dongwu town")},
		cold: {Name: lang.T("清溪冷库二号", "Qingxi cold store 2"), Kind: scan.AtCold, Town: lang.T("城关街道", "Chengguan street")},
		shop: {Name: lang.T("惠民小店", "Huimin shop"), Kind: scan.AtShop, Town: lang.T("西塘村", "Xitang village")},
	}
	found := map[string]scan.Place{}
	for _, k := range keys {
		if p, ok := all[k]; ok {
			found[k] = p
		}
	}
	return found, nil
}

// shelves are papers.
type shelves []scan.Paper

func (s shelves) Papers(context.Context, []string, calendar.Day) ([]scan.Paper, error) { return s, nil }

func goodPapers() shelves {
	return shelves{
		{Kind: scan.Conformity, Number: "HG-2026-0610-7", Issuer: lang.T("清溪县东坞果品合作社", "Dongwu Fruit Cooperative"), On: calendar.Date(2026, 6, 10), Passed: true, Sealed: scan.Good, Page: "/v"},
		{Kind: scan.Entrusted, Number: "JC-2026-1188", Issuer: lang.T("清溪县农产品检测中心", "Qingxi Produce Laboratory"), On: calendar.Date(2026, 6, 9), Passed: true, Sealed: scan.Good, Values: []scan.Item{
			{Name: lang.T("毒死蜱", "chlorpyrifos"), Limit: "0.02 mg/kg", Value: "未检出", Passed: true}, {Name: lang.T("镉", "cadmium"), Limit: "0.05 mg/kg", Value: "0.008 mg/kg", Passed: true}}},
	}
}

// land is a soil archive.
type land struct{}

func (land) Plot(_ context.Context, key string, _ calendar.Day) (scan.Plot, error) {
	if strings.HasSuffix(key, "P8") {
		return scan.Plot{}, nil
	}
	return scan.Plot{Known: true, Name: lang.T("东坞七号梅园", "Dongwu orchard 7"), Village: lang.T("东坞村", "Dongwu village"), Area: 12.5, Use: lang.T("果园", "orchard"), SampledOn: calendar.Date(2025, 3, 2),
		Lab: lang.T("县土肥站", "county soil station"), Class: scan.Protected, Provisional: true, Selenium: lang.T("全硒0.42 mg/kg，达到0.3 mg/kg。", "total selenium of 0.42 mg/kg reaches 0.3 mg/kg."), Rich: true, X: 0.3, Y: 0.6}, nil
}

type recalls []scan.Recall

func (r recalls) Recalls(context.Context, []string, time.Time) ([]scan.Recall, error) { return r, nil }

// found is what the regulator found.
type found struct {
	tests []scan.Paper
	seals []scan.Seal
}

func (f found) Found(context.Context, []string) ([]scan.Paper, []scan.Seal, error) {
	return f.tests, f.seals, nil
}

type fridge scan.ColdChain

func (f fridge) Cold(context.Context, []string) (scan.ColdChain, error) {
	return scan.ColdChain(f), nil
}

type seen scan.Seen

func (s seen) Seen(context.Context, string, time.Time) (scan.Seen, error) { return scan.Seen(s), nil }

// everything is wired as it will be when all of the pack is.
func everything(b *bed) {
	b.desk.Sources.Register, b.desk.Sources.Papers, b.desk.Sources.Soil, b.desk.Sources.Recalls = names{calendar.Date(2026, 6, 18)}, goodPapers(), land{}, recalls{}
	b.desk.Sources.Offices = found{}
	b.desk.Sources.Cold = fridge{Known: true, From: 0, To: 8, Worst: 6.4, Where: lang.T("清溪冷库二号", "Qingxi cold store 2"), Readings: 40}
	b.desk.Sources.Counts = seen{Known: true}
	b.desk.Answers = func() []scan.Contact {
		return []scan.Contact{{Part: lang.T("监管部门", "Regulator"), Name: lang.T("清溪县市场监督管理局", "Qingxi Market Regulator"), Phone: "0571-00000030"}}
	}
	b.pages.Towns = func() []scanpage.Town {
		return []scanpage.Town{{Code: "330599101", Name: lang.T("东坞镇", "Dongwu town")}, {Code: "330599102", Name: lang.T("西塘镇", "Xitang town")}}
	}
}

type answer struct {
	status int
	header http.Header
	body   string
}

// get asks as a browser does, or with another Accept header.
func (b *bed) get(t testing.TB, path string, header ...string) answer {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	r.Header.Set("Accept-Language", "zh-CN")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return b.send(t, r)
}

func (b *bed) send(t testing.TB, r *http.Request) answer {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

// published reads a published set of events.
func published(t testing.TB, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(raw) {
		t.Fatal(path)
	}
	return string(raw)
}
