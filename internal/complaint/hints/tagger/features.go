package tagger

// reach is how far a character looks ahead within its clause.
const reach = 9

// view is a text with what the lists know of it.
type view struct {
	runes  []rune // digits as 0, Latin letters as a
	traits []traits
	names  []uint8 // class as a part of a person's name
	covers []uint8 // place in an everyday word: none, first, inside, last
	at     [][]flags
	ends   []flags // of words that end before this character
	ahead  struct{ firm, shop, place, unit, beside, title, follow []uint8 }
	pairs  []uint8 // how usual this character is behind the one before
}

// near turns a distance into one of few classes; 0 is none within reach.
func near(d int) uint8 {
	switch {
	case d > reach:
		return 0
	case d > 6:
		return 7
	case d > 4:
		return 6
	}
	return uint8(d + 1)
}

func look(runes []rune) *view {
	n := len(runes)
	v := &view{runes: make([]rune, n), traits: make([]traits, n), names: make([]uint8, n), covers: make([]uint8, n), ends: make([]flags, n+1), pairs: make([]uint8, n)}
	known, words := traitsOf(), lexicon()
	text := string(runes)
	at := make([]int, 0, n+1)
	for i := range text {
		at = append(at, i)
	}
	at = append(at, len(text))
	lengths := make([][longest + 1]flags, n)
	any := make([]flags, n)
	for i, r := range runes {
		t := known[r]
		v.traits[i], v.runes[i] = t, r
		switch {
		case t&digit != 0:
			v.runes[i] = '0'
		case t&latin != 0:
			v.runes[i] = 'a'
		}
		v.names[i] = nameClass(t)
		for k := 1; k <= longest && i+k <= n; k++ {
			if f := words[text[at[i]:at[i+k]]]; f != 0 {
				lengths[i][k] = f
				any[i] |= f
				v.ends[i+k] |= f
			}
		}
	}
	for i := 1; i < n; i++ {
		v.pairs[i] = usual(runes[i-1], runes[i])
	}
	v.cover(lengths)
	v.lookAhead(any)
	return v
}

// nameClass is what a character may be in a person's name.
func nameClass(t traits) uint8 {
	c := uint8(0)
	switch {
	case t&everywhere != 0:
		c = 1
	case t&sureName != 0:
		c = 3
	case t&mayName != 0:
		c = 2
	}
	switch {
	case t&brightChar != 0:
		c += 8
	case t&givenChar != 0:
		c += 4
	case t&(stop|quote) != 0:
		return 12
	case t&(digit|latin) != 0:
		return 13
	case t&grammar != 0:
		return 14
	}
	return c
}

// cover lays the longest everyday words over the text, from its beginning.
func (v *view) cover(lengths [][longest + 1]flags) {
	for i := 0; i < len(v.covers); {
		size := 0
		for k := longest; k > 1; k-- {
			if i+k <= len(v.covers) && lengths[i][k]&(common|trade|cue|title|bare|beside) != 0 {
				size = k
				break
			}
		}
		if size == 0 {
			i++
			continue
		}
		for k := range size {
			v.covers[i+k] = 2
		}
		v.covers[i], v.covers[i+size-1] = 1, 3
		i += size
	}
}

// lookAhead notes how far the next word of a sort is, within the clause.
func (v *view) lookAhead(any []flags) {
	n := len(v.runes)
	fill := func(want flags) []uint8 {
		out := make([]uint8, n)
		d := reach + 1
		for i := n - 1; i >= 0; i-- {
			switch {
			case any[i]&want != 0:
				d = 0
			case v.traits[i]&(stop|quote) != 0:
				d = reach + 1
			default:
				d++
			}
			out[i] = near(d)
		}
		return out
	}
	a := &v.ahead
	a.firm, a.shop, a.place, a.unit, a.beside, a.title, a.follow = fill(firmEnd), fill(shopEnd), fill(placeEnd), fill(unitEnd), fill(beside), fill(title), fill(follower)
}

// hasher makes numbers of features; each begins with its own sort.
type hasher struct{ out []uint64 }

func (h *hasher) add(parts ...uint64) {
	x := uint64(14695981039346656037)
	for _, p := range parts {
		x ^= p
		x *= 0x9E3779B97F4A7C15
		x ^= x >> 29
	}
	x *= 0xBF58476D1CE4E5B9
	x ^= x >> 32
	x *= 0x94D049BB133111EB
	h.out = append(h.out, x)
}

// Lexical is how many of a character's features, the first ones, are characters themselves.
const Lexical = 17

// Features of each character of a text in plain form.
func Features(runes []rune) [][]uint64 {
	v := look(runes)
	out := make([][]uint64, len(runes))
	for i := range runes {
		h := &hasher{}
		v.features(h, i)
		out[i] = h.out
	}
	return out
}

