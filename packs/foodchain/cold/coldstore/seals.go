package coldstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/trace/tracestore"
)

// Seal is goods set apart.
type Seal struct {
	ID, Key, Place, Reason, Unit, Words string
	Amount                              int64
	Sealed, Released                    time.Time
	By, ReleasedBy, Fate                string
}

// Project writes the row of a seal.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil || e.Kind != cold.Sealed && e.Kind != cold.Unsealed {
		return nil
	}
	if err := tracestore.Turn(tx); err != nil { // no paper is decided meanwhile
		return err
	}
	switch e.Kind {
	case cold.Sealed:
		f, err := casework.Data[cold.SealFacts](*e)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`insert into food_seal (division, id, thing, place, reason, amount, unit, words, sealed, by_whom) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.Division, f.ID, f.Key, f.Place, f.Reason, f.Amount, f.Unit, e.Private.Text, clock.Micros(e.At), e.By.ID)
		return err
	case cold.Unsealed:
		f, err := casework.Data[cold.UnsealFacts](*e)
		if err != nil {
			return err
		}
		got, err := tx.Exec(`update food_seal set released = ?, fate = ?, released_by = ? where division = ? and id = ? and released = 0`, clock.Micros(e.At), f.Fate, e.By.ID, e.Division, f.ID)
		if err != nil {
			return err
		}
		if n, err := got.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.New(fault.Conflict, "unsealed_already", lang.T("这批货已经解封或者处置过了。", "These goods were released or disposed of before."), lang.T("请刷新页面。", "Please reload the page.")))
		}
	}
	return nil
}

const sealColumns = `id, thing, place, reason, amount, unit, words, sealed, by_whom, released, fate, released_by`

func (s *Store) seals(ctx context.Context, where string, args ...any) (list []Seal, err error) {
	rows, err := s.db.Query(ctx, `select `+sealColumns+` from food_seal where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("coldstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var x Seal
		var sealed, released int64
		if err := rows.Scan(&x.ID, &x.Key, &x.Place, &x.Reason, &x.Amount, &x.Unit, &x.Words, &sealed, &x.By, &released, &x.Fate, &x.ReleasedBy); err != nil {
			return nil, err
		}
		x.Sealed = clock.FromMicros(sealed)
		if released != 0 {
			x.Released = clock.FromMicros(released)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// Seals lists seals, the newest first, before an instant where one is given.
func (s *Store) Seals(ctx context.Context, division string, before time.Time, most int) ([]Seal, error) {
	if before.IsZero() {
		return s.seals(ctx, `division = ? order by sealed desc, id desc limit ?`, division, most)
	}
	return s.seals(ctx, `division = ? and sealed < ? order by sealed desc, id desc limit ?`, division, clock.Micros(before), most)
}

// Seal gives one; fault.NotFound.
func (s *Store) Seal(ctx context.Context, division, id string) (Seal, error) {
	list, err := s.seals(ctx, `division = ? and id = ?`, division, id)
	if err == nil && len(list) == 0 {
		err = fault.Missing()
	}
	if err != nil {
		return Seal{}, err
	}
	return list[0], nil
}

// InForce gives the seals in force on goods with a code, of all of the county. They are few.
func (s *Store) InForce(ctx context.Context) ([]Seal, error) {
	return s.seals(ctx, `thing <> '' and released = 0 order by sealed, id`)
}
