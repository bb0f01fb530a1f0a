// Package recordedstore lists what cases recorded elsewhere show of themselves. Its rows are
// written from events alone, inside the unit of the act; [Store.Compare] makes them again.
package recordedstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/recorded"
	"banjie/internal/sqldb"
)

// Store reads and writes the rows.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

const columns = "source, number, code, name, agency, opened, updated, closed, due"

func values(r recorded.Request) []any {
	return []any{r.Source, r.Number, r.Code, r.Name, r.Agency, clock.Micros(r.Opened), clock.Micros(r.Updated), clock.Micros(r.Closed), clock.Micros(r.Due)}
}

func read(row interface{ Scan(...any) error }) (r recorded.Request, err error) {
	var opened, updated, closed, due int64
	err = row.Scan(&r.Source, &r.Number, &r.Code, &r.Name, &r.Agency, &opened, &updated, &closed, &due)
	r.Opened, r.Updated, r.Closed, r.Due = clock.FromMicros(opened), clock.FromMicros(updated), clock.FromMicros(closed), clock.FromMicros(due)
	return r, err
}

// Project writes the row of a case with the last event of its unit, so that an import of a long
// history writes it once.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil || e.Seq != c.Version {
		return nil
	}
	return put(tx, c)
}

func put(tx *sqldb.Tx, c *casework.Case) error {
	r, ok, err := recorded.RequestOf(c)
	if !ok || err != nil {
		return err
	}
	if _, err := tx.Exec(`insert into recorded_request (division, case_id, `+columns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, case_id) do update set updated = excluded.updated, closed = excluded.closed, due = excluded.due, agency = excluded.agency`,
		append([]any{c.Division, int64(c.ID)}, values(r)...)...); err != nil {
		return fmt.Errorf("recordedstore: %w", err)
	}
	return nil
}

// Requests implements [recorded.Requests].
func (s *Store) Requests(ctx context.Context, q recorded.RequestQuery) ([]recorded.Request, error) {
	if len(q.Sources) == 0 {
		return nil, nil
	}
	where, args := `division = ? and opened >= ? and opened < ?`, []any{q.Division, clock.Micros(q.Since), clock.Micros(q.Until)}
	among := func(column string, list []string) {
		if len(list) > 0 {
			where += ` and ` + column + ` in (?` + strings.Repeat(`, ?`, len(list)-1) + `)`
		}
		for _, v := range list {
			args = append(args, v)
		}
	}
	among("source", q.Sources)
	among("code", q.Codes)
	if q.Open != nil && *q.Open {
		where += ` and closed = 0`
	} else if q.Open != nil {
		where += ` and closed > 0`
	}
	rows, err := s.db.Query(ctx, `select `+columns+` from recorded_request where `+where+` order by opened desc, case_id desc limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("recordedstore: %w", err)
	}
	defer rows.Close()
	var all []recorded.Request
	for rows.Next() {
		r, err := read(rows)
		if err != nil {
			return nil, fmt.Errorf("recordedstore: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// Difference is one column of a row that is not what the events give.
type Difference struct{ What, Have, Want string }

// Compare makes the row of a case again and compares.
func (s *Store) Compare(ctx context.Context, c *casework.Case) (diff []Difference, err error) {
	want, ok, err := recorded.RequestOf(c)
	if !ok || err != nil {
		return nil, err
	}
	have, err := read(s.db.QueryRow(ctx, `select `+columns+` from recorded_request where division = ? and case_id = ?`, c.Division, int64(c.ID)))
	if errors.Is(err, sql.ErrNoRows) {
		return []Difference{{"row", "missing", "there"}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("recordedstore: %w", err)
	}
	a, b := values(have), values(want)
	for i, name := range strings.Split(columns, ", ") {
		if a[i] != b[i] {
			diff = append(diff, Difference{name, fmt.Sprint(a[i]), fmt.Sprint(b[i])})
		}
	}
	return diff, nil
}

// Rebuild writes the row of a case anew.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) error {
	if c.Procedure != recorded.Name {
		return nil
	}
	_, err := s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error { return put(tx, c) }})
	return err
}

var _ recorded.Requests = (*Store)(nil)
