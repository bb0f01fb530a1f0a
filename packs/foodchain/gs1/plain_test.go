package gs1

import (
	"errors"
	"testing"
)

func TestCheckDigitsShared(t *testing.T) {
	rows := shared[struct {
		Key, In, Fault string
		OK             bool
	}](t, "identifiers/check-digits.json")
	for _, row := range rows {
		es, err := Plain(row.Key, row.In)
		if (err == nil) != row.OK {
			t.Errorf("%s %q (%s): %v %v, want %v", row.Key, row.In, row.Fault, es, err, row.OK)
		}
		if !row.OK {
			continue
		}
		if d, err := CheckDigit(row.In[:len(row.In)-1]); err != nil || d != row.In[len(row.In)-1] {
			t.Errorf("%s %q: check digit %c %v", row.Key, row.In, d, err)
		}
	}
	t.Logf("%d rows", len(rows))
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		text     string
		form     Form
		elements string
	}{
		{"6901234567892", FormPlain, "(01)06901234567892"},
		{"97803111", FormPlain, ""},
		{"069012340000011104", FormPlain, "(00)069012340000011104"},
		{"(01)06901234567892(10)L1", FormElements, "(01)06901234567892(10)L1"},
		{"^010690123456789210L1", FormElements, "(01)06901234567892(10)L1"},
		{"urn:epc:class:lgtin:6901234.056789.L1", FormURN, "(01)06901234567892(10)L1"},
		{"urn:epc:id:itip:4012345.011111.03.02.987", FormURN, ""},
		{"https://x.example/01/06901234567892/10/L1?k=v", FormLink, "(01)06901234567892(10)L1"},
		{"https://zsl.example/GgyQUmpNXgTdCHcAW", FormCompressed, "(01)06906998761135(10)55(21)6(17)270812"},
		{"https://zsl.example/shop", FormLink, ""},
		{"hello", "", ""},
		{"690123456789２", "", ""},
		{"", "", ""},
	} {
		r, err := Read(c.text)
		if r.Form != c.form || (err == nil) != (c.elements != "") || r.Elements.String() != c.elements {
			t.Errorf("%q: %s %s %v, want %s %s", c.text, r.Form, r.Elements, err, c.form, c.elements)
		}
	}
	if es, err := Plain("gln", "6901234000016"); err != nil || es.String() != "(414)6901234000016" {
		t.Errorf("gln: %v %v", es, err)
	}
	if _, err := Plain("dun", "1"); err == nil {
		t.Error("there is no kind dun")
	}
	if wrong := (*Error)(nil); !errors.As(error(func() error { _, e := Plain("gln", "69012340O0016"); return e }()), &wrong) || wrong.Finding != "NON_DIGIT_CHARACTER" {
		t.Errorf("a letter O: %+v", wrong)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"6901234567892", "(01)06901234567892", "^0106901234567892", "urn:epc:id:sscc:4012345.3111111111", "https://zsl.example/GgyQUmpNXgTdCHcAW", "]d201"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := Read(s)
		if err != nil {
			return
		}
		_ = r.Elements.Check()
		key, err := r.Elements.Key()
		if err != nil {
			return
		}
		if again, err := Key(key); err != nil || again != key {
			t.Errorf("%q: key %q, of that %q %v", s, key, again, err)
		}
	})
}
