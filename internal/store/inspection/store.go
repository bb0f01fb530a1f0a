// Package inspectionstore lists the visits of inspections and counts their findings. Rows are
// written from the events of a visit alone, in the unit of the act; [Store.Compare] makes them
// again. They name units and rules, and neither the person of a finding nor an inspector.
package inspectionstore

import (
	"context"
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/inspection"
	"banjie/internal/sqldb"
)

// Store reads and writes rows of visits.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// Project writes the rows of a visit after each of its acts.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, _ *casework.Event) error {
	if c == nil || c.Procedure != inspection.VisitName {
		return nil
	}
	return put(tx, c)
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func put(tx *sqldb.Tx, c *casework.Case) error {
	v := inspection.VisitOf(c)
	_, err := tx.Exec(`insert into inspection_visit (division, case_id, number, round, unit, day, state, findings, covert, shown) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, case_id) do update set state = excluded.state, shown = excluded.shown`,
		c.Division, int64(c.ID), c.Number, v.Round, v.Unit, int64(v.Day), string(c.State), len(v.Findings), number(v.Covert), number(v.Shown))
	for i := 0; err == nil && i < len(v.Findings); i++ {
		_, err = tx.Exec(`insert into inspection_finding (division, case_id, place, rule, unit, day, shown) values (?, ?, ?, ?, ?, ?, ?)
			on conflict (division, case_id, place) do update set shown = excluded.shown`,
			c.Division, int64(c.ID), i+1, v.Findings[i].Rule, v.Unit, int64(v.Day), number(v.Shown))
	}
	if err != nil {
		return fmt.Errorf("inspectionstore: %w", err)
	}
	return nil
}

// Visits gives a page.
func (s *Store) Visits(ctx context.Context, q inspection.Query) (inspection.Page, error) {
	where, args := []string{"division = ?"}, []any{q.Division}
	for _, f := range []struct{ column, value string }{{"round", q.Round}, {"unit", q.Unit}} {
		if f.value != "" {
			where, args = append(where, f.column+" = ?"), append(args, f.value)
		}
	}
	if q.Shown {
		where = append(where, "shown = 1")
	}
	if q.After != "" {
		at, err := sqldb.ReadPlace(q.After, 2)
		if err != nil {
			return inspection.Page{}, err
		}
		where, args = append(where, "(day, case_id) < (?, ?)"), append(args, at[0], at[1])
	}
	n := sqldb.PageSize(q.Limit)
	rows, err := s.db.Query(ctx, `select case_id, number, round, unit, day, state, findings, covert, shown from inspection_visit where `+strings.Join(where, " and ")+` order by day desc, case_id desc limit ?`, append(args, n+1)...)
	if err != nil {
		return inspection.Page{}, fmt.Errorf("inspectionstore: %w", err)
	}
	defer rows.Close()
	var page inspection.Page
	last := ""
	for rows.Next() {
		l := inspection.Listed{Key: casework.Key{Division: q.Division}}
		var id, day, covert, shown int64
		if err := rows.Scan(&id, &l.Number, &l.Round, &l.Unit, &day, &l.State, &l.Findings, &covert, &shown); err != nil {
			return page, fmt.Errorf("inspectionstore: %w", err)
		}
		if len(page.Visits) == n {
			page.Next = last
			break
		}
		l.ID, l.Day, l.Covert, l.Shown = casework.ID(id), calendar.Day(day), covert == 1, shown == 1
		page.Visits = append(page.Visits, l)
		last = sqldb.Place("", day, id)
	}
	return page, rows.Err()
}

