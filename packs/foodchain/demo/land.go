// Package demo is the pack's part of a demonstration county: one story of bayberries 杨梅, from the
// soil of a plot to the scan of a box, so that every page of the pack has rows behind it.
//
//	villages, plots, laboratory reports ─▶ chain.Grow: who handles food, three days of it ─▶ papers, drill, scans
//
// Everybody and everything in it is invented; the story is told by the same acts as people do. It
// decides nothing and is run once, before a demonstration's clock starts.
package demo

import (
	"context"
	"fmt"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Recorder records acts without a case.
type Recorder interface {
	Record(ctx context.Context, a access.Actor, kind string, data any, private casework.Private) (casework.Outcome, error)
}

// Plots of the story, by the code that the land register would give.
const (
	CoopPlot  = "YMW-0012" // a cooperative's: open to everybody; safe use in its first year, clean later
	SlopePlot = "YMW-0003" // a household's, which has not agreed to show it
)

// Villages of the story. The ground is that of no place in particular.
var villages = []soil.Village{
	{Code: "000000001001", Name: "杨梅湾村（虚构）", Centre: &geo.Point{120.020, 29.020}},
	{Code: "000000001002", Name: "桥头村（虚构）", Centre: &geo.Point{120.050, 29.040}},
	{Code: "000000001003", Name: "石坎村（虚构）", Centre: &geo.Point{120.035, 29.065}},
	{Code: "000000001004", Name: "梅岭村（虚构）", Centre: &geo.Point{120.062, 29.058}}, // all of it is open, so that its classes are listed
}

// ground is one plot with what laboratories found.
type ground struct {
	code    string
	village int
	holder  soil.Holder
	public  bool
	use     soil.Use
	x, y    float64 // steps from the village's centre
	tests   []test
}

type test struct {
	years    int     // before now
	cadmium  float64 // mg/kg
	selenium float64 // mg/kg; 0: not measured
}

var grounds = []ground{
	{CoopPlot, 0, soil.Entity, true, soil.Orchard, 0, 0, []test{{6, 0.42, 0}, {1, 0.12, 0.36}}},
	{SlopePlot, 0, soil.Person, false, soil.Orchard, 2, 1, []test{{1, 0.15, 0}}},
	{"YMW-0004", 0, soil.Person, true, soil.Orchard, 3, 1, []test{{1, 0.18, 0.31}}},
	{"YMW-0005", 0, soil.Collective, false, soil.Other, 0, 2, nil},
	{"QT-0001", 1, soil.Collective, false, soil.Paddy, 0, 0, []test{{5, 0.2, 0}, {1, 0.35, 0.42}}},
	{"QT-0002", 1, soil.Person, true, soil.Paddy, 1, 0, []test{{1, 0.21, 0}}},
	{"QT-0003", 1, soil.Person, false, soil.Rotation, 2, 0, []test{{1, 0.22, 0}}},
	{"SK-0001", 2, soil.Collective, false, soil.Paddy, 0, 0, []test{{2, 2.6, 0}}},
	{"SK-0002", 2, soil.Entity, false, soil.Other, 1, 1, []test{{2, 0.28, 0}}},
	{"SK-0003", 2, soil.Collective, false, soil.Paddy, 2, 0, []test{{2, 0.45, 0}}},
	{"ML-0001", 3, soil.Collective, true, soil.Orchard, 0, 0, []test{{1, 0.11, 0.52}}},
	{"ML-0002", 3, soil.Collective, true, soil.Orchard, 1, 0, []test{{1, 0.14, 0.44}}},
	{"ML-0003", 3, soil.Entity, true, soil.Orchard, 2, 0, []test{{1, 0.16, 0.29}}},
	{"ML-0004", 3, soil.Entity, true, soil.Paddy, 0, 1, []test{{5, 0.33, 0}, {1, 0.37, 0}}},
	{"ML-0005", 3, soil.Collective, true, soil.Paddy, 1, 1, []test{{1, 0.19, 0.41}}},
	{"ML-0006", 3, soil.Collective, true, soil.Other, 2, 1, []test{{2, 0.21, 0}}},
	{"ML-0007", 3, soil.Collective, true, soil.Other, 3, 1, nil},
}

// Land enters villages, plots and reports, and gives what the verdicts call for. It does nothing
// where the archive has plots.
func Land(ctx context.Context, acts Recorder, by access.Actor, archive soil.Reader, today calendar.Day) error {
	had, err := archive.Known(ctx, by.Division, []string{CoopPlot})
	if err != nil || len(had) > 0 {
		return err
	}
	record := func(kind string, facts any) {
		if err == nil {
			_, err = acts.Record(ctx, by, kind, facts, casework.Private{})
		}
	}
	record(soil.VillagesEntered, soil.VillageFacts{Villages: villages})
	var plots []soil.Parcel
	reports := map[int]*soil.Report{}
	for _, g := range grounds {
		const step = 0.0012 // degrees
		c := villages[g.village].Centre
		lon, lat := c[0]+g.x*step, c[1]+g.y*step
		shape := geo.Shape{{{{lon, lat}, {lon + 0.001, lat}, {lon + 0.001, lat + 0.0008}, {lon, lat + 0.0008}, {lon, lat}}}}
		plots = append(plots, soil.Parcel{Code: g.code, Use: g.use, Village: villages[g.village].Code, Holder: g.holder, Public: g.public, ValidFrom: today - 3000, Shape: shape, Area: shape.Area()})
		for _, x := range g.tests {
			r := reports[x.years]
			if r == nil {
				day := today - calendar.Day(365*x.years)
				r = &soil.Report{Number: fmt.Sprintf("TR-DEMO-%d", day.Year()), Lab: "县土肥站实验室（虚构）", Issued: day + 20, Method: "GB/T 17141、HJ 680 等（演示）"}
				reports[x.years] = r
			}
			r.Samples = append(r.Samples, soil.Taken{Number: fmt.Sprintf("S-%02d", len(r.Samples)+1), Parcel: g.code, To: 20, Day: r.Issued - 20, Sample: sample(g.use, x)})
		}
	}
	record(soil.ParcelsEntered, soil.ParcelFacts{Source: "demonstration", Parcels: plots})
	for _, years := range []int{1, 2, 5, 6} {
		if err != nil {
			return err
		}
		p, wrong := soil.PlanReport(ctx, archive, by.Division, *reports[years], today, geo.Nowhere, func(i int) int { return i + 1 })
		if wrong != nil {
			return wrong
		}
		facts, wrong := p.Ready()
		if wrong != nil {
			return wrong
		}
		record(soil.ReportEntered, facts)
	}
	return err
}

// Works enters who works a plot, from its first day on, where the archive does not say. It does
// nothing for a business without a credit code.
func Works(ctx context.Context, acts Recorder, by access.Actor, archive soil.Reader, plot, code string) error {
	x, _, err := archive.One(ctx, by.Division, plot)
	if err != nil {
		return err
	}
	held, err := archive.UserOn(ctx, by.Division, plot, x.ValidFrom)
	if err != nil || held != "" || code == "" {
		return err
	}
	f, err := soil.PlanUser(ctx, archive, by.Division, plot, code, x.ValidFrom)
	if err == nil {
		_, err = acts.Record(ctx, by, soil.UsersRecorded, f, casework.Private{})
	}
	return err
}

// sample has little of everything but what the story is about.
func sample(use soil.Use, x test) soil.Sample {
	s := soil.Sample{Use: use, PH: 6.2}
	for i, v := range []float64{x.cadmium, 0.08, 9, 28, 55, 22, 24, 78} {
		s.Values = append(s.Values, soil.Value{Item: soil.Basic[i], MgPerKg: v})
	}
	if x.selenium > 0 {
		s.Values = append(s.Values, soil.Value{Item: soil.Se, MgPerKg: x.selenium})
	}
	return s
}
