// Package draft is where the draft of an item is completed and published in the browser.
//
//	/admin/items/{code}/draft ── one page a section ──▶ saved (incomplete is fine)
//	        │                         └ wrong number, wrong JSON: the same page, all kept
//	        ├ try: the rules against facts one makes up
//	        ├ json: the form as JSON Schema, for experts
//	        └ publish: dry run (lint, changes, running cases) ─ hash ─▶ act in the ledger
//
// Inputs are named by their place in the item's JSON, the name the lint uses too; so each
// finding stands at its input. Nothing is filled in that nobody said. A draft that
// somebody else changed meanwhile is not overwritten. Publishing is confirmed by the hash
// of the plan that was shown: if item or running cases changed, nothing happens.
//
// It rests on the articles the lint names; it holds no rule of its own.
package draft

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site         *site.Site
	Items        catalog.Store
	Certificates []ui.Option // types of certificates to choose from
	// Fixes lists class fixes; nil: a draft is made for none.
	Fixes impasse.Lists
	// Published is told of each version after its publication; nil: nobody is.
	Published func(ctx context.Context, it catalog.Item)
}

// Routes adds the pages to the site.
func (d *Pages) Routes() {
	s, edit := d.Site, site.For(access.EditItem)
	s.Handle("GET /admin/items/new", edit, d.askNew)
	s.Handle("POST /admin/items/new", edit, d.create)
	s.Handle("POST /admin/items/{code}/draft", edit, d.begin)
	s.Handle("GET /admin/items/{code}/draft", edit, d.tasks)
	s.Handle("GET /admin/items/{code}/draft/{section}", edit, d.edit)
	s.Handle("POST /admin/items/{code}/draft/{section}", edit, d.save)
	s.Handle("GET /admin/items/{code}/draft/json", edit, d.editJSON)
	s.Handle("POST /admin/items/{code}/draft/json", edit, d.saveJSON)
	s.Handle("GET /admin/items/{code}/draft/try", edit, d.try)
	s.Handle("GET /admin/items/{code}/draft/drop", edit, d.askDrop)
	s.Handle("POST /admin/items/{code}/draft/drop", edit, d.drop)
	s.Handle("GET /admin/items/{code}/draft/publish", site.For(access.PublishItem), d.plan)
	s.Handle("POST /admin/items/{code}/draft/publish", site.For(access.PublishItem), d.publish)
}

// Href is the address of a draft's page; at is "" for the list of sections.
func Href(code, at string) string {
	to := "/admin/items/" + url.PathEscape(code) + "/draft"
	if at != "" {
		to += "/" + at
	}
	return to
}

// May says whether the visitor may do a verb to an item: an officer to those of the own
// unit, the administrator to all. An item whose unit nobody knows is the administrator's.
func May(r *site.Request, v access.Verb, it catalog.Item) error {
	return access.Check(r.Actor, v, access.Target{Division: r.Site.Division, Unit: it.Unit})
}

// known lets the lint ask the directory.
type known struct{ *org.Directory }

// HasUnit implements catalog.Units.
func (k known) HasUnit(id string) bool { _, ok := k.Unit(id); return ok }

// Linter is the lint with this county's calendar, units and day.
func Linter(r *site.Request) catalog.Linter {
	cal := r.Site.Calendar()
	return catalog.Linter{Calendar: cal, Units: known{r.Directory()}, On: cal.DayOf(r.Site.Clock.Now()), Certificates: r.Site.Types}
}

// UnitOptions are the units to choose from.
func UnitOptions(r *site.Request) []ui.Option {
	var all []ui.Option
	for _, u := range r.Directory().Units() {
		all = append(all, ui.Option{Value: u.ID, Label: u.Name})
	}
	return all
}

