package soil_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/soil"
)

// TestSharedSamples: the judged samples of the folder beside the repository, every item and class.
func TestSharedSamples(t *testing.T) {
	data, err := os.ReadFile(testenv.Shared(t, "conformance/epcis/soil/classify.json"))
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		Count int
		Cases []struct {
			ID      int
			Use     soil.Use
			PH      float64
			MgPerKg map[soil.Item]*float64    `json:"mg_per_kg"`
			PerItem map[soil.Item]soil.Result `json:"per_item"`
			Class   soil.Class
		}
	}
	if err := json.Unmarshal(data, &set); err != nil {
		t.Fatal(err)
	}
	if len(set.Cases) != set.Count || set.Count == 0 {
		t.Fatalf("%d cases of %d", len(set.Cases), set.Count)
	}
	for _, c := range set.Cases {
		s := soil.Sample{Use: c.Use, PH: c.PH}
		for item, v := range c.MgPerKg {
			if v != nil {
				s.Values = append(s.Values, soil.Value{Item: item, MgPerKg: *v})
			}
		}
		v, err := soil.Judge(s)
		if err != nil {
			t.Fatalf("%d: %v", c.ID, err)
		}
		if v.Class != c.Class || len(v.PerItem) != len(c.PerItem) {
			t.Errorf("%d: %s with %d items, want %s with %d", c.ID, v.Class, len(v.PerItem), c.Class, len(c.PerItem))
		}
		for item, want := range c.PerItem {
			if got := v.PerItem.Of(item); got != want {
				t.Errorf("%d %s: %s, want %s", c.ID, item, got, want)
			}
		}
	}
	t.Logf("%d samples", len(set.Cases))
}

// TestSharedTables: the typed tables agree with the file of facts, column by column.
func TestSharedTables(t *testing.T) {
	data, err := os.ReadFile(testenv.Shared(t, "conformance/epcis/soil/gb15618-2018.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Screening map[soil.Item]map[string][4]float64 `json:"screening_table_1"`
		Further   map[soil.Item]float64               `json:"screening_table_2_other_items"`
		Intervene map[soil.Item][4]float64            `json:"intervention_table_3"`
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	if len(facts.Screening) != len(soil.Basic) || len(facts.Further) != len(soil.Further) || len(facts.Intervene) != 5 {
		t.Fatalf("%+v", facts)
	}
	for band, ph := range []float64{5.5, 6.5, 7.5, 7.51} {
		for item, columns := range facts.Screening {
			for _, u := range soil.Uses {
				l, ok := soil.GB15618of2018.Limits(item, u, ph)
				want, there := columns[string(u)]
				switch {
				case u == soil.Rotation && columns["paddy"] != [4]float64{}:
					want = columns["other"]
					want[band] = min(want[band], columns["paddy"][band])
				case !there && columns["all"] != [4]float64{}:
					want = columns["all"]
				case !there:
					want = columns["other"]
				}
				if !ok || l.Screening != want[band] {
					t.Errorf("%s %s pH %v: %v, want %v", item, u, ph, l.Screening, want[band])
				}
				if v, has := facts.Intervene[item]; has != l.HasIntervention || has && v[band] != l.Intervention {
					t.Errorf("%s pH %v: intervention %v, want %v", item, ph, l, v)
				}
			}
		}
		for item, want := range facts.Further {
			if l, ok := soil.GB15618of2018.Limits(item, soil.Paddy, ph); !ok || l.Screening != want || l.HasIntervention {
				t.Errorf("%s: %+v", item, l)
			}
		}
	}
}

// clean is a sample in which every item is a thousandth.
func clean(u soil.Use, ph float64) soil.Sample {
	s := soil.Sample{Use: u, PH: ph}
	for _, i := range soil.Basic {
		s.Values = append(s.Values, soil.Value{Item: i, MgPerKg: 0.001})
	}
	return s
}

func with(s soil.Sample, v soil.Value) soil.Sample {
	s.Values = slices.Clone(s.Values)
	for i := range s.Values {
		if s.Values[i].Item == v.Item {
			s.Values[i] = v
			return s
		}
	}
	s.Values = append(s.Values, v)
	return s
}

// TestBoundaries: on a limit is not above it, the next number is; on the end of a band of pH the
// lower band holds, the next number belongs to the upper.
func TestBoundaries(t *testing.T) {
	for _, u := range soil.Uses {
		for _, item := range append(soil.Basic[:], soil.Further[:]...) {
			for _, ph := range []float64{5.5, math.Nextafter(5.5, 9), 6.5, math.Nextafter(6.5, 9), 7.5, math.Nextafter(7.5, 9)} {
				l, _ := soil.GB15618of2018.Limits(item, u, ph)
				expect := func(mg float64, want soil.Result) {
					t.Helper()
					v, err := soil.Judge(with(clean(u, ph), soil.Value{Item: item, MgPerKg: mg}))
					if err != nil || v.PerItem.Of(item) != want {
						t.Errorf("%s %s pH %v %v: %s %v, want %s", u, item, ph, mg, v.PerItem.Of(item), err, want)
					}
				}
				expect(l.Screening, soil.NotAbove)
				expect(math.Nextafter(l.Screening, math.Inf(1)), soil.AboveScreening)
				if l.HasIntervention {
					expect(l.Intervention, soil.AboveScreening)
					expect(math.Nextafter(l.Intervention, math.Inf(1)), soil.AboveIntervention)
				} else {
					expect(90_000, soil.AboveScreening)
				}
			}
		}
	}
}

// TestClass: the worst item decides; a missing item only where nothing is above.
func TestClass(t *testing.T) {
	missing := clean(soil.Paddy, 6)
	missing.Values = missing.Values[1:] // no Cd
	for _, c := range []struct {
		name   string
		sample soil.Sample
		want   soil.Class
		reason string
	}{
		{"all low", clean(soil.Paddy, 6), soil.PriorityProtection, "at or below"},
		{"one missing", missing, soil.Undecided, "cadmium was not measured"},
		{"missing and above", with(missing, soil.Value{Item: soil.Pb, MgPerKg: 101}), soil.SafeUse, "lead 101 mg/kg is above the screening value of 100"},
		{"missing and far above", with(missing, soil.Value{Item: soil.Pb, MgPerKg: 501}), soil.StrictControl, "above the intervention value of 500"},
		{"copper has no intervention value", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cu, MgPerKg: 5000}), soil.SafeUse, "no intervention value"},
		{"table 2", with(clean(soil.Paddy, 6), soil.Value{Item: soil.DDT, MgPerKg: 0.11}), soil.SafeUse, "total DDT"},
		{"not detected", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: 0.4, Below: true}), soil.PriorityProtection, ""},
		{"limit too high", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: 5, Below: true}), soil.Undecided, "detection limit of 5 mg/kg"},
	} {
		v, err := soil.Judge(c.sample)
		if err != nil || v.Class != c.want || v.Standard != "GB 15618-2018" {
			t.Errorf("%s: %+v %v", c.name, v, err)
		}
		said := ""
		for _, r := range v.Reasons() {
			if r.ZH == "" || r.EN == "" {
				t.Errorf("%s: half a reason %+v", c.name, r)
			}
			said += r.EN + " "
		}
		if !strings.Contains(said, c.reason) {
			t.Errorf("%s: %s", c.name, said)
		}
	}
}

