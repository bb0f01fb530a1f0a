package impasse_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/rating"
)

// TestRandomLives lets everybody try anything at any time. Whatever happens: no no reaches the
// person without an approval by another, every end has an outcome and can be rated, silence is
// never a yes, the row is what the events give, and there is a way on from each state.
func TestRandomLives(t *testing.T) {
	b := newBed(t)
	reached := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		out, err := b.engine.Do(context.Background(), filing(person))
		if err != nil {
			t.Fatal(err)
		}
		w := &walk{t: t, b: b, c: out.Case}
		for range rapid.IntRange(3, 40).Draw(t, "steps") {
			w.step()
			w.check()
		}
		w.toEnd()
		reached[w.c.Result]++
	})
	t.Logf("lives ended in %v", reached)
	if len(reached) < 4 {
		t.Errorf("the lives ended too much alike: %v", reached)
	}
}

type walk struct {
	t *rapid.T
	b *bed
	c *casework.Case
}

var everybody = []access.Actor{clerk, office, head, second, market, boss, fire, chief, watcher, person, other, system}

var verbs = []string{"solve_on_spot", "send_order", "convene_units", "take", "talk_with_person", "extend_order", "report_done", "report_no", "approve_no", "reject_no",
	"confirm_done", "contest_done", "still_not_done", "close_unsaid", "withdraw_report", "tell_class_fix", "rate", "note"}

// inputs of a verb as anybody might send them.
func (w *walk) input(verb string) any {
	t := w.t
	switch verb {
	case "solve_on_spot", "report_done":
		return done(rapid.SampledFrom([]string{"guide_wrong", "ping_pong", "", "x"}).Draw(t, "cause"))
	case "send_order", "convene_units":
		return &impasse.OrderInput{Units: rapid.SliceOfN(rapid.SampledFrom([]string{"market", "fire", "hall", "moon"}), 0, 3).Draw(t, "units")}
	case "take":
		return &casework.TaskInput{Step: impasse.OrderStep, Task: rapid.SampledFrom([]string{"market", "fire", "hall"}).Draw(t, "task")}
	case "talk_with_person":
		in := &impasse.TalkInput{Channel: "telephone"}
		if k, ok := w.c.Clock("order"); ok {
			in.Until = calendar.Builtin().AddWorkdays(k.Due.Day, rapid.IntRange(-1, 20).Draw(t, "longer"))
		}
		return in
	case "report_no":
		return &impasse.NoInput{Outcome: rapid.SampledFrom([]string{impasse.Impossible, impasse.NoScope, impasse.Partly, impasse.Solved}).Draw(t, "no"), Cause: "law_forbids",
			Scope: rapid.SampledFrom([]string{"", "", "litigation"}).Draw(t, "scope"), Remedy: "lawsuit", Body: rapid.SampledFrom([]string{"县人民法院", ""}).Draw(t, "body")}
	case "reject_no":
		return &impasse.RulingInput{Doable: rapid.Bool().Draw(t, "doable")}
	case "tell_class_fix":
		return &impasse.Fix{Fix: "F1", Item: food, From: 1, Version: rapid.IntRange(0, 1).Draw(t, "version")}
	case "rate":
		return &rating.Input{Grade: rating.Satisfied, Channel: "web"}
	}
	return nil
}

func (w *walk) step() {
	t, ctx := w.t, context.Background()
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		w.b.clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 24, 24, 72, 24 * 9}).Draw(t, "hours")) * time.Hour)
		return
	case 1:
		if got, err := w.b.engine.Sweep(ctx, division); err != nil || got.Err != nil {
			t.Fatal(err, got.Err)
		}
	default:
		cmd := casework.Command{Actor: rapid.SampledFrom(everybody).Draw(t, "who"), Case: w.c.ID, Verb: rapid.SampledFrom(verbs).Draw(t, "verb"), Reason: rapid.SampledFrom([]string{"示例", "示例", ""}).Draw(t, "reason"),
			Basis: rapid.SampledFrom([][]string{{"sc-12"}, nil}).Draw(t, "basis")}
		if cmd.Input = w.input(cmd.Verb); rapid.Bool().Draw(t, "as it should be") {
			cmd = w.next()
		}
		_, err := w.b.engine.Do(ctx, cmd)
		if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal) {
			t.Fatalf("%s by %s failed without an answer for a person: %v", cmd.Verb, cmd.Actor.Role, err)
		}
	}
	c, _, err := w.b.engine.Load(ctx, w.c.Key)
	if err != nil {
		t.Fatal(err)
	}
	w.c = c
}

