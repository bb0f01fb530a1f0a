package ecert

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/emmansun/gmsm/sm2"

	"banjie/internal/lang"
)

// Profile names the signature scheme. Both give 64 bytes.
type Profile byte

const (
	Ed25519 Profile = 1 // RFC 8032; verifies in the browser
	SM2     Profile = 2 // GM/T 0003 with SM3 and the default user id; chosen by configuration, verified by server and CLI
)

const signatureSize = 64

func (p Profile) String() string {
	switch p {
	case Ed25519:
		return "ed25519"
	case SM2:
		return "sm2"
	}
	return fmt.Sprintf("profile(%d)", byte(p))
}

// KeyID is the first 8 bytes of the SHA-256 of profile and public key.
type KeyID [8]byte

func (k KeyID) String() string { return fmt.Sprintf("%x", k[:]) }

// PublicKey is a key a verifier trusts, with who holds it.
type PublicKey struct {
	Profile   Profile
	Bytes     []byte    // 32 for Ed25519; 65, an uncompressed point, for SM2
	Name      lang.Text // who signs with it
	Demo      bool      // signs demonstrations and nothing else
	Withdrawn bool      // no longer to be trusted, e.g. it leaked: everything it signed is doubted
}

// ID names the key.
func (k PublicKey) ID() KeyID {
	h := sha256.New()
	h.Write([]byte{byte(k.Profile)})
	h.Write(k.Bytes)
	return KeyID(h.Sum(nil)[:8])
}

func (k PublicKey) check() error {
	switch {
	case k.Profile == Ed25519 && len(k.Bytes) == ed25519.PublicKeySize:
		return nil
	case k.Profile == SM2:
		_, err := k.point()
		return err
	}
	return fmt.Errorf("public key of profile %v with %d bytes", k.Profile, len(k.Bytes))
}

func (k PublicKey) point() (*ecdsa.PublicKey, error) {
	curve := sm2.P256()
	if len(k.Bytes) != 65 || k.Bytes[0] != 4 {
		return nil, errors.New("an SM2 key is an uncompressed point of 65 bytes")
	}
	p := &ecdsa.PublicKey{Curve: curve, X: new(big.Int).SetBytes(k.Bytes[1:33]), Y: new(big.Int).SetBytes(k.Bytes[33:])}
	if !curve.IsOnCurve(p.X, p.Y) {
		return nil, errors.New("the SM2 key is not a point of the curve")
	}
	return p, nil
}

// Verify says whether the key signed a message: for signed things of others, which put a context
// of their own before it.
func (k PublicKey) Verify(message, signature []byte) bool { return k.verify(message, signature) }

func (k PublicKey) verify(message, signature []byte) bool {
	if len(signature) != signatureSize || k.check() != nil {
		return false
	}
	if k.Profile == Ed25519 {
		return ed25519.Verify(k.Bytes, message, signature)
	}
	point, err := k.point()
	if err != nil {
		return false
	}
	der, err := asn1.Marshal(sm2Signature{new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])})
	return err == nil && sm2.VerifyASN1WithSM2(point, nil, message, der)
}

// publicKeyJSON is the form of a key in files: kit/certificates and the verify page.
type publicKeyJSON struct {
	ID        string    `json:"id"`
	Profile   string    `json:"profile"`
	Key       string    `json:"key"` // base64url without padding
	Name      lang.Text `json:"name"`
	Demo      bool      `json:"demo,omitempty"`
	Withdrawn bool      `json:"withdrawn,omitempty"`
}

func (k PublicKey) MarshalJSON() ([]byte, error) {
	return json.Marshal(publicKeyJSON{k.ID().String(), k.Profile.String(), encode64(k.Bytes), k.Name, k.Demo, k.Withdrawn})
}

