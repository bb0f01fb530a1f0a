package recallstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// Of implements recall.Warner. Recalls are found by the keys of the thing, never read one after
// another: a few statements whatever is in force, one row for each recall that names the thing, and
// a walk back for each that is stale.
func (s *Store) Of(ctx context.Context, keys []string) ([]recall.Warning, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	stale, err := s.recalls(ctx, `where warns = 1 and drill = 0 and stale = 1`)
	if err != nil {
		return nil, err
	}
	var all []recall.Warning
	read := map[casework.Key]recall.Row{}
	for _, key := range keys {
		asked := []string{key}
		if lot := trace.LotOf(key); lot != "" {
			asked = append(asked, lot)
		}
		how, err := s.of(ctx, asked, stale)
		if err != nil {
			return nil, err
		}
		for k, by := range how {
			r, known := read[k]
			if !known {
				if r, err = s.Recall(ctx, k); err != nil {
					return nil, err
				}
				read[k] = r
			}
			if r.Warns && !r.Drill {
				all = append(all, recall.Warning{Key: key, By: by, Title: r.Title, Row: r})
			}
		}
	}
	slices.SortFunc(all, func(a, b recall.Warning) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Grade, b.Grade), cmp.Compare(a.Number, b.Number))
	})
	return all, nil
}

// of says by which recalls any of the keys of one thing is caught, and how; stale are those that
// wait to be brought up to date.
func (s *Store) of(ctx context.Context, keys []string, stale []recall.Row) (map[casework.Key]recall.How, error) {
	how := map[casework.Key]recall.How{}
	rows, err := s.db.Query(ctx, `select division, recall from food_recall_start where key in (`+sqldb.Args(len(keys))+`)`, anys(keys)...)
	if err != nil {
		return nil, fmt.Errorf("recallstore: %w", err)
	}
	for rows.Next() {
		var k casework.Key
		if err := rows.Scan(&k.Division, &k.ID); err != nil {
			rows.Close()
			return nil, err
		}
		how[k] = recall.Itself
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	numbers, err := s.trace.Numbers(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if err := s.byNumber(ctx, n, how); err != nil {
			return nil, err
		}
	}
	for _, r := range stale {
		if how[r.Key] == recall.Itself {
			continue
		}
		caught := false
		for _, n := range numbers {
			does, sure, err := s.trace.Descends(ctx, n, r.Start)
			if err != nil {
				return nil, err
			}
			caught = caught || does || !sure
		}
		if caught {
			how[r.Key] = cmp.Or(how[r.Key], recall.From)
		} else {
			delete(how, r.Key)
		}
	}
	return how, nil
}

// byNumber looks a thing up, and what is in it now.
func (s *Store) byNumber(ctx context.Context, n trace.Node, how map[casework.Key]recall.How) error {
	carrier, err := s.caught(ctx, []trace.Node{n}, recall.From, how)
	if err != nil || !carrier {
		return err
	}
	inside, err := s.trace.Holding(ctx, n)
	if err != nil || len(inside) == 0 {
		return err
	}
	_, err = s.caught(ctx, inside, recall.Contains, how)
	return err
}

// caught notes the recalls of things; carrier says that one of them held such things at some time.
func (s *Store) caught(ctx context.Context, nodes []trace.Node, by recall.How, how map[casework.Key]recall.How) (carrier bool, err error) {
	rows, err := s.db.Query(ctx, `select division, recall, role from food_recall_thing where now = 1 and thing `+among(s.db.Engine), list(s.db.Engine, nodes))
	if err != nil {
		return false, fmt.Errorf("recallstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k casework.Key
		var role int64
		if err := rows.Scan(&k.Division, &k.ID, &role); err != nil {
			return false, err
		}
		if role == 1 {
			carrier = true
		} else if how[k] == "" {
			how[k] = by
		}
	}
	return carrier, rows.Err()
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// Stale gives the recalls that wait to be brought up to date.
func (s *Store) Stale(ctx context.Context) ([]recall.Row, error) {
	return s.recalls(ctx, `where stale = 1 and warns = 1`)
}

// Refresh brings stale recalls up to date. It is this package's own consumer of events, so it
// writes without an act.
func (s *Store) Refresh(ctx context.Context, w *sqldb.Writer) error {
	stale, err := s.Stale(ctx)
	if err != nil {
		return err
	}
	for _, r := range stale {
		if _, err := w.Write(ctx, sqldb.Unit{Division: r.Division, Run: func(tx *sqldb.Tx) error { return s.refresh(tx, r.Key, r.Start) }}); err != nil {
			return fmt.Errorf("recallstore: %w", err)
		}
	}
	return nil
}

// Check walks anew for every recall that warns and compares, and reckons the hash of each frozen
// list again. It gives one sentence for each difference.
func (s *Store) Check(ctx context.Context, division string) (differs []lang.Text, err error) {
	all, err := s.recalls(ctx, `where division = ? order by opened, id`, division)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		frozen, err := s.things(ctx, `division = ? and recall = ? and frozen = 1 order by thing`, r.Division, int64(r.ID))
		if err != nil {
			return nil, err
		}
		keys, err := s.trace.Keys(ctx, frozen)
		if err != nil {
			return nil, err
		}
		if recall.HashKeys(keys) != r.Hash || len(keys) != r.Things {
			differs = append(differs, lang.Format("召回 %[1]s 冻结的清单与账本里的摘要不一致。", "The frozen list of recall %[1]s differs from the hash in the ledger.", r.Number))
		}
		if !r.Warns || r.Stale {
			continue
		}
		reach, err := s.trace.Reach(ctx, r.Start, trace.Limits{})
		if err != nil {
			return nil, err
		}
		now, err := s.things(ctx, `division = ? and recall = ? and role = 0 and now = 1 order by thing`, r.Division, int64(r.ID))
		if err != nil {
			return nil, err
		}
		if !slices.Equal(now, reach.Things) {
			differs = append(differs, lang.Format("召回 %[1]s 的提示范围与追溯事件不一致。", "What recall %[1]s warns of differs from what the events say.", r.Number))
		}
	}
	return differs, nil
}
