package tracestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"banjie/internal/sqldb"
)

// asker reads: the writer's transaction, or the readers with a context.
type asker interface {
	Query(q string, args ...any) (*sql.Rows, error)
}

type reader struct {
	ctx context.Context
	db  *sqldb.DB
}

func (r reader) Query(q string, args ...any) (*sql.Rows, error) { return r.db.Query(r.ctx, q, args...) }

// chunk is how many values one statement asks for or writes on SQLite, at most.
const chunk = 256

// each runs q for a list of values, which takes the place of @, and gives each row to scan. The
// other arguments come before the list. On SQLite the list is cut and padded to powers of two, so
// that there are few texts; on PostgreSQL it is one array. A long list is read by several readers at
// once, never from within a transaction: rows then come in any order but for those of one value, and
// scan is still called by one at a time.
func each[T int64 | string | []byte](a asker, e sqldb.Engine, q string, list []T, scan func(*sql.Rows) error, args ...any) error {
	readers := min(runtime.GOMAXPROCS(0), mostReaders)
	if len(list) < longList || readers < 2 || !apart(a) {
		return stretch(a, e, q, list, scan, args...)
	}
	var one sync.Mutex
	var all sync.WaitGroup
	locked := func(r *sql.Rows) error {
		one.Lock()
		defer one.Unlock()
		return scan(r)
	}
	failed := make([]error, readers)
	part := (len(list) + readers - 1) / readers
	for i := range readers {
		mine := list[min(i*part, len(list)):min((i+1)*part, len(list))]
		all.Go(func() { failed[i] = stretch(a, e, q, mine, locked, args...) })
	}
	all.Wait()
	return errors.Join(failed...)
}

// A list of so many values is worth several readers, and so many read it at most.
const longList, mostReaders = 4096, 4

// apart says that questions are asked outside of a transaction, so that several may be at once.
func apart(a asker) bool {
	switch x := a.(type) {
	case reader:
		return true
	case graph:
		return apart(x.asker)
	}
	return false
}

