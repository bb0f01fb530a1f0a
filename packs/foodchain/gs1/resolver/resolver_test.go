package resolver

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"banjie/packs/foodchain/gs1"
	"banjie/packs/foodchain/gs1/linkset"
)

// shelf is a source for tests.
type shelf []linkset.Set

func (s shelf) Sets(_ context.Context, anchors []string) (found []linkset.Set, err error) {
	for _, set := range s {
		if slices.Contains(anchors, set.Anchor) {
			found = append(found, set)
		}
	}
	return found, nil
}

type broken struct{}

func (broken) Sets(context.Context, []string) ([]linkset.Set, error) {
	return nil, errors.New("disk of table secret_links is full")
}

func berries() shelf {
	item := linkset.Set{Anchor: "https://id.gs1.org/01/06901234567892", Description: "杨梅"}
	item.Add("gs1:defaultLink", linkset.Target{Href: "https://zsl.example/berries", Title: "Berries"})
	item.Add("gs1:defaultLinkMulti", linkset.Target{Href: "https://zsl.example/berries/zh", Language: []string{"zh"}})
	item.Add("gs1:defaultLinkMulti", linkset.Target{Href: "https://zsl.example/berries/en", Language: []string{"en"}})
	item.Add("gs1:pip", linkset.Target{Href: "https://zsl.example/pip", Title: `Pip <b>"`, Type: "text/html"})
	item.Add("gs1:recipeInfo", linkset.Target{Href: "https://zsl.example/r1", Title: "Wine"})
	item.Add("gs1:recipeInfo", linkset.Target{Href: "https://zsl.example/r2"})
	lot := linkset.Set{Anchor: "https://id.gs1.org/01/06901234567892/10/L1"}
	lot.Add("gs1:traceability", linkset.Target{Href: "https://zsl.example/trace/L1"})
	bare := linkset.Set{Anchor: "https://id.gs1.org/414/6901234000016"}
	bare.Add("gs1:locationInfo", linkset.Target{Href: "https://zsl.example/place"})
	return shelf{item, lot, bare}
}

const root = "https://zsl.example"

