// Package accountabilitystore lists accountability files. A row is written from the events of
// its file alone, in the unit of the act; [Store.Compare] makes it again. The officer's column
// serves one query only, that of the officer's own page; no count knows it.
package accountabilitystore

import (
	"context"
	"fmt"
	"strings"

	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// Store reads and writes rows of files.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// Project writes the row of a file after each of its acts.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, _ *casework.Event) error {
	if c == nil || c.Procedure != accountability.Name {
		return nil
	}
	return put(tx, c)
}

var columns = [...]string{"number", "officer", "unit", "state", "source", "cause", "ending", "measure", "lifted", "opened", "ongoing"}

// row is a file as its columns say it. What is only proposed is not counted.
func row(c *casework.Case) []any {
	f := accountability.FileOf(c)
	var v accountability.Ending
	if f.Ending != nil && f.Ending.Approved != "" {
		v = *f.Ending
	}
	return []any{c.Number, f.Officer, f.Of, string(c.State), f.Source, v.Cause, v.Kind, v.Measure, number(f.Lifted), int64(calendar.Builtin().DayOf(c.Opened)), number(c.IsOpen())}
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func put(tx *sqldb.Tx, c *casework.Case) error {
	_, err := tx.Exec(`insert into accountability_file (division, case_id, number, officer, unit, state, source, cause, ending, measure, lifted, opened, ongoing) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, case_id) do update set state = excluded.state, cause = excluded.cause, ending = excluded.ending, measure = excluded.measure, lifted = excluded.lifted, ongoing = excluded.ongoing`,
		append([]any{c.Division, int64(c.ID)}, row(c)...)...)
	if err != nil {
		return fmt.Errorf("accountabilitystore: %w", err)
	}
	return nil
}

// Files gives a page.
func (s *Store) Files(ctx context.Context, q accountability.Query) (accountability.Page, error) {
	where, args := []string{"division = ?"}, []any{q.Division}
	if q.Officer != "" {
		where, args = append(where, "officer = ?"), append(args, q.Officer)
	}
	if q.Open != nil {
		where, args = append(where, "ongoing = ?"), append(args, number(*q.Open))
	}
	if q.After != "" {
		at, err := sqldb.ReadPlace(q.After, 2)
		if err != nil {
			return accountability.Page{}, err
		}
		where, args = append(where, "(opened, case_id) < (?, ?)"), append(args, at[0], at[1])
	}
	n := sqldb.PageSize(q.Limit)
	rows, err := s.db.Query(ctx, `select case_id, number, unit, state, source, ending, lifted, opened from accountability_file where `+strings.Join(where, " and ")+` order by opened desc, case_id desc limit ?`, append(args, n+1)...)
	if err != nil {
		return accountability.Page{}, fmt.Errorf("accountabilitystore: %w", err)
	}
	defer rows.Close()
	var page accountability.Page
	last := ""
	for rows.Next() {
		l := accountability.Listed{Key: casework.Key{Division: q.Division}}
		var id, lifted, opened int64
		if err := rows.Scan(&id, &l.Number, &l.Of, &l.State, &l.Source, &l.Ending, &lifted, &opened); err != nil {
			return page, fmt.Errorf("accountabilitystore: %w", err)
		}
		if len(page.Files) == n {
			page.Next = last
			break
		}
		l.ID, l.Lifted, l.Opened = casework.ID(id), lifted == 1, calendar.Day(opened)
		page.Files = append(page.Files, l)
		last = sqldb.Place("", opened, id)
	}
	return page, rows.Err()
}

// Counts counts files by unit, cause, ending and measure.
func (s *Store) Counts(ctx context.Context, division, unit string, days calendar.Interval) ([]accountability.Count, error) {
	where, args := `division = ? and opened between ? and ?`, []any{division, int64(days.From), int64(days.To)}
	if unit != "" {
		where, args = where+` and unit = ?`, append(args, unit)
	}
	rows, err := s.db.Query(ctx, `select unit, cause, ending, measure, lifted, count(*) from accountability_file where `+where+` group by unit, cause, ending, measure, lifted order by unit, cause, ending, measure, lifted`, args...)
	if err != nil {
		return nil, fmt.Errorf("accountabilitystore: %w", err)
	}
	defer rows.Close()
	var all []accountability.Count
	for rows.Next() {
		var c accountability.Count
		var lifted int64
		if err := rows.Scan(&c.Unit, &c.Cause, &c.Ending, &c.Measure, &lifted, &c.N); err != nil {
			return nil, fmt.Errorf("accountabilitystore: %w", err)
		}
		c.Lifted = lifted == 1
		all = append(all, c)
	}
	return all, rows.Err()
}

// Difference is a column that is not what the events give.
type Difference struct{ What, Have, Want string }

// Compare makes the row of a file again and compares it.
func (s *Store) Compare(ctx context.Context, c *casework.Case) ([]Difference, error) {
	if c.Procedure != accountability.Name {
		return nil, nil
	}
	want := row(c)
	rows, err := s.db.Query(ctx, `select `+strings.Join(columns[:], ", ")+` from accountability_file where division = ? and case_id = ?`, c.Division, int64(c.ID))
	if err != nil {
		return nil, fmt.Errorf("accountabilitystore: %w", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return []Difference{{"file", "missing", "there"}}, rows.Err()
	}
	have, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range have {
		into[i] = &have[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, fmt.Errorf("accountabilitystore: %w", err)
	}
	var diff []Difference
	for i := range want {
		if h, w := text(have[i]), text(want[i]); h != w {
			if columns[i] == "officer" { // the file of who it is about stays out of reports
				h, w = "altered", "as the events give it"
			}
			diff = append(diff, Difference{columns[i], h, w})
		}
	}
	return diff, rows.Err()
}

func text(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}

// Rebuild writes the row of a file anew.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) error {
	if c.Procedure != accountability.Name {
		return nil
	}
	_, err := s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`delete from accountability_file where division = ? and case_id = ?`, c.Division, int64(c.ID)); err != nil {
			return err
		}
		return put(tx, c)
	}})
	return err
}
