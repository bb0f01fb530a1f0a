package hints

import (
	"regexp"
	"strings"
)

// pattern is an expression with the part that is meant.
type pattern struct {
	kind  Kind
	re    *regexp.Regexp
	group int
	need  string // characters of which a stretch must have one; "": none
}

func (s *scan) patterns(all []pattern) {
	windows := s.windows(14, numeral)
	for _, p := range all {
		for _, w := range windows {
			if p.need != "" && !strings.ContainsAny(s.plain[w[0]:w[1]], p.need) {
				continue
			}
			s.each(p.re, w, func(m []int) {
				if g := 2 * p.group; m[g] >= 0 && (p.kind != Phone || !hotline.MatchString(s.plain[m[g]:m[g+1]])) {
					s.add(p.kind, s.at[m[g]], s.at[m[g+1]])
				}
			})
		}
	}
}

// numeral are places where a number may stand, or the name of a messenger.
func numeral(s *scan, i int) bool {
	r := s.runes[i]
	if r < 0x80 {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}
	if strings.ContainsRune("昵网微群抖快陌博", r) {
		return true
	}
	for n := range 5 {
		if i+n >= len(s.runes) || !strings.ContainsRune("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", s.runes[i+n]) {
			return false
		}
	}
	return true
}

// figures adds the runs of figures and letters in what the tagger takes for a number that no
// pattern knows. Years, amounts and hot lines are none.
func (s *scan) figures(h Hint) {
	for i := h.Start; i < h.End; i++ {
		end := i
		for end < h.End && !s.taken[end] && isFigure(s.runes[end]) {
			end++
		}
		for end > i && strings.ContainsRune("-·. ", s.runes[end-1]) {
			end--
		}
		if end-i >= least && !hotline.MatchString(string(s.runes[i:end])) && (end == len(s.runes) || !strings.ContainsRune("年月日元块万%％.点多余", s.runes[end])) {
			s.add(Number, i, end)
		}
		i = max(i, end)
	}
}

// least figures make a number by which somebody is known.
const least = 4

func isFigure(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("零〇一二三四五六七八九幺-·. ", r)
}

// windows are the stretches, in bytes, of so many characters on each side of a trigger. Only
// there expressions are tried, which keeps long texts fast.
func (s *scan) windows(side int, trigger func(s *scan, i int) bool) (all [][2]int) {
	end := -1
	for i := range s.runes {
		if !trigger(s, i) {
			continue
		}
		from, to := max(0, i-side), min(len(s.runes), i+side+1)
		if from <= end {
			all[len(all)-1][1] = s.bytes[to]
		} else {
			all = append(all, [2]int{s.bytes[from], s.bytes[to]})
		}
		end = to
	}
	return all
}

// each gives the places of an expression within a window, in bytes of the whole text.
func (s *scan) each(re *regexp.Regexp, w [2]int, do func(m []int)) {
	for _, m := range re.FindAllStringSubmatchIndex(s.plain[w[0]:w[1]], -1) {
		for i := range m {
			if m[i] >= 0 {
				m[i] += w[0]
			}
		}
		do(m)
	}
}

// hotline are numbers that belong to everybody.
var hotline = regexp.MustCompile(`^(?:12\d{3}|1[12]\d|9[56]\d{3}|100\d{2})$`)

// offsets gives for each byte that begins a rune the rune's place.
func offsets(text string) []int {
	at := make([]int, len(text)+1)
	n := 0
	for i := range text {
		at[i] = n
		n++
	}
	at[len(text)] = n
	return at
}

const (
	digits  = `[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖0-9]`
	between = `[-— .·]{0,2}`
)

