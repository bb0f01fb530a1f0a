package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/fault"
)

var update = flag.Bool("update", false, "write the generated pages of doc/law anew")

// docOf runs a doc command as a person would.
func docOf(t *testing.T, args ...string) string {
	t.Helper()
	cmd := docCommand()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs(args)
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestGeneratedPages: the pages of doc/law carry what the commands print.
func TestGeneratedPages(t *testing.T) {
	pages := map[string][]string{"register.md": {"law"}, "access.md": {"access"}, "holidays.md": {"holidays"}, "cards.md": {"cards"}, "escalation.md": {"escalation"}}
	for _, p := range (procedures{}).all() {
		pages["procedure-"+p.Name+".md"] = []string{"procedure", p.Name}
	}
	for name, args := range pages {
		got := docOf(t, args...)
		file := filepath.Join("..", "..", "doc", "law", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || string(want) != got {
			t.Errorf("doc/law/%s is not what `banjie doc %s` prints; run go test ./cmd/banjie -run TestGeneratedPages -update (%v)", name, strings.Join(args, " "), err)
		}
	}
}

func TestDocOfUnknownProcedure(t *testing.T) {
	if _, err := procedureDoc("nothing"); fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("unknown procedure: %v", err)
	}
}

// TestProceduresAreWhole: every procedure of this program is sound, and the role table knows
// each of its verbs.
func TestProceduresAreWhole(t *testing.T) {
	for _, p := range (procedures{}).all() {
		if err := p.Validate(); err != nil {
			t.Error(err)
		}
		for _, verb := range p.Verbs() {
			if !access.Known(access.Verb(verb)) {
				t.Errorf("procedure %s: the role table has no row for %s", p.Name, verb)
			}
		}
	}
}
