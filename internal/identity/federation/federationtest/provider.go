// Package federationtest is an OpenID provider in the process, for tests of signing in
// through one. It rests on no article and is imported by tests only.
package federationtest

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

	"banjie/internal/clock"
)

// Provider is a small OpenID provider that checks what a real one checks: client,
// redirect, PKCE, and each code once.
type Provider struct {
	*httptest.Server
	key     *rsa.PrivateKey
	codes   map[string]url.Values
	clock   clock.Clock
	Secret  string
	Claims  func(map[string]any) // changes what the provider says of the person
	Sign    *rsa.PrivateKey      // signs with another key
	NoToken bool                 // answers without an identity
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// New starts one that signs with the instant of c; it ends with the test.
func New(t testing.TB, c clock.Clock) *Provider {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{key: k, Sign: k, codes: map[string]url.Values{}, clock: c, Secret: "client-secret-1", Claims: func(map[string]any) {}}
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
		if !ok || id != asked.Get("client_id") || secret != p.Secret || r.Form.Get("redirect_uri") != asked.Get("redirect_uri") ||
			asked.Get("code_challenge_method") != "S256" || b64(sum[:]) != asked.Get("code_challenge") {
			answer(w, 400, map[string]string{"error": "invalid_grant", "error_description": "client-secret-1 leaked by the provider"})
			return
		}
		out := map[string]any{"access_token": "at", "token_type": "Bearer"}
		if !p.NoToken {
			out["id_token"] = p.idToken(asked)
		}
		answer(w, 200, out)
	})
	mux.HandleFunc("GET /auth", func(w http.ResponseWriter, r *http.Request) { // says yes at once
		p.agree(r.URL.Query())
		back := url.Values{"state": {r.URL.Query().Get("state")}, "code": {codeOf(r.URL.Query())}}
		http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?"+back.Encode(), http.StatusSeeOther)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *Provider) idToken(asked url.Values) string {
	now := p.clock.Now()
	claims := map[string]any{"iss": p.URL, "sub": "s-1", "aud": asked.Get("client_id"), "nonce": asked.Get("nonce"), "name": "测试甲",
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	p.Claims(claims)
	head, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"})
	body, _ := json.Marshal(claims)
	text := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	sig, _ := rsa.SignPKCS1v15(rand.Reader, p.Sign, crypto.SHA256, sum[:])
	return text + "." + b64(sig)
}

// Agree plays the person who says yes at the provider: gives state and code.
func (p *Provider) Agree(t testing.TB, address string) (state, code string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.URL+"/auth?") {
		t.Fatalf("%s %v", address, err)
	}
	q := u.Query()
	if q.Get("response_type") != "code" || q.Get("nonce") == "" || q.Get("state") == "" || !strings.Contains(q.Get("scope"), "openid") {
		t.Fatalf("asked for %v", q)
	}
	p.agree(q)
	return q.Get("state"), codeOf(q)
}

func (p *Provider) agree(q url.Values) { p.codes[codeOf(q)] = q }

func codeOf(q url.Values) string { return "code-" + q.Get("state")[:min(8, len(q.Get("state")))] }
