package centre_test

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/seal"
	filestore "banjie/internal/store/file"
	"banjie/internal/testenv"
	"banjie/internal/web/centre"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, centre.GalleryPages()) }

// People of the tests; all are invented. The centre is the hall's unit here.
var (
	officer  = access.Actor{ID: "du", Name: "杜示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall", Session: "s-du"}
	second   = access.Actor{ID: "du2", Name: "度示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall", Session: "s-du2"}
	head     = access.Actor{ID: "zhong", Name: "钟示例", Role: access.UnitHead, Division: specimen.Division, Unit: "hall", Session: "s-zhong"}
	elsewhat = access.Actor{ID: "sup", Name: "苏示例", Role: access.Supervisor, Division: specimen.Division, Unit: "market", Session: "s-sup"}
	reporter = access.Actor{ID: "return-code", Role: access.Citizen, Division: specimen.Division, Party: "r-1"}
)

const (
	words      = "金丝雀句子：材料交了三次，窗口每次都说还缺一样，让我去门口的店里做评估。"
	passphrase = "示例口令 一二三四"
	name       = "测试人乙"
)

// town is the county with a complaint centre and one complaint.
type town struct {
	*officertest.Town
	vault *complaint.Vault
	desk  seal.Private
	file  []byte
}

func open(t *testing.T, others ...*casework.Procedure) *town {
	t.Helper()
	tw := &town{}
	var keys []seal.Public
	for range 3 {
		k, err := seal.NewPrivate(seal.Standard)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k.Public)
	}
	var err error
	if tw.desk, err = seal.NewPrivate(seal.Standard); err != nil {
		t.Fatal(err)
	}
	if tw.file, err = tw.desk.Write("desk", passphrase); err != nil {
		t.Fatal(err)
	}
	tw.vault = &complaint.Vault{Keys: complaint.Keys{Custodians: keys, Desk: tw.desk.Public}, Boxes: filestore.NewFolder(t.TempDir()),
		Wrap: func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(s string) (i seal.Ingredient, err error) {
			raw, err := hex.DecodeString(s)
			copy(i[:], raw)
			return i, err
		}}
	tw.Town = officertest.New(t, func(o *officertest.Town) {
		if err := o.Site.Engine.Register(append(others, complaint.Rules{Centre: "hall"}.Procedure())...); err != nil {
			t.Fatal(err)
		}
		(&desk.Pages{Site: o.Site}).Routes()
		(&centre.Pages{Site: o.Site, Vault: tw.vault, Locker: &complaint.Locker{Wall: o.Clock}, Centre: "hall", Complaints: o.Complaints,
			DeskKey: func() (seal.KeyFile, error) { return seal.ReadKeyFile(tw.file) }}).Routes()
	})
	return tw
}

// complain files a complaint with everything sealed.
func (t *town) complain() *casework.Case {
	t.Helper()
	in, err := t.vault.File(t.Context(), specimen.Division, complaint.Told{Filing: complaint.Filing{Kind: "extortion", Protection: complaint.Secret, Against: "market"},
		Person: complaint.Person{Name: name, Phone: "13800000000"}, Words: words, Files: []complaint.Upload{{Name: "单据.jpg", Body: []byte("picture")}}, Code: "31415926535897932380"})
	if err != nil {
		t.Fatal(err)
	}
	return t.Do(casework.Command{Actor: reporter, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: reporter.Party, Series: "C", Sealed: true}})
}

func (t *town) views(c *casework.Case) int {
	n := 0
	for _, e := range t.Load(c.ID).Events {
		if e.Kind == "story_viewed" {
			n++
		}
	}
	return n
}

func at(c *casework.Case) string { return "/centre/cases/" + c.ID.String() }

func (t *town) unlock(c *casework.Case, who access.Actor) {
	t.Helper()
	if got := t.Post(who, at(c)+"/key", url.Values{"passphrase": {passphrase}}); got.Status != http.StatusSeeOther {
		t.Fatalf("the key does not open: %d %s", got.Status, got.Text())
	}
}

// whole says that a page has no fault of form and shows none of the words.
func (t *town) whole(got officertest.Answer, secrets ...string) {
	t.Helper()
	for _, p := range uitest.Problems(got.Body) {
		t.Error(p)
	}
	for _, s := range secrets {
		if strings.Contains(got.Body, s) {
			t.Errorf("the page shows %q", s)
		}
	}
}

