package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"math/big"

	sm2ecdh "github.com/emmansun/gmsm/ecdh"
	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite is a set of algorithms. Its number is the first byte of whatever it made.
type Suite byte

const (
	Standard Suite = 1 // X25519, HKDF-SHA256, AES-256-GCM
	Hybrid   Suite = 2 // ML-KEM-768 with X25519, HKDF-SHA256, AES-256-GCM
	National Suite = 3 // SM2, SM3, SM4-GCM (GM/T 0003, 0004, 0002)
)

var suiteNames = map[Suite]string{Standard: "x25519", Hybrid: "mlkem768-x25519", National: "sm2"}

// String is the name used in configuration and in written keys.
func (s Suite) String() string {
	if n, ok := suiteNames[s]; ok {
		return n
	}
	return fmt.Sprintf("suite-%d", byte(s))
}

// ParseSuite reads what [Suite.String] writes.
func ParseSuite(name string) (Suite, error) {
	for s, n := range suiteNames {
		if n == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("seal: unknown suite %q", name)
}

func (s Suite) kem() hpke.KEM {
	if s == Hybrid {
		return hpke.MLKEM768X25519()
	}
	return hpke.DHKEM(ecdh.X25519())
}

// fromSeed makes a key pair from at least 32 secret bytes; nil: from fresh ones.
func (s Suite) fromSeed(seed []byte) (secret, public []byte, err error) {
	if seed == nil {
		seed = make([]byte, 32)
		rand.Read(seed)
	}
	switch s {
	case Standard, Hybrid:
		k, err := s.kem().DeriveKeyPair(seed)
		if err != nil {
			return nil, nil, fmt.Errorf("seal: key pair: %w", err)
		}
		secret, err = k.Bytes()
		return secret, k.PublicKey().Bytes(), err
	case National:
		return sm2FromSeed(seed)
	}
	return nil, nil, fmt.Errorf("seal: unknown %s", s)
}

// sm2FromSeed takes the first expansion of the seed that is a number of the curve's field.
func sm2FromSeed(seed []byte) (secret, public []byte, err error) {
	for i := range 16 {
		if secret, err = hkdf.Key(sm3.New, seed, nil, fmt.Sprintf("banjie/seal/sm2/v1/%d", i), 32); err != nil {
			return nil, nil, err
		}
		if k, err := sm2ecdh.P256().NewPrivateKey(secret); err == nil {
			return secret, k.PublicKey().Bytes(), nil
		}
	}
	return nil, nil, fmt.Errorf("seal: no SM2 key in this seed")
}

// check refuses what is no public key of the suite.
func (s Suite) check(public []byte) error {
	var err error
	switch s {
	case Standard, Hybrid:
		_, err = s.kem().NewPublicKey(public)
	case National:
		_, err = sm2ecdh.P256().NewPublicKey(public)
	default:
		err = fmt.Errorf("unknown %s", s)
	}
	return err
}

// wrap seals a short secret to a public key; info binds it to its place.
func (s Suite) wrap(public, info, secret []byte) ([]byte, error) {
	if s != National {
		pk, err := s.kem().NewPublicKey(public)
		if err != nil {
			return nil, err
		}
		return hpke.Seal(pk, hpke.HKDFSHA256(), hpke.AES256GCM(), info, secret)
	}
	pk, err := sm2ecdh.P256().NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	point := pk.Bytes()
	key := make([]byte, 16)
	rand.Read(key)
	sealed, err := sm2.Encrypt(rand.Reader, &ecdsa.PublicKey{Curve: sm2.P256(), X: new(big.Int).SetBytes(point[1:33]), Y: new(big.Int).SetBytes(point[33:])}, key, nil)
	if err != nil {
		return nil, err
	}
	aead, err := s.aead(key)
	if err != nil {
		return nil, err
	}
	out := append([]byte{byte(len(sealed))}, sealed...)
	return aead.Seal(out, make([]byte, aead.NonceSize()), secret, info), nil // the key is used once
}

// unwrap opens what wrap sealed.
func (s Suite) unwrap(secret, info, sealed []byte) ([]byte, error) {
	if s != National {
		k, err := s.kem().NewPrivateKey(secret)
		if err != nil {
			return nil, err
		}
		return hpke.Open(k, hpke.HKDFSHA256(), hpke.AES256GCM(), info, sealed)
	}
	if len(sealed) == 0 || len(sealed) < 1+int(sealed[0]) {
		return nil, errShort
	}
	point, err := sm2ecdh.P256().NewPrivateKey(secret)
	if err != nil {
		return nil, err
	}
	b := point.PublicKey().Bytes()
	k := &sm2.PrivateKey{PrivateKey: ecdsa.PrivateKey{D: new(big.Int).SetBytes(secret),
		PublicKey: ecdsa.PublicKey{Curve: sm2.P256(), X: new(big.Int).SetBytes(b[1:33]), Y: new(big.Int).SetBytes(b[33:])}}}
	n := 1 + int(sealed[0])
	key, err := sm2.Decrypt(k, sealed[1:n])
	if err != nil {
		return nil, err
	}
	aead, err := s.aead(key)
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, make([]byte, aead.NonceSize()), sealed[n:], info)
}

// derive makes the key of the words from the data key and the case's ingredient.
func (s Suite) derive(data, ingredient []byte, info string) ([]byte, error) {
	if s == National {
		return hkdf.Key(sm3.New, data, ingredient, info, 16)
	}
	return hkdf.Key(sha256.New, data, ingredient, info, 32)
}

func (s Suite) aead(key []byte) (cipher.AEAD, error) {
	var block cipher.Block
	var err error
	if s == National {
		block, err = sm4.NewCipher(key)
	} else {
		block, err = aes.NewCipher(key)
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
