package head_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/head"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, head.GalleryPages()) }

func open(t *testing.T) *officertest.Town {
	return officertest.New(t, func(town *officertest.Town) { (&head.Pages{Site: town.Site, Staff: town}).Routes() })
}

// The head sees what waits for a head, and work by post.
func TestWhatWaits(t *testing.T) {
	town := open(t)
	file := func() *casework.Case {
		c := town.Do(officertest.Filing())
		town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "accept"})
		return town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: "review", Task: "papers"}})
	}
	asked, against, neither := file(), file(), file()
	town.Do(casework.Command{Actor: specimen.Officer, Case: asked.ID, Verb: "request_extension", Reason: "需要会同核实。"})
	town.Do(casework.Command{Actor: specimen.Officer, Case: against.ID, Verb: "finish", Reason: "布局不符合要求。", Input: &casework.FinishInput{Step: "review", Task: "papers", Outcome: "disagree"}})
	got := town.Get(specimen.Head, "/head")
	if !strings.Contains(got.Body, asked.ID.String()+"/do/approve_extension") || !strings.Contains(got.Text(), "需要会同核实。") || !strings.Contains(got.Body, "/work/cases/"+against.ID.String()+`"`) {
		t.Errorf("status %d:\n%s", got.Status, got.Text())
	}
	if strings.Contains(got.Body, neither.ID.String()) || strings.Contains(got.Text(), specimen.Officer.Name) {
		t.Error("a case that waits for nobody, or an officer's name, stands on the page")
	}
	for _, p := range uitest.Problems(got.Body) {
		t.Error(p)
	}
	if got := town.Get(specimen.Officer, "/head"); got.Status != http.StatusForbidden {
		t.Errorf("an officer: status %d", got.Status)
	}
}

// What a check proposes to rescind stands before the head with both answers.
func TestProposedRescissions(t *testing.T) {
	town := officertest.New(t, func(town *officertest.Town) {
		(&head.Pages{Site: town.Site, Staff: town}).Routes()
		act.Routes(town.Site)
	})
	file := func() *casework.Case {
		cmd := officertest.Filing()
		in, ok := cmd.Input.(*licensing.ReceiveInput)
		if !ok {
			t.Fatalf("the filing's input is %T", cmd.Input)
		}
		in.Undertaking = true
		c := town.Do(cmd)
		do := func(who access.Actor, verb string, input any) {
			t.Helper()
			c = town.Do(casework.Command{Actor: who, Case: c.ID, Verb: verb, Reason: "示例", Input: input})
		}
		do(specimen.Officer, "accept", nil)
		for _, part := range []struct {
			who        access.Actor
			step, task string
		}{{specimen.Officer, "review", "papers"}, {specimen.Fireman, "review", "fire"}, {specimen.Officer, "decide", "sign"}} {
			do(part.who, "take", &casework.TaskInput{Step: part.step, Task: part.task})
			do(part.who, "finish", &casework.FinishInput{Step: part.step, Task: part.task, Outcome: "agree"})
		}
		do(specimen.Officer, "grant", nil)
		do(specimen.Clerk, "deliver", &licensing.DeliverInput{How: "window"})
		return c
	}
	check := func(c *casework.Case, until calendar.Day, why string) {
		town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "check_undertaking", Reason: why, Input: &licensing.CheckInput{Outcome: "not_met", Until: until}})
	}
	first, second := file(), file()
	today := calendar.Builtin().DayOf(town.Clock.Now())
	check(first, today+7, "没有消毒间。")
	if got := town.Get(specimen.Head, "/head"); strings.Contains(got.Body, first.ID.String()) {
		t.Error("what is still to be put right waits for the head")
	}
	check(second, today+7, "没有消毒间。")
	town.Clock.Advance(10 * 24 * time.Hour)
	check(first, 0, "复查仍没有消毒间。")
	check(second, 0, "复查仍没有消毒间。")
	got := town.Get(specimen.Head, "/head")
	if !strings.Contains(got.Text(), "复查仍没有消毒间。") {
		t.Fatalf("the proposals are not there:\n%s", got.Text())
	}
	answer := func(c *casework.Case, verb string) {
		t.Helper()
		at := act.Href(c.ID, verb, "/head")
		if !strings.Contains(got.Body, at) {
			t.Fatalf("the page has no way to %s", at)
		}
		action, form := town.Get(specimen.Head, at).Form(t)
		if bad := town.Post(specimen.Head, action, form); bad.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s without a reason: %d", verb, bad.Status)
		}
		form.Set("reason", "示例理由。")
		done := town.Post(specimen.Head, action, form)
		if done.Status == http.StatusOK { // asked for twice
			action, form = done.Form(t)
			form.Set("_step", "confirm")
			done = town.Post(specimen.Head, action, form)
		}
		if done.Status != http.StatusSeeOther || done.Header.Get("Location") != "/head" {
			t.Fatalf("%s: %d\n%s", verb, done.Status, done.Text())
		}
	}
	answer(first, "rescind")
	answer(second, "reject_rescission")
	if a, b := town.Load(first.ID), town.Load(second.ID); a.State != licensing.LicenceEnded || b.State != licensing.Checking || licensing.FileOf(b).Proposed {
		t.Errorf("%s, %s", a.State, b.State)
	}
	if got := town.Get(specimen.Head, "/head"); strings.Contains(got.Body, first.ID.String()) || strings.Contains(got.Body, second.ID.String()) {
		t.Error("what was answered still waits")
	}
}

