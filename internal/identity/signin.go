package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Desk runs the sign-in and recovery flows. Its functions take and give values; pages
// and the API call them and keep the session.
type Desk struct {
	Store    Store
	Hasher   *Hasher
	Throttle *Throttle
	Clock    clock.Clock
}

// wrong is the one answer to an unknown name, a wrong password, an account without
// password and a disabled account.
func wrong() error {
	return fault.New(fault.Unauthorized, "wrong_login",
		lang.T("登录名或密码不对。", "Login name or password is wrong."),
		lang.T("请检查后再试。忘记密码可以到窗口或请管理员重设。", "Please check and try again. If the password is lost, a window or the administrator can reset it."))
}

// SignIn checks a login name and a password. address is used for the rate limit and
// kept nowhere. Errors: fault.TooMany, fault.Unauthorized, fault.Unavailable.
func (d *Desk) SignIn(ctx context.Context, login string, password Secret, address string) (Account, error) {
	now := d.Clock.Now()
	name := strings.ToLower(strings.TrimSpace(login))
	if err := d.Throttle.Try(ctx, name, address, now); err != nil {
		return Account{}, err
	}
	acc, cred, err := d.find(ctx, name)
	if err != nil {
		return Account{}, err
	}
	ok, again, err := d.Hasher.Verify(ctx, password, cred.Data)
	if err != nil {
		return Account{}, err
	}
	if !ok || !acc.Disabled.IsZero() {
		return Account{}, wrong()
	}
	if err := d.Throttle.Succeeded(ctx, name); err != nil {
		return Account{}, err
	}
	if again {
		if cred.Data, err = d.Hasher.Hash(ctx, password); err != nil {
			return Account{}, err
		}
	}
	cred.Used = now
	return acc, d.Store.PutCredential(ctx, cred)
}

// find gives an account and its password, or nothing: that is no error here.
func (d *Desk) find(ctx context.Context, login string) (Account, Credential, error) {
	acc, err := d.Store.AccountByLogin(ctx, login)
	if isMissing(err) {
		return Account{}, Credential{}, nil
	}
	if err != nil {
		return Account{}, Credential{}, err
	}
	cred, err := d.Store.CredentialByKey(ctx, Password, acc.ID.String())
	if isMissing(err) {
		return acc, Credential{}, nil
	}
	return acc, cred, err
}

func isMissing(err error) bool { return err != nil && fault.KindOf(err) == fault.NotFound }

// Register makes an account with a password. Errors: fault.Invalid, fault.Conflict when
// the login name is taken.
func (d *Desk) Register(ctx context.Context, a Account, password Secret) (Account, error) {
	login, err := NormalizeLogin(a.Login)
	if err != nil {
		return Account{}, err
	}
	if err := CheckPassword(login, password); err != nil {
		return Account{}, err
	}
	hash, err := d.Hasher.Hash(ctx, password)
	if err != nil {
		return Account{}, err
	}
	a.ID, a.Login, a.Created = NewID(), login, d.Clock.Now()
	c := Credential{Account: a.ID, Kind: Password, Key: a.ID.String(), Data: hash, Created: a.Created}
	return a, d.Store.CreateAccount(ctx, a, c)
}

// ChangePassword needs the old password. Whoever calls it ends the other sessions.
func (d *Desk) ChangePassword(ctx context.Context, id ID, old, password Secret) error {
	acc, err := d.Store.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := d.Throttle.Try(ctx, acc.Login, "", d.Clock.Now()); err != nil {
		return err
	}
	_, cred, err := d.find(ctx, acc.Login)
	if err != nil {
		return err
	}
	ok, _, err := d.Hasher.Verify(ctx, old, cred.Data)
	if err != nil {
		return err
	}
	if !ok {
		return fault.InvalidInput().At("old", lang.T("原密码不对。", "The old password is wrong."))
	}
	if err := d.Throttle.Succeeded(ctx, acc.Login); err != nil {
		return err
	}
	return d.SetPassword(ctx, acc, password)
}

// SetPassword gives an account a password without asking for an old one; that the caller may is
// checked by the caller. Errors: fault.Invalid.
func (d *Desk) SetPassword(ctx context.Context, acc Account, password Secret) error {
	if err := CheckPassword(acc.Login, password); err != nil {
		return err
	}
	hash, err := d.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return d.Store.PutCredential(ctx, Credential{Account: acc.ID, Kind: Password, Key: acc.ID.String(), Data: hash, Created: d.Clock.Now()})
}

