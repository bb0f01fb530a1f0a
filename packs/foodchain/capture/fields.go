package capture

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"banjie/packs/foodchain/trace"
)

// A capture commits to the fields of its events as well, each under a salt of its own, so that
// somebody may be shown some of them with proof and cannot guess the others:
//
//	field ─ salt ─▶ commitment ─┐
//	field ─ salt ─▶ commitment ─┴▶ root ─ id of the event ─▶ leaf ─▶ second root, in the act's facts
//
// The id of CBV 2.0 does not allow that: it is one hash over all fields. See ADR 0014.

// Field is one member of an event as it was received: a whole member, or one element of a list.
type Field struct {
	Path  string // "bizStep", "destinationList/1"
	Value string // its JSON, without white space
}

// Fields takes an event apart, by path.
func Fields(body []byte) ([]Field, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, fmt.Errorf("capture: fields: %w", err)
	}
	var all []Field
	add := func(path string, raw json.RawMessage) error {
		var b bytes.Buffer
		err := json.Compact(&b, raw)
		all = append(all, Field{path, b.String()})
		return err
	}
	for name, raw := range members {
		var list []json.RawMessage
		if raw[0] == '[' && name != "@context" {
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, fmt.Errorf("capture: fields: %w", err)
			}
		}
		if len(list) == 0 {
			if err := add(name, raw); err != nil {
				return nil, fmt.Errorf("capture: fields: %w", err)
			}
		}
		for i, x := range list {
			if err := add(name+"/"+strconv.Itoa(i), x); err != nil {
				return nil, fmt.Errorf("capture: fields: %w", err)
			}
		}
	}
	slices.SortFunc(all, func(a, b Field) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

// Salt of a field. It follows from the folder's secret, so that it need not be kept, and from it
// neither the secret nor the salt of another field follows.
func (f Field) Salt(secret []byte, event [32]byte) (salt [32]byte) {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("banjie food field salt v1\n"))
	m.Write(event[:])
	m.Write([]byte(f.Path)) // the last part: nothing can be moved between parts
	copy(salt[:], m.Sum(nil))
	return salt
}

// Commitment to a field under its salt.
func (f Field) Commitment(salt [32]byte) [32]byte {
	h := sha256.New()
	h.Write([]byte("banjie food field v1\n"))
	h.Write(salt[:])
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(f.Path)))
	h.Write(n[:])
	h.Write([]byte(f.Path))
	h.Write([]byte(f.Value))
	return [32]byte(h.Sum(nil))
}

// FieldLeaf is an event in the second tree: its id and the root over its commitments.
func FieldLeaf(event [32]byte, commitments [][32]byte) ([32]byte, error) {
	root, err := Root(commitments)
	h := sha256.New()
	h.Write([]byte("banjie food fields v1\n"))
	h.Write(event[:])
	h.Write(root[:])
	return [32]byte(h.Sum(nil)), err
}

// LeafOf is the leaf of an event as it was received.
func LeafOf(e *trace.Event, secret []byte) ([32]byte, error) {
	fields, err := Fields(e.Body)
	if err != nil {
		return [32]byte{}, err
	}
	list := make([][32]byte, len(fields))
	for i, f := range fields {
		list[i] = f.Commitment(f.Salt(secret, e.Hash))
	}
	return FieldLeaf(e.Hash, list)
}
