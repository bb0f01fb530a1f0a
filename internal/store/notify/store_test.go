package notifystore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/notify"
	"banjie/internal/notify/notifytest"
	"banjie/internal/sqldb"
	notifystore "banjie/internal/store/notify"
	"banjie/internal/testenv"
)

func open(t *testing.T, dsn string) notify.Store {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(ctx, db, clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	return notifystore.New(db, w)
}

func TestSQLite(t *testing.T) {
	notifytest.Exercise(t, func(t *testing.T) notify.Store { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) })
}

func TestPostgres(t *testing.T) {
	notifytest.Exercise(t, func(t *testing.T) notify.Store { return open(t, testenv.Postgres(t)) })
}
