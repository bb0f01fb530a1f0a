package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/datadir"
	"banjie/internal/lang"
)

// smallTown makes a demonstration folder with a short history and closes it.
func smallTown(t testing.TB) *datadir.Dir {
	t.Helper()
	ctx := context.Background()
	st := demoState{Seed: 7, End: calendar.Date(2026, 6, 30), Cases: 60, Days: 40}
	dir, st, err := demoFolder(filepath.Join(t.TempDir(), "town"), st, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	d := &demonstration{state: st, out: io.Discard}
	h, err := open(ctx, dir, openOptions{begin: d.begin(), log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := d.seed(ctx, h); err != nil {
		t.Fatal(err)
	}
	if err := d.grow(ctx, h); err != nil {
		t.Fatal(err)
	}
	if err := h.publish(ctx); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copyOf copies a closed folder.
func copyOf(t testing.TB, dir *datadir.Dir) *datadir.Dir {
	t.Helper()
	into := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(into, os.DirFS(dir.Path)); err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadDir(filepath.Join(into, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if err := os.Chmod(filepath.Join(into, "keys", k.Name()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, err := datadir.Open(into)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// alter runs plain SQL on a closed folder and says how many rows it changed.
func alter(t testing.TB, dir *datadir.Dir, q string) int64 {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir.Path, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	res, err := db.Exec(q)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func check(t testing.TB, dir *datadir.Dir) checked {
	t.Helper()
	ctx := context.Background()
	h, err := openToCheck(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	c := &checker{h: h, tell: func(int64, int64) {}}
	if err := c.all(ctx); err != nil {
		t.Fatal(err)
	}
	return c.found
}

// Every column of every row that tells of a case is guarded: one change by plain SQL is
// found, and the problem names a case, an event or a record of the ledger.
func TestFsckFindsEveryColumn(t *testing.T) {
	t.Parallel()
	town := smallTown(t)
	if clean := check(t, town); clean.Total > 0 || clean.Cases == 0 {
		t.Fatalf("before any change: %d cases, %+v", clean.Cases, clean.Problems)
	}
	number := func(col string) string { return col + " = " + col + " + 1" }
	text := func(col string) string { return col + " = " + col + " || 'x'" }
	bytesOf := func(col string) string { return col + " = zeroblob(length(" + col + "))" }
	pick := map[string]string{
		"event":       "n = (select max(n) - 20 from event)",
		"private":     "(case_id, seq) = (select case_id, seq from private where case_id > 0 order by case_id limit 1 offset 3)",
		"cases":       "id = (select case_id from clock order by case_id limit 1)",
		"clock":       "(case_id, name) = (select case_id, name from clock order by case_id limit 1)",
		"task":        "(case_id, step, task) = (select case_id, step, task from task order by case_id limit 1)",
		"node":        "i = (select max(i) / 2 from node)",
		"head":        "size = (select size from head order by size limit 1 offset 30)",
		"card":        "(case_id, card) = (select case_id, card from card order by case_id limit 1)",
		"certificate": "id = (select id from certificate order by id limit 1)",
	}
	for table, columns := range map[string][]string{
		"event": {text("division"), number("case_id"), "seq = seq + 100", "n = n + 100000", text("kind"), number("schema"), number("at"), number("effective"), number("recorded"),
			text("actor"), text("role"), text("unit"), text("relation"), text("mandate"), "facts = cast(replace(cast(facts as text), '{', '{ ') as blob)", bytesOf("inner_private")},
		"private": {text("division"), "case_id = case_id + 1", "seq = seq + 100", "body = cast(replace(cast(body as text), '{', '{ ') as blob)"},
		"cases": {text("division"), number("id"), text("number"), text("short"), text("procedure"), number("procedure_version"), text("item"), number("item_version"), text("item_slug"),
			text("state"), number("version"), text("unit"), text("handler"), text("party"), text("agent"), text("mandate"), text("channel"), text("window_no"), text("provenance"),
			text("code_hash"), number("opened"), number("accepted"), number("decided"), number("closed"), text("result"), number("visits"), "deemed = 1 - deemed", "late_now = 1 - late_now", "was_late = 1 - was_late", "poor = 1 - poor",
			number("promised_due"), number("statutory_due"), text("promised_state"), text("statutory_state"), number("keep"), bytesOf("key_facts"), bytesOf("key_private"), "key_private = null"},
		"clock": {text("division"), number("case_id"), text("name"), text("state"), number("due"), number("next"), text("verb"), text("unit")},
		"task":  {text("division"), number("case_id"), text("step"), text("task"), text("unit"), text("post"), text("officer"), text("state"), number("opened"), number("due")},
		"node":  {text("division"), "i = i + 10000000", bytesOf("hash")},
		"head":  {text("division"), "size = size + 10000000", bytesOf("root"), number("recorded")},
		"card": {text("division"), number("case_id"), text("card"), text("number"), text("rule"), text("colour"), text("unit"), text("state"), number("shown"), number("seq"), number("due"), number("replied"),
			"body = cast(json_set(cast(body as text), '$.unit', 'x') as blob)"},
		"certificate": {text("division"), text("id"), text("type"), number("case_id"), "version = version + 1", text("party"), text("status"), number("status_day"), number("valid_from"), number("valid_until"), number("issued"), "body = cast(json_set(cast(body as text), '$.demo', json('false')) as blob)",
			"body = cast(json_set(cast(body as text), '$.holder.name', 'x') as blob)", "body = cast(json_set(cast(body as text), '$.issuer.name.zh', 'x') as blob)"},
	} {
		where := pick[table] // head's is another one below
		for _, set := range columns {
			t.Run(table+"/"+set, func(t *testing.T) {
				t.Parallel()
				dir := copyOf(t, town)
				if n := alter(t, dir, "update "+table+" set "+set+" where "+where); n != 1 {
					t.Fatalf("%d rows changed", n)
				}
				found := check(t, dir)
				if found.Total == 0 {
					t.Fatal("not found")
				}
				named := false
				for _, p := range found.Problems {
					named = named || p.Leaf != nil || p.Case != "" || p.Seq > 0
					if strings.ContainsAny(p.Text.EN, "{}") || strings.Contains(p.Text.EN, "0001-01-01") {
						t.Errorf("not for people: %s", p.Text.EN)
					}
				}
				if !named {
					t.Errorf("no event is named: %+v", found.Problems)
				}
			})
		}
	}
	pick["head"] = "size = (select max(size) from head)" // of the others nothing depends on any
	for table := range pick {
		where := pick[table]
		t.Run(table+"/deleted", func(t *testing.T) {
			t.Parallel()
			dir := copyOf(t, town)
			if n := alter(t, dir, "delete from "+table+" where "+where); n != 1 {
				t.Fatalf("%d rows deleted", n)
			}
			if found := check(t, dir); found.Total == 0 {
				t.Error("not found")
			}
		})
	}
}

// TestTooEarly: papers may be entered five working days after they came and a day for the
// record; what the law deems and a reopened case have their own instants.
func TestTooEarly(t *testing.T) {
	cal := calendar.Builtin()
	recorded := cal.Start(calendar.Date(2026, 3, 13)).Add(10 * time.Hour) // a Friday
	for days, want := range map[int]bool{0: false, 1: false, 7: false, 8: false, 9: true, 30: true} {
		e := casework.Event{Effective: recorded.AddDate(0, 0, -days), Recorded: recorded, By: casework.By{Relation: casework.Receiver}}
		if got := tooEarly(cal, e); got != want {
			t.Errorf("%d days before: %v", days, got)
		}
		e.Facts.Reopened = true
		if tooEarly(cal, e) {
			t.Errorf("a case reopened from %d days before is no back-dating", days)
		}
		e.Facts.Reopened, e.By.Relation = false, casework.Itself
		if tooEarly(cal, e) {
			t.Errorf("what was deemed %d days before is no back-dating", days)
		}
	}
}

// The counters behind every figure are counted again from the events.
func TestFsckCountsAgain(t *testing.T) {
	t.Parallel()
	town := smallTown(t)
	for _, q := range []string{
		"update counter set n = n + 1 where measure = 'received' and day = (select max(day) from counter where measure = 'received')",
		"delete from counter where measure = 'item_workdays'",
		"insert into counter (division, measure, day, unit, n) select division, 'granted', 1, 'nobody', 1 from counter limit 1",
		"update counter set n = 0 where measure = 'open_now'",
	} {
		dir := copyOf(t, town)
		if n := alter(t, dir, q); n < 1 {
			t.Fatalf("%s: nothing changed", q)
		}
		found := check(t, dir)
		if found.Total == 0 || found.Uncounted || found.Problems[0].Code != "counter" {
			t.Errorf("%s: %d problems, %+v", q, found.Total, found.Problems)
		}
	}
	if found := check(t, town); found.Total > 0 {
		t.Errorf("before any change: %+v", found.Problems)
	}
}

func TestFsckSays(t *testing.T) {
	n := int64(41)
	r := checked{Total: 1, Problems: []problem{{Code: "differs", Division: "330599", Leaf: &n, Case: "abc", Number: "case202606300001", Seq: 3, Kind: "accepted", Text: lang.T("改了。", "Changed.")}}}
	for tag, want := range map[lang.Tag]string{
		lang.EN: "division 330599, record 41, case case202606300001, event 3 (accepted): Changed.",
		lang.ZH: "区划 330599，账本第 41 条，办件 case202606300001，事件 3（accepted）：改了。",
	} {
		var out bytes.Buffer
		if err := r.write(&out, false, tag); err != nil || !strings.HasPrefix(out.String(), want+"\n") {
			t.Errorf("%v: %s", err, out.String())
		}
	}
}

// Tables that acts without a case write are made again from them: whoever gives an officer
// a post, shortens a limit or moves a holiday by plain SQL is found out, and so is a damaged
// database file.
func TestFsckMakesTablesAgain(t *testing.T) {
	t.Parallel()
	town := smallTown(t)
	var got recounted
	if err := withFolder(context.Background(), town, "calendar-import", &noticeOrder{Notice: inventedNotice()}, &got, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if clean := check(t, town); clean.Total > 0 {
		t.Fatalf("before any change: %+v", clean.Problems)
	}
	for change, named := range map[string]string{
		"update item set body = cast(json_set(cast(body as text), '$.promised', json('null'), '$.statutory', json('null')) as blob) where version = 1 and code = (select min(code) from item)": "item_published",
		"update item set unit = 'x' where code = (select min(code) from item)":                                                                                      "item_published",
		"delete from item where code = (select max(code) from item)":                                                                                                "item_published",
		"update organisation set body = cast('not json' as blob) where thing = 'officer' and key = (select max(key) from organisation where thing = 'officer')":     "organisation",
		"update organisation set name = 'x' where thing = 'officer' and key = (select max(key) from organisation where thing = 'officer')":                          "organisation officer",
		"insert into organisation select division, thing, key || 'x', body, name from organisation where thing = 'holding' limit 1":                                 "organisation holding",
		"insert into mandate (division, id, principal, agent, body, granted, withdrawn) select division, 'm', 'a', 'b', cast('{}' as blob), 1, 0 from item limit 1": "mandate m",
		"update calendar_notice set body = cast(replace(cast(body as text), '2026-07-02', '2026-07-06') as blob)":                                                   "calendar_imported",
		"delete from calendar_notice": "calendar_imported",
		"update commitment set due = due + 30 where id = (select min(id) from commitment)":                                                                         "commitment 2026-",
		"update commitment set body = cast(replace(cast(body as text), '承诺', '保证') as blob) where kind = 'service'":                                                "commitment 2026-",
		"delete from commitment where state = 'open' and id = (select max(id) from commitment where state = 'open')":                                               "commitment 2026-",
		"update list_version set hash = 'x' where kind = 'powers' and version = 2":                                                                                 "list_published",
		"update list_entry set until = 0 where kind = 'powers' and until > 0 and code = (select min(code) from list_entry where kind = 'powers' and until > 0)":    "list_entry powers",
		"update list_entry set unit = 'x' where kind = 'duties' and code = (select min(code) from list_entry where kind = 'duties')":                               "list_entry duties",
		"pragma writable_schema = on; update sqlite_schema set rootpage = (select rootpage from sqlite_schema where name = 'task_unit') where name = 'cases_unit'": "database file is damaged",
	} {
		t.Run(change, func(t *testing.T) {
			dir := copyOf(t, town)
			alter(t, dir, change)
			found := check(t, dir)
			var told bytes.Buffer
			for _, p := range found.Problems {
				told.WriteString(p.line(lang.EN) + "\n")
			}
			if found.Total == 0 || !strings.Contains(told.String(), named) {
				t.Errorf("%q is not named in: %s", named, told.String())
			}
		})
	}
}
