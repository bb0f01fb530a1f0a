package epcis_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

func TestIDNamesItsDigest(t *testing.T) {
	e := mustParse(t, objectEvent)
	sum := sha256.Sum256([]byte(epcis.PreHash(e)))
	if got, want := epcis.Hash(e), "ni:///sha-256;"+hex.EncodeToString(sum[:])+"?ver=CBV2.0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if epcis.Digest(e) != sum {
		t.Error("the digest is another")
	}
	if epcis.PublishedHash(e) != epcis.Hash(e) {
		t.Error("an ordinary event has two ids")
	}
}

// Rule 9: the fourth decimal of a second rounds, 5 upward, also over a minute and a year.
func TestRounding(t *testing.T) {
	for in, want := range map[string]string{
		"2026-06-01T08:30:00+08:00":                    "2026-06-01T00:30:00.000Z",
		"2026-06-01T00:30:00.1Z":                       "2026-06-01T00:30:00.100Z",
		"2026-06-01T00:30:00.1224Z":                    "2026-06-01T00:30:00.122Z",
		"2026-06-01T00:30:00.1225Z":                    "2026-06-01T00:30:00.123Z",
		"2026-06-01T00:30:00.1235Z":                    "2026-06-01T00:30:00.124Z",
		"2026-06-01T00:30:00.12249999999999999999999Z": "2026-06-01T00:30:00.122Z",
		"2026-06-01T00:30:00.9994Z":                    "2026-06-01T00:30:00.999Z",
		"2026-06-01T00:30:00.9995Z":                    "2026-06-01T00:30:01.000Z",
		"2026-12-31T23:59:59.9995Z":                    "2027-01-01T00:00:00.000Z",
		"2026-06-01T00:30:00.000-14:00":                "2026-06-01T14:30:00.000Z",
	} {
		e := mustParse(t, replace(t, objectEvent, "2026-06-01T08:30:00+08:00", in))
		for _, text := range []string{epcis.PreHash(e), epcis.PublishedPreHash(e)} {
			if !strings.Contains(text, "eventTime="+want+"eventTimeZoneOffset") {
				t.Errorf("%s: want %s in %s", in, want, text)
			}
		}
	}
}

// What says the same has one id by the rules.
func TestSameEventSameID(t *testing.T) {
	id := epcis.Hash(mustParse(t, objectEvent))
	for name, text := range map[string]string{
		"offset of the instant": replace(t, objectEvent, "2026-06-01T08:30:00+08:00", "2026-06-01T00:30:00.000Z"),
		"URN":                   replace(t, objectEvent, "https://id.gs1.org/01/06901234000016/21/A1", "urn:epc:id:sgtin:6901234.000001.A1"),
		"own host and query":    replace(t, objectEvent, "https://id.gs1.org/01/06901234000016/21/A1", "https://shop.example/01/06901234000016/21/A1?17=270101"),
		"word as URN":           replace(t, objectEvent, `"commissioning"`, `"urn:epcglobal:cbv:bizstep:commissioning"`),
		"word as CURIE":         replace(t, objectEvent, `"commissioning"`, `"cbv:BizStep-commissioning"`),
		"zeros":                 replace(t, objectEvent, `12.5`, `12.500`),
		"exponent":              replace(t, objectEvent, `12.5`, `1.25e1`),
		"event id":              replace(t, objectEvent, `"action"`, `"eventID":"urn:uuid:7","recordTime":"2026-06-02T00:00:00Z","action"`),
		"error declaration":     replace(t, objectEvent, `"action"`, `"errorDeclaration":{"declarationTime":"2026-06-02T00:00:00Z"},"action"`),
		"comment":               replace(t, objectEvent, `"action"`, `"rdfs:comment":"well done","action"`),
		"another prefix":        replace(t, objectEvent, `"type":"ObjectEvent"`, `"@context":{"ey":"https://ns.example.com/epcis/"},"type":"ObjectEvent"`, `"ex:note"`, `"ey:note"`),
		"white space":           replace(t, objectEvent, `"first picking"`, `"  first picking\n"`),
		"order":                 replace(t, objectEvent, `"type":"ObjectEvent",`, ``, `"ex:note":"first picking"`, `"ex:note":"first picking","type":"ObjectEvent"`),
	} {
		if got := epcis.Hash(mustParse(t, text)); got != id {
			t.Errorf("%s: another id\n%s\n%s", name, epcis.PreHash(mustParse(t, text)), epcis.PreHash(mustParse(t, objectEvent)))
		}
	}
}

