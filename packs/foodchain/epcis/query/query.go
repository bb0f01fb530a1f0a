// Package query is what one asks of events: the parameters of the SimpleEventQuery of
// EPCIS 2.0 (section 8.2.7.1), read, checked, and answered for one event at a time.
//
//	{"EQ_bizStep":["receiving"],…} ─ Parse ───┐
//	?EQ_bizStep=receiving|shipping ─ FromURL ─┴─ Query ─ Match(event) ─ true, false
//	                                               └ Conditions: for a database to narrow by
//
// All conditions hold together; the values of one are alternatives. Identifiers are compared
// by their constrained canonical Digital Link, words by their Web URI, so neither URN nor
// host nor bare word matters. Conditions on a sensor's report must be met by one report,
// together with the metadata it stands under.
//
// What only master data know (whether a place lies within another, what attributes a thing
// has) is asked of [Master]. Units of measure are not converted: a limit in CEL finds values
// in CEL.
package query

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/tree"
)

// Query is a checked query. Its zero value asks for every event.
type Query struct {
	Conditions []Condition
	OrderBy    string // eventTime, recordTime or the {namespace}name of an extension; "" for any order
	Descending bool   // the standard's default where OrderBy is given
	Limit      int    // eventCountLimit: the first so many; 0: not given
	Max        int    // maxEventCount: more is an error; 0: not given
	PerPage    int    // 0: not given
	PageToken  string // nextPageToken
	Master     Master // nil: no master data

	reports []func(m *epcis.SensorMetadata, r *epcis.SensorReport) bool
	context epcis.Context
}

// Condition is one parameter.
type Condition struct {
	Name   string       // as in the standard, with {namespace}name for an extension
	Values []string     // alternatives in canonical form; of a comparison the one value
	Number epcis.Number // of a comparison of numbers
	Time   time.Time    // of a comparison of instants

	// Below and Open are of MATCH_ parameters. Below are keys of which everything is meant
	// that stands under them, beside Values. Open: a pattern is among the alternatives that
	// no key narrows down.
	Below []string
	Open  bool

	asked   string                    // the name as it was asked
	numbers bool                      // Values are numbers
	match   func(e *epcis.Event) bool // nil where a report decides
}

// Master answers what stands in master data.
type Master interface {
	Within(place, site string) bool           // place is site or lies within it, in one or more steps
	Attribute(id, name string) (string, bool) // of the thing or place id
}

// Match says whether the event is in the answer.
func (q *Query) Match(e *epcis.Event) bool {
	for i := range q.Conditions {
		if m := q.Conditions[i].match; m != nil && !m(e) {
			return false
		}
	}
	return len(q.reports) == 0 || q.matchReport(e)
}

func (q *Query) matchReport(e *epcis.Event) bool {
	for i := range e.Sensors {
		s := &e.Sensors[i]
		for j := range s.Reports {
			if q.all(&s.Metadata, &s.Reports[j]) {
				return true
			}
		}
	}
	return false
}

func (q *Query) all(m *epcis.SensorMetadata, r *epcis.SensorReport) bool {
	for _, f := range q.reports {
		if !f(m, r) {
			return false
		}
	}
	return true
}

// Get gives the condition of a name, nil where it was not asked.
func (q *Query) Get(name string) *Condition {
	for i := range q.Conditions {
		if q.Conditions[i].Name == name {
			return &q.Conditions[i]
		}
	}
	return nil
}

// Compare orders two events as the query asks; 0 where it does not say. Events without
// the field stand at the end.
func (q *Query) Compare(a, b *epcis.Event) int {
	if q.OrderBy == "" {
		return 0
	}
	x, okA := orderValue(a, q.OrderBy)
	y, okB := orderValue(b, q.OrderBy)
	switch {
	case !okA && !okB:
		return 0
	case !okA:
		return 1
	case !okB:
		return -1
	}
	c := x.compare(y)
	if q.Descending {
		return -c
	}
	return c
}

func orderValue(e *epcis.Event, by string) (value, bool) {
	switch by {
	case "eventTime":
		return value{time: e.EventTime}, true
	case "recordTime":
		return value{time: e.RecordTime}, !e.RecordTime.IsZero()
	}
	for _, f := range e.Extensions {
		if f.Key() == by {
			return valueOf(f.Value), true
		}
	}
	return value{}, false
}

