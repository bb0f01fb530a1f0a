// Package filestore keeps uploads: a folder on SQLite, rows of 1 MiB on PostgreSQL, behind
// one interface. The name of a file is the SHA-256 of its stored bytes.
//
//	Put (checked, written, synced) ──▶ an act names it ──▶ kept with the case │ erased with it
//	        └── nobody names it for 24 hours ──▶ Sweep takes it away
//
// A file is written before the act that names it, so a crash leaves an orphan and never an
// act without its file. Which files acts name is a table of its own ([Names]), written with
// the events. What waits in an unsent application is named by its draft.
//
// It decides no retention of what a case holds, rests on no article, shows no
// file to anybody and encrypts nothing.
package filestore

import (
	"context"
	"io"
	"time"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// OrphanLife is how long a file may wait for the act that names it.
const OrphanLife = 24 * time.Hour

// Named says whether anything still needs a file.
type Named func(ctx context.Context, hash string) (bool, error)

// Store is a place for files.
type Store interface {
	// Put checks and stores a file. A fault says what is wrong with it.
	Put(ctx context.Context, name string, r io.Reader) (casework.File, error)
	// Keep stores bytes that are sealed: they are looked into by nobody, so only their length
	// is checked.
	Keep(ctx context.Context, sealed []byte) (casework.File, error)
	// Open gives the stored bytes; fault.NotFound when there are none.
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
	// Remove deletes a file for good; one that is not there is no error.
	Remove(hash string) error
	// Intact says whether a file is there and still has the bytes it is named after.
	Intact(ctx context.Context, hash string) (there, same bool, err error)
	// Sweep removes every file that was last put before the instant, of the machine's own
	// clock, and that named does not know. A file put again meanwhile stays.
	Sweep(ctx context.Context, before time.Time, named Named) (removed int, err error)
}

// Names is the table of files that acts name.
type Names struct{ db *sqldb.DB }

// NewNames reads and writes the table.
func NewNames(db *sqldb.DB) *Names { return &Names{db} }

// Project keeps the table with the events; an erasure takes the case's names away.
func (n *Names) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if e.Kind == casework.Erased {
		_, err := tx.Exec(`delete from file_named where division = ? and case_id = ?`, e.Division, int64(e.Case))
		return err
	}
	if e.Kind == casework.Replaced && c != nil {
		for hash := range casework.Gone(c.Events) {
			if _, err := tx.Exec(`delete from file_named where hash = ? and division = ? and case_id = ?`, hash, e.Division, int64(e.Case)); err != nil {
				return err
			}
		}
	}
	for _, f := range e.Private.Files {
		if _, err := tx.Exec(`insert into file_named (hash, division, case_id) values (?, ?, ?) on conflict (hash, division, case_id) do nothing`, f.Hash, e.Division, int64(e.Case)); err != nil {
			return err
		}
	}
	return nil
}

// Named implements [Named] for acts.
func (n *Names) Named(ctx context.Context, hash string) (bool, error) {
	var count int
	err := n.db.QueryRow(ctx, `select count(*) from (select 1 from file_named where hash = ? limit 1) as one`, hash).Scan(&count)
	return count > 0, err
}
