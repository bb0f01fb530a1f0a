package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/identity"
	"banjie/internal/identity/identitytest"
	"banjie/internal/web/admin/admintest"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/items"
	"banjie/internal/web/admin/keys"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/ui/uitest"
)

type outside struct{}

func (outside) PublicKey() string                                 { return keys.Keys{}.Sample().Public }
func (outside) Checkpoint(context.Context) (string, error)        { return "", nil }
func (outside) Witnesses(context.Context) ([]keys.Witness, error) { return nil, nil }
func (outside) EndAll(context.Context, identity.ID) error         { return nil }
func (outside) Looks(context.Context, keys.LookFilter, string, int) ([]keys.Look, string, error) {
	return nil, "", nil
}

func hall(t *testing.T) *admintest.Hall {
	t.Helper()
	h := admintest.New(t)
	hasher, err := identity.NewHasher()
	if err != nil {
		t.Fatal(err)
	}
	Routes(h.Site, Deps{Items: h, Reload: func(context.Context) error { return nil }, Desk: &identity.Desk{Store: identitytest.NewMemory(), Hasher: hasher, Throttle: identity.NewThrottle(), Clock: h.Clock},
		Sessions: outside{}, Use: func(c *calendar.Calendar) { h.Cal = c }, Ledger: outside{}, System: func(context.Context) (keys.System, error) { return keys.System{}.Sample(), nil }, Looks: outside{}})
	it := specimen.Item()
	h.Publish(it)
	h.Put(it)
	return h
}

// reads are pages without a change, posts are the acts; the roles that may see each.
func TestEveryRouteForEveryRole(t *testing.T) {
	h := hall(t)
	code := specimen.Item().Code
	admin, edit := []access.Role{access.Administrator}, []access.Role{access.Administrator, access.CaseOfficer, access.UnitHead}
	reads := map[string][]access.Role{
		"/admin/items": edit, items.Href(code): edit, items.Href(code) + "/preview": edit, "/admin/gaps": edit, "/admin/export/json": edit, draft.Href(code, ""): edit, draft.Href(code, "materials"): edit, draft.Href(code, "try"): edit,
		items.Href(code) + "/retire": admin, "/admin/import": admin, draft.Href(code, "publish"): admin,
		"/admin/org": admin, "/admin/org/import": admin, "/admin/org/template.xlsx": admin, "/admin/org/export.xlsx": admin, "/admin/org/officer/lin": admin,
		"/admin/accounts": admin, "/admin/account-of/lin": admin, "/admin/calendar": admin, "/admin/calendar/import": admin, "/admin/keys": admin, "/admin/system": admin,
		"/admin/access-log": {access.Auditor},
	}
	posts := map[string][]access.Role{
		items.Href(code) + "/retire": admin, "/admin/import": admin, "/admin/import/confirm": admin, draft.Href(code, "publish"): admin, "/admin/org/import": admin, "/admin/org/import/confirm": admin,
		"/admin/org/unit/market": admin, "/admin/org/officer/lin/leave": admin, "/admin/account-of/lin": admin, "/admin/calendar/import": admin, "/admin/calendar/import/confirm": admin,
	}
	for _, role := range access.Roles {
		h.Actor = access.Actor{ID: "x", Role: role, Division: specimen.Division, Unit: "market", Party: "p"}
		if role == access.Public {
			h.Actor = access.Actor{Role: role}
		}
		for path, may := range reads {
			w := h.Page(t, path)
			if ok := w.Code == http.StatusOK; ok != slices.Contains(may, role) {
				t.Errorf("GET %s as %s: %d", path, role, w.Code)
			}
		}
		if len(h.Acts) > 0 {
			t.Fatalf("a GET as %s wrote %v", role, h.Kinds())
		}
		for path, may := range posts {
			if slices.Contains(may, role) {
				continue
			}
			if w := h.Post(t, path, url.Values{}); w.Code != http.StatusForbidden && w.Code != http.StatusUnauthorized {
				t.Errorf("POST %s as %s: %d", path, role, w.Code)
			}
		}
		if len(h.Acts) > 0 {
			t.Fatalf("a POST as %s wrote %v", role, h.Kinds())
		}
	}
}

// An officer of another unit learns nothing of an item.
func TestOtherUnit(t *testing.T) {
	h := hall(t)
	h.Actor = access.Actor{ID: "huo", Role: access.CaseOfficer, Division: specimen.Division, Unit: "fire"}
	code := specimen.Item().Code
	for _, path := range []string{items.Href(code), items.Href(code) + "/preview?draft=1", draft.Href(code, ""), draft.Href(code, "form"), draft.Href(code, "json")} {
		if w := h.Page(t, path); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestGalleryIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range GalleryPages() {
		if seen[p.ID] {
			t.Errorf("%s twice", p.ID)
		}
		seen[p.ID] = true
	}
}

// Whole pages as handlers answer them pass the same checks as the samples.
func TestAnsweredPages(t *testing.T) {
	h := hall(t)
	code := specimen.Item().Code
	for _, path := range []string{"/admin/items", items.Href(code), draft.Href(code, ""), "/admin/gaps", "/admin/org?view=posts", "/admin/accounts", "/admin/calendar", "/admin/keys"} {
		w := h.Page(t, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		for _, problem := range uitest.Problems(w.Body.String()) {
			t.Errorf("%s: %s", path, problem)
		}
	}
}
