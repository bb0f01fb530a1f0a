package federation_test

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation"
	"banjie/internal/identity/federation/federationtest"
	"banjie/internal/identity/identitytest"
)

func client(t *testing.T, p *federationtest.Provider, c clock.Clock) *federation.Client {
	t.Helper()
	cl, err := federation.Discover(oidc.ClientContext(t.Context(), p.Client()), federation.Config{Issuer: p.URL, ClientID: "banjie", Secret: identity.Secret(p.Secret),
		Redirect: "https://hall.example/sign-in/back", Scopes: []string{"profile"}, IDClaim: "id_number"}, c)
	if err != nil {
		t.Fatal(err)
	}
	return cl
}

func TestSignIn(t *testing.T) {
	c := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	p := federationtest.New(t, c)
	cl := client(t, p, c)
	address, keep, err := cl.Begin()
	if err != nil {
		t.Fatal(err)
	}
	state, code := p.Agree(t, address)
	who, err := cl.Finish(t.Context(), keep, state, code)
	if err != nil || who.Subject != "s-1" || who.Issuer != p.URL || who.Name != "测试甲" || who.Number != "" {
		t.Fatalf("%s %s %v", who.Subject, who.Name, err)
	}
	if _, err := cl.Finish(t.Context(), keep, state, code); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("a code twice: %v", err)
	}
	store := identitytest.NewMemory()
	_ = store.CreateAccount(t.Context(), identity.Account{ID: 1, Login: "one"})
	_ = store.CreateAccount(t.Context(), identity.Account{ID: 2, Login: "two"})
	if err := federation.Bind(t.Context(), store, 1, who, c.Now()); err != nil {
		t.Fatal(err)
	}
	if err := federation.Bind(t.Context(), store, 2, who, c.Now()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("one person, two accounts: %v", err)
	}
	desk := &identity.Desk{Store: store, Clock: c}
	if acc, _, err := desk.ByCredential(t.Context(), identity.Provider, who.Key()); err != nil || acc.ID != 1 {
		t.Errorf("%v %v", acc.ID, err)
	}
	if _, _, err := desk.ByCredential(t.Context(), identity.Provider, who.Key()+"x"); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("somebody else: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	c := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	other, _ := rsa.GenerateKey(rand.Reader, 2048)
	claim := func(k string, v any) func(*federationtest.Provider) {
		return func(p *federationtest.Provider) { p.Claims = func(m map[string]any) { m[k] = v } }
	}
	for name, x := range map[string]struct {
		spoil func(*federationtest.Provider)
		state func(string) string
		code  func(string) string
		keep  func(string) string
		wait  time.Duration
	}{
		"another audience": {spoil: claim("aud", "somebody")},
		"another issuer":   {spoil: claim("iss", "https://evil.example")},
		"another nonce":    {spoil: claim("nonce", "old")},
		"expired":          {spoil: claim("exp", c.Now().Unix()-1)},
		"no subject":       {spoil: claim("sub", "")},
		"another key":      {spoil: func(p *federationtest.Provider) { p.Sign = other }},
		"no identity":      {spoil: func(p *federationtest.Provider) { p.NoToken = true }},
		"wrong secret":     {spoil: func(p *federationtest.Provider) { p.Secret = "changed" }},
		"another state":    {state: func(s string) string { return s + "x" }},
		"no state":         {state: func(string) string { return "" }},
		"made-up code":     {code: func(string) string { return "guess" }},
		"nothing kept":     {keep: func(string) string { return "" }},
		"empty state kept": {keep: func(string) string { return "{}" }, state: func(string) string { return "" }},
		"other verifier":   {keep: func(k string) string { return strings.Replace(k, `"verifier":"`, `"verifier":"x`, 1) }},
		"too long":         {wait: 10 * time.Minute},
	} {
		p := federationtest.New(t, c)
		now := clock.Standing(c.Now())
		cl := client(t, p, now)
		if x.spoil != nil {
			x.spoil(p)
		}
		address, keep, _ := cl.Begin()
		state, code := p.Agree(t, address)
		if x.state != nil {
			state = x.state(state)
		}
		if x.code != nil {
			code = x.code(code)
		}
		if x.keep != nil {
			keep = x.keep(keep)
		}
		now.Advance(x.wait)
		_, err := cl.Finish(t.Context(), keep, state, code)
		if fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "client-secret-1") || strings.Contains(err.Error(), "leaked") {
			t.Errorf("%s: a secret is in the error: %v", name, err)
		}
	}
}

func TestProviderAway(t *testing.T) {
	c := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	p := federationtest.New(t, c)
	cl := client(t, p, c)
	address, keep, _ := cl.Begin()
	state, code := p.Agree(t, address)
	p.Close()
	if _, err := cl.Finish(t.Context(), keep, state, code); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	if _, err := federation.Discover(t.Context(), federation.Config{Issuer: p.URL}, c); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
}
