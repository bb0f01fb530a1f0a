package eventlog

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// xesReader reads one XES document.
type xesReader struct {
	dec    *xml.Decoder
	budget *budget
	seen   *once
	head   Header
	traces int
}

func readXES(r io.Reader, seen *once) (Header, error) {
	x := &xesReader{seen: seen, budget: &budget{r: r}, head: Header{Format: "xes"}}
	x.dec = xml.NewDecoder(x.budget)
	x.dec.CharsetReader = charset
	root, err := x.start()
	if err != nil {
		return x.head, err
	}
	if root == nil || root.Name.Local != "log" {
		return x.head, bad(x.line(), "不是 XES 事件日志：缺少 <log>", "this is no XES event log: <log> is missing")
	}
	x.head.Version = attr(root, "xes.version")
	for {
		el, err := x.start()
		if err != nil {
			return x.head, err
		}
		if el == nil {
			return x.head, x.end()
		}
		if err := x.logPart(el); err != nil {
			return x.head, err
		}
	}
}

// charset reads the two older encodings that logs are found in.
func charset(name string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "us-ascii", "ascii":
		return r, nil
	case "iso-8859-1", "latin1":
		return &latin1{r: r}, nil
	}
	return nil, fmt.Errorf("eventlog: the encoding %q is not supported, use UTF-8", name)
}

type latin1 struct {
	r    io.Reader
	rest []byte
}

func (l *latin1) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		buf := make([]byte, 4096)
		n, err := l.r.Read(buf)
		if n == 0 {
			return 0, err
		}
		for _, c := range buf[:n] {
			l.rest = append(l.rest, string(rune(c))...)
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func (x *xesReader) line() int {
	line, _ := x.dec.InputPos()
	return line
}

// start gives the next element that opens here, nil when the one around it closes.
func (x *xesReader) start() (*xml.StartElement, error) {
	for {
		x.budget.piece = maxToken
		tok, err := x.dec.Token()
		if err != nil {
			return nil, x.xmlError(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(t.Attr) > maxWidth {
				return nil, tooLarge(x.line())
			}
			return &t, nil
		case xml.EndElement:
			return nil, nil
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				return nil, bad(x.line(), "标签之间有多余的文字“%.40s”", "there is text between the elements: “%.40s”", text)
			}
		}
	}
}

// end takes nothing but space after the log.
func (x *xesReader) end() error {
	for {
		x.budget.piece = maxToken
		tok, err := x.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.xmlError(err)
		}
		if el, more := tok.(xml.StartElement); more {
			return bad(x.line(), "</log> 之后还有 <%s>", "there is <%s> after </log>", el.Name.Local)
		}
	}
}

func (x *xesReader) xmlError(err error) error {
	if errors.Is(err, errTooLarge) {
		return tooLarge(x.line())
	}
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return bad(x.line(), "文件没有写完", "the file ends too early").With(err)
	case errors.As(err, &syntax):
		return bad(syntax.Line, "XML 格式不对", "the XML is not well-formed").With(err)
	}
	return bad(x.line(), "读不下去", "it cannot be read on").With(err)
}

