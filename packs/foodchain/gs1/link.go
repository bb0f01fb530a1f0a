package gs1

import (
	"slices"
	"strings"

	"banjie/internal/lang"
)

// Link is a Digital Link taken apart.
type Link struct {
	Stem     string   // what stands before the key, for example "https://example.com/shop"
	Elements Elements // those of the path, then those of the query, in their order
	Path     int      // how many of them stand in the path
	Other    []string // what else the query has, as it is written
}

// ParseLink reads a Digital Link of any host (GS1 Digital Link, URI syntax). Form and
// content of every value are checked, and that keys, qualifiers and attributes stand where
// they may. Companions are not: see [Elements.Check]. The fragment is passed over.
func ParseLink(uri string) (Link, error) { return Lenience{}.ParseLink(uri) }

// ParseLink reads a Digital Link as the function of that name does, with lenience.
func (l Lenience) ParseLink(uri string) (Link, error) {
	stem, path, query, err := splitLink(uri)
	if err != nil {
		return Link{}, err
	}
	start, key := keyInPath(path, l.ShortNames)
	if key == nil {
		return Link{}, noKey(path)
	}
	link := Link{Stem: stem + path[:start]}
	if err := l.path(&link, key, path[start+1:]); err != nil {
		return Link{}, err
	}
	if err := l.query(&link, key, query); err != nil {
		return Link{}, err
	}
	return link, nil
}

func (l Lenience) path(link *Link, key *AI, path string) error {
	left := key.Qualifiers
	for more := path != ""; more; {
		var code, raw string
		code, path, _ = strings.Cut(path, "/")
		raw, path, more = strings.Cut(path, "/")
		ai := inPath(code, l.ShortNames)
		if link.Path > 0 {
			var err error
			if left, err = qualifierAfter(left, ai.Code); err != nil {
				return err
			}
		}
		value, ok := unescape(raw, false)
		if !ok {
			return emptyValue(ai.Code)
		}
		if err := l.add(link, ai, value); err != nil {
			return err
		}
		link.Path++
	}
	return nil
}

func (l Lenience) query(link *Link, key *AI, query string) error {
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		code, raw, valued := strings.Cut(pair, "=")
		if !valued || code == "" || strings.Trim(code, "0123456789") != "" {
			link.Other = append(link.Other, pair)
			continue
		}
		ai := l.ai(code)
		if ai == nil {
			return refuse("unknown_ai", code, lang.T("查询参数（"+shown(code)+"）不是GS1应用标识符。", "The query parameter ("+shown(code)+") is no GS1 application identifier."),
				lang.T("请去掉它；企业自定义的参数名不能全是数字。", "Leave it out; a parameter of your own may not be named with digits only."))
		}
		value, ok := unescape(raw, true)
		if !ok {
			return emptyValue(code)
		}
		if err := l.attribute(link, key, ai); err != nil {
			return err
		}
		if err := l.add(link, ai, value); err != nil {
			return err
		}
	}
	return nil
}

// attribute checks that an application identifier may stand in the query of this link.
func (l Lenience) attribute(link *Link, key, ai *AI) error {
	switch {
	case link.Elements.has(ai.Code):
		return refuse("duplicate_ai", ai.Code, lang.T("应用标识符（"+ai.Code+"）出现了两次。", "Application identifier ("+ai.Code+") is there twice."), remedyLink)
	case belongsInPath(key, link.Elements[1:link.Path], ai.Code):
		return refuse("belongs_in_path", ai.Code, lang.T("应用标识符（"+ai.Code+"）应写在路径里，不能放在查询参数里。", "Application identifier ("+ai.Code+") belongs in the path, not in the query."), remedyLink)
	case !l.mayBeAttribute(ai):
		return refuse("no_attribute", ai.Code, lang.T("应用标识符（"+ai.Code+"）不能放在查询参数里。", "Application identifier ("+ai.Code+") may not stand in the query."), remedyLink)
	}
	return nil
}

func (l Lenience) mayBeAttribute(ai *AI) bool {
	return ai.Attribute || ai.unknown && l.UnknownAttribute
}

// belongsInPath says that a code together with the qualifiers of the path would still be a
// valid sequence, and so may not be an attribute.
func belongsInPath(key *AI, qualifiers Elements, code string) bool {
	for list := range strings.SplitSeq(key.Qualifiers, "|") {
		fits := sequence(list, code, 0) >= 0
		for _, q := range qualifiers {
			fits = fits && sequence(list, q.AI, 0) >= 0
		}
		if fits {
			return true
		}
	}
	return false
}

func (l Lenience) add(link *Link, ai *AI, value string) error {
	if n := len(value); l.ShortGTIN && ai.Code == "01" && (n == 8 || n == 12 || n == 13) {
		value = "000000"[:14-n] + value
	}
	if err := ai.check(value); err != nil {
		return err
	}
	link.Elements = append(link.Elements, Element{AI: ai.Code, Value: value})
	return nil
}

func emptyValue(code string) error {
	return refuse("empty_value", code, lang.T("应用标识符（"+code+"）的值为空，或含有空字符。", "The value of application identifier ("+code+") is empty or has a null character."), remedyLink)
}