// next is what ordinarily happens now.
func (w *walk) next() casework.Command {
	do := func(who access.Actor, verb string, in any, basis ...string) casework.Command {
		return casework.Command{Actor: who, Case: w.c.ID, Verb: verb, Input: in, Reason: "示例", Basis: basis}
	}
	switch w.c.State {
	case impasse.Registered:
		return do(clerk, "send_order", &impasse.OrderInput{Units: []string{"market"}})
	case impasse.NoReported:
		if no := impasse.FileOf(w.c).No; no != nil && no.By == second.ID {
			return do(head, "approve_no", nil)
		}
		return do(second, "approve_no", nil)
	case impasse.Answered:
		return do(person, "confirm_done", nil)
	case impasse.Ended, impasse.OutOfScope:
		return do(person, "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web"})
	}
	who := map[string]access.Actor{"market": market, "fire": fire, "hall": office}
	for _, k := range w.c.OpenTasks() {
		if k.State == casework.Waiting {
			return do(who[k.Unit], "take", &casework.TaskInput{Step: k.Step, Task: k.ID})
		}
		holder := who[k.Unit]
		for _, a := range everybody {
			if a.ID == k.Officer {
				holder = a
			}
		}
		if rapid.IntRange(0, 2).Draw(w.t, "no") == 0 {
			no := aNo(rapid.SampledFrom([]string{impasse.NoScope, impasse.Impossible, impasse.Partly}).Draw(w.t, "which"))
			if no.Outcome == impasse.NoScope {
				no.Scope = "private"
			}
			return do(holder, "report_no", no, "sc-12")
		}
		return do(holder, "report_done", done("guide_wrong"))
	}
	w.t.Fatalf("nobody has anything to do in %s", w.c.State)
	return casework.Command{}
}

// toEnd walks on until the case has ended: there is no dead end.
func (w *walk) toEnd() {
	w.b.sweep() // what silence has already done by now
	w.c = w.b.load(w.c.ID)
	for range 20 {
		if !w.c.IsOpen() {
			break
		}
		out, err := w.b.engine.Do(context.Background(), w.next())
		if err != nil {
			w.t.Fatalf("no way on from %s: %v", w.c.State, err)
		}
		w.c = out.Case
		w.check()
	}
	if w.c.IsOpen() {
		w.t.Fatalf("still in %s after twenty ordinary acts", w.c.State)
	}
	if len(rating.Of(w.c)) == 0 {
		out, err := w.b.engine.Do(context.Background(), w.next())
		if err != nil {
			w.t.Fatalf("the end %s cannot be rated: %v", w.c.State, err)
		}
		w.c = out.Case
	}
}

func (w *walk) check() {
	t, c, f := w.t, w.c, impasse.FileOf(w.c)
	approved, extensions := false, 0
	var proposed casework.Event
	for _, e := range c.Events {
		switch e.Kind {
		case "impasse_answer_proposed":
			proposed, approved = e, false
		case "impasse_answer_approved":
			if approved = true; e.By.ID == proposed.By.ID || e.By.Unit == proposed.By.Unit && e.By.Unit != c.Unit || e.By.Role != access.CentreHead && e.By.Unit != c.Unit {
				t.Fatalf("a no of %s was approved by %s of %s", proposed.By.ID, e.By.ID, e.By.Unit)
			}
			if !slices.Contains(e.Facts.Basis, "sc-12") {
				t.Fatal("a no was told without its article")
			}
		case "order_extended":
			extensions++
		}
	}
	if slices.Contains([]string{impasse.Impossible, impasse.NoScope, impasse.Partly}, f.Outcome) && (!approved || f.No == nil || f.No.Body == "") {
		t.Fatalf("the person was told %s without approval and remedy", f.Outcome)
	}
	if c.State == impasse.NoReported && !c.Withholds(proposed) {
		t.Fatal("the person reads a no that awaits approval")
	}
	if extensions > 1 || f.Rounds > 1 {
		t.Fatalf("extended %d times, done again %d times", extensions, f.Rounds)
	}
	if !c.IsOpen() {
		if !slices.ContainsFunc(impasse.Outcomes(), func(o catalog.Option) bool { return o.ID == c.Result }) {
			t.Fatalf("ended with %q", c.Result)
		}
		if len(c.OpenTasks()) > 0 {
			t.Fatal("ended with an open task")
		}
		for _, k := range c.Clocks {
			if k.State.Open() {
				t.Fatalf("ended with clock %s running", k.Name)
			}
		}
		if (c.Result == impasse.Solved || c.Result == impasse.ByClassFix) && f.Said == impasse.SaidNotDone {
			t.Fatal("counted as done against the person's word")
		}
	}
	if diff, err := w.b.rows.Compare(context.Background(), c); err != nil || len(diff) > 0 {
		t.Fatalf("row: %v %v", diff, err)
	}
}
