package complaint_test

import (
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	casestore "banjie/internal/store/casework"
)

func TestKeepUntil(t *testing.T) {
	for _, c := range []struct {
		end   calendar.Day
		years int
		want  string
	}{
		{calendar.Date(1970, 1, 1), 3, "1973-01-01"},
		{calendar.Date(2024, 2, 29), 3, "2027-03-01"},
		{calendar.Date(2024, 2, 29), 4, "2028-02-29"},
		{calendar.Date(2023, 2, 28), 1, "2024-02-28"},
		{calendar.Date(2035, 1, 19), 3, "2038-01-19"},
		{calendar.Date(2038, 1, 19), 3, "2041-01-19"},
		{calendar.Date(1999, 12, 31), 1, "2000-12-31"},
		{calendar.Date(2096, 2, 29), 4, "2100-03-01"},
	} {
		if got := complaint.KeepUntil(c.end, c.years); got.String() != c.want {
			t.Errorf("%s and %d years: %s, want %s", c.end, c.years, got, c.want)
		}
	}
}

// TestTheDayIsFixedOnce: no reopening, appeal or second end moves the day of the destruction,
// under clocks at a leap day, before and behind 2038, and at midnight in China.
func TestTheDayIsFixedOnce(t *testing.T) {
	for _, begin := range []time.Time{
		start,
		time.Date(2024, 2, 28, 16, 0, 1, 0, time.UTC), // 29 February in China
		time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC),
		time.Date(2025, 12, 31, 15, 59, 59, 0, time.UTC),
		time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC),
	} {
		t.Run(begin.Format(time.RFC3339), func(t *testing.T) {
			b := newBed(t)
			b.clock.Advance(begin.Sub(start))
			cal := calendar.Builtin()
			r, c := b.file(1)
			if c.Keep != 0 {
				t.Fatalf("an open case is kept until %s", c.Keep)
			}
			c = b.must(officer, c.ID, "decline", &complaint.DeclineInput{Ground: "petition", Competent: "县信访局"}, "属于信访事项。")
			want := complaint.KeepUntil(cal.DayOf(c.Closed), complaint.KeepYears)
			still := func(step string, c *casework.Case) {
				t.Helper()
				if c.Keep != want {
					t.Errorf("after %s it is kept until %s, at first %s", step, c.Keep, want)
				}
			}
			still("the first end", c)
			b.pass(3)
			still("asking for a review", b.must(r.Actor, r.id, "ask_review", r.says(c, "ask_review", "x")))
			still("the review", b.must(second, c.ID, "accept_after_review", nil, "应当受理。"))
			b.toUnit(c.ID)
			b.reported(c.ID, complaint.Substantiated, complaint.Solved, "put_right")
			b.must(officer, c.ID, "answer_reporter", nil, "已经修好。")
			b.pass(10)
			c, _, err := b.engine.Load(b.Context(), c.Key)
			if err != nil || c.State != complaint.Closed {
				t.Fatal(c.State, err)
			}
			still("the second end", c)
			still("the appeal", b.must(r.Actor, r.id, "appeal_complaint", r.says(c, "appeal_complaint", "x"), "不服。"))
			still("its end", b.must(second, c.ID, "decide_appeal", &complaint.AppealInput{}, "维持。"))

			// It goes on the day after and not before; the reminder a month ahead and not before.
			destroy := func() error {
				_, err := b.engine.Do(b.Context(), casework.Command{Actor: system, Case: c.ID, Verb: "destroy_sealed", Reason: complaint.KeepReason, Basis: complaint.KeepBasis, Input: &casework.EraseInput{Unit: "centre"}})
				return err
			}
			at := func(day calendar.Day) { b.clock.Advance(cal.Start(day).Add(time.Hour).Sub(b.clock.Now())) }
			at(want - complaint.TellBefore - 1)
			if _, err := b.do(system, c.ID, "announce_destruction", nil); fault.KindOf(err) != fault.Unlawful {
				t.Errorf("reminded too early: %v", err)
			}
			at(want - complaint.TellBefore)
			b.must(system, c.ID, "announce_destruction", nil)
			at(want)
			if err := destroy(); fault.KindOf(err) != fault.Unlawful {
				t.Errorf("destroyed on the last day of keeping: %v", err)
			}
			at(want + 1)
			if err := destroy(); err != nil {
				t.Fatal(err)
			}
			if err := destroy(); fault.KindOf(err) != fault.Unlawful {
				t.Errorf("destroyed twice: %v", err)
			}
			c, p, err := b.engine.Load(b.Context(), c.Key)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range c.Events {
				if e.RawPriv != nil || !e.Private.IsZero() {
					t.Errorf("%s still has words", e.Kind)
				}
			}
			if diff, err := b.store.Compare(b.Context(), c.Key, b.engine.Procedure); err != nil || len(diff) > 0 {
				t.Errorf("%+v %v", diff, err)
			}
			if left, err := b.store.KeptUntil(b.Context(), division, want+100, casestore.Kept{}, 10); err != nil || len(left) > 0 {
				t.Errorf("still listed: %v %v", left, err)
			}
			_ = p
		})
	}
}

// TestOnlyAHeadKeepsItLonger: the day moves by an act of the head, to a later day, with a reason.
func TestOnlyAHeadKeepsItLonger(t *testing.T) {
	b := newBed(t)
	_, c := b.file(1)
	c = b.must(officer, c.ID, "decline", &complaint.DeclineInput{Ground: "petition", Competent: "县信访局"}, "属于信访事项。")
	ask := func(who casework.Command, until calendar.Day, reason string) (*casework.Case, error) {
		who.Case, who.Verb, who.Input, who.Reason, who.Basis = c.ID, "keep_longer", &complaint.KeepInput{Until: until}, reason, []string{"pipl-47"}
		out, err := b.engine.Do(b.Context(), who)
		return out.Case, err
	}
	if _, err := ask(casework.Command{Actor: officer}, c.Keep+10, "案件在诉讼中。"); err == nil {
		t.Error("an officer moved the day")
	}
	for _, until := range []calendar.Day{c.Keep - 1, c.Keep, c.Keep + 5*366} {
		if _, err := ask(casework.Command{Actor: head}, until, "案件在诉讼中。"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("to %s: %v", until, err)
		}
	}
	got, err := ask(casework.Command{Actor: head}, c.Keep+10, "案件在诉讼中。")
	if err != nil || got.Keep != c.Keep+10 {
		t.Errorf("%v %v", got.Keep, err)
	}
}
