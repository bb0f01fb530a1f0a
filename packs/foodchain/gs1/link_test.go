package gs1

import (
	"errors"
	"slices"
	"testing"
)

func TestParseLinkShared(t *testing.T) {
	rows := shared[struct {
		URI            string
		Options        Lenience
		Valid          bool
		FNC1           *string  `json:"elements_fnc1"`
		Bracketed      string   `json:"elements_bracketed"`
		Canonical      string   `json:"canonical"`
		Ignored        []string `json:"ignored_query"`
		Source         string
		FullValidation any `json:"full_validation"`
	}](t, "digital-link/parse.json")
	for _, row := range rows {
		link, err := row.Options.ParseLink(row.URI)
		if err == nil && row.Source != "" {
			err = row.Options.Check(link.Elements)
		}
		if (err == nil) != row.Valid {
			t.Errorf("%s: %v, want valid %v", row.URI, err, row.Valid)
			continue
		}
		if !row.Valid {
			continue
		}
		if row.FNC1 != nil && link.Elements.FNC1() != *row.FNC1 {
			t.Errorf("%s: FNC1 %s, want %s", row.URI, link.Elements.FNC1(), *row.FNC1)
		}
		if row.Bracketed != "" && link.Elements.String() != row.Bracketed {
			t.Errorf("%s: %s, want %s", row.URI, link.Elements, row.Bracketed)
		}
		if got, err := link.URI(""); row.Canonical != "" && (err != nil || got != row.Canonical) {
			t.Errorf("%s: canonical %s %v, want %s", row.URI, got, err, row.Canonical)
		}
		want := slices.DeleteFunc(row.Ignored, func(s string) bool { return s == "" })
		if !slices.Equal(link.Other, want) {
			t.Errorf("%s: other %q, want %q", row.URI, link.Other, want)
		}
	}
	t.Logf("%d rows", len(rows))
}

func TestLinkShared(t *testing.T) {
	rows := shared[struct {
		Stem     *string
		Elements string
		Options  Lenience
		OK       bool
		URI      string
	}](t, "digital-link/generate.json")
	for _, row := range rows {
		stem := ""
		if row.Stem != nil {
			stem = *row.Stem
		}
		es, err := row.Options.Parse(row.Elements)
		got := ""
		if err == nil {
			if err = row.Options.Check(es); err == nil {
				got, err = row.Options.Link(es, stem)
			}
		}
		if (err == nil) != row.OK || got != row.URI {
			t.Errorf("%s: %s %v, want %v %s", row.Elements, got, err, row.OK, row.URI)
		}
	}
	t.Logf("%d rows", len(rows))
}

func TestEscapesShared(t *testing.T) {
	rows := shared[struct {
		Dir, In string
		Path    string `json:"as_path"`
		Query   string `json:"as_query"`
	}](t, "digital-link/percent.json")
	for _, row := range rows {
		var path, query string
		if row.Dir == "escape" {
			path, query = string(appendEscaped(nil, row.In, false)), string(appendEscaped(nil, row.In, true))
		} else {
			path, _ = unescape(row.In, false)
			query, _ = unescape(row.In, true)
		}
		if path != row.Path || query != row.Query {
			t.Errorf("%s %q: %q and %q, want %q and %q", row.Dir, row.In, path, query, row.Path, row.Query)
		}
	}
}

func TestParseLinkRefusals(t *testing.T) {
	const stem = "https://x.example/01/06901234567892"
	for _, c := range []struct{ uri, code string }{
		{"HtTp://x.example/01/06901234567892", "link_scheme"},
		{"https:///01/06901234567892", "link_host"},
		{"https://x.example", "link_host"},
		{"https://x$/01/06901234567892", "link_host"},
		{"https://00/006141411234567890", "link_no_key"},
		{stem + "?10=L", "belongs_in_path"},
		{stem + "?10=", "empty_value"},
		{stem + "?17=261331", "content"},
		{stem + "?17=261231&17=261231", "duplicate_ai"},
		{stem + "?21=A/1", "belongs_in_path"},
		{stem + "?310=001250", "unknown_ai"},
		{stem + "/21/A/10/B", "link_sequence"},
		{stem + "/235/A/21/B", "link_sequence"},
		{"https://x.example/01/6901234567892", "too_short"},
		{stem + "/21/123456789012345678901", "too_long"},
	} {
		_, err := ParseLink(c.uri)
		wrong := (*Error)(nil)
		if !errors.As(err, &wrong) || wrong.Code != c.code {
			t.Errorf("%s: %v, want %s", c.uri, err, c.code)
		}
	}
}

func BenchmarkParseLink(b *testing.B) {
	const uri = "https://zsl.example/01/06901234567892/10/L20261101A/21/9?17=261231&3103=001250"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseLink(uri); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCanonical(b *testing.B) {
	link, err := ParseLink("https://zsl.example/01/06901234567892/10/L20261101A/21/9?17=261231&3103=001250")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := link.Elements.Canonical(); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzLink: a link that is read and written again says the same.
func FuzzLink(f *testing.F) {
	for _, s := range []string{
		"https://x.example/01/06901234567892/22/A/10/L%2F1/21/9?17=261231&3103=001250&lang=zh#f",
		"http://a/8018/123456789012345675/8019/123", "https://a/414/9520123456788/254/32a%2Fb", "https://a/253/1231231231232?99=A+B",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		link, err := ParseLink(s)
		if err != nil {
			return
		}
		out, err := link.URI(link.Stem)
		if err != nil {
			t.Fatalf("%q was read but not written: %v", s, err)
		}
		again, err := ParseLink(out)
		if err != nil {
			t.Fatalf("%q became %q: %v", s, out, err)
		}
		once, _ := again.URI("")
		twice, _ := link.URI("")
		if once != twice {
			t.Errorf("%q: canonical %q and %q", s, twice, once)
		}
	})
}
