package tagger

import (
	_ "embed"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
)

//go:embed lists.txt
var listsText string

// What a piece of text may be by the lists.
type flags uint16

const (
	firmEnd  flags = 1 << iota // 有限公司, 面馆: ends the name of a firm
	shopEnd                    // 店, 建材: may end one
	trade                      // says what a firm does and names none
	title                      // 科长, 师傅
	cue                        // a person's name may follow
	kin                        // 的妈妈
	double                     // a surname of two characters
	bare                       // stands before a place and names none
	beside                     // 对面
	common                     // an everyday word
	placeEnd                   // 路, 小区
	unitEnd                    // 号, 幢
	follower                   // may follow a name
)

var sections = map[string]flags{"firm": firmEnd, "shop": shopEnd, "trade": trade, "title": title, "cue": cue, "kin": kin, "double": double,
	"bare": bare, "beside": beside, "common": common, "place": placeEnd, "unit": unitEnd, "follow": follower}

// longest word of the lists, in characters.
const longest = 6

var lexicon = sync.OnceValue(func() map[string]flags {
	m := map[string]flags{}
	for line := range strings.Lines(listsText) {
		section, words, _ := strings.Cut(strings.TrimSpace(line), ":")
		for _, w := range strings.Fields(words) {
			m[w] |= sections[section]
		}
	}
	return m
})

// lucky are the characters firms like to be named by.
var lucky = sync.OnceValue(func() map[rune]bool {
	m := map[rune]bool{}
	for line := range strings.Lines(listsText) {
		if words, ok := strings.CutPrefix(line, "lucky:"); ok {
			for _, r := range words {
				m[r] = r > 0x2e80
			}
		}
	}
	return m
})

// What a character may be.
type traits uint16

const (
	sureName   traits = 1 << iota // a surname that is hardly anything else
	mayName                       // a surname
	everywhere                    // a surname that stands in every sentence
	givenChar                     // of given names
	brightChar                    // of given names, hardly of words
	luckyChar                     // of firms' names
	digit
	numeral // 一二三, 甲乙
	latin
	stop  // ends a clause
	quote // begins or ends a quotation
	grammar
)

const (
	stops    = "，。、；：,.;:！？!?…\n\r\t ()（）[]【】《》—"
	quotes   = "“”\"'「」『』‘’"
	numerals = "零〇一二三四五六七八九十百千万两半几甲乙丙丁幺壹贰叁肆伍陆柒捌玖"
	particle = "的了在是有没不也就说我他她们这那个和与跟被把让给去会很还但而且或及为以所其又只才能可要来到从对向于由因着过得地吗呢吧啊呀您你它此都再更最等已将叫做用找拿打送收办查管"
)

var traitsOf = sync.OnceValue(func() map[rune]traits {
	m := map[rune]traits{}
	put := func(list map[rune]bool, t traits) {
		for r := range list {
			m[r] |= t
		}
	}
	put(sure, sureName)
	put(surname, mayName)
	put(doubtful, everywhere)
	put(given, givenChar)
	put(bright, brightChar)
	put(lucky(), luckyChar)
	for t, list := range map[traits]string{stop: stops, quote: quotes, numeral: numerals, grammar: particle} {
		put(runeSet(list), t)
	}
	for r := '0'; r <= '9'; r++ {
		m[r] |= digit
	}
	for r := 'a'; r <= 'z'; r++ {
		m[r], m[r-'a'+'A'] = m[r]|latin, m[r-'a'+'A']|latin
	}
	return m
})

func runesOf(m map[rune]bool) (out []rune) {
	for r, ok := range m {
		if ok {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// Surnames of one character.
func Surnames() []rune { return runesOf(surname) }

// GivenCharacters that given names are made of.
func GivenCharacters() []rune { return runesOf(given) }

// BrightCharacters of given names, which hardly stand in ordinary words.
func BrightCharacters() []rune { return runesOf(bright) }

// LuckyCharacters that firms like to be named by.
func LuckyCharacters() []rune { return runesOf(lucky()) }

// DoubleSurnames are those of two characters.
func DoubleSurnames() (out []string) {
	for w, f := range lexicon() {
		if f&double != 0 {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// EndsWithTitle says that a person is written with a title: 张科长.
func EndsWithTitle(name string) bool {
	r := []rune(name)
	for i := 1; i < len(r); i++ {
		if lexicon()[string(r[i:])]&title != 0 {
			return true
		}
	}
	return false
}

// ListsSum is a sum of all lists: weights are learned with them and fit no others.
func ListsSum() uint64 {
	h := fnv.New64a()
	for _, list := range []string{listsText, pairsText, stops, quotes, numerals, particle} {
		h.Write([]byte(list))
	}
	for _, list := range []map[rune]bool{sure, surname, doubtful, given, bright} {
		h.Write([]byte(string(runesOf(list))))
	}
	return h.Sum64()
}
