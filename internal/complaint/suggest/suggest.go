// Package suggest proposes of what kind a complaint is and whose matter it may be, with the
// words the proposal rests on, and finds complaints that may be about the same matter.
//
//	story, opened ─┬─▶ Kinds: weighted signs of the six kinds
//	               ├─▶ Index.Units: BM25 over what the county publishes of each unit
//	               └─▶ Alike: characters in pairs, against briefs of open complaints
//
// It decides nothing, fills nothing in and keeps nothing: an officer who has opened the story
// reads it beside the story. Weights are by hand; there is no learned model.
package suggest

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/registers/publiclist"
)

// Proposal is a kind or a unit with the words of the story that speak for it.
type Proposal struct {
	ID    string
	Score float64
	Words []string // at most five, weightiest first
}

// Kinds gives the kinds of which something stands in a text, likeliest first.
func Kinds(text string) []Proposal {
	var all []Proposal
	for _, s := range signs {
		found := s.re.FindAllString(text, -1)
		slices.Sort(found)
		found = slices.Compact(found)
		if len(found) == 0 {
			continue
		}
		i := slices.IndexFunc(all, func(p Proposal) bool { return p.ID == s.kind })
		if i < 0 {
			i, all = len(all), append(all, Proposal{ID: s.kind})
		}
		all[i].Score += s.weight * (1 + .5*float64(min(len(found), 3)-1))
		all[i].Words = append(all[i].Words, found...)
	}
	if words := passed(text); len(words) > 0 {
		i := slices.IndexFunc(all, func(p Proposal) bool { return p.ID == "buck_passing" })
		if i < 0 {
			i, all = len(all), append(all, Proposal{ID: "buck_passing"})
		}
		all[i].Score += passedWeight
		all[i].Words = append(words, all[i].Words...)
	}
	return best(all, 0)
}

// passedWeight counts one office that is named by another and then says or sends itself.
const passedWeight = 4.0

// passed gives the offices that one clause names at its end and the next begins with as the
// one who says: 街道归民政，民政说….
func passed(text string) (words []string) {
	clauses := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，。；！？、,;", r) })
	for i := 1; i < len(clauses); i++ {
		at := strings.IndexAny(clauses[i], "说推让叫等")
		if at < 6 || at > 24 {
			continue
		}
		who := strings.TrimSuffix(clauses[i][:at], "又")
		for _, earlier := range clauses[:i] {
			if strings.HasSuffix(earlier, who) && strings.ContainsAny(earlier, "说推让叫等归找") {
				words = append(words, earlier+"，"+clauses[i])
				break
			}
		}
	}
	return words
}

// best sorts, cuts after n (0: none) and keeps five words of each.
func best(all []Proposal, n int) []Proposal {
	slices.SortFunc(all, func(a, b Proposal) int { return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID)) })
	if n > 0 && len(all) > n {
		all = all[:n]
	}
	for i := range all {
		all[i].Words = all[i].Words[:min(5, len(all[i].Words))]
	}
	return all
}

// Index is what a county publishes of its units, for [Index.Units]. It is safe for
// concurrent reading.
type Index struct {
	units []unit
	in    map[string]int // units that have a pair
	mean  float64
}

type unit struct {
	id    string
	lay   []string
	said  []string           // keywords and names of items, for whole matches
	pairs map[string]float64 // of characters, weighted
	size  float64
}

// Weights of where a word comes from.
const (
	nameWeight    = 2.0
	keywordWeight = 2.0
	itemWeight    = 1.0
	dutyWeight    = .5
	saturation    = 1.2
	lengthNorm    = .3
	pairsWeight   = .35
	saidWeight    = 1.1
	layWeight     = 2.0
	early         = .6 // what stands first counts so much more than what stands last
)

