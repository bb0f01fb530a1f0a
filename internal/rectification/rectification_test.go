package rectification_test

import (
	"context"
	"slices"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/limit"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/stats"
	casestore "banjie/internal/store/casework"
)

func TestGoodRatingsOpenNothing(t *testing.T) {
	b := newBed(t)
	for _, g := range rating.Grades {
		c := b.must(person, b.finished(), "rate", &rating.Input{Grade: g, Channel: "web"})
		if f := rating.Of(c)[0]; (f.Duty != 0) != g.Poor() {
			t.Errorf("%s: duty %v", g, f.Duty)
		}
	}
}

// The whole way: called back by somebody who had no part, put right within 15 days, told.
func TestFromPoorRatingToFix(t *testing.T) {
	b := newBed(t)
	id, duty := b.rated()
	c := b.load(duty)
	f := rectification.FileOf(c)
	if c.State != rectification.ToCall || c.Unit != "roads" || c.Party != person.Party || f.Rated != id || f.Grade != rating.Dissatisfied || !slices.Contains(f.Part, handler.ID) {
		t.Fatalf("%+v, %+v", c, f)
	}
	if k, _ := c.Clock("callback"); k.Due.Day.String() != "2026-03-03" {
		t.Errorf("the call is due %s", k.Due.Day)
	}
	if len(c.OpenTasks()) != 1 || c.OpenTasks()[0].Unit != "roads" {
		t.Errorf("tasks %+v", c.Tasks)
	}
	if ev := c.Events[0]; ev.N != b.load(id).Events[len(b.load(id).Events)-1].N+1 {
		t.Error("the duty does not stand directly behind its rating")
	}
	b.refused("own_part", handler, duty, "take_call", nil)
	b.refused("own_part", handler, duty, "confirm_poor_rating", call())
	b.refused("not_found", stranger, duty, "take_call", nil)
	b.must(colleague, duty, "take_call", nil)
	b.refused("invalid_input", colleague, duty, "confirm_poor_rating", &rectification.CallInput{Channel: "telephone"})
	c = b.must(colleague, duty, "confirm_poor_rating", call())
	if k, _ := c.Clock("callback"); k.State != limit.Met {
		t.Errorf("the call clock is %s", k.State)
	}
	if k, _ := c.Clock("fix"); k.Due.Day.String() != "2026-03-17" {
		t.Errorf("due %s, wanted 15 calendar days", k.Due.Day)
	}
	b.refused("invalid_input", handler, duty, "record_fix", &rectification.FixInput{Cause: "service"})
	c = b.must(handler, duty, "record_fix", fix())
	if c.IsOpen() || c.Result != "fixed" || len(c.OpenTasks()) != 0 {
		t.Errorf("%s, tasks %+v", c.Result, c.Tasks)
	}
}

// A try that reached nobody stops no clock, and three tries on three days by two channels are
// needed before the call is given up.
func TestNotReached(t *testing.T) {
	b := newBed(t)
	_, duty := b.taken()
	b.must(colleague, duty, "record_missed_call", &rectification.TryInput{Channel: "telephone"})
	b.must(colleague, duty, "record_missed_call", &rectification.TryInput{Channel: "message"})
	b.must(colleague, duty, "record_missed_call", &rectification.TryInput{Channel: "telephone"})
	b.refused("not_tried_enough", colleague, duty, "close_unreached", nil)
	for range 2 {
		b.pass(1)
		b.must(colleague, duty, "record_missed_call", &rectification.TryInput{Channel: "telephone"})
	}
	c := b.must(colleague, duty, "close_unreached", nil)
	if k, _ := c.Clock("callback"); k.State != limit.Missed {
		t.Errorf("the call clock is %s: tries are no call", k.State)
	}
	if c.Result != "unreached" {
		t.Error(c.Result)
	}
}

