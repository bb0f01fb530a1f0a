// Package apply is asking for an item in the browser, one thing a page.
//
//	guide ──start──▶ draft ──▶ situation ▶ who ▶ contact ▶ form … ▶ materials ▶ undertaking
//	                   │                                                             │
//	                   └─ 7 days ─▶ forgotten          check answers ◀───────────────┘
//	                                                        │ code typed back
//	                                                        ▼
//	                                            filed ──▶ receipt (package follow)
//
// No account is needed: an agent may apply by electronic exchange (law:xkf-29), and the
// person is followed by the opaque tag of the document given. Between the pages the
// answers lie in [Drafts] under a random name that only the browser knows. The form's key
// and the return code are made with the draft, shown when the answers are checked, and
// sent with the filing: pressing twice files once.
//
// An incomplete filing is not turned away: missing papers are told once by the office
// (law:xkf-32.4). The package checks answers only against the item's published form.
package apply

import (
	"context"
	"net/http"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/mandate"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Mandates is what an applicant may act under.
type Mandates interface {
	// MandatesFor lists those an account holds, newest first.
	MandatesFor(ctx context.Context, division, agent string) ([]mandate.Mandate, error)
	// NameOf is what the holder of a mandate may call its principal by.
	NameOf(ctx context.Context, m mandate.Mandate) string
}

// Profiles gives what a signed-in person told us once. fault.NotFound where there is nothing.
type Profiles interface {
	Person(ctx context.Context, a access.Actor) (casework.Person, error)
	// Keep stores what the person typed and agreed to keep.
	Keep(ctx context.Context, a access.Actor, p casework.Person) error
}

// Pages are the pages of this package.
type Pages struct {
	Site     *site.Site
	Drafts   Drafts
	Passes   *pass.Passes
	Mandates Mandates // nil: nobody acts for another online
	Profiles Profiles // nil: nothing is known beforehand
	Wall     clock.Clock
}

// Routes adds the pages to the site.
func (a *Pages) Routes() {
	s := a.Site
	s.Handle("GET /items/{slug}/apply", site.Open, a.list)
	s.Handle("POST /items/{slug}/apply", site.Open.Early(), a.start)
	s.Handle("POST /items/{slug}/apply/drop", site.Open.Early(), a.drop)
	s.Handle("GET /items/{slug}/apply/check", site.Open, a.check)
	s.Handle("POST /items/{slug}/apply/check", site.Open, a.send)
	s.Handle("GET /items/{slug}/apply/file/{hash}", site.Open, a.file)
	s.Handle("GET /items/{slug}/apply/{part}", site.Open, a.ask)
	s.Handle("POST /items/{slug}/apply/{part}", site.Open.WithFiles().Early(), a.answer)
	s.Handle("POST /items/{slug}/apply/{part}/remove", site.Open.Early(), a.remove)
}

// asking is one request of an applicant: the item as published now and the draft.
type asking struct {
	item  catalog.Item
	draft Draft
	id    string // name of the draft, "" when there is none
	base  string // address of the application
}

const draftCookie = "banjie_draft"

// load gives the item and the visitor's draft of it; draft.Item is "" when there is none.
func (a *Pages) load(r *site.Request) (asking, error) {
	it, err := a.Site.Items.BySlug(r.Context(), a.Site.Division, r.PathValue("slug"))
	if err != nil {
		return asking{}, err
	}
	k := asking{item: it, base: "/items/" + it.Slug + "/apply"}
	c, err := r.Cookie(draftCookie)
	if err != nil {
		return k, nil
	}
	d, err := a.Drafts.Load(r.Context(), c.Value)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return k, nil
		}
		return k, err
	}
	if d.Item == it.Code && (d.Owner == "" || d.Owner == r.Actor.ID) {
		k.draft, k.id = d, c.Value
	}
	return k, nil
}

// begun is [Pages.load] for pages that need a draft; ok false: the visitor was led to the start.
func (a *Pages) begun(w http.ResponseWriter, r *site.Request) (k asking, ok bool, err error) {
	k, err = a.load(r)
	if err != nil || k.id != "" && k.draft.Filed == 0 {
		return k, err == nil, err
	}
	if k.draft.Filed != 0 {
		return k, false, r.Go(w, "/cases/"+k.draft.Filed.String()+"/receipt", lang.Text{})
	}
	return k, false, r.Go(w, k.base, lang.T("填写的内容已经过期或者不在这台设备上，请重新开始。", "What was entered has expired or is on another device; please start again."))
}

func (a *Pages) save(r *site.Request, k *asking) error {
	k.draft.Saved = a.Wall.Now()
	return a.Drafts.Save(r.Context(), k.id, k.draft)
}

// start makes a draft, with the answers of the check where there are any.
func (a *Pages) start(w http.ResponseWriter, r *site.Request) error {
	k, err := a.load(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if r.Actor.IsStaff() {
		return fault.New(fault.Forbidden, "staff_account",
			lang.T("工作人员账号不能替自己申请。", "A staff account cannot apply for itself."),
			lang.T("请退出后以个人身份申请；窗口收件请用收件页面。", "Sign out and apply as a person; at the window use the receiving page."))
	}
	if k.id == "" || k.draft.Filed != 0 {
		k.id = newID()
		k.draft = Draft{Item: k.item.Code, Owner: r.Actor.ID, Key: site.NewKey(), Code: a.Site.Codes.New(), Begun: a.Wall.Now()}
		if err := a.known(r, &k.draft); err != nil {
			return err
		}
	}
	k.draft.Version = k.item.Version
	k.draft.fromCheck(k.item, r.PostForm)
	if err := a.save(r, &k); err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: draftCookie, Value: k.id, Path: k.base, MaxAge: int(DraftLife / time.Second), HttpOnly: true, Secure: a.Site.Secure(), SameSite: http.SameSiteLaxMode})
	return r.Go(w, k.base+k.first(a.parts(r, k)), lang.Text{})
}

// known fills in what the person told us before.
func (a *Pages) known(r *site.Request, d *Draft) error {
	if a.Profiles == nil || r.Actor.Role != access.Citizen || r.Actor.For != "" {
		return nil
	}
	person, err := a.Profiles.Person(r.Context(), r.Actor)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	d.Person, d.Known = person, true
	return nil
}

// first is where a new application begins: the first part that is still open.
func (k asking) first(parts []part) string {
	for _, p := range parts {
		if p.state == ui.TaskOpen {
			return "/" + p.id
		}
	}
	return "/check"
}

// drop forgets a draft at the person's wish.
func (a *Pages) drop(w http.ResponseWriter, r *site.Request) error {
	k, err := a.load(r)
	if err != nil {
		return err
	}
	if k.id != "" {
		if err := a.Drafts.Drop(r.Context(), k.id); err != nil {
			return err
		}
	}
	http.SetCookie(w, &http.Cookie{Name: draftCookie, Path: k.base, MaxAge: -1, HttpOnly: true, Secure: a.Site.Secure(), SameSite: http.SameSiteLaxMode})
	return r.Go(w, "/items/"+k.item.Slug, lang.T("已填写的内容删除了。", "What you had entered is deleted."))
}
