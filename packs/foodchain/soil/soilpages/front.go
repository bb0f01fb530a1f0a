package soilpages

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
)

// number writes a number with at most so many digits behind the point.
func number(f float64, digits int) string {
	text := strconv.FormatFloat(f, 'f', digits, 64)
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return text
}

// Front is the first page: the county in figures and its villages.
type Front struct {
	Villages []soil.Tally
	Whole    bool // whoever asks may see every plot
	Keeper   bool
}

// View draws it.
func (v Front) View(p ui.Page) templ.Component {
	var plots, told int64 // classes of villages with few plots are not told, not even by a difference
	silent := false
	byClass := map[soil.Class]int64{}
	for _, t := range v.Villages {
		plots += t.Plots
		if !t.Told(v.Whole) {
			silent = silent || t.Plots > 0
			continue
		}
		told += t.Plots
		for c, n := range t.ByClass {
			byClass[c] += n
		}
	}
	parts := ui.Components{ui.Heading{Title: title, Lead: lang.T("这里种出来的东西，地干不干净，查得到：每块地什么时候测的、谁测的、按哪个标准判的。", "Whether the ground is clean can be looked up: when each plot was tested, by whom, and by which standard it was judged.")}}
	if plots == 0 {
		parts = append(parts, ui.Empty{Title: lang.T("还没有录入地块", "No plots are entered yet"), Text: lang.T("管档案的单位录入以后，这里就能查。", "Once the unit that keeps the archive enters them, they can be looked up here.")})
	} else {
		unit := lang.T("块", "plots")
		figure := func(name lang.Text, n int64, href string) ui.Figure {
			f := ui.Figure{Name: name, Count: n, Of: told, Unit: unit, Href: href}
			switch {
			case told == 0 && silent:
				f.Withheld, f.Note, f.Href = soil.WithheldWord, lang.T("免得看得出是谁家的地", "So that nobody's plot can be told"), ""
			case silent:
				f.Note = lang.T("不列类别的村没有算进来", "Villages that tell no classes are not counted")
			}
			return f
		}
		figures := ui.Stats{{Name: lang.T("登记的地块", "Plots on record"), Count: plots, Unit: unit, Href: "/soil/map"}}
		for _, c := range []soil.Class{soil.PriorityProtection, soil.SafeUse, soil.StrictControl} {
			figures = append(figures, figure(c.Name(), byClass[c], "/soil/map?class="+string(c)))
		}
		figures = append(figures, figure(lang.T("没有判定或尚不能判断", "Not judged or undecided"), byClass[soil.Undecided]+byClass[""], ""))
		parts = append(parts, figures, halfOnly,
			ui.Form{Action: "/soil/plots", Get: true, Body: ui.Components{ui.Field{Name: "code", Label: lang.T("地块编码", "Code of a plot"), Hint: lang.T("在确权证或合格证上；输前几位也可以。", "On the land certificate or the certificate of a product; its first digits will do."), Width: 20}, ui.Actions{ui.Button{Label: lang.T("查这块地", "Look it up")}, ui.LinkButton{Label: lang.T("看地图", "See the map"), Href: "/soil/map", Look: ui.Secondary}}}},
			v.table())
	}
	links := ui.Actions{ui.LinkButton{Label: lang.T("在采取措施的地块", "Plots with measures"), Href: "/soil/measures", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("给程序用的接口（OGC API Features）", "For programs (OGC API Features)"), Href: "/soil/features", Look: ui.Quiet}}
	if v.Keeper {
		links = append(links, ui.LinkButton{Label: lang.T("录入地块和报告", "Enter plots and reports"), Href: deskPath, Look: ui.Secondary})
	}
	return append(parts, links).View(p)
}

func (v Front) table() ui.Component {
	t := ui.Table{Caption: lang.T("各村的地块", "Plots by village"), Columns: []ui.Column{{Name: lang.T("村", "Village")}, {Name: lang.T("地块", "Plots"), Numeric: true}}}
	shown := []soil.Class{soil.PriorityProtection, soil.SafeUse, soil.StrictControl, soil.Undecided, ""}
	for _, c := range shown {
		t.Columns = append(t.Columns, ui.Column{Name: classTag(c).Label, Numeric: true})
	}
	few := false
	for _, village := range v.Villages {
		row := ui.Row{Href: "/soil/map?village=" + village.Code, Cells: []ui.Component{ui.Plain(village.Name), ui.Plain(ui.Number(village.Plots))}}
		for _, c := range shown {
			if village.Withholds(v.Whole) {
				few = true
				row.Cells = append(row.Cells, ui.Words(soil.WithheldWord))
				continue
			}
			row.Cells = append(row.Cells, ui.Plain(ui.Number(village.ByClass[c])))
		}
		t.Rows = append(t.Rows, row)
	}
	if !few {
		return t
	}
	return ui.Components{t, ui.Text(soil.WhyWithheld)}
}

func (s *Pages) front(w http.ResponseWriter, r *site.Request) error {
	villages, err := s.Archive.Villages(r.Context(), s.Site.Division, s.today())
	if err != nil {
		return err
	}
	p := r.Page(title)
	p.Wide = true
	return r.Show(w, p, Front{Villages: villages, Whole: s.whole(r), Keeper: s.mayKeep(r) == nil})
}
