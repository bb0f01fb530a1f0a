package labsheet_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/labsheet"
)

var head = []any{"样品编号", "地块编码", "利用方式", "采样日期", "深度（厘米）", "经度", "纬度", "pH", "镉 Cd", "汞 Hg", "砷 As", "铅 Pb", "铬 Cr", "铜 Cu", "镍 Ni", "锌 Zn", "硒 Se"}

func row(number string) []any {
	return []any{number, "p-" + number, "水田", "2026-03-01", "0-20", "120.1", "30.5", "6.1", "0.2", "0.1", "8", "30", "60", "<1", "25", "80", "0.41"}
}

func book(t testing.TB, samples ...[]any) []byte {
	t.Helper()
	var out bytes.Buffer
	err := workbook.Write(&out, []workbook.Sheet{
		{Name: "报告", Plain: true, Rows: [][]any{{"项目", "内容"}, {"报告编号", "R-7"}, {"检测机构", "示例中心"}, {"签发日期", "2026-03-20"}, {"检测方法", "GB/T 17141"}}},
		{Name: "样品", Plain: true, Rows: samples},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTemplate: it opens elsewhere, its example can be read and judged, and filled in it is a report.
func TestTemplate(t *testing.T) {
	var out bytes.Buffer
	if err := labsheet.Template(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil || !slices.Equal(f.GetSheetList(), []string{"报告", "样品", "填写示例", "说明"}) {
		t.Fatal(f.GetSheetList(), err)
	}
	rows, err := f.GetRows("填写示例")
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	for i, r := range rows[1:] {
		for k, v := range r {
			cell, _ := excelize.CoordinatesToCellName(k+1, i+2)
			if err := f.SetCellValue("样品", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for cell, v := range map[string]string{"B2": "R-1", "B3": "示例中心"} {
		if err := f.SetCellValue("报告", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	s, err := labsheet.Read(out.Bytes())
	if err != nil || len(s.Mistakes) > 0 || len(s.Report.Samples) != 3 {
		t.Fatalf("%+v %v", s, err)
	}
	for _, x := range s.Report.Samples {
		if v, err := soil.Judge(x.Sample); err != nil || v.Class == soil.Undecided {
			t.Errorf("%+v %v", v, err)
		}
	}
	if x := s.Report.Samples[2]; x.To != 40 || x.Use != soil.Orchard || !slices.Contains(x.Values, soil.Value{Item: soil.Cd, MgPerKg: 0.01, Below: true}) {
		t.Errorf("%+v", x)
	}
}

// TestUntouchedTemplate: the names of the template are not taken for a report.
func TestUntouchedTemplate(t *testing.T) {
	var out bytes.Buffer
	if err := labsheet.Template(&out); err != nil {
		t.Fatal(err)
	}
	s, err := labsheet.Read(out.Bytes())
	if err != nil || len(s.Mistakes) != 2 {
		t.Errorf("%+v %v", s.Mistakes, err)
	}
}

func TestReads(t *testing.T) {
	s, err := labsheet.Read(book(t, head, row("1"), nil, []any{" "}, row("2")))
	if err != nil || len(s.Mistakes) > 0 {
		t.Fatal(s.Mistakes, err)
	}
	r := s.Report
	if r.Number != "R-7" || r.Lab != "示例中心" || r.Issued != calendar.Date(2026, 3, 20) || len(r.Samples) != 2 || s.Row(1) != 5 {
		t.Errorf("%+v %v", r, s.Rows)
	}
	x := r.Samples[0]
	if x.Number != "1" || x.Parcel != "p-1" || x.Use != soil.Paddy || x.Day != calendar.Date(2026, 3, 1) || x.To != 20 || x.PH != 6.1 || x.Point == nil || x.Point[0] != 120.1 || len(x.Values) != 9 {
		t.Errorf("%+v", x)
	}
}

// TestMistakes: each with its row and column; the plan has nothing to record.
func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		row    int
		column string
		spoil  func(head, row []any)
	}{
		"number for text": {2, "Cd", func(_, r []any) { r[8] = "低" }},
		"not detected":    {2, "Hg", func(_, r []any) { r[9] = "未检出" }},
		"day":             {2, "day", func(_, r []any) { r[3] = "2026-02-30" }},
		"depth":           {2, "depth", func(_, r []any) { r[4] = "浅" }},
		"use":             {2, "use", func(_, r []any) { r[2] = "菜地" }},
		"half a point":    {2, "point", func(_, r []any) { r[6] = "" }},
		"pH":              {2, "ph", func(_, r []any) { r[7] = "酸" }},
		"unknown column":  {1, "铊", func(h, _ []any) { h[16] = "铊" }},
		"column twice":    {1, "镉 Cd", func(h, _ []any) { h[16] = "镉 Cd" }},
		"column missing":  {1, "ph", func(h, _ []any) { h[7] = "" }},
	} {
		h, r := slices.Clone(head), row("1")
		c.spoil(h, r)
		s, err := labsheet.Read(book(t, h, r))
		if err != nil || len(s.Mistakes) != 1 || s.Mistakes[0].Row != c.row || s.Mistakes[0].Column != c.column || s.Mistakes[0].Remedy.ZH == "" {
			t.Errorf("%s: %+v %v", name, s.Mistakes, err)
			continue
		}
		p, err := s.Plan(func(func(int) int) (soil.Plan[soil.ReportFacts], error) {
			return soil.Plan[soil.ReportFacts]{Facts: soil.ReportFacts{Report: s.Report}, Mistakes: []soil.Mistake{{Row: c.row, Column: c.column}, {Row: 9}}}, nil
		})
		if err != nil || len(p.Mistakes) != 2 || p.Facts.Report.Number != "" {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	for name, data := range map[string][]byte{"no workbook": []byte("x"), "another workbook": other(t), "no headings": book(t)} {
		s, err := labsheet.Read(data)
		if fault.KindOf(err) != fault.Invalid && len(s.Mistakes) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func other(t *testing.T) []byte {
	var out bytes.Buffer
	if err := workbook.Write(&out, []workbook.Sheet{{Name: "x", Rows: [][]any{{"y"}}}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add(book(f, head, row("1")))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := labsheet.Read(data)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v", err)
		}
		if len(s.Rows) != len(s.Report.Samples) {
			t.Errorf("%d rows of %d samples", len(s.Rows), len(s.Report.Samples))
		}
		for i, x := range s.Report.Samples {
			for _, v := range x.Values {
				if !(v.MgPerKg >= 0) || !v.Item.Known() {
					t.Errorf("row %d: %+v", s.Row(i), v)
				}
			}
		}
	})
}

func TestWordsOfTheTemplateAreRead(t *testing.T) {
	for _, word := range []string{"水田", "其他", "旱地", "果园", "水旱轮作", "paddy", "orchard"} {
		r := row("1")
		r[2] = word
		s, err := labsheet.Read(book(t, head, r))
		if err != nil || !s.Report.Samples[0].Use.Known() {
			t.Errorf("%s: %+v %v", word, s, err)
		}
	}
}

// Mistakes stand in the order of the rows and are named as the template names them.
func TestMistakesAreNamedByHeading(t *testing.T) {
	h, r := slices.Clone(head), row("1")
	r[7] = "酸"
	s, err := labsheet.Read(book(t, h, r))
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Plan(func(func(int) int) (soil.Plan[soil.ReportFacts], error) {
		return soil.Plan[soil.ReportFacts]{Mistakes: []soil.Mistake{{Row: 3, Column: "use"}, {Row: 1, Column: "parcel"}, {Column: "report"}, {Row: 2, Column: "Cd"}}}, nil
	})
	var got []string
	for _, m := range p.Mistakes {
		got = append(got, m.Column)
	}
	if want := []string{"报告编号", "地块编码", "pH", "镉 Cd", "利用方式"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
}
