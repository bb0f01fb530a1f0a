package geo

import (
	"math"
	"slices"
)

// Overlap is the area that two shapes have in common, in square metres on the ellipsoid. Both are what
// [Shape.Check] lets through: rings that do not cross themselves. Shared edges and corners have no area.
//
// The ground is cut into strips at every corner of either shape and at every crossing of their
// edges; within a strip no edges cross, so that the width in common changes evenly and its middle,
// times the height, is exact. Degrees are turned into the plane of [Shape.Area] first.
func Overlap(a, b Shape) float64 {
	ab, bb := a.Box(), b.Box()
	if !ab.Meets(bb) {
		return 0
	}
	low, high := max(ab[1], bb[1]), min(ab[3], bb[3])
	o := Point{max(ab[0], bb[0]), low}
	ea, eb := slopes(a, o, low, high), slopes(b, o, low, high)
	var cuts []float64
	floor, top := flat(o, Point{o[0], low})[1], flat(o, Point{o[0], high})[1]
	cuts = append(cuts, floor, top)
	for _, all := range [][]slope{ea, eb} {
		for _, e := range all {
			cuts = append(cuts, e.from[1], e.to[1])
		}
	}
	for _, e := range ea {
		for _, f := range eb {
			if y, ok := e.meets(f); ok {
				cuts = append(cuts, y)
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	sum := 0.0
	for i := 1; i < len(cuts); i++ {
		from, to := cuts[i-1], cuts[i]
		if from < floor || to > top {
			continue
		}
		mid := from + (to-from)/2
		sum += common(across(ea, mid), across(eb, mid)) * (to - from)
	}
	return sum
}

// slope goes from south to north in the plane of equal areas, metres from a common origin.
type slope struct{ from, to Point }

// flat lays a point on the cylinder of equal areas.
func flat(o, p Point) Point {
	const radian = math.Pi / 180
	return Point{(p[0] - o[0]) * radian * axis, (zone(math.Sin(p[1]*radian)) - zone(math.Sin(o[1]*radian))) / axis}
}

// slopes are the edges of a shape that reach between two latitudes; level ones bound no strip.
func slopes(s Shape, o Point, low, high float64) (all []slope) {
	for _, poly := range s {
		for _, r := range poly {
			for i := 1; i < len(r); i++ {
				p, q := r[i-1], r[i]
				if p[1] == q[1] || max(p[1], q[1]) < low || min(p[1], q[1]) > high {
					continue
				}
				if p[1] > q[1] {
					p, q = q, p
				}
				all = append(all, slope{flat(o, p), flat(o, q)})
			}
		}
	}
	return all
}

// at is where the edge stands at a height.
func (e slope) at(y float64) float64 {
	return e.from[0] + (e.to[0]-e.from[0])*(y-e.from[1])/(e.to[1]-e.from[1])
}

// meets gives the height at which two edges cross.
func (e slope) meets(f slope) (y float64, ok bool) {
	low, high := max(e.from[1], f.from[1]), min(e.to[1], f.to[1])
	if low >= high || max(e.from[0], e.to[0]) < min(f.from[0], f.to[0]) || max(f.from[0], f.to[0]) < min(e.from[0], e.to[0]) {
		return 0, false
	}
	d1, d2 := e.at(low)-f.at(low), e.at(high)-f.at(high)
	if d1 == d2 || d1 > 0 == (d2 > 0) {
		return 0, false
	}
	return low + (high-low)*d1/(d1-d2), true
}

// across are the places at which edges stand at a height, in order: inside lies between the first and
// the second, the third and the fourth, and so on, for a hole's edges count as well.
func across(all []slope, y float64) (xs []float64) {
	for _, e := range all {
		if e.from[1] <= y && y < e.to[1] {
			xs = append(xs, e.at(y))
		}
	}
	slices.Sort(xs)
	return xs
}

// common is the length that two lists of stretches have in common.
func common(a, b []float64) (sum float64) {
	for i, k := 0, 0; i+1 < len(a) && k+1 < len(b); {
		if from, to := max(a[i], b[k]), min(a[i+1], b[k+1]); to > from {
			sum += to - from
		}
		if a[i+1] < b[k+1] {
			i += 2
		} else {
			k += 2
		}
	}
	return sum
}
