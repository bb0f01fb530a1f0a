// Package trace is the lineage of food: from a box back to the plots its content grew on, and
// from a plot forward to the shops that were given any of it.
//
//	harvest ──▶ lot ──▶ process ──▶ lot, item ──▶ container ──▶ shop
//	 (plot)      │         ▲ inputs pooled under one transformation id
//	             └─────────┘ mixing, splitting, loops in bad data
//
//	capture: event ─▶ stored once ─▶ rules ─▶ rows (edge, move, visit, origin, amount)
//	error declaration ─▶ the rows of the event it names are taken away again
//
// Seven rules, after GS1 EPCIS 2.0 and CBV 2.0 (what an event type, action and business step mean):
//
//  1. Things are the same when their constrained canonical Digital Link is. A lot is GTIN and lot.
//  2. An output of a transformation descends from all its inputs; events that share a
//     transformation id pool theirs.
//  3. The plot is the read point (GLN with an extension that begins with P) of a commissioning
//     object event with action ADD.
//  4. An aggregation ADD puts children into the parent from its time, DELETE takes them out, all of
//     them where none is named. Containment nests; what a container reaches is reached by what was
//     inside at that moment. An association is neither lineage nor containment.
//  5. A place is reached by receiving, stocking or retail_selling with that business location.
//  6. An event with an error declaration annuls the event of the same id.
//  7. An event captured twice counts once; the order of arrival means nothing, the event time does.
//
// The package knows no SQL and no EPCIS document: events come as flat structs with keys already
// canonical. It does not judge food, and it keeps no persons.
package trace

import (
	"strings"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Type is the kind of an event.
type Type string

// The event types of EPCIS 2.0, section 7.4.
const (
	Object         Type = "ObjectEvent"
	Aggregation    Type = "AggregationEvent"
	Transaction    Type = "TransactionEvent"
	Transformation Type = "TransformationEvent"
	Association    Type = "AssociationEvent"
)

// Action says how an event stands in the life of what it names; a transformation has none.
type Action string

const (
	Add     Action = "ADD"
	Observe Action = "OBSERVE"
	Delete  Action = "DELETE"
)

// Business steps of CBV 2.0 that the rules name, in bare form.
const (
	Commissioning = "commissioning"
	Receiving     = "receiving"
	Stocking      = "stocking"
	RetailSelling = "retail_selling"
	Shipping      = "shipping"
	Departing     = "departing"
)

// Portion is a thing with how much of it. Amount is in millionths of the unit; 0 means one piece
// of a serialised thing and, of a lot, that nothing was said. Unit is a code of UN/ECE
// Recommendation 20, empty for pieces.
type Portion struct {
	Key    string `json:"key,omitempty"`
	Amount int64  `json:"amount,omitempty"`
	Unit   string `json:"unit,omitempty"`
}

// Declaration says that the event was captured in error.
type Declaration struct {
	Time   int64  `json:"time"` // UTC microseconds
	Reason string `json:"reason,omitempty"`
}

// Event is one captured event, flat. Keys of things and places are constrained canonical
// Digital Links; the steps are bare words of the CBV or whole URIs.
type Event struct {
	Hash        [32]byte // of the CBV 2.0 event hash id; the same for a declaration and what it annuls
	ID          string   // eventID, empty where the capturer gave none
	Type        Type
	Action      Action
	Step        string
	Disposition string
	Time        int64 // UTC microseconds
	Zone        int32 // minutes east of UTC where it happened

	Parent   string    // of an aggregation, association or transaction
	Things   []Portion // of an object or transaction event
	Children []Portion
	Inputs   []Portion
	Outputs  []Portion
	Loss     []Portion // stated loss of a transformation; no key

	ReadPoint    string
	Location     string // bizLocation
	Process      string // transformationID
	Sources      []string
	Destinations []string

	Error *Declaration
	Body  []byte // the event as received, kept unchanged; may be nil
}

// bare is the word at the end of a CBV URI or URN.
func bare(s string) string {
	if i := strings.LastIndexAny(s, ":/-"); i >= 0 && (strings.HasPrefix(s, "urn:epcglobal:cbv:") || strings.HasPrefix(s, "http")) {
		return s[i+1:]
	}
	return s
}

// maxText bounds keys and ids, in bytes.
const maxText = 1024

// Check refuses what cannot be kept, and brings the steps into bare form.
func (e *Event) Check() error {
	e.Step, e.Disposition = bare(e.Step), bare(e.Disposition)
	switch e.Type {
	case Object, Aggregation, Transaction, Transformation, Association:
	default:
		return unfit(lang.Format("事件类型“%[1]s”不认识。", "The event type “%[1]s” is not known.", string(e.Type)))
	}
	switch {
	case e.Type == Transformation && e.Action != "":
		return unfit(lang.T("加工事件不带动作（action）。", "A transformation has no action."))
	case e.Type != Transformation && e.Action != Add && e.Action != Observe && e.Action != Delete:
		return unfit(lang.Format("动作“%[1]s”不认识。", "The action “%[1]s” is not known.", string(e.Action)))
	case e.Time <= 0:
		return unfit(lang.T("事件没有时间。", "The event has no time."))
	}
	texts := append([]string{e.ID, e.Step, e.Disposition, e.Parent, e.ReadPoint, e.Location, e.Process}, e.Sources...)
	texts = append(texts, e.Destinations...)
	for i, list := range [][]Portion{e.Loss, e.Things, e.Children, e.Inputs, e.Outputs} {
		for _, p := range list {
			if (p.Key == "") != (i == 0) {
				return unfit(lang.T("事件里有一样东西没有编号，或损耗带了编号。", "A thing of the event has no key, or a loss has one."))
			}
			if p.Amount < 0 || p.Amount > maxAmount {
				return unfit(lang.Format("数量超出范围：%[1]s。", "The quantity is out of range: %[1]s.", p.Key))
			}
			texts = append(texts, p.Key, p.Unit)
		}
	}
	for _, place := range append(append([]string{}, e.Sources...), e.Destinations...) {
		if place == "" {
			return unfit(lang.T("来源或去向没有编号。", "A source or destination has no key."))
		}
	}
	for _, s := range texts {
		if len(s) > maxText || !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			return unfit(lang.T("事件里有不能保存的文字（太长，或含有空字符）。", "The event holds text that cannot be kept: too long, or with a zero character."))
		}
	}
	return nil
}

func unfit(what lang.Text) error {
	return fault.New(fault.Invalid, "trace_event_unfit", what,
		lang.T("请改正这个事件后重新提交；其余事件没有被改动。", "Please correct this event and send it again; nothing else was changed."))
}

// Name is what an error declaration calls the event by: its id, or its hash id where it has none.
// An id that is a hash id is the same name in any spelling of its version.
func (e *Event) Name() string {
	const ni = "ni:///sha-256;"
	if rest, ok := strings.CutPrefix(e.ID, ni); ok {
		hex, _, _ := strings.Cut(rest, "?")
		return "ni:" + strings.ToLower(hex)
	}
	if e.ID != "" {
		return e.ID
	}
	return "ni:" + hexOf(e.Hash)
}

func hexOf(h [32]byte) string {
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 64)
	for _, c := range h {
		b = append(b, digits[c>>4], digits[c&15])
	}
	return string(b)
}

// HashID is the CBV 2.0 form of the hash.
func HashID(h [32]byte) string { return "ni:///sha-256;" + hexOf(h) + "?ver=CBV2.0" }
