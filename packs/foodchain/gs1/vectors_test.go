package gs1

import (
	"errors"
	"strings"
	"testing"

	"banjie/internal/fault"
)

// TestReadVectors has what the standards say of forms no other test has; want is the elements
// that are read, or the code of the refusal.
func TestReadVectors(t *testing.T) {
	const g = "https://zsl.example/01/06901234567892"
	for _, c := range []struct{ in, want string }{
		// Hosts, stems, schemes.
		{"HTTPS://ZSL.EXAMPLE/01/06901234567892", "(01)06901234567892"},
		{"https://zsl.example:8443/a/b.c/~d/01/06901234567892#top", "(01)06901234567892"},
		{"https://zsl.example//01/06901234567892", "(01)06901234567892"},
		{"https://zsl.example/00/006141411234567890/01/06901234567892", "(01)06901234567892"},
		{"Https://zsl.example/01/06901234567892", "link_scheme"},
		{"ftp://zsl.example/01/06901234567892", "link_scheme"},
		{"https:///01/06901234567892", "link_host"},
		{"https://zsl.example", "link_host"},
		{"https://zsl.example/", "link_no_key"},
		{"https://zsl.example?01=06901234567892", "link_host"},
		// What is behind the key.
		{g + "/", "link_trailing_slash"},
		{g + "/10/L1/", "link_trailing_slash"},
		{g + "/10", "link_foreign_part"},
		{g + "/foo/bar", "link_foreign_part"},
		{g + "/10/L/21/A/B", "link_foreign_part"},
		{"https://zsl.example/gtin/06901234567892/lot/L1", "link_short_names"},
		{g + "/lot/L1", "link_short_names"},
		{g + "/99/A", "link_sequence"},
		{g + "/21/S/10/L", "link_sequence"},
		{g + "/10/A/10/B", "link_sequence"},
		{g + "/235/T/21/S", "link_sequence"},
		{g + "/22/V/235/T", "link_sequence"},
		{"https://zsl.example/00/006141411234567890/10/L", "link_sequence"},
		{"https://zsl.example/01//10/L", "empty_value"},
		// Query.
		{g + "?17=260200&3103=001250", "(01)06901234567892(17)260200(3103)001250"},
		{g + "?3103=001250;17=260200", "too_long"},
		{g + "?exp=261231&&17=261231&", "(01)06901234567892(17)261231"},
		{g + "?3103=001250&3103=001250", "duplicate_ai"},
		{g + "?10=L", "belongs_in_path"},
		{g + "?22=V", "belongs_in_path"},
		{g + "/235/T?21=S", "no_attribute"},
		{g + "?8200=http%3A%2F%2Fa", "no_attribute"},
		{g + "?3109=001250", "unknown_ai"},
		{g + "?310=001250", "unknown_ai"},
		{g + "?17=", "empty_value"},
		{g + "?17", "(01)06901234567892"},
		{g + "?7230=EMNR+1", "content"},
		// Percent escapes.
		{g + "/10/%4C%31", "(01)06901234567892(10)L1"},
		{g + "/10/a%2fb%2F%25", "(01)06901234567892(10)a/b/%"},
		{g + "/10/%C3%A9", "content"},
		{g + "/10/L%00", "empty_value"},
		{g + "/1%30/L", "link_foreign_part"},
		{"https://zsl.example/01/%30%36901234567892", "(01)06901234567892"},
		{g + "/10/杨梅", "link_character"},
		{g + " ", "link_character"},
		{g + "/10/A\\B", "link_character"},
		// Keys with parts.
		{"https://zsl.example/8003/06901234567892ABC", "(8003)06901234567892ABC"},
		{"https://zsl.example/8003/16901234567892", "content"},
		{"https://zsl.example/8006/069012345678920202/22/V/10/L/21/S", "(8006)069012345678920202(22)V(10)L(21)S"},
		{"https://zsl.example/8006/069012345678920000", "content"},
		{"https://zsl.example/414/6901234000016/254/0", "(414)6901234000016(254)0"},
		{"https://zsl.example/414/6901234000016/7040/1ABC", "(414)6901234000016(7040)1ABC"},
		{"https://zsl.example/414/6901234000016/254/A/7040/1ABC", "link_sequence"},
		{"https://zsl.example/415/6901234000016/8020/R1", "(415)6901234000016(8020)R1"},
		{"https://zsl.example/254/A", "link_no_key"},
		{"https://zsl.example/8010/0628165987%23A%2F1/8011/12", "(8010)0628165987#A/1(8011)12"},
		{"https://zsl.example/8010/0628165987a", "content"},
		{"https://zsl.example/8013/1987654Ad4X4bL5ttr2310c2K", "(8013)1987654Ad4X4bL5ttr2310c2K"},
		{"https://zsl.example/8013/1987654Ad4X4bL5ttr2310c2L", "content"},
		{"https://zsl.example/253/6901234000016", "(253)6901234000016"},
		{"https://zsl.example/255/69012340000161234567890123", "too_long"},
		// URNs.
		{"URN:EPC:ID:SGTIN:6901234.056789.S", "urn_prefix"},
		{"urn:epc:id:sgtin:6901234.056789.a%2fb", "(01)06901234567892(21)a/b"},
		{"urn:epc:id:sgtin:6901234.056789.*", "(01)06901234567892(21)*"},
		{"urn:epc:id:sgtin:6901234.056789.a/b", "urn_serial"},
		{"urn:epc:id:sgtin:6901234.056789.%00", "urn_serial"},
		{"urn:epc:id:sgtin:6901234.05678.S", "urn_reference"},
		{"urn:epc:id:sgtin:69012.05678901.S", "urn_company_prefix"},
		{"urn:epc:id:sgtin:6901234567890.0.S", "urn_company_prefix"},
		{"urn:epc:id:sgtin:690123456789.0.S", "(01)06901234567892(21)S"},
		{"urn:epc:id:sgln:690123400001..P7", "(414)6901234000016(254)P7"},
		{"urn:epc:id:sgln:6901234.00001.0", "(414)6901234000016"},
		{"urn:epc:id:sgln:6901234.00001.00", "(414)6901234000016(254)00"},
		{"urn:epc:id:sgln:6901234.00001", "urn_serial"},
		{"urn:epc:id:pgln:6901234.00001", "(417)6901234000016"},
		{"urn:epc:id:pgln:6901234.00001.0", "urn_rest"},
		{"urn:epc:class:sgtin:6901234.056789.L", "urn_scheme"},
		{"urn:epc:class:lgtin:6901234.056789.L%25", "(01)06901234567892(10)L%"},
		{"urn:epc:idpat:sgtin:6901234.056789.*", "(01)06901234567892"},
		{"urn:epc:idpat:sgtin:6901234.*.*", "urn_pattern"},
		{"urn:epc:idpat:sgtin:*.*.*", "urn_pattern"},
		{"urn:epc:idpat:sscc:6901234.*", "urn_pattern"},
		{"urn:epc:id:cpi:0628165.98%23A%2F1.12", "(8010)062816598#A/1(8011)12"},
		{"urn:epc:id:cpi:0628165.98.012", "content"},
		{"urn:epc:id:itip:6901234.056789.03.02.S", "content"},
		{"urn:epc:id:sgtin", "urn_scheme"},
		{"urn:isbn:9787000000000", "urn_prefix"},
		// EPCs that are no GS1 keys.
		{"urn:epc:id:gid:268435455.16777215.68719476735", "urn_no_gs1_key"},
		{"urn:epc:id:gid:268435456.1.1", "urn_form"},
		{"urn:epc:id:gid:01.1.1", "urn_form"},
		{"urn:epc:id:usdod:CAGEY.5678", "urn_no_gs1_key"},
		{"urn:epc:id:usdod:CAGEI.5678", "urn_form"},
		{"urn:epc:id:adi:2S194..12345678901", "urn_no_gs1_key"},
		{"urn:epc:id:adi:W81X9C.3KL984PX1.%232WMA52", "urn_no_gs1_key"},
		{"urn:epc:id:adi:W81X9C.3%23.2", "urn_form"},
		{"urn:epc:id:bic:CSQU3054383", "urn_no_gs1_key"},
		{"urn:epc:id:bic:CSQU3054384", "urn_form"},
		{"urn:epc:id:imovn:9176187", "urn_no_gs1_key"},
		{"urn:epc:id:imovn:9176188", "urn_form"},
		{"urn:epc:id:sgtinx:1.2.3", "urn_scheme"},
		// Tag URIs.
		{"urn:epc:tag:sgtin-96:3.0614141.112345.400", "(01)10614141123459(21)400"},
		{"urn:epc:tag:sgtin-96:3.0614141.112345.0400", "urn_serial"},
		{"urn:epc:tag:sgtin-96:3.0614141.112345.274877906943", "(01)10614141123459(21)274877906943"},
		{"urn:epc:tag:sgtin-96:3.0614141.112345.274877906944", "urn_serial"},
		{"urn:epc:tag:sgtin-198:3.0614141.112345.6789A%2F", "(01)10614141123459(21)6789A/"},
		{"urn:epc:tag:sgtin-96:8.0614141.112345.400", "urn_filter"},
		{"urn:epc:tag:sscc-96:0.0614141.1234567890", "(00)106141412345678908"},
		{"urn:epc:tag:sgcn-96:0.4012345.67890.04711", "(255)401234567890104711"},
		{"urn:epc:tag:sgtin-64:3.0614141.112345.400", "urn_tag"},
		{"urn:epc:pat:sgtin-96:3.0614141.112345.*", "urn_prefix"},
		// Scanners.
		{"]Q1" + g, "(01)06901234567892"},
		{"]E06901234567892", "(01)06901234567892"},
		{"]I106901234567892", "(01)06901234567892"},
		{"]C1010690123456789210L\x1d21S", "(01)06901234567892(10)L(21)S"},
		{"^0106901234567892^10L^", "(01)06901234567892(10)L"},
		{"^010690123456789210L^^21S", "separator"},
		{"^010690123456789", "too_short"},
		{"(3105)001250(01)06901234567892", "(3105)001250(01)06901234567892"},
		{"(3106)001250", "unknown_ai"},
		{"(01)6901234567892", "too_short"},
		{"(01) 06901234567892", "too_long"},
		{"(1)06901234567892", "unknown_ai"},
		{"(01)06901234567892(10)", "empty_value"},
		{"(01)06901234567892(10", "open_bracket"},
		{"6901234567892\n", "blank"},
		{"69012345", "content"},
		{"", "unknown_form"},
	} {
		r, err := Read(c.in)
		if wrong := (*Error)(nil); errors.As(err, &wrong) {
			if wrong.Code != c.want {
				t.Errorf("%s: %s (%v), want %s", c.in, wrong.Code, err, c.want)
			}
			f := fault.For(err)
			if f.Message.ZH == "" || f.Message.EN == "" || f.Remedy.ZH == "" || f.Remedy.EN == "" {
				t.Errorf("%s: half a sentence is missing: %+v", c.in, f)
			}
			continue
		}
		got := ""
		for _, e := range r.Elements {
			got += "(" + e.AI + ")" + e.Value
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

// TestPlaces has what a refusal names and what it tells people to do.
func TestPlaces(t *testing.T) {
	for _, c := range []struct{ in, place, message, remedy string }{
		{"https://a.example/01/06901234567892/21/S/10/L", "10", "nothing may follow", "into the query"},
		{"https://a.example/01/06901234567892/99/L", "99", "22, 10, 21, or 235", "?17=261231"},
		{"https://a.example/gtin/06901234567892", "gtin", "withdrawn", "application identifier 01"},
		{"https://a.example/01/06901234567892/batch/7", "batch", "no application identifier", "%2F"},
		{"https://a.example/01/06901234567892/10/L 1", "uri", "byte 41 is a character that cannot stand in a URI (U+0020)", "Take blanks"},
		{"https://a.example/01/06901234567892/", "path", "ends in a slash", "Take the slash"},
	} {
		_, err := Read(c.in)
		wrong := (*Error)(nil)
		if !errors.As(err, &wrong) || wrong.Place != c.place || !strings.Contains(wrong.Message.EN, c.message) || !strings.Contains(wrong.Remedy.EN, c.remedy) {
			t.Errorf("%s: %+v", c.in, wrong)
		}
	}
}

func TestStems(t *testing.T) {
	es := Elements{{"01", "06901234567892"}}
	for stem, want := range map[string]string{
		"": "https://id.gs1.org/01/06901234567892", "food.example": "https://food.example/01/06901234567892",
		"http://food.example:8080/q/": "http://food.example:8080/q/01/06901234567892",
		"food.example?x=":             "", "food example": "", "https://": "", "ftp://a.example": "", "https://a.example/#": "", "食.example": "",
	} {
		got, err := es.Link(stem)
		if wrong := (*Error)(nil); got != want || want == "" && (!errors.As(err, &wrong) || wrong.Code != "link_stem") {
			t.Errorf("on %q: %q %v, want %q", stem, got, err, want)
		}
	}
}

func TestMeaning(t *testing.T) {
	for _, c := range []struct{ ai, value, want string }{
		{"17", "260200", "2026-02-28"}, {"15", "280200", "2028-02-29"}, {"11", "260200", "2026-02"}, {"13", "261231", "2026-12-31"},
		{"17", "760101", "2076-01-01"}, {"11", "770101", "1977-01-01"}, {"11", "990101", "1999-01-01"},
		{"3103", "001250", "1.250"}, {"3100", "001250", "1250"}, {"3105", "000001", "0.00001"}, {"3922", "5", "0.05"}, {"3920", "0", "0"},
		{"3932", "1561250", "156 12.50"}, {"3941", "0125", "12.5"},
		{"7003", "2612312359", "2026-12-31 23:59"}, {"7007", "261101261108", "2026-11-01/2026-11-08"}, {"7007", "261101", "2026-11-01"},
		{"8008", "26123107", "2026-12-31 07"}, {"8008", "261231073005", "2026-12-31 07:30:05"}, {"7250", "19991231", "1999-12-31"},
		{"4324", "2612311200", "2026-12-31 12:00"},
		{"10", "261231", ""}, {"01", "06901234567892", ""}, {"17", "261331", ""}, {"30", "12", ""}, {"422", "156", ""},
	} {
		if got := (Element{c.ai, c.value}).Meaning(2026); got != c.want {
			t.Errorf("(%s)%s means %q, want %q", c.ai, c.value, got, c.want)
		}
	}
	if got := (Element{"17", "010131"}).Meaning(2096); got != "2101-01-31" {
		t.Errorf("in 2096, 01 is %s", got)
	}
}
