// Package recallstore keeps what recalls are about, on SQLite and on PostgreSQL.
//
//	acts of a recall or an order ─▶ Project   rows for lists and counts
//	events captured              ─▶ Captured  what they add to and take from running recalls, in the
//	                                          capture's own savepoint; a very large one is marked stale
//	a scan                       ─▶ Of        key → recalls in force: rows, and for a stale one a walk back
//
// Everything but the frozen lists is made again from acts and events; Check does so and compares.
// The frozen list of each recall is what its hash in the ledger was reckoned over.
package recallstore

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
	"banjie/internal/limit"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store reads and projects.
type Store struct {
	db    *sqldb.DB
	trace *tracestore.Store
	// Most is how many things a recall may have so that a capture brings it up to date by itself;
	// above that it is marked stale and [Store.Refresh] does it.
	Most int
}

// DefaultMost keeps what a capture may cost beside its own work below about a tenth of a second.
const DefaultMost = 5000

// New makes the store.
func New(db *sqldb.DB, t *tracestore.Store) *Store { return &Store{db, t, DefaultMost} }

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// micros of an instant, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Micros(t)
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return clock.FromMicros(n)
}

// due is the earliest limit that runs.
func due(c *casework.Case) (at time.Time) {
	for _, k := range c.Clocks {
		if (k.State == limit.Running || k.State == limit.Late) && (at.IsZero() || k.Due.At.Before(at)) {
			at = k.Due.At
		}
	}
	return at
}

func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "null" // the types here always marshal
	}
	return string(raw)
}

// Project writes the rows of an act.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	var err error
	switch {
	case c == nil:
		return nil
	case c.Procedure == recall.OrderName:
		err = putOrder(tx, c)
	case c.Procedure == recall.Name:
		if err = s.putRecall(tx, c); err == nil && (e.Kind == "recall_opened" || e.Kind == "recall_scope_confirmed") {
			err = s.freeze(tx, c, e)
		}
	}
	if err != nil {
		return fmt.Errorf("recallstore: %w", err)
	}
	return nil
}

func (s *Store) putRecall(tx *sqldb.Tx, c *casework.Case) error {
	f := recall.FileOf(c)
	warns := c.State == recall.Running || c.State == recall.Closed && !f.Drill
	_, err := tx.Exec(`insert into food_recall (division, id, number, unit, party, state, drill, grade, cause, ref, title, maker, opened, begun, published, closed, things, hash, start, micros, due, warns, by_maker)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, id) do update set state = excluded.state, grade = excluded.grade, begun = excluded.begun, published = excluded.published, closed = excluded.closed,
		things = excluded.things, hash = excluded.hash, due = excluded.due, warns = excluded.warns`,
		c.Division, int64(c.ID), c.Number, c.Unit, c.Party, string(c.State), number(f.Drill), int64(f.Grade), f.Cause, f.Ref, f.Title, f.Maker, micros(c.Opened), number(f.Begun), micros(f.Published), micros(c.Closed),
		f.Scope.Things, f.Scope.Hash, text(f.Scope.Start), f.Scope.Micros, micros(due(c)), number(warns), number(len(c.Events) > 0 && c.Events[0].By.Relation == casework.Applicant))
	return err
}

func putOrder(tx *sqldb.Tx, c *casework.Case) error {
	o := recall.OrderOf(c)
	_, err := tx.Exec(`insert into food_recall_order (division, id, number, recall, place, party, state, drill, held, sold, unsaid, counts, issued, stopped, answered, due)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, id) do update set state = excluded.state, held = excluded.held, sold = excluded.sold, unsaid = excluded.unsaid, counts = excluded.counts,
		stopped = excluded.stopped, answered = excluded.answered, due = excluded.due`,
		c.Division, int64(c.ID), c.Number, int64(o.Recall), o.Holder.Place, c.Party, string(c.State), number(o.Drill), text(o.Holder.Held), text(o.Holder.Sold), number(o.Holder.Unsaid), text(o.Counts),
		micros(o.Issued), micros(o.Stopped), micros(o.Answered), micros(due(c)))
	return err
}

const orderColumns = `division, id, number, recall, place, party, state, drill, held, sold, unsaid, counts, issued, stopped, answered, due`

