package gs1

import (
	"strings"

	"banjie/internal/lang"
)

// Element is one application identifier with its value, unescaped.
type Element struct {
	AI    string `json:"ai"`
	Value string `json:"value"`
}

// Elements are what an element string, a Digital Link or a URN says, in its order.
type Elements []Element

// Parse reads an element string (GS1 General Specifications, section 7.8): with brackets,
// (01)06901234567892(10)L1, where \( stands for a bracket inside a value; or as it is
// scanned, ^010690123456789210L1, where ^ or the group separator stands for FNC1 and a
// symbology identifier (]C1, ]d2, ]Q3, ]e0, ]J1) may come first. Form and content of every value are
// checked; companions are not: see [Elements.Check].
func Parse(s string) (Elements, error) { return Lenience{}.Parse(s) }

// Parse reads an element string as the function of that name does, with lenience.
func (l Lenience) Parse(s string) (Elements, error) {
	if strings.HasPrefix(s, "(") {
		return l.bracketed(s)
	}
	return l.scanned(s)
}

// mostElements is how many elements one text may have, as in the reference engine of GS1.
const mostElements = 64

var (
	remedyBrackets = lang.T("请写成 (01)06901234567892(10)LOT 的样子，值里的左括号写作“\\(”。", "Write it like (01)06901234567892(10)LOT; a bracket inside a value is written \\(.")
	remedyFNC1     = lang.T("请以“^”开头，变长的值之后再写“^”，例如 ^010690123456789210L1^21A1。", "Begin with ^ and put ^ after values of variable length, for example ^010690123456789210L1^21A1.")
)

func (l Lenience) bracketed(s string) (Elements, error) {
	var es Elements
	for rest := s; rest != ""; {
		if rest[0] != '(' {
			return nil, refuse("no_bracket", "", lang.T("应用标识符要放在括号里。", "An application identifier stands in brackets."), remedyBrackets)
		}
		end := strings.IndexByte(rest, ')')
		if end < 0 {
			return nil, refuse("open_bracket", "", lang.T("括号没有合上。", "A bracket is not closed."), remedyBrackets)
		}
		code := rest[1:end]
		var value string
		value, rest = bracketedValue(rest[end+1:])
		var err error
		if es, err = l.append(es, code, value); err != nil {
			return nil, err
		}
	}
	return es, nil
}

// bracketedValue reads up to the next bracket that is not escaped.
func bracketedValue(s string) (value, rest string) {
	end := 0
	for end < len(s) && (s[end] != '(' || end > 0 && s[end-1] == '\\') {
		end++
	}
	return strings.ReplaceAll(s[:end], `\(`, "("), s[end:]
}

// append checks an element and puts it behind the others.
func (l Lenience) append(es Elements, code, value string) (Elements, error) {
	ai := l.ai(code)
	if ai == nil {
		return nil, unknownCode(code)
	}
	if strings.ContainsAny(value, "^\x1d") {
		return nil, refuse("separator", code, lang.T("应用标识符（"+code+"）的值里不能有分隔符。", "The value of application identifier ("+code+") cannot have a separator in it."), remedyBrackets)
	}
	if err := ai.check(value); err != nil {
		return nil, err
	}
	if len(es) == mostElements {
		return nil, refuse("too_many", "", lang.T("应用标识符太多。", "There are too many application identifiers."), remedyScan)
	}
	return append(es, Element{AI: ai.Code, Value: value}), nil
}

// scanned reads the form with separators.
func (l Lenience) scanned(s string) (Elements, error) {
	rest := strings.ReplaceAll(s, "\x1d", "^")
	if len(rest) >= 3 && rest[0] == ']' {
		switch rest[:3] {
		case "]C1", "]e0", "]d2", "]Q3", "]J1":
			rest = "^" + strings.TrimPrefix(rest[3:], "^")
		}
	}
	if !strings.HasPrefix(rest, "^") {
		return nil, refuse("no_fnc1", "", lang.T("这不是GS1单元数据串：既不以括号开头，也不以FNC1（^）开头。", "This is no GS1 element string: it begins neither with a bracket nor with FNC1 (^)."), remedyFNC1)
	}
	if rest = rest[1:]; rest == "" {
		return nil, refuse("empty", "", lang.T("单元数据串是空的。", "The element string is empty."), remedyFNC1)
	}
	var es Elements
	for rest != "" {
		if rest[0] == '^' {
			return nil, refuse("separator", "", lang.T("两个分隔符连在一起了，中间缺少内容。", "Two separators follow each other; something is missing between them."), remedyFNC1)
		}
		code, err := l.codeAt(rest)
		if err != nil {
			return nil, err
		}
		value, after, _ := strings.Cut(rest[len(code):], "^")
		if ai := l.ai(code); ai.Fixed && len(value) > ai.max {
			value, after = value[:ai.max], rest[len(code)+ai.max:]
		}
		if es, err = l.append(es, code, value); err != nil {
			return nil, err
		}
		rest = after
	}
	return es, nil
}

// codeAt reads the application identifier a text begins with.
func (l Lenience) codeAt(s string) (string, error) {
	if len(s) >= 2 {
		if n := codeLength(s[:2]); n != 0 && n <= len(s) && l.ai(s[:n]) != nil {
			return s[:n], nil
		}
	}
	return "", unknownCode(s[:min(4, len(s))])
}

// String writes the elements with brackets.
func (es Elements) String() string {
	var b strings.Builder
	for _, e := range es {
		b.WriteByte('(')
		b.WriteString(e.AI)
		b.WriteByte(')')
		b.WriteString(strings.ReplaceAll(e.Value, "(", `\(`))
	}
	return b.String()
}

// FNC1 writes the elements as they are put into a bar code, with ^ for FNC1.
func (es Elements) FNC1() string {
	var b strings.Builder
	separate := true
	for _, e := range es {
		if separate {
			b.WriteByte('^')
		}
		b.WriteString(e.AI)
		b.WriteString(e.Value)
		ai := known(e.AI)
		separate = ai == nil || !ai.Fixed
	}
	return b.String()
}
