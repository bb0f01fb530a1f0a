package epcis

import (
	"encoding/json"
	"slices"
	"strings"

	"banjie/packs/foodchain/epcis/tree"
)

// mapper turns the elements of an event into the members that the JSON binding has for
// them (EPCIS 2.0, sections 9 and 10), so that one table of rules reads both.
type mapper struct {
	context Context
	twice   string // an element that may stand once and stands twice
	line    int
}

// shape is how an element of XML stands in JSON.
type shape uint8

const (
	leaf     shape = iota // its text
	number                // its text as a number
	many                  // one of several texts: a list
	listOf                // its children of one name: a list of their texts
	objects               // its children of one name: a list of objects
	whole                 // an object of its children
	withType              // its text under its own name, beside its attribute type
	flag                  // its text as true or false
	onlyOwn               // an object of elements of one's own
)

// shapes of the elements of an event; others are extensions or unknown.
var shapes = map[string]shape{
	"eventTime": leaf, "recordTime": leaf, "eventTimeZoneOffset": leaf, "eventID": leaf, "parentID": leaf,
	"transformationID": leaf, "action": leaf, "bizStep": leaf, "disposition": leaf, "id": leaf,
	"declarationTime": leaf, "reason": leaf, "epcClass": leaf, "uom": leaf, "quantity": number,
	"certificationInfo": many, "set": many, "unset": many,
	"epcList": listOf, "childEPCs": listOf, "inputEPCList": listOf, "outputEPCList": listOf, "correctiveEventIDs": listOf,
	"quantityList": objects, "childQuantityList": objects, "inputQuantityList": objects, "outputQuantityList": objects,
	"bizTransactionList": objects, "sourceList": objects, "destinationList": objects, "sensorElementList": objects,
	"persistentDisposition": whole, "readPoint": whole, "bizLocation": whole, "errorDeclaration": whole,
	"quantityElement": whole, "sensorElement": whole, "sensorMetadata": whole,
	"bizTransaction": withType, "source": withType, "destination": withType,
	"ilmd": onlyOwn,
}

// childOf is the one name that the children of a list have.
var childOf = map[string]string{
	"epcList": "epc", "childEPCs": "epc", "inputEPCList": "epc", "outputEPCList": "epc",
	"correctiveEventIDs": "correctiveEventID", "quantityList": "quantityElement", "childQuantityList": "quantityElement",
	"inputQuantityList": "quantityElement", "outputQuantityList": "quantityElement", "bizTransactionList": "bizTransaction",
	"sourceList": "source", "destinationList": "destination", "sensorElementList": "sensorElement",
}

// attributeShapes are the attributes of sensor elements that are no text.
var attributeShapes = map[string]shape{
	"value": number, "minValue": number, "maxValue": number, "meanValue": number, "sDev": number,
	"percRank": number, "percValue": number, "booleanValue": flag,
}

func (m *mapper) event(e *element) tree.Node {
	n := m.object(e)
	name := e.local
	if e.space != "" {
		name = e.space + e.local
	}
	kids := append(make([]tree.Node, 0, len(n.Kids)+1), tree.Node{Kind: tree.Text, Key: "type", Text: name, Line: e.line})
	n.Kids = append(kids, n.Kids...)
	return n
}

// flat gives the children with the wrappers of EPCIS 1 taken away.
func flat(kids []element) []element {
	if !slices.ContainsFunc(kids, wraps) {
		return kids
	}
	var all []element
	for _, k := range kids {
		if wraps(k) {
			all = append(all, flat(k.kids)...)
		} else {
			all = append(all, k)
		}
	}
	return all
}

func wraps(e element) bool {
	return e.space == "" && (e.local == "extension" || e.local == "baseExtension")
}

// object makes an object of the attributes and children of an element.
func (m *mapper) object(e *element) tree.Node {
	n := tree.Node{Kind: tree.Object, Key: e.local, Line: e.line}
	for _, a := range e.attributes {
		n.Kids = append(n.Kids, typed(tree.Node{Kind: tree.Text, Key: a.Name.Local, Space: a.Name.Space, Text: a.Value, Line: e.line}, attributeShapes[a.Name.Local]))
	}
	kids := flat(e.kids)
	for i := range kids {
		m.add(&n, &kids[i])
	}
	return n
}

// add puts a child into an object.
func (m *mapper) add(to *tree.Node, e *element) {
	if e.space != "" {
		to.Kids = append(to.Kids, m.own(e))
		return
	}
	n := m.standard(e)
	if old := to.Get(e.local); old != nil {
		if n.Kind == tree.List && old.Kind == tree.List && (shapes[e.local] == many || e.local == "sensorReport") {
			old.Kids = append(old.Kids, n.Kids...)
			return
		}
		m.twice, m.line = e.local, e.line
		return
	}
	to.Kids = append(to.Kids, n)
}

