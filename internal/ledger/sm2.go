package ledger

import (
	"crypto/ecdsa"
	"crypto/rand"
	"fmt"
	"math/big"

	sm2ecdh "github.com/emmansun/gmsm/ecdh"
	"github.com/emmansun/gmsm/sm2"
)

// sm2User is the user id that GM/T 0009 sets where the parties agreed on none.
var sm2User = []byte("1234567812345678")

// sm2Public gives the uncompressed point that belongs to a 32-byte secret.
func sm2Public(secret []byte) ([]byte, error) {
	k, err := sm2ecdh.P256().NewPrivateKey(secret)
	if err != nil {
		return nil, err
	}
	return k.PublicKey().Bytes(), nil
}

// sm2Check refuses anything but an uncompressed point on the curve.
func sm2Check(public []byte) error {
	_, err := sm2ecdh.P256().NewPublicKey(public)
	return err
}

func sm2Key(public []byte) ecdsa.PublicKey {
	return ecdsa.PublicKey{
		Curve: sm2.P256(),
		X:     new(big.Int).SetBytes(public[1:33]),
		Y:     new(big.Int).SetBytes(public[33:]),
	}
}

func sm2Sign(secret, public, text []byte) ([]byte, error) {
	k := &sm2.PrivateKey{PrivateKey: ecdsa.PrivateKey{PublicKey: sm2Key(public), D: new(big.Int).SetBytes(secret)}}
	sig, err := k.Sign(rand.Reader, text, sm2.NewSM2SignerOption(true, sm2User))
	if err != nil {
		return nil, fmt.Errorf("ledger: SM2 signature: %w", err)
	}
	return sig, nil
}

func sm2Verify(public, text, sig []byte) bool {
	k := sm2Key(public)
	return sm2.VerifyASN1WithSM2(&k, sm2User, text, sig)
}
