package chainstore

import (
	"context"
	"fmt"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace/tracestore"
)

// Seen implements chain.Store.
func (s *Store) Seen(ctx context.Context, division, lot string) (chain.Seen, error) {
	return s.seen(func(q string, args ...any) *sqldb.Row { return s.db.QueryRow(ctx, q, args...) }, division, lot)
}

// seen reads what papers of a lot are decided on: looks into keys of indexes, the lot's own events
// and papers, and what failed or is sealed in the county.
func (s *Store) seen(row func(q string, args ...any) *sqldb.Row, division, lot string) (x chain.Seen, err error) {
	x.Lot = lot
	var thing int64
	if err := row(`select coalesce(max(id), 0) from trace_thing where key = ?`, tracestore.Stored(lot)).Scan(&thing); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if err := row(`select count(*), coalesce(max(x.event), 0), coalesce(sum(case when e.annulled_by = 0 and e.twin_of = 0 and e.declared = 0 then 1 else 0 end), 0)
		from trace_event_thing x join trace_event e on e.id = x.event where x.thing = ?`, thing).Scan(&x.Events, &x.Last, &x.Counting); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if err := row(`select count(*), coalesce(sum(case when withdrawn > 0 then 1 else 0 end), 0) from food_certificate where division = ? and lot = ?`, division, lot).Scan(&x.Papers, &x.Withdrawn); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if !s.Offices {
		return x, nil
	}
	if err := row(`select count(*) from food_recall_start where key = ?`, lot).Scan(&x.Begun); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if err := row(`select count(*), coalesce(sum(case when now = 1 then 1 else 0 end), 0) from food_recall_thing where thing = ?`, thing).Scan(&x.Caught, &x.Now); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if err := row(`select count(*) from food_recall where stale = 1`).Scan(&x.Stale); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if x.Stale > 0 {
		if err := row(`select next_event from trace_state where id = 1`).Scan(&x.Next); err != nil {
			return x, fmt.Errorf("chainstore: %w", err)
		}
	}
	if err := row(`select count(*), coalesce(max(at), 0), coalesce(sum(corrections), 0) from food_sample where division = ? and passed = 0`, division).Scan(&x.Failed, &x.FailedLast, &x.Corrections); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	if err := row(`select count(*), coalesce(max(sealed), 0) from food_seal where released = 0 and thing <> ''`).Scan(&x.Seals, &x.SealLast); err != nil {
		return x, fmt.Errorf("chainstore: %w", err)
	}
	return x, nil
}

// unchanged is a conflict where something that a paper was decided on is no longer as it was seen.
// Papers, captures and the openings of recalls take turns, so that nothing changes between this look
// and the end of the transaction.
func (s *Store) unchanged(tx *sqldb.Tx, division string, was *chain.Seen) error {
	if err := tracestore.Turn(tx); err != nil {
		return err
	}
	is, err := s.seen(tx.QueryRow, division, was.Lot)
	if err != nil {
		return err
	}
	if is != *was {
		return casework.ErrConflict
	}
	return nil
}