// TestRefuses: each refusal names its place and says what to do.
func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		name, path string
		sample     soil.Sample
	}{
		{"use", "use", clean("forest", 6)},
		{"no pH", "ph", clean(soil.Paddy, 0)},
		{"low pH", "ph", clean(soil.Paddy, 1.9)},
		{"pH no number", "ph", clean(soil.Paddy, math.NaN())},
		{"nothing", "mg_per_kg", soil.Sample{Use: soil.Paddy, PH: 6}},
		{"unknown item", "mg_per_kg.Tl", with(clean(soil.Paddy, 6), soil.Value{Item: "Tl", MgPerKg: 1})},
		{"negative", "mg_per_kg.Cd", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: -0.1})},
		{"absurd", "mg_per_kg.Zn", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Zn, MgPerKg: 200_000})},
		{"infinite", "mg_per_kg.Zn", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Zn, MgPerKg: math.Inf(1)})},
		{"limit zero", "mg_per_kg.Zn", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Zn, Below: true})},
		{"selenium infinite", "mg_per_kg.Se", with(clean(soil.Paddy, 6), soil.Value{Item: soil.Se, MgPerKg: math.Inf(1)})},
		{"twice", "mg_per_kg.Cd", soil.Sample{Use: soil.Paddy, PH: 6, Values: []soil.Value{{Item: soil.Cd, MgPerKg: 1}, {Item: soil.Cd, MgPerKg: 2}}}},
	} {
		_, err := soil.Judge(c.sample)
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Path != c.path || f.Fields[0].Message.ZH == "" || f.Remedy.EN == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestMoreIsNeverBetter: raising a value or moving from a use to the rotation never betters a class.
func TestMoreIsNeverBetter(t *testing.T) {
	rank := func(c soil.Class) int { return slices.Index(soil.Classes[:], c) }
	rapid.Check(t, func(t *rapid.T) {
		s := soil.Sample{Use: rapid.SampledFrom(soil.Uses[:]).Draw(t, "use"), PH: rapid.Float64Range(2, 12).Draw(t, "ph")}
		for _, i := range soil.Basic {
			s.Values = append(s.Values, soil.Value{Item: i, MgPerKg: rapid.Float64Range(0, 1500).Draw(t, string(i))})
		}
		before, err := soil.Judge(s)
		if err != nil {
			t.Fatal(err)
		}
		more := s
		more.Values = slices.Clone(s.Values)
		more.Values[rapid.IntRange(0, len(soil.Basic)-1).Draw(t, "which")].MgPerKg += rapid.Float64Range(0, 500).Draw(t, "more")
		after, err := soil.Judge(more)
		if err != nil || rank(after.Class) > rank(before.Class) {
			t.Fatalf("%s became %s", before.Class, after.Class)
		}
		if s.Use == soil.Paddy || s.Use == soil.Other {
			s.Use = soil.Rotation
			if turned, err := soil.Judge(s); err != nil || rank(turned.Class) > rank(before.Class) {
				t.Fatalf("%s became %s in rotation", before.Class, turned.Class)
			}
		}
	})
}

func TestParseValue(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  soil.Value
		given bool
		wrong bool
	}{
		{"0.25", soil.Value{Item: soil.Cd, MgPerKg: 0.25}, true, false},
		{" ＜０．０１ ", soil.Value{Item: soil.Cd, MgPerKg: 0.01, Below: true}, true, false},
		{"< 0.01", soil.Value{Item: soil.Cd, MgPerKg: 0.01, Below: true}, true, false},
		{"", soil.Value{}, false, false}, {"/", soil.Value{}, false, false}, {"—", soil.Value{}, false, false},
		{"未检出", soil.Value{}, true, true}, {"nd", soil.Value{}, true, true}, {"0x1p3", soil.Value{}, true, true}, {"inf", soil.Value{}, true, true},
		{"1e999", soil.Value{}, true, true}, {"-1", soil.Value{}, true, true}, {"0,25", soil.Value{}, true, true}, {"<", soil.Value{}, true, true}, {"<0", soil.Value{}, true, true},
	} {
		v, given, said := soil.ParseValue(soil.Cd, c.text)
		if v != c.want || given != c.given || said.IsZero() == c.wrong {
			t.Errorf("%q: %+v %v %+v", c.text, v, given, said)
		}
	}
}

