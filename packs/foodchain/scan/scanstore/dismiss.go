package scanstore

import (
	"context"
	"fmt"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/scan"
)

// Project writes what the regulator said of a code, in the savepoint of the act.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil || e.Kind != scan.Dismissed {
		return nil
	}
	d, err := casework.Data[scan.Dismissal](*e)
	if err != nil {
		return fmt.Errorf("scanstore: %w", err)
	}
	if _, err := tx.Exec(`insert into food_scan_dismissal (key, hour, rule, why) values (?, ?, ?, ?)
		on conflict (key) do update set hour = excluded.hour, rule = excluded.rule, why = excluded.why`, d.Key, d.Hour, d.Rule, d.Why); err != nil {
		return fmt.Errorf("scanstore: %w", err)
	}
	return nil
}

// Check compares the dismissals with the acts and gives one sentence for each difference. Counts
// of scans are no acts; nothing can be compared with them.
func (s *Store) Check(ctx context.Context, division string, acts func(ctx context.Context, division, kind string, yield func(casework.Event) error) error) (differs []lang.Text, err error) {
	want := map[string]scan.Dismissal{}
	if err := acts(ctx, division, scan.Dismissed, func(e casework.Event) error {
		d, err := casework.Data[scan.Dismissal](e)
		want[d.Key] = d
		return err
	}); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `select key, hour, rule, why from food_scan_dismissal order by key`)
	if err != nil {
		return nil, fmt.Errorf("scanstore: %w", err)
	}
	defer rows.Close()
	say := func(key string) {
		differs = append(differs, lang.Format("码 %[1]s 的核查结论与账本里的行为不一致。", "What was said of the code %[1]s differs from the acts in the ledger.", scan.PathOf(key)))
	}
	for rows.Next() {
		var d scan.Dismissal
		if err := rows.Scan(&d.Key, &d.Hour, &d.Rule, &d.Why); err != nil {
			return nil, err
		}
		if want[d.Key] != d {
			say(d.Key)
		}
		delete(want, d.Key)
	}
	for key := range want {
		say(key)
	}
	return differs, rows.Err()
}
