package epcis

import (
	"strings"

	"banjie/internal/spelling"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// kind is a set of event types.
type kind uint8

const (
	object kind = 1 << iota
	aggregation
	transaction
	transformation
	association
	extended // a type of somebody's own: any field may stand in it

	all       = object | aggregation | transaction | transformation | association | extended
	parental  = aggregation | transaction | association | extended
	withChild = aggregation | association | extended
	withEPCs  = object | transaction | extended
	changing  = transformation | extended
	withILMD  = object | transformation | extended
	acting    = object | aggregation | transaction | association
)

var kindOf = map[string]kind{
	string(ObjectEvent): object, string(AggregationEvent): aggregation, string(TransactionEvent): transaction,
	string(TransformationEvent): transformation, string(AssociationEvent): association,
}

// rule is one field of an event: where it may stand, where it must, how it is read.
type rule struct {
	name string
	may  kind
	must kind
	read func(b *builder, n *tree.Node)
}

// rules is the data model of EPCIS 2.0 (section 7.4) in the order of its JSON binding.
// What depends on more than one field stands in [builder.whole].
var rules = []rule{
	{"type", all, all, func(*builder, *tree.Node) {}},
	{"@context", all, 0, func(*builder, *tree.Node) {}},
	{"eventTime", all, all, func(b *builder, n *tree.Node) { b.event.EventTime = b.instant(n) }},
	{"recordTime", all, 0, func(b *builder, n *tree.Node) { b.event.RecordTime = b.instant(n) }},
	{"eventTimeZoneOffset", all, all, (*builder).offset},
	{"eventID", all, 0, func(b *builder, n *tree.Node) { b.event.EventID = b.uri(n) }},
	{"errorDeclaration", all, 0, (*builder).errorDeclaration},
	{"certificationInfo", all, 0, func(b *builder, n *tree.Node) { b.event.Certification = b.several(n) }},

	{"epcList", withEPCs, 0, (*builder).epcList},
	{"quantityList", withEPCs, 0, func(b *builder, n *tree.Node) { b.event.Quantities = each(b, n, (*builder).quantity) }},
	{"parentID", parental, association, func(b *builder, n *tree.Node) { b.event.ParentID = b.thing(n) }},
	{"childEPCs", withChild, 0, func(b *builder, n *tree.Node) { b.event.ChildEPCs = b.things(n) }},
	{"childQuantityList", withChild, 0, func(b *builder, n *tree.Node) { b.event.ChildQuantities = each(b, n, (*builder).quantity) }},
	{"inputEPCList", changing, 0, func(b *builder, n *tree.Node) { b.event.InputEPCs = b.set(n) }},
	{"inputQuantityList", changing, 0, func(b *builder, n *tree.Node) { b.event.InputQuantities = each(b, n, (*builder).quantity) }},
	{"outputEPCList", changing, 0, func(b *builder, n *tree.Node) { b.event.OutputEPCs = b.set(n) }},
	{"outputQuantityList", changing, 0, func(b *builder, n *tree.Node) { b.event.OutputQuantities = each(b, n, (*builder).quantity) }},
	{"transformationID", changing, 0, func(b *builder, n *tree.Node) { b.event.TransformationID = b.uri(n) }},
	{"action", acting | extended, acting, (*builder).action},

	{"bizStep", all, 0, func(b *builder, n *tree.Node) { b.event.BizStep = b.word(n, cbv.Steps) }},
	{"disposition", all, 0, func(b *builder, n *tree.Node) { b.event.Disposition = b.word(n, cbv.Dispositions) }},
	{"persistentDisposition", all, 0, (*builder).lasting},
	{"readPoint", all, 0, func(b *builder, n *tree.Node) { b.event.ReadPoint = b.place(n) }},
	{"bizLocation", all, 0, func(b *builder, n *tree.Node) { b.event.BizLocation = b.place(n) }},
	{"bizTransactionList", all, transaction, func(b *builder, n *tree.Node) { b.event.Transactions = each(b, n, (*builder).transaction) }},
	{"sourceList", all, 0, func(b *builder, n *tree.Node) { b.event.Sources = each(b, n, (*builder).source) }},
	{"destinationList", all, 0, func(b *builder, n *tree.Node) { b.event.Destinations = each(b, n, (*builder).destination) }},
	{"sensorElementList", all, 0, func(b *builder, n *tree.Node) { b.event.Sensors = each(b, n, (*builder).sensorElement) }},
	{"ilmd", withILMD, 0, func(b *builder, n *tree.Node) { b.event.ILMD = b.ilmd(n) }},
}

// ruleAt finds the row of a name.
var ruleAt = func() map[string]int {
	at := make(map[string]int, len(rules))
	for i, r := range rules {
		at[r.name] = i
	}
	return at
}()

func (b *builder) eventType(n *tree.Node) kind {
	t := n.Get("type")
	if t == nil {
		b.refuse(n, whyMissing, "type")
		return 0
	}
	b.down("type")
	defer b.up()
	s := b.text(t)
	if of := kindOf[s]; of != 0 {
		b.event.Type = Type(s)
		return of
	}
	if s == "QuantityEvent" { // deprecated since EPCIS 1.1
		b.refuse(t, whyWithdrawn)
		return 0
	}
	uri := b.context.Expand(s)
	if word, standard := strings.CutPrefix(uri, cbv.EPCIS); standard && kindOf[word] != 0 {
		b.event.Type = Type(word)
		return kindOf[word]
	}
	if s == "" || !IsURI(s) || uri == s && !strings.Contains(s, "/") && !strings.HasPrefix(s, "urn:") {
		b.refuse(t, whyType.meant(spelling.Nearest(s, eventTypes, within(s))), s)
		return 0
	}
	b.event.Type = Type(uri)
	return extended
}

// member reads one member of an event by its row, or as an extension.
func (b *builder) member(n *tree.Node, of kind) {
	b.down(n.Key)
	defer b.up()
	at, known := ruleAt[n.Key]
	if !known && n.Space == "" && !strings.Contains(n.Key, ":") {
		b.refuse(n, whyUnknown.meant(nearestField(n.Key)), n.Key)
		return
	}
	if !known || n.Space != "" {
		b.event.Extensions = b.extension(n, b.event.Extensions)
		return
	}
	if rules[at].may&of == 0 {
		why := whyPlace
		if n.Key == "ilmd" {
			why = whyILMD
		}
		b.refuse(n, why, n.Key)
		return
	}
	b.seen |= 1 << at
	rules[at].read(b, n)
}

func (b *builder) has(name string) bool { return b.seen&(1<<ruleAt[name]) != 0 }

// whole checks what is missing and what depends on several fields (EPCIS 2.0, 7.4.1 to 7.4.6).
func (b *builder) whole(n *tree.Node, of kind) {
	for i, r := range rules {
		if r.must&of != 0 && b.seen&(1<<i) == 0 {
			b.refuse(n, whyMissing, r.name)
		}
	}
	e := b.event
	if len(e.ILMD) > 0 && of == object && (e.Action == Observe || e.Action == Delete) {
		b.at(n, "ilmd", whyILMD)
	}
	if of == transaction && len(e.Transactions) == 0 && b.has("bizTransactionList") {
		b.at(n, "bizTransactionList", whyEmpty, "bizTransactionList")
	}
	if of == aggregation && e.ParentID == "" && !b.has("parentID") && (e.Action == Add || e.Action == Delete) {
		b.refuse(n, whyParent, string(e.Action))
	}
	if need := b.what(of); need != "" {
		b.refuse(n, whyWhat, need)
	}
}

// at refuses a member of n where it is there.
func (b *builder) at(n *tree.Node, key string, why reason, args ...any) {
	if m := n.Get(key); m != nil {
		b.down(key)
		b.refuse(m, why, args...)
		b.up()
	}
}

// what gives the fields of which one must say what the event is about, "" where one does.
// A field that is there and was refused counts: one mistake is one refusal.
func (b *builder) what(of kind) string {
	e := b.event
	some := func(names ...string) bool {
		for _, name := range names {
			if b.has(name) && !b.bare(name) {
				return true
			}
		}
		return false
	}
	switch of {
	case object:
		if !some("epcList", "quantityList") && !(len(e.Sensors) > 0 && (b.has("readPoint") || b.has("epcList"))) {
			return "epcList, quantityList, sensorElementList + readPoint"
		}
	case aggregation, association:
		if !some("childEPCs", "childQuantityList") && e.Action != Delete {
			return "childEPCs, childQuantityList"
		}
	case transaction:
		if !some("epcList", "quantityList", "parentID") && e.Action != Delete {
			return "epcList, quantityList"
		}
	case transformation:
		in, out := some("inputEPCList", "inputQuantityList"), some("outputEPCList", "outputQuantityList")
		if !(in && out) && !(e.TransformationID != "" && (in || out)) {
			return "inputEPCList, inputQuantityList + outputEPCList, outputQuantityList"
		}
	}
	return ""
}

// bare says that a list is there, is a list, and has nothing in it.
func (b *builder) bare(name string) bool {
	e := b.event
	if len(b.problems) > 0 {
		return false
	}
	switch name {
	case "epcList":
		return len(e.EPCs) == 0
	case "quantityList":
		return len(e.Quantities) == 0
	case "childEPCs":
		return len(e.ChildEPCs) == 0
	case "childQuantityList":
		return len(e.ChildQuantities) == 0
	case "inputEPCList":
		return len(e.InputEPCs) == 0
	case "inputQuantityList":
		return len(e.InputQuantities) == 0
	case "outputEPCList":
		return len(e.OutputEPCs) == 0
	case "outputQuantityList":
		return len(e.OutputQuantities) == 0
	}
	return false
}

// eventTypes are the types of the standard.
var eventTypes = []string{"ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"}

// nearestField is the field of an event that somebody probably meant.
func nearestField(key string) string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.name
	}
	return spelling.Nearest(key, names, within(key))
}
