// Package epcis is what a thing on its way went through, in the words of EPCIS 2.0: what,
// when, where, why and how it was.
//
//	JSON, JSON-LD, JSON lines ─┐                       ┌─ Hash: the id of the event (CBV 2.0, 8.9)
//	                           ├─ Reader ─ rules ─ Event
//	XML of EPCIS 2.0 and 1.2 ──┘            │          └─ query.Match: what a query asks for
//	                                     Refusal: place, rule, what to do
//
// A [Reader] gives one event after another and holds one at a time, so a file of a million
// events needs no more memory than its largest event. Every event is checked by one table of
// rules (rules.go), in whichever form it came; both forms of one event have one id.
//
// It rests on GS1 EPCIS 2.0 (section 7, data model; section 10, JSON; section 9, XML), on
// the Core Business Vocabulary 2.0, and for the id on its section 8.9. Where the published
// order of the id and the ids published with it differ, the ids are followed (see [PreHash]).
//
// It stores nothing and knows no database; master data in a header is passed over.
package epcis

import (
	"strings"
	"time"
)

// Type is the kind of an event: one of the five of the standard, or the URI of an
// extended one.
type Type string

const (
	ObjectEvent         Type = "ObjectEvent"
	AggregationEvent    Type = "AggregationEvent"
	TransactionEvent    Type = "TransactionEvent"
	TransformationEvent Type = "TransformationEvent"
	AssociationEvent    Type = "AssociationEvent"
)

// Action is what the event says about the life of its things.
type Action string

const (
	Add     Action = "ADD"
	Observe Action = "OBSERVE"
	Delete  Action = "DELETE"
)

// Event is one event. Identifiers stand as they were received, CURIEs expanded; words of a
// vocabulary are Web URIs; instants are UTC with nanoseconds, and Offset is the local time at the place.
type Event struct {
	Type       Type
	EventTime  time.Time
	RecordTime time.Time // zero: not given
	Offset     string    // eventTimeZoneOffset, like +08:00
	EventID    string

	Certification []string // certificationInfo
	Error         *ErrorDeclaration

	EPCs             []string
	ParentID         string
	ChildEPCs        []string
	InputEPCs        []string
	OutputEPCs       []string
	Quantities       []Quantity
	ChildQuantities  []Quantity
	InputQuantities  []Quantity
	OutputQuantities []Quantity

	Action           Action // "" of a transformation
	TransformationID string
	BizStep          string
	Disposition      string
	Lasting          Lasting // persistentDisposition
	ReadPoint        Place
	BizLocation      Place
	Transactions     []Typed // bizTransactionList
	Sources          []Typed
	Destinations     []Typed
	Sensors          []SensorElement
	ILMD             []Field
	Extensions       []Field

	Context Context // prefixes in force for Raw
	Ignored []Field // names that are no part of the id, as the document says
	Raw     string  // the event as JSON: as received, or as made of XML
	Index   int     // of the event in its document, from 0
	Line    int     // where it begins, from 1

	// Doubts are identifiers that are taken as they stand and that no scanner could give, with place
	// and what to do: a wrong check digit, say. They are warnings and refuse nothing.
	Doubts []Problem

	ownContext bool // Raw has a context of its own
	form       written
}

// Place is a read point or a business location.
type Place struct {
	ID         string
	Extensions []Field
}

// Quantity is a number of things of a class.
type Quantity struct {
	Class  string
	Amount Number // "" where not counted
	Unit   string // UN/ECE Recommendation 20, "" for pieces
}

// Typed is a business transaction, source or destination with its kind.
type Typed struct {
	Type string // Web URI, "" where not given
	ID   string
}

// Lasting is what a persistent disposition sets and takes away.
type Lasting struct{ Set, Unset []string }

// ErrorDeclaration says that the event with the same id was wrong.
type ErrorDeclaration struct {
	Time       time.Time
	Reason     string // Web URI, "" where not given
	Corrective []string
	Extensions []Field
}

// SensorElement is what sensors said.
type SensorElement struct {
	Metadata   SensorMetadata
	Reports    []SensorReport
	Extensions []Field
}

// SensorMetadata says how it was measured.
type SensorMetadata struct {
	Time, StartTime, EndTime time.Time // zero: not given
	DeviceID                 string
	DeviceMetadata           string
	RawData                  string
	ProcessingMethod         string
	BizRules                 string
	Extensions               []Field
}

// SensorReport is one measured value.
type SensorReport struct {
	Type             string // Web URI of the property
	Exception        string
	DeviceID         string
	DeviceMetadata   string
	RawData          string
	ProcessingMethod string
	BizRules         string
	Time             time.Time
	Microorganism    string
	Substance        string
	ReferenceSystem  string // coordinateReferenceSystem
	Value            Number
	Component        string
	Text             *string // stringValue
	Boolean          *bool
	Hex              *string // hexBinaryValue
	URI              string
	Min, Max, Mean   Number
	Deviation        Number // sDev
	PercRank         Number
	PercValue        Number
	Unit             string
	Extensions       []Field
}

// Field is an element of an extension or of ilmd: a name in a namespace with a value, with
// fields of its own, or with both. A list stands as several fields of one name, as in XML.
type Field struct {
	Space  string // namespace, "" where the name has none
	Name   string
	Value  string // as it was written, without white space around; a CURIE expanded
	Fields []Field

	truth bool // the value is true or false, not the word
	null  bool // the value is null
}

// Key is the name as the id of an event writes it: {namespace}name.
func (f Field) Key() string {
	if f.Space == "" {
		return f.Name
	}
	return "{" + f.Space + "}" + f.Name
}

// Ignores says whether a member of that name was added by a repository and is no part of
// the event.
func (e *Event) Ignores(name string) bool {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return false
	}
	space, known := e.Context.Lookup(prefix)
	return known && ignores(e.Ignored, &Field{Space: space, Name: local})
}

// IgnoresField says the same of an extension.
func (e *Event) IgnoresField(f *Field) bool { return ignores(e.Ignored, f) }
