package gs1

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// TestURNBothWays writes every URN of the shared material again.
func TestURNBothWays(t *testing.T) {
	rows := shared[struct {
		In       string
		Out      *string
		Disputed json.RawMessage `json:"other_implementation_says"`
	}](t, "identifiers/epc-urn-to-digital-link.json")
	n := 0
	for _, row := range rows {
		if row.Out == nil || row.Disputed != nil || !strings.HasPrefix(row.In, "urn:") {
			continue
		}
		es, err := FromURN(row.In)
		if err != nil {
			t.Errorf("%s: %v", row.In, err)
			continue
		}
		prefix, _, _ := strings.Cut(row.In[strings.LastIndexByte(row.In, ':')+1:], ".")
		got, err := es.URN(len(prefix))
		if err != nil || got != row.In {
			t.Errorf("%s: read as %s, written as %s, %v", row.In, es, got, err)
		}
		n++
	}
	t.Logf("%d URNs", n)
}

func TestURN(t *testing.T) {
	for _, c := range []struct {
		elements string
		prefix   int
		want     string
	}{
		{"(01)06901234567892(10)L1(21)S/1(17)261231", 7, "urn:epc:id:sgtin:6901234.056789.S%2F1"},
		{"(01)06901234567892(22)V(10)L1", 8, "urn:epc:class:lgtin:69012345.06789.L1"},
		{"(01)06901234567892", 12, "urn:epc:idpat:sgtin:690123456789.0.*"},
		{"(01)06901234567892(235)X", 7, "urn:epc:id:upui:6901234.056789.X"},
		{"(414)6901234000016", 7, "urn:epc:id:sgln:6901234.00001.0"},
		{"(414)6901234000016(254)P7", 12, "urn:epc:id:sgln:690123400001..P7"},
		{"(8003)01231231231232", 6, "urn:epc:idpat:grai:123123.123123.*"},
		{"(8006)069012345678920102", 7, "urn:epc:idpat:itip:6901234.056789.01.02.*"},
		{"(8010)0628165987-A(8011)9876", 6, "urn:epc:id:cpi:062816.5987-A.9876"},
		{"(8010)0628165987-A", 6, "urn:epc:idpat:cpi:062816.5987-A.*"},
		{"(255)1231231231232007", 9, "urn:epc:id:sgcn:123123123.123.007"},
	} {
		es, err := Parse(c.elements)
		if err != nil {
			t.Fatal(c.elements, err)
		}
		got, err := es.URN(c.prefix)
		if err != nil || got != c.want {
			t.Errorf("%s with %d: %s %v, want %s", c.elements, c.prefix, got, err, c.want)
		}
		if k1, err := Key(got); err != nil {
			t.Errorf("%s: %v", got, err)
		} else if k2, err := es.Key(); err != nil || k1 != k2 {
			t.Errorf("%s: key %s, of its elements %s %v", got, k1, k2, err)
		}
	}
	for _, c := range []struct {
		elements Elements
		prefix   int
		code     string
	}{
		{Elements{{"01", "06901234567892"}}, 0, "company_prefix_length"},
		{Elements{{"01", "06901234567892"}}, 13, "company_prefix_length"},
		{Elements{{"01", "06901234567893"}}, 7, "content"},
		{Elements{{"99", "A"}}, 7, "no_key"},
		{Elements{{"414", "6901234000016"}, {"254", "0"}}, 7, "urn_serial"},
		{Elements{{"8013", "1987654Ad4X4bL5ttr2310c2K"}}, 7, "no_urn"},
		{Elements{{"8018", "123456789012345675"}, {"8019", "1"}}, 7, "no_urn"},
		{Elements{{"8006", "069012345678920102"}, {"10", "L"}}, 7, "no_urn"},
		{Elements{{"8004", "12345ABC"}}, 6, "no_urn"},
	} {
		got, err := c.elements.URN(c.prefix)
		if wrong := (*Error)(nil); !errors.As(err, &wrong) || wrong.Code != c.code {
			t.Errorf("%s with %d: %q %v, want %s", c.elements, c.prefix, got, err, c.code)
		}
	}
}

func FuzzURN(f *testing.F) {
	f.Add("urn:epc:id:sgtin:4012345.011111.98%22")
	f.Add("urn:epc:idpat:gdti:4012345.11111.*")
	f.Add("urn:epc:id:itip:4012345.011111.01.02.987")
	f.Fuzz(func(t *testing.T, s string) {
		es, err := FromURN(s)
		if err != nil {
			return
		}
		prefix, _, _ := strings.Cut(s[strings.LastIndexByte(s[:strings.IndexByte(s, '.')], ':')+1:], ".")
		out, err := es.URN(len(prefix))
		if err != nil {
			return // a URN may have content no bar code can have, such as piece 3 of 2
		}
		k1, err1 := Key(s)
		k2, err2 := Key(out)
		if err1 != nil || err2 != nil || k1 != k2 {
			t.Errorf("%q has key %q %v, written as %q it has %q %v", s, k1, err1, out, k2, err2)
		}
	})
}