// stretch is [each] for a stretch of the list, by one reader.
func stretch[T int64 | string | []byte](a asker, e sqldb.Engine, q string, list []T, scan func(*sql.Rows) error, args ...any) error {
	for len(list) > 0 {
		n := min(len(list), chunk)
		var rows *sql.Rows
		var err error
		if e == sqldb.Postgres {
			n = len(list)
			rows, err = a.Query(strings.ReplaceAll(q, "@", "= any(?)"), append(slices.Clone(args), list)...)
		} else {
			size := 1
			for size < n {
				size *= 2
			}
			all := slices.Grow(slices.Clone(args), size)
			for i := range size {
				all = append(all, any(list[min(i, n-1)]))
			}
			rows, err = a.Query(strings.ReplaceAll(q, "@", "in ("+sqldb.Args(size)+")"), all...)
		}
		if err != nil {
			return fmt.Errorf("tracestore: %w", err)
		}
		if err := drain(rows, scan); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func drain(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("tracestore: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("tracestore: %w", err)
	}
	return nil
}

// table is where rows of one shape go, with the PostgreSQL type of each column.
type table struct {
	name  string
	cols  []string
	types []string
	tail  string // on conflict …
	texts map[int]string
}

func newTable(name, tail string, cols ...string) *table {
	t := &table{name: name, tail: tail, texts: map[int]string{}}
	for _, c := range cols {
		col, typ, ok := strings.Cut(c, " ")
		if !ok {
			typ = "bigint"
		}
		t.cols, t.types = append(t.cols, col), append(t.types, typ)
	}
	// Texts are made beforehand: projectors of several stores may share the table.
	for n := 1; n <= chunk; n *= 2 {
		one := "(" + sqldb.Args(len(t.cols)) + "), "
		t.texts[n] = t.head() + "values " + strings.TrimSuffix(strings.Repeat(one, n), ", ") + tail
	}
	arrays := make([]string, len(t.cols))
	for i, typ := range t.types {
		arrays[i] = "?::" + typ + "[]"
	}
	t.texts[0] = t.head() + "select * from unnest(" + strings.Join(arrays, ", ") + ")" + tail
	return t
}

func (t *table) head() string {
	return "insert into " + t.name + " (" + strings.Join(t.cols, ", ") + ") "
}

// rows are waiting to be written; values stand one row after the other.
type rows struct {
	t      *table
	values []any
}

func (r *rows) add(values ...any) { r.values = append(r.values, values...) }

func (r *rows) len() int { return len(r.values) / len(r.t.cols) }

// write inserts all of them.
func (r *rows) write(tx *sqldb.Tx) error {
	width := len(r.t.cols)
	if len(r.values) == 0 {
		return nil
	}
	if tx.Engine == sqldb.Postgres {
		args := make([]any, width)
		for c, typ := range r.t.types {
			switch typ {
			case "text":
				args[c] = column[string](r.values, c, width)
			case "bytea":
				args[c] = column[[]byte](r.values, c, width)
			default:
				args[c] = column[int64](r.values, c, width)
			}
		}
		if _, err := tx.Exec(r.t.texts[0], args...); err != nil {
			return fmt.Errorf("tracestore: %s: %w", r.t.name, err)
		}
		return nil
	}
	for left := r.values; len(left) > 0; {
		n := 1
		for most := min(len(left)/width, max(1, 2048/width)); n*2 <= most && n*2 <= chunk; {
			n *= 2
		}
		if _, err := tx.Exec(r.t.texts[n], left[:n*width]...); err != nil {
			return fmt.Errorf("tracestore: %s: %w", r.t.name, err)
		}
		left = left[n*width:]
	}
	return nil
}

func column[T any](values []any, c, width int) []T {
	out := make([]T, 0, len(values)/width)
	for i := c; i < len(values); i += width {
		v, _ := values[i].(T)
		out = append(out, v)
	}
	return out
}

// The tables that batches are written to.
var (
	things      = newTable("trace_thing", "", "id", "key text")
	places      = newTable("trace_place", "", "id", "key text")
	events      = newTable("trace_event", "", "id", "hash bytea", "event_id text", "declared", "reason text", "type text", "action text", "step text", "disposition text", "t", "zone", "read_point", "location", "process", "things text", "body bytea")
	eventThings = newTable("trace_event_thing", "", "thing", "t", "event", "role", "unit text", "amount")
	annulments  = newTable("trace_annulment", " on conflict (name, event) do nothing", "name text", "event")
	edges       = newTable("trace_edge", "", "child", "parent", "event", "t")
	moves       = newTable("trace_move", "", "child", "parent", "t", "event", "put")
	stays       = newTable("trace_stay", "", "child", "parent", "t_from", "t_to", "event_in", "event_out")
	visits      = newTable("trace_visit", "", "thing", "t", "place", "event")
	origins     = newTable("trace_origin", "", "thing", "plot", "event", "t")
	lots        = newTable("trace_lot", " on conflict (thing) do update set over = excluded.over, plots = excluded.plots, balance = excluded.balance", "thing", "over", "plots bytea", "balance text")
	placeUses   = newTable("trace_place_use", " on conflict (place, use) do update set n = trace_place_use.n + excluded.n", "place", "use text", "n")
	words       = newTable("trace_word", " on conflict (list, word, place) do nothing", "list", "word text", "place")
	findings    = newTable("trace_finding", " on conflict (subject, kind) do nothing", "subject", "kind text")
)

// derived are the tables that follow from trace_event, each with its columns in the order of its key.
var derived = []struct{ table, cols, key string }{
	{"trace_event_thing", "thing, t, event, role, unit, amount", "thing, t, event, role, unit"},
	{"trace_annulment", "name, event", "name, event"},
	{"trace_edge", "child, parent, event, t", "child, parent, event"},
	{"trace_move", "child, parent, t, event, put", "child, parent, t, event, put"},
	{"trace_stay", "child, parent, t_from, t_to, event_in, event_out", "child, parent, t_from"},
	{"trace_visit", "thing, t, place, event", "thing, t, place, event"},
	{"trace_origin", "thing, plot, event, t", "thing, plot, event"},
	{"trace_lot", "thing, over, plots, balance", "thing"},
	{"trace_place_use", "place, use, n", "place, use"},
	{"trace_word", "list, word, place", "list, word, place"},
	{"trace_finding", "subject, kind", "subject, kind"},
}
