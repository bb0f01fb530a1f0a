// Package calendarstore keeps the holiday notices that were imported, so that the calendar
// in force is the same after a restart. Its rows are written from events alone.
package calendarstore

import (
	"context"
	"encoding/json"
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// Imported is the kind of the act without a case by which a notice takes effect. Its facts
// are the notice.
const Imported = "calendar_imported"

// Store reads imported notices.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Project writes the row of an imported notice; seq, the act's own number, keeps the order.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	if e.Kind != Imported {
		return nil
	}
	n, err := casework.Data[calendar.Notice](*e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("calendarstore: %w", err)
	}
	if _, err := tx.Exec(`insert into calendar_notice (division, seq, year, body) values (?, ?, ?, ?)`, e.Division, e.Seq, n.Year, body); err != nil {
		return fmt.Errorf("calendarstore: %w", err)
	}
	return nil
}

// Versions are the calendar that ships with the program and then the one after each notice
// imported since, in the order in which they came in; the last is in force.
func (s *Store) Versions(ctx context.Context, division string) ([]*calendar.Calendar, error) {
	versions := []*calendar.Calendar{calendar.Builtin()}
	err := s.each(ctx, division, func(n calendar.Notice) error {
		next, _, err := versions[len(versions)-1].With(n)
		if err == nil {
			versions = append(versions, next)
		}
		return err
	})
	return versions, err
}

// Calendar is the version in force.
func (s *Store) Calendar(ctx context.Context, division string) (*calendar.Calendar, error) {
	versions, err := s.Versions(ctx, division)
	if err != nil {
		return nil, err
	}
	return versions[len(versions)-1], nil
}

// Notices are the imported notices, in the order in which they came in.
func (s *Store) Notices(ctx context.Context, division string) (all []calendar.Notice, err error) {
	err = s.each(ctx, division, func(n calendar.Notice) error { all = append(all, n); return nil })
	return all, err
}

func (s *Store) each(ctx context.Context, division string, take func(calendar.Notice) error) error {
	rows, err := s.db.Query(ctx, `select c.body from calendar_notice c join event e on e.division = c.division and e.case_id = 0 and e.seq = c.seq where c.division = ? order by e.n`, division)
	if err != nil {
		return fmt.Errorf("calendarstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return fmt.Errorf("calendarstore: %w", err)
		}
		var n calendar.Notice
		if err := json.Unmarshal(body, &n); err != nil {
			return fmt.Errorf("calendarstore: damaged notice: %w", err)
		}
		if err := take(n); err != nil {
			return err
		}
	}
	return rows.Err()
}
