package soilstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soilstore"
)

const division = "330599"

func TestSQLite(t *testing.T)   { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db")) }
func TestPostgres(t *testing.T) { exercise(t, testenv.Postgres(t)) }

// writer places acts without a case as the core's store does, without the ledger.
type writer struct {
	w *sqldb.Writer
	s *soilstore.Store
}

func (w writer) Write(ctx context.Context, in casework.Write) (out casework.Committed, err error) {
	_, err = w.w.Write(ctx, sqldb.Unit{Division: in.Division, Run: func(tx *sqldb.Tx) error {
		for i := range in.Events {
			if err := w.s.Project(tx, nil, &in.Events[i]); err != nil {
				return err
			}
		}
		return nil
	}})
	return casework.Committed{Events: in.Events}, err
}

type town struct {
	t      testing.TB
	db     *sqldb.DB
	w      *sqldb.Writer
	s      *soilstore.Store
	engine *casework.Engine
}

func open(t testing.TB, dsn string) *town {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		if err := soilstore.Migrate(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
	c := clock.Standing(time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC))
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	s := soilstore.New(db)
	return &town{t, db, w, s, &casework.Engine{Clock: c, Writer: writer{w, s}}}
}

func (n *town) record(division, kind string, facts any) error {
	_, err := n.engine.Record(context.Background(), access.Actor{ID: "o-9", Role: access.Administrator, Division: division}, kind, facts, casework.Private{})
	return err
}

func (n *town) must(kind string, facts any) {
	n.t.Helper()
	if err := n.record(division, kind, facts); err != nil {
		n.t.Fatal(err)
	}
}

func square(lon, lat, d float64) geo.Shape {
	return geo.Shape{{{{lon, lat}, {lon + d, lat}, {lon + d, lat + d}, {lon, lat + d}, {lon, lat}}}}
}

var begin = calendar.Date(2020, 1, 1)

func plot(code string, lon, lat float64) soil.Parcel {
	s := square(lon, lat, 0.001)
	return soil.Parcel{Code: code, Use: soil.Paddy, Village: "330599001001", Holder: soil.Person, ValidFrom: begin, Shape: s, Area: s.Area()}
}

func sample(cd float64) soil.Sample {
	s := soil.Sample{Use: soil.Paddy, PH: 6}
	for _, i := range soil.Basic {
		s.Values = append(s.Values, soil.Value{Item: i, MgPerKg: 0.1, Below: i == soil.Hg})
	}
	s.Values[0].MgPerKg = cd
	return s
}

func (n *town) report(number string, day calendar.Day, parcel string, cd float64) soil.ReportFacts {
	n.t.Helper()
	r := soil.Report{Number: number, Lab: "示例中心", Issued: day + 9, Samples: []soil.Taken{{Number: "1", Parcel: parcel, To: 20, Day: day, Point: &geo.Point{120.0001, 30.0001}, Sample: sample(cd)}}}
	p, err := soil.PlanReport(n.t.Context(), n.s, division, r, day+20, geo.Nowhere, func(i int) int { return i + 2 })
	if err != nil {
		n.t.Fatal(err)
	}
	f, err := p.Ready()
	if err != nil {
		n.t.Fatal(err)
	}
	return f
}

// exercise: plots, splits, reports and versions come back as they were entered, on both engines;
// what is there already is refused and leaves nothing; divisions stay apart.
func exercise(t *testing.T, dsn string) {
	n, ctx := open(t, dsn), t.Context()
	centre := geo.Point{120.01, 30.01}
	n.must(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "一村"}, {Code: "330599001002", Name: "二村", Centre: &centre}}})
	n.must(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "示例村", Centre: &centre}}})
	a, b := plot("a", 120, 30), plot("b", 120.01, 30)
	b.Holder, b.Use = soil.Entity, soil.Orchard
	n.must(soil.ParcelsEntered, soil.ParcelFacts{Source: "x", Parcels: []soil.Parcel{a, b}})
	if err := n.record("330598", soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{plot("a", 120, 30)}}); err != nil {
		t.Errorf("another division: %v", err)
	}
	if err := n.record(division, soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{plot("new", 120.5, 30), b}}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a code twice: %v", err)
	}
	if known, err := n.s.Known(ctx, division, []string{"a", "new", "b"}); err != nil || len(known) != 2 || known["b"].Use != soil.Orchard {
		t.Errorf("half a file was kept: %v %v", known, err)
	}
	verdicts(t, n)
	splits(t, n, a)
	if got, _, err := n.s.One(ctx, division, "b"); err != nil || !reflect.DeepEqual(got, b) {
		t.Errorf("%v\n%+v\n%+v", err, got, b)
	}
	if _, _, err := n.s.One(ctx, division, "none"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if err := n.record(division, soil.ConsentChanged, soil.ConsentFacts{Parcel: "none", Public: true}); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	today := calendar.Date(2026, 4, 1)
	villages, err := n.s.Villages(ctx, division, today)
	if err != nil || len(villages) != 2 || villages[0].Name != "示例村" || villages[0].Plots != 3 || villages[0].ByClass[""] != 3 || *villages[1].Centre != centre || villages[1].Plots != 0 {
		t.Errorf("%+v %v", villages, err)
	}
	before, err := n.s.Villages(ctx, division, calendar.Date(2024, 6, 1))
	if err != nil || before[0].Plots != 2 || before[0].ByClass[soil.StrictControl] != 1 {
		t.Errorf("%+v %v", before, err)
	}
	lists(t, n)
	boxes(t, n)
}

