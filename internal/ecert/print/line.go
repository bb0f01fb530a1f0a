package print

import "strings"

// line is a piece of text that fits the width it was broken for.
type line []glyph

func (l line) width(size float64) float64 {
	n := 0
	for _, g := range l {
		n += int(g.width)
	}
	return float64(n) * size / 1000
}

// Characters that may not begin or end a line (避头尾).
const (
	notFirst = "\uff0c。、\uff1b\uff1a\uff1f\uff01\uff09】》〉」』”’〕…—%℃,.;:?!)]}·"
	notLast  = "\uff08【《〈「『“‘〔([{¥"
)

// wrap breaks text at line ends and wherever width is full: between ideographs, after spaces,
// and, when a word alone is too long, inside it.
func wrap(text string, size, width float64) ([]line, error) {
	var out []line
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		all, err := glyphs(paragraph)
		if err != nil {
			return nil, err
		}
		out = append(out, broken(all, size, width)...)
	}
	return out, nil
}

func broken(all line, size, width float64) []line {
	if len(all) == 0 {
		return []line{nil}
	}
	var out []line
	room := int(width * 1000 / size)
	start, candidate, used := 0, 0, 0
	for i := 0; i < len(all); i++ {
		if i > start && mayBreak(all[i-1].r, all[i].r) {
			candidate = i
		}
		used += int(all[i].width)
		if used <= room || i == start || all[i].r == ' ' {
			continue
		}
		at := candidate
		if at <= start {
			at = i
		}
		out = append(out, trimmed(all[start:at]))
		start, candidate, used = at, at, 0
		i = at - 1
	}
	return append(out, trimmed(all[start:]))
}

func trimmed(l line) line {
	for len(l) > 0 && l[len(l)-1].r == ' ' {
		l = l[:len(l)-1]
	}
	return l
}

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ' || strings.ContainsRune(notFirst, after) || strings.ContainsRune(notLast, before):
		return false
	case before == ' ':
		return true
	}
	return before >= 0x2E80 || after >= 0x2E80
}
