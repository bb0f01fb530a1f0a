package api

import (
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2/validation"

	"banjie/internal/lang"
)

// wording is the Chinese for what the framework says in English; {1} and {2} are the
// values in the order in which they stand there. The English is the framework's own
// text, so that a new one of it is seen by the test that reads them all.
var wording = []struct{ en, zh string }{
	{validation.MsgUnexpectedProperty, "没有这一项"},
	{validation.MsgExpectedRFC3339DateTime, "请写日期时间，例如 2026-03-02T09:00:00+08:00"},
	{validation.MsgExpectedRFC1123DateTime, "请写日期时间（HTTP 格式）"},
	{validation.MsgExpectedRFC3339Date, "请写日期，例如 2026-03-02"},
	{validation.MsgExpectedRFC3339Time, "请写时间，例如 09:00:00"},
	{validation.MsgExpectedRFC5322Email, "电子邮箱地址不对"},
	{validation.MsgExpectedRFC5890Hostname, "主机名不对"},
	{validation.MsgExpectedRFC2673IPv4, "IPv4 地址不对"},
	{validation.MsgExpectedRFC2373IPv6, "IPv6 地址不对"},
	{validation.MsgExpectedRFCIPAddr, "IP 地址不对"},
	{validation.MsgExpectedRFC3986URI, "网址不对"},
	{validation.MsgExpectedRFC4122UUID, "UUID 不对"},
	{validation.MsgExpectedRFC6570URITemplate, "网址模板不对"},
	{validation.MsgExpectedRFC6901JSONPointer, "JSON 指针不对"},
	{validation.MsgExpectedRFC6901RelativeJSONPointer, "JSON 相对指针不对"},
	{validation.MsgExpectedRegexp, "正则表达式不对"},
	{validation.MsgExpectedMatchAtLeastOneSchema, "不符合任何一种允许的写法"},
	{validation.MsgExpectedMatchExactlyOneSchema, "只能符合一种允许的写法"},
	{validation.MsgExpectedNotMatchSchema, "不能这样写"},
	{validation.MsgExpectedPropertyNameInObject, "缺少用来区分类型的项"},
	{validation.MsgExpectedBoolean, "请写 true 或 false"},
	{validation.MsgExpectedDuration, "请写时间长度"},
	{validation.MsgExpectedNumber, "请写数字"},
	{validation.MsgExpectedInteger, "请写整数"},
	{validation.MsgExpectedString, "请写文字"},
	{validation.MsgExpectedBase64String, "请写 base64 编码的内容"},
	{validation.MsgExpectedArray, "请写列表"},
	{validation.MsgExpectedObject, "请写对象"},
	{validation.MsgExpectedArrayItemsUnique, "列表里不能有重复"},
	{validation.MsgExpectedOneOf, "只能是其中之一：{1}"},
	{validation.MsgExpectedMinimumNumber, "不能小于 {1}"},
	{validation.MsgExpectedExclusiveMinimumNumber, "必须大于 {1}"},
	{validation.MsgExpectedMaximumNumber, "不能大于 {1}"},
	{validation.MsgExpectedExclusiveMaximumNumber, "必须小于 {1}"},
	{validation.MsgExpectedNumberBeMultipleOf, "必须是 {1} 的倍数"},
	{validation.MsgExpectedMinLength, "至少 {1} 个字符"},
	{validation.MsgExpectedMaxLength, "最多 {1} 个字符"},
	{validation.MsgExpectedBePattern, "格式不对：{1}"},
	{validation.MsgExpectedMatchPattern, "格式不对：{1}"},
	{validation.MsgExpectedMinItems, "至少 {1} 项"},
	{validation.MsgExpectedMaxItems, "最多 {1} 项"},
	{validation.MsgExpectedMinProperties, "至少 {1} 项"},
	{validation.MsgExpectedMaxProperties, "最多 {1} 项"},
	{validation.MsgExpectedRequiredProperty, "缺少“{1}”"},
	{validation.MsgExpectedDependentRequiredProperty, "有“{2}”时必须有“{1}”"},
	{"request body is required", "没有发送内容"},
	{"required %s parameter is missing", "缺少这个参数"},
	{"invalid integer", "请写整数"},
	{"invalid boolean", "请写 true 或 false"},
	{"invalid value", "写法不对"},
}

type phrase struct {
	match *regexp.Regexp
	zh    string
}

var phrases = sync.OnceValue(func() []phrase {
	verbs := regexp.MustCompile(`%[vds]`)
	all := make([]phrase, len(wording))
	for i, w := range wording {
		text := verbs.ReplaceAllString(regexp.QuoteMeta(w.en), `(.*)`)
		all[i] = phrase{regexp.MustCompile(`(?s)^` + text + `$`), w.zh}
	}
	return all
})

// inChinese gives a sentence of the framework in both languages. One that is not known
// may come from a parser and may repeat what was sent; it is not shown.
func inChinese(en string) lang.Text {
	for _, p := range phrases() {
		m := p.match.FindStringSubmatch(en)
		if m == nil {
			continue
		}
		zh := p.zh
		for i, value := range m[1:] {
			zh = strings.ReplaceAll(zh, "{"+string(rune('1'+i))+"}", value)
		}
		return lang.T(zh, en)
	}
	return lang.T("内容读不懂，请检查是不是完整的 JSON。", "The content cannot be read; check that it is complete JSON.")
}
