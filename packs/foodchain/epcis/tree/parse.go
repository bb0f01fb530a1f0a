package tree

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Parser turns the text of one value into nodes. The nodes of one Parse are good until
// the next: their memory is used again.
type Parser struct {
	limits Limits
	src    string
	at     int
	line   int
	depth  int
	stack  []Node
	arena  []Node
}

// NewParser makes a parser with these limits.
func NewParser(l Limits) *Parser { return &Parser{limits: l} }

// Parse reads src as one JSON value. line is the line on which src begins. An error is
// an *[Error].
func (p *Parser) Parse(src string, line int) (*Node, error) {
	p.src, p.at, p.line, p.depth = src, 0, line, 0
	p.stack, p.arena = p.stack[:0], p.arena[:0]
	if len(src) > p.limits.Bytes {
		return nil, tooLong(line, p.limits.Bytes)
	}
	if !utf8.ValidString(src) {
		return nil, broken(p.lineOf(invalidAt(src)), "不是 UTF-8 文字", "the text is not UTF-8")
	}
	root, err := p.value("", 0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(p.src) {
		return nil, broken(p.line, "值之后还有别的内容", "there is something after the value")
	}
	return &root, nil
}

func tooLong(line, limit int) error {
	return broken(line, "一项内容超过%d字节", "one value is longer than %d bytes", limit)
}

func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return i
			}
		}
	}
	return len(s)
}

func (p *Parser) lineOf(at int) int { return p.line + strings.Count(p.src[:at], "\n") }

func (p *Parser) space() {
	for p.at < len(p.src) {
		switch p.src[p.at] {
		case '\n':
			p.line++
		case ' ', '\t', '\r':
		default:
			return
		}
		p.at++
	}
}

// next passes over white space and gives the character there, 0 at the end.
func (p *Parser) next() byte {
	p.space()
	if p.at == len(p.src) {
		return 0
	}
	return p.src[p.at]
}

func (p *Parser) value(key string, start int) (Node, error) {
	n := Node{Key: key, Start: start}
	c := p.next()
	if key == "" {
		n.Start = p.at
	}
	n.Line = p.line
	var err error
	switch {
	case c == '{' || c == '[':
		err = p.inside(&n, c)
	case c == '"':
		n.Kind = Text
		n.Text, err = p.text()
	case c == '-' || c >= '0' && c <= '9':
		n.Kind = Number
		n.Text, err = p.number()
	default:
		err = p.word(&n, c)
	}
	n.End = p.at
	return n, err
}

func (p *Parser) word(n *Node, c byte) error {
	for _, w := range [...]struct {
		word string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if strings.HasPrefix(p.src[p.at:], w.word) {
			n.Kind, n.Text = w.kind, w.word
			p.at += len(w.word)
			return nil
		}
	}
	if c == 0 {
		return broken(p.line, "内容在中间断了", "the text ends in the middle")
	}
	return broken(p.line, "这里应当是一个值，却是“%s”", "a value is expected here, not %q", p.glimpse())
}

func (p *Parser) glimpse() string {
	r, _ := utf8.DecodeRuneInString(p.src[p.at:])
	return string(r)
}

// inside reads a list or an object from its opening bracket to its closing one.
func (p *Parser) inside(n *Node, open byte) error {
	if p.depth++; p.depth > p.limits.Depth {
		return broken(p.line, "嵌套超过%d层", "values are nested deeper than %d", p.limits.Depth)
	}
	n.Kind = List
	closing := byte(']')
	if open == '{' {
		n.Kind, closing = Object, '}'
	}
	p.at++
	from := len(p.stack)
	if p.next() == closing {
		p.at++
		p.depth--
		return nil
	}
	for {
		kid, err := p.member(n.Kind, from)
		if err != nil {
			return err
		}
		p.stack = append(p.stack, kid)
		switch c := p.next(); c {
		case ',':
			p.at++
		case closing:
			p.at++
			p.depth--
			n.Kids = p.keep(from)
			return nil
		case 0:
			return broken(p.line, "内容在中间断了", "the text ends in the middle")
		default:
			return broken(p.line, "这里应当是逗号或“%c”，却是“%s”", "a comma or %q is expected here, not %q", closing, p.glimpse())
		}
	}
}

// keep moves the collected kids from the stack into the arena.
func (p *Parser) keep(from int) []Node {
	n := len(p.stack) - from
	if cap(p.arena)-len(p.arena) < n {
		p.arena = make([]Node, 0, max(2*cap(p.arena), n, 64))
	}
	at := len(p.arena)
	p.arena = append(p.arena, p.stack[from:]...)
	p.stack = p.stack[:from]
	return p.arena[at : at+n : at+n]
}

