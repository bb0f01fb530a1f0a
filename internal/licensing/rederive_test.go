package licensing_test

import (
	"context"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/limit"
)

// TestNewCalendar: a notice that comes later moves running limits, gives back a limit that
// was marked late too early, and leaves alone what has ended and what ends on a fixed date.
func TestNewCalendar(t *testing.T) {
	ctx := context.Background()
	b := newBed(t, false, nil)
	cal, _, err := calendar.Builtin().With(calendar.Notice{Year: 2027, Title: "invented for this test", Number: "test", Days: []calendar.NoticeDay{
		{Date: calendar.Date(2027, 1, 1), Name: "元旦", Off: true}, {Date: calendar.Date(2027, 1, 4), Name: "元旦", Off: true}}})
	if err != nil {
		t.Fatal(err)
	}
	b.clock.MoveTo(time.Date(2026, 12, 28, 1, 0, 0, 0, time.UTC))
	in := *complete
	in.Renews = &licensing.Renewal{Certificate: "LIC-2027-01-31", Expires: calendar.Date(2027, 1, 31)} // a Sunday
	id := b.must(b.filing(actors["citizen"], "renewal", &in)).ID
	c := b.must(casework.Command{Actor: actors["clerk"], Case: id, Verb: "accept"})
	expect := func(c *casework.Case, name string, state limit.State, due calendar.Day, provisional bool) {
		t.Helper()
		k, _ := c.Clock(name)
		if k.State != state || k.Due.Day != due || k.Due.Provisional != provisional {
			t.Errorf("%s is %s, due %s, provisional %v", name, k.State, k.Due.Day, k.Due.Provisional)
		}
	}
	expect(c, "promised", limit.Running, calendar.Date(2027, 1, 4), true)
	expect(c, "renewal", limit.Running, calendar.Date(2027, 1, 31), false)
	b.clock.MoveTo(time.Date(2027, 1, 5, 1, 0, 0, 0, time.UTC))
	if got, err := b.engine.Sweep(ctx, division); err != nil || got.Err != nil || got.Late != 1 {
		t.Fatalf("sweep: %+v %v", got, err)
	}
	b.engine.Calendar = func() *calendar.Calendar { return cal }
	c = b.must(casework.Command{Actor: actors["system"], Case: id, Verb: "rederive"})
	expect(c, "promised", limit.Running, calendar.Date(2027, 1, 6), false)
	expect(c, "renewal", limit.Running, calendar.Date(2027, 1, 31), false)
	expect(c, "notice", limit.Met, calendar.Date(2027, 1, 4), true)
	if diff, err := b.store.Compare(ctx, c.Key, b.engine.Procedure); err != nil || len(diff) > 0 {
		t.Error(err, diff)
	}
	b.clock.MoveTo(time.Date(2027, 1, 7, 1, 0, 0, 0, time.UTC))
	if got, err := b.engine.Sweep(ctx, division); err != nil || got.Err != nil || got.Late != 1 {
		t.Fatalf("sweep: %+v %v", got, err)
	}
}
