package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// OpenToRead connects for reading only, beside a server that writes, or on a disk that
// cannot be written to. It makes and migrates nothing; a writer cannot be made on it.
func OpenToRead(ctx context.Context, dsn string) (*DB, error) {
	file, lite := strings.CutPrefix(dsn, "sqlite:")
	if !lite {
		cfg, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, fmt.Errorf("sqldb: %w", err)
		}
		cfg.RuntimeParams["default_transaction_read_only"] = "on"
		db := stdlib.OpenDB(*cfg)
		db.SetMaxOpenConns(16)
		return reachable(ctx, &DB{Engine: Postgres, readers: db, writers: db})
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(abs); err != nil {
		return nil, fault.New(fault.NotFound, "no_database",
			lang.Format("数据文件夹里没有数据库（%s）。", "There is no database in the data folder (%s).", file),
			lang.T("新建的文件夹要先启动一次服务；如果数据库丢了，请用备份恢复。", "A new folder gets one when it is first served; if it was lost, restore a backup.")).With(err)
	}
	uri := "file:" + strings.NewReplacer("?", "%3f", "#", "%23", "%", "%25").Replace(abs) + "?mode=ro&_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=temp_store(2)"
	db, err := openSQLiteToRead(ctx, uri)
	if err == nil {
		return db, nil
	}
	// On a disk that cannot be written to the shared memory of the log cannot be made. Where
	// there is no log the file is complete by itself and nobody can change it.
	if info, serr := os.Stat(abs + "-wal"); errors.Is(serr, fs.ErrNotExist) || serr == nil && info.Size() == 0 {
		if db, ierr := openSQLiteToRead(ctx, uri+"&immutable=1"); ierr == nil {
			return db, nil
		}
	}
	return nil, explained(fmt.Errorf("sqldb: cannot read %s: %w", file, err))
}

func openSQLiteToRead(ctx context.Context, uri string) (*DB, error) {
	r, err := sql.Open("sqlite", uri)
	if err != nil {
		return nil, err
	}
	r.SetMaxOpenConns(8)
	r.SetMaxIdleConns(8)
	var n int
	if err := r.QueryRowContext(ctx, "select count(*) from sqlite_schema").Scan(&n); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return &DB{Engine: SQLite, readers: r, writers: r}, nil
}

func reachable(ctx context.Context, db *DB) (*DB, error) {
	if err := db.readers.PingContext(ctx); err != nil {
		db.Close()
		return nil, explained(fmt.Errorf("sqldb: cannot reach PostgreSQL: %w", errors.Join(errUnreachable, err)))
	}
	return db, nil
}

// Nodes walks the stored nodes of the tree of the given size, in ascending index.
func (t Tree) Nodes(size int64) iter.Seq2[ledger.Node, error] {
	return walk(t, func(rows *sql.Rows) (n ledger.Node, err error) {
		var hash []byte
		err = rows.Scan(&n.Index, &hash)
		copy(n.Hash[:], hash)
		return n, err
	}, "select i, hash from node where division = ? and i < ? order by i", t.division, tlog.StoredHashCount(size))
}

// HeadsUpTo walks the heads of at most the given size, smallest first.
func (t Tree) HeadsUpTo(size int64) iter.Seq2[ledger.Head, error] {
	return walk(t, func(rows *sql.Rows) (ledger.Head, error) {
		h := ledger.Head{Division: t.division}
		var root []byte
		var at int64
		err := rows.Scan(&h.Size, &root, &at)
		copy(h.Root[:], root)
		h.Recorded = clock.FromMicros(at)
		return h, err
	}, "select size, root, recorded from head where division = ? and size <= ? order by size", t.division, size)
}

func walk[T any](t Tree, scan func(*sql.Rows) (T, error), q string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := t.db.Query(t.ctx, q, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}
