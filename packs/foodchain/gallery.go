package foodchain

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskpages"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/pages/paper"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallpages"
	"banjie/packs/foodchain/scan/scanpage"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/measures/measurepages"
	"banjie/packs/foodchain/soil/measures/measurestore"
	"banjie/packs/foodchain/soil/soilpages"
)

// gallery are the pack's pages with sample data.
func gallery() ui.GalleryPages {
	return slices.Concat(soilpages.GalleryPages(), scanpage.GalleryPages(), deskGallery())
}

// deskGallery are pages of the regulator, of measures for soil and of a market.
func deskGallery() ui.GalleryPages {
	at := time.Date(2026, 6, 12, 4, 0, 0, 0, time.UTC)
	var cells []desk.Cell
	for i, l := range desk.Links {
		cells = append(cells, desk.Cell{Link: l.ID, Num: int64(40 - 6*i), Den: 48}, desk.Cell{Link: l.ID, Town: "示例镇", Num: 7, Den: 9}, desk.Cell{Link: l.ID, Town: "示例街道", Num: 1, Den: 2})
	}
	plan := deskstore.Sampling{At: at, Plan: desk.Plan{ID: "sample000001", Title: "六月杨梅", Kinds: []string{"shop"}, Take: 2, Candidates: []desk.Candidate{{ID: "b1", Class: desk.Classes[0].Class.Code}, {ID: "b2", Class: desk.Classes[0].Class.Code}, {ID: "b3", Class: desk.Classes[0].Class.Code}}}}
	samples := deskpages.Samples{Write: true, Key: "sample", Names: map[string]string{"b1": "示例小店"}, Recall: func(string, string, string) string { return "#" }}
	for i, passed := range []bool{false, true} {
		samples.List = append(samples.List, deskstore.Result{At: at, Result: desk.Result{ID: "r" + string(rune('1'+i)), Business: "b1", Lot: "https://id.gs1.org/01/09529999000019/10/A1", Number: "JC-2026-118" + string(rune('1'+i)), Lab: "示例检测中心", Day: calendar.Date(2026, 6, 10), Passed: passed}})
	}
	corrected := deskpages.SampleResult{Result: samples.List[1], Names: samples.Names, Key: "sample", Write: true, Recalls: []ui.Link{{Name: lang.T("召回 ZH-DEMO-1", "Recall ZH-DEMO-1"), Href: "#"}}}
	corrected.Result.Corrections = 1
	was := corrected.Result.Result
	was.Passed, was.Items = false, "多菌灵"
	corrected.Corrections = []deskstore.Correction{{At: at.Add(3 * time.Hour), Correction: desk.Correction{N: 1, Why: "entered_wrongly", Words: "把别的样品的结果抄过来了", Was: was, Is: corrected.Result.Result}}}
	line := func(class soil.Class, where string, late bool) measurepages.Line {
		return measurepages.Line{Row: measurestore.Row{Number: "TRCS202606020003", Class: class, Opened: at, Due: at.AddDate(0, 0, 20)}, Where: lang.T(where, where), State: lang.T("待制定方案", "waits for a plan"), Late: late}
	}
	row := func(number string, drill, late bool) recallpages.BoardRow {
		return recallpages.BoardRow{Row: recall.Row{Number: number, State: recall.Running, Drill: drill, Grade: 1, Cause: recall.FailedSample, Title: "示例杨梅", Maker: "示例果品合作社", Opened: at, Due: at.AddDate(0, 0, 1), Things: 12, Warns: true}, Tally: recall.Tally{Orders: 4, Stopped: 3, Finished: 1}, Late: late}
	}
	goods := paper.Goods{Business: chain.Business{ID: "samplebusiness01", Kind: chain.Wholesaler, Name: "示例果品批发部", Code: "91339900MADM000001", GLN: "9529999000101", Address: "示例镇示例路1号"}, Lot: "https://id.gs1.org/01/09529999000019/10/A1",
		Product: chain.Product{GTIN: "09529999000019", Name: "杨梅", Unit: "KGM", Produce: true}, Left: 25_000_000, Unit: "KGM", Code: "https://hall.example/01/09529999000019/10/A1"}
	stopped := goods
	stopped.Against = chain.Against{Recall: "RC202606120001", Seals: []chain.Impound{{Amount: 5_000_000, Unit: "KGM"}}, Failed: "CJ-2026-0611-3"}
	staff, market := lang.T("给工作人员看的", "for officers"), lang.T("给经营者看的", "for businesses")
	page := func(id, zh, en string, role lang.Text, wide bool, c ui.Component) ui.GalleryPage {
		return ui.GalleryPage{ID: "food-" + id, Name: lang.T(zh, en), Role: role, Draw: func(p ui.Page) templ.Component {
			p.Title, p.Wide = lang.T(zh, en), wide
			return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
			})
		}}
	}
	return ui.GalleryPages{
		page("desk", "食品监管台", "Food regulator's desk", staff, true, deskpages.Front{Coverage: desk.Coverage{Day: calendar.Date(2026, 6, 11), Cells: cells}}),
		page("desk-none", "还没有数字的监管台", "The desk without figures", staff, true, deskpages.Front{}),
		page("sampling", "抽检计划", "Sampling plans", staff, false, deskpages.Plans{List: []deskstore.Sampling{plan}, Kinds: []ui.Option{{Value: "shop", Label: lang.T("食品店", "shops")}}, Key: "sample", Write: true}),
		page("sample-result", "抽检结果", "A test result", staff, false, corrected),
		page("sampling-one", "一个抽检计划", "A sampling plan", staff, false, deskpages.One{Sampling: plan, Write: true, Key: "sample"}),
		page("samples", "抽检结果", "Test results", staff, true, samples),
		page("recall-board", "召回看板", "Recall board", staff, true, recallpages.Board{View_: "open", Rows: []recallpages.BoardRow{row("RC202606120001", false, true), row("RC202606110001", true, false)}, Open: true}),
		page("soil-measures", "土壤措施", "Measures for soil", staff, false, measurepages.Board{Title: lang.T("土壤措施", "Measures for soil"), Lines: []measurepages.Line{line(soil.StrictControl, "示例一村，地块 SK-0001", true), line(soil.SafeUse, "示例二村", false)}}),
		page("market-pass", "开入市通行证", "Issue a market pass", market, false, paper.Entering{Goods: goods, Key: "sample"}),
		page("lot-stopped", "一批不能动的货", "A lot that must stand still", market, false, paper.LotPage{Goods: stopped}),
		page("lot", "一批货", "A lot", market, false, paper.LotPage{Goods: goods}),
	}
}
