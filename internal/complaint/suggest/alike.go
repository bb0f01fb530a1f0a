package suggest

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Other is a text another complaint is known by: its brief, never its story.
type Other struct {
	ID   string
	Kind string
	Unit string
	Text string

	parts map[string]float64 // of the text, counted
}

// Counted gives the same with its characters counted, for who compares it more than once.
func (o Other) Counted() Other {
	o.parts = o.count()
	return o
}

func (o Other) count() map[string]float64 {
	if o.parts != nil {
		return o.parts
	}
	m := map[string]float64{}
	for _, f := range features(o.Text) {
		m[f]++
	}
	return m
}

// Match is another complaint that may be about the same matter.
type Match struct {
	ID    string
	Score float64
}

// Bars above which two texts may be about the same matter, by what else agrees.
const (
	sameUnitAndKind = .15
	sameUnit        = .26
	sameKind        = .21
	neither         = .30
)

// said are words of offices and of passing things on, which say nothing of the matter.
var said = regexp.MustCompile(office + `?(?:说|讲|推|又说|又推)(?:是|这|该|要)?(?:归|找|去找|属于|给)?` + office + `?|市场监管|市场局|住建局?|环保局?|城管|派出所|卫健局?|民政局?|自然资源局?|人社局?|医保局?|物业|工作人员|窗口|没有|一个|我们|他们|投诉|反映|举报|电话`)

// features are the pairs of characters, and single ones that carry less.
func features(text string) []string {
	text = said.ReplaceAllString(text, "，")
	out := pairs(text)
	for _, r := range text {
		if r >= 0x3400 && r <= 0x9fff && !strings.ContainsRune(empty, r) {
			out = append(out, string(r))
		}
	}
	return out
}

// empty are characters that stand in every text.
const empty = "的了在是有没不也都就说我他她们这那个和与跟被把让给到去来要会能一二三四五六七八九十两几百千万年月天日块元人家里上下大小多少每还才又再后前着过从向为么什谁吗呢吧啊但而且或及以所其只可得地办事局所站"

// Alike compares a text with others by the pairs of characters they share, rare ones counting
// more: cosine of tf·idf over the texts at hand. Best first. A shared unit and kind lower the
// bar. Nothing of the text is kept.
func Alike(text Other, others []Other) []Match {
	docs := make([]map[string]float64, len(others)+1)
	in := map[string]float64{}
	for i := range docs {
		if docs[i] = text.count(); i > 0 {
			docs[i] = others[i-1].count()
		}
		for p := range docs[i] {
			in[p]++
		}
	}
	weight := func(p string, n float64) float64 {
		return (1 + math.Log(n)) * math.Log(1+(float64(len(docs))+20)/(in[p]+.5))
	}
	own := map[string]float64{}
	length := 0.0
	for p, n := range docs[0] {
		own[p] = weight(p, n)
		length += own[p] * own[p]
	}
	length = math.Sqrt(length)
	var all []Match
	for i, o := range others {
		size, dot := 0.0, 0.0
		for p, n := range docs[i+1] {
			w := weight(p, n)
			size += w * w
			dot += w * own[p]
		}
		if size = math.Sqrt(size); length == 0 || size == 0 {
			continue
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
