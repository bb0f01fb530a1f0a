package casestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/ledger"
)

// Leaves makes the first size leaves of a division's ledger again, from the rows of the
// events and the keys of their cases, in order of their number. Stretches are read and hashed
// ahead on all cores and handed on in order; memory stays constant.
func (s *Store) Leaves(ctx context.Context, division string, size int64) iter.Seq2[ledger.Stored, error] {
	return func(yield func(ledger.Stored, error) bool) {
		own, err := s.Keys(ctx, casework.Key{Division: division})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			yield(ledger.Stored{}, err)
			return
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		stretches := make(chan chan leafStretch, min(runtime.GOMAXPROCS(0), 4)) // so many are read at a time
		go func() {
			defer close(stretches)
			for from := int64(0); from < size; from += leafStretchSize {
				read := make(chan leafStretch, 1)
				select {
				case stretches <- read:
				case <-ctx.Done():
					return
				}
				first := from
				if first == 0 {
					first = math.MinInt64 // a number below 0 is nobody's, and has to be seen
				}
				go func() {
					leaves, err := s.readLeaves(ctx, division, own.Facts, first, min(from+leafStretchSize, size))
					read <- leafStretch{leaves, err}
				}()
			}
		}()
		for read := range stretches {
			got := <-read
			for _, leaf := range got.leaves {
				if !yield(leaf, nil) {
					return
				}
			}
			if got.err != nil {
				yield(ledger.Stored{}, fmt.Errorf("casestore: leaves: %w", got.err))
				return
			}
		}
	}
}

type leafStretch struct {
	leaves []ledger.Stored
	err    error
}

// leafStretchSize is how many leaves are read with one query.
const leafStretchSize = 1024

// readLeaves makes the leaves from one number up to another, that one excluded. own is the key
// of acts without a case.
func (s *Store) readLeaves(ctx context.Context, division string, own [32]byte, from, until int64) ([]ledger.Stored, error) {
	rows, err := s.db.Query(ctx, `select e.case_id, e.seq, e.n, e.kind, e.at, e.recorded, e.role, e.unit, e.sealed, e.facts, e.inner_private, c.key_facts
		from event e left join cases c on c.division = e.division and c.id = e.case_id
		where e.division = ? and e.n >= ? and e.n < ? order by e.n`, division, from, until)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	leaves := make([]ledger.Stored, 0, leafStretchSize)
	for rows.Next() {
		e := casework.Event{Division: division}
		var at, recorded int64
		var facts, inner, key sql.RawBytes
		if err := rows.Scan(&e.Case, &e.Seq, &e.N, &e.Kind, &at, &recorded, &e.By.Role, &e.By.Unit, &e.Sealed, &facts, &inner, &key); err != nil {
			return leaves, err
		}
		e.At, e.Recorded, e.Raw = clock.FromMicros(at), clock.FromMicros(recorded), facts
		copy(e.Inner[:], inner)
		keys := casework.Keys{Facts: own}
		if e.Case != 0 {
			keys.Facts = [32]byte{}
			copy(keys.Facts[:], key)
		}
		leaves = append(leaves, ledger.Stored{N: e.N, Leaf: leafOf(e, keys).Encode()})
	}
	return leaves, rows.Err()
}

// walkPage is how many cases are asked for at a time.
const walkPage = 500

// Walk gives every case of a division that has events, in order of id.
func (s *Store) Walk(ctx context.Context, division string, yield func(casework.Key) error) error {
	return s.walk(ctx, division, `select distinct case_id from event where division = ? and case_id > ? order by case_id limit ?`, yield)
}

// WalkRunning gives every case of a division that has an open clock, in order of id.
func (s *Store) WalkRunning(ctx context.Context, division string, yield func(casework.Key) error) error {
	return s.walk(ctx, division, `select distinct case_id from clock where division = ? and case_id > ? order by case_id limit ?`, yield)
}

// CaseCount is how many cases a division has.
func (s *Store) CaseCount(ctx context.Context, division string) (n int64, err error) {
	err = s.db.QueryRow(ctx, `select count(*) from cases where division = ?`, division).Scan(&n)
	return n, err
}

func (s *Store) walk(ctx context.Context, division, q string, yield func(casework.Key) error) error {
	after := int64(0)
	for {
		page, err := s.ids(ctx, q, division, after)
		if err != nil {
			return fmt.Errorf("casestore: walk: %w", err)
		}
		for _, id := range page {
			if err := yield(casework.Key{Division: division, ID: casework.ID(id)}); err != nil {
				return err
			}
		}
		if len(page) < walkPage {
			return ctx.Err()
		}
		after = page[len(page)-1]
	}
}

func (s *Store) ids(ctx context.Context, q, division string, after int64) (page []int64, err error) {
	rows, err := s.db.Query(ctx, q, division, after, walkPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		page = append(page, id)
	}
	return page, rows.Err()
}

// First gives the opening event of a case.
func (s *Store) First(ctx context.Context, key casework.Key) (casework.Event, error) {
	return s.one(ctx, key.Division, `e.case_id = ? and e.seq = ?`, int64(key.ID), 1)
}

// Leaf gives the event with leaf number n.
func (s *Store) Leaf(ctx context.Context, division string, n int64) (casework.Event, error) {
	return s.one(ctx, division, `e.n = ?`, n)
}

// Act gives an act without a case by its sequence.
func (s *Store) Act(ctx context.Context, division string, seq int64) (casework.Event, error) {
	return s.one(ctx, division, `e.case_id = 0 and e.seq = ?`, seq)
}

