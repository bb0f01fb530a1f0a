package chainstore_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/chain"
)

// A business with more records than are compared has both halves of each: that one side's are cut sooner than the
// other's invents none. What is truly missing is found all the same.
func TestHalvesOfManyRecords(t *testing.T) {
	for name, dsn := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "chain.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, dsn(t))
			from := b.desk.Clock.Now().AddDate(0, 0, -20)
			var rows [][]any
			line := func(lot string, kind chain.StepKind, business, partner string, at time.Time) {
				motion := map[chain.StepKind]string{chain.Send: "shipped", chain.Receive: "received"}[kind]
				rows = append(rows, []any{1_000_000 + len(rows), lot, motion, clock.Micros(at), string(kind), business, partner})
			}
			for i := range 1500 { // three records in five name the wholesaler as who did it, two as the other side
				at := from.Add(time.Duration(i) * 15 * time.Minute)
				in, out := fmt.Sprintf("in-%d", i), fmt.Sprintf("out-%d", i)
				line(in, chain.Receive, "wholesaler", "farm", at.Add(20*time.Hour))
				line(in, chain.Send, "farm", "wholesaler", at)
				line(out, chain.Send, "wholesaler", "shop", at)
				if i%5 > 0 {
					line(out, chain.Receive, "shop", "wholesaler", at.Add(2*time.Hour))
				} else {
					line(out, chain.Receive, "shop", "wholesaler", at)
				}
			}
			line("truly", chain.Receive, "wholesaler", "farm", from.AddDate(0, 0, 16))
			if _, err := b.writer.Write(b.Context(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
				for _, args := range rows {
					if _, err := tx.Exec(`insert into food_line (event, lot, motion, place, t, kind, amount, unit, business, partner, channel, proof, paper, reason, scan, late, findings)
						values (?, ?, ?, '', ?, ?, 1000000, 'KGM', ?, ?, 'page', '', '', '', '', 0, '')`, args...); err != nil {
						return err
					}
				}
				return nil
			}}); err != nil {
				t.Fatal(err)
			}
			list, err := b.store.Halves(b.Context(), division, "wholesaler", from.AddDate(0, 0, -25))
			if err != nil || len(list) != 1 || list[0].Lot != "truly" || list[0].Sent || list[0].Missing() != "farm" {
				t.Errorf("%d halves, the first %+v; %v", len(list), slices.Concat(list, []chain.Half{{}})[0], err)
			}
		})
	}
}
