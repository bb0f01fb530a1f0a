package registerstore

import (
	"context"
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/sqldb"
)

// Adverse reads what the registers have of every firm: visits and fines.
type Adverse struct{ db *sqldb.DB }

// NewAdverse makes the reader.
func NewAdverse(db *sqldb.DB) *Adverse { return &Adverse{db} }

// Begun is the first day of which the registers have an entry, 0 for none.
func (s *Adverse) Begun(ctx context.Context, division string) (calendar.Day, error) {
	var day int64
	err := s.db.QueryRow(ctx, `select coalesce(min(day), 0) from (select min(came) as day from enterprise_visit where division = ? and came > 0 union all select min(day) as day from fine where division = ?) as begun`, division, division).Scan(&day)
	if err != nil {
		return 0, fmt.Errorf("registerstore: %w", err)
	}
	return calendar.Day(day), nil
}

// Acts are the visits and fines of a stretch of days, both ends included, by day.
func (s *Adverse) Acts(ctx context.Context, division string, from, until calendar.Day) ([]retaliation.Act, error) {
	rows, err := s.db.Query(ctx, `select 'visit' as kind, unit, firm, came as day from enterprise_visit where division = ? and came >= ? and came <= ? and came > 0
		union all select 'fine' as kind, unit, firm, day from fine where division = ? and day >= ? and day <= ? order by day, unit, firm, kind`, division, int64(from), int64(until), division, int64(from), int64(until))
	if err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	var all []retaliation.Act
	for rows.Next() {
		var a retaliation.Act
		var kind string
		var day int64
		if err := rows.Scan(&kind, &a.Unit, &a.Firm, &day); err != nil {
			return nil, fmt.Errorf("registerstore: %w", err)
		}
		a.Kind, a.Day = retaliation.Kind(kind), calendar.Day(day)
		all = append(all, a)
	}
	return all, rows.Err()
}
