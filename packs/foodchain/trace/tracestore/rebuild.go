package tracestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// rebuildStep is how many events are derived from at a time.
const rebuildStep = 2000

// Rebuild throws away every derived row and makes it again from the events, in one transaction:
// nobody writes meanwhile, and nobody sees half of it.
func (s *Store) Rebuild(ctx context.Context, division string) error {
	if s.writer == nil {
		return errors.New("tracestore: opened for reading only")
	}
	_, err := s.writer.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, err := readState(tx); err != nil { // other nodes wait
			return err
		}
		for _, d := range derived {
			if _, err := tx.Exec("delete from " + d.table); err != nil {
				return fmt.Errorf("tracestore: %w", err)
			}
		}
		if _, err := tx.Exec("update trace_event set annulled_by = 0, twin_of = 0 where annulled_by <> 0 or twin_of <> 0"); err != nil {
			return fmt.Errorf("tracestore: %w", err)
		}
		return deriveAll(tx, tx.Engine, tx, nil)
	}})
	return err
}

// deriveAll derives from all events that from holds, in their order, into tx. Each batch is handed
// to before first.
func deriveAll(from asker, engine sqldb.Engine, tx *sqldb.Tx, before func([]*stored) error) error {
	after, mostThing := int64(0), int64(0)
	for {
		batch, err := eventsAfter(from, after)
		if err != nil || len(batch) == 0 {
			return err
		}
		if before != nil {
			if err := before(batch); err != nil {
				return err
			}
		}
		p := &projection{tx: tx, graph: graph{tx, tx.Engine}, added: batch, firstThing: mostThing + 1, firstEvent: after + 1}
		if err := p.index(); err != nil {
			return err
		}
		after = batch[len(batch)-1].ID
		for _, s := range batch {
			mostThing = max(mostThing, int64(s.Process)>>3)
			for _, part := range s.parts {
				if part.role < roleLoss {
					mostThing = max(mostThing, part.id>>3)
				}
			}
		}
	}
}

func eventsAfter(a asker, after int64) (out []*stored, err error) {
	rows, err := a.Query("select "+storedCols+" from trace_event where id > ? order by id limit ?", after, rebuildStep)
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	err = drain(rows, func(r *sql.Rows) error {
		s, err := scanStored(r)
		if err != nil {
			return err
		}
		s.annulledBy, s.twinOf = 0, 0
		out = append(out, s)
		return nil
	})
	return out, err
}

// bareEvent is the row of an event without a status, for a scratch database.
func bareEvent(r *rows, s *stored) {
	declared := int64(0)
	if s.Declared {
		declared = 1
	}
	r.add(s.ID, s.hash[:], s.eventID, declared, s.reason, string(s.Type), string(s.Action), s.Step, s.disposition, s.Time, s.zone,
		int64(s.ReadPoint), int64(s.Location), int64(s.Process), encodeParts(s.parts), s.body)
}

var _ trace.Graph = graph{}
