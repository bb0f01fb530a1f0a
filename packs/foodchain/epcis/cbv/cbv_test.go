package cbv

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/testenv"
)

func TestNormalize(t *testing.T) {
	for _, c := range []struct {
		list *List
		in   string
		want string // "" for refused
	}{
		{Steps, "receiving", Web + "BizStep-receiving"},
		{Steps, "urn:epcglobal:cbv:bizstep:receiving", Web + "BizStep-receiving"},
		{Steps, Web + "BizStep-receiving", Web + "BizStep-receiving"},
		{Steps, "http://steps.example/sun-drying", "http://steps.example/sun-drying"},
		{Steps, "sun-drying", ""},
		{Steps, "Receiving", ""},
		{Steps, "urn:epcglobal:cbv:bizstep:sun-drying", ""},
		{Steps, "urn:epcglobal:cbv:disp:active", ""},
		{Steps, Web + "BizStep-sun-drying", ""},
		{Steps, "", ""},
		{Dispositions, "in_transit", Web + "Disp-in_transit"},
		{Transactions, "urn:epcglobal:cbv:btt:po", Web + "BTT-po"},
		{Parties, "location", Web + "SDT-location"},
		{Parties, Web + "my_own_party", Web + "my_own_party"},
		{Reasons, "incorrect_data", Web + "ER-incorrect_data"},
		{Components, "x", Web + "Comp-x"},
		{Properties, "Temperature", Voc + "Temperature"},
		{Properties, Voc + "Temperature", Voc + "Temperature"},
		{Properties, Voc + "Sweetness", Voc + "Sweetness"},
		{Properties, "EffectiveDoseRate", Voc + "EffectiveDoseRate"},
		{Properties, "Sweetness", ""},
		{Exceptions, "ALARM_CONDITION", Voc + "ALARM_CONDITION"},
	} {
		got, ok := c.list.Normalize(c.in)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s %q: %q, %v; want %q", c.list.Name, c.in, got, ok, c.want)
		}
	}
}

func TestFromURN(t *testing.T) {
	for in, want := range map[string]string{
		"urn:epcglobal:cbv:bizstep:receiving": Web + "BizStep-receiving", "urn:epcglobal:cbv:er:did_not_occur": Web + "ER-did_not_occur",
		"urn:epcglobal:cbv:bt:0614141073467:1152": "", "receiving": "", "urn:epcglobal:cbv:bizstep:": "",
	} {
		if got, ok := FromURN(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", in, got, ok)
		}
	}
}

func TestWord(t *testing.T) {
	if got := Steps.Word(Web + "BizStep-packing"); got != "packing" {
		t.Errorf("got %q", got)
	}
	if got := Steps.Word("http://steps.example/packing"); got != "" {
		t.Errorf("somebody's own: %q", got)
	}
}

// TestWordsOfTheStandard holds the typed lists against the published ontology, both ways.
func TestWordsOfTheStandard(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(testenv.Shared(t, "conformance/epcis"), "vocab/CBV.jsonld"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Graph []struct {
			ID string `json:"@id"`
		} `json:"@graph"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	for _, l := range []*List{Steps, Dispositions, Transactions, Parties, Reasons, Components} {
		prefix := "cbv:" + strings.TrimPrefix(l.Web, Web)
		published := 0
		for _, g := range doc.Graph {
			word, of := strings.CutPrefix(g.ID, prefix)
			if !of {
				continue
			}
			published++
			if _, ok := l.words[word]; !ok {
				t.Errorf("%s lacks %q", l.Name, word)
			}
		}
		if published != len(l.words) || published == 0 {
			t.Errorf("%s: %d words published, %d here", l.Name, published, len(l.words))
		}
	}
}
