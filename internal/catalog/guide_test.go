package catalog

import (
	"reflect"
	"strings"
	"testing"

	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/limit"
)

func TestGuideSaysEverything(t *testing.T) {
	g := GuideOf(sample(), Facts{Scenario: map[string]any{"agent": "no"}})
	all := func(lines []GuideLine) string {
		var out []string
		for _, l := range lines {
			out = append(out, l.Text.ZH)
			if l.Name.IsZero() || l.Text.ZH == "" || l.Text.EN == "" {
				t.Errorf("%+v", l)
			}
			if _, ok := law.Find(l.Basis); l.Basis != "" && !ok {
				t.Errorf("no basis %s", l.Basis)
			}
		}
		return strings.Join(out, "\n")
	}
	for part, text := range map[string]string{
		"我们承诺自受理之日起10 个工作日内作出决定": all(g.Limits), "20 个工作日": all(g.Limits), "必须公示5 个工作日": all(g.Limits), "10 个工作日内送达": all(g.Limits),
		"一次告知全部": all(g.Notice), "30 日（自然日）补正": all(g.Notice), "容缺": g.Notice[len(g.Notice)-1].Name.ZH, "六十日内": all(g.Remedies),
		"不收费": g.Fee.ZH, "最多跑一次": g.Visits.ZH, "有效期 60 个月": g.Result.ZH, "60 个工作日内核查": g.Undertaking.ZH, "示例委托书": g.Delegation.ZH,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %q", part, text)
		}
	}
	var needs []string
	for _, m := range g.Materials {
		needs = append(needs, string(m.Need))
	}
	if strings.Join(needs, " ") != "must_bring we_fetch may_follow not_needed" {
		t.Errorf("%v", needs)
	}
	if g.Illustrative || !g.Bases[0].Verified || !strings.Contains(g.Bases[0].Cite.ZH, "行政许可法") {
		t.Errorf("%+v", g.Bases)
	}
	bothLanguages(t, reflect.ValueOf(g), "guide")
}

// bothLanguages finds a text that has only one half.
func bothLanguages(t *testing.T, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		if x, ok := v.Interface().(lang.Text); ok {
			if (x.ZH == "") != (x.EN == "") {
				t.Errorf("%s: %+v", path, x)
			}
			return
		}
		for i := range v.NumField() {
			bothLanguages(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			bothLanguages(t, v.Index(i), path)
		}
	}
}

func TestGuideOnTheSpot(t *testing.T) {
	it := sample()
	it.CaseKind, it.Promised, it.MinNotice = OnTheSpot, &limit.Limit{N: 0, Unit: limit.Workday}, nil
	it.Steps[0].Limit = nil
	if errs := Errors(linter().Lint(it)); len(errs) != 0 {
		t.Errorf("%+v", errs)
	}
	found := false
	for _, l := range GuideOf(it, Facts{}).Limits {
		found = found || strings.Contains(l.Text.ZH, "当场办结")
	}
	if !found {
		t.Error("the guide does not say that it is decided on the spot")
	}
}

func TestYuanAndLength(t *testing.T) {
	for fen, want := range map[int64]string{0: "不收费", Unsaid: "未填写", 5: "0.05 元", 1250: "12.50 元"} {
		if got := Yuan(fen).ZH; got != want {
			t.Errorf("%d: %s", fen, got)
		}
	}
	if Length(limit.Limit{N: 1, Unit: limit.Workday}).EN != "1 working day" || Length(limit.Limit{N: 4, Unit: limit.OfficeHour}).EN != "4 office hours" {
		t.Error("length")
	}
}

// Every name of a field is said in both languages.
func TestFieldNames(t *testing.T) {
	for path, name := range fieldNames {
		if name.ZH == "" || name.EN == "" {
			t.Errorf("%s", path)
		}
	}
	for path, want := range map[string]string{"materials.3.name.en": "材料名称", "form.properties.a.title": "表单问题“a”的名称", "contact.phone": "咨询电话", "steps.0.tasks.1.unit": "任务部门", "nothing": "nothing"} {
		if got := FieldName(path).ZH; got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
