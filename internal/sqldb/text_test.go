package sqldb_test

import (
	"context"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/sqldb"
)

// What no engine or only one of them can keep is refused by both as a fault of the input:
// an address with %00 in it is no failure of ours.
func TestImpossibleText(t *testing.T) {
	type code string
	onBoth(t, func(t *testing.T, n node) {
		ctx := context.Background()
		for _, bad := range []any{"a\x00b", "\xff", code("\x00")} {
			const q = "select code from item where division = ?"
			_, queried := n.db.Query(ctx, q, bad)
			_, once := n.db.QueryOnce(ctx, q, bad)
			var got string
			_, written := n.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
				_, err := tx.Exec("delete from item where division = ?", bad)
				return err
			}})
			for how, err := range map[string]error{"query": queried, "once": once, "row": n.db.QueryRow(ctx, q, bad).Scan(&got), "write": written} {
				if fault.KindOf(err) != fault.Invalid {
					t.Errorf("%q, %s: %v", bad, how, err)
				}
			}
		}
		rows, err := n.db.Query(ctx, "select code from item where division = ? and slug = ?", "汉字😀", code("ok"))
		if err != nil {
			t.Fatal(err)
		}
		rows.Close()
	})
}
