// Package commitmentstore lists commitments. Its rows are a projection of acts without a case:
// each act is folded into the row it speaks of, in the unit that records it, and refused where
// another act came first. banjie fsck makes the rows again.
package commitmentstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/registers/commitment"
	"banjie/internal/sqldb"
	"banjie/internal/stats"
)

// Store reads and writes rows of commitments.
type Store struct {
	db   *sqldb.DB
	sums Sums
}

// Sums are the counters by which a problem's rate is counted.
type Sums interface {
	Sum(ctx context.Context, division string, m stats.Measure, from, until int32, unit string) (int64, error)
}

// New makes the store; sums may be nil where no rate is asked for.
func New(db *sqldb.DB, sums Sums) *Store { return &Store{db, sums} }

// Count lets it count rates from these counters.
func (s *Store) Count(sums Sums) { s.sums = sums }

// Project folds an act into its row.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil || !commitment.IsAct(e.Kind) {
		return nil
	}
	a, err := commitment.Read(*e)
	if err != nil {
		return err
	}
	var now commitment.Commitment
	var body []byte
	switch err := tx.QueryRow(`select body from commitment where division = ? and id = ?`, e.Division, a.ID).Scan(&body); {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return fmt.Errorf("commitmentstore: %w", err)
	default:
		if err := json.Unmarshal(body, &now); err != nil {
			return fmt.Errorf("commitmentstore: damaged row: %w", err)
		}
	}
	if now, err = now.Apply(a, e.At, e.Seq); err != nil {
		return err
	}
	if body, err = json.Marshal(now); err != nil {
		return fmt.Errorf("commitmentstore: %w", err)
	}
	running := 0
	if now.Running() {
		running = 1
	}
	_, err = tx.Exec(`insert into commitment (division, id, unit, kind, state, outcome, running, due, acts, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, id) do update set state = excluded.state, outcome = excluded.outcome, running = excluded.running, due = excluded.due, acts = excluded.acts, body = excluded.body`,
		e.Division, now.ID, now.Unit, string(now.Kind), string(now.State), string(now.Outcome), running, int64(now.Due), len(now.Log), body)
	if err != nil {
		return fmt.Errorf("commitmentstore: %w", err)
	}
	return nil
}

// Commitment implements commitment.Reader.
func (s *Store) Commitment(ctx context.Context, division, id string) (c commitment.Commitment, err error) {
	var body []byte
	err = s.db.QueryRow(ctx, `select body from commitment where division = ? and id = ?`, division, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Missing()
	}
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil {
		return c, fmt.Errorf("commitmentstore: %w", err)
	}
	return c, nil
}

// Commitments implements commitment.Reader.
func (s *Store) Commitments(ctx context.Context, q commitment.Query) (page commitment.Page, err error) {
	n := sqldb.PageSize(q.Limit)
	running, due, id, err := place(q.After)
	if err != nil {
		return page, err
	}
	last := ""
	for ; running >= 0; running, due, id = running-1, 0, "" {
		rows, err := s.part(ctx, q, running, due, id, n+1-len(page.Rows))
		if err != nil {
			return page, err
		}
		for _, c := range rows {
			if len(page.Rows) == n {
				page.Next = last
				return page, nil
			}
			page.Rows = append(page.Rows, c)
			last = sqldb.Place(c.ID, int64(running), int64(c.Due))
		}
		if q.Overdue {
			break
		}
	}
	return page, nil
}

// part reads the running ones by their day, or the others from the latest day back.
func (s *Store) part(ctx context.Context, q commitment.Query, running int, due int64, id string, n int) ([]commitment.Commitment, error) {
	where, args := []string{"division = ?", "running = ?"}, []any{q.Division, running}
	for _, f := range []struct{ column, value string }{{"unit", q.Unit}, {"kind", string(q.Kind)}, {"state", string(q.State)}} {
		if f.value != "" {
			where, args = append(where, f.column+" = ?"), append(args, f.value)
		}
	}
	if q.Overdue {
		where, args = append(where, "due < ?"), append(args, int64(q.Today))
	}
	sign, order := ">", "asc"
	if running == 0 {
		sign, order = "<", "desc"
	}
	if id != "" {
		where, args = append(where, "(due, id) "+sign+" (?, ?)"), append(args, due, id)
	}
	rows, err := s.db.Query(ctx, `select body from commitment where `+strings.Join(where, " and ")+` order by due `+order+`, id `+order+` limit ?`, append(args, n)...)
	if err != nil {
		return nil, fmt.Errorf("commitmentstore: %w", err)
	}
	defer rows.Close()
	var all []commitment.Commitment
	for rows.Next() {
		var body []byte
		var c commitment.Commitment
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("commitmentstore: %w", err)
		}
		if err := json.Unmarshal(body, &c); err != nil {
			return nil, fmt.Errorf("commitmentstore: damaged row: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// place is where a page begins: the running ones come first.
func place(after string) (running int, due int64, id string, err error) {
	if after == "" {
		return 1, 0, "", nil
	}
	at, id, err := sqldb.ReadPlaceText(after, 2)
	if err != nil {
		return 0, 0, "", err
	}
	return int(min(max(at[0], 0), 1)), at[1], id, nil
}

// Counts implements commitment.Reader.
func (s *Store) Counts(ctx context.Context, division string, today calendar.Day) ([]commitment.Count, error) {
	rows, err := s.db.Query(ctx, `select unit, state, outcome, case when due < ? then 1 else 0 end as passed, count(*) from commitment where division = ?
		group by unit, state, outcome, passed order by unit, state, outcome, passed`, int64(today), division)
	if err != nil {
		return nil, fmt.Errorf("commitmentstore: %w", err)
	}
	defer rows.Close()
	var all []commitment.Count
	for rows.Next() {
		var c commitment.Count
		var passed int
		if err := rows.Scan(&c.Unit, &c.State, &c.Outcome, &passed, &c.N); err != nil {
			return nil, fmt.Errorf("commitmentstore: %w", err)
		}
		c.Due = passed == 1
		all = append(all, c)
	}
	return all, rows.Err()
}

// rates are the counters of each rate: numerator, and what adds up to the denominator.
var rates = map[string]struct {
	part  stats.Measure
	whole []stats.Measure
}{
	"late":       {stats.LatePromise, []stats.Measure{stats.InPromise, stats.LatePromise}},
	"correction": {stats.Corrections, []stats.Measure{stats.Received}},
	"poor":       {stats.RatedPoor, []stats.Measure{stats.Rated}},
	"silent":     {stats.Deemed, []stats.Measure{stats.Accepted}},
}

// Months implements commitment.Reader, from the counters.
func (s *Store) Months(ctx context.Context, division, unit, rate string, firsts []calendar.Day) ([]commitment.Month, error) {
	r, ok := rates[rate]
	if !ok || s.sums == nil {
		return nil, fmt.Errorf("commitmentstore: no rate %q", rate)
	}
	all := make([]commitment.Month, len(firsts))
	for i, first := range firsts {
		until := int32(commitment.After(first)) - 1
		all[i].First = first
		var err error
		if all[i].K, err = s.sums.Sum(ctx, division, r.part, int32(first), until, unit); err != nil {
			return nil, err
		}
		for _, w := range r.whole {
			n, err := s.sums.Sum(ctx, division, w, int32(first), until, unit)
			if err != nil {
				return nil, err
			}
			all[i].N += n
		}
	}
	return all, nil
}
