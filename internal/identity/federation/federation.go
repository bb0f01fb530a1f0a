// Package federation signs people in through another provider by OpenID Connect, such
// as a province's unified identity: authorization code with PKCE, state and nonce.
//
//	Begin ─▶ address to send the browser to, and what to keep
//	browser comes back with code and state
//	Finish ─▶ who it is: issuer and subject, never the name, decide the account
//
// The provider proves who somebody is; it gives no role. An account is bound to issuer
// and subject while its owner is signed in. Tokens of the provider are checked and
// dropped, not kept. The HTTP client is the one in the context (oidc.ClientContext).
package federation

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
)

// Config of one provider.
type Config struct {
	Issuer   string
	ClientID string
	Secret   identity.Secret // "" for a public client
	Redirect string          // our address the browser comes back to
	Scopes   []string        // besides openid
	IDClaim  string          // claim with the document number the provider verified; "" trusts it with none
}

// Client talks to one provider.
type Client struct {
	config   Config
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	clock    clock.Clock
}

// pendingLife is how long somebody may take at the provider.
const pendingLife = 10 * time.Minute

// Discover reads the provider's description and makes a client. Errors: fault.Unavailable.
func Discover(ctx context.Context, cfg Config, c clock.Clock) (*Client, error) {
	p, err := oidc.NewProvider(ctx, cfg.Issuer)
	if err != nil {
		return nil, away(err)
	}
	return &Client{
		config: cfg, clock: c,
		oauth: oauth2.Config{ClientID: cfg.ClientID, ClientSecret: string(cfg.Secret), Endpoint: p.Endpoint(),
			RedirectURL: cfg.Redirect, Scopes: append([]string{oidc.ScopeOpenID}, cfg.Scopes...)},
		verifier: p.Verifier(&oidc.Config{ClientID: cfg.ClientID, Now: c.Now}),
	}, nil
}

// pending is what must be kept while the browser is away. It stays in the visitor's
// session, never in the address.
type pending struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Until    int64  `json:"until"`
}

// Begin gives the address to send the browser to and the text to keep.
func (c *Client) Begin() (address, keep string, err error) {
	p := pending{random(), random(), oauth2.GenerateVerifier(), clock.Micros(c.clock.Now().Add(pendingLife))}
	b, err := json.Marshal(p)
	if err != nil {
		return "", "", fmt.Errorf("federation: %w", err)
	}
	return c.oauth.AuthCodeURL(p.State, oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier)), string(b), nil
}

func random() string {
	var b [24]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Who is the person as the provider says.
type Who struct {
	Issuer  string
	Subject string
	Name    string // for a greeting; proves nothing
	Number  string // of the document, as the provider verified it; "" without such a claim
}

// String hides the person: a number ends up in a log by accident.
func (w Who) String() string { return "a person of " + w.Issuer }

// Format keeps %+v and %#v from printing the fields.
func (w Who) Format(f fmt.State, _ rune) { fmt.Fprint(f, w.String()) }

// Key is the credential key of the person.
func (w Who) Key() string { return w.Issuer + "|" + w.Subject }

// Finish exchanges the code and checks everything. keep is what [Client.Begin] gave, used
// once. Errors: fault.Unauthorized, fault.Unavailable when the provider does not answer.
func (c *Client) Finish(ctx context.Context, keep, state, code string) (Who, error) {
	var p pending
	if err := json.Unmarshal([]byte(keep), &p); err != nil || p.State == "" {
		return Who{}, refused(errors.New("federation: no sign-in was begun here"))
	}
	if subtle.ConstantTimeCompare([]byte(p.State), []byte(state)) != 1 {
		return Who{}, refused(errors.New("federation: the state is another"))
	}
	if !c.clock.Now().Before(clock.FromMicros(p.Until)) {
		return Who{}, refused(errors.New("federation: it took too long"))
	}
	tok, err := c.oauth.Exchange(ctx, code, oauth2.VerifierOption(p.Verifier))
	if err != nil {
		var answer *oauth2.RetrieveError
		if errors.As(err, &answer) { // its text holds the provider's body: keep only the code
			return Who{}, refused(fmt.Errorf("federation: the provider refused the code: %s", answer.ErrorCode))
		}
		return Who{}, away(errors.New("federation: the provider did not answer the exchange"))
	}
	raw, ok := tok.Extra("id_token").(string)
	if !ok {
		return Who{}, refused(errors.New("federation: no identity in the answer"))
	}
	id, err := c.verifier.Verify(ctx, raw)
	if err != nil {
		return Who{}, refused(fmt.Errorf("federation: %w", err))
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(p.Nonce)) != 1 {
		return Who{}, refused(errors.New("federation: the nonce is another"))
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil || id.Subject == "" {
		return Who{}, refused(errors.New("federation: unreadable claims"))
	}
	who := Who{Issuer: id.Issuer, Subject: id.Subject}
	who.Name, _ = claims["name"].(string)
	if c.config.IDClaim != "" {
		who.Number, _ = claims[c.config.IDClaim].(string)
	}
	return who, nil
}

// Bind ties the person at the provider to an account whose owner is signed in. Errors:
// fault.Conflict when it is another account's.
func Bind(ctx context.Context, s identity.Store, account identity.ID, w Who, at time.Time) error {
	return s.PutCredential(ctx, identity.Credential{Account: account, Kind: identity.Provider, Key: w.Key(), Created: at})
}

func refused(cause error) error {
	return fault.New(fault.Unauthorized, "provider_refused",
		lang.T("统一身份登录没有成功。", "The sign-in through the provider failed."),
		lang.T("请从登录页重新开始。", "Please start again from the sign-in page.")).With(cause)
}

func away(cause error) error {
	return fault.New(fault.Unavailable, "provider_away",
		lang.T("统一身份服务现在连不上。", "The identity provider cannot be reached."),
		lang.T("请稍后再试，或用登录名和密码登录。", "Please try later or sign in with name and password.")).With(cause)
}
