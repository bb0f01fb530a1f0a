package citizen_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/rating"
)

const base = "/items/food-business-licence"

// pdf is the shortest thing that passes for a PDF.
const pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

func TestFind(t *testing.T) {
	b := newBed(t)
	has(t, b.get("/"), "What do you want to get done?", "Food business licence", "not ready yet")
	has(t, b.get("/search?q=snack+bar"), "Food business licence", "5 working days")
	has(t, b.get("/search?q=zzzz"), "No matter fits", "call 0571-00000012")
	if lost := b.get("/search?q=" + url.QueryEscape("身份证丢了")); !strings.Contains(words(lost), "This hall does not do identity cards") || !strings.Contains(lost, "police station") || strings.Contains(lost, "Food business licence") {
		t.Error(words(lost))
	}
	has(t, b.get("/search"), "Nothing was asked yet")
	has(t, b.get("/themes"), "Permission to operate")
	has(t, b.get("/themes/operate"), "Food business licence")
	guide := b.get(base)
	has(t, guide, "illustrative, not verified", "may follow", "we fetch it", "Apply", "within five working days", "Free of charge", "0571-00000002")
	for _, path := range []string{"/help", "/not-done", "/complain", "/about", "/accessibility", "/track", "/sign-in", "/v", "/v/receipt"} {
		b.get(path)
	}
	for _, path := range []string{"/themes/none", "/items/none", "/figures/none", "/cases/zzz", "/cases/1a2b3c/receipt", base + "/apply/file/00"} {
		if status, _, res := b.do("GET", path, nil, ""); status == http.StatusOK && res.Request.URL.Path == path {
			t.Errorf("%s answers", path)
		}
	}
}

func TestCheckExplainsItself(t *testing.T) {
	b := newBed(t)
	has(t, b.get(base+"/check"), "Does somebody else apply for you?", "I do not know")
	has(t, b.get(base+"/check?s.agent=no"), "Do you have this: Lease?")
	has(t, b.get(base+"/check?s.agent=no&h.lease=no"), "Title deed")
	has(t, b.get(base+"/check?s.agent=no&h.lease=yes"), "Area in square metres")
	page := b.get(base + "/check?s.agent=yes&h.lease=yes&f.area=6")
	has(t, page, "seems not met", "you may still apply", "A filing as a small eatery may do.", "Written mandate")
	if page = b.get(base + "/check?s.agent=no&h.lease=yes&f.area=40"); strings.Contains(page, "seems not met") || !strings.Contains(words(page), "2 seem to be met, 1 not clear yet") {
		t.Errorf("a shop that fits: %s", words(page))
	}
	has(t, b.get(base+"/check?done=1"), "not clear yet", "Still needed")
}

// file walks through the whole application and gives the address of the receipt and the code.
func (b *bed) file() (receipt, code string) {
	t := b.t
	t.Helper()
	status, page, at := b.post(base+"/apply", url.Values{"s.agent": {"no"}})
	if status != http.StatusOK || at != base+"/apply/person" {
		t.Fatalf("after the start: %d at %s\n%s", status, at, words(page))
	}
	code = b.site.Codes.(*codes).last()
	next := func(form url.Values, want string) {
		t.Helper()
		if status, page, at = b.post(at, form); status != http.StatusOK || at != base+"/apply/"+want {
			t.Fatalf("%d at %s, want %s\n%s", status, at, want, words(page))
		}
	}
	next(url.Values{"name": {"测试人甲"}, "id_kind": {"resident"}, "id_value": {"11010519491231002x"}}, "contact")
	next(url.Values{"phone": {"190 0000 0001"}}, "form-shop")
	next(url.Values{"form.shop_name": {"青禾小吃店"}, "form.area": {"36.5"}}, "form-kind")
	next(url.Values{"form.kind": {"meals"}}, "form-address")
	next(url.Values{"form.address": {"青石街道1号"}}, "form-opening")
	next(url.Values{"form.opening.year": {"2026"}, "form.opening.month": {"5"}, "form.opening.day": {"1"}}, "undertaking")
	next(url.Values{"undertaking": {"no"}}, "material-lease")
	if status, page, at = b.upload(at, nil, map[string]string{"file": pdf}); at != base+"/apply/material-plan" {
		t.Fatalf("after the lease: %d at %s\n%s", status, at, words(page))
	}
	if status, page, at = b.upload(at, url.Values{"later": {"1"}}, nil); at != base+"/apply/check" {
		t.Fatalf("after the plan: %d at %s\n%s", status, at, words(page))
	}
	has(t, page, "测试人甲", "11010519491231002X", "青禾小吃店", "36.5", "Hot meals", "file.pdf", "To follow", "2026-05-01")
	before := b.leaves()
	status, page, at = b.post(at, url.Values{"code_first": {code[:5]}, "code_last": {code[15:]}, "remember": b.remember})
	if status != http.StatusOK || !strings.HasSuffix(at, "/receipt") {
		t.Fatalf("after sending: %d at %s\n%s", status, at, words(page))
	}
	if got := b.leaves() - before; got != 1 {
		t.Fatalf("filing wrote %d leaves", got)
	}
	return at, code
}

