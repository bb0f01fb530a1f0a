package gs1

import (
	"strings"

	"banjie/internal/lang"
)

// scheme is how one kind of EPC URN is laid out: a company prefix of 6 to 12 digits, a
// reference, and for some a serial (EPC Tag Data Standard 2.0, sections 6.3 and 8).
type scheme struct {
	name      string // as in urn:epc:id:NAME:
	ai        string
	digits    int    // prefix and reference together; 0: the reference is text of any length
	indicator bool   // the reference begins with a digit that stands before the prefix in the key
	lead      string // stands before the key's digits
	check     bool   // a check digit follows them
	pieces    bool   // piece and total follow the reference
	serialAI  string // where the serial goes; "" and joined: onto the key itself
	joined    bool
	serialMax int
	serialSet set
	none      string // a serial that means none
	max       int    // of the whole value, where the reference is text
	set       set    // of a reference that is text
}

var schemes = []scheme{
	{name: "sgtin", ai: "01", digits: 13, indicator: true, check: true, serialAI: "21", serialMax: 20, serialSet: text82},
	{name: "sscc", ai: "00", digits: 17, indicator: true, check: true},
	{name: "sgln", ai: "414", digits: 12, check: true, serialAI: "254", serialMax: 20, serialSet: text82, none: "0"},
	{name: "grai", ai: "8003", digits: 12, lead: "0", check: true, joined: true, serialMax: 16, serialSet: text82},
	{name: "giai", ai: "8004", max: 30, set: text82},
	{name: "gsrn", ai: "8018", digits: 17, check: true},
	{name: "gsrnp", ai: "8017", digits: 17, check: true},
	{name: "gdti", ai: "253", digits: 12, check: true, joined: true, serialMax: 17, serialSet: text82},
	{name: "cpi", ai: "8010", max: 30, set: text39, serialAI: "8011", serialMax: 12, serialSet: digits},
	{name: "sgcn", ai: "255", digits: 12, check: true, joined: true, serialMax: 12, serialSet: digits},
	{name: "ginc", ai: "401", max: 30, set: text82},
	{name: "gsin", ai: "402", digits: 16, check: true},
	{name: "itip", ai: "8006", digits: 13, indicator: true, check: true, pieces: true, serialAI: "21", serialMax: 20, serialSet: text82},
	{name: "upui", ai: "01", digits: 13, indicator: true, check: true, serialAI: "235", serialMax: 28, serialSet: text82},
	{name: "pgln", ai: "417", digits: 12, check: true},
}

// lotScheme is the one class of EPCIS that is no pattern: all things of a lot.
var lotScheme = scheme{name: "lgtin", ai: "01", digits: 13, indicator: true, check: true, serialAI: "10", serialMax: 20, serialSet: text82}

const (
	urnID      = "urn:epc:id:"
	urnPattern = "urn:epc:idpat:"
	urnClass   = "urn:epc:class:"
)

// maxKey is room for the value of any key or qualifier: no AI of a path has more than 30.
const maxKey = 32

// read is what was read of an identifier before it is written in another form: a key and
// at most one qualifier, values unescaped.
type read struct {
	ai, qualifier string // codes; qualifier "" for none
	key, value    [maxKey]byte
	keyLen, vLen  int
}

func (r *read) putKey(s string) bool {
	if r.keyLen+len(s) > maxKey {
		return false
	}
	r.keyLen += copy(r.key[r.keyLen:], s)
	return true
}

// FromURN reads an EPC pure identity URN (urn:epc:id:…), a class (urn:epc:class:lgtin:…)
// or a pattern that stands for all things of one key (urn:epc:idpat:…:*), after EPC Tag
// Data Standard 2.0 and CBV 2.0. Check digits are computed; a GLN extension "0" means
// none. The error names the part that is wrong.
func FromURN(urn string) (Elements, error) {
	var r read
	if err := r.urn(urn); err != nil {
		return nil, err
	}
	es := Elements{{AI: r.ai, Value: string(r.key[:r.keyLen])}}
	if r.qualifier != "" {
		es = append(es, Element{AI: r.qualifier, Value: string(r.value[:r.vLen])})
	}
	return es, nil
}

// urn returns *Error as error only where there is one.
func (r *read) urn(urn string) error {
	rest, pattern := "", false
	var s *scheme
	switch {
	case strings.HasPrefix(urn, urnID):
		rest = urn[len(urnID):]
	case strings.HasPrefix(urn, urnPattern):
		rest, pattern = urn[len(urnPattern):], true
	case strings.HasPrefix(urn, urnClass):
		rest = urn[len(urnClass):]
		s = &lotScheme
	default:
		return wrongURNPrefix(urn)
	}
	colon := strings.IndexByte(rest, ':')
	if colon < 0 {
		return badURN("urn_scheme", "scheme", "缺少方案名", "the scheme is missing")
	}
	name := rest[:colon]
	rest = rest[colon+1:]
	if s == nil {
		for i := range schemes {
			if schemes[i].name == name {
				s = &schemes[i]
			}
		}
	}
	if s == &lotScheme && s.name != name {
		return badURN("urn_scheme", "scheme", "urn:epc:class: 只有lgtin一种；其他类写 urn:epc:idpat:", "urn:epc:class: is for lgtin only; other classes are urn:epc:idpat:")
	}
	if s == nil {
		return noScheme(name, rest)
	}
	return r.fields(s, rest, pattern)
}

