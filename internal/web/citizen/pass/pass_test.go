package pass

import (
	"net/http/httptest"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
)

func TestPass(t *testing.T) {
	wall := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	p := New(nil, wall, true)
	mine, other := casework.Key{Division: "330599", ID: 77}, casework.Key{Division: "330599", ID: 78}
	w := httptest.NewRecorder()
	p.Grant(w, mine)
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || !cookie.Secure || cookie.Path != "/cases/"+mine.ID.String() {
		t.Errorf("cookie %+v", cookie)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(cookie)
	if !p.Holds(r, mine) {
		t.Error("the pass does not open its case")
	}
	if p.Holds(r, other) || New(nil, wall, true).Holds(r, mine) || p.Holds(r, casework.Key{Division: "330598", ID: 77}) {
		t.Error("the pass opens another case, or holds under another key")
	}
	swapped := httptest.NewRequest("GET", "/", nil)
	cookie.Name = name(other.ID)
	swapped.AddCookie(cookie)
	if p.Holds(swapped, other) {
		t.Error("a pass renamed to another case opens it")
	}
	wall.Advance(Life)
	if p.Holds(r, mine) {
		t.Error("the pass does not end")
	}
}
