package complaint

import (
	"fmt"
	"unicode"

	"banjie/internal/casework"
	"banjie/internal/complaint/hints"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Traced is what a text that came to light says about whom it was shown to.
type Traced struct {
	Viewer string  // "" where it is undetermined
	Places int     // that carry a mark in the brief
	Read   int     // of them, found in the text
	Differ int     // of those, not as with the viewer who fits best
	Next   int     // not as with the one who fits second best
	Chance float64 // bound on somebody of the viewers fitting as well by chance
}

// ChanceLimit is how likely it may be at most that somebody fits by chance for anybody to be named.
const ChanceLimit = 0.001

const mostTraced = 6_000

// Trace holds a text, typed off or cut out, against the wordings of the viewers. Somebody is
// named only where so many marks were read that the chance of anybody fitting as well without
// having been shown this text is at most [ChanceLimit], and nobody else comes near.
func (m Marker) Trace(brief, number string, viewers []string, text string) (Traced, error) {
	if len(m.Key) == 0 || len([]rune(text)) > mostTraced {
		return Traced{}, fault.New(fault.Invalid, "not_traceable", lang.T("这段文字没法比对。", "This text cannot be held against the brief."), lang.T("请给出六千字以内的原文。", "Give at most 6,000 characters."))
	}
	b := bare([]rune(brief))
	places := spots([]rune(brief))
	read := align(tokens([]rune(brief), places), bare([]rune(text)))
	t := Traced{Places: len(places)}
	for _, r := range read {
		if r >= 0 {
			t.Read++
		}
	}
	if len(b) == 0 || t.Read == 0 || len(viewers) == 0 {
		t.Chance = 1
		return t, nil
	}
	best := ""
	t.Differ, t.Next = t.Read+1, t.Read+1
	for _, v := range viewers {
		bits, d := m.bits(number, v), 0
		for i, r := range read {
			if r >= 0 && byte(r) != bits[i] {
				d++
			}
		}
		if d < t.Differ {
			t.Next, t.Differ, best = t.Differ, d, v
		} else if d < t.Next {
			t.Next = d
		}
	}
	t.Chance = chance(t.Read, t.Differ) * float64(len(viewers))
	if t.Chance <= ChanceLimit && t.Next-t.Differ >= 2 {
		t.Viewer = best
	}
	return t, nil
}

// chance that n random bits differ from given ones in at most d.
func chance(n, d int) float64 {
	sum, c := 0.0, 1.0
	for i := 0; i <= d; i++ {
		sum += c
		c = c * float64(n-i) / float64(i+1)
	}
	for range n {
		sum /= 2
	}
	return min(sum, 1)
}

// TraceInput is a use of the marks, for the record: by whose order, and whether it named anybody.
// Whom stands nowhere: it is a lead.
type TraceInput struct {
	OrderedBy string `json:"ordered_by"`
	Unit      string `json:"unit"`
	Named     bool   `json:"named"`
}

// traceRow puts each use of the marks on the record of the case.
func traceRow() casework.Transition {
	return casework.Transition{From: all, Verb: "trace_leak", Title: lang.T("追查摘要外传", "Trace a leak of the brief"), Event: "leak_traced", Quiet: true, Needs: casework.NeedReason,
		By: []casework.Relation{casework.Itself}, Input: func() any { return &TraceInput{} }, Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[TraceInput](d)) }}
}

// Says is the outcome in words.
func (t Traced) Says() lang.Text {
	if t.Viewer == "" {
		return lang.Format("不能确定。摘要有%[1]d处标记，这段文字里读出%[2]d处，最接近的人有%[3]d处不同，第二接近的有%[4]d处；碰巧的可能性不超过%[5]s。", "Undetermined: of %[1]d marks %[2]d were read; the nearest viewer differs in %[3]d, the next in %[4]d; chance at most %[5]s.",
			t.Places, t.Read, t.Differ, t.Next, fmt.Sprintf("%.2g", min(t.Chance, 1)))
	}
	return lang.Format("线索指向 %[1]s：摘要有%[2]d处标记，读出%[3]d处，%[4]d处不同，第二接近的人有%[5]d处不同；碰巧的可能性不超过%[6]s。这是线索，不是证据：要有别的证据，并听本人说明。", "It points to %[1]s: of %[2]d marks %[3]d were read, %[4]d differ, the next viewer differs in %[5]d; chance at most %[6]s. This is a lead, no proof: it needs other evidence and the person's reply.",
		t.Viewer, t.Places, t.Read, t.Differ, t.Next, fmt.Sprintf("%.2g", t.Chance))
}

