package epcis

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis/tree"
)

// Limits bound what reading may cost, whoever sends it.
type Limits struct {
	Event int // bytes of one event, and of a header
	Depth int // how deep values nest
	Spool int // bytes of an input that cannot be read twice
}

// DefaultLimits are right for a server: an event has some 500 bytes, a large one 20 kB.
var DefaultLimits = Limits{Event: 1 << 20, Depth: 40, Spool: 64 << 20}

// Reader reads events one after another.
type Reader struct {
	src      io.ReadSeeker
	limits   Limits
	document Document
	form     form
	body     place // of the list of events in a document
	parser   *tree.Parser
	xml      *xmlSource
	untyped  bool
}

// place is where a list begins in the input.
type place struct {
	offset int64
	line   int
	path   []step
	single bool // one event stands there, not a list
}

// form is how events stand in the input.
type form uint8

const (
	sequence form = iota // one or more values, one after another: an event, or JSON lines
	listed               // a list of events
	inBody               // the list of a document
	inXML
)

// Open reads what stands around the events of src, from its present place on. JSON may
// have its context after its events, so src is read twice: once in passing. Use [Spool]
// for what cannot be read twice. An error is a *[Refusal], or comes from reading.
func Open(src io.ReadSeeker, l Limits) (*Reader, error) {
	start, err := src.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	r := &Reader{src: src, limits: l, parser: tree.NewParser(tree.Limits{Bytes: l.Event, Depth: l.Depth})}
	s := tree.NewStream(src, start, 1)
	s.Mark()
	c, err := s.Peek()
	r.body = place{offset: s.Offset(), line: s.Line()}
	switch {
	case errors.Is(err, io.EOF):
		return nil, refused(1, whyDocument, lang.T("它是空的", "it is empty"))
	case err != nil:
		return nil, err
	case c == '<':
		r.form = inXML
		return r, r.openXML()
	case c == '[':
		r.form = listed
		return r, nil
	case c != '{':
		return nil, refused(s.Line(), whyDocument, lang.T("它不以 {、[ 或 < 开头", "it does not begin with {, [ or <"))
	}
	return r, r.openObject(s)
}

// Spool makes an input that can be read twice of one that cannot, in memory.
func Spool(in io.Reader, l Limits) (io.ReadSeeker, error) {
	data, err := io.ReadAll(io.LimitReader(in, int64(l.Spool)+1))
	if err != nil {
		return nil, err
	}
	if len(data) > l.Spool {
		return nil, refused(1, whyTooLarge, lang.T("标准输入", "standard input"), l.Spool)
	}
	return bytes.NewReader(data), nil
}

// Untyped says that the input is an object without type: no event, perhaps a query.
func (r *Reader) Untyped() bool { return r.untyped }

// Document is what stands around the events.
func (r *Reader) Document() *Document { return &r.document }

// refused is the refusal of a document for one reason.
func refused(line int, why reason, args ...any) *Refusal {
	return &Refusal{Index: -1, Final: true, Problems: []Problem{why.at(nil, line, args...)}}
}

// final makes the refusal of what cannot be read on.
func final(index int, path []step, err error) error {
	var e *tree.Error
	if !errors.As(err, &e) {
		return err
	}
	return &Refusal{Index: index, Final: true, Problems: []Problem{whyNotJSON.at(path, e.Line, e.Why)}}
}

// Unreadable makes the refusal of a text that is not the JSON that is read here.
func Unreadable(err error) error { return final(-1, nil, err) }

// openObject reads the members of the first object. It is a document if its type says
// so, an event otherwise.
func (r *Reader) openObject(s *tree.Stream) error {
	h := &head{members: map[string]bool{}}
	line := s.Line()
	var body []tree.Node // of the small members, for what needs the context
	err := eachMember(s, r.limits, h.members, func(key string, line int) error {
		if key == "epcisBody" {
			return r.openBody(s, h)
		}
		n, err := take(s, r.limits)
		if err != nil {
			return err
		}
		n.Key, n.Line = key, line
		body = append(body, *n)
		return nil
	})
	if err != nil {
		return final(-1, nil, err)
	}
	kind := ""
	for i := range body {
		if body[i].Key == "type" {
			kind = body[i].Text
		}
	}
	if kind != epcisDocument && kind != queryDocument {
		if h.members["epcisBody"] {
			return refused(line, whyMissing, "type")
		}
		r.untyped = !h.members["type"]
		return nil // an event, or several: read from the beginning
	}
	return r.finishHead(s, h, line, body)
}

