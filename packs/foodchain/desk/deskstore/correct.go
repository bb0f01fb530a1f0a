package deskstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/desk"
)

// Correction is one with when it was made.
type Correction struct {
	desk.Correction
	At time.Time
}

// corrected brings a result to what a correction says; where another correction was faster it is a
// conflict.
func corrected(tx *sqldb.Tx, e *casework.Event) error {
	f, err := casework.Data[desk.Correction](*e)
	if err != nil {
		return err
	}
	done, err := tx.Exec(`update food_sample set business = ?, lot = ?, number = ?, lab = ?, day = ?, passed = ?, items = ?, corrections = ? where division = ? and id = ? and corrections = ?`,
		f.Is.Business, f.Is.Lot, f.Is.Number, f.Is.Lab, int64(f.Is.Day), flag(f.Is.Passed), f.Is.Items, f.N, e.Division, f.Is.ID, f.N-1)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return cmp.Or(err, error(fault.New(fault.Conflict, "corrected_meanwhile", lang.T("这个结果刚刚被别人更正过，您的更正没有记上。", "Somebody else has just corrected this result; your correction was not recorded."), lang.T("请刷新页面，看看现在是怎么写的。", "Please reload the page and see what it says now."))))
	}
	was, err := json.Marshal(f.Was)
	if err != nil {
		return err
	}
	is, err := json.Marshal(f.Is)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into food_sample_correction (division, sample, n, at, why, words, was, result) values (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Division, f.Is.ID, f.N, clock.Micros(e.At), f.Why, f.Words, string(was), string(is))
	return err
}

// Result gives one as it stands, with its corrections, the newest first; fault.NotFound.
func (s *Store) Result(ctx context.Context, division, id string) (r Result, list []Correction, err error) {
	r, err = scanResult(s.db.QueryRow(ctx, `select `+resultColumns+` from food_sample where division = ? and id = ?`, division, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, nil, fault.Missing()
	}
	if err != nil {
		return r, nil, fmt.Errorf("deskstore: %w", err)
	}
	rows, err := s.db.Query(ctx, `select n, at, why, words, was, result from food_sample_correction where division = ? and sample = ? order by n desc`, division, id)
	if err != nil {
		return r, nil, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Correction
		var at int64
		var was, is string
		if err := rows.Scan(&c.N, &at, &c.Why, &c.Words, &was, &is); err != nil {
			return r, nil, fmt.Errorf("deskstore: %w", err)
		}
		if err := errors.Join(json.Unmarshal([]byte(was), &c.Was), json.Unmarshal([]byte(is), &c.Is)); err != nil {
			return r, nil, fmt.Errorf("deskstore: correction of %s: %w", id, err)
		}
		c.At = clock.FromMicros(at)
		list = append(list, c)
	}
	return r, list, rows.Err()
}

const resultColumns = `id, at, plan, business, lot, number, lab, day, passed, items, corrections`

func scanResult(row interface{ Scan(...any) error }) (r Result, err error) {
	var at, passed int64
	err = row.Scan(&r.ID, &at, &r.Plan, &r.Business, &r.Lot, &r.Number, &r.Lab, &r.Day, &passed, &r.Items, &r.Corrections)
	r.At, r.Passed = clock.FromMicros(at), passed != 0
	return r, err
}
