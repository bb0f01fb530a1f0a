package federation_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation"
	"banjie/internal/identity/identitytest"
)

// provider is a small OpenID provider that checks what a real one checks: client,
// redirect, PKCE, and each code once.
type provider struct {
	*httptest.Server
	key     *rsa.PrivateKey
	codes   map[string]url.Values
	clock   clock.Clock
	secret  string
	claims  func(map[string]any) // spoils the identity
	sign    *rsa.PrivateKey      // signs with another key
	noToken bool
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func newProvider(t *testing.T, c clock.Clock) *provider {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: k, sign: k, codes: map[string]url.Values{}, clock: c, secret: "client-secret-1", claims: func(map[string]any) {}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": b64(k.N.Bytes()), "e": b64(big.NewInt(int64(k.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked, ok := p.codes[r.Form.Get("code")]
		delete(p.codes, r.Form.Get("code"))
		id, secret, basic := r.BasicAuth()
		if !basic {
			id, secret = r.Form.Get("client_id"), r.Form.Get("client_secret")
		}
		sum := sha256.Sum256([]byte(r.Form.Get("code_verifier")))
		if !ok || id != asked.Get("client_id") || secret != p.secret || r.Form.Get("redirect_uri") != asked.Get("redirect_uri") ||
			asked.Get("code_challenge_method") != "S256" || b64(sum[:]) != asked.Get("code_challenge") {
			answer(w, 400, map[string]string{"error": "invalid_grant", "error_description": "client-secret-1 leaked by the provider"})
			return
		}
		out := map[string]any{"access_token": "at", "token_type": "Bearer"}
		if !p.noToken {
			out["id_token"] = p.idToken(asked)
		}
		answer(w, 200, out)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) idToken(asked url.Values) string {
	now := p.clock.Now()
	claims := map[string]any{"iss": p.URL, "sub": "s-1", "aud": asked.Get("client_id"), "nonce": asked.Get("nonce"), "name": "测试甲",
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	p.claims(claims)
	head, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"})
	body, _ := json.Marshal(claims)
	text := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	sig, _ := rsa.SignPKCS1v15(rand.Reader, p.sign, crypto.SHA256, sum[:])
	return text + "." + b64(sig)
}

// agree plays the person who says yes at the provider: gives state and code.
func (p *provider) agree(t *testing.T, address string) (state, code string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.URL+"/auth?") {
		t.Fatalf("%s %v", address, err)
	}
	q := u.Query()
	if q.Get("response_type") != "code" || q.Get("nonce") == "" || q.Get("state") == "" || !strings.Contains(q.Get("scope"), "openid") {
		t.Fatalf("asked for %v", q)
	}
	code = "code-" + q.Get("state")[:8]
	p.codes[code] = q
	return q.Get("state"), code
}

func client(t *testing.T, p *provider, c clock.Clock) *federation.Client {
	t.Helper()
	cl, err := federation.Discover(oidc.ClientContext(t.Context(), p.Client()), federation.Config{Issuer: p.URL, ClientID: "banjie", Secret: identity.Secret(p.secret),
		Redirect: "https://hall.example/sign-in/back", Scopes: []string{"profile"}}, c)
	if err != nil {
		t.Fatal(err)
	}
	return cl
}

func TestSignIn(t *testing.T) {
	c := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	p := newProvider(t, c)
	cl := client(t, p, c)
	address, keep, err := cl.Begin()
	if err != nil {
		t.Fatal(err)
	}
	state, code := p.agree(t, address)
	who, err := cl.Finish(t.Context(), keep, state, code)
	if err != nil || who.Subject != "s-1" || who.Issuer != p.URL || who.Name != "测试甲" {
		t.Fatalf("%+v %v", who, err)
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
	claim := func(k string, v any) func(*provider) {
		return func(p *provider) { p.claims = func(m map[string]any) { m[k] = v } }
	}
	for name, x := range map[string]struct {
		spoil func(*provider)
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
		"another key":      {spoil: func(p *provider) { p.sign = other }},
		"no identity":      {spoil: func(p *provider) { p.noToken = true }},
		"wrong secret":     {spoil: func(p *provider) { p.secret = "changed" }},
		"another state":    {state: func(s string) string { return s + "x" }},
		"no state":         {state: func(string) string { return "" }},
		"made-up code":     {code: func(string) string { return "guess" }},
		"nothing kept":     {keep: func(string) string { return "" }},
		"empty state kept": {keep: func(string) string { return "{}" }, state: func(string) string { return "" }},
		"other verifier":   {keep: func(k string) string { return strings.Replace(k, `"verifier":"`, `"verifier":"x`, 1) }},
		"too long":         {wait: 10 * time.Minute},
	} {
		p := newProvider(t, c)
		now := clock.Standing(c.Now())
		cl := client(t, p, now)
		if x.spoil != nil {
			x.spoil(p)
		}
		address, keep, _ := cl.Begin()
		state, code := p.agree(t, address)
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
	p := newProvider(t, c)
	cl := client(t, p, c)
	address, keep, _ := cl.Begin()
	state, code := p.agree(t, address)
	p.Close()
	if _, err := cl.Finish(t.Context(), keep, state, code); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	if _, err := federation.Discover(t.Context(), federation.Config{Issuer: p.URL}, c); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
}
