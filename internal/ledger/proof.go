package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// ProveInclusion gives the hashes that show that leaf n is in the tree of the given size
// (RFC 6962 section 2.1.1), leaf's sibling first. It reads r once, at most two hashes for
// each level of the tree.
func ProveInclusion(n, size int64, r tlog.HashReader) ([]Hash, error) {
	if n < 0 || n >= size || size > maxSize {
		return nil, fmt.Errorf("ledger: no leaf %d in a tree of %d", n, size)
	}
	return tlog.ProveRecord(size, n, r)
}

// VerifyInclusion says whether proof shows that the tree of the given size and root holds
// these leaf bytes at place n; nil means yes.
func VerifyInclusion(proof []Hash, size int64, root Hash, n int64, leaf []byte) error {
	if size > maxSize {
		return fmt.Errorf("ledger: a tree of %d leaves is too large", size)
	}
	return tlog.CheckRecord(proof, size, root, n, tlog.RecordHash(leaf))
}

// ProveConsistency gives the hashes that show that the tree of size newer begins with the
// tree of size older (RFC 6962 section 2.1.2). Nothing needs to be shown for an empty
// older tree or equal sizes.
func ProveConsistency(older, newer int64, r tlog.HashReader) ([]Hash, error) {
	if older < 0 || older > newer || newer > maxSize {
		return nil, fmt.Errorf("ledger: no tree of %d in a tree of %d", older, newer)
	}
	if older == 0 {
		return nil, nil
	}
	return tlog.ProveTree(newer, older, r)
}

// VerifyConsistency says whether proof shows that the newer tree begins with the older one;
// nil means yes.
func VerifyConsistency(proof []Hash, older int64, olderRoot Hash, newer int64, newerRoot Hash) error {
	switch {
	case older < 0 || older > newer || newer > maxSize:
		return fmt.Errorf("ledger: no tree of %d in a tree of %d", older, newer)
	case older > 0:
		return tlog.CheckTree(proof, newer, newerRoot, older, olderRoot)
	case len(proof) != 0:
		return fmt.Errorf("ledger: %d hashes too many, an empty tree needs none", len(proof))
	case olderRoot != EmptyRoot || newer == 0 && newerRoot != EmptyRoot:
		return fmt.Errorf("ledger: wrong root for an empty tree")
	}
	return nil
}
