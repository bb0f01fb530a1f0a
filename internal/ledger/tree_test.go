package ledger

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memory is a ledger in memory: nodes by index, as a database keeps them.
type memory struct {
	nodes  []Hash
	leaves [][]byte
	reads  int // calls of ReadHashes
}

func (m *memory) ReadHashes(at []int64) ([]Hash, error) {
	m.reads++
	got := make([]Hash, len(at))
	for i, a := range at {
		if a >= int64(len(m.nodes)) {
			return nil, fmt.Errorf("no node %d", a)
		}
		got[i] = m.nodes[a]
	}
	return got, nil
}

func (m *memory) grow(t testing.TB, leaves ...[]byte) Hash {
	t.Helper()
	nodes, root, err := Grow(int64(len(m.leaves)), m, leaves)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Index != int64(len(m.nodes)) {
			t.Fatalf("node %d comes where %d is due", n.Index, len(m.nodes))
		}
		m.nodes = append(m.nodes, n.Hash)
	}
	m.leaves = append(m.leaves, leaves...)
	return root
}

// naive is RFC 6962 section 2.1, word for word.
func naive(leaves [][]byte) Hash {
	switch n := len(leaves); n {
	case 0:
		return EmptyRoot
	case 1:
		return tlog.RecordHash(leaves[0])
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		return tlog.NodeHash(naive(leaves[:k]), naive(leaves[k:]))
	}
}

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// leafAt is a plain leaf, different for each n.
func leafAt(n int) Leaf {
	return Leaf{Kind: "accepted", Case: CaseTag([32]byte{1}, "330481", int64(n)), Seq: 2, At: noon.Add(time.Duration(n) * time.Second),
		Recorded: noon.Add(time.Duration(n) * time.Second), Role: "officer", Unit: "330481-market", Payload: [32]byte{byte(n), byte(n >> 8)}}
}

func someLeaves(n int) [][]byte {
	leaves := make([][]byte, n)
	for i := range leaves {
		leaves[i] = leafAt(i).Encode()
	}
	return leaves
}

func TestGrowEqualsTheNaiveTree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &memory{}
		for range rapid.IntRange(1, 6).Draw(rt, "groups") {
			group := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 40), 0, 20).Draw(rt, "group")
			m.reads = 0
			size := len(m.leaves)
			root := m.grow(t, group...)
			if want := naive(m.leaves); root != want {
				rt.Fatalf("root of %d leaves is %v, want %v", len(m.leaves), root, want)
			}
			if m.reads > 1 || size == 0 && m.reads > 0 {
				rt.Fatalf("%d reads for one group", m.reads)
			}
			if want := tlog.StoredHashCount(int64(len(m.leaves))); int64(len(m.nodes)) != want {
				rt.Fatalf("%d nodes, tlog stores %d", len(m.nodes), want)
			}
			if other, err := tlog.TreeHash(int64(len(m.leaves)), m); err != nil || other != root {
				rt.Fatalf("tlog reads root %v (%v) from our nodes, we said %v", other, err, root)
			}
		}
	})
}

func TestGrowReadsOnlyTheFrontier(t *testing.T) {
	for size := range 70 {
		m := &memory{}
		m.grow(t, someLeaves(size)...)
		frontier := map[int64]Hash{}
		for _, at := range Frontier(int64(size)) {
			frontier[at] = m.nodes[at]
		}
		only := tlog.HashReaderFunc(func(at []int64) ([]Hash, error) {
			got := make([]Hash, len(at))
			for i, a := range at {
				h, ok := frontier[a]
				if !ok {
					return nil, fmt.Errorf("node %d is outside the frontier", a)
				}
				got[i] = h
			}
			return got, nil
		})
		more := someLeaves(5)
		_, root, err := Grow(int64(size), only, more)
		if err != nil {
			t.Fatal(err)
		}
		if want := naive(append(m.leaves, more...)); root != want {
			t.Fatalf("size %d: wrong root", size)
		}
	}
}

func TestGrowRefuses(t *testing.T) {
	failing := tlog.HashReaderFunc(func([]int64) ([]Hash, error) { return nil, fmt.Errorf("disk gone") })
	short := tlog.HashReaderFunc(func(at []int64) ([]Hash, error) { return make([]Hash, len(at)-1), nil })
	for name, try := range map[string]func() error{
		"negative size": func() error { _, _, err := Grow(-1, failing, nil); return err },
		"huge size":     func() error { _, _, err := Grow(maxSize, failing, someLeaves(1)); return err },
		"read error":    func() error { _, _, err := Grow(3, failing, nil); return err },
		"short read":    func() error { _, _, err := Grow(3, short, nil); return err },
	} {
		if try() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEveryProofVerifiesAndNoOther(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.IntRange(1, 130).Draw(rt, "size")
		m := &memory{}
		roots := []Hash{EmptyRoot}
		for _, l := range someLeaves(size) {
			roots = append(roots, m.grow(t, l))
		}
		n := rapid.Int64Range(0, int64(size)-1).Draw(rt, "n")
		proof, err := ProveInclusion(n, int64(size), m)
		if err != nil {
			rt.Fatal(err)
		}
		if err := VerifyInclusion(proof, int64(size), roots[size], n, m.leaves[n]); err != nil {
			rt.Fatalf("leaf %d of %d: %v", n, size, err)
		}
		if other := (n + 1) % int64(size); other != n && VerifyInclusion(proof, int64(size), roots[size], other, m.leaves[n]) == nil {
			rt.Fatalf("proof of leaf %d holds for %d", n, other)
		}
		if len(proof) > 0 {
			bad := append([]Hash{}, proof...)
			bad[rapid.IntRange(0, len(bad)-1).Draw(rt, "hash")][rapid.IntRange(0, 31).Draw(rt, "byte")] ^= 1
			if VerifyInclusion(bad, int64(size), roots[size], n, m.leaves[n]) == nil {
				rt.Fatal("a changed proof holds")
			}
		}

		older := rapid.Int64Range(0, int64(size)).Draw(rt, "older")
		grown, err := ProveConsistency(older, int64(size), m)
		if err != nil {
			rt.Fatal(err)
		}
		if err := VerifyConsistency(grown, older, roots[older], int64(size), roots[size]); err != nil {
			rt.Fatalf("%d in %d: %v", older, size, err)
		}
		wrong := roots[older]
		wrong[0] ^= 1
		if VerifyConsistency(grown, older, wrong, int64(size), roots[size]) == nil {
			rt.Fatalf("%d in %d: a wrong old root holds", older, size)
		}
	})
}

