package ui

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Mode is how large and how simple pages are drawn.
type Mode string

const (
	Standard Mode = "standard"
	Elder    Mode = "elder" // 适老化: larger type, one column, stronger contrast
)

// Theme is light or dark; dark only when the person chose it.
type Theme string

const (
	Light Theme = "light"
	Dark  Theme = "dark"
)

// KeyField is the hidden field that makes a form count once, however often it is sent.
const KeyField = "_key"

// CSP is the content security policy every page keeps.
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Page is the frame of a page and the person it is drawn for.
type Page struct {
	Title lang.Text
	Lang  lang.Tag       // the zero value is Chinese
	Mode  Mode           // the zero value is Standard
	Theme Theme          // the zero value is Light
	Path  string         // path and query of this page; the switches come back to it
	Zone  *time.Location // zone in which instants are shown; nil is UTC+8, the time of China

	Wide        bool // lists, boards and cards; texts and forms are one readable column
	Nav         []NavLink
	User        *User  // nil: nobody is signed in
	SignIn      string // address to sign in, shown when nobody is
	Back        string // address of the step before; shown instead of breadcrumbs
	Breadcrumbs []Link
	Flash       *Notice // the answer to what was just done
	Footer      Footer
	Demo        *DemoBar // nil outside demonstrations

	CSRF    string
	Fault   *fault.Fault // why the last form was refused; fields and summary read it
	Form    url.Values   // what was typed into that form; fields read it
	Scripts []string     // further assets, such as assets.HTMX, on officers' pages and with [Map] only
	Styles  []string     // further sheets, with [Map] only
	Done    bool         // what was sent was taken: the browser drops what it kept of that form
	Forget  string       // draft name to forget in the browser, set on the page after a successful send
}

// NavLink is one entry of the main navigation.
type NavLink struct {
	Name    lang.Text
	Href    string
	Current bool
	Count   int    // open work behind it; 0 shows nothing
	Key     string // keyboard shortcut on clerks' pages, see [Button]
}

// Link is a named address.
type Link struct {
	Name lang.Text
	Href string
}

// User is whoever is signed in.
type User struct {
	Name    string
	Unit    lang.Text // zero for citizens
	Home    string    // address of their own page
	SignOut string    // address to POST to
	Tag     string    // opaque; the browser keeps what is typed under it, and gives it to nobody else
	Account string    // opaque, the same whomever they act for: what waits in the browser to be sent is theirs alone
}

// Footer says where to turn. Empty addresses are left out.
type Footer struct {
	Phone         string
	Oversee       string // telephone for complaints about service; "" is Phone
	Hours         lang.Text
	NotDone       string // "it could not be done" 办不成事反映
	Complain      string
	Story         string
	Gallery       string
	Accessibility string
	Source        string
}

// Component is one part of a page.
type Component interface {
	View(p Page) templ.Component
}

// Components is several parts one under the other.
type Components []Component

// View draws them in order.
func (cs Components) View(p Page) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range cs {
			if c == nil {
				continue
			}
			if err := c.View(p).Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// Part makes a component of a function, for parts that exist on one page only.
type Part func(p Page) templ.Component

// View draws it.
func (f Part) View(p Page) templ.Component { return f(p) }

// Write sends a whole page with its security headers. The status of a page drawn for a
// refused form is that of its fault, see [Status].
func Write(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", CSP)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Add("Vary", "Cookie, Accept-Language")
	w.WriteHeader(status)
	return page.Render(r.Context(), w)
}

// Status is the HTTP status of a kind of fault.
func Status(k fault.Kind) int {
	switch k {
	case "":
		return http.StatusOK
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthorized:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Unlawful, fault.Conflict:
		return http.StatusConflict
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.BadForm:
		return http.StatusUnsupportedMediaType
	case fault.NoSuchForm:
		return http.StatusNotAcceptable
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}
