package accesslog_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	accesslog "banjie/internal/store/access"
	"banjie/internal/testenv"
)

func exercise(t *testing.T, dsn string) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	w, err := sqldb.NewWriter(ctx, db, clock.Standing(start))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	l := accesslog.New(db, w, slog.New(slog.DiscardHandler))
	key := casework.Key{Division: "330599", ID: 7}
	officer := access.Actor{ID: "o1", Name: "不该出现的姓名", Role: access.CaseOfficer, Unit: "registry", Session: "s"}
	for range 3 { // several reads of one instant are several entries
		l.Read(officer, key, "case", start)
	}
	l.Read(officer, casework.Key{Division: "330599", ID: 8}, "person", start.Add(time.Second))
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	l.Read(officer, key, "file", start.Add(2*time.Second))
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	got, err := l.Of(ctx, key, "", start.Add(time.Hour), 10)
	if err != nil || len(got) != 4 || got[0].What != "file" || got[0].Actor != "o1" || got[0].Role != access.CaseOfficer {
		t.Fatalf("reads of the case: %+v, %v", got, err)
	}
	all, err := l.Of(ctx, casework.Key{Division: "330599"}, "", start.Add(time.Hour), 10)
	if err != nil || len(all) != 5 {
		t.Fatalf("all reads: %d, %v", len(all), err)
	}
	if head, err := db.Tree(ctx, "330599").Head(); err != nil || head.Size != 0 {
		t.Fatalf("reads reached the ledger: %d, %v", head.Size, err)
	}
	if n, err := l.Forget(ctx, "330599", start.Add(time.Second)); err != nil || n != 3 {
		t.Fatalf("%d forgotten, %v", n, err)
	}
	if all, err = l.Of(ctx, casework.Key{Division: "330599"}, "", start.Add(time.Hour), 10); err != nil || len(all) != 2 {
		t.Fatalf("after forgetting: %d, %v", len(all), err)
	}
	const many = 2500 // more than one step takes
	for range many {
		l.Read(officer, key, "case", start)
	}
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Forget(ctx, "330599", start.Add(time.Second)); err != nil || n != many {
		t.Fatalf("%d of %d forgotten, %v", n, many, err)
	}
}

func TestSQLite(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) }

func TestPostgres(t *testing.T) { exercise(t, testenv.Postgres(t)) }
