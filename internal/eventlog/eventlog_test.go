package eventlog_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/eventlog"
	"banjie/internal/fault"
)

const smallXES = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><date key="enddate" value="1970-01-01T00:00:00.000+01:00"/></global>
  <classifier name="a" keys="concept:name"/>
  <string key="creator" value="made &amp; up"/>
  <trace>
    <string key="concept:name" value="甲"/>
    <date key="deadline" value="2020-02-01T00:00:00+08:00"/>
    <list key="tags"><values><string key="t" value="x"/><string key="t" value="y"/></values></list>
    <event>
      <string key="concept:name" value="收件"/>
      <date key="time:timestamp" value="2020-01-01T09:00:00.5+08:00"/>
      <int key="cost" value="3"><float key="rate" value="1.5"/></int>
      <boolean key="ok" value="true"/>
    </event>
    <event>
      <string key="concept:name" value="办结"/>
      <date key="time:timestamp" value="2020-01-01T02:00:00Z"/>
    </event>
  </trace>
  <trace/>
</log>
`

func read(t testing.TB, s string) ([]eventlog.Trace, eventlog.Header) {
	t.Helper()
	traces, head, err := readAll(s)
	if err != nil {
		t.Fatal(err)
	}
	return traces, head
}

func readAll(s string) (traces []eventlog.Trace, head eventlog.Header, err error) {
	head, err = eventlog.Read(strings.NewReader(s), eventlog.Names{}, func(t eventlog.Trace) error {
		traces = append(traces, t)
		return nil
	})
	return traces, head, err
}

func xes(t testing.TB, traces []eventlog.Trace, head eventlog.Header) string {
	t.Helper()
	var b bytes.Buffer
	w := eventlog.NewXES(&b, head)
	for _, tr := range traces {
		if err := w.Write(tr); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestXESReadsAndWrites(t *testing.T) {
	traces, head := read(t, smallXES)
	if len(traces) != 2 || traces[0].Key != "甲" || traces[1].Key != "#2" || len(traces[0].Events) != 2 || head.Version != "1.0" {
		t.Fatalf("%+v", traces)
	}
	if e := traces[0].Events[0]; e.Activity() != "收件" || e.Local || e.At.Format("15:04:05.0-07:00") != "09:00:00.5+08:00" || e.Attributes[2].Nested[0].Value != "1.5" {
		t.Errorf("%+v", e)
	}
	if _, ok, err := traces[0].Instant("enddate"); ok || err != nil {
		t.Error("the default value of the log was filled in")
	}
	again, _ := read(t, xes(t, traces, head))
	if !reflect.DeepEqual(traces, again) {
		t.Errorf("written and read again:\n%+v\n%+v", traces, again)
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte("\ufeff" + smallXES))
	z.Close()
	if unpacked, _ := read(t, zipped.String()); !reflect.DeepEqual(traces, unpacked) {
		t.Error("the gzip file reads differently")
	}
	raw, err := json.Marshal(traces[0].Attributes)
	if err != nil {
		t.Fatal(err)
	}
	var back eventlog.Attributes
	if err := json.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(back, traces[0].Attributes) {
		t.Errorf("%v: %s", err, raw)
	}
}

const smallCSV = ",case:concept:name,concept:name,time:timestamp,case:deadline,note\n" +
	"0,A,one,2020-01-01 09:00:00+08:00,2020-02-01,\"a, \"\"b\"\"\"\n" +
	"1,B,one,2020-01-01 10:00:00+08:00,,\n" +
	"2,A,two,2020-01-01 11:00:00+08:00,2020-02-01,\n"

func TestCSVReadsAndWrites(t *testing.T) {
	traces, _ := read(t, smallCSV)
	if len(traces) != 2 || traces[0].Key != "A" || len(traces[0].Events) != 2 || len(traces[1].Events) != 1 || traces[0].Events[0].Attributes.Get("note") != `a, "b"` {
		t.Fatalf("%+v", traces)
	}
	var columns eventlog.Columns
	for _, tr := range traces {
		columns.Add(tr)
	}
	var b bytes.Buffer
	w, err := eventlog.NewCSV(&b, columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range traces {
		if err := w.Write(tr); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if again, _ := read(t, b.String()); !reflect.DeepEqual(traces, again) {
		t.Errorf("written and read again:\n%+v\n%+v\n%s", traces, again, b.String())
	}
	for _, other := range []string{strings.ReplaceAll("case:concept:name,concept:name,time:timestamp\nA,one,2020-01-01\n", ",", ";"), strings.ReplaceAll("case:concept:name,concept:name,time:timestamp\nA,one,2020-01-01\n", ",", "\t")} {
		if traces, _ := read(t, other); len(traces) != 1 || !traces[0].Events[0].Local {
			t.Errorf("%q: %+v", other, traces)
		}
	}
	var named []eventlog.Trace
	_, err = eventlog.Read(strings.NewReader("id,what,when\nA,one,2020-01-01T00:00:00Z\n"), eventlog.Names{Case: "id", Activity: "what", Time: "when"}, func(tr eventlog.Trace) error { named = append(named, tr); return nil })
	if err != nil || len(named) != 1 || named[0].Events[0].Activity() != "one" {
		t.Errorf("own names: %v %+v", err, named)
	}
}

func TestRefusals(t *testing.T) {
	event := func(s string) string {
		return "<log>\n<trace><string key=\"concept:name\" value=\"c\"/>\n<event>" + s + "</event></trace></log>"
	}
	ok := `<string key="concept:name" value="a"/><date key="time:timestamp" value="2020-01-01T00:00:00Z"/>`
	for name, c := range map[string]struct{ in, place string }{
		"nothing":         {"", "Line 1"},
		"no log":          {"<html></html>", "no XES"},
		"cut off":         {smallXES[:len(smallXES)/2], "Line"},
		"no activity":     {event(`<date key="time:timestamp" value="2020-01-01T00:00:00Z"/>`), "Line 3"},
		"no time":         {event(`<string key="concept:name" value="a"/>`), "Line 3"},
		"bad time":        {event(`<string key="concept:name" value="a"/><date key="time:timestamp" value="yesterday"/>`), "Line 3"},
		"bad number":      {event(ok + `<int key="n" value="x"/>`), "Line 3"},
		"bad truth":       {event(ok + `<boolean key="n" value="maybe"/>`), "Line 3"},
		"unknown element": {event(ok + `<money key="n" value="1"/>`), "Line 3"},
		"no key":          {event(ok + `<string value="1"/>`), "Line 3"},
		"twice":           {event(ok + ok), "Line 3"},
		"text":            {event(ok + `hello`), "Line 3"},
		"case twice":      {`<log><trace><string key="concept:name" value="c"/></trace><trace><string key="concept:name" value="c"/></trace></log>`, "twice"},
		"loose event":     {"<log>\n<event/></log>", "Line 2"},
		"after":           {"<log></log><log></log>", "after"},
		"entity":          {`<!DOCTYPE log [<!ENTITY a "b">]><log><string key="&a;" value=""/></log>`, "Line 1"},
		"deep":            {"<log>" + strings.Repeat(`<string key="k" value="v">`, 40), "nested"},
		"encoding":        {`<?xml version="1.0" encoding="EBCDIC"?><log></log>`, "Line 1"},
		"no columns":      {"a,b\n1,2\n", "case:concept:name"},
		"column twice":    {"a,a\n1,2\n", "twice"},
		"ragged":          {"case:concept:name,concept:name,time:timestamp\nA,one\n", "Line 2"},
		"csv time":        {"case:concept:name,concept:name,time:timestamp\nA,one,soon\n", "Line 2"},
		"csv case":        {"case:concept:name,concept:name,time:timestamp\n,one,2020-01-01\n", "Line 2"},
		"csv activity":    {"case:concept:name,concept:name,time:timestamp\nA,,2020-01-01\n", "Line 2"},
		"csv differs":     {"case:concept:name,concept:name,time:timestamp,case:x\nA,a,2020-01-01,1\nA,b,2020-01-02,2\n", "Line 3"},
		"csv bytes":       {"case:concept:name,concept:name,time:timestamp\nA,\xff,2020-01-01\n", "Line 2"},
		"csv quotes":      {"case:concept:name,concept:name,time:timestamp\n\"A,one,2020-01-01\n", "Line"},
		"not gzip":        {"\x1f\x8bnonsense", "damaged"},
	} {
		_, _, err := readAll(c.in)
		f, told := fault.As(err)
		if !told || f.Kind != fault.Invalid || !strings.Contains(f.Message.EN, c.place) || f.Message.ZH == "" || f.Remedy.ZH == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	large := event(ok + `<string key="n" value="` + strings.Repeat("x", eventlog.MaxValue+1) + `"/>`)
	if _, _, err := readAll(large); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a large value: %v", err)
	}
	if _, _, err := readAll("<log><string key=\"" + strings.Repeat("x", 8<<20)); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a large piece: %v", err)
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2010-12-30 14:32:00+01:00": "2010-12-30T13:32:00Z", "2010-12-30T14:32:00.123456789+0100": "2010-12-30T13:32:00.123456Z",
		"2010-12-30T14:32:00Z": "2010-12-30T14:32:00Z", "2010-12-30": "2010-12-30T00:00:00Z", "2010-12-30 14:32": "2010-12-30T14:32:00Z", "2010-12-30T14:32:00.5": "2010-12-30T14:32:00.5Z",
	} {
		at, _, err := eventlog.ParseTime(in)
		if err != nil || at.UTC().Format("2006-01-02T15:04:05.999999Z07:00") != want {
			t.Errorf("%s: %v %v", in, at.UTC(), err)
		}
	}
	for _, in := range []string{"", "now", "2010-13-01", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"} {
		if _, _, err := eventlog.ParseTime(in); err == nil {
			t.Errorf("%q was read", in)
		}
	}
}

// Whatever a log holds, writing and reading it again gives the same.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z甲乙<>&"' ]{1,8}`)
		attributes := func(fixed ...eventlog.Attribute) eventlog.Attributes {
			as := eventlog.Attributes(fixed)
			for i, v := range rapid.SliceOfN(word, 0, 4).Draw(t, "values") {
				as = append(as, eventlog.Attribute{Kind: eventlog.String, Key: "k" + string(rune('a'+i)), Value: v})
			}
			return as
		}
		var traces []eventlog.Trace
		for i := range rapid.IntRange(0, 4).Draw(t, "cases") {
			tr := eventlog.Trace{Key: "c" + string(rune('0'+i)), Place: i + 1}
			tr.Attributes = attributes(eventlog.Attribute{Kind: eventlog.String, Key: eventlog.Name, Value: tr.Key})
			for range rapid.IntRange(0, 4).Draw(t, "events") {
				at := rapid.SampledFrom([]string{"2020-01-01T00:00:00.000+08:00", "2020-01-01T00:00:00Z", "2021-06-01T10:00:00.25-05:00"}).Draw(t, "at")
				e := eventlog.Event{Attributes: attributes(eventlog.Attribute{Kind: eventlog.String, Key: eventlog.Name, Value: word.Draw(t, "name")}, eventlog.Attribute{Kind: eventlog.Date, Key: eventlog.Timestamp, Value: at})}
				e.At, e.Local, _ = eventlog.ParseTime(at)
				tr.Events = append(tr.Events, e)
			}
			traces = append(traces, tr)
		}
		var b bytes.Buffer
		w := eventlog.NewXES(&b, eventlog.Header{})
		for _, tr := range traces {
			if err := w.Write(tr); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, _, err := readAll(b.String())
		if err != nil || !reflect.DeepEqual(traces, again) {
			t.Fatalf("%v\n%+v\n%+v", err, traces, again)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(smallXES)
	f.Add(smallCSV)
	f.Add("<log><trace><event/></trace></log>")
	f.Add("case:concept:name;concept:name;time:timestamp\nA;b;2020-01-01\n")
	f.Fuzz(func(t *testing.T, in string) {
		traces, head, err := readAll(in)
		if err != nil {
			if _, told := fault.As(err); !told {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		s := eventlog.NewStats("fuzz", eventlog.Usual)
		for _, tr := range traces {
			if err := s.Add(tr); err != nil {
				return
			}
		}
		if _, err := json.Marshal(s.Figures()); err != nil {
			t.Fatal(err)
		}
		again, _, err := readAll(xes(t, traces, head))
		if err != nil || len(again) != len(traces) {
			t.Fatalf("written and read again: %d cases of %d, %v", len(again), len(traces), err)
		}
	})
}

// A table without activities in which each row is a case is read by its usual names.
func TestRowsAreCases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "requests.csv")
	text := "service_request_id,requested_datetime,expected_datetime,closed_dt,agency_responsible\n" +
		"7,2026-03-02 08:00:00,2026-03-04 08:00:00,2026-03-04 08:00:00,roads\n8,2026-03-02T09:00:00+08:00,,,water\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	names, m, err := eventlog.Suit(file, eventlog.Names{}, eventlog.Usual)
	if err != nil || m.Deadline != "expected_datetime" || m.Closed != "closed_dt" || m.Department != "agency_responsible" || m.Responsible != "responsible" {
		t.Fatalf("%+v %+v %v", names, m, err)
	}
	var all []eventlog.Trace
	if _, err := eventlog.ReadFile(file, names, nil, func(tr eventlog.Trace) error { all = append(all, tr); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Key != "7" || len(all[0].Events) != 2 || all[0].Events[1].Activity() != eventlog.Closed || len(all[1].Events) != 1 {
		t.Errorf("%+v", all)
	}
	for wrong, line := range map[string]string{
		"case_id,opened\n1,2026-03-02\n1,2026-03-03\n": "3", "case_id,opened\n,2026-03-02\n": "2", "case_id,opened\n1,yesterday\n": "2", "case_id,opened,opened\n": "1", "what,opened\n1,2026-03-02\n": "1",
	} {
		if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		names, _, err := eventlog.Suit(file, eventlog.Names{}, eventlog.Usual)
		if err == nil {
			_, err = eventlog.ReadFile(file, names, nil, func(eventlog.Trace) error { return nil })
		}
		if f, ok := fault.As(err); !ok || !strings.Contains(f.Message.EN, "ine "+line+" ") {
			t.Errorf("%q gave %v", wrong, err)
		}
	}
}

// What a server of Open311 answers is read as requests.
func TestRequestsOfOpen311(t *testing.T) {
	file := filepath.Join(t.TempDir(), "requests.json")
	read := func(text string) ([]eventlog.Trace, eventlog.Mapping, error) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names, m, err := eventlog.Suit(file, eventlog.Names{}, eventlog.Usual)
		var all []eventlog.Trace
		if err == nil {
			_, err = eventlog.ReadFile(file, names, nil, func(tr eventlog.Trace) error { all = append(all, tr); return nil })
		}
		return all, m, err
	}
	all, m, err := read(`[{"service_request_id":"7","status":"closed","requested_datetime":"2026-03-02T08:00:00+08:00","updated_datetime":"2026-03-03T08:00:00+08:00","expected_datetime":null,"agency_responsible":"roads","lat":28.9},
		{"service_request_id":"8","status":"open","requested_datetime":"2026-03-02T09:00:00Z","updated_datetime":"2026-03-03T08:00:00Z"}]`)
	if err != nil || len(all) != 2 || len(all[0].Events) != 2 || len(all[1].Events) != 1 || m.Department != "agency_responsible" {
		t.Fatalf("%+v %+v %v", all, m, err)
	}
	if at, ok, err := all[0].Instant(m.Closed); !ok || err != nil || at.Hour() != 8 {
		t.Errorf("closed %v %v %v", at, ok, err)
	}
	if _, ok, _ := all[1].Instant(m.Closed); ok {
		t.Error("an open request has an end")
	}
	for _, wrong := range []string{`[{"service_request_id":"7","requested_datetime":"2026-03-02T08:00:00Z"}`, `[1]`, `[{"a":1}]`, `[{"service_request_id":"7","requested_datetime":"soon"}]`} {
		if _, _, err := read(wrong); err == nil {
			t.Errorf("%s was read", wrong)
		}
	}
}
