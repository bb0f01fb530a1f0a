package gs1

import (
	"errors"
	"strings"
	"testing"
)

func TestElementStringsShared(t *testing.T) {
	rows := shared[struct {
		Form    string
		In      string
		Syntax  *bool   `json:"syntax_ok"`
		Content *string `json:"content_error"`
		FNC1    *string `json:"fnc1"`
		Rule    string
		RuleOK  bool `json:"rule_ok"`
		Full    bool `json:"full_validation_ok"`
		Options Lenience
	}](t, "identifiers/element-strings.json")
	for _, row := range rows {
		es, err := row.Options.Parse(row.In)
		if row.Syntax != nil && (err == nil) != *row.Syntax {
			t.Errorf("%s: %v, want syntax %v", row.In, err, *row.Syntax)
		}
		if wrong := (*Error)(nil); row.Content != nil && (!errors.As(err, &wrong) || wrong.Finding != *row.Content) {
			t.Errorf("%s: %v, want %s", row.In, err, *row.Content)
		}
		if row.FNC1 != nil && es.FNC1() != *row.FNC1 {
			t.Errorf("%s: %s, want %s", row.In, es.FNC1(), *row.FNC1)
		}
		if row.Rule != "" && (row.Options.Rule(row.Rule, es) == nil) != row.RuleOK {
			t.Errorf("%s: %s gives %v, want %v (read: %v)", row.In, row.Rule, row.Options.Rule(row.Rule, es), row.RuleOK, err)
		}
		if row.Form == "fnc1" && !strings.HasPrefix(row.In, "^") {
			continue // without FNC1 it is any data, which that engine lets pass; here it is no element string
		}
		es, err = Parse(row.In)
		if err == nil {
			err = es.Check()
		}
		if (err == nil) != row.Full {
			t.Errorf("%s: %v, want full validation %v", row.In, err, row.Full)
		}
	}
	t.Logf("%d rows", len(rows))
}

func TestParseForms(t *testing.T) {
	const want = "(01)06901234567892(10)L(1(21)A/1"
	for _, s := range []string{
		`(01)06901234567892(10)L\(1(21)A/1`,
		"^010690123456789210L(1^21A/1",
		"\x1d010690123456789210L(1\x1d21A/1",
		"]C1010690123456789210L(1\x1d21A/1",
		"]d2010690123456789210L(1^21A/1^",
	} {
		es, err := Parse(s)
		if err != nil || strings.ReplaceAll(es.String(), `\(`, "(") != want {
			t.Errorf("%q: %v %v", s, es, err)
		}
		if again, err := Parse(es.String()); err != nil || again.FNC1() != es.FNC1() {
			t.Errorf("%q: %v read again gives %v %v", s, es, again, err)
		}
	}
}

func TestRules(t *testing.T) {
	for _, c := range []struct{ in, code string }{
		{"(8030)SIG(253)1231231231232", "signature_without_serial"},
		{"(8030)SIG(253)1231231231232A", ""},
		{"(01)12345678901231(10)A(3103)001250(3104)001250", "excluded_pair"},
		{"(17)261231", "missing_partner"},
	} {
		es, err := Parse(c.in)
		if err != nil {
			t.Fatal(c.in, err)
		}
		got := ""
		if wrong := (*Error)(nil); errors.As(es.Check(), &wrong) {
			got = wrong.Code
		}
		if got != c.code {
			t.Errorf("%s: %q, want %q", c.in, got, c.code)
		}
	}
}

// FuzzElements: what is read can be written in both forms and read again.
func FuzzElements(f *testing.F) {
	for _, s := range []string{`(01)12345678901231(10)A\((99)x`, "^011234567890123110A^3103001250", "]C1800302112345678900\x1d10ABC123", "(15", "^42352852852"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		es, err := Parse(s)
		if err != nil {
			return
		}
		_ = es.Check()
		for _, text := range []string{es.String(), es.FNC1()} {
			again, err := Parse(text)
			if err != nil || again.FNC1() != es.FNC1() {
				t.Errorf("%q became %q, read as %v %v", s, text, again, err)
			}
		}
	})
}
