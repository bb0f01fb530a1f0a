// Package identity is who signs in: accounts of citizens, firms and staff, how they
// prove themselves, and what a person has told us once.
//
//	sign-up ──▶ account, not proven ── a window or a provider saw the document ──▶ proven
//	account ── password │ passkey │ sign-in at another provider ──▶ session ──▶ access.Actor
//	   │  └─ disabled: signs in nowhere, keeps its history
//	   ├─ recovery: one code, once, made by an administrator
//	   ├─ API tokens: scopes and an expiry
//	   └─ profile: name, number, phone, address; asked once, kept apart, erasable
//
// The answer to a wrong name, a wrong password and a disabled account is the same, in
// words and in work done. Secrets print as «secret» wherever they are printed.
// What is known is not asked again (Zhejiang Regulation on At Most One Visit art. 7);
// the person may change it, and the person's own document prevails.
//
// The package gives no rights: roles come from the organisation's directory and from
// package access. It keeps no address of a visitor, no device and no place. Sessions,
// passkeys and other providers have packages of their own below this one.
package identity

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// ID is a random 63-bit account number; it says nothing about when or how many.
type ID int64

// NewID draws an id.
func NewID() ID {
	var b [8]byte
	rand.Read(b[:]) // never fails, see crypto/rand
	return ID(binary.BigEndian.Uint64(b[:])>>1 | 1)
}

// String is the form in addresses and in [access.Actor]: base 36.
func (id ID) String() string { return strconv.FormatInt(int64(id), 36) }

// ParseID reads the form made by [ID.String]. Errors: fault.NotFound.
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 36, 64)
	if err != nil || n <= 0 {
		return 0, fault.Missing()
	}
	return ID(n), nil
}

// Kind of account.
type Kind string

const (
	Person Kind = "citizen"
	Firm   Kind = "firm"
	Staff  Kind = "staff"
)

// Account is one way into the platform.
type Account struct {
	ID       ID
	Division string // of staff; where others registered
	Kind     Kind
	Agent    bool   // of a helper who acts for others only (role agent)
	Login    string // as normalised by [NormalizeLogin], unique
	Name     string // shown to the person and to those who may see it
	Party    string // tag of the document its holder names, see [PartyTag]; "" for staff
	Officer  string // officer id of staff in package org; "" for others
	Created  time.Time
	Proven   time.Time // when an office or a provider saw that document; zero: the holder only says so
	Disabled time.Time // zero: not
	Demo     bool      // invented; a production start refuses to run with one
}

// CredentialKind is a way to prove oneself.
type CredentialKind string

const (
	Password CredentialKind = "password" // one an account
	Passkey  CredentialKind = "passkey"  // staff; key is the credential id
	Provider CredentialKind = "oidc"     // key is issuer and subject
)

// Credential is one proof of an account. Kind and key are unique together.
type Credential struct {
	Account ID
	Kind    CredentialKind
	Key     string // for a password the account's id
	Data    Secret // hash of the password, public key record of a passkey
	Label   string // the person's own name for it, e.g. of a passkey
	Created time.Time
	Used    time.Time
}

// Secret prints as «secret» by every usual way. The value leaves it only by conversion.
type Secret string

const hidden = "«secret»"

func (Secret) String() string               { return hidden }
func (Secret) GoString() string             { return hidden }
func (Secret) Format(f fmt.State, _ rune)   { fmt.Fprint(f, hidden) }
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (Secret) LogValue() slog.Value         { return slog.StringValue(hidden) }

// NormalizeLogin brings a login name into its one form: lower case without spaces at
// the ends. Errors: fault.Invalid for names under 3 or over 64 characters, with spaces
// or unprintable characters.
func NormalizeLogin(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	n := len([]rune(s))
	if n < 3 || n > 64 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		return "", fault.InvalidInput().At("login", lang.T("登录名要 3 到 64 个字符，不能有空格。", "A login name has 3 to 64 characters and no spaces."))
	}
	return s, nil
}

// PartyTag is the opaque tag of a person or firm: the same document gives the same tag
// in every account and case of an installation, and nobody without the key can go back
// from the tag or try numbers out. kind is resident, uscc, passport or permit.
func PartyTag(key []byte, kind, number string) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("party\x00" + kind + "\x00" + strings.ToUpper(strings.TrimSpace(number))))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:16]))
}

// Own is the tag of the account's own matters: what it files before its holder is proven.
// It can be nobody's document.
func (a Account) Own() string { return ownTag + a.ID.String() }

const ownTag = access.AccountTag

// Documented is [access.Documented].
func Documented(party string) bool { return access.Documented(party) }