// Counts counts findings that units were told of, by unit and rule.
func (s *Store) Counts(ctx context.Context, division, unit string, days calendar.Interval) ([]inspection.Count, error) {
	where, args := `division = ? and day between ? and ? and shown = 1`, []any{division, int64(days.From), int64(days.To)}
	if unit != "" {
		where, args = where+` and unit = ?`, append(args, unit)
	}
	rows, err := s.db.Query(ctx, `select unit, rule, count(*) from inspection_finding where `+where+` group by unit, rule order by unit, rule`, args...)
	if err != nil {
		return nil, fmt.Errorf("inspectionstore: %w", err)
	}
	defer rows.Close()
	var all []inspection.Count
	for rows.Next() {
		var c inspection.Count
		if err := rows.Scan(&c.Unit, &c.Rule, &c.N); err != nil {
			return nil, fmt.Errorf("inspectionstore: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// Totals counts rounds, visits and findings that units were told of.
func (s *Store) Totals(ctx context.Context, division string, days calendar.Interval) (t inspection.Totals, err error) {
	err = s.db.QueryRow(ctx, `select count(distinct round), count(*), coalesce(sum(findings), 0), coalesce(sum(case when findings = 0 then 1 else 0 end), 0) from inspection_visit where division = ? and day between ? and ? and shown = 1`,
		division, int64(days.From), int64(days.To)).Scan(&t.Rounds, &t.Visits, &t.Findings, &t.Clean)
	if err != nil {
		return t, fmt.Errorf("inspectionstore: %w", err)
	}
	return t, nil
}

// Compare makes the rows of a visit again; it says what is not as the events give it.
func (s *Store) Compare(ctx context.Context, c *casework.Case) ([]string, error) {
	if c.Procedure != inspection.VisitName {
		return nil, nil
	}
	v := inspection.VisitOf(c)
	want := []string{fmt.Sprint("visit", c.Number, v.Round, v.Unit, int64(v.Day), c.State, len(v.Findings), number(v.Covert), number(v.Shown))}
	for i, f := range v.Findings {
		want = append(want, fmt.Sprint("finding", i+1, f.Rule, v.Unit, int64(v.Day), number(v.Shown)))
	}
	var have []string
	var no, round, unit, state string
	var day, findings, covert, shown int64
	rows, err := s.db.Query(ctx, `select number, round, unit, day, state, findings, covert, shown from inspection_visit where division = ? and case_id = ?`, c.Division, int64(c.ID))
	if err != nil {
		return nil, fmt.Errorf("inspectionstore: %w", err)
	}
	for rows.Next() {
		if err = rows.Scan(&no, &round, &unit, &day, &state, &findings, &covert, &shown); err != nil {
			break
		}
		have = append(have, fmt.Sprint("visit", no, round, unit, day, casework.State(state), findings, covert, shown))
	}
	rows.Close()
	if err == nil {
		err = rows.Err()
	}
	if err == nil {
		rows, err = s.db.Query(ctx, `select place, rule, unit, day, shown from inspection_finding where division = ? and case_id = ? order by place`, c.Division, int64(c.ID))
	}
	if err != nil {
		return nil, fmt.Errorf("inspectionstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var place int64
		var rule string
		if err := rows.Scan(&place, &rule, &unit, &day, &shown); err != nil {
			return nil, fmt.Errorf("inspectionstore: %w", err)
		}
		have = append(have, fmt.Sprint("finding", place, rule, unit, day, shown))
	}
	var diff []string
	for i := range max(len(have), len(want)) {
		switch {
		case i >= len(have):
			diff = append(diff, "missing row")
		case i >= len(want):
			diff = append(diff, "row that should not be there")
		case have[i] != want[i]:
			diff = append(diff, "altered row")
		}
	}
	return diff, rows.Err()
}

// Rebuild writes the rows of a visit anew.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) error {
	if c.Procedure != inspection.VisitName {
		return nil
	}
	_, err := s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error {
		for _, table := range []string{"inspection_finding", "inspection_visit"} {
			if _, err := tx.Exec(`delete from `+table+` where division = ? and case_id = ?`, c.Division, int64(c.ID)); err != nil {
				return err
			}
		}
		return put(tx, c)
	}})
	return err
}