func (c *codes) last() string {
	c.made--
	return c.New()
}

func TestApplyRefusesAndKeeps(t *testing.T) {
	b := newBed(t)
	has(t, b.get(base+"/apply"), "No account is needed", "Start")
	b.post(base+"/apply", nil)
	refused := func(part string, form url.Values, says ...string) {
		t.Helper()
		status, page, _ := b.post(base+"/apply/"+part, form)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", part, status)
		}
		has(t, page, says...)
	}
	refused("situation-agent", nil, "Please choose one.")
	refused("person", url.Values{"name": {"测试人甲"}, "id_kind": {"resident"}, "id_value": {"110105194912310021"}}, "测试人甲", "110105194912310021", `href="#f-id_value"`)
	refused("contact", url.Values{"phone": {"12"}, "email": {"nobody"}}, `value="12"`, `value="nobody"`, "7 to 15 digits")
	refused("form-shop", url.Values{"form.shop_name": {"青禾小吃店"}, "form.area": {"6"}}, "青禾小吃店", `value="6"`, "may not be less than 8")
	refused("form-shop", url.Values{"form.area": {"many"}}, "Enter “Name of the shop”", "must be a number", `value="many"`)
	refused("form-opening", url.Values{"form.opening.year": {"2026"}, "form.opening.month": {"2"}, "form.opening.day": {"30"}}, "Enter a date that exists", `value="30"`)
	for content, says := range map[string]string{"": "is empty", "<script>alert(1)</script>": "PDF", strings.Repeat("x", 11<<20): "over 10 MB"} {
		status, page, _ := b.upload(base+"/apply/material-lease", nil, map[string]string{"file": content})
		if status != http.StatusUnprocessableEntity && status != http.StatusRequestEntityTooLarge {
			t.Errorf("a file of %d bytes: status %d", len(content), status)
		}
		has(t, page, says)
	}
	if status, page, _ := b.upload(base+"/apply/material-lease", nil, nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Please choose a file") {
		t.Errorf("no file: status %d", status)
	}
	if page := b.get(base + "/apply/check"); !strings.Contains(page, "Some parts are still open") || strings.Contains(page, "Send the application") {
		t.Errorf("an unfinished application can be sent: %s", words(page))
	}
	has(t, b.get(base+"/apply"), "Not started", "Not needed")
	if b.leaves() != 0 {
		t.Error("a draft stands in the ledger")
	}
	if _, page, at := b.post(base+"/apply/drop", nil); at != base || !strings.Contains(page, "deleted") {
		t.Errorf("after dropping: %s", at)
	}
	has(t, b.get(base+"/apply"), "Start")
}

