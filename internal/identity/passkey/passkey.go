// Package passkey lets staff sign in with a passkey (WebAuthn level 3) instead of a
// password that can be watched over a counter.
//
//	register:  BeginRegister ─▶ browser ─▶ FinishRegister ─▶ credential of the account
//	sign in:   BeginSignIn   ─▶ browser ─▶ FinishSignIn   ─▶ account
//
// The state between begin and finish is a short text that the caller keeps in the
// visitor's session; it holds five minutes and is used once. The device must check who
// holds it (PIN or finger), which stays in the device: no biometric data reaches us. A
// counter that went back means a copied key; such a sign-in is refused.
//
// The package asks for no attestation: what brand of key somebody uses is not our business.
package passkey

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
)

// Service runs both ceremonies for one site.
type Service struct {
	auth  *webauthn.WebAuthn
	desk  *identity.Desk
	clock clock.Clock
}

// ceremonyLife is how long somebody may take to touch the key.
const ceremonyLife = 5 * time.Minute

// New makes a service. host is the registrable name in the address bar, origins the
// full origins pages are served from, e.g. https://hall.example.
func New(host string, origins []string, desk *identity.Desk) (*Service, error) {
	auth, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Banjie 办结", RPOrigins: origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Service{auth: auth, desk: desk, clock: desk.Clock}, nil
}

// state is what must be kept between begin and finish.
type state struct {
	Session webauthn.SessionData `json:"session"`
	Until   int64                `json:"until"`
}

// holder is an account as the library sees it.
type holder struct {
	identity.Account
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.ID.String()) }
func (h holder) WebAuthnName() string                       { return h.Login }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func (s *Service) holder(ctx context.Context, acc identity.Account) (holder, error) {
	h := holder{Account: acc}
	cs, err := s.desk.Store.Credentials(ctx, acc.ID)
	if err != nil {
		return h, err
	}
	for _, c := range cs {
		if c.Kind != identity.Passkey {
			continue
		}
		var k webauthn.Credential
		if err := json.Unmarshal([]byte(c.Data), &k); err != nil {
			return h, fmt.Errorf("passkey: damaged record of account %s: %w", acc.ID, err)
		}
		h.keys = append(h.keys, k)
	}
	return h, nil
}

// BeginRegister gives the options for the browser and the state to keep. The account
// must be signed in. Errors: fault.Forbidden for accounts that are not staff.
func (s *Service) BeginRegister(ctx context.Context, acc identity.Account) (options []byte, keep string, err error) {
	if acc.Kind != identity.Staff || !acc.Disabled.IsZero() {
		return nil, "", fault.New(fault.Forbidden, "passkey_staff_only",
			lang.T("通行密钥目前只供工作人员使用。", "Passkeys are for staff."), lang.T("请用密码或统一身份登录。", "Please use a password or the provider's sign-in."))
	}
	h, err := s.holder(ctx, acc)
	if err != nil {
		return nil, "", err
	}
	creation, data, err := s.auth.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return nil, "", fmt.Errorf("passkey: %w", err)
	}
	return s.begun(creation, data)
}

func (s *Service) begun(options any, data *webauthn.SessionData) ([]byte, string, error) {
	b, err := json.Marshal(options)
	if err != nil {
		return nil, "", fmt.Errorf("passkey: %w", err)
	}
	k, err := json.Marshal(state{*data, clock.Micros(s.clock.Now().Add(ceremonyLife))})
	return b, string(k), err
}

// resume reads the kept state back.
func (s *Service) resume(keep string) (webauthn.SessionData, error) {
	var st state
	if err := json.Unmarshal([]byte(keep), &st); err != nil || st.Session.Challenge == "" {
		return st.Session, refused(errors.New("passkey: no ceremony was begun"))
	}
	if !s.clock.Now().Before(clock.FromMicros(st.Until)) {
		return st.Session, refused(errors.New("passkey: the ceremony took too long"))
	}
	return st.Session, nil
}

// FinishRegister checks the browser's answer and binds the key to the account under the
// person's own label. Errors: fault.Unauthorized when the answer is not right,
// fault.Conflict when the key is bound elsewhere.
func (s *Service) FinishRegister(ctx context.Context, acc identity.Account, keep string, answer []byte, label string) (identity.Credential, error) {
	data, err := s.resume(keep)
	if err != nil {
		return identity.Credential{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return identity.Credential{}, refused(err)
	}
	h, err := s.holder(ctx, acc)
	if err != nil {
		return identity.Credential{}, err
	}
	key, err := s.auth.CreateCredential(h, data, parsed)
	if err != nil {
		return identity.Credential{}, refused(err)
	}
	c, err := record(acc.ID, key)
	if err != nil {
		return c, err
	}
	c.Label, c.Created = label, s.clock.Now()
	return c, s.desk.Store.PutCredential(ctx, c)
}

func record(account identity.ID, key *webauthn.Credential) (identity.Credential, error) {
	b, err := json.Marshal(key)
	if err != nil {
		return identity.Credential{}, fmt.Errorf("passkey: %w", err)
	}
	return identity.Credential{Account: account, Kind: identity.Passkey, Key: base64.RawURLEncoding.EncodeToString(key.ID), Data: identity.Secret(b)}, nil
}

// BeginSignIn gives the options for the browser and the state to keep. It asks for no
// login name, so it tells nobody which accounts there are.
func (s *Service) BeginSignIn() (options []byte, keep string, err error) {
	assertion, data, err := s.auth.BeginDiscoverableLogin()
	if err != nil {
		return nil, "", fmt.Errorf("passkey: %w", err)
	}
	return s.begun(assertion, data)
}

// FinishSignIn checks the browser's answer and gives the account. Errors: fault.Unauthorized.
func (s *Service) FinishSignIn(ctx context.Context, keep string, answer []byte) (identity.Account, error) {
	data, err := s.resume(keep)
	if err != nil {
		return identity.Account{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return identity.Account{}, refused(err)
	}
	acc, cred, err := s.desk.ByCredential(ctx, identity.Passkey, base64.RawURLEncoding.EncodeToString(parsed.RawID))
	if err != nil {
		return identity.Account{}, err
	}
	if acc.Kind != identity.Staff {
		return identity.Account{}, refused(errors.New("passkey: not an account of staff"))
	}
	find := func(_, handle []byte) (webauthn.User, error) {
		if string(handle) != acc.ID.String() {
			return nil, errors.New("the key is another account's")
		}
		return s.holder(ctx, acc)
	}
	_, key, err := s.auth.ValidatePasskeyLogin(find, data, parsed)
	if err != nil {
		return identity.Account{}, refused(err)
	}
	if key.Authenticator.CloneWarning {
		return identity.Account{}, refused(errors.New("passkey: the counter went back"))
	}
	c, err := record(acc.ID, key)
	if err != nil {
		return identity.Account{}, err
	}
	c.Label, c.Created, c.Used = cred.Label, cred.Created, s.clock.Now()
	return acc, s.desk.Store.PutCredential(ctx, c)
}

func refused(cause error) error {
	return fault.New(fault.Unauthorized, "passkey_refused",
		lang.T("通行密钥没有通过验证。", "The passkey was not accepted."),
		lang.T("请再试一次；仍不行请用密码登录，或请管理员重新登记密钥。", "Please try again; else sign in with the password or have the key registered anew.")).With(cause)
}
