package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// Cost of a key file's passphrase: Argon2id, three passes over 64 MiB.
const (
	filePasses = 3
	fileMemory = 64 << 10
)

// KeyFile is a private key on a memory stick, sealed with a passphrase.
type KeyFile struct {
	Format string `json:"format"` // always keyFormat
	Holder string `json:"holder"` // office, not a person's name
	Public string `json:"public"`
	Salt   []byte `json:"salt"`
	Sealed []byte `json:"sealed"`
	// Older are the keys that this one took the place of, behind the same passphrase.
	Older []KeyFile `json:"older,omitempty"`
}

const keyFormat = "banjie key v1"

// ErrPassphrase says that the passphrase is wrong or the file was altered.
var ErrPassphrase = errors.New("seal: the passphrase is wrong, or the key file was altered")

// Write seals the key, and those it took the place of, with a passphrase.
func (k Private) Write(holder, passphrase string) ([]byte, error) {
	f, err := k.file(holder, passphrase)
	for _, o := range k.older {
		older, oerr := o.file(holder, passphrase)
		f.Older, err = append(f.Older, older), errors.Join(err, oerr)
	}
	if err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

func (k Private) file(holder, passphrase string) (KeyFile, error) {
	f := KeyFile{Format: keyFormat, Holder: holder, Public: k.Public.String(), Salt: make([]byte, 16)}
	rand.Read(f.Salt)
	aead, err := f.aead(passphrase)
	if err != nil {
		return f, err
	}
	f.Sealed = aead.Seal(nil, make([]byte, aead.NonceSize()), k.secret, f.bound())
	return f, nil
}

// ReadKeyFile reads the outside of a key file; it opens nothing.
func ReadKeyFile(b []byte) (KeyFile, error) {
	var f KeyFile
	if err := json.Unmarshal(b, &f); err != nil || f.Format != keyFormat {
		return f, fmt.Errorf("seal: this is no key file (%q)", keyFormat)
	}
	_, err := ParsePublic(f.Public)
	return f, err
}

// Unlock opens the key with its passphrase: some 0.6 s. Errors: [ErrPassphrase].
func (f KeyFile) Unlock(passphrase string) (Private, error) {
	public, err := ParsePublic(f.Public)
	if err != nil {
		return Private{}, err
	}
	aead, err := f.aead(passphrase)
	if err != nil {
		return Private{}, err
	}
	secret, err := aead.Open(nil, make([]byte, aead.NonceSize()), f.Sealed, f.bound())
	if err != nil {
		return Private{}, ErrPassphrase
	}
	k := Private{Public: public, secret: secret}
	for _, o := range f.Older {
		older, err := o.Unlock(passphrase)
		if err != nil {
			return Private{}, err
		}
		k.older = append(k.older, older)
	}
	return k, nil
}

func (f KeyFile) bound() []byte { return []byte(f.Format + "\n" + f.Holder + "\n" + f.Public) }

func (f KeyFile) aead(passphrase string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(argon2.IDKey([]byte(passphrase), f.Salt, filePasses, fileMemory, 1, 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