func TestProofsRefuseBadInput(t *testing.T) {
	m := &memory{}
	root := m.grow(t, someLeaves(5)...)
	for _, c := range []struct {
		name string
		err  error
	}{
		{"inclusion beyond the end", second(ProveInclusion(5, 5, m))},
		{"inclusion of a negative leaf", second(ProveInclusion(-1, 5, m))},
		{"inclusion in a huge tree", VerifyInclusion(nil, maxSize+1, root, 0, nil)},
		{"consistency backwards", second(ProveConsistency(5, 4, m))},
		{"consistency of a huge tree", VerifyConsistency(nil, 1, root, maxSize+1, root)},
		{"hashes for an empty tree", VerifyConsistency([]Hash{root}, 0, EmptyRoot, 5, root)},
		{"wrong empty root", VerifyConsistency(nil, 0, root, 5, root)},
	} {
		if c.err == nil {
			t.Errorf("%s: no error", c.name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func drawLeaf(rt *rapid.T) Leaf {
	instant := rapid.Int64Range(-1<<50, 1<<50)
	at := func(label string) time.Time {
		us := instant.Draw(rt, label)
		if us == 0 {
			return time.Time{}
		}
		return time.UnixMicro(us).UTC()
	}
	l := Leaf{Kind: rapid.String().Draw(rt, "kind"), Seq: rapid.Int64().Draw(rt, "seq"), At: at("at"), Recorded: at("recorded"),
		Role: rapid.String().Draw(rt, "role"), Unit: rapid.String().Draw(rt, "unit")}
	copy(l.Case[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "case"))
	copy(l.Payload[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "payload"))
	return l
}

func TestLeafReadsBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l, b := drawLeaf(rt), []byte(nil)
		b = l.Encode()
		got, err := DecodeLeaf(b)
		if err != nil {
			rt.Fatal(err)
		}
		if got != l {
			rt.Fatalf("wrote %+v, read %+v", l, got)
		}
		if other := drawLeaf(rt); other != l && bytes.Equal(other.Encode(), b) {
			rt.Fatal("two leaves, one encoding")
		}
	})
}

func TestDecodeLeafIsStrict(t *testing.T) {
	good := leafAt(3).Encode()
	for i := range good {
		if _, err := DecodeLeaf(good[:i]); err == nil {
			t.Fatalf("the first %d bytes are read as a leaf", i)
		}
	}
	longLength := append([]byte{1, 0x80 | 8, 0}, good[2:]...) // the length of "accepted" in two bytes
	for name, b := range map[string][]byte{
		"a byte too many": append(bytes.Clone(good), 0),
		"other version":   append([]byte{2}, good[1:]...),
		"long number":     longLength,
		"huge length":     {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
	} {
		if _, err := DecodeLeaf(b); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func TestSealedLeafTellsOnlyTheDay(t *testing.T) {
	shanghai := time.FixedZone("+08", 8*3600)
	l := leafAt(1)
	l.At = time.Date(2026, 3, 1, 16, 0, 0, 1000, time.UTC) // 2 March, just after midnight at the office
	l.Recorded = l.At.Add(5 * time.Second)
	s := l.Sealed(shanghai)
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai)
	if s.Kind+s.Role+s.Unit != "" || !s.At.Equal(midnight) || !s.Recorded.Equal(midnight) || !s.IsSealed() {
		t.Fatalf("%+v", s)
	}
	if s.Case != l.Case || s.Payload != l.Payload || s.Seq != l.Seq {
		t.Fatal("sealing changed what must stay")
	}
}

func TestSaltsAndHashesAreApart(t *testing.T) {
	k := [32]byte{1}
	seen := map[[32]byte]string{}
	for name, h := range map[string][32]byte{
		"salt 1":           Salt(k, "facts", 1),
		"salt 2":           Salt(k, "facts", 2),
		"salt private":     Salt(k, "private", 1),
		"other key":        Salt([32]byte{2}, "facts", 1),
		"inner":            Inner(k, []byte("a")),
		"inner, newline":   Inner(k, []byte("a\n")),
		"inner, two lines": Inner(k, []byte("a\nb")),
		"inner, other":     Inner(k, []byte("a\nc")),
		"inner, empty":     Inner(k, nil),
		"nothing":          Nothing,
		"payload":          Payload(k, Nothing),
		"payload, turned":  Payload(Nothing, k),
		"case":             CaseTag(k, "330481", 1),
		"case, division":   CaseTag(k, "330482", 1),
		"case, id":         CaseTag(k, "330481", 2),
	} {
		if other, ok := seen[h]; ok {
			t.Errorf("%s and %s are the same", name, other)
		}
		seen[h] = name
	}
}