func (p *Parser) member(in Kind, from int) (Node, error) {
	if in == List {
		return p.value("", 0)
	}
	if p.next() != '"' {
		return Node{}, broken(p.line, "这里应当是带引号的名称", "a name in quotation marks is expected here")
	}
	start := p.at
	key, err := p.text()
	if err != nil {
		return Node{}, err
	}
	if key == "" {
		return Node{}, broken(p.line, "名称是空的", "a name is empty")
	}
	if p.twice(key, from) {
		return Node{}, broken(p.line, "“%s”出现了两次", "%q is there twice", key)
	}
	if p.next() != ':' {
		return Node{}, broken(p.line, "名称“%s”后面应当是冒号", "a colon is expected after the name %q", key)
	}
	p.at++
	return p.value(key, start)
}

func (p *Parser) twice(key string, from int) bool {
	return slices.ContainsFunc(p.stack[from:], func(n Node) bool { return n.Key == key })
}

// text reads a string. One without escapes is a part of the source, not a copy.
func (p *Parser) text() (string, error) {
	p.at++
	from := p.at
	for ; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return p.src[from : p.at-1], nil
		case c == '\\':
			return p.escaped(from)
		case c < 0x20:
			return "", broken(p.line, "文字里有控制字符，应写成转义", "a control character in a text must be escaped")
		}
	}
	return "", broken(p.line, "内容在中间断了", "the text ends in the middle")
}

func (p *Parser) escaped(from int) (string, error) {
	b := []byte(p.src[from:p.at])
	for p.at < len(p.src) {
		c := p.src[p.at]
		p.at++
		switch {
		case c == '"':
			return string(b), nil
		case c < 0x20:
			return "", broken(p.line, "文字里有控制字符，应写成转义", "a control character in a text must be escaped")
		case c != '\\':
			b = append(b, c)
			continue
		}
		if p.at == len(p.src) {
			break
		}
		c = p.src[p.at]
		p.at++
		if c == 'u' {
			r, err := p.unicode()
			if err != nil {
				return "", err
			}
			b = utf8.AppendRune(b, r)
			continue
		}
		at := strings.IndexByte(`"\/bfnrt`, c)
		if at < 0 {
			return "", broken(p.line, "没有“\\%c”这种转义", "there is no escape \\%c", c)
		}
		b = append(b, "\"\\/\b\f\n\r\t"[at])
	}
	return "", broken(p.line, "内容在中间断了", "the text ends in the middle")
}

func (p *Parser) unicode() (rune, error) {
	r, ok := p.hex4()
	if ok && utf16.IsSurrogate(r) {
		ok = strings.HasPrefix(p.src[p.at:], `\u`)
		if ok {
			p.at += 2
			var low rune
			if low, ok = p.hex4(); ok {
				r = utf16.DecodeRune(r, low)
				ok = r != utf8.RuneError
			}
		}
	}
	if !ok {
		return 0, broken(p.line, "转义 \\u 不是一个字符", "an escape \\u is no character")
	}
	return r, nil
}

func (p *Parser) hex4() (rune, bool) {
	if p.at+4 > len(p.src) {
		return 0, false
	}
	v, err := strconv.ParseUint(p.src[p.at:p.at+4], 16, 16)
	p.at += 4
	return rune(v), err == nil
}

// number reads -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)? and keeps it as it is written.
func (p *Parser) number() (string, error) {
	from := p.at
	for p.at < len(p.src) && strings.IndexByte("+-.0123456789eE", p.src[p.at]) >= 0 {
		p.at++
	}
	s := p.src[from:p.at]
	if len(s) > maxDigits {
		return "", broken(p.line, "数字太长", "a number is too long")
	}
	if !isNumber(s) {
		return "", broken(p.line, "“%s”不是 JSON 的数字", "%q is no number in JSON", s)
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e > maxExponent || e < -maxExponent {
			return "", broken(p.line, "数字“%s”太大或太小", "the number %q is too large or too small", s)
		}
	}
	return s, nil
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, rest := digits(s)
	if whole == "" || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	if strings.HasPrefix(rest, ".") {
		var part string
		if part, rest = digits(rest[1:]); part == "" {
			return false
		}
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	exponent, end := digits(rest)
	return exponent != "" && end == ""
}

func digits(s string) (run, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}
