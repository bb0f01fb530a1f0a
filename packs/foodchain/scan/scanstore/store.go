// Package scanstore counts scans in SQL, on SQLite and on PostgreSQL.
//
//	page shown ─▶ Add (memory) ─▶ every few seconds one unit of the writer ─▶ food_scan, food_scan_sum
//	town told  ─▶ Tell ──────────▶ one count of that hour moves from "not told" to the town
//
// A row is a code, an hour, a town and a number: who scanned, from where and with what is nowhere,
// not in memory either. Counts are no acts and stand in no ledger; what a crash takes is a few
// seconds of counting. Rows go after half a year, sums stay.
package scanstore

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/scan"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store counts. One a database and process.
type Store struct {
	db       *sqldb.DB
	w        *sqldb.Writer
	division string
	Pieces   func(ctx context.Context, key string) (int64, error) // stated of a lot; nil: unknown

	mu      sync.Mutex
	waiting map[string]map[int64]int64 // by code and hour
	size    int                        // entries of waiting
	told    []scan.Count
}

// New makes the store; without a writer it only reads.
func New(db *sqldb.DB, w *sqldb.Writer, division string) *Store {
	return &Store{db: db, w: w, division: division, waiting: map[string]map[int64]int64{}}
}

// Hour is the hour of an instant.
func Hour(t time.Time) int64 { return t.Unix() / 3600 }

// Limits of what waits in memory and of what is kept.
const (
	mostWaiting = 20_000
	keptHours   = 183 * 24
	every       = 5 * time.Second
)

// Add counts a page that was shown. It does not wait for the disk. Beyond what memory may hold it
// counts nothing more until the next writing.
func (s *Store) Add(key string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(key, Hour(at), 1)
}

func (s *Store) add(key string, hour, n int64) {
	hours := s.waiting[key]
	if hours[hour] == 0 {
		if s.size >= mostWaiting {
			return
		}
		if hours == nil {
			hours = map[int64]int64{}
			s.waiting[key] = hours
		}
		s.size++
	}
	hours[hour] += n
}

// Tell says in which town one of the scans of an hour was. It moves a count and adds none, so that
// nobody makes scans by telling towns.
func (s *Store) Tell(key string, hour int64, town string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.told) < mostWaiting {
		s.told = append(s.told, scan.Count{Key: key, Hour: hour, Town: town, N: 1})
	}
}

// Run writes what has collected until ctx ends, then the rest.
func (s *Store) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
		if err := s.Flush(context.WithoutCancel(ctx)); err != nil {
			log.Error("scans not counted", "error", err)
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// Flush writes what has collected. What cannot be written stays and is tried again.
func (s *Store) Flush(ctx context.Context) error {
	s.mu.Lock()
	waiting, told := s.waiting, s.told
	s.waiting, s.told, s.size = map[string]map[int64]int64{}, nil, 0
	s.mu.Unlock()
	if len(waiting)+len(told) == 0 {
		return nil
	}
	if s.w == nil {
		return errors.New("scanstore: opened for reading only")
	}
	var list []scan.Count
	for key, hours := range waiting {
		for hour, n := range hours {
			list = append(list, scan.Count{Key: key, Hour: hour, N: n})
		}
	}
	slices.SortFunc(list, func(a, b scan.Count) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Hour, b.Hour)) })
	pieces := map[string]int64{}
	for _, c := range append(slices.Clone(list), told...) {
		if _, known := pieces[c.Key]; !known && s.Pieces != nil {
			n, err := s.Pieces(ctx, c.Key)
			if err != nil {
				return s.again(list, told, err)
			}
			pieces[c.Key] = n
		}
	}
	if _, err := s.w.Write(ctx, sqldb.Unit{Division: s.division, Run: func(tx *sqldb.Tx) error { return write(tx, list, told, pieces) }}); err != nil {
		return s.again(list, told, err)
	}
	return nil
}

// again puts back what could not be written.
func (s *Store) again(list, told []scan.Count, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range list {
		s.add(c.Key, c.Hour, c.N)
	}
	s.told = append(told, s.told...)
	return fmt.Errorf("scanstore: %w", err)
}

