package catalog

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

type fewUnits map[string]bool

func (u fewUnits) HasUnit(id string) bool { return u[id] }

func linter() Linter {
	return Linter{Calendar: calendar.Builtin(), Units: fewUnits{"market": true}, On: calendar.Date(2026, 3, 2), Certificates: oneType{}}
}

func TestSampleHasNoErrors(t *testing.T) {
	for _, f := range linter().Lint(sample()) {
		if f.Severity == Error {
			t.Errorf("%+v", f)
		}
	}
}

func TestLintRefuses(t *testing.T) {
	l := func(n int, u limit.Unit) *limit.Limit { return &limit.Limit{N: n, Unit: u} }
	for name, tc := range map[string]struct {
		change     func(*Item)
		code, path string
	}{
		"other materials":           {func(it *Item) { it.Materials[0].Name.ZH = "其他材料" }, "catch_all_material", "materials.0.name"},
		"no materials":              {func(it *Item) { it.Materials = nil }, "missing", "materials"},
		"none needed, some listed":  {func(it *Item) { it.NoMaterials = true }, "contradiction", "no_materials"},
		"material without help":     {func(it *Item) { it.Materials[0].Help = lang.Text{} }, "missing", "materials.0.help"},
		"material only in Chinese":  {func(it *Item) { it.Materials[0].Name.EN = "" }, "missing_english", "materials.0.name.en"},
		"certificate without type":  {func(it *Item) { it.Materials[0].Source = FromCertificate }, "missing", "materials.0.certificate"},
		"duplicate material":        {func(it *Item) { it.Materials[1].ID = "lease" }, "duplicate_id", "materials.1.id"},
		"no promise":                {func(it *Item) { it.Promised = nil }, "missing", "promised"},
		"empty promise":             {func(it *Item) { it.Promised = l(0, limit.Workday) }, "empty_limit", "promised.n"},
		"promise without unit":      {func(it *Item) { it.Promised = l(3, "") }, "unknown_unit_of_time", "promised.unit"},
		"promise longer than law":   {func(it *Item) { it.Promised = l(21, limit.Workday) }, "promise_longer_than_law", "promised"},
		"days against working days": {func(it *Item) { it.Promised = l(40, limit.Day) }, "promise_longer_than_law", "promised"},
		"working days against days": {func(it *Item) { it.Statutory, it.Promised = l(20, limit.Day), l(13, limit.Workday) }, "promise_longer_than_law", "promised"},
		"hours against working days": {func(it *Item) {
			it.Statutory, it.Promised, it.MinNotice = l(2, limit.Workday), l(9, limit.OfficeHour), nil
		}, "promise_longer_than_law", "promised"},
		"promise shorter than notice": {func(it *Item) { it.MinNotice = l(11, limit.Workday) }, "promise_shorter_than_notice", "promised"},
		"on the spot in five days":    {func(it *Item) { it.CaseKind, it.Promised = OnTheSpot, l(5, limit.Workday) }, "on_the_spot_limit", "promised"},
		"on the spot says nothing":    {func(it *Item) { it.CaseKind, it.Promised = OnTheSpot, nil }, "missing", "promised"},
		"late delivery":               {func(it *Item) { it.Delivery = l(11, limit.Workday) }, "delivery_too_late", "delivery"},
		"no time for corrections":     {func(it *Item) { it.Correction = limit.Limit{} }, "missing", "correction"},
		"step longer than promise":    {func(it *Item) { it.Steps[0].Limit = l(11, limit.Workday) }, "step_longer_than_promise", "steps.0.limit"},
		"no basis":                    {func(it *Item) { it.Bases = nil }, "no_basis", "bases"},
		"unknown basis":               {func(it *Item) { it.Bases[0].ID = "xkf-999" }, "unknown_basis", "bases.0.id"},
		"own basis without article":   {func(it *Item) { it.Bases[0] = LegalBasis{Law: "示例办法"} }, "missing", "bases.0.article"},
		"no telephone":                {func(it *Item) { it.Contact.Phone = "" }, "missing", "contact.phone"},
		"fee not said":                {func(it *Item) { it.Fee.Amount = Unsaid }, "missing", "fee"},
		"fee without basis":           {func(it *Item) { it.Fee.Amount = 500 }, "no_basis", "fee.basis"},
		"no result":                   {func(it *Item) { it.Result.Name = lang.Text{} }, "missing", "result.name"},
		"two visits":                  {func(it *Item) { it.Visits = 2 }, "too_many_visits", "visits"},
		"visits not said":             {func(it *Item) { it.Visits = Unsaid }, "missing", "visits"},
		"no form":                     {func(it *Item) { it.Form = nil }, "missing", "form"},
		"form without English": {func(it *Item) {
			it.Form = json.RawMessage(`{"type":"object","properties":{"a":{"type":"string","title":"甲"}}}`)
			it.Undertaking, it.Conditions[0].Rule = nil, ""
		}, "missing_english", "form.properties.a.title.en"},
		"form that is none":      {func(it *Item) { it.Form = json.RawMessage(`{"type":"array"}`) }, "bad_form", "form"},
		"form that reads a file": {func(it *Item) { it.Form = json.RawMessage(`{"type":"object","$ref":"file:///etc/hostname"}`) }, "bad_form", "form"},
		"rule that is none":      {func(it *Item) { it.Conditions[0].Rule = "held.lease +" }, "bad_rule", "conditions.0.rule"},
		"rule about nothing":     {func(it *Item) { it.Conditions[0].Rule = "form.colour == 'red'" }, "unknown_fact", "conditions.0.rule"},
		"rule without advice":    {func(it *Item) { it.Conditions[0].Advice = lang.Text{} }, "missing", "conditions.0.advice"},
		"no conditions":          {func(it *Item) { it.Conditions = nil }, "missing", "conditions"},
		"one answer only":        {func(it *Item) { it.Scenarios[0].Options = it.Scenarios[0].Options[:1] }, "no_choice", "scenarios.0.options"},
		"step without task":      {func(it *Item) { it.Steps[1].Tasks = nil }, "no_tasks", "steps.1.tasks"},
		"unknown unit":           {func(it *Item) { it.Steps[1].Tasks[0].Unit = "moon" }, "unknown_unit", "steps.1.tasks.0.unit"},
		"duplicate task":         {func(it *Item) { it.Steps[1].Tasks[0].ID = "papers" }, "duplicate_id", "steps.1.tasks.0.id"},
		"no steps":               {func(it *Item) { it.Steps = nil }, "missing", "steps"},
		"pause without basis":    {func(it *Item) { it.Specials[0].Basis = "" }, "no_basis", "specials.0.basis"},
		"required hearing of no sort": {func(it *Item) {
			it.Specials = []SpecialProcedure{{Kind: "hearing", Name: lang.T("听证", "Hearing"), Max: limit.Limit{N: 20, Unit: limit.Workday}, Basis: "xkf-45", Required: true}}
		}, "hearing_basis", "specials.0.basis"},
		"expert review under 55":     {func(it *Item) { it.Specials[0].Basis = "xkf-55" }, "wrong_basis", "specials.0.basis"},
		"required expert review":     {func(it *Item) { it.Specials[0].Required = true }, "only_a_hearing_is_required", "specials.0.required"},
		"unknown certificate":        {func(it *Item) { it.Result.Certificate = "moon" }, "unknown_certificate", "result.certificate"},
		"line without an answer":     {func(it *Item) { it.Result.Certificate = "licence" }, "line_without_answer", "result.lines"},
		"line of an optional answer": {func(it *Item) { it.Result.Certificate, it.Result.Lines = "licence", []string{"scope=remarks"} }, "line_without_answer", "result.lines"},
		"line nobody knows":          {func(it *Item) { it.Result.Certificate, it.Result.Lines = "licence", []string{"moon==x"} }, "unknown_line", "result.lines"},
		"line of no question":        {func(it *Item) { it.Result.Certificate, it.Result.Lines = "licence", []string{"scope=kind+moon"} }, "unknown_question", "result.lines"},
		"late check":                 {func(it *Item) { it.Undertaking.Check.N = 61 }, "check_too_late", "undertaking.check"},
		"undertaking for nothing":    {func(it *Item) { it.Undertaking.Covers = []string{"moon"} }, "unknown_material", "undertaking.covers.0"},
		"delegation over":            {func(it *Item) { it.Delegation.Until = calendar.Date(2025, 12, 31) }, "outside_delegation", "delegation"},
		"delegation not begun":       {func(it *Item) { it.Effective = calendar.Date(2023, 6, 1) }, "outside_delegation", "delegation"},
		"delegation the wrong way":   {func(it *Item) { it.Delegation.Until = calendar.Date(2023, 12, 31) }, "bad_dates", "delegation.until"},
		"code with wrong check":      {func(it *Item) { it.Code = strings.Replace(it.Code, "00019Y", "00019X", 1) }, "bad_code", "code"},
		"code of another base":       {func(it *Item) { it.BaseCode = "330112345002" }, "bad_code", "code"},
		"code of another level":      {func(it *Item) { it.Level = City }, "bad_code", "code"},
		"no code":                    {func(it *Item) { it.Code = "" }, "missing", "code"},
		"slug with capitals":         {func(it *Item) { it.Slug = "Food" }, "bad_slug", "slug"},
		"theme nobody knows":         {func(it *Item) { it.Theme = "moon" }, "unknown_code", "theme"},
		"character without a shape":  {func(it *Item) { it.Summary.ZH = "a\x07" }, "unprintable", ""},
	} {
		it := sample()
		tc.change(&it)
		found := false
		for _, f := range linter().Lint(it) {
			if f.Message.ZH == "" || f.Message.EN == "" || f.Remedy.ZH == "" || f.Remedy.EN == "" {
				t.Errorf("%s: not said in both languages: %+v", name, f)
			}
			found = found || f.Severity == Error && f.Code == tc.code && f.Path == tc.path
		}
		if !found {
			t.Errorf("%s: no %s at %s in %+v", name, tc.code, tc.path, linter().Lint(it))
		}
	}
}

