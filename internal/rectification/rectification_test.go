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
	b.refused("had_a_part", handler, duty, "confirm_poor_rating", call())
	b.refused("not_found", stranger, duty, "confirm_poor_rating", call())
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
	_, duty := b.rated()
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
	id, duty := b.rated()
	appeal := &rectification.AppealInput{Ground: "malicious"}
	b.refused("not_in_this_state", head, duty, "appeal_rating", appeal)
	b.must(colleague, duty, "confirm_poor_rating", call())
	if _, err := b.do(colleague, duty, "appeal_rating", appeal); err == nil {
		t.Error("an officer appealed")
	}
	b.must(head, duty, "appeal_rating", appeal)
	b.refused("not_independent", ownHead, duty, "uphold_rating_appeal", nil)
	b.must(supervisor, duty, "reject_rating_appeal", nil)
	b.refused("appealed_already", head, duty, "appeal_rating", appeal)
	if k, _ := b.load(duty).Clock("fix"); k.State != limit.Running {
		t.Errorf("the fix clock is %s", k.State)
	}

	id, duty = b.rated()
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

// The person has the last word: a follow-up that is poor again opens an ended duty once more.
func TestFollowUp(t *testing.T) {
	for _, end := range []string{"record_fix", "close_unconfirmed"} {
		for _, g := range []rating.Grade{rating.Satisfied, rating.VeryDissatisfied} {
			b := newBed(t)
			id, duty := b.rated()
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
