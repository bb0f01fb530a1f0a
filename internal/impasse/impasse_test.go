package impasse_test

import (
	"context"
	"slices"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/rating"
)

// end is how a report stands when it has ended.
func end(t *testing.T, c *casework.Case, state casework.State, result, said string) {
	t.Helper()
	if c.IsOpen() || c.State != state || c.Result != result || impasse.FileOf(c).Said != said || len(c.OpenTasks()) > 0 {
		t.Errorf("ended %v in %s with %s, said %q; want %s with %s, said %q", !c.IsOpen(), c.State, c.Result, impasse.FileOf(c).Said, state, result, said)
	}
	for _, k := range c.Clocks {
		if k.State.Open() {
			t.Errorf("clock %s goes on", k.Name)
		}
	}
}

// TestWays walks each way from report to end.
func TestWays(t *testing.T) {
	for _, way := range []struct {
		name   string
		walk   func(*bed, casework.ID) *casework.Case
		state  casework.State
		result string
		said   string
	}{
		{"done on the spot", func(b *bed, id casework.ID) *casework.Case {
			b.must(clerk, id, "solve_on_spot", done("not_told_once"))
			return b.must(person, id, "confirm_done", nil)
		}, impasse.Ended, impasse.Solved, impasse.SaidDone},
		{"done by the unit, silence", func(b *bed, id casework.ID) *casework.Case {
			b.ordered(id)
			b.must(market, id, "report_done", done("extra_material"))
			b.pass(10)
			return b.load(id)
		}, impasse.Ended, impasse.Solved, impasse.Silent},
		{"contested, done again", func(b *bed, id casework.ID) *casework.Case {
			b.ordered(id)
			b.must(market, id, "report_done", done("extra_material"))
			b.must(person, id, "contest_done", nil)
			b.must(market, id, "report_done", done("guide_wrong"))
			return b.must(person, id, "confirm_done", nil)
		}, impasse.Ended, impasse.Solved, impasse.SaidDone},
		{"contested twice", func(b *bed, id casework.ID) *casework.Case {
			b.must(clerk, id, "solve_on_spot", done("not_told_once"))
			b.must(person, id, "contest_done", nil)
			b.must(clerk, id, "solve_on_spot", done("not_told_once"))
			return b.must(person, id, "still_not_done", nil)
		}, impasse.Ended, impasse.NotSolved, impasse.SaidNotDone},
		{"lawfully impossible", func(b *bed, id casework.ID) *casework.Case {
			b.ordered(id)
			b.must(market, id, "report_no", aNo(impasse.Impossible), "sc-12")
			c := b.must(head, id, "approve_no", nil)
			if !slices.Contains(c.Events[len(c.Events)-1].Facts.Basis, "sc-12") {
				b.Error("what the person is told does not cite the article")
			}
			return b.must(person, id, "confirm_done", nil)
		}, impasse.Ended, impasse.Impossible, impasse.SaidDone},
		{"out of scope at the window", func(b *bed, id casework.ID) *casework.Case {
			no := aNo(impasse.NoScope)
			no.Scope = "litigation"
			b.must(clerk, id, "report_no", no, "xsf-46")
			b.must(head, id, "approve_no", nil)
			b.pass(10)
			return b.load(id)
		}, impasse.OutOfScope, impasse.NoScope, impasse.Silent},
		{"partly", func(b *bed, id casework.ID) *casework.Case {
			b.ordered(id)
			b.must(market, id, "report_no", aNo(impasse.Partly), "sc-12")
			b.must(second, id, "approve_no", nil)
			return b.must(person, id, "confirm_done", nil)
		}, impasse.Ended, impasse.Partly, impasse.SaidDone},
		{"could be done and was refused", func(b *bed, id casework.ID) *casework.Case {
			b.ordered(id)
			b.must(market, id, "report_no", aNo(impasse.Impossible), "sc-12")
			b.must(head, id, "reject_no", &impasse.RulingInput{Doable: true})
			b.must(market, id, "report_done", done("extra_material"))
			return b.must(person, id, "confirm_done", nil)
		}, impasse.Ended, impasse.Doable, impasse.SaidDone},
		{"several units", func(b *bed, id casework.ID) *casework.Case {
			b.must(office, id, "send_order", &impasse.OrderInput{Units: []string{"market", "fire"}})
			b.must(market, id, "take", &casework.TaskInput{Step: impasse.OrderStep, Task: "market"})
			b.must(fire, id, "take", &casework.TaskInput{Step: impasse.OrderStep, Task: "fire"})
			if c := b.must(fire, id, "report_done", done("ping_pong")); c.State != impasse.Ordered {
				b.Errorf("one of two units ended it: %s", c.State)
			}
			b.must(market, id, "report_done", done("ping_pong"))
			return b.must(person, id, "confirm_done", nil)
		}, impasse.Ended, impasse.Solved, impasse.SaidDone},
		{"withdrawn", func(b *bed, id casework.ID) *casework.Case {
			b.ordered(id)
			return b.must(person, id, "withdraw_report", nil)
		}, impasse.Ended, impasse.Withdrawn, ""},
	} {
		t.Run(way.name, func(t *testing.T) {
			b := newBed(t)
			c := way.walk(b, b.file(person).ID)
			end(t, c, way.state, way.result, way.said)
			c = b.must(person, c.ID, "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web"})
			if len(rating.Of(c)) != 1 {
				t.Error("not rated")
			}
			if diff, err := b.rows.Compare(context.Background(), c); err != nil || len(diff) > 0 {
				t.Errorf("row: %v %v", diff, err)
			}
		})
	}
}

