package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
)

// desk is a small site with one form, as pages use it.
func desk(t testing.TB, sent *int) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle(ui.PreferencesPath, ui.Preferences(false))
	mux.HandleFunc("GET /form", func(w http.ResponseWriter, r *http.Request) {
		p := ui.FromRequest(r, lang.T("申请", "Apply"))
		p.Scripts = []string{assets.HTMX, assets.Idiomorph}
		_ = ui.Write(w, r, 200, ui.Layout(p))
		_ = ui.Form{Action: "/send", Draft: "apply", Body: ui.Components{
			ui.Field{Name: "name", Label: lang.T("姓名", "Name")},
			ui.Field{Name: "pin", Kind: ui.Password, Label: lang.T("密码", "Password")},
			ui.Field{Name: "code", Kind: ui.Code, Label: lang.T("查询码", "Code")},
			ui.Field{Name: "note", Kind: ui.Area, Max: 10, Label: lang.T("说明", "Note")},
			ui.Button{Label: lang.T("提交", "Send"), Key: "Alt+S"},
		}}.View(p).Render(r.Context(), w)
	})
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		*sent++
		p := ui.FromRequest(r, lang.T("已提交", "Sent"))
		p.Done = true
		_ = ui.Write(w, r, 200, ui.Layout(p))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestScript(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	sent := 0
	s := desk(t, &sent)
	page := testenv.Page(t, testenv.Browser(t), testenv.Desk)
	page = page.Timeout(15 * time.Second)
	open := func() { page.MustNavigate(s.URL + "/form").MustWaitLoad() }
	value := func(id string) string { return page.MustEval("id => document.getElementById(id).value", id).Str() }

	page.MustNavigate(s.URL + ui.PreferencesPath + "?lang=zh&back=/form").MustWaitLoad()
	page.MustElement("#f-name").MustInput("林小禾（示例）")
	page.MustElement("#f-pin").MustInput("hunter2")
	page.MustElement("#f-note").MustInput("十一个字的说明放在这")
	page.MustElement("#f-code").MustInput("3k7qf9mx2thd4wa")
	page.MustEval("() => document.activeElement.blur()")
	if got := value("f-code"); got != "3K7QF 9MX2T HD4WA" {
		t.Errorf("the code shows as %q", got)
	}
	if got := page.MustElement(".left").MustText(); got != "还可以写0个字" {
		t.Errorf("characters left: %q", got)
	}

	// A reload, or a network cut and a second try, loses nothing but the secret.
	page.MustWait("() => sessionStorage.length > 0")
	open()
	if value("f-name") != "林小禾（示例）" || value("f-pin") != "" {
		t.Errorf("after a reload: name %q, secret %q", value("f-name"), value("f-pin"))
	}
	if !page.MustElement("[data-draft-note]").MustVisible() {
		t.Error("nothing says that the draft is back")
	}
	if page.MustEval("() => JSON.stringify({...sessionStorage, ...localStorage}).includes('hunter2')").Bool() {
		t.Error("a secret was kept in the browser")
	}

	// Large type without a reload, remembered by the cookie.
	asked := page.MustWaitRequestIdle()
	page.MustElement(`a[data-to="elder"]`).MustClick()
	if got := page.MustEval("() => document.documentElement.dataset.mode").Str(); got != "elder" {
		t.Errorf("mode %q", got)
	}
	if got := value("f-name"); got == "" {
		t.Error("switching lost what was typed")
	}
	asked()
	open()
	if got := page.MustEval("() => getComputedStyle(document.documentElement).fontSize").Str(); got != "22px" {
		t.Errorf("large type is %s", got)
	}

	// The shortcut sends, two presses send once, and the draft is forgotten afterwards.
	sending := page.MustWaitNavigation()
	page.MustEval(`() => {
		for (let i = 0; i < 2; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "s", code: "KeyS", altKey: true, bubbles: true, cancelable: true }));
	}`)
	sending() // asking a page that is on its way elsewhere is an error
	page.MustWait("() => location.pathname === '/send'").MustWaitLoad()
	if sent != 1 {
		t.Errorf("sent %d times", sent)
	}
	if s := page.MustEval("() => JSON.stringify({...sessionStorage, ...localStorage})").Str(); strings.Contains(s, "draft") {
		t.Errorf("left in the browser: %s", s)
	}
}

// Without a network nothing is sent, the person is told and keeps everything.
func TestScriptOffline(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	sent := 0
	s := desk(t, &sent)
	page := testenv.Page(t, testenv.Browser(t), testenv.Phone).Timeout(30 * time.Second)
	page.MustNavigate(s.URL + "/form").MustWaitLoad()
	page.MustElement("#f-name").MustInput("林小禾（示例）")
	page.MustEval(`() => Object.defineProperty(navigator, "onLine", { get: () => false })`)
	page.MustElement(`form[data-draft] button[type="submit"]`).MustClick()
	if got := page.MustElement(".offline").MustText(); got == "" || sent != 0 {
		t.Errorf("offline: %q, sent %d times", got, sent)
	}
	if got := page.MustEval("() => document.getElementById('f-name').value").Str(); got == "" {
		t.Error("what was typed is gone")
	}
}