// The words are shown after the look stands on the ledger, marked with who looks, and every
// showing is one more act. Without the key nothing is shown and nothing recorded.
func TestStoryOpensOnRecord(t *testing.T) {
	tw := open(t)
	c := tw.complain()
	list := tw.Get(officer, "/centre")
	tw.whole(list, words, name)
	if !strings.Contains(list.Body, at(c)) {
		t.Error("the complaint is not in the list")
	}
	page := tw.Get(officer, at(c))
	tw.whole(page, words, name, "金丝雀")
	if got := tw.Post(officer, at(c)+"/story", nil); strings.Contains(got.Body, "金丝雀") || tw.views(c) != 0 {
		t.Errorf("without the key: %d views", tw.views(c))
	}
	if got := tw.Post(officer, at(c)+"/key", url.Values{"passphrase": {"wrong"}}); got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusBadRequest {
		t.Errorf("a wrong passphrase: %d", got.Status)
	}
	tw.unlock(c, officer)
	if got := tw.Get(officer, at(c)+"/story"); strings.Contains(got.Body, "金丝雀") || tw.views(c) != 0 {
		t.Error("shown before it was asked for")
	}
	got := tw.Post(officer, at(c)+"/story", nil)
	tw.whole(got, name, "13800000000")
	if !strings.Contains(got.Body, words) || tw.views(c) != 1 {
		t.Errorf("status %d, %d views", got.Status, tw.views(c))
	}
	if strings.Count(got.Text(), "由 杜示例 于 2026年3月2日") < 2 {
		t.Errorf("the words are not marked:\n%s", got.Text())
	}
	if got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("cached: %q", got.Header.Get("Cache-Control"))
	}
	if other := tw.Post(second, at(c)+"/story", nil); strings.Contains(other.Body, "金丝雀") {
		t.Error("the key of one session opens for another")
	}
	file := tw.Post(officer, at(c)+"/attachments/1", nil)
	if file.Body != "picture" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || tw.views(c) != 2 {
		t.Errorf("attachment: %q, %v, %d views", file.Body, file.Header, tw.views(c))
	}
	tw.Post(officer, "/centre/key/close", nil)
	if got := tw.Post(officer, at(c)+"/story", nil); strings.Contains(got.Body, "金丝雀") || tw.views(c) != 2 {
		t.Error("shown though the key was shut")
	}
	tw.unlock(c, officer)
	tw.Clock.Advance(complaint.UnlockedFor + time.Second)
	if got := tw.Post(officer, at(c)+"/story", nil); strings.Contains(got.Body, "金丝雀") {
		t.Error("the key did not shut by itself")
	}
}

// A brief that could show who it is goes to no unit before each place was looked at.
func TestBriefIsChecked(t *testing.T) {
	tw := open(t)
	c := tw.complain()
	tw.unlock(c, officer)
	send := func(v url.Values) officertest.Answer { return tw.Post(officer, at(c)+"/take-up", v) }
	form := url.Values{"brief": {"请查窗口收件记录，联系电话 13800000000。"}, "route": {"unit"}, "units": {"market"}}
	if got := send(form); strings.Contains(got.Body, "金丝雀") || tw.Load(c.ID).State != complaint.Registered {
		t.Fatal("dispatched by somebody who never read it")
	}
	tw.Post(officer, at(c)+"/story", nil)
	got := send(form)
	tw.whole(got)
	warned := complaint.Check(complaint.Story{Words: words}, form.Get("brief"))
	if tw.Load(c.ID).State != complaint.Registered || len(warned) == 0 || !strings.Contains(got.Body, warned[0].ID) || !strings.Contains(got.Body, "13800000000") {
		t.Fatalf("not refused: %d\n%s", got.Status, got.Text())
	}
	if copied := send(url.Values{"brief": {"材料交了三次，窗口每次都说还缺一样。"}, "route": {"unit"}, "units": {"market"}}); tw.Load(c.ID).State != complaint.Registered || !strings.Contains(copied.Text(), "照抄") {
		t.Error("copied words were let through")
	}
	for _, w := range warned {
		form.Add("confirmed", w.ID)
	}
	if got := send(form); got.Status != http.StatusSeeOther || tw.Load(c.ID).State != complaint.Dispatched {
		t.Errorf("confirmed and refused: %d %s", got.Status, got.Text())
	}
}

// dispatched brings a complaint to the market unit.
func (t *town) dispatched() *casework.Case {
	t.Helper()
	return t.briefed("反映小餐饮登记收件后多次要求补件，请查收件和告知记录。")
}

