package eventlog

import (
	"encoding/csv"
	"errors"
	"io"
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
	if start, err := firstByte(b); err != nil || start == '<' {
		return names, m, nil // Read says what is wrong with it
	}
	c := csv.NewReader(&budget{r: b, piece: maxToken})
	c.Comma = separator(b)
	if row, err = c.Read(); err != nil {
		return names, m, csvError(err)
	}
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
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
	suit(&m.Department, Usual.Department, u.department)
	suit(&m.Channel, Usual.Channel, u.channel)
	names.Closed = m.Closed
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
		t, err := caseOf(line, columns, row, names)
		if err != nil {
			return head, err
		}
		t.Place = place
		if err := seen.give(line, t); err != nil {
			return head, err
		}
	}
}

// caseOf makes a case of one row: it was opened, and closed where the row says so.
func caseOf(line int, columns, row []string, names Names) (Trace, error) {
	var t Trace
	for i, v := range row {
		if v == "" || columns[i] == "" {
			continue
		}
		if !utf8.ValidString(v) {
			return t, bad(line, "“%s”一列不是 UTF-8 文字", "the column “%s” is not UTF-8", columns[i])
		}
		if len(v) > MaxValue {
			return t, tooLarge(line)
		}
		a := Attribute{Kind: kindOf(v), Key: columns[i], Value: strings.Clone(v)}
		if columns[i] == names.Case {
			t.Key, a.Key, a.Kind = a.Value, Name, String
		}
		t.Attributes = append(t.Attributes, a)
	}
	if t.Key == "" {
		return t, bad(line, "没有办件编号", "it names no case")
	}
	for _, step := range []struct{ activity, column string }{{Opened, names.Opened}, {Closed, names.Closed}} {
		v := t.Attributes.Get(step.column)
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
