package draft

import (
	"net/url"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	refused := func(p *ui.Page) {
		p.Wide = false
		p.Form = url.Values{"promised.n": {"二十"}, "promised.unit": {"workday"}, "correction.n": {"15"}, "correction.unit": {"workday"}}
		p.Fault = fault.InvalidInput().At("promised.n", lang.T("请填写整数，例如 20。", "Please enter a whole number, for example 20."))
	}
	pages := ui.GalleryPages{
		specimen.Page("item-new", lang.T("新建事项", "A new item"), New{}, specimen.Narrow),
		specimen.Page("draft", lang.T("事项草稿", "Draft of an item"), Tasks{}.Sample(), specimen.Narrow),
	}
	for _, s := range Sections {
		pages = append(pages, specimen.Page("draft-"+s.ID, lang.T("草稿："+s.Title.ZH, "Draft: "+s.Title.EN), Edit{}.Sample(s.ID), specimen.Narrow))
	}
	return append(pages,
		specimen.Page("draft-limits-refused", lang.T("草稿：时限，填错时", "Draft: limits, refused"), Edit{}.Sample("limits"), refused),
		specimen.Page("draft-json", lang.T("表单的 JSON Schema", "The form as JSON Schema"), EditJSON{}.Sample(), specimen.Narrow),
		specimen.Page("draft-try", lang.T("试一试规则", "Try the rules"), Try{}.Sample(), specimen.Narrow),
		specimen.Page("draft-publish", lang.T("发布会影响什么", "What publishing would do"), Plan{}.Sample(), nil),
		specimen.Page("draft-publish-refused", lang.T("还不能发布", "Not publishable yet"), Plan{}.Refused(), nil),
		specimen.Page("draft-drop", lang.T("删除草稿", "Delete the draft"), dropPage(specimen.Item()), specimen.Narrow),
	)
}

// Sample is a section of the sample item; the conditions have a rule that does not compile.
func (Edit) Sample(id string) Edit {
	it := specimen.Item()
	it.Materials = it.Materials[:2]
	if id == "conditions" {
		it.Conditions[1].Rule = "form.area >="
	}
	s, _ := section(id)
	v := Edit{Section: s, Code: it.Code, Name: Name(it), Base: "sample", Choices: Choices{Units: specimen.Units(), InForce: true,
		Certificates: []ui.Option{{Value: "food_business", Label: lang.T("食品经营许可证", "Food business licence")}}}}
	for _, m := range it.Materials {
		v.Choices.Materials = append(v.Choices.Materials, ui.Option{Value: m.ID, Label: m.Name})
	}
	var err error
	if v.Tree, err = treeOf(it); id == "form" {
		v.Tree, err = table(it.Form)
	}
	if err != nil {
		panic("draft: " + err.Error()) // a literal of the specimen
	}
	for _, f := range catalog.Errors(catalog.Linter{Calendar: sampleCalendar()}.Lint(it)) {
		if SectionOf(f.Path).ID == id {
			f.Path = v.input(f.Path)
			v.Findings = append(v.Findings, f)
		}
	}
	return v
}
