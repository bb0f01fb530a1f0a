package ledger

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// stored is a ledger as a database gives it to Check, to be damaged by tests.
type stored struct {
	leaves []Stored
	nodes  []Node
	heads  []Head
}

func each[T any](s []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range s {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (s stored) check(t testing.TB) Findings {
	t.Helper()
	f, err := Check(Archive{each(s.leaves), each(s.nodes), each(s.heads)})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// groups makes a ledger written in groups of the given sizes.
func groups(t testing.TB, sizes ...int) stored {
	t.Helper()
	m, s := &memory{}, stored{}
	for g, size := range sizes {
		recorded := noon.Add(time.Duration(g) * time.Minute)
		var leaves [][]byte
		for range size {
			l := leafAt(len(s.leaves))
			l.Recorded = recorded
			leaves = append(leaves, l.Encode())
			s.leaves = append(s.leaves, Stored{int64(len(s.leaves)), leaves[len(leaves)-1]})
		}
		root := m.grow(t, leaves...)
		s.heads = append(s.heads, Head{"330481", int64(len(s.leaves)), root, recorded})
	}
	for i, h := range m.nodes {
		s.nodes = append(s.nodes, Node{int64(i), h})
	}
	return s
}

func TestCheckFindsNothingInASoundLedger(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 9), 0, 12).Draw(rt, "groups")
		s := groups(t, sizes...)
		f := s.check(t)
		if f.Total != 0 || f.First != -1 || f.Leaves != int64(len(s.leaves)) || f.Nodes != int64(len(s.nodes)) || f.Heads != int64(len(s.heads)) {
			rt.Fatalf("%+v", f)
		}
		if len(s.heads) > 0 && f.Root != s.heads[len(s.heads)-1].Root {
			rt.Fatal("wrong root")
		}
	})
}

func TestCheckFindsDamage(t *testing.T) {
	leaf := func(n int, change func(l *Leaf)) []byte {
		l, err := DecodeLeaf(groups(t, 4, 4, 4).leaves[n].Leaf)
		if err != nil {
			t.Fatal(err)
		}
		change(&l)
		return l.Encode()
	}
	for _, c := range []struct {
		name   string
		damage func(s *stored)
		first  int64
		code   string // of the first problem told
		total  int64
	}{
		{"leaf changed", func(s *stored) { s.leaves[5].Leaf = leaf(5, func(l *Leaf) { l.Payload[0]++ }) }, 5, "altered", 1},
		{"leaf is rubbish", func(s *stored) { s.leaves[5].Leaf = []byte("x") }, 5, "bad_leaf", 2},
		{"leaf gone", func(s *stored) { s.leaves = slices.Delete(s.leaves, 5, 6) }, 5, "gap", 1},
		{"leaves gone", func(s *stored) { s.leaves = slices.Delete(s.leaves, 5, 8) }, 5, "gap", 1},
		{"first leaf gone", func(s *stored) { s.leaves = s.leaves[1:] }, 0, "gap", 1},
		{"leaf and its node gone", func(s *stored) {
			s.leaves = slices.Delete(s.leaves, 5, 6)
			s.nodes = slices.DeleteFunc(s.nodes, func(n Node) bool { return n.Index == tlog.StoredHashIndex(0, 5) })
		}, 5, "gap", 2},
		{"last leaf gone", func(s *stored) { s.leaves = s.leaves[:11] }, 11, "gap", 4},
		{"all leaves gone", func(s *stored) { s.leaves = nil }, 0, "gap", 25},
		{"leaf repeated", func(s *stored) { s.leaves = slices.Insert(s.leaves, 5, s.leaves[4]) }, 4, "order", 1},
		{"leaves swapped", func(s *stored) {
			s.leaves[5].Leaf, s.leaves[6].Leaf = s.leaves[6].Leaf, s.leaves[5].Leaf
		}, 5, "altered", 2},
		{"back-dated", func(s *stored) {
			s.leaves[5].Leaf = leaf(5, func(l *Leaf) { l.Recorded = noon.Add(-time.Hour) })
		}, 5, "earlier", 2},
		{"dated after its group", func(s *stored) {
			s.leaves[5].Leaf = leaf(5, func(l *Leaf) { l.Recorded = noon.Add(90 * time.Second) })
		}, 5, "earlier", 4},
		{"inner node changed", func(s *stored) { s.nodes[tlog.StoredHashIndex(1, 2)].Hash[0]++ }, 5, "wrong_node", 1},
		{"node gone", func(s *stored) { s.nodes = slices.Delete(s.nodes, 4, 5) }, 3, "missing_node", 1},
		{"node repeated", func(s *stored) { s.nodes = slices.Insert(s.nodes, 4, s.nodes[3]) }, 3, "extra_node", 1},
		{"node too many", func(s *stored) { s.nodes = append(s.nodes, Node{Index: 999}) }, 12, "extra_node", 1},
		{"head changed", func(s *stored) { s.heads[1].Root[0]++ }, 7, "wrong_head", 1},
		{"head at an older time", func(s *stored) { s.heads[2].Recorded = noon }, 8, "earlier", 5},
		{"last head gone", func(s *stored) { s.heads = s.heads[:2] }, 11, "no_head", 1},
		{"head repeated", func(s *stored) { s.heads = slices.Insert(s.heads, 1, s.heads[0]) }, 3, "bad_head", 1},
		{"rewritten with its nodes, heads left", func(s *stored) {
			heads := s.heads
			*s = groups(t, 4, 4, 4)
			s.leaves[5].Leaf = leaf(5, func(l *Leaf) { l.Payload[0]++ })
			var all [][]byte
			for _, l := range s.leaves {
				all = append(all, l.Leaf)
			}
			nodes, _, err := Grow(0, nil, all)
			if err != nil {
				t.Fatal(err)
			}
			s.nodes, s.heads = nodes, heads
		}, 7, "wrong_head", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := groups(t, 4, 4, 4)
			c.damage(&s)
			f := s.check(t)
			if f.Total == 0 || f.First != c.first || f.Problems[0].Code != c.code || f.Total != c.total {
				t.Fatalf("first %d, total %d, %+v", f.First, f.Total, f.Problems)
			}
			for _, p := range f.Problems {
				if p.Text.ZH == "" || p.Text.EN == "" {
					t.Errorf("half a sentence: %+v", p)
				}
			}
		})
	}
}

