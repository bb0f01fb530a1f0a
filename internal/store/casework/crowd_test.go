package casestore_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/testenv"
)

// A list reads several tables. More readers at once than there are connections must not
// wait for one another for ever.
func TestManyReadersAtOnce(t *testing.T) {
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			s, c := open(t, dsn(t))
			e := casetest.Engine(t, s, c)
			for range 30 {
				casetest.File(t, e, "")
			}
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			var wg sync.WaitGroup
			for range 64 {
				wg.Go(func() {
					for range 10 {
						page, err := s.Cases(ctx, casework.Query{Division: casetest.Division, Unit: "registry", Tasks: true, Order: casework.ByUrgency, Names: true, Limit: 10})
						if err != nil || len(page.Rows) != 10 {
							t.Errorf("%d rows: %v", len(page.Rows), err)
							return
						}
					}
				})
			}
			wg.Wait()
		})
	}
}
