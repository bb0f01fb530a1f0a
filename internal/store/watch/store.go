// Package watchstore keeps which months the retaliation watch has opened: one row a month, so
// that none is opened twice. Rows are written from the events of the watch alone, in the unit of
// the act; [Store.Compare] makes them again. It knows no firm and no complaint.
package watchstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/integrity/watch"
	"banjie/internal/sqldb"
)

// Store reads and writes the rows.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// Project writes the months of a watch when it is opened first. A month that another watch
// opened meanwhile is casework.ErrConflict: the act is decided again, and refused.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil || c.Procedure != watch.Name || e.Kind != complaint.WatchOpened {
		return nil
	}
	said, err := casework.Data[complaint.Covered](*e)
	if err != nil || !said.First {
		return err
	}
	return put(tx, c, said)
}

func put(tx *sqldb.Tx, c *casework.Case, said complaint.Covered) error {
	for _, m := range watch.Months(said.From, said.Until) {
		_, err := tx.Exec(`insert into watch_month (division, month, case_id, opened) values (?, ?, ?, ?)`, c.Division, int64(m), int64(c.ID), int64(said.On))
		if sqldb.IsUnique(err) {
			return casework.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("watchstore: %w", err)
		}
	}
	return nil
}

// Taken says whether a month of the period was opened.
func (s *Store) Taken(ctx context.Context, division string, from, until calendar.Day) (bool, error) {
	var n int64
	if err := s.db.QueryRow(ctx, `select count(*) from watch_month where division = ? and month >= ? and month <= ?`, division, int64(from), int64(until)).Scan(&n); err != nil {
		return false, fmt.Errorf("watchstore: %w", err)
	}
	return n > 0, nil
}

// OpenedOn is the day on which the watch boxes of the month of a day were opened, 0 for never.
func (s *Store) OpenedOn(ctx context.Context, division string, day calendar.Day) (calendar.Day, error) {
	y, m, _ := day.Date()
	var on int64
	err := s.db.QueryRow(ctx, `select opened from watch_month where division = ? and month = ?`, division, int64(calendar.Date(y, m, 1))).Scan(&on)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("watchstore: %w", err)
	}
	return calendar.Day(on), nil
}

// Compare makes the rows of a watch again and gives what differs.
func (s *Store) Compare(ctx context.Context, c *casework.Case) ([]string, error) {
	if c.Procedure != watch.Name {
		return nil, nil
	}
	want := map[calendar.Day]calendar.Day{}
	if f := watch.FileOf(c); f.Opened != 0 {
		for _, m := range watch.Months(f.From, f.Until) {
			want[m] = f.Opened
		}
	}
	rows, err := s.db.Query(ctx, `select month, opened from watch_month where division = ? and case_id = ?`, c.Division, int64(c.ID))
	if err != nil {
		return nil, fmt.Errorf("watchstore: %w", err)
	}
	defer rows.Close()
	var diff []string
	for rows.Next() {
		var month, opened int64
		if err := rows.Scan(&month, &opened); err != nil {
			return nil, fmt.Errorf("watchstore: %w", err)
		}
		if on, ok := want[calendar.Day(month)]; !ok || on != calendar.Day(opened) {
			diff = append(diff, fmt.Sprintf("watch_month %s: %s / %s", calendar.Day(month), calendar.Day(opened), on))
		}
		delete(want, calendar.Day(month))
	}
	for m := range want {
		diff = append(diff, fmt.Sprintf("watch_month %s: missing", m))
	}
	return diff, rows.Err()
}
