// Package casestore keeps cases: events, private halves, and the projections that
// lists and the sweeper read. It implements casework.Store, Writer and Lists on
// both engines; casetest.Exercise runs on each.
//
// Rows of a filing, in one transaction: idempotency, case, private half, one clock
// each, the intake task, and at the end of the group the event with its leaf number.
package casestore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
)

// Projector writes a domain's own rows for an event, inside the unit's savepoint.
// c is the case after the event, nil for acts without a case. The same events must
// give the same rows again.
type Projector = func(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error

// Store reads and writes cases of one database.
type Store struct {
	db         *sqldb.DB
	writer     *sqldb.Writer
	projectors []Projector

	mu      sync.Mutex
	serials map[string]*block
}

// block is the numbers of a series that this node has taken and not yet given out.
type block struct{ next, end, size int64 }

// New makes the store; writer may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer, projectors ...Projector) *Store {
	return &Store{db: db, writer: w, projectors: projectors, serials: map[string]*block{}}
}

// Load reads a case's events in order.
func (s *Store) Load(ctx context.Context, key casework.Key) ([]casework.Event, casework.Provenance, error) {
	rows, err := s.db.Query(ctx, `select e.seq, e.n, e.kind, e.schema, e.at, e.effective, e.recorded, e.actor, e.role, e.unit, e.relation, e.mandate,
		e.facts, e.inner_private, p.body
		from event e left join private p on p.division = e.division and p.case_id = e.case_id and p.seq = e.seq
		where e.division = ? and e.case_id = ? order by e.seq`, key.Division, int64(key.ID))
	if err != nil {
		return nil, "", fmt.Errorf("casestore: load: %w", err)
	}
	defer rows.Close()
	var events []casework.Event
	for rows.Next() {
		e := casework.Event{Division: key.Division, Case: key.ID}
		if err := scanEvent(rows, &e); err != nil {
			return nil, "", err
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return nil, "", fmt.Errorf("casestore: load: %w", err)
	}
	if len(events) == 0 {
		return nil, "", fault.Missing()
	}
	var from casework.Provenance
	if o := events[0].Facts.Open; o != nil {
		from = o.Provenance
	}
	return events, from, nil
}

type scanner interface{ Scan(...any) error }

func scanEvent(rows scanner, e *casework.Event, more ...any) error {
	var at, effective, recorded int64
	var inner, facts, private []byte
	var role, relation string
	if err := rows.Scan(append([]any{&e.Seq, &e.N, &e.Kind, &e.Schema, &at, &effective, &recorded, &e.By.ID, &role, &e.By.Unit, &relation, &e.By.Mandate,
		&facts, &inner, &private}, more...)...); err != nil {
		return fmt.Errorf("casestore: event: %w", err)
	}
	e.At, e.Effective, e.Recorded = clock.FromMicros(at), clock.FromMicros(effective), clock.FromMicros(recorded)
	e.By.Role, e.By.Relation = access.Role(role), casework.Relation(relation)
	e.Raw, e.RawPriv = facts, private
	copy(e.Inner[:], inner)
	if err := json.Unmarshal(facts, &e.Facts); err != nil {
		return fmt.Errorf("casestore: facts of event %d of case %s: %w", e.Seq, e.Case, err)
	}
	if len(private) > 0 {
		if err := json.Unmarshal(private, &e.Private); err != nil {
			return fmt.Errorf("casestore: private half of event %d of case %s: %w", e.Seq, e.Case, err)
		}
	} else if e.Inner != ledger.Nothing {
		e.Erased = true
	}
	return nil
}

// Due implements casework.Store.
func (s *Store) Due(ctx context.Context, division string, now time.Time, limit int) ([]casework.DueClock, error) {
	q, args := `select division, case_id, name, next from clock where next > 0 and next <= ? order by next limit ?`, []any{clock.Micros(now), limit}
	if division != "" {
		q, args = `select division, case_id, name, next from clock where next > 0 and next <= ? and division = ? order by next limit ?`, []any{clock.Micros(now), division, limit}
	}
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("casestore: due clocks: %w", err)
	}
	defer rows.Close()
	var due []casework.DueClock
	for rows.Next() {
		var d casework.DueClock
		var next int64
		if err := rows.Scan(&d.Division, &d.ID, &d.Name, &next); err != nil {
			return nil, err
		}
		d.Next = clock.FromMicros(next)
		due = append(due, d)
	}
	return due, rows.Err()
}

