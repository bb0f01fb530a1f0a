package catalog

import (
	"regexp"
	"strings"
	"unicode"

	"banjie/internal/lang"
)

// A catch-all is a name that lets the office ask for anything: 其他材料, 相关证明,
// 营业执照等, "other documents", "papers as required". In a national spot check 13 %
// of the guides had one (domain, section 6).
type catchWords struct{ zh, en []*regexp.Regexp }

const (
	vagueZH = `(?:依法|依规|法律|法规|规章|规定|相关|有关|必要|必需|需要|所需|应当|应该|应|须|需|补充|证明|佐证|申请|申报|要求|提交|提供|的|所|和|及|或|与)*`
	papers  = `(?:materials?|documents?|papers?|files?|proofs?|evidence|information|paperwork)`
)

var (
	materialWords = catchWords{
		zh: patterns(
			`(?:其他|其它|另外)`+vagueZH+`(?:材料|资料|文件|证件|证照|证明|手续)`,
			`(?:相关|有关|规定|要求|需要|认为|所需|必要)`+vagueZH+`(?:材料|资料|文件|证件|证照|手续|证明)$`,
			`^`+vagueZH+`(?:材料|资料|文件|证件|证照|手续|证明)$`,
			`[^高中初平同优上下头特相一二三四五]等`+vagueZH+`(?:材料|资料|文件|证件|证照|证明)?$`,
		),
		en: patterns(
			`(?i)\bothers?\b(?: (?:relevant|related|necessary|required|requested|supporting|such|legal|applicable|additional))* `+papers+`\b`,
			`(?i)^(?:all |any |the )*(?:(?:relevant|related|necessary|required|requested|supporting|pertinent|appropriate|additional|other|application) )*`+papers+`$`,
			`(?i)\b(?:relevant|related|pertinent) `+papers+`\b`,
			`(?i)\betc\b`, `(?i)\band so (?:on|forth)\b`, `(?i)\band the like\b`, `(?i)^others?$`,
			`(?i)\b`+papers+` (?:that |which )?(?:the )?(?:[a-z]+ )?(?:requires?|asks? for|deems? necessary|considers? necessary)\b`,
			`(?i)\b`+papers+` (?:as |if |when )?(?:required|requested|needed|deemed necessary)\b`,
		),
	}
	conditionWords = catchWords{
		zh: patterns(`(?:其他|其它)`+vagueZH+`(?:条件|情形|要求)`, `等(?:条件|情形|要求)?$`),
		en: patterns(`(?i)\bother\b(?: [a-z]+){0,3} (?:conditions?|requirements?|circumstances)\b`, `(?i)\betc\b`),
	}
)

func patterns(texts ...string) []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(texts))
	for i, t := range texts {
		out[i] = regexp.MustCompile(t)
	}
	return out
}

// catchAll says whether a name is a catch-all, and in which words.
func catchAll(t lang.Text, words catchWords) (bool, string) {
	// Marks and spaces go, so that "其他(依法需要的)材料。" is seen for what it is.
	zh := strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, t.ZH)
	for _, p := range words.zh {
		if p.MatchString(zh) {
			return true, t.ZH
		}
	}
	en := strings.Join(strings.FieldsFunc(t.EN, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' || r == '.' || r == ',' }), " ")
	for _, p := range words.en {
		if p.MatchString(en) {
			return true, t.EN
		}
	}
	return false, ""
}
