package casestore

import (
	"context"
	"fmt"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/ledger"
)

// Receipt makes the receipt of an event against the newest head: a pure function of what
// is stored, remade whenever somebody asks. sign signs the head with the division's keys.
func (s *Store) Receipt(ctx context.Context, e casework.Event, sign func(ledger.Head) (string, error)) (ledger.Receipt, error) {
	keys, err := s.Keys(ctx, casework.Key{Division: e.Division, ID: e.Case})
	if err != nil {
		return ledger.Receipt{}, err
	}
	tree := s.db.Tree(ctx, e.Division)
	head, err := tree.Head()
	if err != nil {
		return ledger.Receipt{}, err
	}
	if e.N >= head.Size {
		return ledger.Receipt{}, fmt.Errorf("casestore: leaf %d of a tree of %d", e.N, head.Size)
	}
	proof, err := ledger.ProveInclusion(e.N, head.Size, tree)
	if err != nil {
		return ledger.Receipt{}, err
	}
	checkpoint, err := sign(head)
	if err != nil {
		return ledger.Receipt{}, err
	}
	act := ledger.Act{N: e.N, Leaf: leafOf(e, keys), Salt: ledger.Salt(keys.Facts, "facts", e.Seq), Facts: e.Raw, Private: e.Inner}
	return ledger.Make(act, proof, checkpoint)
}

// leafOf makes the leaf of a stored event again, from its row and the keys of its case.
func leafOf(e casework.Event, keys casework.Keys) ledger.Leaf {
	tag := ledger.CaseTag(ledger.Salt(keys.Facts, "case", e.Seq), e.Division, int64(e.Case))
	facts := ledger.Inner(ledger.Salt(keys.Facts, "facts", e.Seq), e.Raw)
	return LeafOf(e, tag, ledger.Payload(facts, e.Inner))
}

// Event gives one event of a case by its sequence number.
func (s *Store) Event(ctx context.Context, key casework.Key, seq int64) (casework.Event, error) {
	events, _, err := s.Load(ctx, key)
	if err != nil {
		return casework.Event{}, err
	}
	for _, e := range events {
		if e.Seq == seq {
			return e, nil
		}
	}
	return casework.Event{}, fault.Missing()
}
