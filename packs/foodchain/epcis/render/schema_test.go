package render_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"banjie/internal/testenv"
	"banjie/packs/foodchain/epcis/render"
)

// without matches what does not begin with an expression: the one kind of look-ahead that
// the schema has and Go's expressions have not.
type without struct{ *regexp.Regexp }

func (w without) MatchString(s string) bool { return !w.Regexp.MatchString(s) }

func withoutPrefix(s string) (jsonschema.Regexp, error) {
	if inner, ok := strings.CutPrefix(s, "^(?!"); ok {
		re, err := regexp.Compile("^(?:" + strings.TrimSuffix(inner, ")") + ")")
		return without{re}, err
	}
	return regexp.Compile(s)
}

// TestWrittenHoldsToTheSchema validates what is written as JSON-LD, from JSON and from XML
// alike, with the published draft of the standard's JSON Schema. What the draft does not
// know is left out: persistentDisposition where it has none, a word that was renamed.
func TestWrittenHoldsToTheSchema(t *testing.T) {
	dir := testenv.Shared(t, "conformance/epcis")
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(withoutPrefix)
	schema, err := c.Compile(filepath.Join(dir, "schema", "EPCIS-JSON-Schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, pattern := range []string{"hash/*", "hash/*/*", "events/valid/*/*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				continue // a folder
			}
			events, _, err := read(string(b))
			if err != nil {
				continue // meant to be refused: package epcis
			}
			for _, e := range events {
				if len(e.Lasting.Set)+len(e.Lasting.Unset) > 0 || strings.Contains(e.Raw, "EffectiveDose") {
					continue
				}
				var out strings.Builder
				w := render.New(&out, render.Options{Created: created, Prefixes: render.Share(nil, e)})
				if err := w.Write(e); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(out.String()))
				if err != nil {
					t.Fatal(err)
				}
				checked++
				if err := schema.Validate(v); err != nil {
					t.Errorf("%s event %d: %v\n%s", name, e.Index, err, out.String())
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d events checked", checked)
	}
}
