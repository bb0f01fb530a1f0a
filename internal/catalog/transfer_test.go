package catalog

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
)

func canonicalAll(items []Item) string {
	var out []string
	for _, it := range items {
		out = append(out, string(Canonical(it)))
	}
	return strings.Join(out, "\n")
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(anyItem), 0, 3).Draw(t, "items")
		want := canonicalAll(items)
		var file bytes.Buffer
		if err := ExportJSON(&file, items); err != nil {
			t.Fatal(err)
		}
		back, err := ImportJSON(&file)
		if err != nil {
			t.Fatal(err)
		}
		if got := canonicalAll(back); got != want {
			t.Fatalf("JSON:\n%s\nwant\n%s", got, want)
		}
		lines, err := ImportJSON(strings.NewReader(want))
		if len(items) > 0 && (err != nil || canonicalAll(lines) != want) {
			t.Fatalf("JSON lines: %v", err)
		}
		file.Reset()
		if err := ExportXLSX(&file, items); err != nil {
			t.Fatal(err)
		}
		if back, err = ImportXLSX(&file); err != nil {
			t.Fatal(err)
		}
		if got := canonicalAll(back); got != want {
			t.Fatalf("XLSX:\n%s\nwant\n%s", got, want)
		}
	})
}

func TestCanonicalChangesNothingOfTheCaller(t *testing.T) {
	it := sample()
	it.Contact.Address.ZH = "一楼\r\n大厅"
	it.Keywords = []string{" 开饭店 "}
	if s := string(Canonical(it)); strings.Contains(s, `\r`) || !strings.Contains(s, `"开饭店"`) {
		t.Error(s)
	}
	if it.Contact.Address.ZH != "一楼\r\n大厅" || it.Keywords[0] != " 开饭店 " {
		t.Error("the item was changed")
	}
}

func TestImportJSONRefuses(t *testing.T) {
	for _, tc := range []struct{ in, path, says string }{
		{``, "", "empty"},
		{`[{"code":"a"},{"colour":"red"}]`, "items.2.colour", "no field"},
		{`[{"materials":[{"id":"a","weight":2}]}]`, "items.1.weight", "no field"},
		{`[{"visits":"one"}]`, "items.1.visits", "Should be int"},
		{`[{"name":{"zh":"a\u0007"}}]`, "items.1", "U+0007"},
		{`[{"code":"a"}`, "items.1", "too early"},
		{`[{"code":"a"}] {}`, "", "after the array"},
		{`{"code":"a"}` + "\n" + `7`, "items.2", "not an object"},
		{`[{"code" "a"}]`, "items.1", "Not JSON"},
	} {
		_, err := ImportJSON(strings.NewReader(tc.in))
		f, ok := fault.As(err)
		if !ok || !strings.Contains(f.Error(), tc.says) || tc.path != "" && (len(f.Fields) != 1 || f.Fields[0].Path != tc.path) {
			t.Errorf("%s: %v %+v", tc.in, err, f)
		}
	}
	items, err := ImportJSON(strings.NewReader("\uFEFF{\"code\":\"a\"}\n\n{\"code\":\"b\"}\n"))
	if err != nil || len(items) != 2 || items[0].Visits != Unsaid || items[0].Fee.Amount != Unsaid || items[1].Status != Draft {
		t.Errorf("%+v %v", items, err)
	}
}

