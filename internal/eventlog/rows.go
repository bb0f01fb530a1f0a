package eventlog

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// Activities of a table in which each row is a case.
const (
	Opened = "opened"
	Closed = "closed"
)

// usualRows are the column names that are looked for in such a table, the first that is
// there; those after the first are of open data portals and of Open311.
var usualRows = struct{ cases, opened, deadline, closed, department, channel []string }{
	cases:      []string{"case_id", "case_enquiry_id", "service_request_id"},
	opened:     []string{Opened, "open_dt", "requested_datetime"},
	deadline:   []string{"target", "deadline", "target_dt", "sla_target_dt", "expected_datetime"},
	closed:     []string{Closed, "closed_dt"},
	department: []string{"department", "agency_responsible"},
	channel:    []string{"source", "channel"},
}

func first(row, names []string) string {
	for _, n := range names {
		if slices.Contains(row, n) {
			return n
		}
	}
	return ""
}

// Suit looks at the header of a table. Where each row is a case and not an event (it has no
// activities and says when a case was opened), it names the columns by which the cases are
// read and judged. What the caller named stays. A log of events is left as it is.
func Suit(path string, names Names, m Mapping) (Names, Mapping, error) {
	var row []string
	f, err := os.Open(path)
	if err != nil {
		return names, m, cannotOpen(path, err)
	}
	defer f.Close()
	b, err := unpacked(f)
	if err != nil {
		return names, m, err
	}
	switch start, err := firstByte(b); {
	case err != nil || start == '<':
		return names, m, nil // Read says what is wrong with it
	case start == '[':
		err = objects(&budget{r: b, piece: maxToken}, func(_ int, o Attributes) error {
			for _, a := range o {
				row = append(row, a.Key)
			}
			return io.EOF
		})
		if err != nil && !errors.Is(err, io.EOF) {
			return names, m, err
		}
	default:
		c := csv.NewReader(&budget{r: b, piece: maxToken})
		c.Comma = separator(b)
		if row, err = c.Read(); err != nil {
			return names, m, csvError(err)
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	if names.Activity != "" || names.Opened == "" && slices.Contains(row, Name) {
		return names, m, nil
	}
	u := usualRows
	if names.Opened == "" {
		names.Opened = first(row, u.opened)
	}
	if names.Opened == "" {
		return names, m, nil
	}
	if names.Case == "" {
		names.Case = first(row, append([]string{casePrefix + Name}, u.cases...))
	}
	suit := func(key *string, usual string, columns []string) {
		if *key == usual && !slices.Contains(row, usual) {
			*key = first(row, columns)
		}
	}
	suit(&m.Started, Usual.Started, []string{names.Opened})
	suit(&m.Deadline, Usual.Deadline, u.deadline)
	suit(&m.Closed, Usual.Closed, u.closed)
	names.Closed = m.Closed
	if m.Closed == "" && slices.Contains(row, "updated_datetime") {
		m.Closed = Closed // made when a row is read: see caseOf
	}
	suit(&m.Department, Usual.Department, u.department)
	suit(&m.Channel, Usual.Channel, u.channel)
	return names, m, nil
}

// readRows reads a table in which each row is a case. It yields each at once: the cases
// are not mixed.
func readRows(c *csv.Reader, limited *budget, row []string, names Names, seen *once) (Header, error) {
	head := Header{Format: "csv"}
	columns := make([]string, len(row))
	for i, name := range row {
		name = strings.Clone(strings.TrimSpace(name))
		if !utf8.ValidString(name) {
			return head, bad(1, "表头不是 UTF-8 文字", "the header is not UTF-8")
		}
		if slices.Contains(columns[:i], name) && name != "" {
			return head, bad(1, "列“%s”出现两次", "the column “%s” comes twice", name)
		}
		columns[i] = name
	}
	for _, need := range []struct{ name, flag string }{{names.Case, "--case"}, {names.Opened, "--opened"}} {
		if !slices.Contains(columns, need.name) {
			return head, bad(1, "缺少列“%[1]s”；列名不同时请用 %[2]s 指定", "the column “%[1]s” is missing; name another one with %[2]s", need.name, need.flag)
		}
	}
	for place := 1; ; place++ {
		limited.piece = maxToken
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return head, nil
		}
		if err != nil {
			return head, csvError(err)
		}
		line, _ := c.FieldPos(0)
		var all Attributes
		for i, v := range row {
			if v != "" && columns[i] != "" {
				all = append(all, Attribute{Kind: kindOf(v), Key: columns[i], Value: strings.Clone(v)})
			}
		}
		t, err := caseOf(line, all, names)
		if err != nil {
			return head, err
		}
		t.Place = place
		if err := seen.give(line, t); err != nil {
			return head, err
		}
	}
}

// readObjects reads a list of JSON objects, each of them a case: what a server of Open311
// answers when it is asked for requests.
func readObjects(limited *budget, names Names, seen *once) (Header, error) {
	head := Header{Format: "json"}
	if names.Opened == "" {
		return head, bad(1, "这是 JSON，没有说办件什么时候开始；请用 --opened 指定", "this is JSON and says nowhere when a case was opened; name the field with --opened")
	}
	err := objects(limited, func(place int, o Attributes) error {
		t, err := caseOf(place, o, names)
		if err != nil {
			return err
		}
		t.Place = place
		return seen.give(place, t)
	})
	return head, err
}

// objects yields the fields of each object of a list, by name; place counts from 1.
func objects(limited *budget, yield func(place int, o Attributes) error) error {
	d := json.NewDecoder(limited)
	d.UseNumber()
	wrong := func(place int, err error) error {
		if errors.Is(err, errTooLarge) {
			return tooLarge(place)
		}
		return bad(place, "不是一列 JSON 对象", "it is not a list of JSON objects").With(err)
	}
	if _, err := d.Token(); err != nil {
		return wrong(1, err)
	}
	for place := 1; d.More(); place++ {
		limited.piece = maxToken
		var fields map[string]any
		if err := d.Decode(&fields); err != nil {
			return wrong(place, err)
		}
		var o Attributes
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			switch v := fields[key].(type) {
			case string:
				if v != "" {
					o = append(o, Attribute{Kind: kindOf(v), Key: key, Value: v})
				}
			case json.Number, bool:
				o = append(o, Attribute{Kind: String, Key: key, Value: fmt.Sprint(v)})
			}
		}
		if err := yield(place, o); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return wrong(1, err)
	}
	return nil
}