func FuzzParseValue(f *testing.F) {
	for _, s := range []string{"0.25", "<0.01", "ND", "1e5", "＜１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, given, said := soil.ParseValue(soil.Cd, s)
		if !given || !said.IsZero() {
			return
		}
		if !(v.MgPerKg >= 0 && v.MgPerKg <= 100_000) {
			t.Errorf("%q gave %v", s, v)
		}
		if again, _, said := soil.ParseValue(soil.Cd, v.String()); again != v || !said.IsZero() {
			t.Errorf("%q: %v written and read again is %v", s, v, again)
		}
	})
}

// TestSelenium: apart from the class, by its own table, marked as not verified.
func TestSelenium(t *testing.T) {
	for _, c := range []struct {
		use   soil.Use
		value soil.Value
		rich  bool
		ok    bool
	}{
		{soil.Paddy, soil.Value{Item: soil.Se, MgPerKg: 0.40}, true, true}, {soil.Paddy, soil.Value{Item: soil.Se, MgPerKg: 0.39}, false, true},
		{soil.Other, soil.Value{Item: soil.Se, MgPerKg: 0.30}, true, true}, {soil.Orchard, soil.Value{Item: soil.Se, MgPerKg: 0.29}, false, true},
		{soil.Rotation, soil.Value{Item: soil.Se, MgPerKg: 0.35}, false, true}, {soil.Paddy, soil.Value{Item: soil.Se, MgPerKg: 0.4, Below: true}, false, true},
		{soil.Paddy, soil.Value{Item: soil.Se, MgPerKg: 0.5, Below: true}, false, false}, {soil.Paddy, soil.Value{Item: soil.Cd, MgPerKg: 0.1}, false, false},
	} {
		s := with(clean(c.use, 6), c.value)
		r, ok, err := soil.Rich(s)
		if err != nil || ok != c.ok || r.Rich != c.rich {
			t.Errorf("%s %s: %+v %v %v", c.use, c.value, r, ok, err)
		}
		if ok && (!r.Illustrative || !strings.Contains(r.Reason().EN, "not verified")) {
			t.Errorf("%+v claims to be verified", r)
		}
		without, err := soil.Judge(clean(c.use, 6))
		if err != nil {
			t.Fatal(err)
		}
		if v, err := soil.Judge(s); err != nil || v.Class != without.Class || v.PerItem.Of(soil.Se) != soil.NotMeasured {
			t.Errorf("selenium touched the class: %+v %v", v, err)
		}
	}
}

func TestStandardOn(t *testing.T) {
	if _, ok := soil.StandardOn(calendar.Date(2018, 7, 31)); ok {
		t.Error("a standard before there was one")
	}
	if s, ok := soil.StandardOn(calendar.Date(2018, 8, 1)); !ok || s != soil.GB15618of2018 {
		t.Error("not the standard of its first day")
	}
	if _, ok := soil.Numbered("GB 15618-1995"); ok {
		t.Error("a version nobody typed in")
	}
}

func BenchmarkJudge(b *testing.B) {
	s := with(clean(soil.Rotation, 6.2), soil.Value{Item: soil.Cd, MgPerKg: 0.5})
	b.ReportAllocs()
	for b.Loop() {
		if v, err := soil.Judge(s); err != nil || v.Class != soil.SafeUse {
			b.Fatal(v, err)
		}
	}
}
