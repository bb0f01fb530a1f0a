package chainstore

import (
	"context"
	"database/sql"
	"fmt"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// used asks whether anything that was captured is of a product: its class, a lot or a piece. Their keys
// follow one another byte by byte, which is how both engines order them, and "0" comes after "/".
func used(row func(q string, args ...any) *sqldb.Row, gtin string) (bool, error) {
	from := tracestore.Stored(trace.Host + "/01/" + gtin)
	var n int
	if err := row(`select count(*) from (select 1 from trace_thing where key = ? or key >= ? and key < ? limit 1) as one`, from, from+"/", from+"0").Scan(&n); err != nil {
		return false, fmt.Errorf("chainstore: %w", err)
	}
	return n > 0, nil
}

// Used implements chain.Store.
func (s *Store) Used(ctx context.Context, gtin string) (bool, error) {
	return used(func(q string, args ...any) *sqldb.Row { return s.db.QueryRow(ctx, q, args...) }, gtin)
}

// RemovedProduct implements chain.Store.
func (s *Store) RemovedProduct(ctx context.Context, division, gtin string) (x chain.ProductEvent, err error) {
	err = s.db.QueryRow(ctx, `select business, gtin, name, why from food_product_change where division = ? and gtin = ? and what = ? order by t desc limit 1`, division, gtin, chain.ProductRemoved).Scan(&x.Business, &x.GTIN, &x.Name, &x.Why)
	x.Kind = chain.ProductRemoved
	return x, missing(err)
}

// ProductEvents implements chain.Store.
func (s *Store) ProductEvents(ctx context.Context, division, business string, limit int) ([]chain.ProductEvent, error) {
	return all(ctx, s, func(r scanner) (x chain.ProductEvent, err error) {
		var t int64
		err = r.Scan(&x.Act, &x.Business, &x.GTIN, &x.Name, &x.Kind, &x.Why, &x.Channel, &t)
		x.At = clock.FromMicros(t)
		return x, err
	}, `select act, business, gtin, name, what, why, channel, t from food_product_change where division = ? and business = ? order by t desc, act desc limit ?`, division, business, limit)
}

// productChanged removes a product of which nothing was recorded, retires one or puts it back, and keeps
// why. It takes its turn with captures: none records a lot of what is being removed.
func (s *Store) productChanged(tx *sqldb.Tx, e *casework.Event) error {
	f, err := casework.Data[chain.ProductChange](*e)
	if err != nil {
		return err
	}
	var done sql.Result
	switch e.Kind {
	case chain.ProductRemoved:
		if !s.again {
			if err := tracestore.Turn(tx); err != nil {
				return err
			}
			has, err := used(tx.QueryRow, f.GTIN)
			if err != nil {
				return err
			}
			if has {
				return casework.ErrConflict
			}
		}
		done, err = tx.Exec(`delete from food_product where division = ? and gtin = ? and business = ?`, e.Division, f.GTIN, f.Business)
	case chain.ProductRetired:
		done, err = tx.Exec(`update food_product set retired = ? where division = ? and gtin = ? and business = ? and retired = 0`, clock.Micros(e.At), e.Division, f.GTIN, f.Business)
	default:
		done, err = tx.Exec(`update food_product set retired = 0 where division = ? and gtin = ? and business = ? and retired > 0`, e.Division, f.GTIN, f.Business)
	}
	if err != nil {
		return err
	}
	if err := one(done); err != nil {
		return err
	}
	_, err = tx.Exec(`insert into food_product_change (division, act, business, gtin, name, what, why, channel, t) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Division, e.Seq, f.Business, f.GTIN, f.Name, e.Kind, f.Why, f.Channel, clock.Micros(e.At))
	return err
}
