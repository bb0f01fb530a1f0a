package catalog

import (
	"strings"
	"testing"

	"banjie/internal/lang"
)

func TestEvaluate(t *testing.T) {
	cond := func(rule string) Condition {
		return Condition{ID: "c", Text: lang.T("条件", "condition"), Rule: rule, Advice: lang.T("请先办理", "First apply for it.")}
	}
	known := Facts{
		Form:     map[string]any{"age": 17.0, "area": "60", "empty": nil},
		Scenario: map[string]any{"kind": "chain"},
		Held:     map[string]any{"lease": true, "licence": false},
	}
	for _, tc := range []struct {
		rule    string
		fit     Fit
		missing string
		unlocks string
	}{
		{"", Unknown, "", ""},
		{"form.age >= 16", Met, "", ""},
		{"form.age >= 18", NotMet, "", ""},
		{"form.height > 100", Unknown, "form.height", ""},
		{"form['age'] == 17", Met, "", ""},
		{"form.height > 100 || form.age == 17", Met, "", ""},
		{"form.height > 100 && form.age == 18", NotMet, "", ""},
		{"form.height > 100 && form.weight > 2", Unknown, "form.height,form.weight", ""},
		{"has(form.empty)", NotMet, "", ""},
		{"has(form.unasked)", Unknown, "form.unasked", ""},
		{"form.empty > 1", Unknown, "form.empty", ""},
		{"scenario.kind == 'chain' && held.lease", Met, "", ""},
		{"held.licence", NotMet, "", "held.licence"},
		{"held.passport", Unknown, "held.passport", "held.passport"},
		{"held.licence || held.passport", Unknown, "held.passport", "held.licence,held.passport"},
		{"scenario.kind == 'single' || held.licence", NotMet, "", "held.licence"},
		{"scenario.kind in ['chain', 'factory']", Met, "", ""},
		{"form.area > 50", Unknown, "", ""}, // text compared with a number: never decides
	} {
		v := Evaluate(cond(tc.rule), known)
		if v.Fit != tc.fit || strings.Join(v.Missing, ",") != tc.missing || strings.Join(v.Unlocks, ",") != tc.unlocks {
			t.Errorf("%q: %s missing %v unlocks %v, want %s %q %q", tc.rule, v.Fit, v.Missing, v.Unlocks, tc.fit, tc.missing, tc.unlocks)
		}
		if v.Why.ZH == "" || v.Why.EN == "" {
			t.Errorf("%q: no reason in both languages: %+v", tc.rule, v.Why)
		}
	}
}

func TestRuleRefused(t *testing.T) {
	for _, text := range []string{
		"form.age +", "1 + 1", "'x'", "form.all(k, form[k] == 1)", "nothing.here", "size(form) > 1",
		"true" + strings.Repeat(" || true", 1000), strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200),
	} {
		if _, err := compileRule(text); err == nil {
			t.Errorf("rule %.40q compiles", text)
		}
	}
}

// A rule that would take long is stopped by its cost and decides nothing.
func TestRuleCost(t *testing.T) {
	list := "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]"
	v := Evaluate(Condition{ID: "c", Rule: list + ".all(a, " + list + ".all(b, " + list + ".all(c, a+b+c > 0)))"}, Facts{})
	if v.Fit != Unknown {
		t.Errorf("got %s", v.Fit)
	}
}

func TestSuitabilitySaysWithWhichDocument(t *testing.T) {
	it := Item{
		Conditions: []Condition{{ID: "c", Text: lang.T("有合法场所", "You have lawful premises"), Rule: "held.lease || held.deed"}},
		Materials:  []Material{{ID: "lease", Name: lang.T("租赁合同", "Lease")}, {ID: "deed", Name: lang.T("房产证", "Title deed")}},
	}
	v := Suitability(it, Facts{})[0]
	if v.Fit != Unknown || !strings.Contains(v.Why.ZH, "租赁合同") || !strings.Contains(v.Why.EN, "With “Lease”, “Title deed” (any one of them) you qualify") {
		t.Errorf("%+v", v)
	}
	it.Conditions[0].Rule = "held.lease"
	if v = Suitability(it, Facts{Held: map[string]any{"lease": false}})[0]; v.Fit != NotMet || !strings.Contains(v.Why.ZH, "如果您有“租赁合同”，就符合。") || !strings.Contains(v.Why.ZH, "仍然可以提出申请") {
		t.Errorf("%+v", v)
	}
}

func TestNeededMaterials(t *testing.T) {
	it := Item{Materials: []Material{
		{ID: "a", Source: FromApplicant, Required: true},
		{ID: "b", Source: FromApplicant, Required: true, Tolerant: true},
		{ID: "c", Source: FromApplicant},
		{ID: "d", Source: FromHeldData, Required: true},
		{ID: "e", Source: FromApplicant, Required: true, When: "scenario.agent == 'yes'"},
		{ID: "f", Source: FromApplicant, Required: true, When: "scenario.chain == 'yes'"},
		{ID: "g", Source: FromApplicant, Required: true, When: "not a rule"},
	}}
	want := []Need{MustBring, MayFollow, MayBring, WeFetch, NotNeeded, Undecided, Undecided}
	for i, n := range NeededMaterials(it, Facts{Scenario: map[string]any{"agent": "no"}}) {
		if n.Need != want[i] || n.Why.ZH == "" || n.Why.EN == "" {
			t.Errorf("%s: %+v, want %s", n.Material.ID, n, want[i])
		}
	}
}

func FuzzRule(f *testing.F) {
	f.Add("form.age >= 18 && held.lease")
	f.Add("scenario.kind in ['a'] || has(form.x)")
	f.Add("form.list.exists(x, x == 'a')")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := compileRule(text)
		if err != nil {
			return
		}
		r.ask(Facts{})
		r.ask(Facts{Form: map[string]any{"age": 3.0, "x": nil}, Held: map[string]any{"lease": true}})
	})
}
