package shapefile_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"banjie/internal/fault"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/geo/shapefile"
)

const cgcs2000 = `GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`

func closed(p ...float64) (r geo.Ring) {
	for i := 0; i+1 < len(p); i += 2 {
		r = append(r, geo.Point{120 + p[i]/1000, 30 + p[i+1]/1000})
	}
	return append(r, r[0])
}

// clockwise and counter are the two ways round.
func clockwise(x0, y0, x1, y1 float64) geo.Ring { return closed(x0, y0, x0, y1, x1, y1, x1, y0) }
func counter(x0, y0, x1, y1 float64) geo.Ring   { return closed(x0, y0, x1, y0, x1, y1, x0, y1) }

// shp writes a file of polygons as the technical description says.
func shp(kind uint32, records ...[]geo.Ring) []byte {
	head := make([]byte, 100)
	binary.BigEndian.PutUint32(head, 9994)
	binary.LittleEndian.PutUint32(head[28:], 1000)
	binary.LittleEndian.PutUint32(head[32:], kind)
	out := bytes.NewBuffer(head)
	for n, rings := range records {
		var body bytes.Buffer
		put := func(v any) { _ = binary.Write(&body, binary.LittleEndian, v) }
		points := 0
		for _, r := range rings {
			points += len(r)
		}
		if len(rings) == 0 {
			put(uint32(0))
		} else {
			put(kind)
			put([4]float64{})
			put(uint32(len(rings)))
			put(uint32(points))
			at := uint32(0)
			for _, r := range rings {
				put(at)
				at += uint32(len(r))
			}
			for _, r := range rings {
				for _, p := range r {
					put(p)
				}
			}
			if kind == 15 {
				put(make([]float64, 2+points))
			}
		}
		_ = binary.Write(out, binary.BigEndian, [2]uint32{uint32(n + 1), uint32(body.Len() / 2)})
		out.Write(body.Bytes())
	}
	return out.Bytes()
}

