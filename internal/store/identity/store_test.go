package identitystore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/identitytest"
	"banjie/internal/mandate"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	identitystore "banjie/internal/store/identity"
	"banjie/internal/testenv"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

type opened struct {
	*identitystore.Store
	engine *casework.Engine
}

func open(t *testing.T, dsn string) opened {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(start)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	s := identitystore.New(db, w)
	return opened{s, &casework.Engine{Clock: c, Writer: casestore.New(db, w, s.Project)}}
}

func sqlite(t *testing.T) opened { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) }

func postgres(t *testing.T) opened { return open(t, testenv.Postgres(t)) }

func TestSQLite(t *testing.T) {
	identitytest.Exercise(t, func(t *testing.T) identitytest.Store { return sqlite(t) })
}

func TestPostgres(t *testing.T) {
	identitytest.Exercise(t, func(t *testing.T) identitytest.Store { return postgres(t) })
}

func TestMandatesSQLite(t *testing.T)   { mandates(t, sqlite(t)) }
func TestMandatesPostgres(t *testing.T) { mandates(t, postgres(t)) }

func mandates(t *testing.T, s opened) {
	ctx := t.Context()
	clerk := access.Actor{ID: "o-1", Role: access.Clerk, Unit: "hall", Division: "330599"}
	m := mandate.Mandate{ID: "m1", Division: "330599", Kind: mandate.Child, Principal: "old", Agent: "acc", From: start, Until: start.AddDate(0, 1, 0),
		Evidence: []mandate.Evidence{{Kind: mandate.Paper, Ref: "f"}}}
	record := func(a mandate.Act, err error) error {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.engine.Record(ctx, clerk, a.Kind, a.Mandate, casework.Private{})
		return err
	}
	if err := record(mandate.Grant(clerk, m, start)); err != nil {
		t.Fatal(err)
	}
	if err := record(mandate.Grant(clerk, m, start)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same id twice: %v", err)
	}
	got, err := s.Mandate(ctx, "330599", "m1")
	if err != nil || got.GrantedBy != "o-1" || !got.Until.Equal(m.Until) || got.StateAt(start) != mandate.InForce {
		t.Fatalf("%+v %v", got, err)
	}
	for what, list := range map[string]func() ([]mandate.Mandate, error){
		"of":  func() ([]mandate.Mandate, error) { return s.MandatesOf(ctx, "330599", "old") },
		"for": func() ([]mandate.Mandate, error) { return s.MandatesFor(ctx, "330599", "acc") },
	} {
		if all, err := list(); err != nil || len(all) != 1 {
			t.Errorf("%s: %d %v", what, len(all), err)
		}
	}
	if all, _ := s.MandatesOf(ctx, "330598", "old"); len(all) != 0 {
		t.Error("another division sees it")
	}
	if err := record(mandate.Withdraw(clerk, got, start.Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	if err := record(mandate.Withdraw(clerk, got, start.Add(2*time.Hour))); fault.KindOf(err) != fault.NotFound {
		t.Errorf("withdrawn by a racing second act: %v", err)
	}
	got, _ = s.Mandate(ctx, "330599", "m1")
	if got.StateAt(start.Add(time.Hour)) != mandate.Withdrawn || !got.Withdrawn.Equal(start.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
	if _, err := s.Mandate(ctx, "330599", "none"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

// Nodes that share a database count tries together, whichever takes them and however many at once.
func TestNodesShareTries(t *testing.T) {
	dsn := testenv.Postgres(t)
	key := []byte("the folder's key")
	var nodes []*identity.Throttle
	for range 2 {
		nodes = append(nodes, identity.SharedThrottle(key, open(t, dsn).Tries("330599")))
	}
	sharedTries(t, nodes)
}

func TestTriesInOneFile(t *testing.T) {
	sharedTries(t, []*identity.Throttle{identity.SharedThrottle([]byte("k"), sqlite(t).Tries("330599"))})
}

func sharedTries(t *testing.T, nodes []*identity.Throttle) {
	ctx := t.Context()
	var taken, refused atomic.Int64
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			err := nodes[i%len(nodes)].Try(ctx, "jia", fmt.Sprint("address ", i), start)
			switch {
			case err == nil:
				taken.Add(1)
			case fault.KindOf(err) == fault.TooMany:
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken.Load() != 10 || refused.Load() != 14 {
		t.Errorf("%d tries taken, %d refused", taken.Load(), refused.Load())
	}
	last := nodes[len(nodes)-1]
	if err := last.Try(ctx, "jia", "elsewhere", start.Add(2*time.Minute)); err != nil {
		t.Errorf("two minutes later: %v", err)
	}
	if err := nodes[0].Succeeded(ctx, "jia"); err != nil {
		t.Fatal(err)
	}
	if err := last.Try(ctx, "jia", "elsewhere", start.Add(2*time.Minute)); err != nil {
		t.Errorf("after a right password at another node: %v", err)
	}
}
