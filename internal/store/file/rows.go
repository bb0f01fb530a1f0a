package filestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
)

// rowSize is how much of a file one row holds.
const rowSize = 1 << 20

// Rows keeps files in PostgreSQL, where every node sees them and one backup holds them.
// A file is written in a transaction of its own, beside the writer's: it is no act.
type Rows struct {
	db   *sqldb.DB
	wall clock.Clock
}

// NewRows keeps files in the database.
func NewRows(db *sqldb.DB) *Rows { return &Rows{db: db, wall: clock.System} }

// Put implements [Store].
func (r *Rows) Put(ctx context.Context, name string, in io.Reader) (casework.File, error) {
	raw, file, err := check(name, in)
	if err != nil {
		return casework.File{}, err
	}
	if err := r.put(ctx, file, raw); err != nil {
		return file, full(err)
	}
	return file, nil
}

// Keep implements [Store].
func (r *Rows) Keep(ctx context.Context, sealed []byte) (casework.File, error) {
	file, err := sealedFile(sealed)
	if err == nil {
		if err = r.put(ctx, file, sealed); err != nil {
			err = full(err)
		}
	}
	return file, err
}

func (r *Rows) put(ctx context.Context, file casework.File, raw []byte) error {
	tx, err := r.db.Raw().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Whoever puts a file that is there already makes it young again; the row's lock keeps
	// a sweep from taking it away meanwhile.
	var fresh bool
	err = tx.QueryRowContext(ctx, r.db.Rebind(`insert into file (hash, size, put) values (?, ?, ?)
		on conflict (hash) do update set put = greatest(file.put, excluded.put) returning (xmax = 0)`),
		file.Hash, file.Size, clock.Micros(r.wall.Now())).Scan(&fresh)
	if err != nil {
		return fmt.Errorf("filestore: %w", err)
	}
	for n := 0; fresh && n*rowSize < len(raw); n++ {
		part := raw[n*rowSize : min(len(raw), (n+1)*rowSize)]
		if _, err := tx.ExecContext(ctx, r.db.Rebind(`insert into file_part (hash, n, body) values (?, ?, ?)`), file.Hash, n, part); err != nil {
			return fmt.Errorf("filestore: %w", err)
		}
	}
	return tx.Commit()
}

// Open implements [Store]. Rows are read one by one as the bytes are asked for.
func (r *Rows) Open(ctx context.Context, hash string) (io.ReadCloser, error) {
	if !isHash(hash) {
		return nil, fault.Missing()
	}
	p := &parts{ctx: ctx, db: r.db, hash: hash}
	err := r.db.QueryRow(ctx, `select size from file where hash = ?`, hash).Scan(&p.left)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing()
	}
	return p, err
}

// parts reads the rows of a file in their order.
type parts struct {
	ctx  context.Context
	db   *sqldb.DB
	hash string
	n    int
	left int64 // bytes not read from the database yet
	body []byte
}

// Read implements io.Reader; a row that is not there is io.ErrUnexpectedEOF.
func (p *parts) Read(b []byte) (int, error) {
	if len(p.body) == 0 {
		if p.left <= 0 {
			return 0, io.EOF
		}
		err := p.db.QueryRow(p.ctx, `select body from file_part where hash = ? and n = ?`, p.hash, p.n).Scan(&p.body)
		if errors.Is(err, sql.ErrNoRows) || err == nil && len(p.body) == 0 {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, fmt.Errorf("filestore: %w", err)
		}
		p.n++
		p.left -= int64(len(p.body))
	}
	n := copy(b, p.body)
	p.body = p.body[n:]
	return n, nil
}

// Close implements io.Closer; nothing is held open.
func (*parts) Close() error { return nil }

// Remove implements [Store].
func (r *Rows) Remove(hash string) error {
	_, err := r.db.Raw().ExecContext(context.Background(), r.db.Rebind(`delete from file where hash = ?`), hash)
	return err
}

// Intact implements [Store].
func (r *Rows) Intact(ctx context.Context, hash string) (there, same bool, err error) {
	there, same, err = intact(ctx, r, hash)
	if errors.Is(err, io.ErrUnexpectedEOF) { // a row is missing: there, and not the same
		return true, false, nil
	}
	return there, same, err
}

// sweepPage is how many old files are looked at with one query.
const sweepPage = 200

// Sweep implements [Store].
func (r *Rows) Sweep(ctx context.Context, before time.Time, named Named) (removed int, err error) {
	for after := ""; ; {
		old, err := r.old(ctx, before, after)
		if err != nil || len(old) == 0 {
			return removed, err
		}
		for _, hash := range old {
			if used, err := named(ctx, hash); err != nil {
				return removed, err
			} else if used {
				continue
			}
			res, err := r.db.Raw().ExecContext(ctx, r.db.Rebind(`delete from file where hash = ? and put < ?`), hash, clock.Micros(before))
			if err != nil {
				return removed, fmt.Errorf("filestore: sweep: %w", err)
			}
			if n, err := res.RowsAffected(); err == nil {
				removed += int(n)
			}
		}
		after = old[len(old)-1]
	}
}

func (r *Rows) old(ctx context.Context, before time.Time, after string) (hashes []string, err error) {
	rows, err := r.db.Query(ctx, `select hash from file where put < ? and hash > ? order by hash limit ?`, clock.Micros(before), after, sweepPage)
	if err != nil {
		return nil, fmt.Errorf("filestore: sweep: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, rows.Err()
}
