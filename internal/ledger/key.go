package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Signer makes one signature line of a checkpoint; Verifier checks one.
type (
	Signer   = note.Signer
	Verifier = note.Verifier
)

// Algorithm of a key: the signature type of c2sp.org/signed-note.
type Algorithm string

const (
	Ed25519     Algorithm = "\x01"               // a ledger's own signature
	Cosignature Algorithm = "\x04"               // a witness: Ed25519 with time, c2sp.org/tlog-cosignature
	SM2         Algorithm = "\xffbanjie/sm2-sm3" // profile gm: SM2 with SM3, GB/T 32918.2, DER signature, default user id
)

var algorithms = []Algorithm{Ed25519, Cosignature, SM2}

// Key is a new key pair in the text forms of c2sp.org/signed-note.
type Key struct {
	Secret string // PRIVATE+KEY+name+id+base64, for a file only its owner reads
	Public string // name+id+base64, to be published
}

// GenerateKey makes a key pair. The name of a ledger's key is its [Origin]; a witness
// chooses the name of a place of its own, such as witness.example/county-congress.
func GenerateKey(alg Algorithm, name string, random io.Reader) (Key, error) {
	if !validName(name) {
		return Key{}, badKey(fmt.Errorf("ledger: %q cannot be the name of a key", name))
	}
	secret := make([]byte, 32)
	for range 8 { // a random number is no SM2 scalar in one of 2^32 cases
		if _, err := io.ReadFull(random, secret); err != nil {
			return Key{}, fmt.Errorf("ledger: random bytes for a key: %w", err)
		}
		public, err := publicOf(alg, secret)
		if err != nil {
			continue
		}
		id := keyID(name, alg, public)
		return Key{
			Secret: "PRIVATE+KEY+" + encodeKey(name, id, alg, secret),
			Public: encodeKey(name, id, alg, public),
		}, nil
	}
	return Key{}, badKey(fmt.Errorf("ledger: no key of algorithm %x from this random source", string(alg)))
}

func publicOf(alg Algorithm, secret []byte) ([]byte, error) {
	switch alg {
	case Ed25519, Cosignature:
		return ed25519.NewKeyFromSeed(secret)[32:], nil
	case SM2:
		return sm2Public(secret)
	}
	return nil, errors.New("ledger: unknown algorithm")
}

func keyID(name string, alg Algorithm, public []byte) uint32 {
	h := sha256.New()
	io.WriteString(h, name+"\n"+string(alg))
	h.Write(public)
	return binary.BigEndian.Uint32(h.Sum(nil))
}

func encodeKey(name string, id uint32, alg Algorithm, key []byte) string {
	return fmt.Sprintf("%s+%08x+%s", name, id, base64.StdEncoding.EncodeToString(append([]byte(alg), key...)))
}

// key is a parsed key, public or secret.
type key struct {
	name   string
	id     uint32
	alg    Algorithm
	public []byte
	secret []byte
}

func (k *key) Name() string    { return k.name }
func (k *key) KeyHash() uint32 { return k.id }

func badKey(cause error) error {
	return fault.New(fault.Invalid, "bad_key",
		lang.T("这不是可用的密钥。", "This is not a usable key."),
		lang.T("请使用完整的一行密钥，不要增减字符。", "Please use the whole line of the key, without adding or leaving out characters.")).With(cause)
}

// parseKey reads name+id+base64. What the id is taken over differs, so that it is left to the callers.
func parseKey(text string) (*key, []byte, error) {
	name, more, _ := strings.Cut(text, "+")
	idText, body, _ := strings.Cut(more, "+")
	var id uint32
	if _, err := fmt.Sscanf(idText, "%08x", &id); err != nil || fmt.Sprintf("%08x", id) != idText || !validName(name) {
		return nil, nil, badKey(errors.New("ledger: key is not name+id+base64"))
	}
	raw, err := decode64(body)
	if err != nil {
		return nil, nil, badKey(err)
	}
	for _, alg := range algorithms {
		if material, ok := strings.CutPrefix(string(raw), string(alg)); ok {
			return &key{name: name, id: id, alg: alg}, []byte(material), nil
		}
	}
	return nil, nil, badKey(errors.New("ledger: key of an unknown algorithm"))
}

