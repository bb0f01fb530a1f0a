package witness

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/internal/ledger"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func testKey(t testing.TB, alg ledger.Algorithm, name string, seed byte) ledger.Key {
	t.Helper()
	k, err := ledger.GenerateKey(alg, name, bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// history is a ledger whose every size can be asked for.
type history struct {
	nodes []ledger.Hash
	heads []ledger.Head
}

func (h *history) ReadHashes(at []int64) ([]ledger.Hash, error) {
	got := make([]ledger.Hash, len(at))
	for i, a := range at {
		got[i] = h.nodes[a]
	}
	return got, nil
}

func grown(t testing.TB, size int, mark string) *history {
	t.Helper()
	h := &history{heads: []ledger.Head{{Division: "330481", Root: ledger.EmptyRoot}}}
	for n := range size {
		nodes, root, err := ledger.Grow(int64(n), h, [][]byte{{byte(n)}})
		if mark != "" && n == 2 {
			nodes, root, err = ledger.Grow(int64(n), h, [][]byte{[]byte(mark)})
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			h.nodes = append(h.nodes, n.Hash)
		}
		h.heads = append(h.heads, ledger.Head{Division: "330481", Size: int64(n + 1), Root: root})
	}
	return h
}

func (h *history) request(t testing.TB, older, newer int64, key ledger.Key) Request {
	t.Helper()
	s, err := ledger.NewSigner(key.Secret)
	if err != nil {
		t.Fatal(err)
	}
	text, err := ledger.SignHead(h.heads[newer], s)
	if err != nil {
		t.Fatal(err)
	}
	req := Request{Old: older, Checkpoint: text}
	if older <= newer {
		if req.Proof, err = ledger.ProveConsistency(older, newer, h); err != nil {
			t.Fatal(err)
		}
	}
	return req
}

func newWitness(t testing.TB) (Folder, Witness, ledger.Key, ledger.Trust) {
	t.Helper()
	log := testKey(t, ledger.Ed25519, "banjie/test-only/330481", 1)
	own := testKey(t, ledger.Cosignature, "witness.example/test-only", 2)
	f := Folder(filepath.Join(t.TempDir(), "w"))
	if err := f.Create(own, log.Public); err != nil {
		t.Fatal(err)
	}
	w, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	trust, err := ledger.NewTrust(1, log.Public, own.Public)
	if err != nil {
		t.Fatal(err)
	}
	return f, w, log, trust
}

func TestWitnessFollowsAGrowingLedger(t *testing.T) {
	folder, w, log, trust := newWitness(t)
	h := grown(t, 20, "")
	last := int64(0)
	for _, size := range []int64{0, 3, 3, 4, 11, 20} {
		req := h.request(t, last, size, log)
		parsed, err := ParseRequest(req.Text())
		if err != nil {
			t.Fatal(err)
		}
		answer, err := w.Add(parsed, noon)
		if err != nil {
			t.Fatalf("from %d to %d: %v", last, size, err)
		}
		o, err := trust.Open(req.Checkpoint + answer.Line)
		if err != nil || len(o.Witnesses) != 1 || !o.Witnesses[0].At.Equal(noon) {
			t.Fatalf("%+v, %v", o, err)
		}
		last = size
		if w, err = folder.Open(); err != nil { // a restart forgets nothing
			t.Fatal(err)
		}
	}
	req := h.request(t, 20, 20, log)
	req.Old, req.Proof = Latest, nil
	if _, err := w.Add(req, noon); err != nil {
		t.Error(err)
	}
}

func TestWitnessRefuses(t *testing.T) {
	h, forged := grown(t, 20, ""), grown(t, 20, "another history")
	stranger := testKey(t, ledger.Ed25519, "banjie/test-only/330481", 9)
	elsewhere := testKey(t, ledger.Ed25519, "banjie/elsewhere/330481", 9)
	for _, c := range []struct {
		name string
		req  func(log ledger.Key) Request
		kind fault.Kind
		code string
		size int64
	}{
		{"wrong old size", func(k ledger.Key) Request { return h.request(t, 4, 12, k) }, fault.Conflict, "other_size", 10},
		{"old size zero", func(k ledger.Key) Request { return h.request(t, 0, 12, k) }, fault.Conflict, "other_size", 10},
		{"smaller than before", func(k ledger.Key) Request { return h.request(t, 9, 9, k) }, fault.Conflict, "other_size", 10},
		{"same size, other root", func(k ledger.Key) Request { return forged.request(t, 10, 10, k) }, fault.Conflict, "split_view", 10},
		{"rewritten", func(k ledger.Key) Request { return forged.request(t, 10, 12, k) }, fault.Invalid, "inconsistent", 10},
		{"no proof", func(k ledger.Key) Request { r := h.request(t, 10, 12, k); r.Proof = nil; return r }, fault.Invalid, "inconsistent", 10},
		{"proof for the same size", func(k ledger.Key) Request {
			r := h.request(t, 10, 10, k)
			r.Proof = []ledger.Hash{{}}
			return r
		}, fault.Invalid, "inconsistent", 10},
		{"old size above the new", func(k ledger.Key) Request { return h.request(t, 13, 12, k) }, fault.Invalid, "bad_request", 0},
		{"signed by a stranger", func(ledger.Key) Request { return h.request(t, 10, 12, stranger) }, fault.Forbidden, "bad_signature", 0},
		{"unknown ledger", func(ledger.Key) Request { return h.request(t, 10, 12, elsewhere) }, fault.NotFound, "unknown_ledger", 0},
		{"no checkpoint", func(ledger.Key) Request { return Request{Old: 10} }, fault.Invalid, "bad_checkpoint", 0},
		{"changed checkpoint", func(k ledger.Key) Request {
			r := h.request(t, 10, 12, k)
			r.Checkpoint = strings.Replace(r.Checkpoint, "\n12\n", "\n13\n", 1)
			return r
		}, fault.Forbidden, "bad_signature", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, w, log, _ := newWitness(t)
			if _, err := w.Add(h.request(t, 0, 10, log), noon); err != nil {
				t.Fatal(err)
			}
			answer, err := w.Add(c.req(log), noon)
			f, ok := fault.As(err)
			if !ok || f.Kind != c.kind || f.Code != c.code || answer.Line != "" || answer.Size != c.size {
				t.Fatalf("%+v, %v", answer, err)
			}
			if _, err := w.Add(h.request(t, 10, 12, log), noon); err != nil {
				t.Errorf("after the refusal the witness is stuck: %v", err)
			}
		})
	}
}

