// Package accesslog keeps who of the staff read personal data, and when: an append-only
// list outside the ledger, written once a second. It holds no name and nothing of what
// was read; reads of sealed content are acts and stand in the ledger instead.
package accesslog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
)

// Entry is one read.
type Entry struct {
	At      time.Time
	Actor   string // account or officer id
	Role    access.Role
	Unit    string
	Session string
	Case    casework.ID
	What    string // case, person, file, export
}

// Log collects reads and writes them in batches. Run it beside the server.
type Log struct {
	db  *sqldb.DB
	w   *sqldb.Writer
	log *slog.Logger

	mu      sync.Mutex
	waiting map[string][]Entry // by division
}

// New makes the log.
func New(db *sqldb.DB, w *sqldb.Writer, log *slog.Logger) *Log {
	return &Log{db: db, w: w, log: log, waiting: map[string][]Entry{}}
}

// every is how often reads are written.
const every = time.Second

// Read implements casework.Reader. It does not wait for the disk.
func (l *Log) Read(a access.Actor, key casework.Key, what string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting[key.Division] = append(l.waiting[key.Division], Entry{At: at, Actor: a.ID, Role: a.Role, Unit: a.Unit, Session: a.Session, Case: key.ID, What: what})
}

// Run writes what has collected until ctx ends, then the rest.
func (l *Log) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
		if err := l.Flush(); err != nil {
			l.log.Error("access log", "error", err)
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// Flush writes what has collected. What cannot be written stays and is tried again; pages
// do not wait for it.
func (l *Log) Flush() error {
	l.mu.Lock()
	taken := l.waiting
	l.waiting = map[string][]Entry{}
	l.mu.Unlock()
	var failed error
	for division, entries := range taken {
		_, err := l.w.Write(context.Background(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
			for _, e := range entries {
				// A random number tells reads of one instant apart, on however many nodes.
				if _, err := tx.Exec(`insert into access_log (division, at, n, actor, role, unit, session, case_id, what) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
					division, clock.Micros(e.At), rand.Int64(), e.Actor, string(e.Role), e.Unit, e.Session, int64(e.Case), e.What); err != nil {
					return err
				}
			}
			return nil
		}})
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("accesslog: %w", err))
			l.mu.Lock()
			l.waiting[division] = append(entries, l.waiting[division]...)
			l.mu.Unlock()
		}
	}
	return failed
}

// Of gives the reads of one case (ID 0: all) by one officer ("": all) before an instant,
// newest first, at most limit.
func (l *Log) Of(ctx context.Context, key casework.Key, officer string, before time.Time, limit int) ([]Entry, error) {
	q := `select at, actor, role, unit, session, case_id, what from access_log where division = ? and at < ?`
	args := []any{key.Division, clock.Micros(before)}
	if key.ID != 0 {
		q, args = q+` and case_id = ?`, append(args, int64(key.ID))
	}
	if officer != "" {
		q, args = q+` and actor = ?`, append(args, officer)
	}
	q, args = q+` order by at desc, n desc limit ?`, append(args, limit)
	rows, err := l.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("accesslog: %w", err)
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		var at int64
		var role string
		if err := rows.Scan(&at, &e.Actor, &role, &e.Unit, &e.Session, &e.Case, &e.What); err != nil {
			return nil, err
		}
		e.At, e.Role = clock.FromMicros(at), access.Role(role)
		all = append(all, e)
	}
	return all, rows.Err()
}

// Forget deletes the reads older than an instant, a thousand at a time, and says how many;
// how long they are kept is the operator's rule.
func (l *Log) Forget(ctx context.Context, division string, before time.Time) (int64, error) {
	n, err := l.w.Delete(ctx, division, `delete from access_log where (division, at, n) in (select division, at, n from access_log where division = ? and at < ? order by at limit ?)`,
		division, clock.Micros(before))
	if err != nil {
		return n, fmt.Errorf("accesslog: %w", err)
	}
	return n, nil
}
