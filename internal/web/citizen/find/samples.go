package find

import (
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("home", lang.T("首页", "Home"), Home{}.Sample(), wide),
		specimen.Page("home-without-figures", lang.T("首页，数字还没有", "Home, before any figures"), Home{County: lang.T("临江县（演示）", "Linjiang County (demonstration)")}, wide),
		specimen.Page("figure", lang.T("数字的明细", "Behind a figure"), FigureRows{}.Sample(), nil),
		specimen.Page("search", lang.T("搜索", "Search"), Results{}.Sample(), wide),
		specimen.Page("search-nothing", lang.T("搜索，没有找到", "Search, nothing found"), Results{Question: "xyz"}, wide),
		specimen.Page("themes", lang.T("全部主题", "All themes"), ThemeList{}.Sample(), wide),
		specimen.Page("theme", lang.T("一个主题", "One theme"), ThemeItems{}.Sample(), wide),
		specimen.Page("guide", lang.T("办事指南", "Guide"), Guide{}.Sample(), nil),
		specimen.Page("check", lang.T("看看符不符合", "Do I qualify?"), Question{}.Sample(), nil),
		specimen.Page("check-result", lang.T("看看符不符合：结果", "Do I qualify? The result"), Verdict{}.Sample(), nil),
	}
}

func wide(p *ui.Page) { p.Wide = true }
