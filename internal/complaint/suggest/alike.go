package suggest

import (
	"cmp"
	"math"
	"slices"
)

// Other is a text another complaint is known by: its brief, never its story.
type Other struct {
	ID   string
	Kind string
	Unit string
	Text string
}

// Match is another complaint that may be about the same matter.
type Match struct {
	ID    string
	Score float64
}

// Bars above which two texts may be about the same matter, by what else agrees.
const (
	sameUnitAndKind = .16
	sameUnit        = .20
	sameKind        = .24
	neither         = .32
)

// Alike compares a text with others by the pairs of characters they share, rare ones counting
// more: cosine of tf·idf over the texts at hand. Best first. A shared unit and kind lower the
// bar. Nothing of the text is kept.
func Alike(text Other, others []Other) []Match {
	docs := make([]map[string]float64, len(others)+1)
	in := map[string]float64{}
	for i := range docs {
		t := text.Text
		if i > 0 {
			t = others[i-1].Text
		}
		docs[i] = map[string]float64{}
		for _, p := range pairs(t) {
			docs[i][p]++
		}
		for p := range docs[i] {
			in[p]++
		}
	}
	weigh := func(d map[string]float64) (length float64) {
		for p, n := range d {
			d[p] = (1 + math.Log(n)) * math.Log(1+(float64(len(docs))+20)/(in[p]+.5))
			length += d[p] * d[p]
		}
		return math.Sqrt(length)
	}
	length := weigh(docs[0])
	var all []Match
	for i, o := range others {
		d := docs[i+1]
		size := weigh(d)
		if length == 0 || size == 0 {
			continue
		}
		dot := 0.0
		for p, w := range docs[0] {
			dot += w * d[p]
		}
		score, bar := dot/(length*size), neither
		switch unit, kind := o.Unit != "" && o.Unit == text.Unit, o.Kind != "" && o.Kind == text.Kind; {
		case unit && kind:
			bar = sameUnitAndKind
		case unit:
			bar = sameUnit
		case kind:
			bar = sameKind
		}
		if score >= bar {
			all = append(all, Match{o.ID, score})
		}
	}
	slices.SortFunc(all, func(a, b Match) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) })
	return all
}
