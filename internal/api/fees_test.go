package api_test

import (
	"strings"
	"testing"
)

// Anybody reads the list and asks about a payment; nothing is written for either.
func TestFees(t *testing.T) {
	w := newWorld(t)
	list := w.ask(t, "", "GET", "/api/v1/fees?q=补办证", nil)
	if body := string(list.Body); list.Status != 200 || !strings.Contains(body, `"id":"card"`) || strings.Contains(body, "pavement") || !strings.Contains(body, `"says"`) {
		t.Errorf("%d %s", list.Status, body)
	}
	first := w.ask(t, "", "GET", "/api/v1/fees?limit=1", nil)
	if body := string(first.Body); !strings.Contains(body, `/api/v1/fees?after=1`) {
		t.Errorf("%s", body)
	}
	if past := w.ask(t, "", "GET", "/api/v1/fees?on=2025-12-31", nil); !strings.Contains(string(past.Body), `"items":[]`) {
		t.Errorf("%s", past.Body)
	}
	for name, c := range map[string]struct {
		ask    map[string]any
		status int
		says   string
	}{
		"too much":   {map[string]any{"fee": "pavement", "on": "2026-02-01", "paid": "80", "quantity": "36.5", "to": "roads"}, 200, `"outcome":"too_much"`},
		"by how":     {map[string]any{"fee": "pavement", "on": "2026-02-01", "paid": "80", "quantity": "36.5"}, 200, `"over":"25.25"`},
		"lawful":     {map[string]any{"fee": "card", "on": "2026-02-01", "paid": "10"}, 200, `"outcome":"lawful"`},
		"not listed": {map[string]any{"on": "2026-02-01", "paid": "300"}, 200, `"outcome":"not_listed"`},
		"no number":  {map[string]any{"fee": "pavement", "on": "2026-02-01", "paid": "80"}, 422, "quantity"},
		"tomorrow":   {map[string]any{"fee": "card", "on": "2027-01-01", "paid": "10"}, 422, "on"},
		"no such":    {map[string]any{"fee": "nothing", "on": "2026-02-01", "paid": "10"}, 422, "fee"},
		"half a fen": {map[string]any{"fee": "card", "on": "2026-02-01", "paid": "10.005"}, 422, "paid"},
	} {
		if r := w.ask(t, "", "POST", "/api/v1/fees/check", c.ask); r.Status != c.status || !strings.Contains(string(r.Body), c.says) {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}
