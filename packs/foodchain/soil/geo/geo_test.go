package geo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/fault"
	"banjie/packs/foodchain/soil/geo"
)

func ring(p ...float64) (r geo.Ring) {
	for i := 0; i+1 < len(p); i += 2 {
		r = append(r, geo.Point{120 + p[i]/1000, 30 + p[i+1]/1000})
	}
	return append(r, r[0])
}

func rect(x0, y0, x1, y1 float64) geo.Ring { return ring(x0, y0, x1, y0, x1, y1, x0, y1) }

// TestCheck: each defect by its code, and shapes that only look like one.
func TestCheck(t *testing.T) {
	open := rect(0, 0, 1, 1)[:4]
	for _, c := range []struct {
		name, want string
		shape      geo.Shape
	}{
		{"square", "", geo.Shape{{rect(0, 0, 1, 1)}}},
		{"clockwise too", "", geo.Shape{{ring(0, 0, 0, 1, 1, 1, 1, 0)}}},
		{"hole", "", geo.Shape{{rect(0, 0, 4, 4), rect(1, 1, 2, 2)}}},
		{"two holes", "", geo.Shape{{rect(0, 0, 6, 6), rect(1, 1, 2, 2), rect(3, 3, 4, 4)}}},
		{"hole touches the border in a point", "", geo.Shape{{rect(0, 0, 4, 4), ring(0, 2, 1, 1, 1, 3)}}},
		{"two parts", "", geo.Shape{{rect(0, 0, 1, 1)}, {rect(2, 2, 3, 3)}}},
		{"parts touch in a corner", "", geo.Shape{{rect(0, 0, 1, 1)}, {rect(1, 1, 2, 2)}}},
		{"island in a hole", "", geo.Shape{{rect(0, 0, 9, 9), rect(1, 1, 8, 8)}, {rect(3, 3, 4, 4)}}},
		{"corner drawn twice", "", geo.Shape{{ring(0, 0, 0, 0, 1, 0, 1, 1, 0, 1)}}},
		{"corner on a straight side", "", geo.Shape{{ring(0, 0, 0.5, 0, 1, 0, 1, 1, 0, 1)}}},
		{"nothing", "no_ring", nil},
		{"part of nothing", "no_ring", geo.Shape{{}}},
		{"not closed", "not_closed", geo.Shape{{append(slices.Clone(open), geo.Point{120.5, 30.5})}}},
		{"three points", "too_few_points", geo.Shape{{ring(0, 0, 1, 0)}}},
		{"one point", "too_few_points", geo.Shape{{ring(0, 0, 0, 0, 0, 0, 0, 0)}}},
		{"bow tie", "self_intersection", geo.Shape{{ring(0, 0, 2, 2, 2, 0, 0, 2)}}},
		{"figure eight", "self_intersection", geo.Shape{{ring(0, 0, 1, 1, 2, 0, 2, 2, 1, 1, 0, 2)}}},
		{"spike", "self_intersection", geo.Shape{{ring(0, 0, 2, 0, 2, 2, 2, 3, 2, 2, 0, 2)}}},
		{"back and forth", "self_intersection", geo.Shape{{ring(0, 0, 2, 0, 1, 0)}}},
		{"touches a side", "self_intersection", geo.Shape{{ring(0, 0, 4, 0, 4, 4, 2, 0, 0, 4)}}},
		{"hole outside", "hole_outside", geo.Shape{{rect(0, 0, 1, 1), rect(2, 2, 3, 3)}}},
		{"hole across", "rings_cross", geo.Shape{{rect(0, 0, 2, 2), rect(1, 1, 3, 3)}}},
		{"hole along the border", "rings_cross", geo.Shape{{rect(0, 0, 4, 4), rect(0, 1, 1, 2)}}},
		{"hole touches twice", "rings_cross", geo.Shape{{rect(0, 0, 4, 4), ring(0, 2, 2, 0, 3, 3)}}},
		{"hole is the whole", "rings_cross", geo.Shape{{rect(0, 0, 4, 4), rect(0, 0, 4, 4)}}},
		{"hole in a hole", "hole_in_hole", geo.Shape{{rect(0, 0, 9, 9), rect(1, 1, 8, 8), rect(2, 2, 3, 3)}}},
		{"parts overlap", "rings_cross", geo.Shape{{rect(0, 0, 2, 2)}, {rect(1, 1, 3, 3)}}},
		{"part in a part", "parts_overlap", geo.Shape{{rect(0, 0, 9, 9)}, {rect(1, 1, 2, 2)}}},
		{"tiny", "too_small", geo.Shape{{rect(0, 0, 0.001, 0.001)}}},
		{"huge", "too_large", geo.Shape{{rect(0, 0, 300, 300)}}},
		{"wide", "too_wide", geo.Shape{{rect(-2000, 0, 300, 300)}}},
		{"elsewhere", "outside", geo.Shape{{rect(900, 0, 901, 1)}}},
		{"metres", "not_degrees", geo.Shape{{{{500000, 3400000}, {500100, 3400000}, {500100, 3400100}, {500000, 3400000}}}}},
		{"no number", "not_degrees", geo.Shape{{{{math.NaN(), 30}, {120, 30}, {120, 31}, {120, 30}}}}},
	} {
		within := geo.Box{119.9, 29.9, 120.5, 30.5}
		if c.want == "too_wide" {
			within = geo.Nowhere
		}
		d := c.shape.Check(within)
		got := ""
		if d != nil {
			got = d.Code
			if d.Says.ZH == "" || d.Says.EN == "" || d.Mends.ZH == "" {
				t.Errorf("%s: half a sentence", c.name)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// slow is a check of one ring against itself, edge by edge with floating numbers far from doubt.
func slow(r geo.Ring) bool {
	side := func(a, b, c geo.Point) float64 { return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0]) }
	n := len(r) - 1
	for i := range n {
		for k := i + 2; k < n; k++ {
			if i == 0 && k == n-1 {
				continue
			}
			a, b, c, d := r[i], r[i+1], r[k], r[k+1]
			if side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0 {
				return true
			}
		}
	}
	return false
}

// TestSweepAgainstPairs: the sweep finds a crossing exactly where comparing all pairs does.
func TestSweepAgainstPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	crossed := 0
	for range 3000 {
		var p []float64
		for range 3 + rng.IntN(6) {
			p = append(p, rng.Float64()*10, rng.Float64()*10)
		}
		r := ring(p...)
		d := geo.Shape{{r}}.Check(geo.Nowhere)
		got := d != nil && d.Code == "self_intersection"
		if want := slow(r); got != want {
			t.Fatalf("%v: %v, want %v", r, got, want)
		} else if want {
			crossed++
		}
	}
	if crossed < 500 {
		t.Errorf("only %d crossings were tried", crossed)
	}
}

// TestArea: against the sum of little squares by the radii of curvature, an independent way.
func TestArea(t *testing.T) {
	const a, f = 6378137.0, 1 / 298.257222101
	e2 := f * (2 - f)
	little := func(lat, dlat, dlon float64) float64 { // degrees
		s := math.Sin(lat * math.Pi / 180)
		m := a * (1 - e2) / math.Pow(1-e2*s*s, 1.5)
		n := a / math.Sqrt(1-e2*s*s)
		return m * n * math.Cos(lat*math.Pi/180) * dlat * dlon * math.Pi * math.Pi / 180 / 180
	}
	for _, lat := range []float64{-40, 0, 18, 30.5, 53} {
		const d, steps = 0.01, 400
		want := 0.0
		for i := range steps {
			want += little(lat+(float64(i)+0.5)*d/steps, d/steps, d)
		}
		got := geo.Shape{{{{120, lat}, {120 + d, lat}, {120 + d, lat + d}, {120, lat + d}, {120, lat}}}}.Area()
		if math.Abs(got/want-1) > 1e-8 {
			t.Errorf("latitude %v: %.3f m², want %.3f", lat, got, want)
		}
	}
	// The whole ellipsoid of WGS 84 has 510,065,621.7 km² (NIMA TR8350.2); that of CGCS2000 is the same to ten digits.
	globe := geo.Shape{{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}}}.Area()
	if math.Abs(globe/510_065_621_724_000-1) > 1e-9 {
		t.Errorf("the globe has %.0f m²", globe)
	}
	holed := geo.Shape{{rect(0, 0, 4, 4), rect(1, 1, 2, 2)}}
	if got, want := holed.Area(), (geo.Shape{{rect(0, 0, 4, 4)}}).Area()-(geo.Shape{{rect(1, 1, 2, 2)}}).Area(); math.Abs(got-want) > 1e-3 {
		t.Errorf("%v, want %v", got, want)
	}
	if mu := (geo.Shape{{rect(0, 0, 4, 4)}}).Mu(); math.Abs(mu-holed.Mu()*16/15) > 0.01 {
		t.Errorf("%v mu", mu)
	}
}

