package tracestore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"banjie/internal/clock"
	"banjie/internal/sqldb"
)

// Difference is a row that is not what the events say.
type Difference struct {
	Table string
	Key   string // of the thing or place, where the row has one
	Have  string // as stored, empty where the row is missing
	Want  string // by the events, empty where there should be none
}

// Compared is what a comparison found.
type Compared struct {
	Events int64 // that were read
	Rows   int64 // that were compared
	Total  int64
	List   []Difference // the first of them
	Moved  bool         // events were captured meanwhile: differences may be of that only
}

// maxTold is how many differences are told.
const maxTold = 1000

// Compare derives everything again, in a scratch database in the temporary folder, and compares
// row by row. It writes nothing here. Beside a writer it begins again, three times at most.
func (s *Store) Compare(ctx context.Context) (c Compared, err error) {
	for range 3 {
		before, err := s.token(ctx)
		if err != nil {
			return c, err
		}
		if c, err = s.compare(ctx); err != nil {
			return c, err
		}
		after, err := s.token(ctx)
		if err != nil {
			return c, err
		}
		if c.Moved = before != after; !c.Moved || c.Total == 0 {
			break
		}
	}
	return c, nil
}

func (s *Store) token(ctx context.Context) (token int64, err error) {
	if err := s.db.QueryRow(ctx, "select token from trace_state where id = 1").Scan(&token); err != nil {
		return 0, fmt.Errorf("tracestore: %w", err)
	}
	return token, nil
}

func (s *Store) compare(ctx context.Context) (c Compared, err error) {
	dir, err := os.MkdirTemp("", "banjie-trace-")
	if err != nil {
		return c, fmt.Errorf("tracestore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(dir, "scratch.db"))
	if err != nil {
		return c, err
	}
	defer db.Close()
	if err := Migrate(ctx, db); err != nil {
		return c, err
	}
	if _, err := db.Raw().ExecContext(ctx, "pragma synchronous = 0"); err != nil {
		return c, fmt.Errorf("tracestore: %w", err)
	}
	w, err := sqldb.NewWriter(ctx, db, clock.System)
	if err != nil {
		return c, err
	}
	_, err = w.Write(ctx, sqldb.Unit{Run: func(tx *sqldb.Tx) error {
		c.Events = 0
		return deriveAll(reader{ctx, s.db}, s.db.Engine, tx, func(batch []*stored) error {
			r := rows{t: events}
			for _, e := range batch {
				bareEvent(&r, e)
			}
			c.Events += int64(len(batch))
			return r.write(tx)
		})
	}})
	if err = errors.Join(err, w.Close()); err != nil {
		return c, err
	}
	for _, d := range append(slices.Clone(derived), statuses) {
		if err := s.compareTable(ctx, db, &c, d.table, d.cols, d.key); err != nil {
			return c, err
		}
	}
	return c, s.nameDifferences(ctx, c.List)
}

// statuses are the derived columns of the events.
var statuses = struct{ table, cols, key string }{"trace_event", "id, annulled_by, twin_of", "id"}

func (s *Store) compareTable(ctx context.Context, scratch *sqldb.DB, c *Compared, table, cols, key string) error {
	have, err := openRows(ctx, s.db, table, cols, key)
	if err != nil {
		return err
	}
	defer have.Close()
	want, err := openRows(ctx, scratch, table, cols, key)
	if err != nil {
		return err
	}
	defer want.Close()
	if err := errors.Join(have.next(), want.next()); err != nil {
		return err
	}
	width := len(strings.Split(key, ", "))
	for have.row != nil || want.row != nil {
		c.Rows++
		order := 0
		switch {
		case have.row == nil:
			order = 1
		case want.row == nil:
			order = -1
		default:
			order = compareRows(have.row, want.row, width)
		}
		if order != 0 || compareRows(have.row, want.row, len(have.row)) != 0 {
			d := Difference{Table: table}
			if order <= 0 {
				d.Have = fmt.Sprint(have.row...)
				d.Key = firstOf(have.row)
			}
			if order >= 0 {
				d.Want = fmt.Sprint(want.row...)
				d.Key = firstOf(want.row)
			}
			if c.Total++; len(c.List) < maxTold {
				c.List = append(c.List, d)
			}
		}
		if order <= 0 {
			if err := have.next(); err != nil {
				return err
			}
		}
		if order >= 0 {
			if err := want.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

func firstOf(row []any) string { return fmt.Sprint(row[0]) }

type rowStream struct {
	*sql.Rows
	row []any
}

func openRows(ctx context.Context, db *sqldb.DB, table, cols, key string) (*rowStream, error) {
	order := strings.Split(key, ", ")
	if db.Engine == sqldb.Postgres {
		for i, c := range order {
			if c == "unit" || c == "name" || c == "use" || c == "kind" {
				order[i] = c + ` collate "C"`
			}
		}
	}
	rows, err := db.Query(ctx, "select "+cols+" from "+table+" order by "+strings.Join(order, ", "))
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	return &rowStream{Rows: rows}, nil
}

func (r *rowStream) next() error {
	r.row = nil
	if !r.Next() {
		return r.Err()
	}
	cols, err := r.Columns()
	if err != nil {
		return err
	}
	row := make([]any, len(cols))
	into := make([]any, len(cols))
	for i := range row {
		into[i] = &row[i]
	}
	if err := r.Scan(into...); err != nil {
		return err
	}
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			row[i] = string(b)
		}
	}
	r.row = row
	return nil
}

func compareRows(a, b []any, width int) int {
	for i := range width {
		x, xInt := a[i].(int64)
		y, yInt := b[i].(int64)
		if xInt && yInt {
			if o := cmp.Compare(x, y); o != 0 {
				return o
			}
			continue
		}
		if o := strings.Compare(fmt.Sprint(a[i]), fmt.Sprint(b[i])); o != 0 {
			return o
		}
	}
	return 0
}

// nameDifferences puts keys in place of numbers.
func (s *Store) nameDifferences(ctx context.Context, list []Difference) error {
	for i := range list {
		d := &list[i]
		var key string
		var err error
		switch d.Table {
		case "trace_annulment", "trace_event":
			continue
		case "trace_place_use":
			err = s.db.QueryRow(ctx, "select key from trace_place where id = ?", number(d.Key)).Scan(&key)
		default:
			err = s.db.QueryRow(ctx, "select key from trace_thing where id = ?", number(d.Key)).Scan(&key)
		}
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("tracestore: %w", err)
		}
		d.Key = Long(key)
	}
	return nil
}

func number(s string) (n int64) {
	fmt.Sscan(s, &n)
	return n
}
