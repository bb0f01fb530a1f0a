// Package soilstore keeps the soil archive in SQL: plots with their shapes and parents, reports,
// samples, values and the history of verdicts.
//
//	act without a case ─▶ Project, in the writer's savepoint ─▶ rows
//	                                                          └▶ lists, boxes, one plot
//
// All rows follow from acts alone and can be made again from them. The tables are the pack's
// own, with migrations and a version table of their own, after the core's. Boxes are found by an
// R-tree on SQLite and by the built-in GiST index over boxes on PostgreSQL; neither needs an
// extension. It rests on no article and decides nothing: classes stand in the acts.
package soilstore

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Files are the migrations of the pack's tables "soil", a folder per engine below "migrations".
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Files embed.FS

// versionTable is where the pack notes which migrations were made, as the pack contract names it.
const versionTable = "foodchain_soil_version"

// Store reads and writes the archive.
type Store struct {
	db *sqldb.DB
	// Called is told, in the savepoint of the act that brings verdicts, of plots that came into a class
	// with measures, with the codes of their villages; nil: nobody.
	Called func(tx *sqldb.Tx, e *casework.Event, calls []soil.Call, villages map[string]string) error
	// Day is the calendar's day of an instant; needed with Called.
	Day func(time.Time) calendar.Day
}

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db: db} }

// Migrate brings the tables up to this program's version, after the core's.
func Migrate(ctx context.Context, db *sqldb.DB) error {
	return db.MigrateFrom(ctx, Files, "migrations", versionTable)
}

// Project writes the rows of an act of the archive; other acts are none of its business.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil {
		return nil
	}
	switch e.Kind {
	case soil.VillagesEntered:
		return projected(e, func(f soil.VillageFacts) error { return putVillages(tx, e.Division, f) })
	case soil.ParcelsEntered:
		return projected(e, func(f soil.ParcelFacts) error { return putParcels(tx, e.Division, f) })
	case soil.ConsentChanged:
		return projected(e, func(f soil.ConsentFacts) error { return putConsent(tx, e.Division, f) })
	case soil.UsersRecorded:
		return projected(e, func(f soil.UserFacts) error { return putUsers(tx, e.Division, f.Users) })
	case soil.ReportEntered:
		return projected(e, func(f soil.ReportFacts) error {
			if err := putReport(tx, e.Division, f.Report); err != nil {
				return err
			}
			return s.putVerdicts(tx, e, f.Verdicts)
		})
	case soil.Rejudged:
		return projected(e, func(f soil.RejudgedFacts) error { return s.putVerdicts(tx, e, f.Verdicts) })
	}
	return nil
}

func projected[F any](e *casework.Event, put func(F) error) error {
	f, err := casework.Data[F](*e)
	if err != nil {
		return err
	}
	if err := put(f); err != nil {
		if _, said := fault.As(err); said {
			return err
		}
		return fmt.Errorf("soilstore: %w", err)
	}
	return nil
}

func putVillages(tx *sqldb.Tx, division string, f soil.VillageFacts) error {
	for _, v := range f.Villages {
		lon, lat := place(v.Centre)
		if _, err := tx.Exec(`insert into soil_village (division, code, name, lon, lat) values (?, ?, ?, ?, ?)
			on conflict (division, code) do update set name = excluded.name, lon = excluded.lon, lat = excluded.lat`, division, v.Code, v.Name, lon, lat); err != nil {
			return err
		}
	}
	return nil
}

// place gives the numbers of a point, null for none.
func place(p *geo.Point) (lon, lat any) {
	if p == nil {
		return nil, nil
	}
	return p[0], p[1]
}

func taken(code string) error {
	return fault.New(fault.Conflict, "parcel_taken", lang.T("地块“"+code+"”刚刚被别人录入或变更。", "Somebody else has just entered or changed the plot “"+code+"”."),
		lang.T("请重新预览，看清以后再确认。什么都没有录入。", "Please look at the preview again and confirm what it shows. Nothing was entered."))
}

func putParcels(tx *sqldb.Tx, division string, f soil.ParcelFacts) error {
	for i := range f.Parcels {
		p := &f.Parcels[i]
		if err := putParcel(tx, division, p); err != nil {
			return err
		}
	}
	if err := putUsers(tx, division, f.Users); err != nil {
		return err
	}
	// Parents end after all children are there: several may share a parent.
	ended := map[string]calendar.Day{}
	for _, p := range f.Parcels {
		for _, parent := range p.Parents {
			if was, twice := ended[parent]; twice {
				if was != p.ValidFrom-1 {
					return taken(parent)
				}
				continue
			}
			done, err := tx.Exec(`update soil_parcel set valid_to = ? where division = ? and code = ? and valid_to = 0 and valid_from < ?`, int64(p.ValidFrom-1), division, parent, int64(p.ValidFrom))
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n != 1 {
				return errors.Join(err, taken(parent))
			}
			ended[parent] = p.ValidFrom - 1
		}
	}
	return nil
}

