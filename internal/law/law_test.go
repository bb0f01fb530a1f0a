package law

import (
	"regexp"
	"strings"
	"testing"

	"banjie/internal/lang"
)

var idForm = regexp.MustCompile(`^[a-z]+(-[0-9]+(\.[0-9]+)*)?$`)

// TestRegister: every entry says in both languages which law says what, and where it was read.
func TestRegister(t *testing.T) {
	for _, b := range All() {
		if !idForm.MatchString(b.ID) {
			t.Errorf("%q is no id", b.ID)
		}
		for name, text := range map[string]lang.Text{"law": b.Law, "sentence": b.Says} {
			if text.ZH == "" || text.EN == "" {
				t.Errorf("%s: the %s lacks a language", b.ID, name)
			}
		}
		if b.Version == "" || b.Article == "" || b.Source == "" {
			t.Errorf("%s lacks version, article or source", b.ID)
		}
		if b.Verified != (b.Source == readText) {
			t.Errorf("%s: verified %v, but its source is %q", b.ID, b.Verified, b.Source)
		}
		if found, ok := Find(b.ID); !ok || found != b {
			t.Errorf("%s is not found", b.ID)
		}
		if c := b.Cite(lang.EN); b.Article != "-" && !strings.Contains(c, b.Article) || !strings.Contains(b.Cite(lang.ZH), b.Law.ZH) {
			t.Errorf("%s is cited as %q", b.ID, c)
		}
	}
	if _, ok := Find("xkf-999"); ok {
		t.Error("found an article that is not there")
	}
}

// TestMarkdown: an entry that was not read says so on the page.
func TestMarkdown(t *testing.T) {
	page := Markdown(map[string][]lang.Text{"xkf-45": {lang.T("中止", "Pause")}})
	for _, b := range All() {
		line := ""
		for l := range strings.SplitSeq(page, "\n") {
			if strings.HasPrefix(l, "| `"+b.ID+"` |") {
				line = l
			}
		}
		if line == "" || !b.Verified && !strings.Contains(line, "**no**") || b.ID == "xkf-45" && !strings.Contains(line, "| Pause |") {
			t.Errorf("%s stands on the page as %q", b.ID, line)
		}
	}
}