// verdicts: histories fold whatever the order, a report is entered once.
func verdicts(t *testing.T, n *town) {
	ctx := t.Context()
	later := n.report("R-2", calendar.Date(2024, 5, 1), "a", 9)
	n.must(soil.ReportEntered, later)
	n.must(soil.ReportEntered, n.report("R-1", calendar.Date(2021, 5, 1), "a", 0.2))
	if err := n.record(division, soil.ReportEntered, later); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a report twice: %v", err)
	}
	if there, err := n.s.HasReport(ctx, division, "R-1"); err != nil || !there {
		t.Error(there, err)
	}
	if there, err := n.s.HasReport(ctx, "330598", "R-1"); err != nil || there {
		t.Error("a report of another division", err)
	}
	_, h, err := n.s.One(ctx, division, "a")
	if err != nil || len(h) != 2 || h[0].Class != soil.PriorityProtection || h[1].Class != soil.StrictControl || h[0].To != h[1].From-1 || len(h[1].Reasons()) == 0 {
		t.Fatalf("%+v %v", h, err)
	}
	kept, err := n.s.Samples(ctx, division, "a")
	if err != nil || len(kept) != 2 || kept[0].Report != "R-2" || kept[0].Lab != "示例中心" || *kept[0].Point != (geo.Point{120.0001, 30.0001}) || len(kept[0].Values) != 8 {
		t.Fatalf("%+v %v", kept, err)
	}
	for _, v := range later.Report.Samples[0].Values {
		if !slices.Contains(kept[0].Values, v) {
			t.Errorf("%+v is lost", v)
		}
	}
	// A new version: page by page, judged anew, old verdicts stay.
	next := *soil.GB15618of2018
	next.Number, next.InForce = "test version", calendar.Date(2027, 1, 1)
	var after soil.Kept
	pages := 0
	for {
		page, err := n.s.SamplesAfter(ctx, division, after, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		after = page[0]
		pages++
		f, err := next.Rejudge(page)
		if err != nil {
			t.Fatal(err)
		}
		n.must(soil.Rejudged, f)
	}
	_, again, err := n.s.One(ctx, division, "a")
	if err != nil || pages != 2 || len(again) != 3 || !reflect.DeepEqual(again[0], h[0]) || again[1].Class != h[1].Class || again[1].To != next.InForce-1 || again[2].Class != soil.StrictControl {
		t.Errorf("%d %+v %v", pages, again, err)
	}
}

// splits: the parent ends the day before, its history stays; a second split is refused whole.
func splits(t *testing.T, n *town, parent soil.Parcel) {
	ctx := t.Context()
	day := calendar.Date(2025, 1, 1)
	child := func(code string, lon float64) soil.Parcel {
		p := plot(code, lon, 30)
		p.ValidFrom, p.Origin, p.Parents = day, soil.Split, []string{"a"}
		return p
	}
	n.must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{child("a1", 120), child("a2", 120.0005)}})
	got, h, err := n.s.One(ctx, division, "a")
	parent.ValidTo = day - 1
	if err != nil || !reflect.DeepEqual(got, parent) || len(h) != 3 {
		t.Errorf("%v\n%+v\n%+v", err, got, parent)
	}
	if got, _, err := n.s.One(ctx, division, "a1"); err != nil || !slices.Equal(got.Parents, []string{"a"}) || got.Origin != soil.Split {
		t.Errorf("%+v %v", got, err)
	}
	if all, err := n.s.Children(ctx, division, "a"); err != nil || !slices.Equal(all, []string{"a1", "a2"}) {
		t.Errorf("%v %v", all, err)
	}
	if err := n.record(division, soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{child("a3", 120)}}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a plot that has ended was split: %v", err)
	}
	if known, err := n.s.Known(ctx, division, []string{"a3"}); err != nil || len(known) != 0 {
		t.Errorf("%v %v", known, err)
	}
}

func (n *town) list(q soilstore.Query) (codes []string) {
	n.t.Helper()
	q.Division, q.Limit = division, 1
	if q.Today == 0 {
		q.Today = calendar.Date(2026, 4, 1)
	}
	for {
		page, err := n.s.Parcels(n.t.Context(), q)
		if err != nil {
			n.t.Fatal(err)
		}
		for _, r := range page.Rows {
			codes = append(codes, r.Code)
		}
		if page.Next == 0 {
			return codes
		}
		q.After = page.Next
	}
}

