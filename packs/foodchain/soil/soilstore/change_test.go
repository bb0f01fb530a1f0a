package soilstore_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soiltest"
)

// TestMergeAndSplit: two plots side by side become one and end the day before; it is split again by
// a surveyor's file. The old harvest still finds the plot and the class of its own day.
func TestMergeAndSplit(t *testing.T) {
	n := soiltest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
	ctx := t.Context()
	a, b, far, other := soiltest.Plot("a", 120, 30), soiltest.Plot("b", 120.001, 30), soiltest.Plot("far", 120.5, 30), soiltest.Plot("other", 120.002, 30)
	a.Public, b.Public, b.Holder, other.Village = true, true, soil.Entity, "330599001002"
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{a, b, far, other}})
	n.Must(soil.ReportEntered, n.Report("R-1", calendar.Date(2021, 5, 1), "a", 9))
	from := calendar.Date(2025, 1, 1)
	round := soiltest.Plot("round", 120.7, 30)
	round.Shape = geo.Shape{{nil}}
	for i := range 4001 {
		sin, cos := math.Sincos(float64(i%4000) / 4000 * 2 * math.Pi)
		round.Shape[0][0] = append(round.Shape[0][0], geo.Point{120.7 + cos*0.001, 30 + sin*0.001})
	}
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{round}})
	merge := func(m soil.Merging) soil.Plan[soil.ParcelFacts] {
		t.Helper()
		p, err := soil.PlanMerge(ctx, n.Store, division, m, geo.Nowhere)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for name, c := range map[string]struct {
		m    soil.Merging
		says string
	}{
		"one":              {soil.Merging{Parents: []string{"a"}, Code: "ab", Use: soil.Paddy, From: from}, "2 to 50"},
		"unknown":          {soil.Merging{Parents: []string{"a", "zz"}, Code: "ab", Use: soil.Paddy, From: from}, "no plot “zz”"},
		"apart":            {soil.Merging{Parents: []string{"a", "far"}, Code: "ab", Use: soil.Paddy, From: from}, "side by side"},
		"too many corners": {soil.Merging{Parents: []string{"a", "round"}, Code: "ab", Use: soil.Paddy, From: from}, "4006 corners"},
		"another village":  {soil.Merging{Parents: []string{"b", "other"}, Code: "ab", Use: soil.Paddy, From: from}, "another village"},
		"code taken":       {soil.Merging{Parents: []string{"a", "b"}, Code: "far", Use: soil.Paddy, From: from}, "already"},
		"no use":           {soil.Merging{Parents: []string{"a", "b"}, Code: "ab", From: from}, "paddy, other"},
		"before them":      {soil.Merging{Parents: []string{"a", "b"}, Code: "ab", Use: soil.Paddy, From: soiltest.Begin}, "began no earlier"},
	} {
		if p := merge(c.m); len(p.Mistakes) == 0 || !strings.Contains(p.Mistakes[0].Says.EN, c.says) || p.Mistakes[0].Remedy.ZH == "" {
			t.Errorf("%s: %+v", name, p.Mistakes)
		}
	}
	facts, err := merge(soil.Merging{Parents: soil.ParseCodes("a； b,a"), Code: "ab", Use: soil.Paddy, From: from}).Ready()
	if err != nil {
		t.Fatal(err)
	}
	if x := facts.Parcels[0]; len(x.Shape) != 1 || len(x.Shape[0][0]) != 7 || x.Holder != soil.Person || !x.Public || x.Village != a.Village {
		t.Errorf("%+v", x)
	}
	if w, err := facts.Balance(ctx, n.Store, division); err != nil || w.Differs() || w.Ended < 20000 || len(w.Parents) != 2 {
		t.Errorf("%+v %v", w, err)
	}
	n.Must(soil.ParcelsEntered, facts)
	ended, history, err := n.Store.One(ctx, division, "a")
	if err != nil || ended.ValidTo != from-1 {
		t.Errorf("%+v %v", ended, err)
	}
	if e, ok := history.At(calendar.Date(2022, 9, 1)); !ok || e.Class != soil.StrictControl {
		t.Errorf("the old harvest: %+v", e)
	}
	if p := merge(soil.Merging{Parents: []string{"a", "b"}, Code: "again", Use: soil.Paddy, From: from + 9}); len(p.Mistakes) == 0 {
		t.Error("ended plots were merged again")
	}

	parts := []soil.Parcel{{Code: "ab-1", Shape: soiltest.Square(120, 30, 0.001)}, {Code: "ab-2", Use: soil.Orchard, Public: true, Shape: soiltest.Square(120.0011, 30, 0.0005)}}
	split := func(parent string, parts []soil.Parcel) soil.Plan[soil.ParcelFacts] {
		t.Helper()
		p, err := soil.PlanSplit(ctx, n.Store, division, parent, "split.geojson", from+30, parts, geo.Nowhere, func(i int) int { return i + 1 })
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := split("none", parts); len(p.Mistakes) != 1 || p.Mistakes[0].Column != "parent" {
		t.Errorf("%+v", p)
	}
	if p := split("ab", parts[:1]); len(p.Mistakes) != 1 {
		t.Errorf("%+v", p)
	}
	done, err := split("ab", parts).Ready()
	if err != nil {
		t.Fatal(err)
	}
	if x := done.Parcels; x[0].Use != soil.Paddy || x[1].Use != soil.Orchard || x[0].Village != a.Village || x[0].Holder != soil.Person || !x[0].Public || !x[1].Public || x[0].ValidFrom != from+30 || x[0].Parents[0] != "ab" {
		t.Errorf("%+v", x)
	}
	if w, err := done.Balance(ctx, n.Store, division); err != nil || !w.Differs() {
		t.Errorf("a lost corner is not noticed: %+v %v", w, err)
	}
	n.Must(soil.ParcelsEntered, done)
	if children, err := n.Store.Children(ctx, division, "ab"); err != nil || len(children) != 2 {
		t.Error(children, err)
	}
}
