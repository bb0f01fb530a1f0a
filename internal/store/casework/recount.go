package casestore

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// Recount is what the counters of a division must say by the events of its cases. Add every
// case, then Compare.
type Recount struct{ sums map[sqldb.Count]int64 }

// NewRecount begins with nothing.
func NewRecount() *Recount { return &Recount{map[sqldb.Count]int64{}} }

// Add counts a case again, a unit of work after the other. Units are told apart by their
// instants; an import is one.
func (r *Recount) Add(p *casework.Procedure, c *casework.Case) error {
	again := &casework.Case{}
	for from := 0; from < len(c.Events); {
		first, to := c.Events[from], from+1
		for to < len(c.Events) && c.Events[to].Recorded.Equal(first.Recorded) && (c.Provenance == casework.Imported || c.Events[to].At.Equal(first.At)) {
			to++
		}
		before := stood{}
		if from > 0 {
			before = stoodOf(again)
		}
		for _, e := range c.Events[from:to] {
			if err := again.Apply(p, e); err != nil {
				return err
			}
		}
		for _, k := range changes(before, c.Events[from:to], again) {
			by := k.By
			k.By = 0
			r.sums[k] += by
		}
		from = to
	}
	return nil
}

// CompareCounters gives the counters that are stored otherwise. It holds only where no act was
// written since the first case was added.
func (s *Store) CompareCounters(ctx context.Context, division string, r *Recount) ([]Difference, error) {
	rows, err := s.db.Query(ctx, `select measure, day, unit, n from counter where division = ?`, division)
	if err != nil {
		return nil, fmt.Errorf("casestore: counters: %w", err)
	}
	defer rows.Close()
	off := maps.Clone(r.sums)
	stored := map[sqldb.Count]int64{}
	for rows.Next() {
		var k sqldb.Count
		var n int64
		if err := rows.Scan(&k.Measure, &k.Day, &k.Unit, &n); err != nil {
			return nil, fmt.Errorf("casestore: counters: %w", err)
		}
		stored[k] = n
		if off[k] == n {
			delete(off, k)
		} else if _, known := off[k]; !known {
			off[k] = 0
		}
	}
	var all []Difference
	for _, k := range slices.SortedFunc(maps.Keys(off), func(a, b sqldb.Count) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Unit, b.Unit))
	}) {
		if stored[k] == off[k] {
			continue
		}
		all = append(all, Difference{casework.Key{Division: division}, 0, fmt.Sprintf("counter.%s day %d of %s", k.Measure, k.Day, k.Unit), fmt.Sprint(stored[k]), fmt.Sprint(off[k])})
	}
	return all, rows.Err()
}