// rewrite exports the sample, changes cells and imports the result.
func rewrite(t *testing.T, change func(f *excelize.File)) ([]Item, error) {
	t.Helper()
	var file bytes.Buffer
	if err := ExportXLSX(&file, []Item{sample()}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	change(f)
	file.Reset()
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	return ImportXLSX(&file)
}

// place finds the cell of a column in a row.
func place(t *testing.T, f *excelize.File, sheetName, column string, row int) string {
	t.Helper()
	rows, err := f.GetRows(sheetName)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range rows[0] {
		if strings.HasSuffix(h, " / "+column) {
			name, _ := excelize.CoordinatesToCellName(i+1, row)
			return name
		}
	}
	t.Fatalf("no column %s", column)
	return ""
}

func TestImportXLSXNamesPlaceAndRemedy(t *testing.T) {
	for _, tc := range []struct {
		sheet, column string
		value         any
		says          string
	}{
		{"事项 items", "kind", "行政许客", "01 行政许可"},
		{"事项 items", "promised", "二十天", "20 工作日"},
		{"事项 items", "visits", "一次", "whole number"},
		{"事项 items", "effective", "明天", "2026-03-01"},
		{"材料 materials", "required", "也许", "是 (yes)"},
		{"材料 materials", "no", 7, "no number 7"},
		{"收费 fees", "amount", "12.345", "two decimals"},
		{"环节 steps", "name.zh", "a\u200b\u0085", "U+0085"},
	} {
		_, err := rewrite(t, func(f *excelize.File) {
			if err := f.SetCellValue(tc.sheet, place(t, f, tc.sheet, tc.column, 2), tc.value); err != nil {
				t.Fatal(err)
			}
		})
		f, ok := fault.As(err)
		if !ok || len(f.Fields) == 0 || !strings.Contains(f.Fields[0].Path, tc.sheet+", row 2, column ") || !strings.Contains(f.Fields[0].Path, "/ "+tc.column) || !strings.Contains(f.Fields[0].Message.EN, tc.says) {
			t.Errorf("%s %s: %v", tc.sheet, tc.column, err)
		}
	}
	_, err := rewrite(t, func(f *excelize.File) { _ = f.SetCellValue("材料 materials", "C1", "颜色") })
	if f, ok := fault.As(err); !ok || !strings.Contains(f.Error(), "颜色") {
		t.Errorf("unknown header: %v", err)
	}
}

// People type numbers, leave columns out and use plain words.
func TestImportXLSXIsKind(t *testing.T) {
	items, err := rewrite(t, func(f *excelize.File) {
		_ = f.SetCellValue("事项 items", place(t, f, "事项 items", "kind", 2), "行政许可")
		_ = f.SetCellValue("事项 items", place(t, f, "事项 items", "promised", 2), "8 个工作日")
		_ = f.SetCellValue("收费 fees", place(t, f, "收费 fees", "amount", 2), 19.99*3)
		_ = f.SetCellValue("事项 items", place(t, f, "事项 items", "effective", 2), 46082)
		_ = f.DeleteSheet("特别程序 specials")
	})
	if err != nil || items[0].Kind != License || items[0].Promised.N != 8 || items[0].Fee.Amount != 5997 || items[0].Effective != calendar.Date(2026, 3, 1) || len(items[0].Specials) != 0 {
		t.Errorf("%v", err)
	}
}

func TestImportXLSXRefusesBomb(t *testing.T) {
	var file bytes.Buffer
	if err := ExportXLSX(&file, []Item{sample()}); err != nil {
		t.Fatal(err)
	}
	old, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, e := range old.File {
		out, _ := w.Create(e.Name)
		in, _ := e.Open()
		_, _ = io.Copy(out, in)
	}
	out, _ := w.Create("xl/media/large.bin")
	block := make([]byte, 1<<20)
	for range unzipMax>>20 + 1 {
		_, _ = out.Write(block)
	}
	_ = w.Close()
	if _, err := ImportXLSX(&bomb); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if _, err := ImportXLSX(strings.NewReader("not a workbook")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if _, err := ImportXLSX(io.LimitReader(zeros{}, fileMaxBytes+10)); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("got %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestExportXLSXRefusesLongCell(t *testing.T) {
	it := sample()
	it.Summary.ZH = strings.Repeat("长", cellMax+1)
	if err := ExportXLSX(io.Discard, []Item{it}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func FuzzImportJSON(f *testing.F) {
	f.Add([]byte(`[{"code":"a","form":{"type":"object"}}]`))
	f.Add(Canonical(sample()))
	f.Fuzz(func(t *testing.T, data []byte) {
		items, err := ImportJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := ExportJSON(&out, items); err != nil {
			t.Fatal(err)
		}
		back, err := ImportJSON(&out)
		if err != nil || canonicalAll(back) != canonicalAll(items) {
			t.Fatalf("%v", err)
		}
		for _, it := range items {
			Lint(it, nil)
			GuideOf(it, Facts{})
		}
	})
}

func FuzzImportXLSX(f *testing.F) {
	var file bytes.Buffer
	if err := ExportXLSX(&file, []Item{sample()}); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if items, err := ImportXLSX(bytes.NewReader(data)); err == nil {
			canonicalAll(items)
		}
	})
}
