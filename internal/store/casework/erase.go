package casestore

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// eraseRows deletes every private half of the case and the key they were sealed with, when
// the unit holds an act of erasure. It runs last, in the same transaction.
func eraseRows(tx *sqldb.Tx, w casework.Write) error {
	if w.Case == nil {
		return eraseHalves(tx, w.Events)
	}
	if !slices.ContainsFunc(w.Events, func(e casework.Event) bool { return e.Kind == casework.Erased }) {
		return nil
	}
	if _, err := tx.Exec(`delete from private where division = ? and case_id = ?`, w.Case.Division, int64(w.Case.ID)); err != nil {
		return fmt.Errorf("casestore: erase: %w", err)
	}
	if _, err := tx.Exec(`update cases set key_private = null where division = ? and id = ?`, w.Case.Division, int64(w.Case.ID)); err != nil {
		return fmt.Errorf("casestore: erase: %w", err)
	}
	return nil
}

// eraseHalves deletes the private halves of acts without a case that such an act names.
func eraseHalves(tx *sqldb.Tx, events []casework.Event) error {
	for _, e := range events {
		if e.Kind != casework.HalvesErased {
			continue
		}
		h, err := casework.Data[casework.HalvesErasure](e)
		if err != nil {
			return err
		}
		for _, seq := range h.Acts {
			if _, err := tx.Exec(`delete from private where division = ? and case_id = 0 and seq = ?`, e.Division, seq); err != nil {
				return fmt.Errorf("casestore: erase: %w", err)
			}
		}
	}
	return nil
}

// erasedHalves are the acts without a case of which such an act deleted the private half.
func (s *Store) erasedHalves(ctx context.Context, division string) (map[int64]bool, error) {
	erased := map[int64]bool{}
	return erased, s.ActsOf(ctx, division, casework.HalvesErased, func(e casework.Event) error {
		h, err := casework.Data[casework.HalvesErasure](e)
		for _, seq := range h.Acts {
			erased[seq] = true
		}
		return err
	})
}

// freshKey makes another private key for acts that follow an erasure.
func freshKey(tx *sqldb.Tx, w casework.Write, k *casework.Keys) error {
	if !slices.ContainsFunc(w.Events, func(e casework.Event) bool { return e.RawPriv != nil }) {
		return nil
	}
	rand.Read(k.Private[:])
	_, err := tx.Exec(`update cases set key_private = ? where division = ? and id = ?`, k.Private[:], w.Case.Division, int64(w.Case.ID))
	return err
}
