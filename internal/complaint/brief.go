package complaint

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Brief is what a unit gets to read: written by a person, never made from the story by a
// machine. There is no other way to one than [Redact], so that nothing a reporter typed can
// reach a unit unseen.
type Brief struct {
	text string
}

// Text is the brief as the unit reads it.
func (b Brief) Text() string { return b.text }

// Story is the words of a reporter, as opened for an officer of the centre. It has no way
// into an event: it is compared and forgotten.
type Story struct {
	Words string
}

// Redact takes an officer's text for a brief. Each [Warning] the checker has must have been
// confirmed by its id, by a person who looked at it. The fault names each place that was not.
func Redact(story Story, text string, confirmed []string) (Brief, error) {
	bad := fault.InvalidInput()
	for _, w := range Check(story, text) {
		if !slices.Contains(confirmed, w.ID) {
			bad.At("brief", lang.T("“"+w.Text+"”："+w.Kind.Says().ZH, "“"+w.Text+"”: "+w.Kind.Says().EN))
		}
	}
	if strings.TrimSpace(text) == "" {
		bad.At("brief", lang.T("请写摘要。", "Please write the brief."))
	}
	if err := bad.Or(); err != nil {
		return Brief{}, err
	}
	return Brief{strings.TrimSpace(text)}, nil
}

// WarningKind is what the checker takes a piece of text for.
type WarningKind string

const (
	NameFound    WarningKind = "name"
	PhoneFound   WarningKind = "phone"
	NumberFound  WarningKind = "number" // of a document, a company, an account
	PlateFound   WarningKind = "plate"
	CompanyFound WarningKind = "company"
	AddressFound WarningKind = "address"
	ContactFound WarningKind = "contact" // e-mail, messenger
	CopiedFound  WarningKind = "copied"  // a run of characters taken over from the story
)

// Says is the warning in words.
func (k WarningKind) Says() lang.Text {
	switch k {
	case NameFound:
		return lang.T("像是人名", "looks like a person's name")
	case PhoneFound:
		return lang.T("像是电话号码", "looks like a telephone number")
	case NumberFound:
		return lang.T("像是证件或者账户号码", "looks like the number of a document or an account")
	case PlateFound:
		return lang.T("像是车牌", "looks like a number plate")
	case CompanyFound:
		return lang.T("像是单位或者店铺的名称", "looks like the name of a firm or a shop")
	case AddressFound:
		return lang.T("像是地址", "looks like an address")
	case ContactFound:
		return lang.T("像是联系方式", "looks like a way to reach somebody")
	}
	return lang.T("照抄了投诉原文，原话可能暴露是谁说的", "is copied from the story; the wording may show who wrote it")
}

// Warning is one place of a text that could show who the reporter is.
type Warning struct {
	ID         string // of kind and words: what an officer confirms
	Kind       WarningKind
	Text       string
	Start, End int // in runes of the text
}

// copied is how many characters in a row may be taken over from the story.
const copied = 12

const (
	surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖涂付"
	compound = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|东方|南宫|端木"
	who      = `(?:我叫|我是|名叫|姓名[是为：:]?|本人|投诉人|举报人|联系人|证人|同事|邻居|儿子|女儿|妻子|丈夫|父亲|母亲|老公|老婆|哥哥|姐姐|弟弟|妹妹|法人|店主|业主|户主|老板|经营者|叫)`
	after    = `(?:先生|女士|同志|师傅|老板娘?|大爷|大妈|阿姨|大姐|大哥|本人|反映|投诉|举报|来电|来信|来访)`
)