func (v *view) char(i int) uint64 {
	if i < 0 || i >= len(v.runes) {
		return 1
	}
	return uint64(v.runes[i])
}

func get(list []uint8, i int) uint64 {
	if i < 0 || i >= len(list) {
		return 99
	}
	return uint64(list[i])
}

func (v *view) end(i int) uint64 {
	if i < 0 || i >= len(v.ends) {
		return 0
	}
	return uint64(v.ends[i] & (cue | title | trade | bare | placeEnd | unitEnd | firmEnd | shopEnd))
}

func (v *view) features(h *hasher, i int) {
	c := func(d int) uint64 { return v.char(i + d) }
	k := func(d int) uint64 { return get(v.names, i+d) }
	w := func(d int) uint64 { return get(v.covers, i+d) }
	p := func(d int) uint64 { return get(v.pairs, i+d) }
	// characters
	h.add(0)
	for d := -3; d <= 3; d++ {
		h.add(uint64(10+d), c(d))
	}
	h.add(20, c(-2), c(-1))
	h.add(21, c(-1), c(0))
	h.add(22, c(0), c(1))
	h.add(23, c(1), c(2))
	h.add(24, c(-1), c(1))
	h.add(25, c(-1), c(0), c(1))
	h.add(26, c(-2), c(-1), c(0))
	h.add(27, c(-3), c(-2), c(-1))
	h.add(28, c(0), c(1), c(2))
	// what they may be in a name
	h.add(30, k(0))
	h.add(31, k(-1), k(0))
	h.add(32, k(0), k(1))
	h.add(33, k(-1), k(0), k(1))
	h.add(34, k(0), k(1), k(2))
	h.add(35, k(-2), k(-1), k(0), k(1))
	h.add(36, k(0), k(1), k(2), k(3))
	h.add(37, c(-1), k(0), k(1), k(2))
	h.add(38, k(0), k(1), c(2))
	h.add(39, k(0), k(1), k(2), c(3))
	h.add(40, k(-1), k(0), c(1))
	h.add(41, k(-2), k(-1), k(0), c(1))
	// everyday words
	h.add(50, w(-1), w(0), w(1))
	h.add(51, w(-2), w(-1), w(0), w(1), w(2))
	h.add(52, w(0), w(1), w(2), w(3))
	h.add(53, w(0), k(0))
	h.add(54, w(0), w(1), k(0), k(1))
	h.add(55, c(-1), w(0), w(1))
	h.add(56, w(-1), w(0), c(1))
	h.add(57, p(0), p(1))
	h.add(58, p(-1), p(0), p(1), p(2))
	h.add(59, p(0), p(1), k(0), k(1))
	h.add(60, p(0), p(1), w(0))
	// what ended just before, and before the character before
	h.add(70, v.end(i))
	h.add(71, v.end(i), k(0), k(1))
	h.add(72, v.end(i), w(0), w(1))
	h.add(73, v.end(i-1), c(-1))
	h.add(74, v.end(i-1), c(-1), k(0))
	h.add(75, v.end(i+1), w(0))
	// what comes
	a := &v.ahead
	firm, shop, place, unit, by, title, follow := uint64(a.firm[i]), uint64(a.shop[i]), uint64(a.place[i]), uint64(a.unit[i]), uint64(a.beside[i]), uint64(a.title[i]), uint64(a.follow[i])
	h.add(80, firm)
	h.add(81, firm, w(0), w(1))
	h.add(82, firm, c(-1))
	h.add(83, firm, p(0), p(1))
	h.add(84, shop)
	h.add(85, shop, w(0), w(1))
	h.add(86, shop, c(-1))
	h.add(87, shop, p(0), p(1))
	h.add(88, firm, shop, k(0))
	h.add(90, place)
	h.add(91, place, unit)
	h.add(92, place, w(0), w(1))
	h.add(93, place, c(-1))
	h.add(94, unit, w(0))
	h.add(95, unit, c(-1))
	h.add(96, by, place)
	h.add(97, by, w(0), w(-1))
	h.add(98, unit, place, p(0))
	h.add(100, title, k(0), k(1))
	h.add(101, title, c(-1))
	h.add(102, title, w(0))
	h.add(103, follow, k(0), k(1))
	h.add(104, follow, title, k(0), k(1), k(2))
	h.add(105, follow, v.end(i))
	lucky := uint64(v.traits[i]&luckyChar) + uint64(v.traits[min(i+1, len(v.traits)-1)]&luckyChar)*2
	h.add(110, lucky, firm)
	h.add(111, lucky, shop)
	h.add(112, lucky, c(-1))
}
