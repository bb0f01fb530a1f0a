package window_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"

	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
	"banjie/internal/web/window"
)

func TestPages(t *testing.T) { uitest.Pages(t, window.GalleryPages()) }

func open(t *testing.T) *officertest.Town {
	return officertest.New(t, func(town *officertest.Town) { window.Routes(town.Site, nil); act.Routes(town.Site) })
}

// fill is what a clerk types for a complete case.
func fill(form url.Values) url.Values {
	for k, v := range map[string]string{"person.id": "11010519491231002X", "person.id_kind": "resident", "person.name": "林小禾", "person.phone": "19000000001", "scenario.agent": "no",
		"form.shop_name": "青禾小吃店", "form.area": "36", "form.kind": "meals", "form.address": "临江县柳溪镇示例路1号", "have.lease": "B", "have.plan": "B", "_step": "file"} {
		form.Set(k, v)
	}
	return form
}

// begin opens a new form the way the desk does.
func begin(t *testing.T, town *officertest.Town) (path string, form url.Values) {
	t.Helper()
	got := town.Get(specimen.Clerk, "/window/receive?item=food-business-licence")
	if got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	path = got.Header.Get("Location")
	page := town.Get(specimen.Clerk, path)
	for _, p := range uitest.Problems(page.Body) {
		t.Error(p)
	}
	_, form = page.Form(t)
	return path, form
}

// A complete case is received on one page, the slip shows number and code, and the next
// act is one key away.
func TestReceive(t *testing.T) {
	town := open(t)
	path, form := begin(t, town)
	fill(form).Set("person.id", "11010519491231002x") // as some readers write it, the kind left to be recognised
	form.Set("person.id_kind", "")
	got := town.Post(specimen.Clerk, path, form)
	text := got.Text()
	if got.Status != http.StatusOK {
		t.Fatalf("status %d:\n%s", got.Status, text)
	}
	for _, want := range []string{"已收件", "01234 56789 01234 56789", "2026年3月9日", "受理"} {
		if !strings.Contains(text, want) {
			t.Errorf("the slip does not say %q:\n%s", want, text)
		}
	}
	if !strings.Contains(got.Body, `data-forget="receive-`) || !strings.Contains(got.Body, `data-key="Alt+A"`) {
		t.Error("the draft is not forgotten, or accepting has no key")
	}
	c := only(t, town)
	o := c.Events[0].Facts.Open
	if o.Channel != "window" || o.Window != "3" || o.Party == "" || o.CodeHash != town.Site.Codes.Hash("01234567890123456789") || c.Visits != 1 {
		t.Errorf("opened as %+v, %d visits", o, c.Visits)
	}
	p := c.Events[0].Private.Person
	if p.IDKind != "resident" || p.IDValue != "11010519491231002X" {
		t.Errorf("person %+v", p)
	}
	if s := licensing.FileOf(c).Materials["lease"]; s.Grade != "B" || !s.Have {
		t.Errorf("lease %+v", s)
	}
	accept := act.Href(c.ID, "accept", "/window/cases/"+c.ID.String())
	action, sure := town.Get(specimen.Clerk, accept).Form(t)
	if got := town.Post(specimen.Clerk, action, sure); got.Header.Get("Location") != "/window/cases/"+c.ID.String() || town.Load(c.ID).State != licensing.UnderReview {
		t.Errorf("accept: status %d to %q", got.Status, got.Header.Get("Location"))
	}
}

// Papers that came last week are received as of that day; too long ago is said at the field.
func TestPapersCameEarlier(t *testing.T) {
	town := open(t)
	path, form := begin(t, town)
	if today := form.Get("received_on"); today != "2026-03-02" {
		t.Errorf("untouched the papers came on %q", today)
	}
	fill(form).Set("received_on", "2026-02-20")
	got := town.Post(specimen.Clerk, path, form)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "最多可以补录 5 个工作日以前交来的材料") || !strings.Contains(got.Body, `href="#f-received_on"`) {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	form.Set("received_on", "2026-02-27")
	if got := town.Post(specimen.Clerk, path, form); got.Status != http.StatusOK || !strings.Contains(got.Text(), "2026年3月5日") {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	c := only(t, town)
	if k, _ := c.Clock("notice"); k.Start.String() != "2026-02-27" || !c.Opened.Before(c.Events[0].At) {
		t.Errorf("received at %s, the answer is counted from %s", c.Opened, k.Start)
	}
}

func only(t *testing.T, town *officertest.Town) *casework.Case {
	t.Helper()
	page, err := town.Site.Cases.Cases(t.Context(), casework.Query{Division: specimen.Division})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%d cases, %v", len(page.Rows), err)
	}
	return town.Load(page.Rows[0].ID)
}

