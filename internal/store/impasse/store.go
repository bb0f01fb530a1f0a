// Package impassestore lists what could not be got done, by item, unit and cause, and the class
// fixes. Its rows are written from events alone, inside the unit of the act;
// [Store.Compare] makes them again. A row names an item and a unit and no person.
package impassestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/impasse"
	"banjie/internal/sqldb"
)

// Store reads and writes the rows.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// table is one of the two, with its columns after the key.
type table struct {
	name    string
	columns []string
	row     func(*casework.Case) []any
}

var tables = map[string]table{
	impasse.Name: {"impasse", []string{"number", "item", "unit", "reason", "cause", "outcome", "said", "state", "fix", "opened", "closed"}, func(c *casework.Case) []any {
		f, fix := impasse.FileOf(c), ""
		if n := len(f.Fixes); n > 0 {
			fix = f.Fixes[n-1].Fix
		}
		outcome := f.Outcome
		if c.Result != "" {
			outcome = c.Result
		}
		return []any{c.Number, f.Item, unitOf(f), f.Reason, f.LikeCause(), outcome, f.Said, string(c.State), fix, clock.Micros(c.Opened), clock.Micros(c.Closed)}
	}},
	impasse.FixName: {"class_fix", []string{"number", "item", "cause", "state", "started_from", "version", "linked", "opened", "closed"}, func(c *casework.Case) []any {
		f := impasse.FixOf(c)
		return []any{c.Number, f.Item, f.Cause, string(c.State), int64(f.From), int64(f.Version), int64(len(f.Linked)), clock.Micros(c.Opened), clock.Micros(c.Closed)}
	}},
}

// unitOf is the unit that a report counts for: the one that has it, or where it was tried.
func unitOf(f *impasse.File) string {
	if len(f.Units) > 0 {
		return f.Units[0]
	}
	return f.Unit
}

// Project writes the row of the case after each act.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, _ *casework.Event) error {
	if c == nil {
		return nil
	}
	t, ok := tables[c.Procedure]
	if !ok {
		return nil
	}
	return t.put(tx, c)
}

func (t table) put(tx *sqldb.Tx, c *casework.Case) error {
	names, marks, sets := "division, case_id", "?, ?", ""
	for i, n := range t.columns {
		names, marks = names+", "+n, marks+", ?"
		if i > 0 {
			sets += ", "
		}
		sets += n + " = excluded." + n
	}
	if _, err := tx.Exec("insert into "+t.name+" ("+names+") values ("+marks+") on conflict (division, case_id) do update set "+sets,
		append([]any{c.Division, int64(c.ID)}, t.row(c)...)...); err != nil {
		return fmt.Errorf("impassestore: %w", err)
	}
	return nil
}

// Similar implements [impasse.Rules].
func (s *Store) Similar(ctx context.Context, division, item, cause string) ([]impasse.Linked, error) {
	rows, err := s.db.Query(ctx, `select case_id, number from impasse where division = ? and item = ? and cause = ? order by case_id limit ?`, division, item, cause, MostLinked)
	if err != nil {
		return nil, fmt.Errorf("impassestore: %w", err)
	}
	defer rows.Close()
	var all []impasse.Linked
	for rows.Next() {
		var id int64
		var l impasse.Linked
		if err := rows.Scan(&id, &l.Number); err != nil {
			return nil, fmt.Errorf("impassestore: %w", err)
		}
		l.ID = casework.ID(id)
		all = append(all, l)
	}
	return all, rows.Err()
}

// MostLinked bounds what one class fix tells in one transaction.
const MostLinked = 200

// Causes implements [impasse.Lists].
func (s *Store) Causes(ctx context.Context, division string, since time.Time) ([]impasse.CauseCount, error) {
	rows, err := s.db.Query(ctx, `select item, unit, cause, count(*), sum(case when closed = 0 then 1 else 0 end), sum(case when said = 'confirmed' then 1 else 0 end)
		from impasse where division = ? and opened >= ? group by item, unit, cause order by count(*) desc, item, unit, cause`, division, clock.Micros(since))
	if err != nil {
		return nil, fmt.Errorf("impassestore: %w", err)
	}
	defer rows.Close()
	var all []impasse.CauseCount
	for rows.Next() {
		var c impasse.CauseCount
		if err := rows.Scan(&c.Item, &c.Unit, &c.Cause, &c.N, &c.Open, &c.Confirmed); err != nil {
			return nil, fmt.Errorf("impassestore: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// Fixes implements [impasse.Lists]: the class fixes of an item that run, of all items where it is
// "", running ones first, then the latest.
func (s *Store) Fixes(ctx context.Context, division, item string, running bool) ([]impasse.FixRow, error) {
	q, args := `select case_id, number, item, cause, state, version, linked, opened, closed from class_fix where division = ?`, []any{division}
	if item != "" {
		q, args = q+` and item = ?`, append(args, item)
	}
	if running {
		q += ` and closed = 0`
	}
	rows, err := s.db.Query(ctx, q+` order by case when closed = 0 then 0 else 1 end, opened desc limit 100`, args...)
	if err != nil {
		return nil, fmt.Errorf("impassestore: %w", err)
	}
	defer rows.Close()
	var all []impasse.FixRow
	for rows.Next() {
		var f impasse.FixRow
		var id, opened, closed int64
		if err := rows.Scan(&id, &f.Number, &f.Item, &f.Cause, &f.State, &f.Version, &f.Linked, &opened, &closed); err != nil {
			return nil, fmt.Errorf("impassestore: %w", err)
		}
		f.ID, f.Opened, f.Closed = casework.ID(id), clock.FromMicros(opened), clock.FromMicros(closed)
		all = append(all, f)
	}
	return all, rows.Err()
}

// Difference is one place where the row of a case is not what its events give.
type Difference struct {
	Table, What, Have, Want string
}

// Compare makes the row of a case again and compares.
func (s *Store) Compare(ctx context.Context, c *casework.Case) ([]Difference, error) {
	t, ok := tables[c.Procedure]
	if !ok {
		return nil, nil
	}
	names := ""
	for i, n := range t.columns {
		if i > 0 {
			names += ", "
		}
		names += n
	}
	want := t.row(c)
	have, into := make([]any, len(want)), make([]any, len(want))
	for i := range have {
		into[i] = &have[i]
	}
	err := s.db.QueryRow(ctx, "select "+names+" from "+t.name+" where division = ? and case_id = ?", c.Division, int64(c.ID)).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return []Difference{{t.name, "row", "missing", "there"}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("impassestore: %w", err)
	}
	var diff []Difference
	for i, n := range t.columns {
		if a, b := text(have[i]), text(want[i]); a != b {
			diff = append(diff, Difference{t.name, n, a, b})
		}
	}
	return diff, nil
}

// Rebuild writes the row of a case anew.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) error {
	t, ok := tables[c.Procedure]
	if !ok {
		return nil
	}
	_, err := s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error { return t.put(tx, c) }})
	return err
}

func text(v any) string {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	return fmt.Sprint(v)
}

var _ impasse.Lists = (*Store)(nil)
