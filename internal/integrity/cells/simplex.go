package cells

import "math"

// tiny is what counts as nothing in the simplex.
const tiny = 1e-7

// greatest is the greatest sign·x[j] with rows·x = right side (the last number of a row) and x ≥ 0, by the simplex
// method in two phases with Bland's rule; +Inf where there is none.
func greatest(rows [][]float64, n, j int, sign float64) float64 {
	m := len(rows)
	// Columns: n variables, m artificial ones, the right side.
	a := make([][]float64, m+1)
	basis := make([]int, m)
	a[m] = make([]float64, n+m+1)
	for r, row := range rows {
		a[r] = make([]float64, n+m+1)
		flip := 1.0
		if row[n] < 0 {
			flip = -1
		}
		for c := range n {
			a[r][c] = flip * row[c]
		}
		a[r][n+r], a[r][n+m], basis[r] = 1, flip*row[n], n+r
		for c := range n { // phase one: the sum of the artificial ones, to be lessened
			a[m][c] -= a[r][c]
		}
		a[m][n+m] -= a[r][n+m]
	}
	pivotAll(a, basis, n)
	for r := range basis { // drive out what is still artificial
		if basis[r] < n {
			continue
		}
		for c := range n {
			if math.Abs(a[r][c]) > tiny {
				pivot(a, basis, r, c)
				break
			}
		}
	}
	goal := a[m]
	clear(goal)
	goal[j] = -sign
	for r, b := range basis {
		if b < n && goal[b] != 0 {
			f := goal[b]
			for c := range goal {
				goal[c] -= f * a[r][c]
			}
		}
	}
	if !pivotAll(a, basis, n) {
		return math.Inf(1)
	}
	return goal[n+m]
}

// pivotAll goes on until no column of the first n lessens the goal; false where nothing bounds it.
func pivotAll(a [][]float64, basis []int, n int) bool {
	m := len(basis)
	right := len(a[0]) - 1
	for {
		enter := -1
		for c := range n {
			if a[m][c] < -tiny {
				enter = c
				break
			}
		}
		if enter < 0 {
			return true
		}
		leave, ratio := -1, math.Inf(1)
		for r := range m {
			if a[r][enter] > tiny {
				q := a[r][right] / a[r][enter]
				if q < ratio-tiny || q < ratio+tiny && leave >= 0 && basis[r] < basis[leave] {
					leave, ratio = r, q
				}
			}
		}
		if leave < 0 {
			return false
		}
		pivot(a, basis, leave, enter)
	}
}

func pivot(a [][]float64, basis []int, r, c int) {
	p := a[r][c]
	for i := range a[r] {
		a[r][i] /= p
	}
	for k := range a {
		if f := a[k][c]; k != r && f != 0 {
			for i := range a[k] {
				a[k][i] -= f * a[r][i]
			}
		}
	}
	basis[r] = c
}
