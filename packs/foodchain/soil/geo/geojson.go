package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Feature is one thing of a file: its number from 1, its fields as text, its shape as drawn.
type Feature struct {
	N      int
	Fields map[string]string
	Shape  Shape
}

// What a file may have.
const (
	MostFeatures = 200_000
	mostNesting  = 32
	mostField    = 4_000 // bytes of text in one field
)

// BadFile is the answer to a file that cannot be read.
func BadFile(why, remedy lang.Text) *fault.Fault {
	return fault.New(fault.Invalid, "bad_map_file", lang.T("读不了这个地块文件："+why.ZH+"。", "This file of plots cannot be read: "+why.EN+"."), remedy)
}

var exportAgain = lang.T("请用制图软件重新导出为GeoJSON（RFC 7946，经纬度）再试。什么都没有保存。", "Please export it again as GeoJSON (RFC 7946, degrees). Nothing was kept.")

// ReadGeoJSON reads a FeatureCollection one feature at a time, in the order of the file; only
// one is in memory. Features are polygons or multipolygons with degrees in the order of
// longitude, latitude. A third coordinate is left out. An old "crs" member is taken where it
// names CRS84, EPSG:4326 or EPSG:4490 and refused otherwise. An error of do ends the walk.
func ReadGeoJSON(r io.Reader, do func(Feature) error) error {
	dec := json.NewDecoder(&depth{from: skipMark(r)})
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return BadFile(lang.T("它不是JSON对象", "it is no JSON object"), exportAgain).With(err)
	}
	var kind string
	read := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return brokenJSON(dec, err)
		}
		switch key {
		case "type":
			if err := dec.Decode(&kind); err != nil || kind != "FeatureCollection" {
				return BadFile(lang.T("它不是要素集合（FeatureCollection）", "it is no FeatureCollection"), exportAgain).With(err)
			}
		case "crs":
			var crs json.RawMessage
			if err := dec.Decode(&crs); err != nil {
				return brokenJSON(dec, err)
			}
			if !degrees(crs) {
				return unknownCRS(string(crs[:min(len(crs), 120)]))
			}
		case "features":
			if read {
				return BadFile(lang.T("“features”出现了两次", "“features” is there twice"), exportAgain)
			}
			read = true
			if err := readFeatures(dec, do); err != nil {
				return err
			}
		default:
			var other json.RawMessage
			if err := dec.Decode(&other); err != nil {
				return brokenJSON(dec, err)
			}
		}
	}
	if _, err := dec.Token(); err != nil {
		return brokenJSON(dec, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return BadFile(lang.T("JSON对象之后还有别的内容", "there is something after the JSON object"), exportAgain)
	}
	if kind == "" || !read {
		return BadFile(lang.T("它不是要素集合（FeatureCollection）", "it is no FeatureCollection"), exportAgain)
	}
	return nil
}

func unknownCRS(name string) error {
	return BadFile(lang.T("坐标系是 "+name+"，不是CGCS2000或WGS84经纬度", "its coordinate system is "+name+", not degrees of CGCS2000 or WGS 84"),
		lang.T("请在制图软件里转换为CGCS2000经纬度（EPSG:4490）后再导出。什么都没有保存。", "Please convert it to degrees of CGCS2000 (EPSG:4490) and export again. Nothing was kept."))
}

func brokenJSON(dec *json.Decoder, err error) error {
	return BadFile(lang.Format("第%d字节附近不是JSON", "not JSON near byte %d", dec.InputOffset()+1), exportAgain).With(err)
}

func degrees(crs json.RawMessage) bool {
	var named struct {
		Properties struct{ Name string }
	}
	if string(crs) == "null" || json.Unmarshal(crs, &named) != nil {
		return false
	}
	switch strings.ToUpper(strings.TrimPrefix(named.Properties.Name, "urn:ogc:def:crs:")) {
	case "OGC:1.3:CRS84", "OGC::CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490":
		return true
	}
	return false
}

