package supervisestore_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/supervise"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
)

// TestOnBothEngines: rows follow the events, pages have every card once, counts keep what was
// withdrawn, the public waits for the reply, and a lost or altered row is found and made again.
func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

func exercise(t *testing.T, dsn string) {
	ctx := t.Context()
	town := officertest.NewOn(t, dsn, func(*officertest.Town) {})
	ids := make([]casework.ID, 0, 7)
	for range 7 {
		ids = append(ids, town.Do(officertest.Filing()).ID)
	}
	town.Clock.Advance(8 * 24 * time.Hour)
	if _, err := town.Site.Engine.Sweep(ctx, specimen.Division); err != nil {
		t.Fatal(err)
	}
	const silence = "Y3-2-market"
	town.Do(casework.Command{Actor: specimen.Head, Case: ids[0], Verb: "explain_card", Reason: "示例", Input: &supervise.CardInput{Card: silence}})
	town.Do(casework.Command{Actor: specimen.Supervisor, Case: ids[0], Verb: "withdraw_card", Reason: "示例", Input: &supervise.CardInput{Card: silence}})
	all, err := town.Cards.All(ctx, specimen.Division)
	if err != nil {
		t.Fatal(err)
	}
	var want []supervise.Card
	for _, id := range ids {
		cards, err := supervise.Cards(town.Load(id).Events, supervise.NewCalendars())
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, cards...)
	}
	supervise.Sort(want)
	var have, wanted bytes.Buffer
	if supervise.Write(&have, all) != nil || supervise.Write(&wanted, want) != nil || have.String() != wanted.String() || len(all) < 7 {
		t.Fatalf("%s\n%s", have.String(), wanted.String())
	}
	var seen []string
	q := supervise.Query{Division: specimen.Division, Limit: 2}
	for {
		page, err := town.Cards.List(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Cards {
			seen = append(seen, c.Key.ID.String()+c.ID)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	slices.Sort(seen)
	if len(seen) != len(all) || len(slices.Compact(seen)) != len(all) {
		t.Errorf("%d cards on the pages, there are %d", len(seen), len(all))
	}
	if _, err := town.Cards.List(ctx, supervise.Query{Division: specimen.Division, After: "x"}); err == nil {
		t.Error("a cursor that is none was taken")
	}
	now, sum := town.Clock.Now(), func(public bool, at time.Time) (n, withdrawn int64) {
		counts, err := town.Cards.Counts(ctx, specimen.Division, at.AddDate(0, 0, -90), at, public)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counts {
			n += c.N
			if c.State == supervise.Withdrawn {
				withdrawn += c.N
			}
		}
		return n, withdrawn
	}
	asking := int64(0)
	for _, c := range all {
		if c.Colour != supervise.Blue {
			asking++
		}
	}
	if n, w := sum(false, now); n != asking || w != 1 {
		t.Errorf("%d counted, %d withdrawn; there are %d", n, w, asking)
	}
	if n, w := sum(true, now); n != 1 || w != 1 {
		t.Errorf("in public %d, %d withdrawn: only one was answered", n, w)
	}
	if n, _ := sum(true, now.Add(7*24*time.Hour)); n != asking {
		t.Errorf("in public after the time for replies: %d of %d", n, asking)
	}
	// Those that may still be explained and those that were not in time stand apart, in lists and counts.
	for name, at := range map[string]time.Time{"now": now, "after the time for replies": now.Add(7 * 24 * time.Hour)} {
		counts, err := town.Cards.Counts(ctx, specimen.Division, now.AddDate(0, 0, -90), at, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []supervise.State{supervise.Opened, supervise.Late} {
			page, err := town.Cards.List(ctx, supervise.Query{Division: specimen.Division, State: s, Now: at, Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			n := int64(0)
			for _, c := range counts {
				if c.State == s {
					n += c.N
				}
			}
			for _, c := range page.Cards {
				if c.State != supervise.Opened || c.Expired(at) != (s == supervise.Late) {
					t.Errorf("%s: %s stands among %s", name, c.ID, s)
				}
			}
			if n != int64(len(page.Cards)) || (n > 0) != (s == supervise.Late == (name != "now")) {
				t.Errorf("%s: %d counted as %s, %d listed", name, n, s, len(page.Cards))
			}
		}
	}
	if diff, err := town.Cards.Compare(ctx, town.Load(ids[1])); err != nil || len(diff) > 0 {
		t.Errorf("%v %v", diff, err)
	}
	other := *town.Load(ids[1])
	other.ID = 4242
	if diff, err := town.Cards.Compare(ctx, &other); err != nil || len(diff) == 0 || diff[0].Have != "missing" {
		t.Errorf("rows that are missing: %v %v", diff, err)
	}
	if n, err := town.Cards.Rebuild(ctx, &other); err != nil || n == 0 {
		t.Errorf("made again: %d %v", n, err)
	}
	if diff, err := town.Cards.Compare(ctx, &other); err != nil || len(diff) > 0 {
		t.Errorf("after that: %v %v", diff, err)
	}
	bare := other
	bare.Events = other.Events[:1]
	if diff, err := town.Cards.Compare(ctx, &bare); err != nil || len(diff) == 0 || diff[0].Want != "missing" {
		t.Errorf("rows that should not be there: %v %v", diff, err)
	}
}
