package geo

import (
	"cmp"
	"slices"

	"banjie/internal/lang"
)

// edge is one side of a ring.
type edge struct {
	a, b   cell
	ring   int
	at     int // its number in the ring
	x0, x1 int64
}

// touch is the one point that two rings share.
type touch struct{ ring, other int }

// crossings looks for rings that touch or cross themselves and for two rings that cross, run
// along one another or touch more than once; it gives the single points in which rings touch.
// Edges are swept from west to east: the work is that of edges side by side in longitude.
func crossings(rings []line) (map[touch]cell, *Defect) {
	var edges []edge
	for r, l := range rings {
		for i := 1; i < len(l.points); i++ {
			a, b := l.points[i-1], l.points[i]
			edges = append(edges, edge{a, b, r, i - 1, min(a[0], b[0]), max(a[0], b[0])})
		}
	}
	slices.SortFunc(edges, func(e, f edge) int { return cmp.Compare(e.x0, f.x0) })
	touches := map[touch]cell{}
	var open []edge
	for _, e := range edges {
		keep := open[:0]
		for _, f := range open {
			if f.x1 < e.x0 {
				continue
			}
			keep = append(keep, f)
			if max(e.a[1], e.b[1]) < min(f.a[1], f.b[1]) || max(f.a[1], f.b[1]) < min(e.a[1], e.b[1]) {
				continue
			}
			if d := meet(rings, touches, e, f); d != nil {
				return nil, d
			}
		}
		open = append(keep, e)
	}
	return touches, nil
}

func meet(rings []line, touches map[touch]cell, e, f edge) *Defect {
	at, many, met := intersect(e, f)
	if !met {
		return nil
	}
	if e.ring == f.ring {
		n := len(rings[e.ring].points) - 1
		if (e.at+1)%n == f.at || (f.at+1)%n == e.at {
			if !many {
				return nil // neighbours share a corner
			}
			return defect("self_intersection", at.point(), lang.T("边界原路折回，形成一条刺", "the border runs back on itself, as a spike"), redraw)
		}
		return defect("self_intersection", at.point(), lang.T("边界自己相交或相碰", "the border crosses or touches itself"), redraw)
	}
	key := touch{min(e.ring, f.ring), max(e.ring, f.ring)}
	was, before := touches[key]
	if many || before && was != at || !corner(at, e, f) {
		return defect("rings_cross", at.point(), lang.T("两个环相交、重叠或多处相碰", "two rings cross, overlap or touch more than once"), redraw)
	}
	touches[key] = at
	return nil
}

// corner says that a meeting point is an end of one of the edges: there rings may touch.
func corner(at cell, e, f edge) bool { return at == e.a || at == e.b || at == f.a || at == f.b }

// intersect gives where two edges meet; many when it is more than a point. Of a crossing inside
// both edges it gives the place to the nearest cell.
func intersect(e, f edge) (at cell, many, met bool) {
	t1, t2 := turn(e.a, e.b, f.a), turn(e.a, e.b, f.b)
	t3, t4 := turn(f.a, f.b, e.a), turn(f.a, f.b, e.b)
	if t1 == 0 && t2 == 0 { // on one straight line
		var shared []cell
		add := func(p cell, on edge) {
			if between(on.a, on.b, p) && !slices.Contains(shared, p) {
				shared = append(shared, p)
			}
		}
		add(f.a, e)
		add(f.b, e)
		add(e.a, f)
		add(e.b, f)
		if len(shared) == 0 {
			return cell{}, false, false
		}
		return shared[0], len(shared) > 1, true
	}
	switch {
	case t1 == 0 && between(e.a, e.b, f.a):
		return f.a, false, true
	case t2 == 0 && between(e.a, e.b, f.b):
		return f.b, false, true
	case t3 == 0 && between(f.a, f.b, e.a):
		return e.a, false, true
	case t4 == 0 && between(f.a, f.b, e.b):
		return e.b, false, true
	case t1*t2 < 0 && t3*t4 < 0:
		return middle(e, f), false, true
	}
	return cell{}, false, false
}

// middle is about where two crossing edges cross.
func middle(e, f edge) cell {
	dx, dy := float64(e.b[0]-e.a[0]), float64(e.b[1]-e.a[1])
	gx, gy := float64(f.b[0]-f.a[0]), float64(f.b[1]-f.a[1])
	hx, hy := float64(f.a[0]-e.a[0]), float64(f.a[1]-e.a[1])
	t := (hx*gy - hy*gx) / (dx*gy - dy*gx)
	return cell{e.a[0] + int64(t*dx), e.a[1] + int64(t*dy)}
}

// nested looks for holes outside of their outer ring, in one another, and for parts that lie
// inside one another. Rings that do not cross lie wholly inside or outside; one point that is
// not the shared one tells which.
func nested(rings []line, touches map[touch]cell) *Defect {
	inside := func(r, of int) bool {
		shared, touching := touches[touch{min(r, of), max(r, of)}]
		for _, p := range rings[r].points {
			if !touching || p != shared {
				return contains(rings[of].points, p)
			}
		}
		return false
	}
	for i, l := range rings {
		for k, m := range rings {
			if i == k {
				continue
			}
			at := l.points[0].point()
			switch {
			case l.hole && !m.hole && l.part == m.part && !inside(i, k):
				return defect("hole_outside", at, lang.T("有一个洞在外环之外", "a hole lies outside of its outer ring"), redraw)
			case l.hole && m.hole && l.part == m.part && inside(i, k):
				return defect("hole_in_hole", at, lang.T("有一个洞在另一个洞里面", "a hole lies inside another"), redraw)
			case !l.hole && !m.hole && inside(i, k) && !inHole(rings, i, m.part, inside):
				return defect("parts_overlap", at, lang.T("有两个部分重叠", "two parts overlap"), redraw)
			}
		}
	}
	return nil
}

// inHole says that a ring lies in a hole of a part.
func inHole(rings []line, r, part int, inside func(r, of int) bool) bool {
	for k, m := range rings {
		if m.part == part && m.hole && inside(r, k) {
			return true
		}
	}
	return false
}

// contains says that a point lies inside a ring; it does not lie on it, or it does not matter.
func contains(ring []cell, p cell) bool {
	in := false
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if a[1] > p[1] == (b[1] > p[1]) {
			continue
		}
		if a[1] > b[1] {
			a, b = b, a
		}
		if turn(a, b, p) > 0 {
			in = !in
		}
	}
	return in
}