func (b *bed) load(id casework.ID) *casework.Case {
	b.Helper()
	c, _, err := b.engine.Load(context.Background(), casework.Key{Division: division, ID: id})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func day(c *casework.Case, clock string) string {
	k, _ := c.Clock(clock)
	return k.Due.Day.String()
}

// TestLimits: 5 working days for one unit, 15 for several, 15 after convening; one extension to
// the day that was named to the person.
func TestLimits(t *testing.T) {
	b := newBed(t)
	one := b.ordered(b.file(person).ID)
	several := b.must(office, b.file(other).ID, "send_order", &impasse.OrderInput{Units: []string{"market", "fire"}})
	if day(one, "order") != "2026-03-09" || day(several, "order") != "2026-03-23" {
		t.Errorf("one unit until %s, several until %s", day(one, "order"), day(several, "order"))
	}
	b.must(market, one.ID, "talk_with_person", &impasse.TalkInput{Channel: "telephone", Until: calendar.Date(2026, 3, 12)})
	if c := b.must(market, one.ID, "extend_order", nil); day(c, "order") != "2026-03-12" {
		t.Errorf("extended to %s", day(c, "order"))
	}
	third := b.ordered(b.file(other).ID)
	if c := b.must(head, third.ID, "convene_units", &impasse.OrderInput{Units: []string{"fire"}}); day(c, "order") != "2026-03-23" {
		t.Errorf("convened until %s", day(c, "order"))
	}
}

// TestEveryGuardRefuses: each guard of both tables says no where it must.
func TestEveryGuardRefuses(t *testing.T) {
	b := newBed(t)
	fresh := func() casework.ID { return b.file(person).ID }
	held := func() casework.ID { return b.ordered(fresh()).ID }
	reported := func() casework.ID {
		id := held()
		b.must(market, id, "report_no", aNo(impasse.Impossible), "sc-12")
		return id
	}
	attempts := func(id casework.ID) int {
		n := 0
		for _, e := range b.load(id).Events {
			if e.Kind == "attempt_refused" {
				n++
			}
		}
		return n
	}

	bad := filing(person)
	bad.Input = &impasse.ReportInput{About: "X1", Reason: "nothing", Visits: -1}
	if _, err := b.engine.Do(context.Background(), bad); fault.KindOf(err) != fault.Invalid || len(fault.For(err).Fields) != 3 {
		t.Errorf("a wrong report: %v", err)
	}
	bad.Input = &impasse.ReportInput{Reason: "slowness"}
	if _, err := b.engine.Do(context.Background(), bad); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a report about nothing: %v", err)
	}
	bad.Reason = ""
	if _, err := b.engine.Do(context.Background(), bad); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a report without words: %v", err)
	}

	// cause_named, units_named
	b.refused("cause", clerk, fresh(), "solve_on_spot", done("weather"))
	b.refused("units", clerk, fresh(), "send_order", &impasse.OrderInput{})
	b.refused("units", clerk, fresh(), "send_order", &impasse.OrderInput{Units: []string{"market", "market"}})
	b.refused("units", clerk, fresh(), "send_order", &impasse.OrderInput{Units: []string{"moon"}})
	elsewhere := clerk
	elsewhere.Unit = "market"
	b.refused("office_convenes", elsewhere, fresh(), "send_order", &impasse.OrderInput{Units: []string{"market", "fire"}})

	// convened_once
	id := held()
	b.must(head, id, "convene_units", &impasse.OrderInput{Units: []string{"fire"}})
	b.refused("convened_already", head, id, "convene_units", &impasse.OrderInput{Units: []string{"hall"}})
	id = held()
	b.refused("units", head, id, "convene_units", &impasse.OrderInput{Units: []string{"market"}})

	// talk: a way and a working day after the limit, not too far
	for _, in := range []*impasse.TalkInput{{Channel: "owl"}, {Channel: "window", Until: calendar.Date(2026, 3, 9)}, {Channel: "window", Until: calendar.Date(2026, 3, 14)}, {Channel: "window", Until: calendar.Date(2026, 4, 30)}} {
		if _, err := b.does(market, id, "talk_with_person", in); fault.KindOf(err) != fault.Invalid {
			t.Errorf("talk %+v: %v", in, err)
		}
	}

	// spoken_first, one_extension_of_order, before_expiry
	b.refused("not_spoken", market, id, "extend_order", nil)
	b.must(market, id, "talk_with_person", &impasse.TalkInput{Channel: "telephone"})
	b.refused("not_spoken", market, id, "extend_order", nil)
	b.must(market, id, "talk_with_person", &impasse.TalkInput{Channel: "telephone", Until: calendar.Date(2026, 3, 12)})
	b.must(market, id, "extend_order", nil)
	b.must(market, id, "talk_with_person", &impasse.TalkInput{Channel: "telephone", Until: calendar.Date(2026, 3, 16)})
	b.refused("order_extended_already", market, id, "extend_order", nil)
	if n := attempts(id); n != 3 {
		t.Errorf("%d refused attempts on record, want 3", n)
	}

	// article_and_remedy, whoever_has_it
	id = held()
	b.refused("remedy", market, id, "report_no", &impasse.NoInput{Outcome: impasse.Impossible, Cause: "law_forbids", Body: "x"}, "sc-12")
	b.refused("body", market, id, "report_no", &impasse.NoInput{Outcome: impasse.Impossible, Cause: "law_forbids", Remedy: "lawsuit"}, "sc-12")
	b.refused("basis", market, id, "report_no", aNo(impasse.Impossible))
	b.refused("basis", market, id, "report_no", aNo(impasse.Impossible), "illustrative")
	b.refused("outcome", market, id, "report_no", aNo(impasse.Solved), "sc-12")
	b.refused("scope", market, id, "report_no", aNo(impasse.NoScope), "sc-12")
	b.refused("cause", market, id, "report_no", &impasse.NoInput{Outcome: impasse.Impossible, Remedy: "lawsuit", Body: "x"}, "sc-12")
	b.refused("not_in_hand", clerk, id, "report_no", aNo(impasse.Impossible), "sc-12")

	// not_own_part: neither the unit nor whoever proposed it, and no supervisor
	id = reported()
	for _, who := range []access.Actor{market, boss, chief, watcher, clerk, person} {
		if _, err := b.does(who, id, "approve_no", nil); err == nil {
			t.Errorf("%s %s approved the no", who.Role, who.ID)
		}
	}
	id = fresh()
	b.must(head, id, "report_no", aNo(impasse.Impossible), "sc-12")
	b.refused("own_part", head, id, "approve_no", nil)
	b.refused("own_part", head, id, "reject_no", &impasse.RulingInput{})
	b.must(second, id, "approve_no", nil)
	if n := attempts(id); n != 2 {
		t.Errorf("%d refused approvals on record", n)
	}

	// the person is not told before the approval
	id = reported()
	if c := b.load(id); impasse.FileOf(c).Outcome != "" || c.State != impasse.NoReported {
		t.Error("the no was told before it was approved")
	}
	b.refused("not_in_this_state", person, id, "confirm_done", nil)

	// contested_once, contested_before
	id = fresh()
	b.must(clerk, id, "solve_on_spot", done("slowness"))
	b.refused("not_contested_yet", person, id, "still_not_done", nil)
	b.must(person, id, "contest_done", nil)
	b.must(clerk, id, "solve_on_spot", done("slowness"))
	b.refused("done_again_already", person, id, "contest_done", nil)
	for _, who := range []access.Actor{clerk, head, market} {
		if _, err := b.does(who, id, "confirm_done", nil); err == nil {
			t.Errorf("%s said in the person's place that it is done", who.Role)
		}
	}
	if _, err := b.does(system, id, "close_unsaid", nil); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("closed before the seven days: %v", err)
	}

	// late: neither extended nor convened
	id = held()
	b.must(market, id, "talk_with_person", &impasse.TalkInput{Channel: "window", Until: calendar.Date(2026, 3, 12)})
	b.pass(6)
	b.refused("order_expired", market, id, "extend_order", nil)
	b.refused("too_late_to_convene", head, id, "convene_units", &impasse.OrderInput{Units: []string{"fire"}})
	if k, _ := b.load(id).Clock("order"); k.State != limit.Late {
		t.Errorf("the order is %s after its limit", k.State)
	}
}

