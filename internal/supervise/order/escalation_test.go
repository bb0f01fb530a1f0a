package order_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/supervise"
	"banjie/internal/supervise/order"
	"banjie/internal/testenv"
)

// climb are the instants at which the three levels are told of an order issued on 2026-03-02
// with a reply date of 5 working days (9 March): the breach, 3 working days later, 10 later.
var climb = []time.Time{at(3, 10, 0), at(3, 13, 0), at(3, 24, 0)}

func equalTimes(a, b []time.Time) bool {
	return slices.EqualFunc(a, b, time.Time.Equal)
}

// TestEscalatesLevelByLevel: nothing before the breach, then each level at its own instant,
// whatever the sweeper does in between.
func TestEscalatesLevelByLevel(t *testing.T) {
	b := newBed(t)
	id := b.mustIssue().ID
	for _, step := range []struct {
		now    time.Time
		levels int
	}{{at(3, 9, 23), 0}, {at(3, 10, 0), 1}, {at(3, 12, 23), 1}, {at(3, 13, 0), 2}, {at(3, 23, 23), 2}, {at(3, 24, 0), 3}, {at(5, 4, 9), 3}} {
		b.clock.MoveTo(step.now)
		b.sweep()
		b.sweep()
		if got, _ := raised(t, b.load(id)); len(got) != step.levels {
			t.Fatalf("at %v %d levels were told, want %d", step.now, len(got), step.levels)
		}
	}
	got, when := raised(t, b.load(id))
	if !equalTimes(when, climb) {
		t.Errorf("told at %v, want %v", when, climb)
	}
	for i, x := range got {
		if r, ok := supervise.EscalationOf(x.Rule); !ok || int(r.Level) != x.Level || x.Level != i+1 || !slices.Equal(x.Units, []string{"roads"}) || x.Clock != "reply" {
			t.Errorf("escalation %d: %+v", i, x)
		}
	}
	if c := b.load(id); !c.IsOpen() || c.Result != "" {
		t.Error("an escalation ended the order")
	}
}

// TestEscalatesOnceAcrossRestart: a stop of any length, with restarts in between, tells each
// level once and at its lawful instant.
func TestEscalatesOnceAcrossRestart(t *testing.T) {
	b := newBed(t)
	id := b.mustIssue().ID
	b.clock.MoveTo(at(3, 10, 9))
	b.sweep()
	b = b.reopen()
	b.sweep() // 24 hours and more of standing still follow
	b.clock.MoveTo(at(4, 20, 9))
	b = b.reopen()
	b.sweep()
	b = b.reopen()
	b.sweep()
	if got, when := raised(t, b.load(id)); len(got) != 3 || !equalTimes(when, climb) {
		t.Errorf("after the stop: %+v at %v", got, when)
	}
}

// TestEscalatesOnceAfterClockJumps: a clock two hours ahead and back again tells nobody twice
// and nobody early by the lawful instant.
func TestEscalatesOnceAfterClockJumps(t *testing.T) {
	b := newBed(t)
	id := b.mustIssue().ID
	for _, now := range []time.Time{at(3, 10, 1), at(3, 10, 3), at(3, 10, 5), at(3, 12, 23), at(3, 13, 1), at(3, 13, 3)} {
		b.clock.MoveTo(now)
		b.sweep()
	}
	slow := openBed(t, b.dsn, clock.Standing(at(3, 12, 23))) // a node whose clock is two hours behind
	slow.sweep()
	if got, when := raised(t, b.load(id)); len(got) != 2 || !equalTimes(when, climb[:2]) {
		t.Errorf("after the jumps: %+v at %v", got, when)
	}
}

// TestEscalationStops: a reply ends the climb, a second round climbs anew.
func TestEscalationStops(t *testing.T) {
	b := newBed(t)
	id := b.mustIssue().ID
	b.must(roads, id, "take_order", nil)
	b.clock.MoveTo(at(3, 10, 9))
	b.sweep()
	b.must(roads, id, "reply_order", &order.ReplyInput{Result: order.Done, Files: shown})
	b.clock.MoveTo(at(3, 12, 9))
	b.must(supervisor, id, "return_reply", &order.ReturnInput{Days: 2})
	b.clock.MoveTo(at(3, 13, 9))
	b.sweep()
	if got, _ := raised(t, b.load(id)); len(got) != 1 {
		t.Fatalf("after the return: %+v", got)
	}
	b.clock.MoveTo(at(3, 17, 9))
	b.sweep()
	if got, when := raised(t, b.load(id)); len(got) != 2 || got[1].Level != 1 || !when[1].Equal(at(3, 17, 0)) {
		t.Errorf("the second round: %+v %v", got, when)
	}
}

