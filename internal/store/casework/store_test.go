package casestore_test

import (
	"context"
	"path/filepath"
	"testing"

	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
)

func open(t *testing.T, dsn string) (casetest.Store, *clock.Moved) {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(casetest.Start)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	return casestore.New(db, w), c
}

func TestSQLite(t *testing.T) {
	casetest.Exercise(t, func(t *testing.T) (casetest.Store, *clock.Moved) {
		return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	})
}

func TestPostgres(t *testing.T) {
	casetest.Exercise(t, func(t *testing.T) (casetest.Store, *clock.Moved) { return open(t, testenv.Postgres(t)) })
}
