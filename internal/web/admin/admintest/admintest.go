// Package admintest is a hall in memory for the tests of the administrator's pages: a
// site with one visitor, a writer that keeps acts in a slice, and items in maps.
//
// It is imported by tests only.
package admintest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
)

// Hall is a site with everything in memory.
type Hall struct {
	Site   *site.Site
	Actor  access.Actor
	Clock  *clock.Moved
	Acts   []casework.Event // recorded acts
	Rows   []casework.Row   // what lists of cases give
	Org    org.Data
	Cal    *calendar.Calendar
	Keys   ecert.Keys
	mu     sync.Mutex
	drafts map[string]catalog.Item
	past   map[string][]catalog.Item
}

// New makes a hall with the specimen's organisation and no items.
func New(t testing.TB) *Hall {
	t.Helper()
	h := &Hall{Actor: specimen.Administrator, Clock: clock.Standing(specimen.Now), Org: specimen.Directory().Data(), Cal: calendar.Builtin(),
		drafts: map[string]catalog.Item{}, past: map[string][]catalog.Item{}}
	e := &casework.Engine{Clock: h.Clock, Calendar: h.calendar, Writer: h}
	if err := e.Register(licensing.Procedure()); err != nil {
		t.Fatal(err)
	}
	h.Site = &site.Site{Engine: e, Cases: cases{h: h}, Items: h, Org: h.directory, Certificates: certificates{h: h}, Sessions: sessions{h}, Clock: h.Clock, Calendar: h.calendar,
		Codes: codes{}, Division: specimen.Division, Name: lang.T("示例县", "Sample County"), Log: slog.New(slog.DiscardHandler)}
	return h
}

func (h *Hall) calendar() *calendar.Calendar { return h.Cal }

func (h *Hall) directory() *org.Directory {
	d, err := org.NewDirectory(h.Org)
	if err != nil {
		panic(err)
	}
	return d
}

// Write implements casework.Writer: it keeps acts and follows those on items and organisation.
func (h *Hall) Write(_ context.Context, w casework.Write) (casework.Committed, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range w.Events {
		switch e.Kind {
		case "item_published":
			it, err := casework.Data[catalog.Item](e)
			if err != nil {
				return casework.Committed{}, err
			}
			for i := range h.past[it.Code] {
				h.past[it.Code][i].Status = catalog.Retired
			}
			h.past[it.Code] = append(h.past[it.Code], it)
			delete(h.drafts, it.Code)
		case "item_retired":
			d, err := casework.Data[struct{ Code string }](e)
			if err != nil {
				return casework.Committed{}, err
			}
			for i := range h.past[d.Code] {
				h.past[d.Code][i].Status = catalog.Retired
			}
		}
		if slices.Contains(org.Kinds, org.ChangeKind(e.Kind)) {
			f, err := casework.Data[org.Facts](e)
			if err != nil {
				return casework.Committed{}, err
			}
			h.Org = h.Org.Apply(f.Named(e.Private.Notes))
		}
	}
	h.Acts = append(h.Acts, w.Events...)
	return casework.Committed{Events: w.Events}, nil
}

// Kinds are the kinds of the recorded acts.
func (h *Hall) Kinds() []string {
	var all []string
	for _, e := range h.Acts {
		all = append(all, e.Kind)
	}
	return all
}

// Publish puts an item in force without an act.
func (h *Hall) Publish(it catalog.Item) {
	it.Status = catalog.Published
	h.past[it.Code] = append(h.past[it.Code], it)
}

// Put keeps a draft.
func (h *Hall) Put(it catalog.Item) {
	it.Status, it.Version = catalog.Draft, 0
	h.drafts[it.Code] = it
}

func (h *Hall) Get(_ context.Context, _, code string, version int) (catalog.Item, error) {
	for _, it := range h.past[code] {
		if it.Version == version {
			return it, nil
		}
	}
	return catalog.Item{}, fault.Missing()
}

func (h *Hall) Current(_ context.Context, _, code string) (catalog.Item, error) {
	for _, it := range h.past[code] {
		if it.Status == catalog.Published {
			return it, nil
		}
	}
	return catalog.Item{}, fault.Missing()
}

func (h *Hall) BySlug(_ context.Context, _, slug string) (catalog.Item, error) {
	for _, all := range h.past {
		for _, it := range all {
			if it.Slug == slug && it.Status == catalog.Published {
				return it, nil
			}
		}
	}
	return catalog.Item{}, fault.Missing()
}

func (h *Hall) Versions(_ context.Context, _, code string) ([]catalog.Item, error) {
	return h.past[code], nil
}

func (h *Hall) List(_ context.Context, _ string, f catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	if f.Status == "" {
		f.Status = catalog.Published
	}
	var all []catalog.Item
	for _, versions := range h.past {
		all = append(all, versions...)
	}
	return page(all, f, p)
}

func (h *Hall) Draft(_ context.Context, _, code string) (catalog.Item, error) {
	if it, ok := h.drafts[code]; ok {
		return it, nil
	}
	return catalog.Item{}, fault.Missing()
}

func (h *Hall) Drafts(_ context.Context, _ string, f catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	f.Status = catalog.Draft
	var all []catalog.Item
	for _, it := range h.drafts {
		all = append(all, it)
	}
	return page(all, f, p)
}

