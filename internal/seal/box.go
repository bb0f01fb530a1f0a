package seal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
)

// Compartment is a kind of what is sealed.
type Compartment string

const (
	Identity Compartment = "identity" // name, telephone, document number
	Story    Compartment = "story"    // the words as sent
	File     Compartment = "file"     // an attachment as sent
	Message  Compartment = "message"  // one message of the dialogue
	Watch    Compartment = "watch"    // a firm's tag for the retaliation watch, or nothing: the same size
)

// Place binds a box: the same bytes elsewhere do not open.
type Place struct {
	Division    string
	Case        int64
	Compartment Compartment
	Number      int // of the file or message, from 1; else 0
}

func (p Place) bytes(s Suite) []byte {
	b := []byte("banjie/seal/box/v1\x00")
	b = append(b, byte(s), byte(len(p.Division)))
	b = append(b, p.Division...)
	b = binary.BigEndian.AppendUint64(b, uint64(p.Case))
	b = append(b, byte(len(p.Compartment)))
	b = append(b, p.Compartment...)
	return binary.BigEndian.AppendUint32(b, uint32(p.Number))
}

// Ingredient is the server's or the witness's part of a case: it is mixed into every key
// and handed out only against a ledger entry of the opening.
type Ingredient [32]byte

// NewIngredient makes one from the system's randomness.
func NewIngredient() Ingredient {
	var i Ingredient
	rand.Read(i[:])
	return i
}

// To names for whom a box is sealed.
type To struct {
	Custodians []Public // none, or exactly three: any two of them open it together
	Readers    []Public // each opens it alone
}

// Errors of opening. What was altered and what belongs elsewhere give the same answer.
var (
	ErrNotForYou = errors.New("seal: this box is not for that key")
	ErrBroken    = errors.New("seal: the box does not open: it was altered, belongs elsewhere, or the ingredient is wrong")
	errShort     = errors.New("seal: the box is cut short")
)

const (
	version   = 1
	alone     = 1 // kinds of envelopes
	pair      = 2
	maxBox    = 24 << 20
	envelopes = 64 // at most
)

// Seal closes plain words for the named keys. All keys must be of one suite. The result is
// padded to 1, 4, 16, 64 or 256 KiB, beyond that to whole MiB, so that its length says little.
func Seal(place Place, with Ingredient, to To, plain []byte) ([]byte, error) {
	if len(to.Custodians) != 0 && len(to.Custodians) != 3 {
		return nil, fmt.Errorf("seal: %d custodians, want three", len(to.Custodians))
	}
	all := append(append([]Public(nil), to.Custodians...), to.Readers...)
	if len(all) == 0 {
		return nil, fmt.Errorf("seal: nobody to seal for")
	}
	s := all[0].Suite
	for _, k := range all {
		if k.Suite != s {
			return nil, fmt.Errorf("seal: keys of two suites, %s and %s", s, k.Suite)
		}
	}
	info := place.bytes(s)
	data := make([]byte, 32)
	rand.Read(data)
	out, err := s.envelopesFor(info, data, to)
	if err != nil {
		return nil, err
	}
	return s.sealWords(out, info, data, with, plain)
}

// envelopesFor is the head of a box: the data key, wrapped for whoever may open it.
func (s Suite) envelopesFor(info, data []byte, to To) ([]byte, error) {
	for _, k := range append(append([]Public(nil), to.Custodians...), to.Readers...) {
		if k.Suite != s {
			return nil, fmt.Errorf("seal: a key of %s in a box of %s", k.Suite, s)
		}
	}
	out := []byte{version, byte(s), byte(len(to.Readers))}
	if len(to.Custodians) == 3 {
		out[2] += 3
	}
	if int(out[2]) > envelopes {
		return nil, fmt.Errorf("seal: more than %d envelopes", envelopes)
	}
	for i := range to.Custodians {
		for j := i + 1; j < len(to.Custodians); j++ {
			inner, err := s.wrap(to.Custodians[j].point, append(info, "/inner"...), data)
			if err != nil {
				return nil, err
			}
			outer, err := s.wrap(to.Custodians[i].point, append(info, "/outer"...), inner)
			if err != nil {
				return nil, err
			}
			out = appendEnvelope(out, pair, to.Custodians[i].tag(), to.Custodians[j].tag(), outer)
		}
	}
	for _, k := range to.Readers {
		sealed, err := s.wrap(k.point, append(info, "/alone"...), data)
		if err != nil {
			return nil, err
		}
		out = appendEnvelope(out, alone, k.tag(), [8]byte{}, sealed)
	}
	return out, nil
}

func (s Suite) sealWords(out, info, data []byte, with Ingredient, plain []byte) ([]byte, error) {
	key, err := s.derive(data, with[:], string(info))
	if err != nil {
		return nil, err
	}
	aead, err := s.aead(key)
	if err != nil {
		return nil, err
	}
	padded := make([]byte, bucket(4+len(plain)))
	binary.BigEndian.PutUint32(padded, uint32(len(plain)))
	copy(padded[4:], plain)
	nonce := make([]byte, aead.NonceSize()) // the key is used once
	return aead.Seal(out, nonce, padded, info), nil
}

// bucket is the padded length of n bytes.
func bucket(n int) int {
	for _, b := range []int{1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10} {
		if n <= b {
			return b
		}
	}
	return (n + 1<<20 - 1) >> 20 << 20
}

func appendEnvelope(b []byte, kind byte, first, second [8]byte, sealed []byte) []byte {
	b = append(b, kind)
	b = append(b, first[:]...)
	b = append(b, second[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(sealed)))
	return append(b, sealed...)
}

