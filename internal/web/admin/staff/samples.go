package staff

import (
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	wrong := org.Problem{Sheet: "人员", Row: 5, Column: "任职起", Message: lang.T("日期看不懂。", "This is not a date."), Remedy: lang.T("请写成 2026-01-05。", "Write it as 2026-01-05.")}
	place := wrong.Place()
	refused := Import{Problems: []fault.Field{{Path: place.ZH, Message: lang.T(wrong.Message.ZH+wrong.Remedy.ZH, wrong.Message.EN+" "+wrong.Remedy.EN)}}}
	pages := ui.GalleryPages{}
	for _, t := range things {
		pages = append(pages, specimen.Page("org-"+t.ID, lang.T("机构人员："+t.Name.ZH, "Units and staff: "+t.Name.EN), Overview{}.Sample(t.ID), nil))
	}
	return append(pages,
		specimen.Page("org-unit", lang.T("一个部门", "A unit"), Edit{}.Sample("unit", "market"), specimen.Narrow),
		specimen.Page("org-post", lang.T("一个岗位", "A post"), Edit{}.Sample("post", "food"), specimen.Narrow),
		specimen.Page("org-officer", lang.T("一个人员", "An officer"), Edit{}.Sample("officer", "lin"), specimen.Narrow),
		specimen.Page("org-window", lang.T("一个窗口", "A window"), Edit{}.Sample("window", "3"), specimen.Narrow),
		specimen.Page("org-new-officer", lang.T("新增人员", "New officer"), Edit{}.Sample("officer", fresh), specimen.Narrow),
		specimen.Page("org-handover", lang.T("离任后谁来接", "Who takes over"), Handover{}.Sample(), specimen.Narrow),
		specimen.Page("org-import", lang.T("导入机构人员", "Import units and staff"), Import{}, specimen.Narrow),
		specimen.Page("org-import-wrong", lang.T("导入机构人员，表里有错", "Import units and staff, refused"), refused, func(p *ui.Page) {
			p.Wide = false
			p.Fault = fault.New(fault.Invalid, "import_problems", lang.T("表里有 1 处需要修改，还没有导入任何内容。", "The file has 1 place to correct; nothing was imported."), lang.T("请按下面的提示修改后重新上传。", "Please correct it and upload the file again.")).At("file", lang.T("有1处要改，见下表。", "1 place to correct, listed below."))
		}),
		specimen.Page("org-dry-run", lang.T("导入会改什么", "What the import would change"), DryRun{}.Sample(), nil),
	)
}
