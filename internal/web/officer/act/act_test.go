package act_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func open(t *testing.T) *officertest.Town {
	return officertest.New(t, func(town *officertest.Town) { act.Routes(town.Site) })
}

func path(id casework.ID, verb string) string { return act.Href(id, verb, "") }

var staff = []access.Actor{specimen.Clerk, specimen.Officer, specimen.Colleague, specimen.Fireman, specimen.Head, specimen.Supervisor,
	{ID: "z", Name: "甲（示例）", Role: access.CentreHead, Division: specimen.Division, Unit: "hall"}, {ID: "u", Name: "乙（示例）", Role: access.Auditor, Division: specimen.Division, Unit: "hall"},
	{ID: "a", Name: "丙（示例）", Role: access.Administrator, Division: specimen.Division, Unit: "hall"}, {ID: "x", Name: "丁（示例）", Role: access.CaseOfficer, Division: specimen.Division, Unit: "forest"}}

// states drives one case into each state that a person can bring about.
func states(t *testing.T, town *officertest.Town) map[string]*casework.Case {
	t.Helper()
	all := map[string]*casework.Case{}
	review := func() *casework.Case {
		c := town.Do(officertest.Filing())
		return town.Do(casework.Command{Actor: specimen.Clerk, Case: c.ID, Verb: "accept"})
	}
	finish := func(c *casework.Case, who access.Actor, step, task string) {
		town.Do(casework.Command{Actor: who, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: step, Task: task}})
		town.Do(casework.Command{Actor: who, Case: c.ID, Verb: "finish", Input: &casework.FinishInput{Step: step, Task: task, Outcome: "agree"}})
	}
	all["received"] = town.Do(officertest.Filing())
	c := town.Do(officertest.Filing())
	all["correcting"] = town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "request_correction", Input: &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "lease", Fault: "form", Words: "请补签字。"}}}})
	all["under review"] = review()
	c = review()
	town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: "review", Task: "papers"}})
	all["taken"] = town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "request_extension", Reason: "示例"})
	c = review()
	all["suspended"] = town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "pause", Reason: "示例", Input: &licensing.PauseInput{Kind: "testing", Days: 3}})
	c = review()
	finish(c, specimen.Officer, "review", "papers")
	finish(c, specimen.Fireman, "review", "fire")
	finish(c, specimen.Officer, "decide", "sign")
	all["granted"] = town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "grant"})
	c = town.Do(officertest.Filing())
	all["refused"] = town.Do(casework.Command{Actor: specimen.Clerk, Case: c.ID, Verb: "refuse", Reason: "示例", Input: &licensing.RefuseInput{Ground: licensing.NotNeeded}})
	return all
}

// Every verb that staff can use has a form, and no verb that the platform or the applicant
// alone uses has one.
func TestEveryVerbHasAForm(t *testing.T) {
	for _, tr := range licensing.Procedure().Transitions {
		if tr.Quiet || len(tr.From) == 0 {
			continue
		}
		forStaff := slices.ContainsFunc(tr.By, func(r casework.Relation) bool { return r != casework.Applicant && r != casework.Itself })
		if forStaff && !act.Known(&tr) {
			t.Errorf("verb %s has no form", tr.Verb)
		}
	}
}

// In every state, for every verb and every member of staff: there is a page exactly where
// both tables say so, the page is whole, and asking changes nothing.
func TestOnlyRelatedActorsGetAForm(t *testing.T) {
	town := open(t)
	pages := 0
	for name, c := range states(t, town) {
		proc, err := town.Site.Engine.Procedure(c.Procedure, c.ProcedureVersion)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range staff {
			mine := casework.RelationOf(who, c)
			for _, verb := range proc.Verbs() {
				tr, now := proc.Transition(c.State, verb)
				want := now && !tr.Quiet && access.Check(who, access.Verb(verb), c.Target()) == nil &&
					slices.ContainsFunc(tr.By, func(r casework.Relation) bool { return r != casework.Anyone && slices.Contains(mine, r) })
				if who.ID == specimen.Colleague.ID && (verb == "approve_extension" || verb == "reject_extension") && now {
					want = true // by the head's delegation
				}
				got := town.Get(who, path(c.ID, verb))
				if (got.Status == http.StatusOK) != want {
					t.Errorf("%s: %s (%s) asks for %s: status %d, want a form: %v", name, who.ID, who.Role, verb, got.Status, want)
				}
				if want {
					pages++
					for _, p := range uitest.Problems(got.Body) {
						t.Errorf("%s: %s: %s", name, verb, p)
					}
					continue
				}
				if out := town.Post(who, path(c.ID, verb), url.Values{"_step": {"confirm"}, "reason": {"示例"}}); out.Status < 400 {
					t.Errorf("%s: %s posts %s: status %d", name, who.ID, verb, out.Status)
				}
			}
		}
		if after := town.Load(c.ID); after.Version != c.Version {
			t.Errorf("%s: looking at forms moved the case from %d to %d", name, c.Version, after.Version)
		}
	}
	if pages < 60 {
		t.Errorf("only %d forms were seen", pages)
	}
}

