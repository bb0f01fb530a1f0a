// Package uitest is what every page must pass, whoever wrote it: run [Pages] over the
// sample pages of a package and [HTML] over a page a handler answered.
//
// It looks at the HTML only: no inline script or style, unique ids, a label for every
// input, a name for every link and button, one h1, headings in order, no Chinese left
// on an English page outside content marked lang="zh", and the weight of a page.
// It rests on no article and is imported by tests only.
package uitest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// MaxHTML is the most a citizen's page may weigh, in bytes.
const MaxHTML = 40_000

// Pages draws every sample page in both languages, modes and themes and checks the HTML.
func Pages(t *testing.T, pages ui.GalleryPages) {
	t.Helper()
	for _, page := range pages {
		for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
			for _, mode := range []ui.Mode{ui.Standard, ui.Elder} {
				t.Run(fmt.Sprintf("%s/%s/%s", page.ID, tag, mode), func(t *testing.T) {
					var b strings.Builder
					if err := page.Draw(ui.Page{Lang: tag, Mode: mode, Theme: ui.Light, Path: "/sample?a=1"}).Render(t.Context(), &b); err != nil {
						t.Fatal(err)
					}
					HTML(t, b.String())
				})
			}
		}
	}
}

// HTML checks one whole page.
func HTML(t testing.TB, page string) {
	t.Helper()
	for _, p := range Problems(page) {
		t.Error(p)
	}
	if len(page) > MaxHTML {
		t.Errorf("the page weighs %d bytes, at most %d", len(page), MaxHTML)
	}
}

// Problems names everything wrong in the HTML of a page that keeps [ui.CSP].
func Problems(page string) []string { return ProblemsUnder(page, ui.CSP) }

// ProblemsUnder does so for a page that came with a policy of its own, which may name the one
// style element the page carries by its digest.
func ProblemsUnder(page, policy string) []string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{"not HTML: " + err.Error()}
	}
	c := &check{policy: policy, ids: map[string]int{}, labels: map[string]bool{}}
	c.collect(doc)
	c.walk(doc, "", false)
	for id, n := range c.ids {
		if n > 1 {
			c.say("id %q is used %d times", id, n)
		}
	}
	if c.h1 != 1 {
		c.say("%d elements h1, a page has one", c.h1)
	}
	return c.problems
}

type check struct {
	policy   string
	ids      map[string]int
	labels   map[string]bool // ids that a label names
	h1       int
	level    int // of the last heading
	problems []string
}

func (c *check) say(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *check) collect(n *html.Node) {
	if id := attr(n, "id"); id != "" {
		c.ids[id]++
	}
	if n.Data == "label" {
		c.labels[attr(n, "for")] = true
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.collect(k)
	}
}

// walk goes through the page with the language in force and whether the page is English.
func (c *check) walk(n *html.Node, tag string, english bool) {
	if n.Type == html.ElementNode {
		if l := attr(n, "lang"); l != "" {
			tag = l
		}
		if n.Data == "html" {
			english = tag == "en"
		}
		c.element(n)
		if english && !strings.HasPrefix(tag, "zh") {
			for _, a := range n.Attr {
				switch a.Key {
				case "aria-label", "title", "alt", "placeholder", "data-label", "data-offline", "data-sending":
					c.english(a.Val, n.Data+" "+a.Key)
				}
			}
		}
	}
	if n.Type == html.TextNode && english && !strings.HasPrefix(tag, "zh") && n.Parent.Data != "script" && n.Parent.Data != "textarea" {
		c.english(n.Data, n.Parent.Data)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k, tag, english)
	}
}

func (c *check) english(s, where string) {
	if ui.HasHan(s) {
		c.say("Chinese on an English page in %s: %q", where, strings.TrimSpace(s))
	}
}

func (c *check) element(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			c.say("attribute %s on %s: the content security policy forbids it", a.Key, n.Data)
		}
		for _, key := range []string{"href", "src", "action"} {
			if a.Key == key && (strings.HasPrefix(a.Val, "http:") || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, "javascript:")) {
				c.say("%s leads to %q", n.Data, a.Val)
			}
		}
		if a.Key == "aria-describedby" || a.Key == "aria-labelledby" {
			for _, id := range strings.Fields(a.Val) {
				if c.ids[id] == 0 {
					c.say("%s names id %q, which is not there", a.Key, id)
				}
			}
		}
	}
	switch n.Data {
	case "style":
		if sum := sha256.Sum256([]byte(raw(n))); strings.Contains(c.policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			return
		}
		c.say("a style element: the content security policy forbids it")
	case "script":
		if attr(n, "src") == "" {
			c.say("an inline script: the content security policy forbids it")
		}
	case "label":
		if c.ids[attr(n, "for")] == 0 {
			c.say("label %q is for %q, which is not there", text(n), attr(n, "for"))
		}
	case "input", "select", "textarea":
		c.input(n)
	case "a", "button", "summary":
		if text(n) == "" && attr(n, "aria-label") == "" {
			c.say("%s without a name", n.Data)
		}
	case "svg":
		if attr(n, "aria-hidden") != "true" && attr(n, "aria-label") == "" {
			c.say("svg is neither hidden nor named")
		}
	case "img":
		if !has(n, "alt") {
			c.say("img without alt")
		}
	case "form":
		if attr(n, "method") == "post" && attr(n, "action") == "" {
			c.say("form without an action")
		}
	case "h1", "h2", "h3", "h4":
		c.heading(n)
	}
}

// raw is the text of an element that holds nothing else.
func raw(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func (c *check) heading(n *html.Node) {
	level := int(n.Data[1] - '0')
	if level == 1 {
		c.h1++
	}
	if c.level > 0 && level > c.level+1 {
		c.say("heading %q jumps from h%d to h%d", text(n), c.level, level)
	}
	c.level = level
}

func (c *check) input(n *html.Node) {
	switch attr(n, "type") {
	case "hidden", "submit", "button":
		return
	}
	if !c.labels[attr(n, "id")] && attr(n, "aria-label") == "" {
		c.say("%s %q has no label", n.Data, attr(n, "name"))
	}
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
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return strings.TrimSpace(n.Data)
	}
	s := ""
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		s += text(k)
	}
	return s
}
