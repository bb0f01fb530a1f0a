package soilpages

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// sampleDay is the day on which sample pages stand.
var sampleDay = calendar.Date(2026, 4, 1)

// samplePlot is a made-up plot with two verdicts.
func samplePlot() Plot {
	square := geo.Shape{{{{120.1, 30.7}, {120.101, 30.7}, {120.101, 30.701}, {120.1, 30.701}, {120.1, 30.7}}}}
	x := soil.Parcel{Code: "3305990010010010001", Use: soil.Paddy, Village: "330599001001", Holder: soil.Person, Public: true, ValidFrom: calendar.Date(2020, 1, 1), Origin: soil.Merged, Parents: []string{"3305990010010000007", "3305990010010000008"}, Shape: square, Area: square.Area()}
	sample := func(year int, cd float64) soil.Kept {
		s := soil.Sample{Use: soil.Paddy, PH: 5.8, Values: []soil.Value{{Item: soil.Cd, MgPerKg: cd}, {Item: soil.Hg, MgPerKg: 0.12}, {Item: soil.As, MgPerKg: 8.4}, {Item: soil.Pb, MgPerKg: 31.5}, {Item: soil.Cr, MgPerKg: 62}, {Item: soil.Cu, MgPerKg: 24}, {Item: soil.Ni, MgPerKg: 28}, {Item: soil.Zn, MgPerKg: 88}, {Item: soil.Se, MgPerKg: 0.41}}}
		day := calendar.Date(year, 3, 2)
		return soil.Kept{Report: "TR-" + day.String()[:4] + "-0031", Lab: "示例检测中心", Taken: soil.Taken{Number: "S-001", Parcel: x.Code, From: 0, To: 20, Day: day, Sample: s}}
	}
	v := Plot{Parcel: x, Village: "示例一村", Today: sampleDay, Keeper: true, Token: "t-1", Users: []soil.User{{Parcel: x.Code, Code: "93330599MA0000001U", From: calendar.Date(2021, 1, 1)}}}
	for _, k := range []soil.Kept{sample(2025, 0.46), sample(2021, 0.21)} {
		v.Samples = append(v.Samples, k)
		if all, err := soil.Find(soil.SampleKey(k.Report, k.Number), k.Day, k.Sample, soil.Standards); err == nil { // a sample that is complete
			for _, f := range all {
				v.History = v.History.Add(f)
			}
		}
	}
	return v
}

func sampleVillages() []soil.Tally {
	return []soil.Tally{
		{Village: soil.Village{Code: "330599001001", Name: "示例一村", Centre: &geo.Point{120.1, 30.7}}, Plots: 214, ByClass: map[soil.Class]int64{soil.PriorityProtection: 170, soil.SafeUse: 31, soil.StrictControl: 2, soil.Undecided: 4, "": 7}},
		{Village: soil.Village{Code: "330599001002", Name: "示例二村"}, Plots: 2, ByClass: map[soil.Class]int64{soil.SafeUse: 2}},
	}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	plot, villages := samplePlot(), sampleVillages()
	rows := []soil.Row{{ID: 1, Parcel: plot.Parcel, Class: soil.SafeUse, Standard: "GB 15618-2018"}, {ID: 2, Parcel: soil.Parcel{Code: "3305990010010010002", Use: soil.Rotation, Village: "330599001001", Area: 4021}}}
	calls := []soil.Call{{Parcel: plot.Parcel.Code, Class: soil.SafeUse, Was: soil.PriorityProtection, Measures: []soil.Measure{soil.Agronomy, soil.JointWatch}}}
	wrong := []soil.Mistake{{Row: 3, Column: "ph", Says: lang.T("缺少pH；限值随pH变化，没有它不能判定", "the pH is missing; the limits depend on it"), Remedy: lang.T("请补测或从报告补录。", "Please have it measured or take it from the report.")}}
	sheet := Sheet{Chosen: Chosen{Village: "330599001001"}, Day: sampleDay, Villages: villages, Rows: rows, Next: 2, Bounds: &[4]float64{120.09, 30.69, 120.11, 30.71}}
	asking := reportEntry.asking()
	asking.Mistakes = wrong
	page := func(id, zh, en string, staff bool, c ui.Component) ui.GalleryPage {
		role := lang.T("给公众看的", "for the public")
		if staff {
			role = lang.T("给工作人员看的", "for officers")
		}
		return ui.GalleryPage{ID: "soil-" + id, Name: lang.T(zh, en), Role: role, Draw: func(p ui.Page) templ.Component {
			p.Title, p.Wide = lang.T(zh, en), true
			if m, ok := c.(Sheet); ok {
				m.plots().Load(&p)
			}
			return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
			})
		}}
	}
	return ui.GalleryPages{
		page("front", "土壤档案", "Soil archive", false, Front{Villages: villages}),
		page("front-withheld", "类别都不公开的档案", "An archive that tells no classes", false, Front{Villages: villages[1:]}),
		page("front-none", "还没有地块的档案", "An archive without plots", false, Front{}),
		page("map", "地块地图", "Map of plots", false, sheet),
		page("map-none", "什么也没有找到的地图", "A map on which nothing was found", false, Sheet{Day: sampleDay}),
		page("plot", "一块地", "A plot", false, plot),
		page("user", "登记谁在种", "Record who works a plot", true, UserForm{plot.Parcel.Code}),
		page("desk", "土壤档案的工作台", "Desk of the archive", true, Desk{}),
		page("report", "录入检测报告", "Enter a report", true, asking),
		page("plan", "会改动什么", "What will change", true, DryRun{Title: reportEntry.title, File: "报告.xlsx", Shows: ui.Components{halfOnly}, Calls: calls, Action: "#", Back: "#"}),
		page("merge", "合并地块", "Merge plots", true, Merge{wrong}),
	}
}
