package deskpages

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/sheetout"
)

// Front is the desk's first page.
type Front struct {
	Coverage desk.Coverage
	Reports  *ui.Card // the way to what shoppers reported; nil for who may not read it
}

var frontTitle = lang.T("食品监管台", "Food regulator's desk")

func linkOf(id string) desk.Link {
	for _, l := range desk.Links {
		if l.ID == id {
			return l
		}
	}
	return desk.Link{ID: id}
}

// ways are the ways on from the desk.
var ways = ui.Cards{
	{Title: lang.T("召回看板", "Recall board"), Text: lang.T("谁没答复，下架多少，期限哪天。", "Who has not answered, what was removed, what is due."), Href: "/food/recalls"},
	{Title: samplingTitle, Text: lang.T("分层抽签，谁都能核验。", "By strata and draw; anybody can verify it."), Href: "/food/desk/sampling"},
	{Title: samplesTitle, Text: lang.T("不合格的，从结果直接填召回单：货和批次已经填好，选级别、写原因。", "From a failed result the form of a recall opens with goods and lot filled in; grade and reason are chosen."), Href: "/food/desk/samples"},
	{Title: lang.T("冷链发现", "Cold chain findings"), Text: lang.T("断档和超温。", "Gaps and excursions."), Href: "/food/cold"},
	{Title: lang.T("查封的食品", "Sealed food"), Text: lang.T("没有码、来源不明的。", "Without a code or a clear source."), Href: "/food/seals"},
	{Title: lang.T("可能被翻印的码", "Codes that may be copied"), Text: lang.T("同一个码在几个地方出现，去看一看。", "One code seen in several places: go and look."), Href: "/food/copies"},
}

// View draws it.
func (v Front) View(p ui.Page) templ.Component {
	var stats ui.Stats
	var small []ui.Component
	told := v.Coverage.Told()
	for _, l := range desk.Links {
		for _, c := range told {
			switch {
			case c.Link != l.ID || c.Town != "":
			case c.Hidden:
				small = append(small, ui.Text(lang.T(l.Name.ZH+"：数太小，写出来就看得出是谁，不列。", l.Name.EN+": too few to show without telling who it is.")))
			default:
				f := ui.Figure{Name: l.Name, Count: c.Num, Of: c.Den, Note: lang.T(l.Numerator.ZH+" ÷ "+l.Denominator.ZH, l.Numerator.EN+" ÷ "+l.Denominator.EN)}
				if c.Den == 0 {
					f.Note = lang.T(f.Note.ZH+"（还没有）", f.Note.EN+" (none yet)")
				}
				stats = append(stats, f)
			}
		}
	}
	cards := ui.Cards{}
	if v.Reports != nil {
		cards = append(cards, *v.Reports)
	}
	cards = append(cards, ways...)
	parts := ui.Components{ui.Heading{Title: frontTitle, Lead: lang.T("抽谁由抽签定，不合格的从结果提出召回，六个环节每夜算一遍。", "Whom to sample goes by draw, from what fails a recall is opened, and the six links are counted every night.")},
		ui.Section{Title: lang.T("要做的事", "What there is to do"), Body: ui.Components{cards}}}
	if v.Coverage.Day == 0 {
		return append(parts, ui.Empty{Title: lang.T("六个环节还没有数字", "No figures of the six links yet"), Text: lang.T("每夜计算一次。", "They are counted every night.")}).View(p)
	}
	parts = append(parts, ui.Section{Title: lang.T("六个环节", "The six links"), Body: ui.Components{ui.Text(lang.T("截至"+v.Coverage.Day.In(lang.ZH)+"。", "As of "+v.Coverage.Day.In(lang.EN)+".")), stats, ui.Components(small)}})
	t := ui.Table{Caption: lang.T("按镇街", "By town"), Columns: []ui.Column{{Name: lang.T("镇街", "Town")}, {Name: lang.T("环节", "Link")}, {Name: lang.T("分子", "Numerator"), Numeric: true}, {Name: lang.T("分母", "Denominator"), Numeric: true}, {Name: lang.T("比例", "Share"), Numeric: true}},
		Export: []ui.Link{{Name: ui.Data("CSV"), Href: "/food/desk/coverage.csv"}}, Empty: ui.Empty{Title: lang.T("没有镇街的数字", "No figures by town"), Text: lang.T("地点还没有归到镇街。", "No place belongs to a town yet.")}}
	hidden := false
	row := func(c desk.ToldCell, town lang.Text) {
		num, den, share := ui.Number(c.Num), ui.Number(c.Den), ui.Percent(c.Num, c.Den)
		if c.Hidden {
			num, den, share, hidden = "–", "–", "–", true
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(town), ui.Words(linkOf(c.Link).Name), ui.Plain(num), ui.Plain(den), ui.Plain(share)}})
	}
	for _, c := range told {
		switch c.Town {
		case "":
		case desk.Rest:
			row(c, lang.T("其余：没有归到镇街的，和没有单列的", "The rest: of no town, and not shown by itself"))
		default:
			row(c, ui.Data(c.Town))
		}
	}
	table := ui.Components{t}
	if hidden {
		table = append(table, ui.Text(lang.Format("“–”是分母不到%d的，和列出来就能把它们反推出来的。", "“–” stands for denominators below %d, and for what would let them be reckoned back.", desk.Small)))
	}
	how := ui.SummaryList{}
	for _, l := range desk.Links {
		how.Rows = append(how.Rows, ui.SummaryRow{Key: l.Name, Value: lang.T(l.Numerator.ZH+" ÷ "+l.Denominator.ZH, l.Numerator.EN+" ÷ "+l.Denominator.EN), Source: l.Source})
	}
	return append(parts, table, ui.Disclosure{Summary: lang.T("怎么算的", "How they are counted"), Body: ui.Components{how}}).View(p)
}

func (g *Pages) front(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Store.Coverage(r.Context(), g.Site.Division)
	if err != nil {
		return err
	}
	p := r.Page(frontTitle)
	p.Wide = true
	v := Front{Coverage: c}
	if v.Reports, err = g.reportsCard(r); err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func (g *Pages) coverageCSV(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Store.Coverage(r.Context(), g.Site.Division)
	if err != nil {
		return err
	}
	t, err := sheetout.Start(w, "coverage.csv", "day", "link", "town", "numerator", "denominator")
	if err != nil {
		return err
	}
	for _, x := range c.Told() {
		if !x.Hidden {
			if err := t.Row(c.Day.String(), x.Link, x.Town, strconv.FormatInt(x.Num, 10), strconv.FormatInt(x.Den, 10)); err != nil {
				return err
			}
		}
	}
	return t.End()
}
