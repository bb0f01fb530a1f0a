package body

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
)

type base struct {
	Name string `json:"name"`
}

type inner struct {
	Lot    string      `json:"lot"`
	Amount json.Number `json:"quantity"`
}

type sent struct {
	base
	At      time.Time    `json:"time"`
	Day     calendar.Day `json:"made,omitempty"`
	Takes   []inner      `json:"takes,omitempty"`
	Degrees *float64     `json:"degrees,omitempty"`
	Plot    bool         `json:"plot"`
	Count   int64        `json:"count"`
	Secret  string       `json:"-"`
}

// Every field at fault is named with its place and how it is written, a mistyped one with the name
// that was meant; what is right is read.
func TestRead(t *testing.T) {
	var in sent
	if err := Read([]byte(`{"name":"a","time":"2026-06-12T01:00:00Z","made":"2026-06-12","takes":[{"lot":"x","quantity":1.5}],"degrees":-1.5,"plot":true,"count":3}`), &in); err != nil || in.Name != "a" || in.Takes[0].Amount != "1.5" || *in.Degrees != -1.5 || in.Count != 3 {
		t.Fatalf("%+v %v", in, err)
	}
	for text, want := range map[string]string{
		`{"name":1}`:            "name",
		`{"time":"yesterday"}`:  "time",
		`{"made":"2026-02-30"}`: "made",
		`{"takes":{"lot":"x"}}`: "takes",
		`{"takes":[{"lot":"x"},{"lot":2,"quantity":"many","x":1}]}`: "takes[1].lot takes[1].quantity takes[1].x",
		`{"degrees":"warm","plot":"yes","count":1.5}`:               "count degrees plot",
		`{"nmae":"a"}`:                "nmae",
		`{"Secret":"a"}`:              "Secret",
		`[]`:                          "",
		`null x`:                      "-",
		`{"name":"a"`:                 "-",
		`{"name":"a"} {}`:             "-",
		``:                            "-",
		`{"degrees":null,"colour":1}`: "colour",
	} {
		err := Read([]byte(text), new(sent))
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Code != "bad_json" || f.Message.EN == "" {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var places []string
		for _, x := range f.Fields {
			places = append(places, x.Path)
			if x.Message.ZH == "" || x.Message.EN == "" {
				t.Errorf("%s: nothing is said at %s", text, x.Path)
			}
		}
		if got := strings.Join(places, " "); want == "-" && len(places) > 0 || want != "-" && got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	f, _ := fault.As(Read([]byte(`{"nmae":"a"}`), new(sent)))
	if !strings.Contains(f.Fields[0].Message.EN, "is it “name”") {
		t.Errorf("%v", f.Fields)
	}
}

// Whatever JSON comes, it is read or refused with a fault.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"name":"a"}`, `{"takes":[{"quantity":1}]}`, `[]`, `{"time":null,"degrees":{}}`, `{"takes":[null]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := Read(data, new(sent))
		if x, ok := fault.As(err); err != nil && (!ok || x.Kind != fault.Invalid) {
			t.Errorf("%q: %v", data, err)
		}
	})
}

func TestSchema(t *testing.T) {
	b := Body{Of: sent{}, Required: []string{"name"}, Words: map[string][]string{"name": {"a", "b"}}, Says: map[string]string{"takes.lot": "which"}, Hidden: []string{"count"}}
	if all := b.Unknown(); len(all) > 0 {
		t.Error(all)
	}
	s := b.Schema()
	p := s["properties"].(map[string]any)
	if fmt.Sprint(s["required"]) != "[name]" || p["count"] != nil || p["Secret"] != nil || s["additionalProperties"] != false {
		t.Errorf("%v", s)
	}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"name":{"enum":["a","b"],"type":"string"}`, `"time":{"format":"date-time","type":"string"}`, `"made":{"format":"date","type":"string"}`, `"degrees":{"type":"number"}`, `"plot":{"type":"boolean"}`, `"lot":{"description":"which","type":"string"}`, `"quantity":{"type":"number"}`, `"type":"array"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s is not in %s", want, raw)
		}
	}
	b.Required, b.Says = []string{"nothing"}, map[string]string{"takes.none": "x"}
	if all := b.Unknown(); len(all) != 2 || !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, "takes.none") }) {
		t.Error(all)
	}
}

// A body with a wrong element a thousand times over is answered in a few lines.
func TestReadNamesTheFirstPlaces(t *testing.T) {
	var in sent
	for _, text := range []string{
		`{"takes":[` + strings.TrimSuffix(strings.Repeat("1,", 500_000), ",") + `]}`,
		func() string {
			var b strings.Builder
			for i := range 1000 {
				fmt.Fprintf(&b, `"f%d":1,`, i)
			}
			return "{" + strings.TrimSuffix(b.String(), ",") + "}"
		}(),
	} {
		f, ok := fault.As(Read([]byte(text), &in))
		if !ok || f.Code != "bad_json" || len(f.Fields) != mostPlaces {
			t.Errorf("%.40s…: %d places", text, len(f.Fields))
		}
	}
}
