package simtown

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/org"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
)

// world is an engine over an empty SQLite database with the county's items published.
func world(t testing.TB, c Config) (*casework.Engine, *casestore.Store, *clock.Moved) {
	t.Helper()
	return worldOn(t, c, "sqlite:"+filepath.Join(t.TempDir(), "county.db"))
}

func worldOn(t testing.TB, c Config, dsn string) (*casework.Engine, *casestore.Store, *clock.Moved) {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
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
	staff, err := org.NewDirectory(County().Org)
	if err != nil {
		t.Fatal(err)
	}
	p := licensing.Rules{Numbers: store}.Procedure()
	if err := e.Register(p.With(rectification.Duties(rating.Rows(append(p.Finals(), licensing.Checking)))...), rectification.Rules{Free: rectification.FreeOf(staff.Staff)}.Procedure()); err != nil {
		t.Fatal(err)
	}
	return e, store, clk
}

func grown(t testing.TB, c Config) (*casework.Engine, *casestore.Store, *clock.Moved) {
	t.Helper()
	e, s, clk := world(t, c)
	start := clock.System.Now()
	if err := Grow(context.Background(), c, e, clk, nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases grew in %v", c.filled().Cases, clock.System.Now().Sub(start))
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

// TestBothEngines: the history does not hang on the database.
func TestBothEngines(t *testing.T) {
	c := SmallConfig(5, 60)
	e, s, clk := worldOn(t, c, testenv.Postgres(t))
	if err := Small(context.Background(), 5, 60, e, clk); err != nil {
		t.Fatal(err)
	}
	_, lite, _ := grown(t, c)
	one, err := Digest(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := Digest(context.Background(), lite); err != nil || one != two {
		t.Errorf("PostgreSQL and SQLite differ: %s, %s, %v", one, two, err)
	}
}

func TestGrowSaysWhatItNeeds(t *testing.T) {
	c := SmallConfig(1, 5)
	e, _, clk := world(t, c)
	late := clock.Standing(c.Begin(e.Calendar()).AddDate(0, 0, 3))
	if err := Grow(context.Background(), c, e, late, nil); err == nil {
		t.Error("a clock beyond the beginning was taken")
	}
	bare := *e
	bare.Catalogue = NewShelf(nil)
	if err := Grow(context.Background(), c, &bare, clk, nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no item is published: %v", err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Grow(done, c, e, clk, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestAnyEndDate: holidays, a year nobody has announced, a leap day.
func TestAnyEndDate(t *testing.T) {
	for _, end := range []calendar.Day{calendar.Date(2026, time.February, 17), calendar.Date(2026, time.October, 3), calendar.Date(2027, time.January, 20), calendar.Date(2028, time.February, 29)} {
		_, s, _ := grown(t, Config{Seed: uint64(end), End: end, Days: 30, Cases: 40})
		if n := len(outbox(t, s)); n < 200 {
			t.Errorf("%v: only %d events", end, n)
		}
	}
}

func TestProgress(t *testing.T) {
	c := SmallConfig(2, 30)
	e, _, clk := world(t, c)
	last := 0
	err := Grow(context.Background(), c, e, clk, func(done, total int) {
		if done < last || total != 30 {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		last = done
	})
	if err != nil || last != 30 {
		t.Errorf("%d of 30 filed: %v", last, err)
	}
	if end := c.stop(e.Calendar()); !clk.Now().Equal(end) {
		t.Errorf("the clock shows %v, the history ends at %v", clk.Now(), end)
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
		if ev.Case != 0 {
			cases[ev.Case] = append(cases[ev.Case], ev)
		}
	}
	t.Logf("%d events, %.1f a case: %v", len(events), float64(len(events))/float64(c.Cases), kinds)
	for _, kind := range []string{"received", "accepted", "accepted_tolerantly", "deemed_accepted", "correction_requested", "corrections_submitted", "corrected_on_spot",
		"deemed_withdrawn", "attempt_refused", "tolerated_supplied", "paused", "resumed", "extension_requested", "extended", "extension_rejected", "hearing_offered", "hearing_requested",
		"hearing_scheduled", "hearing_recorded", "hearing_lapsed", "granted", "denied", "refused", "returned", "withdrawn", "delivered", "deemed_renewed", "undertaking_checked",
		"due_soon", "limit_overrun", "task_taken", "task_finished", "task_sent_back", "task_referred", "visit_counted", "note_added", "acceptance_revoked", "rated", "rated_again",
		"inspectors_named", "inspection_recorded", "notice_published", "notice_ended", "licence_confirmed", "hearing_announced",
		"commitment_published", "commitment_changed", "commitment_reported", "commitment_confirmed", "commitment_disputed", "commitment_withdrawn", "list_published"} {
		if kinds[kind] == 0 {
			t.Errorf("no event %s", kind)
		}
	}
	for _, code := range []string{"visit_counted/guide_wrong", "visit_counted/our_fault", "visit_counted/collect", "attempt_refused/one_correction_list:request_correction",
		"attempt_refused/special_procedure_allowed:pause", "limit_overrun/promised", "undertaking_checked/rectified", "rated/very_satisfied", "rated/satisfied", "rated/basically_satisfied", "rated/dissatisfied", "rated/very_dissatisfied"} {
		if codes[code] == 0 {
			t.Errorf("no %s", code)
		}
	}
	granted := map[string]bool{}
	for _, story := range cases {
		for _, ev := range story {
			granted[story[0].Facts.Open.Item.Slug] = granted[story[0].Facts.Open.Item.Slug] || ev.Kind == "granted" || ev.Kind == "deemed_renewed"
		}
	}
	for _, it := range County().Items {
		if !granted[it.Slug] {
			t.Errorf("nobody was granted %s", it.Slug)
		}
	}
	demoPeopleHaveWork(t, e, cases)
	demoStaffHaveWork(t, e, cases)
	hallIsShutOnHolidays(t, e, events)
	invariants(t, e, cases)
	somethingGoesOn(t, e, s, clk)
}

// demoPeopleHaveWork: whoever clicks on the demo bar finds open cases and one to correct.
func demoPeopleHaveWork(t *testing.T, e *casework.Engine, cases map[casework.ID][]casework.Event) {
	p, err := e.Procedure(licensing.Name, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range demoPeople() {
		open, correcting, total := 0, 0, 0
		for _, story := range cases {
			if story[0].Facts.Open.Party != who.Party {
				continue
			}
			c, err := casework.Fold(p, story)
			if err != nil {
				t.Fatal(err)
			}
			total++
			if c.IsOpen() {
				open++
			}
			if c.State == licensing.Correcting {
				correcting++
			}
		}
		if open < 2 || correcting == 0 || total < 5 {
			t.Errorf("%s has %d cases, %d open, %d to correct", who.Key, total, open, correcting)
		}
	}
}

// demoStaffHaveWork: the officer of the demo bar has cases in hand, the head something to
// approve and something to decide.
func demoStaffHaveWork(t *testing.T, e *casework.Engine, cases map[casework.ID][]casework.Event) {
	p, err := e.Procedure(licensing.Name, 0)
	if err != nil {
		t.Fatal(err)
	}
	inHand, asked, opposed := 0, 0, 0
	for _, story := range cases {
		c, err := casework.Fold(p, story)
		if err != nil {
			t.Fatal(err)
		}
		if c.Unit != demoUnit || !c.IsOpen() {
			continue
		}
		if x := licensing.FileOf(c).Extension; x != nil && !x.Approved && !x.Rejected {
			asked++
		}
		for _, k := range c.Tasks {
			if k.State == casework.Taken && k.Officer == demoOfficer {
				inHand++
			}
			if k.State == casework.Done && k.Outcome == "disagree" {
				opposed++
			}
		}
	}
	if inHand < inHandAtEnd || asked < askedAtEnd || opposed == 0 {
		t.Errorf("the officer holds %d tasks, the head has %d extensions and %d disagreements before him", inHand, asked, opposed)
	}
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
