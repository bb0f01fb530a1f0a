// Package hints finds the places of a Chinese text that could show who wrote it or who is
// meant: names of people, telephone numbers, number plates, firms and shops, addresses,
// numbers of documents and accounts, messenger names.
//
//	text ─▶ plain forms ─▶ patterns of numbers ─▶ tagger (names, firms, addresses) ─▶ hints in order
//
// Numbers are patterns; the rest is learned (package tagger; doc/testing.md tells how to teach it
// anew). It asks a person to look and decides nothing; it will miss what only the reader's
// knowledge shows (“the only one-armed baker of the town”).
package hints

import (
	"slices"

	"banjie/internal/complaint/hints/tagger"
)

// Kind is what a piece of text is taken for.
type Kind = tagger.Kind

// Kinds of hints.
const (
	Name    = tagger.Name
	Phone   = tagger.Phone
	Number  = tagger.Number
	Plate   = tagger.Plate
	Company = tagger.Firm
	Address = tagger.Address
	Contact = tagger.Contact
)

// Hint is one place, in runes of the text.
type Hint = tagger.Span

// Fold gives each rune its plain form, one for one.
func Fold(s string) string { return tagger.Fold(s) }

// Find gives the places of a text, in their order; none covers another.
func Find(text string) []Hint { return By(tagger.Default(), text, Usual)[0] }

// By gives the places that a model finds in a text for each of some bars.
func By(m *tagger.Model, text string, bars ...tagger.Bars) [][]Hint {
	odds := m.Odds([]rune(Fold(text)))
	var all [][]Hint
	for _, b := range bars {
		all = append(all, pieces(text, odds, b))
	}
	return all
}

// Usual bars are where models learned from two of the three sets of stories gave nine
// false hints in a hundred on the third.
var Usual = tagger.Bars{Name: 2.5, Firm: 4.5, Place: 6, Figure: 8}

// pieces are the places of a text by the odds of its characters, beside the patterns.
func pieces(text string, odds tagger.Odds, bars tagger.Bars) []Hint {
	s := newScan(text)
	s.patterns(numbers)
	for _, h := range odds.Spans(bars) {
		if h.Kind == Number {
			s.figures(h)
		} else {
			s.rest(h)
		}
	}
	slices.SortFunc(s.found, func(a, b Hint) int { return a.Start - b.Start })
	return s.found
}

// scan is a text being looked through.
type scan struct {
	plain string
	runes []rune
	taken []bool
	at    []int // byte → rune, of bytes that begin one
	bytes []int // rune → byte
	found []Hint
}

func newScan(text string) *scan {
	s := &scan{plain: Fold(text)}
	s.runes = []rune(s.plain)
	s.taken = make([]bool, len(s.runes))
	s.at = offsets(s.plain)
	s.bytes = make([]int, 0, len(s.runes)+1)
	for i := range s.plain {
		s.bytes = append(s.bytes, i)
	}
	s.bytes = append(s.bytes, len(s.plain))
	return s
}

// rest adds what no pattern has taken of a piece.
func (s *scan) rest(h Hint) {
	for i := h.Start; i < h.End; i++ {
		end := i
		for end < h.End && !s.taken[end] {
			end++
		}
		if end-i > 1 || end-i == 1 && h.End-h.Start == 1 {
			s.add(h.Kind, i, end)
		}
		i = end
	}
}

// add keeps a place unless an earlier one has part of it.
func (s *scan) add(kind Kind, start, end int) bool {
	if start >= end || slices.Contains(s.taken[start:end], true) {
		return false
	}
	for i := start; i < end; i++ {
		s.taken[i] = true
	}
	s.found = append(s.found, Hint{Kind: kind, Start: start, End: end})
	return true
}