// A refused form shows where, what to do, and what was typed.
func TestRefusedKeepsWhatWasTyped(t *testing.T) {
	town := open(t)
	c := states(t, town)["under review"]
	action, form := town.Get(specimen.Officer, path(c.ID, "pause")).Form(t)
	form.Set("days", "40")
	form.Set("reason", "需要取水样检测。")
	got := town.Post(specimen.Officer, action, form)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "所需时间应为 1 至 15") {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	_, again := got.Form(t)
	if again.Get("days") != "40" || again.Get("reason") != "需要取水样检测。" || again.Get("kind") != "testing" {
		t.Errorf("typed is lost: %v", again)
	}
	again.Set("days", "5")
	again.Set("_step", "preview")
	got = town.Post(specimen.Officer, action, again)
	if !strings.Contains(got.Text(), "2026年3月9日") {
		t.Errorf("the preview does not name the computed day:\n%s", got.Text())
	}
	if town.Load(c.ID).Version != c.Version {
		t.Error("a preview was written")
	}
	again.Set("_step", "")
	if got = town.Post(specimen.Officer, action, again); got.Status != http.StatusSeeOther || town.Load(c.ID).State != licensing.Suspended {
		t.Errorf("status %d, state %s", got.Status, town.Load(c.ID).State)
	}
}

// Corrections that were handed in on the last day and typed the morning after are in time; what
// the machine was faster with is entered with what shows the day, and the head lets it go on.
func TestTypedLate(t *testing.T) {
	town := open(t)
	all := states(t, town)
	c := all["correcting"]
	k, _ := c.Clock("correction")
	town.Clock.MoveTo(k.Due.At.Add(9 * time.Hour))
	action, form := town.Get(specimen.Clerk, path(c.ID, "submit_correction")).Form(t)
	form.Set("have.lease", "B")
	if got := town.Post(specimen.Clerk, action, form); got.Status < 400 {
		t.Errorf("of today they are too late: status %d", got.Status)
	}
	form.Set("received_on", k.Due.Day.String())
	if got := town.Post(specimen.Clerk, action, form); got.Status != http.StatusSeeOther || town.Load(c.ID).State != licensing.Received {
		t.Fatalf("status %d, state %s:\n%s", got.Status, town.Load(c.ID).State, got.Text())
	}
	if k, _ := town.Load(c.ID).Clock("correction"); k.State != limit.Met {
		t.Errorf("the time for corrections is %s", k.State)
	}

	c = town.Do(officertest.Filing())
	c = town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "request_correction", Input: &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "lease", Fault: "form", Words: "请补签字。"}}}})
	k, _ = c.Clock("correction")
	town.Clock.MoveTo(k.Due.At.Add(9 * time.Hour))
	if got, err := town.Site.Engine.Sweep(t.Context(), specimen.Division); err != nil || got.Acted == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	page := town.Get(specimen.Clerk, path(c.ID, "request_reopening"))
	for _, p := range uitest.Problems(page.Body) {
		t.Error(p)
	}
	town.Do(casework.Command{Actor: specimen.Clerk, Case: c.ID, Verb: "request_reopening", Reason: "收条写明日期。", Input: &licensing.ReopeningInput{Day: k.Due.Day,
		MaterialsInput: licensing.MaterialsInput{Materials: map[string]licensing.MaterialState{"lease": {Have: true, Grade: "B"}}, Files: []casework.File{{Material: licensing.PaperMaterial, Name: "slip.pdf", Hash: "ab"}}}}})
	action, form = town.Get(specimen.Head, path(c.ID, "reopen")).Form(t)
	form.Set("reason", "收条写明按期交来。")
	form.Set("_step", "confirm")
	if got := town.Post(specimen.Head, action, form); got.Status != http.StatusSeeOther || town.Load(c.ID).State != licensing.Received {
		t.Fatalf("status %d, state %s:\n%s", got.Status, town.Load(c.ID).State, got.Text())
	}
}

