package centre_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/seal"
	"banjie/internal/web/officer/specimen"
)

// many files complaints of one invented reporter.
func (t *town) many(n int, filing complaint.Filing) (all []*casework.Case) {
	t.Helper()
	r, err := seal.NewReporter(seal.Standard, "31415926535897932380")
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		in, err := t.vault.FileAs(t.Context(), specimen.Division, complaint.Told{Filing: filing, Words: words}, r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, t.Do(casework.Command{Actor: reporter, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: reporter.Party, Series: "C", Sealed: true}}))
	}
	return all
}

// TestEndedByPages: what has ended comes page by page, each once, and any is found by its number.
func TestEndedByPages(t *testing.T) {
	tw := open(t)
	want := map[string]bool{}
	for _, c := range tw.many(33, complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "market"}) {
		tw.Do(casework.Command{Actor: officer, Case: c.ID, Verb: "decline", Reason: "民事。", Input: &complaint.DeclineInput{Ground: "private", Competent: "法院"}})
		want[at(c)] = true
	}
	path, pages := "/centre?tab=ended", 0
	for path != "" {
		got := tw.Get(officer, path)
		if got.Status != http.StatusOK {
			t.Fatalf("%s: %d", path, got.Status)
		}
		pages++
		for href := range want {
			if strings.Contains(got.Body, `href="`+href+`"`) {
				delete(want, href)
			}
		}
		_, rest, more := strings.Cut(got.Body, `href="/centre?tab=ended&amp;after=`)
		path = ""
		if more {
			next, _, _ := strings.Cut(rest, `"`)
			path = "/centre?tab=ended&after=" + strings.ReplaceAll(next, "&amp;", "&")
		}
	}
	if len(want) > 0 || pages != 2 {
		t.Errorf("%d are on none of %d pages", len(want), pages)
	}
	c := tw.many(1, complaint.Filing{Kind: "delay", Protection: complaint.Anonymous})[0]
	for _, typed := range []string{c.Number, strings.ToLower(c.Number), c.Number[1:], c.Number[:5] + " " + c.Number[5:]} {
		if got := tw.Get(officer, "/centre?q="+url.QueryEscape(typed)); got.Header.Get("Location") != at(c) {
			t.Errorf("%q leads to %q", typed, got.Header.Get("Location"))
		}
	}
	if got := tw.Get(officer, "/centre?q=C209901010001"); got.Status != http.StatusOK || !strings.Contains(got.Text(), "没有这个编号") {
		t.Errorf("a number that is none: %d", got.Status)
	}
}

// TestFirmIsCounted: a firm's complaint is counted on a page of its own; few or unknown, the reporter is asked.
func TestFirmIsCounted(t *testing.T) {
	tw := open(t)
	c := tw.many(1, complaint.Filing{Kind: "extortion", Protection: complaint.Anonymous, Against: "market", Firm: true})[0]
	if got := tw.Get(officer, at(c)); !strings.Contains(got.Body, at(c)+"/count") {
		t.Error("the page does not ask to count")
	}
	_, form := tw.Get(officer, at(c)+"/count").Form(t)
	form.Set("from", "2026-02-30")
	if got := tw.Post(officer, at(c)+"/count", form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "真实存在的日期") {
		t.Errorf("a day that is none: %d", got.Status)
	}
	form.Set("from", "")
	if got := tw.Post(officer, at(c)+"/count", form); got.Status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", got.Status, got.Text())
	}
	if k := tw.Load(c.ID); k.State != complaint.Asking || complaint.FileOf(k).Counted.Known {
		t.Errorf("%s, %+v", k.State, complaint.FileOf(k).Counted)
	}
	if got := tw.Get(elsewhat, at(c)+"/count"); got.Status != http.StatusNotFound {
		t.Errorf("another unit's supervisor counts: %d", got.Status)
	}
}

// TestAllThatIsDue: the first page shows five of those due today or over and leads to all of them,
// page by page, each once, and to nothing that is due later.
func TestAllThatIsDue(t *testing.T) {
	tw := open(t)
	want := map[string]bool{}
	for _, c := range tw.many(24, complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "market"}) {
		want[at(c)] = true
	}
	tw.Clock.Advance(3 * 24 * time.Hour) // Thursday: what was filed on Monday is over since Wednesday
	later := tw.many(1, complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "market"})[0]
	front := tw.Get(officer, "/centre")
	if text := front.Text(); !strings.Contains(text, "今天到期或者已经超期的：24件") || !strings.Contains(text, "全部24件") || !strings.Contains(front.Body, `href="/centre?tab=due"`) {
		t.Errorf("the way to all is missing:\n%s", text)
	}
	path, pages := "/centre?tab=due", 0
	for path != "" && pages < 9 {
		got := tw.Get(officer, path)
		tw.whole(got)
		pages++
		_, table, _ := strings.Cut(got.Body, "<table")
		for href := range want {
			if strings.Contains(table, `href="`+href+`"`) {
				delete(want, href)
			}
		}
		if strings.Contains(table, `href="`+at(later)+`"`) {
			t.Error("one that is due later stands among them")
		}
		_, rest, more := strings.Cut(got.Body, `href="/centre?tab=due&amp;after=`)
		path = ""
		if more {
			next, _, _ := strings.Cut(rest, `"`)
			path = "/centre?tab=due&after=" + strings.ReplaceAll(next, "&amp;", "&")
		}
	}
	if len(want) > 0 || pages != 2 {
		t.Errorf("%d are on none of %d pages", len(want), pages)
	}
}
