package query

import (
	"slices"
	"strings"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// family is parameters whose names begin alike and go on with the name of a type, a unit,
// or an attribute. read says false where the rest is none.
type family struct {
	prefix string
	read   func(p *parser, n *tree.Node, rest string) bool
}

var families = []family{
	{"EQ_bizTransaction_", typed(cbv.Transactions, func(e *epcis.Event) []epcis.Typed { return e.Transactions })},
	{"EQ_source_", typed(cbv.Parties, func(e *epcis.Event) []epcis.Typed { return e.Sources })},
	{"EQ_destination_", typed(cbv.Parties, func(e *epcis.Event) []epcis.Typed { return e.Destinations })},
	{"HASATTR_", hasAttribute},
	{"EQATTR_", attribute},
	{"EQ_ATTR_", attribute},
	{"EQ_", inUnit("EQ")}, {"GT_", inUnit("GT")}, {"GE_", inUnit("GE")}, {"LT_", inUnit("LT")}, {"LE_", inUnit("LE")},
}

// typed reads EQ_bizTransaction_po and its like: the type stands in the name.
func typed(l *cbv.List, of func(*epcis.Event) []epcis.Typed) func(*parser, *tree.Node, string) bool {
	return func(p *parser, n *tree.Node, rest string) bool {
		kind, ok := l.Normalize(p.context.Expand(rest))
		if !ok {
			return false
		}
		all := p.texts(n, useURI, p.uri)
		p.add(Condition{Name: n.Key, Values: all, match: func(e *epcis.Event) bool {
			return slices.ContainsFunc(of(e), func(t epcis.Typed) bool { return t.Type == kind && slices.Contains(all, epcis.Canonical(t.ID)) })
		}})
		return true
	}
}

// inUnit reads GE_value_CEL, EQ_quantity_KGM and their like.
func inUnit(op operator) func(*parser, *tree.Node, string) bool {
	return func(p *parser, n *tree.Node, rest string) bool {
		field, unit, ok := strings.Cut(rest, "_")
		if !ok || len(unit) < 2 || len(unit) > 4 || strings.Trim(unit, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return false
		}
		if field == "quantity" {
			quantity(op, unit)(p, n)
			return true
		}
		of := measured[field]
		if of == nil {
			return false
		}
		reported(op, unit, of)(p, n)
		return true
	}
}

// identifying gives what stands in a field by whose master data may be asked.
var identifying = map[string]func(e *epcis.Event) []string{
	"epcList": func(e *epcis.Event) []string { return e.EPCs }, "childEPCs": func(e *epcis.Event) []string { return e.ChildEPCs },
	"inputEPCList": func(e *epcis.Event) []string { return e.InputEPCs }, "outputEPCList": func(e *epcis.Event) []string { return e.OutputEPCs },
	"parentID": func(e *epcis.Event) []string { return one(e.ParentID) }, "bizStep": func(e *epcis.Event) []string { return one(e.BizStep) },
	"disposition": func(e *epcis.Event) []string { return one(e.Disposition) },
	"readPoint":   func(e *epcis.Event) []string { return one(e.ReadPoint.ID) },
	"bizLocation": func(e *epcis.Event) []string { return one(e.BizLocation.ID) },
	"epcClass": func(e *epcis.Event) []string {
		return classes(e.Quantities, e.ChildQuantities, e.InputQuantities, e.OutputQuantities)[0]
	},
	"bizTransaction": func(e *epcis.Event) []string { return ids(e.Transactions) },
	"source":         func(e *epcis.Event) []string { return ids(e.Sources) },
	"destination":    func(e *epcis.Event) []string { return ids(e.Destinations) },
}

func ids(list []epcis.Typed) (all []string) {
	for _, t := range list {
		all = append(all, t.ID)
	}
	return all
}

// hasAttribute reads HASATTR_field: master data of the field's value has one of the attributes.
func hasAttribute(p *parser, n *tree.Node, field string) bool {
	of := p.identified(field)
	if of == nil {
		return false
	}
	names := p.texts(n, useText, anyText)
	p.attributes(n, names, of, names, func(string) bool { return true })
	return true
}

// attribute reads EQATTR_field_attribute: the attribute has one of the values.
func attribute(p *parser, n *tree.Node, rest string) bool {
	field, name, ok := strings.Cut(rest, "_")
	of := p.identified(field)
	if !ok || of == nil || name == "" {
		return false
	}
	values := p.texts(n, useText, anyText)
	p.attributes(n, values, of, []string{name}, func(v string) bool { return slices.Contains(values, v) })
	return true
}

func (p *parser) identified(field string) func(*epcis.Event) []string {
	if of := identifying[field]; of != nil {
		return of
	}
	key, ok := p.fieldName(field)
	if !ok {
		return nil
	}
	return func(e *epcis.Event) (all []string) {
		for _, f := range e.Extensions {
			if f.Key() == key {
				all = append(all, f.Value)
			}
		}
		return all
	}
}

func (p *parser) attributes(n *tree.Node, shown []string, of func(*epcis.Event) []string, names []string, holds func(string) bool) {
	for i, name := range names {
		names[i] = p.context.Expand(name)
	}
	q := &p.query
	p.add(Condition{Name: n.Key, Values: shown, match: func(e *epcis.Event) bool {
		if q.Master == nil {
			return false
		}
		for _, id := range of(e) {
			for _, name := range names {
				if v, ok := q.Master.Attribute(epcis.Canonical(id), name); ok && holds(v) {
					return true
				}
			}
		}
		return false
	}})
}
