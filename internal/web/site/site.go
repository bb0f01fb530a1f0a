// Package site is what all pages share: who is asking, in which language, and the one
// place where a handler's error becomes a page.
//
//	request ─▶ size limit ─▶ cross-origin check ─▶ actor ─▶ access ─▶ handler ─▶ page
//	                                                              └─ error ─▶ error page
//
// The folders beside it (citizen, window, officer, …) hold one role's pages each and
// depend on it and on web/ui; it depends on none of them. It holds no rule of any procedure.
package site

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/org"
	"banjie/internal/registers/publiclist"
	"banjie/internal/supervise"
	"banjie/internal/web/ui"
)

// Cases is what pages read of cases beside the engine.
type Cases interface {
	casework.Lists
	// Receipt makes the receipt of an event.
	Receipt(ctx context.Context, e casework.Event) (ledger.Receipt, error)
}

// Certificates is what pages read of certificates.
type Certificates interface {
	// OfCase gives the certificates a case issued, newest version first.
	OfCase(ctx context.Context, key casework.Key) ([]ecert.Certificate, error)
	// OfParty gives a party's certificates, newest first.
	OfParty(ctx context.Context, division, party string) ([]ecert.Certificate, error)
	// ByID gives one certificate by its full identifier.
	ByID(ctx context.Context, division, id string) (ecert.Certificate, error)
	// QR gives the address that a certificate's code carries.
	QR(ctx context.Context, c ecert.Certificate) (string, error)
	// PDF writes a certificate to print.
	PDF(ctx context.Context, w io.Writer, c ecert.Certificate) error
	// StatusList is the signed list of what is no longer valid.
	StatusList(ctx context.Context, division string) ([]byte, error)
	// Keys that sign certificates here.
	Keys() ecert.Keys
}

// Files keeps uploads; the name is the hash of the stored bytes.
type Files interface {
	// Put checks and stores a file before the act that names it. Faults: too large, wrong type.
	Put(ctx context.Context, name string, r io.Reader) (casework.File, error)
	// Open gives the stored bytes.
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
}

// Sessions knows who is asking.
type Sessions interface {
	// Actor gives the signed-in person, or a Public actor.
	Actor(r *http.Request) access.Actor
	// SignIn starts a session as the actor; it renews the session's token.
	SignIn(w http.ResponseWriter, r *http.Request, a access.Actor) error
	// SignOut ends it.
	SignOut(w http.ResponseWriter, r *http.Request) error
	// Wrap loads and saves sessions around the handlers.
	Wrap(http.Handler) http.Handler
}

// Site is the wired hall as pages see it.
type Site struct {
	Engine       *casework.Engine
	Cases        Cases
	Items        catalog.Reader
	Org          func() *org.Directory
	Certificates Certificates
	Types        catalog.Certificates // what certificates of a type state; nil: the lint does not ask
	Files        Files
	Sessions     Sessions
	Clock        clock.Clock
	Calendar     func() *calendar.Calendar
	Calendars    func() *supervise.Calendars // that events may name; nil: the one in force
	Reads        casework.Reader             // access log of personal data
	Codes        Codes
	Division     string
	// Duties are the lines of a unit on the published list of duties; nil: there is none.
	Duties   func(ctx context.Context, division, unit string) ([]publiclist.Entry, error)
	Centre   string    // unit of the complaint centre, "" while it has no keys
	Name     lang.Text // of the county
	Base     string    // public address, in QR codes
	Footer   ui.Footer
	Demo     *Demo               // nil in production
	Alarm    func() *fault.Fault // why automatic acts stand still; nil: they run
	Log      *slog.Logger
	Nav      []func(access.Actor) []ui.NavLink // entries that packs add to the menu
	Erasers  []Eraser                          // what packs erase with what a person told
	Offers   []ui.Card                         // what packs add to the first page: for everybody, without an account
	Answered func(Answered)                    // told of every request after its answer; nil: nobody
	mux      *http.ServeMux
	pageOf   map[string]string
	desks    []Desk
}

