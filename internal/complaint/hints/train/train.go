// Package train teaches the tagger: made-up stories, varied by invented people, firms and places.
//
//	labelled stories ─▶ variants (fresh in each round) ─▶ features ─▶ AdaGrad ─▶ weights in bytes
//
// It is run by go generate and by tests, never by the running program. The same stories and
// lists give the same bytes.
package train

import (
	"math/rand/v2"

	"banjie/internal/complaint/hints/tagger"
	"banjie/internal/complaint/labelled"
)

// Settings of a training.
type Settings struct {
	Bits     int
	Rounds   int
	Variants int     // of each story in a round, beside itself
	Rate     float64 // of learning
	Decay    float64
	Drop     float64 // share of features left out, so that none is relied on alone
	Seed     uint64
}

// Usual are the settings the weights of the repository are made with.
var Usual = Settings{Bits: 16, Rounds: 6, Variants: 2, Rate: .1, Decay: 1e-6, Drop: .15, Seed: 2027}

// Example is a story ready for learning.
func example(s labelled.Story) tagger.Example {
	runes := []rune(tagger.Fold(s.Text))
	return tagger.Example{Features: tagger.Features(runes), Labels: tagger.LabelsOf(len(runes), s.Marks)}
}

// Train gives a model that has learned stories.
func Train(stories []labelled.Story, set Settings) *tagger.Model {
	m := tagger.New(set.Bits)
	l := tagger.NewLearner(m, set.Rate, set.Decay)
	r := rand.New(rand.NewPCG(set.Seed, 1))
	keep := func() bool { return r.Float64() >= set.Drop }
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
			l.Learn(example(s), keep)
			if round >= set.Rounds/2 && i%200 == 0 {
				mean.Add(m)
			}
		}
	}
	return mean.Model()
}
