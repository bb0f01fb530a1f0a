package gs1

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"banjie/internal/fault"
)

func TestKeySharedConversions(t *testing.T) {
	rows := shared[struct {
		In       string          `json:"in"`
		Out      *string         `json:"out"`
		Disputed json.RawMessage `json:"other_implementation_says"`
	}](t, "identifiers/epc-urn-to-digital-link.json")
	judged := 0
	for _, row := range rows {
		if row.Disputed != nil {
			continue
		}
		judged++
		got, err := Key(row.In)
		if row.Out == nil {
			if err == nil {
				t.Errorf("%s: got %s, it is not convertible", row.In, got)
			}
			continue
		}
		if err != nil || got != *row.Out {
			t.Errorf("%s: got %s %v, want %s", row.In, got, err, *row.Out)
		}
	}
	t.Logf("%d rows, %d judged", len(rows), judged)
}

func TestKey(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB", "https://id.gs1.org/01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7'SDB"},
		{"https://any.example/stem/01/01234567987651/235/51qIgY)%3c%26Jp3*j7%27SDB", "https://id.gs1.org/01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7'SDB"},
		{"urn:epc:id:gdti:987659999999..9", "https://id.gs1.org/253/98765999999929"},
		{"urn:epc:id:pgln:999999999999.", "https://id.gs1.org/417/9999999999994"},
		{"urn:epc:id:ginc:0614141.xyz47%2F11", "https://id.gs1.org/401/0614141xyz47%2F11"},
		{"urn:epc:id:giai:4012345.A.B", "https://id.gs1.org/8004/4012345A.B"},
		{"urn:epc:idpat:cpi:4012345.AB12.*", "https://id.gs1.org/8010/4012345AB12"},
		{"urn:epc:idpat:upui:4012345.012345.*", "https://id.gs1.org/01/04012345123456"},
		{"urn:epc:id:sgcn:4012345.22222.007", "https://id.gs1.org/255/4012345222227007"},
		{"https://x.example/01/06901234567892/22/A/10/L/21/S?17=261231#f", "https://id.gs1.org/01/06901234567892/21/S"},
		{"https://x.example/8018/123456789012345675/8019/12", "https://id.gs1.org/8018/123456789012345675/8019/12"},
		{"HTTPS://X.EXAMPLE/sscc/069012340000011104", "https://id.gs1.org/00/069012340000011104"},
		{"https://x.example/gmn/1987654Ad4X4bL5ttr2310c2K", "https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K"},
		{"https://x.example/01/06901234567893/10/bad-check-digit", "https://id.gs1.org/01/06901234567893/10/bad-check-digit"},
	} {
		got, err := Key(c.in)
		if err != nil || got != c.want {
			t.Errorf("Key(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
		if again, err := Key(got); err != nil || again != got {
			t.Errorf("Key(%q) = %q, %v; a key is its own key", got, again, err)
		}
	}
}

func TestKeyRefusals(t *testing.T) {
	for _, c := range []struct{ in, code string }{
		{"", "link_scheme"},
		{"42", "link_scheme"},
		{"https://x.example/abc/9780345418913", "link_no_key"},
		{"https://x.example/01/9780345418913/99/utfgf", "link_sequence"},
		{"https://x.example/01/97803", "value_form"},
		{"https://x.example/01/0690123456789２", "link_character"},
		{"https://x.example/01/06901234567892/", "link_trailing_slash"},
		{"https://x.example/01/06901234567892/21/S/10/L", "link_sequence"},
		{"https://x.example/01/06901234567892/10/", "value_form"},
		{"https://x.example/01/06901234567892/10/%E6%9D%A8", "value_form"},
		{"https://x.example/01/06901234567892/10/123456789012345678901", "value_form"},
		{"https://x.example/01/06901234567892/10/A%00", "value_form"},
		{"urn:epc:id:sgtin", "urn_scheme"},
		{"urn:epc:id:gid:95100000.12345.400", "urn_no_gs1_key"},
		{"urn:epc:class:sgtin:4012345.012345.1", "urn_scheme"},
		{"urn:epc:tag:sgtin-96:3.0614141.812345.6789", "urn_prefix"},
		{"urn:epc:id:sgtin:40123.01234567.1", "urn_company_prefix"},
		{"urn:epc:id:sgtin:4012345.01234.1", "urn_reference"},
		{"urn:epc:id:sgtin:4012345.012345", "urn_serial"},
		{"urn:epc:id:sgtin:4012345.012345.", "urn_serial"},
		{"urn:epc:id:sgtin:4012345.012345.A/B", "urn_serial"},
		{"urn:epc:id:sgtin:4012345.012345.123456789012345678901", "urn_serial"},
		{"urn:epc:id:sgtin:4012345.012345.%zz", "urn_serial"},
		{"urn:epc:id:sscc:4012345.3111111111.1", "urn_rest"},
		{"urn:epc:id:giai:4012345.", "urn_reference"},
		{"urn:epc:id:cpi:4012345.lower.1", "urn_reference"},
		{"urn:epc:id:itip:4012345.012345.1.02.9", "urn_pieces"},
		{"urn:epc:idpat:sgtin:4012345.*.*", "urn_pattern"},
		{"urn:epc:idpat:sgtin:4012345.012345.7", "urn_pattern"},
		{"urn:epc:idpat:sgln:4012345.00005.*", "urn_pattern"},
	} {
		got, err := Key(c.in)
		wrong := (*Error)(nil)
		if !errors.As(err, &wrong) || wrong.Code != c.code {
			t.Errorf("Key(%q) = %q, %v; want refusal %s", c.in, got, err, c.code)
			continue
		}
		f := fault.For(err)
		if f.Message.ZH == "" || f.Message.EN == "" || f.Remedy.ZH == "" || f.Remedy.EN == "" {
			t.Errorf("Key(%q): half a sentence is missing: %+v", c.in, f)
		}
		if c.in != "" && strings.Contains(wrong.Message.EN, c.in) {
			t.Errorf("Key(%q): the message repeats what was given", c.in)
		}
	}
}

func BenchmarkKey(b *testing.B) {
	for _, c := range []struct{ name, in string }{
		{"Canonical", "https://id.gs1.org/01/06901234567892/10/L20261101A"},
		{"AnyHost", "https://zsl.example/01/06901234567892/10/L20261101A?17=261231"},
		{"URN", "urn:epc:class:lgtin:6901234.056789.L20261101A"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Key(c.in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestKeyOfAKeyAllocatesNothing(t *testing.T) {
	const key = "https://id.gs1.org/01/06901234567892/10/L20261101A"
	if n := testing.AllocsPerRun(100, func() { _, _ = Key(key) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzKey(f *testing.F) {
	for _, s := range []string{
		"https://id.gs1.org/01/06901234567892/10/L%2F1?17=261231", "urn:epc:id:sgtin:4012345.011111.98%22",
		"urn:epc:idpat:itip:4012345.012345.01.02.*", "http://h/8010/0628165987/8011/9876", "urn:epc:id:sgln:437473647364..0",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := Key(s)
		if err != nil {
			return
		}
		if again, err := Key(key); err != nil || again != key {
			t.Errorf("Key(%q) = %q, but Key of that is %q, %v", s, key, again, err)
		}
	})
}
