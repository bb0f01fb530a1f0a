package cards_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/web/cards"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, cards.GalleryPages()) }

// accepted is a town with a case that silence accepted on Monday 9 March 2026, seen on the day after.
func accepted(t *testing.T) (*officertest.Town, *casework.Case) {
	town := officertest.New(t, func(town *officertest.Town) {
		(&cards.Pages{Site: town.Site, Cards: town.Cards}).Routes()
		(&desk.Pages{Site: town.Site}).Routes()
	})
	c := town.Do(officertest.Filing())
	town.Clock.Advance(8 * 24 * time.Hour)
	if _, err := town.Site.Engine.Sweep(t.Context(), specimen.Division); err != nil {
		t.Fatal(err)
	}
	return town, c
}

const silence = "Y3-2-market"

// The unit is heard, then a supervisor reviews; each sees what is his, and the applicant's case
// page tells the same as the officer's.
func TestLifeOfACard(t *testing.T) {
	town, c := accepted(t)
	at := cards.Href(c.ID, silence)
	say := func(who access.Actor, verb, reason string) officertest.Answer {
		return town.Post(who, at+"/"+verb, url.Values{"reason": {reason}})
	}
	list := town.Get(specimen.Supervisor, "/cards")
	if !strings.Contains(list.Body, `href="`+at+`"`) || !strings.Contains(list.Text(), "待说明") {
		t.Fatalf("status %d:\n%s", list.Status, list.Text())
	}
	got := town.Get(specimen.Supervisor, at)
	if !strings.Contains(got.Text(), "先听说明再复核") || strings.Contains(got.Body, "uphold_card") || !strings.Contains(got.Body, "withdraw_card") || strings.Contains(got.Body, "explain_card") {
		t.Errorf("the supervisor's card before the reply:\n%s", got.Text())
	}
	if got := say(specimen.Supervisor, "uphold_card", "属实"); got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusConflict {
		t.Errorf("upheld before the unit was heard: status %d", got.Status)
	}
	if got := town.Get(specimen.Head, at); !strings.Contains(got.Body, "explain_card") || strings.Contains(got.Body, "withdraw_card") {
		t.Errorf("the head's card:\n%s", got.Text())
	}
	if got := say(specimen.Head, "explain_card", ""); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "请写明理由") {
		t.Errorf("a reply without words: status %d", got.Status)
	}
	if got := say(specimen.Head, "explain_card", "示例：换班时漏看了新收的件。"); got.Status != http.StatusSeeOther {
		t.Fatalf("the reply: status %d\n%s", got.Status, got.Text())
	}
	if got := say(specimen.Supervisor, "withdraw_card", "示例：系统当天停机。"); got.Status != http.StatusSeeOther {
		t.Fatalf("the withdrawal: status %d\n%s", got.Status, got.Text())
	}
	work := town.Get(specimen.Officer, "/work/cases/"+c.ID.String())
	for _, want := range []string{"电子监察（黄牌 Y3）：逾期未告知，视为受理", "监督人员已经撤销", "换班时漏看了新收的件", "系统当天停机"} {
		if !strings.Contains(work.Text(), want) {
			t.Errorf("the case page does not say %q", want)
		}
	}
	if got := town.Get(specimen.Supervisor, "/cards?state=withdrawn"); !strings.Contains(got.Body, at) {
		t.Error("a withdrawn card is no longer listed")
	}
	if got := town.Get(access.Actor{Role: access.Public, Division: specimen.Division}, "/supervision"); got.Status != http.StatusOK || !strings.Contains(got.Text(), "其中撤销") {
		t.Errorf("the public page: status %d\n%s", got.Status, got.Text())
	}
}