func TestFileOnceAndFollow(t *testing.T) {
	b := newBed(t)
	receipt, code := b.file()
	at := strings.TrimSuffix(receipt, "/receipt")
	c := b.fold(at)
	if c.Party == "" || c.Channel != "web" || len(c.Events[0].Private.Files) != 1 || c.Events[0].Private.Person.IDValue != "11010519491231002X" {
		t.Errorf("the case: %+v", c.Events[0].Private)
	}
	page := b.get(receipt)
	has(t, page, "Your application has arrived", c.Number, "Entry 1 of the ledger")
	if strings.Contains(page, "测试人甲") || strings.Contains(page, code) {
		t.Error("the receipt names the person or the code")
	}
	// Pressed again, from the page that is still open: the same case.
	if _, _, again := b.post(base+"/apply/check", url.Values{"code_first": {code[:5]}, "code_last": {code[15:]}}); again != receipt || b.leaves() != 1 {
		t.Errorf("pressed twice: at %s, %d leaves", again, b.leaves())
	}
	text := b.get(at + "/receipt.txt")
	if _, err := ledger.Verify([]byte(text), b.trust); err != nil {
		t.Errorf("the receipt does not verify: %v", err)
	}
	if picture := b.get(at + "/receipt.png"); !bytes.HasPrefix([]byte(picture), []byte("\x89PNG")) {
		t.Error("no picture of the code")
	}
	if status, page, _ := b.post("/v", url.Values{"data": {text}}); status != http.StatusOK || !strings.Contains(page, "The receipt is genuine") {
		t.Errorf("verified on the page: %d %s", status, words(page))
	}
	if status, page, _ := b.post("/v", url.Values{"data": {strings.Replace(text, "2026-03-02", "2026-03-01", 1)}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "does not match the ledger") {
		t.Errorf("an altered receipt: %d %s", status, words(page))
	}
	page = b.get(at)
	has(t, page, "Received", "Answer on acceptance", "0 of 5 working days used", "Nothing is needed from you now", "You and the officials see the same", "Withdraw the application")
	has(t, b.get(at+"/clocks/notice"), "Why this day", "weekend, not counted", "Administrative Licensing Law")
	has(t, b.get(at+"/clocks/notice?format=text"), "working day 5", c.Number)

	// Somebody else's browser: nothing, whatever is tried.
	b.client = b.visitor()
	for _, path := range []string{at, receipt, at + "/receipt.txt", at + "/clocks/notice", at + "/correct", at + "/withdraw", at + "/files/" + c.Events[0].Private.Files[0].Hash} {
		if status, _, _ := b.do("GET", path, nil, ""); status != http.StatusNotFound {
			t.Errorf("a stranger gets %d for %s", status, path)
		}
	}
	if status, _, _ := b.post(at+"/withdraw", nil); status != http.StatusNotFound {
		t.Errorf("a stranger withdraws: %d", status)
	}
	var answers []string
	for _, f := range []url.Values{{"number": {c.Number}, "code": {"11111111111111111111"}}, {"number": {strings.Replace(c.Number, "20260302", "20250302", 1)}, "code": {code}}} {
		status, page, _ := b.post("/track", f)
		if status != http.StatusUnprocessableEntity || strings.Contains(page, code) {
			t.Errorf("wrong number or code: %d", status)
		}
		answers = append(answers, strings.ReplaceAll(words(page), f.Get("number"), ""))
	}
	if answers[0] != answers[1] {
		t.Error("a wrong number and a wrong code are told apart")
	}
	spaced := code[:5] + " " + code[5:10] + "-" + code[10:15] + " " + code[15:]
	if _, page, got := b.post("/track", url.Values{"number": {c.Number}, "code": {spaced}}); got != at || !strings.Contains(page, "Answer on acceptance") {
		t.Fatalf("tracked: at %s\n%s", got, words(page))
	}
	b.wall.Advance(3 * time.Hour)
	if status, _, _ := b.do("GET", at, nil, ""); status != http.StatusNotFound {
		t.Errorf("the pass does not end: %d", status)
	}
}

func TestTrackingIsThrottled(t *testing.T) {
	b := newBed(t)
	for i := range 30 {
		status, _, _ := b.post("/track", url.Values{"number": {"x"}, "code": {"1"}})
		if want := i >= 20; (status == http.StatusTooManyRequests) != want {
			t.Fatalf("try %d: status %d", i+1, status)
		}
	}
	b.wall.Advance(time.Minute)
	if status, _, _ := b.post("/track", url.Values{"number": {"x"}, "code": {"1"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("after a minute: %d", status)
	}
}

func TestCorrectSupplyHearRate(t *testing.T) {
	b := newBed(t)
	receipt, _ := b.file()
	at := strings.TrimSuffix(receipt, "/receipt")
	if status, _, _ := b.do("GET", at+"/correct", nil, ""); status != http.StatusConflict {
		t.Errorf("corrections that nobody asked for: %d", status)
	}
	b.staff(access.Clerk, "hall", "request_correction", at, &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "lease", Fault: "form", Words: "缺少签字"}, {Material: "form", Fault: "content", Words: "店名与执照不一致"}}}, "")
	has(t, b.get(at), "Please hand in the corrections by", "缺少签字")
	page := b.get(at + "/correct")
	has(t, page, "缺少签字", "店名与执照不一致", `value="青禾小吃店"`)
	form := url.Values{"_key": {hidden(t, page, "_key")}, "send": {"1"}, "form.shop_name": {"新禾小吃店"}, "form.area": {"36.5"}, "form.kind": {"meals"}, "form.address": {"青石街道1号"}}
	if status, page, _ := b.upload(at+"/correct", form, nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Please upload “Lease”") {
		t.Errorf("without the lease: %d %s", status, words(page))
	}
	form.Set("form.area", "2")
	if status, page, _ := b.upload(at+"/correct", form, map[string]string{"file.lease": pdf}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "not handed in yet") || !strings.Contains(page, `value="2"`) {
		t.Errorf("with a wrong answer the upload is not kept: %d %s", status, words(page))
	}
	form.Set("form.area", "36.5")
	if status, page, got := b.upload(at+"/correct", form, nil); got != at || !strings.Contains(page, "Your corrections have arrived") {
		t.Fatalf("handed in: %d at %s\n%s", status, got, words(page))
	}
	b.staff(access.Clerk, "hall", "accept_tolerant", at, nil, "")
	has(t, b.get(at), "Please hand in the documents that were to follow by", "to follow")
	page = b.get(at + "/supply")
	if _, page, got := b.upload(at+"/supply", url.Values{"_key": {hidden(t, page, "_key")}, "send": {"1"}}, map[string]string{"file.plan": pdf + "plan"}); got != at || !strings.Contains(page, "The documents have arrived") {
		t.Fatalf("supplied: at %s\n%s", got, words(page))
	}
	b.staff(access.CaseOfficer, "market", "offer_hearing", at, nil, "可能影响邻居")
	page = b.get(at + "/hearing")
	has(t, page, "可能影响邻居", "free of charge")
	if _, page, got := b.post(at+"/hearing", url.Values{"_key": {hidden(t, page, "_key")}}); got != at || !strings.Contains(page, "Lawfully paused") {
		t.Fatalf("hearing: at %s\n%s", got, words(page))
	}
	if status, _, _ := b.do("GET", at+"/rate", nil, ""); status != http.StatusConflict {
		t.Errorf("an open case can be rated: %d", status)
	}
	page = b.get(at + "/withdraw")
	has(t, page, "Withdraw this application?")
	if _, page, got := b.post(at+"/withdraw", url.Values{"_key": {hidden(t, page, "_key")}, "reason": {"不开店了"}}); got != at || !strings.Contains(page, "Withdrawn by the applicant") {
		t.Fatalf("withdrawn: at %s\n%s", got, words(page))
	}
	has(t, b.get(at), "Your say counts")
	has(t, b.get(at+"/rate"), "How was it?")
	page = b.get(at + "/rate?grade=dissatisfied")
	has(t, page, "not within the promise", "calls you back")
	form = url.Values{"_key": {hidden(t, page, "_key")}, "grade": {"dissatisfied"}, "tags": {"510"}, "words": {"等太久"}}
	if status, page, _ := b.post(at+"/rate", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "等太久") {
		t.Errorf("a tag of another grade: %d", status)
	}
	form["tags"] = []string{"209"}
	_, page, got := b.post(at+"/rate", form)
	if got != at || !strings.Contains(page, "Rated by the applicant") {
		t.Fatalf("rated: at %s\n%s", got, words(page))
	}
	has(t, page, "What came of your poor rating", "To be called back")
	has(t, b.get(at+"/rate"), "Some time has passed")
	page = b.get(at + "/rate?grade=satisfied")
	b.post(at+"/rate", url.Values{"_key": {hidden(t, page, "_key")}, "grade": {"satisfied"}})
	if given := rating.Of(b.fold(at)); len(given) != 2 || !given[1].Follows || given[0].Grade != rating.Dissatisfied {
		t.Errorf("ratings %+v", given)
	}
	if status, _, _ := b.do("GET", at+"/rate", nil, ""); status != http.StatusConflict {
		t.Errorf("a third rating is asked for: %d", status)
	}
	if _, _, got := b.post(at+"/leave", nil); got != "/track" {
		t.Errorf("left to %s", got)
	}
	if status, _, _ := b.do("GET", at, nil, ""); status != http.StatusNotFound {
		t.Errorf("after leaving: %d", status)
	}
}

