package searchstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	searchstore "banjie/internal/store/search"
	"banjie/internal/testenv"
)

func open(t testing.TB, dsn string) (*searchstore.Store, *casework.Engine) {
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
	return searchstore.New(db, w), casetest.Engine(t, casestore.New(db, w), c)
}

func TestSQLite(t *testing.T)   { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) }
func TestPostgres(t *testing.T) { exercise(t, testenv.Postgres(t)) }

func exercise(t *testing.T, dsn string) {
	s, e := open(t, dsn)
	ctx := t.Context()
	texts := map[casework.ID]string{}
	var ids []casework.ID
	for _, text := range []string{"食品经营许可 测试人甲 ABC20260302", "食品生产许可 测试人乙 ABC20260303", "经营食品 测试 O'Brien"} {
		id := casetest.File(t, e, "").Case.ID
		ids = append(ids, id)
		texts[id] = text
	}
	for range 2 { // again gives the same
		if err := s.Put(ctx, casetest.Division, texts); err != nil {
			t.Fatal(err)
		}
	}
	all := access.Scope{Reach: access.Division, Division: casetest.Division}
	find := func(scope access.Scope, q string) int {
		t.Helper()
		keys, err := s.Search(ctx, casetest.Division, scope, q, 0)
		if err != nil {
			t.Fatalf("%q: %v", q, err)
		}
		return len(keys)
	}
	for q, want := range map[string]int{
		"食品": 3, "食品经营": 1, "食品 经营": 2, "测试人": 2, "测试人乙 生产": 1, "abc202603": 2, "ABC20260303": 1, "o'brien": 1, "没有": 0, "食": 0, "": 0,
		`"食品" OR *`: 0, "':* & | !": 0, "食品'; drop table": 0,
	} {
		if got := find(all, q); got != want {
			t.Errorf("%q finds %d, want %d", q, got, want)
		}
	}
	for scope, want := range map[access.Scope]int{
		{Reach: access.Own, Party: casetest.Person.Party}:                   3,
		{Reach: access.Own, Party: casetest.Stranger.Party}:                 0,
		{Reach: access.Unit, Unit: "registry", Division: casetest.Division}: 3,
		{Reach: access.Unit, Unit: "fire", Division: casetest.Division}:     0,
		{Reach: access.Division, Division: "330598"}:                        0,
		{}: 0,
	} {
		if got := find(scope, "食品"); got != want {
			t.Errorf("%+v finds %d, want %d", scope, got, want)
		}
	}
	if err := s.Drop(ctx, casetest.Division, ids[:1]); err != nil {
		t.Fatal(err)
	}
	if got := find(all, "测试人甲"); got != 0 {
		t.Errorf("a dropped case is found %d times", got)
	}
}

// No question makes the engine's own query language fail.
func FuzzQuestion(f *testing.F) {
	for _, s := range []string{"食品", `"`, "a*", "a NEAR b", "'", "−", "\x00", "ＡＢＣ", "é", "ǅ", "ß"} {
		f.Add(s)
	}
	s, _ := open(f, "sqlite:"+filepath.Join(f.TempDir(), "test.db"))
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := s.Search(context.Background(), casetest.Division, access.Scope{Reach: access.All}, q, 5); err != nil {
			t.Fatalf("%q: %v", q, err)
		}
	})
}