func (r *Reader) finishHead(s *tree.Stream, h *head, line int, members []tree.Node) error {
	r.form = inBody
	for i := range members {
		h.member(&members[i])
	}
	for _, list := range [][]tree.Node{members, h.lists} {
		for i := range list {
			h.document.ignore(&list[i])
		}
	}
	must := []string{"@context", "epcisBody"}
	if h.document.Type == epcisDocument {
		must = append(must, "schemaVersion", "creationDate")
	}
	h.missing(line, must...)
	if c, err := s.Peek(); err == nil {
		h.refuse(s.Line(), whyNotJSON, lang.Format("文件之后还有“%c”", "there is %q after the document", c))
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	r.document = h.document
	h.path = []step{{key: "epcisBody"}}
	switch asked := len(r.body.path) > 2; { // below queryResults
	case len(h.problems) > 0:
	case r.body.path == nil:
		h.refuse(line, whyMissing, "eventList")
	case asked && h.document.Type == epcisDocument:
		h.path = append(h.path, step{key: "queryResults"})
		h.refuse(line, whyUnknown, "queryResults")
	case !asked && h.document.Type == queryDocument:
		h.refuse(line, whyMissing, "queryResults")
	}
	if len(h.problems) > 0 {
		return &Refusal{Index: -1, Final: true, Problems: h.problems}
	}
	return nil
}

// take reads the next value.
func take(s *tree.Stream, l Limits) (*tree.Node, error) {
	raw, line, err := s.Take(l.Event)
	if err != nil {
		return nil, err
	}
	return tree.NewParser(tree.Limits{Bytes: l.Event, Depth: l.Depth}).Parse(string(raw), line)
}

// eachMember goes through the members of the object that begins here. take has to take or
// skip the value.
func eachMember(s *tree.Stream, l Limits, seen map[string]bool, take func(key string, line int) error) error {
	if err := s.Expect('{'); err != nil {
		return err
	}
	names := tree.NewParser(tree.Limits{Bytes: l.Event, Depth: 1})
	if c, err := s.Peek(); err == nil && c == '}' {
		s.Byte()
		return nil
	}
	for {
		raw, line, err := s.Take(l.Event)
		if err != nil {
			return err
		}
		name, err := names.Parse(string(raw), line)
		if err != nil {
			return err
		}
		if name.Kind != tree.Text {
			return &tree.Error{Line: line, Why: lang.T("这里应当是带引号的名称", "a name in quotation marks is expected here")}
		}
		if seen[name.Text] {
			return &tree.Error{Line: line, Why: lang.Format("“%s”出现了两次", "%q is there twice", name.Text)}
		}
		seen[name.Text] = true
		if err := s.Expect(':'); err != nil {
			return err
		}
		if err := take(name.Text, line); err != nil {
			return err
		}
		c, err := s.Peek()
		if err != nil {
			return s.Cut(err)
		}
		if c == '}' {
			s.Byte()
			return nil
		}
		if err := s.Expect(','); err != nil {
			return err
		}
	}
}

// Events gives each event in order. A *[Refusal] stands in the place of an event that
// breaks a rule, and reading goes on after it unless it is Final. Any other error ends it.
// It may be called once.
func (r *Reader) Events() iter.Seq2[*Event, error] {
	if r.form == inXML {
		return r.eventsOfXML
	}
	return func(yield func(*Event, error) bool) {
		if _, err := r.src.Seek(r.body.offset, io.SeekStart); err != nil {
			yield(nil, err)
			return
		}
		s := tree.NewStream(r.src, r.body.offset, r.body.line)
		if r.form == sequence || r.body.single {
			r.sequence(s, yield)
			return
		}
		r.list(s, yield)
	}
}

func (r *Reader) sequence(s *tree.Stream, yield func(*Event, error) bool) {
	for i := 0; ; i++ {
		if i > 0 {
			if _, err := s.Peek(); err != nil {
				if !errors.Is(err, io.EOF) {
					yield(nil, err)
				}
				return
			}
		}
		path := r.body.path
		if r.form == sequence {
			path = nil
		}
		if !r.one(s, i, path, yield) || r.body.single {
			return
		}
	}
}

func (r *Reader) list(s *tree.Stream, yield func(*Event, error) bool) {
	path := r.body.path
	if err := s.Expect('['); err != nil {
		yield(nil, final(-1, path, err))
		return
	}
	if c, err := s.Peek(); err == nil && c == ']' {
		return
	}
	for i := 0; ; i++ {
		if !r.one(s, i, append(path[:len(path):len(path)], step{index: i}), yield) {
			return
		}
		c, err := s.Peek()
		if err != nil {
			yield(nil, final(i, path, s.Cut(err)))
			return
		}
		if c == ']' {
			r.after(s, yield)
			return
		}
		if err := s.Expect(','); err != nil {
			yield(nil, final(i, path, err))
			return
		}
	}
}

// after looks at what follows a bare list: nothing may.
func (r *Reader) after(s *tree.Stream, yield func(*Event, error) bool) {
	s.Byte()
	if r.form != listed {
		return
	}
	if _, err := s.Peek(); err == nil {
		yield(nil, refused(s.Line(), whyNotJSON, lang.T("列表之后还有别的内容", "there is something after the list")))
	} else if !errors.Is(err, io.EOF) {
		yield(nil, err)
	}
}

// one reads the event that begins here and yields it. False: no more is wanted or possible.
func (r *Reader) one(s *tree.Stream, i int, path []step, yield func(*Event, error) bool) bool {
	raw, line, err := s.Take(r.limits.Event)
	if err != nil {
		yield(nil, final(i, path, err))
		return false
	}
	text := string(raw)
	n, err := r.parser.Parse(text, line)
	if err != nil {
		yield(nil, final(i, path, err))
		return false
	}
	return r.built(n, text, i, r.document.Context, path, yield)
}

func (r *Reader) built(n *tree.Node, raw string, i int, c Context, path []step, yield func(*Event, error) bool) bool {
	e, problems := build(n, raw, c, path, r.form == inXML)
	if len(problems) > 0 {
		return yield(nil, &Refusal{Index: i, Problems: problems})
	}
	e.Index, e.Ignored = i, r.document.Ignored
	return yield(e, nil)
}

// Parse reads one event of JSON with the prefixes of c.
func Parse(text string, c Context, l Limits) (*Event, error) {
	n, err := tree.NewParser(tree.Limits{Bytes: l.Event, Depth: l.Depth}).Parse(text, 1)
	if err != nil {
		return nil, final(0, nil, err)
	}
	e, problems := build(n, text, c, nil, false)
	if len(problems) > 0 {
		return nil, &Refusal{Index: 0, Problems: problems}
	}
	return e, nil
}
