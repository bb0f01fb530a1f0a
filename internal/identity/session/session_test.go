package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/identity/identitytest"
	"banjie/internal/identity/session"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// visit runs one request with a cookie and gives the cookie the answer sets, if any.
func visit(t *testing.T, s *session.Sessions, cookie string, f func(context.Context)) *http.Cookie {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: s.Manager.Cookie.Name, Value: cookie})
	}
	w := httptest.NewRecorder()
	s.Manager.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f(r.Context())
		w.WriteHeader(http.StatusOK)
	})).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	if cs := w.Result().Cookies(); len(cs) > 0 {
		return cs[0]
	}
	return nil
}

func fresh() (*session.Sessions, *identitytest.Memory, *clock.Moved) {
	m, c := identitytest.NewMemory(), clock.Standing(start)
	return session.New(m, c, true), m, c
}

func signIn(t *testing.T, s *session.Sessions, cookie string, role access.Role) string {
	t.Helper()
	c := visit(t, s, cookie, func(ctx context.Context) {
		if _, err := s.SignIn(ctx, 7, role, "330599"); err != nil {
			t.Fatal(err)
		}
	})
	return c.Value
}

func signedIn(t *testing.T, s *session.Sessions, cookie string) (in bool) {
	t.Helper()
	visit(t, s, cookie, func(ctx context.Context) { _, in = s.Current(ctx) })
	return in
}

func TestCookie(t *testing.T) {
	s, _, _ := fresh()
	c := visit(t, s, "", func(ctx context.Context) { _, _ = s.SignIn(ctx, 7, access.Clerk, "330599") })
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || !c.Expires.IsZero() || !strings.HasPrefix(c.Name, "__Host-") {
		t.Errorf("%+v", c)
	}
}

func TestReadsDoNotWrite(t *testing.T) {
	s, m, c := fresh()
	if visit(t, s, "", func(ctx context.Context) { s.Current(ctx) }) != nil || m.SessionWrites != 0 {
		t.Error("a visitor's read wrote a session")
	}
	cookie := signIn(t, s, "", access.Clerk)
	if m.SessionWrites != 1 {
		t.Errorf("%d writes at sign-in", m.SessionWrites)
	}
	for range 20 {
		c.Advance(14 * time.Second)
		if visit(t, s, cookie, func(ctx context.Context) { s.Current(ctx) }) != nil {
			t.Error("a read set a cookie")
		}
	}
	if m.SessionWrites != 1 {
		t.Errorf("%d writes in less than five minutes", m.SessionWrites)
	}
	c.Advance(20 * time.Second)
	signedIn(t, s, cookie)
	signedIn(t, s, cookie)
	if m.SessionWrites != 2 {
		t.Errorf("%d writes after five minutes", m.SessionWrites)
	}
}

func TestFixation(t *testing.T) {
	s, _, _ := fresh()
	planted := visit(t, s, "", func(ctx context.Context) { s.Keep(ctx, "oidc", "x") }).Value
	cookie := signIn(t, s, planted, access.Citizen)
	if cookie == planted || signedIn(t, s, planted) || !signedIn(t, s, cookie) {
		t.Error("a token planted before sign-in is worth something after it")
	}
	var left string
	visit(t, s, cookie, func(ctx context.Context) { left = s.Take(ctx, "oidc") })
	if left != "" {
		t.Error("what was kept before sign-in survived it")
	}
	if in := signedIn(t, s, "made-up-by-the-visitor"); in {
		t.Error("a made-up token signed in")
	}
}

func TestEnds(t *testing.T) {
	s, _, c := fresh()
	cookie := signIn(t, s, "", access.Clerk)
	out := visit(t, s, cookie, func(ctx context.Context) {
		if err := s.SignOut(ctx); err != nil {
			t.Error(err)
		}
	})
	if out == nil || out.MaxAge >= 0 || signedIn(t, s, cookie) {
		t.Error("sign-out left something")
	}
	cookie = signIn(t, s, "", access.Clerk)
	c.Advance(session.IdleStaff)
	if signedIn(t, s, cookie) {
		t.Error("staff idle for half an hour are still signed in")
	}
	cookie = signIn(t, s, "", access.Citizen)
	c.Advance(session.IdleStaff)
	if !signedIn(t, s, cookie) {
		t.Error("a citizen has two hours")
	}
	for range 30 {
		c.Advance(25 * time.Minute)
		signedIn(t, s, cookie)
	}
	if signedIn(t, s, cookie) {
		t.Error("a session lives for ever")
	}
	one, two := signIn(t, s, "", access.Citizen), signIn(t, s, "", access.Citizen)
	if err := s.EndAll(t.Context(), 7); err != nil || signedIn(t, s, one) || signedIn(t, s, two) {
		t.Error("sessions outlived EndAll", err)
	}
}

func TestSwitch(t *testing.T) {
	s, _, _ := fresh()
	cookie := signIn(t, s, "", access.CaseOfficer)
	next := visit(t, s, cookie, func(ctx context.Context) {
		if err := s.Switch(ctx, access.UnitHead, "330599", ""); err != nil {
			t.Error(err)
		}
	}).Value
	if next == cookie || signedIn(t, s, cookie) {
		t.Error("the old token still works after a change of role")
	}
	visit(t, s, next, func(ctx context.Context) {
		if v, ok := s.Current(ctx); !ok || v.Role != access.UnitHead || v.Account != 7 || v.ID == "" || !v.Since.Equal(start) {
			t.Errorf("%+v %v", v, ok)
		}
	})
	visit(t, s, "", func(ctx context.Context) {
		if s.Switch(ctx, access.Auditor, "330599", "") == nil {
			t.Error("a visitor switched to a role")
		}
	})
}