// NextDue is the earliest instant at which a clock of the division must be looked at; zero when none runs.
func (s *Store) NextDue(ctx context.Context, division string) (time.Time, error) {
	var next int64
	err := s.db.QueryRow(ctx, `select next from clock where next > 0 and division = ? order by next limit 1`, division).Scan(&next)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return clock.FromMicros(next), err
}

// ForgetRepeats deletes the idempotency records made before an instant, and says how many.
// The same key may then file again; [casework.RepeatDays] is how long it must not.
func (s *Store) ForgetRepeats(ctx context.Context, division string, before time.Time) (int64, error) {
	n, err := s.writer.Delete(ctx, division, `delete from idem where (division, actor, key) in (select division, actor, key from idem where division = ? and at < ? order by at limit ?)`,
		division, clock.Micros(before))
	if err != nil {
		return n, fmt.Errorf("casestore: %w", err)
	}
	return n, nil
}

// Repeated implements casework.Store.
func (s *Store) Repeated(ctx context.Context, division, actor, key string) (casework.Repeat, bool, error) {
	var d casework.Repeat
	var hash []byte
	err := s.db.QueryRow(ctx, `select case_id, seq, hash from idem where division = ? and actor = ? and key = ?`, division, actor, key).Scan(&d.Case, &d.Seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	copy(d.Hash[:], hash)
	return d, err == nil, err
}

// A node takes numbers in blocks, each twice the one before: while a block is taken nobody
// files, and what is left of one when the program ends is lost. A quiet hall loses few.
const (
	firstBlock = 64
	mostBlock  = 2048
)

// Number implements casework.Store.
func (s *Store) Number(ctx context.Context, division, series string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := division + "/" + series
	b := s.serials[key]
	if b == nil || b.next == b.end {
		var end int64
		size := int64(firstBlock)
		if b != nil {
			size = min(2*b.size, mostBlock)
		}
		_, err := s.writer.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(`insert into serial (division, series, next) values (?, ?, ?)
				on conflict (division, series) do update set next = serial.next + ?`, division, series, size+1, size); err != nil {
				return err
			}
			return tx.QueryRow(`select next from serial where division = ? and series = ?`, division, series).Scan(&end)
		}})
		if err != nil {
			return 0, fmt.Errorf("casestore: number: %w", err)
		}
		b = &block{end - size, end, size}
		if len(s.serials) > 64 { // a new day has begun: forget the old series
			clear(s.serials)
		}
		s.serials[key] = b
	}
	n := b.next
	b.next++
	return n, nil
}

// actKey gives the key from which the salts of a division's acts without a case derive.
// It runs in the writer and takes no lock: [Store.Number] holds one while it waits for the writer.
func (s *Store) actKey(tx *sqldb.Tx, division string) (k [32]byte, err error) {
	stored := []byte{}
	const find = `select key_facts from division_key where division = ?`
	if err = tx.QueryRow(find, division).Scan(&stored); errors.Is(err, sql.ErrNoRows) {
		rand.Read(k[:])
		if _, err = tx.Exec(`insert into division_key (division, key_facts) values (?, ?) on conflict (division) do nothing`, division, k[:]); err == nil {
			err = tx.QueryRow(find, division).Scan(&stored) // another node may have been faster
		}
	}
	copy(k[:], stored)
	return k, err
}
