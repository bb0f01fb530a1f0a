package gs1

import (
	"net/url"
	"strings"
	"testing"
)

// BenchmarkBare has what any program pays for such texts without knowing GS1: taking a
// URI apart by the standard library, and a URN at its dots and colons.
func BenchmarkBare(b *testing.B) {
	const uri = "https://zsl.example/01/06901234567892/10/L20261101A/21/9?17=261231&3103=001250"
	b.Run("url-parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			u, err := url.Parse(uri)
			if err != nil || len(u.Query()) != 2 {
				b.Fatal(err)
			}
		}
	})
	b.Run("urn-split", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			parts := strings.FieldsFunc("urn:epc:class:lgtin:6901234.056789.L20261101A", func(r rune) bool { return r == ':' || r == '.' })
			if len(parts) != 7 {
				b.Fatal(parts)
			}
		}
	})
}

func BenchmarkElements(b *testing.B) {
	const scanned = "^010690123456789210L20261101A^219^172612313103001250"
	b.Run("parse-and-check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			es, err := Parse(scanned)
			if err != nil || es.Check() != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refuse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Parse("^0106901234567893"); err == nil {
				b.Fatal("a wrong check digit was let through")
			}
		}
	})
}

func BenchmarkDecompress(b *testing.B) {
	packed, err := Compress("https://zsl.example/01/06901234567892/10/L20261101A/21/9?17=261231")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decompress(packed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkURN(b *testing.B) {
	es, err := FromURN("urn:epc:id:sgtin:6901234.056789.L20261101A")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := es.URN(7); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzRoundTrip makes identifiers of every scheme and takes them through every form and back.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint8(0), uint8(7), "690123405678", "L/1")
	f.Add(uint8(10), uint8(9), "69012340567", "A-%2F")
	f.Fuzz(func(t *testing.T, which, prefix uint8, key, serial string) {
		all := append([]scheme{lotScheme}, schemes...)
		s := &all[int(which)%len(all)]
		p := 6 + int(prefix)%7
		if s.digits > 0 {
			if len(key) != s.digits || number(key) < 0 {
				return
			}
			key = s.lead + key
			if s.check {
				key += string(checkDigit([]byte(key)))
			}
			if s.pieces {
				key += "0102"
			}
		}
		es := Elements{{s.ai, key}}
		switch {
		case s.joined:
			es[0].Value += serial
			if serial == "" {
				return
			}
		case s.serialAI != "":
			es = append(es, Element{s.serialAI, serial})
		}
		if _, err := (Lenience{}).rows(es); err != nil {
			return
		}
		if s.none != "" && serial == s.none || s.digits == 0 && (len(key) <= p || number(key[:p]) < 0) {
			return // the two a URN cannot say
		}
		roundTrip(t, es, p)
	})
}
