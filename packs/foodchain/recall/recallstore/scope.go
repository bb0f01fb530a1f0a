package recallstore

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// list passes numbers to one statement: a JSON array on SQLite, an array on PostgreSQL.
func list(e sqldb.Engine, nodes []trace.Node) any {
	ids := make([]int64, len(nodes))
	for i, n := range nodes {
		ids[i] = int64(n)
	}
	if e == sqldb.Postgres {
		return ids
	}
	return text(ids)
}

// among is the condition that a number is of such a list.
func among(e sqldb.Engine) string {
	if e == sqldb.Postgres {
		return "= any(?)"
	}
	return "in (select value from json_each(?))"
}

// freeze writes the list that an act commits to by its hash.
func (s *Store) freeze(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	f := recall.FileOf(c)
	rows, _ := e.Beside.(*recall.Rows)
	var r *trace.Reach
	if rows != nil {
		r = rows.Reach
	} else {
		var err error
		if r, err = s.trace.ReachWithin(tx, f.Scope.Start, trace.Limits{}); err != nil {
			return err
		}
	}
	if err := putStarts(tx, c.Key, f.Scope.Start, r.Unknown); err != nil {
		return err
	}
	if err := set(tx, c.Key, r, true); err != nil {
		return err
	}
	next, err := s.trace.Next(tx)
	if err != nil {
		return err
	}
	if next != r.AsOf { // events came while the list was made: it stays as it was hashed, scans know better
		return s.refresh(tx, c.Key, f.Scope.Start)
	}
	_, err = tx.Exec(`update food_recall set stale = 0 where division = ? and id = ?`, c.Division, int64(c.ID))
	return err
}

func putStarts(tx *sqldb.Tx, k casework.Key, start trace.Start, unknown []string) error {
	const q = `insert into food_recall_start (key, division, recall, plot, known, t_from, t_until) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (key, division, recall, plot, t_from) do update set known = excluded.known`
	for _, key := range start.Things {
		if _, err := tx.Exec(q, key, k.Division, int64(k.ID), 0, number(!slices.Contains(unknown, key)), 0, 0); err != nil {
			return err
		}
	}
	for _, p := range start.Plots {
		until := p.Until
		if until == 0 {
			until = math.MaxInt64
		}
		if _, err := tx.Exec(q, p.Plot, k.Division, int64(k.ID), 1, 1, p.From, until); err != nil {
			return err
		}
	}
	return nil
}

// row is a thing of a recall as it is kept.
type row struct{ role, frozen, now int64 }

// set brings the rows of a recall to what a reach says. With freeze it becomes the frozen list.
func set(tx *sqldb.Tx, k casework.Key, r *trace.Reach, freeze bool) error {
	have := map[trace.Node]row{}
	rows, err := tx.Query(`select thing, role, frozen, now from food_recall_thing where division = ? and recall = ?`, k.Division, int64(k.ID))
	if err != nil {
		return err
	}
	for rows.Next() {
		var n trace.Node
		var x row
		if err := rows.Scan(&n, &x.role, &x.frozen, &x.now); err != nil {
			rows.Close()
			return err
		}
		have[n] = x
	}
	if err := rows.Close(); err != nil {
		return err
	}
	known := len(have) > 0
	put := map[row][]trace.Node{}
	want := func(n trace.Node, role int64) {
		was, is := have[n]
		delete(have, n)
		next := row{role: role, now: 1, frozen: was.frozen}
		if freeze {
			next.frozen = 1 - role
		}
		if !is || was != next {
			put[next] = append(put[next], n)
		}
	}
	for _, n := range r.Things {
		want(n, 0)
	}
	for _, n := range r.Carriers() {
		want(n, 1)
	}
	var gone []trace.Node
	for n, was := range have { // no longer by the events
		switch next := (row{0, was.frozen, 0}); {
		case freeze || was.frozen == 0:
			gone = append(gone, n)
		case was != next:
			put[next] = append(put[next], n)
		}
	}
	for x, nodes := range put {
		slices.Sort(nodes)
		q := `insert into food_recall_thing (thing, division, recall, role, frozen, now) select x, cast(? as text), cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as bigint) from (` + aliased(tx.Engine) + `) list where true`
		if known { // a first list has nothing to look for
			q += ` on conflict (thing, division, recall) do update set role = excluded.role, frozen = excluded.frozen, now = excluded.now`
		}
		if _, err := tx.Exec(q,
			k.Division, int64(k.ID), x.role, x.frozen, x.now, list(tx.Engine, nodes)); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		if _, err := tx.Exec(`delete from food_recall_thing where division = ? and recall = ? and thing `+among(tx.Engine), k.Division, int64(k.ID), list(tx.Engine, gone)); err != nil {
			return err
		}
	}
	return nil
}

