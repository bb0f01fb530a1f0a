package chainstore_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/chain/chainstore"
	"banjie/packs/foodchain/trace/tracestore"
)

const division = "330599"

var (
	farmer = access.Actor{ID: "a1", Role: access.Citizen, Division: division, Party: "p-farmer"}
	firm   = access.Actor{ID: "a2", Role: access.Citizen, Division: division, Party: "p-firm"}
	clerk  = access.Actor{ID: "k1", Role: access.Clerk, Division: division, Unit: "hall"}
	system = access.Actor{Role: access.System, Division: division}
	other  = access.Actor{ID: "a3", Role: access.Citizen, Division: division, Party: "p-other"}
)

const (
	record access.Verb = "test_record_food"
	manage access.Verb = "test_set_up_food"
)

var joined = sync.OnceValue(func() error {
	n, o, d := access.None, access.Own, access.Division
	return access.Extend(nil, []access.Row{
		{Verb: record, Reach: [11]access.Reach{n, o, o, d, n, n, n, n, n, n, access.All}, Title: lang.T("记", "record")},
		{Verb: manage, Reach: [11]access.Reach{n, n, n, n, n, n, n, n, d, n, access.All}, Title: lang.T("设", "set up")},
	})
})

// bed is a county of bayberries on one engine.
type bed struct {
	*testing.T
	desk   *chain.Desk
	store  *chainstore.Store
	trace  *tracestore.Store
	taken  *capturestore.Store
	cases  *casestore.Store
	writer *sqldb.Writer
	db     *sqldb.DB
}

func open(t *testing.T, dsn string) *bed {
	t.Helper()
	ctx := context.Background()
	if err := joined(); err != nil {
		t.Fatal(err)
	}
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
	for _, s := range []struct {
		name  string
		files fs.FS
	}{{"capture", capturestore.Migrations}, {"chain", chainstore.Migrations}} {
		if err := db.MigrateFrom(ctx, s.files, "migrations", "foodchain_"+s.name+"_version"); err != nil {
			t.Fatal(err)
		}
	}
	now := clock.Standing(time.Date(2026, time.June, 12, 3, 0, 0, 0, time.UTC))
	b := &bed{T: t, db: db, store: chainstore.New(db)}
	if b.writer, err = sqldb.NewWriter(ctx, db, now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.writer.Close() })
	b.trace = tracestore.New(db, b.writer)
	b.taken = capturestore.New(db, b.trace)
	b.cases = casestore.New(db, b.writer, b.taken.Project, b.store.Project)
	engine := &casework.Engine{Clock: now, Calendar: calendar.Builtin, Store: b.cases, Writer: b.cases}
	b.desk = &chain.Desk{Engine: func() *casework.Engine { return engine }, Store: b.store, Stock: b.trace, Clock: now, Calendar: calendar.Builtin, Division: division, Record: record, Manage: manage, Told: chain.ToldBy(b.cases.ActsOf),
		Office: &capture.Office{Engine: func() *casework.Engine { return engine }, Store: b.taken, Clock: now, Division: division}}
	return b
}

// engines runs a test on both, in a county that the demonstration's story has filled.
func engines(t *testing.T, run func(b *bed)) {
	begin := func(t *testing.T, dsn string) {
		b := open(t, dsn)
		if err := chain.Grow(t.Context(), b.desk, chain.Cast{Farmer: farmer, Firm: firm, Clerk: clerk, System: system}); err != nil {
			t.Fatal(err)
		}
		run(b)
	}
	t.Run("sqlite", func(t *testing.T) { begin(t, "sqlite:"+filepath.Join(t.TempDir(), "chain.db")) })
	t.Run("postgres", func(t *testing.T) { begin(t, testenv.Postgres(t)) })
}

// business finds one of the story by the beginning of its name.
func (b *bed) business(name string) chain.Business {
	b.Helper()
	list, err := b.store.Find(b.Context(), division, name, 5)
	if err != nil || len(list) != 1 {
		b.Fatalf("%d businesses begin with %q: %v", len(list), name, err)
	}
	return list[0]
}

// shelf is what a business handled last.
func (b *bed) shelf(x chain.Business) string {
	b.Helper()
	list, err := b.store.Shelf(b.Context(), "https://id.gs1.org/414/"+x.GLN, 10)
	if err != nil || len(list) == 0 {
		b.Fatalf("nothing on the shelf of %s: %v", x.Name, err)
	}
	return list[0]
}

func (b *bed) check() []lang.Text {
	b.Helper()
	differs, err := b.store.Check(b.Context(), division, chainstore.Source{Acts: b.cases.ActsOf, Archive: b.trace.Archive, For: func(ctx context.Context, event int64) (string, error) {
		c, err := b.taken.Of(ctx, event)
		if err != nil {
			return "", err
		}
		e, err := b.cases.Act(ctx, division, c.Seq)
		if err != nil {
			return "", err
		}
		f, err := casework.Data[capture.Facts](e)
		return f.For, err
	}})
	if err != nil {
		b.Fatal(err)
	}
	return differs
}

// leaves counts captures in the ledger.
func (b *bed) leaves() (n int) {
	b.Helper()
	if err := b.cases.ActsOf(b.Context(), division, capture.Captured, func(casework.Event) error { n++; return nil }); err != nil {
		b.Fatal(err)
	}
	return n
}