func (m *mapper) standard(e *element) tree.Node {
	n := tree.Node{Key: e.local, Line: e.line, Kind: tree.Text, Text: e.text}
	how, known := shapes[e.local]
	switch {
	case e.local == "sensorReport":
		return tree.Node{Key: e.local, Line: e.line, Kind: tree.List, Kids: []tree.Node{keyless(m.object(e))}}
	case !known:
		return n // the rules refuse its name
	case how == many:
		return tree.Node{Key: e.local, Line: e.line, Kind: tree.List, Kids: []tree.Node{keyless(n)}}
	case how == listOf || how == objects:
		return m.list(e, how)
	case how == whole || how == onlyOwn:
		return m.object(e)
	case how == withType:
		n.Kind, n.Text = tree.Object, ""
		for _, a := range e.attributes {
			n.Kids = append(n.Kids, tree.Node{Kind: tree.Text, Key: a.Name.Local, Space: a.Name.Space, Text: a.Value, Line: e.line})
		}
		n.Kids = append(n.Kids, tree.Node{Kind: tree.Text, Key: e.local, Text: e.text, Line: e.line})
		return n
	}
	if len(e.kids) > 0 {
		return m.object(e) // text was expected: the rules refuse it
	}
	return typed(n, how)
}

func (m *mapper) list(e *element, how shape) tree.Node {
	n := tree.Node{Key: e.local, Line: e.line, Kind: tree.List}
	kids := flat(e.kids)
	for i := range kids {
		k := &kids[i]
		switch {
		case k.local != childOf[e.local] || k.space != "":
			n.Kids = append(n.Kids, tree.Node{Kind: tree.Null, Line: k.line}) // refused as no text or object
		case how == listOf:
			n.Kids = append(n.Kids, tree.Node{Kind: tree.Text, Text: k.text, Line: k.line})
		default:
			n.Kids = append(n.Kids, keyless(m.standard(k)))
		}
	}
	return n
}

func keyless(n tree.Node) tree.Node { n.Key = ""; return n }

// typed makes a number or a truth value of a text that is one.
func typed(n tree.Node, how shape) tree.Node {
	text := strings.TrimSpace(n.Text)
	switch how {
	case number:
		if v, ok := ParseNumber(text); ok {
			n.Kind, n.Text = tree.Number, string(v)
		}
	case flag:
		switch text {
		case "true", "1":
			n.Kind, n.Text = tree.Bool, "true"
		case "false", "0":
			n.Kind, n.Text = tree.Bool, "false"
		}
	}
	return n
}

// own makes a member of an element of somebody's own.
func (m *mapper) own(e *element) tree.Node {
	n := tree.Node{Kind: tree.Text, Key: e.local, Space: e.space, Text: e.text, Line: e.line}
	if len(e.kids) == 0 && len(e.attributes) == 0 {
		return n
	}
	n.Kind, n.Text = tree.Object, ""
	if e.text != "" {
		n.Kids = append(n.Kids, tree.Node{Kind: tree.Text, Key: "#text", Text: e.text, Line: e.line})
	}
	for _, a := range e.attributes {
		n.Kids = append(n.Kids, tree.Node{Kind: tree.Text, Key: a.Name.Local, Space: a.Name.Space, Text: a.Value, Line: e.line})
	}
	for i := range e.kids {
		n.Kids = append(n.Kids, m.own(&e.kids[i]))
	}
	return n
}

// json writes the nodes of an event as JSON. A namespace without prefix gets one.
func (m *mapper) json(b []byte, n *tree.Node) []byte {
	switch n.Kind {
	case tree.Null:
		return append(b, "null"...)
	case tree.Number, tree.Bool:
		return append(b, n.Text...)
	case tree.Text:
		return quote(b, strings.TrimSpace(n.Text))
	case tree.List:
		b = append(b, '[')
		for i := range n.Kids {
			if i > 0 {
				b = append(b, ',')
			}
			b = m.json(b, &n.Kids[i])
		}
		return append(b, ']')
	}
	b = append(b, '{')
	first := true
	for i := range n.Kids {
		k := &n.Kids[i]
		same := func(o tree.Node) bool { return o.Key == k.Key && o.Space == k.Space }
		if slices.ContainsFunc(n.Kids[:i], same) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(quote(b, m.name(k)), ':')
		if !slices.ContainsFunc(n.Kids[i+1:], same) {
			b = m.json(b, k)
			continue
		}
		list := tree.Node{Kind: tree.List}
		for _, o := range n.Kids[i:] {
			if same(o) {
				list.Kids = append(list.Kids, o)
			}
		}
		b = m.json(b, &list)
	}
	return append(b, '}')
}

func (m *mapper) name(n *tree.Node) string {
	if n.Space == "" {
		return n.Key
	}
	prefix := m.context.prefixOf(n.Space)
	if prefix == "" {
		prefix = freshPrefix(m.context)
		m.context = m.context.with(Context{{prefix, n.Space}})
	}
	return prefix + ":" + n.Key
}

func quote(b []byte, s string) []byte {
	j, _ := json.Marshal(s) // a string always encodes
	return append(b, j...)
}
