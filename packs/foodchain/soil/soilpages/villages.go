package soilpages

import (
	"net/http"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/intake"
)

var villagesEntry = entry{path: "villages", title: lang.T("录入村名册", "Enter villages"), formats: []string{"xlsx"},
	hint: lang.T("用工作台上下载的模板，每行一个村。", "The template from the desk, one village a line."),
	lead: lang.T("地块按村列出、按村统计。已有的村按新的名称和位置改。", "Plots are listed and counted by village. One that is there takes the new name and place."),
	plan: func(s *Pages, r *site.Request, f held.File) (o outcome, err error) {
		p, err := intake.File(f).PlanVillages(r.Context(), s.Archive, s.Site.Division, s.today())
		if err != nil {
			return o, err
		}
		if n := len(p.Repeated); n > 0 && len(p.Facts.Villages) == 0 {
			p.Mistakes = append(p.Mistakes, soil.Mistake{Says: lang.Format("表里的%d个村都已录入，内容相同", "all %d villages of the list are there already, and the same", n), Remedy: lang.T("没有要录入的。", "There is nothing to enter.")})
		}
		if len(p.Mistakes) > 0 {
			return outcome{mistakes: p.Mistakes}, nil
		}
		n := len(p.Facts.Villages)
		t := ui.Table{Caption: lang.T("新录入或者改动的村", "Villages that are new or change"), Columns: []ui.Column{{Name: lang.T("村代码", "Code")}, {Name: lang.T("村名", "Name")}, {Name: lang.T("位置", "Place")}}}
		for _, v := range p.Facts.Villages[:min(n, shownRows)] {
			at := lang.T("不改", "as it is")
			if v.Centre != nil {
				at = lang.T(number(v.Centre[0], 4)+"，"+number(v.Centre[1], 4), number(v.Centre[0], 4)+", "+number(v.Centre[1], 4))
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(v.Code), ui.Plain(v.Name), ui.Words(at)}})
		}
		o.shows, o.kind, o.facts, o.to = ui.Components{t}, soil.VillagesEntered, p.Facts, "/soil"
		o.said = lang.Format("已录入%d个村。", "%d villages were entered.", n)
		return o, nil
	}}

func (s *Pages) villageTemplate(w http.ResponseWriter, r *site.Request) error {
	if err := s.mayKeep(r); err != nil {
		return err
	}
	workbookHead(w, "soil-villages.xlsx")
	return intake.VillageTemplate(w)
}

// workbookHead has a browser keep a workbook under a name.
func workbookHead(w http.ResponseWriter, name string) {
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
}
