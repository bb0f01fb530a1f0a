package ui_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
	"banjie/internal/web/ui/uitest"
)

// get asks the gallery and gives the page.
func get(t testing.TB, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

var modes = []string{
	"lang=zh&mode=standard&theme=light", "lang=en&mode=standard&theme=light",
	"lang=zh&mode=elder&theme=dark", "lang=en&mode=elder&theme=dark",
}

var link = regexp.MustCompile(`href="(/gallery/(?:part|page)/[a-z-]+)"`)

// entries is every part and page the index leads to.
func entries(t testing.TB) []string {
	t.Helper()
	_, index := get(t, ui.Gallery{}, ui.GalleryPath)
	var paths []string
	for _, m := range link.FindAllStringSubmatch(index, -1) {
		paths = append(paths, m[1])
	}
	if len(paths) < len(ui.Exhibits)+6 {
		t.Fatalf("the index shows %d entries", len(paths))
	}
	return paths
}

func TestEveryEntryInEveryMode(t *testing.T) {
	ownHeading := map[string]bool{"/gallery/part/panel": true, "/gallery/part/error-page": true, "/gallery/part/confirm": true}
	for _, path := range entries(t) {
		for _, mode := range modes {
			status, page := get(t, ui.Gallery{}, path+"?"+mode)
			if status != http.StatusOK {
				t.Fatalf("%s?%s: status %d", path, mode, status)
			}
			for _, p := range uitest.Problems(page) {
				if ownHeading[path] && strings.Contains(p, "elements h1") {
					continue // the part brings the h1 of its page
				}
				t.Errorf("%s?%s: %s", path, mode, p)
			}
			if len(page) > uitest.MaxHTML {
				t.Errorf("%s?%s weighs %d bytes", path, mode, len(page))
			}
		}
	}
}

func TestIndexAndWidths(t *testing.T) {
	extra := ui.GalleryPages{{ID: "extra-page", Name: lang.T("另一页", "Another page"), Draw: ui.Layout}}
	g := ui.Gallery{Pages: extra}
	for path, want := range map[string]int{
		"/gallery/": 200, "/gallery/all?lang=en": 200, "/gallery/page/extra-page": 200, "/gallery/page/none": 404, "/gallery/x": 404,
		"/gallery/width/390?of=/gallery/all": 200, "/gallery/width/391?of=/gallery/all": 404, "/gallery/width/390?of=//other.example": 404,
	} {
		if status, _ := get(t, g, path); status != want {
			t.Errorf("%s: status %d, want %d", path, status, want)
		}
	}
	_, index := get(t, g, "/gallery/?lang=en")
	if !strings.Contains(index, "Another page") {
		t.Error("a registered page is missing in the index")
	}
	for _, p := range uitest.Problems(index) {
		t.Error(p)
	}
}

// Every type that brings a sample stands in the gallery.
func TestEverySampleIsExhibited(t *testing.T) {
	shown := map[string]bool{}
	for _, e := range ui.Exhibits {
		shown[reflect.TypeOf(e.Of).Name()] = true
	}
	files, err := filepath.Glob("*_templ.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no templates: ", err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "Sample" {
				if typ := fmt.Sprint(fn.Recv.List[0].Type); !shown[typ] {
					t.Errorf("%s has a sample but is not in Exhibits", typ)
				}
			}
		}
	}
}

// A citizen's page asks for few things, all of ours.
func TestRequestsOfAPage(t *testing.T) {
	_, page := get(t, ui.Gallery{}, "/gallery/page/frame-first")
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	n := 1
	var walk func(*html.Node)
	walk = func(x *html.Node) {
		for _, a := range x.Attr {
			if (x.Data == "link" && a.Key == "href") || a.Key == "src" {
				n++
				if !strings.HasPrefix(a.Val, assets.Prefix) {
					t.Errorf("asks for %q", a.Val)
				}
			}
		}
		for k := x.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	if n > 8 {
		t.Errorf("%d requests, at most 8", n)
	}
	t.Logf("first page: %d bytes of HTML, %d requests", len(page), n)
}

// site is the gallery with its assets, as a browser sees it.
func site(t testing.TB) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle(ui.GalleryPath, ui.Gallery{})
	mux.Handle(ui.PreferencesPath, ui.Preferences(false))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// Every part and page passes axe-core (contrast included) on a telephone and a desk, in all
// modes, without a scroll bar to the side.
func TestAccessibleInTheBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	s := site(t)
	b := testenv.Browser(t)
	narrow := testenv.View{Width: 320, Height: 800, Scale: 1, Touch: true}
	for _, look := range []struct {
		view  testenv.View
		mode  string
		paths []string
	}{
		{narrow, modes[0], []string{"/gallery/all", "/gallery/page/frame-first"}},
		{narrow, modes[3], []string{"/gallery/all", "/gallery/page/frame-first", "/gallery/page/frame-question", "/gallery/page/frame-list"}},
		{narrow, "lang=en&theme=dark", []string{"/gallery/all"}},
		{narrow, "lang=zh&mode=elder", []string{"/gallery/all"}},
		{testenv.Desk, modes[1], []string{"/gallery/all", "/gallery/page/frame-case"}},
		{testenv.Desk, modes[2], []string{"/gallery/page/frame-list", "/gallery/page/frame-case"}},
	} {
		view, mode := look.view, look.mode
		page := testenv.Page(t, b, view)
		for _, path := range look.paths {
			page.MustNavigate(s.URL + path + "?" + mode).MustWaitLoad()
			for _, v := range testenv.Axe(t, page) {
				t.Errorf("%s?%s at %d px: %v", path, mode, view.Width, v)
			}
			if over := page.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); over > 0 {
				t.Errorf("%s?%s is %d px wider than %d px", path, mode, over, view.Width)
			}
		}
	}
}
