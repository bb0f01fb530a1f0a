package ledger

import (
	"encoding/base64"
	"encoding/binary"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// codePrefix marks the content of a receipt's QR code and its version.
const codePrefix = "banjie1."

// Code is the same receipt for a QR code or the fragment of an address: base64url of a
// compact form, without the title, which follows from the origin.
func (r Receipt) Code() (string, error) {
	c, sigs, err := ParseCheckpoint(r.Checkpoint)
	if err != nil {
		return "", err
	}
	if len(c.Extension) > 0 {
		return "", errors.New("ledger: no code for a checkpoint with extension lines")
	}
	b := binary.AppendUvarint(nil, uint64(len(r.Lines)))
	for _, l := range r.Lines {
		b = appendText(b, l)
	}
	b = appendText(b, string(r.extra()))
	b = binary.AppendUvarint(b, uint64(r.N))
	b = binary.AppendUvarint(b, uint64(len(r.Proof)))
	for _, h := range r.Proof {
		b = append(b, h[:]...)
	}
	b = appendText(b, c.Origin)
	b = binary.AppendUvarint(b, uint64(c.Size))
	b = append(b, c.Root[:]...)
	for _, s := range sigs {
		name := s.Name
		if name == c.Origin {
			name = ""
		}
		b = appendText(b, name)
		b = binary.BigEndian.AppendUint32(b, s.ID)
		b = appendText(b, string(s.Sig))
	}
	return codePrefix + base64.RawURLEncoding.EncodeToString(b), nil
}

func parseCode(s string) (Receipt, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s[len(codePrefix):])
	if err != nil {
		return Receipt{}, badReceipt(err)
	}
	r, err := readCode(raw)
	if err != nil {
		return Receipt{}, badReceipt(err)
	}
	if again, err := r.Code(); err != nil || again != s {
		return Receipt{}, badReceipt(errors.Join(err, errors.New("ledger: code is not in its one canonical form")))
	}
	return r, nil
}

func readCode(raw []byte) (Receipt, error) {
	in := reader{b: raw}
	var r Receipt
	n := in.uvarint()
	for ; n > 0 && in.err == nil && len(r.Lines) <= maxLines; n-- {
		r.Lines = append(r.Lines, in.text())
	}
	if err := checkLines(r.Lines); in.err == nil && err != nil {
		return Receipt{}, err
	}
	if err := r.readExtra([]byte(in.text())); in.err == nil && err != nil {
		return Receipt{}, err
	}
	r.N = in.size()
	hashes := in.uvarint()
	if hashes > 63 {
		in.fail("proof of %d hashes", hashes)
	}
	for ; hashes > 0 && in.err == nil; hashes-- {
		r.Proof = append(r.Proof, in.hash())
	}
	c := Checkpoint{Origin: in.text(), Size: in.size(), Root: in.hash()}
	r.Checkpoint = c.text() + "\n"
	for len(in.b) > 0 {
		s := Signature{Name: in.text()}
		if s.Name == "" {
			s.Name = c.Origin
		}
		if id := in.bytes(4); len(id) == 4 {
			s.ID = binary.BigEndian.Uint32(id)
		}
		s.Sig = []byte(in.text())
		r.Checkpoint += s.line()
	}
	return r, in.err
}

func (r *reader) size() int64 {
	n := r.uvarint()
	if n > maxSize {
		r.fail("%d is no size of a tree", n)
		return 0
	}
	return int64(n)
}

func (r *reader) hash() (h Hash) {
	copy(h[:], r.bytes(tlog.HashSize))
	return h
}
