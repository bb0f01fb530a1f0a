package complaint_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banjie/internal/complaint"
	"banjie/internal/complaint/suggest"
	"banjie/internal/simtown"
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

// share is how many of how many.
type share struct{ n, of int }

func (s share) rate() float64 { return float64(s.n) / max(1, float64(s.of)) }

func (s share) String() string { return fmt.Sprintf("%d of %d (%.1f %%)", s.n, s.of, 100*s.rate()) }

// measured is what a half of the set gives.
type measured struct {
	stories       int
	found         map[complaint.WarningKind]share // marks that a warning touches
	recall, wrong share                           // all marks; warnings that touch none
	kind          share
	top1, top3    share // unit
	precise, met  share // pairs shown that are one matter; pairs of one matter that are shown
	misses        []string
}

// measure runs checker, suggestion and likeness over a half.
func measure(t *testing.T, half string) (m measured) {
	all := stories(t, half)
	m.stories, m.found = len(all), map[complaint.WarningKind]share{}
	miss := func(format string, a ...any) { m.misses = append(m.misses, fmt.Sprintf(format, a...)) }
	town := simtown.County()
	index := suggest.NewIndex(town.Org.Units, town.Items, nil)
	open := make([]suggest.Other, len(all))
	for i, o := range all {
		open[i] = suggest.Other{ID: strconv.Itoa(i), Kind: o.kind, Unit: o.unit, Text: o.text}.Counted()
	}
	for i, s := range all {
		ws := complaint.Check(complaint.Story{}, s.text)
		touches := func(w complaint.Warning, k mark) bool { return w.Start < k.end && k.start < w.End }
		for _, w := range ws {
			m.wrong.of++
			if !slices.ContainsFunc(s.marks, func(k mark) bool { return touches(w, k) }) {
				m.wrong.n++
				miss("false %s “%s” in %s", w.Kind, w.Text, s.text)
			}
		}
		for _, k := range s.marks {
			f := m.found[k.kind]
			f.of, m.recall.of = f.of+1, m.recall.of+1
			if slices.ContainsFunc(ws, func(w complaint.Warning) bool { return touches(w, k) }) {
				f.n, m.recall.n = f.n+1, m.recall.n+1
			} else {
				miss("missed %s “%s” in %s", k.kind, string([]rune(s.text)[k.start:k.end]), s.text)
			}
			m.found[k.kind] = f
		}
		m.kind.of, m.top1.of, m.top3.of = m.kind.of+1, m.top1.of+1, m.top3.of+1
		kinds := suggest.Kinds(s.text)
		if len(kinds) > 0 && kinds[0].ID == s.kind {
			m.kind.n++
		} else {
			miss("kind %s is %v: %s", s.kind, kinds, s.text)
		}
		units := index.Units(s.text, 3)
		switch at := slices.IndexFunc(units, func(p suggest.Proposal) bool { return p.ID == s.unit }); {
		case at == 0:
			m.top1.n++
			m.top3.n++
		case at > 0:
			m.top3.n++
			fallthrough
		default:
			miss("unit %s is %v: %s", s.unit, units, s.text)
		}
		// likeness: each story against all others of the half, as if they were open
		var others []suggest.Other
		for j, o := range all {
			if j != i {
				others = append(others, open[j])
			}
			if j != i && s.same != "" && o.same == s.same {
				m.met.of++
			}
		}
		for _, a := range suggest.Alike(open[i], others) {
			j, _ := strconv.Atoi(a.ID)
			m.precise.of++
			if s.same != "" && all[j].same == s.same {
				m.precise.n, m.met.n = m.precise.n+1, m.met.n+1
			} else {
				miss("not alike (%.2f): %s | %s", a.Score, s.text, all[j].text)
			}
		}
	}
	return m
}

// table is the result, ready for the documentation.
func (m measured) table() string {
	var b strings.Builder
	row := func(what string, s share) { fmt.Fprintf(&b, "| %s | %s |\n", what, s) }
	fmt.Fprintf(&b, "\n| %d stories | |\n|---|---|\n", m.stories)
	row("checker: places found", m.recall)
	for _, k := range slices.Sorted(maps.Keys(m.found)) {
		row("– "+string(k), m.found[k])
	}
	row("checker: false among the warnings", m.wrong)
	row("kind (six): first is right", m.kind)
	row("unit (28): first is right", m.top1)
	row("unit: among the first three", m.top3)
	row("same matter: shown pairs that are", m.precise)
	row("same matter: such pairs that are shown", m.met)
	return b.String()
}

// floors are what a half must reach; wrong is a ceiling.
type floors struct{ recall, wrong, kind, top1, top3, precise, met float64 }

func (m measured) hold(t *testing.T, f floors) {
	t.Helper()
	t.Log(m.table())
	for _, miss := range m.misses {
		if os.Getenv("BANJIE_MISSES") != "" {
			t.Log(miss)
		}
	}
	for _, c := range []struct {
		what       string
		got, least float64
	}{{"recall", m.recall.rate(), f.recall}, {"right warnings", 1 - m.wrong.rate(), 1 - f.wrong}, {"kind", m.kind.rate(), f.kind}, {"unit", m.top1.rate(), f.top1},
		{"unit of three", m.top3.rate(), f.top3}, {"precision of likeness", m.precise.rate(), f.precise}, {"recall of likeness", m.met.rate(), f.met}} {
		if c.got < c.least {
			t.Errorf("%s %.3f, at least %.3f", c.what, c.got, c.least)
		}
	}
}

// What the half for tuning reaches must not get worse.
var tuningFloors = floors{recall: .99, wrong: .03, kind: .9, top1: .86, top3: .93, precise: .38, met: .7}

// What the half kept aside reached when it was first run; nobody tunes by it.
var heldFloors = floors{recall: .69, wrong: .07, kind: .61, top1: .7, top3: .79, precise: .8, met: .3}

func TestTuning(t *testing.T) { measure(t, "tuning").hold(t, tuningFloors) }

// TestHeld measures on the half nobody tuned by. Its table goes into doc/testing.md.
func TestHeld(t *testing.T) {
	if _, err := os.Stat(filepath.Join("testdata", "stories", "held.txt")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("testdata/stories/held.txt, the half kept aside, is not there yet")
	}
	m := measure(t, "held")
	m.misses = nil // they are not to be read by who tunes
	m.hold(t, heldFloors)
}
