package api

import (
	"context"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// Inclusion shows that a leaf is in the ledger.
type Inclusion struct {
	N     int64    `json:"n" doc:"Leaf, from 0."`
	Size  int64    `json:"size" doc:"Leaves in the tree proved against."`
	Proof []string `json:"proof" doc:"RFC 6962, sibling first, base64."`
}

// Consistency shows that the newer ledger begins with the older one.
type Consistency struct {
	Older int64    `json:"older"`
	Newer int64    `json:"newer"`
	Proof []string `json:"proof" doc:"RFC 6962, base64."`
}

type inclusionInput struct {
	N    int64 `query:"n" minimum:"0" required:"true" doc:"Leaf, from 0."`
	Size int64 `query:"size" minimum:"0" doc:"Size of the tree to prove against; the newest where absent."`
}

type consistencyInput struct {
	Older int64 `query:"older" minimum:"0" required:"true" doc:"Size of the older tree."`
	Newer int64 `query:"newer" minimum:"0" doc:"Size of the newer tree; the newest where absent."`
}

func (s *Service) ledgerRoutes() {
	o := op("GET", "/ledger/checkpoint", "get-checkpoint", "Ledger", "The last published checkpoint 账本检查点")
	o.Responses = answers("Signed checkpoint, C2SP tlog-checkpoint.", "text/plain")
	handle(s, o, open, func(ctx context.Context, _ caller, in *Conditional) (*raw, error) {
		text, err := s.Ledger.Checkpoint(ctx)
		if err != nil {
			return nil, err
		}
		tag := digest([]byte(text))
		if in.matches(tag) {
			return nil, notModified(tag)
		}
		return &raw{ContentType: "text/plain; charset=utf-8", ETag: tag, CacheControl: "public, max-age=60", Body: []byte(text)}, nil
	})
	handle(s, op("GET", "/ledger/proof", "prove-inclusion", "Ledger", "Prove that a leaf is in the ledger 包含证明"), open, s.inclusion)
	handle(s, op("GET", "/ledger/consistency", "prove-consistency", "Ledger", "Prove that nothing in the ledger was changed 一致性证明"), open, s.consistency)
}

// treeSize is the size asked for, or the newest; it is never more than there is.
func (s *Service) treeSize(ctx context.Context, asked int64) (int64, error) {
	head, err := s.Ledger.Head(ctx)
	if err != nil {
		return 0, err
	}
	if asked == 0 {
		return head.Size, nil
	}
	if asked > head.Size {
		return 0, beyond("query.size", head.Size)
	}
	return asked, nil
}

func beyond(path string, size int64) error {
	return fault.InvalidInput().At(path, lang.Format("账本现在有 %d 条。", "The ledger now holds %d leaves.", size))
}

func (s *Service) inclusion(ctx context.Context, _ caller, in *inclusionInput) (*struct{ Body Inclusion }, error) {
	size, err := s.treeSize(ctx, in.Size)
	if err != nil {
		return nil, err
	}
	if in.N >= size {
		return nil, beyond("query.n", size)
	}
	proof, err := ledger.ProveInclusion(in.N, size, s.Ledger.Hashes(ctx))
	return &struct{ Body Inclusion }{Inclusion{in.N, size, hashes(proof)}}, err
}

func (s *Service) consistency(ctx context.Context, _ caller, in *consistencyInput) (*struct{ Body Consistency }, error) {
	newer, err := s.treeSize(ctx, in.Newer)
	if err != nil {
		return nil, err
	}
	if in.Older > newer {
		return nil, beyond("query.older", newer)
	}
	proof, err := ledger.ProveConsistency(in.Older, newer, s.Ledger.Hashes(ctx))
	return &struct{ Body Consistency }{Consistency{in.Older, newer, hashes(proof)}}, err
}
