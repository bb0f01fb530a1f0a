package soilstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Known implements [soil.Archive]: plots by code, without shapes.
func (s *Store) Known(ctx context.Context, division string, codes []string) (map[string]soil.Parcel, error) {
	found := map[string]soil.Parcel{}
	const step = 200 // texts of few lengths, so that they stay prepared
	for len(codes) > 0 {
		part := codes[:min(step, len(codes))]
		codes = codes[len(part):]
		args := make([]any, step+1)
		args[0] = division
		for i := range step {
			args[i+1] = part[min(i, len(part)-1)]
		}
		rows, err := s.db.Query(ctx, `select code, use, village, holder, public, valid_from, valid_to, origin, area from soil_parcel where division = ? and code in (`+sqldb.Args(step)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
		for rows.Next() {
			p, err := scanParcel(rows)
			if err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			found[p.Code] = p
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
	}
	return found, nil
}

// scanParcel reads the columns code to area, after those of more.
func scanParcel(rows interface{ Scan(...any) error }, more ...any) (p soil.Parcel, err error) {
	var use, holder, origin string
	var public, from, to int64
	if err := rows.Scan(append(more, &p.Code, &use, &p.Village, &holder, &public, &from, &to, &origin, &p.Area)...); err != nil {
		return p, fmt.Errorf("soilstore: %w", err)
	}
	p.Use, p.Holder, p.Origin, p.Public = soil.Use(use), soil.Holder(holder), soil.Origin(origin), public == 1
	p.ValidFrom, p.ValidTo = calendar.Day(from), calendar.Day(to)
	return p, nil
}

// Report implements [soil.Archive].
func (s *Store) Report(ctx context.Context, division, number string) (r soil.Report, ok bool, err error) {
	r.Number = number
	var issued int64
	err = s.db.QueryRow(ctx, `select lab, issued, method from soil_report where division = ? and number = ?`, division, number).Scan(&r.Lab, &issued, &r.Method)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("soilstore: %w", err)
	}
	r.Issued = calendar.Day(issued)
	kept, err := s.samples(ctx, `s.report = ? order by s.number`, division, number)
	for _, k := range kept {
		r.Samples = append(r.Samples, k.Taken)
	}
	return r, true, err
}

// One is a plot with its shape, its parents and the history of its verdicts. One that is not
// there is [fault.Missing].
func (s *Store) One(ctx context.Context, division, code string) (soil.Parcel, soil.History, error) {
	var geometry []byte
	p, err := scanParcel(s.db.QueryRow(ctx, `select geometry, code, use, village, holder, public, valid_from, valid_to, origin, area from soil_parcel where division = ? and code = ?`, division, code), &geometry)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil, fault.Missing()
	}
	if err != nil {
		return p, nil, err
	}
	if p.Shape, err = geo.ParseGeometry(geometry); err != nil {
		return p, nil, fmt.Errorf("soilstore: damaged shape of %s: %w", code, err)
	}
	if p.Parents, err = s.names(ctx, `select parent from soil_parcel_parent where division = ? and code = ? order by parent`, division, code); err != nil {
		return p, nil, err
	}
	rows, err := s.db.Query(ctx, verdictsOf, division, code)
	if err != nil {
		return p, nil, fmt.Errorf("soilstore: %w", err)
	}
	h, err := readHistory(rows)
	if err != nil {
		return p, nil, fmt.Errorf("soilstore: %w", err)
	}
	return p, h, nil
}

// Children are the plots that were split off or merged from one.
func (s *Store) Children(ctx context.Context, division, code string) ([]string, error) {
	return s.names(ctx, `select code from soil_parcel_parent where division = ? and parent = ? order by code`, division, code)
}

func (s *Store) names(ctx context.Context, q string, args ...any) (all []string, err error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
		all = append(all, name)
	}
	return all, rows.Err()
}

