package epcis

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis/tree"
)

// element is one element of XML with its place.
type element struct {
	space, local string
	attributes   []xml.Attr // without declarations of namespaces
	text         string     // before the first child
	kids         []element
	line         int
}

// xmlSource reads elements one event at a time.
type xmlSource struct {
	decoder *xml.Decoder
	in      *capped
	limits  Limits
	scope   []Context // prefixes of each open element
}

// capped lets only so many bytes through between two resets.
type capped struct {
	r     io.Reader
	n     int
	limit int
}

var errCapped = errors.New("too many bytes")

func (c *capped) Read(p []byte) (int, error) {
	if c.n > c.limit {
		return 0, errCapped
	}
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// epcisSpaces begin the namespaces of the standard's own elements. Only the outermost
// elements carry one; the elements of events have none.
const epcisSpaces = "urn:epcglobal:epcis"

func (x *xmlSource) line() int {
	line, _ := x.decoder.InputPos()
	return line
}

func (x *xmlSource) prefixes() Context {
	if len(x.scope) == 0 {
		return nil
	}
	return x.scope[len(x.scope)-1]
}

// token gives the next start or end of an element, or text. It refuses what XML can hide
// an attack in: a document type with its entities.
func (x *xmlSource) token() (xml.Token, error) {
	for {
		t, err := x.decoder.Token()
		if err != nil {
			return nil, x.broken(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, refused(x.line(), whyXML, lang.T("文档类型声明（DOCTYPE）", "a document type (DOCTYPE)"))
		case xml.StartElement:
			return t, x.open(t)
		case xml.EndElement:
			x.scope = x.scope[:len(x.scope)-1]
			return t, nil
		case xml.CharData:
			return t, nil
		}
	}
}

func (x *xmlSource) broken(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, errCapped):
		return refused(x.line(), whyTooLarge, lang.T("一个事件", "one event"), x.limits.Event)
	case errors.Is(err, io.EOF):
		return refused(x.line(), whyNotJSON, lang.T("内容在中间断了", "the text ends in the middle"))
	case errors.As(err, &syntax):
		return refused(syntax.Line, whyNotJSON, lang.T("XML 有语法错误（"+syntax.Msg+"）", "the XML has a mistake ("+syntax.Msg+")"))
	case strings.HasPrefix(err.Error(), "xml:"):
		return refused(x.line(), whyNotJSON, lang.T(err.Error(), err.Error()))
	}
	return err
}

// open enters an element: its prefixes, its depth, its own prefix.
func (x *xmlSource) open(t xml.StartElement) error {
	if len(x.scope) >= x.limits.Depth {
		return refused(x.line(), whyNotJSON, lang.Format("嵌套超过%d层", "elements are nested deeper than %d", x.limits.Depth))
	}
	var own Context
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns":
			own = append(own, Prefix{a.Name.Local, a.Value})
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			own = append(own, Prefix{"", a.Value})
		}
	}
	x.scope = append(x.scope, x.prefixes().with(own))
	if !x.declared(t.Name.Space) {
		return refused(x.line(), whyPrefix, t.Name.Space+":"+t.Name.Local)
	}
	for i, a := range t.Attr {
		if a.Name.Space != "xmlns" && !x.declared(a.Name.Space) {
			return refused(x.line(), whyPrefix, a.Name.Space+":"+a.Name.Local)
		}
		for _, b := range t.Attr[:i] {
			if a.Name == b.Name {
				return refused(x.line(), whyNotJSON, lang.Format("“%s”出现了两次", "%q is there twice", a.Name.Local))
			}
		}
	}
	return nil
}

// declared says whether a namespace has a prefix here. The decoder leaves an undeclared
// prefix in the place of its namespace.
func (x *xmlSource) declared(space string) bool {
	if space == "" || space == "http://www.w3.org/XML/1998/namespace" {
		return true
	}
	for _, p := range x.prefixes() {
		if p.Space == space {
			return true
		}
	}
	return false
}

// element reads the rest of an element whose start was read.
func (x *xmlSource) element(start xml.StartElement) (element, error) {
	e := element{space: start.Name.Space, local: start.Name.Local, line: x.line()}
	if strings.HasPrefix(e.space, epcisSpaces) {
		e.space = ""
	}
	for _, a := range start.Attr {
		if a.Name.Space != "xmlns" && a.Name != (xml.Name{Local: "xmlns"}) {
			e.attributes = append(e.attributes, a)
		}
	}
	var text strings.Builder
	for {
		t, err := x.token()
		if err != nil {
			return e, err
		}
		switch t := t.(type) {
		case xml.CharData:
			if len(e.kids) == 0 {
				text.Write(t)
			}
		case xml.StartElement:
			kid, err := x.element(t)
			if err != nil {
				return e, err
			}
			e.kids = append(e.kids, kid)
		case xml.EndElement:
			e.text = strings.TrimSpace(text.String())
			return e, nil
		}
	}
}

