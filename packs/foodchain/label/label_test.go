package label_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/label"
)

func signer(t testing.TB, seed byte, demo bool) ecert.Signer {
	t.Helper()
	s, err := ecert.NewEd25519Signer(bytes.Repeat([]byte{seed}, 32), lang.T("清溪县", "Qingxi County"), demo)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const box = "https://id.gs1.org/01/09529999000026/21/B1"

func extract() label.Extract {
	return label.Extract{Key: box, Product: "清溪杨梅（礼盒）", MadeOn: calendar.Date(2026, 6, 10), BestBefore: calendar.Date(2026, 6, 18),
		Plots: []string{"https://id.gs1.org/414/9529999000002/254/P7", "https://id.gs1.org/414/9529999000002/254/P8"}, PlotsAll: 2, Leaf: 41}
}

// A signed code is found, read and checked from the address alone, with nothing but the key list.
func TestVerifyOffline(t *testing.T) {
	s := signer(t, 1, false)
	value, err := label.Sign(s, extract())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"https://zsl.example/01/09529999000026/21/B1?17=260618&", "https://zsl.example/01/09529999000026/10/A1/21/B1?", "https://other.example/shop/gtin/9529999000026/ser/B1?a=b&"} {
		key, found, err := label.Find(host + label.Parameter + "=" + value + "#x")
		if err != nil || key != box || found != value {
			t.Fatalf("%s: %s %v", host, key, err)
		}
	}
	if n := len("https://zsl.example/01/09529999000026/21/B1?" + label.Parameter + "=" + value); n > 300 {
		t.Errorf("the address has %d characters", n)
	}
	rep, err := label.Verify(box, value, ecert.Keys{signer(t, 2, false).Public(), s.Public()})
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, c := range rep.Checked {
		all += c.ZH + "\n"
	}
	for _, want := range []string{"清溪县", "清溪杨梅（礼盒）", "2026年6月10日", "2026年6月18日", "9529999000002/254/P7", "账本第42条"} {
		if !strings.Contains(all, want) {
			t.Errorf("the report lacks %s:\n%s", want, all)
		}
	}
	if len(rep.Unchecked) < 3 || rep.Demo {
		t.Errorf("unchecked %v", rep.Unchecked)
	}
}

// Whatever is changed, in the extract, in the key or in the list of keys, is noticed.
func TestForgeries(t *testing.T) {
	s, demo := signer(t, 1, false), signer(t, 3, true)
	value, err := label.Sign(s, extract())
	if err != nil {
		t.Fatal(err)
	}
	keys := ecert.Keys{s.Public(), demo.Public()}
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for _, bit := range []byte{1, 0x80} {
			changed := bytes.Clone(raw)
			changed[i] ^= bit
			if _, err := label.Verify(box, base64.RawURLEncoding.EncodeToString(changed), keys); fault.KindOf(err) != fault.Invalid {
				t.Errorf("byte %d: %v", i, err)
			}
		}
	}
	withdrawn := s.Public()
	withdrawn.Withdrawn = true
	for _, c := range []struct {
		what, key, value string
		keys             ecert.Keys
		code             string
	}{
		{"another box", "https://id.gs1.org/01/09529999000026/21/B2", value, keys, "label_forged"},
		{"the lot for the box", "https://id.gs1.org/01/09529999000026/10/B1", value, keys, "label_forged"},
		{"an unknown key", box, value, ecert.Keys{demo.Public()}, "label_unknown_key"},
		{"a withdrawn key", box, value, ecert.Keys{withdrawn}, "label_withdrawn_key"},
		{"cut short", box, value[:len(value)-4], keys, "label_unreadable"},
		{"made longer", box, value + "AAAA", keys, "label_unreadable"},
		{"padding", box, value + "=", keys, "label_unreadable"},
		{"empty", box, "", keys, "label_unreadable"},
		{"huge", box, strings.Repeat("A", 1<<20), keys, "label_unreadable"},
	} {
		_, err := label.Verify(c.key, c.value, c.keys)
		f, ok := fault.As(err)
		if !ok || f.Code != c.code && !(c.code == "label_unreadable" && f.Code == "label_forged") || f.Remedy.ZH == "" || f.Remedy.EN == "" {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if _, err := label.Sign(demo, extract()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a demonstration's key signed: %v", err)
	}
	e := extract()
	e.Demo = true
	if _, err := label.Sign(s, e); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a real key signed a demonstration: %v", err)
	}
}

func TestUnfitExtracts(t *testing.T) {
	s := signer(t, 1, false)
	for what, change := range map[string]func(*label.Extract){
		"key of another form": func(e *label.Extract) { e.Key = "https://zsl.example/01/09529999000026/21/B1" },
		"long name":           func(e *label.Extract) { e.Product = strings.Repeat("梅", 21) },
		"broken name":         func(e *label.Extract) { e.Product = "\xff" },
		"many plots":          func(e *label.Extract) { e.Plots = append(e.Plots, e.Plots...); e.PlotsAll = 4 },
		"fewer than named":    func(e *label.Extract) { e.PlotsAll = 1 },
		"no plot":             func(e *label.Extract) { e.Plots[0] = "https://other.example/P7" },
	} {
		e := extract()
		change(&e)
		if _, err := label.Sign(s, e); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What is signed is read again as it was.
func TestRoundTrip(t *testing.T) {
	s := signer(t, 7, false)
	rapid.Check(t, func(t *rapid.T) {
		e := label.Extract{Key: box, Product: rapid.StringMatching(`[a-z梅杨清溪]{0,15}`).Draw(t, "name"), Leaf: rapid.Int64Range(-1, 1<<40).Draw(t, "leaf"),
			MadeOn: calendar.Day(rapid.Int32Range(0, 40000).Draw(t, "made")), BestBefore: calendar.Day(rapid.Int32Range(0, 40000).Draw(t, "best")), UseBy: calendar.Day(rapid.Int32Range(0, 40000).Draw(t, "use"))}
		for range rapid.IntRange(0, 3).Draw(t, "plots") {
			e.Plots = append(e.Plots, "https://id.gs1.org/414/9529999000002/254/"+rapid.StringMatching(`P[A-Z0-9]{1,12}`).Draw(t, "plot"))
		}
		e.PlotsAll = len(e.Plots) + rapid.IntRange(0, 500).Draw(t, "more")
		value, err := label.Sign(s, e)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := label.Verify(box, value, ecert.Keys{s.Public()})
		if err != nil {
			t.Fatal(err)
		}
		got := rep.Extract
		if got.Product != e.Product || got.Leaf != e.Leaf || got.MadeOn != e.MadeOn || got.BestBefore != e.BestBefore || got.UseBy != e.UseBy || got.PlotsAll != e.PlotsAll || strings.Join(got.Plots, " ") != strings.Join(e.Plots, " ") {
			t.Errorf("%+v became %+v", e, got)
		}
	})
}

func FuzzVerify(f *testing.F) {
	s := signer(f, 1, false)
	value, err := label.Sign(s, extract())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(box, value)
	f.Add(box, value[:40])
	f.Fuzz(func(t *testing.T, key, v string) {
		if _, err := label.Verify(key, v, ecert.Keys{s.Public()}); err == nil && (key != box || v != value) {
			t.Errorf("%q with %q is taken for genuine", key, v)
		}
	})
}
