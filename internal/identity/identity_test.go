package identity_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/identitytest"
	"banjie/internal/org"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

const good = identity.Secret("竹篮打水三月天空蓝")

func desk(t testing.TB) (*identity.Desk, *clock.Moved) {
	t.Helper()
	h, err := identity.NewHasher()
	if err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(start)
	return &identity.Desk{Store: identitytest.NewMemory(), Hasher: h, Throttle: identity.NewThrottle(), Clock: c}, c
}

func register(t testing.TB, d *identity.Desk, login string, k identity.Kind) identity.Account {
	t.Helper()
	a, err := d.Register(t.Context(), identity.Account{Division: "330599", Kind: k, Login: login, Name: "测试" + login, Party: "p-" + login, Officer: map[bool]string{true: "o-" + login}[k == identity.Staff]}, good+"!")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const pass = good + "!"

func TestMemoryKeepsTheContract(t *testing.T) {
	identitytest.Exercise(t, func(*testing.T) identitytest.Store { return identitytest.NewMemory() })
}

func TestSignIn(t *testing.T) {
	d, _ := desk(t)
	a := register(t, d, "Jia", identity.Person)
	gone := register(t, d, "yiyi", identity.Person)
	if err := d.Disable(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	bare := identity.Account{ID: 99, Login: "bing", Kind: identity.Person}
	if err := d.Store.CreateAccount(t.Context(), bare); err != nil {
		t.Fatal(err)
	}
	got, err := d.SignIn(t.Context(), " JIA ", pass, "10.0.0.1")
	if err != nil || got.ID != a.ID {
		t.Fatalf("%v %v", got.ID, err)
	}
	var answers []string
	for _, c := range []struct {
		login string
		pass  identity.Secret
	}{{"nobody", pass}, {"jia", "不是这个密码呀呀呀"}, {"yiyi", pass}, {"bing", pass}, {"bing", ""}, {"", ""}, {"jia", identity.Secret(strings.Repeat("x", 1<<20))}} {
		_, err := d.SignIn(t.Context(), c.login, c.pass, "10.0.0.1")
		if fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("%q: %v", c.login, err)
			continue
		}
		answers = append(answers, err.Error())
	}
	for _, s := range answers {
		if s != answers[0] {
			t.Errorf("answers differ: %q and %q", s, answers[0])
		}
	}
}

// TestSameWorkForUnknown: with both places of the hasher taken, a known and an unknown
// name wait alike, so both go through the same hashing.
func TestSameWorkForUnknown(t *testing.T) {
	d, _ := desk(t)
	register(t, d, "jia", identity.Person)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	release := d.Hasher.Occupy()
	defer release()
	for _, login := range []string{"jia", "nobody"} {
		if _, err := d.SignIn(ctx, login, pass, ""); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s did not wait for the hasher: %v", login, err)
		}
	}
}

