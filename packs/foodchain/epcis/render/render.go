// Package render writes events in the forms in which they are asked for.
//
//	Accept, GS1-EPCIS-Version ─ Negotiate ─ Form
//	                                          │
//	epcis.Event, one after another ─ Writer ──┴─▶ JSON-LD, XML of EPCIS 2.0, XML of EPCIS 1.2
//
// JSON-LD is the event as it was received (its numbers, lists and own fields to the letter)
// in the one form of the standard: members in order, standard words bare, what the
// repository knows (eventID, recordTime) put in, the prefixes that it uses declared with it.
// XML is made of the checked event. What a form cannot say is refused, never left out: an
// AssociationEvent in EPCIS 1.2, a name that is no name of XML.
//
// An event that was written and is read again has the same id. A [Writer] holds one event at a time.
//
// It rests on EPCIS 2.0 (sections 9 and 10, bindings; 12, REST) and 1.2 (section 9).
package render

import (
	"io"
	"strconv"
	"time"

	"banjie/packs/foodchain/epcis"
)

// Form is a binding of the standard.
type Form uint8

const (
	JSON  Form = iota // JSON-LD of EPCIS 2.0
	XML               // of EPCIS 2.0
	XML12             // of EPCIS 1.2
)

// MediaType is what the form is called in Content-Type.
func (f Form) MediaType() string {
	if f == JSON {
		return "application/ld+json"
	}
	return "application/xml"
}

// Version is the version of EPCIS of the form, for the header GS1-EPCIS-Version.
func (f Form) Version() string {
	if f == XML12 {
		return "1.2"
	}
	return "2.0.0"
}

// Words says how XML writes standard words; JSON always writes them bare.
type Words uint8

const (
	Usual Words = iota // Web URIs in EPCIS 2.0, URNs in 1.2
	Web                // GS1-CBV-XML-Format: Always_Web_URI
	URN                // Always_URN; a word that has no URN stays a Web URI
)

// Options say what is written.
type Options struct {
	Form    Form
	Words   Words
	Links   bool      // GS1-EPC-Format: Always_GS1_Digital_Link; false: identifiers as received
	Created time.Time // creationDate
	Answer  *Answer   // nil writes an EPCISDocument

	// Prefixes are declared once for the document of JSON-LD (see [Share]). Others that an
	// event uses are declared with it, which the public reference program for ids takes for
	// a part of the event.
	Prefixes epcis.Context
}

// Answer is what an EPCISQueryDocument says beside its events.
type Answer struct{ Query, Subscription string }

// Writer writes a document, one event after another.
type Writer struct {
	out     io.Writer
	o       Options
	started bool
	n       int
	err     error
}

// New makes a writer. Nothing is written before the first event or [Writer.Close].
func New(out io.Writer, o Options) *Writer { return &Writer{out: out, o: o} }

// Write writes one event. Its EventID and RecordTime are those of e, not of what was
// received. An event that the form cannot say is a *[fault.Fault]; nothing of it is
// written, and others may follow. Any other error comes from writing and stays.
func (w *Writer) Write(e *epcis.Event) error {
	if w.err != nil {
		return w.err
	}
	text, err := one(e, w.o)
	if err != nil {
		return unsayable(w.n, w.o.Form, err)
	}
	if !w.started {
		w.put(w.o.open())
		w.started = true
	} else if w.o.Form == JSON {
		w.put(",")
	}
	w.put("\n" + text)
	w.n++
	return w.err
}

// Close writes the end of the document, and its beginning where no event was written.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	if !w.started {
		w.put(w.o.open())
	}
	w.put(w.o.shut())
	return w.err
}

func (w *Writer) put(s string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.out, s)
	}
}

// Event gives one event by itself: an object of JSON-LD with its context, or an element
// that stands in the list of a document of XML.
func Event(e *epcis.Event, o Options) (string, error) {
	text, err := one(e, o)
	if err != nil {
		return "", unsayable(e.Index, o.Form, err)
	}
	if o.Form == JSON {
		return alone(text, o.Prefixes), nil
	}
	return text, nil
}

func one(e *epcis.Event, o Options) (string, error) {
	if o.Form == JSON {
		return jsonEvent(e, o)
	}
	return xmlEvent(e, o)
}

func (o Options) open() string {
	created := instant(o.Created)
	if o.Form == JSON {
		s := `{"@context":` + o.Prefixes.JSON() + `,"type":` + quoted(o.kind()) + `,"schemaVersion":"2.0","creationDate":` + quoted(created) + `,"epcisBody":{`
		if o.Answer == nil {
			return s + `"eventList":[`
		}
		s += `"queryResults":{"queryName":` + quoted(o.Answer.Query) + `,`
		if o.Answer.Subscription != "" {
			s += `"subscriptionID":` + quoted(o.Answer.Subscription) + `,`
		}
		return s + `"resultsBody":{"eventList":[`
	}
	major, version := "2", "2.0"
	if o.Form == XML12 {
		major, version = "1", "1.2"
	}
	space := "urn:epcglobal:epcis:xsd:" + major
	if o.Answer != nil {
		space = "urn:epcglobal:epcis-query:xsd:" + major
	}
	s := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<epcis:` + o.kind() + ` xmlns:epcis="` + space + `" schemaVersion="` + version + `" creationDate="` + created + `"><EPCISBody>`
	if o.Answer == nil {
		return s + "<EventList>"
	}
	s += "<epcis:QueryResults><queryName>" + escaped(o.Answer.Query) + "</queryName>"
	if o.Answer.Subscription != "" {
		s += "<subscriptionID>" + escaped(o.Answer.Subscription) + "</subscriptionID>"
	}
	return s + "<resultsBody><EventList>"
}

func (o Options) shut() string {
	switch {
	case o.Form == JSON && o.Answer == nil:
		return "\n]}}\n"
	case o.Form == JSON:
		return "\n]}}}}\n"
	case o.Answer == nil:
		return "\n</EventList></EPCISBody></epcis:EPCISDocument>\n"
	}
	return "\n</EventList></resultsBody></epcis:QueryResults></EPCISBody></epcis:EPCISQueryDocument>\n"
}

func (o Options) kind() string {
	if o.Answer != nil {
		return "EPCISQueryDocument"
	}
	return "EPCISDocument"
}

// instant writes an instant in UTC with its fraction.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// local writes the instant of an event on the clock of its place.
func local(t time.Time, offset string) string {
	if len(offset) == len("+08:00") {
		hours, errH := strconv.Atoi(offset[1:3])
		minutes, errM := strconv.Atoi(offset[4:])
		if errH == nil && errM == nil {
			seconds := (60*hours + minutes) * 60
			if offset[0] == '-' {
				seconds = -seconds
			}
			return t.In(time.FixedZone("", seconds)).Format(time.RFC3339Nano)
		}
	}
	return instant(t)
}
