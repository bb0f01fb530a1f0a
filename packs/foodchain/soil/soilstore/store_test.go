package soilstore_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soiltest"
)

const division = soiltest.Division

func TestSQLite(t *testing.T)   { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db")) }
func TestPostgres(t *testing.T) { exercise(t, testenv.Postgres(t)) }

// exercise: plots, splits, reports and versions come back as they were entered, on both engines;
// what is there already is refused and leaves nothing; divisions stay apart.
func exercise(t *testing.T, dsn string) {
	n, ctx := soiltest.Open(t, dsn), t.Context()
	centre := geo.Point{120.01, 30.01}
	n.Must(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "一村"}, {Code: "330599001002", Name: "二村", Centre: &centre}}})
	n.Must(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "示例村", Centre: &centre}}})
	a, b := soiltest.Plot("a", 120, 30), soiltest.Plot("b", 120.01, 30)
	b.Holder, b.Use = soil.Entity, soil.Orchard
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Source: "x", Parcels: []soil.Parcel{a, b}})
	if err := n.Record("330598", soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("a", 120, 30)}}); err != nil {
		t.Errorf("another division: %v", err)
	}
	if err := n.Record(division, soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("new", 120.5, 30), b}}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a code twice: %v", err)
	}
	if known, err := n.Store.Known(ctx, division, []string{"a", "new", "b"}); err != nil || len(known) != 2 || known["b"].Use != soil.Orchard {
		t.Errorf("half a file was kept: %v %v", known, err)
	}
	verdicts(t, n)
	splits(t, n, a)
	if got, _, err := n.Store.One(ctx, division, "b"); err != nil || !reflect.DeepEqual(got, b) {
		t.Errorf("%v\n%+v\n%+v", err, got, b)
	}
	if _, _, err := n.Store.One(ctx, division, "none"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if err := n.Record(division, soil.ConsentChanged, soil.ConsentFacts{Parcel: "none", Public: true}); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	today := calendar.Date(2026, 4, 1)
	villages, err := n.Store.Villages(ctx, division, today)
	if err != nil || len(villages) != 2 || villages[0].Name != "示例村" || villages[0].Plots != 3 || villages[0].NotShown() != 2 || villages[0].Withheld[""] != 2 || villages[0].ByClass[""] != 3 || *villages[1].Centre != centre || villages[1].Plots != 0 {
		t.Errorf("%+v %v", villages, err)
	}
	before, err := n.Store.Villages(ctx, division, calendar.Date(2024, 6, 1))
	if err != nil || before[0].Plots != 2 || before[0].ByClass[soil.StrictControl] != 1 {
		t.Errorf("%+v %v", before, err)
	}
	lists(t, n)
	boxes(t, n)
	users(t, n)
}

// users: who works a plot holds from its day on, is corrected on the same day, and is of its division alone.
func users(t *testing.T, n *soiltest.Town) {
	ctx, day := t.Context(), calendar.Date(2025, 1, 1)
	n.Must(soil.UsersRecorded, soil.UserFacts{Users: []soil.User{{Parcel: "a", Code: "X", From: day}, {Parcel: "a", Code: "", From: day + 30}}})
	n.Must(soil.UsersRecorded, soil.UserFacts{Users: []soil.User{{Parcel: "a", Code: "Y", From: day}}})
	for on, want := range map[calendar.Day]string{day - 1: "", day: "Y", day + 29: "Y", day + 30: ""} {
		if got, err := n.Store.UserOn(ctx, division, "a", on); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", on, got, err, want)
		}
	}
	if got, err := n.Store.UserOn(ctx, "330598", "a", day); err != nil || got != "" {
		t.Errorf("another division: %q %v", got, err)
	}
	if all, err := n.Store.Users(ctx, division, "a"); err != nil || len(all) != 2 || all[0] != (soil.User{Parcel: "a", Code: "Y", From: day}) || all[1].Code != "" {
		t.Errorf("%+v %v", all, err)
	}
}

