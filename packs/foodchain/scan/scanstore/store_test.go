package scanstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/scan/scanstore"
)

const (
	division = "330599"
	box      = "https://id.gs1.org/01/09529999000026/21/B1"
	lot      = "https://id.gs1.org/01/09529999000019/10/A1"
)

var noon = time.Date(2026, 6, 12, 4, 0, 0, 0, time.UTC)

func open(t testing.TB, dsn string) (*sqldb.DB, *scanstore.Store) {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := db.MigrateFrom(ctx, scanstore.Migrations, "migrations", "foodchain_scan_version"); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(ctx, db, clock.Standing(noon))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return db, scanstore.New(db, w, division)
}

func engines(t *testing.T, run func(t *testing.T, db *sqldb.DB, s *scanstore.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		db, s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "scan.db"))
		run(t, db, s)
	})
	t.Run("postgres", func(t *testing.T) { db, s := open(t, testenv.Postgres(t)); run(t, db, s) })
}

func flush(t testing.TB, s *scanstore.Store) {
	t.Helper()
	if err := s.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func seen(t testing.TB, s *scanstore.Store, key string) scan.Seen {
	t.Helper()
	got, err := s.Seen(context.Background(), key, noon.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// What is counted is seen before and after it is written; a town moves a count and makes none.
func TestCounting(t *testing.T) {
	engines(t, func(t *testing.T, _ *sqldb.DB, s *scanstore.Store) {
		if got := seen(t, s, box); !got.Known || got.Times != 0 {
			t.Errorf("first %+v", got)
		}
		s.Add(box, noon)
		if got := seen(t, s, box); got.Times != 1 || !got.Last.Equal(noon) {
			t.Errorf("in memory %+v", got)
		}
		flush(t, s)
		s.Add(box, noon.Add(90*time.Minute))
		if got := seen(t, s, box); got.Times != 2 || !got.Last.Equal(noon.Add(time.Hour)) || !got.First.Equal(noon) {
			t.Errorf("both %+v", got)
		}
		later := scanstore.Hour(noon.Add(time.Hour))
		s.Tell(box, later, "east")
		s.Tell(box, later, "east") // there is one scan in that hour
		s.Tell(box, later+9, "east")
		s.Tell(lot, later, "east")
		flush(t, s)
		if got := seen(t, s, box); got.Times != 2 || got.Town != "east" || got.Copy != nil {
			t.Errorf("told %+v", got)
		}
		rows, err := s.Counts(context.Background(), box, 10)
		want := []scan.Count{{Key: box, Hour: later, Town: "east", N: 1}, {Key: box, Hour: later - 1, N: 1}}
		if err != nil || !slices.Equal(rows, want) {
			t.Errorf("rows %v, %v", rows, err)
		}
	})
}

// A code in three towns at once is found, kept, and listed for the regulator.
func TestCopiesAreListed(t *testing.T) {
	engines(t, func(t *testing.T, _ *sqldb.DB, s *scanstore.Store) {
		hour := scanstore.Hour(noon)
		for n, town := range []string{"east", "west", "north"} {
			s.Add(box, noon)
			s.Tell(box, hour, town)
			flush(t, s)
			if got := seen(t, s, box); (got.Copy != nil) != (n == 2) {
				t.Errorf("after %d towns: %+v", n+1, got)
			}
		}
		s.Pieces = func(context.Context, string) (int64, error) { return 2, nil }
		for range 41 {
			s.Add(lot, noon.Add(time.Hour))
		}
		flush(t, s)
		list, err := s.Copies(context.Background(), noon.Add(24*time.Hour), 0, "", 10)
		if err != nil || len(list) != 2 || list[0].Rule != "more_than_pieces" || list[1].Rule != "towns_at_once" || list[1].Times != 3 {
			t.Errorf("%+v %v", list, err)
		}
		next, err := s.Copies(context.Background(), noon.Add(24*time.Hour), scanstore.Hour(list[0].At), list[0].Key, 10)
		if err != nil || len(next) != 1 || next[0].Key != box {
			t.Errorf("next page %+v %v", next, err)
		}
	})
}

// A finding that the regulator takes back is gone from page and list, with its reason; what was
// scanned before raises it no more, and what is scanned afterwards may. Without a new sign it ends
// by itself after thirty days.
func TestFindingsEnd(t *testing.T) {
	engines(t, func(t *testing.T, _ *sqldb.DB, s *scanstore.Store) {
		raise := func(at time.Time) {
			t.Helper()
			for _, town := range []string{"east", "west", "north"} {
				s.Add(box, at)
				s.Tell(box, scanstore.Hour(at), town)
			}
			flush(t, s)
		}
		is := func(what string, at time.Time, flagged, cleared bool) {
			t.Helper()
			got, err := s.Seen(t.Context(), box, at)
			if err != nil || (got.Copy != nil) != flagged || (got.Cleared != nil) != cleared {
				t.Errorf("%s: %+v %v", what, got, err)
			}
			list, err := s.Copies(t.Context(), at, 0, "", 10)
			if err != nil || (len(list) == 1) != flagged {
				t.Errorf("%s: list %+v %v", what, list, err)
			}
		}
		raise(noon)
		is("found", noon, true, false)
		is("29 days on", noon.AddDate(0, 0, 29), true, false)
		is("31 days on", noon.AddDate(0, 0, 31), false, false)
		at := noon.Add(3 * time.Hour)
		d := scan.Dismissal{Key: box, Rule: "towns_at_once", Why: "on_display", Hour: scanstore.Hour(at)}
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		act := casework.Event{Kind: scan.Dismissed, Facts: casework.Facts{Data: data}}
		if _, err := scanstore.WriterOf(s).Write(t.Context(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error { return s.Project(tx, nil, &act) }}); err != nil {
			t.Fatal(err)
		}
		is("taken back", at, false, true)
		if got := seen(t, s, box); got.Cleared == nil || got.Cleared.Why.ZH != "摆在货架或展台上，人人都扫" {
			t.Errorf("%+v", got)
		}
		s.Add(box, at.Add(time.Hour))
		flush(t, s)
		is("scanned once more", at.Add(time.Hour), false, true)
		raise(at.Add(2 * time.Hour))
		is("found again", at.Add(2*time.Hour), true, false)
		for want, acts := range map[int][]casework.Event{0: {act}, 1: nil} {
			differs, err := s.Check(t.Context(), division, func(_ context.Context, _, _ string, yield func(casework.Event) error) error {
				for _, e := range acts {
					if err := yield(e); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil || len(differs) != want {
				t.Errorf("%d acts: %v %v", len(acts), differs, err)
			}
		}
	})
}

// Rows go after half a year; how often a code was scanned stays.
func TestForget(t *testing.T) {
	engines(t, func(t *testing.T, _ *sqldb.DB, s *scanstore.Store) {
		s.Add(box, noon.AddDate(0, 0, -200))
		s.Add(box, noon.AddDate(0, 0, -100))
		flush(t, s)
		if err := s.Forget(context.Background(), clock.Standing(noon)); err != nil {
			t.Fatal(err)
		}
		rows, err := s.Counts(context.Background(), box, 10)
		if err != nil || len(rows) != 1 {
			t.Errorf("%v %v", rows, err)
		}
		if got := seen(t, s, box); got.Times != 2 {
			t.Errorf("%+v", got)
		}
	})
}

// The tables have a code, hours, a town, a number and a rule, and no column for anything else.
func TestColumns(t *testing.T) {
	want := map[string][]string{"food_scan": {"key", "hour", "town", "n"}, "food_scan_sum": {"key", "n", "first_hour", "last_hour", "town", "rule", "found", "held"}, "food_scan_dismissal": {"key", "hour", "rule", "why"}}
	engines(t, func(t *testing.T, db *sqldb.DB, _ *scanstore.Store) {
		for table, columns := range want {
			rows, err := db.Query(context.Background(), "select * from "+table)
			if err != nil {
				t.Fatal(err)
			}
			got, err := rows.Columns()
			rows.Close()
			if err != nil || !slices.Equal(got, columns) {
				t.Errorf("%s has %v, %v", table, got, err)
			}
		}
	})
}

// Whatever is scanned and told in whatever order: every scan is counted once, no town makes one, a
// row holds an hour that was scanned in and a town that was told, and nothing is below one.
func TestRowsHoldCountsOnly(t *testing.T) {
	db, s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "scan.db"))
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		keys := []string{fmt.Sprintf("%s-%d", box, n), fmt.Sprintf("%s-%d", lot, n)}
		added, told := map[scan.Count]int64{}, map[scan.Count]int64{}
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			key := rapid.SampledFrom(keys).Draw(t, "key")
			at := noon.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "hour")) * time.Hour)
			switch rapid.IntRange(0, 3).Draw(t, "act") {
			case 0, 1:
				s.Add(key, at.Add(time.Duration(rapid.IntRange(0, 3599).Draw(t, "second"))*time.Second))
				added[scan.Count{Key: key, Hour: scanstore.Hour(at)}]++
			case 2:
				town := rapid.SampledFrom([]string{"east", "west", "north", "south"}).Draw(t, "town")
				s.Tell(key, scanstore.Hour(at), town)
				told[scan.Count{Key: key, Hour: scanstore.Hour(at), Town: town}]++
			default:
				if err := s.Flush(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.Flush(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			rows, err := s.Counts(context.Background(), key, 1000)
			if err != nil {
				t.Fatal(err)
			}
			hours, all := map[int64]int64{}, int64(0)
			for _, r := range rows {
				hours[r.Hour] += r.N
				all += r.N
				if r.N < 1 || r.Town != "" && r.N > told[scan.Count{Key: key, Hour: r.Hour, Town: r.Town}] {
					t.Errorf("row %+v", r)
				}
			}
			for hour, n := range hours {
				if n != added[scan.Count{Key: key, Hour: hour}] {
					t.Errorf("hour %d: %d, scanned %d", hour, n, added[scan.Count{Key: key, Hour: hour}])
				}
			}
			got, err := s.Seen(context.Background(), key, noon.Add(24*time.Hour))
			if err != nil || got.Times != all {
				t.Errorf("sum %d, rows %d, %v", got.Times, all, err)
			}
		}
	})
	var other int
	if err := db.QueryRow(context.Background(), "select count(*) from food_scan where key not like ? or town not in ('', 'east', 'west', 'north', 'south')", "https://id.gs1.org/%").Scan(&other); err != nil || other != 0 {
		t.Errorf("%d rows hold something else, %v", other, err)
	}
}

// A flood of codes does not fill the memory, and what cannot be written is kept for the next try.
func TestFlood(t *testing.T) {
	db, s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "scan.db"))
	for n := range 30_000 {
		s.Add(fmt.Sprintf("%s%d", box, n), noon)
	}
	flush(t, s)
	var n int
	if err := db.QueryRow(context.Background(), "select count(*) from food_scan").Scan(&n); err != nil || n != 20_000 {
		t.Errorf("%d rows, %v", n, err)
	}
	readOnly := scanstore.New(db, nil, division)
	readOnly.Add(box, noon)
	if err := readOnly.Flush(context.Background()); err == nil || !strings.Contains(err.Error(), "reading only") {
		t.Error("a store without a writer wrote")
	}
}
