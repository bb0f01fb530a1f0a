package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Token is an API token as stored: the hash of 256 random bits. A fast hash is enough,
// there is nothing to guess.
type Token struct {
	ID      ID
	Account ID
	Hash    [32]byte
	Label   string
	Role    access.Role
	Scopes  []access.Verb // what it may be used for, never more than the role may
	Created time.Time
	Until   time.Time
	Revoked time.Time
}

const (
	tokenPrefix = "bj_"
	// MaxTokenLife is the longest life of a token.
	MaxTokenLife = 366 * 24 * time.Hour
)

// IssueToken makes a token; the text is shown once. Errors: fault.Invalid, fault.NotFound.
func (d *Desk) IssueToken(ctx context.Context, account ID, label string, role access.Role, scopes []access.Verb, until time.Time) (Secret, Token, error) {
	now := d.Clock.Now()
	f := fault.InvalidInput()
	if label = strings.TrimSpace(label); label == "" || len(label) > 200 {
		f.At("label", lang.T("请写明令牌给谁用。", "Say what the token is for."))
	}
	if !until.After(now) || until.Sub(now) > MaxTokenLife {
		f.At("until", lang.T("有效期要在一年以内。", "A token lasts at most a year."))
	}
	if len(scopes) == 0 {
		f.At("scopes", lang.T("请选择令牌能做什么。", "Choose what the token may do."))
	}
	for _, v := range scopes {
		if !access.May(access.Actor{Role: role}, v) || v == access.ManageKeys || v == access.ManageAccounts {
			f.At("scopes", lang.T("令牌不能包含“"+v.Title().ZH+"”。", "A token cannot hold “"+v.Title().EN+"”."))
		}
	}
	if err := f.Or(); err != nil {
		return "", Token{}, err
	}
	if _, err := d.Store.Account(ctx, account); err != nil {
		return "", Token{}, err
	}
	var b [32]byte
	rand.Read(b[:])
	text := tokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	t := Token{ID: NewID(), Account: account, Hash: tokenHash(text), Label: label, Role: role, Scopes: slices.Clone(scopes), Created: now, Until: until}
	return Secret(text), t, d.Store.PutToken(ctx, t)
}

func tokenHash(text string) [32]byte { return sha256.Sum256([]byte(text)) }

// CheckToken gives the account and token behind a text. Errors: fault.Unauthorized for
// unknown, expired and revoked ones and disabled accounts, all the same.
func (d *Desk) CheckToken(ctx context.Context, text Secret) (Account, Token, error) {
	if len(text) != len(tokenPrefix)+43 || !strings.HasPrefix(string(text), tokenPrefix) {
		return Account{}, Token{}, badToken()
	}
	t, acc, err := d.Store.TokenByHash(ctx, tokenHash(string(text)))
	switch {
	case isMissing(err):
		return Account{}, Token{}, badToken()
	case err != nil:
		return Account{}, Token{}, err
	case !t.Revoked.IsZero(), !d.Clock.Now().Before(t.Until), !acc.Disabled.IsZero():
		return Account{}, Token{}, badToken()
	}
	return acc, t, nil
}

func badToken() error {
	return fault.New(fault.Unauthorized, "bad_token",
		lang.T("令牌无效或已过期。", "The token is not valid or has expired."),
		lang.T("请管理员在这个账号的页面（/admin/accounts）里发一个新的。", "Ask an administrator for a new one: it is made on the account’s page, /admin/accounts."))
}

// Allows says whether the token may be used for a verb. Access is checked besides.
func (t Token) Allows(v access.Verb) bool { return slices.Contains(t.Scopes, v) }

// Vary is a short text that differs for each token; it goes into an ETag, so that one
// caller's cached answer is never taken for another's. It gives nothing of the token away.
func (t Token) Vary() string {
	h := sha256.Sum256(append([]byte("etag\x00"), t.Hash[:]...))
	return base64.RawURLEncoding.EncodeToString(h[:9])
}
