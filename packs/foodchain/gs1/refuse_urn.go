package gs1

import (
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"banjie/internal/lang"
)

// isURN says whether a text is meant as a URN. The scheme of one has no case (RFC 8141).
func isURN(s string) bool { return len(s) >= 4 && strings.EqualFold(s[:4], "urn:") }

func wrongURNPrefix(urn string) error {
	lower := strings.ToLower(urn)
	for _, prefix := range [...]string{urnID, urnClass, urnPattern, urnTag} {
		if strings.HasPrefix(lower, prefix) && !strings.HasPrefix(urn, prefix) {
			return badURN("urn_prefix", "prefix", "开头应为小写", "its beginning is written in small letters")
		}
	}
	switch {
	case strings.HasPrefix(urn, urnTag):
		return badURN("urn_prefix", "prefix", "这是标签URI，事件里用 urn:epc:id: 的写法", "it is a tag URI; events have urn:epc:id:")
	case strings.HasPrefix(urn, "urn:epc:pat:"), strings.HasPrefix(urn, "urn:epc:raw:"):
		return badURN("urn_prefix", "prefix", "标签模式和原始值不对应一个标识", "tag patterns and raw values stand for no key")
	}
	return badURN("urn_prefix", "prefix", "它不以 urn:epc:id:、urn:epc:class: 或 urn:epc:idpat: 开头", "it does not begin with urn:epc:id:, urn:epc:class: or urn:epc:idpat:")
}

// foreign are the EPC schemes that are no GS1 keys, and their form (Tag Data Standard 2.0,
// section 6.3).
var foreign = map[string]struct {
	form *regexp.Regexp
	fits func(parts []string) bool
}{
	"gid":   {regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`), func(p []string) bool { return below(p[1], 28) && below(p[2], 24) && below(p[3], 36) }},
	"usdod": {regexp.MustCompile(`^[0-9A-HJ-NP-Z]{5,6}\.(0|[1-9]\d*)$`), func(p []string) bool { return below(p[1], 36) }},
	"adi":   {regexp.MustCompile(`^[0-9A-HJ-NP-Z]{5,6}\.(?:[0-9A-Z-]|%2F|%2f){0,32}\.(?:%23)?(?:[0-9A-Z-]|%2F|%2f){1,30}$`), nil},
	"bic":   {regexp.MustCompile(`^([A-Z]{3}[UJZ]\d{6})(\d)$`), func(p []string) bool { return containerCheck(p[1]) == int(p[2][0]-'0') }},
	"imovn": {regexp.MustCompile(`^(\d{6})(\d)$`), func(p []string) bool { return shipCheck(p[1]) == int(p[2][0]-'0') }},
}

// below says whether a number without sign takes no more than so many bits.
func below(s string, most int) bool {
	v, err := strconv.ParseUint(s, 10, 64)
	return err == nil && bits.Len64(v) <= most
}

// containerCheck is the check digit of a freight container (ISO 6346): letters count from 10
// and leave out multiples of eleven; place n weighs 2 to the power of n.
func containerCheck(s string) int {
	sum := 0
	for i := range len(s) {
		v := int(s[i] - '0')
		if s[i] >= 'A' {
			v = int(s[i]-'A') + 10
			v += (v - 1) / 10
		}
		sum += v << i
	}
	return sum % 11 % 10
}

// shipCheck is the check digit of an IMO number: weights 7 to 2, the last digit of the sum.
func shipCheck(s string) int {
	sum := 0
	for i := range len(s) {
		sum += int(s[i]-'0') * (7 - i)
	}
	return sum % 10
}

// noScheme answers for a scheme that is no GS1 key.
func noScheme(name, rest string) error {
	f, ok := foreign[name]
	if !ok {
		return badURN("urn_scheme", "scheme", "没有这种EPC方案", "there is no such EPC scheme")
	}
	parts := f.form.FindStringSubmatch(rest)
	if parts == nil || f.fits != nil && !f.fits(parts) {
		return badURN("urn_form", "identifier", "它不符合“"+name+"”方案的写法，或者校验码、数值不对", "it is not written as the scheme "+name+" asks, or its check digit or a number is wrong")
	}
	return refuse("urn_no_gs1_key", "scheme", lang.T("这是正确的EPC URN，但“"+name+"”方案没有对应的GS1标识。", "This is a right EPC URN, but no GS1 key stands for its scheme, "+name+"."),
		lang.T("请原样使用这个URN；它没有数字链接。", "Use the URN as it is; it has no Digital Link."))
}
