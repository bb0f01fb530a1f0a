package catalog

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"banjie/internal/lang"
)

// Index finds items by people's own words. It is built once from a list of items,
// lives in memory and is safe for concurrent reading. A county's few thousand items
// take some megabytes.
type Index struct {
	items   []Item
	lists   map[string][]posting // token → items that have it
	lengths []float64            // weighted tokens of each item
	mean    float64
	phrases [][]phrase // keywords and names
}

// phrase is a keyword or a name, for whole matches.
type phrase struct {
	text  string
	words []string // of Latin script; none where it has Chinese characters
}

func newPhrase(text string) phrase {
	p := phrase{text: fold(text)}
	if !strings.ContainsFunc(p.text, isHan) {
		p.words = tokens(p.text)
	}
	return p
}

// posting is one item of a token's list.
type posting struct {
	item   int
	weight float64
}

// Hit is one answer of a search.
type Hit struct {
	Item  Item
	Score float64
	Named bool // its name or one of its keywords stands in the question; false: only some of the words do
}

// Weights of the places a word can stand in, and the usual constants of BM25.
const (
	keywordWeight = 4.0
	nameWeight    = 3.0
	summaryWeight = 1.0
	resultWeight  = 0.5
	themeWeight   = 0.3
	saturation    = 1.2
	lengthNorm    = 0.6
	wholeBonus    = 6.0 // a whole keyword stands in the question, per character up to four
	wordsBonus    = 3.0 // every word of an English keyword stands in the question, per word up to two
)

// NewIndex makes an index over items, in both languages.
func NewIndex(items []Item) *Index {
	x := &Index{items: items, lists: map[string][]posting{}, lengths: make([]float64, len(items)), phrases: make([][]phrase, len(items))}
	for i, it := range items {
		counts := map[string]float64{}
		put := func(text string, weight float64) {
			for _, t := range tokens(text) {
				counts[t] += weight
			}
		}
		for _, k := range it.Keywords {
			put(k, keywordWeight)
			x.phrases[i] = append(x.phrases[i], newPhrase(k))
		}
		put(it.Name.ZH, nameWeight)
		put(it.Name.EN, nameWeight)
		put(it.Summary.ZH, summaryWeight)
		put(it.Summary.EN, summaryWeight)
		put(it.Result.Name.ZH+" "+it.Result.Name.EN, resultWeight)
		if theme, ok := ThemeOf(it.Theme); ok {
			put(theme.Name.ZH+" "+theme.Name.EN, themeWeight)
		}
		x.phrases[i] = append(x.phrases[i], newPhrase(it.Name.ZH), newPhrase(it.Name.EN))
		for t, w := range counts {
			x.lists[t] = append(x.lists[t], posting{i, w})
			x.lengths[i] += w
		}
		x.mean += x.lengths[i] / float64(len(items))
	}
	return x
}

// Search gives at most n items, best first; n 0 means ten. A question that says
// nothing finds nothing.
func (x *Index) Search(question string, n int) []Hit {
	if n <= 0 {
		n = 10
	}
	scores := map[int]float64{}
	words := tokens(question)
	slices.Sort(words)
	for _, t := range slices.Compact(words) {
		list := x.lists[t]
		idf := math.Log(1 + (float64(len(x.items))-float64(len(list))+0.5)/(float64(len(list))+0.5))
		for _, p := range list {
			norm := saturation * (1 - lengthNorm + lengthNorm*x.lengths[p.item]/x.mean)
			scores[p.item] += idf * p.weight * (saturation + 1) / (p.weight + norm)
		}
	}
	named := x.whole(fold(question), words, scores)
	hits := make([]Hit, 0, len(scores))
	order := make([]int, 0, len(scores))
	for i := range scores {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	for _, i := range order[:min(n, len(order))] {
		hits = append(hits, Hit{x.items[i], scores[i], named[i]})
	}
	return hits
}

// whole rewards a keyword or name that stands in the question, as it is or with all its
// English words, and a question that stands in one; of a question of a single character,
// every phrase that has it. It says whose keyword or name was met so.
func (x *Index) whole(question string, words []string, scores map[int]float64) map[int]bool {
	named := map[int]bool{}
	size := len([]rune(question))
	if size == 0 {
		return named
	}
	for i, phrases := range x.phrases {
		best := 0.0
		for _, p := range phrases {
			length := len([]rune(p.text))
			switch {
			case len(p.words) > 0 && !slices.ContainsFunc(p.words, func(w string) bool { return !slices.Contains(words, w) }):
				best = max(best, wordsBonus*float64(min(len(p.words), 2)))
			case len(p.words) == 0 && length >= 2 && strings.Contains(question, p.text):
				best = max(best, wholeBonus*float64(min(length, 4))/4)
			case size >= 2 && length > size && strings.Contains(p.text, question) && strings.ContainsFunc(question, isHan):
				best = max(best, wholeBonus*float64(size)/float64(length))
			case size == 1 && isHan([]rune(question)[0]) && strings.Contains(p.text, question):
				best = max(best, 1/float64(length))
			}
		}
		if best > 0 {
			scores[i] += best
			named[i] = true
		}
	}
	return named
}

// Search finds items among a list; for more than one question make an [Index] once.
func Search(items []Item, question string, n int) []Hit { return NewIndex(items).Search(question, n) }

// tokens cuts text into overlapping pairs of Chinese characters and words of other
// scripts, without words that every question has.
func tokens(text string) []string {
	var out []string
	var word []rune
	var before rune // the Chinese character before, 0 where there is none
	flush := func() {
		if w := stem(string(word)); w != "" {
			out = append(out, w)
		}
		word = word[:0]
	}
	for _, r := range fold(text) {
		switch {
		case isHan(r):
			flush()
			if before != 0 {
				out = append(out, string([]rune{before, r}))
			}
			before = r
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		default:
			flush()
		}
		before = 0
	}
	flush()
	return out
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// fold makes letters small and half-width.
func fold(s string) string { return strings.TrimSpace(strings.ToLower(lang.HalfWidth(s))) }

// stem drops English words that say nothing and the plainest endings.
func stem(w string) string {
	if stopWords[w] {
		return ""
	}
	for _, end := range []string{"ies", "ied", "ing", "s"} {
		if root, ok := strings.CutSuffix(w, end); ok && len(root) > 3 {
			if end == "ies" || end == "ied" {
				return root + "y"
			}
			return root
		}
	}
	return w
}

var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("a an and apply are can do does for from get getting have how i if in is it me my need of on open or our please the to want we what where which who with you your") {
		m[w] = true
	}
	return m
}()
