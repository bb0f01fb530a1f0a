// Package scanpage shows what a scan leads to.
//
//	/01/… /00/… /414/… (any GS1 key) ─┬ a browser ──────────────▶ the page, in one request
//	                                  └ linkType, Accept, robots ▶ package resolver
//	/scan       type or paste a code ─▶ its page     /food/about  what is kept
//
// The page has a slim frame of its own: its one style sheet stands in it, it has no script, and it
// stays under 30 kB whatever was captured. What it says is decided by package scan.
package scanpage

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/gs1/linkset"
	"banjie/packs/foodchain/gs1/resolver"
	"banjie/packs/foodchain/scan"
)

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Desk  *scan.Desk
	Towns func() []Town // to choose from; nil: none
	Scans Scans         // nil: nothing is counted
	Read  access.Verb   // of the regulator's lists
	Clear access.Verb   // of taking findings back
	// Regulator is the unit that watches over food, "" where there is none.
	Regulator func() string
	// Proof gives the two-step proof of an event by its hash; nil: there is none to be had.
	Proof    func(ctx context.Context, hash [32]byte) (capture.Proof, error)
	Trust    trusting        // keys of the ledger
	KeyLines func() []string // the published key list

	links  *resolver.Handler
	filing gate
}

// Routes adds the pages to the site.
func (c *Pages) Routes() error {
	s := c.Site
	links, err := resolver.New(source{c.Desk, strings.TrimSuffix(s.Base, "/")}, resolver.Options{Root: s.Base, Name: "Banjie", Page: c.resolverPage, Log: s.Log})
	if err != nil {
		return err
	}
	c.links = links
	for _, pattern := range links.Patterns() {
		s.Mount(pattern, http.HandlerFunc(c.code))
	}
	s.Mount("GET "+stylePath, http.HandlerFunc(sheetHandler))
	s.Mount("GET /food/code/", http.HandlerFunc(c.always))
	s.Mount("GET /scan", http.HandlerFunc(c.typed))
	s.Mount("GET /food/about", http.HandlerFunc(c.about))
	s.Mount("POST /food/town", http.HandlerFunc(c.told))
	c.reportRoutes()
	c.checkRoutes()
	s.Handle("GET /food/copies", site.For(c.Read), c.copies)
	if c.Clear != "" {
		s.Handle("POST /food/copies/clear", site.For(c.Clear), c.clear)
	}
	return nil
}

// code answers at the address in the code: people with the page, everybody else as a resolver does.
func (c *Pages) code(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || !wantsPage(r) {
		c.links.ServeHTTP(w, r)
		return
	}
	c.show(w, r, r.URL.EscapedPath())
}

// wantsPage says that a browser asks for nothing in particular.
func wantsPage(r *http.Request) bool {
	q := r.URL.Query()
	if t := q.Get("linkType"); t != "" && t != "default" && linkset.Relation(t) != linkset.DefaultLink {
		return false
	}
	accept := r.Header.Get("Accept")
	html, named := linkset.Accepts(accept, "text/html")
	set, asked := linkset.Accepts(accept, linkset.MediaType)
	return named && html > 0 && !(asked && set >= html) && q.Get("context") == ""
}

// always is the page at an address of its own, where links of programs lead.
func (c *Pages) always(w http.ResponseWriter, r *http.Request) {
	c.show(w, r, strings.TrimPrefix(r.URL.EscapedPath(), "/food/code"))
}

// show draws the page of a Digital Link.
func (c *Pages) show(w http.ResponseWriter, r *http.Request, path string) {
	uri := "https://id.gs1.org" + strings.TrimRight(path, "/")
	if r.URL.RawQuery != "" {
		uri += "?" + r.URL.RawQuery
	}
	now := c.Desk.Clock.Now()
	asked, err := scan.Read(uri, c.Desk.Calendar().DayOf(now).Year())
	if err != nil {
		c.refuse(w, r, err, "")
		return
	}
	page, err := c.Desk.Look(r.Context(), asked)
	if err != nil {
		return // the visitor went away; nobody reads an answer
	}
	v := Shown{Page: page, Counted: c.Scans != nil, Hour: strconv.FormatInt(hourOf(now), 10)}
	if c.Towns != nil {
		v.Towns = c.Towns()
	}
	title := v.title()
	name := lang.T(page.Verdict.Line.ZH+" · "+title.ZH, page.Verdict.Line.EN)
	if en := title.In(lang.EN); !ui.HasHan(en) { // a title has no place to mark Chinese in
		name.EN += " · " + en
	}
	p := c.frame(r, name)
	status := http.StatusOK
	if page.Thing == "" && page.Product.Name.IsZero() && page.Places[asked.Key].Name.IsZero() && len(page.Recalls) == 0 && len(page.Failed) == 0 {
		status = http.StatusNotFound
	}
	w.Header().Add("Link", "<"+c.Site.Base+path+`?linkType=linkset>; rel="linkset"; type="`+linkset.MediaType+`"`)
	c.write(w, r, status, p, v)
	if c.Scans != nil && page.Thing != "" && !strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") {
		c.Scans.Add(page.Thing, now)
	}
}

// longestBack is how long an address may be that the switches come back to: it stands in the page twice.
const longestBack = 400

func (c *Pages) frame(r *http.Request, title lang.Text) ui.Page {
	p := ui.FromRequest(r, title)
	p.Zone = c.Desk.Calendar().Zone()
	if len(p.Path) > longestBack {
		p.Path = "/scan"
	}
	if c.Site.Demo != nil {
		p.Demo = &ui.DemoBar{}
	}
	return p
}

