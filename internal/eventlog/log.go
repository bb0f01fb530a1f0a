// Package eventlog reads and writes event logs: what other systems recorded of their
// cases, as XES (IEEE 1849) or as a table (CSV), plain or compressed with gzip.
//
//	file ──Read──▶ Trace, Trace, … ──Stats.Add──▶ figures
//	                    │
//	                    └──XESWriter, CSVWriter──▶ file
//
// A [Trace] is one case with its events in the order of the file. Every attribute keeps
// the text it had, so that a log which is read and written again says the same, offsets of
// time included. Reading is strict: what cannot be read is refused with its line.
//
// The package makes no cases of ours (recorded does), repairs no log and guesses no
// missing value: the default values of a XES log are not filled in.
package eventlog

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kind is the type of an attribute, by its XES element.
type Kind string

const (
	String    Kind = "string"
	Date      Kind = "date"
	Int       Kind = "int"
	Float     Kind = "float"
	Boolean   Kind = "boolean"
	Identity  Kind = "id"
	List      Kind = "list"
	Container Kind = "container"
)

func knownKind(k Kind) bool {
	switch k {
	case String, Date, Int, Float, Boolean, Identity, List, Container:
		return true
	}
	return false
}

// Keys of the standard extensions that Banjie reads.
const (
	Name      = "concept:name" // of a trace: the case; of an event: the activity
	Timestamp = "time:timestamp"
	Resource  = "org:resource"
	Group     = "org:group"
)

// Attribute is one key and its value as it stands in the source.
type Attribute struct {
	Kind   Kind
	Key    string
	Value  string
	Nested []Attribute
}

// MarshalJSON writes an attribute as a short list: kind, key, value, nested ones.
func (a Attribute) MarshalJSON() ([]byte, error) {
	v := []any{string(a.Kind), a.Key, a.Value}
	if len(a.Nested) > 0 {
		v = append(v, a.Nested)
	}
	return json.Marshal(v)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Attribute) UnmarshalJSON(raw []byte) error {
	var v []json.RawMessage
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	into := []any{&a.Kind, &a.Key, &a.Value, &a.Nested}
	if len(v) < 3 || len(v) > len(into) {
		return fmt.Errorf("eventlog: an attribute of %d parts", len(v))
	}
	for i, part := range v {
		if err := json.Unmarshal(part, into[i]); err != nil {
			return fmt.Errorf("eventlog: attribute: %w", err)
		}
	}
	if !knownKind(a.Kind) {
		return fmt.Errorf("eventlog: an attribute of unknown kind %q", a.Kind)
	}
	return nil
}

// Attributes in the order of the source.
type Attributes []Attribute

// Get gives the value of a key, "" where there is none.
func (as Attributes) Get(key string) string {
	v, _ := as.find(key)
	return v
}

func (as Attributes) find(key string) (string, bool) {
	for _, a := range as {
		if a.Key == key {
			return a.Value, true
		}
	}
	return "", false
}

// Event is one thing that happened in a case.
type Event struct {
	Attributes Attributes
	At         time.Time // with the offset of the source; UTC where the source has none
	Local      bool      // the source gave no offset
}

// Activity of the event.
func (e *Event) Activity() string { return e.Attributes.Get(Name) }

// Trace is one case of the log.
type Trace struct {
	Key        string // name of the case; "#7" for a seventh trace without a name
	Place      int    // position in the file, from 1
	Attributes Attributes
	Events     []Event
}

// First and Last are the earliest and the latest instant of the events, zero without any.
func (t *Trace) First() time.Time { return t.extreme(time.Time.Before) }

// Last is the latest instant of the events.
func (t *Trace) Last() time.Time { return t.extreme(time.Time.After) }

func (t *Trace) extreme(better func(a, b time.Time) bool) time.Time {
	var at time.Time
	for i, e := range t.Events {
		if i == 0 || better(e.At, at) {
			at = e.At
		}
	}
	return at
}

// Header is what a log says of itself beside its cases.
type Header struct {
	Format     string      `json:"format"` // xes, csv
	Version    string      `json:"version,omitempty"`
	Extensions []Extension `json:"extensions,omitempty"`
	Attributes Attributes  `json:"attributes,omitempty"`
}

