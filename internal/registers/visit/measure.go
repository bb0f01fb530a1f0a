package visit

import (
	"cmp"
	"slices"
)

// Measures are what the year's rows of a unit say; every share is Part of Of.
type Measures struct {
	Unit      string
	Firms     int // visited or planned
	Visits    int // let in
	Largest   int // most of them at one firm
	Planned   int // of Visits, by yearly plan or draw
	Recorded  int
	Nothing   int // of Recorded, found nothing
	AtCeiling int // firms whose ordinals reached the ceiling
	Most      int // the ceiling; 0: none published
	Close     int // visits with another unit's visit to the same firm within [Near] days, not together
	Recreated int // cancelled plans followed by another for the same firm within [Near] days
	Rated     int
	Low       int // of Rated, one or two stars
	Minutes   int
}

// Measure counts by unit. Every visit here was let in with a code: who came without one stands in
// the reports from the door.
func Measure(rows []Row, programmes []Programme) []Measures {
	by := map[string]*Measures{}
	of := func(unit string) *Measures {
		if by[unit] == nil {
			by[unit] = &Measures{Unit: unit}
		}
		return by[unit]
	}
	for _, p := range programmes {
		of(p.Unit).Most = p.Most
	}
	firms := map[[2]string]int{}
	reached := map[[2]string]int{}
	for _, r := range rows {
		m, key := of(r.Unit), [2]string{r.Unit, r.Firm}
		if !r.Gone() {
			firms[key] += 0
			reached[key] = max(reached[key], r.Ordinal)
		}
		if r.Gone() && slices.ContainsFunc(rows, func(o Row) bool {
			return o.Unit == r.Unit && o.Firm == r.Firm && o.Key != r.Key && !o.Gone() && o.Made >= r.Made && o.Made <= r.Made+Near
		}) {
			m.Recreated++
		}
		if r.Came == 0 {
			continue
		}
		firms[key]++
		m.Visits++
		m.Minutes += r.Minutes
		if why, _ := ReasonOf(r.Reason); why.Planned {
			m.Planned++
		}
		if r.Finding != "" {
			m.Recorded++
			if r.Finding == None {
				m.Nothing++
			}
		}
		if r.Stars > 0 {
			m.Rated++
			if r.Stars < 3 {
				m.Low++
			}
		}
		if slices.ContainsFunc(rows, func(o Row) bool {
			return o.Firm == r.Firm && o.Unit != r.Unit && o.Came != 0 && o.Came != r.Came && o.Came-r.Came <= Near && r.Came-o.Came <= Near
		}) {
			m.Close++
		}
	}
	for key, n := range firms {
		m := of(key[0])
		m.Firms++
		m.Largest = max(m.Largest, n)
		if m.Most > 0 && reached[key] >= m.Most {
			m.AtCeiling++
		}
	}
	all := make([]Measures, 0, len(by))
	for _, m := range by {
		all = append(all, *m)
	}
	slices.SortFunc(all, func(a, b Measures) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}
