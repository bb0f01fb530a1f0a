// Package sqldb is the engine room: one SQLite file or one PostgreSQL database, one
// writer with group commit, and the ledger's rows.
//
//	unit ─▶ queue ─▶ group (whatever queued while the last commit ran)
//	          begin ─▶ run each unit │ one failed: again, each under a savepoint
//	          ledger lock ─▶ leaves, nodes, head ─▶ commit ─▶ answers
//
// It knows no domain but the ledger. Queries are plain SQL with ? placeholders, the
// same text on both engines; instants are int64 UTC microseconds, days int32.
// It does not retry units that fail by themselves and keeps nothing between groups.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Engine is the kind of database.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database: a pool of readers, and one connection that writes.
type DB struct {
	Engine  Engine
	readers *sql.DB
	writers *sql.DB
	stmts   sync.Map // query → *sql.Stmt on readers
	kept    atomic.Int64
	dollars sync.Map // query → query with $n
}

// Open connects to "sqlite:FILE" or "postgres://…". It does not migrate.
func Open(ctx context.Context, dsn string) (*DB, error) {
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return openSQLite(ctx, file)
	}
	if !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		return nil, fmt.Errorf("sqldb: the database must be given as sqlite:FILE or postgres://…")
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	d := &DB{Engine: Postgres, readers: db, writers: db}
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, explained(fmt.Errorf("sqldb: cannot reach PostgreSQL: %w", errors.Join(errUnreachable, err)))
	}
	return d, nil
}

func openSQLite(ctx context.Context, file string) (*DB, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	const pragmas = "_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=temp_store(2)&_time_format=sqlite"
	uri := "file:" + strings.NewReplacer("?", "%3f", "#", "%23", "%", "%25").Replace(abs)
	w, err := sql.Open("sqlite", uri+"?"+pragmas+"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=analysis_limit("+analysed+")&_pragma=cache_size(-32768)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	if err := w.PingContext(ctx); err != nil {
		w.Close()
		return nil, explained(fmt.Errorf("sqldb: cannot open %s: %w", file, err))
	}
	r, err := sql.Open("sqlite", uri+"?"+pragmas+"&_pragma=query_only(1)&_pragma=cache_size(-8192)")
	if err != nil {
		w.Close()
		return nil, err
	}
	r.SetMaxOpenConns(8)
	r.SetMaxIdleConns(idleReaders)
	r.SetConnMaxLifetime(readerLife)
	return &DB{Engine: SQLite, readers: r, writers: w}, nil
}

// analysed is how many rows of an index SQLite looks at for its statistics, per read.
const analysed = "400"

// readerLife is for how long a reader of SQLite keeps what it knows of the tables at most.
const readerLife = time.Hour

// renew lets readers that have nothing to do go: whoever comes next reads the new statistics.
func (db *DB) renew() {
	db.readers.SetMaxIdleConns(0)
	db.readers.SetMaxIdleConns(idleReaders)
}

// idleReaders are kept open while nobody reads.
const idleReaders = 8

// Close closes all connections. Stop the writer first.
func (db *DB) Close() error {
	db.stmts.Range(func(_, s any) bool { s.(*sql.Stmt).Close(); return true })
	err := db.readers.Close()
	if db.writers != db.readers {
		err = errors.Join(err, db.writers.Close())
	}
	return err
}

// Pools says how the connections are used; on PostgreSQL writing takes one of the readers' pool.
func (db *DB) Pools() map[string]sql.DBStats {
	all := map[string]sql.DBStats{"read": db.readers.Stats()}
	if db.writers != db.readers {
		all["write"] = db.writers.Stats()
	}
	return all
}

// Rebind turns ? placeholders into the engine's form.
func (db *DB) Rebind(q string) string {
	if db.Engine == SQLite {
		return q
	}
	if s, ok := db.dollars.Load(q); ok {
		return s.(string)
	}
	var b strings.Builder
	n := 0
	for _, c := range q {
		if c == '?' {
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		}
		b.WriteRune(c)
	}
	db.dollars.Store(q, b.String())
	return b.String()
}

// stmt prepares a fixed query once for the readers.
func (db *DB) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := db.stmts.Load(q); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.readers.PrepareContext(ctx, db.Rebind(q))
	if err != nil {
		return nil, unread(fmt.Errorf("sqldb: %w in %q", err, q))
	}
	if old, raced := db.stmts.LoadOrStore(q, s); raced {
		s.Close()
		return old.(*sql.Stmt), nil
	}
	db.kept.Add(1)
	return s, nil
}

// keptMost is how many texts stay prepared. Lists put theirs together from filters, so
// that there are many, though seldom more than some dozen in use.
const keptMost = 1024

// Query runs a read whose text is fixed, or one of few. Texts that differ from call to
// call belong to [DB.QueryOnce].
func (db *DB) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := storable(args); err != nil {
		return nil, err
	}
	if _, known := db.stmts.Load(q); !known && db.kept.Load() >= keptMost {
		return db.QueryOnce(ctx, q, args...)
	}
	s, err := db.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, unread(err)
}

// QueryRow runs a fixed read of one row.
func (db *DB) QueryRow(ctx context.Context, q string, args ...any) *Row {
	if err := storable(args); err != nil {
		return &Row{err: err}
	}
	s, err := db.stmt(ctx, q)
	if err != nil {
		return &Row{err: err}
	}
	return &Row{row: s.QueryRowContext(ctx, args...)}
}

// QueryOnce runs a read whose text was put together for this call.
func (db *DB) QueryOnce(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := storable(args); err != nil {
		return nil, err
	}
	rows, err := db.readers.QueryContext(ctx, db.Rebind(q), args...)
	return rows, unread(err)
}

// Row is one row or the error that kept it away.
type Row struct {
	row *sql.Row
	err error
}

// Scan gives sql.ErrNoRows when there is no row.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return unread(r.row.Scan(dest...))
}

// Args makes "?, ?, …" for a list bound from Go.
func Args(n int) string {
	if n == 0 {
		return "null"
	}
	return strings.TrimSuffix(strings.Repeat("?,", n), ",")
}

// IsUnique says whether err is a broken unique constraint.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// isTransient says whether the same work may succeed when tried again.
func isTransient(err error) bool {
	if errors.Is(err, errLost) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40P01" || pg.Code == "40001" || pg.Code == "55P03"
	}
	return false
}
