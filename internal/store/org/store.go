// Package orgstore keeps the organisation of divisions. Its rows are written from
// events alone; each is the newest whole value of one thing. An officer's name stands in
// a column of its own, because it comes from the erasable half of the event.
package orgstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/org"
	"banjie/internal/sqldb"
)

// Store reads the organisation.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Project writes the rows of an event that changes the organisation.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	if !slices.Contains(org.Kinds, org.ChangeKind(e.Kind)) {
		return nil
	}
	facts, err := casework.Data[org.Facts](*e)
	if err != nil {
		return err
	}
	for _, c := range facts.Named(e.Private.Notes) {
		if err := put(tx, e.Division, c); err != nil {
			return err
		}
	}
	return nil
}

func put(tx *sqldb.Tx, division string, c org.Change) error {
	thing, key := c.Key()
	if thing == "" {
		return fmt.Errorf("orgstore: an empty change of kind %s", c.Kind)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("orgstore: %w", err)
	}
	name := ""
	if c.Officer != nil {
		name = c.Officer.Name
	}
	_, err = tx.Exec(`insert into organisation (division, thing, key, body, name) values (?, ?, ?, ?, ?)
		on conflict (division, thing, key) do update set body = excluded.body, name = excluded.name`, division, thing, key, body, name)
	if err != nil {
		return fmt.Errorf("orgstore: %w", err)
	}
	return nil
}

// Organisation gives everything of a division, in order of thing and key.
func (s *Store) Organisation(ctx context.Context, division string) (org.Data, error) {
	rows, err := s.db.Query(ctx, `select body, name from organisation where division = ? order by thing, key`, division)
	if err != nil {
		return org.Data{}, fmt.Errorf("orgstore: %w", err)
	}
	defer rows.Close()
	var changes []org.Change
	for rows.Next() {
		var body []byte
		var name string
		if err := rows.Scan(&body, &name); err != nil {
			return org.Data{}, fmt.Errorf("orgstore: %w", err)
		}
		var c org.Change
		if err := json.Unmarshal(body, &c); err != nil {
			return org.Data{}, fmt.Errorf("orgstore: damaged row: %w", err)
		}
		if c.Officer != nil {
			c.Officer.Name = name
		}
		changes = append(changes, c)
	}
	if err := rows.Err(); err != nil {
		return org.Data{}, fmt.Errorf("orgstore: %w", err)
	}
	return org.Data{}.Apply(changes), nil
}
