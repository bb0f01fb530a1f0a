package soilpages

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
)

var mergeTitle = lang.T("合并地块", "Merge plots")

// Merge asks which plots become one.
type Merge struct{ Mistakes []soil.Mistake }

// View draws it.
func (v Merge) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: title, Title: mergeTitle, Lead: lang.T("连成一片的地块可以合并，公共边界自动去掉。原地块在前一天终止，它们的历次判定都留着；新地块要重新检测。", "Plots side by side become one, and their common edges fall away. They end on the day before and keep all their verdicts; the new plot is tested anew.")}}
	if len(v.Mistakes) > 0 {
		parts = append(parts, mistakesTable(v.Mistakes))
	}
	var uses []ui.Option
	for _, u := range soil.Uses {
		uses = append(uses, ui.Option{Value: string(u), Label: u.Name()})
	}
	return append(parts, ui.Form{Action: deskPath + "/merge", Body: ui.Components{
		ui.Field{Name: "parents", Kind: ui.Area, Rows: 3, Label: lang.T("要合并的地块编码", "Codes of the plots"), Hint: lang.T("两块以上，用空格、逗号或分号隔开。", "Two or more, with blanks, commas or semicolons between.")},
		ui.Field{Name: "code", Label: lang.T("新地块编码", "Code of the new plot"), Width: 20},
		ui.Field{Name: "use", Kind: ui.Radios, Label: lang.T("新地块的利用方式", "Use of the new plot"), Options: uses},
		dayField,
		ui.Actions{ui.Button{Label: lang.T("看会改动什么", "See what will change")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: deskPath, Look: ui.Quiet}}}}).View(p)
}

func (s *Pages) askMerge(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, s.frame(r, mergeTitle), Merge{})
}

// planMerge reads the form and says what merging would do.
func (s *Pages) planMerge(r *site.Request) (o outcome, err error) {
	if err := r.ReadForm(); err != nil {
		return o, err
	}
	day, err := readDay(r)
	if err != nil {
		return o, err
	}
	p, err := soil.PlanMerge(r.Context(), s.Archive, s.Site.Division, soil.Merging{Parents: soil.ParseCodes(r.PostFormValue("parents")), Code: r.PostFormValue("code"), Use: soil.Use(r.PostFormValue("use")), From: day}, s.County)
	if err != nil {
		return o, err
	}
	if o, err = s.parcelOutcome(r, p); err == nil && len(o.mistakes) > 0 {
		err = found(o.mistakes, "parents")
	}
	return o, err
}

func (s *Pages) dryRunMerge(w http.ResponseWriter, r *site.Request) error {
	o, err := s.planMerge(r)
	if err != nil {
		return r.Refused(w, s.frame(r, mergeTitle), Merge{o.mistakes}, err)
	}
	var hidden []ui.Hidden
	for _, name := range []string{"parents", "code", "use", "day"} {
		hidden = append(hidden, ui.Hidden{Name: name, Value: r.PostFormValue(name)})
	}
	at := deskPath + "/merge"
	return r.Show(w, s.frame(r, mergeTitle), DryRun{Title: mergeTitle, File: r.T("合并地块", "Merge plots"), Shows: o.shows, Action: at + "/enter", Hidden: hidden, Back: at})
}

func (s *Pages) enterMerge(w http.ResponseWriter, r *site.Request) error {
	o, err := s.planMerge(r)
	if err != nil {
		return r.Refused(w, s.frame(r, mergeTitle), Merge{o.mistakes}, err)
	}
	return s.record(w, r, o)
}