func putParcel(tx *sqldb.Tx, division string, p *soil.Parcel) error {
	b := p.Shape.Box()
	var id int64
	err := tx.QueryRow(`insert into soil_parcel (division, code, use, village, holder, public, valid_from, valid_to, origin, area, west, south, east, north, geometry)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (division, code) do nothing returning id`,
		division, p.Code, string(p.Use), p.Village, string(p.Holder), flag(p.Public), int64(p.ValidFrom), int64(p.ValidTo), string(p.Origin), p.Area, b[0], b[1], b[2], b[3], p.Shape.AppendGeoJSON(nil)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return taken(p.Code)
	}
	if err != nil {
		return err
	}
	if tx.Engine == sqldb.SQLite { // its numbers are of 32 bits, rounded outwards
		if _, err := tx.Exec(`insert into soil_parcel_box (id, west, east, south, north) values (?, ?, ?, ?, ?)`, id, b[0], b[2], b[1], b[3]); err != nil {
			return err
		}
	}
	if p.User != "" {
		if err := putUsers(tx, division, []soil.User{{Parcel: p.Code, Code: p.User, From: p.UserFrom}}); err != nil {
			return err
		}
	}
	for _, parent := range p.Parents {
		if _, err := tx.Exec(`insert into soil_parcel_parent (division, code, parent) values (?, ?, ?)`, division, p.Code, parent); err != nil {
			return err
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

func putConsent(tx *sqldb.Tx, division string, f soil.ConsentFacts) error {
	done, err := tx.Exec(`update soil_parcel set public = ? where division = ? and code = ?`, flag(f.Public), division, f.Parcel)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fault.Missing())
	}
	return nil
}

func putReport(tx *sqldb.Tx, division string, r soil.Report) error {
	done, err := tx.Exec(`insert into soil_report (division, number, lab, issued, method) values (?, ?, ?, ?, ?) on conflict (division, number) do nothing`, division, r.Number, r.Lab, int64(r.Issued), r.Method)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fault.New(fault.Conflict, "report_entered_already", lang.T("这份报告刚刚已经录入。", "This report has just been entered already."), lang.T("请核对编号；没有重复录入。", "Please check the number; it was not entered twice.")))
	}
	for _, x := range r.Samples {
		lon, lat := place(x.Point)
		if _, err := tx.Exec(`insert into soil_sample (division, report, number, parcel, lon, lat, depth_from, depth_to, taken, use, ph) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			division, r.Number, x.Number, x.Parcel, lon, lat, x.From, x.To, int64(x.Day), string(x.Use), x.PH); err != nil {
			return err
		}
		for _, v := range x.Values {
			if _, err := tx.Exec(`insert into soil_value (division, report, number, item, mg_per_kg, below_limit) values (?, ?, ?, ?, ?, ?)`, division, r.Number, x.Number, string(v.Item), v.MgPerKg, flag(v.Below)); err != nil {
				return err
			}
		}
	}
	return nil
}

// putVerdicts folds new parts into the histories of their plots; a history is a few rows.
func (s *Store) putVerdicts(tx *sqldb.Tx, act *casework.Event, all []soil.ParcelVerdict) error {
	division, before := act.Division, map[string]soil.History{}
	byParcel := map[string][]soil.Found{}
	var order []string
	for _, v := range all {
		if byParcel[v.Parcel] == nil {
			order = append(order, v.Parcel)
		}
		byParcel[v.Parcel] = append(byParcel[v.Parcel], v.Found)
	}
	for _, code := range order {
		rows, err := tx.Query(verdictsOf, division, code)
		if err != nil {
			return err
		}
		h, err := readHistory(rows)
		if err != nil {
			return err
		}
		before[code] = h
		for _, f := range byParcel[code] {
			h = h.Add(f)
		}
		for _, e := range h {
			parts, err := json.Marshal(e.Parts)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`insert into soil_verdict (division, parcel, valid_from, standard, valid_to, class, parts) values (?, ?, ?, ?, ?, ?, ?)
				on conflict (division, parcel, valid_from, standard) do update set valid_to = excluded.valid_to, class = excluded.class, parts = excluded.parts`,
				division, code, int64(e.From), e.Standard, int64(e.To), string(e.Class), parts); err != nil {
				return err
			}
		}
	}
	return s.call(tx, act, before, all)
}

// call passes on what the new verdicts call for.
func (s *Store) call(tx *sqldb.Tx, act *casework.Event, before map[string]soil.History, added []soil.ParcelVerdict) error {
	if s.Called == nil {
		return nil
	}
	calls, villages := soil.Calls(before, added, s.Day(act.At)), map[string]string{}
	for _, c := range calls {
		var village string
		if err := tx.QueryRow(`select village from soil_parcel where division = ? and code = ?`, act.Division, c.Parcel).Scan(&village); err != nil {
			return err
		}
		villages[c.Parcel] = village
	}
	if len(calls) == 0 {
		return nil
	}
	return s.Called(tx, act, calls, villages)
}

const verdictsOf = `select valid_from, standard, valid_to, class, parts from soil_verdict where division = ? and parcel = ? order by valid_from, standard`

func readHistory(rows *sql.Rows) (h soil.History, err error) {
	defer rows.Close()
	for rows.Next() {
		var e soil.Entry
		var from, to int64
		var class string
		var parts []byte
		if err := rows.Scan(&from, &e.Standard, &to, &class, &parts); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(parts, &e.Parts); err != nil {
			return nil, fmt.Errorf("damaged verdict: %w", err)
		}
		e.From, e.To, e.Class = calendar.Day(from), calendar.Day(to), soil.Class(class)
		h = append(h, e)
	}
	return h.Sorted(), rows.Err()
}