// PageOf says that the cases of a procedure have their page elsewhere, below a path; lists of cases
// lead there. Packs call it as they add their routes.
func (s *Site) PageOf(procedure, path string) {
	if s.pageOf == nil {
		s.pageOf = map[string]string{}
	}
	s.pageOf[procedure] = path
}

// Desk is a page of daily work of staff that a pack brings.
type Desk struct {
	Name, Says lang.Text
	Href       string
	Verb       access.Verb // whoever has it finds the page
}

// AddDesk puts a page among the daily work of those who have its verb.
func (s *Site) AddDesk(d Desk) { s.desks = append(s.desks, d) }

// Desks are those that packs brought and the actor has.
func (s *Site) Desks(a access.Actor) (all []Desk) {
	for _, d := range s.desks {
		if a.IsStaff() && access.May(a, d.Verb) {
			all = append(all, d)
		}
	}
	return all
}

// CasePage is where a case of the procedure has its page, "" where it has the usual one.
func (s *Site) CasePage(procedure string, id casework.ID) string {
	if path := s.pageOf[procedure]; path != "" {
		return path + id.String()
	}
	return ""
}

// NamedCalendars are the calendars that events may name.
func (s *Site) NamedCalendars() *supervise.Calendars {
	if s.Calendars == nil {
		return supervise.NewCalendars(s.Calendar())
	}
	return s.Calendars()
}

// Secure says that people reach the site by https, so that its cookies travel by nothing else.
func (s *Site) Secure() bool { return strings.HasPrefix(s.Base, "https:") }

// Eraser erases what a pack keeps of a person who has what they told erased.
type Eraser struct {
	Says  lang.Text // what goes, said before the person presses the button
	Erase func(ctx context.Context, by access.Actor) error
}

// Codes makes and checks return codes: the secret with which a case is followed without an account.
type Codes interface {
	// New makes a code of 20 digits.
	New() string
	// Hash is the keyed hash kept with the case.
	Hash(code string) string
	// Party gives the opaque tag of a person by document kind and number.
	Party(idKind, idValue string) string
}

// Demo is what only a demonstration has.
type Demo struct {
	Clock   *clock.Moved
	People  []Person
	Advance func(ctx context.Context, to string) error   // "hour", "workday", "next_due": moves the clock and sweeps
	NextDue func(ctx context.Context) (time.Time, error) // zero when nothing is due
	History func() *ui.Progress                          // nil when the county has grown up
	Still   func() error                                 // why visitors cannot act yet; nil when they can

	// Passphrase opens the key files of a demonstration, which protect nobody: the pages that ask
	// for one say it. "": none is said.
	Passphrase string
}

// Person is somebody one can become in a demonstration.
type Person struct {
	Value string // of the button, e.g. "citizen"
	Name  lang.Text
	Icon  ui.Icon
	Actor access.Actor
	Home  string
	Tasks []ui.Link
}

// Handler answers one request or says why not.
type Handler func(w http.ResponseWriter, r *Request) error

// Need is what a page asks of its visitor.
type Need struct {
	Verb   access.Verb // "" is open to all
	Signed bool        // somebody must be signed in
	Files  bool        // its form may carry files
	early  bool        // nothing of it enters the ledger: also while a demonstration's history grows
}

// Early says that nothing of the form enters the ledger, so that it is answered also while
// a demonstration's history grows.
func (n Need) Early() Need {
	n.early = true
	return n
}

// WithFiles lets the page's form carry files, up to 32 MB at once.
func (n Need) WithFiles() Need {
	n.Files = true
	return n
}

// Open pages are for everybody.
var Open = Need{}

// SignedIn pages are for anybody who signed in.
var SignedIn = Need{Signed: true}

// For pages need the right to a verb; the handler still checks its target.
func For(v access.Verb) Need { return Need{Verb: v, Signed: true} }

// The most a form may send: without files, and with all its files together.
const (
	maxBody   = 1 << 20
	MaxUpload = 32 << 20
)