func TestRateLimits(t *testing.T) {
	d, c := desk(t)
	register(t, d, "jia", identity.Person)
	register(t, d, "yiyi", identity.Person)
	try := func(login string, p identity.Secret, address string) fault.Kind {
		_, err := d.SignIn(t.Context(), login, p, address)
		return fault.KindOf(err)
	}
	for i := range 10 {
		if k := try("jia", "wrong-wrong", fmt.Sprint(i)); k != fault.Unauthorized {
			t.Fatalf("try %d: %s", i, k)
		}
	}
	if k := try("jia", pass, "new"); k != fault.TooMany {
		t.Errorf("the eleventh try: %q, even with the right password", k)
	}
	if k := try("yiyi", pass, "new"); k != "" {
		t.Errorf("another name is not slowed: %q", k)
	}
	c.Advance(2 * time.Minute)
	if k := try("jia", pass, "new"); k != "" {
		t.Errorf("after two minutes: %q", k)
	}
	if k := try("jia", "wrong-wrong", "new"); k != fault.Unauthorized {
		t.Errorf("a success gives the tries back: %q", k)
	}
	th := identity.NewThrottle()
	for i := range 30 {
		if err := th.Try(t.Context(), fmt.Sprint("name", i), "one address", start); err != nil {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if err := th.Try(t.Context(), "other", "one address", start); fault.KindOf(err) != fault.TooMany {
		t.Errorf("an address may try without end: %v", err)
	}
	if err := th.Succeeded(t.Context(), "name1"); err != nil {
		t.Fatal(err)
	}
	if err := th.Try(t.Context(), "other", "one address", start.Add(time.Second)); fault.KindOf(err) != fault.TooMany {
		t.Error("a success freed the address")
	}
}

func TestPasswordRules(t *testing.T) {
	for p, ok := range map[identity.Secret]bool{
		"short": false, "九个汉字的密码不够": false, "十个汉字的密码正好够": true, "password123": false, "Password!!2026": false, "1111111111": false,
		"aabbaabbaabb": false, "correct horse battery": true, "zhang-wei-2026": false, "0123456789": false, "Zhejiang2026": false, identity.Secret(strings.Repeat("ab1c", 80)): false,
	} {
		err := identity.CheckPassword("zhang-wei", p)
		if (err == nil) != ok {
			t.Errorf("%q: %v", string(p), err)
		}
		if err != nil && strings.Contains(err.Error(), string(p)) && len(p) > 5 {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}

func TestRegisterAndChange(t *testing.T) {
	d, _ := desk(t)
	a := register(t, d, "jia", identity.Person)
	if _, err := d.Register(t.Context(), identity.Account{Login: "JIA"}, pass); fault.KindOf(err) != fault.Conflict {
		t.Errorf("login taken: %v", err)
	}
	for _, login := range []string{"", "a b c", "ab", "a\u0000bc", strings.Repeat("x", 65)} {
		if _, err := d.Register(t.Context(), identity.Account{Login: login}, pass); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", login, err)
		}
	}
	if err := d.ChangePassword(t.Context(), a.ID, "not the old one", "a quite different one"); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if err := d.ChangePassword(t.Context(), a.ID, pass, "a quite different one"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignIn(t.Context(), "jia", pass, ""); err == nil {
		t.Error("the old password still works")
	}
	if _, err := d.SignIn(t.Context(), "jia", "a quite different one", ""); err != nil {
		t.Error(err)
	}
}

func TestRecovery(t *testing.T) {
	d, c := desk(t)
	a := register(t, d, "jia", identity.Staff)
	if _, err := d.IssueRecovery(t.Context(), a.ID, a.Officer); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("one's own account: %v", err)
	}
	code, err := d.IssueRecovery(t.Context(), a.ID, "o-admin")
	if err != nil {
		t.Fatal(err)
	}
	next := identity.Secret("a quite different one")
	if _, err := d.Recover(t.Context(), "jia", code, "short", ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a bad password must leave the code: %v", err)
	}
	for _, c := range []struct{ login, code string }{{"jia", "AAAAAA-AAAAAA-AAAAAA-AAAAAA"}, {"nobody", code}, {"jia", ""}} {
		if _, err := d.Recover(t.Context(), c.login, c.code, next, ""); fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := d.Recover(t.Context(), "jia", strings.ToLower(code), next, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignIn(t.Context(), "jia", next, ""); err != nil {
		t.Error(err)
	}
	if _, err := d.Recover(t.Context(), "jia", code, next, ""); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("twice: %v", err)
	}
	code, _ = d.IssueRecovery(t.Context(), a.ID, "o-admin")
	c.Advance(24 * time.Hour)
	if _, err := d.Recover(t.Context(), "jia", code, next, ""); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("expired: %v", err)
	}
}

func TestTokens(t *testing.T) {
	d, c := desk(t)
	a := register(t, d, "jia", identity.Staff)
	issue := func(label string, role access.Role, until time.Time, vs ...access.Verb) (identity.Secret, error) {
		s, _, err := d.IssueToken(t.Context(), a.ID, label, role, vs, until)
		return s, err
	}
	for name, err := range map[string]error{
		"no label":        second(issue("", access.Auditor, start.Add(time.Hour), access.Export)),
		"too long":        second(issue("x", access.Auditor, start.Add(400*24*time.Hour), access.Export)),
		"past":            second(issue("x", access.Auditor, start, access.Export)),
		"no scope":        second(issue("x", access.Auditor, start.Add(time.Hour))),
		"more than role":  second(issue("x", access.Auditor, start.Add(time.Hour), access.Grant)),
		"keys by machine": second(issue("x", access.Administrator, start.Add(time.Hour), access.ManageKeys)),
	} {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	text, err := issue("导出", access.Auditor, start.Add(time.Hour), access.Export)
	if err != nil || len(text) != 46 {
		t.Fatal(len(text), err)
	}
	acc, tok, err := d.CheckToken(t.Context(), text)
	if err != nil || acc.ID != a.ID || !tok.Allows(access.Export) || tok.Allows(access.ViewCase) {
		t.Fatalf("%v %v", tok.Scopes, err)
	}
	if strings.Contains(string(text), tok.Vary()) || len(tok.Vary()) != 12 {
		t.Error("Vary gives something of the token away")
	}
	for _, bad := range []identity.Secret{"", "bj_", text[:45] + "?", text + "x", "xx_" + text[3:]} {
		if _, _, err := d.CheckToken(t.Context(), bad); fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("a wrong token passed: %v", err)
		}
	}
	c.Advance(time.Hour)
	if _, _, err := d.CheckToken(t.Context(), text); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("expired: %v", err)
	}
	text, _ = issue("导出", access.Auditor, c.Now().Add(time.Hour), access.Export)
	_, tok, _ = d.CheckToken(t.Context(), text)
	if err := d.Store.RevokeToken(t.Context(), a.ID, tok.ID, c.Now()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.CheckToken(t.Context(), text); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("revoked: %v", err)
	}
	text, _ = issue("导出", access.Auditor, c.Now().Add(time.Hour), access.Export)
	_ = d.Disable(t.Context(), a.ID)
	if _, _, err := d.CheckToken(t.Context(), text); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("disabled account: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestDemoNeverInProduction(t *testing.T) {
	s := identitytest.NewMemory()
	if err := identity.RefuseDemo(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	_ = s.CreateAccount(t.Context(), identity.Account{ID: 1, Login: "demo", Demo: true})
	if err := identity.RefuseDemo(t.Context(), s); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("demo accounts in production: %v", err)
	}
}

func TestActor(t *testing.T) {
	officer := org.Officer{ID: "o-1", Unit: "water", Roles: []string{"officer", "unit_head"}}
	staff := identity.Account{ID: 5, Kind: identity.Staff, Officer: "o-1", Division: "330599", Party: "never"}
	person := identity.Account{ID: 6, Kind: identity.Person, Party: "p"}
	helper := identity.Account{ID: 7, Kind: identity.Person, Agent: true, Party: "p7"}
	off := staff
	off.Disabled = start
	for name, c := range map[string]struct {
		a      identity.Account
		role   access.Role
		active bool
		id     string
	}{
		"officer": {staff, access.CaseOfficer, true, "o-1"}, "head": {staff, access.UnitHead, true, "o-1"},
		"not a role of theirs": {staff, access.Auditor, true, ""}, "left office": {staff, access.CaseOfficer, false, ""},
		"disabled": {off, access.CaseOfficer, true, ""}, "staff as citizen": {staff, access.Citizen, true, ""}, "as the system": {staff, access.System, true, ""},
		"citizen": {person, access.Citizen, true, "6"}, "citizen as clerk": {person, access.Clerk, true, ""},
		"helper": {helper, access.Agent, true, "7"}, "helper as citizen": {helper, access.Citizen, true, ""}, "citizen as helper": {person, access.Agent, true, ""},
	} {
		act, err := c.a.Actor(c.role, "330599", "s", officer, c.active)
		if act.ID != c.id || (err == nil) != (c.id != "") {
			t.Errorf("%s: %+v %v", name, act, err)
		}
		if err != nil && act.Role != access.Public {
			t.Errorf("%s: a refusal must leave a visitor", name)
		}
		if act.IsStaff() && act.Party != "" {
			t.Errorf("%s: staff carry no party", name)
		}
	}
}

// TestUnproven: whoever only says whose document it is reaches nothing of that document.
func TestUnproven(t *testing.T) {
	claimed := identity.Account{ID: 6, Kind: identity.Person, Login: "jia", Party: "tag-of-the-document", Created: start}
	act, err := claimed.Actor(access.Citizen, "330599", "", org.Officer{}, false)
	if err != nil || act.Party != claimed.Own() || act.Before != "" || act.Is(claimed.Party) || !act.Is(claimed.Own()) {
		t.Fatalf("%+v %v", act, err)
	}
	filed := access.Target{Division: "330599", Party: claimed.Own()}
	theirs := access.Target{Division: "330599", Party: claimed.Party}
	if access.Check(act, access.ViewCase, filed) != nil || access.Check(act, access.ViewCase, theirs) == nil {
		t.Error("an account that is not proven sees what it filed and nothing else")
	}
	claimed.Proven = start
	act, _ = claimed.Actor(access.Citizen, "330599", "", org.Officer{}, false)
	if access.Check(act, access.ViewCase, filed) != nil || access.Check(act, access.ViewCase, theirs) != nil || act.Party != claimed.Party {
		t.Error("a proven account sees both")
	}
	act.For, act.Mandate = "another", "m"
	if act.Is(claimed.Own()) || act.Is(claimed.Party) || access.Check(act, access.ViewCase, filed) == nil {
		t.Error("acting for another one's own matters are out of reach")
	}
}

func TestProve(t *testing.T) {
	s := identitytest.NewMemory()
	d := &identity.Desk{Store: s, Clock: clock.Standing(start)}
	for _, a := range []identity.Account{{ID: 1, Kind: identity.Person, Login: "jia", Party: "p1"}, {ID: 2, Kind: identity.Person, Login: "yi", Party: "p2", Proven: start},
		{ID: 3, Kind: identity.Staff, Login: "clerk", Officer: "o-1"}, {ID: 4, Kind: identity.Person, Login: "off", Party: "p4", Disabled: start}} {
		if err := s.CreateAccount(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct {
		login, party string
		want         fault.Kind
	}{{" JIA ", "p1", ""}, {"jia", "p2", fault.Conflict}, {"jia", "", fault.Conflict}, {"two", "p2", fault.NotFound}, {"yi ", "p2", fault.Invalid}, {"clerk", "", fault.NotFound}, {"off", "p4", fault.NotFound}} {
		p, err := d.Prove(t.Context(), x.login, x.party, "resident", start)
		if fault.KindOf(err) != x.want || x.want == "" && (p.Party != x.party || p.Account != identity.ID(1).String()) {
			t.Errorf("%q %q: %+v %v", x.login, x.party, p, err)
		}
	}
}

// TestSecretsStaySecret prints everything that holds a secret in every usual way.
func TestSecretsStaySecret(t *testing.T) {
	const word = "s3cret-word-张三-11010519491231002X"
	p := identity.Profile{Account: 1, Name: word, IDKind: "resident", IDValue: word, Phone: word, Address: word, Email: word}
	for _, v := range []any{
		identity.Secret(word), identity.Credential{Data: word}, &identity.Credential{Data: word}, []identity.Secret{word}, map[string]identity.Secret{"x": word},
		p, &p, struct{ P identity.Profile }{p},
	} {
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		for _, s := range []string{fmt.Sprint(v), fmt.Sprintf("%v %+v %#v %s %q %x", v, v, v, v, v, v), log.String()} {
			if strings.Contains(s, word) || strings.Contains(s, fmt.Sprintf("%x", word)) {
				t.Errorf("%T shows its secret: %s", v, s)
			}
		}
	}
	if b, _ := json.Marshal(identity.Credential{Data: word}); strings.Contains(string(b), word) {
		t.Errorf("JSON shows it: %s", b)
	}
}

func TestProfile(t *testing.T) {
	on := calendar.Date(2026, 3, 2)
	p := identity.Profile{Name: "测试甲", IDKind: "resident", IDValue: "11010519491231002x", Phone: "130 0000-0000", Email: "a@example.com"}
	got, err := p.Check(on)
	if err != nil || got.IDValue != "11010519491231002X" || got.Phone != "13000000000" {
		t.Fatalf("%v %v", got.IDValue, err)
	}
	m := got.Masked()
	if m.IDValue == got.IDValue || m.Name == got.Name || m.Phone != "*******0000" || m.Email != "" {
		t.Error("not masked")
	}
	for path, f := range map[string]func(*identity.Profile){
		"name": func(p *identity.Profile) { p.Name = "" }, "id_value": func(p *identity.Profile) { p.IDValue = "110105194912310021" },
		"id_kind": func(p *identity.Profile) { p.IDKind = "case" }, "phone": func(p *identity.Profile) { p.Phone = "12ab" },
		"email": func(p *identity.Profile) { p.Email = "a@b\r\nBcc: c@d" }, "address": func(p *identity.Profile) { p.Address = strings.Repeat("长", 201) },
	} {
		q := p
		f(&q)
		_, err := q.Check(on)
		ft, ok := fault.As(err)
		if !ok || len(ft.Fields) != 1 || ft.Fields[0].Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzProfile(f *testing.F) {
	f.Add("测试甲", "resident", "11010519491231002X", "13000000000", "a@example.com")
	f.Fuzz(func(t *testing.T, name, kind, value, phone, email string) {
		p, err := identity.Profile{Name: name, IDKind: kind, IDValue: value, Phone: phone, Email: email}.Check(calendar.Date(2026, 3, 2))
		if err != nil {
			if len(value) > 5 && strings.Contains(err.Error(), value) {
				t.Errorf("the number is in the error: %v", err)
			}
			return
		}
		again, err := p.Check(calendar.Date(2026, 3, 2))
		if err != nil || again != p {
			t.Errorf("checking twice is not once: %v", err)
		}
	})
}

func TestPartyTag(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := identity.PartyTag([]byte("k"), "resident", a), identity.PartyTag([]byte("k"), "resident", b)
		same := strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
		if (x == y) != same && strings.ToUpper(strings.TrimSpace(a)) != strings.ToUpper(strings.TrimSpace(b)) == (x == y) {
			t.Fatal("tags and numbers disagree")
		}
		if len(x) != 26 || x == identity.PartyTag([]byte("other"), "resident", a) || x == identity.PartyTag([]byte("k"), "uscc", a) {
			t.Fatal("the tag does not hang on key and kind")
		}
	})
}

func TestIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := identity.NewID()
		back, err := identity.ParseID(id.String())
		if err != nil || back != id || id <= 0 {
			t.Fatal(id, back, err)
		}
	})
	for _, s := range []string{"", "0", "-1", "!", "zzzzzzzzzzzzzzzzzz"} {
		if _, err := identity.ParseID(s); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: %v", s, err)
		}
	}
}
