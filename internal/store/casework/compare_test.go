package casestore_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
)

// TestCompareFindsEachAlteration: whoever alters one value of a stored case with plain SQL
// is found, at the event or the column that was touched.
func TestCompareFindsEachAlteration(t *testing.T) {
	for _, c := range []struct{ name, sql, finds string }{
		{"nothing", ``, ""},
		{"facts of an event", `update event set facts = replace(facts, 'accepted', 'acceptet') where seq = 2`, "leaf"},
		{"kind", `update event set kind = 'granted' where seq = 2`, "leaf"},
		{"instant of the command", `update event set at = at - 1 where seq = 2`, "leaf"},
		{"instant of the record", `update event set recorded = recorded + 1 where seq = 2`, "leaf"},
		{"role", `update event set role = 'system' where seq = 2`, "leaf"},
		{"unit", `update event set unit = 'nobody' where seq = 2`, "leaf"},
		{"actor", `update event set actor = 'somebody' where seq = 2`, "act"},
		{"lawful instant", `update event set effective = effective - 86400000000 where seq = 2`, "act"},
		{"relation", `update event set relation = 'unit_head' where seq = 2`, "act"},
		{"shape of the facts", `update event set schema = 2 where seq = 2`, "act"},
		{"mandate", `update event set mandate = 'm9' where seq = 1`, "act"},
		{"words of a person", `update private set body = replace(body, '甲', '乙')`, "private"},
		{"private half removed", `delete from private`, "private"},
		{"hash of the private half", `update event set inner_private = zeroblob(32) where seq = 1`, "private"},
		{"leaf", `update node set hash = zeroblob(32) where i = 0`, "leaf"},
		{"leaf removed", `delete from node where i = 0`, "leaf"},
		{"state", `update cases set state = 'done'`, "cases.state"},
		{"unit of the case", `update cases set unit = 'fire'`, "cases.unit"},
		{"lateness", `update cases set late_now = 1`, "cases.late_now"},
		{"receipt", `update cases set opened = opened + 1`, "cases.opened"},
		{"number", `update cases set number = 'X'`, "cases.number"},
		{"due date in the list", `update cases set promised_due = promised_due + 86400000000`, "cases.promised_due"},
		{"clock put off", `update clock set next = next + 86400000000 where name = 'promised'`, "clock.promised"},
		{"clock removed", `delete from clock where name = 'promised'`, "clock.promised"},
		{"clock invented", `insert into clock select division, case_id, 'extra', state, due, next, verb, unit from clock where name = 'promised'`, "clock.extra"},
		{"task taken away", `delete from task where task = 'a'`, "task.look.a"},
		{"task moved", `update task set unit = 'fire' where task = 'a'`, "task.look.a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "case.db")
			key, store, find := liveCase(t, "sqlite:"+file)
			if c.sql != "" {
				alter(t, file, c.sql)
			}
			diff, err := store.Compare(context.Background(), key, find)
			if err != nil {
				t.Fatal(err)
			}
			if c.finds == "" && len(diff) > 0 || c.finds != "" && !slices.ContainsFunc(diff, func(d casestore.Difference) bool { return d.What == c.finds }) {
				t.Errorf("wanted %q, found %v", c.finds, diff)
			}
		})
	}
}

// TestCompareFindsALostEvent: an event taken out breaks the fold.
func TestCompareFindsALostEvent(t *testing.T) {
	file := filepath.Join(t.TempDir(), "case.db")
	key, store, find := liveCase(t, "sqlite:"+file)
	alter(t, file, `delete from event where seq = 1`)
	if _, err := store.Compare(context.Background(), key, find); err == nil {
		t.Error("a case without its first event was compared")
	}
}

// TestComparePostgres: the other engine's columns read back as the events say.
func TestComparePostgres(t *testing.T) {
	key, store, find := liveCase(t, testenv.Postgres(t))
	if diff, err := store.Compare(context.Background(), key, find); err != nil || len(diff) > 0 {
		t.Errorf("%v %v", diff, err)
	}
}

// liveCase is an accepted case with two open tasks and a running clock.
func liveCase(t *testing.T, dsn string) (casework.Key, *casestore.Store, func(string, int) (*casework.Procedure, error)) {
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
	store := casestore.New(db, w)
	e := casetest.Engine(t, store, c)
	id := casetest.File(t, e, "").Case.ID
	if _, err := e.Do(ctx, casework.Command{Actor: casetest.Clerk, Case: id, Verb: "accept"}); err != nil {
		t.Fatal(err)
	}
	return casework.Key{Division: casetest.Division, ID: id}, store, e.Procedure
}

func alter(t *testing.T, file, text string) {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if res, err := raw.Exec(text); err != nil {
		t.Fatal(err)
	} else if n, _ := res.RowsAffected(); n == 0 {
		t.Fatalf("%s changed nothing", text)
	}
}