// fields reads what follows the scheme.
func (r *read) fields(s *scheme, rest string, pattern bool) error {
	dot := strings.IndexByte(rest, '.')
	if pattern && strings.HasPrefix(rest, "*.") {
		return notOneKey()
	}
	if dot < 6 || dot > 12 || number(rest[:dot]) < 0 {
		return badURN("urn_company_prefix", "company prefix", "厂商识别代码应为6至12位数字", "the company prefix has 6 to 12 digits")
	}
	prefix, rest := rest[:dot], rest[dot+1:]
	if pattern && strings.HasPrefix(rest, "*") {
		return notOneKey()
	}
	r.ai = s.ai
	reference, rest := cutLast(s, rest)
	if s.digits == 0 {
		return r.textKey(s, prefix, reference, rest, pattern)
	}
	if len(reference) != s.digits-len(prefix) || number(reference) < 0 {
		return badURN("urn_reference", "reference", "厂商识别代码与参考代码合计位数不对", "the company prefix and the reference together have the wrong number of digits")
	}
	r.putKey(s.lead)
	if s.indicator {
		r.putKey(reference[:1])
		reference = reference[1:]
	}
	r.putKey(prefix)
	r.putKey(reference)
	if s.check {
		r.key[r.keyLen] = checkDigit(r.key[:r.keyLen])
		r.keyLen++
	}
	if s.pieces {
		if len(rest) < 6 || rest[0] != '.' || rest[3] != '.' || number(rest[1:3]) < 0 || number(rest[4:6]) < 0 {
			return badURN("urn_pieces", "pieces", "件号和总件数应各为两位数字", "piece and total have two digits each")
		}
		r.putKey(rest[1:3])
		r.putKey(rest[4:6])
		rest = rest[6:]
	}
	return r.serial(s, rest, pattern)
}

// cutLast parts the reference from what follows it, which begins with its dot. Only a
// reference that is text and has no serial after it may have dots of its own.
func cutLast(s *scheme, rest string) (reference, after string) {
	if s.digits == 0 && s.serialMax == 0 {
		return rest, ""
	}
	dot := strings.IndexByte(rest, '.')
	if dot < 0 {
		return rest, ""
	}
	return rest[:dot], rest[dot:]
}

func (r *read) textKey(s *scheme, prefix, reference, rest string, pattern bool) error {
	r.putKey(prefix)
	n, ok := unescapeURN(r.key[r.keyLen:s.max], reference, s.set)
	if !ok || n == 0 {
		return badURN("urn_reference", "reference", "参考代码为空、太长，或有不允许的字符", "the reference is empty, too long or has a character that is not allowed")
	}
	r.keyLen += n
	return r.serial(s, rest, pattern)
}

func (r *read) serial(s *scheme, rest string, pattern bool) error {
	if s.serialMax == 0 {
		if rest != "" || pattern {
			return badURN("urn_rest", "rest", "后面有多余的内容", "there is something after the reference")
		}
		return nil
	}
	if rest == "" || rest[0] != '.' {
		return badURN("urn_serial", "serial", "缺少序列号", "the serial is missing")
	}
	serial := rest[1:]
	if pattern {
		if serial != "*" || s.name == "sgln" {
			return notOneKey()
		}
		return nil
	}
	if serial == s.none && serial != "" {
		return nil
	}
	n, ok := unescapeURN(r.value[:s.serialMax], serial, s.serialSet)
	if !ok || n == 0 {
		return badURN("urn_serial", "serial", "序列号为空、太长，或有不允许的字符", "the serial is empty, too long or has a character that is not allowed")
	}
	if s.joined {
		r.putKey(string(r.value[:n]))
		return nil
	}
	r.qualifier, r.vLen = s.serialAI, n
	return nil
}

// unescapeURN takes the percent escapes out of a part of a URN. " % & / < > ? and # must be
// escaped there (Tag Data Standard, section 6.2); escapes of other characters are read too.
func unescapeURN(out []byte, in string, allowed set) (n int, ok bool) {
	for i := 0; i < len(in); i++ {
		c := in[i]
		if c == '%' {
			v := escaped(in, i)
			if v <= 0 {
				return 0, false
			}
			c, i = byte(v), i+2
		} else if strings.IndexByte(`"&/<>?#`, c) >= 0 {
			return 0, false
		}
		if n == len(out) || !allowed.has(c) {
			return 0, false
		}
		out[n] = c
		n++
	}
	return n, true
}

// escaped gives the byte of the escape at i, -1 where there is none.
func escaped(s string, i int) int {
	if i+2 >= len(s) {
		return -1
	}
	hi, lo := hex(s[i+1]), hex(s[i+2])
	if hi < 0 || lo < 0 {
		return -1
	}
	return hi<<4 | lo
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func notOneKey() error {
	return badURN("urn_pattern", "serial", "只有序列号为“*”的模式才对应一个标识", "only a pattern with * in place of the serial stands for one key")
}

func badURN(code, place, zh, en string) error {
	return refuse(code, place, lang.T("这不是能换算的EPC URN："+zh+"。", "This EPC URN cannot be converted: "+en+"."), remedyURN)
}