// oneType is a registry of one type of certificate.
type oneType struct{}

func (oneType) Lines(kind string) ([]CertificateLine, bool) {
	return []CertificateLine{{LineItem, lang.T("事项名称", "Matter"), true}, {"scope", lang.T("经营项目", "Scope"), true}, {"note", lang.T("备注", "Note"), false}}, kind == "licence"
}

// A line that the form or the item itself gives is enough, and it is written as people read it.
func TestLineOf(t *testing.T) {
	it := sample()
	it.Result.Certificate = "licence"
	form := map[string]any{"kind": "meals", "area": 36.5, "chain": true, "days": []any{"sat", "sun"}, "operator": "王示例"}
	for lines, want := range map[string]string{"scope=kind": "热食", "scope = kind": "热食", "scope=area": "36.5", "scope==糕点零售": "糕点零售", "scope=kind+area": "经营种类：热食；面积(平方米)：36.5"} {
		it.Result.Lines = []string{lines}
		if got := LineOf(&it, "scope", form); got != want {
			t.Errorf("%s: %q, not %q", lines, got, want)
		}
		if errs := Errors(linter().Lint(it)); len(errs) > 0 {
			t.Errorf("%s: %+v", lines, errs)
		}
	}
	for line, want := range map[string]string{"operator": "王示例", "days": "周六、周日", "chain": "是", "remarks": "", "moon": ""} {
		if got := LineOf(&it, line, form); got != want {
			t.Errorf("%s: %q, not %q", line, got, want)
		}
	}
}

