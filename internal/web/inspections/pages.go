// Package inspections shows inspections of working style 明察暗访 to those who plan them, those
// who go, and the units that were visited.
//
//	/centre/inspections ──▶ new │ {id}: plan, draws, visits ──▶ forms of package act; counts by rule and unit
//	/my/inspections     ──▶ {id}/record: the sheet of an inspector who was there
//	/work/inspections   ──▶ {id}: what was found at one's own unit, the order, the reply beside it
//
// A round exists for the centre and for its inspectors. A visit exists for the centre, for the
// inspectors who were there, and for the unit once it was told; who a finding is about is shown
// to the unit's head only. Counts name rules and units, never persons. No form has a field that a
// machine fills: time and place are typed, and there is no position, screen or attendance.
package inspections

import (
	"net/http"
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Visits inspection.Lists
	Centre string // unit of the complaint centre
}

// Routes adds the pages to the site.
func (i *Pages) Routes() {
	s, staff := i.Site, site.For(access.ListUnitCases)
	centre := func(pattern string, h site.Handler) { s.Handle(pattern, staff, i.within(h)) }
	centre("GET /centre/inspections", i.list)
	centre("GET /centre/inspections/new", i.ask)
	centre("POST /centre/inspections/new", i.plan)
	centre("GET /centre/inspections/{id}", i.round)
	centre("GET /centre/inspections/{id}/plan/{what}", i.planFile)
	centre("GET /centre/inspections/{id}/draw/{what}", i.drawFile)
	s.Handle("GET /my/inspections", staff, i.mine)
	s.Handle("GET /my/inspections/{id}/record", staff, i.sheet)
	s.Handle("POST /my/inspections/{id}/record", staff.WithFiles(), i.record)
	s.Handle("GET /work/inspections", staff, i.unit)
	s.Handle("GET /work/inspections/{id}", staff, i.visit)
	s.Handle("GET /work/inspections/{id}/clocks/{name}", staff, i.clock)
	s.Handle("GET /work/inspections/{id}/files/{hash}", staff, i.file)
}

func (i *Pages) atCentre(a access.Actor) bool {
	switch a.Role {
	case access.Supervisor, access.UnitHead, access.CentreHead:
		return i.Centre != "" && a.Unit == i.Centre && a.Division == i.Site.Division
	}
	return false
}

// within lets in who plans rounds; for others the page does not exist.
func (i *Pages) within(h site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		if !i.atCentre(r.Actor) {
			return fault.Missing()
		}
		return h(w, r)
	}
}

// load gives a case of the procedure by the id in the address.
func (i *Pages) load(r *site.Request, procedure string) (*casework.Case, *casework.Procedure, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil || r.Actor.Division != i.Site.Division {
		return nil, nil, fault.Missing()
	}
	c, p, err := i.Site.Engine.Load(r.Context(), casework.Key{Division: i.Site.Division, ID: id})
	if err == nil && c.Procedure != procedure {
		err = fault.Missing()
	}
	return c, p, err
}

// seesPersons says that the actor may read who a finding is about: the centre, who was there,
// and the head of the unit.
func (i *Pages) seesPersons(a access.Actor, v *inspection.Visit) bool {
	return i.atCentre(a) || slices.Contains(v.Present, a.ID) || a.Role == access.UnitHead && a.Unit == v.Unit
}

// seen gives a visit to whoever may see it.
func (i *Pages) seen(r *site.Request) (*casework.Case, *casework.Procedure, error) {
	c, p, err := i.load(r, inspection.VisitName)
	if err != nil {
		return nil, nil, err
	}
	v := inspection.VisitOf(c)
	own := v.Shown && r.Actor.Unit != "" && r.Actor.Unit == v.Unit && (r.Actor.Role == access.UnitHead || r.Actor.Role == access.CaseOfficer)
	if !own && !i.atCentre(r.Actor) && !(r.Actor.ID != "" && slices.Contains(v.Present, r.Actor.ID)) {
		return nil, nil, fault.Missing()
	}
	if i.Site.Reads != nil {
		i.Site.Reads.Read(r.Actor, c.Key, "inspection", i.Site.Clock.Now())
	}
	return c, p, nil
}

func option(all []catalog.Option, id string) lang.Text {
	for _, o := range all {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func banTitle(id string) lang.Text {
	for _, b := range inspection.Bans() {
		if b.ID == id {
			return b.Text
		}
	}
	return ui.Data(id)
}

func kindOf(covert bool) lang.Text {
	if covert {
		return lang.T("暗访", "covert")
	}
	return lang.T("明察", "open")
}

func roundLink(c *casework.Case) string { return "/centre/inspections/" + c.ID.String() }

func short(number string) string { return idnum.ShortCase(number) }

var (
	centreRoom = ui.Link{Name: lang.T("明察暗访", "Inspections"), Href: "/centre/inspections"}
	myRoom     = ui.Link{Name: lang.T("我的检查任务", "My inspections"), Href: "/my/inspections"}
	unitRoom   = ui.Link{Name: lang.T("本单位的检查记录", "Inspections of our unit"), Href: "/work/inspections"}
)