// There is one list. A second one is refused with its article and goes on record once; the
// words stay on the page.
func TestSecondListIsRefusedAndCounted(t *testing.T) {
	town := open(t)
	c := states(t, town)["correcting"]
	c = town.Do(casework.Command{Actor: specimen.Clerk, Case: c.ID, Verb: "submit_correction", Input: &licensing.MaterialsInput{Materials: map[string]licensing.MaterialState{"lease": {Have: true, Grade: "B"}}}})
	page := town.Get(specimen.Officer, path(c.ID, "request_correction"))
	if !strings.Contains(page.Text(), "现在提交会被拒绝") {
		t.Errorf("no warning:\n%s", page.Text())
	}
	action, form := page.Form(t)
	form.Set("items.lease", "1")
	form.Set("fault.lease", "form")
	form.Set("words.lease", "再补一次签字。")
	got := town.Post(specimen.Officer, action, form)
	if got.Status != http.StatusConflict || !strings.Contains(got.Text(), "不能再出第二张清单") || !strings.Contains(got.Text(), "《行政许可法》") {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	if _, again := got.Form(t); again.Get("words.lease") != "再补一次签字。" {
		t.Error("the words are lost")
	}
	attempts := 0
	for _, e := range town.Load(c.ID).Events {
		if e.Kind == "attempt_refused" {
			attempts++
		}
	}
	if attempts != 1 {
		t.Errorf("%d attempts on record, want 1", attempts)
	}
}

// An act that cannot be taken back is asked for twice, with computed days; sent again it
// is done once.
func TestFinalActIsCheckedFirst(t *testing.T) {
	town := open(t)
	c := states(t, town)["received"]
	action, form := town.Get(specimen.Clerk, act.Href(c.ID, "refuse", "/window/cases/"+c.ID.String())).Form(t)
	form.Set("ground", licensing.WrongAgency)
	form.Set("competent", "示例市公路事务中心")
	form.Set("reason", "示例：不归本局办。")
	check := town.Post(specimen.Clerk, action, form)
	text := check.Text()
	if check.Status != http.StatusOK || town.Load(c.ID).Version != c.Version {
		t.Fatalf("status %d, version %d", check.Status, town.Load(c.ID).Version)
	}
	for _, want := range []string{"确定要“不予受理”吗", "示例市公路事务中心", "不属于本机关职权范围", "2026年5月6日", "提起行政诉讼"} {
		if !strings.Contains(text, want) {
			t.Errorf("the check does not say %q:\n%s", want, text)
		}
	}
	action, sure := check.Form(t)
	change := clone(sure)
	change.Set("_step", "change")
	if _, back := town.Post(specimen.Clerk, action, change).Form(t); back.Get("reason") != "示例：不归本局办。" {
		t.Error("going back to change lost the reason")
	}
	sure.Set("_step", "confirm")
	for range 2 {
		got := town.Post(specimen.Clerk, action, sure)
		if got.Status != http.StatusSeeOther || got.Header.Get("Location") != "/window/cases/"+c.ID.String() {
			t.Fatalf("status %d to %q:\n%s", got.Status, got.Header.Get("Location"), got.Text())
		}
	}
	if after := town.Load(c.ID); after.Version != c.Version+1 || after.State != licensing.Refused {
		t.Errorf("version %d, state %s", after.Version, after.State)
	}
}

func clone(v url.Values) url.Values {
	n := url.Values{}
	for k, all := range v {
		n[k] = slices.Clone(all)
	}
	return n
}

// Whoever acts on an old page is told what changed, keeps the words, and may then go on.
func TestOutdatedPage(t *testing.T) {
	town := open(t)
	c := states(t, town)["under review"]
	action, form := town.Get(specimen.Officer, path(c.ID, "note")).Form(t)
	form.Set("reason", "已电话联系申请人。")
	town.Do(casework.Command{Actor: specimen.Colleague, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: "review", Task: "papers"}})
	got := town.Post(specimen.Officer, action, form)
	if got.Status != http.StatusConflict || !strings.Contains(got.Text(), "办件有了变化") || !strings.Contains(got.Text(), "签收") {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	action, again := got.Form(t)
	if again.Get("reason") != "已电话联系申请人。" {
		t.Error("the words are lost")
	}
	if got = town.Post(specimen.Officer, action, again); got.Status != http.StatusSeeOther {
		t.Errorf("the second try: status %d:\n%s", got.Status, got.Text())
	}
}

// A power handed down is used under the delegation's id.
func TestDelegatedApproval(t *testing.T) {
	town := open(t)
	c := states(t, town)["taken"]
	action, form := town.Get(specimen.Colleague, path(c.ID, "approve_extension")).Form(t)
	form.Set("reason", "同意，理由成立。")
	form.Set("_step", "confirm")
	if got := town.Post(specimen.Colleague, action, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	after := town.Load(c.ID)
	last := after.Events[len(after.Events)-1]
	if last.Kind != "extended" || last.By.ID != specimen.Colleague.ID || last.By.Mandate != "d-1" || last.By.Relation != casework.HeadOfUnit {
		t.Errorf("%s by %+v", last.Kind, last.By)
	}
	if got := town.Get(specimen.Colleague, path(c.ID, "terminate")); got.Status != http.StatusForbidden {
		t.Errorf("a power that was not handed down: status %d", got.Status)
	}
}

// A scan sent with a refused form is kept and not asked for again.
func TestScanIsKept(t *testing.T) {
	town := open(t)
	c := states(t, town)["received"]
	action, form := town.Get(specimen.Clerk, path(c.ID, "correct_on_spot")).Form(t)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, all := range form {
		for _, v := range all {
			w.WriteField(k, v)
		}
	}
	good, _ := w.CreateFormFile("file.plan", "plan.png")
	good.Write([]byte("\x89PNG\r\n\x1a\n0000"))
	bad, _ := w.CreateFormFile("file.lease", "lease.exe")
	bad.Write([]byte("MZ program"))
	w.Close()
	got := town.PostBody(specimen.Clerk, action, w.FormDataContentType(), &body)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "plan.png") {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	_, again := got.Form(t)
	forged := clone(again)
	forged.Set("_held", again.Get("_held")+"0")
	if got := town.Post(specimen.Clerk, action, forged); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a forged seal: status %d", got.Status)
	}
	if got := town.Post(specimen.Clerk, action, again); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	after := town.Load(c.ID)
	if files := after.Events[len(after.Events)-1].Private.Files; len(files) != 1 || files[0].Material != "plan" || files[0].Name != "plan.png" {
		t.Errorf("files %+v", files)
	}
}

// The legal basis is chosen from the item's articles and found by words in the register.
func TestBasisIsLookedUp(t *testing.T) {
	town := open(t)
	c := states(t, town)["under review"]
	action, form := town.Get(specimen.Head, path(c.ID, "terminate")).Form(t)
	form.Set("_step", "search")
	form.Set("basis_words", "注销 手续")
	got := town.Post(specimen.Head, action, form)
	if !strings.Contains(got.Body, `value="xkf-70"`) || !strings.Contains(got.Body, `value="sc-12"`) || strings.Contains(got.Body, `value="xkf-57"`) {
		t.Errorf("looked up:\n%s", got.Text())
	}
	_, form = got.Form(t)
	form.Set("reason", "示例")
	form.Set("_step", "confirm")
	if got := town.Post(specimen.Head, action, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "请选择法律依据") {
		t.Errorf("without a basis: status %d:\n%s", got.Status, got.Text())
	}
	form.Set("basis", "xkf-70")
	if got := town.Post(specimen.Head, action, form); got.Status != http.StatusSeeOther {
		t.Errorf("with a basis: status %d:\n%s", got.Status, got.Text())
	}
}

// A path to come back to leads nowhere else.
func TestBackStaysHere(t *testing.T) {
	town := open(t)
	c := states(t, town)["received"]
	for _, back := range []string{"//evil.example", "https://evil.example", "/workaround", "/admin"} {
		_, form := town.Get(specimen.Clerk, path(c.ID, "note")+"?back="+url.QueryEscape(back)).Form(t)
		if form.Get("back") != "/work/cases/"+c.ID.String() {
			t.Errorf("back=%q gives %q", back, form.Get("back"))
		}
	}
}

// The head ends a delivered licence in the browser in each way the law knows, with reason and
// basis; what was revoked is struck off afterwards.
func TestHeadEndsALicence(t *testing.T) {
	for verbs, event := range map[string]string{"amend_certificate": "certificate_amended", "rescind": "certificate_rescinded", "revoke": "certificate_revoked", "deregister": "certificate_deregistered", "revoke deregister": "certificate_deregistered"} {
		town := open(t)
		c := states(t, town)["granted"]
		c = town.Do(casework.Command{Actor: specimen.Clerk, Case: c.ID, Verb: "deliver", Input: &licensing.DeliverInput{How: "window"}})
		for _, verb := range strings.Fields(verbs) {
			if got := town.Get(specimen.Officer, path(c.ID, verb)); got.Status == http.StatusOK {
				t.Errorf("%s: an officer gets the head's form", verb)
			}
			action, form := town.Get(specimen.Head, path(c.ID, verb)).Form(t)
			if got := town.Post(specimen.Head, action, form); got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s without a reason: %d", verb, got.Status)
			}
			form.Set("reason", "示例：查证属实。")
			form.Set("basis", "illustrative")
			action, sure := town.Post(specimen.Head, action, form).Form(t)
			sure.Set("_step", "confirm")
			if got := town.Post(specimen.Head, action, sure); got.Status != http.StatusSeeOther {
				t.Fatalf("%s: %d\n%s", verb, got.Status, got.Text())
			}
		}
		last := town.Load(c.ID).Events
		if e := last[len(last)-1]; e.Kind != event || e.Private.Text != "示例：查证属实。" || len(e.Facts.Basis) == 0 {
			t.Errorf("%s: %s %q %v", verbs, e.Kind, e.Private.Text, e.Facts.Basis)
		}
	}
}