// However often a form is sent, it makes one case; the page it came from knows it too.
func TestSentAgainAfterACut(t *testing.T) {
	town := open(t)
	path, form := begin(t, town)
	fill(form)
	first := town.Post(specimen.Clerk, path, form)
	second := town.Post(specimen.Clerk, path, form)
	if second.Status != http.StatusOK || second.Text() != first.Text() {
		t.Errorf("sent again: status %d", second.Status)
	}
	c := only(t, town)
	if got := town.Get(specimen.Clerk, path); got.Header.Get("Location") != "/window/cases/"+c.ID.String() {
		t.Errorf("going back leads to %q", got.Header.Get("Location"))
	}
	form.Set("person.name", "另一人")
	if got := town.Post(specimen.Clerk, path, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "先前那次提交仍然有效") {
		t.Errorf("other content under the same key: status %d", got.Status)
	}
	only(t, town)
}

// Enter files nothing: what a reader typed goes into its places and the cursor moves on.
func TestReaderIsAKeyboard(t *testing.T) {
	for _, line := range []string{"林小禾,11010519491231002x", "11010519491231002X|林小禾", "１１０１０５１９４９１２３１００２Ｘ，林小禾"} {
		town := open(t)
		path, form := begin(t, town)
		form.Set("person.id", line)
		form.Set("form.shop_name", "青禾小吃店")
		form.Set("_step", "next")
		got := town.Post(specimen.Clerk, path, form)
		_, again := got.Form(t)
		if got.Status != http.StatusOK || again.Get("person.id") != "11010519491231002X" || again.Get("person.id_kind") != "resident" || again.Get("person.name") != "林小禾" || again.Get("form.shop_name") != "青禾小吃店" {
			t.Errorf("%q: status %d, %v", line, got.Status, again)
		}
		if !strings.Contains(got.Body, `autofocus`) || !strings.Contains(focused(got.Body), `"f-form-area"`) {
			t.Errorf("%q: the cursor stands in %s", line, focused(got.Body))
		}
		if page, err := town.Site.Cases.Cases(t.Context(), casework.Query{Division: specimen.Division}); err != nil || len(page.Rows) != 0 {
			t.Errorf("%q filed a case", line)
		}
	}
}

// focused is the input that takes the cursor.
func focused(body string) string {
	for tag := range strings.SplitSeq(body, "<") {
		if strings.HasPrefix(tag, "input") && strings.Contains(tag, "autofocus") {
			return tag
		}
	}
	return ""
}

// What is wrong is named at its place, with what to do; everything else stays.
func TestRefusedKeepsEverything(t *testing.T) {
	wrong := map[string]struct{ field, value, want string }{
		"check digit": {"person.id", "110105194912310022", "校验码"},
		"no name":     {"person.name", "", "姓名"},
		"firm's code": {"person.id_kind", "uscc", "统一社会信用代码"},
		"no area":     {"form.area", "", "面积"},
		"small area":  {"form.area", "3", "8"},
		"no scenario": {"scenario.agent", "", "情形"},
		"bad expiry":  {"renews.certificate", "X1", "最后一天"},
		"agent alone": {"agent.name", "陈帮办", "身份证"},
	}
	for name, w := range wrong {
		t.Run(name, func(t *testing.T) {
			town := open(t)
			path, form := begin(t, town)
			fill(form).Set(w.field, w.value)
			got := town.Post(specimen.Clerk, path, form)
			if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), w.want) {
				t.Fatalf("status %d, want %q:\n%s", got.Status, w.want, got.Text())
			}
			_, again := got.Form(t)
			for k := range form {
				if k != "_step" && k != w.field && again.Get(k) != form.Get(k) {
					t.Errorf("%s: %q became %q", k, form.Get(k), again.Get(k))
				}
			}
		})
	}
}

// Items are found by name, code, first letters and people's own words.
func TestMatch(t *testing.T) {
	food := specimen.Item()
	other := food
	other.Code, other.BaseCode, other.Slug, other.Keywords = "1133059900000000004330199999001", "330199999001", "hotel-licence", []string{"开旅馆"}
	other.Name.ZH, other.Name.EN = "旅馆业特种行业许可", "Special licence for hotels"
	all := append(officertest.Items{}, food, other)
	for asked, want := range map[string]string{"食品经营许可": "food-business-licence", "FOOD BUSINESS LICENCE": "food-business-licence", "hotel-licence": "hotel-licence", "fbl": "food-business-licence",
		"slfh": "hotel-licence", "330199999001": "hotel-licence", "99999": "hotel-licence", "开小吃店": "food-business-licence", "我想开旅馆": "hotel-licence"} {
		if got := window.Match(all, asked); len(got) == 0 || got[0].Slug != want {
			t.Errorf("%q: %d items", asked, len(got))
		}
	}
	if got := window.Match(all, "xyz"); len(got) != 0 {
		t.Errorf("nonsense finds %d items", len(got))
	}
}