// caseOf makes a case of one row: it was opened, and closed where the row says so.
func caseOf(line int, all Attributes, names Names) (Trace, error) {
	var t Trace
	for _, a := range all {
		if !utf8.ValidString(a.Value) {
			return t, bad(line, "“%s”一列不是 UTF-8 文字", "the column “%s” is not UTF-8", a.Key)
		}
		if len(a.Value) > MaxValue {
			return t, tooLarge(line)
		}
		if a.Key == names.Case {
			t.Key, a.Key, a.Kind = a.Value, Name, String
		}
		t.Attributes = append(t.Attributes, a)
	}
	if t.Key == "" {
		return t, bad(line, "没有办件编号", "it names no case")
	}
	closed := t.Attributes.Get(names.Closed)
	if status := t.Attributes.Get("status"); closed == "" && names.Closed == "" && strings.EqualFold(status, "closed") {
		closed = t.Attributes.Get("updated_datetime") // GeoReport: of a closed request when it was closed
		t.Attributes = append(t.Attributes, Attribute{Kind: Date, Key: Closed, Value: closed})
	}
	for _, step := range []struct{ activity, at string }{{Opened, t.Attributes.Get(names.Opened)}, {Closed, closed}} {
		v := step.at
		if step.activity == Closed && v == "" {
			continue
		}
		e := Event{Attributes: Attributes{{Kind: String, Key: Name, Value: step.activity}, {Kind: Date, Key: Timestamp, Value: v}}}
		if err := e.check(line, t.Key); err != nil {
			return t, err
		}
		t.Events = append(t.Events, e)
	}
	return t, nil
}