func TestSignedIn(t *testing.T) {
	b := newBed(t)
	if _, _, res := b.do("GET", "/my", nil, ""); res.Request.URL.Path != "/sign-in" || res.Request.URL.Query().Get("back") != "/my" {
		t.Errorf("a visitor at /my is led to %s", res.Request.URL)
	}
	if status, page, _ := b.post("/sign-in", url.Values{"login": {"sample"}, "password": {"wrong"}, "back": {"/my"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, `value="sample"`) || strings.Contains(page, `value="wrong"`) {
		t.Errorf("a wrong password: %d %s", status, words(page))
	}
	if _, page, at := b.post("/sign-in", url.Values{"login": {"sample"}, "password": {"correct horse"}, "back": {"//evil.example"}}); at != "/my" || !strings.Contains(page, "No cases here") {
		t.Errorf("signed in: at %s\n%s", at, words(page))
	}
	receipt, _ := b.file()
	has(t, b.get("/my"), "Food business licence", "202603020001")
	has(t, b.get("/my?show=open"), "Food business licence")
	has(t, b.get("/my?show=closed"), "No cases here")
	b.get(receipt)
	b.who = access.Actor{ID: "a2", Name: "测试人乙", Role: access.Citizen, Division: division, Party: "party-2"}
	b.client = b.visitor()
	if status, _, _ := b.do("GET", receipt, nil, ""); status != http.StatusNotFound {
		t.Errorf("another citizen: %d", status)
	}
	b.who = access.Actor{ID: "o1", Name: "测试员丙", Role: access.CaseOfficer, Division: division, Unit: "market"}
	if status, _, _ := b.post(base+"/apply", nil); status != http.StatusForbidden {
		t.Errorf("an officer applies for himself: %d", status)
	}
	at := strings.TrimSuffix(receipt, "/receipt")
	paper := regexp.MustCompile(at + `/files/[0-9a-f]+`).FindString(b.get(at))
	has(t, b.get(at), "What happened")
	if paper == "" {
		t.Fatal("the case has no paper to look for")
	}
	b.who = access.Actor{ID: "u1", Name: "测试员丁", Role: access.Auditor, Division: division}
	if strings.Contains(b.get(at), "/files/") {
		t.Error("an auditor is offered what the applicant handed in")
	}
	if status, _, _ := b.do("GET", paper, nil, ""); status != http.StatusNotFound {
		t.Errorf("an auditor downloads it: %d", status)
	}
	b.who = access.Actor{ID: "o1", Name: "测试员丙", Role: access.CaseOfficer, Division: division, Unit: "market"}
	if status, _, _ := b.post(strings.TrimSuffix(receipt, "/receipt")+"/withdraw", nil); status != http.StatusNotFound {
		t.Errorf("an officer withdraws for the applicant: %d", status)
	}
}

// An answer that is none is said so and asked again; nothing goes on silently.
func TestCheckSaysWhatIsWrong(t *testing.T) {
	b := newBed(t)
	for path, want := range map[string]string{
		"/check?s.agent=":                                         "Please answer",
		"/check?s.agent=no&h.lease=yes&f.area=far":                "must be a number",
		"/check?s.agent=no&h.lease=yes&f.area=%EF%BC%93%EF%BC%96": "seem", // full-width digits are digits
		"/check?done=1":                                           "cannot be told yet",
	} {
		status, page, _ := b.do("GET", base+path, nil, "")
		if refused := strings.Contains(want, "answer") || strings.Contains(want, "must"); !strings.Contains(words(page), want) || refused != (status == http.StatusUnprocessableEntity) {
			t.Errorf("%s: status %d\n%s", path, status, words(page))
		}
	}
}
