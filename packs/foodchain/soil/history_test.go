package soil_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// stricter is a later version that exists in this test only.
func stricter(from calendar.Day) *soil.Standard {
	s := *soil.GB15618of2018
	s.Number, s.InForce = "test version", from
	return &s
}

func found(t testing.TB, key string, day calendar.Day, s soil.Sample, standards ...*soil.Standard) []soil.Found {
	t.Helper()
	if len(standards) == 0 {
		standards = soil.Standards
	}
	all, err := soil.Find(key, day, s, standards)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestOldHarvest: an old harvest shows the class of its own day, whatever came later.
func TestOldHarvest(t *testing.T) {
	clear, bad := clean(soil.Paddy, 6), with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: 9})
	var h soil.History
	first, second := calendar.Date(2020, 3, 1), calendar.Date(2024, 5, 1)
	h = h.Add(found(t, "b#1", second, bad)[0])
	h = h.Add(found(t, "a#1", first, clear)[0])
	for _, c := range []struct {
		day  calendar.Day
		want soil.Class
	}{{first - 1, ""}, {first, soil.PriorityProtection}, {second - 1, soil.PriorityProtection}, {second, soil.StrictControl}, {calendar.Date(2030, 1, 1), soil.StrictControl}} {
		e, ok := h.At(c.day)
		if ok != (c.want != "") || e.Class != c.want {
			t.Errorf("%s: %+v %v", c.day, e, ok)
		}
	}
	if h[0].To != second-1 || h[1].To != 0 || len(h[1].Reasons()) == 0 {
		t.Errorf("%+v", h)
	}
	early := found(t, "c#1", calendar.Date(2010, 1, 1), clear)
	if early[0].From != soil.GB15618of2018.InForce {
		t.Errorf("a soil from before the standard is judged from %s", early[0].From)
	}
}

// TestNewVersion: a new version judges anew from its first day; the old verdicts keep theirs.
func TestNewVersion(t *testing.T) {
	next := stricter(calendar.Date(2027, 1, 1))
	s := with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: 0.5})
	old, newer := calendar.Date(2025, 4, 1), calendar.Date(2025, 9, 1)
	var h soil.History
	for _, f := range append(found(t, "r1#1", old, clean(soil.Paddy, 6)), found(t, "r2#1", newer, s)...) {
		h = h.Add(f)
	}
	before := append(soil.History{}, h...)
	var kept []soil.Kept
	for _, k := range []struct {
		report string
		day    calendar.Day
		sample soil.Sample
	}{{"r1", old, clean(soil.Paddy, 6)}, {"r2", newer, s}} {
		kept = append(kept, soil.Kept{Report: k.report, Taken: soil.Taken{Number: "1", Parcel: "p", Day: k.day, Sample: k.sample}})
	}
	facts, err := next.Rejudge(kept)
	if err != nil || facts.Standard != "test version" || len(facts.Verdicts) != 2 {
		t.Fatal(facts, err)
	}
	for _, v := range facts.Verdicts {
		h = h.Add(v.Found)
	}
	if len(h) != 3 || h[2].Standard != "test version" || h[2].From != next.InForce || h[1].To != next.InForce-1 {
		t.Fatalf("%+v", h)
	}
	if h[2].Class != soil.SafeUse || len(h[2].Parts) != 2 {
		t.Errorf("the newest sample decides, all stay: %+v", h[2])
	}
	for i, e := range before {
		if h[i].Class != e.Class || !reflect.DeepEqual(h[i].Parts, e.Parts) {
			t.Errorf("an old verdict changed: %+v", h[i])
		}
	}
	// A sample of a day when both versions are known is judged by the one of its day alone.
	if all := found(t, "r3#1", next.InForce+9, s, soil.GB15618of2018, next); len(all) != 1 || all[0].Standard != "test version" {
		t.Errorf("%+v", all)
	}
	if all := found(t, "r3#1", next.InForce-9, s, soil.GB15618of2018, next); len(all) != 2 || all[1].From != next.InForce {
		t.Errorf("%+v", all)
	}
}

// TestOrderDoesNotMatter: parts in any order, some twice, give the same history; nothing is lost.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []soil.Found
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			day := calendar.Date(2024, 1, rapid.IntRange(1, 6).Draw(t, "day"))
			all = append(all, soil.Found{Standard: "GB 15618-2018", From: max(day, calendar.Date(2024, 1, rapid.IntRange(1, 8).Draw(t, "from"))),
				Part: soil.Part{Sample: fmt.Sprint(i), Taken: day, Class: rapid.SampledFrom(soil.Classes[:]).Draw(t, "class")}})
		}
		add := func(in []soil.Found) (h soil.History) {
			for _, f := range in {
				h = h.Add(f)
			}
			return h
		}
		a, b := add(all), add(append(rapid.Permutation(all).Draw(t, "other"), all[0]))
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
		parts := 0
		for i, e := range a {
			parts += len(e.Parts)
			if i > 0 && (a[i-1].From > e.From || a[i-1].To != e.From-1) {
				t.Fatalf("%+v", a)
			}
		}
		if parts != len(all) {
			t.Fatalf("%d parts of %d", parts, len(all))
		}
	})
}