// An appeal comes after the call, from the head, once; nobody of the unit decides it; upheld
// it takes nothing away from the rating.
func TestAppeal(t *testing.T) {
	b := newBed(t)
	id, duty := b.taken()
	appeal := &rectification.AppealInput{Ground: "malicious"}
	b.refused("not_in_this_state", head, duty, "appeal_rating", appeal)
	b.must(colleague, duty, "confirm_poor_rating", call())
	if _, err := b.do(colleague, duty, "appeal_rating", appeal); err == nil {
		t.Error("an officer appealed")
	}
	b.must(head, duty, "appeal_rating", appeal)
	b.refused("own_unit", ownHead, duty, "uphold_rating_appeal", nil)
	b.must(supervisor, duty, "reject_rating_appeal", nil)
	b.refused("appealed_already", head, duty, "appeal_rating", appeal)
	if k, _ := b.load(duty).Clock("fix"); k.State != limit.Running {
		t.Errorf("the fix clock is %s", k.State)
	}

	id, duty = b.taken()
	b.must(colleague, duty, "confirm_poor_rating", call())
	b.must(head, duty, "appeal_rating", appeal)
	if c := b.must(supervisor, duty, "uphold_rating_appeal", nil); c.Result != "appeal_upheld" {
		t.Error(c.Result)
	}
	if got := rating.Of(b.load(id)); len(got) != 1 || got[0].Grade != rating.Dissatisfied {
		t.Errorf("the rating is %+v", got)
	}
	b.must(person, id, "follow_up_rating", &rating.Input{Grade: rating.VeryDissatisfied, Channel: "web"})
	if c := b.load(duty); c.State != rectification.Upheld || rectification.FileOf(c).FollowUp != rating.VeryDissatisfied {
		t.Errorf("%s %+v", c.State, rectification.FileOf(c))
	}
}

// The unit calls back, one person a day, and only who took the call enters it. The complaint
// centre calls where nobody of the unit could, or the call is late; other supervision never does.
func TestWhoCallsBack(t *testing.T) {
	b := newBed(t)
	_, duty := b.rated()
	for _, verb := range []string{"confirm_poor_rating", "close_unconfirmed"} {
		b.refused("take_the_call_first", colleague, duty, verb, call())
	}
	b.refused("take_the_call_first", colleague, duty, "record_missed_call", &rectification.TryInput{Channel: "telephone"})
	b.refused("take_the_call_first", colleague, duty, "close_unreached", nil)
	b.refused("unit_can_call", supervisor, duty, "take_call", nil)
	b.refused("not_the_centre", elsewhere, duty, "take_call", nil)
	if c := b.must(colleague, duty, "take_call", nil); rectification.FileOf(c).Caller != colleague.ID || c.OpenTasks()[0].Officer != colleague.ID {
		t.Errorf("%+v, tasks %+v", rectification.FileOf(c), c.Tasks)
	}
	b.refused("call_taken", head, duty, "take_call", nil)
	b.refused("take_the_call_first", head, duty, "confirm_poor_rating", call())
	b.pass(1)
	b.must(head, duty, "take_call", nil)
	b.refused("take_the_call_first", colleague, duty, "confirm_poor_rating", call())
	b.pass(1) // past the limit
	b.refused("not_the_centre", elsewhere, duty, "take_call", nil)
	b.must(supervisor, duty, "take_call", nil)
	if c := b.must(supervisor, duty, "confirm_poor_rating", call()); c.State != rectification.ToFix {
		t.Error(c.State)
	}

	b.nobody = true
	_, duty = b.rated()
	b.refused("not_the_centre", elsewhere, duty, "take_call", nil)
	b.must(supervisor, duty, "take_call", nil)
	b.must(supervisor, duty, "confirm_poor_rating", call())
	tried := 0
	for _, e := range b.load(duty).Events {
		if e.Kind == "attempt_refused" {
			tried++
		}
	}
	if tried != 1 {
		t.Errorf("%d refused tries are on record, wanted the other supervisor's", tried)
	}
}

// The person has the last word: a follow-up that is poor again opens an ended duty once more.
func TestFollowUp(t *testing.T) {
	for _, end := range []string{"record_fix", "close_unconfirmed"} {
		for _, g := range []rating.Grade{rating.Satisfied, rating.VeryDissatisfied} {
			b := newBed(t)
			id, duty := b.taken()
			if end == "record_fix" {
				b.must(colleague, duty, "confirm_poor_rating", call())
				b.must(colleague, duty, end, fix())
			} else {
				b.must(colleague, duty, end, call())
			}
			b.must(person, id, "follow_up_rating", &rating.Input{Grade: g, Channel: "web"})
			c := b.load(duty)
			if c.IsOpen() != g.Poor() || rectification.FileOf(c).Again != g.Poor() || rectification.FileOf(c).FollowUp != g {
				t.Errorf("%s then %s: %s, %+v", end, g, c.State, rectification.FileOf(c))
			}
			if k, _ := c.Clock("fix"); g.Poor() && k.State != limit.Running {
				t.Errorf("%s: the fix clock is %s", end, k.State)
			}
			if _, err := b.do(person, id, "follow_up_rating", &rating.Input{Grade: g, Channel: "web"}); err == nil {
				t.Error("two follow-ups")
			}
		}
	}
	b := newBed(t)
	id := b.finished()
	b.must(person, id, "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web"})
	c := b.must(person, id, "follow_up_rating", &rating.Input{Grade: rating.Dissatisfied, Channel: "web"})
	if rating.Of(c)[1].Duty == 0 {
		t.Error("a poor follow-up to a good rating opened nothing")
	}
}

