package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/session"
	"banjie/internal/lang"
	"banjie/internal/mandate"
	"banjie/internal/org"
)

// one is a store of one mandate.
type one struct{ held mandate.Mandate }

func (o one) Mandate(_ context.Context, division, id string) (mandate.Mandate, error) {
	if division != o.held.Division || id != o.held.ID {
		return mandate.Mandate{}, fault.Missing()
	}
	return o.held, nil
}
func (one) MandatesOf(context.Context, string, string) ([]mandate.Mandate, error)  { return nil, nil }
func (one) MandatesFor(context.Context, string, string) ([]mandate.Mandate, error) { return nil, nil }

func TestVisitors(t *testing.T) {
	s, m, c := fresh()
	day := calendar.Date(2026, 3, 2)
	dir, err := org.NewDirectory(org.Data{
		Units:    []org.Unit{{ID: "water", Division: "330599", Name: lang.T("测试水务局", "Test Water"), Level: "4"}},
		Posts:    []org.Post{{ID: "review", Unit: "water"}},
		Officers: []org.Officer{{ID: "o-1", Unit: "water", Roles: []string{"officer"}, From: day, Until: day}},
		Holdings: []org.Holding{{Post: "review", Officer: "o-1", Rank: org.A, From: day}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []identity.Account{
		{ID: 7, Division: "330599", Kind: identity.Staff, Login: "staff", Officer: "o-1"},
		{ID: 8, Kind: identity.Person, Login: "person", Party: "p8", Proven: start},
	} {
		if err := m.CreateAccount(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	held := mandate.Mandate{ID: "m1", Division: "330599", Kind: mandate.Child, Principal: "old", Agent: identity.ID(8).String(), From: start, Until: start.Add(20 * time.Minute)}
	v := &session.Visitors{Sessions: s, Accounts: m, Mandates: one{held}, Directory: func() *org.Directory { return dir }, Today: func() calendar.Day { return day }, Clock: c}

	ask := func(cookie string, f func(w http.ResponseWriter, r *http.Request)) string {
		t.Helper()
		r := httptest.NewRequest("GET", "/", nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: s.Manager.Cookie.Name, Value: cookie})
		}
		w := httptest.NewRecorder()
		v.Wrap(http.HandlerFunc(f)).ServeHTTP(w, r)
		if cs := w.Result().Cookies(); len(cs) > 0 {
			return cs[0].Value
		}
		return ""
	}
	in := func(a access.Actor) (cookie string, err error) {
		cookie = ask("", func(w http.ResponseWriter, r *http.Request) { err = v.SignIn(w, r, a) })
		return cookie, err
	}
	who := func(cookie string) (a access.Actor) {
		ask(cookie, func(_ http.ResponseWriter, r *http.Request) { a = v.Actor(r) })
		return a
	}
	if a := who(""); a.Role != access.Public {
		t.Errorf("a visitor is %+v", a)
	}
	officer, err := in(access.Actor{ID: "o-1", Role: access.CaseOfficer, Division: "330599"})
	if err != nil {
		t.Fatal(err)
	}
	if a := who(officer); a.ID != "o-1" || a.Unit != "water" || !slices.Equal(a.Posts, []string{"review"}) || a.Session == "" {
		t.Errorf("%+v", a)
	}
	for name, a := range map[string]access.Actor{
		"another role": {ID: "o-1", Role: access.Auditor, Division: "330599"}, "no such officer": {ID: "o-2", Role: access.CaseOfficer, Division: "330599"},
		"a visitor": {Role: access.Public}, "the system": {Role: access.System, Division: "330599"}, "no account": {ID: "zz", Role: access.Citizen},
		"a citizen as staff": {ID: identity.ID(8).String(), Role: access.Clerk, Division: "330599"}, "another's mandate": {ID: identity.ID(8).String(), Role: access.Citizen, Division: "330599", Mandate: "m2"},
	} {
		if cookie, err := in(a); err == nil || cookie != "" {
			t.Errorf("%s signed in: %v", name, err)
		}
	}
	child, err := in(access.Actor{ID: identity.ID(8).String(), Role: access.Citizen, Division: "330599", Mandate: "m1"})
	if err != nil {
		t.Fatal(err)
	}
	if a := who(child); a.Whose() != "old" || a.Mandate != "m1" || a.Party != "p8" {
		t.Errorf("%+v", a)
	}
	c.Advance(20 * time.Minute)
	if a := who(child); a.Role != access.Public {
		t.Errorf("the mandate ended, but the session acts on: %+v", a)
	}
	day++
	if a := who(officer); a.Role != access.Public {
		t.Errorf("the officer left office, but acts on: %+v", a)
	}
	day--
	if err := m.UpdateAccount(t.Context(), identity.Account{ID: 7, Officer: "o-1", Disabled: c.Now()}); err != nil {
		t.Fatal(err)
	}
	if a := who(officer); a.Role != access.Public {
		t.Errorf("disabled, but acts on: %+v", a)
	}
	ask(child, func(w http.ResponseWriter, r *http.Request) {
		if err := v.SignOut(w, r); err != nil {
			t.Error(err)
		}
	})
}
