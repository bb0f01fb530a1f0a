package query

import (
	"slices"
	"strconv"
	"strings"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/tree"
)

// area is where fields of somebody's own stand in an event.
type area struct {
	prefix string
	of     func(e *epcis.Event) [][]epcis.Field
}

var areas = []area{
	{"ILMD_", func(e *epcis.Event) [][]epcis.Field { return [][]epcis.Field{e.ILMD} }},
	{"ERROR_DECLARATION_", func(e *epcis.Event) [][]epcis.Field {
		if e.Error == nil {
			return nil
		}
		return [][]epcis.Field{e.Error.Extensions}
	}},
	{"SENSORELEMENT_", func(e *epcis.Event) (all [][]epcis.Field) {
		for _, s := range e.Sensors {
			all = append(all, s.Extensions)
		}
		return all
	}},
	{"SENSORMETADATA_", func(e *epcis.Event) (all [][]epcis.Field) {
		for _, s := range e.Sensors {
			all = append(all, s.Metadata.Extensions)
		}
		return all
	}},
	{"SENSORREPORT_", func(e *epcis.Event) (all [][]epcis.Field) {
		for _, s := range e.Sensors {
			for _, r := range s.Reports {
				all = append(all, r.Extensions)
			}
		}
		return all
	}},
	{"readPoint_", func(e *epcis.Event) [][]epcis.Field { return [][]epcis.Field{e.ReadPoint.Extensions} }},
	{"bizLocation_", func(e *epcis.Event) [][]epcis.Field { return [][]epcis.Field{e.BizLocation.Extensions} }},
	{"", func(e *epcis.Event) [][]epcis.Field { return [][]epcis.Field{e.Extensions} }},
}

// ownField reads a parameter on a field of somebody's own: OP_[INNER_][AREA_]prefix:name.
// INNER looks at any depth below the top.
func (p *parser) ownField(n *tree.Node) bool {
	word, rest, ok := strings.Cut(n.Key, "_")
	if !ok || !slices.Contains([]string{"EQ", "GT", "GE", "LT", "LE", "EXISTS"}, word) {
		return false
	}
	rest, inner := strings.CutPrefix(rest, "INNER_")
	at := slices.IndexFunc(areas, func(a area) bool { return strings.HasPrefix(rest, a.prefix) })
	rest = rest[len(areas[at].prefix):]
	if !strings.Contains(rest, ":") && !strings.Contains(rest, "#") {
		return false
	}
	key, ok := p.fieldName(rest)
	if !ok {
		p.refuse(n.Key, n.Line, whyPrefix, n.Key)
		return true
	}
	name := strings.TrimSuffix(n.Key, rest) + key
	look := fields{of: areas[at].of, key: key, inner: inner}
	if word == "EXISTS" {
		if want, ok := p.truth(n); ok {
			p.add(Condition{Name: name, Values: []string{strconv.FormatBool(want)}, match: func(e *epcis.Event) bool {
				return look.any(e, func(*epcis.Field) bool { return true }) == want
			}})
		}
		return true
	}
	p.compare(n, name, operator(word), look)
	return true
}

func (p *parser) compare(n *tree.Node, name string, op operator, look fields) {
	c := Condition{Name: name}
	var limits []value
	for _, k := range p.operands(n, op) {
		v := valueOf(strings.TrimSpace(k.Text))
		if op == "EQ" {
			v.text = epcis.Canonical(p.context.Expand(v.text))
		} else if v.number == "" && v.time.IsZero() {
			p.wrong(&k, useEither)
			continue
		}
		limits = append(limits, v)
		c.Values = append(c.Values, v.text)
	}
	if op != "EQ" && len(limits) == 1 {
		c.Number, c.Time = limits[0].number, limits[0].time
	}
	c.match = func(e *epcis.Event) bool {
		return look.any(e, func(f *epcis.Field) bool {
			v := valueOf(f.Value)
			v.text = epcis.Canonical(v.text)
			return slices.ContainsFunc(limits, func(l value) bool { return op.holds(v, l) })
		})
	}
	p.add(c)
}

// operands gives the values of a comparison: a list, a number or an instant for EQ, one
// value for the others.
func (p *parser) operands(n *tree.Node, op operator) []tree.Node {
	if op == "EQ" && n.Kind == tree.List {
		for i := range n.Kids {
			if k := &n.Kids[i]; k.Kind == tree.List || k.Kind == tree.Object || k.Kind == tree.Null {
				p.wrong(k, useText)
			}
		}
		return p.list(n)
	}
	k := p.one(n, useEither)
	if k == nil {
		return nil
	}
	if k.Kind != tree.Text && k.Kind != tree.Number {
		p.wrong(k, useEither)
		return nil
	}
	return []tree.Node{*k}
}

// fieldName gives {namespace}name of a CURIE, of namespace#name (the standard's full form),
// or of a whole URI.
func (p *parser) fieldName(s string) (string, bool) {
	if at := strings.LastIndexByte(s, '#'); at > 0 && at < len(s)-1 && epcis.IsURI(s[:at]) {
		return epcis.Field{Space: s[:at], Name: s[at+1:]}.Key(), true
	}
	prefix, name, ok := strings.Cut(s, ":")
	if !ok || name == "" || !epcis.IsURI(s) {
		return "", false
	}
	if space, known := p.context.Lookup(prefix); known {
		return epcis.Field{Space: space, Name: name}.Key(), true
	}
	if !strings.HasPrefix(name, "//") && prefix != "urn" {
		return "", false
	}
	at := strings.LastIndexAny(s, "/:") + 1
	return epcis.Field{Space: s[:at], Name: s[at:]}.Key(), at < len(s)
}

// fields looks for fields of a name.
type fields struct {
	of    func(e *epcis.Event) [][]epcis.Field
	key   string
	inner bool
}

func (l fields) any(e *epcis.Event, holds func(*epcis.Field) bool) bool {
	for _, list := range l.of(e) {
		for i := range list {
			if !l.inner && list[i].Key() == l.key && holds(&list[i]) {
				return true
			}
			if l.inner && l.deep(list[i].Fields, holds) {
				return true
			}
		}
	}
	return false
}

func (l fields) deep(list []epcis.Field, holds func(*epcis.Field) bool) bool {
	for i := range list {
		if list[i].Key() == l.key && holds(&list[i]) || l.deep(list[i].Fields, holds) {
			return true
		}
	}
	return false
}
