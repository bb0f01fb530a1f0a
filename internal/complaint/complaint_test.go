package complaint_test

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/limit"
)

// TestFromStreetlampToResult: a complaint is registered, accepted, looked into by the unit,
// answered, and the person who complained says that it is solved.
func TestFromStreetlampToResult(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	if c.State != complaint.Registered || c.Unit != "centre" {
		t.Fatalf("%s at %s", c.State, c.Unit)
	}
	if k, _ := c.Clock("triage"); k.Due.Day.String() != "2026-03-04" {
		t.Errorf("the answer on acceptance is due on %s", k.Due.Day)
	}
	c = b.toUnit(c.ID)
	if c.State != complaint.Working {
		t.Fatal(c.State)
	}
	if k, _ := c.Clock("unit"); k.Due.Day.String() != "2026-04-14" { // 30 working days from Monday 2 March, 6 April a holiday
		t.Errorf("handling is due on %s", k.Due.Day)
	}
	c = b.reported(c.ID, complaint.Substantiated, complaint.Solved, "put_right")
	if c.State != complaint.Reported {
		t.Fatal(c.State)
	}
	c = b.must(officer, c.ID, "answer_reporter", nil, "路灯已于三月二日修好，派工记录附后。")
	if k, _ := c.Clock("citizen"); k.State != limit.Met {
		t.Errorf("the citizen's clock is %s", k.State)
	}
	if _, err := b.do(stranger, c.ID, "confirm_solved", r.says(c, "confirm_solved", "yes")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger confirms: %v", err)
	}
	c = b.must(r.Actor, c.ID, "confirm_solved", r.says(c, "confirm_solved", "yes"))
	if c.State != complaint.Closed || c.Result != complaint.Solved || c.IsOpen() {
		t.Errorf("%s, %q", c.State, c.Result)
	}
}

// TestOnlyTheCodeSpeaks: nobody can say "solved" or "withdrawn" in the reporter's place,
// not even whoever took over the reporter's session.
func TestOnlyTheCodeSpeaks(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	forged := r.says(c, "withdraw_complaint", "yes")
	for name, s := range map[string]*complaint.Statement{
		"nothing":     {Value: "yes"},
		"other act":   r.says(c, "confirm_solved", "yes"),
		"other words": {Value: "no", Signature: forged.Signature},
		"other code":  b.reporter(1).says(c, "withdraw_complaint", "yes"),
	} {
		if _, err := b.do(r.Actor, c.ID, "withdraw_complaint", s); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c = b.must(r.Actor, c.ID, "withdraw_complaint", r.says(c, "withdraw_complaint", "yes")); c.Result != complaint.Withdrawn {
		t.Error(c.Result)
	}
	attempts := 0
	for _, e := range c.Events {
		if e.Kind == "attempt_refused" {
			attempts++
		}
	}
	if attempts != 4 {
		t.Errorf("%d forged statements are on record, want 4", attempts)
	}
}

// TestOneReturnThenItStays: goal 28 of the design.
func TestOneReturnThenItStays(t *testing.T) {
	b := newBed(t)
	_, c := b.file(0)
	b.must(officer, c.ID, "take_up", &complaint.TakeUpInput{Route: "unit", Units: []string{"roads"}, Brief: brief(t, "反映路灯不修。")})
	if _, err := b.do(roads, c.ID, "return_once", &complaint.ReturnInput{}, "不归我们"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without the line of duties: %v", err)
	}
	if _, err := b.do(water, c.ID, "return_once", &complaint.ReturnInput{Duty: "x"}, "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another unit: %v", err)
	}
	c = b.must(roads, c.ID, "return_once", &complaint.ReturnInput{Duty: "三定第4条"}, "路灯归水务。")
	if k, _ := c.Clock("ruling"); c.State != complaint.Contested || k.Due.Day.String() != "2026-03-03" || len(c.OpenTasks()) != 0 {
		t.Fatalf("%s, ruling due %s", c.State, k.Due.Day)
	}
	c = b.must(second, c.ID, "rule_dispute", &complaint.RuleInput{Unit: "water"}, "按职责清单第4条由水务办理。")
	if _, err := b.do(water, c.ID, "return_once", &complaint.ReturnInput{Duty: "x"}, "也不归我们"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a second return: %v", err)
	}
	c = b.must(water, c.ID, "take_on", nil)
	if c.State != complaint.Working {
		t.Error(c.State)
	}
	if _, err := b.do(roads, c.ID, "report_findings", &complaint.ReportInput{}, "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the unit that gave it back still sees the case: %v", err)
	}
}