// Handle routes a pattern of [http.ServeMux] to a handler.
func (s *Site) Handle(pattern string, need Need, h Handler) {
	if s.mux == nil {
		s.mux = http.NewServeMux()
	}
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		limit := int64(maxBody)
		if need.Files && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			limit = MaxUpload
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		// The server removes the temporary files of the request it made itself; sessions and
		// proxies hand us a copy of it.
		defer func() {
			if r.MultipartForm != nil {
				if err := r.MultipartForm.RemoveAll(); err != nil {
					s.Log.ErrorContext(r.Context(), "temporary upload not removed", "error", err)
				}
			}
		}()
		req := &Request{Request: r, Site: s, Actor: s.Sessions.Actor(r)}
		req.Lang = ui.FromRequest(r, lang.Text{}).Lang
		err := s.allow(req, need)
		if err == nil && r.Method == http.MethodPost && s.Demo != nil && !need.early {
			err = s.Demo.Still()
		}
		if err == nil {
			err = h(w, req)
		}
		if err != nil {
			s.fail(w, req, err)
		}
	})
}

// Mount puts a plain handler (assets, API, gallery) beside the pages.
func (s *Site) Mount(pattern string, h http.Handler) {
	if s.mux == nil {
		s.mux = http.NewServeMux()
	}
	s.mux.Handle(pattern, h)
}

// Handler answers every request of the site.
func (s *Site) Handler() http.Handler {
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, &Request{Request: r, Site: s, Actor: access.Actor{Role: access.Public}}, fault.New(fault.Forbidden, "cross_origin",
			lang.T("这次提交来自别的网站，没有被接受。", "This was sent from another site and was not accepted."),
			lang.T("请从本站的页面重新提交。", "Please send it again from a page of this site.")))
	}))
	s.Handle("/", Open, func(http.ResponseWriter, *Request) error { return fault.Missing() })
	return s.watched(s.Sessions.Wrap(protect.Handler(s.routed())))
}

func (s *Site) allow(r *Request, need Need) error {
	if need.Signed && need.Verb == "" && r.Actor.Role == access.Public {
		return access.SignInFirst()
	}
	if need.Signed && r.Actor.Role == access.Public || need.Verb != "" && !access.May(r.Actor, need.Verb) {
		return access.Check(r.Actor, cmp.Or(need.Verb, access.ListOwnCases), access.Target{Division: s.Division})
	}
	return nil
}

// fail is the one place where an error becomes an answer.
func (s *Site) fail(w http.ResponseWriter, r *Request, err error) {
	if r.Context().Err() != nil {
		return // the visitor went away; nobody reads an answer
	}
	f := fault.For(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		s.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "route", r.Pattern, "error", err)
	}
	if f.Kind == fault.Unauthorized && r.Method == http.MethodGet {
		http.Redirect(w, r.Request, "/sign-in?back="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	p := r.Page(lang.T("没有办成", "That did not work"))
	if f.Kind == fault.NotFound {
		p = r.Page(f.Message)
	}
	v := ui.ErrorPage{Fault: f, Links: onward(r, p)}
	if v.Again, v.Lost = resend(r, f); v.Again != nil {
		w.Header().Set("Cache-Control", "no-store")
	}
	if werr := ui.Write(w, r.Request, ui.Status(f.Kind), draw(p, v)); werr != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "error", werr)
	}
}

// onward are the ways on from a page that could not be drawn: back to the form, to where
// this person's work begins, to somebody who helps.
func onward(r *Request, p ui.Page) (links []ui.Link) {
	if r.Method == http.MethodPost && p.Path != "/" {
		links = append(links, ui.Link{Name: lang.T("回到刚才的页面", "Back to where you were"), Href: p.Path})
	}
	home := ui.Link{Name: lang.T("回首页", "To the first page"), Href: "/"}
	if p.User != nil && p.User.Home != "" {
		home = ui.Link{Name: lang.T("回到我的页面", "To my pages"), Href: p.User.Home}
	}
	links = append(links, home)
	if !r.Actor.IsStaff() {
		links = append(links, ui.Link{Name: lang.T("找人帮忙", "Ask a person"), Href: "/help"})
	}
	return links
}

// draw puts a component into the frame.
func draw(p ui.Page, c ui.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
	})
}
