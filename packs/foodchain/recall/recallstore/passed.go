package recallstore

import (
	"context"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// PassedOn implements recall.Lists. It reads the things as the events have them now, each by its own
// events from the instant on; a container that was sold with such things in it is not among them.
func (s *Store) PassedOn(ctx context.Context, key casework.Key, since time.Time, most int) (all []recall.Passed, err error) {
	rows, err := s.db.Query(ctx, `select k.key, coalesce(p.key, ''), e.t, x.amount, x.unit, e.step from food_recall_thing r
		join trace_event_thing x on x.thing = r.thing and x.t >= ?
		join trace_event e on e.id = x.event
		join trace_thing k on k.id = r.thing
		left join trace_place p on p.id = case when e.location = 0 then e.read_point else e.location end
		where r.division = ? and r.recall = ? and r.role = 0 and r.now = 1
		and e.declared = 0 and e.annulled_by = 0 and e.twin_of = 0 and e.step in (?, ?, ?) and e.disposition <> 'returned'
		order by e.t, e.id, k.key limit ?`,
		clock.Micros(since), key.Division, int64(key.ID), trace.RetailSelling, trace.Shipping, trace.Departing, most)
	if err != nil {
		return nil, fmt.Errorf("recallstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var x recall.Passed
		var at int64
		var step string
		if err := rows.Scan(&x.Key, &x.Place, &at, &x.Amount, &x.Unit, &step); err != nil {
			return nil, fmt.Errorf("recallstore: %w", err)
		}
		x.Key, x.Place = tracestore.Long(x.Key), tracestore.Long(x.Place)
		x.Time, x.Sent = clock.FromMicros(at), step != trace.RetailSelling
		all = append(all, x)
	}
	return all, rows.Err()
}