// TestSubstantiatedBringsAMeasure: 有理必果.
func TestSubstantiatedBringsAMeasure(t *testing.T) {
	b := newBed(t)
	_, c := b.file(0)
	b.toUnit(c.ID)
	evidence := []casework.File{{Material: "evidence", Hash: "e"}}
	for name, in := range map[string]*complaint.ReportInput{
		"no measure":            {Finding: complaint.Substantiated, Result: complaint.Solved, Files: evidence},
		"in part, no measure":   {Finding: "partly_substantiated", Result: complaint.Partly, Files: evidence},
		"no evidence":           {Finding: complaint.Substantiated, Result: complaint.Solved, Measures: []string{"put_right"}},
		"unfounded yet true":    {Finding: complaint.Substantiated, Result: complaint.Unfounded, Measures: []string{"put_right"}, Files: evidence},
		"refused, no file":      {Finding: complaint.Substantiated, Result: complaint.CouldBeDone, Measures: []string{"apology"}, Files: evidence},
		"a result of its own":   {Finding: complaint.Substantiated, Result: "done", Measures: []string{"put_right"}, Files: evidence},
		"withdrawn by the unit": {Finding: "not_substantiated", Result: complaint.Withdrawn, Files: evidence},
	} {
		if _, err := b.do(roads, c.ID, "report_findings", in, "x"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c, err := b.do(officer, c.ID, "answer_reporter", nil, "x"); err == nil {
		t.Errorf("answered without findings: %s", c.State)
	}
	b.reported(c.ID, "not_substantiated", complaint.Unfounded)
}

// TestSilenceIsNotSatisfied: after seven days without a word the case closes, and says so.
func TestSilenceIsNotSatisfied(t *testing.T) {
	b := newBed(t)
	_, c := b.file(0)
	b.toUnit(c.ID)
	b.reported(c.ID, complaint.Substantiated, complaint.Solved, "put_right")
	b.must(officer, c.ID, "answer_reporter", nil, "已修好。")
	b.pass(8)
	c, _, err := b.engine.Load(b.Context(), c.Key)
	if err != nil {
		t.Fatal(err)
	}
	if f := complaint.FileOf(c); c.State != complaint.Closed || f.Said != "unheard" || c.Closed.After(time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%s, said %q, closed %s", c.State, f.Said, c.Closed)
	}
}

// TestCitizensClockNeverRests: hold, extension, a second round and an appeal leave it alone.
func TestCitizensClockNeverRests(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	first, _ := c.Clock("citizen")
	b.toUnit(c.ID)
	if _, err := b.do(roads, c.ID, "hold_clock", &complaint.HoldInput{Reason: "busy"}, "忙"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("held for a reason off the list: %v", err)
	}
	c = b.must(roads, c.ID, "hold_clock", &complaint.HoldInput{Reason: "appraisal", Files: []casework.File{{Material: "hold", Hash: "h"}}}, "送检。")
	if unit, _ := c.Clock("unit"); unit.State != limit.Paused {
		t.Errorf("the unit's clock is %s", unit.State)
	}
	b.pass(21) // twenty is the most
	c, _, _ = b.engine.Load(b.Context(), c.Key)
	if c.State != complaint.Working {
		t.Errorf("the hold did not end by itself: %s", c.State)
	}
	b.must(roads, c.ID, "ask_more_time", nil, "案情复杂。")
	if _, err := b.do(officer, c.ID, "decide_more_time", &complaint.TimeInput{Approve: true}, "x"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an officer approves more time: %v", err)
	}
	before, _ := c.Clock("unit")
	c = b.must(head, c.ID, "decide_more_time", &complaint.TimeInput{Approve: true}, "同意。")
	if after, _ := c.Clock("unit"); after.Limit.N != 60 && after.Due.Day <= before.Due.Day {
		t.Errorf("extended from %s to %s", before.Due.Day, after.Due.Day)
	}
	if _, err := b.do(roads, c.ID, "ask_more_time", nil, "再延。"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a second extension: %v", err)
	}
	b.reported(c.ID, complaint.Substantiated, complaint.Partly, "put_right")
	c = b.must(officer, c.ID, "answer_reporter", nil, "修好了一半。")
	c = b.must(r.Actor, c.ID, "contest_answer", r.says(c, "contest_answer", "no"), "还是黑的。")
	if c.State != complaint.Working {
		t.Fatal(c.State)
	}
	for _, e := range c.Events {
		for _, k := range e.Facts.Clocks {
			if k.Name == "citizen" && (len(k.Pauses) > 0 || k.Start != first.Start || k.Due.Day != first.Due.Day) {
				t.Errorf("event %d (%s) moved the citizen's clock: %+v", e.Seq, e.Kind, k)
			}
		}
	}
}

// TestSecondLookByAnother: whoever decided has no part in the review, the appeal and the revisit.
func TestSecondLookByAnother(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	b.toUnit(c.ID)
	b.reported(c.ID, "not_substantiated", complaint.Unfounded)
	c = b.must(officer, c.ID, "answer_reporter", nil, "查无此事。")
	c = b.must(r.Actor, c.ID, "confirm_solved", r.says(c, "confirm_solved", "no"))
	if _, err := b.do(officer, c.ID, "revisit", &complaint.RevisitInput{Outcome: "solved"}, "x"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("who answered revisits: %v", err)
	}
	c = b.must(second, c.ID, "revisit", &complaint.RevisitInput{Outcome: "not_reached"}, "电话没有接通。")
	c = b.must(r.Actor, c.ID, "appeal_complaint", r.says(c, "appeal_complaint", "please"), "请换人再查。")
	if c.State != complaint.Appealed || !c.IsOpen() {
		t.Fatal(c.State)
	}
	if _, err := b.do(officer, c.ID, "decide_appeal", &complaint.AppealInput{}, "x"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("who answered decides the appeal: %v", err)
	}
	c = b.must(second, c.ID, "decide_appeal", &complaint.AppealInput{Upheld: true}, "调查不全，重新办理。")
	if c.State != complaint.Working || len(c.OpenTasks()) != 1 {
		t.Fatalf("%s with %d tasks", c.State, len(c.OpenTasks()))
	}
	b.reported(c.ID, complaint.Substantiated, complaint.Solved, "put_right")
	c = b.must(second, c.ID, "answer_reporter", nil, "已修好并道歉。")
	c = b.must(r.Actor, c.ID, "confirm_solved", r.says(c, "confirm_solved", "yes"))
	if _, err := b.do(r.Actor, c.ID, "appeal_complaint", r.says(c, "appeal_complaint", "again"), "x"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a second appeal: %v", err)
	}
	c = b.must(r.Actor, c.ID, "reopen_complaint", r.says(c, "reopen_complaint", "again"), "又黑了。")
	if c.State != complaint.Working || !c.IsOpen() {
		t.Fatal(c.State)
	}
}

// TestDeclinedIsLookedAtAgain: a refusal is a state with a reason, a body and a review.
func TestDeclinedIsLookedAtAgain(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	if _, err := b.do(officer, c.ID, "decline", &complaint.DeclineInput{Ground: "litigation"}, "x"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a competent body: %v", err)
	}
	c = b.must(officer, c.ID, "decline", &complaint.DeclineInput{Ground: "litigation", Competent: "县人民法院"}, "已经立案。")
	c = b.must(r.Actor, c.ID, "ask_review", r.says(c, "ask_review", "please"), "没有起诉过。")
	if _, err := b.do(officer, c.ID, "accept_after_review", nil, "x"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("who declined reviews: %v", err)
	}
	c = b.must(second, c.ID, "accept_after_review", nil, "核实没有立案。")
	if c.State != complaint.Registered || !c.IsOpen() {
		t.Error(c.State)
	}
	b.toUnit(c.ID)
}

// TestOtherEnds: what is passed on is acknowledged, and who cannot be reached was tried.
func TestOtherEnds(t *testing.T) {
	b := newBed(t)
	_, a := b.file(0)
	b.must(officer, a.ID, "hand_over", &complaint.HandOverInput{Body: "示例市投诉中心"}, "属市级。")
	a = b.must(officer, a.ID, "acknowledge", nil, "市中心回函。")
	if a.Result != complaint.Passed {
		t.Error(a.Result)
	}
	_, other := b.file(0)
	b.toUnit(other.ID)
	in := &complaint.UnreachableInput{Tries: []complaint.Try{{"2026-03-02", "message"}, {"2026-03-03", "message"}, {"2026-03-04", "message"}}}
	if _, err := b.do(officer, other.ID, "close_unreachable", in, "x"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("by one channel: %v", err)
	}
	in.Tries[2].Channel = "telephone"
	if other = b.must(officer, other.ID, "close_unreachable", in, "三次联系不上。"); other.Result != complaint.Unreachable || len(other.OpenTasks()) != 0 {
		t.Error(other.Result)
	}
}

// TestIdentityOpensByTwoOnRecord: asked by one, approved by another, on the ledger before.
func TestIdentityOpensByTwoOnRecord(t *testing.T) {
	b := newBed(t)
	_, c := b.file(0)
	if _, err := b.do(officer, c.ID, "request_opening", &complaint.OpeningInput{Reason: "curious"}, "x"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("for no reason of the list: %v", err)
	}
	b.must(officer, c.ID, "request_opening", &complaint.OpeningInput{Reason: "protect"}, "有人上门威胁。")
	if _, err := b.do(officer, c.ID, "open_identity", nil); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("opened before it was approved: %v", err)
	}
	b.must(head, c.ID, "approve_opening", nil, "同意。")
	c = b.must(officer, c.ID, "open_identity", nil)
	if o := complaint.FileOf(c).Openings; len(o) != 1 || !o[0].Opened || o[0].Approved != head.ID {
		t.Errorf("%+v", o)
	}
	if _, err := b.do(officer, c.ID, "open_identity", nil); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("opened twice on one approval: %v", err)
	}
}