func TestCheckFindsEveryChange(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := groups(t, rapid.SliceOfN(rapid.IntRange(1, 5), 1, 6).Draw(rt, "groups")...)
		switch rapid.IntRange(0, 4).Draw(rt, "damage") {
		case 0:
			i := rapid.IntRange(0, len(s.leaves)-1).Draw(rt, "leaf")
			b := slices.Clone(s.leaves[i].Leaf)
			b[rapid.IntRange(0, len(b)-1).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			s.leaves[i].Leaf = b
		case 1:
			i := rapid.IntRange(0, len(s.leaves)-1).Draw(rt, "leaf")
			s.leaves = slices.Delete(s.leaves, i, i+1)
		case 2:
			i := rapid.IntRange(0, len(s.nodes)-1).Draw(rt, "node")
			s.nodes[i].Hash[rapid.IntRange(0, 31).Draw(rt, "byte")] ^= 1
		case 3:
			i := rapid.IntRange(0, len(s.nodes)-1).Draw(rt, "node")
			s.nodes = slices.Delete(s.nodes, i, i+1)
		case 4:
			i := rapid.IntRange(0, len(s.heads)-1).Draw(rt, "head")
			s.heads[i].Root[rapid.IntRange(0, 31).Draw(rt, "byte")] ^= 1
		}
		if f := s.check(t); f.Total == 0 || f.First < 0 {
			rt.Fatal("nothing was found")
		}
	})
}

func TestCheckAllowsSealedLeavesWithinTheirDay(t *testing.T) {
	shanghai := time.FixedZone("+08", 8*3600)
	s := groups(t, 3, 3)
	for _, days := range []int{0, -1} {
		l := leafAt(4)
		l.Recorded = noon.Add(time.Minute).AddDate(0, 0, days)
		s.leaves[4].Leaf = l.Sealed(shanghai).Encode()
		f := s.check(t)
		if earlier := slices.ContainsFunc(f.Problems, func(p Problem) bool { return p.Code == "earlier" }); earlier != (days < 0) {
			t.Errorf("%d days: %+v", days, f.Problems)
		}
	}
}

func TestCheckTellsAHundredProblemsAndCountsTheRest(t *testing.T) {
	s := groups(t, 300)
	for i := range s.leaves {
		s.leaves[i].Leaf = []byte{1}
	}
	if f := s.check(t); len(f.Problems) != maxProblems || f.Total < 300 {
		t.Errorf("%d told of %d", len(f.Problems), f.Total)
	}
}

func TestCheckDoesNotFollowAHugeGap(t *testing.T) {
	s := groups(t, 4)
	s.leaves[3].N = 1 << 60
	if f := s.check(t); f.First != 3 {
		t.Errorf("%+v", f)
	}
}

func TestCheckStopsAtReadErrors(t *testing.T) {
	gone := errors.New("disk gone")
	s := groups(t, 4, 4)
	for _, c := range []Archive{
		{fails[Stored](gone), each(s.nodes), each(s.heads)},
		{each(s.leaves), fails[Node](gone), each(s.heads)},
		{each(s.leaves), each(s.nodes), fails[Head](gone)},
	} {
		if _, err := Check(c); !errors.Is(err, gone) {
			t.Errorf("%v", err)
		}
	}
}

func fails[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}

func BenchmarkCheck(b *testing.B) {
	s := groups(b, slices.Repeat([]int{10}, 2000)...)
	b.ReportAllocs()
	for b.Loop() {
		if f := s.check(b); f.Total != 0 {
			b.Fatal(f.Problems)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(s.leaves)), "ns/leaf")
}

func BenchmarkGrow64(b *testing.B) {
	leaves := someLeaves(64)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Grow(599_936, anyHash{}, leaves); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProveInclusion(b *testing.B) {
	for b.Loop() {
		if _, err := ProveInclusion(123_456, 600_000, anyHash{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	f := fileAt(b, 5, 1000, false)
	r := f.receipt(b)
	trust := trusting(b, 0, f.key)
	for name, data := range map[string][]byte{"text": []byte(r.Text()), "code": []byte(codeText(b, r))} {
		b.Run(fmt.Sprintf("%s-%d", name, len(data)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Verify(data, trust); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