// skip passes over the rest of an element and keeps nothing.
func (x *xmlSource) skip() error {
	for depth := 1; depth > 0; {
		x.in.n = 0
		t, err := x.token()
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// openXML reads up to the list of events.
func (r *Reader) openXML() error {
	if _, err := r.src.Seek(r.body.offset, io.SeekStart); err != nil {
		return err
	}
	in := &capped{r: r.src, limit: r.limits.Event + 64<<10}
	r.xml = &xmlSource{decoder: xml.NewDecoder(in), in: in, limits: r.limits}
	r.document.XML = true
	start, err := r.xml.start()
	if err != nil {
		return err
	}
	if start == nil {
		return refused(1, whyDocument, lang.T("它没有元素", "it has no element"))
	}
	d := &r.document
	if d.Type = start.Name.Local; d.Type != epcisDocument && d.Type != queryDocument {
		return refused(r.xml.line(), whyDocument, lang.T("最外层元素是“"+shorten(d.Type)+"”", "its outermost element is "+shorten(d.Type)))
	}
	h := &head{members: map[string]bool{}}
	for _, a := range start.Attr {
		if a.Name.Space == "" && (a.Name.Local == "schemaVersion" || a.Name.Local == "creationDate") {
			h.members[a.Name.Local] = true
			h.member(&tree.Node{Kind: tree.Text, Key: a.Name.Local, Text: a.Value, Line: r.xml.line()})
		}
	}
	h.missing(r.xml.line(), "schemaVersion", "creationDate")
	d.SchemaVersion, d.CreationDate = h.document.SchemaVersion, h.document.CreationDate
	if len(h.problems) > 0 {
		return &Refusal{Index: -1, Final: true, Problems: h.problems}
	}
	if err := r.bodyOfXML(); err != nil {
		return err
	}
	d.Context = r.xml.prefixes()
	return nil
}

// start gives the next start of an element, nil where an element ends before one.
func (x *xmlSource) start() (*xml.StartElement, error) {
	for {
		x.in.n = 0
		t, err := x.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return &t, nil
		case xml.EndElement:
			return nil, nil
		}
	}
}

// bodyOfXML goes down to the list of events, past header and results.
func (r *Reader) bodyOfXML() error {
	var path []step
	for {
		start, err := r.xml.start()
		if err != nil {
			return err
		}
		if start == nil {
			return refused(r.xml.line(), whyMissing, "EventList")
		}
		switch start.Name.Local {
		case "EventList":
			r.body.path = append(path, step{key: "eventList"})
			return nil
		case "EPCISBody":
			path = append(path, step{key: "epcisBody"})
			continue
		case "QueryResults":
			path = append(path, step{key: "queryResults"})
			continue
		case "resultsBody":
			path = append(path, step{key: "resultsBody"})
			continue
		case "ignoreFields":
			e, err := r.xml.element(*start)
			if err != nil {
				return err
			}
			for _, kid := range e.kids {
				r.document.Ignored = append(r.document.Ignored, Field{Space: kid.space, Name: kid.local})
			}
			continue
		case "queryName", "subscriptionID":
			e, err := r.xml.element(*start)
			if err != nil {
				return err
			}
			if e.local == "queryName" {
				r.document.QueryName = e.text
			} else {
				r.document.SubscriptionID = e.text
			}
			continue
		}
		if err := r.xml.skip(); err != nil {
			return err
		}
	}
}

func (r *Reader) eventsOfXML(yield func(*Event, error) bool) {
	wrappers := 0
	for i := 0; ; {
		start, err := r.xml.start()
		if err != nil {
			yield(nil, err)
			return
		}
		switch {
		case start == nil && wrappers == 0:
			r.restOfXML(yield)
			return
		case start == nil:
			wrappers--
			continue
		case isWrapper(start.Name):
			wrappers++
			continue
		}
		prefixes := r.xml.prefixes() // with those that the event itself declares
		e, err := r.xml.element(*start)
		if err != nil {
			if f := (*Refusal)(nil); errors.As(err, &f) {
				f.Index = i
			}
			yield(nil, err)
			return
		}
		path := append(r.body.path[:len(r.body.path):len(r.body.path)], step{index: i})
		m := mapper{context: prefixes}
		n := m.event(&e)
		raw := string(m.json(nil, &n)) // may add prefixes to m.context
		if m.twice != "" {
			err := &Refusal{Index: i, Problems: []Problem{whyTwice.at(path, m.line, m.twice)}}
			if !yield(nil, err) {
				return
			}
		} else if !r.built(&n, raw, i, m.context, path, yield) {
			return
		}
		i++
	}
}

// restOfXML sees that the document ends well.
func (r *Reader) restOfXML(yield func(*Event, error) bool) {
	for {
		r.xml.in.n = 0
		t, err := r.xml.decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(nil, r.xml.broken(err))
			return
		}
		if s, ok := t.(xml.StartElement); ok && s.Name.Local == "EventList" {
			yield(nil, refused(r.xml.line(), whyXML, lang.T("第二个 EventList", "a second EventList")))
			return
		}
	}
}

func isWrapper(n xml.Name) bool {
	return n.Space == "" && (n.Local == "extension" || n.Local == "baseExtension")
}

// freshPrefix gives a prefix that is not in use.
func freshPrefix(c Context) string {
	for i := 1; ; i++ {
		name := fmt.Sprintf("ns%d", i)
		if _, taken := c.Lookup(name); !taken {
			return name
		}
	}
}
