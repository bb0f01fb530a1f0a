package gs1

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// sample makes a text out of an alphabet.
func sample(r *rand.Rand, alphabet string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

const (
	sampleDigits = "0123456789"
	sample82     = "!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz"
	sample39     = "#-/0123456789ABCXYZ"
)

// TestEveryPrefixLength makes identifiers of every scheme with every length of the company
// prefix and takes each through all its forms and back.
func TestEveryPrefixLength(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := append([]scheme{lotScheme}, schemes...)
	for _, s := range all {
		for prefix := 6; prefix <= 12; prefix++ {
			for range 20 {
				es := sampleElements(r, &s, prefix)
				roundTrip(t, es, prefix)
			}
		}
	}
}

// sampleElements makes the elements of one identifier of a scheme.
func sampleElements(r *rand.Rand, s *scheme, prefix int) Elements {
	var key string
	if s.digits == 0 {
		alphabet := sample82
		if s.set == text39 {
			alphabet = sample39
		}
		key = sample(r, sampleDigits, prefix) + sample(r, alphabet, 1+r.IntN(s.max-prefix))
	} else {
		key = s.lead + sample(r, sampleDigits, s.digits)
		if s.check {
			key += string(checkDigit([]byte(key)))
		}
		if s.pieces {
			key += "0203"
		}
	}
	serial := ""
	if s.serialMax > 0 {
		serial = sample(r, map[set]string{text82: sample82, digits: "123456789"}[s.serialSet], 1+r.IntN(s.serialMax))
	}
	if serial == s.none && serial != "" {
		serial += "A" // which would mean none
	}
	switch {
	case s.joined:
		return Elements{{s.ai, key + serial}}
	case serial == "":
		return Elements{{s.ai, key}}
	}
	return Elements{{s.ai, key}, {s.serialAI, serial}}
}

func roundTrip(t *testing.T, es Elements, prefix int) {
	t.Helper()
	urn, err := es.URN(prefix)
	if err != nil {
		t.Errorf("%s with %d: %v", es, prefix, err)
		return
	}
	back, err := FromURN(urn)
	if err != nil || back.String() != es.String() {
		t.Errorf("%s became %s and then %s, %v", es, urn, back, err)
	}
	uri, err := es.Canonical()
	if err != nil {
		t.Errorf("%s: %v", es, err)
		return
	}
	link, err := ParseLink(uri)
	if err != nil || link.Elements.String() != es.String() {
		t.Errorf("%s became %s and then %s, %v", es, uri, link.Elements, err)
	}
	k1, err1 := Key(urn)
	k2, err2 := Key(uri)
	k3, err3 := es.Key()
	if k1 != k2 || k2 != k3 || err1 != nil || err2 != nil || err3 != nil {
		t.Errorf("%s: keys %s %s %s, %v %v %v", es, k1, k2, k3, err1, err2, err3)
	}
	packed, err := Compress(uri)
	if whole, e := Decompress(packed); err != nil || e != nil || whole != uri {
		t.Errorf("%s became %s and then %s, %v %v", uri, packed, whole, err, e)
	}
	for _, text := range []string{es.String(), es.FNC1()} {
		if again, err := Parse(text); err != nil || again.String() != es.String() {
			t.Errorf("%s written as %s is read as %s, %v", es, text, again, err)
		}
	}
}

// TestEveryQualifier takes every key with each of the sequences its qualifiers may have, in
// their order and out of it.
func TestEveryQualifier(t *testing.T) {
	keys := map[string]string{"00": "006141411234567890", "01": "06901234567892", "253": "6901234000016A", "255": "69012340000161", "401": "690123ABC",
		"402": "69012340000000014", "414": "6901234000016", "415": "6901234000016", "417": "6901234000016", "8003": "06901234567892X", "8004": "690123A",
		"8006": "069012345678920102", "8010": "690123A", "8013": "1987654Ad4X4bL5ttr2310c2K", "8017": "123456789012345675", "8018": "123456789012345675"}
	values := map[string]string{"7040": "1ABC", "8011": "12", "8019": "12"}
	seen := 0
	for i := range rows {
		ai := &rows[i]
		if !ai.Key {
			continue
		}
		seen++
		if keys[ai.Code] == "" || ai.check(keys[ai.Code]) != nil {
			if ai.Code != "402" { // its check digit is made below
				t.Errorf("no good value of %s: %v", ai.Code, ai.check(keys[ai.Code]))
			}
			value := keys[ai.Code][:16]
			keys[ai.Code] = value + string(checkDigit([]byte(value)))
		}
		for list := range strings.SplitSeq(ai.Qualifiers, "|") {
			codes := strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
			for mask := range 1 << len(codes) {
				es := Elements{{ai.Code, keys[ai.Code]}}
				for j, code := range codes {
					if value := values[code]; mask>>j&1 == 1 {
						es = append(es, Element{code, value + map[bool]string{true: "", false: "Q" + code}[value != ""]})
					}
				}
				inAndOutOfOrder(t, es)
			}
		}
	}
	if seen != len(keys) {
		t.Errorf("%d keys, expected %d", seen, len(keys))
	}
}

func inAndOutOfOrder(t *testing.T, es Elements) {
	t.Helper()
	backwards := Elements{es[0]}
	uri := "https://a.example/" + es[0].AI + "/" + es[0].Value
	for i := len(es) - 1; i > 0; i-- {
		backwards = append(backwards, es[i])
		uri += "/" + es[i].AI + "/" + es[i].Value
	}
	a, err1 := es.Canonical()
	b, err2 := backwards.Canonical()
	if a != b || err1 != nil || err2 != nil {
		t.Errorf("%s: %s %v, backwards %s %v", es, a, err1, b, err2)
	}
	if _, err := ParseLink(uri); (err == nil) != (len(es) <= 2) {
		t.Errorf("%s: %v", uri, err)
	}
	for i := 1; i < len(es); i++ {
		if _, err := ParseLink("https://a.example/" + es[0].AI + "/" + es[0].Value + "?" + es[i].AI + "=" + es[i].Value); err == nil {
			t.Errorf("%s was let into the query of %s", es[i].AI, es[0].AI)
		}
	}
}
