package licensing_test

import (
	"context"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/licensing"
	"banjie/internal/rating"
)

// TestRatings: a visit is rated once while the case runs, the case once when it has ended,
// each with one follow-up, by the applicant alone; a poor one marks the case for the board.
func TestRatings(t *testing.T) {
	ctx := context.Background()
	b := newBed(t, false, func(p *casework.Procedure) {
		p.With(rating.Rows(append(p.Finals(), licensing.Checking))...)
		p.With(rating.VisitRows(licensing.Running())...)
	})
	c := b.must(b.filing(actors["clerk"], "ordinary", complete)) // at a window: the first visit
	rate := func(who, verb string, grade rating.Grade, visit int, refused string) {
		t.Helper()
		_, err := b.engine.Do(ctx, casework.Command{Actor: actors[who], Case: c.ID, Verb: verb, Input: &rating.Input{Grade: grade, Visit: visit, Channel: "tablet"}})
		f, _ := fault.As(err)
		switch {
		case refused == "" && err != nil:
			t.Errorf("%s visit %d by %s: %v", verb, visit, who, err)
		case refused != "" && (f == nil || f.Code != refused):
			t.Errorf("%s visit %d by %s: %v, want %s", verb, visit, who, err, refused)
		}
	}
	rate("citizen", "rate", rating.Satisfied, 0, "not_ended_yet")
	rate("citizen", "rate", rating.Satisfied, 2, "invalid_input")
	rate("clerk", "rate", rating.VerySatisfied, 1, "not_your_part")
	rate("citizen", "rate", rating.Satisfied, 1, "")
	rate("citizen", "rate", rating.Satisfied, 1, "rated_already")
	rate("citizen", "follow_up_rating", rating.Satisfied, 0, "not_ended_yet")
	rate("citizen", "follow_up_rating", rating.VerySatisfied, 1, "")
	rate("citizen", "follow_up_rating", rating.VerySatisfied, 1, "followed_up_already")
	b.must(casework.Command{Actor: actors["clerk"], Case: c.ID, Verb: "count_visit", Input: &casework.VisitInput{Why: "our_fault"}})
	poor := func() int {
		page, err := b.store.Cases(ctx, casework.Query{Division: division, Lamp: casework.Poor})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Rows)
	}
	if n := poor(); n != 0 {
		t.Errorf("%d poor cases before a poor rating", n)
	}
	rate("citizen", "rate", rating.Dissatisfied, 2, "")
	if n := poor(); n != 1 {
		t.Errorf("%d poor cases after a poor rating", n)
	}
	b.must(casework.Command{Actor: actors["clerk"], Case: c.ID, Verb: "refuse", Reason: "示例", Input: &licensing.RefuseInput{Ground: licensing.NotNeeded}})
	rate("citizen", "rate", rating.Satisfied, 0, "")
	rate("citizen", "rate", rating.Satisfied, 0, "rated_already")
	rate("citizen", "follow_up_rating", rating.VerySatisfied, 0, "")
	day := int32(b.engine.Calendar().DayOf(b.clock.Now()))
	units, err := b.store.Units(ctx, division, day, day, b.clock.Now())
	if err != nil || len(units) != 1 || units[0].Rated != 3 || units[0].RatedPoor != 1 {
		t.Errorf("figures %+v, %v", units, err)
	}
	if diff, err := b.store.Compare(ctx, c.Key, b.engine.Procedure); err != nil || len(diff) > 0 {
		t.Error(err, diff)
	}
}