// Nobody but the platform opens a duty, and what is over time is marked by the sweeper.
func TestSweptAndClosedToOthers(t *testing.T) {
	b := newBed(t)
	_, duty := b.rated()
	b.pass(2)
	if k, _ := b.load(duty).Clock("callback"); k.State != limit.Late {
		t.Errorf("the call clock is %s", k.State)
	}
	for _, who := range []access.Actor{person, head, supervisor} {
		_, err := b.engine.Do(context.Background(), casework.Command{Actor: who, Verb: "open_rectification", Input: &rectification.OpenInput{Unit: "roads"}, Open: &casework.Open{Procedure: rectification.Name, Channel: "web", Party: "p-1"}})
		if err == nil {
			t.Errorf("%s opened a duty", who.Role)
		}
	}
}

// It is on record how the rater is known, and nobody rates who is not known.
func TestHowTheRaterIsKnown(t *testing.T) {
	byCode, unknown, acting := person, person, person
	byCode.ID, unknown.ID, acting.Mandate = access.ByCode, "", "m-1"
	for _, c := range []struct {
		who  access.Actor
		want rating.Proof
	}{{person, rating.ByAccount}, {byCode, rating.ByCode}, {acting, rating.ByMandate}, {unknown, ""}} {
		b := newBed(t)
		id := b.finished()
		if c.want == "" {
			b.refused("rater_unknown", c.who, id, "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web"})
			continue
		}
		if f := rating.Of(b.must(c.who, id, "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web"}))[0]; f.Proof != c.want {
			t.Errorf("%q, wanted %q", f.Proof, c.want)
		}
	}
	b := newBed(t)
	b.refused("rater_unknown", person, b.finished(), "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web", Signature: "x"})
}

// Counters are what the events say, and what is over time counts once.
func TestCounters(t *testing.T) {
	b := newBed(t)
	ctx := context.Background()
	id, first := b.taken()
	b.must(colleague, first, "confirm_poor_rating", call())
	b.must(head, first, "appeal_rating", &rectification.AppealInput{Ground: "policy"})
	b.must(supervisor, first, "uphold_rating_appeal", nil)
	b.must(person, id, "follow_up_rating", &rating.Input{Grade: rating.Basically, Channel: "web"})
	_, second := b.taken()
	b.must(colleague, second, "confirm_poor_rating", call())
	b.must(handler, second, "record_fix", &rectification.FixInput{Cause: "policy", Fixes: []string{"passed_up"}})
	_, third := b.taken()
	b.rated()
	b.must(person, b.finished(), "rate", &rating.Input{Grade: rating.Satisfied, Channel: "web"})
	b.pass(3) // both calls are over time now
	b.must(colleague, third, "confirm_poor_rating", call())
	b.pass(20) // and so is what was to be put right
	b.must(colleague, third, "record_fix", fix())
	units, err := b.store.Units(ctx, division, 0, 1<<30, b.clock.Now())
	if err != nil || len(units) != 1 {
		t.Fatal(units, err)
	}
	var got [][2]int64
	for _, r := range units[0].Voice() {
		got = append(got, [2]int64{r.Numerator, r.Denominator})
	}
	want := [][2]int64{{4, 5}, {2, 4}, {1, 2}, {1, 1}, {1, 1}} // poor, called, put right, better, upheld
	if !slices.Equal(got, want) || units[0].Duties != 4 || units[0].Received != 5 {
		t.Errorf("%v, wanted %v; duties %d, received %d", got, want, units[0].Duties, units[0].Received)
	}
	if n, err := b.store.Sum(ctx, division, stats.CauseOf("policy"), 0, 1<<30, "roads"); err != nil || n != 1 {
		t.Errorf("%d of policy, %v", n, err)
	}
	again := casestore.NewRecount()
	for _, p := range []string{"errand", rectification.Name} {
		page, err := b.store.Cases(ctx, casework.Query{Division: division, Procedure: p, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Rows {
			c, proc, err := b.engine.Load(ctx, row.Key)
			if err == nil {
				err = again.Add(proc, c)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff, err := b.store.CompareCounters(ctx, division, again); err != nil || len(diff) > 0 {
		t.Errorf("counted again: %v, %v", diff, err)
	}
}
