package soilpages

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil/labsheet"
)

// Desk is where the keepers of the archive begin.
type Desk struct{}

// View draws it.
func (Desk) View(p ui.Page) templ.Component {
	card := func(zh, en, textZH, textEN, href string) ui.Card {
		return ui.Card{Title: lang.T(zh, en), Text: lang.T(textZH, textEN), Href: deskPath + href}
	}
	return ui.Components{ui.Heading{Title: title, Lead: lang.T("每一步先看会改动什么，再确认；确认后记入账本，不能悄悄改。", "Each step first shows what will change, then you confirm; what is confirmed stands on the ledger and is not changed in silence.")},
		ui.Section{Title: lang.T("要做什么", "What to do"), Body: ui.Components{ui.Cards{
			card("录入地块", "Enter plots", "上传GeoJSON或打包成zip的shapefile。", "Upload GeoJSON or a zipped shapefile.", "/plots"),
			card("录入检测报告", "Enter a report", "上传实验室填好的表格，自动按国家标准判定。", "Upload the laboratory's workbook; it is judged by the national standard.", "/report"),
			card("分割地块", "Split a plot", "一块变几块：上传测绘的新地块。", "One becomes several: upload the surveyor's shapes.", "/split"),
			card("合并地块", "Merge plots", "几块变一块：填写编码，边界自动拼合。", "Several become one: give their codes, the edges are joined.", "/merge"),
			card("录入村名册", "Enter villages", "地块按村列出、按村统计；没有村名册，首页看不到地块。", "Plots are listed and counted by village; without a list the first page has none.", "/villages"),
		}}},
		ui.Actions{ui.LinkButton{Label: lang.T("下载检测表格模板", "Template for laboratories"), Href: deskPath + "/template.xlsx", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("村名册模板", "Template for villages"), Href: deskPath + "/villages.xlsx", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("采取措施的办件", "Cases of measures"), Href: deskPath + "/measures", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("看档案", "See the archive"), Href: "/soil", Look: ui.Quiet}}}.View(p)
}

func (s *Pages) desk(w http.ResponseWriter, r *site.Request) error {
	if err := s.mayKeep(r); err != nil {
		return err
	}
	return r.Show(w, r.Page(title), Desk{})
}

func (s *Pages) template(w http.ResponseWriter, r *site.Request) error {
	if err := s.mayKeep(r); err != nil {
		return err
	}
	workbookHead(w, "soil-report.xlsx")
	return labsheet.Template(w)
}
