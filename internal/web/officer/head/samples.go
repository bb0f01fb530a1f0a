package head

import (
	"banjie/internal/lang"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("head", lang.T("待我批准", "To approve"), specimen.Head, Approve{}.Sample(), nil),
		specimen.Page("head-staff", lang.T("人员与替岗", "Staff and stand-ins"), specimen.Head, People{}.Sample(), nil),
	}
}
