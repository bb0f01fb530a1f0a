// Package capture takes events of the food chain into the hall.
//
//	document ─▶ every event checked ─▶ batch ─▶ one act "food_captured"
//	                                             facts: how many, root of the tree over their ids
//	                                             rows:  the events, and what follows from them
//
// A capture is one act with one ledger leaf, however many events it brings: the leaf holds the
// root of an RFC 6962 tree whose leaves are the 32 bytes of the events' hash ids (CBV 2.0, 8.9)
// in the order of the document. So a single event is proved in two steps: it is in the capture, the
// capture is in the ledger. An event that is there already is in the root of each capture that
// brought it and is kept once.
//
// The package keeps no rows itself; capturestore does, and package trace says what follows
// from events.
package capture

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/ledger"
	"banjie/packs/foodchain/trace"
)

// Captured is the kind of the act.
const Captured = "food_captured"

// Facts are what the act says for ever.
type Facts struct {
	ID      string `json:"id"`               // of the capture, 26 random characters
	Events  int    `json:"events"`           // in the document's order
	Root    string `json:"root"`             // hex; of the tree over their hash ids
	Fields  string `json:"fields,omitempty"` // hex; of the tree over their fields, see [FieldLeaf]; "" of captures from before it
	Channel string `json:"channel"`          // api, file, page, paper
	For     string `json:"for,omitempty"`
}

// Batch is what the act brings beside its facts.
type Batch struct {
	At     time.Time // when it was captured: the record time of its events
	Events []trace.Event
	Fields [][32]byte // leaves of the second tree, one an event
}

// Entry is one capture as it is kept.
type Entry struct {
	ID          string
	Seq         int64 // of the act
	At          time.Time
	Events      int // in the document
	New         int // not captured before
	Root        [32]byte
	First, Last int64      // numbers of the new events; Last < First: none
	Sender      string     // account, "" of the platform
	Hashes      [][32]byte // where one capture is asked for
	Fields      [][32]byte // the same: leaves of the second tree; none of captures from before it
}

// Root is the root of the tree over the ids of events; RFC 6962, 2.1.
func Root(hashes [][32]byte) [32]byte {
	switch n := len(hashes); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return tlog.RecordHash(hashes[0][:])
	default:
		left := 1 << (bits.Len(uint(n-1)) - 1) // the largest power of two below n
		return tlog.NodeHash(Root(hashes[:left]), Root(hashes[left:]))
	}
}

// Prove gives the way from the event at a position to the root.
func Prove(hashes [][32]byte, at int) ([]ledger.Hash, error) {
	if at < 0 || at >= len(hashes) {
		return nil, fmt.Errorf("capture: no event %d of %d", at, len(hashes))
	}
	stored, err := nodes(hashes)
	if err != nil {
		return nil, err
	}
	proof, err := tlog.ProveRecord(int64(len(hashes)), int64(at), reader(stored))
	if err != nil {
		return nil, err
	}
	return proof, nil
}

// Verify says whether a proof leads from an event's id to the root of a capture of so many.
func Verify(proof []ledger.Hash, hash [32]byte, at, events int, root [32]byte) error {
	return tlog.CheckRecord(proof, int64(events), root, int64(at), tlog.RecordHash(hash[:]))
}

type reader []tlog.Hash

func (r reader) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		if n < 0 || n >= int64(len(r)) {
			return nil, fmt.Errorf("capture: no node %d", n)
		}
		out[i] = r[n]
	}
	return out, nil
}

// nodes are all stored hashes of the tree.
func nodes(hashes [][32]byte) (reader, error) {
	stored := make(reader, 0, 2*len(hashes))
	for i, h := range hashes {
		more, err := tlog.StoredHashes(int64(i), h[:], stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

// facts says of a batch what the ledger answers for.
func (b *Batch) facts(id, channel, party string) Facts {
	root := Root(b.hashes())
	f := Facts{ID: id, Events: len(b.Events), Root: hex.EncodeToString(root[:]), Channel: channel, For: party}
	if len(b.Fields) > 0 {
		root = Root(b.Fields)
		f.Fields = hex.EncodeToString(root[:])
	}
	return f
}

func (b *Batch) add(x *ready, secret []byte) {
	b.Events = append(b.Events, x.event)
	if secret != nil {
		b.Fields = append(b.Fields, x.leaf)
	}
}

func (b *Batch) hashes() [][32]byte {
	all := make([][32]byte, len(b.Events))
	for i := range b.Events {
		all[i] = b.Events[i].Hash
	}
	return all
}
