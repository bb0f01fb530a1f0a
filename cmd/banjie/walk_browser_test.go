package main

import (
	"database/sql"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/uitest"
)

// mostWalked is how many pages a role is followed to.
const mostWalked = 400

// roles are everybody a visitor of the demonstration can be.
var roles = []string{"public", "citizen", "farmer", "firm", "clerk", "officer", "unit_head", "centre_head", "supervisor", "supervisor_2", "administrator"}

// walker reads pages as a browser without a screen.
type walker struct {
	t      *testing.T
	url    string
	client *http.Client
	lang   lang.Tag
}

func (c *county) walker(t *testing.T, role string, tag lang.Tag) *walker {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &walker{t, c.url, &http.Client{Jar: jar}, tag}
	at, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: "banjie_lang", Value: string(tag)}})
	if role != "public" {
		res, err := w.client.PostForm(c.url+"/demo/become", url.Values{"role": {role}})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Fatalf("becoming %s: %s", role, res.Status)
		}
	}
	return w
}

// walked is what an address gave.
type walked struct {
	status                   int
	kind, policy, body, from string
}

// get reads one address.
func (w *walker) get(path string) walked {
	w.t.Helper()
	res, err := w.client.Get(w.url + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return walked{res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Content-Security-Policy"), string(raw), res.Request.URL.RequestURI()}
}

// links are the addresses of this site that a page names, and its title.
func links(page string) (to []string, title string) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, ""
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "title" && n.FirstChild != nil {
			title = strings.TrimSpace(n.FirstChild.Data)
		}
		for _, a := range n.Attr {
			if (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") {
				path, _, _ := strings.Cut(a.Val, "#")
				to = append(to, path)
			}
		}
	}
	return to, title
}

// shape is an address without what differs from case to case, so that a walk sees every
// kind of page and not every case.
func shape(path string) string {
	path, query, _ := strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if i > 1 && (strings.ContainsAny(p, "0123456789") && len(p) > 8) {
			parts[i] = "…"
		}
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return path
	}
	var names []string
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(parts, "/") + "?" + strings.Join(names, "&")
}

// perShape is how many pages of one kind a walk reads.
const perShape = 4

// walk follows every link from / breadth-first and gives the pages it read. It fails on a
// dead link, an error page and a page without a title.
func (w *walker) walk(role string) map[string]walked {
	w.t.Helper()
	pages := map[string]walked{}
	from := map[string]string{"/": "the start"}
	seen := map[string]int{}
	for queue := []string{"/"}; len(queue) > 0 && len(pages) < mostWalked; {
		path := queue[0]
		queue = queue[1:]
		got := w.get(path)
		if got.status != http.StatusOK {
			w.t.Errorf("%s: %s answers %d, linked from %s", role, path, got.status, from[path])
			continue
		}
		if !strings.HasPrefix(got.kind, "text/html") {
			continue
		}
		pages[path] = got
		to, title := links(got.body)
		if title == "" || strings.HasPrefix(title, "·") {
			w.t.Errorf("%s: %s has no title", role, path)
		}
		if strings.HasPrefix(path, ui.GalleryPath) {
			continue // samples lead to cases that are not there
		}
		for _, next := range to {
			if _, known := from[next]; known || strings.HasPrefix(next, ui.PreferencesPath) || seen[shape(next)] >= perShape {
				continue
			}
			seen[shape(next)]++
			from[next] = got.from
			queue = append(queue, next)
		}
	}
	return pages
}

// Every link that a role can reach leads somewhere, every page has a title and is
// complete in its language, and reading wrote nothing.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 60)
	watch, err := sql.Open("sqlite", filepath.Join(c.dir.Path, "banjie.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	watch.SetMaxOpenConns(1)
	for i, role := range roles {
		tag := []lang.Tag{lang.ZH, lang.EN}[i%2]
		w := c.walker(t, role, tag)
		entries, before := c.leaves(t), dataVersion(t, watch)
		pages := w.walk(role)
		if c.leaves(t) != entries {
			t.Errorf("%s: reading pages made entries in the ledger", role)
		}
		if dataVersion(t, watch) != before {
			t.Errorf("%s: reading pages changed the database", role)
		}
		t.Logf("%s: %d pages", role, len(pages))
		for path, page := range pages {
			if strings.HasPrefix(path, ui.GalleryPath) || path == "/v/offline.html" {
				continue // judged by the tests of the pages themselves
			}
			for _, p := range uitest.ProblemsUnder(page.body, page.policy) {
				t.Errorf("%s: %s: %s", role, path, p)
			}
			if len(page.body) > uitest.MaxHTML && !strings.HasPrefix(path, "/admin") {
				t.Errorf("%s: %s weighs %d bytes", role, path, len(page.body))
			}
			if tag == lang.ZH {
				for _, s := range strayEnglish(page.body) {
					t.Errorf("%s: %s: English on a Chinese page: %q", role, path, s)
				}
			}
		}
	}
}

// dataVersion is SQLite's counter of changes by other connections.
func dataVersion(t *testing.T, db *sql.DB) (n int64) {
	t.Helper()
	if err := db.QueryRow("pragma data_version").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// strayEnglish are sentences without a Chinese character outside what is marked as English
// or as quoted text.
func strayEnglish(page string) (found []string) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if n.Data == "script" || n.Data == "style" || n.Data == "pre" || n.Data == "code" || n.Data == "textarea" {
				return
			}
			for _, a := range n.Attr {
				if a.Key == "lang" && a.Val == "en" {
					return
				}
			}
		}
		if n.Type == html.TextNode && !strings.ContainsFunc(n.Data, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			words := slices.DeleteFunc(strings.Fields(n.Data), func(w string) bool {
				return len(w) < 2 || strings.ContainsFunc(strings.Trim(w, ".,;:!?"), func(r rune) bool { return !unicode.IsLetter(r) })
			})
			if len(words) >= 3 && words[0] != "banjie" { // a command is the same in every language
				found = append(found, strings.TrimSpace(n.Data))
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	return found
}
