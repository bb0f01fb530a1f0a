package query

import (
	"fmt"
	"strconv"
	"strings"

	"banjie/internal/lang"
	"banjie/internal/spelling"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// reason is why a parameter is refused; see the same in package epcis.
type reason struct {
	code            string
	message, remedy lang.Text
}

var (
	whyParameter = reason{"unknown_parameter", lang.T("没有“%s”这个参数", "there is no parameter %q"),
		lang.T("请对照 EPCIS 2.0 第8.2.7.1节；自己的字段写成 EQ_prefix:name 的样子。", "See EPCIS 2.0, section 8.2.7.1; a field of your own is written EQ_prefix:name.")}
	whyObject = reason{"not_a_query", lang.T("查询应当是 JSON 对象", "a query is a JSON object"),
		lang.T("请写成 {\"eventType\":[\"ObjectEvent\"]} 这样。", `Write it like {"eventType":["ObjectEvent"]}.`)}
	whyContext = reason{"context", lang.T("@context 读不懂", "the @context cannot be read"),
		lang.T("请写成网址，或“前缀→命名空间”的对象。", "Write an address, or an object from prefix to namespace.")}
	whyTwice = reason{"twice", lang.T("“%s”出现了两次", "%q is there twice"),
		lang.T("多个值请用 | 分开写在一起。", "Write several values as one, divided by |.")}
	whyList = reason{"not_a_list", lang.T("“%s”的值应当是%s", "the value of %q is %s"),
		lang.T("请照此改写。", "Write it so.")}
	whyValue = reason{"value", lang.T("“%s”不能取“%s”这个值", "%q cannot have the value %q"),
		lang.T("请改用：%s。", "Use %s.")}
	whyPrefix = reason{"undeclared_prefix", lang.T("“%s”的前缀没有声明", "the prefix of %q is not declared"),
		lang.T("请在 @context 或 GS1-Extensions 头里声明。", "Declare it in @context or in the header GS1-Extensions.")}
	whyBoth = reason{"limit_and_maximum", lang.T("eventCountLimit 和 maxEventCount 不能同时用", "eventCountLimit and maxEventCount exclude each other"),
		lang.T("请只留一个。", "Keep one of them.")}
)

var (
	useInstant  = lang.T("2026-06-01T08:30:00+08:00 这样带时区的时间", "an instant with its zone, like 2026-06-01T08:30:00+08:00")
	useNumber   = lang.T("数字", "a number")
	useEither   = lang.T("数字或带时区的时间", "a number or an instant with its zone")
	useURI      = lang.T("URI", "a URI")
	useWord     = lang.T("CBV 2.0 的标准词或完整的 URI", "a word of CBV 2.0 or a complete URI")
	useTrue     = lang.T("true 或 false", "true or false")
	useCount    = lang.T("不小于1的整数", "a whole number of at least 1")
	useText     = lang.T("文字", "text")
	useAction   = lang.T("ADD、OBSERVE 或 DELETE", "ADD, OBSERVE or DELETE")
	useType     = lang.T("EPCIS 的事件类型", "a type of event of EPCIS")
	useOrder    = lang.T("eventTime、recordTime 或带前缀的字段", "eventTime, recordTime or a field with a prefix")
	useDirected = lang.T("ASC 或 DESC", "ASC or DESC")
	useHex      = lang.T("成对的十六进制数字", "pairs of hexadecimal digits")
)

type parser struct {
	context  epcis.Context
	lists    bool // lists are written as lists; false: everything came as a list of texts
	at       string
	query    Query
	problems []epcis.Problem
	name     string // of the parameter that is being read
	line     int

	direction string // orderDirection
}

func (p *parser) refuse(name string, line int, why reason, args ...any) {
	pointer := p.at
	if name != "" {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	p.problems = append(p.problems, epcis.Problem{Pointer: pointer, Line: line, Rule: why.code, Message: say(why.message, args...), Remedy: why.remedy})
}

// longest is how much of a value a refusal repeats, in bytes.
const longest = 120

// say fills a sentence; an argument that is a [lang.Text] is said in each language.
func say(t lang.Text, args ...any) lang.Text {
	if len(args) == 0 {
		return t
	}
	zh, en := make([]any, len(args)), make([]any, len(args))
	for i, a := range args {
		zh[i], en[i] = a, a
		switch a := a.(type) {
		case lang.Text:
			zh[i], en[i] = a.ZH, a.EN
		case string:
			if len(a) > longest {
				a = strings.ToValidUTF8(a[:longest], "") + "…"
			}
			zh[i], en[i] = a, a
		}
	}
	return lang.T(fmt.Sprintf(t.ZH, zh...), fmt.Sprintf(t.EN, en...))
}

// wrong refuses the value of the parameter that is being read.
func (p *parser) wrong(n *tree.Node, use lang.Text) {
	shown := n.Text
	switch n.Kind {
	case tree.List:
		shown = "[…]"
	case tree.Object:
		shown = "{…}"
	case tree.Null:
		shown = "null"
	}
	why := whyValue
	why.remedy = say(why.remedy, use)
	p.refuse(p.name, p.line, why, p.name, shown)
}

func (p *parser) done() (*Query, error) {
	q := &p.query
	q.context = p.context
	q.Descending = q.OrderBy != "" && p.direction != "ASC"
	if q.Limit > 0 && q.Max > 0 {
		p.refuse("maxEventCount", p.line, whyBoth)
	}
	if len(p.problems) > 0 {
		return nil, &epcis.Refusal{Index: -1, Final: true, Problems: p.problems}
	}
	return q, nil
}

func (p *parser) parameter(n *tree.Node) {
	p.name, p.line = n.Key, n.Line
	for _, r := range fixed {
		if r.name == n.Key {
			r.read(p, n)
			return
		}
	}
	for _, r := range families {
		if rest, ok := strings.CutPrefix(n.Key, r.prefix); ok && rest != "" && r.read(p, n, rest) {
			return
		}
	}
	if !p.ownField(n) {
		p.refuse(n.Key, n.Line, whyParameter.meant(nearest(n.Key)), n.Key)
	}
}

// nearest is the parameter that somebody probably meant.
func nearest(key string) string {
	var names []string
	for _, r := range fixed {
		names = append(names, r.name)
	}
	return spelling.Nearest(key, names, min(1+len(key)/4, 4))
}

// meant adds it to what to do; "" adds nothing.
func (r reason) meant(word string) reason {
	if word != "" {
		r.remedy = lang.T("是不是“"+word+"”？"+r.remedy.ZH, "Did you mean \""+word+"\"? "+r.remedy.EN)
	}
	return r
}

// one gives the single value of a parameter, whichever way it came.
func (p *parser) one(n *tree.Node, use lang.Text) *tree.Node {
	if n.Kind == tree.List && !p.lists && len(n.Kids) == 1 {
		return &n.Kids[0]
	}
	if n.Kind == tree.List || n.Kind == tree.Object {
		p.wrong(n, use)
		return nil
	}
	return n
}

// list gives the alternatives of a parameter.
func (p *parser) list(n *tree.Node) []tree.Node {
	if n.Kind != tree.List || len(n.Kids) == 0 {
		p.refuse(n.Key, n.Line, whyList, n.Key, sayList)
		return nil
	}
	return n.Kids
}

func (p *parser) add(c Condition) {
	c.asked = p.name
	p.query.Conditions = append(p.query.Conditions, c)
}

// texts reads alternatives, each checked and put into its one form.
func (p *parser) texts(n *tree.Node, use lang.Text, form func(s string) (string, bool)) []string {
	var all []string
	for _, k := range p.list(n) {
		s, ok := "", k.Kind == tree.Text
		if ok {
			s, ok = form(strings.TrimSpace(k.Text))
		}
		if !ok {
			p.wrong(&k, use)
			continue
		}
		all = append(all, s)
	}
	return all
}

func (p *parser) uri(s string) (string, bool) {
	return epcis.Canonical(p.context.Expand(s)), epcis.IsURI(s)
}

func (p *parser) word(l *cbv.List) func(string) (string, bool) {
	return func(s string) (string, bool) { return l.Normalize(p.context.Expand(s)) }
}

func anyText(s string) (string, bool) { return s, true }

// number reads one number.
func (p *parser) number(n *tree.Node) (epcis.Number, bool) {
	k := p.one(n, useNumber)
	if k == nil {
		return "", false
	}
	v, ok := epcis.ParseNumber(k.Text)
	if !ok || k.Kind != tree.Number && (p.lists || k.Kind != tree.Text) {
		p.wrong(k, useNumber)
		return "", false
	}
	return v, true
}

// numbers reads alternatives that are numbers; one number alone is read too, since the
// standard's own description of EQ_quantity has one.
func (p *parser) numbers(n *tree.Node) []epcis.Number {
	var kids []tree.Node
	if n.Kind == tree.Number {
		kids = []tree.Node{*n}
	} else {
		kids = p.list(n)
	}
	var all []epcis.Number
	for i := range kids {
		k := &kids[i]
		v, ok := epcis.ParseNumber(k.Text)
		if !ok || k.Kind != tree.Number && (p.lists || k.Kind != tree.Text) {
			p.wrong(k, useNumber)
			continue
		}
		all = append(all, v)
	}
	return all
}

// count reads a whole number of at least one.
func (p *parser) count(n *tree.Node, to *int) {
	k := p.one(n, useCount)
	if k == nil {
		return
	}
	v, err := strconv.Atoi(k.Text)
	if err != nil || v < 1 || k.Kind != tree.Number && p.lists {
		p.wrong(k, useCount)
		return
	}
	*to = v
}

// truth reads true or false. A number or null, which an early schema had, is true.
func (p *parser) truth(n *tree.Node) (v, ok bool) {
	k := p.one(n, useTrue)
	if k == nil {
		return false, false
	}
	switch {
	case k.Kind == tree.Bool, k.Kind == tree.Text && !p.lists && (k.Text == "true" || k.Text == "false"):
		return k.Text == "true", true
	case k.Kind == tree.Null, k.Kind == tree.Number, k.Kind == tree.Text && !p.lists && (k.Text == "" || k.Text == "1"):
		return true, true
	}
	p.wrong(k, useTrue)
	return false, false
}
