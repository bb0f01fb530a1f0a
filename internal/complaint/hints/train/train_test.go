package train

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banjie/internal/complaint/hints"
	"banjie/internal/complaint/hints/tagger"
	"banjie/internal/complaint/labelled"
)

func read(t *testing.T, sets ...string) []labelled.Story {
	t.Helper()
	all, err := labelled.Read(filepath.Join("..", "..", "testdata", "stories"), sets...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The weights of the binary are those of the stories, lists and settings beside them.
func TestWeightsAreCurrent(t *testing.T) {
	if got, want := tagger.Default().Source, Source(read(t, Sets...), Usual); got != want {
		t.Errorf("weights.bin was learned from other stories, lists or settings (%x, want %x): go run gen_weights.go in internal/complaint/hints", got, want)
	}
}

// brief settings learn a little, quickly.
var brief = Settings{Bits: 12, Rounds: 2, Variants: 1, Rate: .1, Drop: .1, Blind: .2, Keep: 10_000, Seed: 1}

// The same stories give the same bytes.
func TestSameStoriesSameBytes(t *testing.T) {
	stories := read(t, "tuning-3.txt")[:40]
	one, two := Train(stories, brief), Train(stories, brief)
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two trainings differ")
	}
	if other := Source(stories[1:], brief); other == one.Source {
		t.Error("a story less gives the same sum")
	}
}

// What is put in the place of a mark is marked, and nothing else is changed by it.
func TestVariantsKeepTheirMarks(t *testing.T) {
	r := newRand(5)
	for _, s := range read(t, Sets...) {
		v := vary(s, r)
		text, end := []rune(v.Text), 0
		if len(v.Marks) < len(s.Marks) {
			t.Fatalf("%d marks of %d: %s", len(v.Marks), len(s.Marks), v.Text)
		}
		for _, m := range v.Marks {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("mark %v after %d: %s", m, end, v.Text)
			}
			if in := string(text[m.Start:m.End]); strings.ContainsAny(in, "，。！") {
				t.Fatalf("%s %q is more than a name: %s", m.Kind, in, v.Text)
			}
			end = m.End
		}
	}
}

// Each set in turn, found by what was learned from the others: what the bars were chosen by. It
// takes a minute and a half.
func TestCross(t *testing.T) {
	if os.Getenv("BANJIE_CROSS") == "" {
		t.Skip("BANJIE_CROSS=1 learns three times")
	}
	var found, marks, wrong, warned int
	for i, set := range Sets {
		m := Train(read(t, slices.Delete(slices.Clone(Sets), i, i+1)...), Usual)
		for _, s := range read(t, set) {
			hs := hints.By(m, s.Text, hints.Usual)[0]
			for _, k := range s.Marks {
				marks++
				if slices.ContainsFunc(hs, touches(k)) {
					found++
				}
			}
			for _, h := range hs {
				warned++
				if !slices.ContainsFunc(s.Marks, touches(h)) {
					wrong++
				}
			}
		}
	}
	f, w := float64(found)/float64(marks), float64(wrong)/float64(warned)
	t.Log(fmt.Sprintf("found %d of %d (%.1f %%), false %d of %d (%.1f %%)", found, marks, 100*f, wrong, warned, 100*w))
	if f < .82 || w > .10 {
		t.Errorf("found %.3f, at least .82; false %.3f, at most .10", f, w)
	}
}

func touches(a tagger.Span) func(b tagger.Span) bool {
	return func(b tagger.Span) bool { return a.Start < b.End && b.Start < a.End }
}
