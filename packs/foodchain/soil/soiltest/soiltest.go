// Package soiltest is a soil archive for tests: a database of its own with made-up plots.
//
//	Open ─▶ Town ─▶ Must(kind, facts) ─▶ rows by the real projector
//
// It rests on no article, writes no ledger, and is imported by tests only.
package soiltest

import (
	"context"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soilstore"
)

// Division is that of everything here, unless said otherwise.
const Division = "330599"

// Begin is the first day of plots; Today is the day on which the clock stands.
var (
	Begin = calendar.Date(2020, 1, 1)
	Today = calendar.Date(2026, 4, 1)
)

// writer places acts without a case as the core's store does, without the ledger.
type writer struct {
	w *sqldb.Writer
	s *soilstore.Store
}

func (w writer) Write(ctx context.Context, in casework.Write) (out casework.Committed, err error) {
	_, err = w.w.Write(ctx, sqldb.Unit{Division: in.Division, Run: func(tx *sqldb.Tx) error {
		for i := range in.Events {
			if err := w.s.Project(tx, nil, &in.Events[i]); err != nil {
				return err
			}
		}
		return nil
	}})
	return casework.Committed{Events: in.Events}, err
}

// Town is an archive under test.
type Town struct {
	T      testing.TB
	DB     *sqldb.DB
	Store  *soilstore.Store
	Engine *casework.Engine
	writer *sqldb.Writer
}

// Alter runs a statement past all acts, as somebody with the file in hand could.
func (n *Town) Alter(statement string) {
	n.T.Helper()
	if _, err := n.writer.Write(context.Background(), sqldb.Unit{Division: Division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(statement)
		return err
	}}); err != nil {
		n.T.Fatal(err)
	}
}

// Open makes the tables at an address, see [sqldb.Open].
func Open(t testing.TB, dsn string) *Town {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		if err := soilstore.Migrate(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
	c := clock.Standing(time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC))
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	s := soilstore.New(db)
	return &Town{t, db, s, &casework.Engine{Clock: c, Writer: writer{w, s}}, w}
}

// Record does an act in a division.
func (n *Town) Record(division, kind string, facts any) error {
	_, err := n.Engine.Record(context.Background(), access.Actor{ID: "o-9", Role: access.Administrator, Division: division}, kind, facts, casework.Private{})
	return err
}

// Must is [Town.Record] of [Division] that may not fail.
func (n *Town) Must(kind string, facts any) {
	n.T.Helper()
	if err := n.Record(Division, kind, facts); err != nil {
		n.T.Fatal(err)
	}
}

// Square is a shape of that many degrees a side.
func Square(lon, lat, d float64) geo.Shape {
	return geo.Shape{{{{lon, lat}, {lon + d, lat}, {lon + d, lat + d}, {lon, lat + d}, {lon, lat}}}}
}

// Plot is a household's paddy, a thousandth of a degree a side.
func Plot(code string, lon, lat float64) soil.Parcel {
	s := Square(lon, lat, 0.001)
	return soil.Parcel{Code: code, Use: soil.Paddy, Village: "330599001001", Holder: soil.Person, ValidFrom: Begin, Shape: s, Area: s.Area()}
}

// Sample is one with a content of cadmium, mg/kg, and little of everything else.
func Sample(cd float64) soil.Sample {
	s := soil.Sample{Use: soil.Paddy, PH: 6}
	for _, i := range soil.Basic {
		s.Values = append(s.Values, soil.Value{Item: i, MgPerKg: 0.1, Below: i == soil.Hg})
	}
	s.Values[0].MgPerKg = cd
	return s
}

// Report is a report of one sample of a plot, planned.
func (n *Town) Report(number string, day calendar.Day, parcel string, cd float64) soil.ReportFacts {
	n.T.Helper()
	r := soil.Report{Number: number, Lab: "示例中心", Issued: day + 9, Samples: []soil.Taken{{Number: "1", Parcel: parcel, To: 20, Day: day, Point: &geo.Point{120.0001, 30.0001}, Sample: Sample(cd)}}}
	p, err := soil.PlanReport(n.T.Context(), n.Store, Division, r, day+20, geo.Nowhere, func(i int) int { return i + 2 })
	if err != nil {
		n.T.Fatal(err)
	}
	f, err := p.Ready()
	if err != nil {
		n.T.Fatal(err)
	}
	return f
}
