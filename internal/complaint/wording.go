package complaint

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
)

// Leaks are traced by wording: in a few places of a brief one of two words of the same meaning
// stands, and which one is decided by a keyed hash of case and viewer, so that a text typed
// off the screen still points to whom it was shown.
//
//	brief ──▶ places (word pairs, small numbers) ──▶ bits of HMAC(key, case, viewer) ──▶ wording
//	retyped text ──aligned with the brief──▶ bits read ──▶ the viewer who fits, or undetermined
//
// A match is a lead and no proof: it needs evidence of another kind and the person's reply.
// Staff are told in writing that briefs are worded for each reader.

// Marker words briefs. The zero value leaves them as they were written.
type Marker struct {
	Key []byte // of the data folder
}

// MostPlaces of a brief carry a bit.
const MostPlaces = 32

// pairs are words that stand for one another wherever they stand in a brief. They were chosen
// by hand; a pair of which one word is part of a longer one names what must not stand beside it.
var pairs = [][2]string{
	{"马上", "立即"}, {"目前", "现在"}, {"但是", "可是"}, {"如果", "假如"}, {"因为", "由于"}, {"因此", "所以"}, {"多次", "数次"}, {"告知", "告诉"}, {"材料", "资料"},
	{"工作人员", "办事人员"}, {"核实", "查证"}, {"尽快", "抓紧"}, {"情况", "情形"}, {"原因", "缘由"}, {"详细", "具体"}, {"重复", "反复"}, {"擅自", "私自"}, {"群众", "百姓"},
	{"商户", "商家"}, {"开具", "开出"}, {"票据", "单据"}, {"缴纳", "交纳"}, {"答复", "回复"}, {"期限", "时限"}, {"按照", "依照"}, {"超过", "超出"}, {"之前", "以前"}, {"之后", "以后"},
	{"当时", "那时"}, {"随后", "接着"}, {"仍然", "依然"}, {"非常", "十分"}, {"大约", "大概"}, {"一直", "始终"}, {"经常", "时常"}, {"另外", "此外"}, {"例如", "比如"}, {"或者", "或是"},
	{"并且", "而且"}, {"尤其是", "特别是"}, {"根据", "依据"}, {"记录", "记载"}, {"提交", "递交"}, {"补交", "补送"}, {"询问", "问询"}, {"联系", "联络"}, {"有关", "相关"}, {"必须", "务必"},
	{"应当", "应该"}, {"无法", "没法"}, {"未能", "没能"}, {"至今", "到现在"}, {"全程", "全过程"},
}

// besides are the characters that must not stand before or behind a word for its pair to fit.
var besides = map[string]struct{ before, behind string }{
	"材料": {before: "原建选取用"}, "资料": {before: "生"}, "现在": {before: "到出呈体"}, "记录": {behind: "片仪"}, "联系": {behind: "人方"}, "十分": {before: "一二三四五六七八九0123456789", behind: "之钟"},
	"具体": {before: "工道"}, "有关": {before: "没", behind: "于联"}, "相关": {behind: "联"}, "所以": {before: "之", behind: "然"}, "根据": {before: "的"}, "依据": {before: "费律的"}, "接着": {before: "直连紧"},
}

const (
	hanDigits = "一二三四五六七八九"
	measures  = "次天个名家份月日条项张件"
)

// spot is a place of a brief where one of two words stands.
type spot struct {
	at, n int // in runes of the brief
	word  [2]string
}

// spots finds the places of a brief, at most [MostPlaces].
func spots(brief []rune) (all []spot) {
	for i := 0; i < len(brief) && len(all) < MostPlaces; {
		s, ok := spotAt(brief, i)
		if !ok {
			i++
			continue
		}
		all = append(all, s)
		i += s.n
	}
	return all
}

func spotAt(brief []rune, i int) (spot, bool) {
	best := spot{at: i}
	for _, p := range pairs {
		for _, w := range p {
			if n := len([]rune(w)); n > best.n && i+n <= len(brief) && string(brief[i:i+n]) == w && alone(brief, i, n, p) {
				best.n, best.word = n, p
			}
		}
	}
	if best.n > 0 {
		return best, true
	}
	return number(brief, i)
}

// alone says that what stands beside a word makes another word of neither form.
func alone(brief []rune, i, n int, pair [2]string) bool {
	for _, w := range pair {
		not := besides[w]
		if i > 0 && strings.ContainsRune(not.before, brief[i-1]) || i+n < len(brief) && strings.ContainsRune(not.behind, brief[i+n]) {
			return false
		}
	}
	return true
}

// number finds a digit from 1 to 9 that stands alone before a measure word.
func number(brief []rune, i int) (spot, bool) {
	digit := func(r rune) bool {
		return r >= '0' && r <= '9' || strings.ContainsRune(hanDigits+"十百千万零两几第.·-/", r)
	}
	if i+1 >= len(brief) || !strings.ContainsRune(measures, brief[i+1]) || i > 0 && digit(brief[i-1]) {
		return spot{}, false
	}
	han := []rune(hanDigits)
	for k, h := range han {
		if brief[i] == h && h != '一' || brief[i] == rune('1'+k) { // "一次" is often no number
			return spot{i, 1, [2]string{string(h), string(rune('1' + k))}}, true
		}
	}
	return spot{}, false
}

// Places is how many places of a brief carry a mark.
func Places(brief string) int { return len(spots([]rune(brief))) }

// bits are those of one viewer of one case.
func (m Marker) bits(number, viewer string) (b [MostPlaces]byte) {
	h := hmac.New(sha256.New, m.Key)
	h.Write([]byte("banjie/brief/wording/v1\x00" + number + "\x00" + viewer))
	sum := h.Sum(nil)
	for i := range b {
		b[i] = sum[i/8] >> (i % 8) & 1
	}
	return b
}

// Word gives the brief of a case in the wording of one viewer.
func (m Marker) Word(brief, number, viewer string) string {
	if len(m.Key) == 0 {
		return brief
	}
	text, bits := []rune(brief), m.bits(number, viewer)
	var out strings.Builder
	at := 0
	for i, s := range spots(text) {
		out.WriteString(string(text[at:s.at]))
		out.WriteString(s.word[bits[i]])
		at = s.at + s.n
	}
	out.WriteString(string(text[at:]))
	return out.String()
}