func TestLintWarnsOfUnverified(t *testing.T) {
	it := sample()
	it.Bases = []LegalBasis{{Law: "示例办法", Version: "2020", Article: "3", Verified: true}, {ID: "illustrative"}}
	n := 0
	for _, f := range linter().Lint(it) {
		if f.Code == "unverified_basis" && f.Severity == Warning && strings.HasPrefix(f.Path, "bases.") {
			n++
		}
	}
	if g := GuideOf(it, Facts{}); n != 2 || !g.Illustrative || g.Bases[0].Mark().ZH != "示例，未核实" {
		t.Errorf("%d warnings", n)
	}
}

func TestCatchAll(t *testing.T) {
	for _, name := range []string{"其他材料", "其他(依法需要提交的)相关材料", "法律、法规规定的其他材料。", "其它证明", "相关材料", "有关文件", "营业执照等", "营业执照等材料", "申请材料", "所需资料", "与申请事项有关的证明材料", "审批机关认为需要的材料", "主管部门要求提供的其他资料"} {
		if vague, _ := catchAll(lang.T(name, "Lease"), materialWords); !vague {
			t.Errorf("%s is not seen", name)
		}
	}
	for _, name := range []string{"营业执照", "其他组织登记证书", "居民身份证", "一等奖证书", "初等教育毕业证", "租赁合同", "其他股东的身份证", "有关部门出具的无犯罪记录证明", "材料力学检测报告", "健康证明", "授权委托书", "相关企业营业执照"} {
		if vague, _ := catchAll(lang.T(name, "Lease"), materialWords); vague {
			t.Errorf("%s is refused", name)
		}
	}
	for _, name := range []string{"Other materials", "other relevant documents", "Any other supporting papers", "Relevant documents", "Lease etc.", "Lease and so on", "Documents as required", "Documents the agency requires", "Others", "Supporting documents"} {
		if vague, _ := catchAll(lang.T("租赁合同", name), materialWords); !vague {
			t.Errorf("%s is not seen", name)
		}
	}
	for _, name := range []string{"Lease", "Identity document", "Registration of the other parent", "Proof of residence", "Business licence", "Test report", "Application form"} {
		if vague, _ := catchAll(lang.T("租赁合同", name), materialWords); vague {
			t.Errorf("%s is refused", name)
		}
	}
}

