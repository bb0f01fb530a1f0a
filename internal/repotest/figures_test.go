package repotest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// No figure by officer: design principle 6. What follows reads the sources, so that a new
// query or page cannot bring one in unseen.

var (
	// query is a literal of SQL.
	query = regexp.MustCompile("(?s)`[^`]*`|\"(?:[^\"\\\\]|\\\\.)*\"")
	// groups is a query that counts by person.
	groups = regexp.MustCompile(`(?is)group by[^;]*\b(officer|handler|actor|holder|by_id|approver)\b`)
	// pages are addresses of the site.
	pages = regexp.MustCompile("\"(?:GET|POST) (/[^\"]*)\"")
	// person is a part of an address that names an officer.
	person = regexp.MustCompile(`\{(officer|handler|person|staff|who)\}`)
	// asks is a page that takes an officer from the address's query.
	asks = regexp.MustCompile(`Query\(\)\.Get\("(officer|handler|person|who|by)"\)`)
)

// named are the addresses that name an officer, with the reason; none of them shows a figure.
var named = map[string]string{
	"/admin/account-of/{officer}": "leads to the account with which an officer signs in",
}

// TestNoFigureByOfficer: no query groups by a person, and no page of the site is addressed by an
// officer but those named above.
func TestNoFigureByOfficer(t *testing.T) {
	root := filepath.Join("..", "..")
	queries, addresses := 0, 0
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text, short := string(raw), strings.TrimPrefix(filepath.ToSlash(path), "../../")
		for _, q := range query.FindAllString(text, -1) {
			if strings.Contains(strings.ToLower(q), "group by") {
				queries++
				if groups.MatchString(q) {
					t.Errorf("%s counts by person: %s", short, q)
				}
			}
		}
		if !strings.Contains(short, "internal/web/") && !strings.Contains(short, "internal/api/") {
			return nil
		}
		for _, m := range pages.FindAllStringSubmatch(text, -1) {
			addresses++
			if person.MatchString(m[1]) && named[person.ReplaceAllString(m[1], "{officer}")] == "" && !known(m[1]) {
				t.Errorf("%s: the page %s is addressed by an officer", short, m[1])
			}
		}
		if m := asks.FindString(text); m != "" {
			t.Errorf("%s reads an officer from the address: %s", short, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if queries < 5 || addresses < 100 {
		t.Errorf("only %d queries and %d addresses were looked at", queries, addresses)
	}
}

func known(address string) bool {
	for a := range named {
		if strings.HasPrefix(address, a+"/") {
			return true
		}
	}
	return false
}
