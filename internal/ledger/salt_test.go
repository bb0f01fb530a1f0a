package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"
)

// Salts are HMAC-SHA256 as the standard library computes it, whatever the compartment.
func TestSaltIsHMAC(t *testing.T) {
	for _, compartment := range []string{"", "case", "facts", "private", strings.Repeat("x", 200)} {
		for _, seq := range []int64{0, 1, 1 << 40} {
			key := sha256.Sum256([]byte(compartment))
			m := hmac.New(sha256.New, key[:])
			m.Write([]byte(labelSalt))
			m.Write(binary.BigEndian.AppendUint64(nil, uint64(seq)))
			m.Write([]byte(compartment))
			if got := Salt(key, compartment, seq); string(got[:]) != string(m.Sum(nil)) {
				t.Errorf("salt of %q, %d: %x", compartment, seq, got)
			}
		}
	}
}
