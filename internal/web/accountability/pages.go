// Package accountability shows accountability files to the few who may see them.
//
//	/centre/accountability ──▶ new │ {id} ──▶ forms of package act
//	/my/accountability     ──▶ {id}: facts, what others wrote, reply │ recusal │ appeal     (the officer alone)
//	/work/accountability   counts of one's own unit, for its head, small ones hidden
//	/oversight             counts of the county by rule, unit, cause and measure, for everybody, small ones hidden
//
// A file is seen by the centre's head and supervisors and by the officer whom it is about. To
// everybody else it does not exist, and there is no list, search, export or figure by officer:
// the only page that gathers one officer's files is that officer's own. The officer reads what
// the deciding people read, in the same words. What may be done next is asked of the procedure;
// the package decides nothing.
package accountability

import (
	"io"
	"net/http"
	"slices"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Files  accountability.Lists
	Visits inspection.Lists // what the public page counts beside files
	Centre string           // unit of the complaint centre
}

// Routes adds the pages to the site.
func (a *Pages) Routes() {
	s, staff := a.Site, site.For(access.ListUnitCases)
	centre := func(pattern string, h site.Handler) { s.Handle(pattern, staff, a.within(h)) }
	centre("GET /centre/accountability", a.list)
	centre("GET /centre/accountability/new", a.ask)
	s.Handle("POST /centre/accountability/new", staff.WithFiles(), a.within(a.open))
	centre("GET /centre/accountability/{id}", a.file)
	centre("GET /centre/accountability/{id}/clocks/{name}", a.clock("/centre/accountability/"))
	centre("GET /centre/accountability/{id}/files/{hash}", a.paper)
	s.Handle("GET /my/accountability", site.SignedIn, a.mine)
	s.Handle("GET /my/accountability/{id}", site.SignedIn, a.own)
	s.Handle("GET /my/accountability/{id}/clocks/{name}", site.SignedIn, a.clock("/my/accountability/"))
	s.Handle("GET /my/accountability/{id}/files/{hash}", site.SignedIn, a.paper)
	s.Handle("POST /my/accountability/{id}/{verb}", site.SignedIn.WithFiles(), a.say)
	s.Handle("GET /work/accountability", staff, a.unit)
	s.Handle("GET /oversight", site.Open, a.public)
}

// AtCentre says that the actor handles files.
func AtCentre(a access.Actor, division, centre string) bool {
	switch a.Role {
	case access.Supervisor, access.UnitHead, access.CentreHead:
		return centre != "" && a.Unit == centre && a.Division == division
	}
	return false
}

// within lets in who handles files; for others the page does not exist.
func (a *Pages) within(h site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		if !AtCentre(r.Actor, a.Site.Division, a.Centre) {
			return fault.Missing()
		}
		return h(w, r)
	}
}

// load gives the file of the address to whoever may see it: the centre, unless the file is
// about that person, and the officer on the officer's own page. Each look is on record.
func (a *Pages) load(r *site.Request, own bool) (*casework.Case, *casework.Procedure, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil || !r.Actor.IsStaff() || r.Actor.ID == "" || r.Actor.Division != a.Site.Division {
		return nil, nil, fault.Missing()
	}
	c, p, err := a.Site.Engine.Load(r.Context(), casework.Key{Division: a.Site.Division, ID: id})
	if err != nil {
		return nil, nil, err
	}
	if c.Procedure != accountability.Name || accountability.FileOf(c).Concerns(r.Actor.ID) != own || !own && !AtCentre(r.Actor, a.Site.Division, a.Centre) {
		return nil, nil, fault.Missing()
	}
	if a.Site.Reads != nil {
		a.Site.Reads.Read(r.Actor, c.Key, "accountability", a.Site.Clock.Now())
	}
	return c, p, nil
}

// input is what the shared parts of a file's page are made of. Both sides see the names of
// those who act: whoever is accused knows by whom, and who decides answers for it by name.
func (a *Pages) input(r *site.Request, c *casework.Case, p *casework.Procedure, base string) caseview.Input {
	return caseview.Input{Case: c, Procedure: p, Calendar: r.Site.Calendar(), Now: r.Site.Clock.Now(), Side: caseview.Official, Base: base, Unit: r.Unit, Officer: r.Officer, Files: true}
}

func (a *Pages) clock(room string) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		c, p, err := a.load(r, room == "/my/accountability/")
		if err != nil {
			return err
		}
		in := a.input(r, c, p, room+c.ID.String())
		if r.URL.Query().Get("format") == "text" {
			text, err := caseview.ExplainText(in, r.PathValue("name"), r.Lang)
			if err != nil {
				return err
			}
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, err = io.WriteString(w, text)
			return err
		}
		v, err := caseview.Explain(in, r.PathValue("name"))
		if err != nil {
			return err
		}
		page := r.Page(v.Title)
		page.Back = in.Base
		return r.Show(w, page, v)
	}
}

// paper sends a paper of the file, to the centre and to the officer alike.
func (a *Pages) paper(w http.ResponseWriter, r *site.Request) error {
	c, _, err := a.load(r, !AtCentre(r.Actor, a.Site.Division, a.Centre) || r.URL.Path[:4] == "/my/")
	if err != nil {
		return err
	}
	for _, e := range c.Events {
		if i := slices.IndexFunc(e.Private.Files, func(f casework.File) bool { return f.Hash == r.PathValue("hash") }); i >= 0 {
			return r.SendFile(w, e.Private.Files[i])
		}
	}
	return fault.Missing()
}

func option(all []catalog.Option, id string) lang.Text {
	for _, o := range all {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func options(from []catalog.Option) []ui.Option {
	out := make([]ui.Option, len(from))
	for i, o := range from {
		out[i] = ui.Option{Value: o.ID, Label: o.Text}
	}
	return out
}

// page is the frame of a file's page.
func page(r *site.Request, c *casework.Case, room ui.Link) ui.Page {
	number := ui.Data(idnum.ShortCase(c.Number))
	p := r.Page(number)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{room, {Name: number}}
	return p
}

var (
	centreRoom = ui.Link{Name: lang.T("责任追究", "Accountability"), Href: "/centre/accountability"}
	myRoom     = ui.Link{Name: lang.T("关于我的案卷", "Files about me"), Href: "/my/accountability"}
)
