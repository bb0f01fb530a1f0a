package epcis

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"

	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/gs1"
)

// Hash gives the id of the event by its content, by the rules of CBV 2.0, section 8.9
// (RFC 6920): ni:///sha-256;…?ver=CBV2.0. It is the same for the event in JSON and in XML,
// however it was written, and is what an event is known by. See [PublishedHash] for what
// others may have computed.
func Hash(e *Event) string { return id(e, false) }

// Digest gives the 32 bytes of the id.
func Digest(e *Event) [sha256.Size]byte {
	c := scratch.Get().(*canon)
	defer scratch.Put(c)
	return sha256.Sum256(c.event(e, false))
}

// PreHash gives the text that is hashed.
//
// The table of section 8.9 puts parentID after epcList and the lists of transactions,
// sources and destinations before the sensors. All ids that were published with the rules
// put parentID first, certificationInfo after the offset, and those lists with ilmd and the
// extensions, sorted, at the end; they are followed, since an id that others do not compute
// is none.
func PreHash(e *Event) string { return preHash(e, false) }

// PublishedHash gives the id that the public reference program gives for the event as it
// was written. For nearly all events it is [Hash]. It is another where that program breaks
// a rule of its own, and then depends on how the event was written: written.go says where.
func PublishedHash(e *Event) string { return id(e, true) }

// PublishedPreHash gives the text of which [PublishedHash] is made.
func PublishedPreHash(e *Event) string { return preHash(e, true) }

const (
	idStart = "ni:///sha-256;"
	idEnd   = "?ver=CBV2.0"
)

func id(e *Event, published bool) string {
	c := scratch.Get().(*canon)
	defer scratch.Put(c)
	return ni(sha256.Sum256(c.event(e, published)))
}

// ni writes a digest as the id that names it.
func ni(sum [sha256.Size]byte) string {
	var out [len(idStart) + 2*sha256.Size + len(idEnd)]byte
	n := copy(out[:], idStart)
	n += hex.Encode(out[n:], sum[:])
	copy(out[n:], idEnd)
	return string(out[:])
}

func preHash(e *Event, published bool) string {
	c := scratch.Get().(*canon)
	defer scratch.Put(c)
	return string(c.event(e, published))
}

var scratch = sync.Pool{New: func() any { return &canon{} }}

// canon writes the canonical text. Parts to be sorted are written behind it and moved.
type canon struct {
	out   []byte
	spans []span
	moved []byte
	form  *written // how it was written, where that counts; nil by the rules
}

type span struct{ from, to int }

func (c *canon) event(e *Event, published bool) []byte {
	c.out, c.spans, c.form = c.out[:0], c.spans[:0], nil
	if published {
		c.form = &e.form
	}
	c.pair("eventType", string(e.Type))
	c.instant("eventTime", e.EventTime)
	c.pair("eventTimeZoneOffset", e.Offset)
	c.sorted(len(e.Certification), func(i int) { c.uri("certificationInfo", e.Certification[i]) })
	c.uri("parentID", e.ParentID)
	c.epcs("epcList", e.EPCs)
	c.epcs("inputEPCList", e.InputEPCs)
	c.epcs("childEPCs", e.ChildEPCs)
	c.quantities("quantityList", e.Quantities)
	c.quantities("childQuantityList", e.ChildQuantities)
	c.quantities("inputQuantityList", e.InputQuantities)
	c.epcs("outputEPCList", e.OutputEPCs)
	c.quantities("outputQuantityList", e.OutputQuantities)
	c.pair("action", string(e.Action))
	c.uri("transformationID", e.TransformationID)
	c.uri("bizStep", e.BizStep)
	c.uri("disposition", e.Disposition)
	if len(e.Lasting.Set)+len(e.Lasting.Unset) > 0 {
		c.name("persistentDisposition")
		c.sorted(len(e.Lasting.Set), func(i int) { c.uri("set", e.Lasting.Set[i]) })
		c.sorted(len(e.Lasting.Unset), func(i int) { c.uri("unset", e.Lasting.Unset[i]) })
	}
	c.place("readPoint", &e.ReadPoint)
	c.place("bizLocation", &e.BizLocation)
	c.sensors(e.Sensors)
	c.tail(e)
	return c.out
}

