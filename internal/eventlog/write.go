package eventlog

import (
	"bufio"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// standard are the extensions of IEEE 1849 that a written log declares.
var standard = []Extension{
	{"Concept", "concept", "http://www.xes-standard.org/concept.xesext"},
	{"Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"},
	{"Organizational", "org", "http://www.xes-standard.org/org.xesext"},
	{"Time", "time", "http://www.xes-standard.org/time.xesext"},
}

// Writer writes a log case by case. Close ends it; it does not close what is below.
type Writer interface {
	Write(Trace) error
	Close() error
}

// XES writes XML (IEEE 1849, version 1.0).
type XES struct {
	w   *bufio.Writer
	err error
}

// NewXES begins a log. The extensions and attributes of head are repeated.
func NewXES(w io.Writer, head Header) *XES {
	x := &XES{w: bufio.NewWriterSize(w, 64<<10)}
	x.put(xml.Header + `<log xes.version="1.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">` + "\n")
	declared := slices.Clone(standard)
	for _, e := range head.Extensions {
		if !slices.ContainsFunc(declared, func(d Extension) bool { return d.Prefix == e.Prefix }) {
			declared = append(declared, e)
		}
	}
	for _, e := range declared {
		x.put(fmt.Sprintf("\t<extension name=%s prefix=%s uri=%s/>\n", quoted(e.Name), quoted(e.Prefix), quoted(e.URI)))
	}
	x.attributes(head.Attributes, "\t")
	return x
}

func (x *XES) put(s string) {
	if x.err == nil {
		_, x.err = x.w.WriteString(s)
	}
}

func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	b.WriteByte('"')
	return b.String()
}

func (x *XES) attributes(as []Attribute, indent string) {
	for _, a := range as {
		v := a.Value
		if a.Kind == Date {
			v = DateTime(v)
		}
		x.put(indent + "<" + string(a.Kind) + " key=" + quoted(a.Key))
		if a.Kind != List && a.Kind != Container || v != "" {
			x.put(" value=" + quoted(v))
		}
		if len(a.Nested) == 0 {
			x.put("/>\n")
			continue
		}
		x.put(">\n")
		inner := indent + "\t"
		if a.Kind == List {
			x.put(inner + "<values>\n")
			x.attributes(a.Nested, inner+"\t")
			x.put(inner + "</values>\n")
		} else {
			x.attributes(a.Nested, inner)
		}
		x.put(indent + "</" + string(a.Kind) + ">\n")
	}
}

// Write adds a case.
func (x *XES) Write(t Trace) error {
	x.put("\t<trace>\n")
	x.attributes(t.Attributes, "\t\t")
	for _, e := range t.Events {
		x.put("\t\t<event>\n")
		x.attributes(e.Attributes, "\t\t\t")
		x.put("\t\t</event>\n")
	}
	x.put("\t</trace>\n")
	return x.err
}

// Close ends the log.
func (x *XES) Close() error {
	x.put("</log>\n")
	if x.err != nil {
		return x.err
	}
	return x.w.Flush()
}

// CSV writes a table whose columns are known before.
type CSV struct {
	w       *csv.Writer
	columns Columns
	row     []string
}

// Columns are the keys found in a log, in order of their first appearance.
type Columns struct {
	Case, Event []string
}

// Add notes the keys of a case.
func (c *Columns) Add(t Trace) {
	for _, a := range t.Attributes {
		if !slices.Contains(c.Case, a.Key) {
			c.Case = append(c.Case, a.Key)
		}
	}
	if !slices.Contains(c.Case, Name) {
		c.Case = append(c.Case, Name)
	}
	for _, e := range t.Events {
		for _, a := range e.Attributes {
			if !slices.Contains(c.Event, a.Key) {
				c.Event = append(c.Event, a.Key)
			}
		}
	}
}

// NewCSV begins a table with a header row. Nested attributes have no place in a table and
// are left out.
func NewCSV(w io.Writer, columns Columns) (*CSV, error) {
	c := &CSV{w: csv.NewWriter(w), columns: columns}
	var row []string
	for _, k := range columns.Case {
		row = append(row, casePrefix+k)
	}
	row = append(row, columns.Event...)
	c.row = row
	return c, c.w.Write(row)
}

// Write adds a case, one row an event. A case without events has no row.
func (c *CSV) Write(t Trace) error {
	for _, e := range t.Events {
		row := c.row[:0]
		for _, k := range c.columns.Case {
			v := t.Attributes.Get(k)
			if k == Name && v == "" {
				v = t.Key
			}
			row = append(row, v)
		}
		for _, k := range c.columns.Event {
			row = append(row, e.Attributes.Get(k))
		}
		if err := c.w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// Close flushes the table.
func (c *CSV) Close() error {
	c.w.Flush()
	return c.w.Error()
}