func resolver(t *testing.T, source Source, root string) *Handler {
	t.Helper()
	h, err := New(source, Options{Root: root, Name: "浙食链", Contact: Contact{Name: "Example Bureau", Phone: "12345"}, Contexts: []string{"shop"}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends one request; fields are pairs of name and value.
func ask(h http.Handler, method, path string, fields ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const (
	browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	program = "application/json"
	gtin    = "/01/06901234567892"
	lot     = gtin + "/10/L1"
)

func TestRedirects(t *testing.T) {
	h := resolver(t, berries(), root)
	packed, err := gs1.Compress(root + lot + "?17=261231")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, path, accept, language, location string }{
		{"default", gtin, browser, "", "https://zsl.example/berries"},
		{"language", gtin, browser, "en-GB,en;q=0.9", "https://zsl.example/berries/en"},
		{"a lot without a default has its item's", lot, browser, "zh-CN", "https://zsl.example/berries/zh"},
		{"type of the lot", lot + "?linkType=gs1:traceability", "*/*", "", "https://zsl.example/trace/L1"},
		{"type in the newer spelling", lot + "?linkType=https%3A%2F%2Fref.gs1.org%2Fvoc%2Ftraceability", "", "", "https://zsl.example/trace/L1"},
		{"attributes go along", lot + "?linkType=traceability&17=261231&k=v", "", "", "https://zsl.example/trace/L1?17=261231&k=v"},
		{"escaped value", gtin + "/10/%4C1?linkType=gs1:traceability", "", "", "https://zsl.example/trace/L1"},
		{"slash too many", lot + "/?linkType=gs1:traceability", "", "", "https://zsl.example/trace/L1"},
		{"short names, short GTIN", "/gtin/6901234567892/lot/L1?linkType=gs1:traceability", "", "", "https://zsl.example/trace/L1"},
		{"compressed", strings.TrimPrefix(packed, root) + "?linkType=gs1:traceability", "", "", "https://zsl.example/trace/L1?17=261231"},
		{"below a stem", "/shop/a" + lot + "?linkType=gs1:traceability", "", "", "https://zsl.example/trace/L1"},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			r := ask(h, method, c.path, "Accept", c.accept, "Accept-Language", c.language)
			if r.StatusCode != 307 || r.Header.Get("Location") != c.location {
				t.Errorf("%s, %s %s: %d %s, want %s", c.what, method, c.path, r.StatusCode, r.Header.Get("Location"), c.location)
			}
			if r.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(r.Header.Get("Vary"), "Accept-Language") || !strings.Contains(r.Header.Get("Link"), `rel="linkset"`) {
				t.Errorf("%s: header %v", c.what, r.Header)
			}
		}
	}
	r := ask(h, "GET", strings.TrimPrefix(packed, root))
	if links := strings.Join(r.Header.Values("Link"), ", "); !strings.Contains(links, "<"+root+lot+`?17=261231>; rel="owl:sameAs"`) {
		t.Errorf("a compressed link is the same as what? %s", links)
	}
}

func TestLinkset(t *testing.T) {
	h := resolver(t, berries(), root)
	for _, c := range []struct{ path, accept string }{
		{lot, "application/linkset+json"}, {lot + "?linkType=linkset", browser}, {lot + "?linkType=all", ""}, {lot + "?linkType=linkset", program},
	} {
		r := ask(h, "GET", c.path, "Accept", c.accept)
		d, err := linkset.Parse([]byte(body(t, r)))
		if err != nil || r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/linkset+json" || !strings.Contains(strings.Join(r.Header.Values("Link"), ","), "json-ld#context") {
			t.Errorf("%s: %d %v %v", c.path, r.StatusCode, r.Header, err)
			continue
		}
		if len(d.Sets) != 2 || d.Sets[0].Anchor != root+lot || d.Sets[1].Anchor != root+gtin || len(d.Sets[1].Of(linkset.Relation("gs1:recipeInfo"))) != 2 || d.Sets[1].Description != "杨梅" {
			t.Errorf("%s: %+v", c.path, d)
		}
	}
	r := ask(h, "GET", lot, "Accept", "application/linkset")
	if got := body(t, r); r.Header.Get("Content-Type") != "application/linkset" || !strings.HasPrefix(got, `<https://zsl.example/trace/L1>; rel="https://gs1.org/voc/traceability"; anchor="https://zsl.example/01/06901234567892/10/L1"`) {
		t.Errorf("as header fields: %v %s", r.Header, got)
	}
	if r := ask(h, "HEAD", lot+"?linkType=linkset"); r.StatusCode != 200 || body(t, r) != "" || r.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d %v", r.StatusCode, r.Header)
	}
	r = ask(h, "GET", "/414/6901234000016", "Accept", "*/*")
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/linkset+json" {
		t.Errorf("no default, program: %d %v", r.StatusCode, r.Header)
	}
	r = ask(h, "GET", "/414/6901234000016", "Accept", browser)
	if got := body(t, r); r.StatusCode != 200 || !strings.Contains(got, `<a href="https://zsl.example/place" rel="noreferrer">位置信息</a>`) {
		t.Errorf("no default, person: %d %s", r.StatusCode, got)
	}
}

func TestChoices(t *testing.T) {
	h := resolver(t, berries(), root)
	r := ask(h, "GET", gtin+"?linkType=gs1:recipeInfo", "Accept", program)
	d, err := linkset.Parse([]byte(body(t, r)))
	if err != nil || r.StatusCode != 300 || len(d.Sets) != 1 || len(d.Sets[0].Groups) != 1 || len(d.Sets[0].Groups[0].Targets) != 2 {
		t.Errorf("%d %+v %v", r.StatusCode, d, err)
	}
	r = ask(h, "GET", gtin+"?linkType=gs1:recipeInfo", "Accept", browser, "Accept-Language", "en")
	if got := body(t, r); r.StatusCode != 300 || !strings.Contains(got, ">Wine</a>") || !strings.Contains(got, ">https://zsl.example/r2</a>") || !strings.Contains(got, `<html lang="en">`) {
		t.Errorf("%d %s", r.StatusCode, got)
	}
}

