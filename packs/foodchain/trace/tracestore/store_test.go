package tracestore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/trace/tracestore"
)

const division = "330599"

type bed struct {
	db     *sqldb.DB
	writer *sqldb.Writer
	store  *tracestore.Store
}

func open(t testing.TB, dsn string) bed {
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
	if err := tracestore.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	if db.Engine == sqldb.SQLite { // what is tested here is not the disk
		if _, err := db.Raw().Exec("pragma synchronous = 0"); err != nil {
			t.Fatal(err)
		}
	}
	w, err := sqldb.NewWriter(ctx, db, clock.Standing(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return bed{db, w, tracestore.New(db, w)}
}

// engines runs a test on both.
func engines(t *testing.T, run func(t *testing.T, b bed)) {
	t.Run("sqlite", func(t *testing.T) { run(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "trace.db"))) })
	t.Run("postgres", func(t *testing.T) { run(t, open(t, testenv.Postgres(t))) })
}
