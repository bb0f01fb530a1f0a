package simtown

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
)

// world is an engine over an empty SQLite database with the county's items published.
func world(t testing.TB, c Config) (*casework.Engine, *casestore.Store, *clock.Moved) {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "county.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	cal := calendar.Builtin()
	clk := clock.Standing(c.Begin(cal))
	w, err := sqldb.NewWriter(ctx, db, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	store := casestore.New(db, w)
	items, err := County().Publish(cal, cal.DayOf(c.Begin(cal)))
	if err != nil {
		t.Fatal(err)
	}
	e := &casework.Engine{Clock: clk, Calendar: calendar.Builtin, Catalogue: NewShelf(items), Store: store, Writer: store}
	if err := e.Register(licensing.Procedure()); err != nil {
		t.Fatal(err)
	}
	return e, store, clk
}

func grown(t testing.TB, c Config) (*casework.Engine, *casestore.Store, *clock.Moved) {
	t.Helper()
	e, s, clk := world(t, c)
	start := time.Now()
	if err := Grow(context.Background(), c, e, clk, nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases grew in %v", c.filled().Cases, time.Since(start))
	return e, s, clk
}

func outbox(t testing.TB, s *casestore.Store) []casework.Event {
	t.Helper()
	var all []casework.Event
	for {
		events, err := s.After(context.Background(), Division, int64(len(all)), 5000)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			return all
		}
		all = append(all, events...)
	}
}

func TestSameSeedSameCounty(t *testing.T) {
	digest := func(seed uint64) string {
		_, s, _ := grown(t, SmallConfig(seed, 200))
		d, err := Digest(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	one, again, other := digest(7), digest(7), digest(8)
	if one != again {
		t.Errorf("one seed gave two counties: %s and %s", one, again)
	}
	if one == other {
		t.Errorf("two seeds gave one county")
	}
}

// TestPhenomena grows a county large enough that everything promised happens in it.
func TestPhenomena(t *testing.T) {
	c := Config{Seed: 3, End: calendar.Date(2026, time.June, 12), Days: 90, Cases: 1500}
	e, s, clk := grown(t, c)
	events := outbox(t, s)
	kinds, codes := map[string]int{}, map[string]int{}
	cases := map[casework.ID][]casework.Event{}
	for _, ev := range events {
		kinds[ev.Kind]++
		if ev.Facts.Code != "" {
			codes[ev.Kind+"/"+ev.Facts.Code]++
		}
		if ev.At.After(ev.Recorded) || ev.Effective.After(ev.At) {
			t.Fatalf("event %d: at %v, effective %v, recorded %v", ev.N, ev.At, ev.Effective, ev.Recorded)
		}
		cases[ev.Case] = append(cases[ev.Case], ev)
	}
	t.Logf("%d events, %.1f a case: %v", len(events), float64(len(events))/float64(c.Cases), kinds)
	for _, kind := range []string{"received", "accepted", "accepted_tolerantly", "deemed_accepted", "correction_requested", "corrections_submitted", "corrected_on_spot",
		"deemed_withdrawn", "attempt_refused", "tolerated_supplied", "paused", "resumed", "extension_requested", "extended", "extension_rejected", "hearing_offered", "hearing_requested",
		"hearing_scheduled", "hearing_recorded", "hearing_lapsed", "granted", "denied", "refused", "returned", "withdrawn", "delivered", "deemed_renewed", "undertaking_checked",
		"due_soon", "limit_overrun", "task_taken", "task_finished", "task_sent_back", "task_referred", "visit_counted", "note_added", "acceptance_revoked"} {
		if kinds[kind] == 0 {
			t.Errorf("no event %s", kind)
		}
	}
	for _, code := range []string{"visit_counted/guide_wrong", "visit_counted/our_fault", "visit_counted/collect", "attempt_refused/one_correction_list:request_correction",
		"attempt_refused/special_procedure_allowed:pause", "limit_overrun/promised", "undertaking_checked/rectified"} {
		if codes[code] == 0 {
			t.Errorf("no %s", code)
		}
	}
	hallIsShutOnHolidays(t, e, events)
	invariants(t, e, cases)
	somethingGoesOn(t, e, s, clk)
}

func hallIsShutOnHolidays(t *testing.T, e *casework.Engine, events []casework.Event) {
	cal := e.Calendar()
	night := 0
	for _, ev := range events {
		if o := ev.Facts.Open; o != nil {
			if o.Channel == "window" && !cal.IsWorkday(cal.DayOf(ev.At)) {
				t.Errorf("a case was filed at a window on %v", cal.DayOf(ev.At))
			}
			if h := ev.At.In(cal.Zone()).Hour(); o.Channel != "window" && (h >= 19 || h < 7) {
				night++
			}
		}
		if ev.By.Role == "officer" && !cal.IsWorkday(cal.DayOf(ev.At)) {
			t.Errorf("%s by an officer on %v", ev.Kind, cal.DayOf(ev.At))
		}
	}
	if night == 0 {
		t.Error("nobody files in the evening")
	}
}

func invariants(t *testing.T, e *casework.Engine, cases map[casework.ID][]casework.Event) {
	for id, events := range cases {
		p, err := e.Procedure(licensing.Name, 0)
		if err != nil {
			t.Fatal(err)
		}
		c, err := casework.Fold(p, events)
		if err != nil {
			t.Fatalf("case %s: %v", id, err)
		}
		if f := licensing.FileOf(c); f.Lists > 1 {
			t.Errorf("case %s has %d correction lists", c.Number, f.Lists)
		}
		if k, ok := c.Clock("promised"); ok && !c.IsOpen() && k.State != limit.Met && k.State != limit.Missed && k.State != limit.Void {
			t.Errorf("case %s is closed and its promised clock %s", c.Number, k.State)
		}
		if !c.IsOpen() && len(c.OpenTasks()) > 0 {
			t.Errorf("case %s is closed and has open tasks", c.Number)
		}
		seen := map[int64]bool{}
		for _, ev := range events {
			if seen[ev.Seq] {
				t.Errorf("case %s: event %d twice", c.Number, ev.Seq)
			}
			seen[ev.Seq] = true
			if ev.Kind != "deemed_accepted" {
				continue
			}
			received := slices.IndexFunc(events, func(x casework.Event) bool {
				return (x.Kind == "received" || x.Kind == "corrections_submitted") && x.Effective.Equal(ev.Effective)
			})
			if received < 0 || !c.Accepted.Equal(ev.Effective) {
				t.Errorf("case %s counts as accepted from %v, received %v", c.Number, ev.Effective, c.Opened)
			}
		}
	}
}

// somethingGoesOn: the county is amid its work when the history ends.
func somethingGoesOn(t *testing.T, e *casework.Engine, s *casestore.Store, clk *clock.Moved) {
	open := true
	late, today, soon, paused, total := 0, 0, 0, 0, 0
	cal := e.Calendar()
	q := casework.Query{Division: Division, Open: &open, Order: casework.ByUrgency, Limit: 100}
	for {
		page, err := s.Cases(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			total++
			switch day := cal.DayOf(r.NextDue.Add(-time.Microsecond)); {
			case r.Late:
				late++
			case r.Paused:
				paused++
			case r.NextDue.IsZero():
			case day == cal.DayOf(clk.Now()):
				today++
			case cal.WorkdaysBetween(cal.DayOf(clk.Now()), day) == 1:
				soon++
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	t.Logf("open at the end: %d, late %d, due today %d, next working day %d, paused %d", total, late, today, soon, paused)
	if total == 0 || late == 0 || today == 0 || soon == 0 || paused == 0 {
		t.Error("the demonstration would show no life")
	}
	if due, err := s.Due(context.Background(), Division, clk.Now(), 10); err != nil || len(due) > 0 {
		t.Errorf("the sweeper has left clocks: %v %v", due, err)
	}
}