// archive is what is stored in tests of plans.
type archive struct {
	parcels map[string]soil.Parcel
	reports map[string]bool
}

func (a archive) Known(_ context.Context, _ string, codes []string) (map[string]soil.Parcel, error) {
	out := map[string]soil.Parcel{}
	for _, c := range codes {
		if p, ok := a.parcels[c]; ok {
			out[c] = p
		}
	}
	return out, nil
}

func (a archive) One(_ context.Context, _, code string) (soil.Parcel, soil.History, error) {
	p, ok := a.parcels[code]
	if !ok {
		return p, nil, fault.Missing()
	}
	return p, nil, nil
}

func (a archive) UserOn(_ context.Context, _, code string, day calendar.Day) (string, error) {
	if p := a.parcels[code]; p.UserFrom <= day {
		return p.User, nil
	}
	return "", nil
}

func (a archive) Users(_ context.Context, _, code string) ([]soil.User, error) {
	if p := a.parcels[code]; p.User != "" {
		return []soil.User{{Parcel: code, Code: p.User, From: p.UserFrom}}, nil
	}
	return nil, nil
}

func (a archive) Report(_ context.Context, _, number string) (soil.Report, bool, error) {
	return soil.Report{Number: number}, a.reports[number], nil
}

var county = geo.Box{119.5, 30.2, 120.6, 31.1}

// square is a plot of about a hectare.
func square(lon, lat float64) geo.Shape {
	const d = 0.001
	return geo.Shape{{{{lon, lat}, {lon + d, lat}, {lon + d, lat + d}, {lon, lat + d}, {lon, lat}}}}
}

func plot(code string) soil.Parcel {
	return soil.Parcel{Code: code, Use: soil.Paddy, Village: "330599001001", Holder: soil.Person, ValidFrom: calendar.Date(2020, 1, 1), Shape: square(120, 30.5)}
}

func report() soil.Report {
	return soil.Report{Number: "R-1", Lab: "示例中心", Issued: calendar.Date(2026, 3, 20), Samples: []soil.Taken{
		{Number: "1", Parcel: "p1", To: 20, Day: calendar.Date(2026, 3, 1), Sample: clean(soil.Paddy, 6)},
		{Number: "2", Parcel: "p2", To: 20, Day: calendar.Date(2026, 3, 1), Sample: with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: 9})},
	}}
}

func rows(i int) int { return i + 2 }