// aliased is a list as a column x.
func aliased(e sqldb.Engine) string {
	if e == sqldb.Postgres {
		return "select unnest(?::bigint[]) as x"
	}
	return "select value as x from json_each(?)"
}

// Captured brings running recalls up to date with events, in the savepoint of their capture.
func (s *Store) Captured(tx *sqldb.Tx, _ *capture.Batch, got tracestore.Taken) error {
	if got.New == 0 {
		return nil
	}
	var live int64
	if err := tx.QueryRow(`select count(*) from food_recall where warns = 1`).Scan(&live); err != nil || live == 0 {
		return err
	}
	t, err := s.trace.Touched(tx, got.First, got.Last)
	if err != nil {
		return err
	}
	found := map[casework.Key]bool{}
	note := func(q string, args ...any) error {
		rows, err := tx.Query(q, args...)
		if err != nil {
			return fmt.Errorf("recallstore: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var k casework.Key
			if err := rows.Scan(&k.Division, &k.ID); err != nil {
				return err
			}
			found[k] = true
		}
		return rows.Err()
	}
	if len(t.Nodes) > 0 {
		if err := note(`select distinct division, recall from food_recall_thing where thing `+among(tx.Engine), list(tx.Engine, t.Nodes)); err != nil {
			return err
		}
	}
	for _, p := range t.Plots {
		if err := note(`select division, recall from food_recall_start where key = ? and plot = 1`, p); err != nil {
			return err
		}
	}
	if err := s.becameKnown(tx, found); err != nil {
		return err
	}
	for k := range found {
		var start string
		var warns, things int64
		if err := tx.QueryRow(`select start, warns, things from food_recall where division = ? and id = ?`, k.Division, int64(k.ID)).Scan(&start, &warns, &things); err != nil {
			return fmt.Errorf("recallstore: %w", err)
		}
		if warns == 0 {
			continue
		}
		if things > int64(s.Most) {
			if _, err := tx.Exec(`update food_recall set stale = 1 where division = ? and id = ?`, k.Division, int64(k.ID)); err != nil {
				return fmt.Errorf("recallstore: %w", err)
			}
			continue
		}
		var from trace.Start
		if err := json.Unmarshal([]byte(start), &from); err != nil {
			return fmt.Errorf("recallstore: start of %s: %w", k.ID, err)
		}
		if err := s.refresh(tx, k, from); err != nil {
			return fmt.Errorf("recallstore: %w", err)
		}
	}
	return nil
}

// becameKnown notes recalls that begin from a key of which something is captured only now.
func (s *Store) becameKnown(tx *sqldb.Tx, found map[casework.Key]bool) error {
	rows, err := tx.Query(`select key, division, recall from food_recall_start where known = 0 and plot = 0`)
	if err != nil {
		return fmt.Errorf("recallstore: %w", err)
	}
	waiting := map[string][]casework.Key{}
	var keys []string
	for rows.Next() {
		var key string
		var k casework.Key
		if err := rows.Scan(&key, &k.Division, &k.ID); err != nil {
			rows.Close()
			return err
		}
		waiting[key] = append(waiting[key], k)
		keys = append(keys, key)
	}
	if err := rows.Close(); err != nil || len(keys) == 0 {
		return err
	}
	known, err := s.trace.NumbersWithin(tx, keys)
	if err != nil {
		return err
	}
	for key := range known {
		if _, err := tx.Exec(`update food_recall_start set known = 1 where key = ? and plot = 0`, key); err != nil {
			return fmt.Errorf("recallstore: %w", err)
		}
		for _, k := range waiting[key] {
			found[k] = true
		}
	}
	return nil
}

// refresh walks anew and keeps the frozen list.
func (s *Store) refresh(tx *sqldb.Tx, k casework.Key, start trace.Start) error {
	r, err := s.trace.ReachWithin(tx, start, trace.Limits{})
	if err != nil {
		return err
	}
	if err := set(tx, k, r, false); err != nil {
		return err
	}
	_, err = tx.Exec(`update food_recall set stale = 0 where division = ? and id = ?`, k.Division, int64(k.ID))
	return err
}
