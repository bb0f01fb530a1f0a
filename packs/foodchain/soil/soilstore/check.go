package soilstore

import (
	"context"
	"fmt"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil"
)

// Check makes the verdicts of a division again from its samples, by the versions of the standard
// that judged them, and gives one sentence for each plot whose history says something else; the
// same for plots that the index of boxes has lost. It writes nothing.
func (s *Store) Check(ctx context.Context, division string) (differs []lang.Text, err error) {
	again := map[string]soil.History{}
	const step = 500
	for after := (soil.Kept{}); ; {
		page, err := s.SamplesAfter(ctx, division, after, step)
		if err != nil {
			return nil, err
		}
		for _, k := range page {
			found, err := soil.Find(soil.SampleKey(k.Report, k.Number), k.Day, k.Sample, soil.Standards)
			if err != nil {
				differs = append(differs, lang.T("样品"+k.Report+"#"+k.Number+"不能判定了。", "The sample "+k.Report+"#"+k.Number+" can no longer be judged."))
				continue
			}
			for _, f := range found {
				again[k.Parcel] = again[k.Parcel].Add(f)
			}
		}
		if len(page) < step {
			break
		}
		after = page[len(page)-1]
	}
	stored, err := s.histories(ctx, division)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for code, h := range again {
		if !sameVerdicts(h, stored[code]) {
			wrong = append(wrong, code)
		}
	}
	for code := range stored {
		if again[code] == nil {
			wrong = append(wrong, code)
		}
	}
	slices.Sort(wrong)
	for _, code := range wrong {
		differs = append(differs, lang.T("地块“"+code+"”的判定与它的样品对不上。", "The verdicts of the plot “"+code+"” do not follow from its samples."))
	}
	var all, boxed int
	if err := s.db.QueryRow(ctx, `select count(*) from soil_parcel where division = ?`, division).Scan(&all); err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	if err := s.db.QueryRow(ctx, s.boxedCount(), division).Scan(&boxed); err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	if all != boxed {
		differs = append(differs, lang.Format("地图索引里少了%d个地块。", "The map's index has lost %d plots.", all-boxed))
	}
	return differs, nil
}

// histories are all stored verdicts, by plot.
func (s *Store) histories(ctx context.Context, division string) (map[string]soil.History, error) {
	rows, err := s.db.Query(ctx, `select parcel, valid_from, standard, valid_to, class from soil_verdict where division = ? order by parcel, valid_from, standard`, division)
	if err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	defer rows.Close()
	all := map[string]soil.History{}
	for rows.Next() {
		var code, class string
		var e soil.Entry
		var from, to int64
		if err := rows.Scan(&code, &from, &e.Standard, &to, &class); err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
		e.From, e.To, e.Class = calendar.Day(from), calendar.Day(to), soil.Class(class)
		all[code] = append(all[code], e)
	}
	for code, h := range all {
		all[code] = h.Sorted()
	}
	return all, rows.Err()
}

// sameVerdicts compares days, versions and classes. A version that has not judged the plot yet
// (see [soil.Standard.Rejudge]) is no difference.
func sameVerdicts(made, stored soil.History) bool {
	has := map[string]bool{}
	for _, e := range stored {
		has[e.Standard] = true
	}
	var kept soil.History
	for _, e := range made {
		if !has[e.Standard] {
			continue
		}
		for _, p := range e.Parts {
			kept = kept.Add(soil.Found{Standard: e.Standard, From: e.From, Part: p})
		}
	}
	return slices.EqualFunc(kept, stored, func(a, b soil.Entry) bool {
		return a.Standard == b.Standard && a.From == b.From && a.To == b.To && a.Class == b.Class
	}) && len(stored) > 0
}
