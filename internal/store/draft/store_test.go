package draftstore_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	draftstore "banjie/internal/store/draft"
	"banjie/internal/testenv"
)

const life = 7 * 24 * time.Hour

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// bed is a database and the wall clock of its drafts.
type bed struct {
	db   *sqldb.DB
	w    *sqldb.Writer
	wall *clock.Moved
}

func (b bed) store(secret string) *draftstore.Store {
	return draftstore.New(b.db, b.w, []byte(secret), life, b.wall)
}

const secret = "0123456789abcdef0123456789abcdef"

func open(t *testing.T, dsn string) bed {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(t.Context(), db, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	return bed{db, w, clock.Standing(start)}
}

func TestSQLite(t *testing.T) {
	exercise(t, func(t *testing.T) bed { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) })
}

func TestPostgres(t *testing.T) {
	exercise(t, func(t *testing.T) bed { return open(t, testenv.Postgres(t)) })
}

func exercise(t *testing.T, open func(*testing.T) bed) {
	for name, test := range map[string]func(*testing.T, bed){"kept": kept, "sealed": sealed, "expires": expires, "files": files} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func absent(t *testing.T, s *draftstore.Store, id string) {
	t.Helper()
	if body, err := s.Load(t.Context(), id); fault.KindOf(err) != fault.NotFound || body != nil {
		t.Errorf("draft %q: %q, %v", id, body, err)
	}
}

func kept(t *testing.T, b bed) {
	s := b.store(secret)
	absent(t, s, "one")
	must(t, s.Save(t.Context(), "one", draftstore.Draft{Body: []byte("青禾小吃店"), Saved: start}))
	must(t, s.Save(t.Context(), "two", draftstore.Draft{Body: []byte{}, Saved: start}))
	must(t, s.Save(t.Context(), "one", draftstore.Draft{Body: []byte("青禾小吃店，改过"), Saved: start}))
	got, err := b.store(secret).Load(t.Context(), "one") // a process that was started anew
	if err != nil || string(got) != "青禾小吃店，改过" {
		t.Errorf("%q, %v", got, err)
	}
	must(t, s.Drop(t.Context(), "one"))
	must(t, s.Drop(t.Context(), "one"))
	absent(t, s, "one")
	if _, err := s.Load(t.Context(), "two"); err != nil {
		t.Errorf("another draft went with it: %v", err)
	}
	big := draftstore.Draft{Body: bytes.Repeat([]byte("x"), draftstore.MaxSize+1), Saved: start}
	if err := s.Save(t.Context(), "big", big); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a draft over the limit: %v", err)
	}
}

// Neither what was typed nor the draft's name stands in the database, and another folder's
// secret opens nothing.
func sealed(t *testing.T, b bed) {
	const name, typed = "THE-NAME-IN-THE-COOKIE", "110105194912310029"
	must(t, b.store(secret).Save(t.Context(), name, draftstore.Draft{Body: []byte(typed), Saved: start}))
	rows, err := b.db.QueryOnce(t.Context(), `select id, body from draft`)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var id, body []byte
		must(t, rows.Scan(&id, &body))
		if row := string(id) + string(body); strings.Contains(row, typed) || strings.Contains(row, name) {
			t.Error("the row can be read")
		}
	}
	absent(t, b.store(strings.Repeat("z", 32)), name)
	// A row moved to another draft's place is not opened.
	must(t, b.store(secret).Save(t.Context(), "other", draftstore.Draft{Body: []byte("其他"), Saved: start}))
	_, err = b.w.Write(t.Context(), sqldb.Unit{Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`update draft set body = (select body from draft order by id limit 1)`)
		return err
	}})
	must(t, err)
	opened := 0
	for _, id := range []string{name, "other"} {
		if _, err := b.store(secret).Load(t.Context(), id); err == nil {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%d of two drafts open after one row was copied over the other", opened)
	}
}

func expires(t *testing.T, b bed) {
	s := b.store(secret)
	must(t, s.Save(t.Context(), "old", draftstore.Draft{Body: []byte("a"), Files: []string{"f"}, Saved: start}))
	must(t, s.Save(t.Context(), "new", draftstore.Draft{Body: []byte("b"), Saved: start.Add(time.Hour)}))
	b.wall.MoveTo(start.Add(life - time.Microsecond))
	must(t, s.Sweep(t.Context()))
	if _, err := s.Load(t.Context(), "old"); err != nil {
		t.Errorf("a moment before its end: %v", err)
	}
	b.wall.MoveTo(start.Add(life))
	absent(t, s, "old") // also before any sweep
	if used, err := s.Named(t.Context(), "f"); used || err != nil {
		t.Errorf("the file of an expired draft: %v, %v", used, err)
	}
	must(t, s.Sweep(t.Context()))
	for table, want := range map[string]int{"draft": 1, "draft_file": 0} {
		var n int
		must(t, b.db.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n))
		if n != want {
			t.Errorf("%s: %d rows, want %d", table, n, want)
		}
	}
}

func files(t *testing.T, b bed) {
	s := b.store(secret)
	named := func(want string) {
		t.Helper()
		got := ""
		for _, hash := range []string{"a", "b", "c"} {
			used, err := s.Named(t.Context(), hash)
			must(t, err)
			if used {
				got += hash
			}
		}
		if got != want {
			t.Errorf("named: %q, want %q", got, want)
		}
	}
	must(t, s.Save(t.Context(), "one", draftstore.Draft{Files: []string{"a", "b", "a"}, Saved: start}))
	must(t, s.Save(t.Context(), "two", draftstore.Draft{Files: []string{"b"}, Saved: start}))
	named("ab")
	must(t, s.Save(t.Context(), "one", draftstore.Draft{Files: []string{"c"}, Saved: start}))
	named("bc")
	must(t, s.Drop(t.Context(), "two"))
	named("c")
	must(t, s.Drop(t.Context(), "one"))
	named("")
	var n int
	must(t, b.db.QueryRow(t.Context(), `select count(*) from draft_file`).Scan(&n))
	if n != 0 {
		t.Error(fmt.Sprint(n, " rows of files are left over"))
	}
}