// tail writes what stands sorted at the end.
func (c *canon) tail(e *Event) {
	const lists = 7
	n := lists
	if c.form != nil {
		n += len(c.form.contexts)
	}
	c.sorted(n+len(e.Extensions), func(i int) {
		switch i {
		case 0:
			c.typed("bizTransactionList", "bizTransaction", e.Transactions)
		case 1:
			c.typed("destinationList", "destination", e.Destinations)
		case 2:
			c.typed("sourceList", "source", e.Sources)
		case 3:
			if len(e.ILMD) > 0 {
				c.name("ilmd")
				c.fields(e.ILMD)
			}
		case 4:
			c.placeRest("readPoint", &e.ReadPoint)
		case 5:
			c.placeRest("bizLocation", &e.BizLocation)
		case 6:
			c.sensorsRest(e.Sensors)
		default:
			if i < n {
				c.field(&c.form.contexts[i-lists])
			} else if f := &e.Extensions[i-n]; !ignores(e.Ignored, f) {
				c.field(f)
			}
		}
	})
}

// ignores says whether a repository has added the field.
func ignores(list []Field, f *Field) bool {
	return slices.ContainsFunc(list, func(i Field) bool { return i.Space == f.Space && i.Name == f.Name })
}

func (c *canon) name(s string) { c.out = append(c.out, s...) }

// pair writes name=value as it stands, nothing for no value.
func (c *canon) pair(name, value string) {
	if value == "" {
		return
	}
	c.out = append(c.out, name...)
	c.out = append(c.out, '=')
	c.out = append(c.out, value...)
}

func (c *canon) number(name string, n Number) {
	if c.form != nil {
		n = c.form.number(n)
	}
	c.pair(name, string(n))
}

// uri writes an identifier or a word of a vocabulary in its one form.
func (c *canon) uri(name, value string) {
	if value == "" {
		return
	}
	if c.form != nil {
		if as, noted := c.form.notes[value]; noted {
			c.pair(name, as)
			return
		}
	}
	c.pair(name, canonicalURI(value))
}

// canonicalURI puts an identifier of GS1 in the form of a constrained canonical Digital
// Link, and a standard word in that of its Web URI. Any other text stays.
func canonicalURI(s string) string {
	if strings.HasPrefix(s, "urn:") {
		if uri, ok := cbv.FromURN(s); ok {
			return uri
		}
		if !strings.HasPrefix(s, "urn:epc:") {
			return s
		}
	} else if !strings.HasPrefix(s, "http") || strings.HasPrefix(s, cbv.Web) || strings.HasPrefix(s, cbv.Voc) {
		return s
	}
	if key, err := gs1.Key(s); err == nil {
		return key
	}
	return s
}

// instant writes UTC with three decimals of a second; the fourth rounds, 5 upward (rule 9).
func (c *canon) instant(name string, t time.Time) {
	if t.IsZero() {
		return
	}
	t = t.Round(time.Millisecond)
	c.out = append(c.out, name...)
	c.out = append(c.out, '=')
	c.out = t.UTC().AppendFormat(c.out, "2006-01-02T15:04:05.000Z")
}

func (c *canon) epcs(name string, epcs []string) {
	if len(epcs) == 0 {
		return
	}
	c.name(name)
	c.sorted(len(epcs), func(i int) { c.uri("epc", epcs[i]) })
}

func (c *canon) quantities(name string, list []Quantity) {
	if len(list) == 0 {
		return
	}
	c.name(name)
	c.sorted(len(list), func(i int) {
		c.name("quantityElement")
		c.uri("epcClass", list[i].Class)
		c.number("quantity", list[i].Amount)
		c.pair("uom", list[i].Unit)
	})
}

func (c *canon) place(name string, p *Place) {
	if p.ID == "" {
		return
	}
	c.name(name)
	c.uri("id", p.ID)
	c.inner(p.Extensions, 1)
}

func (c *canon) typed(list, name string, all []Typed) {
	if len(all) == 0 {
		return
	}
	c.name(list)
	c.sorted(len(all), func(i int) {
		c.uri("type", all[i].Type)
		c.uri(name, all[i].ID)
	})
}

// sorted writes n parts in the order of their bytes.
func (c *canon) sorted(n int, write func(i int)) {
	if n == 1 {
		write(0)
		return
	}
	base, start := len(c.spans), len(c.out)
	for i := range n {
		from := len(c.out)
		write(i)
		c.spans = append(c.spans, span{from, len(c.out)})
	}
	parts := c.spans[base:]
	order := func(a, b span) int { return bytes.Compare(c.out[a.from:a.to], c.out[b.from:b.to]) }
	if !slices.IsSortedFunc(parts, order) {
		slices.SortStableFunc(parts, order)
		c.moved = c.moved[:0]
		for _, p := range parts {
			c.moved = append(c.moved, c.out[p.from:p.to]...)
		}
		copy(c.out[start:], c.moved)
	}
	c.spans = c.spans[:base]
}

// fields writes extensions sorted (rules 19 and 20).
func (c *canon) fields(all []Field) { c.sorted(len(all), func(i int) { c.field(&all[i]) }) }

