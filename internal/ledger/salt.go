package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
)

// Each hash of this file starts with a label of its own, so that a value of one kind can
// never be passed off as another.
const (
	labelSalt    = "banjie/ledger/salt/v1\x00"
	labelCase    = "banjie/ledger/case/v1\x00"
	labelFirst   = "banjie/ledger/first/v1\x00"
	labelRest    = "banjie/ledger/rest/v1\x00"
	labelInner   = "banjie/ledger/inner/v1\x00"
	labelPayload = "banjie/ledger/payload/v1\x00"
	labelNothing = "banjie/ledger/nothing/v1\x00"
)

// Nothing is the inner hash of a part that an event does not have, and the hash of the
// rest of a body that has only one line.
var Nothing = sha256.Sum256([]byte(labelNothing))

// Salt derives the salt of one event from the 32-byte key of its case and compartment
// ("facts", "private", "case"), by HMAC-SHA256. Deleting the key erases every salt of
// that compartment; the hashes in the tree stay and say nothing any more.
func Salt(key [32]byte, compartment string, seq int64) [32]byte {
	// HMAC (RFC 2104) over a short message, without the allocations of crypto/hmac: a check
	// of the ledger makes two salts for every leaf.
	var room [sha256.BlockSize + 96]byte
	in := room[:sha256.BlockSize]
	for i := range in {
		in[i] = 0x36
	}
	for i, k := range key {
		in[i] ^= k
	}
	in = append(in, labelSalt...)
	in = binary.BigEndian.AppendUint64(in, uint64(seq))
	inner := sha256.Sum256(append(in, compartment...))
	var out [sha256.BlockSize + sha256.Size]byte
	for i := range out[:sha256.BlockSize] {
		out[i] = 0x5c
	}
	for i, k := range key {
		out[i] ^= k
	}
	copy(out[sha256.BlockSize:], inner[:])
	return sha256.Sum256(out[:])
}

// CaseTag stands for a case in its leaves. With a salt of the event itself
// (Salt(key, "case", seq)) nobody can tell from two receipts that they belong to one case;
// with one salt for the whole case the holder of the key can list its leaves.
func CaseTag(salt [32]byte, division string, caseID int64) [32]byte {
	return hashOf(labelCase, salt[:], binary.BigEndian.AppendUint64(nil, uint64(caseID)), []byte(division))
}

// Inner is the salted hash of one part (facts or private) of an event's body. The bytes of
// an empty body are a body; a part that is not there is [Nothing].
//
// The first line and the rest are hashed under salts of their own, both made from salt, so
// that a receipt can show the first line (see [Body]) and keep the rest to itself.
func Inner(salt [32]byte, body []byte) [32]byte {
	first, rest := split(salt, body)
	return inner(firstSalt(salt), first, rest)
}

// Payload binds the two inner hashes of an event to its leaf. Either part can be shown, or
// erased, without the other.
func Payload(facts, private [32]byte) [32]byte {
	return hashOf(labelPayload, facts[:], private[:])
}

// split gives the first line without its end and the hash of what follows.
func split(salt [32]byte, body []byte) (first []byte, rest [32]byte) {
	first, after, more := bytes.Cut(body, []byte{'\n'})
	if !more {
		return first, Nothing
	}
	s := hashOf(labelRest, salt[:])
	return first, hashOf(labelRest, s[:], after)
}

// firstSalt opens the first line only: the salt of the event cannot be computed from it.
func firstSalt(salt [32]byte) [16]byte {
	s := hashOf(labelFirst, salt[:])
	return [16]byte(s[:16])
}

func inner(salt [16]byte, first []byte, rest [32]byte) [32]byte {
	h := hashOf(labelFirst, salt[:], first)
	return hashOf(labelInner, h[:], rest[:])
}

func hashOf(label string, parts ...[]byte) [32]byte {
	h := sha256.New()
	h.Write([]byte(label))
	for _, p := range parts {
		h.Write(p)
	}
	var s [32]byte
	h.Sum(s[:0])
	return s
}
