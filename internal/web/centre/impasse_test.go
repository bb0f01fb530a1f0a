package centre_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/centre"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"context"
)

// none are lists without a row but one cause that repeats.
type none struct{}

func (none) Causes(context.Context, string, time.Time) ([]impasse.CauseCount, error) {
	return []impasse.CauseCount{{Item: specimen.Item().Code, Unit: "market", Cause: "guide_wrong", N: 2, Open: 1}, {Item: specimen.Item().Code, Unit: "fire", Cause: "guide_wrong", N: 1}, {Unit: "market", Cause: "slowness", N: 9}}, nil
}

func (none) Fixes(context.Context, string, string, bool) ([]impasse.FixRow, error) { return nil, nil }

// TestWhoReadsTheCentresPage: whoever sorts, decides or oversees; for the others it does not exist,
// and it names units and causes, never a person.
func TestWhoReadsTheCentresPage(t *testing.T) {
	town := officertest.New(t, func(town *officertest.Town) {
		rules := impasse.Rules{Centre: func() string { return "hall" }}
		if err := town.Site.Engine.Register(rules.Procedure(), rules.FixProcedure()); err != nil {
			t.Fatal(err)
		}
		(&centre.Impasses{Site: town.Site, Lists: none{}, Office: func() string { return "hall" }}).Routes()
	})
	chief := specimen.Supervisor
	chief.Role = access.CentreHead
	for who, want := range map[*access.Actor]int{&chief: http.StatusOK, &specimen.Supervisor: http.StatusOK, &specimen.Clerk: http.StatusOK, &specimen.Officer: http.StatusNotFound, &specimen.Head: http.StatusOK, &officertest.Citizen: http.StatusForbidden} {
		got := town.Get(*who, "/centre/impasse")
		if got.Status != want && !(want == http.StatusForbidden && got.Status >= 400) {
			t.Errorf("%s of %s gets %d, want %d", who.Role, who.Unit, got.Status, want)
		}
	}
	page := town.Get(chief, "/centre/impasse?tab=nothing").Text()
	name := specimen.Item().Name.In(lang.ZH)
	if !strings.Contains(page, "反复出现的：1类") || !strings.Contains(page, name+"——办事指南有错或者说不清：3件") {
		t.Errorf("what repeats over the units is not said:\n%s", page)
	}
	// The head of another unit finds that unit's, and nothing of the others.
	own := town.Get(specimen.Head, "/centre/impasse")
	if text := own.Text(); !strings.Contains(text, name) || strings.Contains(text, "消防") || strings.Contains(text, "一类事整改") || !strings.Contains(text, "县市场监督管理局") {
		t.Errorf("a head of unit reads:\n%s", text)
	}
}
