package commitmentstore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/registers/commitment"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
)

// TestOnBothEngines: rows follow the acts, pages have every commitment once with the overdue
// first, counts add up, and an act decided on an older state writes nothing.
func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

func exercise(t *testing.T, dsn string) {
	ctx := t.Context()
	town := officertest.NewOn(t, dsn, func(*officertest.Town) {})
	today := func() calendar.Day { return calendar.Builtin().DayOf(town.Clock.Now()) }
	record := func(a commitment.Act, err error) {
		t.Helper()
		if err == nil {
			_, err = commitment.Record(ctx, town.Site.Engine, specimen.Head, a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	get := func(id string) commitment.Commitment {
		t.Helper()
		c, err := town.Promises.Commitment(ctx, specimen.Division, id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	ids := make([]string, 9)
	for i := range ids {
		id, err := commitment.NewID(ctx, town.Store, specimen.Division, today())
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = id
		record(commitment.Publish(specimen.Head, id, commitment.Terms{Kind: commitment.Public, Unit: "market", Sentence: fmt.Sprint("示例", i), Measure: "示例", Target: "示例", Evidence: "示例", Due: today() + calendar.Day(3+i%4)}, today()))
	}
	late, err := get(ids[0]).Withdraw(specimen.Head, "示例", today())
	if err != nil {
		t.Fatal(err)
	}
	record(get(ids[1]).Withdraw(specimen.Head, "做不到", today()))
	town.Clock.Advance(2 * 24 * time.Hour)
	report := commitment.Report{Claim: commitment.Delivered, Day: today(), Words: "示例", Link: "/supervision"}
	record(get(ids[0]).Deliver(specimen.Head, report, nil, nil, today()))
	if _, err := commitment.Record(ctx, town.Site.Engine, specimen.Head, late); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an act on an older state: %v", err)
	}
	record(get(ids[0]).Confirm(specimen.Supervisor, "看过", nil))
	record(get(ids[2]).Deliver(specimen.Head, report, nil, nil, today()))
	town.Clock.Advance(3 * 24 * time.Hour)
	if c := get(ids[0]); c.State != commitment.Settled || c.Outcome != commitment.Kept || len(c.Log) != 3 {
		t.Errorf("%+v", c)
	}
	seen := map[string]bool{}
	q := commitment.Query{Division: specimen.Division, Limit: 2}
	var last commitment.Commitment
	for {
		page, err := town.Promises.Commitments(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Rows {
			if seen[c.ID] {
				t.Errorf("%s twice", c.ID)
			}
			if last.ID != "" && (c.Running() && !last.Running() || c.Running() && last.Running() && c.Due < last.Due) {
				t.Errorf("%s (%v) after %s (%v)", c.ID, c.Due, last.ID, last.Due)
			}
			seen[c.ID], last = true, c
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(seen) != len(ids) {
		t.Errorf("%d of %d", len(seen), len(ids))
	}
	over, err := town.Promises.Commitments(ctx, commitment.Query{Division: specimen.Division, Overdue: true, Today: today()})
	if err != nil || len(over.Rows) == 0 || over.Next != "" {
		t.Fatal(over, err)
	}
	for _, c := range over.Rows {
		if !c.Overdue(today()) {
			t.Errorf("%s is not overdue", c.ID)
		}
	}
	counts, err := town.Promises.Counts(ctx, specimen.Division, today())
	if err != nil {
		t.Fatal(err)
	}
	tally := commitment.TallyOf(counts, "market")
	if tally.Taken != 1 || tally.Kept != 1 || tally.Waiting != 1 || tally.Overdue != int64(len(over.Rows)) || tally.Due+tally.Open+tally.Early+tally.Taken != int64(len(ids)) {
		t.Errorf("%+v", tally)
	}
	if _, err := town.Promises.Commitments(ctx, commitment.Query{Division: specimen.Division, After: "7.x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a cursor nobody gave: %v", err)
	}
	if _, err := town.Promises.Commitment(ctx, specimen.Division, "2026-999"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	rates(t, town)
}

// rates: the months of a problem come from what really happened.
func rates(t *testing.T, town *officertest.Town) {
	for range 3 {
		town.Do(officertest.Filing())
	}
	c := town.Do(officertest.Filing())
	town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "accept"})
	today := calendar.Builtin().DayOf(town.Clock.Now())
	first := commitment.Full(commitment.After(today), 1)
	got, err := town.Promises.Months(t.Context(), specimen.Division, "market", "correction", first)
	if err != nil || len(got) != 1 || got[0].N != 4 || got[0].K != 0 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := town.Promises.Months(t.Context(), specimen.Division, "market", "mood", first); err == nil {
		t.Error("a rate nobody knows")
	}
}