func post(t *testing.T, town *officertest.Town, path string, form map[string]string) officertest.Answer {
	t.Helper()
	v := url.Values{}
	for k, x := range form {
		v.Set(k, x)
	}
	return town.Post(specimen.Head, path, v)
}

// A change of A or B ends the former holding the day before; dates are not back-dated and
// other units' posts are not one's own.
func TestHolding(t *testing.T) {
	town := open(t)
	good := map[string]string{"post": "food", "rank": "A", "holder": "he", "holding_from": "2026-03-05"}
	for name, change := range map[string][2]string{"another unit's post": {"post", "fire-opinion"}, "another unit's officer": {"holder", "huo"}, "back-dated": {"holding_from", "2026-02-01"}, "no rank": {"rank", "C"}, "no day": {"holding_from", "2026-02-30"}} {
		bad := map[string]string{change[0]: change[1]}
		for k, v := range good {
			if k != change[0] {
				bad[k] = v
			}
		}
		if got := post(t, town, "/head/staff/holding", bad); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	if got := post(t, town, "/head/staff/holding", good); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	var lin, he org.Holding
	for _, h := range town.Site.Org().Data().Holdings {
		if h.Post == "food" && h.Rank == org.A {
			if h.Officer == "lin" {
				lin = h
			} else {
				he = h
			}
		}
	}
	if lin.Until.String() != "2026-03-04" || he.From.String() != "2026-03-05" || he.Until != 0 {
		t.Errorf("lin until %s, he from %s", lin.Until, he.From)
	}
}

// An absence says who takes over; it has no reason.
func TestAbsence(t *testing.T) {
	town := open(t)
	if got := post(t, town, "/head/staff/absence", map[string]string{"officer": "huo", "from": "2026-03-03"}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("another unit's officer: status %d", got.Status)
	}
	if got := post(t, town, "/head/staff/absence", map[string]string{"officer": "lin", "from": "2026-03-09", "until": "2026-03-05"}); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "不能早于") {
		t.Errorf("ends before it begins: status %d", got.Status)
	}
	if got := post(t, town, "/head/staff/absence", map[string]string{"officer": "lin", "from": "2026-03-02", "until": "2026-03-05"}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	if d, err := town.Site.Org().OnDuty("food", 20514); err != nil || d.Officer != "he" {
		t.Errorf("on duty: %+v, %v", d, err)
	}
}

// A power is handed down within the unit, for a time, and taken back.
func TestDelegation(t *testing.T) {
	town := open(t)
	good := map[string]string{"to": "lin", "powers": "approve_extension", "first": "2026-03-02", "last": "2026-03-31", "instrument": "示例授权〔2026〕1号"}
	if got := post(t, town, "/head/staff/delegation", map[string]string{"to": "huo", "powers": "grant", "first": "2026-03-02", "last": "2028-03-31"}); got.Status != http.StatusUnprocessableEntity || strings.Count(got.Text(), "请") < 2 {
		t.Errorf("status %d:\n%s", got.Status, got.Text())
	}
	if got := post(t, town, "/head/staff/delegation", good); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	id, ok := town.Site.Org().MayApprove("lin", "market", "approve_extension", 20514)
	if !ok || id == "" {
		t.Fatal("the power is not in force")
	}
	if got := post(t, town, "/head/staff/delegation/none/withdraw", nil); got.Status != http.StatusNotFound {
		t.Errorf("withdraw what is not there: status %d", got.Status)
	}
	if got := post(t, town, "/head/staff/delegation/"+id+"/withdraw", nil); got.Status != http.StatusSeeOther {
		t.Errorf("withdraw: status %d", got.Status)
	}
	if _, ok := town.Site.Org().MayApprove("lin", "market", "approve_extension", 20514); ok {
		t.Error("the power is still in force")
	}
}