func TestRefusals(t *testing.T) {
	h := resolver(t, berries(), root)
	for _, c := range []struct {
		path   string
		status int
		code   string
		place  string
	}{
		{"/", 404, "gs1_link_no_key", "path"},
		{"/favicon.ico", 404, "gs1_link_no_key", "path"},
		{"/01/06901234567893", 400, "gs1_content", "01"},
		{gtin + "?17=261331", 400, "gs1_content", "17"},
		{gtin + "/21/S/10/L", 400, "gs1_link_sequence", "10"},
		{gtin + "/batch/7", 400, "gs1_link_foreign_part", "batch"},
		{gtin + "?999=1", 400, "gs1_unknown_ai", "999"},
		{"/01/06901234000016", 404, "no_link", ""},
		{gtin + "?linkType=gs1:faqs", 404, "no_link", ""},
		{gtin + "?k=" + strings.Repeat("v", 4096), 414, "uri_too_long", ""},
	} {
		r := ask(h, "GET", c.path, "Accept", program, "Accept-Language", "en")
		var p problem
		if err := json.Unmarshal([]byte(body(t, r)), &p); err != nil || r.StatusCode != c.status || p.Status != c.status || p.Code != c.code || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.40s: %d %+v %v", c.path, r.StatusCode, p, err)
			continue
		}
		if p.Title != p.Messages.EN || p.Messages.ZH == "" || p.Detail != p.Remedy.EN || p.Remedy.ZH == "" || (c.place != "") != (len(p.Errors) > 0 && p.Errors[0].Path == c.place) {
			t.Errorf("%.40s: %+v", c.path, p)
		}
		r = ask(h, "GET", c.path, "Accept", browser)
		if got := body(t, r); r.StatusCode != c.status || !strings.Contains(got, "<h1>"+p.Messages.ZH) || r.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%.40s for a person: %d %s", c.path, r.StatusCode, got)
		}
	}
	r := ask(h, "GET", gtin+"?linkType=gs1:faqs", "Accept", browser)
	if got := body(t, r); !strings.Contains(got, "请选择") || !strings.Contains(got, "Pip &lt;b&gt;&#34;</a>") || strings.Contains(got, "<b>") {
		t.Errorf("what there is instead: %s", got)
	}
	r = ask(resolver(t, broken{}, root), "GET", gtin, "Accept", program)
	if got := body(t, r); r.StatusCode != 503 || strings.Contains(got, "secret_links") {
		t.Errorf("broken source: %d %s", r.StatusCode, got)
	}
}

func TestMethods(t *testing.T) {
	h := resolver(t, berries(), root)
	r := ask(h, "OPTIONS", gtin, "Origin", "https://shop.example", "Access-Control-Request-Method", "GET")
	if r.StatusCode != 204 || r.Header.Get("Allow") != "GET, HEAD, OPTIONS" || r.Header.Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" || r.Header.Get("Access-Control-Expose-Headers") != "Link, Location" {
		t.Errorf("OPTIONS: %d %v", r.StatusCode, r.Header)
	}
	if r := ask(h, "POST", gtin); r.StatusCode != 405 || r.Header.Get("Allow") == "" || r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("POST: %d %v", r.StatusCode, r.Header)
	}
}

