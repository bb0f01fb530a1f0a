// Package draw is the verifiable random draw 随机抽取: which firms are inspected and by which
// inspectors (双随机), which closed cases are called back, which households are asked. Nobody,
// the office included, can choose the outcome, and anybody can compute it again.
//
//	plan ─ New ─► announced ─ Reveal (each party) ─► Run ─► drawn ─ Replace ─► drawn
//
// Everything that decides is published before it can be known what it leads to: the list of
// candidates, their weights, how many are taken, which future public numbers are the source,
// and the commitments of the parties. The hash of that [Announcement] goes on the ledger. The
// seed comes from the public numbers and from what the parties reveal within [RevealWithin]; who
// does not is replaced by the rule of [Missed]. There is never a second draw: who cannot be
// taken is replaced by the next in order, with a published reason.
//
// Candidates are opaque: each id is a salted hash of a name ([Candidate]), so that the
// published list names nobody. Names are opened one by one, after the draw.
//
// kit/draw/README.md states the forms and the computation for other implementations. The
// method follows RFC 3797 (fix list and sources before, never draw again) and the weighted
// sampling of Efraimidis and Spirakis (2006). It rests on no article that this repository has
// read; the law that demands a draw is named by whoever draws, in the purpose.
//
// It does not fetch the public numbers, does not say who belongs on the list or in which
// class, and cannot see that one name stands in the list twice until names are opened
// ([CheckNames]).
package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Hash is a SHA-256. In every text and file it is written as 64 small hexadecimal digits.
type Hash [sha256.Size]byte

func (h Hash) String() string               { return hex.EncodeToString(h[:]) }
func (h Hash) IsZero() bool                 { return h == Hash{} }
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

func (h *Hash) UnmarshalText(text []byte) error {
	got, ok := parseHash(string(text))
	if !ok {
		return fmt.Errorf("draw: %q is not 64 small hexadecimal digits", text)
	}
	*h = got
	return nil
}

func parseHash(s string) (h Hash, ok bool) {
	if len(s) != 2*len(h) || s != strings.ToLower(s) {
		return h, false
	}
	_, err := hex.Decode(h[:], []byte(s))
	return h, err == nil
}

// hashLines is the hash of a text: each line with a newline behind it.
func hashLines(lines []string) Hash {
	h := sha256.New()
	for _, l := range lines {
		h.Write([]byte(l))
		h.Write([]byte{'\n'})
	}
	return Hash(h.Sum(nil))
}

// Commitment is what a party publishes of its value beforehand. The name is in it, so that
// nobody can pass another's commitment off as an own one.
func Commitment(party string, value Hash) Hash {
	return hashLines([]string{"banjie draw commitment v1", "party: " + party, "value: " + value.String()})
}

// Candidate is the id under which a name stands in a list. The salt is 32 random bytes, made
// anew for each name and each draw, and kept by the office until the name is opened.
func Candidate(salt Hash, name string) Hash {
	return hashLines([]string{"banjie draw candidate v1", "salt: " + salt.String(), "name: " + name})
}

// maxWords is how long purpose, names and reasons may be, in characters.
const maxWords = 200

// plainWords says that a text stands on one line and holds nothing that cannot be seen: no
// control, direction or separating marks, no blank at either end.
func plainWords(s string) bool {
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxWords || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for _, r := range s {
		switch {
		case r < 0x20, r >= 0x7f && r <= 0x9f, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff, r == 0xfffd:
			return false
		}
	}
	return true
}
