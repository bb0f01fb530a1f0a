package chain

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// NewEntry is the number of an entry, made when its page is drawn (a UUID of version 4, RFC 9562).
func NewEntry() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return uuid(b, '4')
}

// EntryOf is the number of an entry that follows from what it is of, so that however often it is sent it counts
// once (a UUID of version 8). Whoever knows the parts can reckon it.
func EntryOf(parts ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, parts...))
	return uuid([16]byte(sum[:16]), '8')
}

// EntryOf is [EntryOf] under the secret of the house: nobody else can reckon it and take its name before.
func (d *Desk) EntryOf(parts ...any) (string, error) {
	if d.Office == nil || d.Office.Secret == nil {
		return EntryOf(parts...), nil
	}
	secret, err := d.Office.Secret()
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, secret)
	fmt.Fprint(m, append([]any{"entry "}, parts...)...)
	return uuid([16]byte(m.Sum(nil)[:16]), '8'), nil
}

func uuid(b [16]byte, version byte) string {
	b[8] = b[8]&0x3f | 0x80
	s := []byte(hex.EncodeToString(b[:]))
	s[12] = version
	return string(s[:8]) + "-" + string(s[8:12]) + "-" + string(s[12:16]) + "-" + string(s[16:20]) + "-" + string(s[20:])
}
