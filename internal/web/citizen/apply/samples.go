package apply

import (
	"net/http"
	"net/url"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	refused := func(p *ui.Page) {
		p.Back = "/items/food-business-licence/apply"
		p.Fault = fault.InvalidInput().At("form.area", lang.T("“面积（平方米）”不能小于 8。", "“Area in square metres” may not be less than 8."))
		p.Form = url.Values{"form.shop_name": {"青禾小吃店"}, "form.area": {"6"}}
	}
	back := func(p *ui.Page) { p.Back = "/items/food-business-licence/apply" }
	left := sampleAsking()
	pages := ui.GalleryPages{
		specimen.Page("apply-start", lang.T("申请：开始", "Apply: before you start"), Start{}.Sample(), nil),
		specimen.Page("apply-tasks", lang.T("申请：任务清单", "Apply: list of parts"), Tasks{}.Sample(), nil),
		specimen.Page("apply-form-refused", lang.T("申请：填错了", "Apply: an answer refused"), Ask{}.Sample(), refused),
		specimen.Page("apply-check-open", lang.T("核对：还有没填的", "Check answers: parts still open"), (&Pages{}).review(&site.Request{Request: &http.Request{}}, left), back),
		specimen.Page("apply-check", lang.T("核对您的回答", "Check your answers"), Check{}.Sample(), back),
	}
	left.draft.Files = []casework.File{{Material: "lease", Name: "租赁合同.pdf", Hash: "00", Type: "application/pdf", Size: 481_200}}
	a := &Pages{}
	r := &site.Request{Request: &http.Request{}, Actor: specimen.Visitor}
	for _, pt := range a.parts(r, left) {
		if pt.state != ui.TaskSpared {
			pages = append(pages, specimen.Page("apply-"+pt.id, lang.T("申请："+pt.title.ZH, "Apply: "+pt.title.EN), a.page(r, left, pt), back))
		}
	}
	return pages
}
