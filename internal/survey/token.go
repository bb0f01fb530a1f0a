package survey

import (
	"encoding/base32"
	"io"
)

// token is 120 random bits as 24 letters and digits.
func token(random io.Reader) string {
	b := make([]byte, 15)
	if _, err := io.ReadFull(random, b); err != nil {
		panic("no randomness: " + err.Error()) // crypto/rand never fails on a working system
	}
	return base32.StdEncoding.EncodeToString(b)
}