// verdicts: histories fold whatever the order, a report is entered once.
func verdicts(t *testing.T, n *soiltest.Town) {
	ctx := t.Context()
	later := n.Report("R-2", calendar.Date(2024, 5, 1), "a", 9)
	n.Must(soil.ReportEntered, later)
	n.Must(soil.ReportEntered, n.Report("R-1", calendar.Date(2021, 5, 1), "a", 0.2))
	if err := n.Record(division, soil.ReportEntered, later); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a report twice: %v", err)
	}
	if r, there, err := n.Store.Report(ctx, division, "R-1"); err != nil || !there || r.Lab != "示例中心" || len(r.Samples) != 1 || len(r.Samples[0].Values) != 8 {
		t.Errorf("%+v %v %v", r, there, err)
	}
	if p, err := soil.PlanReport(ctx, n.Store, division, later.Report, calendar.Date(2026, 1, 1), geo.Nowhere, func(i int) int { return i }); err != nil || len(p.Repeated) != 1 || len(p.Mistakes) > 0 || len(p.Facts.Report.Samples) > 0 {
		t.Errorf("the same report again: %+v %v", p, err)
	}
	if _, there, err := n.Store.Report(ctx, "330598", "R-1"); err != nil || there {
		t.Error("a report of another division", err)
	}
	_, h, err := n.Store.One(ctx, division, "a")
	if err != nil || len(h) != 2 || h[0].Class != soil.PriorityProtection || h[1].Class != soil.StrictControl || h[0].To != h[1].From-1 || len(h[1].Reasons()) == 0 {
		t.Fatalf("%+v %v", h, err)
	}
	kept, err := n.Store.Samples(ctx, division, "a")
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
		page, err := n.Store.SamplesAfter(ctx, division, after, 1)
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
		n.Must(soil.Rejudged, f)
	}
	_, again, err := n.Store.One(ctx, division, "a")
	if err != nil || pages != 2 || len(again) != 3 || !reflect.DeepEqual(again[0], h[0]) || again[1].Class != h[1].Class || again[1].To != next.InForce-1 || again[2].Class != soil.StrictControl {
		t.Errorf("%d %+v %v", pages, again, err)
	}
}

// splits: the parent ends the day before, its history stays; a second split is refused whole.
func splits(t *testing.T, n *soiltest.Town, parent soil.Parcel) {
	ctx := t.Context()
	day := calendar.Date(2025, 1, 1)
	child := func(code string, lon float64) soil.Parcel {
		p := soiltest.Plot(code, lon, 30)
		p.ValidFrom, p.Origin, p.Parents = day, soil.Split, []string{"a"}
		return p
	}
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{child("a1", 120), child("a2", 120.0005)}})
	got, h, err := n.Store.One(ctx, division, "a")
	parent.ValidTo = day - 1
	if err != nil || !reflect.DeepEqual(got, parent) || len(h) != 3 {
		t.Errorf("%v\n%+v\n%+v", err, got, parent)
	}
	if got, _, err := n.Store.One(ctx, division, "a1"); err != nil || !slices.Equal(got.Parents, []string{"a"}) || got.Origin != soil.Split {
		t.Errorf("%+v %v", got, err)
	}
	if all, err := n.Store.Children(ctx, division, "a"); err != nil || !slices.Equal(all, []string{"a1", "a2"}) {
		t.Errorf("%v %v", all, err)
	}
	if err := n.Record(division, soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{child("a3", 120)}}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a plot that has ended was split: %v", err)
	}
	if known, err := n.Store.Known(ctx, division, []string{"a3"}); err != nil || len(known) != 0 {
		t.Errorf("%v %v", known, err)
	}
}