// Recovery is a one-time code by which a lost password is replaced.
type Recovery struct {
	Account ID
	Hash    [32]byte
	By      string // actor id of the administrator
	Until   time.Time
}

// recoveryLife is how long a code holds.
const recoveryLife = 24 * time.Hour

// IssueRecovery makes a code, shown once to the administrator who has seen the person.
// That by may manage accounts is checked by the caller with package access. Errors:
// fault.NotFound, fault.Forbidden to recover one's own account.
func (d *Desk) IssueRecovery(ctx context.Context, id ID, by string) (code string, err error) {
	acc, err := d.Store.Account(ctx, id)
	if err != nil {
		return "", err
	}
	if by == "" || by == acc.Officer || by == acc.ID.String() {
		return "", fault.New(fault.Forbidden, "recovery_of_oneself",
			lang.T("不能给自己的账号重设密码。", "Nobody resets their own account."),
			lang.T("请另一位管理员来办。", "Ask another administrator."))
	}
	var b [15]byte
	rand.Read(b[:])
	code = base32.StdEncoding.EncodeToString(b[:]) // 120 bits, 24 characters
	r := Recovery{Account: id, Hash: recoveryHash(code), By: by, Until: d.Clock.Now().Add(recoveryLife)}
	if err := d.Store.PutRecovery(ctx, r); err != nil {
		return "", err
	}
	return strings.Join([]string{code[:6], code[6:12], code[12:18], code[18:]}, "-"), nil
}

func recoveryHash(code string) [32]byte {
	return sha256.Sum256([]byte("recovery\x00" + strings.NewReplacer("-", "", " ", "", "0", "O", "1", "I").Replace(strings.ToUpper(code))))
}

// Recover sets a new password with a code. A password that will not do leaves the code
// unused. Errors: fault.Invalid, fault.TooMany, fault.Unauthorized.
func (d *Desk) Recover(ctx context.Context, login, code string, password Secret, address string) (Account, error) {
	now := d.Clock.Now()
	name := strings.ToLower(strings.TrimSpace(login))
	if err := d.Throttle.Try(ctx, name, address, now); err != nil {
		return Account{}, err
	}
	if err := CheckPassword(name, password); err != nil {
		return Account{}, err
	}
	refused := fault.New(fault.Unauthorized, "wrong_code",
		lang.T("登录名或重设码不对，或者已过期。", "Login name or code is wrong, or the code has expired."),
		lang.T("重设码只能用一次，24 小时内有效。请核对，或请管理员再发一个。", "A code works once and for 24 hours. Check it or ask for another."))
	acc, err := d.Store.AccountByLogin(ctx, name)
	if err != nil && !isMissing(err) {
		return Account{}, err
	}
	hash := recoveryHash(code)
	r, err := d.Store.TakeRecovery(ctx, acc.ID, hash)
	if isMissing(err) {
		return Account{}, refused
	}
	if err != nil {
		return Account{}, err
	}
	if acc.ID == 0 || subtle.ConstantTimeCompare(r.Hash[:], hash[:]) != 1 || !now.Before(r.Until) || !acc.Disabled.IsZero() {
		return Account{}, refused
	}
	if err := d.Throttle.Succeeded(ctx, name); err != nil {
		return Account{}, err
	}
	return acc, d.SetPassword(ctx, acc, password)
}

// Disable ends an account's use; its history stays. The caller ends its sessions.
func (d *Desk) Disable(ctx context.Context, id ID) error {
	acc, err := d.Store.Account(ctx, id)
	if err != nil {
		return err
	}
	if acc.Disabled.IsZero() {
		acc.Disabled = d.Clock.Now()
	}
	return d.Store.UpdateAccount(ctx, acc)
}

// ByCredential gives the account that a passkey or another provider proved, unless it
// is disabled. Errors: fault.Unauthorized.
func (d *Desk) ByCredential(ctx context.Context, kind CredentialKind, key string) (Account, Credential, error) {
	c, err := d.Store.CredentialByKey(ctx, kind, key)
	if err == nil {
		var acc Account
		if acc, err = d.Store.Account(ctx, c.Account); err == nil && acc.Disabled.IsZero() {
			return acc, c, nil
		}
	}
	if err != nil && !isMissing(err) {
		return Account{}, Credential{}, err
	}
	return Account{}, Credential{}, fault.New(fault.Unauthorized, "no_account",
		lang.T("没有与此绑定的可用账号。", "No usable account is bound to this."),
		lang.T("请先用密码登录后绑定，或联系系统管理员。", "Sign in with a password and bind it first, or ask the administrator.")).With(errors.New("identity: unknown credential or disabled account"))
}
