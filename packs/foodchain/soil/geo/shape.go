package geo

import (
	"math"
	"slices"
)

// Point is longitude (east) and latitude (north) in degrees.
type Point [2]float64

// Ring is a closed line: its last point is its first.
type Ring []Point

// Polygon is an outer ring and its holes.
type Polygon []Ring

// Shape is the ground of one plot: one polygon, or several parts.
type Shape []Polygon

// Box is the smallest rectangle of degrees around something: west, south, east, north.
type Box [4]float64

// Nowhere is the box of nothing.
var Nowhere = Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

// Around widens the box to hold a point.
func (b Box) Around(p Point) Box {
	return Box{min(b[0], p[0]), min(b[1], p[1]), max(b[2], p[0]), max(b[3], p[1])}
}

// Join is the smallest box around both.
func (b Box) Join(c Box) Box {
	return Box{min(b[0], c[0]), min(b[1], c[1]), max(b[2], c[2]), max(b[3], c[3])}
}

// Holds says that the point lies inside or on the edge.
func (b Box) Holds(p Point) bool {
	return b[0] <= p[0] && p[0] <= b[2] && b[1] <= p[1] && p[1] <= b[3]
}

// Meets says that the two have a point in common.
func (b Box) Meets(c Box) bool { return b[0] <= c[2] && c[0] <= b[2] && b[1] <= c[3] && c[1] <= b[3] }

// IsEmpty says that it holds nothing.
func (b Box) IsEmpty() bool { return !(b[0] <= b[2] && b[1] <= b[3]) }

// Box of a ring.
func (r Ring) Box() Box {
	b := Nowhere
	for _, p := range r {
		b = b.Around(p)
	}
	return b
}

// Box of a shape.
func (s Shape) Box() Box {
	b := Nowhere
	for _, poly := range s {
		for _, r := range poly {
			b = b.Join(r.Box())
		}
	}
	return b
}

// Points is how many points the shape has.
func (s Shape) Points() (n int) {
	for _, poly := range s {
		for _, r := range poly {
			n += len(r)
		}
	}
	return n
}

// signed is twice the area of a ring in square degrees, positive when it runs counterclockwise.
// It is taken from the first point, so that small rings far from zero keep their digits.
func (r Ring) signed() (sum float64) {
	if len(r) == 0 {
		return 0
	}
	o := r[0]
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		sum += (a[0]-o[0])*(b[1]-o[1]) - (b[0]-o[0])*(a[1]-o[1])
	}
	return sum
}

// Counterclockwise says how the ring runs.
func (r Ring) Counterclockwise() bool { return r.signed() > 0 }

// Oriented gives the shape with outer rings counterclockwise and holes clockwise, as RFC 7946
// section 3.1.6 writes them. Only the order of points changes, never a point.
func (s Shape) Oriented() Shape {
	out := make(Shape, len(s))
	for i, poly := range s {
		out[i] = make(Polygon, len(poly))
		for k, r := range poly {
			if r.Counterclockwise() != (k == 0) {
				r = slices.Clone(r)
				slices.Reverse(r)
			}
			out[i][k] = r
		}
	}
	return out
}

// Middle is the centre of gravity of the largest part, in degrees.
func (s Shape) Middle() Point {
	var best Ring
	for _, poly := range s {
		if len(poly) > 0 && (best == nil || math.Abs(poly[0].signed()) > math.Abs(best.signed())) {
			best = poly[0]
		}
	}
	if len(best) == 0 {
		return Point{}
	}
	o, whole := best[0], best.signed()
	if whole == 0 {
		return o
	}
	var x, y float64
	for i := 1; i < len(best); i++ {
		a, b := best[i-1], best[i]
		ax, ay, bx, by := a[0]-o[0], a[1]-o[1], b[0]-o[0], b[1]-o[1]
		cross := ax*by - bx*ay
		x += (ax + bx) * cross
		y += (ay + by) * cross
	}
	return Point{o[0] + x/(3*whole), o[1] + y/(3*whole)}
}