func attr(el *xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (x *xesReader) logPart(el *xml.StartElement) error {
	switch el.Name.Local {
	case "trace":
		return x.trace()
	case "extension":
		x.head.Extensions = append(x.head.Extensions, Extension{attr(el, "name"), attr(el, "prefix"), attr(el, "uri")})
		if len(x.head.Extensions) > maxWidth {
			return tooLarge(x.line())
		}
		return x.skip()
	case "global", "classifier":
		return x.skip()
	case "event":
		return bad(x.line(), "事件不在任何办件（trace）里", "an event stands outside any trace")
	}
	a, err := x.attribute(el, 0)
	if err == nil && len(x.head.Attributes) >= maxWidth {
		err = tooLarge(x.line())
	}
	x.head.Attributes = append(x.head.Attributes, a)
	return err
}

// skip passes over an element whose start was read.
func (x *xesReader) skip() error {
	for depth := 1; depth > 0; {
		x.budget.piece = maxToken
		tok, err := x.dec.Token()
		if err != nil {
			return x.xmlError(err)
		}
		switch tok.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

func (x *xesReader) trace() error {
	x.traces++
	t := Trace{Place: x.traces}
	line := x.line()
	var lines []int
	for {
		el, err := x.start()
		if err != nil {
			return err
		}
		if el == nil {
			break
		}
		if el.Name.Local != "event" {
			a, err := x.attribute(el, 0)
			if err != nil {
				return err
			}
			t.Attributes = append(t.Attributes, a)
			if len(t.Attributes) > maxWidth {
				return tooLarge(x.line())
			}
			continue
		}
		lines = append(lines, x.line())
		e, err := x.event()
		if err != nil {
			return err
		}
		t.Events = append(t.Events, e)
		if len(t.Events) > MaxEvents {
			return tooLarge(x.line())
		}
	}
	if t.Key = t.Attributes.Get(Name); t.Key == "" {
		t.Key = "#" + strconv.Itoa(t.Place)
	}
	if key, twice := repeats(t.Attributes); twice {
		return bad(line, "办件“%[1]s”的属性 %[2]s 写了两次", "case “%[1]s” gives the attribute %[2]s twice", t.Key, key)
	}
	for i := range t.Events {
		if err := t.Events[i].check(lines[i], t.Key); err != nil {
			return err
		}
	}
	return x.seen.give(line, t)
}

func (x *xesReader) event() (Event, error) {
	var e Event
	for {
		el, err := x.start()
		if err != nil {
			return e, err
		}
		if el == nil {
			break
		}
		a, err := x.attribute(el, 0)
		if err != nil {
			return e, err
		}
		e.Attributes = append(e.Attributes, a)
		if len(e.Attributes) > maxWidth {
			return e, tooLarge(x.line())
		}
	}
	if key, twice := repeats(e.Attributes); twice {
		return e, bad(x.line(), "事件的属性 %s 写了两次", "an event gives the attribute %s twice", key)
	}
	return e, nil
}

// attribute reads an attribute whose start was read, with what is nested in it.
func (x *xesReader) attribute(el *xml.StartElement, depth int) (Attribute, error) {
	a := Attribute{Kind: Kind(el.Name.Local), Key: attr(el, "key"), Value: attr(el, "value")}
	line := x.line()
	if depth > maxDepth {
		return a, bad(line, "属性嵌套太深", "attributes are nested too deeply")
	}
	if !knownKind(a.Kind) {
		return a, bad(line, "不认识的标签 <%s>", "the element <%s> is unknown", el.Name.Local)
	}
	if a.Key == "" && depth == 0 { // within the counts of a log's header real files leave it out
		return a, bad(line, "<%s> 没有 key", "<%s> has no key", el.Name.Local)
	}
	if len(a.Value) > MaxValue || len(a.Key) > MaxValue {
		return a, tooLarge(line)
	}
	if err := a.checkValue(line); err != nil {
		return a, err
	}
	for {
		inner, err := x.start()
		if err != nil {
			return a, err
		}
		if inner == nil {
			return a, nil
		}
		if a.Kind == List && inner.Name.Local == "values" {
			if err := x.values(&a, depth); err != nil {
				return a, err
			}
			continue
		}
		n, err := x.attribute(inner, depth+1)
		if err != nil {
			return a, err
		}
		if a.Nested = append(a.Nested, n); len(a.Nested) > maxNested {
			return a, tooLarge(line)
		}
	}
}

// values reads what a list holds.
func (x *xesReader) values(a *Attribute, depth int) error {
	for {
		el, err := x.start()
		if err != nil || el == nil {
			return err
		}
		n, err := x.attribute(el, depth+1)
		if err != nil {
			return err
		}
		if a.Nested = append(a.Nested, n); len(a.Nested) > maxNested {
			return tooLarge(x.line())
		}
	}
}

func (a *Attribute) checkValue(line int) error {
	var err error
	switch a.Kind {
	case Date:
		_, _, err = ParseTime(a.Value)
	case Int:
		_, err = strconv.ParseInt(strings.TrimSpace(a.Value), 10, 64)
	case Float:
		_, err = strconv.ParseFloat(strings.TrimSpace(a.Value), 64)
		if errors.Is(err, strconv.ErrRange) {
			err = nil
		}
	case Boolean:
		if v := strings.ToLower(strings.TrimSpace(a.Value)); v != "true" && v != "false" && v != "0" && v != "1" {
			err = fmt.Errorf("eventlog: %q is no truth value", a.Value)
		}
	}
	if err != nil {
		return bad(line, "属性 %[1]s 的值“%.40[2]s”不是 %[3]s", "the value “%.40[2]s” of the attribute %[1]s is no %[3]s", a.Key, a.Value, string(a.Kind)).With(err)
	}
	return nil
}
