package eventlog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// casePrefix marks the columns of a table that belong to the case.
const casePrefix = "case:"

// column says what a column of a table is.
type column struct {
	key    string
	ofCase bool
	skip   bool // a row number without a name
}

func readCSV(r *bufio.Reader, names Names, seen *once) (Header, error) {
	head := Header{Format: "csv"}
	limited := &budget{r: r, piece: maxToken}
	c := csv.NewReader(limited)
	c.ReuseRecord = true
	c.Comma = separator(r)
	row, err := c.Read()
	if err != nil {
		return head, csvError(err)
	}
	if names.Opened != "" {
		return readRows(c, limited, row, names, seen)
	}
	columns, err := header(row, names)
	if err != nil {
		return head, err
	}
	t := &table{columns: columns, byKey: map[string]*Trace{}, lines: map[string]int{}}
	for {
		limited.piece = maxToken
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return head, csvError(err)
		}
		line, _ := c.FieldPos(0)
		if err := t.add(line, row); err != nil {
			return head, err
		}
	}
	for _, trace := range t.order {
		if err := seen.give(t.lines[trace.Key], *trace); err != nil {
			return head, err
		}
	}
	return head, nil
}

// separator is the character between the columns: the semicolon where the first line has
// no comma but semicolons, the tab likewise.
func separator(r *bufio.Reader) rune {
	start, _ := r.Peek(min(r.Size(), 4096))
	line, _, _ := bytes.Cut(start, []byte{'\n'})
	for _, s := range []byte{',', ';', '\t'} {
		if bytes.IndexByte(line, s) >= 0 {
			return rune(s)
		}
	}
	return ','
}

func csvError(err error) error {
	var p *csv.ParseError
	switch {
	case errors.Is(err, errTooLarge):
		return tooLarge(0)
	case errors.As(err, &p) && errors.Is(p.Err, csv.ErrFieldCount):
		return bad(p.Line, "列数与表头不同", "it has another number of columns than the header").With(err)
	case errors.As(err, &p):
		return bad(p.Line, "CSV 格式不对（引号）", "the CSV is malformed (quotes)").With(err)
	}
	return broken(err)
}

func header(row []string, names Names) ([]column, error) {
	if len(row) > maxWidth {
		return nil, tooLarge(1)
	}
	def := func(given, usual string) string {
		if given == "" {
			return usual
		}
		return given
	}
	caseName, activity, at := def(names.Case, casePrefix+Name), def(names.Activity, Name), def(names.Time, Timestamp)
	columns := make([]column, len(row))
	for i, name := range row {
		name = strings.Clone(strings.TrimSpace(name))
		switch {
		case !utf8.ValidString(name):
			return nil, bad(1, "表头不是 UTF-8 文字", "the header is not UTF-8")
		case slices.Contains(row[:i], row[i]):
			return nil, bad(1, "列“%s”出现两次", "the column “%s” comes twice", name)
		case name == "":
			columns[i].skip = true
		case name == casePrefix:
			return nil, bad(1, "列“%s”没有名称", "the column “%s” has no name", name)
		case name == caseName:
			columns[i] = column{key: Name, ofCase: true}
		case name == activity:
			columns[i] = column{key: Name}
		case name == at:
			columns[i] = column{key: Timestamp}
		case strings.HasPrefix(name, casePrefix):
			columns[i] = column{key: name[len(casePrefix):], ofCase: true}
		default:
			columns[i] = column{key: name}
		}
	}
	for _, need := range []struct {
		column
		name string
		flag string
	}{{column{Name, true, false}, caseName, "--case"}, {column{Name, false, false}, activity, "--activity"}, {column{Timestamp, false, false}, at, "--time"}} {
		n := 0
		for _, c := range columns {
			if c == need.column {
				n++
			}
		}
		if n == 0 {
			return nil, bad(1, "缺少列“%[1]s”；列名不同时请用 %[2]s 指定", "the column “%[1]s” is missing; name another one with %[2]s", need.name, need.flag)
		}
		if n > 1 {
			return nil, bad(1, "有两列都表示“%s”", "two columns stand for “%s”", need.name)
		}
	}
	return columns, nil
}

// table gathers the rows of each case.
type table struct {
	columns []column
	byKey   map[string]*Trace
	order   []*Trace
	lines   map[string]int
}

func (t *table) add(line int, row []string) error {
	var ofCase Attributes
	e := Event{}
	for i, v := range row {
		c := t.columns[i]
		if c.skip || v == "" {
			continue
		}
		if !utf8.ValidString(v) {
			return bad(line, "“%s”一列不是 UTF-8 文字", "the column “%s” is not UTF-8", c.key)
		}
		if len(v) > MaxValue {
			return tooLarge(line)
		}
		a := Attribute{Kind: kindOf(v), Key: c.key, Value: strings.Clone(v)}
		if !c.ofCase && c.key == Timestamp {
			a.Kind = Date
		}
		if c.ofCase {
			ofCase = append(ofCase, a)
		} else {
			e.Attributes = append(e.Attributes, a)
		}
	}
	key := ofCase.Get(Name)
	if key == "" {
		return bad(line, "没有办件编号", "it names no case")
	}
	if err := e.check(line, key); err != nil {
		return err
	}
	trace, ok := t.byKey[key]
	if !ok {
		trace = &Trace{Key: key, Place: len(t.order) + 1, Attributes: ofCase}
		t.byKey[key], t.lines[key] = trace, line
		t.order = append(t.order, trace)
	}
	for _, c := range t.columns {
		if !c.ofCase {
			continue
		}
		if was, now := trace.Attributes.Get(c.key), ofCase.Get(c.key); was != now {
			return bad(line, "办件“%[1]s”的“%[2]s”与第 %[3]d 行不同", "“%[2]s” of case “%[1]s” differs from line %[3]d", key, casePrefix+c.key, t.lines[key])
		}
	}
	if len(trace.Events) >= MaxEvents {
		return tooLarge(line)
	}
	trace.Events = append(trace.Events, e)
	return nil
}

// kindOf calls an instant with date and time a date, everything else text.
func kindOf(v string) Kind {
	if len(v) >= 19 && len(v) <= 40 && v[4] == '-' && v[7] == '-' && (v[10] == ' ' || v[10] == 'T') {
		if _, _, err := ParseTime(v); err == nil {
			return Date
		}
	}
	return String
}