// inner writes the extensions of a field of the standard, after its others (rule 21).
func (c *canon) inner(all []Field, beside int) {
	if c.form != nil {
		all, _ = c.form.split(all, beside)
	}
	c.fields(all)
}

func (c *canon) field(f *Field) {
	if as, noted := c.noted(f); noted {
		c.out = append(c.out, as...)
	} else {
		if f.Space != "" {
			c.out = append(c.out, '{')
			c.out = append(c.out, f.Space...)
			c.out = append(c.out, '}')
		}
		c.out = append(c.out, f.Name...)
	}
	switch {
	case f.Value != "":
		c.out = append(c.out, '=')
		c.out = append(c.out, c.value(f)...)
	case f.null && c.form != nil:
		c.out = append(c.out, "=None"...)
	}
	c.fields(f.Fields)
}

func (c *canon) noted(f *Field) (string, bool) {
	if c.form == nil || len(c.form.notes) == 0 {
		return "", false
	}
	as, noted := c.form.notes[f.Key()]
	return as, noted
}

func (c *canon) value(f *Field) string {
	if c.form != nil {
		if as, noted := c.form.notes[f.Value]; noted {
			return as
		}
		if f.truth {
			return c.form.truth(f.Value)
		}
		return c.form.value(f.Value)
	}
	return canonicalValue(f.Value)
}

// canonicalValue puts a value of unknown kind in its one form: a number without zeros that
// say nothing, since XML cannot say whether 1.0 is a number; an identifier; or the text.
func canonicalValue(s string) string {
	if c := s[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if n, ok := ParseNumber(s); ok {
			return string(n)
		}
		return s
	}
	return canonicalURI(s)
}

func (c *canon) sensors(all []SensorElement) {
	if len(all) == 0 {
		return
	}
	c.name("sensorElementList")
	c.sorted(len(all), func(i int) {
		e := &all[i]
		c.name("sensorElement")
		c.metadata(&e.Metadata)
		c.sorted(len(e.Reports), func(j int) { c.report(&e.Reports[j]) })
		c.inner(e.Extensions, 1+len(e.Reports))
	})
}

func (c *canon) metadata(m *SensorMetadata) {
	from := len(c.out)
	c.name("sensorMetadata")
	empty := len(c.out)
	c.instant("time", m.Time)
	c.instant("startTime", m.StartTime)
	c.instant("endTime", m.EndTime)
	c.uri("deviceID", m.DeviceID)
	c.uri("deviceMetadata", m.DeviceMetadata)
	c.uri("rawData", m.RawData)
	c.uri("dataProcessingMethod", m.ProcessingMethod)
	c.uri("bizRules", m.BizRules)
	c.inner(m.Extensions, min(1, len(c.out)-empty))
	if len(c.out) == empty {
		c.out = c.out[:from]
	}
}

func (c *canon) report(r *SensorReport) {
	c.name("sensorReport")
	c.uri("type", r.Type)
	c.uri("exception", r.Exception)
	c.uri("deviceID", r.DeviceID)
	c.uri("deviceMetadata", r.DeviceMetadata)
	c.uri("rawData", r.RawData)
	c.uri("dataProcessingMethod", r.ProcessingMethod)
	c.instant("time", r.Time)
	c.uri("microorganism", r.Microorganism)
	c.uri("chemicalSubstance", r.Substance)
	c.number("value", r.Value)
	c.uri("component", r.Component)
	c.text("stringValue", r.Text)
	c.boolean(r.Boolean)
	c.text("hexBinaryValue", r.Hex)
	c.uri("uriValue", r.URI)
	c.number("minValue", r.Min)
	c.number("maxValue", r.Max)
	c.number("meanValue", r.Mean)
	c.number("sDev", r.Deviation)
	c.number("percRank", r.PercRank)
	c.number("percValue", r.PercValue)
	c.pair("uom", r.Unit)
	c.uri("coordinateReferenceSystem", r.ReferenceSystem)
	c.inner(r.Extensions, 1)
}

// text writes a value that is no quantity, whatever it looks like.
func (c *canon) text(name string, s *string) {
	switch {
	case s == nil || *s == "":
	case c.form != nil:
		c.pair(name, c.form.value(*s))
	default:
		c.pair(name, *s)
	}
}

func (c *canon) boolean(v *bool) {
	if v == nil {
		return
	}
	word := "false"
	if *v {
		word = "true"
	}
	if c.form != nil {
		word = c.form.truth(word)
	}
	c.pair("booleanValue", word)
}

// Canonical gives the one form under which two identifiers are compared: of a GS1 key the
// constrained canonical Digital Link, of a standard word its Web URI, else the text itself.
func Canonical(s string) string { return canonicalURI(s) }
