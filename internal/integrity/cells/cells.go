// Package cells hides figures of a table that would tell of single people or firms, and as many others as it takes
// that nobody can reckon them back.
//
//	Figures and the sums that tie them ─▶ sensitive ones ─▶ hide, audit, hide one more … ─▶ what is hidden
//
// Sensitive is a figure from 1 to 4 (k = 5), and one of which a single firm makes more than half. The audit plays
// the attacker who knows every figure shown, every sum, and that no figure is negative: linear programming
// gives the least and the greatest value each sensitive figure can have, and they must lie k apart.
// Consecutive months and their quarter, and any other tables that share figures, are put in as one table.
//
// It does not protect against who knows one of the figures from elsewhere, nor against tables published without it.
package cells

import (
	"math"
	"slices"
)

// K is below how many people a figure is sensitive.
const K = 5

// Figure is a number to be published. Largest is how much of it is one firm's, 0 where that is not known.
type Figure struct {
	Value, Largest int
}

// Sum says that the figure Total is the sum of the figures Parts.
type Sum struct {
	Total int
	Parts []int
}

// Table is figures and the sums between them, by index.
type Table struct {
	Figures []Figure
	Sums    []Sum
}

// Sensitive says that the figure may not be shown.
func (f Figure) Sensitive() bool {
	return 0 < f.Value && f.Value < K || 2*f.Largest > f.Value && f.Value > 0
}

// Grid is a table of rows and columns with its margins: the figures row by row, then the rows' totals, the
// columns' totals, and the total.
func Grid(rows [][]Figure) Table {
	var t Table
	wide := len(rows[0])

	rowTotal := func(r int) int { return len(rows)*wide + r }
	for _, row := range rows {
		t.Figures = append(t.Figures, row...)
	}
	add := func(parts []int) {
		s := Figure{}
		for _, i := range parts {
			s.Value += t.Figures[i].Value
			s.Largest = max(s.Largest, t.Figures[i].Largest)
		}
		t.Figures = append(t.Figures, s)
		t.Sums = append(t.Sums, Sum{len(t.Figures) - 1, parts})
	}
	for r := range rows {
		parts := make([]int, wide)
		for c := range parts {
			parts[c] = r*wide + c
		}
		add(parts)
	}
	cols := make([]int, wide)
	for c := range wide {
		parts := make([]int, len(rows))
		for r := range parts {
			parts[r] = r*wide + c
		}
		add(parts)
		cols[c] = len(t.Figures) - 1
	}
	totals := make([]int, len(rows))
	for r := range totals {
		totals[r] = rowTotal(r)
	}
	add(totals)
	t.Sums = append(t.Sums, Sum{len(t.Figures) - 1, cols})
	return t
}

// Protect says which figures are hidden.
func (t Table) Protect() (hidden []bool) {
	hidden = make([]bool, len(t.Figures))
	total := make([]bool, len(t.Figures))
	for _, s := range t.Sums {
		total[s.Total] = true
	}
	for i, f := range t.Figures {
		hidden[i] = f.Sensitive()
	}
	// Hiding more never narrows what an attacker can say, so each figure is looked at once.
	for j, f := range t.Figures {
		if !f.Sensitive() {
			continue
		}
		for !t.Safe(hidden, j) {
			i, ok := t.partner(hidden, total, j)
			if !ok { // nothing is left beside it
				break
			}
			hidden[i] = true
		}
	}
	return hidden
}

// Safe says that an attacker cannot say figure j to less than K.
func (t Table) Safe(hidden []bool, j int) bool {
	low, high := t.Bounds(hidden, j)
	return high-low >= K
}

// partner is the next figure to hide for the sake of j: beside it in the sum with the fewest hidden ones, no total if
// possible, the smallest that makes the doubt wide enough.
func (t Table) partner(hidden, total []bool, j int) (best int, ok bool) {
	score := math.Inf(1)
	lonely := make([]int, len(hidden)) // sums of each figure in which nothing is hidden yet: each would need a partner
	for _, s := range t.Sums {
		if hidden[s.Total] || slices.ContainsFunc(s.Parts, func(i int) bool { return hidden[i] }) {
			continue
		}
		lonely[s.Total]++
		for _, i := range s.Parts {
			lonely[i]++
		}
	}
	reach := t.tied(hidden, j)
	for _, s := range t.Sums {
		members := append(slices.Clone(s.Parts), s.Total)
		if !slices.ContainsFunc(members, func(i int) bool { return reach[i] }) {
			continue
		}
		others := 0
		for _, i := range members {
			if hidden[i] {
				others++
			}
		}
		for _, i := range members {
			if hidden[i] {
				continue
			}
			v := float64(t.Figures[i].Value)
			if t.Figures[i].Value+t.Figures[j].Value < K {
				v += 1e5
			}
			v += 1e4 * float64(lonely[i])
			if total[i] {
				v += 2e4
			}
			if !slices.Contains(members, j) {
				v += 1e7
			}
			if v += 1e3 * float64(others); v < score {
				score, best, ok = v, i, true
			}
		}
	}
	return best, ok
}

// tied are the hidden figures that sums tie to j.
func (t Table) tied(hidden []bool, j int) []bool {
	reach := make([]bool, len(hidden))
	reach[j] = true
	for changed := true; changed; {
		changed = false
		for _, s := range t.Sums {
			members := append(slices.Clone(s.Parts), s.Total)
			if !slices.ContainsFunc(members, func(i int) bool { return reach[i] && hidden[i] }) {
				continue
			}
			for _, i := range members {
				if hidden[i] && !reach[i] {
					reach[i], changed = true, true
				}
			}
		}
	}
	return reach
}

// Bounds is what an attacker can say of figure j: its least and its greatest value.
func (t Table) Bounds(hidden []bool, j int) (low, high int) {
	if !hidden[j] {
		return t.Figures[j].Value, t.Figures[j].Value
	}
	reach := t.tied(hidden, j)
	column := map[int]int{}
	for i, r := range reach {
		if r {
			column[i] = len(column)
		}
	}
	var rows [][]float64 // coefficients, then the right side
	for _, s := range t.Sums {
		row := make([]float64, len(column)+1)
		some := false
		take := func(i int, sign float64) {
			if c, ok := column[i]; ok {
				row[c] += sign
				some = true
			} else {
				row[len(column)] -= sign * float64(t.Figures[i].Value)
			}
		}
		for _, i := range s.Parts {
			take(i, 1)
		}
		take(s.Total, -1)
		if some {
			rows = append(rows, row)
		}
	}
	least := -greatest(rows, len(column), column[j], -1)
	most := greatest(rows, len(column), column[j], 1)
	if math.IsInf(most, 1) {
		return int(math.Ceil(least - 1e-6)), math.MaxInt32
	}
	return int(math.Ceil(least - 1e-6)), int(math.Floor(most + 1e-6))
}