// Actor turns an account into who acts. An account that is not proven reaches what it filed
// itself and nothing else: anybody can type another's number. For staff the officer must be in office and the
// role one of the officer's own; others act as citizen or agent in the division given.
// Errors: fault.Forbidden.
func (a Account) Actor(role access.Role, division, session string, officer org.Officer, active bool) (access.Actor, error) {
	act := access.Actor{Name: a.Name, Role: role, Division: division, Session: session}
	switch {
	case !a.Disabled.IsZero():
	case a.Kind == Staff:
		if active && officer.ID == a.Officer && a.Officer != "" && hasRole(officer, role) {
			act.ID, act.Unit, act.Division = officer.ID, officer.Unit, a.Division
			return act, nil
		}
	case role == access.Agent && a.Agent, role == access.Citizen && !a.Agent:
		act.ID, act.Party = a.ID.String(), a.Own()
		if !a.Proven.IsZero() && a.Party != "" {
			act.Party, act.Before = a.Party, a.Own()
		}
		return act, nil
	}
	return access.Actor{Role: access.Public}, fault.New(fault.Forbidden, "role_not_yours",
		lang.T("这个账号现在不能以这个身份办事。", "This account cannot act in this role now."),
		lang.T("请联系系统管理员核对任职和角色。", "Ask the administrator to check office and roles."))
}

func hasRole(o org.Officer, role access.Role) bool {
	for _, r := range o.Roles {
		if r == string(role) {
			return true
		}
	}
	return false
}

// Store keeps accounts and what belongs to them.
type Store interface {
	// CreateAccount adds an account with its first credentials. fault.Conflict when the
	// login name, the officer or a credential is taken.
	CreateAccount(ctx context.Context, a Account, cs ...Credential) error
	// UpdateAccount writes name, party, officer, agent, proven and disabled. fault.NotFound.
	UpdateAccount(ctx context.Context, a Account) error
	// Account gives one by id. fault.NotFound.
	Account(ctx context.Context, id ID) (Account, error)
	// AccountByLogin gives one by normalised login name. fault.NotFound.
	AccountByLogin(ctx context.Context, login string) (Account, error)
	// AccountByOfficer gives the one account of an officer. fault.NotFound, also for "".
	AccountByOfficer(ctx context.Context, division, officer string) (Account, error)
	// HasDemo says whether any account is flagged Demo.
	HasDemo(ctx context.Context) (bool, error)

	// Credentials of an account, oldest first.
	Credentials(ctx context.Context, id ID) ([]Credential, error)
	// CredentialByKey gives the credential with that key. fault.NotFound.
	CredentialByKey(ctx context.Context, kind CredentialKind, key string) (Credential, error)
	// PutCredential adds or replaces by kind and key. fault.Conflict when it is another account's.
	PutCredential(ctx context.Context, c Credential) error
	// DeleteCredential takes one away; none is no error.
	DeleteCredential(ctx context.Context, id ID, kind CredentialKind, key string) error

	// PutRecovery keeps the one recovery code of an account, replacing an older one.
	PutRecovery(ctx context.Context, r Recovery) error
	// TakeRecovery deletes and gives the account's code if the hash is right, else fault.NotFound.
	TakeRecovery(ctx context.Context, id ID, hash [32]byte) (Recovery, error)

	// PutToken adds a token. fault.Conflict when the hash is there.
	PutToken(ctx context.Context, t Token) error
	// TokenByHash gives one by its hash, with the account it is of, both as they are now. fault.NotFound.
	TokenByHash(ctx context.Context, hash [32]byte) (Token, Account, error)
	// Tokens of an account, newest first.
	Tokens(ctx context.Context, id ID) ([]Token, error)
	// RevokeToken ends one of the account's tokens. fault.NotFound.
	RevokeToken(ctx context.Context, account, id ID, at time.Time) error

	// Profile gives what a person told us; fault.NotFound when nothing or erased.
	Profile(ctx context.Context, id ID) (Profile, error)
	// PutProfile replaces it.
	PutProfile(ctx context.Context, p Profile) error
	// EraseProfile deletes it; none is no error.
	EraseProfile(ctx context.Context, id ID) error
}

// RefuseDemo is asked at a production start. Errors: fault.Unavailable when a demo
// account is in the store.
func RefuseDemo(ctx context.Context, s Store) error {
	there, err := s.HasDemo(ctx)
	if err != nil || !there {
		return err
	}
	return fault.New(fault.Unavailable, "demo_accounts",
		lang.T("这个数据目录里有演示账号，不能正式运行。", "This data folder holds demo accounts and cannot go into production."),
		lang.T("请为正式运行新建一个数据目录；演示数据不能转为正式数据。", "Make a new data folder for production; a demonstration never becomes live."))
}