func TestMiddleAndBox(t *testing.T) {
	s := geo.Shape{{rect(0, 0, 2, 4)}, {rect(8, 8, 9, 9)}}
	if m := s.Middle(); math.Abs(m[0]-120.001) > 1e-9 || math.Abs(m[1]-30.002) > 1e-9 {
		t.Errorf("%v", m)
	}
	if b := s.Box(); b != (geo.Box{120, 30, 120.009, 30.009}) || !b.Holds(s.Middle()) || s.Points() != 10 {
		t.Errorf("%v", b)
	}
	if !geo.Nowhere.IsEmpty() || (geo.Shape{}).Middle() != (geo.Point{}) {
		t.Error("nothing is somewhere")
	}
}

// TestOriented: RFC 7946 order, the same points.
func TestOriented(t *testing.T) {
	s := geo.Shape{{ring(0, 0, 0, 4, 4, 4, 4, 0), rect(1, 1, 2, 2)}}
	o := s.Oriented()
	if !o[0][0].Counterclockwise() || o[0][1].Counterclockwise() || math.Abs(o.Area()-s.Area()) > 1e-6 || s[0][0].Counterclockwise() {
		t.Errorf("%v", o)
	}
}

// TestGeoJSONRoundTrip: numbers come back as they were measured, to the last bit.
func TestGeoJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float64Range(-180, 180)
		var s geo.Shape
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			var poly geo.Polygon
			for range rapid.IntRange(1, 3).Draw(t, "rings") {
				var r geo.Ring
				for range rapid.IntRange(1, 6).Draw(t, "points") {
					r = append(r, geo.Point{number.Draw(t, "x"), number.Draw(t, "y")})
				}
				poly = append(poly, r)
			}
			s = append(s, poly)
		}
		data, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": []any{map[string]any{"type": "Feature", "properties": map[string]any{"code": "甲", "n": 7, "no": nil}, "geometry": s}}})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = geo.ReadGeoJSON(strings.NewReader("\ufeff"+string(data)), func(f geo.Feature) error {
			n++
			if fmt.Sprint(f.Shape) != fmt.Sprint(s) || f.Fields["code"] != "甲" || f.Fields["n"] != "7" || f.Fields["no"] != "" {
				t.Fatalf("%+v", f)
			}
			return nil
		})
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
	})
}

