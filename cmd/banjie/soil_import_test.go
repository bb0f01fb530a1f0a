package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/datadir"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/intake"
	"banjie/packs/foodchain/soil/soilstore"
)

// soilFile writes a file of the test and gives its name.
func soilFile(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func soilBook(t *testing.T, sheets ...workbook.Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := workbook.Write(&b, sheets); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func soilPlots(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
}

func soilPlot(code string, west float64, more string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"use":"paddy","village":"330599001001","holder":"collective"%s},"geometry":{"type":"Polygon","coordinates":[[[%[3]v,30],[%[4]v,30],[%[4]v,30.001],[%[3]v,30.001],[%[3]v,30]]]}}`, code, more, west, west+0.001)
}

// shapefileOf is a zipped shapefile of one square plot.
func shapefileOf(t *testing.T, code string, west float64) []byte {
	t.Helper()
	var shape, record, table bytes.Buffer
	little := func(v any) { _ = binary.Write(&record, binary.LittleEndian, v) }
	little(uint32(5))
	little([4]float64{})
	little([2]uint32{1, 5})
	little(uint32(0))
	little([][2]float64{{west, 30}, {west, 30.001}, {west + 0.001, 30.001}, {west + 0.001, 30}, {west, 30}})
	head := make([]byte, 100)
	binary.BigEndian.PutUint32(head, 9994)
	binary.BigEndian.PutUint32(head[24:], uint32(100+8+record.Len())/2)
	binary.LittleEndian.PutUint32(head[28:], 1000)
	binary.LittleEndian.PutUint32(head[32:], 5)
	shape.Write(head)
	_ = binary.Write(&shape, binary.BigEndian, [2]uint32{1, uint32(record.Len() / 2)})
	shape.Write(record.Bytes())
	fields := [][2]string{{"code", code}, {"use", "paddy"}, {"village", "330599001001"}, {"holder", "collective"}}
	const width = 20
	top := make([]byte, 32)
	top[0] = 3
	binary.LittleEndian.PutUint32(top[4:], 1)
	binary.LittleEndian.PutUint16(top[8:], uint16(32+32*len(fields)+1))
	binary.LittleEndian.PutUint16(top[10:], uint16(1+width*len(fields)))
	table.Write(top)
	for _, f := range fields {
		d := make([]byte, 32)
		copy(d, f[0])
		d[11], d[16] = 'C', width
		table.Write(d)
	}
	table.WriteString("\r ")
	for _, f := range fields {
		fmt.Fprintf(&table, "%-*s", width, f[1])
	}
	table.WriteByte(0x1a)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, body := range map[string][]byte{"plots.shp": shape.Bytes(), "plots.dbf": table.Bytes(), "plots.prj": []byte(`GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`)} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSoilImport: villages, plots as GeoJSON and as a shapefile, and a report come into the archive of a
// folder by the terminal, judged; the same files again bring nothing new; one mistake and nothing of a file
// is entered, with its row and what to do; plots that overlap are named and entered.
func TestSoilImport(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "hall")
	if _, err := datadir.Create(folder, datadir.Instance{Division: "330599"}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BANJIE_DATA", folder)
	t.Setenv("LANG", "C.UTF-8")
	run := func(args ...string) (string, error) {
		return execute(t, soilCommand(), "", append([]string{"import"}, args...)...)
	}
	village := soilFile(t, "villages.xlsx", soilBook(t, workbook.Sheet{Name: "村", Rows: [][]any{{"村代码", "村名", "经度", "纬度"}, {"330599001001", "示例一村", "120.01", "30.01"}, {"330599001002", "示例二村", "", ""}}}))
	plots := soilFile(t, "plots.geojson", soilPlots(soilPlot("P-1", 120, ""), soilPlot("P-2", 120.0005, `,"valid_from":"2020-01-01"`)))
	shapes := soilFile(t, "plots.zip", shapefileOf(t, "Z-1", 120.01))
	report := func(number, cadmium string) string {
		return soilFile(t, "report.xlsx", soilBook(t,
			workbook.Sheet{Name: "报告", Rows: [][]any{{"项目", "内容"}, {"报告编号", number}, {"检测机构", "示例检测中心"}, {"签发日期", "2022-03-20"}}},
			workbook.Sheet{Name: "样品", Rows: [][]any{{"样品编号", "地块编码", "利用方式", "采样日期", "pH", "Cd", "Hg", "As", "Pb", "Cr", "Cu", "Ni", "Zn"},
				{"S-1", "P-2", "水田", "2022-03-02", "6.0", "0.5", "0.1", "8", "30", "60", "20", "25", "80"}, {"S-2", "P-2", "水田", "2022-03-02", "6.0", cadmium, "0.1", "8", "30", "60", "20", "25", "80"}}}))
	}
	sheet := report("TR-1", "0.2")
	said, err := run("--dry-run", plots)
	if err != nil || !strings.Contains(said, "plots.geojson: 2 plots would be entered, 0 are there already") {
		t.Fatalf("%v: %s", err, said)
	}
	if said, err = run(village, plots, shapes, sheet); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for _, want := range []string{"villages.xlsx: 2 villages entered, 0 there already", "plots.geojson: 2 plots entered, 0 there already", "“P-1” and “P-2” overlap by ", "50.0 % of the smaller", "plots.zip: 1 plots entered", "report.xlsx: 2 samples entered"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: %s", want, said)
		}
	}
	before := soilState(t)
	if before != "P-1= P-2=safe_use Z-1=" {
		t.Errorf("the archive holds %s", before)
	}
	if said, err = run("--json", village, plots, shapes, sheet); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(said), "\n") {
		var got intake.Taken
		if err := json.Unmarshal([]byte(line), &got); err != nil || got.New != 0 || got.Repeated == 0 || got.Users != 0 || len(got.Mistakes) > 0 {
			t.Errorf("the same file twice: %s %v", line, err)
		}
	}
	for name, c := range map[string]struct{ file, says string }{
		"another report of this number": {report("TR-1", "0.3"), "report.xlsx: 报告编号: the report “TR-1” is entered already"},
		"a plot that changed":           {soilFile(t, "a.geojson", soilPlots(soilPlot("N-1", 121, ""), soilPlot("P-1", 120.5, ""))), "a.geojson:2 code: there is a plot “P-1” already, and it is another\n  For a changed plot take a new code"},
		"a code twice":                  {soilFile(t, "a.geojson", soilPlots(soilPlot("N-1", 121, ""), soilPlot("N-1", 121.5, ""))), "a.geojson:2 code: the code is that of row 1"},
		"a use that is none":            {soilFile(t, "a.geojson", soilPlots(strings.Replace(soilPlot("N-1", 121, ""), "paddy", "wood", 1))), "a.geojson:1 use: the use is one of"},
		"a person's number":             {soilFile(t, "a.geojson", soilPlots(soilPlot("N-1", 121, `,"user":"330522198001011234"`))), "a.geojson:1 user: who works it is a credit code"},
		"a village without a name":      {soilFile(t, "v.xlsx", soilBook(t, workbook.Sheet{Name: "村", Rows: [][]any{{"村代码", "村名"}, {"330599001003", "三村"}, {"33059900100", ""}}})), "v.xlsx:3 code: the village's code has 12 digits"},
	} {
		said, err := run(c.file)
		if !errors.Is(err, errReported) || !strings.Contains(said, c.says) || !strings.Contains(said, "nothing was entered") {
			t.Errorf("%s: %v: %s", name, err, said)
		}
	}
	for name, file := range map[string]string{"no such file": "nowhere.geojson", "a picture": soilFile(t, "a.png", []byte("x")), "no JSON": soilFile(t, "b.geojson", []byte("x"))} {
		if said, err := run(file); err == nil {
			t.Errorf("%s: %s", name, said)
		}
	}
	if after := soilState(t); after != before {
		t.Errorf("a refused file entered something: %s", after)
	}
	if _, err := execute(t, fsckCommand(), "", "--data", folder); err != nil {
		t.Errorf("the folder does not check: %v", err)
	}
}

// TestSoilImportByTheServer: while a server holds the folder, it takes the file in for the command, and its
// pages show it.
func TestSoilImportByTheServer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "hall")
	dir, err := datadir.Create(folder, datadir.Instance{Division: "330599"})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("LANG", "C.UTF-8")
	run := start(func(ctx context.Context, out io.Writer) error {
		return serve(ctx, dir, serveOptions{listen: "127.0.0.1:0", out: out})
	})
	base := servedAt.FindStringSubmatch(run.await(t, "办结 Banjie"))[1]
	plots := soilFile(t, "plots.geojson", soilPlots(soilPlot("P-1", 120, "")))
	said, err := execute(t, soilCommand(), "", "import", "--data", folder, plots)
	if err != nil || !strings.Contains(said, "1 plots entered") {
		t.Errorf("%v: %s", err, said)
	}
	res, err := http.Get(base + "/soil/plots/P-1")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the plot's page: %d", res.StatusCode)
	}
	run.end(t)
}

// soilState are the plots of the archive with their classes.
func soilState(t *testing.T) (said string) {
	t.Helper()
	var all []string
	err := withReader(t.Context(), "", func(h *hall) error {
		page, err := soilstore.New(h.db).Parcels(t.Context(), soil.Query{Division: "330599", Today: 99999})
		for _, x := range page.Rows {
			all = append(all, x.Code+"="+string(x.Class))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}
