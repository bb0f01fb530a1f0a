package supervision

import (
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/complaint"
	"banjie/internal/integrity/monthly"
	"banjie/internal/lang"
	"banjie/internal/stats"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/ui"
)

// Sample is February of a small county.
func (Month) Sample() Month {
	first := calendar.Date(2026, time.February, 1)
	raw := map[stats.Measure]int64{stats.ComplaintsRegistered: 47, stats.ComplaintsAccepted: 41, stats.ComplaintsEnded: 36, stats.ComplaintsInTime: 33, stats.ComplaintsLate: 8, stats.ComplaintsFound: 28, stats.ComplaintsTrue: 13, stats.ComplaintsMeasures: 13,
		stats.AlarmsPressed: 3, stats.AlarmsInTime: 2, stats.Impasses: 17, stats.ImpasseInTime: 14, stats.ImpasseLate: 1, stats.ClassFixes: 2, stats.Orders: 6, stats.OrdersInTime: 5, stats.OrdersLate: 1, stats.CalledInTime: 21, stats.CalledLate: 2, stats.FixedInTime: 19, stats.FixedLate: 1, stats.Appealed: 2}
	return Month{First: first, Last: first, Figures: monthly.Protect(monthly.Lines(), raw), Rehearsed: complaint.RehearsedSays(first, first+40)}
}

// View draws the sample by itself.
func (v Month) View(p ui.Page) templ.Component { return v.Parts().View(p) }

// GalleryPages are the pages of this package with made-up content.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{specimen.Page("supervision", lang.T("效能监督月报", "Supervision of a month"), Month{}.Sample(), func(p *ui.Page) { p.Wide = true })}
}
