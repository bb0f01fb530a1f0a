package casestore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
)

// benchSizes are how many cases the databases of the reading benchmarks hold: ten thousand,
// and BANJIE_BENCH_SIZE where it is set. One of every fifty is open. A database is made once
// by the real commands and kept in the temporary folder.
func benchSizes(b *testing.B) []int {
	sizes := []int{10_000}
	if text := os.Getenv("BANJIE_BENCH_SIZE"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1000 {
			b.Fatalf("BANJIE_BENCH_SIZE is %q; give a number from 1000", text)
		}
		if n != sizes[0] {
			sizes = append(sizes, n)
		}
	}
	return sizes
}

// loadedHall is a loaded database with an engine over it.
type loadedHall struct {
	db     *sqldb.DB
	store  *casestore.Store
	engine *casework.Engine
	clock  *clock.Moved
	size   int
}

// made is raised when the content of a kept database changes.
const made = 4

func loaded(b *testing.B, n int) loadedHall {
	b.Helper()
	dir := filepath.Join(os.TempDir(), "banjie-bench")
	file := filepath.Join(dir, fmt.Sprintf("cases-%d-%d.db", made, n))
	if !current(file) {
		load(b, dir, file, n)
	}
	// The hall goes on where the loading ended.
	return openLoaded(b, file, n, casetest.Start.Add(time.Duration(n)*step+24*time.Hour))
}

// current says that a kept database is there and has this program's tables.
func current(file string) bool {
	if _, err := os.Stat(file); err != nil {
		return false
	}
	db, err := sqldb.Open(context.Background(), "sqlite:"+file)
	if err != nil {
		return false
	}
	defer db.Close()
	return db.Migrate(context.Background()) == nil
}

// step is how far the clock moves from filing to filing while a database is loaded.
const step = time.Minute

func openLoaded(b *testing.B, file string, n int, at time.Time) loadedHall {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	c := clock.Running(at, clock.System)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() })
	s := casestore.New(db, w)
	return loadedHall{db, s, casetest.Engine(b, s, c), c, n}
}

