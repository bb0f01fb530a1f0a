package cells_test

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"banjie/internal/integrity/cells"
)

// Every small grid is attacked by trying tables that fit what is shown: each sensitive figure has another
// value in one of them.
func TestNoFigureIsForced(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		rows := make([][]cells.Figure, 3)
		for r := range rows {
			rows[r] = make([]cells.Figure, 3)
			for c := range rows[r] {
				rows[r][c].Value = rng.IntN(4) * rng.IntN(5)
			}
		}
		table := cells.Grid(rows)
		hidden := table.Protect()
		for j := range 9 {
			if !table.Figures[j].Sensitive() {
				continue
			}
			low, high := table.Bounds(hidden, j)
			other := false
			for x := low; x <= min(high, low+8) && !other; x++ {
				other = x != table.Figures[j].Value && possible(table, hidden, j, x)
			}
			if !other {
				t.Fatalf("figure %d of %v is known; hidden %v", j, rows, hidden)
			}
		}
	}
}

// possible says that a table with x in figure j fits what is shown, by trying all.
func possible(table cells.Table, hidden []bool, j, x int) bool {
	var v [9]int
	var try func(i int) bool
	try = func(i int) bool {
		if i > 0 {
			if i%3 == 0 && !hidden[9+i/3-1] && v[i-1]+v[i-2]+v[i-3] != table.Figures[9+i/3-1].Value {
				return false
			}
			if i > 6 && !hidden[12+i-7] && v[i-1]+v[i-4]+v[i-7] != table.Figures[12+i-7].Value {
				return false
			}
		}
		if i == 9 {
			all := 0
			for _, n := range v {
				all += n
			}
			return hidden[15] || all == table.Figures[15].Value
		}
		from, to := 0, 14
		switch {
		case i == j:
			from, to = x, x
		case !hidden[i]:
			from, to = table.Figures[i].Value, table.Figures[i].Value
		case i%3 == 2 && !hidden[9+i/3]:
			from = max(0, table.Figures[9+i/3].Value-v[i-1]-v[i-2])
			to = from
		case i >= 6 && !hidden[12+i-6]:
			from = max(0, table.Figures[12+i-6].Value-v[i-3]-v[i-6])
			to = from
		}
		for n := from; n <= to; n++ {
			v[i] = n
			if try(i + 1) {
				return true
			}
		}
		return false
	}
	return try(0)
}

// county is three months of towns by kinds with all margins, and the quarter of every cell and margin.
func county(rng *rand.Rand) cells.Table {
	const towns, kinds, months = 6, 5, 3
	var all cells.Table
	size := 0
	for range months {
		rows := make([][]cells.Figure, towns)
		for r := range rows {
			rows[r] = make([]cells.Figure, kinds)
			busy := math.Exp(1.5 * rng.NormFloat64())
			for c := range rows[r] {
				n := int(4 * busy * math.Exp(rng.NormFloat64()))
				rows[r][c] = cells.Figure{Value: n, Largest: min(n, rng.IntN(1+n/2))}
			}
		}
		g := cells.Grid(rows)
		base := len(all.Figures)
		size = len(g.Figures)
		all.Figures = append(all.Figures, g.Figures...)
		for _, s := range g.Sums {
			moved := cells.Sum{Total: s.Total + base}
			for _, p := range s.Parts {
				moved.Parts = append(moved.Parts, p+base)
			}
			all.Sums = append(all.Sums, moved)
		}
	}
	for i := range size {
		s := cells.Sum{Total: len(all.Figures)}
		f := cells.Figure{}
		for m := range months {
			part := m*size + i
			s.Parts = append(s.Parts, part)
			f.Value += all.Figures[part].Value
			f.Largest = max(f.Largest, all.Figures[part].Largest)
		}
		all.Figures, all.Sums = append(all.Figures, f), append(all.Sums, s)
	}
	return all
}

