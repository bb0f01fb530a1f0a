package query

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// row is a parameter with a fixed name.
type row struct {
	name string
	read func(p *parser, n *tree.Node)
}

// fixed are the parameters of EPCIS 2.0, section 8.2.7.1, whose names hold no name of a field.
var fixed = []row{
	{"eventType", readTypes},
	{"GE_eventTime", instantOf("GE", func(e *epcis.Event) time.Time { return e.EventTime })},
	{"LT_eventTime", instantOf("LT", func(e *epcis.Event) time.Time { return e.EventTime })},
	{"GE_recordTime", instantOf("GE", func(e *epcis.Event) time.Time { return e.RecordTime })},
	{"LT_recordTime", instantOf("LT", func(e *epcis.Event) time.Time { return e.RecordTime })},
	{"EQ_action", readActions},
	{"EQ_bizStep", words(cbv.Steps, func(e *epcis.Event) []string { return one(e.BizStep) })},
	{"EQ_disposition", words(cbv.Dispositions, func(e *epcis.Event) []string { return one(e.Disposition) })},
	{"EQ_persistentDisposition_set", words(cbv.Dispositions, func(e *epcis.Event) []string { return e.Lasting.Set })},
	{"EQ_persistentDisposition_unset", words(cbv.Dispositions, func(e *epcis.Event) []string { return e.Lasting.Unset })},
	{"EQ_readPoint", uris(func(e *epcis.Event) []string { return one(e.ReadPoint.ID) })},
	{"WD_readPoint", within(func(e *epcis.Event) string { return e.ReadPoint.ID })},
	{"EQ_bizLocation", uris(func(e *epcis.Event) []string { return one(e.BizLocation.ID) })},
	{"WD_bizLocation", within(func(e *epcis.Event) string { return e.BizLocation.ID })},
	{"EQ_transformationID", uris(func(e *epcis.Event) []string { return one(e.TransformationID) })},

	{"MATCH_epc", matching(func(e *epcis.Event) [][]string { return [][]string{e.EPCs, e.ChildEPCs} })},
	{"MATCH_parentID", matching(func(e *epcis.Event) [][]string { return [][]string{one(e.ParentID)} })},
	{"MATCH_inputEPC", matching(func(e *epcis.Event) [][]string { return [][]string{e.InputEPCs} })},
	{"MATCH_outputEPC", matching(func(e *epcis.Event) [][]string { return [][]string{e.OutputEPCs} })},
	{"MATCH_anyEPC", matching(func(e *epcis.Event) [][]string {
		return [][]string{e.EPCs, e.ChildEPCs, e.InputEPCs, e.OutputEPCs, one(e.ParentID)}
	})},
	{"MATCH_epcClass", matching(func(e *epcis.Event) [][]string { return classes(e.Quantities, e.ChildQuantities) })},
	{"MATCH_inputEPCClass", matching(func(e *epcis.Event) [][]string { return classes(e.InputQuantities) })},
	{"MATCH_outputEPCClass", matching(func(e *epcis.Event) [][]string { return classes(e.OutputQuantities) })},
	{"MATCH_anyEPCClass", matching(func(e *epcis.Event) [][]string {
		return classes(e.Quantities, e.ChildQuantities, e.InputQuantities, e.OutputQuantities)
	})},

	{"EQ_quantity", quantity("EQ", "")}, {"GT_quantity", quantity("GT", "")}, {"GE_quantity", quantity("GE", "")},
	{"LT_quantity", quantity("LT", "")}, {"LE_quantity", quantity("LE", "")},

	{"EQ_eventID", uris(func(e *epcis.Event) []string { return one(e.EventID) })},
	{"EXISTS_errorDeclaration", exists(func(e *epcis.Event) bool { return e.Error != nil })},
	{"GE_errorDeclarationTime", instantOf("GE", declared)}, {"LT_errorDeclarationTime", instantOf("LT", declared)},
	{"GE_errorDeclaration_Time", instantOf("GE", declared)}, {"LT_errorDeclaration_Time", instantOf("LT", declared)},
	{"EQ_errorReason", words(cbv.Reasons, func(e *epcis.Event) []string {
		if e.Error == nil {
			return nil
		}
		return one(e.Error.Reason)
	})},
	{"EQ_correctiveEventID", uris(func(e *epcis.Event) []string {
		if e.Error == nil {
			return nil
		}
		return e.Error.Corrective
	})},
	{"EXISTS_sensorElementList", exists(func(e *epcis.Event) bool { return len(e.Sensors) > 0 })},
	{"EXISTS_ilmd", exists(func(e *epcis.Event) bool { return len(e.ILMD) > 0 })},

	{"orderBy", readOrder},
	{"orderDirection", readDirection},
	{"eventCountLimit", func(p *parser, n *tree.Node) { p.count(n, &p.query.Limit) }},
	{"maxEventCount", func(p *parser, n *tree.Node) { p.count(n, &p.query.Max) }},
	{"perPage", func(p *parser, n *tree.Node) { p.count(n, &p.query.PerPage) }},
	{"nextPageToken", func(p *parser, n *tree.Node) {
		if k := p.one(n, useText); k != nil && k.Kind == tree.Text {
			p.query.PageToken = k.Text
		} else if k != nil {
			p.wrong(k, useText)
		}
	}},
}

