package geo_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"banjie/packs/foodchain/soil/geo"
)

func rectangle(west, south, east, north float64) geo.Shape {
	return geo.Shape{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}

func TestUnion(t *testing.T) {
	a, b := rectangle(120, 30, 120.001, 30.001), rectangle(120.001, 30, 120.002, 30.001)
	half := rectangle(120.001, 30, 120.002, 30.0004) // a corner of it lies on the edge of a
	shifted := rectangle(120.001000004, 30, 120.002, 30.001)
	apart := rectangle(120.5, 30, 120.501, 30.001)
	overlapping := rectangle(120.0005, 30, 120.0015, 30.001)
	ring := geo.Shape{{{{120, 30}, {120.003, 30}, {120.003, 30.003}, {120, 30.003}, {120, 30}}, {{120.001, 30.001}, {120.001, 30.002}, {120.002, 30.002}, {120.002, 30.001}, {120.001, 30.001}}}}
	middle := rectangle(120.001, 30.001, 120.002, 30.002)
	left := geo.Shape{{{{120, 30}, {120.003, 30}, {120.003, 30.001}, {120.001, 30.001}, {120.001, 30.002}, {120.003, 30.002}, {120.003, 30.003}, {120, 30.003}, {120, 30}}}}
	right := rectangle(120.002, 30.001, 120.003, 30.002)
	for name, c := range map[string]struct {
		of    []geo.Shape
		ok    bool
		parts int
		rings int
	}{
		"side by side":            {[]geo.Shape{a, b}, true, 1, 1},
		"a corner on an edge":     {[]geo.Shape{a, half}, true, 1, 1},
		"half a millimetre apart": {[]geo.Shape{a, shifted}, true, 1, 1},
		"three in any order":      {[]geo.Shape{b, rectangle(120, 30.001, 120.002, 30.002), a}, true, 1, 1},
		"apart":                   {[]geo.Shape{a, apart}, true, 2, 2},
		"overlapping":             {[]geo.Shape{a, overlapping}, false, 0, 0},
		"the same twice":          {[]geo.Shape{a, a}, false, 0, 0},
		"a hole that is filled":   {[]geo.Shape{ring, middle}, true, 1, 1},
		"a hole that is left":     {[]geo.Shape{left, right}, true, 1, 2},
	} {
		got, ok := geo.Union(c.of...)
		if ok != c.ok {
			t.Errorf("%s: %v %v", name, ok, got)
			continue
		}
		if !ok {
			continue
		}
		rings, area := 0, 0.0
		for _, poly := range got {
			rings += len(poly)
		}
		for _, s := range c.of {
			area += s.Area()
		}
		if len(got) != c.parts || rings != c.rings || math.Abs(got.Area()-area) > 1 {
			t.Errorf("%s: %d parts, %d rings, %.1f m² of %.1f: %v", name, len(got), rings, got.Area(), area, got)
		}
		if d := got.Check(geo.Nowhere); d != nil {
			t.Errorf("%s: %s", name, d.Says.EN)
		}
	}
}

// TestUnionOfCells: any set of cells of a grid, each drawn by itself, keeps its area, and its edges
// are those between a cell of the set and one outside.
func TestUnionOfCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const side = 4
		set := map[[2]int]bool{}
		var shapes []geo.Shape
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, side*side-1), 1, side*side, rapid.ID[int]).Draw(t, "cells") {
			x, y := n%side, n/side
			set[[2]int{x, y}] = true
			shapes = append(shapes, rectangle(120+float64(x)*0.001, 30+float64(y)*0.001, 120+float64(x+1)*0.001, 30+float64(y+1)*0.001))
		}
		got, ok := geo.Union(shapes...)
		if !ok {
			for x := range side { // parts that touch in two points are no plot, and are refused
				for y := range side {
					a, b, c, d := set[[2]int{x, y}], set[[2]int{x + 1, y}], set[[2]int{x, y + 1}], set[[2]int{x + 1, y + 1}]
					if a == d && b == c && a != b {
						t.Skip("corners touch")
					}
				}
			}
			t.Fatalf("%v do not fit together", set)
		}
		want, edges := 0.0, 0
		for _, s := range shapes {
			want += s.Area()
		}
		for c := range set {
			for _, d := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				if !set[[2]int{c[0] + d[0], c[1] + d[1]}] {
					edges++
				}
			}
		}
		if math.Abs(got.Area()-want) > 1 {
			t.Errorf("%.1f m², want %.1f", got.Area(), want)
		}
		n := 0
		for _, poly := range got {
			for _, r := range poly {
				n += len(r) - 1
			}
		}
		if n != edges {
			t.Errorf("%d edges, want %d", n, edges)
		}
	})
}
