// Package registerstore keeps the registers of fees, fines and inspections of enterprises. Its
// rows are written from events alone, inside the unit of the act; fsck makes them again.
package registerstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/sqldb"
)

// Fees keeps the register of fees.
type Fees struct {
	db *sqldb.DB

	mu   sync.Mutex
	held map[string]held // by division
}

// held is the register as read last, good while it has as many rows.
type held struct {
	rows int64
	all  fee.Register
}

// NewFees makes the store.
func NewFees(db *sqldb.DB) *Fees { return &Fees{db: db, held: map[string]held{}} }

// Project writes the row of a published version. A version that exists is never written again.
func (s *Fees) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	if e.Kind != fee.Published {
		return nil
	}
	f, err := casework.Data[fee.Fee](*e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("registerstore: %w", err)
	}
	done, err := tx.Exec(`insert into fee (division, id, version, unit, valid_from, valid_until, digest, body) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, id, version) do nothing`, e.Division, f.ID, f.Version, f.Unit, int64(f.From), int64(f.Until), f.Digest(), body)
	if err != nil {
		return fmt.Errorf("registerstore: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.New(fault.Conflict, "fee_moved", lang.T("这项收费刚刚被别人修改并发布了。", "Somebody else has just published a version of this fee."),
			lang.T("请刷新后看新的内容，再决定要不要改。您的修改没有发布。", "Please reload, look at what is there now and decide again. Your change was not published.")))
	}
	return nil
}

// Fees gives every version of every fee. What is given is shared; nobody writes into it.
func (s *Fees) Fees(ctx context.Context, division string) (fee.Register, error) {
	var n int64
	if err := s.db.QueryRow(ctx, `select count(*) from fee where division = ?`, division).Scan(&n); err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	s.mu.Lock()
	was := s.held[division]
	s.mu.Unlock()
	if was.all != nil && was.rows == n { // rows are only ever added
		return was.all, nil
	}
	rows, err := s.db.Query(ctx, `select body from fee where division = ? order by id, version`, division)
	if err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	all := fee.Register{}
	for rows.Next() {
		var body []byte
		var f fee.Fee
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("registerstore: %w", err)
		}
		if err := json.Unmarshal(body, &f); err != nil {
			return nil, fmt.Errorf("registerstore: damaged fee: %w", err)
		}
		all = append(all, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	s.mu.Lock()
	s.held[division] = held{int64(len(all)), all}
	s.mu.Unlock()
	return slices.Clip(all), nil
}
