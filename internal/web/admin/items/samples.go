package items

import (
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/ui"
)

func sampleCalendar() *calendar.Calendar { return calendar.Builtin() }

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	wrong := Import{Problems: Problems{{Path: "materials 材料！D7", Message: lang.T("材料来源“本人”不在代码表中，请从列表中选择。", "The source is not in the code table; please choose from the list.")}}}
	return ui.GalleryPages{
		specimen.Page("items", lang.T("事项", "Items"), List{}.Sample(), nil),
		specimen.Page("item", lang.T("一个事项", "An item"), Show{}.Sample(), nil),
		specimen.Page("item-preview", lang.T("预览办事指南", "Preview of the guide"), Preview{}.Sample(), specimen.Narrow),
		specimen.Page("item-diff", lang.T("版本变动", "Changes of a version"), Diff{}.Sample(), nil),
		specimen.Page("item-retire", lang.T("停用事项", "Retire an item"), retirePage(specimen.Item(), 7), specimen.Narrow),
		specimen.Page("items-import", lang.T("导入事项", "Import items"), Import{}, specimen.Narrow),
		specimen.Page("items-import-wrong", lang.T("导入事项，文件有错", "Import items, refused"), wrong, func(p *ui.Page) {
			p.Wide = false
			p.Fault = fault.New(fault.Invalid, "bad_file", lang.T("文件里有 1 处需要修改。", "The file has 1 place to correct."), lang.T("请改正文件后再试；现有内容没有变化。", "Please correct the file and try again; nothing was changed.")).At("file", lang.T("有1处要改，见下表。", "1 place to correct, listed below."))
		}),
		specimen.Page("items-dry-run", lang.T("导入会做什么", "What the import would do"), DryRun{}.Sample(), nil),
		specimen.Page("gaps", lang.T("草稿缺什么", "What drafts lack"), Gaps{}.Sample(), nil),
		specimen.Page("gaps-department", lang.T("一个部门缺什么", "What a department lacks"), Department{}.Sample(), nil),
	}
}