// Parse reads a query as a JSON object of parameters, as it is posted and stored. The
// prefixes of c stand beside those of its own @context. The error is an *[epcis.Refusal].
func Parse(text string, c epcis.Context, l epcis.Limits) (*Query, error) {
	n, err := tree.NewParser(tree.Limits{Bytes: l.Event, Depth: l.Depth}).Parse(text, 1)
	if err != nil {
		return nil, epcis.Unreadable(err)
	}
	p := &parser{context: c, lists: true}
	if n.Kind == tree.Object {
		if inner := n.Get("query"); inner != nil && inner.Kind == tree.Object {
			p.outer(n)
			p.at = "/query"
			n = inner
		}
	}
	p.read(n)
	return p.done()
}

// outer looks at what stands around the parameters of a named query or a subscription.
func (p *parser) outer(n *tree.Node) {
	known := []string{"query", "name", "createdAt", "dest", "signatureToken", "reportIfEmpty", "initialRecordTime", "stream", "schedule", "subscriptionID"}
	for i := range n.Kids {
		k := &n.Kids[i]
		switch {
		case k.Key == "@context":
			p.readContext(k)
		case !slices.Contains(known, k.Key) && !strings.Contains(k.Key, ":"):
			p.refuse(k.Key, k.Line, whyParameter, k.Key)
		}
	}
}

func (p *parser) readContext(n *tree.Node) {
	c, ok := epcis.ReadContext(n)
	if !ok {
		p.refuse(n.Key, n.Line, whyContext)
	}
	p.context = append(slices.Clip(p.context), c...)
}

func (p *parser) read(n *tree.Node) {
	if n.Kind != tree.Object {
		p.refuse("", n.Line, whyObject)
		return
	}
	if c := n.Get("@context"); c != nil {
		p.readContext(c)
	}
	for i := range n.Kids {
		if n.Kids[i].Key != "@context" {
			p.parameter(&n.Kids[i])
		}
	}
}

// FromURL reads a query of an address, values of a list divided by |, with the prefixes
// of c (of the header GS1-Extensions). Its refusals point to /NAME of the parameter.
func FromURL(values url.Values, c epcis.Context) (*Query, error) {
	p := &parser{context: c}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if len(values[name]) != 1 {
			p.refuse(name, 1, whyTwice, name)
			continue
		}
		n := tree.Node{Kind: tree.List, Key: name, Line: 1}
		for part := range strings.SplitSeq(values.Get(name), "|") {
			n.Kids = append(n.Kids, tree.Node{Kind: tree.Text, Text: part, Line: 1})
		}
		p.parameter(&n)
	}
	return p.done()
}

// Prefixes reads the header GS1-Extensions: prefix=namespace, divided by commas. False: it
// cannot be read.
func Prefixes(header string) (epcis.Context, bool) {
	var c epcis.Context
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, space, ok := strings.Cut(part, "=")
		name, space = strings.TrimSpace(name), strings.TrimSpace(space)
		if !ok || name == "" || strings.ContainsAny(name, " \t:/") || !epcis.IsURI(space) {
			return nil, false
		}
		c = append(c, epcis.Prefix{Name: name, Space: space})
	}
	return c, true
}

// JSON writes the conditions as a query that Parse reads as the same.
func (q *Query) JSON() string {
	out := map[string]any{}
	if len(q.context) > 0 {
		out["@context"] = json.RawMessage(q.context.JSON())
	}
	for i := range q.Conditions {
		c := &q.Conditions[i]
		name := c.asked
		switch {
		case c.Number != "":
			out[name] = json.Number(c.Number)
		case !c.Time.IsZero():
			out[name] = c.Time.Format(time.RFC3339Nano)
		case strings.HasPrefix(c.Name, "EXISTS_"), c.Name == "EQ_booleanValue":
			out[name] = c.Values[0] == "true"
		case c.numbers:
			numbers := make([]json.Number, len(c.Values))
			for i, v := range c.Values {
				numbers[i] = json.Number(v)
			}
			out[name] = numbers
		default:
			out[name] = c.Values
		}
	}
	numbers := map[string]int{"eventCountLimit": q.Limit, "maxEventCount": q.Max, "perPage": q.PerPage}
	for name, n := range numbers {
		if n > 0 {
			out[name] = n
		}
	}
	if q.OrderBy != "" {
		out["orderBy"] = fullName(q.OrderBy)
		out["orderDirection"] = map[bool]string{true: "DESC", false: "ASC"}[q.Descending]
	}
	b, _ := json.Marshal(out) // plain values always encode
	return string(b)
}

// fullName writes {namespace}name as the standard does, with # between.
func fullName(s string) string {
	return strings.Replace(strings.Replace(s, "{", "", 1), "}", "#", 1)
}

var sayList = lang.T("列表，例如 [\"receiving\"]", `a list, for example ["receiving"]`)
