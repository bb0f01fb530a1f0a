package idnum

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

const plainAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func ofAlphabet(alphabet string, n int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[rapid.IntRange(0, len(alphabet)-1).Draw(t, "c")]
		}
		return string(b)
	})
}

var someUSCC = rapid.Custom(func(t *rapid.T) string {
	s := ofAlphabet(usccAlphabet, 2).Draw(t, "authority") + ofAlphabet("0123456789", 6).Draw(t, "division") + ofAlphabet(usccAlphabet, 9).Draw(t, "organisation")
	c, err := MakeUSCC(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(c)
})

var someResident = rapid.Custom(func(t *rapid.T) string {
	d := rapid.SampledFrom(zhejiangRows).Draw(t, "division").code
	birth := rapid.Int32Range(int32(day("19000101")), int32(today)).Draw(t, "birth")
	y := dashless(birth)
	r, err := MakeResident(d + y + ofAlphabet("0123456789", 3).Draw(t, "order"))
	if err != nil {
		t.Fatal(err)
	}
	return string(r)
})

// TestEveryWrongCharacterIsCaught, wherever the scheme guarantees it.
func TestEveryWrongCharacterIsCaught(t *testing.T) {
	schemes := map[string]struct {
		some     *rapid.Generator[string]
		alphabet string
		whole    bool // letters too
		check    func(string) bool
	}{
		"uscc":     {someUSCC, usccAlphabet, true, func(s string) bool { return mod31(s[:17]) == s[17] }},
		"resident": {someResident, "0123456789", false, func(s string) bool { return mod11x2(s[:17]) == s[17] }},
		"ecert": {rapid.Map(ofAlphabet(plainAlphabet, 30), func(s string) string { return s + string(mod37x36(s)) }), plainAlphabet, true,
			func(s string) bool { return mod37x36(s[:30]) == s[30] }},
		"travel document": {rapid.Map(ofAlphabet("0123456789", 14), func(s string) string { return s + string(mod10x731(s)) }), "0123456789", false,
			func(s string) bool { return mod10x731(s[:14]) == s[14] }},
		"organisation": {rapid.Map(ofAlphabet("0123456789", 8), func(s string) string { return s + string(mod11(s)) }), "0123456789", false,
			func(s string) bool { return mod11(s[:8]) == s[8] }},
	}
	for name, sc := range schemes {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := sc.some.Draw(t, "value")
				if !sc.check(s) {
					t.Fatalf("%s fails its own check", s)
				}
				i := rapid.IntRange(0, len(s)-1).Draw(t, "place")
				c := sc.alphabet[rapid.IntRange(0, len(sc.alphabet)-1).Draw(t, "other")]
				if c == s[i] || !sc.whole && !isDigit(rune(s[i])) {
					return
				}
				if wrong := s[:i] + string(c) + s[i+1:]; sc.check(wrong) {
					t.Fatalf("%s and %s both pass", s, wrong)
				}
			})
		})
	}
}

// TestEverySwapOfNeighboursIsCaught by the two systems that promise it.
func TestEverySwapOfNeighboursIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for kind, some := range map[Kind]*rapid.Generator[string]{KindUSCC: someUSCC, KindResident: someResident} {
			s := some.Draw(t, "value")
			i := rapid.IntRange(0, 16).Draw(t, "place")
			if s[i] == s[i+1] {
				continue
			}
			wrong := s[:i] + string(s[i+1]) + string(s[i]) + s[i+2:]
			if _, err := Check(kind, wrong, today); err == nil {
				t.Fatalf("%s and %s both pass", s, wrong)
			}
		}
	})
}

// TestRoundTrips: what is accepted is stored in one form, which is accepted again unchanged,
// however a person typed it.
func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := ECert{Type: someUSCC.Draw(t, "type") + "001", Issuer: someUSCC.Draw(t, "issuer"),
			Serial: ofAlphabet(plainAlphabet, rapid.IntRange(1, maxECertSerial).Draw(t, "n")).Draw(t, "serial"), Version: rapid.IntRange(1, 999).Draw(t, "version")}
		impl := ImplCode(someUSCC.Draw(t, "body") + "4" + "33" + ofAlphabet("0123456789", 10).Draw(t, "base"))
		no, err := CaseNumber(impl, today, rapid.IntRange(1, maxSerial).Draw(t, "serial"))
		if err != nil {
			t.Fatal(err)
		}
		for kind, s := range map[Kind]string{KindUSCC: someUSCC.Draw(t, "uscc"), KindResident: someResident.Draw(t, "resident"), KindECert: e.String(), KindItem: string(impl), KindCase: string(no)} {
			id, err := Check(kind, typed(t, s), today)
			if err != nil || id.String() != s {
				t.Fatalf("%s %s came back as %v, %v", kind, s, id, err)
			}
		}
		if back, err := ParseECert(e.String()); err != nil || back != e {
			t.Fatalf("%v came back as %v, %v", e, back, err)
		}
	})
}

// typed writes s as people do: small letters, full-width characters, spaces, hyphens.
func typed(t *rapid.T, s string) string {
	var b strings.Builder
	for _, r := range s {
		switch rapid.IntRange(0, 7).Draw(t, "way") {
		case 0:
			r += 0xFEE0
		case 1:
			b.WriteString(" ")
		case 2:
			b.WriteString("-")
		case 3:
			r = []rune(strings.ToLower(string(r)))[0]
		}
		b.WriteRune(r)
	}
	return b.String()
}

// FuzzCheck: no bytes make a parser panic; an error always says why in both languages;
// what is accepted is accepted again in its canonical form.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"91350100M000100Y43", "11010519491231002x", "D2143569-X", "KAZ110090123105", "H1234567801", "1234567890(B)", "330102001005",
		"370117002011", "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U", "", "\xff\xfe", "11010519491231002X", "é1234567"} {
		for i := range Kinds {
			f.Add(uint8(i), s, int32(today))
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, s string, on int32) {
		k := Kinds[int(kind)%len(Kinds)]
		id, err := Check(k, s, calendarDay(on))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Reason == "" || e.Message.ZH == "" || e.Message.EN == "" || !utf8.ValidString(e.Message.ZH) {
				t.Fatalf("%s %q: incomplete error %+v", k, s, err)
			}
			return
		}
		id.Parts(calendarDay(on))
		id.Warnings()
		again, err := Check(k, id.String(), calendarDay(on))
		if err != nil || again.String() != id.String() {
			t.Fatalf("%s %q: %q is not accepted again: %v", k, s, id, err)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"王小明", "阿卜杜拉·买买提", "👩\u200d👧", "\u1112\u1161", "\xff", "e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if name, err := CheckName(s); err == nil {
			if again, err := CheckName(name); err != nil || again != name {
				t.Fatalf("%q: %q is not accepted again: %v", s, name, err)
			}
			if strings.Join(Characters(name), "") != name {
				t.Fatalf("%q loses text when cut into characters", name)
			}
		}
		MaskName(s)
		MaskID(s)
	})
}