// UnmarshalJSON reads a key and refuses one whose id is not its own.
func (k *PublicKey) UnmarshalJSON(b []byte) error {
	var j publicKeyJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	raw, err := decode64(j.Key)
	if err != nil {
		return err
	}
	key := PublicKey{Bytes: raw, Name: j.Name, Demo: j.Demo, Withdrawn: j.Withdrawn}
	switch j.Profile {
	case Ed25519.String():
		key.Profile = Ed25519
	case SM2.String():
		key.Profile = SM2
	default:
		return fmt.Errorf("unknown signature profile %q", j.Profile)
	}
	if err := key.check(); err != nil {
		return err
	}
	if key.ID().String() != j.ID {
		return fmt.Errorf("the key's id is %v, the file says %q", key.ID(), j.ID)
	}
	*k = key
	return nil
}

// Keys is what a verifier trusts.
type Keys []PublicKey

// Find gives a key by its id.
func (ks Keys) Find(id KeyID) (PublicKey, bool) {
	for _, k := range ks {
		if k.ID() == id {
			return k, true
		}
	}
	return PublicKey{}, false
}

// Signer holds a private key.
type Signer interface {
	Public() PublicKey
	// Sign gives 64 bytes over the message.
	Sign(message []byte) ([]byte, error)
}

type ed25519Signer struct {
	private ed25519.PrivateKey
	public  PublicKey
}

// NewEd25519Signer makes the signer of a 32-byte seed.
func NewEd25519Signer(seed []byte, name lang.Text, demo bool) (Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("an Ed25519 seed has %d bytes, not %d", ed25519.SeedSize, len(seed))
	}
	private := ed25519.NewKeyFromSeed(seed)
	return ed25519Signer{private, PublicKey{Profile: Ed25519, Bytes: private.Public().(ed25519.PublicKey), Name: name, Demo: demo}}, nil
}

func (s ed25519Signer) Public() PublicKey { return s.public }

func (s ed25519Signer) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(s.private, message), nil
}

type sm2Signer struct {
	private *sm2.PrivateKey
	public  PublicKey
}

// NewSM2Signer makes the signer of a 32-byte private number.
func NewSM2Signer(secret []byte, name lang.Text, demo bool) (Signer, error) {
	curve := sm2.P256()
	number := new(big.Int).SetBytes(secret)
	if len(secret) != 32 || number.Sign() == 0 || number.Cmp(new(big.Int).Sub(curve.Params().N, big.NewInt(1))) >= 0 {
		return nil, errors.New("an SM2 private key is 32 bytes, a number from 1 to n−2")
	}
	private := new(sm2.PrivateKey)
	private.Curve, private.D = curve, number
	private.X, private.Y = curve.ScalarBaseMult(secret)
	point := make([]byte, 65)
	point[0] = 4
	private.X.FillBytes(point[1:33])
	private.Y.FillBytes(point[33:])
	return sm2Signer{private, PublicKey{Profile: SM2, Bytes: point, Name: name, Demo: demo}}, nil
}

func (s sm2Signer) Public() PublicKey { return s.public }

func (s sm2Signer) Sign(message []byte) ([]byte, error) {
	der, err := s.private.SignWithSM2(rand.Reader, nil, message)
	if err != nil {
		return nil, err
	}
	var pair sm2Signature
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return nil, err
	}
	signature := make([]byte, signatureSize)
	pair.R.FillBytes(signature[:32])
	pair.S.FillBytes(signature[32:])
	return signature, nil
}

// sm2Signature is the ASN.1 writing the library speaks; ours is the two numbers side by side.
type sm2Signature struct{ R, S *big.Int }

// strict64 refuses padding, line breaks and stray bits, so that one content has one writing.
var strict64 = base64.RawURLEncoding.Strict()

func encode64(b []byte) string { return strict64.EncodeToString(b) }

func decode64(s string) ([]byte, error) {
	for _, c := range s {
		if c == '\n' || c == '\r' {
			return nil, errors.New("line break in base64url")
		}
	}
	return strict64.DecodeString(s)
}
