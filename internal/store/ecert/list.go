package ecertstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/sqldb"
)

// Edition is what stands behind one number of the status list.
type Edition struct {
	Sequence uint32    // grows by one with every act that ends or replaces a certificate
	Changed  time.Time // instant of the last such act; zero before the first
	Listed   []ecert.Listed
}

// listChanged gives the list its next number, in the transaction of the act that changed it.
func (s *Store) listChanged(tx *sqldb.Tx, division string, e *casework.Event) error {
	at := clock.Micros(e.At)
	_, err := tx.Exec(`insert into status_list (division, sequence, changed) values (?, 1, ?)
		on conflict (division) do update set sequence = status_list.sequence + 1, changed = case when excluded.changed > status_list.changed then excluded.changed else status_list.changed end`,
		division, at)
	if err != nil {
		return fmt.Errorf("ecertstore: status list: %w", err)
	}
	return nil
}

// Number gives the number of the list and when it changed, without its entries.
func (s *Store) Number(ctx context.Context, division string) (e Edition, err error) {
	var changed int64
	err = s.db.QueryRow(ctx, `select sequence, changed from status_list where division = ?`, division).Scan(&e.Sequence, &changed)
	if errors.Is(err, sql.ErrNoRows) {
		return Edition{}, nil
	}
	if err != nil {
		return Edition{}, fmt.Errorf("ecertstore: status list: %w", err)
	}
	if changed > 0 {
		e.Changed = clock.FromMicros(changed)
	}
	return e, nil
}

// editionTries is how often a list is read again because an act changed it meanwhile.
const editionTries = 5

// Edition gives the list with its number. Both are of the same moment: where the number
// moved while the entries were read, they are read again.
func (s *Store) Edition(ctx context.Context, division string) (Edition, error) {
	for range editionTries {
		e, err := s.Number(ctx, division)
		if err != nil {
			return e, err
		}
		if e.Listed, err = s.Ended(ctx, division); err != nil {
			return e, err
		}
		again, err := s.Number(ctx, division)
		if err != nil || again.Sequence == e.Sequence {
			return e, err
		}
	}
	return Edition{}, fmt.Errorf("ecertstore: the status list changed %d times while it was read", editionTries)
}
