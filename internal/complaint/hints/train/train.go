// Package train teaches the tagger: made-up stories, varied by invented people, firms and places.
//
//	labelled stories ─▶ variants (fresh in each round) ─▶ features ─▶ AdaGrad ─▶ weights in bytes
//
// It is run by gen_weights.go and by tests, never by the running program. The same stories and
// lists give the same bytes on the same sort of processor.
package train

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"banjie/internal/complaint/hints/tagger"
	"banjie/internal/complaint/labelled"
)

// Sets of stories to learn from. The set kept aside, held.txt, is none of them.
var Sets = []string{"tuning-1.txt", "tuning-2.txt", "tuning-3.txt"}

// Settings of a training.
type Settings struct {
	Bits     int
	Rounds   int
	Variants int     // of each story in a round, beside itself
	Rate     float64 // of learning
	Decay    float64
	Drop     float64 // share of features left out, so that none is relied on alone
	Blind    float64 // share of stories learned without the characters themselves, by the lists alone
	Keep     int     // weights that are written down, the largest
	Seed     uint64
}

// Usual are the settings the weights of the repository are made with.
var Usual = Settings{Bits: 16, Rounds: 8, Variants: 2, Rate: .1, Decay: 1e-6, Drop: .2, Blind: .3, Keep: 200_000, Seed: 2027}

// Source is a sum of what a model is learned from: stories, settings and the tagger's lists. It
// tells whether weights are those of the stories beside them.
func Source(stories []labelled.Story, set Settings) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%v %x\n", set, tagger.ListsSum())
	for _, s := range stories {
		fmt.Fprintf(h, "%s %v\n", s.Text, s.Marks)
	}
	return h.Sum64()
}

// example is a story ready for learning.
func example(s labelled.Story) tagger.Example {
	runes := []rune(tagger.Fold(s.Text))
	return tagger.Example{Features: tagger.Features(runes), Labels: tagger.LabelsOf(len(runes), s.Marks)}
}

// Train gives a model that has learned stories.
func Train(stories []labelled.Story, set Settings) *tagger.Model {
	m := tagger.New(set.Bits)
	l := tagger.NewLearner(m, set.Rate, set.Decay)
	r := newRand(set.Seed)
	blind := false
	keep := func(feature int) bool {
		return r.Float64() >= set.Drop && !(blind && feature < tagger.Lexical)
	}
	var mean tagger.Mean
	for round := range set.Rounds {
		var batch []labelled.Story
		for _, s := range stories {
			batch = append(batch, s)
			for range set.Variants {
				batch = append(batch, vary(s, r))
			}
		}
		r.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
		for i, s := range batch {
			blind = r.Float64() < set.Blind
			l.Learn(example(s), keep)
			if round >= set.Rounds/2 && i%200 == 0 {
				mean.Add(m)
			}
		}
	}
	return mean.Draft().Pack(Source(stories, set), set.Keep)
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
