package identitytest

import (
	"reflect"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/session"
)

// Store is everything a store of identities does.
type Store interface {
	identity.Store
	session.Store
}

var at = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Exercise checks a store against its contract. open gives an empty one.
func Exercise(t *testing.T, open func(*testing.T) Store) {
	for name, test := range map[string]func(*testing.T, Store){
		"accounts": accounts, "credentials": credentials, "recovery": recovery, "tokens": tokens, "profiles": profiles, "sessions": sessions,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func account(n identity.ID, login string) identity.Account {
	return identity.Account{ID: n, Division: "330599", Kind: identity.Person, Login: login, Name: "测试" + login, Party: "p-" + login, Created: at, Proven: at}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kind(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
	}
}

func accounts(t *testing.T, s Store) {
	ctx := t.Context()
	a := account(7, "one")
	must(t, s.CreateAccount(ctx, a))
	got, err := s.Account(ctx, 7)
	must(t, err)
	equal(t, "by id", got, a)
	got, err = s.AccountByLogin(ctx, "one")
	must(t, err)
	equal(t, "by login", got, a)
	kind(t, "same login", s.CreateAccount(ctx, account(8, "one")), fault.Conflict)
	_, err = s.Account(ctx, 8)
	kind(t, "no account", err, fault.NotFound)
	_, err = s.AccountByLogin(ctx, "two")
	kind(t, "no login", err, fault.NotFound)
	kind(t, "update of none", s.UpdateAccount(ctx, account(9, "x")), fault.NotFound)
	a.Name, a.Party, a.Officer, a.Agent, a.Proven, a.Disabled = "改名", "p2", "o-1", true, at.Add(time.Minute), at.Add(time.Hour)
	must(t, s.UpdateAccount(ctx, a))
	got, _ = s.Account(ctx, 7)
	equal(t, "updated", got, a)
	got, err = s.AccountByOfficer(ctx, "330599", "o-1")
	must(t, err)
	equal(t, "by officer", got, a)
	for _, officer := range []string{"", "o-2"} {
		_, err = s.AccountByOfficer(ctx, "330599", officer)
		kind(t, "no such officer", err, fault.NotFound)
	}
	second := account(12, "second")
	second.Officer = "o-1"
	kind(t, "two accounts for one officer", s.CreateAccount(ctx, second), fault.Conflict)
	demo, err := s.HasDemo(ctx)
	must(t, err)
	equal(t, "no demo yet", demo, false)
	d := account(10, "demo")
	d.Demo = true
	must(t, s.CreateAccount(ctx, d))
	demo, _ = s.HasDemo(ctx)
	equal(t, "demo", demo, true)
}

func credentials(t *testing.T, s Store) {
	ctx := t.Context()
	pw := identity.Credential{Account: 1, Kind: identity.Password, Key: "1", Data: "hash", Created: at}
	must(t, s.CreateAccount(ctx, account(1, "one"), pw))
	must(t, s.CreateAccount(ctx, account(2, "two")))
	got, err := s.CredentialByKey(ctx, identity.Password, "1")
	must(t, err)
	equal(t, "with the account", got, pw)
	key := identity.Credential{Account: 1, Kind: identity.Passkey, Key: "k", Data: "{}", Label: "钥匙", Created: at.Add(time.Minute)}
	must(t, s.PutCredential(ctx, key))
	key.Used, key.Data = at.Add(time.Hour), "{1}"
	must(t, s.PutCredential(ctx, key))
	all, err := s.Credentials(ctx, 1)
	must(t, err)
	equal(t, "oldest first, replaced once", all, []identity.Credential{pw, key})
	stolen := key
	stolen.Account = 2
	kind(t, "another's key", s.PutCredential(ctx, stolen), fault.Conflict)
	taken := account(3, "three")
	kind(t, "account with another's key", s.CreateAccount(ctx, taken, identity.Credential{Account: 3, Kind: identity.Passkey, Key: "k", Created: at}), fault.Conflict)
	_, err = s.Account(ctx, 3)
	kind(t, "nothing is left of it", err, fault.NotFound)
	must(t, s.DeleteCredential(ctx, 2, identity.Passkey, "k"))
	_, err = s.CredentialByKey(ctx, identity.Passkey, "k")
	kind(t, "not deleted by another", err, "")
	must(t, s.DeleteCredential(ctx, 1, identity.Passkey, "k"))
	_, err = s.CredentialByKey(ctx, identity.Passkey, "k")
	kind(t, "deleted", err, fault.NotFound)
}

func recovery(t *testing.T, s Store) {
	ctx := t.Context()
	must(t, s.CreateAccount(ctx, account(1, "one")))
	old := identity.Recovery{Account: 1, Hash: [32]byte{1}, By: "o-1", Until: at}
	r := identity.Recovery{Account: 1, Hash: [32]byte{2}, By: "o-1", Until: at.Add(time.Hour)}
	must(t, s.PutRecovery(ctx, old))
	must(t, s.PutRecovery(ctx, r))
	_, err := s.TakeRecovery(ctx, 1, old.Hash)
	kind(t, "the older code", err, fault.NotFound)
	_, err = s.TakeRecovery(ctx, 2, r.Hash)
	kind(t, "another account", err, fault.NotFound)
	got, err := s.TakeRecovery(ctx, 1, r.Hash)
	must(t, err)
	equal(t, "taken", got, r)
	_, err = s.TakeRecovery(ctx, 1, r.Hash)
	kind(t, "once only", err, fault.NotFound)
}

func tokens(t *testing.T, s Store) {
	ctx := t.Context()
	owner := account(1, "one")
	must(t, s.CreateAccount(ctx, owner))
	a := identity.Token{ID: 5, Account: 1, Hash: [32]byte{5}, Label: "导出", Role: access.Auditor, Scopes: []access.Verb{access.ViewCase, access.Export}, Created: at, Until: at.Add(time.Hour)}
	b := a
	b.ID, b.Hash, b.Created = 6, [32]byte{6}, at.Add(time.Minute)
	must(t, s.PutToken(ctx, a))
	must(t, s.PutToken(ctx, b))
	kind(t, "same hash", s.PutToken(ctx, a), fault.Conflict)
	got, of, err := s.TokenByHash(ctx, a.Hash)
	must(t, err)
	equal(t, "token", got, a)
	equal(t, "its account", of, owner)
	_, _, err = s.TokenByHash(ctx, [32]byte{9})
	kind(t, "no token", err, fault.NotFound)
	kind(t, "another's token", s.RevokeToken(ctx, 2, 5, at), fault.NotFound)
	must(t, s.RevokeToken(ctx, 1, 5, at.Add(time.Minute)))
	a.Revoked = at.Add(time.Minute)
	owner.Disabled = at.Add(time.Hour)
	must(t, s.UpdateAccount(ctx, owner))
	got, of, err = s.TokenByHash(ctx, a.Hash)
	must(t, err)
	equal(t, "revoked at once", got, a)
	equal(t, "disabled at once", of, owner)
	all, err := s.Tokens(ctx, 1)
	must(t, err)
	equal(t, "newest first", all, []identity.Token{b, a})
}

func profiles(t *testing.T, s Store) {
	ctx := t.Context()
	must(t, s.CreateAccount(ctx, account(1, "one")))
	_, err := s.Profile(ctx, 1)
	kind(t, "none yet", err, fault.NotFound)
	p := identity.Profile{Account: 1, Name: "测试甲", IDKind: "resident", IDValue: "11010519491231002X", Phone: "13000000000", Address: "测试路1号", Email: "a@example.com", Changed: at}
	must(t, s.PutProfile(ctx, p))
	p.Phone = "13000000001"
	must(t, s.PutProfile(ctx, p))
	got, err := s.Profile(ctx, 1)
	must(t, err)
	if !reflect.DeepEqual(got, p) {
		t.Error("the profile read is not the one written")
	}
	must(t, s.EraseProfile(ctx, 1))
	must(t, s.EraseProfile(ctx, 1))
	_, err = s.Profile(ctx, 1)
	kind(t, "erased", err, fault.NotFound)
	_, err = s.Account(ctx, 1)
	kind(t, "the account stays", err, "")
}

func sessions(t *testing.T, s Store) {
	ctx := t.Context()
	put := func(hash string, id identity.ID, data string, until time.Time) {
		t.Helper()
		must(t, s.CommitSession(ctx, hash, id, []byte(data), until))
	}
	has := func(hash string, now time.Time) string {
		t.Helper()
		b, found, err := s.FindSession(ctx, hash, now)
		must(t, err)
		if !found {
			return "-"
		}
		return string(b)
	}
	put("a", 1, "one", at.Add(time.Hour))
	put("a", 1, "two", at.Add(time.Hour))
	put("b", 1, "b", at.Add(time.Hour))
	put("c", 2, "c", at.Add(time.Minute))
	put("v", 0, "visitor", at.Add(time.Hour))
	equal(t, "replaced", has("a", at), "two")
	equal(t, "at its end", has("a", at.Add(time.Hour)), "-")
	equal(t, "none", has("x", at), "-")
	must(t, s.EndSessions(ctx, 1, "b"))
	equal(t, "ended", has("a", at)+has("b", at)+has("c", at)+has("v", at), "-bcvisitor")
	n, err := s.SweepSessions(ctx, at.Add(time.Minute))
	must(t, err)
	equal(t, "swept", n, int64(1))
	must(t, s.DeleteSession(ctx, "b"))
	must(t, s.DeleteSession(ctx, "b"))
	equal(t, "deleted", has("b", at), "-")
}
