package casestore

import (
	"context"
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/casework"
)

// KeptUntil gives the cases of which what is private is kept until that day or one before,
// the oldest day first, at most n; after continues behind a case of that day.
func (s *Store) KeptUntil(ctx context.Context, division string, day calendar.Day, after Kept, n int) ([]Kept, error) {
	rows, err := s.db.Query(ctx, `select keep, id from cases where division = ? and keep > 0 and keep <= ? and (keep, id) > (?, ?) order by keep, id limit ?`,
		division, int64(day), int64(after.Until), int64(after.ID), n)
	if err != nil {
		return nil, fmt.Errorf("casestore: kept: %w", err)
	}
	defer rows.Close()
	var all []Kept
	for rows.Next() {
		k := Kept{Key: casework.Key{Division: division}}
		if err := rows.Scan(&k.Until, &k.ID); err != nil {
			return nil, fmt.Errorf("casestore: kept: %w", err)
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Kept is a case and the last day on which what is private in it is kept.
type Kept struct {
	casework.Key
	Until calendar.Day
}
