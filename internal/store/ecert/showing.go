package ecertstore

import (
	"context"
	"encoding/json"
	"fmt"

	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
)

// What a holder showed of a certificate to whom. The rows are the holder's alone: they are
// found by the certificate, which the pages give out only to who holds it, they are in no
// ledger, no search and no figure, and the holder may delete them. Checking a showing adds
// nothing to them.

// maxShowings is how many of a certificate are listed; older ones stay until deleted.
const maxShowings = 200

// Show keeps a showing. The same token again changes nothing.
func (s *Store) Show(ctx context.Context, division string, r ecert.PresentationRecord) error {
	token, err := r.Token.MarshalText()
	if err != nil {
		return err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into presentation (division, certificate, token, shown, until, body) values (?, ?, ?, ?, ?, ?) on conflict (division, certificate, token) do nothing`,
			division, r.Certificate, string(token), clock.Micros(r.At), clock.Micros(r.Until), body)
		return err
	})
}

// Shown gives one showing of a certificate; fault.NotFound.
func (s *Store) Shown(ctx context.Context, division, certificate string, token ecert.Random) (ecert.PresentationRecord, error) {
	name, err := token.MarshalText()
	if err != nil {
		return ecert.PresentationRecord{}, err
	}
	var body []byte
	err = s.db.QueryRow(ctx, `select body from presentation where division = ? and certificate = ? and token = ?`, division, certificate, string(name)).Scan(&body)
	if err != nil {
		return ecert.PresentationRecord{}, missing(err)
	}
	return readShowing(body)
}

// Showings lists the showings of a certificate, newest first, at most 200.
func (s *Store) Showings(ctx context.Context, division, certificate string) ([]ecert.PresentationRecord, error) {
	rows, err := s.db.Query(ctx, `select body from presentation where division = ? and certificate = ? order by shown desc, token limit ?`, division, certificate, maxShowings)
	if err != nil {
		return nil, fmt.Errorf("ecertstore: showings: %w", err)
	}
	defer rows.Close()
	var all []ecert.PresentationRecord
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		r, err := readShowing(body)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// ForgetShowings deletes the record of a certificate's showings at its holder's wish.
func (s *Store) ForgetShowings(ctx context.Context, division, certificate string) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from presentation where division = ? and certificate = ?`, division, certificate)
		return err
	})
}

// forgetShowings takes the record away with the erased data of the case.
func forgetShowings(tx *sqldb.Tx, division string, id int64) error {
	_, err := tx.Exec(`delete from presentation where division = ? and certificate in (select id from certificate where division = ? and case_id = ?)`, division, division, id)
	return err
}

func (s *Store) write(ctx context.Context, run func(tx *sqldb.Tx) error) error {
	_, err := s.w.Write(ctx, sqldb.Unit{Run: run})
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	return fmt.Errorf("ecertstore: %w", err)
}

func readShowing(body []byte) (ecert.PresentationRecord, error) {
	var r ecert.PresentationRecord
	if err := json.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("ecertstore: stored showing: %w", err)
	}
	return r, nil
}
