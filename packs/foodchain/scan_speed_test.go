package foodchain

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"banjie/internal/sqldb"
	"banjie/internal/web/officer/specimen"
)

// A scan is answered as fast beside two thousand recalls of other things as beside none: they are
// found by the thing's keys. The figures are logged; the middle of many scans is compared in one run.
func TestScanBesideManyRecalls(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	lot := b.lotOf("杨梅混装")
	middle := func() time.Duration {
		var all []time.Duration
		for range 60 {
			begun := time.Now()
			if a := b.scan(lot); a.Status != http.StatusOK {
				t.Fatal(a.Status)
			}
			all = append(all, time.Since(begun))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	none := middle()
	if _, err := b.Writer.Write(t.Context(), sqldb.Unit{Division: specimen.Division, Run: func(tx *sqldb.Tx) error {
		for i := range 2000 {
			start := fmt.Sprintf(`{"things":["https://id.gs1.org/01/09529999000996/10/R%d"]}`, i)
			if _, err := tx.Exec(`insert into food_recall (division, id, number, unit, party, state, drill, grade, cause, ref, title, maker, opened, begun, published, closed, things, hash, start, micros, due, warns, by_maker)
				values (?, ?, ?, 'market', '', 'recall_running', 0, 1, 'failed_sample', '', 'x', '', 1, 1, 1, 0, 1, '', ?, 0, 0, 1, 0)`, specimen.Division, 1000+i, fmt.Sprint("R", i), start); err != nil {
				return err
			}
		}
		return nil
	}}); err != nil {
		t.Fatal(err)
	}
	many := middle()
	t.Logf("a scan beside no recall %v, beside 2000 %v", none, many)
	if many > 2*none+2*time.Millisecond {
		t.Errorf("a scan takes %v beside 2000 recalls and %v beside none", many, none)
	}
}