// write sends a whole page.
func (c *Pages) write(w http.ResponseWriter, r *http.Request, status int, p ui.Page, body ui.Component) {
	var b strings.Builder
	if err := frame(p, body).Render(r.Context(), &b); err != nil {
		c.Site.Log.ErrorContext(r.Context(), "scan page", "error", err)
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Language", p.HTMLLang())
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // a recall shows at the next scan
	h.Add("Vary", "Cookie, Accept, Accept-Language")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(b.String())) // a reader that went away needs no answer
	}
}

// refuse says what is wrong with a code, where, and what to do.
func (c *Pages) refuse(w http.ResponseWriter, r *http.Request, err error, typed string) {
	f := fault.For(err)
	status := http.StatusBadRequest
	if f.Kind == fault.Internal {
		c.Site.Log.ErrorContext(r.Context(), "scan page", "error", err)
		status = http.StatusInternalServerError
	}
	c.write(w, r, status, c.frame(r, f.Message), Refused{f, typed})
}

// resolverPage is how the resolver speaks to people.
func (c *Pages) resolverPage(w http.ResponseWriter, r *http.Request, a resolver.Answer) {
	c.write(w, r, a.Status, c.frame(r, a.Message), choices(a))
}

// typed leads from a code that was typed to its page.
func (c *Pages) typed(w http.ResponseWriter, r *http.Request) {
	text := strings.TrimSpace(r.URL.Query().Get("code"))
	if text == "" {
		c.write(w, r, http.StatusOK, c.frame(r, lang.T("从货架追到田头", "From the shelf back to the plot")), Typing{})
		return
	}
	if lot := strings.TrimSpace(r.URL.Query().Get("lot")); lot != "" { // asked for on the page of a bar code
		text += "/" + lot
	}
	asked, err := scan.Read(text, c.Desk.Calendar().DayOf(c.Desk.Clock.Now()).Year())
	if err != nil {
		if noCode(text) {
			err = fault.New(fault.Malformed, "no_code_typed", lang.T("光凭这几个字找不到是什么商品。", "These characters do not say which product it is."),
				lang.T("请连前面的条码一起输入，写成“条码/批号”；只知道条码，就只输条码。手机相机能扫的，直接扫最快。", "Please type the bar code too, as “bar code/lot”; if you know the bar code alone, type that. A telephone's camera is quickest.")).With(err)
		}
		c.refuse(w, r, err, clip(text))
		return
	}
	to := asked.Path()
	if at := strings.IndexByte(text, '?'); at >= 0 && strings.Contains(text, "://") {
		query, _, _ := strings.Cut(text[at:], "#")
		to += query
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// noCode says that a text is a word or a lot number alone: in no form that a code has.
func noCode(text string) bool {
	return !strings.ContainsAny(text, "/:()^]\x1d") && strings.Trim(text, "0123456789 -　０１２３４５６７８９") != ""
}

// clip keeps an echo of what was typed short.
func clip(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

func (c *Pages) about(w http.ResponseWriter, r *http.Request) {
	c.write(w, r, http.StatusOK, c.frame(r, lang.T("这页凭什么、记什么", "What this page rests on and keeps")), About{scan.RulesInWords()})
}

// source gives the resolver the links of things of which something is known.
type source struct {
	desk *scan.Desk
	base string // public address
}

// Sets implements resolver.Source.
func (s source) Sets(ctx context.Context, anchors []string) (sets []linkset.Set, err error) {
	lineage, register := s.desk.Sources.Lineage, s.desk.Sources.Register
	keys := make([]string, len(anchors))
	for i, anchor := range anchors {
		a, err := scan.Read(anchor, 2000)
		if err != nil {
			return nil, err
		}
		keys[i] = a.Key
	}
	var known []string
	if lineage != nil {
		if known, err = lineage.Known(ctx, keys); err != nil {
			return nil, err
		}
	}
	for i, anchor := range anchors {
		a, _ := scan.Read(anchor, 2000) // read above
		name := ""
		if a.GTIN != "" && register != nil {
			product, err := register.Product(ctx, a.GTIN)
			if err != nil {
				return nil, err
			}
			name = product.Name.ZH
		}
		if name == "" && !slices.Contains(known, keys[i]) && !a.IsPlace() {
			continue
		}
		sets = append(sets, s.setOf(anchor, name))
	}
	return sets, nil
}

// setOf are the links of one thing: all lead to its page, each to its part.
func (s source) setOf(anchor, name string) linkset.Set {
	page := s.base + "/food/code" + scan.PathOf(anchor)
	set := linkset.Set{Anchor: anchor, Description: name}
	html := func(href, title string) linkset.Target {
		return linkset.Target{Href: href, Title: title, Type: "text/html", Language: []string{"zh", "en"}}
	}
	set.Add("gs1:defaultLink", html(page, "从货架追到田头"))
	set.Add("gs1:pip", html(page, "产品信息"))
	set.Add("gs1:traceability", html(page+"#way", "来路"))
	set.Add("gs1:certificationInfo", html(page+"#papers", "合格证和检测报告"))
	set.Add("gs1:recallStatus", html(page+"#recall", "召回情况"))
	set.Add("gs1:verificationService", html(s.base+"/food/check", "断网核对"))
	return set
}

func choices(a resolver.Answer) ui.Component {
	cs := ui.Components{Refused{&fault.Fault{Message: a.Message, Remedy: a.Remedy}, ""}}
	for _, l := range a.Links {
		title := l.Title
		if title.IsZero() {
			title = ui.Data(l.Target.Href)
		}
		cs = append(cs, ui.Link{Name: title, Href: l.Target.Href})
	}
	return cs
}