func (s *Store) one(ctx context.Context, division, cond string, args ...any) (casework.Event, error) {
	e := casework.Event{Division: division}
	row := s.db.QueryRow(ctx, `select e.seq, e.n, e.kind, e.schema, e.at, e.effective, e.recorded, e.actor, e.role, e.unit, e.relation, e.mandate, e.sealed,
		e.facts, e.inner_private, p.body, e.case_id
		from event e left join private p on p.division = e.division and p.case_id = e.case_id and p.seq = e.seq
		where e.division = ? and `+cond, append([]any{division}, args...)...)
	return e, scanEvent(row, &e, &e.Case)
}

// Acts gives every act without a case of a division and how its rows differ from what was
// hashed.
func (s *Store) Acts(ctx context.Context, division string, yield func(casework.Event, []Difference) error) error {
	key := casework.Key{Division: division}
	keys, err := s.Keys(ctx, key)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	gone, err := s.erasedHalves(ctx, division)
	if err != nil {
		return err
	}
	rows, err := s.db.Query(ctx, `select e.seq, e.n, e.kind, e.schema, e.at, e.effective, e.recorded, e.actor, e.role, e.unit, e.relation, e.mandate, e.sealed,
		e.facts, e.inner_private, p.body
		from event e left join private p on p.division = e.division and p.case_id = e.case_id and p.seq = e.seq
		where e.division = ? and e.case_id = 0 order by e.seq`, division)
	if err != nil {
		return fmt.Errorf("casestore: acts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		e := casework.Event{Division: division}
		cmp := &comparison{key: key}
		if err := scanEvent(rows, &e); err != nil {
			cmp.add(e.Seq, "event", err, "readable")
		} else {
			cmp.add(e.Seq, "act", e.Facts.Act, casework.ActOf(e))
			erased := int64(0)
			if gone[e.Seq] {
				erased = e.Seq + 1 // by an act whose number says nothing of when
			}
			cmp.private(e, keys, erased)
		}
		if err := yield(e, cmp.diff); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ActsOf gives the acts without a case of one kind, "" for all, in the order in which they
// were written.
func (s *Store) ActsOf(ctx context.Context, division, kind string, yield func(casework.Event) error) error {
	rows, err := s.db.Query(ctx, `select e.seq, e.n, e.kind, e.schema, e.at, e.effective, e.recorded, e.actor, e.role, e.unit, e.relation, e.mandate, e.sealed,
		e.facts, e.inner_private, p.body
		from event e left join private p on p.division = e.division and p.case_id = e.case_id and p.seq = e.seq
		where e.division = ? and e.case_id = 0 and ? in ('', e.kind) order by e.n`, division, kind)
	if err != nil {
		return fmt.Errorf("casestore: acts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		e := casework.Event{Division: division}
		if err := scanEvent(rows, &e); err != nil {
			return err
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

// maxOrphans is how many rows of one sort without an event are told.
const maxOrphans = 100

// Orphans finds rows of cases, clocks, tasks and private halves that belong to no event.
func (s *Store) Orphans(ctx context.Context, division string) ([]Difference, error) {
	var all []Difference
	for what, q := range map[string]string{
		"cases":   `select o.id, 0 from cases o where o.division = ? and not exists (select 1 from event e where e.division = o.division and e.case_id = o.id) limit ?`,
		"clock":   `select o.case_id, 0 from clock o where o.division = ? and not exists (select 1 from event e where e.division = o.division and e.case_id = o.case_id) limit ?`,
		"task":    `select o.case_id, 0 from task o where o.division = ? and not exists (select 1 from event e where e.division = o.division and e.case_id = o.case_id) limit ?`,
		"private": `select o.case_id, o.seq from private o where o.division = ? and not exists (select 1 from event e where e.division = o.division and e.case_id = o.case_id and e.seq = o.seq) limit ?`,
	} {
		rows, err := s.db.Query(ctx, q, division, maxOrphans)
		if err != nil {
			return all, fmt.Errorf("casestore: orphans: %w", err)
		}
		for rows.Next() {
			var id, seq int64
			if err := rows.Scan(&id, &seq); err != nil {
				rows.Close()
				return all, err
			}
			all = append(all, Difference{Case: casework.Key{Division: division, ID: casework.ID(id)}, Seq: seq, What: what, Have: "there", Want: "nothing, for no event made it"})
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return all, err
		}
	}
	return all, nil
}

// HeadsAside gives the sizes of heads whose instant is not that of the last act they cover; of
// a sealed act the row keeps the day alone, in which the head's instant must lie.
func (s *Store) HeadsAside(ctx context.Context, division string, size int64) ([]int64, error) {
	return s.numbers(ctx, `select h.size from head h join event e on e.division = h.division and e.n = h.size - 1
		where h.division = ? and h.size <= ? and (e.sealed = 0 and e.recorded <> h.recorded or e.sealed <> 0 and (h.recorded < e.recorded or h.recorded >= e.recorded + ?))
		order by h.size limit ?`, division, size, (24 * time.Hour).Microseconds(), maxOrphans)
}

// Beyond gives the numbers of events that no head covers: acts and heads are written together, so
// somebody put them there.
func (s *Store) Beyond(ctx context.Context, division string) ([]int64, error) {
	return s.numbers(ctx, `select n from event where division = ? and n >= (select coalesce(max(size), 0) from head where division = ?) order by n limit ?`, division, division, maxOrphans)
}

func (s *Store) numbers(ctx context.Context, q string, args ...any) ([]int64, error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("casestore: numbers: %w", err)
	}
	defer rows.Close()
	var sizes []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		sizes = append(sizes, n)
	}
	return sizes, rows.Err()
}