// What says something else has another.
func TestOtherEventOtherID(t *testing.T) {
	seen := map[string]string{epcis.Hash(mustParse(t, objectEvent)): "itself"}
	for name, text := range map[string]string{
		"time":      replace(t, objectEvent, "08:30:00+", "08:30:01+"),
		"offset":    replace(t, objectEvent, `"+08:00","action"`, `"+09:00","action"`),
		"serial":    replace(t, objectEvent, "21/A1", "21/a1"),
		"quantity":  replace(t, objectEvent, "12.5", "12.6"),
		"unit":      replace(t, objectEvent, "KGM", "GRM"),
		"step":      replace(t, objectEvent, "commissioning", "encoding"),
		"note":      replace(t, objectEvent, "first picking", "second picking"),
		"grade":     replace(t, objectEvent, `"A"`, `"B"`),
		"namespace": replace(t, objectEvent, `"type":"ObjectEvent"`, `"@context":{"ex":"https://other.example/"},"type":"ObjectEvent"`),
		"unset":     replace(t, objectEvent, `"set"`, `"unset"`),
		"no place":  replace(t, objectEvent, `"readPoint":{"id":"https://id.gs1.org/414/6901234000504"},`, ``),
	} {
		id := epcis.Hash(mustParse(t, text))
		if other, taken := seen[id]; taken {
			t.Errorf("%s has the id of %s", name, other)
		}
		seen[id] = name
	}
}

// The known defects of the reference program are not ours: a value that equals a word of
// the vocabulary stays, a namespace of the document before is forgotten, true is true.
func TestDefectsNotCopied(t *testing.T) {
	e := mustParse(t, replace(t, objectEvent, `"first picking"`, `"commissioning"`))
	for _, text := range []string{epcis.PreHash(e), epcis.PublishedPreHash(e)} {
		if !strings.Contains(text, "{https://ns.example.com/epcis/}note=commissioning") {
			t.Errorf("a note was taken for a step: %s", text)
		}
	}
	if _, err := epcis.Parse(objectEvent, nil, epcis.DefaultLimits); err == nil {
		t.Error("a prefix that only an earlier document declared was known")
	}
	sensor := mustParse(t, sensorEvent)
	if text := epcis.PreHash(sensor); !strings.Contains(text, "booleanValue=true") {
		t.Errorf("by the rules: %s", text)
	}
	if text := epcis.PublishedPreHash(sensor); !strings.Contains(text, "booleanValue=True") {
		t.Errorf("as published: %s", text)
	}
}

func TestTextsAreNoQuantities(t *testing.T) {
	e := mustParse(t, replace(t, sensorEvent, `"booleanValue":true`, `"stringValue":"007"`, `"f0a1"`, `"0010"`))
	if text := epcis.PreHash(e); !strings.Contains(text, "stringValue=007") || !strings.Contains(text, "hexBinaryValue=0010") {
		t.Errorf("changed: %s", text)
	}
}

func TestExtensionsKeepTheirShape(t *testing.T) {
	e := mustParse(t, replace(t, objectEvent, `"ex:note":"first picking"`,
		`"ex:b":[{"ex:z":2,"ex:a":"1.0"},"x",true,[3]],"https://other.example/voc/whole":"w","ex:empty":{},"ex:none":null`))
	want := "{https://ns.example.com/epcis/}b=3{https://ns.example.com/epcis/}b=true{https://ns.example.com/epcis/}b=x" +
		"{https://ns.example.com/epcis/}b{https://ns.example.com/epcis/}a=1{https://ns.example.com/epcis/}z=2" +
		"{https://ns.example.com/epcis/}empty{https://ns.example.com/epcis/}none{https://other.example/voc/}whole=w"
	if text := epcis.PreHash(e); !strings.HasSuffix(text, want) {
		t.Errorf("got %s\nwant …%s", text, want)
	}
	if len(e.Extensions) != 7 || e.Extensions[0].Fields[0].Key() != "{https://ns.example.com/epcis/}z" {
		t.Errorf("the order of the fields is lost: %+v", e.Extensions)
	}
}

