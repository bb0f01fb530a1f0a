package casestore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
)

// onEngines runs a benchmark on both engines.
func onEngines(b *testing.B, run func(b *testing.B, dsn string)) {
	b.Run("sqlite", func(b *testing.B) { run(b, "sqlite:"+filepath.Join(b.TempDir(), "bench.db")) })
	b.Run("postgres", func(b *testing.B) { run(b, testenv.Postgres(b)) })
}

func benchStore(b *testing.B, dsn string) (*casestore.Store, *sqldb.Writer, *clock.Moved) {
	b.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	c := clock.Running(casetest.Start, clock.System) // ids lie beside one another, as in life
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() })
	return casestore.New(db, w), w, c
}

// each runs f b.N times from so many clients at once.
func each(b *testing.B, clients int, f func(i int64) error) {
	b.Helper()
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wg.Go(func() {
			for {
				i := n.Add(1)
				if i > int64(b.N) {
					return
				}
				if err := f(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkFile files complete cases: event, private half, clock, task, leaf and head,
// durable. The bare line beside it writes one durable row through the same group commit.
func BenchmarkFile(b *testing.B) {
	onEngines(b, func(b *testing.B, dsn string) {
		s, w, c := benchStore(b, dsn)
		e := casetest.Engine(b, s, c)
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("case/clients=%d", clients), func(b *testing.B) {
				each(b, clients, func(int64) error {
					_, err := e.Do(context.Background(), casetest.Filing())
					return err
				})
			})
			var rows atomic.Int64
			b.Run(fmt.Sprintf("bare/clients=%d", clients), func(b *testing.B) {
				each(b, clients, func(int64) error {
					_, err := w.Write(context.Background(), sqldb.Unit{Division: casetest.Division, Run: func(tx *sqldb.Tx) error {
						_, err := tx.Exec("insert into serial (division, series, next) values (?, ?, ?)", casetest.Division, fmt.Sprint("bench", clients, ".", rows.Add(1)), 1)
						return err
					}})
					return err
				})
			})
		}
	})
}
