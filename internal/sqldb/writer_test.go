package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
)

const division = "330599"

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// node is one process on a database.
type node struct {
	*sqldb.Writer
	db    *sqldb.DB
	clock *clock.Moved
}

func openNode(t testing.TB, dsn string) node {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Raw().ExecContext(ctx, "create table if not exists probe (id bigint primary key, n bigint not null, leaf "+map[sqldb.Engine]string{sqldb.SQLite: "blob", sqldb.Postgres: "bytea"}[db.Engine]+")"); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(start)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return node{w, db, c}
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, run func(t *testing.T, n node)) {
	t.Run("sqlite", func(t *testing.T) { run(t, openNode(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))) })
	t.Run("postgres", func(t *testing.T) { run(t, openNode(t, testenv.Postgres(t))) })
}

// act is a unit that writes one row and one leaf.
func act(id int64, also ...func(*sqldb.Tx) error) sqldb.Unit {
	var leaf []byte
	return sqldb.Unit{Division: division,
		Run: func(tx *sqldb.Tx) error {
			for _, f := range also {
				if err := f(tx); err != nil {
					return err
				}
			}
			_, err := tx.Exec("insert into probe (id, n) values (?, -1)", id)
			return err
		},
		Leaves: []sqldb.Entry{{
			Leaf: func(recorded time.Time) []byte {
				leaf = ledger.Leaf{Kind: "probe", Seq: id, At: start, Recorded: recorded}.Encode()
				return leaf
			},
			Place: func(tx *sqldb.Tx, n int64, _ time.Time) error {
				_, err := tx.Exec("update probe set n = ?, leaf = ? where id = ?", n, leaf, id)
				return err
			},
		}},
		Counts: []sqldb.Count{{Measure: "probe", Day: 1, By: 1}},
	}
}

// grouped queues units behind one that holds the writer, so that they share a group.
func grouped(t *testing.T, n node, units ...sqldb.Unit) []error {
	t.Helper()
	hold, holding := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		n.Write(context.Background(), sqldb.Unit{Division: division, Run: func(*sqldb.Tx) error { close(holding); <-hold; return nil }})
	})
	<-holding
	errs := make([]error, len(units))
	for i, u := range units {
		queued := n.Queued()
		wg.Go(func() { _, errs[i] = n.Write(context.Background(), u) })
		for n.Queued() == queued {
			runtime.Gosched() // until it stands in the queue: the order is part of the test
		}
	}
	close(hold)
	wg.Wait()
	return errs
}

// whole checks that the ledger has these rows, each once, without gaps, and recomputes.
func whole(t *testing.T, n node, want int) {
	t.Helper()
	ctx := context.Background()
	var counted, rows int64
	if err := n.db.QueryRow(ctx, "select coalesce(sum(n), 0) from counter where measure = 'probe'").Scan(&counted); err != nil {
		t.Fatal(err)
	}
	if err := n.db.QueryRow(ctx, "select count(*) from probe where n >= 0").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if counted != int64(want) || rows != int64(want) {
		t.Errorf("%d rows, %d counted, want %d", rows, counted, want)
	}
	got, err := ledger.Check(archive(ctx, n.db))
	if err != nil {
		t.Fatal(err)
	}
	if got.Total != 0 || got.Leaves != int64(want) {
		t.Errorf("ledger of %d leaves, want %d: %v", got.Leaves, want, got.Problems)
	}
}

func archive(ctx context.Context, db *sqldb.DB) ledger.Archive {
	return ledger.Archive{
		Leaves: rowsOf(ctx, db, "select n, leaf from probe where n >= 0 order by n", func(scan func(...any) error) (s ledger.Stored, err error) {
			return s, scan(&s.N, &s.Leaf)
		}),
		Nodes: rowsOf(ctx, db, "select i, hash from node order by i", func(scan func(...any) error) (n ledger.Node, err error) {
			var h []byte
			err = scan(&n.Index, &h)
			copy(n.Hash[:], h)
			return n, err
		}),
		Heads: func(yield func(ledger.Head, error) bool) {
			stop := errors.New("stop")
			err := db.Tree(ctx, division).Heads(func(h ledger.Head) error {
				if !yield(h, nil) {
					return stop
				}
				return nil
			})
			if err != nil && err != stop {
				yield(ledger.Head{}, err)
			}
		},
	}
}

func rowsOf[T any](ctx context.Context, db *sqldb.DB, q string, read func(scan func(...any) error) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := db.Query(ctx, q)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			if v, err := read(rows.Scan); !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}

func TestBadUnitHarmsNoOther(t *testing.T) {
	onBoth(t, func(t *testing.T, n node) {
		refused := errors.New("refused")
		errs := grouped(t, n, act(1),
			act(2, func(*sqldb.Tx) error { return refused }),
			act(3, func(tx *sqldb.Tx) error {
				_, err := tx.Exec("insert into probe (id, n) values (3, 'not a number', 9)")
				return err
			}),
			act(4, func(*sqldb.Tx) error { panic("a bug in a unit") }),
			act(1),
			act(5))
		if errs[0] != nil || errs[5] != nil {
			t.Errorf("good units: %v, %v", errs[0], errs[5])
		}
		if !errors.Is(errs[1], refused) {
			t.Errorf("a unit that refuses: %v", errs[1])
		}
		if errs[2] == nil {
			t.Error("a broken statement was acknowledged")
		}
		if errs[3] == nil || !strings.Contains(errs[3].Error(), "panic") {
			t.Errorf("a panic: %v", errs[3])
		}
		if !sqldb.IsUnique(errs[4]) {
			t.Errorf("a taken key: %v", errs[4])
		}
		whole(t, n, 2)
	})
}

