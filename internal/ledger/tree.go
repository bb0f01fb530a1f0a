package ledger

import (
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a node or root of the tree: SHA-256 as RFC 6962 section 2.1 computes it.
type Hash = tlog.Hash

// Node is one stored hash. Index is the dense index of tlog (StoredHashIndex): leaves and
// the parents they complete, in the order in which they come to be; a node never changes.
type Node struct {
	Index int64
	Hash  Hash
}

// Head is the state of a division's tree after one group of acts.
type Head struct {
	Division string
	Size     int64 // number of leaves
	Root     Hash
	Recorded time.Time // instant of the group; UTC, whole microseconds
}

// maxSize bounds the sizes that are accepted from outside; tlog's arithmetic is not made
// for sizes near 2^63.
const maxSize = 1 << 48

// Frontier gives the stored indexes that [Grow] reads on a tree of the given size: the
// roots of its perfect subtrees, from left to right, at most one for each binary digit.
func Frontier(size int64) []int64 {
	var at []int64
	lo := int64(0)
	for level := 47; level >= 0; level-- {
		if size>>level&1 != 0 {
			at = append(at, tlog.StoredHashIndex(level, lo>>level))
			lo += 1 << level
		}
	}
	return at
}

// Grow appends leaves, already encoded, to a tree of the given size. It reads the frontier
// from r in one call (no call for an empty tree), and gives the nodes to store, in
// ascending index without gaps, and the new root. With no leaves the root is that of the
// tree as it stands. It changes nothing itself.
func Grow(size int64, r tlog.HashReader, leaves [][]byte) (nodes []Node, root Hash, err error) {
	if size < 0 || size > maxSize-int64(len(leaves)) {
		return nil, Hash{}, fmt.Errorf("ledger: cannot grow a tree of %d leaves by %d", size, len(leaves))
	}
	right, err := frontierOf(size, r)
	if err != nil {
		return nil, Hash{}, err
	}
	nodes = make([]Node, 0, 2*len(leaves)+1)
	index := tlog.StoredHashCount(size)
	for i, leaf := range leaves {
		right.add(size+int64(i), tlog.RecordHash(leaf), func(h Hash) {
			nodes = append(nodes, Node{index, h})
			index++
		})
	}
	return nodes, right.root(), nil
}

// frontier is the roots of the perfect subtrees of a tree, largest first.
type frontier []Hash

func frontierOf(size int64, r tlog.HashReader) (frontier, error) {
	at := Frontier(size)
	if len(at) == 0 {
		return nil, nil
	}
	got, err := r.ReadHashes(at)
	if err != nil {
		return nil, fmt.Errorf("ledger: read the frontier of %d leaves: %w", size, err)
	}
	if len(got) != len(at) {
		return nil, fmt.Errorf("ledger: %d frontier hashes of %d leaves, %d wanted", len(got), size, len(at))
	}
	return append(make(frontier, 0, 48), got...), nil
}

// add appends leaf n and tells made of each node that comes to be, in order of index.
// Every trailing one of n is a subtree that the leaf completes.
func (f *frontier) add(n int64, h Hash, made func(Hash)) {
	made(h)
	s := *f
	for ; n&1 != 0; n >>= 1 {
		h = tlog.NodeHash(s[len(s)-1], h)
		s = s[:len(s)-1]
		made(h)
	}
	*f = append(s, h)
}

// EmptyRoot is the root of a tree without leaves (RFC 6962 section 2.1).
var EmptyRoot, _ = tlog.TreeHash(0, nil)

func (f frontier) root() Hash {
	if len(f) == 0 {
		return EmptyRoot
	}
	h := f[len(f)-1]
	for i := len(f) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f[i], h)
	}
	return h
}