func collection(features string) string {
	return `{"type":"FeatureCollection","features":[` + features + `]}`
}

const good = `{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[[120,30,5.5],[120.1,30],[120.1,30.1],[120,30]]]}}`

// TestGeoJSONRefuses: hostile and mistaken files get a place and a remedy.
func TestGeoJSONRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no object": "[]", "no collection": `{"type":"Feature"}`, "no features": `{"type":"FeatureCollection"}`, "cut off": collection(good)[:90],
		"something after": collection(good) + "x", "features twice": `{"type":"FeatureCollection","features":[],"features":[]}`, "no list": `{"type":"FeatureCollection","features":{}}`,
		"a point": collection(`{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[120,30]}}`), "no geometry": collection(`{"type":"Feature","properties":{},"geometry":null}`),
		"text for numbers": collection(`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[["a",30],[1,2]]]}}`), "a number out of range": collection(`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1e999,30]]]}}`),
		"one number": collection(`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1]]]}}`),
		"metres":     `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[]}`,
		"deep":       `{"type":"FeatureCollection","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `,"features":[]}`,
		"deep first": strings.Repeat(`{"a":`, 5000), "long field": collection(`{"type":"Feature","properties":{"a":"` + strings.Repeat("x", 5000) + `"},"geometry":{"type":"Polygon","coordinates":[]}}`),
	} {
		err := geo.ReadGeoJSON(strings.NewReader(text), func(geo.Feature) error { return nil })
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Remedy.ZH == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	enough := errors.New("enough")
	if err := geo.ReadGeoJSON(strings.NewReader(collection(good)), func(f geo.Feature) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
	taken := `{"type":"FeatureCollection","name":"x","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"bbox":[1,2,3,4],"features":[` + good + `]}`
	if err := geo.ReadGeoJSON(strings.NewReader(taken), func(f geo.Feature) error {
		if f.Shape[0][0][0] != (geo.Point{120, 30}) {
			t.Errorf("%v", f.Shape)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func FuzzReadGeoJSON(f *testing.F) {
	f.Add([]byte(collection(good)))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[1,2]]],[]]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = geo.ReadGeoJSON(strings.NewReader(string(data)), func(x geo.Feature) error {
			o := x.Shape.Oriented()
			if o.Points() != x.Shape.Points() {
				t.Error("points were lost")
			}
			if d := o.Check(geo.Nowhere); d == nil && !(o.Area() >= geo.LeastArea && o.Area() <= geo.MostArea && o.Box().Holds(o.Middle())) {
				// The centre of gravity of a crooked shape may lie outside of it, never outside of its box.
				t.Errorf("a sound shape of %v m² with middle %v", o.Area(), o.Middle())
			}
			again, err := geo.ParseGeometry(o.AppendGeoJSON(nil))
			if err != nil || again.Points() != o.Points() {
				t.Errorf("%v", err)
			}
			return nil
		})
	})
}

// star is a sound ring of n points.
func star(n int) (r geo.Ring) {
	for i := range n {
		a, d := float64(i)/float64(n)*2*math.Pi, 0.01+0.002*float64(i%2)
		r = append(r, geo.Point{120 + d*math.Cos(a), 30 + d*math.Sin(a)})
	}
	return append(r, r[0])
}

func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{12, 200, 5000} {
		s := geo.Shape{{star(n)}}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if d := s.Check(geo.Nowhere); d != nil {
					b.Fatal(d)
				}
			}
		})
	}
}