// patterns in the order in which they are looked for; a later one does not warn of what an
// earlier one took.
var patterns = []struct {
	kind  WarningKind
	re    *regexp.Regexp
	group int // the part that is meant
}{
	{ContactFound, regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`), 0},
	{ContactFound, regexp.MustCompile(`(?:微信|VX|vx|QQ|qq)(?:号|号码)?[是为：:\s]*([A-Za-z0-9_-]{5,20})`), 1},
	{NumberFound, regexp.MustCompile(`[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx]`), 0},
	{NumberFound, regexp.MustCompile(`[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}`), 0},
	{NumberFound, regexp.MustCompile(`\d{16,19}`), 0},
	{PhoneFound, regexp.MustCompile(`(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}`), 0},
	{PhoneFound, regexp.MustCompile(`0\d{2,3}[- ]?\d{7,8}`), 0},
	{PhoneFound, regexp.MustCompile(`(?:电话|手机|座机|号码)[是为：:\s]*([2-8]\d{6,7})`), 1},
	{PhoneFound, regexp.MustCompile(`[幺一][三四五六七八九][零〇一二三四五六七八九幺]{9}`), 0},
	{PlateFound, regexp.MustCompile(`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-HJ-NP-Z0-9]{5,6}`), 0},
	{CompanyFound, regexp.MustCompile(`[\p{Han}A-Za-z0-9（）()]{2,18}?(?:有限责任公司|股份有限公司|有限公司|集团公司|合伙企业|合作社|工作室|经营部|门市部|养殖场|家庭农场|食品厂|服装厂|加工厂|机械厂|五金厂|纺织厂|印刷厂|塑料厂|木材厂|小吃店|早餐店|水果店|便利店|理发店|维修店|专卖店|奶茶店|面馆|饭馆|酒楼|饭店|餐厅|超市|商行|药房|诊所|幼儿园|培训班|民宿|网吧|茶楼|农家乐)`), 0},
	{AddressFound, regexp.MustCompile(`[\p{Han}]{2,12}?(?:路|街|大道|巷|弄|村|社区|小区|花园|公寓|苑|新村)[\p{Han}]{0,4}?[0-9一二三四五六七八九十百]+(?:号|弄|幢|栋|单元|室|组|楼)(?:[0-9一二三四五六七八九十A-Za-z-]+(?:号|幢|栋|单元|室|楼))*`), 0},
	{NameFound, regexp.MustCompile(who + `((?:` + compound + `|[` + surnames + `])[\p{Han}]{1,2})(?:[，。、；：,.;:！？\s“”（）()]|` + after + `|[说称去来找在被向与和是的]|$)`), 1},
	{NameFound, regexp.MustCompile(`((?:` + compound + `|[` + surnames + `])[\p{Han}]{0,2}?)` + after), 1},
	{NameFound, regexp.MustCompile(`([小老阿][` + surnames + `])(?:[，。、说在去来的]|$)`), 1},
	{NameFound, regexp.MustCompile(`((?:` + compound + `|[` + surnames + `])(?:某某?|[XＸ×]{1,2}))`), 1},
}

// Check looks for what in a text could show who the reporter is. It errs on the side of
// asking: an officer confirms what is none.
func Check(story Story, text string) []Warning {
	plain := fold(text)
	var found []Warning
	taken := make([]bool, len([]rune(plain))+1)
	add := func(kind WarningKind, start, end int) {
		for i := start; i < end; i++ {
			if taken[i] {
				return
			}
		}
		for i := start; i < end; i++ {
			taken[i] = true
		}
		words := string([]rune(text)[start:end])
		sum := sha256.Sum256([]byte(string(kind) + "\x00" + words))
		found = append(found, Warning{ID: hex.EncodeToString(sum[:6]), Kind: kind, Text: words, Start: start, End: end})
	}
	for _, p := range patterns {
		for at := 0; at <= len(plain); {
			m := p.re.FindStringSubmatchIndex(plain[at:])
			if m == nil {
				break
			}
			s, e := at+m[2*p.group], at+m[2*p.group+1]
			add(p.kind, len([]rune(plain[:s])), len([]rune(plain[:e])))
			at = max(e, at+1)
		}
	}
	for _, run := range runs(fold(story.Words), plain) {
		add(CopiedFound, run[0], run[1])
	}
	slices.SortFunc(found, func(a, b Warning) int { return a.Start - b.Start })
	return found
}

// fold gives each rune its plain form, one for one: full-width letters and digits as ASCII.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			switch r {
			case '，', '：', '；', '！', '？', '（', '）':
				return r
			}
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == unicode.ReplacementChar:
			return '?'
		}
		return r
	}, s)
}

// runs are the places of text, in runes, where at least [copied] characters in a row stand in
// the story too.
func runs(story, text string) [][2]int {
	s, t := []rune(story), []rune(text)
	if len(s) < copied || len(t) < copied {
		return nil
	}
	have := make(map[string]bool, len(s))
	for i := 0; i+copied <= len(s); i++ {
		have[string(s[i:i+copied])] = true
	}
	var out [][2]int
	for i := 0; i+copied <= len(t); i++ {
		if !have[string(t[i:i+copied])] {
			continue
		}
		if n := len(out); n > 0 && i <= out[n-1][1] {
			out[n-1][1] = i + copied
		} else {
			out = append(out, [2]int{i, i + copied})
		}
	}
	return out
}
