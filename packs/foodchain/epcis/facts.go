package epcis

import (
	"time"

	"banjie/packs/foodchain/epcis/cbv"
)

// Flat is an event as lineage needs it: who was what in it, by canonical keys. It has no
// sensors, no extensions and no text of its own.
type Flat struct {
	Hash   string // see [Hash]; an error declaration has that of the event it declares wrong
	Digest [32]byte
	ID     string // eventID, or Hash where none was given
	Type   Type
	Action Action // "" of a transformation
	Time   time.Time
	Offset string

	Things []Thing // in the order of the event

	Step             string // bizStep: the bare word of CBV, or the URI of an own one
	Disposition      string // the same
	ReadPoint        string // canonical key, "" where not given
	BizLocation      string
	TransformationID string   // canonical, "" where not given
	Papers           []Linked // bizTransactionList
	Sources          []Linked
	Destinations     []Linked

	Annuls     string   // eventID of the event that was wrong; "" of an event that is no declaration
	Reason     string   // bare word or URI
	Corrective []string // ids of the events that stand in its place
	Declared   time.Time
}

// Role is what a thing was in an event.
type Role string

const (
	Named    Role = "named"    // of an object or transaction event
	Parent   Role = "parent"   // container, or what others were attached to
	Child    Role = "child"    // put in, taken out, attached
	Consumed Role = "consumed" // input of a transformation
	Made     Role = "made"     // output of a transformation
)

// Thing is one identifier of the event in its role.
type Thing struct {
	Key    string // constrained canonical Digital Link; another URI as it is
	Role   Role
	Class  bool   // a class (lot or kind of goods), not one item
	Amount Number // of a class, "" where not counted
	Unit   string // UN/ECE Recommendation 20, "" for pieces
}

// Linked is a business transaction, a source or a destination with its kind: a bare word of
// CBV, an own URI, or "" where not given.
type Linked struct{ Kind, Key string }

// Facts flattens an event. It is a pure function of the event.
func Facts(e *Event) Flat {
	f := Flat{
		Digest: Digest(e), Type: e.Type, Action: e.Action, Time: e.EventTime, Offset: e.Offset, ID: e.EventID,
		Step: short(cbv.Steps, e.BizStep), Disposition: short(cbv.Dispositions, e.Disposition),
		ReadPoint: key(e.ReadPoint.ID), BizLocation: key(e.BizLocation.ID), TransformationID: key(e.TransformationID),
	}
	f.Hash = ni(f.Digest)
	if f.ID == "" {
		f.ID = f.Hash
	}
	n := len(e.EPCs) + len(e.ChildEPCs) + len(e.InputEPCs) + len(e.OutputEPCs) + len(e.Quantities) + len(e.ChildQuantities) + len(e.InputQuantities) + len(e.OutputQuantities)
	f.Things = make([]Thing, 0, n+1)
	f.items(Named, e.EPCs)
	f.amounts(Named, e.Quantities)
	if e.ParentID != "" {
		f.items(Parent, []string{e.ParentID})
	}
	f.items(Child, e.ChildEPCs)
	f.amounts(Child, e.ChildQuantities)
	f.items(Consumed, e.InputEPCs)
	f.amounts(Consumed, e.InputQuantities)
	f.items(Made, e.OutputEPCs)
	f.amounts(Made, e.OutputQuantities)
	f.Papers = linked(cbv.Transactions, e.Transactions)
	f.Sources, f.Destinations = linked(cbv.Parties, e.Sources), linked(cbv.Parties, e.Destinations)
	if e.Error != nil {
		f.Annuls, f.Declared = f.ID, e.Error.Time
		f.Reason, f.Corrective = short(cbv.Reasons, e.Error.Reason), e.Error.Corrective
	}
	return f
}

func (f *Flat) items(r Role, epcs []string) {
	for _, epc := range epcs {
		f.Things = append(f.Things, Thing{Key: key(epc), Role: r})
	}
}

func (f *Flat) amounts(r Role, list []Quantity) {
	for _, q := range list {
		f.Things = append(f.Things, Thing{Key: key(q.Class), Role: r, Class: true, Amount: q.Amount, Unit: q.Unit})
	}
}

func linked(l *cbv.List, list []Typed) (all []Linked) {
	for _, t := range list {
		all = append(all, Linked{short(l, t.Type), key(t.ID)})
	}
	return all
}

func key(s string) string {
	if s == "" {
		return ""
	}
	return canonicalURI(s)
}

// short gives the bare word of a standard URI, and any other as it is.
func short(l *cbv.List, uri string) string {
	if word := l.Word(uri); word != "" {
		return word
	}
	return uri
}
