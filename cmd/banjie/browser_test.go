package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/calendar"
	"banjie/internal/clock"
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
	dir, st, err := demoFolder(filepath.Join(t.TempDir(), "county"), demoState{Seed: 1, End: countyEnd, Cases: cases, Days: 45})
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

// visitor is one person at one browser.
type visitor struct {
	t   *testing.T
	p   *rod.Page
	url string
}

// visitor opens the county in a browser of its own.
func (c *county) visitor(t *testing.T, view testenv.View) *visitor {
	t.Helper()
	return &visitor{t, testenv.Page(t, testenv.Browser(t), view), c.url}
}

// open goes to a path.
func (v *visitor) open(path string) {
	v.t.Helper()
	v.p.MustNavigate(v.url + path).MustWaitLoad()
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
	wait := v.p.MustWaitNavigation()
	do()
	wait()
	v.p.MustWaitLoad()
}

// press clicks the button or link inside the page's content whose words begin with name.
func (v *visitor) press(name string) {
	v.t.Helper()
	e := v.find("button, a.button, main a, main summary", name)
	v.leads(func() { e.MustClick() })
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

// fill types into fields by their names.
func (v *visitor) fill(fields map[string]string) {
	v.t.Helper()
	for name, value := range fields {
		e := v.p.MustElement(`main [name="` + name + `"]`)
		switch {
		case e.MustMatches("select"):
			v.p.MustElement(`main [name="` + name + `"]`).MustSelect(value)
		case e.MustMatches("[type=radio], [type=checkbox]"):
			v.p.MustElement(`main [name="` + name + `"][value="` + value + `"]`).MustClick()
		default:
			e.MustSelectAllText().MustInput(value)
		}
	}
}

// become is the demo bar's click.
func (v *visitor) become(role string) {
	v.t.Helper()
	v.open("/")
	if details := v.p.MustElement(".demo-bar details"); !details.MustMatches("[open]") {
		details.MustElement("summary").MustClick()
	}
	v.leads(func() { v.p.MustElement(`.demo-bar button[name=role][value="` + role + `"]`).MustClick() })
}

// speak sets the language, the mode of the pages or the theme.
func (v *visitor) prefer(name, to string) {
	v.t.Helper()
	v.open("/preferences?" + name + "=" + to + "&back=/")
}

var _ = clock.System
var _ proto.DOMNode
