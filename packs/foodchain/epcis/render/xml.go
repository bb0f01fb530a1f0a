package render

import (
	"encoding/xml"
	"strings"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
)

// layout is the order of the elements of an event: main ones, those that EPCIS 1.2 puts into
// an extension, and whether an element must stand though it is empty.
type layout struct {
	main, more []string
	must       string
	wrapped    bool // the event itself stands in an extension in 1.2
	not12      bool // it does not exist in 1.2
}

func of(s string) []string { return strings.Fields(s) }

// layouts are the content models of the schemas of EPCIS 1.2 and 2.0. In 2.0 the two parts
// follow one another, then sensors, lasting dispositions and ilmd.
var layouts = map[epcis.Type]layout{
	epcis.ObjectEvent: {must: "epcList",
		main: of("epcList action bizStep disposition readPoint bizLocation bizTransactionList"),
		more: of("quantityList sourceList destinationList")},
	epcis.AggregationEvent: {must: "childEPCs",
		main: of("parentID childEPCs action bizStep disposition readPoint bizLocation bizTransactionList"),
		more: of("childQuantityList sourceList destinationList")},
	epcis.TransactionEvent: {must: "epcList",
		main: of("bizTransactionList parentID epcList action bizStep disposition readPoint bizLocation"),
		more: of("quantityList sourceList destinationList")},
	epcis.TransformationEvent: {wrapped: true,
		main: of("inputEPCList inputQuantityList outputEPCList outputQuantityList transformationID bizStep disposition readPoint bizLocation bizTransactionList sourceList destinationList")},
	epcis.AssociationEvent: {not12: true,
		main: of("parentID childEPCs childQuantityList action bizStep disposition readPoint bizLocation bizTransactionList sourceList destinationList")},
}

// anyLayout is that of a type of somebody's own, which may hold every field.
var anyLayout = layout{not12: true, main: of("parentID epcList childEPCs inputEPCList outputEPCList quantityList childQuantityList inputQuantityList outputQuantityList action transformationID bizStep disposition readPoint bizLocation bizTransactionList sourceList destinationList")}

// xmlWriter writes one event; the first thing that XML cannot say stops it.
type xmlWriter struct {
	strings.Builder
	event    *epcis.Event
	o        Options
	prefixes []epcis.Prefix // of the namespaces met, declared on the event
	err      error
}

func xmlEvent(e *epcis.Event, o Options) (string, error) {
	w := &xmlWriter{event: e, o: o}
	l, known := layouts[e.Type]
	if !known {
		l = anyLayout
	}
	name := string(e.Type)
	if !known {
		name = w.qualified(split(name))
	}
	if o.Form == XML12 {
		w.not12(l)
	}
	w.base()
	for _, part := range l.main {
		w.part(part, l.must == part)
	}
	if o.Form == XML12 {
		w.more(l)
	} else {
		w.rest(l)
	}
	for i := range e.Extensions {
		if f := &e.Extensions[i]; !e.IgnoresField(f) {
			w.field(f)
		}
	}
	if w.err != nil {
		return "", w.err
	}
	declared := ""
	for _, p := range w.prefixes {
		declared += " xmlns:" + p.Name + `="` + escaped(p.Space) + `"`
	}
	s := "<" + name + declared + ">" + w.String() + "</" + name + ">"
	if l.wrapped && o.Form == XML12 {
		s = "<extension>" + s + "</extension>"
	}
	return s, nil
}

// base writes what all events have.
func (w *xmlWriter) base() {
	e := w.event
	w.leaf("eventTime", local(e.EventTime, e.Offset))
	if !e.RecordTime.IsZero() {
		w.leaf("recordTime", instant(e.RecordTime))
	}
	w.leaf("eventTimeZoneOffset", e.Offset)
	wrap := w.o.Form == XML12 && (e.EventID != "" || e.Error != nil)
	if wrap {
		w.WriteString("<baseExtension>")
	}
	w.leaf("eventID", e.EventID)
	if d := e.Error; d != nil {
		w.WriteString("<errorDeclaration>")
		w.leaf("declarationTime", instant(d.Time))
		w.leaf("reason", w.word(cbv.Reasons, d.Reason))
		w.list("correctiveEventIDs", "correctiveEventID", d.Corrective, false)
		w.fields(d.Extensions)
		w.WriteString("</errorDeclaration>")
	}
	if wrap {
		w.WriteString("</baseExtension>")
	}
	for _, c := range e.Certification {
		w.leaf("certificationInfo", c)
	}
}

// more writes what EPCIS 1.2 puts into an extension.
func (w *xmlWriter) more(l layout) {
	if l.wrapped {
		w.part("ilmd", false)
		return
	}
	before := w.Len()
	w.WriteString("<extension>")
	empty := w.Len()
	for _, part := range l.more {
		w.part(part, false)
	}
	w.part("ilmd", false)
	if w.Len() > empty {
		w.WriteString("</extension>")
		return
	}
	s := w.String()[:before]
	w.Reset()
	w.WriteString(s)
}

