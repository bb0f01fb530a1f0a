package identitystore

import (
	"bytes"
	"context"
	"time"

	"banjie/internal/clock"
	"banjie/internal/identity"
	"banjie/internal/sqldb"
)

// Tries are the sign-in tries that nodes of one database share.
type Tries struct {
	s        *Store
	division string
}

// Tries gives those of a division.
func (s *Store) Tries(division string) Tries { return Tries{s, division} }

// Change implements identity.Buckets. Rows are locked in the order of their keys.
func (t Tries) Change(ctx context.Context, keys [2]identity.BucketKey, change func([2]identity.Bucket) ([2]identity.Bucket, error)) error {
	order := [2]int{0, 1}
	if bytes.Compare(keys[0][:], keys[1][:]) > 0 {
		order = [2]int{1, 0}
	}
	return t.s.writeIn(ctx, t.division, func(tx *sqldb.Tx) error {
		read := `select tries, at from sign_in_try where hash = ?`
		if tx.Engine == sqldb.Postgres {
			read += ` for update`
		}
		var b [2]identity.Bucket
		for _, i := range order {
			if _, err := tx.Exec(`insert into sign_in_try (hash, tries, at) values (?, 0, 0) on conflict (hash) do nothing`, keys[i][:]); err != nil {
				return err
			}
			var tries float64
			var at int64
			if err := tx.QueryRow(read, keys[i][:]).Scan(&tries, &at); err != nil {
				return err
			}
			b[i] = identity.Bucket{Left: tries, At: clock.FromMicros(at)}
		}
		b, err := change(b)
		if err != nil {
			return err
		}
		for _, i := range order {
			if _, err := tx.Exec(`update sign_in_try set tries = ?, at = ? where hash = ?`, b[i].Left, clock.Micros(b[i].At), keys[i][:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Fill implements identity.Buckets.
func (t Tries) Fill(ctx context.Context, key identity.BucketKey) error {
	return t.s.writeIn(ctx, t.division, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from sign_in_try where hash = ?`, key[:])
		return err
	})
}

// Sweep deletes the buckets that nobody touched since an instant, and says how many.
func (t Tries) Sweep(ctx context.Context, before time.Time) (int64, error) {
	return t.s.w.Delete(ctx, t.division, `delete from sign_in_try where hash in (select hash from sign_in_try where at < ? limit ?)`, clock.Micros(before))
}