// briefed brings a complaint with a brief to the market unit.
func (t *town) briefed(brief string) *casework.Case {
	t.Helper()
	c := t.complain()
	b, err := complaint.Redact(complaint.Story{}, brief, nil)
	if err != nil {
		t.Fatal(err)
	}
	return t.Do(casework.Command{Actor: officer, Case: c.ID, Verb: "take_up", Input: &complaint.TakeUpInput{Route: "unit", Units: []string{"market"}, Brief: b}})
}

// The unit works from its own list, reads the brief and nothing of the reporter; for every
// other unit the complaint does not exist.
func TestUnitSeesTheBriefAlone(t *testing.T) {
	tw := open(t)
	c := tw.dispatched()
	work := "/work/cases/" + c.ID.String()
	list := tw.Get(specimen.Officer, "/work?tab=waiting")
	tw.whole(list, name)
	if !strings.Contains(list.Body, work) {
		t.Errorf("not in the unit's list:\n%s", list.Text())
	}
	page := tw.Get(specimen.Officer, work)
	tw.whole(page, name, "金丝雀", "13800000000", "story_viewed", "单据")
	if text := page.Text(); !strings.Contains(text, "反映小餐饮登记收件后多次要求补件") || !strings.Contains(text, "由 林示例 于") || !strings.Contains(text, "签收") {
		t.Errorf("status %d:\n%s", page.Status, text)
	}
	for _, e := range tw.Load(c.ID).Events {
		for _, f := range e.Private.Files {
			if strings.Contains(page.Body, f.Hash) {
				t.Error("a sealed box is offered to the unit")
			}
			if got := tw.Get(specimen.Officer, work+"/files/"+f.Hash); got.Status != http.StatusNotFound {
				t.Errorf("a sealed box was sent to the unit: %d", got.Status)
			}
		}
	}
	for _, path := range []string{"", "/story", "/clocks/unit"} {
		if got := tw.Get(specimen.Officer, at(c)+path); got.Status != http.StatusNotFound {
			t.Errorf("the unit at the centre's %q: %d", path, got.Status)
		}
	}
	for _, who := range []access.Actor{specimen.Fireman, specimen.Clerk, elsewhat, {ID: "aud", Role: access.Auditor, Division: specimen.Division, Unit: "fire"}, {ID: "ch", Role: access.CentreHead, Division: specimen.Division, Unit: "fire"}} {
		for _, path := range []string{work, work + "/clocks/citizen", work + "/do/take_on", at(c)} {
			if who.ID == elsewhat.ID && path != at(c) {
				continue // of the very unit that has it in hand
			}
			if who.ID == specimen.Clerk.ID && path == work {
				continue // of the hall's unit, led on to the centre, which has no pages for clerks
			}
			if got := tw.Get(who, path); got.Status != http.StatusNotFound && got.Status != http.StatusForbidden || strings.Contains(got.Body, c.Number) {
				t.Errorf("%s (%s) at %s: %d", who.ID, who.Role, path, got.Status)
			}
		}
	}
	if got := tw.Get(officer, work); got.Header.Get("Location") != at(c) {
		t.Errorf("the centre's own way: %d %q", got.Status, got.Header.Get("Location"))
	}
	take := tw.Get(specimen.Officer, work+"/do/take_on")
	tw.whole(take)
	action, v := take.Form(t)
	if got := tw.Post(specimen.Officer, action, v); got.Status != http.StatusSeeOther || tw.Load(c.ID).State != complaint.Working {
		t.Errorf("take on: %d %s", got.Status, got.Text())
	}
	for _, verb := range []string{"report_findings", "hold_clock", "ask_more_time"} {
		got := tw.Get(specimen.Officer, work+"/do/"+verb)
		tw.whole(got)
		if got.Status != http.StatusOK {
			t.Errorf("%s: %d", verb, got.Status)
		}
	}
	_, v = tw.Get(specimen.Officer, work+"/do/report_findings").Form(t)
	v.Set("finding", "substantiated")
	v.Set("result", "solved")
	v.Set("reason", "查了收件记录，确有多次要求补件。")
	if got := tw.Post(specimen.Officer, work+"/do/report_findings", v); tw.Load(c.ID).State != complaint.Working || !strings.Contains(got.Text(), "措施") {
		t.Errorf("findings without evidence and measure: %d", got.Status)
	}
}

