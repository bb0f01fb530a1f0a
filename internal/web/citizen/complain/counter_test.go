package complain_test

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/seal"
	filestore "banjie/internal/store/file"
	"banjie/internal/web/citizen/complain"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// People of the tests; all are invented. The centre is the hall's unit here, as in many counties.
var (
	clerk   = access.Actor{ID: "k1", Name: "柯示例", Role: access.Clerk, Division: specimen.Division, Unit: "hall"}
	another = access.Actor{ID: "k2", Name: "匡示例", Role: access.Clerk, Division: specimen.Division, Unit: "hall"}
	desk    = access.Actor{ID: "du", Name: "杜示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall"}
	officer = access.Actor{ID: "o1", Name: "区示例", Role: access.CaseOfficer, Division: specimen.Division, Unit: "market"}
)

var canaries = []string{"金丝雀原话", "金丝雀姓名", "19955550001"}

type counterTown struct {
	*officertest.Town
	root string
}

func atCounter(t *testing.T) *counterTown {
	t.Helper()
	tw := &counterTown{root: t.TempDir()}
	var keys []seal.Public
	for range 4 {
		k, err := seal.NewPrivate(seal.Standard)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k.Public)
	}
	vault := &complaint.Vault{Keys: complaint.Keys{Custodians: keys[:3], Desk: keys[3]}, Boxes: filestore.NewFolder(filepath.Join(tw.root, "files")),
		Wrap:   func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(string) (seal.Ingredient, error) { return seal.Ingredient{}, nil }}
	tw.Town = officertest.NewOn(t, "sqlite:"+filepath.Join(tw.root, "town.db"), func(o *officertest.Town) {
		if err := o.Site.Engine.Register(complaint.Rules{Centre: "hall"}.Procedure()); err != nil {
			t.Fatal(err)
		}
		(&complain.Pages{Site: o.Site, Vault: vault, Centre: "hall", Wall: o.Clock}).Routes()
	})
	return tw
}

