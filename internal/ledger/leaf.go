package ledger

import (
	"encoding/binary"
	"fmt"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// leafVersion is the first byte of every encoded leaf. A new form gets a new number;
// old leaves are never encoded again.
const leafVersion = 1

// Leaf is the record of one act as the tree holds it. It names no person: whom and
// what it concerns is behind two salted hashes, which say nothing once the salts are gone.
type Leaf struct {
	Kind     string    // event kind, e.g. "received"; "" on a sealed leaf
	Case     [32]byte  // see [CaseTag]
	Seq      int64     // place of the event in its case, from 1
	At       time.Time // when the command was given; UTC, whole microseconds
	Recorded time.Time // when the group was written; never decreasing along the ledger
	Role     string    // relation of the actor to the case; "" on a sealed leaf
	Unit     string    // unit that acted; "" on a sealed leaf or where no unit acted
	Payload  [32]byte  // see [Payload]
}

// Sealed is the leaf of a secret or anonymous case: kind, role and unit are blank
// (they belong into the hashed body) and both instants are cut to the day in loc, so that
// a receipt found on somebody says no more than that something was filed on that day.
func (l Leaf) Sealed(loc *time.Location) Leaf {
	l.Kind, l.Role, l.Unit = "", "", ""
	l.At, l.Recorded = day(l.At, loc), day(l.Recorded, loc)
	return l
}

// IsSealed says that the leaf was made by [Leaf.Sealed].
func (l Leaf) IsSealed() bool { return l.Kind == "" }

func day(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc).UTC()
}

// Encode gives the bytes that are hashed into the tree: the version byte, then kind,
// case tag, seq, at, recorded, role, unit, payload. Texts are a length and their bytes,
// numbers are varints in shortest form, instants are microseconds since 1970 UTC.
// Equal leaves give equal bytes and different leaves give different bytes.
func (l Leaf) Encode() []byte {
	return append(l.appendHead(make([]byte, 0, 128+len(l.Kind)+len(l.Role)+len(l.Unit))), l.Payload[:]...)
}

// appendHead appends all but the payload hash, which a receipt leaves out because its
// reader computes it.
func (l Leaf) appendHead(b []byte) []byte {
	b = append(b, leafVersion)
	b = appendText(b, l.Kind)
	b = append(b, l.Case[:]...)
	b = binary.AppendVarint(b, l.Seq)
	b = binary.AppendVarint(b, clock.Micros(l.At))
	b = binary.AppendVarint(b, clock.Micros(l.Recorded))
	b = appendText(b, l.Role)
	return appendText(b, l.Unit)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// DecodeLeaf reads what [Leaf.Encode] wrote and nothing else: a byte too many, a longer
// form of a number or an unknown version is an error (kind fault.Invalid).
func DecodeLeaf(b []byte) (Leaf, error) {
	r := reader{b: b}
	l := r.leafHead()
	copy(l.Payload[:], r.bytes(32))
	if len(r.b) != 0 {
		r.fail("%d bytes after the end", len(r.b))
	}
	if r.err != nil {
		return Leaf{}, fault.New(fault.Invalid, "bad_leaf",
			lang.T("账本记录的格式不对，读不出来。", "This ledger record is malformed and cannot be read."),
			lang.T("请用完整的原件再试。", "Please try again with the complete original.")).With(r.err)
	}
	return l, nil
}

// reader takes canonical fields off the front of b and remembers the first error.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("ledger: "+format, args...)
	}
	r.b = nil
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.fail("%d bytes wanted, %d left", n, len(r.b))
		return nil
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || n > 1 && r.b[n-1] == 0 {
		r.fail("bad number")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail("text of %d bytes, %d left", n, len(r.b))
		return ""
	}
	return string(r.bytes(int(n)))
}

func (r *reader) leafHead() Leaf {
	var l Leaf
	if v := r.bytes(1); len(v) == 1 && v[0] != leafVersion {
		r.fail("leaf version %d is unknown", v[0])
	}
	l.Kind = r.text()
	copy(l.Case[:], r.bytes(32))
	l.Seq = r.varint()
	l.At = clock.FromMicros(r.varint())
	l.Recorded = clock.FromMicros(r.varint())
	l.Role = r.text()
	l.Unit = r.text()
	return l
}