// Link writes the elements as a Digital Link. stem is a host or the beginning of a URI;
// "" gives https://id.gs1.org. The first element that is a key begins the path, followed
// by the alternative of its qualifiers that takes up most of the others; what is left goes
// into the query, values of predefined length first, each as it came. A repeated element is
// written once.
//
// It refuses elements without a key, and those that may stand neither in path nor in query.
func (es Elements) Link(stem string) (string, error) { return Lenience{}.Link(es, stem) }

// Canonical is the Digital Link on id.gs1.org, with all attributes.
func (es Elements) Canonical() (string, error) { return es.Link("") }

// Link writes elements as [Elements.Link] does, with lenience.
func (l Lenience) Link(es Elements, stem string) (string, error) {
	ais, err := l.rows(es)
	if err != nil {
		return "", err
	}
	first := slices.IndexFunc(ais, func(ai *AI) bool { return ai.Key })
	if first < 0 {
		return "", refuse("no_key", "", lang.T("没有可以放进数字链接的主标识。", "There is no primary key a Digital Link could begin with."),
			lang.T("请补上GTIN、SSCC、GLN等主标识。", "Add a primary key: GTIN, SSCC, GLN and so on."))
	}
	path := Elements{es[first]}
	for code := range strings.SplitSeq(bestQualifiers(ais[first], es), ",") {
		if at := slices.IndexFunc(es, func(e Element) bool { return e.AI == code }); at >= 0 {
			path = append(path, es[at])
		}
	}
	return l.write(stem, path, es, ais)
}

// URI writes a link that was read on another stem; what stood in its path stays there. Other
// parameters of its query go.
func (k Link) URI(stem string) (string, error) {
	l := Lenience{UnknownAI: true, UnknownAttribute: true}
	ais, err := l.rows(k.Elements)
	if err != nil {
		return "", err
	}
	return l.write(stem, k.Elements[:k.Path], k.Elements, ais)
}

// write puts path, and of the elements what is not in it, behind a stem.
func (l Lenience) write(stem string, path, es Elements, ais []*AI) (string, error) {
	if stem == "" {
		stem = canonicalHost
	}
	out := make([]byte, 0, 128)
	if !strings.Contains(stem, "://") {
		out = append(out, "https://"...)
	}
	out = append(out, strings.TrimSuffix(stem, "/")...)
	if err := checkStem(string(out)); err != nil {
		return "", err
	}
	for _, e := range path {
		out = append(out, '/')
		out = append(out, e.AI...)
		out = append(out, '/')
		out = appendEscaped(out, e.Value, false)
	}
	return l.appendQuery(out, path, es, ais)
}

// rows looks up and checks every element.
func (l Lenience) rows(es Elements) ([]*AI, error) {
	ais := make([]*AI, len(es))
	for i, e := range es {
		if ais[i] = l.ai(e.AI); ais[i] == nil {
			return nil, unknownCode(e.AI)
		}
		if err := ais[i].check(e.Value); err != nil {
			return nil, err
		}
	}
	return ais, nil
}

// bestQualifiers gives the alternative that takes up most elements, the first of equals.
func bestQualifiers(key *AI, es Elements) (best string) {
	most := 0
	for list := range strings.SplitSeq(key.Qualifiers, "|") {
		n := 0
		for _, e := range es {
			if sequence(list, e.AI, 0) >= 0 {
				n++
			}
		}
		if n > most {
			most, best = n, list
		}
	}
	return best
}

func (l Lenience) appendQuery(out []byte, path, es Elements, ais []*AI) (string, error) {
	mark := byte('?')
	for _, fixed := range [...]bool{true, false} {
		for i, e := range es {
			if ais[i].Fixed != fixed || path.has(e.AI) || es[:i].has(e.AI) {
				continue
			}
			if !l.mayBeAttribute(ais[i]) {
				return "", refuse("no_attribute", e.AI, lang.T("应用标识符（"+e.AI+"）在这个数字链接里既不能放路径，也不能放查询参数。", "Application identifier ("+e.AI+") may stand neither in the path nor in the query of this Digital Link."), remedyLink)
			}
			out = append(out, mark)
			mark = '&'
			out = append(out, e.AI...)
			out = append(out, '=')
			out = appendEscaped(out, e.Value, true)
		}
	}
	return string(out), nil
}

func (es Elements) has(code string) bool {
	for _, e := range es {
		if e.AI == code {
			return true
		}
	}
	return false
}

// appendEscaped percent-encodes all but the unreserved characters; in a query a space
// becomes "+".
func appendEscaped(out []byte, s string, query bool) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case unreserved(c):
			out = append(out, c)
		case c == ' ' && query:
			out = append(out, '+')
		default:
			out = appendEscape(out, c)
		}
	}
	return out
}

// unescape takes percent escapes out, and in a query "+" for a space; a sequence that is no
// escape stays. False: empty, or a null character.
func unescape(in string, query bool) (string, bool) {
	if !strings.ContainsAny(in, "%+\x00") {
		return in, in != ""
	}
	out := make([]byte, 0, len(in))
	for i := 0; i < len(in); i++ {
		c := in[i]
		if v := -1; c == '%' {
			if v = escaped(in, i); v >= 0 {
				c, i = byte(v), i+2
			}
		} else if c == '+' && query {
			c = ' '
		}
		if c == 0 {
			return "", false
		}
		out = append(out, c)
	}
	return string(out), true
}
