package catalog

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestFields(t *testing.T) {
	fields, err := Fields(json.RawMessage(sampleForm))
	if err != nil {
		t.Fatal(err)
	}
	want := "operator:text! opening:date resident:idnumber uscc:uscc phone:phone area:number! seats:integer kind:choice! days:multi chain:boolean remarks:textarea"
	var got []string
	for _, f := range fields {
		s := f.Name + ":" + string(f.Kind)
		if f.Required {
			s += "!"
		}
		got = append(got, s)
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	pages, err := Pages(json.RawMessage(sampleForm))
	if err != nil || len(pages) != 10 || pages[5].ID != "shop" || len(pages[5].Fields) != 2 || pages[5].Title.EN != "Your shop" || pages[0].Title.ZH != "经营者姓名" {
		t.Errorf("%+v %v", pages, err)
	}
	if fields[7].Options[1].Text.EN != "Cakes" || fields[8].Options[0].Text.ZH != "周六" {
		t.Errorf("%+v", fields[7:9])
	}
}

func TestFormRefused(t *testing.T) {
	for _, s := range []string{
		`{"type":"string"}`, `{"type":"object","properties":{"a":{"type":"object"}}}`, `{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"string"}}}`,
		`{"type":"object","properties":{"a":{"type":"string","x-kind":"colour"}}}`, `{"type":"object","required":["b"],"properties":{"a":{"type":"string"}}}`,
		`{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}`, `{"type":"object","properties":{"a":{"$ref":"https://example.invalid/x","type":"string"}}}`,
		`{"type":"object","properties":{"a":{"type":"string","enum":["x","x"]}}}`, `{"type":"object","properties":{"a":{"type":"array"}}}`, `{`,
	} {
		if _, err := Fields(json.RawMessage(s)); err == nil {
			t.Errorf("%s is taken", s)
		}
	}
	if f, err := Fields(nil); err != nil || len(f) != 0 {
		t.Errorf("%v %v", f, err)
	}
}

func TestDecodeAndValidate(t *testing.T) {
	for _, tc := range []struct {
		name string
		sent map[string][]string
		want map[string]string // place → part of the English message
	}{
		{"right", map[string][]string{"operator": {" 示例甲 "}, "area": {"１２.５"}, "seats": {"3"}, "kind": {"meals"}, "days": {"sat", "sun", "sat"}, "opening": {"2026-03-01"}, "chain": {"false", "true"}, "phone": {"0571-00000001"}, "uscc": {"91330102ma2b00019y"}, "resident": {"11010519491231002x"}}, nil},
		{"empty", map[string][]string{"operator": {" "}}, map[string]string{"operator": "Enter “Name", "area": "Enter “Area", "kind": "Choose “Kind"}},
		{"wrong", map[string][]string{"operator": {"甲"}, "area": {"big"}, "seats": {"2.5"}, "kind": {"toys"}, "days": {"mon"}, "opening": {"2026-02-30"}, "chain": {"maybe"}, "phone": {"call me"}, "uscc": {"91330102MA2B00019X"}, "resident": {"110105194912310021"}, "remarks": {strings.Repeat("多", 501)}, "colour": {"red"}},
			map[string]string{"operator": "at least 2", "area": "must be a number", "seats": "whole number", "kind": "given answers", "days": "given answers", "opening": "date that exists", "chain": "given answers", "phone": "telephone", "uscc": "credit code", "resident": "resident id", "remarks": "at most 500 characters; it has 501", "colour": "no such question"}},
		{"too little", map[string][]string{"operator": {"甲乙"}, "area": {"7.5"}, "seats": {"-1"}, "kind": {"cakes"}}, map[string]string{"area": "less than 8", "seats": "less than 0"}},
		{"too much", map[string][]string{"operator": {"甲乙"}, "area": {"5000.5"}, "kind": {"cakes"}}, map[string]string{"area": "more than 5000"}},
		{"endless", map[string][]string{"operator": {"甲乙"}, "area": {"NaN"}, "kind": {"cakes"}}, map[string]string{"area": "must be a number"}},
	} {
		values, wrong, err := Decode(json.RawMessage(sampleForm), tc.sent)
		if err != nil {
			t.Fatal(err)
		}
		more, err := Validate(json.RawMessage(sampleForm), values)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range append(wrong, more...) {
			if f.Message.ZH == "" || strings.Contains(f.Message.ZH, "%!") || strings.Contains(f.Message.EN, "%!") {
				t.Errorf("%s: %+v", tc.name, f)
			}
			if _, twice := got[f.Path]; twice {
				t.Errorf("%s: %s is told twice", tc.name, f.Path)
			}
			got[f.Path] = f.Message.EN
		}
		if len(got) != len(tc.want) {
			t.Errorf("%s: %v", tc.name, got)
		}
		for place, part := range tc.want {
			if !strings.Contains(got[place], part) {
				t.Errorf("%s: %s says %q, want %q", tc.name, place, got[place], part)
			}
		}
		if tc.name == "right" && (values["area"] != 12.5 || values["chain"] != true || values["uscc"] != "91330102MA2B00019Y" || len(values["days"].([]any)) != 2) {
			t.Errorf("%v", values)
		}
	}
}

func TestValidateConditional(t *testing.T) {
	schema := json.RawMessage(`{"type":"object","properties":{"agent":{"type":"boolean","title":"代办","x-title-en":"Agent"},"who":{"type":"string","title":"代办人","x-title-en":"Who"}},
		"if":{"properties":{"agent":{"const":true}},"required":["agent"]},"then":{"required":["who"]}}`)
	wrong, err := Validate(schema, map[string]any{"agent": true})
	if err != nil || len(wrong) != 1 || wrong[0].Path != "who" || wrong[0].Message.ZH != "请填写“代办人”。" {
		t.Errorf("%+v %v", wrong, err)
	}
	if wrong, _ = Validate(schema, map[string]any{"agent": false, "who": ""}); len(wrong) != 0 {
		t.Errorf("%+v", wrong)
	}
}

func FuzzForm(f *testing.F) {
	f.Add([]byte(sampleForm), "operator", "甲")
	f.Add([]byte(`{"type":"object","properties":{"a":{"type":"string","oneOf":[{"const":"x"}]}}}`), "a", "x")
	f.Fuzz(func(t *testing.T, schema []byte, name, value string) {
		values, _, err := Decode(schema, map[string][]string{name: {value}})
		if err != nil {
			return
		}
		wrong, err := Validate(schema, values)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wrong {
			if w.Message.ZH == "" || w.Message.EN == "" {
				t.Fatalf("%+v", w)
			}
		}
	})
}
