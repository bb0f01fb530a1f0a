package testenv_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"banjie/internal/testenv"
)

const strictPolicy = "default-src 'self'; script-src 'self'"

func serve(t *testing.T, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", strictPolicy)
		_, _ = w.Write([]byte(`<!doctype html><html lang="zh"><meta name="viewport" content="width=device-width"><title>页</title>` + body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestBrowserShowsAndJudgesAPage(t *testing.T) {
	address := serve(t, `<main><h1>办件进度</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>`)
	b := testenv.Browser(t)
	for _, v := range []testenv.View{testenv.Phone, testenv.Desk, {Width: 800, Height: 600, Scale: 1, NoScript: true, Dark: true}} {
		p := testenv.Page(t, b, v)
		p.MustNavigate(address).MustWaitLoad()
		if got := p.MustElement("h1").MustText(); got != "办件进度" {
			t.Errorf("h1 = %q", got)
		}
		if got := p.MustEval("() => innerWidth").Int(); got != v.Width {
			t.Errorf("width = %d, want %d", got, v.Width)
		}
		found := testenv.Axe(t, p)
		if len(found) != 1 || found[0].ID != "image-alt" {
			t.Errorf("axe-core found %v, want image-alt alone", found)
		}
		if info, err := os.Stat(testenv.Shot(t, p, "page")); err != nil || info.Size() == 0 {
			t.Errorf("no picture: %v", err)
		}
	}
}

// failing records the failures of a test that is meant to fail.
type failing struct {
	testing.TB
	cleanup []func()
	said    []string
}

func (f *failing) Errorf(format string, args ...any) { f.said = append(f.said, format) }
func (f *failing) Cleanup(fn func())                 { f.cleanup = append(f.cleanup, fn) }

func TestRequestToAnotherHostFailsTheTest(t *testing.T) {
	address := serve(t, `<img alt="x" src="http://elsewhere.example/x.png"><script src="/broken.js"></script>`)
	b := testenv.Browser(t)
	f := &failing{TB: t}
	p := testenv.Page(f, b, testenv.Desk)
	p.MustNavigate(address).MustWaitLoad()
	for _, fn := range f.cleanup {
		fn()
	}
	if !strings.Contains(strings.Join(f.said, "\n"), "another host") {
		t.Errorf("a request to another host went unnoticed: %q", f.said)
	}
}
