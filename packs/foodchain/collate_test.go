package foodchain

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain/chainstore"
	"banjie/packs/foodchain/desk/deskstore"
)

// bytewise are the texts that are paged or bounded by their order. The servers of the tests order every
// text byte by byte, so that the column itself is asked.
var bytewise = []string{"food_business.name", "food_lot.key", "food_product.name", "food_place.ext", "food_sample.id", "food_sampling.id", "food_query.id", "food_query.name",
	"food_subscription.id", "food_subscription.query", "trace_thing.key", "trace_place.key", "food_scan.key", "food_scan_sum.key", "food_scan_dismissal.key",
	"soil_report.number", "soil_sample.report", "soil_sample.number", "soil_value.report", "soil_value.number"}

// stores runs a test on both engines, on the pack's empty tables that nothing else writes to.
func stores(t *testing.T, run func(t *testing.T, db *sqldb.DB)) {
	begin := func(t *testing.T, dsn string) {
		db, err := sqldb.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		if err := errors.Join(db.Migrate(t.Context()), Pack().Migrate(t.Context(), db)); err != nil {
			t.Fatal(err)
		}
		run(t, db)
	}
	t.Run("sqlite", func(t *testing.T) { begin(t, "sqlite:"+filepath.Join(t.TempDir(), "food.db")) })
	t.Run("postgres", func(t *testing.T) { begin(t, testenv.Postgres(t)) })
}

// Both engines order texts alike, whatever language the server of PostgreSQL was set up in: "B" before
// "_" before "a", where a dictionary has "_" first and "a" before "B".
func TestTextsAreOrderedByteByByte(t *testing.T) {
	stores(t, func(t *testing.T, db *sqldb.DB) {
		if db.Engine == sqldb.Postgres {
			for _, c := range bytewise {
				var got string
				if err := db.QueryRow(t.Context(), `select coalesce(collation_name, '') from information_schema.columns where table_name || '.' || column_name = ?`, c).Scan(&got); err != nil || got != "C" {
					t.Errorf("%s: collation %q, %v", c, got, err)
				}
			}
		}
		const gtin = "09529999000019"
		from := "https://id.gs1.org/01/" + gtin + "/10/"
		put := func(q string, args ...any) {
			t.Helper()
			if _, err := db.Raw().ExecContext(t.Context(), db.Rebind(q), args...); err != nil {
				t.Fatal(err)
			}
		}
		for _, x := range []string{"a", "B", "_", "z", "zz~"} {
			put(`insert into food_lot (key, made, best, place, hold, event) values (?, 1, 2, '', 0, 1)`, from+x)
			put(`insert into food_sample (division, id, at, plan, business, lot, number, lab, day, passed, items) values (?, ?, 5, '', 'b', 'l', 'n', 'lab', 1, 1, '')`, specimen.Division, x)
		}
		put(`insert into food_lot (key, made, best, place, hold, event) values (?, 1, 2, '', 0, 1)`, "https://id.gs1.org/01/09529999000026/10/a")
		want := []string{"zz~", "z", "a", "_", "B"}
		lots, err := chainstore.New(db).LotsOf(t.Context(), gtin, 50)
		var got []string
		for _, l := range lots {
			got = append(got, l.Key[len(from):])
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("lots: %v %v", got, err)
		}
		got = nil
		for after := ""; ; {
			list, next, err := deskstore.New(db).Results(t.Context(), specimen.Division, false, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range list {
				got = append(got, r.ID)
			}
			if after = next; after == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of results: %v", got)
		}
	})
}

// The plots that name a parcel are found by an index and in its order, on both engines.
func TestPlotsOfAParcelAreReadByAnIndex(t *testing.T) {
	stores(t, func(t *testing.T, db *sqldb.DB) {
		q := `explain query plan `
		if db.Engine == sqldb.Postgres {
			q = `explain `
		}
		for i := range 3000 {
			if _, err := db.Raw().ExecContext(t.Context(), db.Rebind(`insert into food_place (division, business, key, gln, ext, parcel, name, since) values (?, 'b', ?, ?, '', ?, 'n', 1)`),
				specimen.Division, fmt.Sprint("k", i), fmt.Sprint(i), []string{"", fmt.Sprint("P-", i)}[i%30/29]); err != nil {
				t.Fatal(err)
			}
		}
		if db.Engine == sqldb.Postgres {
			if _, err := db.Raw().ExecContext(t.Context(), "analyze food_place"); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := db.QueryOnce(t.Context(), q+chainstore.WithParcelQuery, specimen.Division, "P-29")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		plan := ""
		for err == nil && rows.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			err = rows.Scan(cells...)
			plan += fmt.Sprintln(*cells[len(cells)-1].(*any))
		}
		if err != nil || rows.Err() != nil || !strings.Contains(plan, "food_place_parcel") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%v %v\n%s", err, rows.Err(), plan)
		}
		got, err := chainstore.New(db).WithParcel(t.Context(), specimen.Division, "P-29")
		if err != nil || len(got) != 1 || got[0].GLN != "29" {
			t.Errorf("%+v %v", got, err)
		}
	})
}
