// Package witness is somebody outside the office who watches a ledger (见证): the people's
// congress office, the chamber of commerce, a neighbouring county. A witness signs that a
// ledger it has seen before has only grown.
//
//	checkpoint + proof ─▶ known ledger? ─▶ its signature? ─▶ from where I left it? ─▶ only grown?
//	                                                                                    │
//	                                            cosignature ◀─ kept on disk, synced ◀───┘
//
// It follows c2sp.org/tlog-witness and c2sp.org/tlog-cosignature, so that other witnesses
// can watch a Banjie ledger and this one other ledgers. It sees numbers and hashes, no case
// and no person. What it cannot say is whether something was never written at all.
package witness

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// Latest as the old size of a [Request] stands for the size this witness signed last.
const Latest = -1

// MaxRequest is the longest request that is read, in bytes.
const MaxRequest = 64 << 10

// Request asks a witness to sign a checkpoint.
type Request struct {
	Old        int64 // size the proof starts from, or [Latest]
	Proof      []ledger.Hash
	Checkpoint string
}

// Text is the request as add-checkpoint takes it.
func (r Request) Text() string {
	s := "old " + strconv.FormatInt(r.Old, 10) + "\n"
	for _, h := range r.Proof {
		s += h.String() + "\n"
	}
	return s + "\n" + r.Checkpoint
}

// ParseRequest reads what [Request.Text] wrote. Errors are fault.Invalid, code bad_request.
func ParseRequest(text string) (Request, error) {
	head, checkpoint, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	old, ok2 := strings.CutPrefix(lines[0], "old ")
	if !ok || !ok2 || len(lines) > 1+63 || len(text) > MaxRequest {
		return Request{}, badRequest(errors.New("witness: not an old size, a proof and a checkpoint"))
	}
	r := Request{Checkpoint: checkpoint}
	var err error
	if r.Old, err = strconv.ParseInt(old, 10, 64); err != nil || r.Old < 0 || strconv.FormatInt(r.Old, 10) != old {
		return Request{}, badRequest(fmt.Errorf("witness: %q is no size of a tree", old))
	}
	for _, l := range lines[1:] {
		h, err := ledger.ParseHash(l)
		if err != nil {
			return Request{}, badRequest(err)
		}
		r.Proof = append(r.Proof, h)
	}
	return r, nil
}

func badRequest(cause error) error {
	return fault.New(fault.Invalid, "bad_request",
		lang.T("请求的格式不对。", "The request is malformed."),
		lang.T("请按 c2sp.org/tlog-witness 的格式提交。", "Please send it in the form of c2sp.org/tlog-witness.")).With(cause)
}

// State keeps the last checkpoint a witness signed of each ledger.
type State interface {
	// Update lets f see the last checkpoint of a ledger ("" for none) and say which one
	// takes its place. Nobody else updates that ledger meanwhile. Update returns after the
	// new one is durable; an error of f leaves the old one and is returned.
	Update(origin string, f func(last string) (next string, err error)) error
}

// Witness signs for the ledgers it knows.
type Witness struct {
	Key   ledger.Cosigner
	Logs  ledger.Trust // keys of the ledgers
	State State
}

// Answer of a witness: its signature line, or where it stands when it refuses.
type Answer struct {
	Line string
	Size int64 // last size it signed; set with a fault.Conflict
}

// Add checks a checkpoint against the last one signed, keeps it and signs it with the
// instant at. It refuses with
//
//	fault.Invalid   bad_request, bad_checkpoint   malformed, or the old size is above the new one
//	fault.NotFound  unknown_ledger                no key of this ledger is known
//	fault.Forbidden bad_signature                 the ledger has not signed it
//	fault.Conflict  other_size, split_view        the last size signed is another; or same size, other root
//	fault.Invalid   inconsistent                  the ledger has not only grown
func (w Witness) Add(req Request, at time.Time) (Answer, error) {
	c, _, err := ledger.ParseCheckpoint(req.Checkpoint)
	if err != nil {
		return Answer{}, err
	}
	if !w.Logs.Knows(c.Origin) {
		return Answer{}, fault.New(fault.NotFound, "unknown_ledger",
			lang.Format("不认识账本“%s”。", "The ledger “%s” is not known here.", c.Origin),
			lang.T("请先把它的公钥加到见证的账本清单里。", "Please add its public key to this witness's list of ledgers first."))
	}
	if _, err := w.Logs.Open(req.Checkpoint); err != nil {
		return Answer{}, fault.New(fault.Forbidden, "bad_signature",
			lang.T("检查点上没有该账本的有效签名。", "The checkpoint carries no valid signature of its ledger."),
			lang.T("请重新取得检查点。", "Please get the checkpoint again.")).With(err)
	}
	if req.Old > c.Size {
		return Answer{}, badRequest(fmt.Errorf("witness: old size %d is above %d", req.Old, c.Size))
	}
	var answer Answer
	err = w.State.Update(c.Origin, func(last string) (string, error) {
		if answer, err = w.compare(req, c, last); err != nil {
			return "", err
		}
		if answer.Line, err = c.Cosign(w.Key, at); err != nil {
			return "", err
		}
		return req.Checkpoint, nil
	})
	if err != nil {
		answer.Line = ""
	}
	return answer, err
}

// compare says whether the new checkpoint continues the last one.
func (w Witness) compare(req Request, c ledger.Checkpoint, last string) (Answer, error) {
	var before ledger.Checkpoint
	if last != "" {
		var err error
		if before, _, err = ledger.ParseCheckpoint(last); err != nil {
			return Answer{}, fmt.Errorf("witness: kept checkpoint of %s: %w", c.Origin, err)
		}
	} else {
		before.Root = ledger.EmptyRoot
	}
	answer := Answer{Size: before.Size}
	if req.Old == Latest {
		req.Old = before.Size
	}
	switch {
	case req.Old != before.Size:
		return answer, fault.New(fault.Conflict, "other_size",
			lang.Format("这个见证上次签到 %d 条，请从那里开始证明。", "This witness last signed %d records; please prove from there.", before.Size),
			lang.T("请附上从该处到新检查点的一致性证明。", "Please add the consistency proof from there to the new checkpoint."))
	case c.Size == before.Size && c.Root != before.Root:
		return answer, fault.New(fault.Conflict, "split_view",
			lang.Format("同样是 %d 条，账本却给出了两个不同的根：账本对不同的人说了不同的话。", "For the same %d records the ledger has shown two different roots: it tells different people different things.", c.Size),
			lang.T("两份检查点都要保存好，这是账本造假的证据。", "Keep both checkpoints: they are evidence against the ledger."))
	}
	if err := ledger.VerifyConsistency(req.Proof, before.Size, before.Root, c.Size, c.Root); err != nil {
		return answer, fault.New(fault.Invalid, "inconsistent",
			lang.Format("没有证明账本是从上次的 %[1]d 条增长到 %[2]d 条的。", "It is not shown that the ledger grew from the %[1]d records signed last to %[2]d.", before.Size, c.Size),
			lang.T("请附上正确的一致性证明；若账本给不出来，说明以前的记录被改动过。", "Please add the right consistency proof; if the ledger cannot give one, earlier records were changed.")).With(err)
	}
	return answer, nil
}
