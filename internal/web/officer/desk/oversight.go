package desk

import (
	"net/http"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// atCentre says that the actor works on sealed cases of the centre itself.
func atCentre(a access.Actor, c *casework.Case) bool {
	switch a.Role {
	case access.Supervisor, access.UnitHead, access.CentreHead:
		return a.Unit != "" && a.Unit == c.Unit
	}
	return false
}

// overseen says whether somebody may see anything of an accountability file, a round, a
// retaliation watch or a visit here: the centre, and of a visit the unit that was told of it. The officer whom a file
// is about has a page of the officer's own.
func overseen(a access.Actor, c *casework.Case) error {
	switch c.Procedure {
	case accountability.Name, inspection.RoundName:
		if !atCentre(a, c) || accountability.FileOf(c).Concerns(a.ID) {
			return fault.Missing()
		}
	case watch.Name, watch.Look:
		if !atCentre(a, c) {
			return fault.Missing()
		}
	case inspection.VisitName:
		v := inspection.VisitOf(c)
		if !atCentre(a, c) && (a.Unit != v.Unit || !v.Shown || a.Role != access.UnitHead) { // a paper may show who it was
			return fault.Missing()
		}
	}
	return nil
}

func (d *Pages) file(w http.ResponseWriter, r *site.Request, c *casework.Case, _ *casework.Procedure) error {
	return d.elsewhere(w, r, c, "/centre/accountability/")
}

func (d *Pages) round(w http.ResponseWriter, r *site.Request, c *casework.Case, _ *casework.Procedure) error {
	return d.elsewhere(w, r, c, "/centre/inspections/")
}

func (d *Pages) watch(w http.ResponseWriter, r *site.Request, c *casework.Case, _ *casework.Procedure) error {
	return d.elsewhere(w, r, c, "/centre/watch/")
}

// visit leads on: that page says itself who sees what.
func (d *Pages) visit(w http.ResponseWriter, r *site.Request, c *casework.Case, _ *casework.Procedure) error {
	http.Redirect(w, r.Request, "/work/inspections/"+c.ID.String(), http.StatusSeeOther)
	return nil
}

// elsewhere leads to the page where such a case is worked on.
func (d *Pages) elsewhere(w http.ResponseWriter, r *site.Request, c *casework.Case, room string) error {
	if err := overseen(r.Actor, c); err != nil {
		return err
	}
	http.Redirect(w, r.Request, room+c.ID.String(), http.StatusSeeOther)
	return nil
}

// oversightLinks are the ways to inspections and files that this visitor may go.
func oversightLinks(a access.Actor) ui.Components {
	links := ui.Components{
		ui.Link{Name: lang.T("关于我的案卷", "Files about me"), Href: "/my/accountability"},
		ui.Link{Name: lang.T("我的检查任务", "My inspections"), Href: "/my/inspections"},
	}
	if a.Role == access.UnitHead || a.Role == access.CaseOfficer {
		links = append(links, ui.Link{Name: lang.T("本单位的检查记录", "Inspections of our unit"), Href: "/work/inspections"})
	}
	if a.Role == access.UnitHead {
		links = append(links, ui.Link{Name: lang.T("本单位的责任追究", "Accountability in our unit"), Href: "/work/accountability"})
	}
	return links
}
