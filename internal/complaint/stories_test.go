package complaint_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/complaint"
)

// told is one made-up complaint with what is known of it.
type told struct {
	kind, unit, same string
	text             string
	marks            []mark
}

// mark is a place that could show who wrote it, in runes of the text.
type mark struct {
	kind       complaint.WarningKind
	start, end int
}

var markKinds = map[string]complaint.WarningKind{"n": complaint.NameFound, "p": complaint.PhoneFound, "v": complaint.PlateFound, "f": complaint.CompanyFound, "a": complaint.AddressFound, "i": complaint.NumberFound, "c": complaint.ContactFound}

// stories reads a half of the labelled set: tuning, or held, which nobody tunes by.
func stories(t *testing.T, half string) []told {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "stories", half+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	for n, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		part := strings.SplitN(line, "|", 4)
		if len(part) != 4 {
			t.Fatalf("%s line %d: %s", half, n+1, line)
		}
		s := told{kind: part[0], unit: part[1], same: part[2]}
		var text []rune
		rest := []rune(part[3])
		for i := 0; i < len(rest); i++ {
			if rest[i] != '{' {
				text = append(text, rest[i])
				continue
			}
			kind, ok := markKinds[string(rest[i+1])]
			end := i + 3
			for end < len(rest) && rest[end] != '}' {
				end++
			}
			if !ok || end == len(rest) || rest[i+2] != ':' {
				t.Fatalf("%s line %d: a mark is not closed or unknown: %s", half, n+1, line)
			}
			m := mark{kind, len(text), 0}
			text = append(text, rest[i+3:end]...)
			m.end = len(text)
			s.marks, i = append(s.marks, m), end
		}
		s.text = string(text)
		all = append(all, s)
	}
	return all
}

// checked says of a half how many marks a warning touches and how many warnings touch none.
func checked(t *testing.T, half string) (found, marks, wrong, warnings int, misses []string) {
	for _, s := range stories(t, half) {
		ws := complaint.Check(complaint.Story{}, s.text)
		warnings += len(ws)
		for _, w := range ws {
			hit := false
			for _, m := range s.marks {
				hit = hit || w.Start < m.end && m.start < w.End
			}
			if !hit {
				wrong++
				misses = append(misses, fmt.Sprintf("false %s “%s” in %s", w.Kind, w.Text, s.text))
			}
		}
		for _, m := range s.marks {
			marks++
			ok := false
			for _, w := range ws {
				ok = ok || w.Start < m.end && m.start < w.End
			}
			if ok {
				found++
			} else {
				misses = append(misses, fmt.Sprintf("missed %s “%s” in %s", m.kind, string([]rune(s.text)[m.start:m.end]), s.text))
			}
		}
	}
	return found, marks, wrong, warnings, misses
}

// TestCheckerOnTuning: on the half it was tuned by. What it does on the other half is the figure.
func TestCheckerOnTuning(t *testing.T) {
	found, marks, wrong, warnings, misses := checked(t, "tuning")
	t.Logf("%d of %d found, %d of %d warnings false", found, marks, wrong, warnings)
	for _, m := range misses {
		t.Log(m)
	}
}
