package citizen_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/seal"
	"banjie/internal/web/ui"
)

// Canaries: what a reporter entrusts, in words that occur nowhere else.
var canaries = []string{"金丝雀原话", "金丝雀姓名", "19955550001", "canary-file", "canarybytes", "金丝雀消息", "金丝雀理由", "C2025-canary-about"}

// newCentre is a bed with a complaint centre that has its keys.
func newCentre(t *testing.T) (*bed, *complaint.Vault, seal.Private) {
	t.Helper()
	v := &complaint.Vault{
		Wrap: func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(s string) (i seal.Ingredient, err error) {
			raw, err := hex.DecodeString(s)
			copy(i[:], raw)
			return i, err
		}}
	var desk seal.Private
	for range 4 {
		k, err := seal.NewPrivate(seal.Standard)
		if err != nil {
			t.Fatal(err)
		}
		v.Keys.Custodians, desk = append(v.Keys.Custodians, desk.Public), k
	}
	v.Keys.Custodians, v.Keys.Desk = v.Keys.Custodians[1:], desk.Public
	b := newBedWith(t, v)
	p := complaint.Rules{Centre: "hall"}.Procedure()
	p.With(rectification.Duties(rating.SignedRows(p.Finals(), complaint.KeysOf))...)
	if err := b.engine.Register(p); err != nil {
		t.Fatal(err)
	}
	return b, v, desk
}

func telling(protection string) url.Values {
	return url.Values{"protection": {protection}, "kind": {"unlawful_fees"}, "story": {"金丝雀原话：收了三百元没有收据。"}, "against": {"market"},
		"on.year": {"2026"}, "on.month": {"2"}, "on.day": {"27"}, "about": {"C2025-canary-about"}, "name": {"金丝雀姓名"}, "phone": {"19955550001"}}
}

var shownCode = regexp.MustCompile(`<code>([0-9 ]+)</code>`)

// told gets to the check page and gives it with the code.
func (b *bed) told(form url.Values) (page, code string) {
	b.t.Helper()
	status, page, _ := b.post("/complain/file", form)
	m := shownCode.FindStringSubmatch(page)
	if status != http.StatusOK || m == nil {
		b.t.Fatalf("after the form: %d\n%s", status, words(page))
	}
	return page, seal.CleanCode(m[1])
}

