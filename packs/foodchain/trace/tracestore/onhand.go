package tracestore

import (
	"context"
	"database/sql"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// OnHand gives what came to a place of each thing (In) less what left it (Out), by family of units.
// Only events that name both count: what came or left inside a container is not in it. A thing of
// which nothing was captured anywhere is not in the answer; one that was never here has an empty
// balance.
func (s *Store) OnHand(ctx context.Context, place string, keys []string) (map[string]trace.Balance, error) {
	out := make(map[string]trace.Balance, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	stored := make([]string, len(keys))
	for i, k := range keys {
		stored[i] = Stored(k)
	}
	var ids []int64
	names := map[int64]string{}
	err := each(reader{ctx, s.db}, s.db.Engine, "select id, key from trace_thing where key @", stored, func(r *sql.Rows) error {
		var id int64
		var key string
		err := r.Scan(&id, &key)
		ids, names[id] = append(ids, id), Long(key)
		out[Long(key)] = trace.Balance{}
		return err
	})
	if err != nil || len(ids) == 0 {
		return out, err
	}
	const q = `select et.thing, et.role, et.amount, et.unit, e.type, e.action, e.step
		from trace_event_thing et join trace_event e on e.id = et.event
		where case when e.location <> 0 then e.location else e.read_point end = (select id from trace_place where key = ?)
		and e.annulled_by = 0 and e.twin_of = 0 and e.declared = 0 and et.thing @`
	err = each(reader{ctx, s.db}, s.db.Engine, q, ids, func(r *sql.Rows) error {
		var part trace.Part
		var role int64
		var e trace.Record
		if err := r.Scan(&part.Node, &role, &part.Amount, &part.Unit, &e.Type, &e.Action, &e.Step); err != nil {
			return err
		}
		n, family := part.Measure()
		if family == "" {
			return nil
		}
		switch b := out[names[int64(part.Node)]]; e.MotionOf(role == roleInput, role == roleOutput) {
		case trace.MotionMade, trace.MotionReceived:
			b.Add(family, trace.Sum{In: n}, 1)
		case trace.MotionShipped, trace.MotionUsed, trace.MotionSold, trace.MotionGone:
			b.Add(family, trace.Sum{Out: n}, 1)
		}
		return nil
	}, Stored(place))
	return out, err
}

// Numbers gives the numbers of stored events between two numbers, by their hash, as the writer's
// transaction sees them.
func Numbers(tx *sqldb.Tx, first, last int64) (map[[32]byte]int64, error) {
	rows, err := tx.Query("select id, hash from trace_event where id between ? and ?", first, last)
	if err != nil {
		return nil, err
	}
	out := map[[32]byte]int64{}
	return out, drain(rows, func(r *sql.Rows) error {
		var id int64
		var hash []byte
		if err := r.Scan(&id, &hash); err != nil {
			return err
		}
		out[[32]byte(hash)] = id
		return nil
	})
}
