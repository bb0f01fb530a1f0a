package centre_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/site"
)

// A brief that is refused is drawn again beside words that stand open already: no second look. A form
// that was never drawn beside them, one of another session, and one older than a message is one.
func TestRefusedBriefIsNoSecondLook(t *testing.T) {
	tw := open(t)
	c := tw.complain()
	tw.unlock(c, officer)
	got := tw.Post(officer, at(c)+"/story", nil)
	for i := range 3 {
		v := url.Values{"_key": {keyOf(t, got)}, "brief": {"联系电话 13800000000。"}, "route": {"unit"}, "units": {"market"}}
		if got = tw.Post(officer, at(c)+"/take-up", v); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, words) || !strings.Contains(got.Body, "联系电话 13800000000。") {
			t.Fatalf("refused %d: %d\n%s", i, got.Status, got.Text())
		}
		if n := tw.views(c); n != 1 {
			t.Fatalf("after %d refusals: %d looks", i+1, n)
		}
	}
	old := url.Values{"_key": {keyOf(t, got)}, "brief": {""}, "route": {"unit"}}
	tw.Post(officer, at(c)+"/take-up", url.Values{"_key": {"made-up"}, "brief": {""}, "route": {"unit"}})
	if n := tw.views(c); n != 2 {
		t.Errorf("a form that was never drawn: %d looks", n)
	}
	in, err := tw.vault.Message(t.Context(), tw.Load(c.ID), "还有一件事。")
	if err != nil {
		t.Fatal(err)
	}
	tw.Do(casework.Command{Actor: officer, Case: c.ID, Verb: "send_message", Input: in})
	tw.Post(officer, at(c)+"/take-up", old)
	if n := tw.views(c); n != 3 {
		t.Errorf("with a new message: %d looks", n)
	}
	tw.Post(officer, "/centre/key/close", nil)
	if got := tw.Post(officer, at(c)+"/take-up", old); strings.Contains(got.Body, words) || tw.views(c) != 3 {
		t.Error("shown though the key was shut")
	}
}

// keyOf is the token of the form for taking up.
func keyOf(t *testing.T, got officertest.Answer) string {
	t.Helper()
	_, rest, ok := strings.Cut(got.Body, "/take-up\"")
	m := regexp.MustCompile(`name="_key" value="([^"]+)"`).FindStringSubmatch(rest)
	if !ok || m == nil {
		t.Fatalf("no form to take up:\n%s", got.Text())
	}
	return m[1]
}

// The passphrase of a demonstration stands where it is asked for, and on no page of a real centre.
func TestPassphraseOfADemonstration(t *testing.T) {
	tw := open(t)
	c := tw.complain()
	if got := tw.Get(officer, at(c)+"/story"); strings.Contains(got.Text(), "演示：口令") {
		t.Errorf("a real centre says a passphrase:\n%s", got.Text())
	}
	tw.Site.Demo = &site.Demo{Passphrase: passphrase, NextDue: func(context.Context) (time.Time, error) { return time.Time{}, nil }}
	if got := tw.Get(officer, at(c)+"/story"); !strings.Contains(got.Text(), "演示：口令是 "+passphrase) {
		t.Errorf("not said:\n%s", got.Text())
	}
}