// rest writes what follows in EPCIS 2.0.
func (w *xmlWriter) rest(l layout) {
	for _, part := range l.more {
		w.part(part, false)
	}
	for _, part := range of("sensorElementList persistentDisposition ilmd") {
		w.part(part, false)
	}
}

// part writes one element of an event by its name.
func (w *xmlWriter) part(name string, must bool) {
	e := w.event
	switch name {
	case "epcList":
		w.list(name, "epc", w.named(e.EPCs), must)
	case "childEPCs":
		w.list(name, "epc", w.named(e.ChildEPCs), must)
	case "inputEPCList":
		w.list(name, "epc", w.named(e.InputEPCs), must)
	case "outputEPCList":
		w.list(name, "epc", w.named(e.OutputEPCs), must)
	case "parentID":
		w.leaf(name, w.identifier(e.ParentID))
	case "transformationID":
		w.leaf(name, w.identifier(e.TransformationID))
	case "action":
		w.leaf(name, string(e.Action))
	case "bizStep":
		w.leaf(name, w.word(cbv.Steps, e.BizStep))
	case "disposition":
		w.leaf(name, w.word(cbv.Dispositions, e.Disposition))
	case "readPoint":
		w.place(name, &e.ReadPoint)
	case "bizLocation":
		w.place(name, &e.BizLocation)
	case "bizTransactionList":
		w.typed(name, "bizTransaction", cbv.Transactions, e.Transactions)
	case "sourceList":
		w.typed(name, "source", cbv.Parties, e.Sources)
	case "destinationList":
		w.typed(name, "destination", cbv.Parties, e.Destinations)
	case "quantityList":
		w.quantities(name, e.Quantities)
	case "childQuantityList":
		w.quantities(name, e.ChildQuantities)
	case "inputQuantityList":
		w.quantities(name, e.InputQuantities)
	case "outputQuantityList":
		w.quantities(name, e.OutputQuantities)
	case "sensorElementList":
		w.sensors(e.Sensors)
	case "persistentDisposition":
		w.lasting(&e.Lasting)
	case "ilmd":
		if len(e.ILMD) > 0 {
			w.WriteString("<ilmd>")
			w.fields(e.ILMD)
			w.WriteString("</ilmd>")
		}
	}
}

func (w *xmlWriter) leaf(name, value string) {
	if value != "" {
		w.WriteString("<" + name + ">" + w.escaped(value) + "</" + name + ">")
	}
}

func (w *xmlWriter) list(name, child string, all []string, must bool) {
	if len(all) == 0 && !must {
		return
	}
	w.WriteString("<" + name + ">")
	for _, s := range all {
		w.leaf(child, s)
	}
	w.WriteString("</" + name + ">")
}

func (w *xmlWriter) place(name string, p *epcis.Place) {
	if p.ID == "" {
		return
	}
	w.WriteString("<" + name + ">")
	w.leaf("id", w.identifier(p.ID))
	w.fields(p.Extensions)
	w.WriteString("</" + name + ">")
}

func (w *xmlWriter) quantities(name string, all []epcis.Quantity) {
	if len(all) == 0 {
		return
	}
	w.WriteString("<" + name + ">")
	for _, q := range all {
		w.WriteString("<quantityElement>")
		w.leaf("epcClass", w.identifier(q.Class))
		w.leaf("quantity", string(q.Amount))
		w.leaf("uom", q.Unit)
		w.WriteString("</quantityElement>")
	}
	w.WriteString("</" + name + ">")
}

func (w *xmlWriter) typed(name, child string, l *cbv.List, all []epcis.Typed) {
	if len(all) == 0 {
		return
	}
	w.WriteString("<" + name + ">")
	for _, t := range all {
		w.WriteString("<" + child)
		w.attribute("type", w.word(l, t.Type))
		w.WriteString(">" + w.escaped(w.identifier(t.ID)) + "</" + child + ">")
	}
	w.WriteString("</" + name + ">")
}

func (w *xmlWriter) lasting(l *epcis.Lasting) {
	if len(l.Set)+len(l.Unset) == 0 {
		return
	}
	w.WriteString("<persistentDisposition>")
	for _, s := range l.Set {
		w.leaf("set", w.word(cbv.Dispositions, s))
	}
	for _, s := range l.Unset {
		w.leaf("unset", w.word(cbv.Dispositions, s))
	}
	w.WriteString("</persistentDisposition>")
}

func (w *xmlWriter) attribute(name, value string) {
	if value != "" {
		w.WriteString(" " + name + `="` + w.escaped(value) + `"`)
	}
}

func (w *xmlWriter) identifier(s string) string {
	if w.o.Links && s != "" {
		return epcis.Canonical(s)
	}
	return s
}

func (w *xmlWriter) named(all []string) []string {
	if !w.o.Links {
		return all
	}
	named := make([]string, len(all))
	for i, s := range all {
		named[i] = w.identifier(s)
	}
	return named
}

// word writes the Web URI of a standard word in the form that is asked for.
func (w *xmlWriter) word(l *cbv.List, uri string) string {
	urn := w.o.Words == URN || w.o.Words == Usual && w.o.Form == XML12
	if word := l.Word(uri); urn && word != "" && l.URN != "" {
		return l.URN + word
	}
	return uri
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