// TestPlanReport: what is right is judged in the preview; one mistake and nothing is entered.
func TestPlanReport(t *testing.T) {
	ctx := t.Context()
	a := archive{parcels: map[string]soil.Parcel{"p1": plot("p1"), "p2": plot("p2")}, reports: map[string]bool{"R-0": true}}
	today := calendar.Date(2026, 4, 1)
	p, err := soil.PlanReport(ctx, a, "330599", report(), today, county, rows)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := p.Ready()
	if err != nil || len(facts.Verdicts) != 2 || facts.Verdicts[1].Part.Class != soil.StrictControl || facts.Verdicts[1].Part.Sample != "R-1#2" {
		t.Fatalf("%+v %v", facts, err)
	}
	ended := plot("p2")
	ended.ValidTo = calendar.Date(2026, 2, 1)
	for _, c := range []struct {
		name, place string
		spoil       func(*soil.Report, archive)
	}{
		{"entered already", "report", func(r *soil.Report, _ archive) { r.Number = "R-0" }},
		{"no number", "report", func(r *soil.Report, _ archive) { r.Number = "" }},
		{"tomorrow", "issued", func(r *soil.Report, _ archive) { r.Issued = today + 1 }},
		{"unknown plot", "row 2, parcel", func(r *soil.Report, _ archive) { r.Samples[0].Parcel = "p9" }},
		{"plot that had ended", "row 3, parcel", func(_ *soil.Report, a archive) { a.parcels["p2"] = ended }},
		{"number twice", "row 3, number", func(r *soil.Report, _ archive) { r.Samples[1].Number = "1" }},
		{"sampled after the report", "row 3, day", func(r *soil.Report, _ archive) { r.Samples[1].Day = r.Issued + 1 }},
		{"upside down", "row 2, depth", func(r *soil.Report, _ archive) { r.Samples[0].From = 30 }},
		{"elsewhere", "row 2, point", func(r *soil.Report, _ archive) { r.Samples[0].Point = &geo.Point{30.5, 120} }},
		{"no pH", "row 3, ph", func(r *soil.Report, _ archive) { r.Samples[1].PH = 0 }},
		{"negative", "row 3, Cd", func(r *soil.Report, _ archive) {
			r.Samples[1].Sample = with(r.Samples[1].Sample, soil.Value{Item: soil.Cd, MgPerKg: -1})
		}},
		{"no samples", "", func(r *soil.Report, _ archive) { r.Samples = nil }},
	} {
		r, b := report(), archive{parcels: map[string]soil.Parcel{"p1": plot("p1"), "p2": plot("p2")}, reports: a.reports}
		c.spoil(&r, b)
		p, err := soil.PlanReport(ctx, b, "330599", r, today, county, rows)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Ready()
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Path != c.place || len(p.Facts.Verdicts) > 0 {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestPlanParcels: splits and merges name parents that are there; codes are used once.
func TestPlanParcels(t *testing.T) {
	old := plot("old")
	ended := plot("ended")
	ended.ValidTo = old.ValidFrom + 1
	a := archive{parcels: map[string]soil.Parcel{"old": old, "ended": ended}}
	child := plot("a")
	child.ValidFrom, child.Origin, child.Parents = calendar.Date(2025, 1, 1), soil.Split, []string{"old"}
	plan := func(parcels ...soil.Parcel) soil.Plan[soil.ParcelFacts] {
		t.Helper()
		p, err := soil.PlanParcels(t.Context(), a, "330599", "plots.geojson", parcels, county, rows)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	facts, err := plan(child, plot("b")).Ready()
	if err != nil || len(facts.Parcels) != 2 || facts.Parcels[0].Area < 9000 || facts.Parcels[0].Area > 11000 || facts.Parcels[0].Mu() < 14 {
		t.Fatalf("%+v %v", facts, err)
	}
	for _, c := range []struct {
		name, place string
		spoil       func(*soil.Parcel)
	}{
		{"code taken", "code", func(p *soil.Parcel) { p.Code = "old" }},
		{"odd code", "code", func(p *soil.Parcel) { p.Code = "a b" }},
		{"same code", "code", func(p *soil.Parcel) { p.Code = "b" }},
		{"use", "use", func(p *soil.Parcel) { p.Use = "forest" }},
		{"village", "village", func(p *soil.Parcel) { p.Village = "33" }},
		{"holder", "holder", func(p *soil.Parcel) { p.Holder = "somebody" }},
		{"no day", "valid_from", func(p *soil.Parcel) { p.ValidFrom = 0; p.Origin, p.Parents = "", nil }},
		{"one merged", "parents", func(p *soil.Parcel) { p.Origin = soil.Merged }},
		{"parent ended", "parents", func(p *soil.Parcel) { p.Parents = []string{"ended"} }},
		{"parent unknown", "parents", func(p *soil.Parcel) { p.Parents = []string{"none"} }},
		{"before its parent", "parents", func(p *soil.Parcel) { p.ValidFrom = old.ValidFrom }},
		{"outside", "geometry", func(p *soil.Parcel) { p.Shape = square(10, 50) }},
	} {
		x := child
		c.spoil(&x)
		p := plan(plot("b"), x)
		if len(p.Mistakes) != 1 || p.Mistakes[0].Column != c.place || p.Mistakes[0].Row != 3 || len(p.Facts.Parcels) > 0 {
			t.Errorf("%s: %+v", c.name, p.Mistakes)
		}
		if _, err := p.Ready(); err == nil || !strings.Contains(err.Error(), "row 3, "+c.place) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if p := plan(); len(p.Mistakes) != 1 {
		t.Errorf("an empty file: %+v", p)
	}
}

// TestParcelOf: fields in Chinese, English or the names of the land register.
func TestParcelOf(t *testing.T) {
	f := geo.Feature{N: 1, Shape: square(120, 30.5), Fields: map[string]string{"DKBM": "3305990010010010001", "利用方式": "水旱轮作", "村代码": "330599001001", "承包主体": "集体", "来源地块": "x;y", "起始日期": "2025-01-02"}}
	p := soil.ParcelOf(f, 1)
	if p.Code != "3305990010010010001" || p.Use != soil.Rotation || p.Holder != soil.Collective || p.Origin != soil.Merged || len(p.Parents) != 2 || p.ValidFrom != calendar.Date(2025, 1, 2) || !p.Open() {
		t.Errorf("%+v", p)
	}
	p = soil.ParcelOf(geo.Feature{Fields: map[string]string{"CODE": "a", "use": "orchard", "public": "是", "valid_from": "soon"}, Shape: square(120, 30.5)}, 7)
	if p.Holder != soil.Person || !p.Public || p.ValidFrom != 0 {
		t.Errorf("%+v", p)
	}
	if p := soil.ParcelOf(geo.Feature{Fields: map[string]string{"code": "a"}}, 7); p.Open() || p.ValidFrom != 7 {
		t.Errorf("%+v", p)
	}
}
