package capture

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banjie/packs/foodchain/epcis/tree"
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
	text := string(body)
	event, err := tree.NewParser(tree.Limits{Bytes: len(text), Depth: 1 << 10}).Parse(text, 1)
	if err == nil && event.Kind != tree.Object {
		err = errors.New("no object")
	}
	if err != nil {
		return nil, fmt.Errorf("capture: fields: %w", err)
	}
	all := make([]Field, 0, 16)
	add := func(path string, n *tree.Node) {
		if err == nil {
			var value string
			value, err = compact(text[n.Start:n.End], n.Key != "")
			all = append(all, Field{path, value})
		}
	}
	for i := range event.Kids {
		k := &event.Kids[i]
		if k.Kind != tree.List || len(k.Kids) == 0 || k.Key == "@context" {
			add(k.Key, k)
			continue
		}
		for j := range k.Kids {
			add(k.Key+"/"+strconv.Itoa(j), &k.Kids[j])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("capture: fields: %w", err)
	}
	slices.SortFunc(all, func(a, b Field) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

// compact gives a value without white space, and without its name where it is a member.
func compact(text string, member bool) (string, error) {
	if member {
		end := 1
		for text[end] != '"' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		text = text[end+1:]
		text = strings.TrimLeft(text[strings.IndexByte(text, ':')+1:], " \t\r\n")
	}
	if !strings.ContainsAny(text, " \t\r\n") {
		return text, nil
	}
	var b bytes.Buffer
	err := json.Compact(&b, []byte(text))
	return b.String(), err
}

// EventKey is what the salts of an event follow from. Nobody outside the hall has it.
func EventKey(secret []byte, event [32]byte) (key [32]byte) {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("banjie food event key v1\n"))
	m.Write(event[:])
	copy(key[:], m.Sum(nil))
	return key
}

// Salt of a field. It follows from the event's key, so that it need not be kept, and from it neither the
// key nor the salt of another field follows: what is hashed has one length.
func (f Field) Salt(key [32]byte) [32]byte {
	path := sha256.Sum256([]byte(f.Path))
	return sha256.Sum256(append(key[:], path[:]...))
}

// Commitment to a field under its salt.
func (f Field) Commitment(salt [32]byte) [32]byte {
	b := make([]byte, 0, 64+len(f.Path)+len(f.Value))
	b = append(append(b, "banjie food field v1\n"...), salt[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.Path)))
	return sha256.Sum256(append(append(b, f.Path...), f.Value...))
}

// FieldLeaf is an event in the second tree: its id and the root over its commitments.
func FieldLeaf(event [32]byte, commitments [][32]byte) [32]byte {
	root := Root(commitments)
	h := sha256.New()
	h.Write([]byte("banjie food fields v1\n"))
	h.Write(event[:])
	h.Write(root[:])
	return [32]byte(h.Sum(nil))
}

// LeafOf is the leaf of an event as it was received.
func LeafOf(e *trace.Event, secret []byte) ([32]byte, error) {
	fields, err := Fields(e.Body)
	if err != nil {
		return [32]byte{}, err
	}
	list, key := make([][32]byte, len(fields)), EventKey(secret, e.Hash)
	for i, f := range fields {
		list[i] = f.Commitment(f.Salt(key))
	}
	return FieldLeaf(e.Hash, list), nil
}