// load files n cases and lets all but the last fiftieth lapse, by the real commands; only
// the synchronisation of each commit is left out.
func load(b *testing.B, dir, file string, n int) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	part := file + ".part"
	for _, f := range []string{part, part + "-wal", part + "-shm"} {
		os.Remove(f)
	}
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+part)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	if _, err := db.Raw().Exec("pragma synchronous = 0"); err != nil {
		b.Fatal(err)
	}
	c := clock.Standing(casetest.Start)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		b.Fatal(err)
	}
	s := casestore.New(db, w)
	e := casetest.Engine(b, s, c)
	began := clock.System.Now()
	file256 := func(from, until int) {
		var next atomic.Int64
		next.Store(int64(from))
		var wg sync.WaitGroup
		for range 256 {
			wg.Go(func() {
				for i := next.Add(1); i <= int64(until); i = next.Add(1) {
					cmd := casetest.Filing()
					cmd.Actor.Party = fmt.Sprint("party-", i/3)
					cmd.Open.Party = cmd.Actor.Party
					c.Advance(step)
					if _, err := e.Do(ctx, cmd); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	open := n / 50
	for from := 0; from < n-open; {
		until := min(from+20_000, n-open)
		file256(from, until)
		from = until
		if from == n-open {
			c.Advance(14 * 24 * time.Hour)
		}
		if swept, err := e.Sweep(ctx, casetest.Division); err != nil || swept.Err != nil {
			b.Fatal(err, swept.Err)
		}
	}
	file256(n-open, n)
	took := clock.System.Now().Sub(began)
	var rows int64
	for _, table := range []string{"cases", "event", "private", "clock", "task", "node", "head"} {
		var k int64
		if err := db.QueryRow(ctx, "select count(*) from "+table).Scan(&k); err != nil {
			b.Fatal(err)
		}
		rows += k
	}
	b.Logf("loaded %d cases, %d rows in %s: %.0f rows/s", n, rows, took.Round(time.Second), float64(rows)/took.Seconds())
	w.Close()
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(part, file); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLoaded is what a hall with so many cases does all day.
func BenchmarkLoaded(b *testing.B) {
	for _, n := range benchSizes(b) {
		benchLoaded(b, n)
	}
}

func benchLoaded(b *testing.B, n int) {
	h := loaded(b, n)
	ctx := context.Background()
	name := func(what string) string { return fmt.Sprintf("%s/cases=%d", what, h.size) }
	var keys []casework.Key
	open := true
	page, err := h.store.Cases(ctx, casework.Query{Division: casetest.Division, Limit: 100, Open: &open})
	if err != nil || len(page.Rows) == 0 {
		b.Fatal(err, len(page.Rows))
	}
	for _, r := range page.Rows {
		keys = append(keys, r.Key)
	}
	at := func(i int64) casework.Key { return keys[i%int64(len(keys))] }
	b.Run(name("case"), func(b *testing.B) {
		each(b, 2, func(i int64) error { _, _, err := h.engine.Load(ctx, at(i)); return err })
	})
	b.Run(name("case-query-alone"), func(b *testing.B) {
		each(b, 2, func(i int64) error {
			var n int
			rows, err := h.db.Query(ctx, "select e.facts, p.body from event e left join private p on p.division = e.division and p.case_id = e.case_id and p.seq = e.seq where e.division = ? and e.case_id = ?", casetest.Division, int64(at(i).ID))
			if err != nil {
				return err
			}
			defer rows.Close()
			var facts, body []byte
			for rows.Next() {
				if err := rows.Scan(&facts, &body); err != nil {
					return err
				}
				n++
			}
			return rows.Err()
		})
	})
	for what, q := range map[string]casework.Query{
		"work-list":   {Division: casetest.Division, Unit: "registry", Tasks: true, Order: casework.ByUrgency, Names: true},
		"my-cases":    {Division: casetest.Division, Party: "party-7", Names: true},
		"newest":      {Division: casetest.Division},
		"by-number":   {},
		"next-page":   {Division: casetest.Division, Unit: "registry", Tasks: true, Order: casework.ByUrgency, Names: true, After: "1"},
		"board-units": {After: "board"},
	} {
		b.Run(name(what), func(b *testing.B) {
			switch what {
			case "by-number":
				each(b, 2, func(i int64) error {
					_, err := h.store.ByNumber(ctx, casetest.Division, page.Rows[i%int64(len(page.Rows))].Number)
					return err
				})
				return
			case "board-units":
				day := int32(h.engine.Calendar().DayOf(h.clock.Now()))
				each(b, 2, func(int64) error {
					_, err := h.store.Units(ctx, casetest.Division, day-89, day, time.Time{})
					return err
				})
				return
			case "next-page":
				first, err := h.store.Cases(ctx, casework.Query{Division: q.Division, Unit: q.Unit, Tasks: true, Order: q.Order, Limit: 100})
				if err != nil || first.Next == "" {
					b.Fatal(err)
				}
				q.After = first.Next
			}
			each(b, 2, func(int64) error {
				got, err := h.store.Cases(ctx, q)
				if err == nil && len(got.Rows) == 0 {
					err = fmt.Errorf("%s is empty", what)
				}
				return err
			})
		})
	}
	b.Run(name("inclusion-proof"), func(b *testing.B) {
		tree := h.db.Tree(ctx, casetest.Division)
		head, err := tree.Head()
		if err != nil {
			b.Fatal(err)
		}
		each(b, 2, func(i int64) error {
			_, err := ledger.ProveInclusion(i*7919%head.Size, head.Size, tree)
			return err
		})
	})
	for _, clients := range []int{1, 64} {
		b.Run(name(fmt.Sprintf("file/clients=%d", clients)), func(b *testing.B) {
			each(b, clients, func(int64) error {
				_, err := h.engine.Do(ctx, casetest.Filing())
				return err
			})
		})
	}
}

// BenchmarkLedgerCheck is fsck --ledger: every leaf made again from its rows, every node and
// head compared.
func BenchmarkLedgerCheck(b *testing.B) {
	ctx := context.Background()
	for _, n := range benchSizes(b) {
		h := loaded(b, n)
		b.Run(fmt.Sprintf("cases=%d", n), func(b *testing.B) {
			tree := h.db.Tree(ctx, casetest.Division)
			head, err := tree.Head()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				found, err := ledger.Check(ledger.Archive{Leaves: h.store.Leaves(ctx, casetest.Division, head.Size), Nodes: tree.Nodes(head.Size), Heads: tree.HeadsUpTo(head.Size)})
				if err != nil || found.Total > 0 || found.Leaves != head.Size {
					b.Fatal(found, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(head.Size), "ns/leaf")
		})
	}
}

// BenchmarkRefold is what fsck does for each case: read it, fold it, compare every row.
func BenchmarkRefold(b *testing.B) {
	h := loaded(b, 10_000)
	ctx := context.Background()
	page, err := h.store.Cases(ctx, casework.Query{Division: casetest.Division, Limit: 100})
	if err != nil {
		b.Fatal(err)
	}
	each(b, 2, func(i int64) error {
		differences, err := h.store.Compare(ctx, page.Rows[i%int64(len(page.Rows))].Key, h.engine.Procedure)
		if err == nil && len(differences) > 0 {
			err = fmt.Errorf("%v", differences[0])
		}
		return err
	})
}

// BenchmarkSweep lets cases lapse: each due clock is one act with event, leaf and receipt.
func BenchmarkSweep(b *testing.B) {
	s, _, c := benchStore(b, "sqlite:"+filepath.Join(b.TempDir(), "sweep.db"))
	e := casetest.Engine(b, s, c)
	due := max(b.N, 64)
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 64 {
		wg.Go(func() {
			for next.Add(1) <= int64(due) {
				if _, err := e.Do(context.Background(), casetest.Filing()); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	c.Advance(14 * 24 * time.Hour)
	b.ResetTimer()
	swept, err := e.Sweep(context.Background(), casetest.Division)
	if err != nil || swept.Err != nil || swept.Acted < due {
		b.Fatal(swept, err)
	}
	b.ReportMetric(float64(swept.Acted)/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkDueClocks finds 1,000 due clocks among the open ones: BANJIE_BENCH_CLOCKS of
// them (1 million; the budget names 10 million), rows made by SQL and kept.
func BenchmarkDueClocks(b *testing.B) {
	n := 1_000_000
	if text := os.Getenv("BANJIE_BENCH_CLOCKS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	dir := filepath.Join(os.TempDir(), "banjie-bench")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(dir, fmt.Sprintf("clocks-%d-%d.db", made, n))
	ctx := context.Background()
	if _, err := os.Stat(file); err != nil {
		os.Remove(file + ".part")
		db, err := sqldb.Open(ctx, "sqlite:"+file+".part")
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Migrate(ctx); err != nil {
			b.Fatal(err)
		}
		day := int64(24 * time.Hour / time.Microsecond)
		first := clock.Micros(casetest.Start)
		for _, q := range []string{"pragma synchronous = 0", fmt.Sprintf(`insert into clock (division, case_id, name, state, due, next, verb, unit)
			with recursive k(i) as (select 1 union all select i + 1 from k where i < %d)
			select '%s', i, 'promised', 'running', %d + i %% 90 * %d + i, case when i %% (%d / 1000) = 0 then %d - i else %d + (i %% 90 + 1) * %d + i end, '', 'unit-' || (i %% 28) from k`,
			n, casetest.Division, first, day, n, first, first, day)} {
			if _, err := db.Raw().Exec(q); err != nil {
				b.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		if err := os.Rename(file+".part", file); err != nil {
			b.Fatal(err)
		}
	}
	db, err := sqldb.Open(ctx, "sqlite:"+file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	s := casestore.New(db, nil)
	b.Run(fmt.Sprintf("clocks=%d/due=1000", n), func(b *testing.B) {
		for b.Loop() {
			due, err := s.Due(ctx, casetest.Division, casetest.Start, 2000)
			if err != nil || len(due) != 1000 {
				b.Fatal(len(due), err)
			}
		}
	})
}
