package tracestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"banjie/internal/fault"
)

// Asked narrows what is read of the archive. Every field is optional.
type Asked struct {
	After       int64    // events captured after this number
	Things      []string // keys, one of which the event names in any role
	Locations   []string // keys of places, one of which is its location
	ReadPoints  []string // or its read point
	From, Until int64    // event time, UTC microseconds; Until excluded; 0: open
	Limit       int      // at most so many
}

// Archived is an event as it is kept.
type Archived struct {
	ID       int64 // grows with capture
	Hash     [32]byte
	EventID  string
	Time     int64
	Annulled bool // an error declaration says that it was wrong
	Body     []byte
}

// Archive reads events in the order of their capture.
func (s *Store) Archive(ctx context.Context, q Asked) (all []Archived, err error) {
	if q.timed() {
		few, whole, err := s.inTime(ctx, &q)
		if err != nil || whole {
			return few, err
		}
	}
	conds, args := []string{"e.id > ?"}, []any{q.After}
	if q.From != 0 {
		conds, args = append(conds, "e.t >= ?"), append(args, q.From)
	}
	if q.Until != 0 {
		conds, args = append(conds, "e.t < ?"), append(args, q.Until)
	}
	if len(q.Things) > 0 {
		ids, err := s.numbersOf(ctx, q.Things)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		conds = append(conds, "e.id in (select event from trace_event_thing where thing in ("+strings.Repeat("?, ", len(ids)-1)+"?))")
		args = append(args, ids...)
	}
	for _, at := range []struct {
		column string
		keys   []string
	}{{"e.location", q.Locations}, {"e.read_point", q.ReadPoints}} {
		if len(at.keys) == 0 {
			continue
		}
		ids, err := s.placesOf(ctx, at.keys)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		// The first half says that the partial index serves.
		conds = append(conds, at.column+" <> 0 and "+at.column+" in (?"+strings.Repeat(", ?", len(ids)-1)+")")
		args = append(args, ids...)
	}
	return s.archived(ctx, "where "+strings.Join(conds, " and ")+" order by e.id limit ?", append(args, q.Limit)...)
}

// numbersOf gives the numbers of things that are known.
func (s *Store) numbersOf(ctx context.Context, keys []string) (ids []any, err error) {
	for _, k := range keys {
		n, err := s.thing(ctx, k)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, int64(n))
	}
	return ids, nil
}

// placesOf gives the numbers of places that are known.
func (s *Store) placesOf(ctx context.Context, keys []string) (ids []any, err error) {
	for _, k := range keys {
		var n int64
		err := s.db.QueryRow(ctx, "select id from trace_place where key = ?", Stored(k)).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("tracestore: place: %w", err)
		}
		ids = append(ids, n)
	}
	return ids, nil
}

// Named gives the events known by a name: their eventID, or the id of their content
// (ni:///sha-256;…?ver=CBV2.0).
func (s *Store) Named(ctx context.Context, name string) ([]Archived, error) {
	text, version, _ := strings.Cut(strings.TrimPrefix(name, "ni:///sha-256;"), "?")
	if h, ok := hashName("ni:" + text); ok && version == "ver=CBV2.0" {
		return s.archived(ctx, "where e.hash = ? or e.event_id = ? order by e.id", h[:], name)
	}
	return s.archived(ctx, "where e.event_id = ? and e.event_id <> '' order by e.id", name)
}

func (s *Store) archived(ctx context.Context, tail string, args ...any) (all []Archived, err error) {
	rows, err := s.db.Query(ctx, "select e.id, e.hash, e.event_id, e.t, e.annulled_by, e.body from trace_event e "+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("tracestore: archive: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var a Archived
		var hash []byte
		var annulled int64
		if err := rows.Scan(&a.ID, &hash, &a.EventID, &a.Time, &annulled, &a.Body); err != nil {
			return nil, err
		}
		copy(a.Hash[:], hash)
		a.Annulled = annulled != 0
		all = append(all, a)
	}
	return all, rows.Err()
}