func page(all []catalog.Item, f catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	if p.Limit == 0 {
		p.Limit = 50
	}
	var out []catalog.Item
	for _, it := range all {
		if it.Status == f.Status && it.Code > p.After && (f.Unit == "" || it.Unit == f.Unit) && (f.Kind == "" || it.Kind == f.Kind) {
			out = append(out, it)
		}
	}
	slices.SortFunc(out, func(a, b catalog.Item) int { return strings.Compare(a.Code, b.Code) })
	if len(out) > p.Limit {
		return out[:p.Limit], out[p.Limit-1].Code, nil
	}
	return out, "", nil
}

func (h *Hall) SaveDraft(_ context.Context, _ string, draft catalog.Item, base string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	had := ""
	if it, ok := h.drafts[draft.Code]; ok {
		had = it.Digest()
	}
	if had != base {
		return fault.New(fault.Conflict, "draft_moved", lang.T("草稿被改过。", "The draft was changed."), lang.T("请重新打开。", "Open it again."))
	}
	h.Put(draft)
	return nil
}

func (h *Hall) DropDraft(_ context.Context, _, code string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.drafts, code)
	return nil
}

func (h *Hall) SignIn(http.ResponseWriter, *http.Request, access.Actor) error { return nil }
func (h *Hall) SignOut(http.ResponseWriter, *http.Request) error              { return nil }
func (h *Hall) Wrap(next http.Handler) http.Handler                           { return next }

// sessions separates the field Actor from the method of the same name.
type sessions struct{ *Hall }

func (s sessions) Actor(*http.Request) access.Actor { return s.Hall.Actor }

type codes struct{}

func (codes) New() string { return "00000000000000000000" }
func (codes) Hash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}
func (codes) Party(_, v string) string { return v }

type cases struct{ h *Hall }

func (c cases) Cases(_ context.Context, q casework.Query) (casework.Page, error) {
	var p casework.Page
	for _, r := range c.h.Rows {
		if q.Item == "" || r.Item.Code == q.Item {
			p.Rows = append(p.Rows, r)
		}
	}
	return p, nil
}

func (c cases) ByNumber(_ context.Context, _, number string) (casework.Key, error) {
	for _, r := range c.h.Rows {
		if r.Number == number {
			return r.Key, nil
		}
	}
	return casework.Key{}, fault.Missing()
}

func (cases) CodeHash(context.Context, casework.Key) (string, error) { return "", nil }
func (cases) Receipt(context.Context, casework.Event) (ledger.Receipt, error) {
	return ledger.Receipt{}, fault.Missing()
}

type certificates struct {
	site.Certificates
	h *Hall
}

func (c certificates) Keys() ecert.Keys { return c.h.Keys }

// Page asks for a page.
func (h *Hall) Page(t testing.TB, path string) *httptest.ResponseRecorder {
	t.Helper()
	return h.do(t, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form.
func (h *Hall) Post(t testing.TB, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(t, r)
}

// Upload sends a form with a file.
func (h *Hall) Upload(t testing.TB, path, field, name string, body []byte, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, vs := range form {
		for _, v := range vs {
			if err := w.WriteField(k, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if field != "" {
		f, err := w.CreateFormFile(field, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return h.do(t, r)
}

func (h *Hall) do(t testing.TB, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.mux().ServeHTTP(w, r)
	return w
}

var handlers sync.Map // *site.Site → http.Handler; a pattern is registered once

func (h *Hall) mux() http.Handler {
	if v, ok := handlers.Load(h.Site); ok {
		return v.(http.Handler)
	}
	m := h.Site.Handler()
	handlers.Store(h.Site, m)
	return m
}

// Text is what a page says, without tags and in one line.
func Text(w *httptest.ResponseRecorder) string {
	doc, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			if n.NextSibling != nil || n.Parent.NextSibling == nil || n.Parent.NextSibling.Data != "b" { // a case number stands in two parts
				b.WriteString(" ")
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	return space.ReplaceAllString(b.String(), " ")
}

var space = regexp.MustCompile(`\s+`)

// Hidden reads the hidden fields of the last form that posts to action.
func Hidden(t testing.TB, w *httptest.ResponseRecorder, action string) url.Values {
	t.Helper()
	return inputs(t, w, action, func(n *html.Node) bool { return attr(n, "type") == "hidden" })
}

// Filled reads every input of the form that posts to action as a browser would send it.
func Filled(t testing.TB, w *httptest.ResponseRecorder, action string) url.Values {
	t.Helper()
	return inputs(t, w, action, func(*html.Node) bool { return true })
}

func inputs(t testing.TB, w *httptest.ResponseRecorder, action string, want func(*html.Node) bool) url.Values {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var out url.Values
	var read, walk func(*html.Node)
	read = func(n *html.Node) {
		if n.Type == html.ElementNode && want(n) && attr(n, "name") != "" {
			name := attr(n, "name")
			switch {
			case n.Data == "input" && (attr(n, "type") == "checkbox" || attr(n, "type") == "radio"):
				if has(n, "checked") {
					out.Add(name, attr(n, "value"))
				}
			case n.Data == "input":
				out.Add(name, attr(n, "value"))
			case n.Data == "textarea":
				v := ""
				if n.FirstChild != nil {
					v = n.FirstChild.Data
				}
				out.Add(name, v)
			case n.Data == "select":
				v := ""
				for k := n.FirstChild; k != nil; k = k.NextSibling {
					if k.Data == "option" && has(k, "selected") {
						v = attr(k, "value")
					}
				}
				out.Add(name, v)
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			read(k)
		}
	}
	walk = func(n *html.Node) {
		if n.Data == "form" && attr(n, "action") == action && attr(n, "method") == "post" {
			out = url.Values{}
			read(n)
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	if out == nil {
		t.Fatalf("no form posts to %s on the page (status %d): %.2000s", action, w.Code, Text(w))
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
