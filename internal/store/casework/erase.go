package casestore

import (
	"crypto/rand"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// eraseRows deletes every private half of the case and the key they were sealed with, when
// the unit holds an act of erasure. It runs last, in the same transaction.
func eraseRows(tx *sqldb.Tx, w casework.Write) error {
	if w.Case == nil || !slices.ContainsFunc(w.Events, func(e casework.Event) bool { return e.Kind == casework.Erased }) {
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

// freshKey makes another private key for acts that follow an erasure.
func freshKey(tx *sqldb.Tx, w casework.Write, k *casework.Keys) error {
	if !slices.ContainsFunc(w.Events, func(e casework.Event) bool { return e.RawPriv != nil }) {
		return nil
	}
	rand.Read(k.Private[:])
	_, err := tx.Exec(`update cases set key_private = ? where division = ? and id = ?`, k.Private[:], w.Case.Division, int64(w.Case.ID))
	return err
}