// TestOneCaseMendsTheClass walks from three reports to the published guide and to the news of it.
func TestOneCaseMendsTheClass(t *testing.T) {
	b := newBed(t)
	ctx := context.Background()
	ended := b.file(other)
	b.must(clerk, ended.ID, "solve_on_spot", done("guide_wrong"))
	b.must(other, ended.ID, "confirm_done", nil)
	c := b.ordered(b.file(person).ID)
	b.must(market, c.ID, "report_done", done("guide_wrong"))
	unlike := b.file(other)

	start := func(who access.Actor, from casework.ID) (casework.Outcome, error) {
		return b.engine.Do(ctx, casework.Command{Actor: who, Verb: "start_class_fix", Reason: "指南没写要消防意见。", Input: &impasse.StartInput{From: from},
			Open: &casework.Open{Procedure: impasse.FixName, Series: impasse.FixSeries, Channel: "window"}})
	}
	for _, who := range []access.Actor{market, clerk, chief, watcher, person} {
		if _, err := start(who, c.ID); err == nil {
			t.Errorf("%s %s started a class fix of another's guide", who.Role, who.ID)
		}
	}
	out, err := start(boss, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	fix := out.Case
	f := impasse.FixOf(fix)
	if f.Item != food || f.Cause != "guide_wrong" || f.From != 1 || len(f.Linked) != 2 || fix.Unit != "market" {
		t.Fatalf("started with %+v at %s", f, fix.Unit)
	}
	if _, err := start(head, c.ID); fault.For(err).Code != "fix_runs" {
		t.Errorf("started twice: %v", err)
	}
	if len(impasse.FileOf(b.load(ended.ID)).Fixes) != 1 || len(impasse.FileOf(b.load(unlike.ID)).Fixes) != 0 {
		t.Error("the like were not linked, or the unlike was")
	}

	b.refused("not_mended_yet", boss, fix.ID, "complete_class_fix", nil)
	next := b.shelf.versions[0]
	next.Materials = append(slices.Clone(next.Materials), b.shelf.versions[0].Materials[0])
	next.Materials[1].ID, next.Materials[1].Name = "fire", lang.T("消防意见", "Fire opinion")
	b.shelf.publish(next) // names no fix
	b.refused("not_mended_yet", boss, fix.ID, "complete_class_fix", nil)
	later := b.ordered(b.file(other).ID)
	b.must(market, later.ID, "report_done", done("guide_wrong"))
	next.Mends = []string{fix.Number}
	mended := b.shelf.publish(next)
	done, err := b.engine.Do(ctx, casework.Command{Actor: system, Case: fix.ID, Verb: "complete_class_fix", Input: &impasse.CompleteInput{Version: mended.Version}})
	if err != nil {
		t.Fatal(err)
	}
	if fx := impasse.FixOf(done.Case); done.Case.State != impasse.Mended || done.Case.IsOpen() || fx.Version != 3 || len(fx.Linked) != 3 {
		t.Errorf("completed as %s with %+v", done.Case.State, fx)
	}
	for _, id := range []casework.ID{ended.ID, c.ID, later.ID} {
		told := impasse.FileOf(b.load(id)).Fixes
		if len(told) != 1 || told[0].Version != 3 || told[0].Fix != fix.Number || told[0].From != 1 {
			t.Errorf("told %+v", told)
		}
	}
	if now, _ := b.shelf.Current(division, food); !slices.ContainsFunc(now.Materials, func(m catalog.Material) bool { return m.ID == "fire" }) {
		t.Error("the next applicant sees the old guide")
	}
	end(t, b.must(person, c.ID, "confirm_done", nil), impasse.Ended, impasse.ByClassFix, impasse.SaidDone)
	rows, err := b.rows.Fixes(ctx, division, food, false)
	if err != nil || len(rows) != 1 || rows[0].Version != 3 || rows[0].Linked != 3 {
		t.Errorf("listed as %+v, %v", rows, err)
	}
}

// TestDroppedFixIsTold: who reported learns why the guide stays.
func TestDroppedFixIsTold(t *testing.T) {
	b := newBed(t)
	c := b.file(person)
	b.must(clerk, c.ID, "solve_on_spot", done("guide_wrong"))
	out, err := b.engine.Do(context.Background(), casework.Command{Actor: head, Verb: "start_class_fix", Reason: "示例", Input: &impasse.StartInput{From: c.ID},
		Open: &casework.Open{Procedure: impasse.FixName, Series: impasse.FixSeries, Channel: "window"}})
	if err != nil {
		t.Fatal(err)
	}
	b.must(boss, out.Case.ID, "drop_class_fix", nil)
	got := b.load(c.ID)
	if f := impasse.FileOf(got); len(f.Fixes) != 1 || !f.Fixes[0].Dropped || f.Mended() || got.Events[len(got.Events)-1].Private.Text != "示例理由" {
		t.Errorf("told %+v", f.Fixes)
	}
}
