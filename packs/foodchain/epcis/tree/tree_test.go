package tree

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

var limits = Limits{Bytes: 1 << 16, Depth: 8}

func TestParseKeepsOrderPlacesAndText(t *testing.T) {
	text := "{\n \"b\": [1.50, true, null],\n \"a\": \"x\\n\\u00e9\\ud83c\\udf51\"\n}"
	n, err := NewParser(limits).Parse(text, 10)
	if err != nil {
		t.Fatal(err)
	}
	b, a := n.Kids[0], n.Get("a")
	if b.Key != "b" || b.Line != 11 || a.Line != 12 {
		t.Errorf("order and lines: %+v, %+v", b, a)
	}
	if b.Kids[0].Kind != Number || b.Kids[0].Text != "1.50" || b.Kids[1].Text != "true" || b.Kids[2].Kind != Null {
		t.Errorf("values: %+v", b.Kids)
	}
	if a.Text != "x\né🍑" {
		t.Errorf("text: %q", a.Text)
	}
	if got := text[b.Start:b.End]; got != `"b": [1.50, true, null]` {
		t.Errorf("place of b: %q", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, why string }{
		{"duplicate", "{\"a\":1,\n\"a\":2}", "there twice"},
		{"duplicate by escape", `{"a":1,"\u0061":2}`, "there twice"},
		{"depth", strings.Repeat("[", 9) + strings.Repeat("]", 9), "deeper"},
		{"long number", strings.Repeat("9", 61), "too long"},
		{"huge exponent", "1e999999999", "too large"},
		{"leading zero", "[01]", "no number"},
		{"bare plus", "[+1]", "expected here"},
		{"point without digits", "[1.]", "no number"},
		{"trailing comma", "[1,]", "expected here"},
		{"missing comma", "[1 2]", "comma"},
		{"two values", "1 2", "after the value"},
		{"cut", `{"a":`, "ends in the middle"},
		{"cut string", `"abc`, "ends in the middle"},
		{"control", "\"a\x01\"", "control character"},
		{"newline in text", "\"a\nb\"", "control character"},
		{"escape", `"\x"`, "no escape"},
		{"half a pair", `"\ud83c"`, "no character"},
		{"wrong pair", `"\ud83c\u0041"`, "no character"},
		{"latin-1", "\"\xe9\"", "UTF-8"},
		{"empty name", `{"":1}`, "empty"},
		{"name without quotes", `{a:1}`, "quotation marks"},
		{"nan", `NaN`, "expected here"},
		{"long", `"` + strings.Repeat("a", 1<<16) + `"`, "longer"},
		{"nothing", ``, "ends in the middle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewParser(limits).Parse(c.text, 1)
			e := (*Error)(nil)
			if !errors.As(err, &e) || !strings.Contains(e.Why.EN, c.why) {
				t.Fatalf("got %v, want %q", err, c.why)
			}
			if e.Why.ZH == "" || e.Line < 1 {
				t.Errorf("not in both languages, or no line: %+v", e)
			}
		})
	}
}

func TestLineOfARefusal(t *testing.T) {
	_, err := NewParser(limits).Parse("{\"a\":1,\n\n\"a\":2}", 5)
	e := (*Error)(nil)
	if !errors.As(err, &e) || e.Line != 7 {
		t.Errorf("got %v, want line 7", err)
	}
}

func TestStreamTakesAndSkips(t *testing.T) {
	text := "\ufeff {\"a\":\"}\\\"]\"}\n [1,[2]] 12 \"x\" true"
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text))} {
		s := NewStream(r, 0, 1)
		s.Mark()
		var got []string
		for i := 0; ; i++ {
			if _, err := s.Peek(); errors.Is(err, io.EOF) {
				break
			}
			if i == 1 {
				if err := s.Skip(); err != nil {
					t.Fatal(err)
				}
				continue
			}
			raw, line, err := s.Take(100)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 && line != 1 || i > 1 && line != 2 {
				t.Errorf("%s: value %d on line %d", name, i, line)
			}
			got = append(got, string(raw))
		}
		if want := `{"a":"}\"]"}|12|"x"|true`; strings.Join(got, "|") != want {
			t.Errorf("%s: got %s, want %s", name, strings.Join(got, "|"), want)
		}
		if s.Offset() != int64(len(text)) {
			t.Errorf("%s: offset %d, want %d", name, s.Offset(), len(text))
		}
	}
}

func TestStreamStopsAtTheLimit(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`["`), &filler{n: 100 << 20})
	s := NewStream(endless, 0, 1)
	if _, _, err := s.Take(1 << 20); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Fatalf("got %v", err)
	}
	if len(s.buf) > 4<<20 {
		t.Errorf("holds %d bytes for a limit of 1 MiB", len(s.buf))
	}
}

type filler struct{ n int }

func (f *filler) Read(p []byte) (int, error) {
	if f.n <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'a'
	}
	f.n -= len(p)
	return len(p), nil
}

func TestStreamPassesErrorsOn(t *testing.T) {
	broken := errors.New("the line is cut")
	s := NewStream(io.MultiReader(strings.NewReader("[1,"), iotest.ErrReader(broken)), 0, 1)
	if _, _, err := s.Take(100); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// FuzzParse: what is read here is JSON for encoding/json too, and a stream cuts out the
// same value.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x\u00e9"],"b":{"c":null}}`, `[]`, `"\\"`, `-0.0`, "{\"a\"\n:1}", `[[[[[[[[[1]]]]]]]]]`, `{"a":1,"a":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := NewParser(limits).Parse(s, 1)
		if err != nil {
			return
		}
		if !json.Valid([]byte(s)) {
			t.Fatalf("%q was read and is no JSON", s)
		}
		raw, _, err := NewStream(iotest.OneByteReader(strings.NewReader(s)), 0, 1).Take(limits.Bytes)
		if err != nil || string(raw) != strings.Trim(s, " \t\r\n") {
			t.Fatalf("stream: %q, %v of %q", raw, err, s)
		}
		if n.Kind == Text {
			var want string
			if err := json.Unmarshal([]byte(s), &want); err != nil || want != n.Text {
				t.Fatalf("text %q, want %q", n.Text, want)
			}
		}
	})
}
