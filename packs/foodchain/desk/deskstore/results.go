package deskstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/desk"
)

// Result is one as it stands, with when it was entered and how often it was corrected since.
type Result struct {
	desk.Result
	At          time.Time
	Corrections int64
}

// Results lists results, the newest first, before an instant and id where given.
func (s *Store) Results(ctx context.Context, division string, failed bool, after string, most int) (list []Result, next string, err error) {
	where, args := `division = ?`, []any{division}
	if failed {
		where += ` and passed = 0`
	}
	if after != "" {
		var at int64
		var id string
		if _, err := fmt.Sscanf(after, "%d.%s", &at, &id); err != nil {
			return nil, "", fault.Missing()
		}
		where, args = where+` and (at < ? or at = ? and id < ?)`, append(args, at, at, id)
	}
	rows, err := s.db.Query(ctx, `select `+resultColumns+` from food_sample where `+where+` order by at desc, id desc limit ?`, append(args, most+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("deskstore: %w", err)
	}
	if list, err = results(rows); err != nil {
		return nil, "", err
	}
	if len(list) > most {
		list = list[:most]
		next = fmt.Sprintf("%d.%s", clock.Micros(list[most-1].At), list[most-1].ID)
	}
	return list, next, nil
}

// AnyFailed says whether any sample failed, by the results as they stand.
func (s *Store) AnyFailed(ctx context.Context, division string) (bool, error) {
	var n int
	err := s.db.QueryRow(ctx, `select count(*) from (select 1 from food_sample where division = ? and passed = 0 limit 1) as one`, division).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("deskstore: %w", err)
	}
	return n > 0, nil
}

// OfLots gives the results of lots as they stand, the newest first.
func (s *Store) OfLots(ctx context.Context, division string, lots []string) (list []Result, err error) {
	const step = 200
	for ; len(lots) > 0; lots = lots[min(len(lots), step):] {
		part := lots[:min(len(lots), step)]
		args := []any{division}
		for _, l := range part {
			args = append(args, l)
		}
		rows, err := s.db.Query(ctx, `select `+resultColumns+` from food_sample where division = ? and lot in (`+sqldb.Args(len(part))+`) order by at desc, id desc`, args...)
		if err != nil {
			return nil, fmt.Errorf("deskstore: %w", err)
		}
		more, err := results(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

func results(rows *sql.Rows) (list []Result, err error) {
	defer rows.Close()
	for rows.Next() {
		r, err := scanResult(rows)
		if err != nil {
			return nil, fmt.Errorf("deskstore: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
