package fine_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/fine"
)

var today = calendar.Date(2026, 3, 2)

func rule() fine.Rule {
	return fine.Rule{ID: "tags", Version: 1, Unit: "market", Name: lang.T("没有明码标价", "No price tags"), Statute: "示例条例", Article: "第七条", Least: 10000, Most: 500000, Waiver: true, Factors: []fine.Factor{{ID: "mended"}}}
}

func multiple() fine.Rule {
	return fine.Rule{ID: "fake", Version: 1, Unit: "market", Name: lang.T("售假", "Fakes"), Statute: "示例条例", Article: "第九条", Low: 5, High: 30}
}

func sound() fine.Fine {
	return fine.Fine{Number: "示例1号", Unit: "market", Firm: "tag", Rule: "tags", Day: today, Amount: 30000}
}

// Every rule of an entry refuses, with its place.
func TestEnterRefuses(t *testing.T) {
	rules := []fine.Rule{rule(), multiple()}
	for name, c := range map[string]struct {
		place string
		spoil func(*fine.Fine)
	}{
		"no rule":              {"rule", func(f *fine.Fine) { f.Rule = "" }},
		"another unit's rule":  {"rule", func(f *fine.Fine) { f.Unit = "fire" }},
		"no number":            {"number", func(f *fine.Fine) { f.Number = " " }},
		"no firm":              {"uscc", func(f *fine.Fine) { f.Firm = "" }},
		"tomorrow":             {"day", func(f *fine.Fine) { f.Day = today + 1 }},
		"an invented factor":   {"factors", func(f *fine.Fine) { f.Factors = []string{"rude"} }},
		"multiple, no base":    {"base", func(f *fine.Fine) { f.Rule = "fake" }},
		"waived, not first":    {"waived", func(f *fine.Fine) { f.Waived, f.Amount = true, 0 }},
		"waived with amount":   {"waived", func(f *fine.Fine) { f.Waived, f.First = true, true }},
		"first, fined, no why": {"why", func(f *fine.Fine) { f.First = true }},
		"too little":           {"amount", func(f *fine.Fine) { f.Amount = 9999 }},
		"too much":             {"amount", func(f *fine.Fine) { f.Amount = 500001 }},
		"multiple, too much":   {"amount", func(f *fine.Fine) { f.Rule, f.Base, f.Amount = "fake", 10000, 30001 }},
	} {
		f := sound()
		c.spoil(&f)
		_, err := fine.Enter(f, rules, today)
		wrong, ok := fault.As(err)
		if !ok || !slices.ContainsFunc(wrong.Fields, func(x fault.Field) bool { return x.Path == c.place }) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, f := range map[string]fine.Fine{"plain": sound(), "least": with(func(f *fine.Fine) { f.Amount = 10000 }), "most": with(func(f *fine.Fine) { f.Amount = 500000 }),
		"waived": with(func(f *fine.Fine) { f.First, f.Waived, f.Amount = true, true, 0 }), "first with reasons": with(func(f *fine.Fine) { f.First, f.Why = true, "拒不改正" }),
		"multiple": with(func(f *fine.Fine) { f.Rule, f.Base, f.Amount = "fake", 10000, 30000 })} {
		if got, err := fine.Enter(f, rules, today); err != nil || got.Version != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func with(change func(*fine.Fine)) fine.Fine {
	f := sound()
	change(&f)
	return f
}

// An amount is entered exactly when it lies in the range of its article.
func TestRangeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rule()
		r.Waiver = false
		r.Least = fee.Fen(rapid.Int64Range(0, 1e9).Draw(t, "least"))
		r.Most = r.Least + fee.Fen(rapid.Int64Range(1, 1e9).Draw(t, "width"))
		f := sound()
		f.Amount = fee.Fen(rapid.Int64Range(0, 3e9).Draw(t, "amount"))
		_, err := fine.Enter(f, []fine.Rule{r}, today)
		if inside := r.Least <= f.Amount && f.Amount <= r.Most; inside != (err == nil) {
			t.Fatalf("%d in %d…%d: %v", f.Amount, r.Least, r.Most, err)
		}
	})
}

func TestPublishRule(t *testing.T) {
	for place, spoil := range map[string]func(*fine.Rule){"id": func(r *fine.Rule) { r.ID = "X" }, "name": func(r *fine.Rule) { r.Name = lang.Text{} }, "statute": func(r *fine.Rule) { r.Statute = "" }, "article": func(r *fine.Rule) { r.Article = "" },
		"most": func(r *fine.Rule) { r.Most = r.Least }, "high": func(r *fine.Rule) { r.High = 10 }} {
		r := rule()
		spoil(&r)
		_, err := fine.PublishRule(r, nil)
		if f, ok := fault.As(err); !ok || f.Fields[0].Path != place {
			t.Errorf("%s: %v", place, err)
		}
	}
	if _, err := fine.PublishRule(rule(), []fine.Rule{rule()}); err == nil {
		t.Error("a change without a reason")
	}
	next := rule()
	next.Reason = "修订"
	if r, err := fine.PublishRule(next, []fine.Rule{rule()}); err != nil || r.Version != 2 {
		t.Errorf("%+v %v", r, err)
	}
	next.Unit = "fire"
	if _, err := fine.PublishRule(next, []fine.Rule{rule()}); err == nil {
		t.Error("another unit's rule was taken")
	}
}

// Spread is reckoned within equal facts only, and never from fewer than three.
func TestMeasure(t *testing.T) {
	entry := func(n, firm string, amount fee.Fen, day calendar.Day, factors ...string) fine.Fine {
		f := sound()
		f.Number, f.Firm, f.Version, f.Amount, f.Day, f.Factors = n, firm, 1, amount, day, factors
		return f
	}
	waived := entry("7", "g", 0, today)
	waived.First, waived.Waived = true, true
	fines := []fine.Fine{entry("1", "a", 10000, today), entry("2", "b", 20000, today), entry("3", "c", 30000, calendar.Date(2025, 12, 30)), entry("4", "d", 500000, today, "mended"), entry("5", "a", 10000, today, "mended"), waived}
	m := fine.Measure(fines, []fine.Rule{rule()})
	if len(m) != 1 {
		t.Fatalf("%+v", m)
	}
	got := m[0]
	if got.Entries != 6 || got.Fined != 5 || got.Firms != 5 || got.Largest != 2 || got.AtTop != 1 || got.First != 1 || got.Waived != 1 || got.December != 1 || got.Grouped != 3 {
		t.Errorf("%+v", got)
	}
	if math.Abs(got.Spread-0.5) > 1e-9 { // 100, 200, 300 yuan: deviation 100, mean 200
		t.Errorf("spread %v", got.Spread)
	}
	if same := fine.Alike(fines[0], fines); len(same) != 2 {
		t.Errorf("%+v", same)
	}
}
