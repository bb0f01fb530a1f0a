// Package follow is a case in the hands of its applicant: the receipt, the progress
// without an account, why each day counts, and what the applicant has to do next.
//
//	number + code ──▶ pass ──▶ progress ──▶ corrections │ papers to follow │ hearing │ withdraw │ disown │ rate
//	filed ──▶ receipt (text, QR, file) ── banjie verify, without us
//
// The applicant sees what the official sees (package caseview). Every way in gives the
// same answer for a wrong number, a wrong code and somebody else's case. What the applicant
// does are verbs of the procedure, done by the engine; the right to corrections told once
// (law:xkf-32.4), to papers that follow (law:zyc-11) and to a hearing (law:xkf-47) stands there.
//
// It decides nothing and keeps uploads only until they are handed in.
package follow

import (
	"context"
	"net/http"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/casepaper"
	"banjie/internal/web/caseview"
	"banjie/internal/web/citizen/apply"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// ShortNumbers finds a case by day and serial, the last twelve or more digits of its
// number: a county gives each serial of a day once. fault.NotFound when there is none.
type ShortNumbers interface {
	ByShortNumber(ctx context.Context, division, digits string) (casework.Key, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Passes *pass.Passes
	Drafts apply.Drafts // uploads on their way
	Short  ShortNumbers // nil: only whole numbers are found
	Wall   clock.Clock

	tries pass.Throttle
}

// Routes adds the pages to the site.
func (f *Pages) Routes() {
	s := f.Site
	s.Handle("GET /track", site.Open, f.trackForm)
	s.Handle("POST /track", site.Open.Early(), f.track)
	s.Handle("GET /cases/{id}", site.Open, f.progress)
	s.Handle("GET /cases/{id}/receipt", site.Open, f.receipt)
	s.Handle("GET /cases/{id}/receipt.txt", site.Open, f.receiptText)
	s.Handle("GET /cases/{id}/receipt.png", site.Open, f.receiptCode)
	s.Handle("GET /cases/{id}/clocks/{name}", site.Open, f.clock)
	s.Handle("GET /cases/{id}/files/{hash}", site.Open, f.file)
	s.Handle("GET /cases/{id}/papers/{paper}", site.Open, f.paper)
	s.Handle("GET /cases/{id}/correct", site.Open.WithFiles(), f.handing(corrections))
	s.Handle("POST /cases/{id}/correct", site.Open.WithFiles(), f.hand(corrections))
	s.Handle("GET /cases/{id}/supply", site.Open.WithFiles(), f.handing(toFollow))
	s.Handle("POST /cases/{id}/supply", site.Open.WithFiles(), f.hand(toFollow))
	s.Handle("GET /cases/{id}/hearing", site.Open, f.askHearing)
	s.Handle("POST /cases/{id}/hearing", site.Open, f.hearing)
	s.Handle("GET /cases/{id}/hearing/withdraw", site.Open, f.askWithdrawHearing)
	s.Handle("POST /cases/{id}/hearing/withdraw", site.Open, f.withdrawHearing)
	s.Handle("GET /cases/{id}/withdraw", site.Open, f.askWithdraw)
	s.Handle("POST /cases/{id}/withdraw", site.Open, f.withdraw)
	s.Handle("GET /cases/{id}/disown", site.Open, f.askDisown)
	s.Handle("POST /cases/{id}/disown", site.Open, f.disown)
	s.Handle("GET /cases/{id}/rate", site.Open, f.rateForm)
	s.Handle("POST /cases/{id}/rate", site.Open, f.rate)
	s.Handle("GET /rate/{id}", site.Open, func(w http.ResponseWriter, r *site.Request) error {
		return r.Go(w, "/cases/"+r.PathValue("id")+"/rate", lang.Text{})
	})
	s.Handle("POST /cases/{id}/leave", site.Open.Early(), f.leave)
	f.impasseRoutes()
}

// opened is one request about a case by somebody who may see it.
type opened struct {
	c     *casework.Case
	p     *casework.Procedure
	item  *catalog.Item
	actor access.Actor
	base  string
}

func (f *Pages) open(r *site.Request) (o opened, err error) {
	if o.c, o.p, o.actor, err = f.Passes.Case(r); err != nil {
		return o, err
	}
	o.base = "/cases/" + o.c.ID.String()
	if o.c.Item.Code == "" {
		return o, nil
	}
	item, err := f.Site.Items.Get(r.Context(), o.c.Division, o.c.Item.Code, o.c.Item.Version)
	if err != nil {
		return o, err
	}
	o.item = &item
	return o, nil
}

// mine is [Pages.open] for what only the applicant does.
func (f *Pages) mine(r *site.Request) (opened, error) {
	o, err := f.open(r)
	if err == nil && (o.actor.IsStaff() || !o.actor.Is(o.c.Party)) {
		return o, fault.Missing()
	}
	return o, err
}

// input is what a view of the case is made of.
func (f *Pages) input(r *site.Request, o opened) caseview.Input {
	side, files := caseview.Applicant, true
	if o.actor.IsStaff() {
		side, files = caseview.Official, o.personal()
	}
	return caseview.Input{Case: o.c, Procedure: o.p, Item: o.item, Calendar: f.Site.Calendar(), Calendars: f.Site.NamedCalendars(), Now: f.Site.Clock.Now(), Side: side, Base: o.base,
		Unit: r.Unit, Officer: r.Officer, Receipts: true, Files: files, Guide: r.Guide}
}

// personal says that the visitor may see what people handed in: the applicant, and of the
// staff whoever may see personal data.
func (o opened) personal() bool {
	return !o.actor.IsStaff() || access.Check(o.actor, access.OpenPersonalData, o.c.Target()) == nil
}

// allowed says whether the procedure lets the applicant do the verb now. Guards may
// still refuse it.
func (o opened) allowed(verb string) bool {
	t, ok := o.p.Transition(o.c.State, verb)
	if !ok || o.actor.IsStaff() {
		return false
	}
	for _, rel := range t.By {
		if rel == casework.Applicant || rel == casework.AnyRelated {
			return true
		}
	}
	return false
}

// notNow is the answer where the case has moved on under an open page.
func notNow() error {
	return fault.New(fault.Unlawful, "not_in_this_state", lang.T("这一步现在不用办，或者已经办过了。", "This is not needed now, or it has been done."),
		lang.T("请回到办件页面看最新进展。", "Please go back to the case to see where it stands."))
}

// frame is the page of one step of the case.
func (o opened) frame(r *site.Request, title lang.Text) ui.Page {
	p := r.Page(title)
	p.Back = o.base
	return p
}

func keyField() ui.Hidden { return ui.Hidden{Name: site.KeyField, Value: site.NewKey()} }

// file gives an upload of the case to be saved.
func (f *Pages) file(w http.ResponseWriter, r *site.Request) error {
	o, err := f.open(r)
	if err == nil && !o.personal() {
		err = fault.Missing()
	}
	if err != nil {
		return err
	}
	for _, file := range caseview.Files(o.c) {
		if file.Hash == r.PathValue("hash") {
			return r.SendFile(w, file)
		}
	}
	return fault.Missing()
}

// paper gives a paper of the case to print.
func (f *Pages) paper(w http.ResponseWriter, r *site.Request) error {
	o, err := f.open(r)
	if err != nil {
		return err
	}
	return casepaper.Send(w, r, o.c, o.item, r.PathValue("paper"))
}

// leave drops the pass: for those on a machine that others use.
func (f *Pages) leave(w http.ResponseWriter, r *site.Request) error {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.Missing()
	}
	f.Passes.Drop(w, id)
	site.Forget(w)
	return r.Go(w, "/track", lang.T("已退出，这台设备上不再显示您的办件。", "You have left; your case is no longer open on this device."))
}
