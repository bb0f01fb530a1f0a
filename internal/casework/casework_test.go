package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/lang"
)

func TestID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "a"), 0) // 2000 to 2100
		b := a.AddDate(0, 1, 0)
		if a.UTC().Day() > 28 {
			b = a.AddDate(0, 2, 0)
		}
		id, later := casework.NewID(a), casework.NewID(b)
		if id <= 0 || id >= later {
			t.Fatalf("%d of %s does not lie before %d of %s", id, a, later, b)
		}
		if back, err := casework.ParseID(id.String()); err != nil || back != id {
			t.Fatalf("%s reads back as %d: %v", id, back, err)
		}
	})
	for _, bad := range []string{"", "0", "-1", "!", "zzzzzzzzzzzzzzzz"} {
		if id, err := casework.ParseID(bad); err == nil {
			t.Errorf("%q was read as %d", bad, id)
		}
	}
}

// TestValidate: a table that contradicts itself is refused, with a word about where.
func TestValidate(t *testing.T) {
	for says, change := range map[string]func(p *casework.Procedure){
		"unknown state":        func(p *casework.Procedure) { p.Transitions[1].To = "nowhere" },
		"unknown clock":        func(p *casework.Procedure) { p.Transitions[1].Clocks = []casework.Effect{casework.Stop("sundial")} },
		"lacks event":          func(p *casework.Procedure) { p.Transitions[1].Event = "" },
		"lacks event, title":   func(p *casework.Procedure) { p.Transitions[1].Title = lang.Text{} },
		"twice":                func(p *casework.Procedure) { p.Transitions[1].From = []casework.State{"open", "open"} },
		"does not end clock":   func(p *casework.Procedure) { p.Transitions[2].Clocks = nil },
		"runs unknown verb":    func(p *casework.Procedure) { p.Clocks[0].Verb = "explode" },
		"nothing opens a case": func(p *casework.Procedure) { p.Transitions = p.Transitions[1:] },
		"nobody could use it":  func(p *casework.Procedure) { p.Transitions[1].Verb = "bless" },
	} {
		p := casetest.Procedure()
		change(p)
		if err := p.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	e := &casework.Engine{}
	if err := e.Register(casetest.Procedure()); err != nil {
		t.Fatal(err)
	}
	if err := e.Register(casetest.Procedure()); err == nil {
		t.Error("registered twice")
	}
	if _, err := e.Procedure("errand", 2); err == nil {
		t.Error("found a version this program does not know")
	}
	if ps := e.Procedures(); len(ps) != 1 || ps[0].Name != "errand" {
		t.Errorf("procedures: %v", ps)
	}
}

// TestFoldRefusesGaps: events that do not follow one another are no case.
func TestFoldRefusesGaps(t *testing.T) {
	p := casetest.Procedure()
	open := casework.Event{Division: "330599", Case: 7, Seq: 1, Kind: "received", Facts: casework.Facts{To: "open", Open: &casework.Opening{Number: "1"}}}
	note := casework.Event{Division: "330599", Case: 7, Seq: 2, Kind: "note_added"}
	third := note
	third.Seq = 3
	if c, err := casework.Fold(p, []casework.Event{open, note, third}); err != nil || c.Version != 3 || c.State != "open" {
		t.Fatalf("%+v %v", c, err)
	}
	for name, events := range map[string][]casework.Event{
		"none": nil, "a gap": {open, third}, "one twice": {open, note, note}, "no opening": {note}, "out of order": {open, third, note},
		"an opening that opens nothing": {{Seq: 1, Kind: "received"}},
	} {
		if _, err := casework.Fold(p, events); err == nil {
			t.Errorf("%s was folded", name)
		}
	}
}

// TestMarkdown: every verb, state, clock and guard of a table stands in its page.
func TestMarkdown(t *testing.T) {
	p := casetest.Procedure()
	page := p.Markdown()
	for _, verb := range p.Verbs() {
		if !strings.Contains(page, "| `"+verb+"` |") {
			t.Errorf("the page does not name %s", verb)
		}
	}
	for _, want := range []string{"[*] --> open : receive", "open --> gone : [lapse]", "gone --> [*]", "`due_notice`", "| `promised` |", "begin promised", "*End.*"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if !slices.Equal(p.Finals(), []casework.State{"gone", "done"}) {
		t.Errorf("finals: %v", p.Finals())
	}
	if s := (casework.NeedReason | casework.NeedApprover).String(); s != "reason, approver" {
		t.Errorf("needs read %q", s)
	}
}

// Cases opened by one act have ids of one instant, of which some would meet; none does.
func TestManyCasesOfOneAct(t *testing.T) {
	d := &casework.Decision{Engine: &casework.Engine{}, At: time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)}
	const n = 20_000 // of 524,288 ids: some 380 pairs would meet
	seen := map[casework.ID]bool{}
	for range n {
		seen[d.AlsoOpen("open", nil, casework.Open{})] = true
	}
	if len(seen) != n {
		t.Errorf("%d ids of %d cases", len(seen), n)
	}
}
