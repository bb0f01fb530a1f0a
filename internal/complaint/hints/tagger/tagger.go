// Package tagger finds in a Chinese text what people, firms, places and numbers are called, by a
// small conditional random field over characters.
//
//	text ─▶ plain forms ─▶ what each character could be (lists) ─▶ features ─▶ weights ─▶ odds ─▶ spans
//
// Its weights are learned by package train from the repository's own made-up complaints and
// written down in whole steps and summed as integers.
package tagger

import (
	"math"
)

// Kind is what a piece of text is taken for.
type Kind string

// Kinds of pieces.
const (
	None    Kind = ""
	Name    Kind = "name"
	Phone   Kind = "phone"
	Number  Kind = "number" // of a document, a company, an account
	Plate   Kind = "plate"
	Firm    Kind = "company"
	Address Kind = "address"
	Contact Kind = "contact" // e-mail, messenger
)

// Span is a piece of a text, in runes.
type Span struct {
	Kind       Kind
	Start, End int
}

// Labels: outside, then the first and the further characters of names, firms, addresses and of
// numbers of all sorts.
const (
	Outside = iota
	nameFirst
	nameMore
	firmFirst
	firmMore
	placeFirst
	placeMore
	figureFirst
	figureMore
	Labels
)

// follows says which label may follow which: a further character needs one of its own before it.
func follows(before, after int) bool {
	return after == Outside || after%2 == 1 || before == after || before == after-1
}

// transitions are the weights of one label behind another.
type transitions [Labels][Labels]float32

// Odds of each label at each character.
type Odds [][Labels]float64

// Logit is the logarithm of the odds that a character belongs to something that could show who
// somebody is.
func (o Odds) Logit(i int) float64 {
	inside := 0.0
	for _, p := range o[i][1:] {
		inside += p
	}
	return math.Log(inside) - math.Log(o[i][Outside])
}

// lattice holds the passes over one text.
type lattice struct {
	emit, forward, backward [][Labels]float64
	step                    [Labels][Labels]float64 // exp of transitions, 0 where not allowed
	logZ                    float64
}

// pass runs forward and backward over the scores of a text.
func (t *transitions) pass(scores [][Labels]float64) *lattice {
	n := len(scores)
	l := &lattice{emit: make([][Labels]float64, n), forward: make([][Labels]float64, n), backward: make([][Labels]float64, n)}
	for a := range Labels {
		for b := range Labels {
			if follows(a, b) {
				l.step[a][b] = math.Exp(float64(t[a][b]))
			}
		}
	}
	for i, s := range scores {
		top := s[0]
		for _, v := range s {
			top = max(top, v)
		}
		for y, v := range s {
			l.emit[i][y] = math.Exp(v - top)
		}
		l.logZ += top
		sum := 0.0
		for b := range Labels {
			v := 0.0
			if i == 0 {
				if follows(Outside, b) {
					v = 1
				}
			} else {
				for a := range Labels {
					v += float64(l.forward[i-1][a] * l.step[a][b])
				}
			}
			l.forward[i][b] = v * l.emit[i][b]
			sum += l.forward[i][b]
		}
		for b := range Labels {
			l.forward[i][b] /= sum
		}
		l.logZ += math.Log(sum)
	}
	for i := n - 1; i >= 0; i-- {
		sum := 0.0
		for a := range Labels {
			v := 1.0
			if i < n-1 {
				v = 0
				for b := range Labels {
					v += float64(l.step[a][b] * l.emit[i+1][b] * l.backward[i+1][b])
				}
			}
			l.backward[i][a] = v
			sum += v
		}
		for a := range Labels {
			l.backward[i][a] /= sum
		}
	}
	return l
}

// odds of the passes.
func (l *lattice) odds() Odds {
	o := make(Odds, len(l.emit))
	for i := range o {
		sum := 0.0
		for y := range Labels {
			o[i][y] = l.forward[i][y] * l.backward[i][y]
			sum += o[i][y]
		}
		for y := range Labels {
			o[i][y] /= sum
		}
	}
	return o
}

// Bars that the surest character of a piece must reach, by kind: the logarithm of the odds that it
// is hidden.
type Bars struct{ Name, Firm, Place, Figure float64 }

// Spans are the pieces of a text: runs of characters that are likelier hidden than not, one of
// which at least reaches the bar of the run's kind.
func (o Odds) Spans(bars Bars) (all []Span) {
	bar := [...]float64{bars.Name, bars.Firm, bars.Place, bars.Figure}
	kinds := [...]Kind{Name, Firm, Address, Number}
	for i := 0; i < len(o); {
		sure := o.Logit(i)
		if sure < 0 {
			i++
			continue
		}
		end := i + 1
		for ; end < len(o) && !o.fresh(end); end++ {
			l := o.Logit(end)
			if l < 0 {
				break
			}
			sure = max(sure, l)
		}
		if k := o.kind(i, end); sure >= bar[k] {
			all = append(all, Span{kinds[k], i, end})
		}
		i = end
	}
	return all
}

// fresh says that another piece begins here.
func (o Odds) fresh(i int) bool {
	first, more := 0.0, 0.0
	for y := 1; y < Labels; y += 2 {
		first, more = first+o[i][y], more+o[i][y+1]
	}
	return first > more
}

// kind is the likeliest kind of a run.
func (o Odds) kind(start, end int) int {
	best, most := 0, -1.0
	for k := range (Labels - 1) / 2 {
		sum := 0.0
		for i := start; i < end; i++ {
			sum += o[i][1+2*k] + o[i][2+2*k]
		}
		if sum > most {
			best, most = k, sum
		}
	}
	return best
}

// LabelsOf gives each character the label that the marks of a text ask for.
func LabelsOf(n int, marks []Span) []int {
	out := make([]int, n)
	for _, m := range marks {
		first := figureFirst
		switch m.Kind {
		case Name:
			first = nameFirst
		case Firm:
			first = firmFirst
		case Address:
			first = placeFirst
		}
		for i := m.Start; i < m.End; i++ {
			out[i] = first + 1
		}
		out[m.Start] = first
	}
	return out
}
