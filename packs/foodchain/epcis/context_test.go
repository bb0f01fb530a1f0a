package epcis_test

import (
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// The context of JSON-LD in the forms in which it comes. Nothing is fetched: an address
// stands for the standard's prefixes, which are always there, and for no others.
func TestContexts(t *testing.T) {
	event := `{"@context":%,"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"ex:a":"b"}`
	ends := func(t *testing.T, context string) string {
		t.Helper()
		e, err := epcis.Parse(strings.Replace(event, "%", context, 1), nil, epcis.DefaultLimits)
		if err != nil {
			return err.(*epcis.Refusal).Problems[0].Rule
		}
		_, end, _ := strings.Cut(epcis.PreHash(e), "action=OBSERVE")
		return end
	}
	for _, c := range []struct{ name, context, want string }{
		{"an object", `{"ex":"https://a.example/"}`, "{https://a.example/}a=b"},
		{"a list of address and objects", `["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ey":"https://c.example/"},{"ex":"https://a.example/"}]`, "{https://a.example/}a=b"},
		{"lists in lists", `[["https://ctx.example/own.jsonld",[{"ex":"https://a.example/"}]]]`, "{https://a.example/}a=b"},
		{"a term with @id", `{"ex":{"@id":"https://a.example/","@prefix":true}}`, "{https://a.example/}a=b"},
		{"a prefix made of another", `{"own":"https://a.example/","ex":"own:deep/"}`, "{https://a.example/deep/}a=b"},
		{"a prefix made of the standard's", `{"ex":"gs1:"}`, "{https://gs1.org/voc/}a=b"},
		{"the later of two", `[{"ex":"https://c.example/"},{"ex":"https://a.example/"}]`, "{https://a.example/}a=b"},
		{"keywords and aliases beside it", `{"@version":1.1,"@vocab":"https://v.example/","kind":"@type","ex":"https://a.example/","note":{"@container":"@list"}}`, "{https://a.example/}a=b"},
		{"an address alone", `"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"`, "undeclared_prefix"},
		{"a prefix that stands for nothing", `{"ex":""}`, "undeclared_prefix"},
		{"a prefix that is taken back", `{"ex":null}`, "undeclared_prefix"},
		{"null", `null`, "context"},
		{"a number in the list", `["https://a.example/",7]`, "context"},
		{"no address", `"prefixes"`, "context"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ends(t, c.context); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A document may have its context after its events, and an event may stand alone in the body.
func TestContextBehindTheEvents(t *testing.T) {
	const want = "eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVE{https://a.example/}a=b"
	event := `{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"ex:a":"b"}`
	for _, text := range []string{
		`{"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-18T12:00:00Z","epcisBody":{"eventList":[` + event + `]},"@context":{"ex":"https://a.example/"}}`,
		`{"epcisBody":{"queryResults":{"resultsBody":{"eventList":[` + event + `]},"queryName":"q"}},"@context":{"ex":"https://a.example/"},"type":"EPCISQueryDocument"}`,
		`{"@context":{"ex":"https://a.example/"},"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-18T12:00:00Z","epcisHeader":{"epcisMasterData":{"vocabularyList":[{"type":"urn:epcglobal:epcis:vtype:BusinessLocation","vocabularyElementList":[]}]}},"epcisBody":{"event":` + event + `}}`,
	} {
		all, err := readText(text)
		if err != nil || len(all) != 1 {
			t.Errorf("%d events, %v: %s", len(all), err, text)
			continue
		}
		if got := epcis.PreHash(all[0]); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}