// init joins the sensors' rows, which would make a circle in the literal.
func init() { fixed = append(fixed, sensorRows...) }

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func classes(lists ...[]epcis.Quantity) [][]string {
	var all []string
	for _, list := range lists {
		for _, q := range list {
			all = append(all, q.Class)
		}
	}
	return [][]string{all}
}

func declared(e *epcis.Event) time.Time {
	if e.Error == nil {
		return time.Time{}
	}
	return e.Error.Time
}

func readTypes(p *parser, n *tree.Node) {
	types := []epcis.Type{epcis.ObjectEvent, epcis.AggregationEvent, epcis.TransactionEvent, epcis.TransformationEvent, epcis.AssociationEvent}
	all := p.texts(n, useType, func(s string) (string, bool) {
		s = strings.TrimPrefix(p.context.Expand(s), cbv.EPCIS)
		return s, slices.Contains(types, epcis.Type(s)) || epcis.IsURI(s)
	})
	p.add(Condition{Name: n.Key, Values: all, match: func(e *epcis.Event) bool { return slices.Contains(all, string(e.Type)) }})
}

func readActions(p *parser, n *tree.Node) {
	all := p.texts(n, useAction, func(s string) (string, bool) {
		a := epcis.Action(s)
		return s, a == epcis.Add || a == epcis.Observe || a == epcis.Delete
	})
	p.add(Condition{Name: n.Key, Values: all, match: func(e *epcis.Event) bool { return slices.Contains(all, string(e.Action)) }})
}

func words(l *cbv.List, of func(*epcis.Event) []string) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		all := p.texts(n, useWord, p.word(l))
		p.add(Condition{Name: n.Key, Values: all, match: func(e *epcis.Event) bool {
			return slices.ContainsFunc(of(e), func(s string) bool { return slices.Contains(all, s) })
		}})
	}
}

func uris(of func(*epcis.Event) []string) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		all := p.texts(n, useURI, p.uri)
		p.add(Condition{Name: n.Key, Values: all, match: func(e *epcis.Event) bool {
			return slices.ContainsFunc(of(e), func(s string) bool { return slices.Contains(all, epcis.Canonical(s)) })
		}})
	}
}

// within takes a place itself, what master data put into it, and without master data the
// parts (GLN extensions) of a location.
func within(of func(*epcis.Event) string) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		all := p.texts(n, useURI, p.uri)
		q := &p.query
		p.add(Condition{Name: n.Key, Values: all, match: func(e *epcis.Event) bool {
			place := of(e)
			if place == "" {
				return false
			}
			place = epcis.Canonical(place)
			return slices.ContainsFunc(all, func(site string) bool {
				return place == site || strings.HasPrefix(place, site+"/254/") || q.Master != nil && q.Master.Within(place, site)
			})
		}})
	}
}

