package tagger

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed pairs.txt
var pairsText string

// usualPairs are pairs of characters of everyday words with how usual they are: of the
// repository's own texts (pairs.txt, usual ones first), and of the words of the lists.
var usualPairs = sync.OnceValue(func() map[[2]rune]uint8 {
	m := map[[2]rune]uint8{}
	for w, f := range lexicon() {
		if f&common == 0 {
			continue
		}
		r := []rune(w)
		for i := 1; i < len(r); i++ {
			m[[2]rune{r[i-1], r[i]}] = 1
		}
	}
	level := uint8(4)
	for line := range strings.Lines(pairsText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		level--
		r := []rune(strings.TrimSpace(line))
		for i := 0; i+1 < len(r); i += 2 {
			m[[2]rune{r[i], r[i+1]}] = level
		}
	}
	return m
})

// usual is how usual a character is behind another: 0 never seen, up to 3.
func usual(a, b rune) uint8 { return usualPairs()[[2]rune{a, b}] }
