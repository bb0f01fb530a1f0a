package rectification_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/limit"
	"banjie/internal/rating"
	"banjie/internal/rectification"
)

// TestRandomWalk lets anybody try anything at any time. Whatever happens: the rating stays, who
// had a part never calls, who did not take the call enters none, nobody of the unit decides an appeal, no duty rests without a clock
// that runs, none ends without words for the person, and it is opened again at most once.
func TestRandomWalk(t *testing.T) {
	b := newBed(t)
	everybody := []access.Actor{person, handler, colleague, head, stranger, supervisor, elsewhere, ownHead}
	verbs := b.rules().Procedure().Verbs()
	rapid.Check(t, func(rt *rapid.T) {
		id, duty := b.rated()
		for range rapid.IntRange(4, 20).Draw(rt, "turns") {
			switch rapid.IntRange(0, 9).Draw(rt, "turn") {
			case 0:
				b.pass(rapid.IntRange(1, 6).Draw(rt, "days"))
			case 1:
				_, _ = b.do(person, id, "follow_up_rating", &rating.Input{Grade: rapid.SampledFrom(rating.Grades).Draw(rt, "grade"), Channel: "web"})
			default:
				who, verb := rapid.SampledFrom(everybody).Draw(rt, "who"), rapid.SampledFrom(verbs).Draw(rt, "verb")
				was := b.load(duty)
				_, err := b.do(who, duty, verb, input(rt, verb))
				if err != nil && fault.For(err).Kind == fault.Internal {
					rt.Fatalf("%s by %s in %s: %v", verb, who.ID, was.State, err)
				}
			}
			check(rt, b.load(id), b.load(duty))
		}
	})
}

func input(rt *rapid.T, verb string) any {
	channel := rapid.SampledFrom([]string{"telephone", "message", "visit", ""}).Draw(rt, "channel")
	switch verb {
	case "confirm_poor_rating", "close_unconfirmed":
		return &rectification.CallInput{Channel: channel, Cause: rapid.SampledFrom([]string{"service", "policy", ""}).Draw(rt, "cause")}
	case "record_missed_call":
		return &rectification.TryInput{Channel: channel}
	case "record_fix":
		return fix()
	case "appeal_rating":
		return &rectification.AppealInput{Ground: rapid.SampledFrom([]string{"malicious", ""}).Draw(rt, "ground")}
	}
	return nil
}

func check(rt *rapid.T, rated, duty *casework.Case) {
	if all := rating.Of(rated); len(all) == 0 || all[0].Grade != rating.Dissatisfied {
		rt.Fatalf("the rating is gone: %+v", all)
	}
	opened, caller := 0, ""
	for _, e := range duty.Events {
		switch e.Kind {
		case "poor_rating_confirmed", "poor_rating_unconfirmed", "call_missed", "call_given_up":
			if e.By.ID == handler.ID {
				rt.Fatalf("%s by who had a part", e.Kind)
			}
			if e.By.ID != caller {
				rt.Fatalf("%s by %s while %q had the call", e.Kind, e.By.ID, caller)
			}
		case "call_taken":
			if caller = e.By.ID; e.By.Unit == elsewhere.Unit {
				rt.Fatal("taken by supervision that is not the complaint centre")
			}
		case "rating_appeal_upheld", "rating_appeal_rejected":
			if e.By.Unit == duty.Unit {
				rt.Fatalf("%s by the unit itself", e.Kind)
			}
		case "follow_up_reopened":
			opened++
		}
		if e.Facts.Closed && e.Private.Text == "" {
			rt.Fatalf("%s ends it without a word for the person", e.Kind)
		}
	}
	if opened > 1 {
		rt.Fatal("opened again twice")
	}
	runs := slices.ContainsFunc(duty.Clocks, func(k limit.Clock) bool { return k.State == limit.Running || k.State == limit.Late })
	if duty.IsOpen() != runs {
		rt.Fatalf("%s: open %v, a clock runs %v: %+v", duty.State, duty.IsOpen(), runs, duty.Clocks)
	}
	if duty.IsOpen() != (len(duty.OpenTasks()) == 1) {
		rt.Fatalf("%s: tasks %+v", duty.State, duty.Tasks)
	}
}