// Who has no business with a card gets the answer of one that does not exist, for reading and for every act.
func TestWhoSeesACard(t *testing.T) {
	town, c := accepted(t)
	foreign := specimen.Head
	foreign.ID, foreign.Unit = "x1", "fire"
	elsewhere := specimen.Supervisor
	elsewhere.Division = "330598"
	for name, row := range map[string]struct {
		who        access.Actor
		list, card int
		explain    bool
	}{
		"supervisor": {specimen.Supervisor, http.StatusOK, http.StatusOK, false}, "head": {specimen.Head, http.StatusOK, http.StatusOK, true}, "officer": {specimen.Officer, http.StatusForbidden, http.StatusOK, true},
		"head of another unit": {foreign, http.StatusOK, http.StatusNotFound, false}, "clerk": {specimen.Clerk, http.StatusForbidden, http.StatusNotFound, false}, "supervisor of another county": {elsewhere, http.StatusOK, http.StatusNotFound, false},
		"citizen": {officertest.Citizen, http.StatusForbidden, http.StatusForbidden, false}, "auditor": {access.Actor{ID: "u1", Role: access.Auditor, Division: specimen.Division}, http.StatusOK, http.StatusOK, false},
	} {
		if got := town.Get(row.who, "/cards"); got.Status != row.list {
			t.Errorf("%s: list %d", name, got.Status)
		} else if seen := strings.Contains(got.Body, silence); seen != (row.list == http.StatusOK && row.card == http.StatusOK) && name != "supervisor of another county" {
			t.Errorf("%s: listed %v", name, seen)
		}
		there, none := town.Get(row.who, cards.Href(c.ID, silence)), town.Get(row.who, cards.Href(c.ID+1, silence))
		if there.Status != row.card || row.card == http.StatusNotFound && there.Text() != none.Text() {
			t.Errorf("%s: card %d, and one that does not exist %d", name, there.Status, none.Status)
		}
		if strings.Contains(there.Body, "explain_card") != row.explain {
			t.Errorf("%s: a reply form %v", name, !row.explain)
		}
		if name == "head" || name == "officer" {
			continue
		}
		before := len(town.Load(c.ID).Events)
		for _, verb := range []string{"explain_card", "uphold_card"} {
			got := town.Post(row.who, cards.Href(c.ID, silence)+"/"+verb, url.Values{"reason": {"x"}})
			if got.Status == http.StatusSeeOther || len(town.Load(c.ID).Events) != before {
				t.Errorf("%s: %s was taken: %d", name, verb, got.Status)
			}
		}
	}
}

// Nothing on the pages or in the files says who was at work; the public counts nothing before the reply or its expiry.
func TestNobodyIsNamed(t *testing.T) {
	town, c := accepted(t)
	public := access.Actor{Role: access.Public, Division: specimen.Division}
	if got := town.Get(public, "/supervision"); strings.Contains(got.Body, marketName) {
		t.Error("a card counts in public before the reply")
	}
	town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: "review", Task: "papers"}})
	for _, page := range []string{"/cards", "/cards.csv", "/cards.jsonl", cards.Href(c.ID, silence)} {
		got := town.Get(specimen.Supervisor, page)
		if got.Status != http.StatusOK {
			t.Errorf("%s: status %d", page, got.Status)
		}
		for _, who := range []access.Actor{specimen.Officer, specimen.Head, officertest.Citizen} {
			if strings.Contains(got.Body, who.Name) || strings.Contains(got.Body, `"`+who.ID+`"`) {
				t.Errorf("%s names %s", page, who.Name)
			}
		}
		if strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			for _, p := range uitest.Problems(got.Body) {
				t.Error(p)
			}
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(town.Get(specimen.Supervisor, "/cards.csv?rule=Y3").Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != silence {
		t.Errorf("%v %v", rows, err)
	}
	for query, want := range map[string]bool{"?since=2026-03-10": true, "?since=2026-03-11": false, "?colour=asking": true, "?colour=red": false, "?unit=market&state=to_do": true, "?unit=fire": false, "?state=upheld": false} {
		if got := town.Get(specimen.Supervisor, "/cards"+query); got.Status != http.StatusOK || strings.Contains(got.Body, silence) != want {
			t.Errorf("%q: status %d, shown %v", query, got.Status, !want)
		}
	}
	if got := town.Get(specimen.Supervisor, "/cards?since=2026-02-30"); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a day that does not exist: %d", got.Status)
	}
	town.Clock.Advance(4 * 24 * time.Hour) // Saturday: the three working days are over
	if got := town.Get(public, "/supervision"); !strings.Contains(got.Body, marketName) {
		t.Errorf("the expired card does not count:\n%s", got.Text())
	}
}

var marketName = func() string { u, _ := specimen.Directory().Unit("market"); return u.Name.ZH }()
