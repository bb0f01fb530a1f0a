package api_test

import (
	"fmt"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/registers/commitment"
	"banjie/internal/registers/publiclist"
)

// Registers are open to everybody: pages join to the whole, and hashes are those of the terms.
func TestRegisters(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	today := calendar.Builtin().DayOf(w.clock.Now())
	head := access.Actor{ID: "h1", Role: access.UnitHead, Unit: "market", Division: division}
	for i := range 5 {
		a, err := commitment.Publish(head, fmt.Sprint("2026-", i), commitment.Terms{Kind: commitment.Public, Unit: "market", Sentence: fmt.Sprint("示例", i), Measure: "x", Target: "x", Evidence: "x", Due: today + 3}, today)
		if err == nil {
			_, err = commitment.Record(ctx, w.Engine, head, a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	admin := access.Actor{ID: "a1", Role: access.Administrator, Division: division}
	current := publiclist.Version{Kind: publiclist.Duties}
	for n := range 2 {
		var entries []publiclist.Entry
		for i := range 6 - n {
			entries = append(entries, publiclist.Entry{Code: fmt.Sprint("D", i), Name: fmt.Sprint("示例", i), Unit: "market"})
		}
		p := publiclist.PlanNext(publiclist.Duties, current, entries, 0, today, false)
		f, err := p.Publish(admin, "示例")
		if err == nil {
			_, err = publiclist.Record(ctx, w.Engine, admin, f)
		}
		if err != nil {
			t.Fatal(err)
		}
		current = p.Next
	}
	all := func(path string) (items []any) {
		t.Helper()
		for path != "" {
			r := w.ask(t, "", "GET", path, nil)
			if r.Status != 200 {
				t.Fatalf("%s: %d", path, r.Status)
			}
			body := r.json(t)
			items = append(items, body["items"].([]any)...)
			path, _ = body["next"].(string)
		}
		return items
	}
	for path, want := range map[string]int{"/commitments?limit=2": 5, "/commitments?unit=roads": 0, "/lists": 1, "/lists/duties?limit=2": 5, "/lists/duties?limit=2&version=1": 6, "/lists/duties/versions": 2, "/lists/duties/diff?from=1&to=2": 1, "/lists/powers": 0, "/lists/duties?q=" + "%E7%A4%BA%E4%BE%8B4": 1} {
		if got := all("/api/v1" + path); len(got) != want {
			t.Errorf("%s: %d items, want %d", path, len(got), want)
		}
	}
	one := w.ask(t, "", "GET", "/api/v1/commitments/2026-3", nil).json(t)
	k, err := w.Commitments.Commitment(ctx, division, "2026-3")
	if err != nil || one["hash"] != k.Hash() || len(one["versions"].([]any)) != 1 {
		t.Errorf("%v %v", one, err)
	}
	if kept := w.ask(t, "", "GET", "/api/v1/commitments-kept", nil).json(t); kept["open"] != float64(5) || kept["due"] != float64(0) {
		t.Errorf("%v", kept)
	}
	for path, want := range map[string]int{"/commitments/2026-9": 404, "/lists/wishes": 404, "/lists/duties?version=7": 404, "/lists/duties/diff?from=1&to=7": 404, "/lists/duties/diff?from=1": 422, "/commitments?after=" + strings.Repeat("A", 8): 422} {
		if r := w.ask(t, "", "GET", "/api/v1"+path, nil); r.Status != want {
			t.Errorf("%s: %d, want %d", path, r.Status, want)
		}
	}
}