func said(more ...string) url.Values {
	v := url.Values{"channel": {"window"}, "protection": {"secret"}, "kind": {"extortion"}, "story": {"金丝雀原话：检查的人要两条烟。"}, "against": {"market"}, "name": {"金丝雀姓名"}, "phone": {"19955550001"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

var (
	shown = regexp.MustCompile(`<code>([0-9 ]+)</code>`)
	held  = regexp.MustCompile(`name="held" value="([^"]*)"`)
	no    = regexp.MustCompile(`C2026\d{8}`)
)

// told gets to the page on which the code is handed over.
func (t *counterTown) told(who access.Actor, base string, form url.Values) (send url.Values, code string) {
	t.Helper()
	got := t.Post(who, base, form)
	m := shown.FindStringSubmatch(got.Body)
	if got.Status != http.StatusOK || m == nil {
		t.Fatalf("after the form: %d\n%s", got.Status, got.Text())
	}
	code = seal.CleanCode(m[1])
	return url.Values{"held": {held.FindStringSubmatch(got.Body)[1]}, "code_first": {code[:5]}, "code_fourth": {code[15:20]}}, code
}

// only gives the one complaint there is.
func (t *counterTown) only() *casework.Case {
	t.Helper()
	page, err := t.Site.Cases.Cases(t.Context(), casework.Query{Division: specimen.Division, Sealed: true})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%d cases, %v", len(page.Rows), err)
	}
	return t.Load(page.Rows[0].ID)
}

// TestCounter: a clerk registers what somebody says, hands over code and receipt, and then
// neither the clerk nor any table has the words.
func TestCounter(t *testing.T) {
	tw := atCounter(t)
	for _, who := range []access.Actor{officer, officertest.Citizen, desk} {
		if got := tw.Get(who, "/window/complain"); got.Status != http.StatusNotFound {
			t.Errorf("%s at the window's form: %d", who.Role, got.Status)
		}
	}
	if got := tw.Get(clerk, "/centre/register"); got.Status != http.StatusNotFound {
		t.Errorf("a clerk at the centre's form: %d", got.Status)
	}
	form := tw.Get(clerk, "/window/complain")
	if strings.Contains(form.Body, "data-draft") || !strings.Contains(form.Header.Get("Cache-Control"), "no-store") {
		t.Error("the browser keeps what a clerk types")
	}
	send, code := tw.told(clerk, "/window/complain", said())
	wrong := url.Values{"held": send["held"], "code_first": {"00000"}, "code_fourth": send["code_fourth"]}
	if got := tw.Post(clerk, "/window/complain/check", wrong); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "第一组不一致") {
		t.Fatalf("a group misheard: %d\n%s", got.Status, got.Text())
	}
	for name, who := range map[string]access.Actor{"another clerk": another, "the centre": desk} {
		base := map[bool]string{true: "/window/complain", false: "/centre/register"}[who.Role == access.Clerk]
		if got := tw.Post(who, base+"/change", send); got.Status != http.StatusConflict || strings.Contains(got.Body, canaries[0]) {
			t.Errorf("%s takes over the answers: %d", name, got.Status)
		}
	}
	if got := tw.Post(clerk, "/window/complain/change", send); got.Status != http.StatusOK || !strings.Contains(got.Body, canaries[0]) {
		t.Fatalf("before sending the words can be changed: %d", got.Status)
	}
	got := tw.Post(clerk, "/window/complain/check", send)
	if got.Status != http.StatusOK || !strings.Contains(got.Body, ui.GroupCode(code)) || !strings.Contains(got.Body, "data:image/png") || got.Header.Get("Clear-Site-Data") == "" {
		t.Fatalf("the slip: %d\n%s", got.Status, got.Text())
	}
	if where := tw.Site.Base + "/complaint"; strings.Count(got.Text(), where) < 2 {
		t.Errorf("receipt and strip do not say where to enter them (%s):\n%s", where, got.Text())
	}
	c := tw.only()
	o := c.Events[0].Facts.Open
	if o.Channel != "window" || !o.Sealed || !strings.HasPrefix(o.Party, "r-") || o.Window != "" || c.Events[0].By.ID != clerk.ID || c.Unit != "hall" || complaint.FileOf(c).Handed != complaint.ReadBack {
		t.Errorf("opened as %+v by %+v", o, c.Events[0].By)
	}
	if _, known := complaint.FileOf(c).Reporter.Recognise(code); !known {
		t.Error("the code on the slip is not the case's")
	}
	if n := no.FindString(strings.ReplaceAll(got.Text(), " ", "")); n != c.Number {
		t.Errorf("the slip says %s, the case is %s", n, c.Number)
	}

	// Shut for good: no page gives the words or the code again, however the browser asks.
	again := tw.Post(clerk, "/window/complain/check", send)
	if again.Status != http.StatusOK || strings.Contains(again.Body, ui.GroupCode(code)) {
		t.Errorf("sent again: %d", again.Status)
	}
	tw.only()
	for _, got := range []officertest.Answer{again, tw.Post(clerk, "/window/complain/change", send), tw.Post(clerk, "/window/complain/check", wrong), tw.Get(clerk, "/window/complain")} {
		for _, w := range canaries {
			if strings.Contains(got.Body, w) {
				t.Errorf("%q stands on a page after sending (%d)", w, got.Status)
			}
		}
	}
	_, err := tw.Site.Engine.Do(t.Context(), casework.Command{Actor: clerk, Case: c.ID, Verb: "view_story"})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("for the clerk the complaint still exists: %v", err)
	}
	err = filepath.WalkDir(tw.root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, w := range append(canaries, code) {
			if bytes.Contains(raw, []byte(w)) {
				t.Errorf("%q stands in %s", w, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLetters: a letter carries the day on which it came, limits run from then, and the next
// of the pile begins with the same day. What lay too long is refused at its place.
func TestLetters(t *testing.T) {
	tw := atCounter(t)
	late := tw.Post(desk, "/centre/register", said("channel", "letter", "received_on", "2026-02-13"))
	if late.Status == http.StatusOK { // the instant is judged when it is registered
		send, _ := tw.told(desk, "/centre/register", said("channel", "letter", "received_on", "2026-02-13"))
		send.Set("handed", "mailed")
		late = tw.Post(desk, "/centre/register/check", send)
	}
	if late.Status != http.StatusUnprocessableEntity || !strings.Contains(late.Text(), "最多可以补录 5 个工作日") {
		t.Fatalf("two weeks late: %d\n%s", late.Status, late.Text())
	}
	if got := tw.Post(desk, "/centre/register", said("channel", "letter", "forwarded_letter", "转7号", "forwarded_days", "x")); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "哪个机关来函") {
		t.Errorf("a letter of nobody: %d", got.Status)
	}
	send, code := tw.told(desk, "/centre/register", said("channel", "letter", "received_on", "2026-02-27", "protection", "anonymous", "forwarded_from", "市投诉中心", "forwarded_days", "10"))
	if len(code) != seal.LongerCode {
		t.Errorf("a code of %d digits", len(code))
	}
	if got := tw.Post(desk, "/centre/register/check", send); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "查询码怎样交给") {
		t.Fatalf("nobody said how the code is handed over: %d\n%s", got.Status, got.Text())
	}
	send.Set("handed", "mailed")
	got := tw.Post(desk, "/centre/register/check", send)
	if got.Status != http.StatusOK || !strings.Contains(got.Body, "channel=letter") || !strings.Contains(got.Body, "received_on=2026-02-27") || !strings.Contains(got.Text(), "录入的日子") {
		t.Fatalf("%d\n%s", got.Status, got.Text())
	}
	c, cal := tw.only(), tw.Site.Calendar()
	k, _ := c.Clock("citizen")
	if cal.DayOf(c.Opened).String() != "2026-02-27" || cal.DayOf(c.Events[0].At).String() != "2026-03-02" || k.Start.String() != "2026-02-27" {
		t.Errorf("received %s, entered %s, counted from %s", c.Opened, c.Events[0].At, k.Start)
	}
	if k, ok := c.Clock("letter"); !ok || k.Limit.N != 10 || k.Start.String() != "2026-02-27" {
		t.Errorf("the letter's clock: %+v", k)
	}
	for _, b := range complaint.FileOf(c).Boxes {
		if b.Compartment == seal.Identity {
			t.Error("an anonymous letter has an identity")
		}
	}
	next := tw.Get(desk, "/centre/register?channel=letter&received_on=2026-02-27")
	if !regexp.MustCompile(`value="letter"[^>]*checked`).MatchString(next.Body) || !strings.Contains(next.Body, `value="2026-02-27"`) {
		t.Error("the next letter of the pile begins anew")
	}
}

// TestTelephone: the code is read out in groups, and the day is today whatever is typed.
func TestTelephone(t *testing.T) {
	tw := atCounter(t)
	got := tw.Post(clerk, "/window/complain", said("channel", "telephone", "received_on", "2026-02-27"))
	if !strings.Contains(got.Text(), "五个数字一组") {
		t.Fatalf("%d\n%s", got.Status, got.Text())
	}
	send, _ := tw.told(clerk, "/window/complain", said("channel", "telephone", "received_on", "2026-02-27"))
	if got := tw.Post(clerk, "/window/complain/check", send); got.Status != http.StatusOK {
		t.Fatalf("%d\n%s", got.Status, got.Text())
	}
	if c := tw.only(); tw.Site.Calendar().DayOf(c.Opened).String() != "2026-03-02" || c.Events[0].Facts.Open.Channel != "telephone" {
		t.Errorf("%s by %s", c.Opened, c.Events[0].Facts.Open.Channel)
	}
}
