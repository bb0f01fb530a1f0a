package org

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// book makes a workbook from rows; the first row of a sheet is its headings.
func book(t testing.TB, sheets map[string][][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			for k, v := range r {
				cell, _ := excelize.CoordinatesToCellName(k+1, i+1)
				if err := f.SetCellValue(name, cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var (
	unitHead    = []string{"部门编号", "部门名称", "英文名称", "层级", "主体性质", "上级部门编号", "办公时间"}
	postHead    = []string{"岗位编号", "部门编号", "岗位名称", "英文名称", "A岗人员编号", "B岗人员编号"}
	officerHead = []string{"人员编号", "姓名", "部门编号", "角色", "任职起", "任职止"}
)

func good() map[string][][]string {
	return map[string][][]string{
		"部门": {unitHead, {"forest", "测试林业局", "Test Forestry", "4", "1", "", "8:30-12:00"}, {}, {"forest-post", "测试林场", "Test Forest Post", "5", "3", "forest", ""}},
		"岗位": {postHead, {"felling", "forest", "采伐审批", "felling permits", "f-1", "f-2、f-3"}},
		"人员": {officerHead, {"f-1", "测试一", "forest", "officer,unit_head", "2025/1/5", ""}, {"f-2", "测试二", "forest", "officer", "2025年1月5日", ""}, {"f-3", "测试三", "forest", "clerk", "2025-01-05", "2026-12-31"}},
	}
}

func TestImportTwiceIsOnce(t *testing.T) {
	rows, err := Read(bytes.NewReader(book(t, good())), "330599")
	if err != nil {
		t.Fatal(err)
	}
	now := county()
	plan, err := rows.Plan(now, today)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Changes) != 2+3+1+3 || len(plan.Lines) != 6 {
		t.Fatalf("%d changes, %d lines", len(plan.Changes), len(plan.Lines))
	}
	now = now.Apply(plan.Changes)
	dir := directory(t, now)
	if r, err := dir.OnDuty("felling", today); err != nil || r.Officer != "f-1" {
		t.Errorf("%+v %v", r, err)
	}
	for _, day := range []int{0, 7} {
		again, err := rows.Plan(now, today+1)
		if err != nil || len(again.Changes) != 0 || len(again.Lines) != 0 {
			t.Errorf("again after %d: %v %v", day, again.Lines, err)
		}
	}
}

func TestDryRunSaysWhatChanges(t *testing.T) {
	rows, _ := Read(bytes.NewReader(book(t, good())), "330599")
	plan, _ := rows.Plan(county(), today)
	now := county().Apply(plan.Changes)
	changed := good()
	changed["部门"][1][1] = "测试林业和草原局"
	changed["岗位"][1][4], changed["岗位"][1][5] = "f-2", "f-1"
	rows, err := Read(bytes.NewReader(book(t, changed)), "330599")
	if err != nil {
		t.Fatal(err)
	}
	plan, err = rows.Plan(now, today+10)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, l := range plan.Lines {
		said = append(said, l.String())
	}
	want := "~ 部门 forest  部门名称: \"测试林业局\" → \"测试林业和草原局\"\n~ 岗位 felling  A岗人员编号: \"f-1\" → \"f-2\"; B岗人员编号: \"f-2,f-3\" → \"f-1\""
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	dir := directory(t, now.Apply(plan.Changes))
	before, _ := dir.OnDuty("felling", today+9)
	after, _ := dir.OnDuty("felling", today+10)
	if before.Officer != "f-1" || after.Officer != "f-2" {
		t.Errorf("A before %s, after %s", before.Officer, after.Officer)
	}
	if again, _ := rows.Plan(now.Apply(plan.Changes), today+11); len(again.Changes) != 0 {
		t.Errorf("not settled: %v", again.Lines)
	}
}

func TestImportNamesPlaceAndRemedy(t *testing.T) {
	for name, c := range map[string]struct {
		sheet string
		row   int
		cell  int
		value string
		place string
	}{
		"id with capitals":   {"部门", 1, 0, "Forest", "“部门”表第 2 行“部门编号”列"},
		"empty name":         {"部门", 1, 1, "", "“部门”表第 2 行“部门名称”列"},
		"unknown level":      {"部门", 3, 3, "9", "“部门”表第 4 行“层级”列"},
		"hours":              {"部门", 1, 6, "早上", "“部门”表第 2 行“办公时间”列"},
		"unknown parent":     {"部门", 3, 5, "none", "“部门”表第 4 行“上级部门编号”列"},
		"circle":             {"部门", 1, 5, "forest-post", "“部门”表第 2 行“上级部门编号”列"},
		"unknown heading":    {"部门", 0, 6, "备注", "“部门”表第 1 行“备注”列"},
		"missing heading":    {"部门", 0, 1, "", "“部门”表第 1 行“部门名称”列"},
		"same id twice":      {"部门", 3, 0, "forest", "“部门”表第 4 行“部门编号”列"},
		"unknown unit":       {"人员", 1, 2, "none", "“人员”表第 2 行“部门编号”列"},
		"unknown role":       {"人员", 2, 3, "boss", "“人员”表第 3 行“角色”列"},
		"no such day":        {"人员", 2, 4, "2025-02-30", "“人员”表第 3 行“任职起”列"},
		"ends first":         {"人员", 3, 5, "2024-01-01", "“人员”表第 4 行“任职止”列"},
		"unknown officer":    {"岗位", 1, 5, "f-9", "“岗位”表第 2 行“B岗人员编号”列"},
		"A and B at once":    {"岗位", 1, 5, "f-1", "“岗位”表第 2 行“B岗人员编号”列"},
		"line break in cell": {"人员", 1, 1, "测\n试", "“人员”表第 2 行“姓名”列"},
	} {
		in := good()
		in[c.sheet][c.row] = append([]string(nil), in[c.sheet][c.row]...)
		in[c.sheet][c.row][c.cell] = c.value
		rows, err := Read(bytes.NewReader(book(t, in)), "330599")
		if err == nil {
			_, err = rows.Plan(county(), today)
		}
		f, ok := fault.As(err)
		if !ok || f.Code != "import_problems" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Fields[0].Path != c.place {
			t.Errorf("%s: at %s, want %s", name, f.Fields[0].Path, c.place)
		}
		for _, p := range f.Fields {
			if p.Message.ZH == "" || p.Message.EN == "" {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

func TestImportRefusesOtherFiles(t *testing.T) {
	for name, c := range map[string]struct {
		body []byte
		want fault.Kind
	}{
		"text":         {[]byte("部门,名称"), fault.Invalid},
		"empty":        {nil, fault.Invalid},
		"zip of else":  {[]byte("PK\x03\x04"), fault.Invalid},
		"other sheets": {book(t, map[string][][]string{"别的": {{"a"}}}), fault.Invalid},
		"too large":    {bytes.Repeat([]byte{'x'}, maxBytes+1), fault.TooLarge},
	} {
		if _, err := Read(bytes.NewReader(c.body), "330599"); fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := county()
	other.Units = append(other.Units, Unit{ID: "forest", Division: "330598"})
	rows, _ := Read(bytes.NewReader(book(t, good())), "330599")
	if _, err := rows.Plan(other, today); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a unit of another division: %v", err)
	}
}

func TestImportRefusesWideAndLongSheets(t *testing.T) {
	f := excelize.NewFile()
	_ = f.SetSheetName("Sheet1", "部门")
	_ = f.SetCellValue("部门", "XFD1", "x")
	var b bytes.Buffer
	_ = f.Write(&b)
	if _, err := Read(&b, "330599"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("wide: %v", err)
	}
	f = excelize.NewFile()
	_ = f.SetSheetName("Sheet1", "部门")
	for i, h := range []string{"id", "name_zh", "name_en", "level", "kind"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 1)
		_ = f.SetCellValue("部门", cell, h)
	}
	_ = f.SetCellValue("部门", "A1048576", "x")
	b.Reset()
	_ = f.Write(&b)
	if _, err := Read(&b, "330599"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("long: %v", err)
	}
}

func TestTemplateImportsAsNothing(t *testing.T) {
	var b bytes.Buffer
	if err := Template(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := Read(&b, "330599")
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := rows.Plan(county(), today); err != nil || len(plan.Changes) != 0 {
		t.Errorf("%v %v", plan.Lines, err)
	}
}

// TestExportImportChangesNothing: whatever the organisation is, its own workbook is no news.
func TestExportImportChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d Data
		name := rapid.StringMatching(`[\x{4e00}-\x{4fff}]{2,6}`)
		for i := range rapid.IntRange(0, 4).Draw(t, "units") {
			d.Units = append(d.Units, Unit{ID: fmt.Sprintf("u-%d", i), Division: "330599", Name: lang.T(name.Draw(t, "zh"), "Unit"), Level: "4", Kind: OtherBody})
		}
		for i := range d.Units {
			d.Officers = append(d.Officers, Officer{ID: fmt.Sprintf("o-%d", i), Name: name.Draw(t, "name"), Unit: d.Units[i].ID,
				Roles: rapid.SampledFrom([][]string{{"clerk"}, {"unit_head", "officer"}}).Draw(t, "roles"), From: today})
			d.Posts = append(d.Posts, Post{fmt.Sprintf("p-%d", i), d.Units[i].ID, lang.T(name.Draw(t, "post"), "Post")})
			if rapid.Bool().Draw(t, "held") {
				d.Holdings = append(d.Holdings, Holding{Post: fmt.Sprintf("p-%d", i), Officer: fmt.Sprintf("o-%d", i), Rank: A, From: today})
			}
		}
		for i := range d.Posts {
			d.Windows = append(d.Windows, Window{Number: fmt.Sprint(i), Division: "330599", Zone: rapid.SampledFrom([]string{"", "A"}).Draw(t, "zone"), Post: d.Posts[i].ID,
				Unit: rapid.SampledFrom([]string{"", d.Posts[i].Unit}).Draw(t, "window's unit"), Items: rapid.SampledFrom([][]string{nil, {"x-1", "x-2"}}).Draw(t, "items")})
		}
		var b bytes.Buffer
		if err := Export(&b, d); err != nil {
			t.Fatal(err)
		}
		file := bytes.Clone(b.Bytes())
		rows, err := Read(&b, "330599")
		if err != nil {
			t.Fatal(err)
		}
		plan, err := rows.Plan(d, today+3)
		if err != nil || len(plan.Changes) != 0 {
			t.Fatalf("%v %v", plan.Lines, err)
		}
		// Nor does an empty hall made from it lack anything.
		if rows, err = Read(bytes.NewReader(file), "330599"); err != nil {
			t.Fatal(err)
		}
		plan, err = rows.Plan(Data{}, today)
		if err != nil {
			t.Fatal(err)
		}
		made := Data{}.Apply(plan.Changes)
		if len(made.Windows) != len(d.Windows) {
			t.Fatalf("%d windows of %d", len(made.Windows), len(d.Windows))
		}
		for i, w := range made.Windows {
			if w.Number != d.Windows[i].Number || w.Unit != d.Windows[i].Unit || w.Post != d.Windows[i].Post || !slices.Equal(w.Items, d.Windows[i].Items) {
				t.Fatalf("%+v, want %+v", w, d.Windows[i])
			}
		}
		fresh, err := rows.Plan(Data{}, today)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Data{}).Apply(fresh.Changes); len(got.Units) != len(d.Units) || len(got.Holdings) != len(d.Holdings) {
			t.Fatal("an import into nothing lost something")
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(book(f, good()))
	var b bytes.Buffer
	if err := Export(&b, county()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, err := Read(bytes.NewReader(body), "330599")
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
				t.Fatalf("not a fault for a person: %v", err)
			}
			return
		}
		plan, err := rows.Plan(county(), today)
		if err != nil {
			return
		}
		after := county().Apply(plan.Changes)
		if _, err := NewDirectory(after); err != nil {
			t.Fatalf("an accepted file damages the directory: %v", err)
		}
		if again, err := rows.Plan(after, today+1); err != nil || len(again.Changes) != 0 {
			t.Fatalf("twice is not once: %v %v", again.Lines, err)
		}
	})
}

// FuzzCells reaches deeper than bytes of a zip can: it fuzzes what stands in a row.
func FuzzCells(f *testing.F) {
	f.Add("forest", "测试林业局", "4", "1", "", "8:30-12:00", "f-1", "officer", "2025-01-05", "f-1")
	f.Add("a", "b", "4", "1", "a", "", "x", "clerk,clerk", "2025/1/5", "x,,x、y")
	f.Fuzz(func(t *testing.T, id, name, level, kind, parent, hours, oid, roles, from, a string) {
		in := map[string][][]string{
			"部门": {unitHead, {id, name, "E", level, kind, parent, hours}},
			"岗位": {postHead, {"p", id, name, "E", a, ""}},
			"人员": {officerHead, {oid, name, id, roles, from, ""}},
		}
		rows, err := Read(bytes.NewReader(book(t, in)), "330599")
		if err != nil {
			return
		}
		plan, err := rows.Plan(Data{}, today)
		if err != nil {
			return
		}
		after := Data{}.Apply(plan.Changes)
		if _, err := NewDirectory(after); err != nil {
			t.Fatal(err)
		}
		if again, err := rows.Plan(after, today+1); err != nil || len(again.Changes) != 0 {
			t.Fatalf("%v %v", again.Lines, err)
		}
	})
}