// lists: by day, village, use, class, code and what the public may see, each page once.
func lists(t *testing.T, n *town) {
	today, old := calendar.Date(2026, 4, 1), calendar.Date(2024, 6, 1)
	for name, c := range map[string]struct {
		q    soilstore.Query
		want []string
	}{
		"all days":         {soilstore.Query{}, []string{"a", "b", "a1", "a2"}},
		"today":            {soilstore.Query{From: today, To: today}, []string{"b", "a1", "a2"}},
		"another day":      {soilstore.Query{From: old, To: old}, []string{"a", "b"}},
		"before":           {soilstore.Query{To: begin - 1}, nil},
		"village":          {soilstore.Query{Village: "330599001001", From: today}, []string{"b", "a1", "a2"}},
		"no village":       {soilstore.Query{Village: "330599001002"}, nil},
		"use":              {soilstore.Query{Use: soil.Orchard}, []string{"b"}},
		"class of its day": {soilstore.Query{Class: soil.StrictControl, From: old, To: old}, []string{"a"}},
		"class before":     {soilstore.Query{Class: soil.PriorityProtection, From: old - 999, To: old - 999}, []string{"a"}},
		"code":             {soilstore.Query{Code: "a"}, []string{"a", "a1", "a2"}},
		"a mark in a code": {soilstore.Query{Code: "%"}, nil},
		"public":           {soilstore.Query{OpenOnly: true}, []string{"b"}},
	} {
		if got := n.list(c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	n.must(soil.ConsentChanged, soil.ConsentFacts{Parcel: "a1", Public: true, Day: today})
	if got := n.list(soilstore.Query{OpenOnly: true}); !slices.Equal(got, []string{"b", "a1"}) {
		t.Errorf("with consent: %v", got)
	}
	n.must(soil.ConsentChanged, soil.ConsentFacts{Parcel: "a1", Day: today})
	if got := n.list(soilstore.Query{OpenOnly: true}); !slices.Equal(got, []string{"b"}) {
		t.Errorf("consent taken back: %v", got)
	}
}

// boxes: what the index finds is what looking at every plot finds, edges included.
func boxes(t *testing.T, n *town) {
	rng := rand.New(rand.NewPCG(3, 4))
	var all []soil.Parcel
	for i := range 300 {
		all = append(all, plot(fmt.Sprintf("x%03d", i), 121+rng.Float64()*0.1, 31+rng.Float64()*0.1))
	}
	n.must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: all})
	for i := range 200 {
		x, y := 121+rng.Float64()*0.1, 31+rng.Float64()*0.1
		q := geo.Box{x, y, x + rng.Float64()*0.02, y + rng.Float64()*0.02}
		if i%4 == 0 { // exactly at an edge
			b := all[rng.IntN(len(all))].Shape.Box()
			q = geo.Box{b[2], b[3], b[2] + 0.01, b[3] + 0.01}
		}
		query := soilstore.Query{Boxes: []geo.Box{q}, Shapes: i%2 == 0}
		if i%5 == 0 {
			query.Boxes = append(query.Boxes, geo.Box{121, 31, 121.01, 31.01})
		}
		var want []string
		for _, p := range all {
			if slices.ContainsFunc(query.Boxes, p.Shape.Box().Meets) {
				want = append(want, p.Code)
			}
		}
		if got := n.list(query); !slices.Equal(got, want) {
			t.Fatalf("%v: %v, want %v", query.Boxes, got, want)
		}
	}
	page, err := n.s.Parcels(t.Context(), soilstore.Query{Division: division, Code: "x000", Shapes: true})
	if err != nil || len(page.Rows) != 1 || !reflect.DeepEqual(page.Rows[0].Shape, all[0].Shape) {
		t.Errorf("%+v %v", page, err)
	}
}

// TestMadeAgain: the same acts give the same rows.
func TestMadeAgain(t *testing.T) {
	var dumps [2]string
	for i := range dumps {
		n := open(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
		n.must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{plot("a", 120, 30), plot("b", 120.01, 30)}})
		n.must(soil.ReportEntered, n.report("R-2", calendar.Date(2024, 5, 1), "a", 9))
		n.must(soil.ReportEntered, n.report("R-1", calendar.Date(2021, 5, 1), "a", 0.2))
		rows, err := n.db.Query(t.Context(), `select parcel, valid_from, standard, valid_to, class, parts from soil_verdict order by parcel, valid_from`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var parcel, standard, class string
			var from, to int64
			var parts []byte
			if err := rows.Scan(&parcel, &from, &standard, &to, &class, &parts); err != nil {
				t.Fatal(err)
			}
			dumps[i] += fmt.Sprintln(parcel, from, standard, to, class, string(parts))
		}
		rows.Close()
	}
	if dumps[0] != dumps[1] || dumps[0] == "" {
		t.Errorf("%s\n%s", dumps[0], dumps[1])
	}
}
