package shapefile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"banjie/packs/foodchain/soil/geo"
)

// Types of shapes that are polygons; the heights and measures of the last two are left out.
const (
	polygon  = 5
	polygonZ = 15
	polygonM = 25
)

// most a record may have: points with height and measure, and rings, above what geo takes, so
// that geo says what is too many.
const mostRecord = 4 * geo.MostPoints * 32

type shapes struct {
	in   io.Reader
	kind uint32
	buf  []byte
}

func openShapes(in io.Reader) (*shapes, error) {
	head := make([]byte, 100)
	if _, err := io.ReadFull(in, head); err != nil || binary.BigEndian.Uint32(head) != 9994 || binary.LittleEndian.Uint32(head[28:]) != 1000 {
		return nil, bad(".shp的开头不对", "its .shp does not begin as one").With(err)
	}
	s := &shapes{in: in, kind: binary.LittleEndian.Uint32(head[32:])}
	if s.kind != polygon && s.kind != polygonZ && s.kind != polygonM {
		return nil, bad("图层不是面（多边形）", "the layer is not of polygons")
	}
	return s, nil
}

// next gives the shape of the next record, empty for a record without one; io.EOF after the last.
func (s *shapes) next() (geo.Shape, error) {
	var head [8]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		return nil, err // io.EOF only where nothing of a record is there
	}
	words := binary.BigEndian.Uint32(head[4:])
	if words < 2 || words > mostRecord/2 {
		return nil, fmt.Errorf("a record of %d words", words)
	}
	if n := int(words) * 2; cap(s.buf) < n {
		s.buf = make([]byte, n)
	} else {
		s.buf = s.buf[:n]
	}
	if _, err := io.ReadFull(s.in, s.buf); err != nil {
		return nil, errors.Join(errors.New("the record is cut off"), err)
	}
	kind := binary.LittleEndian.Uint32(s.buf)
	if kind == 0 {
		return nil, nil
	}
	if kind != s.kind {
		return nil, fmt.Errorf("a shape of type %d among type %d", kind, s.kind)
	}
	rings, err := ringsOf(s.buf)
	if err != nil {
		return nil, err
	}
	return assemble(rings), nil
}

func ringsOf(b []byte) ([]geo.Ring, error) {
	if len(b) < 44 {
		return nil, errors.New("a polygon without its counts")
	}
	parts, points := uint64(binary.LittleEndian.Uint32(b[36:])), uint64(binary.LittleEndian.Uint32(b[40:]))
	if 44+4*parts+16*points > uint64(len(b)) { // both below 2³²: no overflow
		return nil, fmt.Errorf("%d rings and %d points in %d bytes", parts, points, len(b))
	}
	starts, coords := b[44:44+4*parts], b[44+4*parts:]
	rings := make([]geo.Ring, 0, parts)
	for i := range parts {
		from, to := uint64(binary.LittleEndian.Uint32(starts[4*i:])), points
		if i+1 < parts {
			to = uint64(binary.LittleEndian.Uint32(starts[4*i+4:]))
		}
		if from >= to || to > points || i == 0 && from != 0 {
			return nil, fmt.Errorf("ring %d from point %d to %d of %d", i, from, to, points)
		}
		r := make(geo.Ring, 0, to-from)
		for k := from; k < to; k++ {
			r = append(r, geo.Point{math.Float64frombits(binary.LittleEndian.Uint64(coords[16*k:])), math.Float64frombits(binary.LittleEndian.Uint64(coords[16*k+8:]))})
		}
		rings = append(rings, r)
	}
	return rings, nil
}

// assemble puts each hole, which runs counterclockwise in this format, to the smallest outer
// ring whose box holds it. A shape whose rings all run counterclockwise was written the wrong
// way round by a careless program: its first ring is taken as the outer one.
func assemble(rings []geo.Ring) (s geo.Shape) {
	var holes []geo.Ring
	for _, r := range rings {
		if r.Counterclockwise() {
			holes = append(holes, r)
		} else {
			s = append(s, geo.Polygon{r})
		}
	}
	if len(s) == 0 && len(holes) > 0 {
		s, holes = geo.Shape{geo.Polygon{holes[0]}}, holes[1:]
	}
	for _, h := range holes {
		box, best := h.Box(), -1
		for i, poly := range s {
			outer := poly[0].Box()
			if outer.Join(box) == outer && (best < 0 || outer.Join(s[best][0].Box()) == s[best][0].Box()) {
				best = i
			}
		}
		if best < 0 {
			best = 0 // geo says that the hole lies outside
		}
		s[best] = append(s[best], h)
	}
	return s.Oriented()
}
