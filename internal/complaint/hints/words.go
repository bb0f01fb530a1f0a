package hints

import (
	_ "embed"
	"strings"
)

//go:generate go run gen_words.go

var (
	//go:embed ordinary.txt
	byHand string
	//go:embed corpus.txt
	ofCorpus string

	// ordinary are words that begin with a surname's character, or end in one, and name nobody.
	ordinary = merge(byHand, ofCorpus)
)

func merge(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for _, line := range strings.Split(l, "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, w := range strings.Fields(line) {
				m[w] = true
			}
		}
	}
	return m
}

// Confusable says that two neighbouring characters could be taken for a surname and the
// beginning of a given name. It is for the generator of corpus.txt.
func Confusable(a, b rune) bool { return surname[a] && !sure[a] && given[b] }