// dbf writes a table with the columns code (8) and name (12).
func dbf(language byte, rows ...[2]string) []byte {
	var out bytes.Buffer
	head := make([]byte, 32)
	head[0], head[29] = 3, language
	binary.LittleEndian.PutUint32(head[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(head[8:], 32+2*32+1)
	binary.LittleEndian.PutUint16(head[10:], 1+8+12)
	out.Write(head)
	for _, f := range []struct {
		name string
		size byte
	}{{"code", 8}, {"name", 12}} {
		d := make([]byte, 32)
		copy(d, f.name)
		d[11], d[16] = 'C', f.size
		out.Write(d)
	}
	out.WriteByte(0x0d)
	for _, r := range rows {
		mark := byte(' ')
		if strings.HasPrefix(r[0], "*") {
			mark = '*'
		}
		out.WriteByte(mark)
		out.WriteString((r[0] + strings.Repeat(" ", 8))[:8] + (r[1] + strings.Repeat(" ", 12))[:12])
	}
	return out.Bytes()
}

func archive(files map[string][]byte) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, data := range files {
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		_, _ = w.Write(data)
	}
	_ = z.Close()
	return out.Bytes()
}

func read(data []byte) (all []geo.Feature, err error) {
	err = shapefile.Read(bytes.NewReader(data), int64(len(data)), func(f geo.Feature) error { all = append(all, f); return nil })
	return all, err
}

func gbk(s string) string {
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// TestReads: rings with holes, several parts, empty and deleted rows, three kinds, two encodings.
func TestReads(t *testing.T) {
	records := [][]geo.Ring{
		{clockwise(0, 0, 4, 4), counter(1, 1, 2, 2)},
		{},
		{clockwise(0, 0, 9, 9), clockwise(20, 0, 22, 2), counter(20.5, 0.5, 21, 1)},
		{clockwise(0, 0, 1, 1)},
		{counter(5, 5, 6, 6)}, // written the wrong way round
	}
	for name, c := range map[string]struct {
		kind     uint32
		language byte
		cpg      string
		encode   func(string) string
	}{
		"cpg UTF-8":     {5, 0, "UTF-8", strings.Clone},
		"cpg GBK":       {5, 0, "GBK", gbk},
		"language byte": {15, 0x4d, "", gbk},
		"guess UTF-8":   {5, 0, "", strings.Clone},
		"guess GBK":     {5, 0, "", gbk},
	} {
		rows := [][2]string{{"a", c.encode("水田")}, {"b", ""}, {"c", c.encode("果园")}, {"*d", ""}, {"e", c.encode("其他")}}
		files := map[string][]byte{"地块/Plots.SHP": shp(c.kind, records...), "地块/plots.dbf": dbf(c.language, rows...), "地块/plots.prj": []byte(cgcs2000), "__MACOSX/._x.shp": nil}
		if c.cpg != "" {
			files["地块/plots.cpg"] = []byte(c.cpg + "\r\n")
		}
		all, err := read(archive(files))
		if err != nil || len(all) != 3 {
			t.Errorf("%s: %d %v", name, len(all), err)
			continue
		}
		if all[0].N != 1 || all[0].Fields["name"] != "水田" || all[0].Fields["code"] != "a" || len(all[0].Shape) != 1 || len(all[0].Shape[0]) != 2 || !all[0].Shape[0][0].Counterclockwise() {
			t.Errorf("%s: %+v", name, all[0])
		}
		if all[1].N != 3 || len(all[1].Shape) != 2 || len(all[1].Shape[0]) != 1 || len(all[1].Shape[1]) != 2 || all[2].N != 5 || all[2].Fields["name"] != "其他" {
			t.Errorf("%s: %+v", name, all[1:])
		}
		for _, f := range all {
			if d := f.Shape.Check(geo.Nowhere); d != nil {
				t.Errorf("%s: %v", name, d)
			}
		}
	}
}

// TestRefuses: other projections, missing parts, damaged and hostile records.
func TestRefuses(t *testing.T) {
	sound := func() map[string][]byte {
		return map[string][]byte{"p.shp": shp(5, []geo.Ring{clockwise(0, 0, 1, 1)}), "p.dbf": dbf(0, [2]string{"a", "b"}), "p.prj": []byte(cgcs2000)}
	}
	if all, err := read(archive(sound())); err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	at := func(offset int, v uint32, big bool) func(map[string][]byte) {
		return func(f map[string][]byte) {
			if big {
				binary.BigEndian.PutUint32(f["p.shp"][offset:], v)
			} else {
				binary.LittleEndian.PutUint32(f["p.shp"][offset:], v)
			}
		}
	}
	for name, spoil := range map[string]func(map[string][]byte){
		"no shp":     func(f map[string][]byte) { delete(f, "p.shp") },
		"no dbf":     func(f map[string][]byte) { delete(f, "p.dbf") },
		"no prj":     func(f map[string][]byte) { delete(f, "p.prj") },
		"two layers": func(f map[string][]byte) { f["q.shp"] = f["p.shp"] },
		"projected": func(f map[string][]byte) {
			f["p.prj"] = []byte(`PROJCS["CGCS2000_3_Degree_GK_CM_120E",` + cgcs2000 + `]`)
		},
		"Beijing 1954":      func(f map[string][]byte) { f["p.prj"] = []byte(`GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954"]]`) },
		"empty prj":         func(f map[string][]byte) { f["p.prj"] = nil },
		"cut off":           func(f map[string][]byte) { f["p.shp"] = f["p.shp"][:150] },
		"head cut off":      func(f map[string][]byte) { f["p.shp"] = f["p.shp"][:50] },
		"table cut off":     func(f map[string][]byte) { f["p.dbf"] = f["p.dbf"][:100] },
		"table empty":       func(f map[string][]byte) { f["p.dbf"] = dbf(0) },
		"points":            at(32, 1, false),
		"huge record":       at(104, math.MaxUint32, true),
		"record of nothing": at(104, 0, true),
		"too many rings":    at(108+36, 1<<30, false),
		"too many points":   at(108+40, math.MaxUint32, false),
		"ring out of order": at(108+44, 4, false),
		"other kind inside": at(108, 3, false),
		"Big5":              func(f map[string][]byte) { f["p.cpg"] = []byte("BIG5") },
	} {
		files := sound()
		spoil(files)
		_, err := read(archive(files))
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Remedy.EN == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := read([]byte("not a zip")); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	enough := errors.New("enough")
	data := archive(sound())
	if err := shapefile.Read(bytes.NewReader(data), int64(len(data)), func(geo.Feature) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(shp(5, []geo.Ring{clockwise(0, 0, 4, 4), counter(1, 1, 2, 2)}), dbf(0, [2]string{"a", "b"}))
	f.Add(shp(15, []geo.Ring{clockwise(0, 0, 4, 4)}), dbf(0x4d, [2]string{"a", gbk("水田")}))
	f.Fuzz(func(t *testing.T, shapes, table []byte) {
		all, err := read(archive(map[string][]byte{"p.shp": shapes, "p.dbf": table, "p.prj": []byte(cgcs2000)}))
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v", err)
		}
		for _, x := range all {
			if x.Shape.Points() > len(shapes)/16 {
				t.Errorf("%d points of %d bytes", x.Shape.Points(), len(shapes))
			}
		}
	})
}