// One answer leads straight to its form, a case number to the case; citizens and officers
// of a unit are not at a window of the hall.
func TestDesk(t *testing.T) {
	town := open(t)
	if got := town.Get(specimen.Clerk, "/window?q=fbl"); got.Header.Get("Location") != "/window/receive?item=food-business-licence" {
		t.Errorf("leads to %q", got.Header.Get("Location"))
	}
	c := town.Do(officertest.Filing())
	if got := town.Get(specimen.Clerk, "/window?q="+url.QueryEscape(strings.ToLower(c.Number))); got.Header.Get("Location") != "/window/cases/"+c.ID.String() {
		t.Errorf("the number leads to %q", got.Header.Get("Location"))
	}
	got := town.Get(specimen.Clerk, "/window")
	if !strings.Contains(got.Text(), "3号窗口收件") || !strings.Contains(got.Text(), c.Number[31:]) {
		t.Errorf("desk:\n%s", got.Text())
	}
	for _, path := range []string{"/window", "/window/receive/k?item=food-business-licence", "/window/cases/" + c.ID.String()} {
		if got := town.Get(officertest.Citizen, path); got.Status < 400 {
			t.Errorf("the applicant at %s: status %d", path, got.Status)
		}
	}
	if got := town.Get(specimen.Supervisor, "/window"); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
		t.Errorf("a supervisor at the window: status %d", got.Status)
	}
}

// A further visit is counted with its reason and shown beside what was promised.
func TestFurtherVisit(t *testing.T) {
	town := open(t)
	c := town.Do(officertest.Filing())
	back := "/window/cases/" + c.ID.String()
	action, form := town.Get(specimen.Clerk, act.Href(c.ID, "count_visit", back)).Form(t)
	if got := town.Post(specimen.Clerk, action, form); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: status %d", got.Status)
	}
	form.Set("why", "guide_wrong")
	if got := town.Post(specimen.Clerk, action, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	if text := town.Get(specimen.Clerk, back).Text(); !strings.Contains(text, "承诺最多0次，到过大厅2次") || !strings.Contains(text, "办事指南写得不对") {
		t.Errorf("visits:\n%s", text)
	}
}

// A clerk receives and accepts a complete case by keyboard alone: keys only, no pointer.
func TestByKeyboardAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	town := open(t)
	base := town.Serve(specimen.Clerk)
	page := testenv.Page(t, testenv.Browser(t), testenv.Desk)
	page.MustNavigate(base + "/window").MustWaitLoad()
	k := keys{t: t, page: page}
	k.text("fbl")
	k.send(input.Enter) // one item: its form opens, the cursor in the place of the document number
	page.MustElement("#f-form-shop_name")
	k.text("11010519491231002X,Lin Xiaohe")
	k.send(input.Enter) // the reader's own Enter
	k.on("f-form-shop_name")
	k.text("Qinghe")
	k.press(input.Tab)
	k.text("36")
	k.press(input.Tab)
	k.press(input.Space) // hot meals
	k.press(input.Tab)
	k.text("1 Sample Road, Liuxi")
	for range 4 {
		k.press(input.Tab) // past the planned day, which may stay empty
	}
	k.press(input.ArrowRight) // nobody acts for the applicant
	k.press(input.Tab)
	k.press(input.Space) // lease: original seen
	k.press(input.Tab)
	k.press(input.Space) // plan: original seen
	k.chord(input.KeyS)
	k.chord(input.KeyA)
	k.chord(input.KeyS)
	c := only(t, town)
	if c.State != licensing.UnderReview {
		t.Errorf("state %s:\n%s", c.State, page.MustElement("main").MustText())
	}
	t.Logf("%d keys typed by the clerk beside the reader's line; at 3 keys a second %d seconds", k.n-30, (k.n-30)/3)
	if k.n-30 > 180 {
		t.Errorf("%d keys are more than a minute's work", k.n-30)
	}
}

// keys types as a clerk does and counts.
type keys struct {
	t    *testing.T
	page *rod.Page
	n    int
}

func (k *keys) text(s string) { k.page.MustInsertText(s); k.n += len(s) }

func (k *keys) press(key input.Key) { k.page.Keyboard.MustType(key); k.n++ }

// send presses a key that loads a page.
func (k *keys) send(key input.Key) {
	wait := k.page.MustWaitNavigation()
	k.press(key)
	wait()
}

// chord presses Alt and a key that loads a page.
func (k *keys) chord(key input.Key) {
	wait := k.page.MustWaitNavigation()
	k.page.KeyActions().Press(input.AltLeft).Type(key).MustDo()
	k.n += 2
	wait()
}

// on checks where the cursor stands.
func (k *keys) on(id string) {
	k.t.Helper()
	if got := k.page.MustEval("() => document.activeElement.id").Str(); got != id {
		k.t.Fatalf("the cursor stands in %q, want %q", got, id)
	}
}
