package identitystore

import (
	"context"
	"encoding/json"
	"fmt"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/identity"
	"banjie/internal/mandate"
	"banjie/internal/sqldb"
)

// Project writes the rows of mandates, and which accounts are proven, from their events.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	if e.Kind == identity.Proved {
		return prove(tx, e)
	}
	if e.Kind != mandate.Granted && e.Kind != mandate.WasWithdrawn {
		return nil
	}
	m, err := casework.Data[mandate.Mandate](*e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("identitystore: mandate: %w", err)
	}
	if e.Kind == mandate.Granted {
		_, err := tx.Exec(`insert into mandate (division, id, principal, agent, body, granted, withdrawn) values (?, ?, ?, ?, ?, ?, ?)`,
			e.Division, m.ID, m.Principal, m.Agent, body, clock.Micros(m.GrantedAt), clock.Micros(m.Withdrawn))
		return taken(err)
	}
	res, err := tx.Exec(`update mandate set body = ?, withdrawn = ? where division = ? and id = ? and withdrawn = 0`, body, clock.Micros(m.Withdrawn), e.Division, m.ID)
	return touched(res, err)
}

// prove marks an account as proven, if it still names the document that was seen.
func prove(tx *sqldb.Tx, e *casework.Event) error {
	p, err := casework.Data[identity.Proof](*e)
	if err != nil {
		return err
	}
	id, err := identity.ParseID(p.Account)
	if err != nil {
		return err
	}
	res, err := tx.Exec(`update account set proven = ? where id = ? and party = ? and proven = 0`, clock.Micros(p.At), int64(id), p.Party)
	return touched(res, err)
}

func scanMandate(row scanner) (m mandate.Mandate, err error) {
	var body []byte
	if err := row.Scan(&body); err != nil {
		return m, missing(err)
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("identitystore: damaged mandate: %w", err)
	}
	return m, nil
}

// Mandate gives one.
func (s *Store) Mandate(ctx context.Context, division, id string) (mandate.Mandate, error) {
	return scanMandate(s.db.QueryRow(ctx, `select body from mandate where division = ? and id = ?`, division, id))
}

// MandatesOf lists those of a principal, newest first.
func (s *Store) MandatesOf(ctx context.Context, division, principal string) ([]mandate.Mandate, error) {
	rows, err := s.db.Query(ctx, `select body from mandate where division = ? and principal = ? and principal <> '' order by granted desc, id limit 200`, division, principal)
	return collect(rows, err, scanMandate)
}

// MandatesFor lists those an agent holds, newest first.
func (s *Store) MandatesFor(ctx context.Context, division, agent string) ([]mandate.Mandate, error) {
	rows, err := s.db.Query(ctx, `select body from mandate where division = ? and agent = ? and agent <> '' order by granted desc, id limit 200`, division, agent)
	return collect(rows, err, scanMandate)
}
