package epcis

import (
	"slices"
	"strings"
	"time"

	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// builder makes one event of nodes and collects what breaks a rule.
type builder struct {
	context  Context
	outer    Context // of the document, without what the event adds
	path     []step
	problems []Problem
	doubts   []Problem
	event    *Event
	seen     uint64 // which rows of the table were there
}

// build reads one event. path is where it stands; its nodes may be used again afterwards.
func build(n *tree.Node, raw string, c Context, path []step, xml bool) (*Event, []Problem) {
	b := builder{context: c, outer: c, path: path, event: &Event{Raw: raw, Line: n.Line, form: written{xml: xml}}}
	if n.Kind != tree.Object {
		b.refuse(n, whyKind, last(path), kinds[tree.Object])
		return nil, b.problems
	}
	if own := n.Get("@context"); own != nil {
		b.down("@context")
		b.ownContext(own)
		b.up()
	}
	b.event.Context = b.context
	of := b.eventType(n)
	if of == 0 {
		return nil, b.problems
	}
	for i := range n.Kids {
		b.member(&n.Kids[i], of)
	}
	b.whole(n, of)
	if len(b.problems) > 0 {
		return nil, b.problems
	}
	b.event.Doubts = b.doubts
	return b.event, nil
}

func last(path []step) string {
	if len(path) == 0 {
		return "/"
	}
	if at := len(path) - 1; path[at].key != "" || at == 0 {
		return pointer(path[at:])[1:]
	}
	return pointer(path[len(path)-2:])[1:]
}

func (b *builder) down(key string) { b.path = append(b.path, step{key: key}) }
func (b *builder) in(i int)        { b.path = append(b.path, step{index: i}) }
func (b *builder) up()             { b.path = b.path[:len(b.path)-1] }

func (b *builder) refuse(n *tree.Node, why reason, args ...any) {
	if len(b.problems) < maxProblems {
		b.problems = append(b.problems, why.at(b.path, n.Line, args...))
	}
}

// kinds are the kinds of values in words.
var kinds = map[tree.Kind]lang.Text{
	tree.Text:   lang.T("带引号的文字", "text in quotation marks"),
	tree.Number: lang.T("数字", "a number"),
	tree.Bool:   lang.T("true 或 false", "true or false"),
	tree.List:   lang.T("列表 […]", "a list […]"),
	tree.Object: lang.T("对象 {…}", "an object {…}"),
}

// is says whether a value is of a kind, and refuses it otherwise.
func (b *builder) is(n *tree.Node, k tree.Kind) bool {
	if n.Kind == k {
		return true
	}
	b.refuse(n, whyKind, last(b.path), kinds[k])
	return false
}

// ownContext reads the context that an event brings beside that of its document.
func (b *builder) ownContext(n *tree.Node) {
	more, ok := ReadContext(n)
	if !ok {
		b.refuse(n, whyContext)
		return
	}
	b.context = b.context.with(more)
	b.event.ownContext = true
	b.event.form.context(n)
}

// ReadContext reads a JSON-LD context: an address, an object of prefixes, or a list of both.
func ReadContext(n *tree.Node) (Context, bool) {
	var c Context
	switch n.Kind {
	case tree.Text:
		return nil, IsURI(n.Text)
	case tree.Object:
		for _, k := range n.Kids {
			term := k
			if k.Kind == tree.Object {
				if id := k.Get("@id"); id != nil {
					term.Kind, term.Text = id.Kind, id.Text
				}
			}
			if term.Kind != tree.Text || k.Key == "" || k.Key[0] == '@' {
				continue
			}
			if space := c.Expand(term.Text); IsURI(space) { // else no prefix: @type, or a mistake that shows where it is used
				c = append(c, Prefix{k.Key, space})
			}
		}
		return c, true
	case tree.List:
		for i := range n.Kids {
			more, ok := ReadContext(&n.Kids[i])
			if !ok {
				return nil, false
			}
			c = append(c, more...)
		}
		return c, true
	}
	return nil, false
}

func (b *builder) text(n *tree.Node) string {
	if !b.is(n, tree.Text) {
		return ""
	}
	s := strings.TrimSpace(n.Text)
	if s == "" {
		b.refuse(n, whyEmpty, last(b.path))
	}
	return s
}

// expand gives the URI of a CURIE and notes one whose prefix the document does not declare.
func (b *builder) expand(s string) string {
	uri := b.context.Expand(s)
	if len(uri) != len(s) && !b.event.form.declares(b.outer, s) {
		b.event.form.note(uri, s)
	}
	return uri
}

func (b *builder) uri(n *tree.Node) string {
	s := b.text(n)
	if s != "" && !IsURI(s) {
		b.refuse(n, whyURI, s)
		return ""
	}
	return b.expand(s)
}

// IsURI says whether s has a scheme and no character that a URI cannot have. Letters
// beyond ASCII pass (RFC 3987).
func IsURI(s string) bool {
	colon := strings.IndexByte(s, ':')
	if colon < 1 || colon == len(s)-1 {
		return false
	}
	for i := range colon {
		c := s[i] | 0x20
		if !(c >= 'a' && c <= 'z') && (i == 0 || strings.IndexByte("0123456789+-.", s[i]) < 0 && s[i] != '_') {
			return false
		}
	}
	for i := colon + 1; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ' || c == 0x7f, c == '<', c == '>', c == '"', c == '\\', c == '^', c == '`', c == '{', c == '|', c == '}':
			return false
		case c == '%' && (i+2 >= len(s) || !isHex(s[i+1:i+3])):
			return false
		}
	}
	return true
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; !(s[i] >= '0' && s[i] <= '9') && !(c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

// each reads a list of one to many.
func each[T any](b *builder, n *tree.Node, read func(*builder, *tree.Node) T) []T {
	if !b.is(n, tree.List) || len(n.Kids) == 0 {
		return nil
	}
	all := make([]T, len(n.Kids))
	for i := range n.Kids {
		b.in(i)
		all[i] = read(b, &n.Kids[i])
		b.up()
	}
	return all
}

func (b *builder) uris(n *tree.Node) []string { return each(b, n, (*builder).uri) }

// set reads a list in which nothing may be twice.
func (b *builder) set(n *tree.Node) []string {
	all := b.things(n)
	b.once(n, all)
	return all
}

// once refuses a value of the list n that is in it before.
func (b *builder) once(n *tree.Node, all []string) {
	const few = 16
	var known map[string]bool
	if len(all) > few {
		known = make(map[string]bool, len(all))
	}
	for i, s := range all {
		if s == "" {
			continue // refused already
		}
		if known == nil && slices.Contains(all[:i], s) || known[s] {
			b.in(i)
			b.refuse(&n.Kids[i], whyTwice, s)
			b.up()
		}
		if known != nil {
			known[s] = true
		}
	}
}

// several reads one URI or a list of them.
func (b *builder) several(n *tree.Node) []string {
	if n.Kind == tree.List {
		return b.uris(n)
	}
	if s := b.uri(n); s != "" {
		return []string{s}
	}
	return nil
}

func (b *builder) word(n *tree.Node, l *cbv.List) string {
	s := b.text(n)
	if s == "" {
		return ""
	}
	uri, ok := l.Normalize(b.expand(s))
	if !ok || !IsURI(uri) {
		b.refuse(n, whyWord.meant(l.Nearest(s)), s, l.Name)
	}
	if l.Older(s) {
		b.event.form.note(uri, s)
	}
	return uri
}

func (b *builder) instant(n *tree.Node) time.Time {
	s := b.text(n)
	t, ok := ParseInstant(s)
	if !ok && s != "" {
		b.refuse(n, whyInstant, s)
	}
	return t
}

func (b *builder) number(n *tree.Node) Number {
	if n.Kind != tree.Number {
		b.refuse(n, whyNumber, last(b.path), shown(n))
		return ""
	}
	v, ok := ParseNumber(n.Text)
	if !ok {
		b.refuse(n, whyNumber, last(b.path), n.Text)
	}
	return v
}

// shown shows a value in a refusal.
func shown(n *tree.Node) string {
	switch n.Kind {
	case tree.List:
		return "[…]"
	case tree.Object:
		return "{…}"
	case tree.Null:
		return "null"
	}
	return n.Text
}
