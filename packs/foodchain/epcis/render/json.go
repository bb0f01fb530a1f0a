package render

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// members is the order in which the members of an event stand (EPCIS 2.0, section 10.1);
// others follow as they came.
var members = []string{
	"certificationInfo", "parentID", "epcList", "childEPCs", "inputEPCList", "outputEPCList", "quantityList",
	"childQuantityList", "inputQuantityList", "outputQuantityList", "action", "transformationID", "bizStep", "disposition",
	"persistentDisposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList", "destinationList",
	"sensorElementList", "ilmd",
}

// words are the members whose values are words of a list, wherever they stand in a standard
// field; types are those called type, by the member they stand under.
var words = map[string]*cbv.List{
	"bizStep": cbv.Steps, "disposition": cbv.Dispositions, "set": cbv.Dispositions, "unset": cbv.Dispositions,
	"reason": cbv.Reasons, "exception": cbv.Exceptions, "component": cbv.Components,
}

var types = map[string]*cbv.List{
	"bizTransactionList": cbv.Transactions, "sourceList": cbv.Parties, "destinationList": cbv.Parties, "sensorReport": cbv.Properties,
}

// identifiers are the members whose values name things and places.
var identifiers = map[string]bool{
	"parentID": true, "epcList": true, "childEPCs": true, "inputEPCList": true, "outputEPCList": true, "epcClass": true,
	"id": true, "source": true, "destination": true, "transformationID": true, "deviceID": true,
}

// jsonWriter writes the nodes of one event.
type jsonWriter struct {
	bytes.Buffer
	event *epcis.Event
	links bool
}

func jsonEvent(e *epcis.Event, o Options) (string, error) {
	limits := epcis.DefaultLimits
	n, err := tree.NewParser(tree.Limits{Bytes: max(limits.Event, len(e.Raw)), Depth: limits.Depth}).Parse(e.Raw, 1)
	if err != nil {
		return "", err
	}
	w := &jsonWriter{event: e, links: o.Links}
	w.WriteByte('{')
	if own := used(e, o.Prefixes); len(own) > 0 {
		w.member("@context", listed(own))
	}
	kind := string(e.Type)
	if _, standard := layouts[e.Type]; !standard {
		kind = text(n.Get("type")) // with the prefix that is declared
	}
	w.member("type", quoted(kind))
	w.member("eventTime", quoted(text(n.Get("eventTime"))))
	if !e.RecordTime.IsZero() {
		w.member("recordTime", quoted(instant(e.RecordTime)))
	}
	w.member("eventTimeZoneOffset", quoted(e.Offset))
	if e.EventID != "" {
		w.member("eventID", quoted(e.EventID))
	}
	done := map[string]bool{"@context": true, "type": true, "eventTime": true, "recordTime": true, "eventTimeZoneOffset": true, "eventID": true}
	for _, name := range append([]string{"errorDeclaration"}, members...) {
		if kid := n.Get(name); kid != nil {
			w.kid(kid, "")
		}
		done[name] = true
	}
	for i := range n.Kids {
		if kid := &n.Kids[i]; !done[kid.Key] && !e.Ignores(kid.Key) {
			w.kid(kid, "")
		}
	}
	w.WriteByte('}')
	return w.String(), nil
}

func text(n *tree.Node) string {
	if n == nil {
		return ""
	}
	return strings.TrimSpace(n.Text)
}

func (w *jsonWriter) comma() {
	if b := w.Bytes(); b[len(b)-1] != '{' && b[len(b)-1] != '[' {
		w.WriteByte(',')
	}
}

func (w *jsonWriter) member(name, value string) {
	w.comma()
	w.WriteString(quoted(name))
	w.WriteByte(':')
	w.WriteString(value)
}

// kid writes a member of a standard field. What is somebody's own is copied.
func (w *jsonWriter) kid(n *tree.Node, under string) {
	w.comma()
	if n.Key == "ilmd" || strings.Contains(n.Key, ":") {
		w.WriteString(w.event.Raw[n.Start:n.End])
		return
	}
	w.WriteString(quoted(n.Key))
	w.WriteByte(':')
	w.value(n, n.Key, under)
}

// value writes a value that stands in the member of that name under another.
func (w *jsonWriter) value(n *tree.Node, name, under string) {
	switch n.Kind {
	case tree.Object:
		w.WriteByte('{')
		for i := range n.Kids {
			w.kid(&n.Kids[i], name)
		}
		w.WriteByte('}')
	case tree.List:
		w.WriteByte('[')
		for i := range n.Kids {
			w.comma()
			w.value(&n.Kids[i], name, under)
		}
		w.WriteByte(']')
	case tree.Text:
		w.WriteString(quoted(w.text(strings.TrimSpace(n.Text), name, under)))
	case tree.Null:
		w.WriteString("null")
	default:
		w.WriteString(n.Text)
	}
}

// text gives a standard word bare, and an identifier as it is asked for.
func (w *jsonWriter) text(s, name, under string) string {
	list := words[name]
	if name == "type" {
		list = types[under]
	}
	if list != nil {
		if uri, ok := list.Normalize(w.event.Context.Expand(s)); ok {
			if word := list.Word(uri); word != "" {
				return word
			}
		}
		return s
	}
	if w.links && identifiers[name] {
		return epcis.Canonical(w.event.Context.Expand(s))
	}
	return s
}

// used gives the prefixes that the event uses and that the document does not declare alike.
func used(e *epcis.Event, document epcis.Context) (own epcis.Context) {
	for _, p := range e.Context {
		now, _ := e.Context.Lookup(p.Name)
		if p.Name == "" || now != p.Space || slices.Contains(own, p) || !mentions(e.Raw, p.Name) {
			continue
		}
		if space, known := document.Lookup(p.Name); !known || space != p.Space {
			own = append(own, p)
		}
	}
	return own
}

// Share adds to the prefixes that a document declares those of an event, where they mean
// the same to all. Going through the events of a page first lets the page declare them once.
func Share(document epcis.Context, e *epcis.Event) epcis.Context {
	for _, p := range used(e, document) {
		if _, taken := document.Lookup(p.Name); !taken {
			document = append(document, p)
		}
	}
	return document
}

func listed(c epcis.Context) string {
	s := "["
	for i, p := range c {
		if i > 0 {
			s += ","
		}
		s += "{" + quoted(p.Name) + ":" + quoted(p.Space) + "}"
	}
	return s + "]"
}

// mentions says whether a text of JSON may hold a name or CURIE with the prefix.
func mentions(raw, prefix string) bool {
	return strings.Contains(raw, `"`+prefix+":") || strings.Contains(raw, prefix+":") && strings.ContainsAny(raw, "\\\t") ||
		strings.Contains(raw, " "+prefix+":")
}

// alone puts the context of a document into an event that stands by itself.
func alone(event string, document epcis.Context) string {
	context := strings.TrimSuffix(document.JSON(), "]")
	if rest, own := strings.CutPrefix(event, `{"@context":[`); own {
		return `{"@context":` + context + "," + rest
	}
	return `{"@context":` + context + `],` + event[1:]
}

func quoted(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}