// Samples are those of a plot, the newest first, at most a hundred, each with its report.
func (s *Store) Samples(ctx context.Context, division, parcel string) ([]soil.Kept, error) {
	return s.samples(ctx, `s.parcel = ? order by s.taken desc, s.report, s.number limit 100`, division, parcel)
}

// SamplesAfter gives all samples in pages, by report and number, to judge them anew by a new
// version of the standard; begin with an empty Kept.
func (s *Store) SamplesAfter(ctx context.Context, division string, after soil.Kept, limit int) ([]soil.Kept, error) {
	return s.samples(ctx, `(s.report > ? or s.report = ? and s.number > ?) order by s.report, s.number limit ?`, division, after.Report, after.Report, after.Number, limit)
}

func (s *Store) samples(ctx context.Context, where, division string, args ...any) (all []soil.Kept, err error) {
	rows, err := s.db.Query(ctx, `select s.report, r.lab, s.number, s.parcel, s.lon, s.lat, s.depth_from, s.depth_to, s.taken, s.use, s.ph
		from soil_sample s join soil_report r on r.division = s.division and r.number = s.report where s.division = ? and `+where, append([]any{division}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k soil.Kept
		var lon, lat sql.NullFloat64
		var day int64
		var use string
		if err := rows.Scan(&k.Report, &k.Lab, &k.Number, &k.Parcel, &lon, &lat, &k.From, &k.To, &day, &use, &k.PH); err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
		k.Day, k.Use = calendar.Day(day), soil.Use(use)
		if lon.Valid && lat.Valid {
			k.Point = &geo.Point{lon.Float64, lat.Float64}
		}
		all = append(all, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	return all, s.values(ctx, division, all)
}

// values reads those of some samples, report by report.
func (s *Store) values(ctx context.Context, division string, all []soil.Kept) error {
	at, reports := map[string]int{}, map[string]bool{}
	for i, k := range all {
		at[soil.SampleKey(k.Report, k.Number)] = i
	}
	for _, k := range all {
		if reports[k.Report] {
			continue
		}
		reports[k.Report] = true
		rows, err := s.db.Query(ctx, `select number, item, mg_per_kg, below_limit from soil_value where division = ? and report = ? order by number, item`, division, k.Report)
		if err != nil {
			return fmt.Errorf("soilstore: %w", err)
		}
		for rows.Next() {
			var number, item string
			var v soil.Value
			var below int64
			if err := rows.Scan(&number, &item, &v.MgPerKg, &below); err != nil {
				return errors.Join(fmt.Errorf("soilstore: %w", err), rows.Close())
			}
			v.Item, v.Below = soil.Item(item), below == 1
			if i, ok := at[soil.SampleKey(k.Report, number)]; ok {
				all[i].Values = append(all[i].Values, v)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("soilstore: %w", err)
		}
	}
	return nil
}

// dense is how many plots in a box make it cheaper to walk all plots in their order.
const dense = 4000

// Parcels gives plots in the order in which they were entered.
func (s *Store) Parcels(ctx context.Context, q soil.Query) (page soil.Page, err error) {
	n := q.Limit
	if n < 1 || n > 2000 {
		n = 100
	}
	text, args, err := s.listing(ctx, q, n+1)
	if err != nil {
		return page, err
	}
	rows, err := s.db.Query(ctx, text, args...)
	if err != nil {
		return page, fmt.Errorf("soilstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r soil.Row
		var class, standard sql.NullString
		var geometry []byte
		if r.Parcel, err = scanParcel(rows, &r.ID, &class, &standard, &geometry); err != nil {
			return page, err
		}
		r.Class, r.Standard = soil.Class(class.String), standard.String
		if q.Shapes {
			if r.Shape, err = geo.ParseGeometry(geometry); err != nil {
				return page, fmt.Errorf("soilstore: damaged shape of %s: %w", r.Code, err)
			}
		}
		page.Rows = append(page.Rows, r)
	}
	if err := rows.Err(); err != nil {
		return page, fmt.Errorf("soilstore: %w", err)
	}
	if len(page.Rows) > n {
		page.Rows = page.Rows[:n]
		page.Next = page.Rows[n-1].ID
	}
	return page, nil
}

// listing puts the query together; its text depends on which filters are there, not on values.
func (s *Store) listing(ctx context.Context, q soil.Query, n int) (string, []any, error) {
	day := q.Today
	if q.To != 0 {
		day = min(q.To, max(q.Today, 1))
	}
	from := `soil_parcel p`
	var where []string
	args := []any{int64(day), int64(day)}
	add := func(cond string, more ...any) { where, args = append(where, cond), append(args, more...) }
	add("p.division = ? and p.id > ?", q.Division, q.After)
	if len(q.Boxes) > 0 {
		indexed, err := s.sparse(ctx, q.Boxes)
		if err != nil {
			return "", nil, err
		}
		if indexed && s.db.Engine == sqldb.SQLite {
			from = `soil_parcel_box b cross join soil_parcel p`
			add(`p.id = b.id and b.west <= ? and b.east >= ? and b.south <= ? and b.north >= ?`, corners(q.Boxes[0])...)
		} else if indexed {
			// Materialized: else the engine may walk plots in their order, hoping for early ones.
			b := q.Boxes[0]
			from = `(with hit as materialized (select * from soil_parcel p where ` + onBox + `) select * from hit) p`
			args = append([]any{b[0], b[1], b[2], b[3]}, args...)
		}
		var some []string
		var numbers []any
		for _, b := range q.Boxes {
			some = append(some, `p.west <= ? and p.east >= ? and p.south <= ? and p.north >= ?`)
			numbers = append(numbers, corners(b)...)
		}
		add("("+strings.Join(some, " or ")+")", numbers...)
	}
	if q.To != 0 {
		add(`p.valid_from <= ?`, int64(q.To))
	}
	if q.From != 0 {
		add(`(p.valid_to = 0 or p.valid_to >= ?)`, int64(q.From))
	}
	for _, f := range []struct{ cond, value string }{{"p.village = ?", q.Village}, {"p.use = ?", string(q.Use)}, {"v.class = ?", string(q.Class)}} {
		if f.value != "" {
			add(f.cond, f.value)
		}
	}
	if q.Code != "" {
		add(`p.code like ? escape '!'`, strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(q.Code)+"%")
	}
	if q.OpenOnly {
		add(`(p.holder <> 'person' or p.public = 1)`)
	}
	geometry := `null`
	if q.Shapes {
		geometry = `p.geometry`
	}
	return `select p.id, v.class, v.standard, ` + geometry + `, p.code, p.use, p.village, p.holder, p.public, p.valid_from, p.valid_to, p.origin, p.area from ` + from + `
		left join soil_verdict v on v.division = p.division and v.parcel = p.code and v.valid_from <= ? and (v.valid_to = 0 or v.valid_to >= ?)
		where ` + strings.Join(where, " and ") + ` order by p.id limit ?`, append(args, n), nil
}

const onBox = `box(point(p.west, p.south), point(p.east, p.north)) && box(point(?, ?), point(?, ?))`

func corners(b geo.Box) []any { return []any{b[2], b[0], b[3], b[1]} }

// sparse says that few plots lie in the box, so that looking there is cheaper than walking all.
func (s *Store) sparse(ctx context.Context, boxes []geo.Box) (bool, error) {
	if len(boxes) != 1 {
		return false, nil
	}
	q, args := `select count(*) from (select 1 as one from soil_parcel_box b where b.west <= ? and b.east >= ? and b.south <= ? and b.north >= ? limit ?) as few`, corners(boxes[0])
	if s.db.Engine == sqldb.Postgres {
		b := boxes[0]
		q, args = `select count(*) from (select 1 as one from soil_parcel p where `+onBox+` limit ?) as few`, []any{b[0], b[1], b[2], b[3]}
	}
	var n int
	if err := s.db.QueryRow(ctx, q, append(args, dense)...).Scan(&n); err != nil {
		return false, fmt.Errorf("soilstore: %w", err)
	}
	return n < dense, nil
}

// Villages gives every village of the register with its plots of a day, by code.
func (s *Store) Villages(ctx context.Context, division string, day calendar.Day) (all []soil.Tally, err error) {
	rows, err := s.db.Query(ctx, `select g.code, g.name, g.lon, g.lat, coalesce(v.class, '') as class, count(p.id) as plots, coalesce(sum(case when p.holder = 'person' and p.public = 0 then 1 else 0 end), 0) as withheld from soil_village g
		left join soil_parcel p on p.division = g.division and p.village = g.code and p.valid_from <= ? and (p.valid_to = 0 or p.valid_to >= ?)
		left join soil_verdict v on v.division = p.division and v.parcel = p.code and v.valid_from <= ? and (v.valid_to = 0 or v.valid_to >= ?)
		where g.division = ? group by g.code, g.name, g.lon, g.lat, v.class order by g.code`, int64(day), int64(day), int64(day), int64(day), division)
	if err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v soil.Village
		var lon, lat sql.NullFloat64
		var class string
		var n, withheld int64
		if err := rows.Scan(&v.Code, &v.Name, &lon, &lat, &class, &n, &withheld); err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
		if lon.Valid && lat.Valid {
			v.Centre = &geo.Point{lon.Float64, lat.Float64}
		}
		if len(all) == 0 || all[len(all)-1].Code != v.Code {
			all = append(all, soil.Tally{Village: v, ByClass: map[soil.Class]int64{}, Withheld: map[soil.Class]int64{}})
		}
		if t := &all[len(all)-1]; n > 0 {
			t.Plots += n
			t.ByClass[soil.Class(class)] += n
			if withheld > 0 {
				t.Withheld[soil.Class(class)] += withheld
			}
		}
	}
	return all, rows.Err()
}

// Village gives a village of the register; fault.NotFound.
func (s *Store) Village(ctx context.Context, division, code string) (v soil.Village, err error) {
	var lon, lat sql.NullFloat64
	err = s.db.QueryRow(ctx, `select code, name, lon, lat from soil_village where division = ? and code = ?`, division, code).Scan(&v.Code, &v.Name, &lon, &lat)
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.Missing()
	}
	if err != nil {
		return v, fmt.Errorf("soilstore: %w", err)
	}
	if lon.Valid && lat.Valid {
		v.Centre = &geo.Point{lon.Float64, lat.Float64}
	}
	return v, nil
}

// Frame is the box around the centres of all villages; empty where none has one.
func (s *Store) Frame(ctx context.Context, division string) (geo.Box, error) {
	var c [4]sql.NullFloat64
	err := s.db.QueryRow(ctx, `select min(lon), min(lat), max(lon), max(lat) from soil_village where division = ?`, division).Scan(&c[0], &c[1], &c[2], &c[3])
	if err != nil {
		return geo.Nowhere, fmt.Errorf("soilstore: %w", err)
	}
	if !c[0].Valid || !c[1].Valid {
		return geo.Nowhere, nil
	}
	return geo.Box{c[0].Float64, c[1].Float64, c[2].Float64, c[3].Float64}, nil
}

// Lab names the laboratory of a report, "" where there is none.
func (s *Store) Lab(ctx context.Context, division, report string) (lab string, err error) {
	err = s.db.QueryRow(ctx, `select lab from soil_report where division = ? and number = ?`, division, report).Scan(&lab)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("soilstore: %w", err)
	}
	return lab, nil
}

// boxedCount counts plots of a division that are found by their boxes.
func (s *Store) boxedCount() string {
	if s.db.Engine == sqldb.SQLite {
		return `select count(*) from soil_parcel p join soil_parcel_box b on b.id = p.id where p.division = ? and b.west <= p.west and b.east >= p.east and b.south <= p.south and b.north >= p.north`
	}
	return `select count(*) from soil_parcel p where p.division = ? and p.west <= p.east and p.south <= p.north`
}
