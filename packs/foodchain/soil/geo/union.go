package geo

import (
	"cmp"
	"math"
	"slices"
)

// near is how far apart two points may be, in degrees, and still count as one when plots are
// merged: a millimetre, far below what a surveyor tells apart.
const near = 1e-8

// Union is the ground of several plots that lie side by side, as one shape: edges that two of
// them share fall away, all other points stay as measured. A corner of one on an edge of another
// (within a millimetre) parts that edge. ok is false where the plots do not fit together: their
// areas overlap, or what is left is no plot's shape; then somebody must draw it.
// Plots that do not touch come out as several parts. It looks at all pairs of points, so its cost
// is their square.
func Union(shapes ...Shape) (Shape, bool) {
	var rings []Ring
	area := 0.0
	for _, s := range shapes {
		area += s.Area()
		for _, poly := range s.Oriented() {
			rings = append(rings, poly...)
		}
	}
	left := boundary(rings)
	out, ok := stitch(left)
	if !ok {
		return nil, false
	}
	s, ok := gather(out)
	if !ok || math.Abs(s.Area()-area) > area/1000+1 || s.Check(Nowhere) != nil {
		return nil, false
	}
	return s, true
}

type side struct{ from, to Point }

// boundary gives the edges that no other ring runs along the other way, parted at every corner
// that lies on them.
func boundary(rings []Ring) (left []side) {
	var corners []Point
	at := func(p Point) Point { // the one point for all within a millimetre
		for _, c := range corners {
			if math.Abs(c[0]-p[0]) < near && math.Abs(c[1]-p[1]) < near {
				return c
			}
		}
		corners = append(corners, p)
		return p
	}
	var edges []side
	for _, r := range rings {
		for i := 1; i < len(r); i++ {
			if e := (side{at(r[i-1]), at(r[i])}); e.from != e.to {
				edges = append(edges, e)
			}
		}
	}
	count := map[side]int{}
	var order []side
	for _, e := range edges {
		for _, part := range e.parted(corners) {
			if count[part] == 0 {
				order = append(order, part)
			}
			count[part]++
		}
	}
	for _, e := range order {
		for range max(0, count[e]-count[side{e.to, e.from}]) {
			left = append(left, e)
		}
	}
	return left
}

// parted cuts an edge at the corners on it.
func (e side) parted(corners []Point) (parts []side) {
	type on struct {
		t float64
		p Point
	}
	dx, dy := e.to[0]-e.from[0], e.to[1]-e.from[1]
	length := math.Hypot(dx, dy)
	var hits []on
	for _, c := range corners {
		if c == e.from || c == e.to {
			continue
		}
		x, y := c[0]-e.from[0], c[1]-e.from[1]
		t := (x*dx + y*dy) / (length * length)
		if t > 0 && t < 1 && math.Abs(x*dy-y*dx)/length < near {
			hits = append(hits, on{t, c})
		}
	}
	slices.SortFunc(hits, func(a, b on) int { return cmp.Compare(a.t, b.t) })
	from := e.from
	for _, h := range hits {
		parts = append(parts, side{from, h.p})
		from = h.p
	}
	return append(parts, side{from, e.to})
}

// stitch puts edges together to closed rings, the ground always at the left hand.
func stitch(left []side) (rings []Ring, ok bool) {
	out := map[Point][]side{}
	for _, e := range left {
		out[e.from] = append(out[e.from], e)
	}
	for _, first := range left {
		list := out[first.from]
		k := slices.Index(list, first)
		if k < 0 {
			continue // part of a ring already
		}
		out[first.from] = slices.Delete(list, k, k+1)
		ring := Ring{first.from, first.to}
		for last := first; last.to != first.from; {
			list := out[last.to]
			if len(list) == 0 || len(ring) > len(left) {
				return nil, false
			}
			k := 0
			for i := range list {
				if bend(last, list[i]) < bend(last, list[k]) {
					k = i
				}
			}
			next := list[k]
			out[last.to] = slices.Delete(list, k, k+1)
			ring = append(ring, next.to)
			last = next
		}
		rings = append(rings, ring.loops()...)
	}
	return rings, true
}

// loops parts a ring at each point through which it goes twice: what touches itself there is two
// rings that touch.
func (r Ring) loops() (all []Ring) {
	var path Ring
	for _, p := range r {
		if k := slices.Index(path, p); k >= 0 {
			all = append(all, append(slices.Clone(path[k:]), p))
			path = path[:k]
		}
		path = append(path, p)
	}
	return all
}

// bend is the angle from going back on an edge to the next, clockwise, above 0.
func bend(last, next side) float64 {
	back := math.Atan2(last.from[1]-last.to[1], last.from[0]-last.to[0])
	on := math.Atan2(next.to[1]-next.from[1], next.to[0]-next.from[0])
	a := math.Mod(back-on+4*math.Pi, 2*math.Pi)
	if a == 0 {
		return 2 * math.Pi
	}
	return a
}

// gather makes polygons of rings: those that run counterclockwise are outer ones.
func gather(rings []Ring) (s Shape, ok bool) {
	for _, r := range rings {
		if r.Counterclockwise() {
			s = append(s, Polygon{r})
		}
	}
	for _, r := range rings {
		if r.Counterclockwise() {
			continue
		}
		home := -1
		for i, poly := range s {
			if poly[0].surrounds(r) && (home < 0 || poly[0].signed() < s[home][0].signed()) {
				home = i
			}
		}
		if home < 0 {
			return nil, false
		}
		s[home] = append(s[home], r)
	}
	return s, len(s) > 0
}

// surrounds says that a ring lies around a hole: one corner of the hole that is no corner of the
// ring is inside.
func (r Ring) surrounds(hole Ring) bool {
	for _, p := range hole {
		if slices.Contains(r, p) {
			continue
		}
		inside := false
		for i := 1; i < len(r); i++ {
			a, b := r[i-1], r[i]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
				inside = !inside
			}
		}
		return inside
	}
	return false
}