func list(n *soiltest.Town, q soil.Query) (codes []string) {
	n.T.Helper()
	q.Division, q.Limit = division, 1
	if q.Today == 0 {
		q.Today = calendar.Date(2026, 4, 1)
	}
	for {
		page, err := n.Store.Parcels(n.T.Context(), q)
		if err != nil {
			n.T.Fatal(err)
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
func lists(t *testing.T, n *soiltest.Town) {
	today, old := calendar.Date(2026, 4, 1), calendar.Date(2024, 6, 1)
	for name, c := range map[string]struct {
		q    soil.Query
		want []string
	}{
		"all days":         {soil.Query{}, []string{"a", "b", "a1", "a2"}},
		"today":            {soil.Query{From: today, To: today}, []string{"b", "a1", "a2"}},
		"another day":      {soil.Query{From: old, To: old}, []string{"a", "b"}},
		"before":           {soil.Query{To: soiltest.Begin - 1}, nil},
		"village":          {soil.Query{Village: "330599001001", From: today}, []string{"b", "a1", "a2"}},
		"no village":       {soil.Query{Village: "330599001002"}, nil},
		"use":              {soil.Query{Use: soil.Orchard}, []string{"b"}},
		"class of its day": {soil.Query{Class: soil.StrictControl, From: old, To: old}, []string{"a"}},
		"class before":     {soil.Query{Class: soil.PriorityProtection, From: old - 999, To: old - 999}, []string{"a"}},
		"code":             {soil.Query{Code: "a"}, []string{"a", "a1", "a2"}},
		"a mark in a code": {soil.Query{Code: "%"}, nil},
		"public":           {soil.Query{OpenOnly: true}, []string{"b"}},
	} {
		if got := list(n, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	n.Must(soil.ConsentChanged, soil.ConsentFacts{Parcel: "a1", Public: true, Day: today})
	if got := list(n, soil.Query{OpenOnly: true}); !slices.Equal(got, []string{"b", "a1"}) {
		t.Errorf("with consent: %v", got)
	}
	n.Must(soil.ConsentChanged, soil.ConsentFacts{Parcel: "a1", Day: today})
	if got := list(n, soil.Query{OpenOnly: true}); !slices.Equal(got, []string{"b"}) {
		t.Errorf("consent taken back: %v", got)
	}
}

// boxes: what the index finds is what looking at every plot finds, edges included.
func boxes(t *testing.T, n *soiltest.Town) {
	rng := rand.New(rand.NewPCG(3, 4))
	var all []soil.Parcel
	for i := range 300 {
		all = append(all, soiltest.Plot(fmt.Sprintf("x%03d", i), 121+rng.Float64()*0.1, 31+rng.Float64()*0.1))
	}
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: all})
	for i := range 200 {
		x, y := 121+rng.Float64()*0.1, 31+rng.Float64()*0.1
		q := geo.Box{x, y, x + rng.Float64()*0.02, y + rng.Float64()*0.02}
		if i%4 == 0 { // exactly at an edge
			b := all[rng.IntN(len(all))].Shape.Box()
			q = geo.Box{b[2], b[3], b[2] + 0.01, b[3] + 0.01}
		}
		query := soil.Query{Boxes: []geo.Box{q}, Shapes: i%2 == 0}
		if i%5 == 0 {
			query.Boxes = append(query.Boxes, geo.Box{121, 31, 121.01, 31.01})
		}
		var want []string
		for _, p := range all {
			if slices.ContainsFunc(query.Boxes, p.Shape.Box().Meets) {
				want = append(want, p.Code)
			}
		}
		if got := list(n, query); !slices.Equal(got, want) {
			t.Fatalf("%v: %v, want %v", query.Boxes, got, want)
		}
	}
	page, err := n.Store.Parcels(t.Context(), soil.Query{Division: division, Code: "x000", Shapes: true})
	if err != nil || len(page.Rows) != 1 || !reflect.DeepEqual(page.Rows[0].Shape, all[0].Shape) {
		t.Errorf("%+v %v", page, err)
	}
}

// TestMadeAgain: the same acts give the same rows.
func TestMadeAgain(t *testing.T) {
	var dumps [2]string
	for i := range dumps {
		n := soiltest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
		n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("a", 120, 30), soiltest.Plot("b", 120.01, 30)}})
		n.Must(soil.ReportEntered, n.Report("R-2", calendar.Date(2024, 5, 1), "a", 9))
		n.Must(soil.ReportEntered, n.Report("R-1", calendar.Date(2021, 5, 1), "a", 0.2))
		rows, err := n.DB.Query(t.Context(), `select parcel, valid_from, standard, valid_to, class, parts from soil_verdict order by parcel, valid_from`)
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
