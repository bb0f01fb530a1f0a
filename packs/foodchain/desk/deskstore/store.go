// Package deskstore keeps sampling plans, results and the nightly coverage, all of it from acts, on
// both engines; Count reads the tables of captured events to make a night's figures.
package deskstore

import (
	"context"
	"database/sql"
	"embed"
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
	"banjie/packs/foodchain/trace/tracestore"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store reads and projects.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Project writes the rows of an act of the desk.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil {
		return nil
	}
	if e.Kind == desk.Tested || e.Kind == desk.Corrected {
		if err := tracestore.Turn(tx); err != nil { // no paper of the lot is decided meanwhile
			return err
		}
	}
	err := project(tx, e)
	if err != nil {
		return fmt.Errorf("deskstore: %w", err)
	}
	return nil
}

func project(tx *sqldb.Tx, e *casework.Event) error {
	switch e.Kind {
	case desk.Planned:
		f, err := casework.Data[desk.Plan](*e)
		if err == nil {
			_, err = tx.Exec(`insert into food_sampling (division, id, at, plan) values (?, ?, ?, ?)`, e.Division, f.ID, clock.Micros(e.At), string(e.Facts.Data))
		}
		return err
	case desk.Drawn:
		f, err := casework.Data[desk.Draw](*e)
		if err != nil {
			return err
		}
		got, err := tx.Exec(`update food_sampling set drawn = ? where division = ? and id = ? and drawn = ''`, string(e.Facts.Data), e.Division, f.Plan)
		if err != nil {
			return err
		}
		if n, err := got.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.New(fault.Conflict, "drawn_already", lang.T("这个计划已经抽取过，不能重抽。", "This plan was drawn; there is no second draw."), lang.T("请刷新页面。", "Please reload the page.")))
		}
	case desk.Tested:
		f, err := casework.Data[desk.Result](*e)
		if err == nil {
			_, err = tx.Exec(`insert into food_sample (division, id, at, plan, business, lot, number, lab, day, passed, items) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				e.Division, f.ID, clock.Micros(e.At), f.Plan, f.Business, f.Lot, f.Number, f.Lab, int64(f.Day), flag(f.Passed), f.Items)
		}
		return err
	case desk.Corrected:
		return corrected(tx, e)
	case desk.Counted:
		f, err := casework.Data[desk.Coverage](*e)
		if err != nil {
			return err
		}
		for _, x := range f.Cells {
			if _, err := tx.Exec(`insert into food_coverage (division, day, link, town, num, den) values (?, ?, ?, ?, ?, ?) on conflict (division, day, link, town) do update set num = excluded.num, den = excluded.den`,
				e.Division, int64(f.Day), x.Link, x.Town, x.Num, x.Den); err != nil {
				return err
			}
		}
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Sampling is a plan with its draw.
type Sampling struct {
	At    time.Time
	Plan  desk.Plan
	Drawn *desk.Draw
}

func scanSampling(row interface{ Scan(...any) error }) (x Sampling, err error) {
	var at int64
	var plan, drawn string
	if err := row.Scan(&at, &plan, &drawn); err != nil {
		return x, err
	}
	x.At = clock.FromMicros(at)
	if drawn != "" {
		x.Drawn = &desk.Draw{}
		err = json.Unmarshal([]byte(drawn), x.Drawn)
	}
	return x, errors.Join(err, json.Unmarshal([]byte(plan), &x.Plan))
}

// Samplings lists plans, the newest first.
func (s *Store) Samplings(ctx context.Context, division string, most int) (list []Sampling, err error) {
	rows, err := s.db.Query(ctx, `select at, plan, drawn from food_sampling where division = ? order by at desc, id desc limit ?`, division, most)
	if err != nil {
		return nil, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		x, err := scanSampling(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// Sampling gives one; fault.NotFound.
func (s *Store) Sampling(ctx context.Context, division, id string) (Sampling, error) {
	x, err := scanSampling(s.db.QueryRow(ctx, `select at, plan, drawn from food_sampling where division = ? and id = ?`, division, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, fault.Missing()
	}
	return x, err
}

// Risk counts, by business, samples that failed since an instant.
func (s *Store) Risk(ctx context.Context, division string, since time.Time) (map[string]int, error) {
	out := map[string]int{}
	rows, err := s.db.Query(ctx, `select business, count(*) from food_sample where division = ? and passed = 0 and at >= ? group by business`, division, clock.Micros(since))
	if err != nil {
		return nil, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}

// Coverage gives the newest figures; day 0 where there are none.
func (s *Store) Coverage(ctx context.Context, division string) (c desk.Coverage, err error) {
	rows, err := s.db.Query(ctx, `select day, link, town, num, den from food_coverage where division = ? and day = (select max(day) from food_coverage where division = ?) order by link, town`, division, division)
	if err != nil {
		return c, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var x desk.Cell
		if err := rows.Scan(&c.Day, &x.Link, &x.Town, &x.Num, &x.Den); err != nil {
			return c, err
		}
		c.Cells = append(c.Cells, x)
	}
	return c, rows.Err()
}