// From findings to the answer, and the identity for two custodians, by way of the forms.
func TestCentreActs(t *testing.T) {
	tw := open(t)
	c := tw.dispatched()
	do := func(who access.Actor, verb string, set url.Values) {
		t.Helper()
		path := "/work/cases/" + c.ID.String() + "/do/" + verb
		page := tw.Get(who, path)
		if page.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", verb, page.Status, page.Text())
		}
		tw.whole(page)
		action, v := page.Form(t)
		for k := range set {
			v[k] = set[k]
		}
		got := tw.Post(who, action, v)
		if got.Status == http.StatusOK { // asked once more
			action, v = got.Form(t)
			v.Set("_step", "confirm")
			got = tw.Post(who, action, v)
		}
		if got.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", verb, got.Status, got.Text())
		}
	}
	say := tw.Post(officer, at(c)+"/message", url.Values{"message": {"请补充是哪一天。"}})
	if say.Status != http.StatusSeeOther || complaint.FileOf(tw.Load(c.ID)).Messages() != 1 {
		t.Fatalf("message: %d %s", say.Status, say.Text())
	}
	do(specimen.Officer, "take_on", nil)
	do(specimen.Officer, "ask_more_time", url.Values{"reason": {"要等档案馆调卷。"}})
	if !strings.Contains(tw.Get(head, "/centre?tab=head").Body, at(c)) {
		t.Error("what waits for the head is not in the head's tab")
	}
	do(head, "decide_more_time", url.Values{"approve": {"yes"}, "reason": {"同意。"}})
	do(officer, "request_opening", url.Values{"reason_id": {"protect"}, "reason": {"受到威胁。"}, "basis": {"xfg-30"}})
	if got := tw.Post(officer, at(c)+"/identity", nil); got.Status < 400 {
		t.Errorf("the bundle before its opening: %d", got.Status)
	}
	do(head, "approve_opening", url.Values{"reason": {"同意。"}})
	do(officer, "open_identity", nil)
	got := tw.Post(officer, at(c)+"/identity", nil)
	var b complaint.Bundle
	if err := json.Unmarshal([]byte(got.Body), &b); err != nil || b.Format != complaint.BundleFormat || b.Leaf == 0 || strings.Contains(got.Body, name) {
		t.Errorf("bundle: %d, %v, %+v", got.Status, err, b)
	}
	tw.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "report_findings", Reason: "确有多次要求补件。",
		Input: &complaint.ReportInput{Finding: complaint.Substantiated, Result: complaint.Solved, Measures: []string{"put_right"}, Files: []casework.File{{Material: "evidence", Name: "笔录.pdf", Hash: strings.Repeat("0", 64)}}}})
	do(officer, "answer_reporter", url.Values{"reason": {"已纠正。"}})
	if tw.Load(c.ID).State != complaint.Answered {
		t.Error(tw.Load(c.ID).State)
	}
	page := tw.Get(second, at(c))
	tw.whole(page, "金丝雀", name)
	for _, want := range []string{"属实", "纠正", "同意，延长到六十个工作日", "投诉人身份已取出"} {
		if !strings.Contains(page.Text(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if !slices.ContainsFunc(tw.Load(c.ID).Events, func(e casework.Event) bool { return e.Kind == "identity_opened" }) {
		t.Error("no opening on the ledger")
	}
}

// TestShots: the desk's pages as a browser draws them, judged by axe-core.
func TestShots(t *testing.T) {
	if testing.Short() {
		t.Skip("pictures")
	}
	for name, view := range map[string]testenv.View{"desktop": testenv.Desk, "phone": testenv.Phone} {
		t.Run(name, func(t *testing.T) {
			tw := open(t)
			fresh, given := tw.complain(), tw.dispatched()
			address := tw.Serve(officer)
			p := testenv.Page(t, testenv.Browser(t), view)
			for id, path := range map[string]string{"list": "/centre", "case": at(fresh), "working": at(given), "shut": at(fresh) + "/story"} {
				p.MustNavigate(address + path).MustWaitLoad()
				if v := testenv.Axe(t, p); len(v) > 0 {
					t.Errorf("%s: %v", id, v)
				}
				testenv.Shot(t, p, "centre-"+id+"-"+name)
			}
		})
	}
}

// TestUnitShots: the unit's page of a complaint, as a browser draws it.
func TestUnitShots(t *testing.T) {
	if testing.Short() {
		t.Skip("pictures")
	}
	tw := open(t)
	b, given := testenv.Browser(t), tw.dispatched()
	address := tw.Serve(specimen.Officer)
	for name, view := range map[string]testenv.View{"desktop": testenv.Desk, "phone": testenv.Phone} {
		p := testenv.Page(t, b, view)
		p.MustNavigate(address + "/work/cases/" + given.ID.String()).MustWaitLoad()
		testenv.Shot(t, p, "unit-complaint-"+name)
	}
}
