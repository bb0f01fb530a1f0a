package refunds

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/web/citizen/specimen"
	staff "banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// Sample is two refunds.
func (List) Sample() List {
	day := func(d int) calendar.Day { return calendar.Date(2026, 3, d) }
	return List{Rows: []Row{{Href: "/work/cases/1", Number: "R202603020001", Unit: specimen.Unit("market"), State: lang.T("已责令退还", "Ordered"), Over: 2525, Found: day(2), Ordered: day(3), Days: 9},
		{Href: "/work/cases/2", Number: "R202602260001", Unit: specimen.Unit("fire"), State: lang.T("付款人已确认收到", "Confirmed"), Over: 30000, Found: calendar.Date(2026, 2, 26), Ordered: calendar.Date(2026, 2, 27), Paid: day(4), Confirmed: day(5), Days: 7}}}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	ask := New{Fees: []fee.Fee{{ID: "pavement", Name: lang.T("临时占道费（示例）", "Use of the pavement (sample)")}}, Units: []ui.Option{{Value: "market", Label: specimen.Unit("market")}}}
	return ui.GalleryPages{
		staff.Page("refunds", listTitle, staff.Supervisor, List{}.Sample(), nil),
		staff.Page("refund-new", newTitle, staff.Supervisor, ask, narrow),
		specimen.Page("refund-say", sayTitle, Say{Code: true}, nil),
	}
}