// bare leaves out blanks and marks of punctuation, which nobody keeps when typing.
func bare(in []rune) (out []rune) {
	for _, r := range []rune(hints.Fold(string(in))) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			out = append(out, unicode.ToLower(r))
		}
	}
	return out
}

// token is a character of the brief, or a place.
type token struct {
	r    rune
	spot int // -1: a character
	word [2][]rune
}

func tokens(brief []rune, places []spot) (all []token) {
	next := 0
	for i := 0; i < len(brief); {
		if next < len(places) && places[next].at == i {
			w := places[next].word
			all = append(all, token{spot: next, word: [2][]rune{[]rune(w[0]), []rune(w[1])}})
			i += places[next].n
			next++
			continue
		}
		for _, r := range bare(brief[i : i+1]) {
			all = append(all, token{r: r, spot: -1})
		}
		i++
	}
	return all
}

// Scores of the alignment: a character that is the same, one that differs, one left out.
const (
	same, other, left = 3, -2, -1
)

// align finds which word stands at each place: 0, 1, or -1 where the text does not have it.
// It is a global alignment (Needleman and Wunsch) with free ends, in which a place is one
// token that takes either word whole. A place counts when three of the six tokens around it
// are there as well.
func align(brief []token, text []rune) (read []int) {
	n, m := len(brief), len(text)
	const (
		none = iota
		diagonal
		skipBrief
		skipText
		first // a place, taken with its first word
		second
	)
	score := make([][]int32, n+1)
	way := make([][]byte, n+1)
	for i := range score {
		score[i], way[i] = make([]int32, m+1), make([]byte, m+1)
	}
	for i := 1; i <= n; i++ {
		for j := range m + 1 {
			t := brief[i-1]
			best, how := score[i-1][j]+left, byte(skipBrief)
			if j == m {
				best = score[i-1][j] // what stands behind the end of the text is cut off
			}
			if j == 0 {
				best = 0 // and what stands before its beginning
			}
			take := func(s int32, w byte) {
				if s > best {
					best, how = s, w
				}
			}
			if j > 0 {
				gap := int32(left)
				if i == n {
					gap = 0
				}
				take(score[i][j-1]+gap, skipText)
				if t.spot < 0 {
					s := int32(other)
					if t.r == text[j-1] {
						s = same
					}
					take(score[i-1][j-1]+s, diagonal)
				}
			}
			if t.spot >= 0 {
				for k, w := range t.word {
					if l := len(w); j >= l && equal(text[j-l:j], w) {
						take(score[i-1][j-l]+int32(same*l), byte(first+k))
					}
				}
			}
			score[i][j], way[i][j] = best, how
		}
	}
	hit, at := make([]bool, n), make([]int, n)
	for i := range at {
		at[i] = -1
	}
	for i, j := n, m; i > 0 && (j > 0 || way[i][j] == skipBrief); {
		switch way[i][j] {
		case diagonal:
			i, j = i-1, j-1
			hit[i] = brief[i].r == text[j]
		case first, second:
			k := int(way[i][j] - first)
			i, j = i-1, j-len(brief[i-1].word[k])
			hit[i], at[i] = true, k
		case skipText:
			j--
		default:
			i--
		}
	}
	for i, t := range brief {
		if t.spot < 0 {
			continue
		}
		around := 0
		for k := max(0, i-3); k <= min(n-1, i+3); k++ {
			if k != i && hit[k] {
				around++
			}
		}
		if around < 3 {
			at[i] = -1
		}
		read = append(read, at[i])
	}
	return read
}

func equal(a, b []rune) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
