package centre

import (
	"banjie/internal/lang"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	return ui.GalleryPages{
		specimen.Page("centre", lang.T("投诉中心", "Complaint centre"), specimen.Supervisor, Desk{}.Sample(), nil),
		specimen.Page("centre-impasse", lang.T("办不成事", "Could not be done"), specimen.Supervisor, Waiting{}.Sample(), nil),
		specimen.Page("centre-shut", lang.T("打开投诉原文之前", "Before a story is opened"), specimen.Supervisor, Shut{Base: "/centre/cases/1", Number: "0302 0007"}, narrow),
		specimen.Page("centre-count", lang.T("符合描述的有几家", "How many firms fit"), specimen.Supervisor, Count{}.Sample(), narrow),
		specimen.Page("centre-story", lang.T("投诉原文和摘要", "A story and its brief"), specimen.Supervisor, Story{}.Sample(), nil),
	}
}
