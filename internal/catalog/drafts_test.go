package catalog

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/testenv"
)

// shared reads a file of the shared test data, or skips.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(testenv.Shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// 655 real items become drafts, none of which can be published.
func TestImportRealList(t *testing.T) {
	drafts, err := ImportList(strings.NewReader(string(shared(t, "data/service-items-guangan/items.csv"))))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Items        int            `json:"items"`
		ByType       map[string]int `json:"by_type"`
		ByDepartment map[string]int `json:"by_department"`
	}
	if err := json.Unmarshal(shared(t, "data/service-items-guangan/reference.json"), &want); err != nil {
		t.Fatal(err)
	}
	report := Gaps(drafts, calendar.Builtin())
	if len(drafts) != want.Items || report.Items != want.Items || report.Publishable != 0 || len(report.Drafts) != want.Items {
		t.Errorf("%d drafts, %d in the report, %d publishable, want %d, %d, 0", len(drafts), report.Items, report.Publishable, want.Items, want.Items)
	}
	types := map[string]int{}
	for _, d := range report.Departments {
		if want.ByDepartment[d.Department] != d.Items {
			t.Errorf("%s: %d items, want %d", d.Department, d.Items, want.ByDepartment[d.Department])
		}
		for k, n := range d.Kinds {
			types[k] += n
		}
		missing := map[string]int{}
		for _, f := range d.Fields {
			missing[f.Field] = f.Items
		}
		for _, field := range []string{"promised", "materials", "bases", "fee", "visits", "form", "steps", "contact.phone", "result.name", "unit"} {
			if missing[field] != d.Items {
				t.Errorf("%s: %s missing %d times of %d", d.Department, field, missing[field], d.Items)
			}
		}
	}
	if len(report.Departments) != len(want.ByDepartment) || len(types) != len(want.ByType) {
		t.Errorf("%d departments, types %v", len(report.Departments), types)
	}
	for k, n := range want.ByType {
		if types[k] != n {
			t.Errorf("%s: %d, want %d", k, types[k], n)
		}
	}
	for _, d := range drafts {
		it := d.Item
		it.Name, it.Code, it.BaseCode, it.Kind = Blank().Name, "", "", ""
		if string(Canonical(it)) != string(Canonical(Blank())) {
			t.Fatalf("row %d: something was filled in: %s", d.Row, Canonical(d.Item))
		}
		if _, err := linter().Publish(d.Item, nil); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("row %d can be published: %v", d.Row, err)
		}
	}
}

// Completing a draft is all it takes to publish it.
func TestCompletedDraftPublishes(t *testing.T) {
	drafts, err := ImportList(strings.NewReader("部门,事项名称,类型\n示例局,食品经营许可,行政许可\n"))
	if err != nil {
		t.Fatal(err)
	}
	full := sample()
	full.Name.ZH, full.Kind, full.Status, full.Version = drafts[0].Item.Name.ZH, drafts[0].Item.Kind, drafts[0].Item.Status, drafts[0].Item.Version
	if _, err := linter().Publish(full, nil); err != nil {
		t.Error(err)
	}
}

func TestImportListForms(t *testing.T) {
	text := "事项名称,事项类型,备注\n食品经营许可,行政许可,甲\n"
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
	for name, in := range map[string]string{"UTF-8": text, "with mark": "\uFEFF" + text, "GB 18030": gb, "tabs": strings.ReplaceAll(text, ",", "\t"), "semicolons": strings.ReplaceAll(text, ",", ";"), "CRLF": strings.ReplaceAll(text, "\n", "\r\n")} {
		drafts, err := ImportList(strings.NewReader(in))
		if err != nil || len(drafts) != 1 || drafts[0].Item.Name.ZH != "食品经营许可" || drafts[0].Item.Kind != License || drafts[0].Source["备注"] != "甲" || drafts[0].Row != 2 {
			t.Errorf("%s: %+v %v", name, drafts, err)
		}
	}
}

func TestImportListRefuses(t *testing.T) {
	for _, tc := range []struct{ in, place, says string }{
		{"", "", "empty"},
		{"a,b\n1,2\n", "row 1", "no column for the name"},
		{"name,事项名称\n", "row 1, column 2", "same as a column"},
		{"name,type\nx,行政许可\n,行政许可\n", "row 3, column name", "missing"},
		{"name,type\nx,行政处罚\n", "row 2, column type", "none of those"},
		{"name,type_code,type\nx,5,行政许可\n", "row 2, column type_code", "disagree"},
		{"name,code\nx,7\ny,7\n", "row 3, column code", "row 2"},
		{"name,code\nx\n", "row 2", "what is missing"},
		{"name,code\n\"x,1\n", "row 2", "quotation"},
		{"name\na\x00b\n", "row 2, column name", "U+0000"},
	} {
		_, err := ImportList(strings.NewReader(tc.in))
		f, ok := fault.As(err)
		if !ok || !strings.Contains(f.Error(), tc.says) || tc.place != "" && (len(f.Fields) == 0 || !strings.HasPrefix(f.Fields[0].Path, tc.place)) {
			t.Errorf("%q: %v", tc.in, err)
		}
	}
}

func FuzzImportList(f *testing.F) {
	f.Add([]byte("部门,事项名称,类型\n示例局,食品经营许可,行政许可\n"))
	f.Add([]byte("name;code\n\"x\";1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		drafts, err := ImportList(strings.NewReader(string(data)))
		if err == nil && Gaps(drafts, nil).Publishable != 0 {
			t.Fatal("a bare list can be published")
		}
	})
}
