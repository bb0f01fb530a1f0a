package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func rect(west, south, east, north float64) Ring {
	return Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
}

// What two shapes have in common is known for rectangles, holes, parts and a triangle.
func TestOverlap(t *testing.T) {
	whole := Shape{{rect(120, 30, 120.01, 30.01)}}
	for name, c := range map[string]struct{ a, b, common Shape }{
		"itself":            {whole, whole, whole},
		"a corner":          {whole, Shape{{rect(120.009, 30.009, 120.02, 30.02)}}, Shape{{rect(120.009, 30.009, 120.01, 30.01)}}},
		"inside":            {whole, Shape{{rect(120.002, 30.002, 120.003, 30.004)}}, Shape{{rect(120.002, 30.002, 120.003, 30.004)}}},
		"side by side":      {whole, Shape{{rect(120.01, 30, 120.02, 30.01)}}, nil},
		"above":             {whole, Shape{{rect(120, 30.01, 120.01, 30.02)}}, nil},
		"a corner's point":  {whole, Shape{{rect(120.01, 30.01, 120.02, 30.02)}}, nil},
		"far":               {whole, Shape{{rect(121, 31, 121.01, 31.01)}}, nil},
		"boxes meet alone":  {Shape{{Ring{{120, 30}, {120.01, 30}, {120, 30.01}, {120, 30}}}}, Shape{{Ring{{120.01, 30.01}, {120.0051, 30.01}, {120.01, 30.0051}, {120.01, 30.01}}}}, nil},
		"in its hole":       {Shape{{rect(120, 30, 120.01, 30.01), rect(120.002, 30.002, 120.008, 30.008)}}, Shape{{rect(120.003, 30.003, 120.004, 30.004)}}, nil},
		"across its hole":   {Shape{{rect(120, 30, 120.01, 30.01), rect(120.002, 30.002, 120.008, 30.008)}}, Shape{{rect(120, 30.004, 120.01, 30.005)}}, Shape{{rect(120, 30.004, 120.002, 30.005)}, {rect(120.008, 30.004, 120.01, 30.005)}}},
		"two parts":         {Shape{{rect(120, 30, 120.002, 30.01)}, {rect(120.004, 30, 120.006, 30.01)}}, Shape{{rect(120.001, 30.001, 120.005, 30.002)}}, Shape{{rect(120.001, 30.001, 120.002, 30.002)}, {rect(120.004, 30.001, 120.005, 30.002)}}},
		"half by the cross": {whole, Shape{{Ring{{120, 30}, {120.01, 30}, {120.01, 30.01}, {120, 30}}}}, Shape{{Ring{{120, 30}, {120.01, 30}, {120.01, 30.01}, {120, 30}}}}},
	} {
		want := c.common.Area()
		for _, got := range []float64{Overlap(c.a, c.b), Overlap(c.b, c.a)} {
			if math.Abs(got-want) > 0.01+want*1e-6 {
				t.Errorf("%s: %.3f m², want %.3f", name, got, want)
			}
		}
	}
}

// A star of any corners overlaps with itself wholly, and what it has in common with another is
// the same from both sides and never more than either.
func TestOverlapIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		star := func(name string) Shape {
			n := rapid.IntRange(3, 12).Draw(t, name)
			lon, lat := rapid.Float64Range(0, 0.01).Draw(t, name+" lon"), rapid.Float64Range(0, 0.01).Draw(t, name+" lat")
			var r Ring
			for i := range n {
				d := rapid.Float64Range(0.001, 0.01).Draw(t, name+" reach")
				angle := 2 * math.Pi * float64(i) / float64(n)
				r = append(r, Point{120 + lon + d*math.Cos(angle), 30 + lat + d*math.Sin(angle)})
			}
			return Shape{{append(r, r[0])}}
		}
		a, b := star("a"), star("b")
		ab, ba, own := Overlap(a, b), Overlap(b, a), Overlap(a, a)
		if most := min(a.Area(), b.Area()); ab < 0 || ab > most*(1+1e-6)+0.01 {
			t.Errorf("%.3f m² of %.3f", ab, most)
		}
		if math.Abs(ab-ba) > 0.01+ab*1e-6 {
			t.Errorf("%.4f one way, %.4f the other", ab, ba)
		}
		if math.Abs(own-a.Area()) > 0.01+own*1e-6 {
			t.Errorf("%.4f with itself, %.4f in all", own, a.Area())
		}
	})
}