// Two requests at once never take the witness back.
func TestWitnessUnderConcurrency(t *testing.T) {
	folder, w, log, _ := newWitness(t)
	h := grown(t, 20, "")
	var wg sync.WaitGroup
	var mu sync.Mutex
	signed := 0
	for size := int64(1); size <= 20; size++ {
		req := h.request(t, 0, size, log)
		wg.Go(func() {
			if _, err := w.Add(req, noon); err == nil {
				mu.Lock()
				defer mu.Unlock()
				signed++
			}
		})
	}
	wg.Wait()
	if signed != 1 {
		t.Fatalf("%d checkpoints were signed from size 0", signed)
	}
	if left, err := filepath.Glob(filepath.Join(string(folder), "seen", ".new-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestWitnessSignsNothingItCannotKeep(t *testing.T) {
	folder, w, log, _ := newWitness(t)
	if err := os.RemoveAll(filepath.Join(string(folder), "seen")); err != nil {
		t.Fatal(err)
	}
	answer, err := w.Add(grown(t, 3, "").request(t, 0, 3, log), noon)
	if err == nil || answer.Line != "" {
		t.Fatalf("%+v, %v", answer, err)
	}
}

func TestFolder(t *testing.T) {
	folder, _, log, _ := newWitness(t)
	own := testKey(t, ledger.Cosignature, "witness.example/test-only", 2)
	if err := folder.Create(own); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the key was replaced: %v", err)
	}
	if public, err := folder.PublicKey(); err != nil || public != own.Public {
		t.Errorf("%q, %v", public, err)
	}
	more := testKey(t, ledger.Ed25519, "banjie/elsewhere/330481", 9)
	if err := errors.Join(folder.AddLedgers(log.Public, more.Public), folder.AddLedgers(more.Public)); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(string(folder), "ledgers"))
	if err != nil || string(b) != log.Public+"\n"+more.Public+"\n" {
		t.Errorf("%q, %v", b, err)
	}
	if info, err := os.Stat(filepath.Join(string(folder), "key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := Folder(t.TempDir()).Open(); fault.KindOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	if err := folder.AddLedgers("rubbish"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add("old 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx\n1\n")
	f.Add("old 0\n\n")
	f.Add("old -1\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := ParseRequest(s); err == nil && r.Text() != s {
			t.Fatalf("%q is written %q", s, r.Text())
		}
	})
}