// What neverLater promises holds on every day, also without a calendar.
func TestNeverLater(t *testing.T) {
	cal := calendar.Builtin()
	length := rapid.Custom(func(t *rapid.T) limit.Limit {
		return limit.Limit{N: rapid.IntRange(1, 60).Draw(t, "n"), Unit: rapid.SampledFrom([]limit.Unit{limit.Workday, limit.Day}).Draw(t, "unit")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := length.Draw(t, "a"), length.Draw(t, "b")
		start := calendar.Date(2008, 1, 1) + calendar.Day(rapid.IntRange(0, 6000).Draw(t, "start"))
		ends := func(l limit.Limit) calendar.Day {
			due, err := limit.Compute(cal, start, l, nil)
			if err != nil {
				t.Fatal(err)
			}
			return due.Day
		}
		if neverLater(cal, a, b) && ends(a) > ends(b) {
			t.Fatalf("%v ends after %v from %v", a, b, start)
		}
		if neverLater(nil, a, b) && !neverLater(cal, a, b) {
			t.Fatalf("caution without a calendar is less than with one: %v %v", a, b)
		}
	})
	if !neverLater(cal, limit.Limit{N: 20, Unit: limit.Day}, limit.Limit{N: 20, Unit: limit.Workday}) {
		t.Error("20 days can never be later than 20 working days")
	}
}

func TestRefusalCarriesEveryPlace(t *testing.T) {
	it := sample()
	it.Promised, it.Materials[0].Name = nil, lang.T("其他材料", "Other materials")
	f, ok := fault.As(Refusal(linter().Lint(it)))
	if !ok || len(f.Fields) != 2 || f.Kind != fault.Invalid {
		t.Errorf("%+v", f)
	}
	if Refusal(linter().Lint(sample())) != nil {
		t.Error("the sample is refused")
	}
}
