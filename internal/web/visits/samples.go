package visits

import (
	"net/url"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fine"
	"banjie/internal/registers/visit"
	"banjie/internal/web/citizen/specimen"
	staff "banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

func sampleProgramme() visit.Programme {
	return visit.Programme{Unit: "market", Year: 2026, Version: 1, Most: 2, Document: "示例文件", Synthetic: true, Items: []visit.Item{
		{ID: "price-tags", Name: lang.T("明码标价检查", "Price tags"), Looks: lang.T("货架、价签和收银台", "shelves, tags, the till"), Document: "示例"},
		{ID: "purchase-books", Name: lang.T("进货查验记录检查", "Purchase records"), Looks: lang.T("进货台账和票据", "books and receipts of purchases"), Document: "示例"}}}
}

// Sample is a code that was just scanned.
func (Seen) Sample() Seen {
	return Seen{Code: "sample", State: visit.Authorised, Says: lang.T("检查码已经生成。上门先亮码，企业扫码看过再放行。", "The code is there. It is shown at the door; the firm scans it and lets them in."), Unit: specimen.Unit("market"), Inspectors: []Inspector{{"林示例", "SL-0001"}, {"何示例", "SL-0002"}}, Items: sampleProgramme().Items,
		Reason: reasonName("annual"), Day: calendar.Date(2026, 3, 11), Ordinal: 2, Most: 2, Came: 3, Fresh: "00000000000000000000", Key: "sample"}
}

func sampleRows() []visit.Row {
	row := func(n string, state casework.State, day int, ordinal int, came int, finding string) visit.Row {
		r := visit.Row{Key: casework.Key{ID: 1}, Number: n, State: state, Unit: "market", Firm: "a", Year: 2026, Day: calendar.Date(2026, 3, day), Made: calendar.Date(2026, 3, 1), Reason: "annual", Ordinal: ordinal, Finding: finding}
		if came > 0 {
			r.Came = calendar.Date(2026, 3, came)
		}
		return r
	}
	return []visit.Row{row("V202603010003", visit.Planned, 20, 2, 0, ""), row("V202603010002", visit.Cancelled, 9, 0, 0, ""), row("V202603010001", visit.Closed, 3, 1, 3, visit.None)}
}

// Sample is a unit with three inspections.
func (Hub) Sample() Hub {
	p, table := sampleProgramme(), visit.Rules{}.Procedure()
	return Hub{Unit: specimen.Unit("market"), Programme: &p, Year: 2026, Rows: sampleRows(), Plan: true, Publish: true, State: func(r visit.Row) lang.Text { return table.Info(r.State).Title }}
}

func sampleMeasures() []visit.Measures {
	return []visit.Measures{{Unit: "fire", Firms: 3, Visits: 3, Largest: 1, Planned: 3, Recorded: 3, Nothing: 2, Most: 1, AtCeiling: 3, Minutes: 200}, {Unit: "market", Firms: 40, Visits: 57, Largest: 2, Planned: 45, Recorded: 57, Nothing: 38, Most: 2, AtCeiling: 17, Close: 4, Recreated: 1, Rated: 30, Low: 2, Minutes: 3400}, {Unit: "hall", Firms: 20, Visits: 22, Largest: 2, Planned: 20, Recorded: 22, Nothing: 9, Most: 2}}
}

// Sample hides what is too small.
func (Public) Sample() Public {
	all := sampleMeasures()
	return Public{Year: 2026, Programmes: []visit.Programme{sampleProgramme()}, Measures: all, Hidden: shy(all), Unit: specimen.Unit}
}

// Sample is a year of two registers.
func (Board) Sample() Board {
	return Board{Year: 2026, Visits: sampleMeasures(), Fines: []fine.Measures{{Unit: "market", Entries: 31, Firms: 28, Fined: 25, AtTop: 3, First: 8, Waived: 6, December: 2, Spread: .41, Grouped: 18}}, Door: Calls{Reports: 4, Open: 1, Unlawful: 2, Coded: 82}, Unit: specimen.Unit}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	own, recorded, cancelled := Seen{}.Sample(), Seen{}.Sample(), Seen{}.Sample()
	own.State, own.Own = visit.UnderWay, "01234567890123456789"
	recorded.State, recorded.Finding, recorded.Words = visit.Recorded, named(visit.Findings(), visit.None), "看了价签和台账，没有发现问题。"
	cancelled.State = visit.Cancelled
	door := DoorForm{Units: []ui.Option{{Value: "market", Label: specimen.Unit("market")}}, Code: "sample", Phone: "0571-00000012"}
	p := sampleProgramme()
	narrow := func(p *ui.Page) { p.Wide = false }
	refused := func(p *ui.Page) {
		p.Wide = false
		p.Fault = fault.InvalidInput().At("joins", lang.T("别的单位在30天内也计划检查这家企业，请合并，或者写明为什么不能合并。", "Another unit plans to inspect this firm within 30 days; go together, or say why not."))
		p.Form = url.Values{"items": {"price-tags"}}
	}
	near := sampleRows()[:1]
	near[0].Unit = "fire"
	wide := func(p *ui.Page) { p.Wide = true }
	return ui.GalleryPages{
		specimen.Page("door-code", scanTitle, Seen{}.Sample(), nil),
		specimen.Page("door-own-code", codeTitle, DoorCode{}.Sample(), nil),
		specimen.Page("door-own-code-unproven", codeTitle, DoorCode{}, nil),
		staff.Page("door-code-window", codeTitle, staff.Clerk, CodeForm{"sample"}, narrow),
		specimen.Page("door-let-in", lang.T("已放行", "Let in"), own, nil),
		specimen.Page("door-rate", lang.T("评价检查", "Rate an inspection"), recorded, nil),
		specimen.Page("door-cancelled", lang.T("检查码已失效", "A code that is no longer good"), cancelled, nil),
		specimen.Page("door", doorTitle, door, nil),
		specimen.Page("door-reported", lang.T("已经报告", "Reported"), DoorReceipt{"D202603110001", "01234567890123456789"}, nil),
		specimen.Page("inspections", publicTitle, Public{}.Sample(), wide),
		staff.Page("registers", hubTitle, staff.Head, Hub{}.Sample(), nil),
		staff.Page("visit-plan", planTitle, staff.Officer, PlanForm{Programme: &p, Unit: specimen.Unit}, narrow),
		staff.Page("visit-plan-near", lang.T("计划检查，有别的单位也要去", "Plan an inspection, another unit is near"), staff.Officer, PlanForm{Programme: &p, Near: near, Unit: specimen.Unit}, refused),
		staff.Page("visit-plan-none", lang.T("计划检查，没有公布计划", "Plan an inspection, no programme"), staff.Officer, PlanForm{Unit: specimen.Unit}, narrow),
		staff.Page("programme", programmeTitle, staff.Head, ProgrammeForm{p}, narrow),
		staff.Page("programme-plan", lang.T("公布年度检查计划，预演", "Publish the yearly programme, dry run"), staff.Head, ProgrammePlan(p, "sample", url.Values{}), narrow),
		staff.Page("registers-board", lang.T("收费、罚款与检查，监督员", "Fees, fines, inspections, supervisor"), staff.Supervisor, Board{}.Sample(), nil),
	}
}
