package geo

import (
	"bytes"
	"strconv"
)

// parseOwn reads exactly what [Shape.AppendGeoJSON] writes, without blanks, several times as fast
// as a general reader. ok is false for anything else.
func parseOwn(data []byte) (s Shape, ok bool) {
	if rest, polygon := bytes.CutPrefix(data, []byte(`{"type":"Polygon","coordinates":`)); polygon {
		s = Shape{nil}
		s[0], rest, ok = parsePolygon(rest)
		return s, ok && string(rest) == "}"
	}
	rest, multi := bytes.CutPrefix(data, []byte(`{"type":"MultiPolygon","coordinates":`))
	if !multi {
		return nil, false
	}
	all, rest, ok := parseList(rest, parsePolygon)
	return all, ok && string(rest) == "}"
}

func parsePolygon(b []byte) (Polygon, []byte, bool) { return parseList(b, parseRing) }

func parseRing(b []byte) (Ring, []byte, bool) { return parseList(b, parsePoint) }

// parseList reads [x,x,…] of at least one.
func parseList[T any](b []byte, one func([]byte) (T, []byte, bool)) (all []T, rest []byte, ok bool) {
	for open := byte('['); ; open = ',' {
		if len(b) == 0 {
			return nil, nil, false
		}
		if open == ',' && b[0] == ']' {
			return all, b[1:], true
		}
		if b[0] != open {
			return nil, nil, false
		}
		var x T
		if x, b, ok = one(b[1:]); !ok {
			return nil, nil, false
		}
		all = append(all, x)
	}
}

func parsePoint(b []byte) (p Point, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '[' {
		return p, nil, false
	}
	end := bytes.IndexByte(b, ']')
	comma := bytes.IndexByte(b, ',')
	if comma < 0 || end < comma {
		return p, nil, false
	}
	for i, text := range [][]byte{b[1:comma], b[comma+1 : end]} {
		if len(text) == 0 || text[0] != '-' && (text[0] < '0' || text[0] > '9') || bytes.ContainsAny(text, "xXpP_nN") {
			return p, nil, false
		}
		v, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return p, nil, false
		}
		p[i] = v
	}
	return p, b[end+1:], true
}
