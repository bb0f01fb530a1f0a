package desk_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/packs/foodchain/desk"
)

var known = time.Date(2027, 3, 4, 13, 15, 0, 0, time.UTC)

func plan() desk.Plan {
	p := desk.Plan{ID: "p1", Title: "三月水果", Kinds: []string{"farm"}, Take: 2}
	for i := range 8 {
		p.Candidates = append(p.Candidates, desk.Candidate{ID: fmt.Sprintf("b%d", i), Class: desk.ClassOf(i%3/2, i%2)})
	}
	return p
}

// The downloaded plan can be read as it is, and announcing it names every place that is still empty.
func TestDownloadedPlanNamesWhatIsEmpty(t *testing.T) {
	raw, err := plan().File(func(id string) string { return "某某店" + id })
	if err != nil {
		t.Fatal(err)
	}
	dp, err := draw.ParsePlan(raw)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = dp.Announce(rand.Reader)
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("an unfilled plan: %v", err)
	}
	for _, path := range []string{"sources[0].name", "sources[0].at", "spare.name", "spare.at", "parties[0].name", "parties[1].name", "parties[0].commitment"} {
		if !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == path }) {
			t.Errorf("%s is not named: %v", path, f.Fields)
		}
	}
}

// drawn carries a plan through the real draw.
func drawn(t *testing.T, p desk.Plan) (file, names []byte) {
	t.Helper()
	raw, err := p.File(func(id string) string { return "某某店" + id })
	if err != nil {
		t.Fatal(err)
	}
	dp, err := draw.ParsePlan(raw)
	if err != nil {
		t.Fatal(err)
	}
	value := draw.Hash(sha256.Sum256([]byte("value")))
	dp.Sources = []draw.Source{{At: known, Form: draw.Numbers, Count: 7, Name: "双色球"}}
	dp.Spare = draw.Source{At: known.Add(50 * time.Hour), Form: draw.Numbers, Count: 7, Name: "双色球下一期"}
	other := draw.Hash(sha256.Sum256([]byte("other")))
	dp.Parties = []draw.Party{{Name: "工商联", Commitment: draw.Commitment("工商联", value)}, {Name: "消保委", Commitment: draw.Commitment("消保委", other)}}
	a, list, err := dp.Announce(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f, err := draw.New(a, known.Add(-48*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for party, v := range map[string]draw.Hash{"工商联": value, "消保委": other} {
		if err := f.Reveal(party, v, known.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Run([]string{"03, 07,12 19 22 31 + 08"}, "", known.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := f.Open(list); err != nil {
		t.Fatal(err)
	}
	if file, err = f.Write(); err != nil {
		t.Fatal(err)
	}
	names, err = json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return file, names
}

// The draw of a plan is taken as it fell; one of another list, with other strata or another number, or
// altered, is not.
func TestOnlyThePlansOwnDrawCounts(t *testing.T) {
	p := plan()
	file, names := drawn(t, p)
	d, err := p.Outcome(file, names, nil)
	if err != nil || len(d.Taken) != 2 || d.Plan != "p1" || d.Hash.IsZero() || d.Taken[0] == d.Taken[1] {
		t.Fatalf("%v %+v", err, d)
	}
	for name, change := range map[string]func(*desk.Plan){
		"another plan":    func(p *desk.Plan) { p.ID = "p2" },
		"another number":  func(p *desk.Plan) { p.Take = 3 },
		"one more":        func(p *desk.Plan) { p.Candidates = append(p.Candidates, desk.Candidate{ID: "b9", Class: "a"}) },
		"another stratum": func(p *desk.Plan) { p.Candidates[0].Class = "c" },
		"another one":     func(p *desk.Plan) { p.Candidates[0].ID = "b9" },
	} {
		q := plan()
		change(&q)
		if _, err := q.Outcome(file, names, nil); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("%s: %v", name, err)
		}
	}
	var altered map[string]any
	if err := json.Unmarshal(file, &altered); err != nil {
		t.Fatal(err)
	}
	taken := altered["taken"].([]any)
	altered["taken"] = []any{taken[1], taken[0]}
	raw, _ := json.Marshal(altered)
	if _, err := p.Outcome(raw, names, nil); err == nil {
		t.Error("an altered result counts")
	}
}

func TestPlansThatCannotBeDrawn(t *testing.T) {
	for name, change := range map[string]func(*desk.Plan){"no name": func(p *desk.Plan) { p.Title = " " }, "none": func(p *desk.Plan) { p.Take = 0 }, "more than there are": func(p *desk.Plan) { p.Take = 9 }} {
		p := plan()
		change(&p)
		if fault.KindOf(p.Check()) != fault.Invalid {
			t.Error(name)
		}
	}
	if err := plan().Check(); err != nil {
		t.Error(err)
	}
}

// A correction names its reason, and changes something.
func TestCorrectionsThatCorrectNothing(t *testing.T) {
	was := desk.Result{ID: "r", Lot: "x", Business: "b", Number: "1", Lab: "l", Day: 1, Items: "镉"}
	is := was
	is.Passed = true
	good := desk.Correction{N: 1, Why: "tested_again", Words: "复检合格", Was: was, Is: is}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*desk.Correction){"why": func(c *desk.Correction) { c.Why = "x" }, "words": func(c *desk.Correction) { c.Words = " " }, "passed": func(c *desk.Correction) { c.Is = c.Was }} {
		c := good
		change(&c)
		if f, ok := fault.As(c.Check()); !ok || len(f.Fields) != 1 || f.Fields[0].Path != field {
			t.Errorf("%s: %v", field, f)
		}
	}
}