// Box is a sealed compartment as read back.
type Box struct {
	Suite     Suite
	envelopes []envelope
	words     []byte
}

type envelope struct {
	kind          byte
	first, second [8]byte
	sealed        []byte
}

// Read takes a box apart; it opens nothing.
func Read(b []byte) (Box, error) {
	var box Box
	if len(b) < 3 || len(b) > maxBox {
		return box, errShort
	}
	if b[0] != version || suiteNames[Suite(b[1])] == "" || b[2] > envelopes {
		return box, fmt.Errorf("seal: not a box of version %d", version)
	}
	box.Suite = Suite(b[1])
	rest := b[3:]
	for range b[2] {
		if len(rest) < 19 {
			return Box{}, errShort
		}
		e := envelope{kind: rest[0], first: [8]byte(rest[1:9]), second: [8]byte(rest[9:17])}
		n := int(binary.BigEndian.Uint16(rest[17:19]))
		if rest = rest[19:]; len(rest) < n {
			return Box{}, errShort
		}
		e.sealed, rest = rest[:n], rest[n:]
		box.envelopes = append(box.envelopes, e)
	}
	box.words = rest
	return box, nil
}

func (b Box) find(kind byte, k Public) (envelope, bool) {
	for _, e := range b.envelopes {
		if e.kind == kind && e.first == k.tag() && b.Suite == k.Suite {
			return e, true
		}
	}
	return envelope{}, false
}

// Open reads the box with a key that opens it alone.
func (b Box) Open(place Place, with Ingredient, k Private) ([]byte, error) {
	for _, k := range k.all() {
		e, ok := b.find(alone, k.Public)
		if !ok {
			continue
		}
		info := place.bytes(b.Suite)
		data, err := b.Suite.unwrap(k.secret, append(info, "/alone"...), e.sealed)
		if err != nil {
			return nil, ErrBroken
		}
		return b.openWords(info, data, with)
	}
	return nil, ErrNotForYou
}

// Words are the sealed words as they lie in the box.
func (b Box) Words() []byte { return b.words }

// For says whether the box is sealed for exactly these keys.
func (b Box) For(to To) bool {
	pairs, readers := map[[16]byte]bool{}, map[[8]byte]bool{}
	for i := range to.Custodians {
		for j := i + 1; j < len(to.Custodians); j++ {
			a, c := to.Custodians[i].tag(), to.Custodians[j].tag()
			pairs[[16]byte(append(a[:], c[:]...))] = true
		}
	}
	for _, k := range to.Readers {
		if k.Suite != b.Suite {
			return false
		}
		readers[k.tag()] = true
	}
	if len(b.envelopes) != len(pairs)+len(readers) {
		return false
	}
	for _, e := range b.envelopes {
		if e.kind == pair && !pairs[[16]byte(append(e.first[:], e.second[:]...))] || e.kind == alone && !readers[e.first] || e.kind != pair && e.kind != alone {
			return false
		}
	}
	return true
}

// Rewrap seals the box of two custodians for others of the same suite. The words are not
// opened, and the ingredient is not needed: nobody reads anything.
func (b Box) Rewrap(place Place, h Half, k Private, to To) ([]byte, error) {
	inner, ok := h.pairs[k.tag()]
	if !ok {
		return nil, ErrNotForYou
	}
	info := place.bytes(b.Suite)
	data, err := b.Suite.unwrap(k.secret, append(info, "/inner"...), inner)
	if err != nil {
		return nil, ErrBroken
	}
	out, err := b.Suite.envelopesFor(info, data, to)
	return append(out, b.words...), err
}

// Half is a box with the first custodian's seal off. It shows nothing yet: the second
// custodian's seal is still on.
type Half struct {
	pairs map[[8]byte][]byte // by the tag of whoever can go on
}

// Peel takes the first custodian's seal off. Of two custodians the one who stands earlier
// in the list of keys peels; the other one reads.
func (b Box) Peel(place Place, k Private) (Half, error) {
	h := Half{pairs: map[[8]byte][]byte{}}
	for _, e := range b.envelopes {
		if e.kind != pair || e.first != k.tag() {
			continue
		}
		inner, err := b.Suite.unwrap(k.secret, append(place.bytes(b.Suite), "/outer"...), e.sealed)
		if err != nil {
			return Half{}, ErrBroken
		}
		h.pairs[e.second] = inner
	}
	if len(h.pairs) == 0 {
		return Half{}, ErrNotForYou
	}
	return h, nil
}

// OpenHalf reads the box with the second custodian's key.
func (b Box) OpenHalf(place Place, with Ingredient, h Half, k Private) ([]byte, error) {
	inner, ok := h.pairs[k.tag()]
	if !ok {
		return nil, ErrNotForYou
	}
	info := place.bytes(b.Suite)
	data, err := b.Suite.unwrap(k.secret, append(info, "/inner"...), inner)
	if err != nil {
		return nil, ErrBroken
	}
	return b.openWords(info, data, with)
}

func (b Box) openWords(info, data []byte, with Ingredient) ([]byte, error) {
	key, err := b.Suite.derive(data, with[:], string(info))
	if err != nil {
		return nil, err
	}
	aead, err := b.Suite.aead(key)
	if err != nil {
		return nil, err
	}
	padded, err := aead.Open(nil, make([]byte, aead.NonceSize()), b.words, info)
	if err != nil || len(padded) < 4 {
		return nil, ErrBroken
	}
	n := binary.BigEndian.Uint32(padded)
	if int64(n) > int64(len(padded)-4) {
		return nil, ErrBroken
	}
	return padded[4 : 4+n], nil
}