// counter is a site on a machine that several people use: /as?who= signs one in, the form is the
// same for all, and what was sent is answered by a redirect.
func counter(t testing.TB) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	done := false
	draw := func(w http.ResponseWriter, r *http.Request, title lang.Text, body ui.Component) {
		p := ui.FromRequest(r, title)
		if c, err := r.Cookie("who"); err == nil && c.Value != "" {
			p.User = &ui.User{Name: c.Value, SignOut: "/out", Tag: "tag-" + c.Value}
		}
		p.Demo = &ui.DemoBar{Open: true, Become: "/become", Roles: []ui.DemoRole{{Value: "firm", Name: lang.T("企业", "Firm"), Icon: ui.IconFirm}}}
		p.Done, done = done, false
		_ = ui.Write(w, r, 200, ui.Layout(p))
		_ = body.View(p).Render(r.Context(), w)
	}
	to := func(w http.ResponseWriter, r *http.Request, who string) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: who, Path: "/"})
		http.Redirect(w, r, "/form", http.StatusSeeOther)
	}
	mux.HandleFunc("GET /as", func(w http.ResponseWriter, r *http.Request) { to(w, r, r.URL.Query().Get("who")) })
	mux.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) { to(w, r, "") })
	mux.HandleFunc("POST /become", func(w http.ResponseWriter, r *http.Request) { to(w, r, r.PostFormValue("role")) })
	mux.HandleFunc("GET /form", func(w http.ResponseWriter, r *http.Request) {
		draw(w, r, lang.T("登记", "Register"), ui.Form{Action: "/send", Draft: "register", KeepDay: true, Body: ui.Components{
			ui.Field{Name: "name", Label: lang.T("姓名", "Name")}, ui.Button{Label: lang.T("提交", "Send")}}})
	})
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		done = true
		http.Redirect(w, r, "/mine", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /mine", func(w http.ResponseWriter, r *http.Request) { draw(w, r, lang.T("我的", "Mine"), ui.Components{}) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// What one account typed is never another's, and nothing stays when somebody leaves or has sent it.
func TestDraftsBelongToTheAccount(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	s := counter(t)
	page := testenv.Page(t, testenv.Browser(t), testenv.Desk).Timeout(30 * time.Second)
	const typed = "林小禾（示例）"
	as := func(who string) { page.MustNavigate(s.URL + "/as?who=" + who).MustWaitLoad() }
	value := func() string { return page.MustElement("#f-name").MustEval("() => this.value").Str() }
	kept := func() string {
		return page.MustEval("() => JSON.stringify({...sessionStorage, ...localStorage})").Str()
	}
	write := func() {
		page.MustElement("#f-name").MustInput(typed)
		page.MustElement("#f-name").MustEval("() => this.dispatchEvent(new Event('change', { bubbles: true }))")
		if !strings.Contains(kept(), typed) {
			t.Fatalf("nothing was kept to begin with: %s", kept())
		}
	}
	press := func(button string) {
		gone := page.MustWaitNavigation()
		page.MustElement(button).MustClick()
		gone()
		page.MustWaitLoad()
	}
	nothing := func(when string) {
		t.Helper()
		if got := kept(); strings.Contains(got, typed) {
			t.Errorf("%s: left in the browser: %s", when, got)
		}
		if page.MustHas("#f-name") && value() != "" {
			t.Errorf("%s: the form shows %q", when, value())
		}
	}

	as("farmer")
	write()
	page.MustReload().MustWaitLoad()
	if value() != typed {
		t.Error("a reload lost the account's own draft")
	}
	as("") // the session ran out
	if value() != "" {
		t.Errorf("a page without an account shows %q", value())
	}
	as("farmer")
	if value() != typed {
		t.Error("the same account does not find its draft again")
	}
	as("firm")
	nothing("another account signs in")

	as("farmer")
	nothing("the first comes back")
	write()
	press(`form[action="/out"] button`)
	nothing("signing out")

	as("farmer")
	write()
	press(`form[action="/become"] button`)
	nothing("becoming somebody else")

	write()
	press(`form[data-draft] button[type="submit"]`)
	if got := page.MustInfo().URL; !strings.HasSuffix(got, "/mine") {
		t.Fatalf("sent, and at %s", got)
	}
	nothing("a send answered by another page")
	page.MustNavigate(s.URL + "/form").MustWaitLoad()
	nothing("the form opened again after it was sent")

	as("")
	write()
	if local := page.MustEval("() => JSON.stringify({...localStorage})").Str(); strings.Contains(local, typed) {
		t.Errorf("without an account it is kept beyond the tab: %s", local)
	}
}
