package geo

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"banjie/internal/lang"
)

// What one shape may have.
const (
	MostPoints = 10_000
	MostRings  = 500
	// LeastArea and MostArea, in square metres: a garden bed, fifty square kilometres.
	LeastArea = 1.0
	MostArea  = 50e6
	// widest is the extent in degrees in which Check is exact.
	widest = 2.0
)

// Defect is what is wrong with a shape, and where.
type Defect struct {
	Code  string // stable: not_closed, …
	At    *Point // nil where no single place is meant
	Says  lang.Text
	Mends lang.Text // what to do
}

func (d *Defect) Error() string { return d.Says.EN }

func defect(code string, at *Point, says, mends lang.Text) *Defect {
	if at != nil {
		says.ZH += fmt.Sprintf("（%.7f，%.7f 附近）", at[0], at[1])
		says.EN += fmt.Sprintf(" (near %.7f, %.7f)", at[0], at[1])
	}
	return &Defect{code, at, says, mends}
}

var redraw = lang.T("请在制图软件里修复拓扑后重新导出。", "Please repair the topology in the mapping program and export again.")

// Check gives the first thing that is wrong with a shape, nil for none: rings closed, with three
// corners, not touching or crossing themselves; holes inside their outer ring, parts and holes
// apart from one another (two rings may touch in one point); of a plot's size; inside within,
// the box of the county, unless that is empty.
func (s Shape) Check(within Box) *Defect {
	if d := s.checkNumbers(within); d != nil {
		return d
	}
	var rings []line
	for i, poly := range s {
		for k, r := range poly {
			rings = append(rings, line{part: i, hole: k > 0, points: grid(r)})
		}
	}
	for i := range rings {
		if d := rings[i].checkCorners(); d != nil {
			return d
		}
	}
	touches, d := crossings(rings)
	if d != nil {
		return d
	}
	if d := nested(rings, touches); d != nil {
		return d
	}
	area := s.Area()
	switch {
	case area < LeastArea:
		return defect("too_small", nil, lang.Format("面积只有%.2f平方米", "the area is only %.2f m²", area), redraw)
	case area > MostArea:
		return defect("too_large", nil, lang.Format("面积有%.1f平方公里，不像一块地", "the area is %.1f km², which is no plot", area/1e6), redraw)
	}
	return nil
}

func (s Shape) checkNumbers(within Box) *Defect {
	if len(s) == 0 {
		return defect("no_ring", nil, lang.T("没有图形", "there is no shape"), redraw)
	}
	rings, points := 0, 0
	for _, poly := range s {
		if len(poly) == 0 {
			return defect("no_ring", nil, lang.T("有一个部分没有外环", "a part has no outer ring"), redraw)
		}
		rings += len(poly)
		for _, r := range poly {
			points += len(r)
			for _, p := range r {
				if d := p.check(within); d != nil {
					return d
				}
			}
		}
	}
	if rings > MostRings || points > MostPoints {
		return defect("too_many_points", nil, lang.Format("图形有%d个环、%d个点，最多%d个环、%d个点", "the shape has %d rings and %d points; at most %d and %d are taken", rings, points, MostRings, MostPoints),
			lang.T("请先化简图形。", "Please simplify it first."))
	}
	b := s.Box()
	if b[2]-b[0] > widest || b[3]-b[1] > widest {
		return defect("too_wide", nil, lang.Format("图形跨越%.1f度，不像一块地", "the shape spans %.1f degrees, which is no plot", max(b[2]-b[0], b[3]-b[1])), redraw)
	}
	return nil
}

func (p Point) check(within Box) *Defect {
	switch {
	case math.IsNaN(p[0]+p[1]) || math.IsInf(p[0]+p[1], 0), math.Abs(p[0]) > 180, math.Abs(p[1]) > 90:
		return defect("not_degrees", nil, lang.Format("坐标（%g，%g）不是经纬度", "the coordinates (%g, %g) are no degrees of longitude and latitude", p[0], p[1]),
			lang.T("请转换为CGCS2000或WGS84经纬度（度）后导出，经度在前。", "Please convert to degrees of CGCS2000 or WGS 84, longitude first."))
	case !within.IsEmpty() && !within.Holds(p):
		return defect("outside", &p, lang.T("有点在本县范围之外", "a point lies outside of the county"),
			lang.T("请检查坐标系和经纬度的先后；不要使用地图网站的偏移坐标。", "Please check the coordinate system and that longitude comes first; coordinates of map sites are shifted."))
	}
	return nil
}

// cell is a point in billionths of a degree.
type cell [2]int64

func grid(r Ring) []cell {
	out := make([]cell, len(r))
	for i, p := range r {
		out[i] = cell{int64(math.Round(p[0] * 1e9)), int64(math.Round(p[1] * 1e9))}
	}
	return out
}

func (c cell) point() *Point { return &Point{float64(c[0]) / 1e9, float64(c[1]) / 1e9} }

// line is a ring on the grid.
type line struct {
	part   int
	hole   bool
	points []cell
}

func (l *line) checkCorners() *Defect {
	n := len(l.points)
	if n < 4 {
		return defect("too_few_points", nil, lang.Format("有一个环只有%d个点，至少要4个（首尾相同）", "a ring has %d points; it needs four, the last being the first", n), redraw)
	}
	if l.points[0] != l.points[n-1] {
		return defect("not_closed", l.points[0].point(), lang.T("有一个环没有闭合：末点须与首点相同", "a ring is not closed: its last point must be its first"), redraw)
	}
	l.points = slices.Compact(l.points) // a corner that is drawn twice
	if n := len(l.points); n < 4 {
		return defect("too_few_points", nil, lang.T("有一个环的点都重合，没有面积", "the points of a ring fall together; it has no area"), redraw)
	}
	return nil
}

// turn is the sign of the turn a→b→c: 1 left, -1 right, 0 straight on. Exact: the products of
// two distances fit 128 bits.
func turn(a, b, c cell) int {
	return cmpProducts(b[0]-a[0], c[1]-a[1], b[1]-a[1], c[0]-a[0])
}

// cmpProducts compares a·b with c·d.
func cmpProducts(a, b, c, d int64) int {
	lo1, hi1 := product(a, b)
	lo2, hi2 := product(c, d)
	if hi1 != hi2 {
		return cmp.Compare(hi1, hi2)
	}
	return cmp.Compare(lo1, lo2)
}

func product(a, b int64) (lo uint64, hi int64) {
	h, l := bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		h -= uint64(b)
	}
	if b < 0 {
		h -= uint64(a)
	}
	return l, int64(h)
}

func between(a, b, c cell) bool { // c lies in the box of a and b
	return min(a[0], b[0]) <= c[0] && c[0] <= max(a[0], b[0]) && min(a[1], b[1]) <= c[1] && c[1] <= max(a[1], b[1])
}