func TestDescription(t *testing.T) {
	r := ask(resolver(t, berries(), root+"/q/"), "GET", "/.well-known/gs1resolver")
	want := `{"name":"浙食链","resolverRoot":"https://zsl.example/q","supportedPrimaryKeys":["all"],"supportedLinkType":[{"namespace":"https://gs1.org/voc/","prefix":"gs1:"}],"linkTypeDefaultCanBeLinkset":false,"supportedContextValuesEnumerated":["shop"],"contact":{"fn":"Example Bureau","hasTelephone":"tel:12345"}}`
	if got := body(t, r); r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/json" || got != want {
		t.Errorf("%d %v %s", r.StatusCode, r.Header, got)
	}
	for _, bad := range []string{"", "zsl.example", "ftp://zsl.example", "https://", "https://zsl.example?x=1", "https://u:p@zsl.example"} {
		if _, err := New(berries(), Options{Root: bad}); err == nil {
			t.Errorf("root %q was taken", bad)
		}
	}
}

// TestPatterns serves by a mux, as the hall does.
func TestPatterns(t *testing.T) {
	for at, want := range map[string]int{root: 307, root + "/q": 404} {
		mux := http.NewServeMux()
		h := resolver(t, berries(), at)
		for _, p := range h.Patterns() {
			mux.Handle(p, h)
		}
		if r := ask(mux, "GET", lot); r.StatusCode != want {
			t.Errorf("%s: %d", at, r.StatusCode)
		}
		if r := ask(mux, "GET", "/.well-known/gs1resolver"); r.StatusCode != 200 {
			t.Errorf("%s: description %d", at, r.StatusCode)
		}
	}
	h := resolver(t, berries(), root+"/q")
	r := ask(h, "GET", "/q"+lot, "Accept", "application/linkset+json")
	if d, err := linkset.Parse([]byte(body(t, r))); err != nil || len(d.Sets) != 2 || d.Sets[0].Anchor != root+"/q"+lot || !strings.HasPrefix(r.Header.Get("Link"), "<"+root+"/q"+lot+"?") {
		t.Errorf("below /q: %+v %v %v", d, r.Header, err)
	}
	own := resolver(t, berries(), root)
	own.o.Page = func(w http.ResponseWriter, _ *http.Request, a Answer) {
		w.WriteHeader(a.Status)
		_, _ = io.WriteString(w, "framed "+a.Message.EN)
	}
	if got := body(t, ask(own, "GET", "/nothing", "Accept", browser)); !strings.HasPrefix(got, "framed This is no GS1") {
		t.Errorf("page of one's own: %s", got)
	}
}

func FuzzServe(f *testing.F) {
	f.Add(lot, "linkType=gs1:recipeInfo&17=261231", browser, "zh,en;q=0.5", "GET")
	f.Add("/GgyQUmpNXgTdCHcAW", "linkType=linkset", "application/linkset", "", "HEAD")
	h, err := New(berries(), Options{Root: root})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path, query, accept, language, method string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Method, r.URL.Path, r.URL.RawQuery = method, path, query
		r.Header.Set("Accept", accept)
		r.Header.Set("Accept-Language", language)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch w.Code {
		case 307, 204, 405, 400, 404, 414:
		case 200, 300:
			if path != wellKnown && w.Body.Len() == 0 && method != "HEAD" {
				t.Errorf("%s?%s: an empty %d", path, query, w.Code)
			}
		default:
			t.Errorf("%s?%s: %d", path, query, w.Code)
		}
		if (w.Code == 307) != (w.Header().Get("Location") != "") || strings.ContainsAny(w.Header().Get("Location"), "\r\n") {
			t.Errorf("%s?%s: %d to %q", path, query, w.Code, w.Header().Get("Location"))
		}
	})
}

// BenchmarkServe stands beside a handler that redirects and does nothing else.
func BenchmarkServe(b *testing.B) {
	h, err := New(berries(), Options{Root: root})
	if err != nil {
		b.Fatal(err)
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://zsl.example/trace/L1")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	for _, c := range []struct {
		name    string
		handler http.Handler
		target  string
		status  int
	}{
		{"bare-redirect", bare, lot, 307}, {"redirect", h, lot + "?linkType=gs1:traceability", 307},
		{"linkset", h, lot + "?linkType=linkset", 200}, {"problem", h, gtin + "?17=261331", 400},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", c.target, nil)
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				if c.handler.ServeHTTP(w, r); w.Code != c.status {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