func matching(of func(*epcis.Event) [][]string) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		all := p.texts(n, useURI, func(s string) (string, bool) { return s, epcis.IsURI(s) })
		patterns := make([]pattern, len(all))
		c := Condition{Name: n.Key, Values: all}
		for i, s := range all {
			m := parsePattern(p.context.Expand(s))
			patterns[i] = m
			switch {
			case m.under != "":
				c.Below = append(c.Below, m.under)
			case m.all:
				c.Open = true
			default:
				all[i] = m.exact
			}
		}
		c.match = func(e *epcis.Event) bool {
			for _, list := range of(e) {
				for _, epc := range list {
					key := epcis.Canonical(epc)
					if slices.ContainsFunc(patterns, func(m pattern) bool { return m.match(key) }) {
						return true
					}
				}
			}
			return false
		}
		p.add(c)
	}
}

func instantOf(op operator, of func(*epcis.Event) time.Time) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		limit, ok := p.instant(n)
		if ok {
			p.add(Condition{Name: n.Key, Time: limit, match: func(e *epcis.Event) bool { return op.instant(of(e), limit) }})
		}
	}
}

func (p *parser) instant(n *tree.Node) (time.Time, bool) {
	k := p.one(n, useInstant)
	if k == nil {
		return time.Time{}, false
	}
	t, ok := epcis.ParseInstant(k.Text)
	if !ok || k.Kind != tree.Text {
		p.wrong(k, useInstant)
		return t, false
	}
	return t, true
}

// quantity compares the quantities of any list, of one unit where one is named.
func quantity(op operator, unit string) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		limits := p.limits(op, n)
		c := Condition{Name: n.Key, match: func(e *epcis.Event) bool {
			for _, list := range [][]epcis.Quantity{e.Quantities, e.ChildQuantities, e.InputQuantities, e.OutputQuantities} {
				for _, q := range list {
					if (unit == "" || q.Unit == unit) && slices.ContainsFunc(limits, func(l epcis.Number) bool { return op.amount(q.Amount, l) }) {
						return true
					}
				}
			}
			return false
		}}
		p.numeric(c, op, limits)
	}
}

// limits reads the numbers of a comparison: alternatives for EQ, one for the others.
func (p *parser) limits(op operator, n *tree.Node) []epcis.Number {
	if op == "EQ" {
		return p.numbers(n)
	}
	if v, ok := p.number(n); ok {
		return []epcis.Number{v}
	}
	return nil
}

func (p *parser) numeric(c Condition, op operator, limits []epcis.Number) {
	for _, l := range limits {
		c.Values = append(c.Values, string(l))
	}
	if op != "EQ" && len(limits) == 1 {
		c.Number = limits[0]
	}
	c.numbers = true
	p.add(c)
}

func exists(there func(*epcis.Event) bool) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		if want, ok := p.truth(n); ok {
			p.add(Condition{Name: n.Key, Values: []string{strconv.FormatBool(want)}, match: func(e *epcis.Event) bool { return there(e) == want }})
		}
	}
}

func readOrder(p *parser, n *tree.Node) {
	k := p.one(n, useOrder)
	if k == nil {
		return
	}
	if k.Text == "eventTime" || k.Text == "recordTime" {
		p.query.OrderBy = k.Text
		return
	}
	if name, ok := p.fieldName(k.Text); ok && k.Kind == tree.Text {
		p.query.OrderBy = name
		return
	}
	p.wrong(k, useOrder)
}

func readDirection(p *parser, n *tree.Node) {
	k := p.one(n, useDirected)
	if k == nil {
		return
	}
	if k.Kind != tree.Text || k.Text != "ASC" && k.Text != "DESC" {
		p.wrong(k, useDirected)
		return
	}
	p.direction = k.Text
}