// Extension is a declared XES extension.
type Extension struct {
	Name   string `json:"name"`
	Prefix string `json:"prefix"`
	URI    string `json:"uri"`
}

// Names says how the columns of a table are called; "" is the usual name.
type Names struct {
	Case     string // case:concept:name; where each row is a case also case_id
	Activity string // concept:name
	Time     string // time:timestamp
	Opened   string // when the case was opened: given, each row is a case and not an event
	Closed   string // of such a table: when the case was closed
}

// Limits of a log.
const (
	MaxValue  = 1 << 20  // bytes of one value
	MaxEvents = 1 << 20  // events of one case
	maxDepth  = 16       // of nested attributes
	maxWidth  = 4096     // attributes of one case or event, columns of a table
	maxNested = 1 << 18  // attributes within one attribute (logs tell counts of their own there)
	maxToken  = 4 << 20  // bytes of one piece of XML, or of one row
	maxBytes  = 16 << 30 // of the log, unpacked
)

// layouts of instants, after a space between date and time was made a T.
var layouts = []struct {
	layout string
	local  bool
}{
	{"2006-01-02T15:04:05Z07:00", false}, {"2006-01-02T15:04:05Z0700", false}, {"2006-01-02T15:04:05Z07", false},
	{"2006-01-02T15:04:05", true}, {"2006-01-02T15:04", true}, {"2006-01-02", true},
}

// ParseTime reads an instant as logs write it, to whole microseconds. local says that the
// text has no offset; it is then taken as UTC.
func ParseTime(s string) (at time.Time, local bool, err error) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + strings.Replace(s[11:], " ", "", 1)
	}
	for _, l := range layouts {
		if at, err := time.Parse(l.layout, s); err == nil {
			if y := at.UTC().Year(); y < 1900 || y > 2199 {
				return time.Time{}, false, fmt.Errorf("eventlog: the year %d of %q lies outside 1900 to 2199", y, s)
			}
			return at.Truncate(time.Microsecond), l.local, nil
		}
	}
	return time.Time{}, false, fmt.Errorf("eventlog: %q is no instant", s)
}

// DateTime is a value as xs:dateTime writes it, where it can be read as an instant.
func DateTime(v string) string {
	v = strings.TrimSpace(v)
	if len(v) > 10 && v[10] == ' ' {
		return v[:10] + "T" + strings.Replace(v[11:], " ", "", 1)
	}
	if len(v) == 10 {
		return v + "T00:00:00"
	}
	return v
}

// bad is the refusal of a log with its place.
func bad(line int, zh, en string, args ...any) *fault.Fault {
	f := lang.Format(zh, en, args...)
	return fault.New(fault.Invalid, "bad_event_log",
		lang.Format("事件日志第 %[1]d 行：%[2]s。", "Line %[1]d of the event log: %[3]s.", line, f.ZH, f.EN),
		lang.T("请改正后重试；没有导入任何内容。", "Please correct it and try again; nothing was imported."))
}

// check gives the event its activity and instant, or says what is missing.
func (e *Event) check(line int, trace string) error {
	if v, ok := e.Attributes.find(Name); !ok || v == "" {
		return bad(line, "办件“%s”的一个事件没有活动名称（concept:name）", "an event of case “%s” has no activity (concept:name)", trace)
	}
	v, ok := e.Attributes.find(Timestamp)
	if !ok {
		return bad(line, "办件“%s”的一个事件没有时间（time:timestamp）", "an event of case “%s” has no time (time:timestamp)", trace)
	}
	at, local, err := ParseTime(v)
	if err != nil {
		return bad(line, "读不懂时间“%s”", "the time “%s” cannot be read", v).With(err)
	}
	e.At, e.Local = at, local
	return nil
}

// repeats finds an attribute given twice.
func repeats(as Attributes) (string, bool) {
	for i, a := range as {
		if slices.ContainsFunc(as[:i], func(b Attribute) bool { return a.Key == b.Key }) {
			return a.Key, true
		}
	}
	return "", false
}
