package linkset

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/gs1"
)

// known is a resolver's memory for tests.
func known(sets ...Set) func(string) (Set, bool) {
	return func(anchor string) (Set, bool) {
		for _, s := range sets {
			if s.Anchor == anchor {
				return s, true
			}
		}
		return Set{}, false
	}
}

func ask(t *testing.T, uri, accept, language string) Request {
	t.Helper()
	r, err := ReadRequest(uri, accept, language)
	if err != nil {
		t.Fatal(uri, err)
	}
	return r
}

func TestSharedLinkset(t *testing.T) {
	raw, err := os.ReadFile(testenv.Shared(t, "conformance/epcis/digital-link/resolver/linkset.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	s := d.Sets[0]
	if len(d.Sets) != 1 || len(s.Groups) != 4 || len(s.Of(Relation("gs1:pip"))) != 4 || s.Of(DefaultLink)[0].Href != "https://dalgiardino.com/medicinal-compound/" || s.Description == "" {
		t.Errorf("read %+v", s)
	}
	out, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(out)
	if err != nil {
		t.Fatal(err)
	}
	if twice, _ := json.Marshal(again); string(twice) != string(out) {
		t.Errorf("written %s, then %s", out, twice)
	}
}

// TestSharedEntries asks for every link of the entries by its own type and language.
func TestSharedEntries(t *testing.T) {
	for _, name := range []string{"test_01_09506000134352.json", "test_8004_095060001343.json"} {
		raw, err := os.ReadFile(testenv.Shared(t, "conformance/epcis/digital-link/resolver/"+name))
		if err != nil {
			t.Fatal(err)
		}
		var entry struct {
			Anchor, DefaultLinktype string
			Links                   []struct {
				Linktype string
				Target
			}
		}
		if err := json.Unmarshal(raw, &entry); err != nil {
			t.Fatal(err)
		}
		s := Set{Anchor: "https://id.gs1.org" + entry.Anchor}
		for _, l := range entry.Links {
			s.Add(l.Linktype, l.Target)
			if l.Linktype == entry.DefaultLinktype {
				s.Add(DefaultLinkMulti, l.Target)
			}
		}
		for _, l := range entry.Links {
			uri := "https://id.example" + entry.Anchor + "?linkType=" + l.Linktype
			if d := Resolve(ask(t, uri, "text/html", l.Language[0]), known(s)); d.Status != 307 || d.Location != l.Href {
				t.Errorf("%s in %s: %d %s, want %s", uri, l.Language[0], d.Status, d.Location, l.Href)
			}
		}
	}
}

func fruit() (item, lot Set) {
	item = Set{Anchor: "https://id.gs1.org/01/06901234567892", Description: "bayberries"}
	item.Add("gs1:defaultLink", Target{Href: "https://zsl.example/berries"})
	item.Add("gs1:defaultLinkMulti", Target{Href: "https://zsl.example/berries/zh", Type: "text/html", Language: []string{"zh"}})
	item.Add("gs1:defaultLinkMulti", Target{Href: "https://zsl.example/berries/en", Type: "text/html", Language: []string{"en"}})
	item.Add("gs1:pip", Target{Href: "https://zsl.example/p?a=1#top", Type: "text/html"})
	item.Add("gs1:recipeInfo", Target{Href: "https://zsl.example/r1"})
	item.Add("gs1:recipeInfo", Target{Href: "https://zsl.example/r2"})
	item.Add("gs1:masterData", Target{Href: "https://zsl.example/m.json", Type: "application/json"})
	item.Add("gs1:masterData", Target{Href: "https://zsl.example/m.html", Type: "text/html"})
	item.Add("gs1:support", Target{Href: "https://zsl.example/s", Context: []string{"shop"}})
	item.Add("gs1:support", Target{Href: "https://zsl.example/s2"})
	item.Add("gs1:epcis", Target{Href: "https://zsl.example/epcis", KeepOut: true})
	lot = Set{Anchor: "https://id.gs1.org/01/06901234567892/10/L1"}
	lot.Add("traceability", Target{Href: "https://zsl.example/trace/L1"})
	return item, lot
}

func TestResolve(t *testing.T) {
	item, lot := fruit()
	const gtin, full = "https://id.example/01/06901234567892", "https://id.example/01/06901234567892/10/L1/21/S"
	for _, c := range []struct {
		what, uri, accept, language string
		status                      int
		location                    string
	}{
		{"default", gtin, "", "", 307, "https://zsl.example/berries"},
		{"default in a language", gtin, "text/html", "zh-CN,zh;q=0.9,en;q=0.8", 307, "https://zsl.example/berries/zh"},
		{"default in another", gtin, "*/*", "en-GB", 307, "https://zsl.example/berries/en"},
		{"default in a language nobody wrote", gtin, "text/html", "fr", 307, "https://zsl.example/berries"},
		{"refused language", gtin, "", "zh;q=0,en;q=0.1", 307, "https://zsl.example/berries/en"},
		{"type of the lot", full + "?linkType=gs1:traceability", "", "", 307, "https://zsl.example/trace/L1"},
		{"type of the item from the unit", full + "?linkType=https://ref.gs1.org/voc/pip", "", "", 307, "https://zsl.example/p?a=1#top"},
		{"query passed on", gtin + "?linkType=pip&17=261231&x=%20y", "", "", 307, "https://zsl.example/p?a=1&17=261231&x=%20y#top"},
		{"query kept out", gtin + "?linkType=gs1:epcis&x=1", "", "", 307, "https://zsl.example/epcis"},
		{"media type", gtin + "?linkType=gs1:masterData", "application/json", "", 307, "https://zsl.example/m.json"},
		{"media type by quality", gtin + "?linkType=gs1:masterData", "application/*;q=0.2,text/html", "", 307, "https://zsl.example/m.html"},
		{"no context", gtin + "?linkType=gs1:support", "", "", 307, "https://zsl.example/s2"},
		{"context", gtin + "?linkType=gs1:support&context=shop", "", "", 307, "https://zsl.example/s"},
		{"several", gtin + "?linkType=gs1:recipeInfo", "", "", 300, ""},
		{"type nobody set", gtin + "?linkType=gs1:faqs", "", "", 404, ""},
		{"linkset by type", full + "?linkType=linkset", "", "", 200, ""},
		{"linkset by header", gtin, "application/linkset+json", "", 200, ""},
		{"old word for linkset", gtin + "?linkType=all", "", "", 200, ""},
		{"unknown thing", "https://id.example/01/06901234000016", "", "", 404, ""},
		{"short name and other host", "http://any.example/shop/gtin/06901234567892/lot/L1?linkType=traceability", "", "", 307, "https://zsl.example/trace/L1"},
	} {
		d := Resolve(ask(t, c.uri, c.accept, c.language), known(item, lot))
		if d.Status != c.status || d.Location != c.location {
			t.Errorf("%s: %d %q, want %d %q", c.what, d.Status, d.Location, c.status, c.location)
		}
		if c.status >= 300 && c.status != 307 && (d.Why.ZH == "" || d.Why.EN == "") {
			t.Errorf("%s: no word why", c.what)
		}
		if c.status == 300 && len(d.Choices) != 2 {
			t.Errorf("%s: choices %v", c.what, d.Choices)
		}
	}
	d := Resolve(ask(t, full+"?linkType=linkset", "", ""), known(item, lot))
	if len(d.Document.Sets) != 2 || d.Document.Sets[0].Anchor != lot.Anchor {
		t.Errorf("the linkset has %+v", d.Document.Sets)
	}
	if d.Header != `<https://id.example/01/06901234567892/10/L1/21/S?linkType=linkset>; rel="linkset"; type="application/linkset+json"` || d.Vary == "" {
		t.Errorf("header %s, vary %s", d.Header, d.Vary)
	}
	var bare Set
	bare.Anchor = item.Anchor
	bare.Add("gs1:pip", Target{Href: "https://zsl.example/p"})
	if d := Resolve(ask(t, gtin, "", ""), known(bare)); d.Status != 200 || d.Why.EN == "" {
		t.Errorf("without a default link: %+v", d)
	}
}

func TestLevels(t *testing.T) {
	link, err := gs1.ParseLink("https://x.example/01/06901234567892/22/V/10/L/21/S?17=261231")
	if err != nil {
		t.Fatal(err)
	}
	const g = "https://id.gs1.org/01/06901234567892"
	want := []string{g + "/22/V/10/L/21/S", g + "/21/S", g + "/22/V/10/L", g + "/10/L", g + "/22/V", g}
	if got := Levels(link); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("levels %q", got)
	}
}

func TestParseRefusals(t *testing.T) {
	for _, c := range []struct{ in, place string }{
		{`[]`, "linkset"},
		{`{"linkset":{}}`, "linkset"},
		{`{"linkset":[7]}`, "linkset.0"},
		{`{"linkset":[{"anchor":7}]}`, "linkset.0.anchor"},
		{`{"linkset":[{"https://gs1.org/voc/pip":{"href":"https://a.example"}}]}`, "linkset.0.https://gs1.org/voc/pip"},
		{`{"linkset":[{"https://gs1.org/voc/pip":[{"title":"x"}]}]}`, "linkset.0.https://gs1.org/voc/pip.0.href"},
		{`{"linkset":[{"https://gs1.org/voc/pip":[{"href":"javascript:alert(1)"}]}]}`, "linkset.0.https://gs1.org/voc/pip.0.href"},
		{`{"linkset":[{"https://gs1.org/voc/pip":[{"href":"https://a.example","hreflang":"zh"}]}]}`, "linkset.0.https://gs1.org/voc/pip"},
	} {
		_, err := Parse([]byte(c.in))
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Path != c.place {
			t.Errorf("%s: %v, want the place %s", c.in, err, c.place)
		}
	}
	if _, err := ReadRequest("https://x.example/page", "", ""); !errors.As(err, new(*gs1.Error)) {
		t.Errorf("a page: %v", err)
	}
	if _, err := ReadRequest("(01)06901234567892", "", ""); err == nil {
		t.Error("an element string is no request")
	}
}

func TestText(t *testing.T) {
	s := Set{Anchor: "https://id.gs1.org/01/06901234567892"}
	s.Add("gs1:pip", Target{Href: "https://zsl.example/p", Title: `a "b"`, Type: "text/html", Language: []string{"en", "zh"}})
	s.Add("gs1:pip", Target{Href: "https://zsl.example/q", Title: "杨梅"})
	want := `<https://zsl.example/p>; rel="https://gs1.org/voc/pip"; anchor="https://id.gs1.org/01/06901234567892"; type="text/html"; hreflang="en"; hreflang="zh"; title="a \"b\"",
<https://zsl.example/q>; rel="https://gs1.org/voc/pip"; anchor="https://id.gs1.org/01/06901234567892"; title*=UTF-8''%E6%9D%A8%E6%A2%85`
	if got := (Document{Sets: []Set{s}}).Text(); got != want {
		t.Errorf("text\n%s\nwant\n%s", got, want)
	}
}

func TestTypes(t *testing.T) {
	seen := map[string]bool{}
	for _, typ := range Types {
		if seen[typ.Name] || typ.Title.ZH == "" || typ.Title.EN == "" || Relation("gs1:"+typ.Name) != typ.IRI() || Relation(typ.Name) != typ.IRI() {
			t.Errorf("type %+v", typ)
		}
		seen[typ.Name] = true
	}
	if Relation("https://schema.org/image") != "https://schema.org/image" {
		t.Error("a foreign relation changed")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"linkset":[{"anchor":"https://a.example","https://gs1.org/voc/pip":[{"href":"https://b.example","hreflang":["zh"],"fwqs":false}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse(data)
		if err != nil {
			return
		}
		_ = d.Text()
		out, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(out); err != nil {
			t.Errorf("%s became %s: %v", data, out, err)
		}
	})
}

func FuzzResolve(f *testing.F) {
	f.Add("https://id.example/01/06901234567892/10/L1?linkType=gs1:pip&x=1", "text/html;q=0.5,*/*", "zh-CN-x-a,en;q=0.1")
	f.Fuzz(func(t *testing.T, uri, accept, language string) {
		r, err := ReadRequest(uri, accept, language)
		if err != nil {
			return
		}
		item, lot := fruit()
		d := Resolve(r, known(item, lot))
		if (d.Status == 307) != (d.Location != "") || strings.ContainsAny(d.Location, "\r\n") {
			t.Errorf("%q: %+v", uri, d)
		}
	})
}
