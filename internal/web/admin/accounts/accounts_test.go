package accounts

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/identity"
	"banjie/internal/identity/identitytest"
	"banjie/internal/web/admin/admintest"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

type sessions struct{ ended []identity.ID }

func (s *sessions) EndAll(_ context.Context, id identity.ID) error {
	s.ended = append(s.ended, id)
	return nil
}

func hall(t *testing.T) (*admintest.Hall, *Pages, *sessions) {
	t.Helper()
	h, s := admintest.New(t), &sessions{}
	hasher, err := identity.NewHasher()
	if err != nil {
		t.Fatal(err)
	}
	d := &Pages{Site: h.Site, Sessions: s, Desk: &identity.Desk{Store: identitytest.NewMemory(), Hasher: hasher, Throttle: identity.NewThrottle(), Clock: h.Clock}}
	d.Routes()
	return h, d, s
}

func TestLifeOfAnAccount(t *testing.T) {
	h, d, s := hall(t)
	if text := admintest.Text(h.Page(t, "/admin/accounts")); !strings.Contains(text, "林示例") || !strings.Contains(text, "没有账号") {
		t.Fatalf("list: %s", text)
	}
	if w := h.Post(t, "/admin/account-of/lin", url.Values{"login": {"x y"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("bad login: %d", w.Code)
	}
	w := h.Post(t, "/admin/account-of/lin", url.Values{"login": {"Lin.Shili"}})
	if w.Code != http.StatusOK || !strings.Contains(admintest.Text(w), "只显示这一次") || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("open: %d %s", w.Code, admintest.Text(w))
	}
	if w := h.Post(t, "/admin/account-of/he", url.Values{"login": {"lin.shili"}}); w.Code != http.StatusConflict {
		t.Errorf("login taken: %d", w.Code)
	}
	acc, err := d.Desk.Store.AccountByOfficer(t.Context(), h.Site.Division, "lin")
	if err != nil || acc.Login != "lin.shili" || acc.Kind != identity.Staff {
		t.Fatalf("%+v %v", acc, err)
	}
	if w := h.Page(t, Href(acc.ID)); w.Code != http.StatusOK {
		t.Fatalf("show: %d", w.Code)
	}
	if w := h.Page(t, "/admin/accounts/find?login=LIN.SHILI"); w.Header().Get("Location") != Href(acc.ID) {
		t.Errorf("find: %d", w.Code)
	}
	for _, act := range []string{"end-sessions", "disable"} {
		if w := h.Post(t, Href(acc.ID)+"/"+act, nil); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", act, w.Code)
		}
	}
	if len(s.ended) != 2 {
		t.Errorf("sessions ended %d times", len(s.ended))
	}
	if w := h.Post(t, Href(acc.ID)+"/recover", nil); w.Code != http.StatusConflict {
		t.Errorf("code for a disabled account: %d", w.Code)
	}
	if w := h.Post(t, Href(acc.ID)+"/enable", nil); w.Code != http.StatusSeeOther {
		t.Errorf("enable: %d", w.Code)
	}
	if w := h.Post(t, Href(acc.ID)+"/explode", nil); w.Code != http.StatusNotFound {
		t.Errorf("unknown act: %d", w.Code)
	}
	want := "account_opened recovery_issued sessions_ended account_disabled account_enabled"
	if got := strings.Join(h.Kinds(), " "); got != want {
		t.Errorf("acts %s", got)
	}
}

func TestTokens(t *testing.T) {
	h, d, _ := hall(t)
	h.Post(t, "/admin/account-of/lin", url.Values{"login": {"lin.shili"}})
	acc, err := d.Desk.Store.AccountByOfficer(t.Context(), h.Site.Division, "lin")
	if err != nil {
		t.Fatal(err)
	}
	good := url.Values{"label": {"统计系统"}, "role": {"officer"}, "scopes": {"list_unit_cases"}, "months": {"3"}}
	for name, change := range map[string][2]string{"label": {"label", ""}, "role not the officer's": {"role", "administrator"}, "scope the role may not": {"scopes", "manage_keys"}, "no end": {"months", "99"}} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(change[0], change[1])
		if w := h.Post(t, Href(acc.ID)+"/tokens", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	w := h.Post(t, Href(acc.ID)+"/tokens", good)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "bj_") {
		t.Fatalf("%d %s", w.Code, admintest.Text(w))
	}
	tokens, err := d.Desk.Store.Tokens(t.Context(), acc.ID)
	if err != nil || len(tokens) != 1 {
		t.Fatalf("%v %v", tokens, err)
	}
	if strings.Contains(h.Page(t, Href(acc.ID)).Body.String(), "bj_") {
		t.Error("a token is shown twice")
	}
	if w := h.Post(t, Href(acc.ID)+"/tokens/"+tokens[0].ID.String()+"/revoke", nil); w.Code != http.StatusSeeOther {
		t.Errorf("revoke: %d", w.Code)
	}
	for _, e := range h.Acts {
		if strings.Contains(string(e.Facts.Data), "bj_") {
			t.Error("a token stands in an act")
		}
	}
}

func TestNotOnesOwn(t *testing.T) {
	h, d, _ := hall(t)
	h.Post(t, "/admin/account-of/lin", url.Values{"login": {"lin.shili"}})
	acc, _ := d.Desk.Store.AccountByOfficer(t.Context(), h.Site.Division, "lin")
	h.Actor.ID = "lin"
	for _, act := range []string{"recover", "disable"} {
		if w := h.Post(t, Href(acc.ID)+"/"+act, nil); w.Code != http.StatusConflict {
			t.Errorf("%s: %d", act, w.Code)
		}
	}
	h.Actor.Role = "officer"
	if w := h.Page(t, "/admin/accounts"); w.Code != http.StatusForbidden {
		t.Errorf("an officer sees accounts: %d", w.Code)
	}
}
