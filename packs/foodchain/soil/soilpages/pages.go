// Package soilpages shows the soil archive to everybody, and lets the unit that keeps it enter plots
// and laboratory reports.
//
//	/soil ─▶ /soil/map (map, and a table of the same plots) ─▶ /soil/plots/{code} (all verdicts, by day)
//	/work/soil ─▶ plots, report, split, merge: file or form ─▶ what will change ─▶ confirm ─▶ one act
//
// Nothing is stored between the plan and its confirmation; the plan is made anew when it is
// confirmed, and the writer refuses what changed meanwhile. A plot that a household farms and has
// not agreed to show is answered to the public like one that is not there. It judges nothing (see
// soil) and draws shapes from the addresses of features alone.
package soilpages

import (
	"context"
	"net/http"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Verbs of these pages.
const (
	Keep access.Verb = "keep_soil_archive"
	See  access.Verb = "see_all_plots"
)

const (
	no   = access.None
	unit = access.Unit
	all  = access.Division
)

// Access is who may do what; it joins the table of access with the pack.
var Access = []access.Row{
	//                        P   C   G   K    O    H    Z    S   A   U    Y
	{Verb: Keep, Reach: [...]access.Reach{no, no, no, no, unit, unit, no, no, no, no, no}, Title: lang.T("录入地块和土壤检测报告", "enter plots and soil reports"),
		Note: lang.T("只有管土壤档案的单位", "the unit that keeps the soil archive alone")},
	{Verb: See, Reach: [...]access.Reach{no, no, no, no, all, all, all, all, no, all, no}, Title: lang.T("看全部地块的位置", "see where every plot lies"),
		Note: lang.T("公众只看得到可以公开的地块", "the public sees only plots that are open")},
}

// Acts records acts without a case; the engine of the hall does.
type Acts interface {
	Record(ctx context.Context, a access.Actor, kind string, data any, private casework.Private) (casework.Outcome, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site    *site.Site
	Archive soil.Reader
	Acts    Acts
	County  geo.Box // in which plots must lie; empty: anywhere
	Unit    string  // that keeps the archive
}

// Routes adds the pages to the site, with the ways to them from everybody's first page: the keepers'
// menu, and the daily work of whoever sees every plot.
func (s *Pages) Routes() {
	on := s.Site.Handle
	s.Site.Nav = append(s.Site.Nav, s.menu)
	s.Site.AddDesk(site.Desk{Name: title, Says: lang.T("每块地的类别、检测报告、地图；查一块地。", "Class, reports and map of every plot; look one up."), Href: "/soil", Verb: See})
	on("GET /soil", site.Open, s.front)
	on("GET /soil/map", site.Open, s.sheet)
	on("GET /soil/plots", site.Open, s.find)
	on("GET /soil/plots/{code}", site.Open, s.plot)
	keep := site.For(Keep)
	on("POST /soil/plots/{code}/consent", keep, s.consent)
	on("GET /soil/plots/{code}/user", keep, s.keeper((*Pages).askUser))
	on("POST /soil/plots/{code}/user", keep, s.keeper((*Pages).user))
	on("GET /work/soil", keep, s.desk)
	on("GET /work/soil/template.xlsx", keep, s.template)
	on("GET /work/soil/villages.xlsx", keep, s.villageTemplate)
	for path, e := range map[string]entry{"plots": plotsEntry, "report": reportEntry, "split": splitEntry, "villages": villagesEntry} {
		on("GET /work/soil/"+path, keep, s.keeper(e.ask))
		on("POST /work/soil/"+path, keep.WithFiles(), s.keeper(e.dryRun))
		on("POST /work/soil/"+path+"/enter", keep.WithFiles(), s.keeper(e.enter))
	}
	on("GET /work/soil/merge", keep, s.keeper((*Pages).askMerge))
	on("POST /work/soil/merge", keep, s.keeper((*Pages).dryRunMerge))
	on("POST /work/soil/merge/enter", keep, s.keeper((*Pages).enterMerge))
}

// keeper lets only the unit through that keeps the archive.
func (s *Pages) keeper(h func(*Pages, http.ResponseWriter, *site.Request) error) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		if err := s.mayKeep(r); err != nil {
			return err
		}
		return h(s, w, r)
	}
}

func (s *Pages) mayKeep(r *site.Request) error { return s.keeps(r.Actor) }

// keeps says that somebody is of the unit that keeps the archive.
func (s *Pages) keeps(a access.Actor) error {
	return access.Check(a, Keep, access.Target{Division: s.Site.Division, Unit: s.Unit})
}

// menu is what the keepers find in their menu.
func (s *Pages) menu(a access.Actor) []ui.NavLink {
	if s.Unit == "" || s.keeps(a) != nil {
		return nil
	}
	return []ui.NavLink{{Name: title, Href: deskPath}}
}

// whole says that the actor may see every plot.
func (s *Pages) whole(r *site.Request) bool { return Whole(r.Actor, s.Site.Division) }

// Whole says that somebody may see every plot of a division; the addresses for programs ask it too.
func Whole(a access.Actor, division string) bool {
	return access.Check(a, See, access.Target{Division: division}) == nil
}

func (s *Pages) today() calendar.Day { return s.Site.Calendar().DayOf(s.Site.Clock.Now()) }

var title = lang.T("土壤档案", "Soil archive")

// deskPath is where the keepers begin.
const deskPath = "/work/soil"

// Href is the page of a plot.
func Href(code string) string { return "/soil/plots/" + code }

// classTag shows a class; "" is a plot that nothing was judged of.
func classTag(c soil.Class) ui.Tag {
	switch c {
	case soil.PriorityProtection:
		return ui.Tag{Label: c.Name(), Tone: ui.Good}
	case soil.SafeUse:
		return ui.Tag{Label: c.Name(), Tone: ui.Soon}
	case soil.StrictControl:
		return ui.Tag{Label: c.Name(), Tone: ui.Shut}
	case soil.Undecided:
		return ui.Tag{Label: c.Name(), Tone: ui.Still}
	}
	return ui.Tag{Label: notJudged, Tone: ui.Neutral}
}

var notJudged = lang.T("还没有判定", "not judged yet")

// halfOnly stands wherever a class is shown.
var halfOnly = ui.Notice{Kind: ui.Info, Text: lang.T("这里的类别只按土壤检测结果判定，是暂定的；正式类别还要看农产品检测结果，由主管部门划定。限值数据按公开转录核对，还没有与标准印刷本核对。",
	"The class shown is judged by the soil alone and is provisional: the official class also weighs what the crop holds and is set by the authority. The limits were compared with public transcriptions, not with the printed standard.")}

// mu is an area in words.
func mu(squareMetres float64) lang.Text {
	n := number(squareMetres/geo.SquareMetresPerMu, 2)
	return lang.T(n+"亩", n+" mu")
}
