package sqldb_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
)

// code is what a person is told.
func code(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint("not a fault: ", err)
	}
	if f.Kind != fault.Unavailable || f.Message.ZH == "" || f.Message.EN == "" || f.Remedy.IsZero() {
		return fmt.Sprintf("half a fault: %+v", f)
	}
	return f.Code
}

// When the disk is full nothing is acknowledged that is not there, and after room was made
// the same writer goes on.
func TestDiskFull(t *testing.T) {
	n := openNode(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	ctx := context.Background()
	var pages int
	if err := n.db.QueryRow(ctx, "pragma page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(pages int) sqldb.Unit {
		return sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
			var now int
			return tx.QueryRow(fmt.Sprint("pragma max_page_count = ", pages)).Scan(&now)
		}}
	}
	big := func(id int64) sqldb.Unit {
		return act(id, func(tx *sqldb.Tx) error {
			_, err := tx.Exec("insert into private (division, case_id, seq, body) values ('x', ?, 1, ?)", id, make([]byte, 20_000))
			return err
		})
	}
	if _, err := n.Write(ctx, limit(pages+20)); err != nil {
		t.Fatal(err)
	}
	saved, refused := 0, 0
	for round := range int64(4) {
		var units []sqldb.Unit
		for i := range int64(5) {
			units = append(units, big(10*round+i))
		}
		for _, err := range grouped(t, n, units...) {
			switch {
			case err == nil:
				saved++
			case code(err) == "disk_full":
				refused++
			default:
				t.Error(code(err))
			}
		}
	}
	if saved == 0 || refused == 0 {
		t.Fatalf("%d saved, %d refused: the disk was never full", saved, refused)
	}
	whole(t, n, saved)
	if _, err := n.Write(ctx, limit(1<<30)); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Write(ctx, big(1000)); err != nil {
		t.Fatalf("after room was made: %v", err)
	}
	whole(t, n, saved+1)
}

func TestReadOnlyDatabase(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		n := openNode(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
		_, err := n.Write(context.Background(), act(1, func(tx *sqldb.Tx) error {
			_, err := tx.Exec("pragma query_only = 1")
			return err
		}))
		if code(err) != "read_only" {
			t.Error(code(err))
		}
	})
	t.Run("postgres", func(t *testing.T) {
		n := openNode(t, testenv.Postgres(t))
		_, err := n.Write(context.Background(), act(1, func(tx *sqldb.Tx) error {
			_, err := tx.Exec("set transaction read only")
			return err
		}))
		if code(err) != "read_only" {
			t.Error(code(err))
		}
		whole(t, n, 0)
	})
}

// What cannot be opened is said in words at the start, not at the first filing.
func TestCannotOpen(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("this is not a database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, want := range map[string]string{
		"sqlite:" + filepath.Join(dir, "no", "such", "folder.db"): "disk_error",
		"sqlite:" + garbage:                   "disk_error",
		"postgres://nobody@/none?host=" + dir: "database_unreachable",
		"postgres://nobody@127.0.0.1:1/none":  "database_unreachable",
	} {
		db, err := sqldb.Open(ctx, dsn)
		if err == nil {
			db.Close()
		}
		if code(err) != want {
			t.Errorf("%s: %s, want %s", dsn, code(err), want)
		}
	}
}
