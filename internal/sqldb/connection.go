package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"

	"banjie/internal/ledger"
)

// The writer's one connection: how a transaction begins on it, and what is known when it breaks.
//
//	begin ─ fails ─▶ new connection, begin again: nothing had been done
//	unit  ─ fails ─▶ the server undid everything; each unit is tried alone
//	commit ─ no answer ─▶ wait for the division's lock, look for the group's head:
//	         there: it was saved │ not there: it was not │ cannot look: errUnknown

// errUnknown marks a commit of which nobody can say whether it took place.
var errUnknown = errors.New("sqldb: the outcome of the commit is unknown")

// errUnreachable marks that no transaction could be begun; nothing was written.
var errUnreachable = errors.New("sqldb: the database cannot be reached")

// errLost marks a connection that broke before the commit; nothing was written.
var errLost = errors.New("sqldb: the connection was lost")

// isFinal says that trying again now helps nobody, or might do the work twice.
func isFinal(err error) bool { return errors.Is(err, errUnknown) || errors.Is(err, errUnreachable) }

// begin starts a transaction, on a new connection when the old one is gone.
func (w *Writer) begin(ctx context.Context) error {
	q := "begin immediate"
	if w.db.Engine == Postgres {
		q = "begin isolation level read committed"
	}
	err := w.exec(ctx, q)
	if err == nil {
		return nil
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && !withinTransaction(err) {
		return fmt.Errorf("sqldb: begin: %w", errors.Join(errUnreachable, err))
	}
	if rerr := w.reconnect(ctx); rerr != nil {
		return errors.Join(errUnreachable, err, rerr)
	}
	if err := w.exec(ctx, q); err != nil {
		return fmt.Errorf("sqldb: begin: %w", errors.Join(errUnreachable, err))
	}
	return nil
}

// sound refuses to commit a PostgreSQL transaction in which a statement failed and the unit
// went on: the server would answer such a commit with a silent rollback.
func (w *Writer) sound() error {
	if w.db.Engine != Postgres {
		return nil
	}
	return w.conn.Raw(func(c any) error {
		if pg, ok := c.(*stdlib.Conn); ok && pg.Conn().PgConn().TxStatus() != 'T' {
			return errors.New("sqldb: a unit went on after one of its statements had failed")
		}
		return nil
	})
}

// settleTime bounds how long the answer to a lost commit is waited for.
const settleTime = 15 * time.Second

// lostCommit says what became of a commit that gave an error: nil when it took place,
// cause when it certainly did not, errUnknown otherwise.
func (w *Writer) lostCommit(ctx context.Context, head ledger.Head, cause error) error {
	var pg *pgconn.PgError
	if w.db.Engine == SQLite || errors.As(cause, &pg) && pg.Severity == "ERROR" {
		return cause // the engine has answered: nothing was written
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if err := w.reconnect(ctx); err != nil {
		return errors.Join(errUnknown, cause, err)
	}
	if head.Size == 0 {
		return errors.Join(errUnknown, cause)
	}
	saved, err := w.stands(ctx, head)
	switch {
	case err != nil:
		return errors.Join(errUnknown, cause, err)
	case saved:
		return nil
	}
	return errors.Join(errLost, cause)
}

// stands waits until the transaction that held the division's lock has ended, then looks
// for its head.
func (w *Writer) stands(ctx context.Context, head ledger.Head) (bool, error) {
	if err := w.exec(ctx, "begin isolation level read committed"); err != nil {
		return false, err
	}
	tx := &Tx{ctx: ctx, w: w, Engine: w.db.Engine}
	_, err := tx.Exec("select pg_advisory_xact_lock(?)", lockKey(head.Division))
	var root []byte
	if err == nil {
		err = tx.QueryRow("select root from head where division = ? and size = ?", head.Division, head.Size).Scan(&root)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return err == nil && string(root) == string(head.Root[:]), errors.Join(err, w.exec(ctx, "rollback"))
}

// reconnect throws the connection away and takes another.
func (w *Writer) reconnect(ctx context.Context) error {
	for _, s := range w.stmts {
		s.Close()
	}
	w.stmts = map[string]*sql.Stmt{}
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) // or the pool would give it out again
	w.conn.Close()
	conn, err := w.db.writers.Conn(ctx)
	if err != nil {
		return fmt.Errorf("sqldb: no connection to write with: %w", err)
	}
	w.conn = conn
	return nil
}