func readFeatures(dec *json.Decoder, do func(Feature) error) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return BadFile(lang.T("“features”不是列表", "“features” is no list"), exportAgain).With(err)
	}
	for n := 1; dec.More(); n++ {
		if n > MostFeatures {
			return BadFile(lang.Format("多于%d个地块", "it has more than %d plots", MostFeatures), lang.T("请分成几个文件。", "Please cut it into several files."))
		}
		var raw struct {
			Type       string
			Properties map[string]json.RawMessage
			Geometry   *struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
		if err := dec.Decode(&raw); err != nil {
			return inFeature(n, lang.T("它不是要素，或JSON有误", "it is no feature, or no JSON")).With(err)
		}
		if raw.Type != "Feature" || raw.Geometry == nil {
			return inFeature(n, lang.T("它没有图形", "it has no shape"))
		}
		f := Feature{N: n, Fields: map[string]string{}}
		for k, v := range raw.Properties {
			f.Fields[k] = fieldText(v)
			if len(f.Fields[k]) > mostField {
				return inFeature(n, lang.T("“"+k+"”太长", "“"+k+"” is too long"))
			}
		}
		var err error
		if f.Shape, err = shapeOf(raw.Geometry.Type, raw.Geometry.Coordinates); err != nil {
			return inFeature(n, lang.T("图形不是多边形（Polygon或MultiPolygon），或坐标不是数", "its shape is no polygon or multipolygon of numbers")).With(err)
		}
		if err := do(f); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	if err != nil {
		return brokenJSON(dec, err)
	}
	return nil
}

func inFeature(n int, why lang.Text) *fault.Fault {
	return BadFile(lang.T(fmt.Sprintf("第%d个要素：", n)+why.ZH, fmt.Sprintf("feature %d: ", n)+why.EN), exportAgain)
}

func fieldText(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return strings.TrimSpace(s)
	}
	if string(v) == "null" {
		return ""
	}
	return string(v)
}

// UnmarshalJSON reads [longitude, latitude] or [longitude, latitude, height].
func (p *Point) UnmarshalJSON(data []byte) error {
	var all []json.Number
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	if len(all) < 2 || len(all) > 4 {
		return fmt.Errorf("geo: a position has %d numbers", len(all))
	}
	for i := range p {
		n, err := strconv.ParseFloat(all[i].String(), 64)
		if err != nil {
			return err
		}
		p[i] = n
	}
	return nil
}

func shapeOf(kind string, coordinates json.RawMessage) (s Shape, err error) {
	switch kind {
	case "Polygon":
		s = Shape{nil}
		err = json.Unmarshal(coordinates, &s[0])
	case "MultiPolygon":
		err = json.Unmarshal(coordinates, (*[]Polygon)(&s))
	default:
		err = fmt.Errorf("geo: geometry %q", kind)
	}
	return s, err
}

// ParseGeometry reads a Polygon or MultiPolygon as [Shape.AppendGeoJSON] writes it.
func ParseGeometry(data []byte) (Shape, error) {
	if s, ok := parseOwn(data); ok {
		return s, nil
	}
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	if err := json.Unmarshal(data, &g); err != nil {
		return nil, err
	}
	return shapeOf(g.Type, g.Coordinates)
}

// AppendGeoJSON adds the shape as a geometry of RFC 7946, a Polygon where it has one part. The
// numbers are those that were measured.
func (s Shape) AppendGeoJSON(b []byte) []byte {
	if len(s) == 1 {
		b = append(b, `{"type":"Polygon","coordinates":`...)
		b = s[0].appendRings(b)
	} else {
		b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
		for i, poly := range s {
			if i > 0 {
				b = append(b, ',')
			}
			b = poly.appendRings(b)
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

func (poly Polygon) appendRings(b []byte) []byte {
	b = append(b, '[')
	for i, r := range poly {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for k, p := range r {
			if k > 0 {
				b = append(b, ',')
			}
			b = p.Append(b)
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

// Append adds the position as [longitude,latitude].
func (p Point) Append(b []byte) []byte {
	b = strconv.AppendFloat(append(b, '['), p[0], 'f', -1, 64)
	b = strconv.AppendFloat(append(b, ','), p[1], 'f', -1, 64)
	return append(b, ']')
}

// MarshalJSON writes a geometry of RFC 7946.
func (s Shape) MarshalJSON() ([]byte, error) { return s.AppendGeoJSON(nil), nil }

// UnmarshalJSON reads a geometry of RFC 7946.
func (s *Shape) UnmarshalJSON(data []byte) (err error) {
	*s, err = ParseGeometry(data)
	return err
}

// depth refuses JSON that nests deeper than any map file; strings are followed so that brackets
// in them do not count.
type depth struct {
	from      io.Reader
	level     int
	quoted    bool
	escaped   bool
	exhausted error
}

var errTooDeep = errors.New("geo: nested too deeply")

func (d *depth) Read(p []byte) (int, error) {
	if d.exhausted != nil {
		return 0, d.exhausted
	}
	n, err := d.from.Read(p)
	for _, c := range p[:n] {
		switch {
		case d.escaped:
			d.escaped = false
		case d.quoted && c == '\\':
			d.escaped = true
		case c == '"':
			d.quoted = !d.quoted
		case d.quoted:
		case c == '{' || c == '[':
			d.level++
		case c == '}' || c == ']':
			d.level--
		}
		if d.level > mostNesting {
			d.exhausted = errTooDeep
			return 0, errTooDeep
		}
	}
	return n, err
}

// skipMark leaves a byte order mark out.
func skipMark(r io.Reader) io.Reader {
	head := make([]byte, 3)
	n, err := io.ReadFull(r, head)
	if err != nil {
		return bytes.NewReader(head[:n])
	}
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head, []byte("\ufeff"))), r)
}