func write(tx *sqldb.Tx, list, told []scan.Count, pieces map[string]int64) error {
	touched := map[string]int64{} // key, and its last hour
	add := func(c scan.Count) error {
		_, err := tx.Exec("insert into food_scan (key, hour, town, n) values (?, ?, ?, ?) on conflict (key, hour, town) do update set n = food_scan.n + excluded.n", c.Key, c.Hour, c.Town, c.N)
		return err
	}
	for _, c := range list {
		if err := add(c); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into food_scan_sum (key, n, first_hour, last_hour, town, rule, found) values (?, ?, ?, ?, '', '', 0)
			on conflict (key) do update set n = food_scan_sum.n + excluded.n, town = case when excluded.last_hour > food_scan_sum.last_hour then '' else food_scan_sum.town end,
			first_hour = case when excluded.first_hour < food_scan_sum.first_hour then excluded.first_hour else food_scan_sum.first_hour end,
			last_hour = case when excluded.last_hour > food_scan_sum.last_hour then excluded.last_hour else food_scan_sum.last_hour end`, c.Key, c.N, c.Hour, c.Hour); err != nil {
			return err
		}
		touched[c.Key] = max(touched[c.Key], c.Hour)
	}
	for _, c := range told {
		moved, err := tx.Exec("update food_scan set n = n - 1 where key = ? and hour = ? and town = '' and n > 0", c.Key, c.Hour)
		if err != nil {
			return err
		}
		n, err := moved.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			continue // nothing of that hour is left to tell of
		}
		if err := add(c); err != nil {
			return err
		}
		if _, err := tx.Exec("delete from food_scan where key = ? and hour = ? and town = '' and n = 0", c.Key, c.Hour); err != nil {
			return err
		}
		if _, err := tx.Exec("update food_scan_sum set town = ? where key = ? and last_hour <= ?", c.Town, c.Key, c.Hour); err != nil {
			return err
		}
		touched[c.Key] = max(touched[c.Key], c.Hour)
	}
	for key, hour := range touched {
		if err := judge(tx, key, hour, pieces[key]); err != nil {
			return err
		}
	}
	return nil
}

// judge looks whether the code may be a copied one. A finding keeps the hour in which it was made
// while it stands; scans that the regulator has looked at raise nothing.
func judge(tx *sqldb.Tx, key string, hour, pieces int64) error {
	var cleared int64
	if err := tx.QueryRow("select hour from food_scan_dismissal where key = ?", key).Scan(&cleared); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	counts, err := read(tx.Query("select key, hour, town, n from food_scan where key = ? and hour > ? order by hour, town", key, max(hour-scan.Longest, cleared)))
	if err != nil {
		return err
	}
	found := scan.FindCopy(counts, scan.Unique(key), pieces)
	if found == nil {
		return nil
	}
	if _, err := tx.Exec("update food_scan_sum set rule = ?, found = ? where key = ? and (rule = '' or held <= ? or held < ?)", found.Rule, hour, key, cleared, hour-scan.FlagHours); err != nil {
		return err
	}
	_, err = tx.Exec("update food_scan_sum set held = ? where key = ? and held < ?", hour, key, hour)
	return err
}

func read(rows *sql.Rows, err error) (list []scan.Count, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c scan.Count
		if err := rows.Scan(&c.Key, &c.Hour, &c.Town, &c.N); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// Seen implements scan.Counts: what was counted before, here and on disk.
func (s *Store) Seen(ctx context.Context, key string, at time.Time) (scan.Seen, error) {
	seen := scan.Seen{Known: true}
	var first, last, held, cleared int64
	var rule, why string
	err := s.db.QueryRow(ctx, `select s.n, s.first_hour, s.last_hour, s.town, s.rule, s.held, coalesce(d.hour, 0), coalesce(d.why, '')
		from food_scan_sum s left join food_scan_dismissal d on d.key = s.key where s.key = ?`, key).Scan(&seen.Times, &first, &last, &seen.Town, &rule, &held, &cleared, &why)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return scan.Seen{}, fmt.Errorf("scanstore: %w", err)
	}
	s.mu.Lock()
	for hour, n := range s.waiting[key] {
		seen.Times += n
		if hour > last {
			last, seen.Town = hour, ""
		}
		if first == 0 || hour < first {
			first = hour
		}
	}
	s.mu.Unlock()
	if seen.Times > 0 {
		seen.First, seen.Last = time.Unix(first*3600, 0).UTC(), time.Unix(last*3600, 0).UTC()
	}
	switch oldest := Hour(at) - scan.FlagHours; {
	case rule != "" && held > cleared && held >= oldest:
		seen.Copy = scan.CopyOf(rule)
	case cleared > 0 && cleared >= oldest:
		says, _ := scan.ReasonText(why)
		seen.Cleared = &scan.Cleared{At: time.Unix(cleared*3600, 0).UTC(), Why: says}
	}
	return seen, nil
}

// Copies lists codes that may have been copied by findings that stand at an instant, the latest
// first, before an hour and key.
func (s *Store) Copies(ctx context.Context, at time.Time, before int64, key string, most int) (list []scan.Found, err error) {
	if before == 0 {
		before = 1 << 40
	}
	rows, err := s.db.Query(ctx, `select s.key, s.rule, s.found, s.n, s.last_hour from food_scan_sum s left join food_scan_dismissal d on d.key = s.key
		where s.rule <> '' and s.held >= ? and s.held > coalesce(d.hour, 0) and (s.found < ? or s.found = ? and s.key > ?) order by s.found desc, s.key limit ?`, Hour(at)-scan.FlagHours, before, before, key, most)
	if err != nil {
		return nil, fmt.Errorf("scanstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var f scan.Found
		var found, last int64
		if err := rows.Scan(&f.Key, &f.Rule, &found, &f.Times, &last); err != nil {
			return nil, err
		}
		f.At, f.Last = time.Unix(found*3600, 0).UTC(), time.Unix(last*3600, 0).UTC()
		list = append(list, f)
	}
	return list, rows.Err()
}

// Counts gives the rows of one code, the latest first.
func (s *Store) Counts(ctx context.Context, key string, most int) ([]scan.Count, error) {
	return read(s.db.Query(ctx, "select key, hour, town, n from food_scan where key = ? order by hour desc, town limit ?", key, most))
}

// Forget deletes rows older than half a year; the sum of each code stays.
func (s *Store) Forget(ctx context.Context, c clock.Clock) error {
	if s.w == nil {
		return errors.New("scanstore: opened for reading only")
	}
	_, err := s.w.Write(ctx, sqldb.Unit{Division: s.division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec("delete from food_scan where hour < ?", Hour(c.Now())-keptHours)
		return err
	}})
	if err != nil {
		return fmt.Errorf("scanstore: %w", err)
	}
	return nil
}