// TestNothingOfTheReporterInTheDatabase: canaries of identity and story stand in no table.
func TestNothingOfTheReporterInTheDatabase(t *testing.T) {
	b := newBed(t)
	r := b.reporter(0)
	const canary = "金丝雀词句四十二号"
	out, err := b.engine.Do(b.Context(), b.filing(r, "extortion", canary))
	if err != nil {
		t.Fatal(err)
	}
	b.toUnit(out.Case.ID)
	open := b.filing(b.reporter(1), "delay", canary)
	open.Open.Person = casework.Person{Name: canary}
	if _, err := b.engine.Do(b.Context(), open); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a name in clear beside a sealed complaint: %v", err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(b.path + suffix)
		if err != nil && suffix == "" {
			t.Fatal(err)
		}
		for _, word := range []string{canary, "13900000000", "测试人甲", "3141592653589793238"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("%q stands in the database%s", word, suffix)
			}
		}
	}
}

// TestTableIsWhole: every state can be reached and left, every end has one of nine results.
func TestTableIsWhole(t *testing.T) {
	p := complaint.Rules{Centre: "centre"}.Procedure()
	for _, s := range p.States {
		reached := slices.ContainsFunc(p.Transitions, func(t casework.Transition) bool { return t.To == s.State || t.Or == s.State })
		left := slices.ContainsFunc(p.Transitions, func(t casework.Transition) bool {
			return slices.Contains(t.From, s.State) && t.To != "" && t.To != s.State
		})
		if !reached || !left {
			t.Errorf("%s: reached %v, left %v", s.State, reached, left)
		}
	}
	if n := len(complaint.Results()); n != 9 {
		t.Errorf("%d results", n)
	}
	for _, row := range p.Transitions {
		known := row.Result == "" || row.Result == "not_accepted"
		for _, r := range complaint.Results() {
			known = known || r.ID == row.Result
		}
		if !known {
			t.Errorf("%s ends with %q, which is none of the nine", row.Verb, row.Result)
		}
	}
}