// Differencing, totals and consecutive months recover no figure under five: every sum is solved with every other,
// and what is not negative is used. With BANJIE_INTEGRITY_TOWNS=1000 this is the attack in full size.
func TestDifferencing(t *testing.T) {
	counties := 12
	if s := os.Getenv("BANJIE_INTEGRITY_TOWNS"); s != "" {
		counties, _ = strconv.Atoi(s)
	}
	rng := rand.New(rand.NewPCG(2, 2))
	sensitive, hiddenCells, figures, recovered, unprotected := 0, 0, 0, 0, 0
	for range counties {
		table := county(rng)
		hidden := table.Protect()
		only := make([]bool, len(hidden)) // what hiding the sensitive ones alone would give
		for i, f := range table.Figures {
			only[i] = f.Sensitive()
			figures++
			if hidden[i] {
				hiddenCells++
			}
		}
		known, naive := solve(table, hidden), solve(table, only)
		for i, f := range table.Figures {
			if !f.Sensitive() {
				continue
			}
			sensitive++
			if !hidden[i] || known[i] {
				recovered++
			}
			if naive[i] {
				unprotected++
			}
		}
	}
	t.Logf("%d counties: %d figures, %d sensitive, %d hidden (%.0f %%); recovered %d; recovered with the sensitive ones alone hidden %d",
		counties, figures, sensitive, hiddenCells, 100*float64(hiddenCells)/float64(figures), recovered, unprotected)
	if recovered > 0 {
		t.Errorf("%d of %d sensitive figures were recovered", recovered, sensitive)
	}
	if unprotected == 0 {
		t.Error("the attack finds nothing where nothing is protected; it is no attack")
	}
}

// solve is an attack of its own: it brings the sums to reduced row echelon form, then narrows least and greatest values by
// every reduced and every printed sum until nothing changes. It gives the figures of which one value is left.
func solve(t cells.Table, hidden []bool) []bool {
	n := len(t.Figures)
	var rows [][]float64
	for _, s := range t.Sums {
		row := make([]float64, n+1)
		put := func(i int, sign float64) {
			if hidden[i] {
				row[i] += sign
			} else {
				row[n] -= sign * float64(t.Figures[i].Value)
			}
		}
		for _, p := range s.Parts {
			put(p, 1)
		}
		put(s.Total, -1)
		rows = append(rows, row)
	}
	printed := make([][]float64, len(rows))
	for i := range rows {
		printed[i] = append([]float64(nil), rows[i]...)
	}
	r := 0
	for c := 0; c < n && r < len(rows); c++ {
		best := r
		for k := r; k < len(rows); k++ {
			if math.Abs(rows[k][c]) > math.Abs(rows[best][c]) {
				best = k
			}
		}
		if math.Abs(rows[best][c]) < 1e-9 {
			continue
		}
		rows[r], rows[best] = rows[best], rows[r]
		p := rows[r][c]
		for i := range rows[r] {
			rows[r][i] /= p
		}
		for k := range rows {
			if f := rows[k][c]; k != r && f != 0 {
				for i := range rows[k] {
					rows[k][i] -= f * rows[r][i]
				}
			}
		}
		r++
	}
	low, high := make([]float64, n), make([]float64, n)
	for i := range high {
		high[i] = 1e6
	}
	for changed := true; changed; {
		changed = false
		for _, row := range append(rows[:r:r], printed...) {
			for j := range n {
				if math.Abs(row[j]) < 1e-9 {
					continue
				}
				least, most := row[n], row[n]
				for i := range n {
					if i == j || math.Abs(row[i]) < 1e-9 {
						continue
					}
					if row[i] > 0 {
						least, most = least-row[i]*high[i], most-row[i]*low[i]
					} else {
						least, most = least-row[i]*low[i], most-row[i]*high[i]
					}
				}
				least, most = least/row[j], most/row[j]
				if least > most {
					least, most = most, least
				}
				if l := math.Ceil(least - 1e-6); l > low[j] {
					low[j], changed = l, true
				}
				if h := math.Floor(most + 1e-6); h < high[j] {
					high[j], changed = h, true
				}
			}
		}
	}
	known := make([]bool, n)
	for i := range known {
		known[i] = hidden[i] && low[i] == high[i]
	}
	return known
}

func TestDominance(t *testing.T) {
	if !(cells.Figure{Value: 20, Largest: 11}).Sensitive() || (cells.Figure{Value: 20, Largest: 10}).Sensitive() {
		t.Error("one firm with more than half of a figure must be hidden, with half not")
	}
	if (cells.Figure{}).Sensitive() || !(cells.Figure{Value: 4}).Sensitive() || (cells.Figure{Value: 5}).Sensitive() {
		t.Error("one to four are sensitive")
	}
}
