package seal

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
)

// Public is a key to seal for.
type Public struct {
	Suite Suite
	point []byte
}

// Private is a key to open with. It is never stored by the server.
type Private struct {
	Public
	secret []byte
	older  []Private // keys that this one took the place of
}

// NewPrivate makes a key pair from the system's randomness.
func NewPrivate(s Suite) (Private, error) { return privateFrom(s, nil) }

func privateFrom(s Suite, seed []byte) (Private, error) {
	secret, public, err := s.fromSeed(seed)
	return Private{Public: Public{s, public}, secret: secret}, err
}

// With gives the key together with keys it took the place of: what was sealed for those is
// opened too.
func (k Private) With(older ...Private) Private {
	k.older = older
	return k
}

// all is the key and those it took the place of.
func (k Private) all() []Private { return append([]Private{k}, k.older...) }

// String is the written form: suite, colon, base64url.
func (p Public) String() string {
	return p.Suite.String() + ":" + base64.RawURLEncoding.EncodeToString(p.point)
}

// ParsePublic reads what [Public.String] writes.
func ParsePublic(text string) (Public, error) {
	name, key, ok := strings.Cut(strings.TrimSpace(text), ":")
	if !ok {
		return Public{}, fmt.Errorf("seal: a public key reads suite:key")
	}
	s, err := ParseSuite(name)
	if err != nil {
		return Public{}, err
	}
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return Public{}, fmt.Errorf("seal: public key: %w", err)
	}
	if err := s.check(point); err != nil {
		return Public{}, fmt.Errorf("seal: public key: %w", err)
	}
	return Public{s, point}, nil
}

// IsZero says that there is no key.
func (p Public) IsZero() bool { return p.Suite == 0 }

// Equal compares two public keys.
func (p Public) Equal(q Public) bool {
	return p.Suite == q.Suite && subtle.ConstantTimeCompare(p.point, q.point) == 1
}

// tag is how an envelope names the key it is for: eight bytes of a hash.
func (p Public) tag() [8]byte {
	h := sha256.Sum256(append([]byte("banjie/seal/key/v1\x00"+p.Suite.String()+"\x00"), p.point...))
	return [8]byte(h[:8])
}

// Generations gives the key and those it took the place of, the newest first, each alone.
func (k Private) Generations() []Private {
	all := k.all()
	for i := range all {
		all[i].older = nil
	}
	return all
}