// load gives the draft of the path, which the visitor may edit.
func (d *Pages) load(r *site.Request) (catalog.Item, error) {
	it, err := d.Items.Draft(r.Context(), r.Site.Division, r.PathValue("code"))
	if fault.KindOf(err) == fault.NotFound {
		return it, fault.New(fault.NotFound, "no_draft", lang.T("没有这个事项的草稿。", "There is no draft of this item."),
			lang.T("它可能已经公布或者删除了。请从“事项”里打开它，要改就再建草稿。", "It may have been published or dropped. Open the item from the list; to change it begin a draft.")).With(err)
	}
	if err != nil {
		return it, err
	}
	return it, May(r, access.EditItem, it)
}

// current is the version in force, nil for none.
func (d *Pages) current(ctx context.Context, code string) (*catalog.Item, error) {
	it, err := d.Items.Current(ctx, d.Site.Division, code)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &it, nil
}

// choices are the lists for the inputs of a draft.
func (d *Pages) choices(r *site.Request, it catalog.Item) (Choices, error) {
	c := Choices{Units: UnitOptions(r), Certificates: d.Certificates}
	data := r.Directory().Data()
	for _, p := range data.Posts {
		c.Posts = append(c.Posts, ui.Option{Value: p.ID, Label: lang.T(r.Unit(p.Unit).ZH+"："+p.Name.ZH, r.Unit(p.Unit).In(lang.EN)+": "+p.Name.In(lang.EN))})
	}
	slices.SortFunc(c.Posts, func(a, b ui.Option) int { return strings.Compare(a.Value, b.Value) })
	for _, p := range r.Site.Engine.Procedures() {
		o := ui.Option{Value: p.Name, Label: p.Title}
		if !hasOption(c.Procedures, o.Value) {
			c.Procedures = append(c.Procedures, o)
		}
	}
	for _, m := range it.Materials {
		c.Materials = append(c.Materials, ui.Option{Value: m.ID, Label: m.Name})
	}
	now, err := d.current(r.Context(), it.Code)
	c.InForce = now != nil
	return c, err
}

// crumbs lead from the list of items to a draft's page.
func crumbs(it catalog.Item, last ...ui.Link) []ui.Link {
	all := []ui.Link{{Name: lang.T("事项", "Items"), Href: "/admin/items"}, {Name: Name(it), Href: "/admin/items/" + url.PathEscape(it.Code)}}
	return append(all, last...)
}

// begin opens the draft of an item: the one there is, or a new one of the version in force.
func (d *Pages) begin(w http.ResponseWriter, r *site.Request) error {
	code := r.PathValue("code")
	if err := r.ReadForm(); err != nil {
		return err
	}
	fix, err := d.fix(r, code, r.PostForm.Get("fix"))
	if err != nil {
		return err
	}
	have, err := d.Items.Draft(r.Context(), r.Site.Division, code)
	if err == nil && fix != "" && !slices.Contains(have.Mends, fix) {
		if err := May(r, access.EditItem, have); err != nil {
			return err
		}
		base := have.Digest()
		have.Mends = append(slices.Clone(have.Mends), fix)
		err = d.Items.SaveDraft(r.Context(), r.Site.Division, have, base)
	}
	if err == nil {
		return r.Go(w, Href(code, ""), lang.Text{})
	}
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	it, err := d.Items.Current(r.Context(), r.Site.Division, code)
	if err != nil {
		return err
	}
	if err := May(r, access.EditItem, it); err != nil {
		return err
	}
	next := catalog.Revise(it)
	if fix != "" {
		next.Mends = []string{fix}
	}
	if err := d.Items.SaveDraft(r.Context(), r.Site.Division, next, ""); err != nil {
		return err
	}
	return r.Go(w, Href(code, ""), lang.T("已建立修订草稿，现行版本照常有效。", "A draft was made; the version in force goes on."))
}

// fix gives the number of a class fix of the item that runs, "" for anything else.
func (d *Pages) fix(r *site.Request, code, number string) (string, error) {
	if number == "" || d.Fixes == nil {
		return "", nil
	}
	rows, err := d.Fixes.Fixes(r.Context(), r.Site.Division, code, true)
	if err != nil || !slices.ContainsFunc(rows, func(f impasse.FixRow) bool { return f.Number == number }) {
		return "", err
	}
	return number, nil
}