func scanOrder(rows interface{ Scan(...any) error }) (o recall.OrderRow, err error) {
	var id, of, drill, unsaid, issued, stopped, answered, until int64
	var state, held, sold, counts string
	if err := rows.Scan(&o.Division, &id, &o.Number, &of, &o.Place, &o.Party, &state, &drill, &held, &sold, &unsaid, &counts, &issued, &stopped, &answered, &until); err != nil {
		return o, err
	}
	o.ID, o.Recall, o.State, o.Drill, o.Unsaid = casework.ID(id), casework.ID(of), recall.OrderState(state), drill != 0, unsaid != 0
	o.Issued, o.Stopped, o.Answered, o.Due = instant(issued), instant(stopped), instant(answered), instant(until)
	return o, errors.Join(json.Unmarshal([]byte(held), &o.Held), json.Unmarshal([]byte(sold), &o.Sold), json.Unmarshal([]byte(counts), &o.Counts))
}

func (s *Store) orders(ctx context.Context, q string, args ...any) (all []recall.OrderRow, err error) {
	rows, err := s.db.Query(ctx, `select `+orderColumns+` from food_recall_order `+q, args...)
	if err != nil {
		return nil, fmt.Errorf("recallstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		o, err := scanOrder(rows)
		if err != nil {
			return nil, fmt.Errorf("recallstore: %w", err)
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

// OrdersOf implements recall.Orders; by place.
func (s *Store) OrdersOf(ctx context.Context, division string, of casework.ID) ([]recall.OrderRow, error) {
	return s.orders(ctx, `where division = ? and recall = ? order by place, id`, division, int64(of))
}

// OrdersFor gives the orders to a party, newest first.
func (s *Store) OrdersFor(ctx context.Context, division, party string, most int) ([]recall.OrderRow, error) {
	if party == "" {
		return nil, nil
	}
	return s.orders(ctx, `where division = ? and party = ? order by issued desc, id desc limit ?`, division, party, most)
}

const recallColumns = `division, id, number, unit, party, state, drill, grade, cause, ref, title, maker, opened, begun, published, closed, things, hash, start, micros, due, warns, by_maker, stale`

func scanRecall(rows interface{ Scan(...any) error }) (r recall.Row, err error) {
	var id, drill, grade, opened, begun, published, closed, until, warns, maker, stale int64
	var state, start string
	if err := rows.Scan(&r.Division, &id, &r.Number, &r.Unit, &r.Party, &state, &drill, &grade, &r.Cause, &r.Ref, &r.Title, &r.Maker, &opened, &begun, &published, &closed, &r.Things, &r.Hash, &start, &r.Micros, &until, &warns, &maker, &stale); err != nil {
		return r, err
	}
	r.ID, r.State, r.Drill, r.Grade, r.Begun, r.Warns, r.ByMaker, r.Stale = casework.ID(id), casework.State(state), drill != 0, recall.Grade(grade), begun != 0, warns != 0, maker != 0, stale != 0
	r.Opened, r.Published, r.Closed, r.Due = instant(opened), instant(published), instant(closed), instant(until)
	return r, json.Unmarshal([]byte(start), &r.Start)
}

func (s *Store) recalls(ctx context.Context, q string, args ...any) (all []recall.Row, err error) {
	rows, err := s.db.Query(ctx, `select `+recallColumns+` from food_recall `+q, args...)
	if err != nil {
		return nil, fmt.Errorf("recallstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanRecall(rows)
		if err != nil {
			return nil, fmt.Errorf("recallstore: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// Recall gives one; fault.NotFound.
func (s *Store) Recall(ctx context.Context, key casework.Key) (recall.Row, error) {
	r, err := scanRecall(s.db.QueryRow(ctx, `select `+recallColumns+` from food_recall where division = ? and id = ?`, key.Division, int64(key.ID)))
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.Missing()
	}
	return r, err
}

// List gives recalls, the newest first.
func (s *Store) List(ctx context.Context, q recall.Query) (page recall.Page, err error) {
	where, args := `where division = ?`, []any{q.Division}
	if q.Drills != nil {
		where, args = where+` and drill = ?`, append(args, number(*q.Drills))
	}
	if q.Open {
		where, args = where+` and state = ?`, append(args, string(recall.Running))
	}
	if q.Published {
		where += ` and published > 0`
	}
	if q.Party != "" {
		where, args = where+` and party = ?`, append(args, q.Party)
	}
	if q.After != "" {
		var at, id int64
		if _, err := fmt.Sscanf(q.After, "%d.%d", &at, &id); err != nil {
			return page, fault.Missing()
		}
		where, args = where+` and (opened < ? or opened = ? and id < ?)`, append(args, at, at, id)
	}
	n := q.Limit
	if n <= 0 || n > 100 {
		n = 20
	}
	page.Recalls, err = s.recalls(ctx, where+` order by opened desc, id desc limit ?`, append(args, n+1)...)
	if len(page.Recalls) > n {
		last := page.Recalls[n-1]
		page.Recalls, page.Next = page.Recalls[:n], fmt.Sprintf("%d.%d", clock.Micros(last.Opened), int64(last.ID))
	}
	return page, err
}

// Difference is what the events say now against the frozen list.
func (s *Store) Difference(ctx context.Context, key casework.Key, most int) (d recall.Difference, err error) {
	for _, x := range []struct {
		frozen, now int64
		n           *int
		keys        *[]string
	}{{0, 1, &d.Added, &d.AddedKeys}, {1, 0, &d.Dropped, &d.DroppedKeys}} {
		if err := s.db.QueryRow(ctx, `select count(*) from food_recall_thing where division = ? and recall = ? and role = 0 and frozen = ? and now = ?`, key.Division, int64(key.ID), x.frozen, x.now).Scan(x.n); err != nil {
			return d, fmt.Errorf("recallstore: %w", err)
		}
		nodes, err := s.things(ctx, `division = ? and recall = ? and role = 0 and frozen = ? and now = ? order by thing limit ?`, key.Division, int64(key.ID), x.frozen, x.now, most)
		if err != nil {
			return d, err
		}
		if *x.keys, err = s.trace.Keys(ctx, nodes); err != nil {
			return d, err
		}
	}
	return d, nil
}

// Things gives keys of what a recall is about by the events as they stand, from after on.
func (s *Store) Things(ctx context.Context, key casework.Key, after int64, most int) (keys []string, next int64, err error) {
	nodes, err := s.things(ctx, `division = ? and recall = ? and role = 0 and now = 1 and thing > ? order by thing limit ?`, key.Division, int64(key.ID), after, most)
	if err != nil {
		return nil, 0, err
	}
	if len(nodes) == most {
		next = int64(nodes[most-1])
	}
	keys, err = s.trace.Keys(ctx, nodes)
	return keys, next, err
}

// small is how many things of a recall are looked at one by one; of a larger one it is begun from the place.
const small = 500

// At implements recall.Lists. What came to the place is asked first where the recall is large; only where that is
// less than asked for each thing of the recall is looked at.
func (s *Store) At(ctx context.Context, key casework.Key, place string, most int) ([]string, error) {
	var many int
	if err := s.db.QueryRow(ctx, `select count(*) from (select 1 as one from food_recall_thing where division = ? and recall = ? limit ?) as few`, key.Division, int64(key.ID), small+1).Scan(&many); err != nil {
		return nil, fmt.Errorf("recallstore: %w", err)
	}
	if many > small {
		nodes, err := s.nodes(ctx, `select distinct v.thing from trace_visit v join food_recall_thing r on r.thing = v.thing and r.division = ? and r.recall = ? and r.now = 1
			where v.place = (select p.id from trace_place p where p.key = ?) order by v.thing limit ?`, key.Division, int64(key.ID), tracestore.Stored(place), most)
		if err != nil {
			return nil, err
		}
		if len(nodes) == most {
			return s.trace.Keys(ctx, nodes)
		}
	}
	nodes, err := s.things(ctx, `division = ? and recall = ? and now = 1 and exists (select 1 from trace_event_thing x join trace_event e on e.id = x.event where x.thing = food_recall_thing.thing and e.declared = 0 and e.annulled_by = 0
		and case when e.location <> 0 then e.location else e.read_point end = (select p.id from trace_place p where p.key = ?)) order by thing limit ?`,
		key.Division, int64(key.ID), tracestore.Stored(place), most)
	if err != nil {
		return nil, err
	}
	return s.trace.Keys(ctx, nodes)
}

func (s *Store) things(ctx context.Context, where string, args ...any) (nodes []trace.Node, err error) {
	return s.nodes(ctx, `select thing from food_recall_thing where `+where, args...)
}

func (s *Store) nodes(ctx context.Context, q string, args ...any) (nodes []trace.Node, err error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("recallstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n trace.Node
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, rows.Err()
}
