package voice_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	casestore "banjie/internal/store/casework"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
	"banjie/internal/web/voice"
)

func TestPages(t *testing.T) { uitest.Pages(t, voice.GalleryPages()) }

const words = "等得太久，中间也没人说一声。"

// rated is a town in which the applicant gave a poor rating; the clerk had a part.
func rated(t *testing.T) (*officertest.Town, casework.ID) {
	town := officertest.New(t, func(town *officertest.Town) {
		(&voice.Pages{Site: town.Site, Figures: casestore.New(town.DB, nil)}).Routes()
		(&desk.Pages{Site: town.Site}).Routes()
	})
	c := town.Do(officertest.Filing())
	town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "accept"})
	town.Do(casework.Command{Actor: officertest.Citizen, Case: c.ID, Verb: "withdraw"})
	c = town.Do(casework.Command{Actor: officertest.Citizen, Case: c.ID, Verb: "rate", Reason: words, Input: &rating.Input{Grade: rating.Dissatisfied, Tags: []string{"209"}, Channel: "web"}})
	return town, rating.Of(c)[0].Duty
}

// The unit finds the duty, a colleague without a part calls and puts it right; who had a part
// sees neither the words nor the way to the person, and no page names an officer.
func TestFromListToFix(t *testing.T) {
	town, duty := rated(t)
	at := "/work/cases/" + duty.String()
	for who, path := range map[*access.Actor]string{&specimen.Officer: "/work/voice", &specimen.Head: "/work/voice", &specimen.Supervisor: "/centre/voice"} {
		got := town.Get(*who, path)
		if !strings.Contains(got.Body, at) || !strings.Contains(got.Text(), "1 ÷ 1") {
			t.Errorf("%s: status %d\n%s", path, got.Status, got.Text())
		}
		for _, name := range []string{specimen.Officer.Name, specimen.Colleague.Name, "林小禾"} {
			if who.Name != name && strings.Contains(strings.ReplaceAll(got.Text(), who.Name, ""), name) {
				t.Errorf("%s names %s", path, name)
			}
		}
	}
	if got := town.Get(specimen.Fireman, "/work/voice"); strings.Contains(got.Body, at) {
		t.Error("another unit has it in its list")
	}
	if got := town.Get(specimen.Fireman, at); got.Status != http.StatusNotFound {
		t.Errorf("another unit opens it: %d", got.Status)
	}
	part := town.Get(specimen.Officer, at)
	if strings.Contains(part.Text(), words) || !strings.Contains(part.Text(), "您经手过被评价的办件") || strings.Contains(part.Text(), "未在承诺的时间内办结") {
		t.Errorf("who had a part sees\n%s", part.Text())
	}
	free := town.Get(specimen.Colleague, at)
	const phone = "19000000001" // of the person of officertest.Filing
	if !strings.Contains(free.Text(), words) || !strings.Contains(free.Body, "take_call") || strings.Contains(free.Text(), phone) {
		t.Errorf("the colleague sees\n%s", free.Text())
	}
	for _, who := range []access.Actor{specimen.Head, specimen.Supervisor} {
		if got := town.Get(who, at); strings.Contains(got.Text(), phone) {
			t.Errorf("%s, who did not take the call, sees the telephone", who.Role)
		}
	}
	do := func(who access.Actor, verb string, form url.Values) officertest.Answer {
		form.Set("reason", "示例")
		return town.Post(who, at+"/do/"+verb, form)
	}
	if got := do(specimen.Officer, "confirm_poor_rating", url.Values{"channel": {"telephone"}, "cause": {"service"}}); got.Status == http.StatusSeeOther {
		t.Error("who had a part called back")
	}
	if got := do(specimen.Officer, "take_call", url.Values{}); got.Status == http.StatusSeeOther {
		t.Error("who had a part took the call")
	}
	if got := do(specimen.Colleague, "take_call", url.Values{}); got.Status != http.StatusSeeOther {
		t.Fatalf("take: %d\n%s", got.Status, got.Text())
	}
	if got := town.Get(specimen.Colleague, at); !strings.Contains(got.Text(), phone) || !strings.Contains(got.Body, "confirm_poor_rating") {
		t.Errorf("who took the call sees\n%s", got.Text())
	}
	if got := town.Get(specimen.Head, at); strings.Contains(got.Text(), phone) {
		t.Error("a second person sees the telephone the same day")
	}
	if got := do(specimen.Colleague, "confirm_poor_rating", url.Values{"channel": {"telephone"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("no cause: %d", got.Status)
	}
	if got := do(specimen.Colleague, "confirm_poor_rating", url.Values{"channel": {"telephone"}, "cause": {"policy"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("confirm: %d\n%s", got.Status, got.Text())
	}
	form := url.Values{"cause": {"policy"}, "fixes": {"passed_up"}}
	if got := do(specimen.Officer, "record_fix", form); got.Status != http.StatusOK {
		t.Fatalf("check: %d\n%s", got.Status, got.Text()) // it cannot be taken back and is asked for twice
	}
	town.Do(casework.Command{Actor: specimen.Officer, Case: duty, Verb: "record_fix", Reason: "已报上级修改规定。", Input: &rectification.FixInput{Cause: "policy", Fixes: []string{"passed_up"}}})
	if got := town.Get(specimen.Supervisor, "/centre/voice?tab=ended"); !strings.Contains(got.Text(), "已整改答复") || !strings.Contains(got.Text(), "政策或者规定本身") {
		t.Errorf("ended:\n%s", got.Text())
	}
}
