package sqldb_test

import (
	"testing"

	"banjie/internal/sqldb"
)

// Statistics are made when somebody asks for them, of a few rows, and again only where a table grew
// much; readers that are opened after it have them.
func TestOptimize(t *testing.T) {
	n := openNode(t, "sqlite:"+t.TempDir()+"/s.db")
	ctx := t.Context()
	stat := func() (text string) {
		t.Helper()
		if err := n.db.QueryRow(ctx, "select coalesce(max(stat), '') from sqlite_stat1 where tbl = 'probe'").Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	leaves := func(from, until int64) {
		t.Helper()
		for id := from; id < until; id++ {
			if _, err := n.Write(ctx, act(id)); err != nil {
				t.Fatal(err)
			}
		}
	}
	optimize := func() {
		t.Helper()
		if err := n.Optimize(ctx, act(0).Division); err != nil {
			t.Fatal(err)
		}
	}
	leaves(0, 50)
	optimize()
	first := stat()
	leaves(50, 60)
	optimize()
	if again := stat(); first == "" || again != first {
		t.Errorf("statistics %q, then %q after a few rows more", first, again)
	}
	leaves(60, 900)
	optimize()
	if grown := stat(); grown == first {
		t.Errorf("statistics are still %q after the table grew much", grown)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if err := n.Optimize(ctx, "x"); err == nil || err != sqldb.ErrClosed {
		t.Errorf("after the end: %v", err)
	}
}