func (k *key) take(public []byte) error {
	switch k.alg {
	case SM2:
		if err := sm2Check(public); err != nil {
			return badKey(err)
		}
	default:
		if len(public) != ed25519.PublicKeySize {
			return badKey(fmt.Errorf("ledger: public key of %d bytes", len(public)))
		}
	}
	if keyID(k.name, k.alg, public) != k.id {
		return badKey(errors.New("ledger: key does not match its id"))
	}
	k.public = public
	return nil
}

// NewVerifier reads a public key. Errors are fault.Invalid.
func NewVerifier(public string) (Verifier, error) { return newVerifier(public) }

func newVerifier(public string) (*key, error) {
	k, material, err := parseKey(public)
	if err != nil {
		return nil, err
	}
	return k, k.take(material)
}

func newSecret(secret string) (*key, error) {
	text, ok := strings.CutPrefix(secret, "PRIVATE+KEY+")
	if !ok {
		return nil, badKey(errors.New("ledger: not a secret key"))
	}
	k, material, err := parseKey(text)
	if err != nil {
		return nil, err
	}
	if len(material) != 32 {
		return nil, badKey(fmt.Errorf("ledger: secret key of %d bytes", len(material)))
	}
	public, err := publicOf(k.alg, material)
	if err != nil {
		return nil, badKey(err)
	}
	k.secret = material
	return k, k.take(public)
}

// NewSigner reads the secret key of a ledger, Ed25519 or SM2.
func NewSigner(secret string) (Signer, error) {
	k, err := newSecret(secret)
	if err != nil {
		return nil, err
	}
	if k.alg == Cosignature {
		return nil, badKey(errors.New("ledger: a witness key cannot sign for a ledger"))
	}
	return k, nil
}

// PublicKey gives the published form that belongs to a secret key.
func PublicKey(secret string) (string, error) {
	k, err := newSecret(secret)
	if err != nil {
		return "", err
	}
	return encodeKey(k.name, k.id, k.alg, k.public), nil
}

// Sign signs the text of a checkpoint. Ed25519 gives the same bytes each time, SM2 does not.
func (k *key) Sign(text []byte) ([]byte, error) {
	if k.alg == Ed25519 {
		return ed25519.Sign(ed25519.NewKeyFromSeed(k.secret), text), nil
	}
	return sm2Sign(k.secret, k.public, text)
}

// Verify says whether sig is this key's signature of the text of a checkpoint.
func (k *key) Verify(text, sig []byte) bool {
	switch k.alg {
	case Ed25519:
		return ed25519.Verify(k.public, text, sig)
	case Cosignature:
		if len(sig) != 8+ed25519.SignatureSize || sig[0]&0x80 != 0 {
			return false
		}
		at := int64(binary.BigEndian.Uint64(sig))
		return ed25519.Verify(k.public, cosigned(text, at), sig[8:])
	}
	return sm2Verify(k.public, text, sig)
}

// cosigned is the message of a witness: what it saw and when, in seconds since 1970 UTC.
func cosigned(text []byte, at int64) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", at), text...)
}

// Cosigner is a witness's key. It signs with the instant at which it signs.
type Cosigner struct{ key *key }

// NewCosigner reads the secret key of a witness.
func NewCosigner(secret string) (Cosigner, error) {
	k, err := newSecret(secret)
	if err != nil {
		return Cosigner{}, err
	}
	if k.alg != Cosignature {
		return Cosigner{}, badKey(errors.New("ledger: not a witness key"))
	}
	return Cosigner{k}, nil
}

// At gives the signer for the instant t, cut to the second.
func (c Cosigner) At(t time.Time) Signer { return cosignerAt{c.key, t.Unix()} }

type cosignerAt struct {
	*key
	at int64
}

func (c cosignerAt) Sign(text []byte) ([]byte, error) {
	if c.at < 0 {
		return nil, errors.New("ledger: no cosignature before 1970")
	}
	sig := ed25519.Sign(ed25519.NewKeyFromSeed(c.secret), cosigned(text, c.at))
	return append(binary.BigEndian.AppendUint64(nil, uint64(c.at)), sig...), nil
}

// decode64 reads standard base64 in its one canonical form.
func decode64(s string) ([]byte, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("ledger: base64: %w", err)
	}
	if base64.StdEncoding.EncodeToString(b) != s {
		return nil, errors.New("ledger: base64 is not in canonical form")
	}
	return b, nil
}