func sending(page, code string, more ...string) url.Values {
	v := url.Values{"held": {held.FindStringSubmatch(page)[1]}, "code_first": {code[:5]}, "code_fourth": {code[15:20]}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

var (
	held   = regexp.MustCompile(`name="held" value="([^"]*)"`)
	number = regexp.MustCompile(`C2026\d+`)
)

func (b *bed) numberOf(page string) string {
	b.t.Helper()
	n := number.FindString(strings.ReplaceAll(tags.ReplaceAllString(page, ""), " ", ""))
	if n == "" {
		b.t.Fatalf("no number:\n%s", words(page))
	}
	return n
}

// only gives the one complaint there is.
func (b *bed) only() *casework.Case {
	b.t.Helper()
	rows, err := b.db.Query(context.Background(), `select id from cases where division = ? order by id`, division)
	if err != nil {
		b.t.Fatal(err)
	}
	defer rows.Close()
	var ids []casework.ID
	for rows.Next() {
		var id casework.ID
		if err := rows.Scan(&id); err != nil {
			b.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if len(ids) != 1 {
		b.t.Fatalf("%d cases, want one", len(ids))
	}
	c, _, err := b.engine.Load(context.Background(), casework.Key{Division: division, ID: ids[0]})
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// officer does a verb of the centre or a unit.
func (b *bed) officer(id, unit, verb string, in any, reason string) {
	b.t.Helper()
	role := access.Supervisor
	if unit != "hall" {
		role = access.CaseOfficer
	}
	if _, err := b.engine.Do(context.Background(), casework.Command{Actor: access.Actor{ID: id, Role: role, Division: division, Unit: unit}, Case: b.only().ID, Verb: verb, Input: in, Reason: reason}); err != nil {
		b.t.Fatalf("%s: %v", verb, err)
	}
}

// TestComplaintFromFilingToConfirmed is the whole way without a script: filing, receipt, the
// page by its code, a message, an answer, not solved, an answer again, solved. Nothing of
// what was entrusted stands in the database, in its log, or in the folder of files.
func TestComplaintFromFilingToConfirmed(t *testing.T) {
	b, v, desk := newCentre(t)
	has(t, b.get("/complain"), "Without a receipt it has not been received", "What is not protected", "Start")
	has(t, b.get("/complain/file"), "How you want to be protected", "What happened")
	page, code := b.told(telling("secret"))
	has(t, page, "金丝雀原话", "2026-02-27", "Unlawful fees", "goes into the sealed words only")
	if b.leaves() != 0 {
		t.Fatal("something was written before sending")
	}
	status, page, at := b.upload("/complain/check", sending(page, code), map[string]string{"files": "canarybytes canary-file"})
	if status != http.StatusOK || at != "/complaint/receipt" {
		t.Fatalf("after sending: %d at %s\n%s", status, at, words(page))
	}
	has(t, page, "Your complaint is registered", ui.GroupCode(code), "2026-03-02", "2026-03-04", "What it proves", "1, sealed", "https://banjie.example.invalid/complaint")
	for _, c := range canaries {
		if strings.Contains(page, c) {
			t.Errorf("%q stands on the receipt", c)
		}
	}
	no := b.numberOf(page)
	if c := b.only(); c.Number != no || !c.Sealed || c.Unit != "hall" || !strings.HasPrefix(c.Party, "r-") || complaint.FileOf(c).About != "" || complaint.FileOf(c).Against != "market" {
		t.Fatalf("%+v", c)
	}
	if s, _, res := b.do("GET", "/complaint/receipt.png", nil, ""); s != http.StatusOK || res.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the code to scan: %d", s)
	}
	if _, text, _ := b.do("GET", "/complaint/receipt.txt", nil, ""); !strings.Contains(text, no) || strings.Contains(text, code) {
		t.Errorf("the receipt: %s", text)
	}

	// Another browser, number and code.
	b.post("/complaint/leave", nil)
	b.client = b.visitor()
	has(t, b.get("/complaint"), "Return code")
	status, page, at = b.post("/complaint", url.Values{"number": {no}, "code": {ui.GroupCode(code)}})
	if status != http.StatusOK || at != "/complaint" {
		t.Fatalf("%d at %s\n%s", status, at, words(page))
	}
	has(t, page, "You have waited 0 working days", "never opened", "Your complaint was registered", "Withdraw it")
	for _, c := range append(canaries, ui.GroupCode(code), code) {
		if strings.Contains(page, c) {
			t.Errorf("%q stands on the page", c)
		}
	}
	if strings.Contains(b.get("/complaint/receipt"), ui.GroupCode(code)) {
		t.Error("the code is shown again")
	}

	// A message, sent twice by a nervous finger.
	msg := url.Values{"words": {"金丝雀消息：还有一张照片。"}, "_key": {hidden(t, page, "_key")}}
	b.post("/complaint/message", msg)
	if status, page, _ = b.post("/complaint/message", msg); status != http.StatusOK || strings.Count(page, "金丝雀消息") != 1 || complaint.FileOf(b.only()).Messages() != 1 {
		t.Fatalf("the message: %d\n%s", status, words(page))
	}
	said, err := v.Dialogue(context.Background(), b.only(), desk)
	if err != nil || len(said) != 1 || said[0].Words != "金丝雀消息：还有一张照片。" || said[0].From != "reporter" {
		t.Fatalf("the desk reads %v, %v", said, err)
	}
	in, err := v.Message(context.Background(), b.only(), "收到，照片请发来。")
	if err != nil {
		t.Fatal(err)
	}
	b.officer("s1", "hall", "send_message", in, "")
	has(t, b.get("/complaint"), "收到，照片请发来。")

	// The office works, the reporter is not content.
	work := func() {
		b.officer("o1", "market", "report_findings", &complaint.ReportInput{Finding: complaint.Substantiated, Result: complaint.Solved, Measures: []string{"refund"}, Files: []casework.File{{Material: "evidence", Hash: strings.Repeat("9", 64)}}}, "查了账。")
		b.officer("s1", "hall", "answer_reporter", nil, "三百元已退。")
	}
	brief, err := complaint.Redact(complaint.Story{}, "反映收费没有收据，请查账。", nil)
	if err != nil {
		t.Fatal(err)
	}
	b.officer("s1", "hall", "view_story", nil, "")
	b.officer("s1", "hall", "take_up", &complaint.TakeUpInput{Route: "unit", Units: []string{"market"}, Brief: brief}, "")
	b.officer("o1", "market", "take_on", nil, "")
	// Unit and centre have pages that show each what is theirs; an applicant's address is none of them.
	mine := b.client
	for _, who := range []access.Actor{{ID: "o1", Name: "测试员丙", Role: access.CaseOfficer, Division: division, Unit: "market"}, {ID: "x", Name: "测试员戊", Role: access.CaseOfficer, Division: division, Unit: "hall"}, {ID: "s1", Name: "测试员己", Role: access.Supervisor, Division: division, Unit: "hall"}} {
		b.who, b.client = who, b.visitor()
		for _, at := range []string{"", "/receipt", "/clocks/unit"} {
			if status, page, _ := b.do("GET", "/cases/"+b.only().ID.String()+at, nil, ""); status != http.StatusNotFound {
				t.Errorf("%s of %s reads the whole complaint at %q: %d\n%s", who.Role, who.Unit, at, status, words(page))
			}
		}
	}
	b.who, b.client = access.Actor{}, mine
	work()
	has(t, b.get("/complaint"), "Please say by Monday, 9 March 2026 whether it is solved", "三百元已退。", "Those who handled it say", "Money taken too much was paid back", "Not solved; do it again", "opened your words 1 time", "It was accepted")
	say := b.get("/complaint/say/contest_answer")
	has(t, say, "Have it done again?", no)
	form := url.Values{"words": {"金丝雀理由：钱没有到。"}, "_key": {hidden(t, say, "_key")}}
	for range 2 {
		if status, page, at = b.post("/complaint/say/contest_answer", form); status != http.StatusOK || at != "/complaint" {
			t.Fatalf("%d at %s\n%s", status, at, words(page))
		}
	}
	has(t, page, "You said: not solved", "金丝雀理由", "You say", "Not solved; it is to be done again", "Time waited for the first answer")
	if strings.Contains(words(page), "Result") {
		t.Error("what the reporter contests is still called the result")
	}
	if c := b.only(); c.State != complaint.Working || complaint.FileOf(c).Messages() != 3 || complaint.FileOf(c).SentAgain != 1 {
		t.Fatalf("%s, %d messages", c.State, complaint.FileOf(c).Messages())
	}
	work()
	page = b.get("/complaint")
	if strings.Contains(page, "/complaint/say/contest_answer") {
		t.Error("a second contest is offered")
	}
	has(t, page, "Still not solved?", "at the end of Monday, 9 March 2026 the complaint ends by itself",
		"Have it reopened, as of right: from Tuesday, 10 March 2026 until Thursday, 9 April 2026.", "Appeal to another officer: from Tuesday, 10 March 2026 until Tuesday, 31 March 2026.")
	say = b.get("/complaint/say/confirm_solved")
	_, page, _ = b.post("/complaint/say/confirm_solved", url.Values{"_key": {hidden(t, say, "_key")}})
	has(t, page, "You said: solved", "Have it reopened", "From registration to the end", "It ended on Monday, 2 March 2026. Until Wednesday, 1 April 2026 you may have it reopened once", "Until Monday, 23 March 2026 you may appeal")
	c := b.only()
	if c.State != complaint.Closed || c.Result != complaint.Solved {
		t.Fatalf("%s %s", c.State, c.Result)
	}
	// The reporter rates it, signed with the code, and later once more.
	has(t, page, "Rate how it was handled")
	rate := b.get("/complaint/rate")
	if status, page, _ := b.post("/complaint/rate", url.Values{"_key": {hidden(t, rate, "_key")}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Please choose one") {
		t.Errorf("no grade: %d", status)
	}
	for range 2 {
		_, page, _ = b.post("/complaint/rate", url.Values{"_key": {hidden(t, rate, "_key")}, "grade": {"satisfied"}})
	}
	has(t, page, "Rate once more", "Rate", "You")
	if given := rating.Of(b.only()); len(given) != 1 || given[0].Proof != rating.BySignature {
		t.Fatalf("%+v", given)
	}
	b.nowhere(append(canaries, code, ui.GroupCode(code)))
	rate = b.get("/complaint/rate")
	_, page, _ = b.post("/complaint/rate", url.Values{"_key": {hidden(t, rate, "_key")}, "grade": {"very_dissatisfied"}, "words": {"钱还是没有到。"}})
	has(t, page, "What came of your poor rating", "To be called back", "钱还是没有到。")
	if strings.Contains(page, "Rate once more") {
		t.Error("a third rating is offered")
	}

	// What is sealed is destroyed when its time is over; the page still tells what happened.
	if err := os.RemoveAll(b.folders[1]); err != nil {
		t.Fatal(err)
	}
	has(t, b.get("/complaint"), "destroyed at the end of its time", "You said: solved")
}

// nowhere looks for words in every file of the test: database, its log, the folder of files.
func (b *bed) nowhere(words []string) {
	b.t.Helper()
	looked := 0
	for _, root := range b.folders {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			looked += len(raw)
			for _, w := range words {
				if bytes.Contains(raw, []byte(w)) {
					b.t.Errorf("%q stands in %s", w, filepath.Base(path))
				}
			}
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if looked < 10_000 {
		b.t.Errorf("only %d bytes looked through", looked)
	}
}

// TestComplaintFormRefusesAndKeeps: what is wrong is said at its field, what was typed stays,
// and a double submit makes one case.
func TestComplaintFormRefusesAndKeeps(t *testing.T) {
	b, _, _ := newCentre(t)
	form := telling("open")
	form.Del("story")
	form.Set("on.year", "2027")
	form.Set("name", "")
	status, page, _ := b.post("/complain/file", form)
	if status != http.StatusUnprocessableEntity {
		t.Fatal(status)
	}
	has(t, page, "Please say what happened", "cannot lie in the future", "You chose “open”", "C2025-canary-about")

	// Anonymous: what was typed of the person goes nowhere, and the code is longer.
	form = telling("anonymous")
	form.Set("firm", "yes")
	page, code := b.told(form)
	has(t, page, "You chose anonymous", "few firms may fit")
	if len(code) != seal.LongerCode || strings.Contains(words(page), "金丝雀姓名") {
		t.Errorf("a code of %d digits", len(code))
	}
	status, page, _ = b.post("/complain/check", sending(page, code, "code_first", "00000"))
	if status != http.StatusUnprocessableEntity {
		t.Fatal(status)
	}
	has(t, page, "not the first group", "Please choose what to do", ui.GroupCode(code))

	// Changed: the same code, the words kept.
	_, page, _ = b.post("/complain/change", url.Values{"held": {held.FindStringSubmatch(page)[1]}})
	has(t, page, "金丝雀原话", "金丝雀姓名")
	form.Set("held", held.FindStringSubmatch(page)[1])
	page, again := b.told(form)
	if again != code {
		t.Error("a change makes another code")
	}
	send := sending(page, code, "offer", "theme_check")
	first := map[bool]string{}
	for i := range 2 { // pressed twice, or sent again after “back”
		status, page, at := b.post("/complain/check", send)
		if status != http.StatusOK || at != "/complaint/receipt" {
			t.Fatalf("%d at %s\n%s", status, at, words(page))
		}
		first[i == 0] = b.numberOf(page)
	}
	if first[true] != first[false] {
		t.Errorf("two cases: %v", first)
	}
	f := complaint.FileOf(b.only())
	if f.Offer != "theme_check" || f.Protection != complaint.Anonymous || f.About != "" {
		t.Errorf("%+v", f.Filing)
	}
	for _, box := range f.Boxes {
		if box.Compartment == seal.Identity {
			t.Error("an anonymous complaint has an identity")
		}
	}
	b.nowhere(canaries)
}

// TestReportingRetaliationHasItsOwnForm: the page of retaliation leads to a form that asks for it and
// raises the alarm, also after it was refused and after a change.
func TestReportingRetaliationHasItsOwnForm(t *testing.T) {
	b, _, _ := newCentre(t)
	has(t, b.get("/retaliation"), "/complain/file?alarm=yes")
	ticked := regexp.MustCompile(`name="alarm"[^>]*checked`)
	page := b.get("/complain/file?alarm=yes")
	has(t, page, "Report retaliation", "What is done to you", "Sending it raises the alarm")
	if !ticked.MatchString(page) {
		t.Error("the alarm is not ticked")
	}
	if page := b.get("/complain/file"); strings.Contains(page, "What is done to you") || ticked.MatchString(page) {
		t.Error("the plain form asks for retaliation")
	}
	form := telling("secret")
	form.Set("alarm", "yes")
	form.Del("kind")
	_, page, _ = b.post("/complain/file", form)
	has(t, page, "Please choose the nearest kind", "What is done to you")
	form = telling("secret")
	form.Set("alarm", "yes")
	page, _ = b.told(form)
	_, page, _ = b.post("/complain/change", url.Values{"held": {held.FindStringSubmatch(page)[1]}})
	has(t, page, "What is done to you", "金丝雀原话")
	if !ticked.MatchString(page) {
		t.Error("after a change the alarm is not ticked")
	}
}

// TestComplaintCodeGuessing: the same answer for a wrong number and a wrong code; a slip of
// the finger costs no try; ten tries an hour a number.
func TestComplaintCodeGuessing(t *testing.T) {
	b, _, _ := newCentre(t)
	page, code := b.told(telling("secret"))
	_, page, _ = b.post("/complain/check", sending(page, code))
	no := b.numberOf(page)
	b.client = b.visitor()
	other := seal.WithCheckDigit("1234567890123456789")
	try := func(no, code string) (int, string) {
		status, page, _ := b.post("/complaint", url.Values{"number": {no}, "code": {code}})
		return status, strings.ReplaceAll(words(page), no, "")
	}
	status, wrongCode := try(no, other)
	status2, wrongNumber := try("C202699999999", other)
	if status != http.StatusUnprocessableEntity || status2 != status || regexp.MustCompile(`\s+`).ReplaceAllString(wrongCode, " ") != regexp.MustCompile(`\s+`).ReplaceAllString(wrongNumber, " ") {
		t.Errorf("%d and %d\n%s\n%s", status, status2, wrongCode, wrongNumber)
	}
	for range 3 {
		if s, said := try(no, "12345678901234567890"[:19]+"5"); s != http.StatusUnprocessableEntity || !strings.Contains(said, "one is wrong or missing") {
			t.Fatalf("a slip: %d %s", s, said)
		}
	}
	for range triesAnHour - 1 {
		try(no, other)
	}
	b.wall.Advance(time.Minute) // the address may try again, the number may not
	if s, said := try(no, code); s != http.StatusTooManyRequests {
		t.Errorf("after ten tries: %d %s", s, said)
	}
	b.wall.Advance(time.Hour)
	if s, said := try(no, code); s != http.StatusOK || !strings.Contains(said, "You have waited") {
		t.Errorf("the right code an hour later: %d %s", s, said)
	}
	// The page closes after thirty minutes, and nobody else's cookie opens it.
	b.wall.Advance(31 * time.Minute)
	if _, page, _ := b.do("GET", "/complaint", nil, ""); !strings.Contains(page, "The thirty minutes are over") {
		t.Errorf("still open:\n%s", words(page))
	}
	if s, _, _ := b.do("POST", "/complaint/say/withdraw_complaint", nil, ""); b.only().State != complaint.Registered {
		t.Errorf("withdrawn without the code: %d", s)
	}
}

const triesAnHour = 10

// TestComplaintWithoutKeys: a centre without custodians takes nothing in and says so.
func TestComplaintWithoutKeys(t *testing.T) {
	b := newBedWith(t, &complaint.Vault{})
	has(t, b.get("/complain"), "Complaining online is not built yet")
	if status, page, at := b.post("/complain/file", telling("secret")); status != http.StatusOK || at != "/complain" || strings.Contains(page, "金丝雀") {
		t.Errorf("%d at %s", status, at)
	}
}

// TestForgedWithdrawalShows: whoever tries to speak for the reporter without the code leaves
// a trace that the reporter reads.
func TestForgedWithdrawalShows(t *testing.T) {
	b, _, _ := newCentre(t)
	page, code := b.told(telling("secret"))
	b.post("/complain/check", sending(page, code))
	c := b.only()
	forger := access.Actor{ID: "return-code", Role: access.Citizen, Division: division, Party: c.Party}
	if _, err := b.engine.Do(context.Background(), casework.Command{Actor: forger, Case: c.ID, Verb: "withdraw_complaint", Input: &complaint.Statement{Value: "yes"}}); fault.KindOf(err) != fault.Unlawful {
		t.Fatal(err)
	}
	has(t, b.get("/complaint"), "in your place, without your signature", "it is not known who")
}

// TestSecondNotSolved: the days that the page names are those of the procedure: silence ends the
// case on the day said, and the two buttons stand there from the next day on.
func TestSecondNotSolved(t *testing.T) {
	b, _, _ := newCentre(t)
	page, code := b.told(telling("secret"))
	b.post("/complain/check", sending(page, code))
	brief, err := complaint.Redact(complaint.Story{}, "反映收费没有收据，请查账。", nil)
	if err != nil {
		t.Fatal(err)
	}
	b.officer("s1", "hall", "view_story", nil, "")
	b.officer("s1", "hall", "take_up", &complaint.TakeUpInput{Route: "unit", Units: []string{"market"}, Brief: brief}, "")
	b.officer("o1", "market", "take_on", nil, "")
	for i := range 2 {
		b.officer("o1", "market", "report_findings", &complaint.ReportInput{Finding: complaint.Substantiated, Result: complaint.Solved, Measures: []string{"refund"}, Files: []casework.File{{Material: "evidence", Hash: strings.Repeat("9", 64)}}}, "查了账。")
		b.officer("s1", "hall", "answer_reporter", nil, "三百元已退。")
		if i == 0 {
			say := b.get("/complaint/say/contest_answer")
			b.post("/complaint/say/contest_answer", url.Values{"_key": {hidden(t, say, "_key")}})
		}
	}
	has(t, b.get("/complaint"), "Have it reopened, as of right: from Tuesday, 10 March 2026")
	b.clock.Advance(8*24*time.Hour - 9*time.Hour) // 0:00 in China on the tenth
	if _, err := b.engine.Do(context.Background(), casework.Command{Actor: access.Actor{Role: access.System, Division: division}, Case: b.only().ID, Verb: "close_unheard"}); err != nil {
		t.Fatal(err)
	}
	page = b.get("/complaint")
	has(t, page, "It ended on Tuesday, 10 March 2026.", "Nothing to this answer; to the one before: not solved", "/complaint/say/reopen_complaint", "/complaint/say/appeal_complaint")
	b.clock.Advance(30 * 24 * time.Hour) // 9 April, the last day
	page = b.get("/complaint")
	has(t, page, "Until Thursday, 9 April 2026 you may have it reopened once", "/complaint/say/reopen_complaint")
	b.clock.Advance(24 * time.Hour)
	if page = b.get("/complaint"); strings.Contains(page, "/complaint/say/reopen_complaint") || strings.Contains(page, "you may have it reopened") {
		t.Errorf("offered after its last day:\n%s", words(page))
	}
}

// TestWhatOpenMeans: the page says of each protection what is sealed and what there is to open.
func TestWhatOpenMeans(t *testing.T) {
	for protection, want := range map[string]string{"open": "You chose “open”: the unit may know who you are.", "anonymous": "no identity was left, so there is none to open", "secret": "Your identity was never opened"} {
		b, _, _ := newCentre(t)
		page, code := b.told(telling(protection))
		b.post("/complain/check", sending(page, code))
		page = b.get("/complaint")
		has(t, page, want)
		if (protection == "anonymous") == strings.Contains(page, "Your identity was never opened") {
			t.Errorf("%s:\n%s", protection, words(page))
		}
	}
}

// TestLateCentre: a centre that is late promises nothing any more; the page says since when it is
// late and what the reporter can do.
func TestLateCentre(t *testing.T) {
	b, _, _ := newCentre(t)
	page, code := b.told(telling("secret"))
	b.post("/complain/check", sending(page, code))
	if page = b.get("/complaint"); !strings.Contains(words(page), "You are told by Wednesday, 4 March 2026") || strings.Contains(page, "is late") {
		t.Fatalf("in time:\n%s", words(page))
	}
	b.clock.Advance(4 * 24 * time.Hour) // Friday
	page = b.get("/complaint")
	has(t, page, "The centre or the unit is late", "Answer on acceptance: it was due by Wednesday, 4 March 2026, 2 working days ago.", "You have not been told yet", "turn to the centre of the next level")
	if strings.Contains(page, "ithin two working days") {
		t.Error("two working days are still promised")
	}
}

// TestComplaintFilesTouchNoDisk: an upload is sealed out of memory; with nowhere to put
// temporary files it still arrives whole, and what is too large is refused.
func TestComplaintFilesTouchNoDisk(t *testing.T) {
	b, v, desk := newCentre(t)
	page, code := b.told(telling("secret"))
	t.Setenv("TMPDIR", filepath.Join(b.folders[0], "none"))
	big := strings.Repeat("canarybytes ", 6<<20/12)
	status, said, _ := b.upload("/complain/check", sending(page, code), map[string]string{"files": big + big})
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(said, "over 10 MB") {
		t.Errorf("12 MB: %d\n%s", status, words(said))
	}
	if status, said, _ = b.upload("/complain/check", sending(page, code), map[string]string{"files": big}); status != http.StatusOK {
		t.Fatalf("6 MB: %d\n%s", status, words(said))
	}
	u, err := v.Attachment(context.Background(), b.only(), 1, desk)
	if err != nil || string(u.Body) != big || u.Name != "files.pdf" {
		t.Errorf("%d bytes of %q, %v", len(u.Body), u.Name, err)
	}
	b.nowhere(canaries)
}
