package tracestore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Events of a time stand together in the archive, for they are captured soon after they happen, but
// nothing says where, and not all of them do. So few are fetched by their numbers, and many are read
// in the order of capture from the first of them on.
const (
	fewInTime = 2_000 // as many are sorted by number
	nearBy    = 2_000 // as many numbers are looked at before the first one is sought
)

// timed says that time alone narrows what is asked.
func (q Asked) timed() bool {
	return (q.From != 0 || q.Until != 0) && len(q.Things)+len(q.Locations)+len(q.ReadPoints) == 0
}

func (q Asked) span() (from, until int64) {
	if from, until = q.From, q.Until; from == 0 {
		from = math.MinInt64
	}
	if until == 0 {
		until = math.MaxInt64
	}
	return from, until
}

// inTime gives the whole answer where few events are of the time, else moves q to where they begin.
func (s *Store) inTime(ctx context.Context, q *Asked) (all []Archived, whole bool, err error) {
	from, until := q.span()
	rows, err := s.db.Query(ctx, "select id from trace_event where t >= ? and t < ? order by t, id limit ?", from, until, fewInTime+1)
	if err != nil {
		return nil, false, fmt.Errorf("tracestore: %w", err)
	}
	var ids []int64
	if err := drain(rows, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}); err != nil {
		return nil, false, err
	}
	if len(ids) > fewInTime {
		return nil, false, s.seek(ctx, q, from, until)
	}
	slices.Sort(ids)
	ids = ids[after(ids, q.After):]
	ids = ids[:min(len(ids), q.Limit)]
	if len(ids) == 0 {
		return nil, true, nil
	}
	all, err = s.numbered(ctx, ids)
	return all, true, err
}

// after gives the place of the first number after one.
func after(ids []int64, n int64) int {
	at, found := slices.BinarySearch(ids, n)
	if found {
		at++
	}
	return at
}

// numbered gives events by their numbers, in order.
func (s *Store) numbered(ctx context.Context, ids []int64) ([]Archived, error) {
	n := 16
	for n < len(ids) {
		n *= 2 // few different statements
	}
	args := make([]any, n)
	for i := range args {
		args[i] = ids[min(i, len(ids)-1)]
	}
	return s.archived(ctx, "where e.id in (?"+strings.Repeat(", ?", n-1)+") order by e.id", args...)
}

// seek moves q to before the first event of the time, where none is near by. The plus keeps the
// database from walking over the archive for it.
func (s *Store) seek(ctx context.Context, q *Asked, from, until int64) error {
	near := 0
	if err := s.db.QueryRow(ctx, "select count(*) from (select 1 from trace_event where id > ? and id <= ? and t >= ? and t < ? limit 1) as few", q.After, q.After+nearBy, from, until).Scan(&near); err != nil {
		return fmt.Errorf("tracestore: %w", err)
	}
	if near > 0 {
		return nil
	}
	var first sql.NullInt64
	if err := s.db.QueryRow(ctx, "select min(+id) from trace_event where t >= ? and t < ? and +id > ?", from, until, q.After).Scan(&first); err != nil {
		return fmt.Errorf("tracestore: %w", err)
	}
	if first.Valid {
		q.After = first.Int64 - 1
	}
	return nil
}
