package tagger

import "math"

// Example is a text with what each character is.
type Example struct {
	Features [][]uint64
	Labels   []int
}

// Draft is a set of weights being learned.
type Draft struct {
	Bits       int // of the number of rows
	Weights    []float32
	Transition transitions
}

// New gives a draft without knowledge.
func New(bits int) *Draft {
	return &Draft{Bits: bits, Weights: make([]float32, Labels<<bits)}
}

// row is where the weights of a feature begin.
func (m *Draft) row(feature uint64) int { return int(feature>>(64-m.Bits)) * Labels }

// scores adds the weights of the features of each character.
func (m *Draft) scores(features [][]uint64) [][Labels]float64 {
	out := make([][Labels]float64, len(features))
	for i, fs := range features {
		for _, f := range fs {
			for y, w := range m.Weights[m.row(f):][:Labels] {
				out[i][y] += float64(w)
			}
		}
	}
	return out
}

// Learner changes a draft by examples: steps of AdaGrad down the negative log-likelihood.
type Learner struct {
	*Draft
	Rate, Decay float64
	squares     []float32
	moved       [Labels][Labels]float64
}

// NewLearner begins with a draft.
func NewLearner(m *Draft, rate, decay float64) *Learner {
	return &Learner{Draft: m, Rate: rate, Decay: decay, squares: make([]float32, len(m.Weights))}
}

// Learn takes one example in and gives its loss. Of the features of each character it takes those
// that keep, unless nil, says yes to.
func (l *Learner) Learn(e Example, keep func(feature int) bool) float64 {
	features := e.Features
	if keep != nil {
		features = make([][]uint64, len(e.Features))
		for i, fs := range e.Features {
			for n, f := range fs {
				if keep(n) {
					features[i] = append(features[i], f)
				}
			}
		}
	}
	scores := l.scores(features)
	p := l.Transition.pass(scores)
	odds := p.odds()
	loss := p.logZ
	for i, fs := range features {
		y := e.Labels[i]
		loss -= scores[i][y]
		grad := odds[i]
		grad[y]--
		if i > 0 {
			loss -= float64(l.Transition[e.Labels[i-1]][y])
		}
		for _, f := range fs {
			row := l.row(f)
			for y := range Labels {
				g := grad[y] + l.Decay*float64(l.Weights[row+y])
				l.squares[row+y] += float32(g * g)
				l.Weights[row+y] -= float32(l.Rate * g / (1e-3 + math.Sqrt(float64(l.squares[row+y]))))
			}
		}
	}
	l.follow(p, e.Labels)
	return loss
}

// follow learns which label follows which.
func (l *Learner) follow(p *lattice, labels []int) {
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

// Mean of drafts seen while learning; it wavers less than the last of them.
type Mean struct {
	sum *Draft
	n   float32
}

// Add takes a draft into the mean.
func (a *Mean) Add(m *Draft) {
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

// Draft is the mean of what was added; it ends the taking in.
func (a *Mean) Draft() *Draft {
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
