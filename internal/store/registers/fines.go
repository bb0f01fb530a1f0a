package registerstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/registers/fine"
	"banjie/internal/sqldb"
)

// Fines keeps the criteria of fines and the fines.
type Fines struct{ db *sqldb.DB }

// NewFines makes the store.
func NewFines(db *sqldb.DB) *Fines { return &Fines{db} }

// Project writes the row of a rule or of a fine; neither is written twice.
func (s *Fines) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	switch e.Kind {
	case fine.RulePublished:
		r, err := casework.Data[fine.Rule](*e)
		if err != nil {
			return err
		}
		body, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("registerstore: %w", err)
		}
		done, err := tx.Exec(`insert into fine_rule (division, id, version, unit, body) values (?, ?, ?, ?, ?) on conflict (division, id, version) do nothing`, e.Division, r.ID, r.Version, r.Unit, body)
		return once(done, err, "rule_moved", lang.T("这条裁量基准刚刚被别人修改并发布了。", "Somebody else has just published this rule."))
	case fine.Entered:
		f, err := casework.Data[fine.Fine](*e)
		if err != nil {
			return err
		}
		body, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("registerstore: %w", err)
		}
		done, err := tx.Exec(`insert into fine (division, unit, number, day, firm, rule, body) values (?, ?, ?, ?, ?, ?, ?) on conflict (division, unit, number) do nothing`, e.Division, f.Unit, f.Number, int64(f.Day), f.Firm, f.Rule, body)
		return once(done, err, "fine_entered_already", lang.T("这个文号的处罚已经登记过。", "A fine of this number is entered already."))
	}
	return nil
}

// Rules gives every version of every rule.
func (s *Fines) Rules(ctx context.Context, division string) ([]fine.Rule, error) {
	return read[fine.Rule](ctx, s.db, `select body from fine_rule where division = ? order by id, version`, division)
}

// Fines gives entries by day and number.
func (s *Fines) Fines(ctx context.Context, division, unit string, from, to calendar.Day) ([]fine.Fine, error) {
	where, args := []string{"division = ?"}, []any{division}
	if unit != "" {
		where, args = append(where, "unit = ?"), append(args, unit)
	}
	if from != 0 {
		where, args = append(where, "day >= ?"), append(args, int64(from))
	}
	if to != 0 {
		where, args = append(where, "day <= ?"), append(args, int64(to))
	}
	return read[fine.Fine](ctx, s.db, `select body from fine where `+strings.Join(where, " and ")+` order by day, unit, number`, args...)
}

// read gives the bodies that a query finds.
func read[T any](ctx context.Context, db *sqldb.DB, q string, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var body []byte
		var v T
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("registerstore: %w", err)
		}
		if err := json.Unmarshal(body, &v); err != nil {
			return nil, fmt.Errorf("registerstore: damaged row: %w", err)
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
