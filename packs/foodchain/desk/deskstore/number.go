package deskstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"banjie/packs/foodchain/desk"
)

// CorrectedOf gives results that were corrected and that said, now or before, the number of a report and one
// of the lots; the newest first, at most twenty.
func (s *Store) CorrectedOf(ctx context.Context, division, number string, lots []string) (list []Result, err error) {
	raw, err := json.Marshal(number)
	if err != nil {
		return nil, err
	}
	like := `%"number":` + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(string(raw)) + `%`
	rows, err := s.db.Query(ctx, `select `+resultColumns+` from food_sample where division = ? and corrections > 0 and (number = ? or exists
		(select 1 from food_sample_correction c where c.division = food_sample.division and c.sample = food_sample.id and c.was like ? escape '\')) order by at desc, id desc limit 20`, division, number, like)
	if err != nil {
		return nil, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanResult(rows)
		if err != nil {
			return nil, fmt.Errorf("deskstore: %w", err)
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	of := list[:0]
	for _, r := range list {
		_, corrections, err := s.Result(ctx, division, r.ID)
		if err != nil {
			return nil, err
		}
		said := func(x desk.Result) bool { return x.Number == number && slices.Contains(lots, x.Lot) }
		if said(r.Result) || slices.ContainsFunc(corrections, func(c Correction) bool { return said(c.Was) }) {
			of = append(of, r)
		}
	}
	return of, nil
}
