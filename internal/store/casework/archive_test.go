package casestore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/recorded"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
)

// archive is a store with an engine whose procedures can be erased, and imports.
type archive struct {
	store *casestore.Store
	db    *sqldb.DB
	w     *sqldb.Writer
	e     *casework.Engine
}

func newArchive(t *testing.T, dsn string) archive {
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
	s := casestore.New(db, w)
	e := &casework.Engine{Clock: c, Calendar: casetest.Engine(t, s, c).Calendar, Catalogue: casetest.Items{}, Store: s, Writer: s}
	for _, p := range []*casework.Procedure{casetest.Procedure(), recorded.Procedure()} {
		if err := e.Register(p.With(casework.ErasureRow(p))); err != nil {
			t.Fatal(err)
		}
	}
	return archive{s, db, w, e}
}

func (a archive) clean(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	tree := a.db.Tree(ctx, casetest.Division)
	head, err := tree.Head()
	if err != nil {
		t.Fatal(err)
	}
	found, err := ledger.Check(ledger.Archive{Leaves: a.store.Leaves(ctx, casetest.Division, head.Size), Nodes: tree.Nodes(head.Size), Heads: tree.HeadsUpTo(head.Size)})
	if err != nil || found.Total > 0 || found.Leaves != head.Size || found.Root != head.Root {
		t.Errorf("ledger: %+v %v", found, err)
	}
	err = a.store.Walk(ctx, casetest.Division, func(key casework.Key) error {
		diff, err := a.store.Compare(ctx, key, a.e.Procedure)
		if len(diff) > 0 {
			t.Errorf("%v", diff)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	orphans, err := a.store.Orphans(ctx, casetest.Division)
	if err != nil || len(orphans) > 0 {
		t.Errorf("orphans %v %v", orphans, err)
	}
	aside, err := a.store.HeadsAside(ctx, casetest.Division, head.Size)
	if err != nil || len(aside) > 0 {
		t.Errorf("heads %v %v", aside, err)
	}
	err = a.store.Acts(ctx, casetest.Division, func(_ casework.Event, diff []casestore.Difference) error {
		if len(diff) > 0 {
			t.Errorf("%v", diff)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func onBoth(t *testing.T, run func(t *testing.T, a archive)) {
	t.Run("sqlite", func(t *testing.T) { run(t, newArchive(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))) })
	t.Run("postgres", func(t *testing.T) { run(t, newArchive(t, testenv.Postgres(t))) })
}

// What an act without a case told is erased by another one that names it: the hashes stay and hold,
// what else was told stays, and a half that goes without such an act is found.
func TestHalvesErased(t *testing.T) {
	onBoth(t, func(t *testing.T, a archive) {
		ctx, system := context.Background(), access.Actor{Role: access.System, Division: casetest.Division}
		var seqs []int64
		for _, said := range []string{"erased", "kept"} {
			out, err := a.e.Record(ctx, system, "act", map[string]int{"x": 1}, casework.Private{Text: said})
			if err != nil {
				t.Fatal(err)
			}
			seqs = append(seqs, out.Events[0].Seq)
		}
		if err := a.e.EraseHalves(ctx, system, casework.HalvesErasure{Acts: seqs[:1], Of: "test"}); err != nil {
			t.Fatal(err)
		}
		a.clean(t)
		for i, want := range []string{"", "kept"} {
			if e, err := a.store.Act(ctx, casetest.Division, seqs[i]); err != nil || e.Private.Text != want || (e.RawPriv == nil) != (want == "") {
				t.Errorf("%q %v", e.Private.Text, err)
			}
		}
		if _, err := a.w.Write(ctx, sqldb.Unit{Division: casetest.Division, Run: func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`delete from private where case_id = 0 and seq = ?`, seqs[1])
			return err
		}}); err != nil {
			t.Fatal(err)
		}
		found := 0
		if err := a.store.Acts(ctx, casetest.Division, func(_ casework.Event, diff []casestore.Difference) error {
			found += len(diff)
			return nil
		}); err != nil || found != 1 {
			t.Errorf("%d differences, want the half that was taken away: %v", found, err)
		}
	})
}

// After an erasure the old receipts hold, the case is whole, and later acts have a key again.
func TestErasure(t *testing.T) {
	onBoth(t, func(t *testing.T, a archive) {
		ctx := context.Background()
		cmd := casetest.Filing()
		const file = "0a0b0c0d0e0f00010203040506070809000102030405060708090a0b0c0d0e0f"
		cmd.Open.Files = []casework.File{{Name: "a.pdf", Hash: file}}
		out, err := a.e.Do(ctx, cmd)
		if err != nil {
			t.Fatal(err)
		}
		casetest.File(t, a.e, "other")
		system := access.Actor{Role: access.System, Division: casetest.Division}
		if _, err := a.e.Record(ctx, system, "act", map[string]int{"x": 1}, casework.Private{Notes: map[string]string{"n": "v"}}); err != nil {
			t.Fatal(err)
		}
		a.clean(t)
		key := out.Case.Key
		erase := casework.Command{Actor: system, Case: key.ID, Verb: "erase", Reason: "期满", Basis: []string{"illustrative"}, Input: &casework.EraseInput{OrderedBy: "archive"}}
		if _, err := a.e.Do(ctx, casework.Command{Actor: casetest.Clerk, Case: key.ID, Verb: "erase", Reason: "x", Basis: erase.Basis}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a clerk erases: %v", err)
		}
		if _, err := a.e.Do(ctx, casework.Command{Actor: system, Case: key.ID, Verb: "erase"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without reason and basis: %v", err)
		}
		if _, err := a.e.Do(ctx, erase); err == nil || fault.For(err).Code != "erase_open_case" {
			t.Errorf("while the case runs: %v", err)
		}
		erase.Input = &casework.EraseInput{OrderedBy: "archive", Unit: "archive", Again: true} // as on a restored copy
		if _, err := a.e.Do(ctx, erase); err != nil {
			t.Fatal(err)
		}
		c, _, err := a.e.Load(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Events {
			if e.RawPriv != nil {
				t.Errorf("event %d keeps its private half", e.Seq)
			}
		}
		kept, err := casework.Data[casework.Erasure](c.Events[len(c.Events)-1])
		if err != nil || kept.Reason != "期满" || kept.OrderedBy != "archive" {
			t.Errorf("%+v %v", kept, err)
		}
		a.clean(t)
		if _, err := a.e.Do(ctx, erase); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("a second time: %v", err)
		}
		if _, err := a.e.Do(ctx, casework.Command{Actor: casetest.Clerk, Case: key.ID, Verb: "note", Reason: "later words"}); err != nil {
			t.Fatal(err)
		}
		if keys, err := a.store.Keys(ctx, key); err != nil || keys.Private == [32]byte{} {
			t.Errorf("later words have no key: %v", err)
		}
		a.clean(t)
	})
}

func TestImport(t *testing.T) {
	onBoth(t, func(t *testing.T, a archive) {
		ctx := context.Background()
		im := &recorded.Import{Division: casetest.Division, Source: "old", Map: eventlog.Usual, Unit: "old", Engine: a.e, Writer: a.store, Cases: a.store}
		at := time.Date(2019, 5, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600))
		event := func(name string, at time.Time) eventlog.Event {
			return eventlog.Event{At: at, Attributes: eventlog.Attributes{{Kind: eventlog.String, Key: eventlog.Name, Value: name}, {Kind: eventlog.Date, Key: eventlog.Timestamp, Value: at.Format(time.RFC3339)}}}
		}
		// out of order, before the year in which ids begin to count, closed before its last event
		tr := eventlog.Trace{Key: "一", Place: 1, Attributes: eventlog.Attributes{{Kind: eventlog.Date, Key: "deadline", Value: "2019-05-02T00:00:00Z"}, {Kind: eventlog.Date, Key: "enddate", Value: "2019-05-01T08:00:00Z"}},
			Events: []eventlog.Event{event("b", at.Add(time.Hour)), event("a", time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)), event("c", at.AddDate(0, 1, 0))}}
		for i, want := range []bool{true, false} {
			if added, err := im.Case(ctx, tr); err != nil || added != want {
				t.Fatalf("time %d: %v %v", i, added, err)
			}
		}
		empty := eventlog.Trace{Key: "二", Place: 2, Attributes: eventlog.Attributes{{Kind: eventlog.Date, Key: "startdate", Value: "2019-05-02T00:00:00Z"}}}
		if _, err := im.Case(ctx, empty); err != nil {
			t.Fatal(err)
		}
		if _, err := im.Case(ctx, eventlog.Trace{Key: "三", Place: 3}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a case without any instant: %v", err)
		}
		a.clean(t)
		key, err := a.store.ByNumber(ctx, casetest.Division, im.Number("一"))
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := a.e.Load(ctx, key)
		if err != nil || c.IsOpen() || c.Provenance != casework.Imported || !c.Opened.Equal(tr.Events[1].At) {
			t.Errorf("%+v %v", c, err)
		}
		back, err := recorded.Trace(c, a.e.Calendar())
		if err != nil || len(back.Events) != 3 || back.Events[0].Activity() != "b" || back.Key != "一" {
			t.Errorf("%+v %v", back, err)
		}
		for i := range back.Events {
			if !back.Events[i].At.Equal(tr.Events[i].At) {
				t.Errorf("event %d comes back at %v", i, back.Events[i].At)
			}
		}
	})
}

// A sealed act keeps its day and not its hour; the head above it carries the exact instant,
// which is no fault.
func TestSealedActsUnderTheirHeads(t *testing.T) {
	onBoth(t, func(t *testing.T, a archive) {
		cmd := casetest.Filing()
		cmd.Open.Sealed, cmd.Open.Person = true, casework.Person{}
		if _, err := a.e.Do(t.Context(), cmd); err != nil {
			t.Fatal(err)
		}
		a.clean(t)
	})
}
