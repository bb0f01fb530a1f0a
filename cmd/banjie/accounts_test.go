package main

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/config"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation/federationtest"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/org"
	"banjie/internal/testenv"
)

// office is a served folder for real use, without cases.
type office struct {
	*hall
	url string // on localhost, where browsers give passkeys
}

func newOffice(t *testing.T, set func(*config.Config)) *office {
	t.Helper()
	dir, err := datadir.Create(t.TempDir(), datadir.Instance{Name: "office", Division: "330182"})
	if err != nil {
		t.Fatal(err)
	}
	if set != nil {
		set(&dir.Config)
		if err := dir.Config.Check(); err != nil {
			t.Fatal(explain(err))
		}
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	o := &office{url: "http://localhost:" + port}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if o.hall, err = open(t.Context(), dir, openOptions{base: o.url, log: log}); err != nil {
		t.Fatal(err)
	}
	pages, err := o.site(t.Context(), serveOptions{base: o.url})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: pages.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(ln)
	t.Cleanup(func() {
		server.Close()
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// browser is one visitor without scripts.
type browser struct {
	t *testing.T
	c *http.Client
	o *office
}

func (o *office) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, &http.Client{Jar: jar}, o}
}

// ask sends a request and gives the last page of it: its path, status and text.
func (b *browser) ask(method, path string, form url.Values) (at string, status int, page string) {
	b.t.Helper()
	req, err := http.NewRequest(method, b.o.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "en")
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.c.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.Request.URL.Path, res.StatusCode, string(raw)
}

// post sends a form and fails where it does not lead to the page, or that does not say so.
func (b *browser) post(path string, form url.Values, to, says string) {
	b.t.Helper()
	at, status, page := b.ask("POST", path, form)
	if at != to || !strings.Contains(page, says) {
		b.t.Fatalf("POST %s came to %s (%d), want %s with %q:\n%s", path, at, status, to, says, mainOf(page))
	}
}

func (b *browser) sees(path, says string) {
	b.t.Helper()
	if at, status, page := b.ask("GET", path, nil); at != path || !strings.Contains(page, says) {
		b.t.Fatalf("GET %s came to %s (%d) without %q:\n%s", path, at, status, says, mainOf(page))
	}
}

func mainOf(page string) string {
	_, rest, ok := strings.Cut(page, "<main")
	if !ok {
		return page
	}
	body, _, _ := strings.Cut(rest, "</main>")
	return body
}

const (
	goodPassword  = "seven quiet herons"
	otherPassword = "nine paper lanterns"
	someNumber    = "11010519491231002X"
	otherNumber   = "110105194912310038"
)

// staff makes an officer in a role with an account and a password.
func (o *office) staff(t *testing.T, login string, role access.Role) {
	t.Helper()
	today := o.calendar.Load().DayOf(o.clock.Now())
	unit := org.Unit{ID: "hall", Division: o.division, Name: lang.T("大厅", "Hall"), Level: "4", Kind: org.OtherBody}
	act := org.ActOf(org.Change{Kind: org.UnitChanged, Unit: &unit}, org.Change{Kind: org.OfficerChanged, Officer: &org.Officer{ID: login, Name: "测试" + login, Unit: "hall", Roles: []string{string(role)}, From: today}})
	if _, err := o.engine.Record(t.Context(), o.system(), string(act.Kind), act.Facts, casework.Private{Notes: act.Notes}); err != nil {
		t.Fatal(err)
	}
	if err := o.readOrg(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := identity.Account{Division: o.division, Kind: identity.Staff, Login: login, Name: "测试" + login, Officer: login}
	if _, err := o.desk.Register(t.Context(), a, goodPassword); err != nil {
		t.Fatal(err)
	}
}

// TestFirstAdministrator goes from an empty folder to a signed-in administrator.
func TestFirstAdministrator(t *testing.T) {
	o := newOffice(t, nil)
	give := func(a adminOrder) (string, error) {
		got, err := a.carryOut(t.Context(), o.hall, nil)
		if err != nil {
			return "", err
		}
		return got.(admitted).Code, nil
	}
	if _, err := give(adminOrder{Login: "zhang"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a name: %v", err)
	}
	if _, err := give(adminOrder{Login: "zhang", Name: "测试张", Unit: "nowhere"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("in no unit: %v", err)
	}
	code, err := give(adminOrder{Login: "Zhang", Name: "测试张"})
	if err != nil {
		t.Fatal(explain(err))
	}
	if _, err := give(adminOrder{Login: "zhang", Name: "测试张"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
	if _, err := give(adminOrder{Login: "somebody", Recover: true}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a code for nobody: %v", err)
	}
	u, ok := o.org.Load().Unit(firstUnit)
	officer, there := o.org.Load().Officer("zhang")
	if !ok || !there || officer.Unit != u.ID || officer.Name != "测试张" {
		t.Fatalf("%+v %+v", u, officer)
	}
	b := o.browser(t)
	b.sees("/sign-in", "/sign-in/recover")
	b.post("/sign-in/recover", url.Values{"login": {"zhang"}, "code": {code}, "password": {"zhang"}}, "/sign-in/recover", "at least 10 characters")
	b.post("/sign-in/recover", url.Values{"login": {"zhang"}, "code": {"AAAA"}, "password": {goodPassword}}, "/sign-in/recover", "wrong")
	b.post("/sign-in/recover", url.Values{"login": {"zhang"}, "code": {code}, "password": {goodPassword}}, "/admin/items", "The new password is set")
	o.browser(t).post("/sign-in/recover", url.Values{"login": {"zhang"}, "code": {code}, "password": {otherPassword}}, "/sign-in/recover", "wrong")
}

// TestAccountSecurity changes a password and ends sessions.
func TestAccountSecurity(t *testing.T) {
	o := newOffice(t, nil)
	o.staff(t, "wang", access.Clerk)
	one, two := o.browser(t), o.browser(t)
	in := url.Values{"login": {"wang"}, "password": {goodPassword}}
	one.post("/sign-in", in, "/window", "测试wang")
	two.post("/sign-in", in, "/window", "测试wang")
	one.sees("/my/security", "Change the password")
	one.post("/my/security/password", url.Values{"old": {"wrong"}, "password": {otherPassword}}, "/my/security/password", "old password is wrong")
	one.post("/my/security/password", url.Values{"old": {goodPassword}, "password": {otherPassword}}, "/sign-in", "password is changed")
	for _, b := range []*browser{one, two} {
		if at, _, _ := b.ask("GET", "/my/security", nil); at != "/sign-in" {
			t.Errorf("still signed in: %s", at)
		}
	}
	one.post("/sign-in", in, "/sign-in", "wrong")
	in.Set("password", otherPassword)
	in.Set("back", "/my/security")
	one.post("/sign-in", in, "/my/security", "Sign out everywhere")
	one.post("/my/security/remove", url.Values{"kind": {"password"}, "key": {"x"}}, "/my/security/remove", "Not found")
	one.post("/my/security/end", nil, "/sign-in", "signed out everywhere")
	if at, _, _ := o.browser(t).ask("GET", "/my/profile", nil); at != "/sign-in" {
		t.Error("a visitor has a profile")
	}
}

// TestSignUp: an account is honest about what it does not prove, until a clerk has seen the document.
func TestSignUp(t *testing.T) {
	o := newOffice(t, nil)
	o.staff(t, "wang", access.Clerk)
	b := o.browser(t)
	form := url.Values{"name": {"测试甲"}, "id_kind": {"resident"}, "id_value": {"110105194912310021"}, "login": {"x"}, "password": {"1234567890"}, "remember": {"yes"}}
	b.sees("/sign-up", "does not prove who you are")
	_, _, page := b.ask("POST", "/sign-up", form)
	for _, says := range []string{"login name has 3 to 64", "Everybody tries", `value="测试甲"`} {
		if !strings.Contains(page, says) {
			t.Errorf("no %q", says)
		}
	}
	if strings.Contains(page, "1234567890") {
		t.Error("a password was drawn again")
	}
	form.Set("login", "jia-test")
	form.Set("password", goodPassword)
	form.Set("id_value", "110105194912310022")
	b.post("/sign-up", form, "/sign-up", "check")
	form.Set("id_value", someNumber)
	b.post("/sign-up", form, "/my", "Your account is made")
	other := o.browser(t)
	other.post("/sign-up", form, "/sign-up", "taken")
	b.sees("/my/security", "not proven yet")
	b.sees("/my/profile", someNumber)
	acc, err := o.accounts.AccountByLogin(t.Context(), "jia-test")
	if err != nil || !acc.Proven.IsZero() || acc.Party != o.codes.Party("resident", someNumber) || acc.Demo {
		t.Fatalf("%+v %v", acc, err)
	}

	// Somebody who names the same document reaches nothing of it either.
	act, err := pageSignIn{o.hall}.Actor(acc)
	if err != nil || act.Is(o.codes.Party("resident", someNumber)) {
		t.Errorf("%+v %v", act, err)
	}

	clerk := o.browser(t)
	clerk.post("/sign-in", url.Values{"login": {"wang"}, "password": {goodPassword}}, "/window", "Receive")
	seen := url.Values{"login": {"jia-test"}, "id_kind": {"resident"}, "id_value": {otherNumber}}
	clerk.post("/window/accounts", seen, "/window/accounts", "Without having seen the document")
	seen.Set("seen", "yes")
	clerk.post("/window/accounts", seen, "/window/accounts", "another document")
	seen.Set("id_value", someNumber)
	seen.Set("login", "nobody")
	clerk.post("/window/accounts", seen, "/window/accounts", "No person or firm")
	seen.Set("login", "jia-test")
	clerk.post("/window/accounts", seen, "/window/accounts", "The account is proven")
	clerk.post("/window/accounts", seen, "/window/accounts", "proven before")
	b.sees("/my/security", "proven on")
	if at, status, _ := b.ask("GET", "/window/accounts", nil); status == http.StatusOK {
		t.Errorf("a citizen proves accounts at %s", at)
	}

	// A proven account keeps its document; what it told can be erased.
	profile := url.Values{"name": {"测试甲"}, "id_kind": {"resident"}, "id_value": {otherNumber}, "phone": {"10000000001"}}
	b.post("/my/profile", profile, "/my/profile", "not the document that was seen")
	profile.Set("id_value", someNumber)
	b.post("/my/profile", profile, "/my/profile", "10000000001")
	b.post("/my/profile/erase", nil, "/my/profile", "Erased")
	if _, err := o.accounts.Profile(t.Context(), acc.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("after erasing: %v", err)
	}
}

// TestProvider signs in through a provider in this process, over HTTP.
func TestProvider(t *testing.T) {
	p := federationtest.New(t, clock.System)
	subject, number := "s-1", someNumber
	p.Claims = func(c map[string]any) { c["sub"], c["id_number"] = subject, number }
	o := newOffice(t, func(c *config.Config) {
		c.Providers = map[string]*config.Provider{"province": {Issuer: p.URL, ClientID: "banjie", Secret: identity.Secret(p.Secret), IDClaim: "id_number", Button: config.Words{ZH: "省统一身份", EN: "Provincial identity"}}}
	})
	b := o.browser(t)
	b.sees("/sign-in", "Provincial identity")
	go404 := func(path string) {
		if _, status, _ := b.ask("GET", path, nil); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
	go404("/sign-in/oidc/city")
	at, _, page := b.ask("GET", "/sign-in/oidc/province?back=/my/security", nil)
	if at != "/my/security" || !strings.Contains(page, "proven on") || !strings.Contains(page, "测试甲") {
		t.Fatalf("%s:\n%s", at, mainOf(page))
	}
	acc, _, err := o.desk.ByCredential(t.Context(), identity.Provider, p.URL+"|s-1")
	if err != nil || acc.Kind != identity.Person || acc.Party != o.codes.Party("resident", someNumber) || acc.Proven.IsZero() {
		t.Fatalf("%+v %v", acc, err)
	}
	again := o.browser(t)
	if at, _, _ := again.ask("GET", "/sign-in/oidc/province", nil); at != "/my" {
		t.Errorf("the second time: %s", at)
	}
	if second, _, _ := o.desk.ByCredential(t.Context(), identity.Provider, p.URL+"|s-1"); second.ID != acc.ID {
		t.Error("another account was made")
	}

	// Without a number, or with one that cannot be, nobody unknown gets in.
	subject = "s-2"
	for _, number = range []string{"", "110105194912310022"} {
		v := o.browser(t)
		if _, status, page := v.ask("GET", "/sign-in/oidc/province", nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Sign in") {
			t.Errorf("number %q: %d", number, status)
		}
		if at, _, _ := v.ask("GET", "/my/security", nil); at != "/sign-in" {
			t.Errorf("number %q is signed in", number)
		}
	}
	if _, status, _ := b.ask("GET", "/sign-in/oidc/province/back?state=x&code=y", nil); status != http.StatusUnprocessableEntity {
		t.Errorf("an answer nobody asked for: %d", status)
	}

	// A local account binds the provider while signed in, which proves it.
	subject, number = "s-3", otherNumber
	own := o.browser(t)
	own.post("/sign-up", url.Values{"name": {"测试乙"}, "id_kind": {"resident"}, "id_value": {otherNumber}, "login": {"yi-test"}, "password": {goodPassword}}, "/my", "Your account is made")
	if at, _, page := own.ask("GET", "/sign-in/oidc/province", nil); at != "/my/security" || !strings.Contains(page, "proven on") {
		t.Errorf("%s\n%s", at, mainOf(page))
	}

	// Staff are linked by an administrator and never by themselves.
	o.staff(t, "wang", access.Clerk)
	subject, number = "s-4", ""
	clerk := o.browser(t)
	clerk.post("/sign-in", url.Values{"login": {"wang"}, "password": {goodPassword}}, "/window", "")
	if _, status, _ := clerk.ask("GET", "/sign-in/oidc/province", nil); status != http.StatusForbidden {
		t.Errorf("a clerk linked an own account: %d", status)
	}
	if _, err := (&adminOrder{Login: "wang", Provider: "province", Subject: "s-4"}).carryOut(t.Context(), o.hall, nil); err != nil {
		t.Fatal(explain(err))
	}
	if at, _, _ := o.browser(t).ask("GET", "/sign-in/oidc/province", nil); at != "/window" {
		t.Errorf("linked staff came to %s", at)
	}
}

// TestPasskey registers a passkey on the account page and signs in with it, in a real
// browser with an authenticator of its own.
func TestPasskey(t *testing.T) {
	o := newOffice(t, nil)
	o.staff(t, "wang", access.Clerk)
	v := &visitor{t: t, p: testenv.Page(t, testenv.Browser(t), testenv.Desk), url: o.url}
	if err := (proto.WebAuthnEnable{}).Call(v.p); err != nil {
		t.Fatal(err)
	}
	if _, err := (proto.WebAuthnAddVirtualAuthenticator{Options: &proto.WebAuthnVirtualAuthenticatorOptions{Protocol: proto.WebAuthnAuthenticatorProtocolCtap2, Transport: proto.WebAuthnAuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}}).Call(v.p); err != nil {
		t.Fatal(err)
	}
	v.open("/sign-in")
	v.p.MustElement("#f-login").MustInput("wang")
	v.p.MustElement("#f-password").MustInput(goodPassword)
	v.leads(func() { v.p.MustElement(`form[action="/sign-in"] button`).MustClick() })
	v.open("/my/security")
	v.p.MustElement("#f-label").MustInput("办公室的钥匙")
	v.leads(func() { v.p.MustElement(`form[action="/my/security/passkey"] button`).MustClick() })
	v.sees("办公室的钥匙")
	testenv.Shot(t, v.p, "account-passkey")
	v.leads(func() { v.p.MustElement(`form[action="/my/security/end"] button`).MustClick() })
	v.open("/sign-in?back=/my/security")
	testenv.Shot(t, v.p, "sign-in")
	v.leads(func() { v.p.MustElement(`form[action="/sign-in/passkey"] button`).MustClick() })
	if v.at() != "/my/security" {
		t.Fatalf("came to %s\n%s", v.at(), v.text())
	}
	v.leads(func() { v.p.MustElement(`form[action="/my/security/remove"] button`).MustClick() })
	if cs, err := o.accounts.Credentials(t.Context(), accountOf(t, o, "wang")); err != nil || len(cs) != 1 || cs[0].Kind != identity.Password {
		t.Errorf("%d ways to sign in, %v", len(cs), err)
	}
}

func accountOf(t *testing.T, o *office, login string) identity.ID {
	t.Helper()
	acc, err := o.accounts.AccountByLogin(t.Context(), login)
	if err != nil {
		t.Fatal(err)
	}
	return acc.ID
}

// TestReadingAccountsWritesNothing opens every new page and looks at the ledger.
func TestReadingAccountsWritesNothing(t *testing.T) {
	o := newOffice(t, nil)
	o.staff(t, "wang", access.Clerk)
	b := o.browser(t)
	b.post("/sign-in", url.Values{"login": {"wang"}, "password": {goodPassword}}, "/window", "")
	head := func() ledger.Head {
		h, err := o.db.Tree(t.Context(), o.division).Head()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	before := head()
	for _, path := range []string{"/sign-in", "/sign-in/recover", "/sign-up", "/my/security", "/window/accounts"} {
		b.sees(path, "<h1")
	}
	if head() != before {
		t.Error("a read was written")
	}
}