// A panic after the units ran, while leaves are placed, kills the group; the others are tried alone.
func TestPanicWhilePlacing(t *testing.T) {
	onBoth(t, func(t *testing.T, n node) {
		bad := act(2)
		bad.Leaves[0].Place = func(*sqldb.Tx, int64, time.Time) error { panic("a bug in a projection") }
		errs := grouped(t, n, act(1), bad, act(3))
		if errs[0] != nil || errs[2] != nil || errs[1] == nil {
			t.Errorf("errors: %v", errs)
		}
		whole(t, n, 2)
	})
}

// A unit that goes on after a failed statement must not be told that it was saved.
func TestSwallowedError(t *testing.T) {
	onBoth(t, func(t *testing.T, n node) {
		n.Write(context.Background(), act(1))
		_, err := n.Write(context.Background(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
			if _, err := tx.Exec("insert into probe (id, n) values (2, -2)"); err != nil {
				return err
			}
			tx.Exec("insert into probe (id, n) values (1, -2)") // taken; the error is dropped
			return nil
		}})
		var there int
		if qerr := n.db.QueryRow(context.Background(), "select count(*) from probe where id = 2").Scan(&there); qerr != nil {
			t.Fatal(qerr)
		}
		if (err == nil) != (there == 1) {
			t.Errorf("answer %v, but %d rows", err, there)
		}
	})
}

func TestOrderCountersAndHeads(t *testing.T) {
	onBoth(t, func(t *testing.T, n node) {
		var units []sqldb.Unit
		for i := range 40 {
			units = append(units, act(int64(i)))
		}
		for i, err := range grouped(t, n, units...) {
			if err != nil {
				t.Fatalf("unit %d: %v", i, err)
			}
		}
		var disorder int
		if err := n.db.QueryRow(context.Background(), "select count(*) from probe where n <> id").Scan(&disorder); err != nil {
			t.Fatal(err)
		}
		if disorder > 0 {
			t.Errorf("%d leaves out of the order of their units", disorder)
		}
		heads := 0
		n.db.Tree(context.Background(), division).Heads(func(ledger.Head) error { heads++; return nil })
		if heads != 1 {
			t.Errorf("%d heads for one group", heads)
		}
		whole(t, n, 40)
	})
}

// Recorded never decreases, whatever the machine's clock does.
func TestClockSetBack(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "test.db")
	n := openNode(t, dsn)
	n.clock.Advance(time.Hour)
	ahead, err := n.Write(context.Background(), act(1))
	if err != nil {
		t.Fatal(err)
	}
	n.Close()
	back := openNode(t, dsn) // its clock stands an hour earlier
	after, err := back.Write(context.Background(), act(2))
	if err != nil {
		t.Fatal(err)
	}
	if after.Recorded.Before(ahead.Recorded) {
		t.Errorf("recorded %v after %v", after.Recorded, ahead.Recorded)
	}
	whole(t, back, 2)
}

// More writers than the queue has places must not stop each other; divisions keep ledgers of their own.
func TestCrowd(t *testing.T) {
	n := openNode(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	var wg sync.WaitGroup
	for i := range 3000 {
		wg.Go(func() {
			u := act(int64(i))
			if i%10 == 0 {
				u = sqldb.Unit{Division: fmt.Sprint("33059", i/10%3), Run: func(*sqldb.Tx) error { return nil }}
			}
			if _, err := n.Write(context.Background(), u); err != nil {
				t.Error(err)
			}
			<-closedOr(n.Committed())
		})
	}
	wg.Wait()
	whole(t, n, 2700)
	n.Close()
	if _, err := n.Write(context.Background(), act(9999)); !errors.Is(err, sqldb.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// closedOr asks for the channel as a consumer does, without waiting for a commit.
func closedOr(<-chan struct{}) <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func TestGivenUpBeforeItRan(t *testing.T) {
	onBoth(t, func(t *testing.T, n node) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := n.Write(ctx, act(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("a request that was given up: %v", err)
		}
		whole(t, n, 0)
	})
}

// TestRowsWithoutLedgerJoinAnyGroup: sessions and drafts must not break a crowd of
// filings into commits of one.
func TestRowsWithoutLedgerJoinAnyGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, n node) {
		ctx := context.Background()
		hold, started := make(chan struct{}), make(chan struct{})
		var wait sync.WaitGroup
		wait.Go(func() {
			_, err := n.Write(ctx, sqldb.Unit{Run: func(*sqldb.Tx) error { close(started); <-hold; return nil }})
			if err != nil {
				t.Error(err)
			}
		})
		<-started
		var mu sync.Mutex
		groups := map[*sqldb.Tx]int{}
		note := func(tx *sqldb.Tx) { mu.Lock(); groups[tx]++; mu.Unlock() }
		for i := range 6 {
			u := sqldb.Unit{}
			if i%2 == 0 {
				u = act(int64(i + 1))
			}
			run := u.Run
			u.Run = func(tx *sqldb.Tx) error {
				note(tx)
				if run == nil {
					return nil
				}
				return run(tx)
			}
			wait.Go(func() {
				if _, err := n.Write(ctx, u); err != nil {
					t.Error(err)
				}
			})
		}
		for n.Queued() < 6 {
			runtime.Gosched()
		}
		close(hold)
		wait.Wait()
		if len(groups) != 1 {
			t.Errorf("six units of one division and of none came in %d commits", len(groups))
		}
		whole(t, n, 3)
	})
}
