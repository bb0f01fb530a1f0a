package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/calendar"
	"banjie/internal/testenv"
)

// countyEnd is the last day of the county the browser sees: a Friday amid ordinary weeks,
// lived until eleven in the morning.
var countyEnd = calendar.Date(2026, time.June, 12)

// county is a served demonstration.
type county struct {
	*hall
	demo *demonstration
	url  string
}

// newCounty grows a small county by the real commands and serves it on loopback.
func newCounty(t *testing.T, cases int) *county {
	t.Helper()
	ctx := context.Background()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dir, st, err := demoFolder(filepath.Join(t.TempDir(), "county"), demoState{Seed: 1, End: countyEnd, Cases: cases, Days: 45}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if err := dir.Lock(); err != nil {
		t.Fatal(err)
	}
	c := &county{demo: &demonstration{state: st, out: io.Discard}, url: "http://" + ln.Addr().String()}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if c.hall, err = open(ctx, dir, openOptions{base: c.url, begin: c.demo.begin(), log: log}); err != nil {
		t.Fatal(err)
	}
	if err := c.demo.seed(ctx, c.hall); err != nil {
		t.Fatal(err)
	}
	if err := c.demo.grow(ctx, c.hall); err != nil {
		t.Fatal(err)
	}
	pages, err := c.site(ctx, serveOptions{base: c.url, demo: c.demo})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: pages.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(ln)
	t.Cleanup(func() {
		server.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if err := dir.Unlock(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// leaves is how many entries the ledger has.
func (c *county) leaves(t *testing.T) int64 {
	t.Helper()
	head, err := c.db.Tree(t.Context(), c.division).Head()
	if err != nil {
		t.Fatal(err)
	}
	return head.Size
}

// visitor is one person at one browser.
type visitor struct {
	t   *testing.T
	p   *rod.Page
	url string
	off bool // no script runs: what the driver's helpers do by promises must be done otherwise
}

// visitor opens the county in a browser of its own.
func (c *county) visitor(t *testing.T, view testenv.View) *visitor {
	t.Helper()
	if os.Getenv("BANJIE_SHOTS") != "" {
		view.Scale = 1 // pictures of the guides stay small
	}
	v := c.at(t, testenv.Browser(t), view)
	v.prefer("lang", "zh")
	return v
}

// at opens one more page in a browser.
func (c *county) at(t *testing.T, b *rod.Browser, view testenv.View) *visitor {
	t.Helper()
	return &visitor{t, testenv.Page(t, b, view), c.url, view.NoScript}
}

// open goes to a path.
func (v *visitor) open(path string) {
	v.t.Helper()
	v.leads(func() { v.p.MustNavigate(v.url + path) })
}

// at is the path shown.
func (v *visitor) at() string {
	return strings.TrimPrefix(v.p.MustInfo().URL, v.url)
}

// text is what the page says.
func (v *visitor) text() string { return v.p.MustElement("body").MustText() }

// sees fails the test where the page does not say all of it.
func (v *visitor) sees(says ...string) {
	v.t.Helper()
	page := v.text()
	for _, s := range says {
		if !strings.Contains(page, s) {
			v.t.Fatalf("%s does not say %q:\n%s", v.at(), s, page)
		}
	}
}

// leads does what leads to another page and waits for it.
func (v *visitor) leads(do func()) {
	v.t.Helper()
	p := v.p.Timeout(patience)
	wait := p.WaitNavigation(proto.PageLifecycleEventNameLoad)
	do()
	wait()
	if p.GetContext().Err() != nil {
		v.t.Fatalf("%s leads nowhere:\n%s", v.at(), v.text())
	}
}

// patience is how long a test waits for something that must come.
const patience = 10 * time.Second

// element waits for an element.
func (v *visitor) element(selector string) *rod.Element {
	v.t.Helper()
	e, err := v.p.Timeout(patience).Element(selector)
	if err != nil {
		v.t.Fatalf("%s has no %s:\n%s", v.at(), selector, v.text())
	}
	return e.CancelTimeout()
}

// press clicks the button or link inside the page's content whose words begin with name.
func (v *visitor) press(name string) {
	v.t.Helper()
	e := v.find("button, a.button, main a, main summary", name)
	v.leads(func() { v.click(e) })
}

// click presses an element.
func (v *visitor) click(e *rod.Element) {
	v.t.Helper()
	if v.off {
		e.MustEval("() => this.click()")
		return
	}
	if err := e.Timeout(patience).Click(proto.InputMouseButtonLeft, 1); err != nil {
		v.t.Fatalf("%s: %s cannot be clicked: %v", v.at(), e.MustHTML(), err)
	}
}

// find gives the first visible element of a kind whose words begin with name.
func (v *visitor) find(selector, name string) *rod.Element {
	v.t.Helper()
	for _, e := range v.p.MustElements(selector) {
		if strings.HasPrefix(strings.TrimSpace(e.MustText()), name) && e.MustVisible() {
			return e
		}
	}
	v.t.Fatalf("%s has no %q:\n%s", v.at(), name, v.text())
	return nil
}

// fill types into fields: name, value, name, value.
func (v *visitor) fill(pairs ...string) {
	v.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		e := v.element(`main [name="` + name + `"]`)
		switch {
		case e.MustMatches("[type=radio], [type=checkbox]"):
			id := v.element(`main [name="` + name + `"][value="` + value + `"]`).MustProperty("id").Str()
			v.click(v.element(`label[for="` + id + `"]`))
		case e.MustMatches("select") || v.off:
			e.MustEval("v => { this.value = v }", value)
		default:
			e.MustSelectAllText().MustInput(value)
		}
	}
}

// shot takes a picture for the guides when they are made anew (make shots): what one sees
// first, not the whole page.
func (v *visitor) shot(name string) {
	v.t.Helper()
	dir := os.Getenv("BANJIE_SHOTS")
	if dir == "" {
		return
	}
	if dir == "guide" {
		dir = filepath.Join(testenv.Root(), "doc", "guide", "img")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		v.t.Fatal(err)
	}
	size := v.p.MustEval(`() => [innerWidth, document.documentElement.scrollHeight]`)
	clip := proto.PageViewport{Width: size.Get("0").Num(), Height: min(size.Get("1").Num(), shotHeight), Scale: 1}
	img, err := v.p.Screenshot(false, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatPng, Clip: &clip, CaptureBeyondViewport: true})
	if err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), img, 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// shotHeight is the most a picture of the guides shows, in CSS pixels.
const shotHeight = 1000

// become is the demo bar's click.
func (v *visitor) become(role string) {
	v.t.Helper()
	v.open("/")
	v.demoBar()
	v.leads(func() { v.click(v.element(`.demo-bar button[name=role][value="` + role + `"]`)) })
}

// demoBar unfolds the bar on top of every page of a demonstration.
func (v *visitor) demoBar() {
	v.t.Helper()
	if details := v.element(".demo-bar details"); !details.MustMatches("[open]") {
		v.click(details.MustElement("summary"))
	}
}

// act does one verb of the procedure to the case shown: its link, its form, and the page
// that asks again where it cannot be taken back.
func (v *visitor) act(verb string, pairs ...string) {
	v.t.Helper()
	v.leads(func() { v.click(v.element(`main a[href*="/do/` + verb + `"]`)) })
	v.fill(pairs...)
	v.leads(func() { v.click(v.element(`main form[action*="/do/` + verb + `"] .actions button`)) })
	if again, e, err := v.p.Has(`main button[value=confirm]`); err == nil && again {
		v.leads(func() { v.click(e) })
	}
	if strings.Contains(v.at(), "/do/") {
		v.t.Fatalf("%s was not done:\n%s", verb, v.text())
	}
}

// prefer keeps a preference as the links at the top of every page do: lang, mode or theme.
func (v *visitor) prefer(name, to string) {
	v.t.Helper()
	v.p.MustSetCookies(&proto.NetworkCookieParam{Name: "banjie_" + name, Value: to, URL: v.url})
}
