package deskstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/trace"
)

// Count makes the figures of a day from what was captured in the thirty days before now. town gives
// the town of a place, "" where nobody knows it; places are those of businesses that
// registered, by key.
func (s *Store) Count(ctx context.Context, division string, day calendar.Day, now time.Time, places []string, town func(place string) string) (desk.Coverage, error) {
	since := clock.Micros(now.AddDate(0, 0, -30))
	cells := map[desk.Cell]*desk.Cell{}
	add := func(link, place string, num, den int64) {
		for _, at := range []string{"", town(place)} {
			k := desk.Cell{Link: link, Town: at}
			if cells[k] == nil {
				cells[k] = &desk.Cell{Link: link, Town: at}
			}
			cells[k].Num += num
			cells[k].Den += den
			if town(place) == "" {
				break
			}
		}
	}
	for _, l := range desk.Links {
		add(l.ID, "", 0, 0)
	}
	seen := map[string]bool{}
	// One pass a question, each over the events of the thirty days alone.
	for _, q := range questions(division, since) {
		rows, err := s.db.QueryOnce(ctx, q.sql, q.args...)
		if err != nil {
			return desk.Coverage{}, fmt.Errorf("deskstore: %s: %w", q.link, err)
		}
		for rows.Next() {
			var place sql.NullString
			var num, den sql.NullInt64
			if err := rows.Scan(&place, &num, &den); err != nil {
				rows.Close()
				return desk.Coverage{}, err
			}
			key := place.String
			if strings.HasPrefix(key, "/") {
				key = trace.Host + key
			}
			if q.link == "open_works" {
				seen[key] = true
				continue
			}
			if den.Int64 > 0 {
				add(q.link, key, num.Int64, den.Int64)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return desk.Coverage{}, err
		}
	}
	for _, p := range places {
		add("open_works", p, flag(seen[p]), 1)
	}
	out := desk.Coverage{Day: day}
	for _, c := range cells {
		out.Cells = append(out.Cells, *c)
	}
	slices.SortFunc(out.Cells, func(a, b desk.Cell) int { return cmp.Or(cmp.Compare(a.Link, b.Link), cmp.Compare(a.Town, b.Town)) })
	return out, nil
}

// question is one figure of the coverage: place, numerator and denominator.
type question struct {
	link, sql string
	args      []any
}

// questions are those of a county, over events since an instant in microseconds.
func questions(division string, since int64) []question {
	return []question{
		{"open_works", `select p.key, 1, 1 from (select distinct case when location <> 0 then location else read_point end place from trace_event where t >= ? and declared = 0 and annulled_by = 0) e join trace_place p on p.id = e.place`, []any{since}},
		{"lot_tests", `select p.key, sum(case when exists (select 1 from food_sample f where f.lot = x.full_key) then 1 else 0 end), count(*) from
			(select distinct case when e.location <> 0 then e.location else e.read_point end place, '` + trace.Host + `' || t.key full_key from trace_event e join trace_event_thing m on m.event = e.id join trace_thing t on t.id = m.thing
			where e.t >= ? and e.declared = 0 and e.annulled_by = 0 and (e.type = 'TransformationEvent' and m.role = 5 or e.type = 'ObjectEvent' and e.action = 'ADD' and m.role = 1)) x left join trace_place p on p.id = x.place group by p.key`, []any{since}},
		{"codes", received(`1`), []any{since}},
		{"lineage", received(`case when exists (select 1 from trace_lot l where l.thing = m.thing and (l.over = 1 or length(l.plots) > 0)) then 1 else 0 end`), []any{since}},
		{"scans", `select p.key, sum(case when exists (select 1 from trace_event_thing r join trace_event e on e.id = r.event where r.thing = x.thing and r.t >= x.t and e.step = 'receiving' and e.declared = 0 and e.annulled_by = 0) then 1 else 0 end), count(*) from
			(select distinct case when e.location <> 0 then e.location else e.read_point end place, m.thing thing, e.t t from trace_event e join trace_event_thing m on m.event = e.id where e.t >= ? and e.step in ('shipping', 'departing') and e.declared = 0 and e.annulled_by = 0 and m.role in (1, 2)) x left join trace_place p on p.id = x.place group by p.key`, []any{since}},
		{"codes", `select place, 0, count(*) from food_seal where division = ? and reason = 'no_code' and sealed >= ? group by place`, []any{division, since}},
		{"back_checks", `select '', sum(case when exists (select 1 from food_recall_start r join food_recall c on c.division = r.division and c.id = r.recall where r.key = f.lot and c.drill = 0) then 1 else 0 end), count(*) from food_sample f where f.division = ? and f.passed = 0`, []any{division}},
	}
}

// received counts things taken in, by place, with what of them counts.
func received(what string) string {
	return `select p.key, sum(x.good), count(*) from (select distinct e.location place, m.thing thing, ` + what + ` good from trace_event e join trace_event_thing m on m.event = e.id
		where e.t >= ? and e.step = 'receiving' and e.declared = 0 and e.annulled_by = 0 and m.role = 1) x join trace_place p on p.id = x.place group by p.key`
}