// TestEscalatesOnceAcrossNodes: two nodes with two sweepers each, one PostgreSQL; also the
// thousand of goal 27, so that they meet.
func TestEscalatesOnceAcrossNodes(t *testing.T) {
	dsn := testenv.Postgres(t)
	one := openBed(t, dsn, clock.Standing(start))
	two := openBed(t, dsn, clock.Standing(start))
	var ids []casework.ID
	for range 40 {
		ids = append(ids, one.mustIssue().ID)
	}
	for _, b := range []*bed{one, two} {
		b.clock.MoveTo(at(4, 20, 9))
	}
	var wg sync.WaitGroup
	for _, b := range []*bed{one, two, one, two} {
		wg.Go(func() {
			if got, err := b.engine.Sweep(t.Context(), division); err != nil || got.Err != nil {
				t.Errorf("sweep: %v %v", err, got.Err)
			}
		})
	}
	wg.Wait()
	one.sweep()
	for _, id := range ids {
		if got, when := raised(t, two.load(id)); len(got) != 3 || !equalTimes(when, climb) {
			t.Fatalf("case %s: %+v at %v", id, got, when)
		}
	}
}

// TestSealedComplaintEscalates: the levels above learn the number and who has it in hand, at
// the start of a day; no event of it says who complained of what.
func TestSealedComplaintEscalates(t *testing.T) {
	b := newBed(t)
	cmd := casework.Command{Actor: citizen, Verb: "file_complaint", Input: &complaint.FileInput{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "roads"}},
		Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: citizen.Party, Series: "C", Sealed: true}}
	cmd.Input = withStory(t, cmd.Input.(*complaint.FileInput))
	out, err := b.engine.Do(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	b.clock.MoveTo(at(3, 5, 15)) // the answer on acceptance was due on 4 March
	b.sweep()
	got, when := raised(t, b.load(out.Case.ID))
	if len(got) != 1 || got[0].Rule != "E05" || got[0].Level != 2 || !slices.Equal(got[0].Units, []string{"centre"}) || !when[0].Equal(at(3, 5, 0)) {
		t.Fatalf("%+v %v", got, when)
	}
	for _, e := range b.load(out.Case.ID).Events {
		if e.Kind == "escalated" && (!e.Sealed || !e.At.Equal(at(3, 5, 0)) || e.RawPriv != nil) {
			t.Errorf("the escalation of a sealed complaint: sealed %v, at %v, private %q", e.Sealed, e.At, e.RawPriv)
		}
	}
	// An order about it is sealed, names the number and puts itself on the complaint's record.
	c, err := b.issue(order.IssueInput{Unit: "water", About: order.AboutCase, Number: out.Case.Number, Ground: "escalated"})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Sealed || order.FileOf(c).Number != out.Case.Number {
		t.Errorf("the order: sealed %v, about %q", c.Sealed, order.FileOf(c).Number)
	}
	after := b.load(out.Case.ID)
	if last := after.Events[len(after.Events)-1]; last.Kind != "ordered" {
		t.Errorf("the complaint's last event is %s", last.Kind)
	}
}

// TestThousandEscalations measures a thousand limits that pass at once.
func TestThousandEscalations(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	b := newBed(t)
	for range 1000 {
		b.mustIssue()
	}
	b.clock.MoveTo(at(4, 20, 9))
	begin := time.Now()
	got := b.sweep()
	took := time.Since(begin)
	if got.Late != 1000 || got.Raised != 3000 {
		t.Fatalf("%+v", got)
	}
	t.Logf("1,000 limits marked late and told of three levels, %d acts, in %v", got.Late+got.Raised, took.Round(time.Millisecond))
	if took > time.Minute {
		t.Errorf("took %v", took)
	}
}

// TestSealedOrdersHaveASeriesOfTheirOwn: a sealed order counts apart, so that its number is
// never that of another one of the day, and gaps among the others tell of nothing.
func TestSealedOrdersHaveASeriesOfTheirOwn(t *testing.T) {
	b := newBed(t)
	for range 4 {
		b.mustIssue()
	}
	cmd := casework.Command{Actor: citizen, Verb: "file_complaint", Input: withStory(t, &complaint.FileInput{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "roads"}}),
		Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: citizen.Party, Series: "C", Sealed: true}}
	out, err := b.engine.Do(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	c, err := b.issue(order.IssueInput{Unit: "roads", About: order.AboutCase, Number: out.Case.Number, Ground: "escalated"})
	if err != nil {
		t.Fatalf("the first sealed order after four others: %v", err)
	}
	if c.Number != "DBC202603020001" {
		t.Errorf("its number is %s", c.Number)
	}
}
