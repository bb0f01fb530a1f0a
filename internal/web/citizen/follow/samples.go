package follow

import (
	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
	"banjie/internal/web/caseview"
	"banjie/internal/web/citizen/apply"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	back := func(p *ui.Page) { p.Back = "/cases/sample" }
	wrong := func(p *ui.Page) {
		p.Fault = fault.New(fault.Invalid, "wrong_number_or_code", lang.T("编号或者查询码不对。", "The number or the code is not right."), lang.T("请对照回执和您记下的查询码再填一遍。", "Please compare with your receipt and the code you wrote down.")).
			At("code", lang.T("编号和查询码对不上，请再核对。", "Number and code do not belong together; please check both."))
	}
	again := Receipt{}.Sample()
	again.Fresh, again.SignedIn = false, true
	first := Rate{}.Sample()
	first.Grade = ""
	pages := ui.GalleryPages{
		specimen.Page("receipt", lang.T("回执", "Receipt"), Receipt{}.Sample(), nil),
		specimen.Page("receipt-later", lang.T("回执，后来再看", "Receipt, seen later"), again, specimen.SignedIn),
		specimen.Page("track", lang.T("查进度", "Track"), Track{}.Sample(), nil),
		specimen.Page("track-wrong", lang.T("查进度，填错了", "Track, refused"), Track{}.Sample(), wrong),
		specimen.Page("rate", lang.T("评价：满意不满意", "Rate: the grade"), first, back),
		specimen.Page("rate-tags", lang.T("评价：原因", "Rate: the reasons"), Rate{}.Sample(), back),
	}
	for _, s := range []struct {
		story caseview.Story
		name  lang.Text
	}{
		{caseview.Filed, lang.T("办件：刚收件", "Case: just received")}, {caseview.Correcting, lang.T("办件：等补正", "Case: corrections wanted")},
		{caseview.Reviewed, lang.T("办件：审查中", "Case: under review")}, {caseview.Granted, lang.T("办件：办结", "Case: done")},
		{caseview.Denied, lang.T("办件：不予许可", "Case: denied")}, {caseview.Tolerated, lang.T("办件：待补交", "Case: documents to follow")}, {caseview.Hearing, lang.T("办件：告知听证权利", "Case: hearing offered")},
		{caseview.Unsigned, lang.T("办件：提交时没有登录", "Case: filed without signing in")}, {caseview.Disowned, lang.T("办件：声明不是本人提交", "Case: disowned")},
	} {
		pages = append(pages, samplePages(s.story, s.name, back)...)
	}
	return pages
}

// samplePages are the progress page of a story and the step the applicant then takes.
func samplePages(s caseview.Story, name lang.Text, back func(*ui.Page)) ui.GalleryPages {
	in, err := caseview.Sample(specimen.Item(), s, caseview.Applicant, specimen.Unit)
	if err != nil {
		return nil // the procedure no longer allows this story; a test misses its page
	}
	in.Procedure.With(rating.Rows(in.Procedure.Finals())...)
	o := opened{c: in.Case, p: in.Procedure, item: in.Item, actor: access.Actor{Role: access.Citizen, Party: in.Case.Party, Before: "account-p"}, base: in.Base}
	f := &Pages{}
	v := Progress{Case: caseview.Of(in), Base: in.Base, Todo: f.todo(&site.Request{Actor: o.actor}, o), Withdraw: o.allowed("withdraw"), ByPass: true}
	pages := ui.GalleryPages{specimen.Page("case-"+string(s), name, v, func(p *ui.Page) { p.Wide = true })}
	switch s {
	case caseview.Correcting:
		pages = append(pages, specimen.Page("correct", corrections.title, f.page(o, corrections, apply.Draft{}), back),
			specimen.Page("withdraw", lang.T("撤回申请", "Withdraw"), o.withdrawal(), back))
	case caseview.Tolerated:
		pages = append(pages, specimen.Page("supply", toFollow.title, f.page(o, toFollow, apply.Draft{}), back))
	case caseview.Hearing:
		pages = append(pages, specimen.Page("hearing", lang.T("申请听证", "Hearing"), o.hearingOffer(), back))
	case caseview.Unsigned:
		pages = append(pages, specimen.Page("disown", notMine, o.disowning(), back))
	case caseview.Reviewed:
		if k, err := caseview.Explain(in, "promised"); err == nil {
			pages = append(pages, specimen.Page("clock", lang.T("为什么是这一天", "Why this day"), k, back))
		}
	}
	return pages
}