// NewIndex takes the county's units, its published items and, where there is one, the list of
// duties.
func NewIndex(units []org.Unit, items []catalog.Item, duties []publiclist.Entry) *Index {
	x := &Index{in: map[string]int{}}
	where := map[string]int{}
	for _, u := range units {
		where[u.ID] = len(x.units)
		n := unit{id: u.ID, pairs: map[string]float64{}}
		name := u.Name.In(lang.ZH)
		for piece, words := range lay {
			if strings.Contains(name, piece) {
				n.lay = append(n.lay, words...)
			}
		}
		if i := strings.LastIndexAny(name, "县）"); i >= 0 { // 某县某局
			for _, cut := range []string{"）", "县"} {
				if _, rest, ok := strings.Cut(name, cut); ok && rest != "" {
					name = rest
				}
			}
		}
		n.put(name, nameWeight)
		x.units = append(x.units, n)
	}
	for _, it := range items {
		i, ok := where[it.Unit]
		if !ok {
			continue
		}
		n := &x.units[i]
		n.put(it.Name.In(lang.ZH), itemWeight)
		n.said = append(n.said, it.Name.In(lang.ZH))
		for _, k := range it.Keywords {
			if !latin(k) {
				n.put(k, keywordWeight)
				n.said = append(n.said, k)
			}
		}
	}
	for _, d := range duties {
		if i, ok := where[d.Unit]; ok {
			x.units[i].put(d.Name, dutyWeight)
		}
	}
	for i := range x.units {
		n := &x.units[i]
		slices.Sort(n.said)
		n.said = slices.Compact(n.said)
		for p, w := range n.pairs {
			x.in[p]++
			n.size += w
		}
		x.mean += n.size / float64(len(x.units))
	}
	return x
}

// faint are words that stand in complaints about every unit.
var faint = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`撞 药 油 肉 矿 村 渠 支书 场地费 换证 开业 证照 注册 油费 贷款 提取 担保费 司机 高速 药费 楼顶 停水 贸易 建筑垃圾 大夫 科室 窗口 工作人员 医院 老师 餐饮 身份证 营业执照 校长 食品 号 村里 镇里 饭店 酒店 档案 退休 公司 执照 监理 过期 住院 面馆 小吃 大厅 排队 超市 物业 摊位 工资 检查 企业 车位`) {
		m[w] = true
	}
	return m
}()

func latin(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > 0x2e80 }) < 0 }

func (u *unit) put(text string, weight float64) {
	for _, p := range pairs(text) {
		u.pairs[p] += weight
	}
}

// Units gives at most n units, likeliest first.
func (x *Index) Units(text string, n int) []Proposal {
	have := pairs(text)
	slices.Sort(have)
	have = slices.Compact(have)
	var all []Proposal
	for _, u := range x.units {
		p := Proposal{ID: u.id}
		for _, pair := range have {
			w := u.pairs[pair]
			if w == 0 {
				continue
			}
			df := float64(x.in[pair])
			idf := math.Log(1 + (float64(len(x.units))-df+.5)/(df+.5))
			norm := saturation * (1 - lengthNorm + lengthNorm*u.size/x.mean)
			p.Score += pairsWeight * idf * w * (saturation + 1) / (w + norm)
		}
		type hit struct {
			word   string
			weight float64
		}
		var hits []hit
		count := func(words []string, weight float64) {
			for _, w := range words {
				at := strings.Index(text, w)
				if at < 0 || len([]rune(w)) < 2 {
					continue
				}
				place := 1 + early*(1-float64(at)/float64(len(text)))
				size := float64(min(len([]rune(w)), 4)) / 2
				if faint[w] {
					place *= .5
				}
				hits = append(hits, hit{w, weight * place * math.Sqrt(size)})
			}
		}
		count(u.lay, layWeight)
		count(u.said, saidWeight)
		slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.word, b.word)) })
		for _, h := range hits {
			if slices.ContainsFunc(p.Words, func(w string) bool { return strings.Contains(w, h.word) }) {
				continue // a part of what counted already
			}
			p.Words = append(p.Words, h.word)
			p.Score += h.weight / math.Sqrt(float64(len(p.Words)))
		}
		if len(p.Words) > 0 {
			all = append(all, p)
		}
	}
	return best(all, n)
}

// pairs cuts Chinese text into neighbouring characters.
func pairs(text string) []string {
	var out []string
	var before rune
	for _, r := range text {
		if r < 0x3400 {
			before = 0
			continue
		}
		if before != 0 && r <= 0x9fff {
			out = append(out, string([]rune{before, r}))
		}
		before = r
		if r > 0x9fff {
			before = 0
		}
	}
	return out
}
