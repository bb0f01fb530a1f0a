package tagger

import "math"

// Example is a text with what each character is.
type Example struct {
	Features [][]uint64
	Labels   []int
}

// Learner changes a model by examples: steps of AdaGrad down the negative log-likelihood.
type Learner struct {
	*Model
	Rate, Decay float64
	squares     []float32
	moved       [Labels][Labels]float64
}

// NewLearner begins with a model.
func NewLearner(m *Model, rate, decay float64) *Learner {
	return &Learner{Model: m, Rate: rate, Decay: decay, squares: make([]float32, len(m.Weights))}
}

// Learn takes one example in and gives its loss.
func (l *Learner) Learn(e Example, keep func() bool) float64 {
	features := e.Features
	if keep != nil {
		features = make([][]uint64, len(e.Features))
		for i, fs := range e.Features {
			for _, f := range fs {
				if keep() {
					features[i] = append(features[i], f)
				}
			}
		}
	}
	scores := l.scores(features)
	p := l.pass(scores)
	odds := p.odds()
	loss := p.LogZ
	for i, fs := range features {
		y := e.Labels[i]
		loss -= scores[i][y]
		grad := odds[i]
		grad[y]--
		if i > 0 {
			loss -= float64(l.Transition[e.Labels[i-1]][y])
		}
		for _, f := range fs {
			row := l.Row(f)
			for y := range Labels {
				g := grad[y] + l.Decay*float64(l.Weights[row+y])
				l.squares[row+y] += float32(g * g)
				l.Weights[row+y] -= float32(l.Rate * g / (1e-3 + math.Sqrt(float64(l.squares[row+y]))))
			}
		}
	}
	l.transitions(p, e.Labels)
	return loss
}

// transitions learns which label follows which.
func (l *Learner) transitions(p *lattice, labels []int) {
	var grad [Labels][Labels]float64
	for i := 1; i < len(labels); i++ {
		var pair [Labels][Labels]float64
		sum := 0.0
		for a := range Labels {
			for b := range Labels {
				pair[a][b] = p.forward[i-1][a] * p.step[a][b] * p.emit[i][b] * p.backward[i][b]
				sum += pair[a][b]
			}
		}
		for a := range Labels {
			for b := range Labels {
				grad[a][b] += pair[a][b] / sum
			}
		}
		grad[labels[i-1]][labels[i]]--
	}
	for a := range Labels {
		for b := range Labels {
			g := grad[a][b]
			if g == 0 {
				continue
			}
			l.moved[a][b] += g * g
			l.Transition[a][b] -= float32(l.Rate * g / (1e-3 + math.Sqrt(l.moved[a][b])))
		}
	}
}

// Mean of models seen while learning; it wavers less than the last of them.
type Mean struct {
	sum *Model
	n   float32
}

// Add takes a model into the mean.
func (a *Mean) Add(m *Model) {
	if a.sum == nil {
		a.sum = New(m.Bits)
	}
	a.n++
	for i, w := range m.Weights {
		a.sum.Weights[i] += w
	}
	for x := range Labels {
		for y := range Labels {
			a.sum.Transition[x][y] += m.Transition[x][y]
		}
	}
}

// Model is the mean of what was added; it ends the taking in.
func (a *Mean) Model() *Model {
	for i := range a.sum.Weights {
		a.sum.Weights[i] /= a.n
	}
	for x := range Labels {
		for y := range Labels {
			a.sum.Transition[x][y] /= a.n
		}
	}
	return a.sum
}
