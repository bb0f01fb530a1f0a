// Package lang holds the two languages Banjie speaks to people, 中文 and English.
//
// A [Text] is a sentence in both. It carries no data about persons; values are
// put in by the caller with [Format]. The package does not translate: whoever
// writes a sentence writes it twice, and tests refuse an empty half.
package lang

import (
	"fmt"
	"strings"
)

// Tag is a language of the interface.
type Tag string

const (
	ZH Tag = "zh"
	EN Tag = "en"
)

// Text is one sentence or label in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// T makes a Text; it exists so that tables of sentences stay readable.
func T(zh, en string) Text { return Text{ZH: zh, EN: en} }

// Format makes a Text from a format in each language, both with the same arguments.
func Format(zh, en string, args ...any) Text {
	return Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// In gives the sentence in the wanted language, or the other where one half is missing.
func (t Text) In(tag Tag) string {
	if tag == EN && t.EN != "" || t.ZH == "" {
		return t.EN
	}
	return t.ZH
}

// IsZero says that neither half is there.
func (t Text) IsZero() bool { return t.ZH == "" && t.EN == "" }

// Accept reads an Accept-Language header (RFC 9110 section 12.5.4). The first of
// Chinese and English in order of quality wins; anything else gives Chinese.
func Accept(header string) Tag {
	best, bestQ := ZH, 0.0
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if _, err := fmt.Sscanf(v, "%g", &q); err != nil {
				continue
			}
		}
		name = strings.ToLower(name)
		var tag Tag
		switch {
		case strings.HasPrefix(name, "zh"):
			tag = ZH
		case strings.HasPrefix(name, "en"):
			tag = EN
		default:
			continue
		}
		if q > bestQ {
			best, bestQ = tag, q
		}
	}
	return best
}

// HalfWidth turns full-width letters, digits and marks, as Chinese input methods type
// them, into ASCII.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}
