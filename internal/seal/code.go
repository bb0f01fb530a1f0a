package seal

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Lengths of a return code: the last digit is a check digit.
const (
	CodeDigits  = 20 // 19 random digits, 63 bits
	LongerCode  = 26 // 25 random digits, 83 bits: for whoever stays anonymous
	codeMemory  = 64 << 10
	codePasses  = 1
	codeThreads = 1
)

// NewCode makes a return code of n decimal digits from the system's randomness.
func NewCode(n int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n-1)), nil)
	v, err := rand.Int(rand.Reader, limit)
	if err != nil {
		panic(fmt.Sprintf("no randomness: %v", err)) // crypto/rand never fails on a working system
	}
	return WithCheckDigit(fmt.Sprintf("%0*d", n-1, v))
}

// CodeFrom makes a return code of n decimal digits from 32 secret bytes, the same each time: for a
// program that sends a filing again and is to get the same answer. It is as hard to guess as they are.
func CodeFrom(secret [32]byte, n int) string {
	wide, err := hkdf.Expand(sha256.New, secret[:], "banjie return code", 48) // 384 bits: no digit is likelier to be seen
	if err != nil {
		panic(fmt.Sprintf("seal: %v", err)) // 48 bytes are never too many
	}
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n-1)), nil)
	v := new(big.Int).SetBytes(wide)
	return WithCheckDigit(fmt.Sprintf("%0*d", n-1, v.Mod(v, limit)))
}

// WithCheckDigit adds the check digit to decimal digits.
func WithCheckDigit(digits string) string { return digits + string(rune('0'+damm(digits))) }

// CleanCode takes spaces and hyphens out of what was typed and full-width digits for plain ones.
func CleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '-' || r == '　' || r == '－' || r == '\t':
			return -1
		}
		return 'x'
	}, typed)
}

// CodeTyped says whether a clean code has a possible length and the right check digit, so
// that a slip of the finger is told at once and costs no try.
func CodeTyped(code string) bool {
	return (len(code) == CodeDigits || len(code) == LongerCode) && strings.Trim(code, "0123456789") == "" && damm(code) == 0
}

// dammTable is the totally anti-symmetric quasigroup of order 10 of H. M. Damm (2004).
var dammTable = [10][10]int{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func damm(digits string) int {
	k := 0
	for _, d := range digits {
		k = dammTable[k][d-'0']
	}
	return k
}

// Reporter is what the code of one case makes: the key of the dialogue and the key that
// signs what only the reporter may say (withdrawal, confirmation, rating).
type Reporter struct {
	Known ReporterKeys
	box   Private
	sign  ed25519.PrivateKey
}

// ReporterKeys is what the office keeps of a code. Nothing of it opens or signs.
type ReporterKeys struct {
	Salt     []byte `json:"salt"`     // 16 random bytes a case
	Verifier []byte `json:"verifier"` // SHA-256 of a value derived from the code
	Box      string `json:"box"`      // public key of the dialogue
	Sign     []byte `json:"sign"`     // Ed25519
}

// NewReporter derives the keys of a fresh code. It takes 64 MiB and some 0.2 s: whoever
// lets strangers call it limits how many run at once.
func NewReporter(s Suite, code string) (Reporter, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	return derive(s, code, salt)
}

// Recognise derives the keys again and says whether the code is the right one. Same cost.
func (k ReporterKeys) Recognise(code string) (Reporter, bool) {
	public, err := ParsePublic(k.Box)
	if err != nil {
		return Reporter{}, false
	}
	r, err := derive(public.Suite, code, k.Salt)
	if err != nil || subtle.ConstantTimeCompare(r.Known.Verifier, k.Verifier) != 1 {
		return Reporter{}, false
	}
	return r, true
}

// derive runs Argon2id (RFC 9106) over the code: one pass, 64 MiB, one lane.
func derive(s Suite, code string, salt []byte) (Reporter, error) {
	root := argon2.IDKey([]byte(code), salt, codePasses, codeMemory, codeThreads, 32)
	part := func(label string) []byte {
		b, err := hkdf.Expand(sha256.New, root, "banjie/seal/code/v1/"+label, 32)
		if err != nil {
			panic(err) // 32 bytes are never too many
		}
		return b
	}
	box, err := privateFrom(s, part("box"))
	if err != nil {
		return Reporter{}, err
	}
	sign := ed25519.NewKeyFromSeed(part("sign"))
	verifier := sha256.Sum256(part("verifier"))
	return Reporter{Known: ReporterKeys{Salt: salt, Verifier: verifier[:], Box: box.Public.String(), Sign: sign.Public().(ed25519.PublicKey)}, box: box, sign: sign}, nil
}

// Key opens what was sealed for the reporter.
func (r Reporter) Key() Private { return r.box }

// Statement is what a reporter signs: one sentence about one case, so that no office can
// add a "withdrawn" or a "satisfied" of its own.
type Statement struct {
	Number string // of the case
	Act    string // verb
	Value  string // its content
}

func (s Statement) bytes() []byte {
	return fmt.Appendf(nil, "banjie/seal/statement/v1\n%q\n%q\n%q\n", s.Number, s.Act, s.Value)
}

// Sign signs a statement with the key of the code; the result is base64url.
func (r Reporter) Sign(s Statement) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(r.sign, s.bytes()))
}

// Signed says whether the statement was signed by the case's code.
func (k ReporterKeys) Signed(s Statement, signature string) bool {
	sig, err := base64.RawURLEncoding.DecodeString(signature)
	return err == nil && len(k.Sign) == ed25519.PublicKeySize && ed25519.Verify(k.Sign, s.bytes(), sig)
}
