package site

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// TestNothingTypedIsLost: a form that cannot be taken in for the moment comes back in the page that
// says so and is sent from there again; secrets do not come back, and refusals of other kinds carry
// nothing.
func TestNothingTypedIsLost(t *testing.T) {
	dir, err := org.NewDirectory(org.Data{})
	if err != nil {
		t.Fatal(err)
	}
	var still error = fault.New(fault.Unavailable, "still_growing", lang.T("还在生成。", "It grows."), lang.T("请等。", "Please wait."))
	s := &Site{Sessions: nobody{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Calendar: calendar.Builtin, Org: func() *org.Directory { return dir }}
	s.Clock = clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	s.Demo = &Demo{Still: func() error { return still }, NextDue: func(context.Context) (time.Time, error) { return time.Time{}, nil }}
	var got url.Values
	s.Handle("POST /tell", Open, func(w http.ResponseWriter, r *Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		got = r.PostForm
		return r.Go(w, "/", lang.Text{})
	})
	h := s.routed()
	send := func(form url.Values) *httptest.ResponseRecorder {
		req := httptest.NewRequest("POST", "/tell", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept-Language", "en")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return w
	}
	form := url.Values{"story": {"三百元“资料费”\n没有收据 <b>"}, "kind": {"a", "b"}, "_key": {"k"}}
	w := send(form)
	page := w.Body.String()
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(page, "Send it again") || w.Header().Get("Cache-Control") != "no-store" || got != nil {
		t.Fatalf("%d %v\n%s", w.Code, w.Header(), page)
	}
	kept := url.Values{}
	for _, m := range regexp.MustCompile(`type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		kept.Add(m[1], html.UnescapeString(m[2]))
	}
	if kept.Encode() != form.Encode() {
		t.Errorf("kept %v of %v", kept, form)
	}
	still = nil
	if w := send(kept); w.Code != http.StatusSeeOther || got.Encode() != form.Encode() {
		t.Errorf("sent again: %d %v", w.Code, got)
	}
	still = fault.New(fault.Unavailable, "still_growing", lang.T("还在生成。", "It grows."), lang.T("请等。", "Please wait."))
	if page := send(url.Values{"password": {"canary-word"}, "name": {"x"}}).Body.String(); strings.Contains(page, "canary-word") || strings.Contains(page, "Send it again") {
		t.Error("a password comes back")
	}
	still = fault.New(fault.Forbidden, "no", lang.T("不行。", "No."), lang.T("请回去。", "Please go back."))
	if page := send(form).Body.String(); strings.Contains(page, "Send it again") {
		t.Error("offered though it would be refused again")
	}
}
