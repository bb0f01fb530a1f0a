package complaint_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banjie/internal/complaint"
	"banjie/internal/complaint/hints/tagger"
	"banjie/internal/complaint/labelled"
	"banjie/internal/complaint/suggest"
	"banjie/internal/simtown"
)

// share is how many of how many.
type share struct{ n, of int }

func (s share) rate() float64 { return float64(s.n) / max(1, float64(s.of)) }

func (s share) String() string { return fmt.Sprintf("%d of %d (%.1f %%)", s.n, s.of, 100*s.rate()) }

// measured is what a set of the set gives.
type measured struct {
	stories       int
	found         map[complaint.WarningKind]share // marks that a warning touches
	recall, wrong share                           // all marks; warnings that touch none
	kind          share
	top1, top3    share // unit
	precise, met  share // pairs shown that are one matter; pairs of one matter that are shown
	misses        []string
}

// measure runs checker, suggestion and likeness over a set of stories.
func measure(t *testing.T, set string) (m measured) {
	t.Helper()
	all, err := labelled.Read(filepath.Join("testdata", "stories"), set)
	if err != nil {
		t.Fatal(err)
	}
	m.stories, m.found = len(all), map[complaint.WarningKind]share{}
	miss := func(format string, a ...any) { m.misses = append(m.misses, fmt.Sprintf(format, a...)) }
	town := simtown.County()
	index := suggest.NewIndex(town.Org.Units, town.Items, nil)
	open := make([]suggest.Other, len(all))
	for i, o := range all {
		open[i] = suggest.Other{ID: strconv.Itoa(i), Kind: o.Kind, Unit: o.Unit, Text: o.Text}.Counted()
	}
	for i, s := range all {
		ws := complaint.Check(complaint.Story{}, s.Text)
		touches := func(w complaint.Warning, k tagger.Span) bool { return w.Start < k.End && k.Start < w.End }
		for _, w := range ws {
			m.wrong.of++
			if !slices.ContainsFunc(s.Marks, func(k tagger.Span) bool { return touches(w, k) }) {
				m.wrong.n++
				miss("false %s “%s” in %s", w.Kind, w.Text, s.Text)
			}
		}
		for _, k := range s.Marks {
			kind := complaint.WarningKind(k.Kind)
			f := m.found[kind]
			f.of, m.recall.of = f.of+1, m.recall.of+1
			if slices.ContainsFunc(ws, func(w complaint.Warning) bool { return touches(w, k) }) {
				f.n, m.recall.n = f.n+1, m.recall.n+1
			} else {
				miss("missed %s “%s” in %s", kind, string([]rune(s.Text)[k.Start:k.End]), s.Text)
			}
			m.found[kind] = f
		}
		m.kind.of, m.top1.of, m.top3.of = m.kind.of+1, m.top1.of+1, m.top3.of+1
		kinds := suggest.Kinds(s.Text)
		if len(kinds) > 0 && kinds[0].ID == s.Kind {
			m.kind.n++
		} else {
			miss("kind %s is %v: %s", s.Kind, kinds, s.Text)
		}
		units := index.Units(s.Text, 3)
		switch at := slices.IndexFunc(units, func(p suggest.Proposal) bool { return p.ID == s.Unit }); {
		case at == 0:
			m.top1.n++
			m.top3.n++
		case at > 0:
			m.top3.n++
			fallthrough
		default:
			miss("unit %s is %v: %s", s.Unit, units, s.Text)
		}
		// likeness: each story against all others of the set, as if they were open
		var others []suggest.Other
		for j, o := range all {
			if j != i {
				others = append(others, open[j])
			}
			if j != i && s.Same != "" && o.Same == s.Same {
				m.met.of++
			}
		}
		for _, a := range suggest.Alike(open[i], others) {
			j, _ := strconv.Atoi(a.ID)
			m.precise.of++
			if s.Same != "" && all[j].Same == s.Same {
				m.precise.n, m.met.n = m.precise.n+1, m.met.n+1
			} else {
				miss("not alike (%.2f): %s | %s", a.Score, s.Text, all[j].Text)
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

// floors are what a set must reach; wrong is a ceiling.
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

// What a set for tuning reaches must not get worse. The checker has learned it by heart.
var tuningFloors = floors{recall: .99, wrong: .03, kind: .9, top1: .86, top3: .93, precise: .38, met: .7}

// Of the second set, which the checker has learned too, kinds, units and likeness know nothing.
var secondFloors = floors{recall: .98, wrong: .03, kind: .61, top1: .7, top3: .79, precise: .8, met: .3}

// A little beneath what the set kept aside reached when it was first run; nobody tunes by it.
var heldFloors = floors{recall: .68, wrong: .05, kind: .62, top1: .67, top3: .75, precise: .9, met: .4}

func TestTuning(t *testing.T) { measure(t, "tuning-1.txt").hold(t, tuningFloors) }

// TestSecond measures on the set that was kept aside before it became one to learn from.
func TestSecond(t *testing.T) { measure(t, "tuning-2.txt").hold(t, secondFloors) }

// TestHeld measures on the set nobody tuned by. Its table goes into doc/testing.md.
func TestHeld(t *testing.T) {
	m := measure(t, "held.txt")
	m.misses = nil // they are not to be read by who tunes
	m.hold(t, heldFloors)
}

// TestCopyAcrossAnotherMark: a copied sentence is marked though a telephone or a firm stands in it;
// confirming the one says nothing of the other. What lies inside one mark is marked once.
func TestCopyAcrossAnotherMark(t *testing.T) {
	told := complaint.Story{Words: "我三月五日打了 13800000000 这个电话问了三次都说还缺一样材料要去门口做评估。"}
	brief := "请查：打了 13800000000 这个电话问了三次都说还缺一样材料。"
	var copied, phone *complaint.Warning
	for _, w := range complaint.Check(told, brief) {
		switch w.Kind {
		case complaint.CopiedFound:
			copied = &w
		case complaint.PhoneFound:
			phone = &w
		}
	}
	if copied == nil || phone == nil || copied.Start > phone.Start || copied.End < phone.End {
		t.Fatalf("%+v and %+v in %+v", copied, phone, complaint.Check(told, brief))
	}
	if _, err := complaint.Redact(told, brief, []string{phone.ID}); err == nil {
		t.Error("a look at the telephone let the copied sentence through")
	}
	if _, err := complaint.Redact(told, brief, []string{phone.ID, copied.ID}); err != nil {
		t.Error(err)
	}
	if all := complaint.Check(complaint.Story{Words: "卡号6222020000000000000是我的"}, "6222020000000000000"); len(all) != 1 || all[0].Kind == complaint.CopiedFound {
		t.Errorf("one number is marked as %+v", all)
	}
}
