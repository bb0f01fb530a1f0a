// Package deskstore keeps sampling plans, results and the nightly coverage, all of it from acts, on
// both engines; Count reads the tables of captured events to make a night's figures.
package deskstore

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/trace"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store reads and projects.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Project writes the rows of an act of the desk.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil {
		return nil
	}
	err := project(tx, e)
	if err != nil {
		return fmt.Errorf("deskstore: %w", err)
	}
	return nil
}

func project(tx *sqldb.Tx, e *casework.Event) error {
	switch e.Kind {
	case desk.Planned:
		f, err := casework.Data[desk.Plan](*e)
		if err == nil {
			_, err = tx.Exec(`insert into food_sampling (division, id, at, plan) values (?, ?, ?, ?)`, e.Division, f.ID, clock.Micros(e.At), string(e.Facts.Data))
		}
		return err
	case desk.Drawn:
		f, err := casework.Data[desk.Draw](*e)
		if err != nil {
			return err
		}
		got, err := tx.Exec(`update food_sampling set drawn = ? where division = ? and id = ? and drawn = ''`, string(e.Facts.Data), e.Division, f.Plan)
		if err != nil {
			return err
		}
		if n, err := got.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.New(fault.Conflict, "drawn_already", lang.T("这个计划已经抽取过，不能重抽。", "This plan was drawn; there is no second draw."), lang.T("请刷新页面。", "Please reload the page.")))
		}
	case desk.Tested:
		f, err := casework.Data[desk.Result](*e)
		if err == nil {
			_, err = tx.Exec(`insert into food_sample (division, id, at, plan, business, lot, number, lab, day, passed, items) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				e.Division, f.ID, clock.Micros(e.At), f.Plan, f.Business, f.Lot, f.Number, f.Lab, int64(f.Day), flag(f.Passed), f.Items)
		}
		return err
	case desk.Corrected:
		return corrected(tx, e)
	case desk.Counted:
		f, err := casework.Data[desk.Coverage](*e)
		if err != nil {
			return err
		}
		for _, x := range f.Cells {
			if _, err := tx.Exec(`insert into food_coverage (division, day, link, town, num, den) values (?, ?, ?, ?, ?, ?) on conflict (division, day, link, town) do update set num = excluded.num, den = excluded.den`,
				e.Division, int64(f.Day), x.Link, x.Town, x.Num, x.Den); err != nil {
				return err
			}
		}
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Sampling is a plan with its draw.
type Sampling struct {
	At    time.Time
	Plan  desk.Plan
	Drawn *desk.Draw
}

func scanSampling(row interface{ Scan(...any) error }) (x Sampling, err error) {
	var at int64
	var plan, drawn string
	if err := row.Scan(&at, &plan, &drawn); err != nil {
		return x, err
	}
	x.At = clock.FromMicros(at)
	if drawn != "" {
		x.Drawn = &desk.Draw{}
		err = json.Unmarshal([]byte(drawn), x.Drawn)
	}
	return x, errors.Join(err, json.Unmarshal([]byte(plan), &x.Plan))
}

// Samplings lists plans, the newest first.
func (s *Store) Samplings(ctx context.Context, division string, most int) (list []Sampling, err error) {
	rows, err := s.db.Query(ctx, `select at, plan, drawn from food_sampling where division = ? order by at desc, id desc limit ?`, division, most)
	if err != nil {
		return nil, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		x, err := scanSampling(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// Sampling gives one; fault.NotFound.
func (s *Store) Sampling(ctx context.Context, division, id string) (Sampling, error) {
	x, err := scanSampling(s.db.QueryRow(ctx, `select at, plan, drawn from food_sampling where division = ? and id = ?`, division, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, fault.Missing()
	}
	return x, err
}

// Result is one as it stands, with when it was entered and how often it was corrected since.
type Result struct {
	desk.Result
	At          time.Time
	Corrections int64
}

// Results lists results, the newest first, before an instant and id where given.
func (s *Store) Results(ctx context.Context, division string, failed bool, after string, most int) (list []Result, next string, err error) {
	where, args := `division = ?`, []any{division}
	if failed {
		where += ` and passed = 0`
	}
	if after != "" {
		var at int64
		var id string
		if _, err := fmt.Sscanf(after, "%d.%s", &at, &id); err != nil {
			return nil, "", fault.Missing()
		}
		where, args = where+` and (at < ? or at = ? and id < ?)`, append(args, at, at, id)
	}
	rows, err := s.db.Query(ctx, `select `+resultColumns+` from food_sample where `+where+` order by at desc, id desc limit ?`, append(args, most+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanResult(rows)
		if err != nil {
			return nil, "", err
		}
		list = append(list, r)
	}
	if len(list) > most {
		list = list[:most]
		next = fmt.Sprintf("%d.%s", clock.Micros(list[most-1].At), list[most-1].ID)
	}
	return list, next, rows.Err()
}

// Risk counts, by business, samples that failed since an instant.
func (s *Store) Risk(ctx context.Context, division string, since time.Time) (map[string]int, error) {
	out := map[string]int{}
	rows, err := s.db.Query(ctx, `select business, count(*) from food_sample where division = ? and passed = 0 and at >= ? group by business`, division, clock.Micros(since))
	if err != nil {
		return nil, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}

// Coverage gives the newest figures; day 0 where there are none.
func (s *Store) Coverage(ctx context.Context, division string) (c desk.Coverage, err error) {
	rows, err := s.db.Query(ctx, `select day, link, town, num, den from food_coverage where division = ? and day = (select max(day) from food_coverage where division = ?) order by link, town`, division, division)
	if err != nil {
		return c, fmt.Errorf("deskstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var x desk.Cell
		if err := rows.Scan(&c.Day, &x.Link, &x.Town, &x.Num, &x.Den); err != nil {
			return c, err
		}
		c.Cells = append(c.Cells, x)
	}
	return c, rows.Err()
}

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
	for _, q := range []struct {
		link, sql string
		args      []any
	}{
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
	} {
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

// received counts things taken in, by place, with what of them counts.
func received(what string) string {
	return `select p.key, sum(x.good), count(*) from (select distinct e.location place, m.thing thing, ` + what + ` good from trace_event e join trace_event_thing m on m.event = e.id
		where e.t >= ? and e.step = 'receiving' and e.declared = 0 and e.annulled_by = 0 and m.role = 1) x join trace_place p on p.id = x.place group by p.key`
}
