package identity

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// hashing is Argon2id with 19 MiB, 2 passes, 1 lane: about 33 ms of one core a try.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// known are passwords everybody tries, without digits and marks at the end where that
// leaves a word. The list is short on purpose: length does the work.
var known = []string{
	"0123456789", "1234567890", "9876543210", "0987654321", "1234512345", "123123123123", "1q2w3e4r5t", "qwertyuiop", "asdfghjkl;",
	"password", "passw0rd", "p@ssword", "p@ssw0rd", "admin", "administrator", "qwerty", "iloveyou", "woaini", "abc", "abcd", "a", "aa",
	"welcome", "changeme", "letmein", "banjie", "zhengwu", "zhejiang",
}

// Limits of a password in characters.
const (
	MinPassword = 10
	maxPassword = 256
)

// CheckPassword says whether a new password will do: at least ten characters, none
// that everybody tries, not one character over and over, not the login name. No other
// rule and no expiry. Errors: fault.Invalid; the password is in no error.
func CheckPassword(login string, password Secret) error {
	p := string(password)
	f := fault.InvalidInput()
	low := strings.ToLower(p)
	switch n := utf8.RuneCountInString(p); {
	case n < MinPassword:
		f.At("password", lang.Format("密码至少 %d 个字符。用几个不相干的词连起来最好记。", "A password has at least %d characters. A few words that do not belong together are easiest to keep.", MinPassword))
	case n > maxPassword:
		f.At("password", lang.Format("密码最多 %d 个字符。", "A password has at most %d characters.", maxPassword))
	case login != "" && (strings.Contains(low, strings.ToLower(login)) || strings.Contains(strings.ToLower(login), low)):
		f.At("password", lang.T("密码里不能有登录名。", "A password may not hold the login name."))
	case tried(low):
		f.At("password", lang.T("这个密码太常见，别人一试就中。", "Everybody tries this password first."))
	}
	return f.Or()
}

// tried says whether a password is on the list, or has fewer than four different characters.
func tried(low string) bool {
	word := strings.TrimRight(low, "0123456789!.@#")
	if slices.Contains(known, low) || word != "" && slices.Contains(known, word) {
		return true
	}
	different := map[rune]bool{}
	for _, r := range low {
		different[r] = true
	}
	return len(different) < 4
}

// Hasher hashes and verifies passwords, two at a time: a flood of tries costs the
// others waiting, not the machine its memory.
type Hasher struct {
	places chan struct{}
	none   string // hash of nobody's password, so that an unknown name costs the same
}

// NewHasher makes one for the process.
func NewHasher() (*Hasher, error) {
	none, err := argon2id.CreateHash("nobody's password: "+NewID().String(), hashing)
	if err != nil {
		return nil, err
	}
	return &Hasher{places: make(chan struct{}, 2), none: none}, nil
}

// Hash makes the stored form. Errors: fault.Unavailable when ctx ends while waiting.
func (h *Hasher) Hash(ctx context.Context, password Secret) (Secret, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	s, err := argon2id.CreateHash(string(password), hashing)
	return Secret(s), err
}

// Verify compares. An empty hash does the same work and is never right. again says that
// the hash was made with other costs and should be renewed.
func (h *Hasher) Verify(ctx context.Context, password, hash Secret) (ok, again bool, err error) {
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer h.leave()
	against := string(hash)
	if hash == "" {
		against = h.none
	}
	if len(password) > 4*maxPassword {
		password = "" // never right, and no work over a megabyte
	}
	ok, p, err := argon2id.CheckHash(string(password), against)
	if err != nil {
		return false, false, fault.For(err)
	}
	return ok && hash != "", ok && *p != *hashing, nil
}

func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "sign_in_busy",
			lang.T("现在登录的人太多。", "Too many people are signing in."),
			lang.T("请过一会儿再试。", "Please try again in a moment.")).With(ctx.Err())
	}
}

func (h *Hasher) leave() { <-h.places }
