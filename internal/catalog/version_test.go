package catalog

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

func TestLifeOfAnItem(t *testing.T) {
	l := linter()
	one, err := l.Publish(sample(), nil)
	early := sample()
	early.Effective = l.On - 90
	if old, err := l.Publish(early, nil); err != nil || old.Effective != l.On {
		t.Errorf("an imported day before publication: in force from %v, %v", old.Effective, err)
	}
	if err != nil || one.Version != 1 || one.Status != Published || one.Effective != l.On {
		t.Fatalf("%+v %v", one, err)
	}
	draft := Revise(one)
	if _, err := l.Publish(draft, &one); fault.KindOf(err) != fault.Conflict {
		t.Errorf("nothing changed: %v", err)
	}
	draft.Promised = &limit.Limit{N: 8, Unit: limit.Workday}
	two, err := l.Publish(draft, &one)
	if err != nil || two.Version != 2 || one.Version != 1 || one.Promised.N != 10 {
		t.Fatalf("%+v %v", two, err)
	}
	if _, err := l.Publish(draft, &two); fault.KindOf(err) != fault.Conflict {
		t.Errorf("somebody was faster: %v", err)
	}
	imported := draft
	imported.Version, imported.Visits = 0, 0
	if three, err := l.Publish(imported, &two); err != nil || three.Version != 3 {
		t.Errorf("an imported draft does not follow: %v", err)
	}
	if _, err := l.Publish(two, &one); fault.KindOf(err) != fault.Conflict {
		t.Errorf("published again: %v", err)
	}
	bad := Revise(two)
	bad.Materials = append(bad.Materials[:0:0], bad.Materials...)
	bad.Materials[0].Name = lang.T("其他材料", "Other materials")
	if _, err := l.Publish(bad, &two); fault.KindOf(err) != fault.Invalid {
		t.Errorf("catch-all: %v", err)
	}
	gone, err := Retire(two)
	if err != nil || gone.Status != Retired {
		t.Error(err)
	}
	if _, err := Retire(gone); err == nil {
		t.Error("retired twice")
	}
	if one.Digest() == two.Digest() {
		t.Error("two versions with one digest")
	}
}

func TestDiff(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Item)
		path   string
		weight Weight
	}{
		"name":                 {func(it *Item) { it.Name.EN = "Licence" }, "name", Editorial},
		"shorter promise":      {func(it *Item) { it.Promised = &limit.Limit{N: 8, Unit: limit.Workday} }, "promised", Substance},
		"longer promise":       {func(it *Item) { it.Promised = &limit.Limit{N: 12, Unit: limit.Workday} }, "promised", Stricter},
		"less time to correct": {func(it *Item) { it.Correction.N = 10 }, "correction", Stricter},
		"more time to correct": {func(it *Item) { it.Correction.N = 60 }, "correction", Substance},
		"material removed":     {func(it *Item) { it.Materials = it.Materials[1:] }, "materials.lease", Substance},
		"material added": {func(it *Item) {
			it.Materials = append(it.Materials, Material{ID: "x", Source: FromApplicant, Required: true})
		}, "materials.x", Stricter},
		"optional material added": {func(it *Item) { it.Materials = append(it.Materials, Material{ID: "x", Source: FromApplicant}) }, "materials.x", Substance},
		"no longer tolerated":     {func(it *Item) { it.Materials[2].Tolerant = false }, "materials.plan.tolerant", Stricter},
		"fetched from now on":     {func(it *Item) { it.Materials[0].Source = FromHeldData }, "materials.lease.source", Substance},
		"to be brought again":     {func(it *Item) { it.Materials[1].Source = FromApplicant }, "materials.deed.source", Stricter},
		"help":                    {func(it *Item) { it.Materials[0].Help.ZH = "两份" }, "materials.lease.help", Editorial},
		"rule":                    {func(it *Item) { it.Conditions[0].Rule = "held.lease" }, "conditions.premises.rule", Stricter},
		"fee":                     {func(it *Item) { it.Fee.Amount = 100 }, "fee.amount", Stricter},
		"shorter validity":        {func(it *Item) { it.Result.ValidMonths = 36 }, "result.valid_months", Stricter},
		"no expiry":               {func(it *Item) { it.Result.ValidMonths = 0 }, "result.valid_months", Substance},
		"no undertaking":          {func(it *Item) { it.Undertaking = nil }, "undertaking", Stricter},
		"channel closed":          {func(it *Item) { it.Channels = []string{"window"} }, "channels", Stricter},
		"fewer served":            {func(it *Item) { it.Served = it.Served[:1] }, "served", Stricter},
		"question made required": {func(it *Item) {
			it.Form = []byte(strings.Replace(sampleForm, `"required": [`, `"required": ["phone", `, 1))
		}, "form.phone.required", Stricter},
		"question renamed": {func(it *Item) { it.Form = []byte(strings.Replace(sampleForm, "座位数", "座位", 1)) }, "form.seats.title", Editorial},
		"answer removed": {func(it *Item) {
			it.Form = []byte(strings.Replace(sampleForm, `, {"const": "cakes", "title": "糕点", "x-title-en": "Cakes"}`, "", 1))
		}, "form.kind.enum", Stricter},
		"hidden rule of the form": {func(it *Item) {
			it.Form = []byte(strings.Replace(sampleForm, `"type": "object",`, `"type": "object", "minProperties": 4,`, 1))
		}, "form", Stricter},
		"steps turned round": {func(it *Item) { it.Steps = []Step{it.Steps[1], it.Steps[0]} }, "steps", Substance},
		"task to another unit": {func(it *Item) {
			it.Steps[0].Tasks = []Task{{ID: "papers", Name: it.Steps[0].Tasks[0].Name, Unit: "health"}}
		}, "steps.review.tasks.papers.unit", Substance},
		"delegation": {func(it *Item) { it.Delegation = nil }, "delegation", Substance},
	} {
		it := sample()
		tc.change(&it)
		changes := Diff(sample(), it)
		if len(changes) != 1 || changes[0].Path != tc.path || changes[0].Weight != tc.weight || changes[0].Name.ZH == "" {
			t.Errorf("%s: %+v", name, changes)
		}
	}
}

func TestDiffSeesEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyItem(t), anyItem(t)
		if len(Diff(a, a)) != 0 {
			t.Fatal("an item differs from itself")
		}
		b.Version, b.Status, b.Effective = a.Version, a.Status, a.Effective
		if len(Diff(a, b)) == 0 && string(Canonical(a)) != string(Canonical(b)) && strings.Join(a.Keywords, "") == strings.Join(b.Keywords, "") && same(a.Served, b.Served) && same(a.Channels, b.Channels) {
			t.Fatalf("no change between\n%s\n%s", Canonical(a), Canonical(b))
		}
	})
}

// same says that two lists hold the same, however often and in whatever order.
func same[T comparable](a, b []T) bool {
	in := func(x T, list []T) bool {
		for _, y := range list {
			if x == y {
				return true
			}
		}
		return false
	}
	for _, x := range a {
		if !in(x, b) {
			return false
		}
	}
	for _, x := range b {
		if !in(x, a) {
			return false
		}
	}
	return true
}

func TestPlan(t *testing.T) {
	one, err := linter().Publish(sample(), nil)
	if err != nil {
		t.Fatal(err)
	}
	cases := []RunningCase{{"B", 1, "under_review"}, {"A", 1, "received"}, {"C", 0, "under_review"}}
	kinder := Revise(one)
	kinder.Promised = &limit.Limit{N: 8, Unit: limit.Workday}
	p := PlanChange(one, kinder, cases)
	if p.From != 1 || p.To != 2 || p.Counts.Cases != 3 || p.Counts.MayMove != 2 || p.Counts.MustStay != 1 || p.Counts.ByState["under_review"] != 2 || p.Cases[0].Case.Number != "A" {
		t.Errorf("%+v", p)
	}
	stricter := Revise(one)
	stricter.Fee.Amount = 100
	if q := PlanChange(one, stricter, cases); q.Counts.MayMove != 0 || q.Counts.Stricter != 1 || q.Hash == p.Hash {
		t.Errorf("%+v", q)
	}
	turned := PlanChange(one, kinder, []RunningCase{cases[2], cases[0], cases[1]})
	if err := turned.Confirm(p.Hash); err != nil {
		t.Errorf("the order of cases matters: %v", err)
	}
	if err := PlanChange(one, kinder, cases[:2]).Confirm(p.Hash); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}
