package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/identity/session"
	"banjie/internal/store/search"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/foodreport"
)

// actingAs is the session of whoever a test says.
type actingAs struct {
	*session.Visitors
	who *access.Actor
}

func (a actingAs) Actor(*http.Request) access.Actor { return *a.who }

// routesOf are the patterns of pages that the program registers, read from its own source: a page
// that is added is tried without anybody remembering it here.
func routesOf(t testing.TB) (patterns []string) {
	t.Helper()
	pattern := regexp.MustCompile(`"GET (/[^"]*)"`)
	for _, root := range []string{"internal", "packs", "cmd"} {
		err := filepath.WalkDir(filepath.Join(testenv.Root(), root), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(path)
			for _, m := range pattern.FindAllStringSubmatch(string(raw), -1) {
				patterns = append(patterns, m[1])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns)
}

// What somebody reports about food is confided to the unit that has the case: name, telephone and
// words stand on no page of anybody else, whatever the role, and are found by no search; nothing
// of it is sent to a webhook. Every page that the program has is asked as every role.
func TestFoodReportIsConfided(t *testing.T) {
	h := reopened(t, smallTown(t))
	s, err := h.site(context.Background(), serveOptions{base: "http://127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	var who access.Actor
	s.Sessions = actingAs{h.visitors, &who}
	pages := s.Handler()
	const name, phone, words = "苗举报", "19900007777", "打开有金丝雀毛"
	reporter := access.Actor{Role: access.Citizen, Division: h.division, Party: "tag-of-a-code"}
	out, err := h.engine.Do(t.Context(), casework.Command{Actor: reporter, Verb: "report_food", Reason: words, Input: &foodreport.Input{Key: "https://id.gs1.org/01/09529999000019/10/A1", Kind: "spoilt"},
		Open: &casework.Open{Procedure: foodreport.Name, Series: foodreport.Series, Channel: "web", Party: reporter.Party, CodeHash: h.codes.Hash("01234567890123456789"), Person: casework.Person{Name: name, Phone: phone}}})
	if err != nil {
		t.Fatal(err)
	}
	id, number := out.Case.ID.String(), out.Case.Number
	get := func(path string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept", "text/html,*/*")
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	var paths []string
	param := regexp.MustCompile(`\{[^}]*\}`)
	for _, p := range routesOf(t) {
		for _, value := range []string{id, number} {
			paths = append(paths, strings.TrimSuffix(param.ReplaceAllString(p, value), "{$}"))
		}
	}
	for _, q := range []string{number, name, phone, words} {
		for _, p := range []string{"/board/cases?number=", "/window?q=", "/search?q=", "/track?number=", "/work?number=", "/work?q="} {
			paths = append(paths, p+url.QueryEscape(q))
		}
	}
	for _, tab := range []string{"mine", "waiting", "paused", "whole", "unit"} {
		paths = append(paths, "/work?tab="+tab)
	}
	paths = append(paths, "/board/cases?unit=market-regulation&order=newest")
	slices.Sort(paths)
	paths = slices.Compact(paths)
	const own, other = "market-regulation", "civil-affairs"
	read := 0
	for _, role := range access.Roles {
		if role == access.System {
			continue
		}
		for _, unit := range []string{own, other} {
			who = access.Actor{ID: "someone-" + unit, Name: "某示例", Role: role, Division: h.division}
			if who.IsStaff() {
				who.Unit = unit
			} else if role != access.Public {
				who.Party, who.For, who.Mandate = "somebody-else", "", ""
			}
			has := unit == own && who.IsStaff() && role != access.Clerk && role != access.Auditor && role != access.Administrator
			if _, page := get("/work/cases/" + id); has != strings.Contains(page, words) {
				t.Errorf("the %s of %s reads it: %v", role, unit, !has)
			}
			if has {
				continue
			}
			for _, path := range paths {
				status, page := get(path)
				read++
				for _, secret := range []string{name, phone, words} {
					if strings.Contains(page, secret) && !strings.Contains(path, url.QueryEscape(secret)) {
						t.Errorf("%s of %s reads %s at %s (%d)", role, unit, secret, path, status)
					}
				}
				if status >= 500 && status != http.StatusServiceUnavailable {
					t.Errorf("%s at %s: %d", role, path, status)
				}
			}
		}
	}
	t.Logf("%d pages read", read)
	if read < 2000 {
		t.Errorf("only %d pages were read", read)
	}
	work, err := h.jobs("http://127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := work.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	officer := access.Actor{ID: "market-regulation-1", Role: access.CaseOfficer, Division: h.division, Unit: own}
	found := searchstore.New(h.db, h.writer)
	for q, want := range map[string]int{number: 1, name: 0} {
		if keys, err := found.Search(t.Context(), h.division, access.ScopeOf(officer, access.ViewCase), q, 0); err != nil || len(keys) != want {
			t.Errorf("%q finds %d cases, want %d (%v)", q, len(keys), want, err)
		}
	}
}