func TestParseNumber(t *testing.T) {
	for in, want := range map[string]epcis.Number{
		"0": "0", "-0": "0", "-0.0": "0", "1.0": "1", "1.50": "1.5", "007": "7", "+5": "5", ".5": "0.5", "5.": "5", "-.5": "-0.5",
		"1e3": "1000", "1.25E+1": "12.5", "125e-3": "0.125", "1e-7": "0.0000001", "66852353581110597537": "66852353581110597537",
		"0.3434": "0.3434", "1e-0": "1",
	} {
		if got, ok := epcis.ParseNumber(in); !ok || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", ".", "-", "1.2.3", "1e", "1e+", "0x10", "1_000", "inf", "NaN", "1e999999999999", "1 000", "１２", "2026-06-01"} {
		if got, ok := epcis.ParseNumber(in); ok {
			t.Errorf("%q was read as %q", in, got)
		}
	}
}

// Against exact fractions: the value stays, and comparing agrees.
func TestNumbersAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	random := func() string {
		s := strings.Repeat("0", r.IntN(3)) + big.NewInt(r.Int64N(1e9)).String()
		if r.IntN(2) == 0 {
			s += "." + big.NewInt(r.Int64N(1e6)).String() + strings.Repeat("0", r.IntN(3))
		}
		if r.IntN(3) == 0 {
			s += "e" + big.NewInt(r.Int64N(24)-12).String()
		}
		if r.IntN(2) == 0 {
			s = "-" + s
		}
		return s
	}
	fraction := func(s string) *big.Rat {
		v, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("no fraction: %s", s)
		}
		return v
	}
	for range 5000 {
		a, b := random(), random()
		x, okX := epcis.ParseNumber(a)
		y, okY := epcis.ParseNumber(b)
		if !okX || !okY || fraction(string(x)).Cmp(fraction(a)) != 0 {
			t.Fatalf("%s became %s, %s became %s", a, x, b, y)
		}
		if got, want := x.Compare(y), fraction(a).Cmp(fraction(b)); got != want {
			t.Fatalf("%s against %s: %d, want %d", a, b, got, want)
		}
		if again, ok := epcis.ParseNumber(string(x)); !ok || again != x {
			t.Fatalf("%s is not its own form: %s", x, again)
		}
	}
}

func TestIgnoredFields(t *testing.T) {
	e := mustParse(t, objectEvent)
	before := epcis.Hash(mustParse(t, replace(t, objectEvent, `,"ex:note":"first picking"`, ``)))
	e.Ignored = []epcis.Field{{Space: "https://ns.example.com/epcis/", Name: "note"}}
	if epcis.Hash(e) != before {
		t.Error("a field that a repository added counts")
	}
}

// By the rules a number stays what it is; the reference program takes it through floating
// point, and writes null as a word.
func TestNumbersAsPublished(t *testing.T) {
	for in, want := range map[string][2]string{
		`"66852353581110597537"`: {"=66852353581110597537", "=66852353581110599680"},
		`9007199254740993`:       {"=9007199254740993", "=9007199254740992"},
		`0.00001`:                {"=0.00001", "=1e-05"},
		`0.0001`:                 {"=0.0001", "=0.0001"},
		`"0.10"`:                 {"=0.1", "=0.1"},
		`-0.0`:                   {"=0", "=0"},
		`"1e3"`:                  {"=1000", "=1000"},
		`"007"`:                  {"=7", "=7"},
		`"7 kg"`:                 {"=7 kg", "=7 kg"},
		`null`:                   {"", "=None"},
	} {
		e := mustParse(t, replace(t, objectEvent, `"first picking"`, in))
		for i, text := range []string{epcis.PreHash(e), epcis.PublishedPreHash(e)} {
			if _, got, _ := strings.Cut(text, "{https://ns.example.com/epcis/}note"); !strings.HasPrefix(got, want[i]+"{") && got != want[i] && !strings.HasPrefix(got, want[i]+"sourceList") {
				t.Errorf("%s: got %q, want %q", in, got, want[i])
			}
		}
	}
}