// numbers in the order in which they are looked for.
var numbers = []pattern{
	{Contact, regexp.MustCompile(`[A-Za-z0-9._%+-]+ ?(?:@|＠|\(at\)|艾特) ?[A-Za-z0-9-]+ ?(?:\.|点) ?[A-Za-z]{2,}(?:\.[A-Za-z]{2,})?`), 0, "@＠艾("},
	{Contact, regexp.MustCompile(`(?:https?://|www\.)[A-Za-z0-9._/?=&%-]+`), 0, ":w"},
	{Contact, regexp.MustCompile(`(?i)(?:微信|薇信|威信|微 信|[加＋+]v|v信|vx|wx|wechat|weixin|qq|扣扣|企鹅|抖音|快手|微博|支付宝|钉钉|陌陌|小红书|旺旺)(?:群|名|账号|账户|号码|号)?(?:就|都)?[是为叫：:\s（(“"@]*([A-Za-z0-9][A-Za-z0-9_-]{3,24})`), 1, "微薇威加＋+vVwWqQ扣企抖快支钉陌小旺"},
	{Contact, regexp.MustCompile(`(?i)(?:微信|qq|抖音|快手|微博|小红书|群)?(?:昵称|网名|微信名|群名)[是为叫：:\s]*[“"「『]?([\p{Han}A-Za-z0-9_·]{2,10})`), 1, "昵网名"},
	{Contact, regexp.MustCompile(`(?i)(?:微信|qq|抖音|快手|微博|小红书)号?[是叫为：:]*[“"「『]([\p{Han}A-Za-z0-9_·]{2,12})[”"」』]`), 1, "“\"「『"},
	{Number, regexp.MustCompile(`[1-9]\d{5} ?(?:19|20)\d{2} ?[01]\d[0-3]\d ?[\dXx*]{3,4}`), 0, "0123456789"},
	{Number, regexp.MustCompile(`(?:\d{4}[ -]){3,4}\d{1,7}`), 0, "0123456789"},
	{Number, regexp.MustCompile(`\d{12,21}[Xx]?`), 0, "0123456789"},
	{Number, regexp.MustCompile(`9[0-9][0-9A-Z]{16}`), 0, "0123456789"},
	{Number, regexp.MustCompile(`[\p{Han}]?[（(〔\[]20\d\d[）)〕\]][\p{Han}0-9 -]{0,20}号`), 0, "（(〔["},
	{Number, regexp.MustCompile(`[A-Z]{1,4}-?\d{7,}[0-9A-Z-]*`), 0, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	{Number, regexp.MustCompile(`(?:身份证|证号|许可证|执照|编号|单号|受理号|受理编号|回执|账号|账户|帐号|卡号|银行卡|学号|社保卡|社保号|医保卡|残疾证|军官证|护照|驾驶证|房产证|不动产证|户号|合同号|订单号|流水号|票号|发票|收据|查询码|案号|办件号|存折|尾号|代码|准考证)(?:号码|编号|号)?(?:就|都)?[是为：:，\s（(第No.]*([A-Za-z]{0,6}[-]?\d[0-9A-Za-z*-]{3,})`), 1, "证执编单受回账户帐卡学社医残军护驾房不合订流票发收查案办存尾代准"},
	{Plate, regexp.MustCompile(`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-Za-z] ?[·. -]? ?(?:[A-HJ-NP-Za-hj-np-z0-9*] ?){4,6}[学警挂领港澳]?`), 0, "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"},
	{Plate, regexp.MustCompile(`(?:车牌|车号|牌照|牌号|车牌尾号|挂牌|摩托|电动车)(?:号码|号)?[是为：:，\s]*([A-Za-z]?[·. -]?[A-HJ-NP-Z0-9]{4,6})`), 1, "车牌照摩挂"},
	{Phone, regexp.MustCompile(`(?:\+? ?86[- ]?|\(?\+86\)?[- ]?)?1` + between + `[3-9]` + between + `(?:[\d*Xx]` + between + `){8}[\d*Xx]`), 0, "0123456789"},
	{Phone, regexp.MustCompile(`[幺一1壹]` + between + `[三四五六七八九叁肆伍陆柒捌玖3-9]` + between + `(?:` + digits + between + `){8}` + digits), 0, ""},
	{Phone, regexp.MustCompile(`[（(]?0\d{2,3}[）)]?[-— 转]{0,3}[2-9](?:[- ]?\d){6,7}`), 0, "0"},
	{Phone, regexp.MustCompile(`零` + digits + `{2,3}[-— ,，]?` + digits + `{7,8}`), 0, "零"},
	{Phone, regexp.MustCompile(`[48]00[- ]?\d{3,4}[- ]?\d{3,4}`), 0, "48"},
	{Phone, regexp.MustCompile(`(?:电话|手机|座机|号码|短号|小号|小灵通|传真|来电|拨打|虚拟网|分机|热线|集团号|号是|打给|打)(?:号码|号)?(?:就|都)?[是为：:，\s（(]*([2-9](?:[- ]?\d){4,7})(?:[^0-9元块万斤米]|$)`), 1, "电手座号短小传来拨虚分热集打"},
	{Phone, regexp.MustCompile(`(?:电话|手机|座机|号码|短号|小号|分机|打)(?:号码|号)?[是为：:，\s]*(` + digits + `{5,11})`), 1, "电手座号短小分打"},
	{Phone, regexp.MustCompile(`(?:^|[^0-9])([2-8]\d{3}[- ]?\d{3,4})(?:[^0-9元块万斤米年人平个.%]|$)`), 1, "0123456789"},
	{Phone, regexp.MustCompile(`[二三四五六七八九](?:[零〇一二三四五六七八九幺]){6,7}`), 0, "零〇一二三四五六七八九幺"},
	{Phone, regexp.MustCompile(`(?:手机|电话|号码|尾数|后四位|开头)[\p{Han}]{0,4}[是为：:]?([0-9]{3,4})(?:[^0-9元块次个天年]|$)`), 1, "手电号尾后开"},
	{Contact, regexp.MustCompile(`[A-Za-z]+[_-]?\d[A-Za-z0-9_-]{4,}`), 0, "0123456789"},
}
