package chance

import (
	"cmp"
	"math"
	"slices"
)

// Wilson is the 95 % score interval of k of n.
func Wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, N := float64(k)/float64(n), float64(n)
	mid := p + z*z/(2*N)
	half := z * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	return max(0, (mid-half)/(1+z*z/N)), min(1, (mid+half)/(1+z*z/N))
}

// AtLeast is the exact one-sided 95 % lower bound (Clopper–Pearson) of the share behind k of n.
// Where k = n it is 0.05^(1/n).
func AtLeast(k, n int) float64 {
	if k == 0 {
		return 0
	}
	return BetaQuantile(float64(k), float64(n-k+1), 0.05)
}

// AtMost is the exact one-sided 95 % upper bound of the share behind k of n.
func AtMost(k, n int) float64 { return 1 - AtLeast(n-k, n) }

// FalseDiscovery says which of the p-values stand when the expected share of false ones among them
// is held at q (Benjamini–Hochberg): with p₍₁₎ ≤ … ≤ p₍K₎, all up to the largest k with p₍k₎ ≤ q·k/K.
// A p that is NaN was not tested and does not count.
func FalseDiscovery(ps []float64, q float64) []bool {
	order := make([]int, 0, len(ps))
	for i, p := range ps {
		if !math.IsNaN(p) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(ps[a], ps[b]) })
	stands := make([]bool, len(ps))
	for k := len(order); k > 0; k-- {
		if ps[order[k-1]] <= q*float64(k)/float64(len(order)) {
			for _, i := range order[:k] {
				stands[i] = true
			}
			break
		}
	}
	return stands
}

// Lasted is one duration; one that still runs has not Ended.
type Lasted struct {
	Days  float64
	Ended bool
}

// Step is the share that lasted longer than Days, with Greenwood's 95 % band on the log-log scale.
type Step struct {
	Days, Share, Low, High float64
}

// Survival is the estimate of Kaplan and Meier: S(t) = Π(1 − dᵢ/rᵢ); Var ln S = Σ dᵢ/(rᵢ(rᵢ − dᵢ)).
// The band is S^exp(±1.96·√Var/|ln S|).
func Survival(all []Lasted) []Step {
	list := slices.Clone(all)
	slices.SortFunc(list, func(a, b Lasted) int { return cmp.Compare(a.Days, b.Days) })
	var steps []Step
	share, variance := 1.0, 0.0
	for i := 0; i < len(list); {
		at, risk, ended := list[i].Days, len(list)-i, 0
		for ; i < len(list) && list[i].Days == at; i++ {
			if list[i].Ended {
				ended++
			}
		}
		if ended == 0 {
			continue
		}
		share *= 1 - float64(ended)/float64(risk)
		s := Step{Days: at, Share: share}
		if risk > ended {
			variance += float64(ended) / (float64(risk) * float64(risk-ended))
			w := 1.959963984540054 * math.Sqrt(variance) / -math.Log(share)
			s.Low, s.High = math.Pow(share, math.Exp(w)), math.Pow(share, math.Exp(-w))
		}
		steps = append(steps, s)
	}
	return steps
}

// Quantile is the time by which the share q has ended, with its band; ok is false where fewer
// have, and high is +Inf where its band never comes down so far.
func Quantile(steps []Step, q float64) (days, low, high float64, ok bool) {
	days, low, high = math.Inf(1), math.Inf(1), math.Inf(1)
	for _, s := range slices.Backward(steps) {
		if s.Share <= 1-q {
			days = s.Days
		}
		if s.Low <= 1-q {
			low = s.Days
		}
		if s.High <= 1-q && s.High > 0 || s.Share == 0 {
			high = s.Days
		}
	}
	return days, low, high, !math.IsInf(days, 1)
}

// Spread is how far units honestly differ: the pooled share m = Σy/Σn and τ², the variance of the true
// shares between units, by moments:
// τ² = [Σnᵢ(pᵢ−m)² − (K−1)m(1−m)] / [N − Σnᵢ²/N − (K−1)]. τ² is never below 0.
func Spread(y, n []int) (m, tau2 float64) {
	Y, N, squares, K := 0.0, 0.0, 0.0, 0.0
	for i := range y {
		if n[i] == 0 {
			continue
		}
		Y, N, squares, K = Y+float64(y[i]), N+float64(n[i]), squares+float64(n[i])*float64(n[i]), K+1
	}
	if N == 0 {
		return 0, 0
	}
	m = Y / N
	q := 0.0
	for i := range y {
		if n[i] > 0 {
			d := float64(y[i])/float64(n[i]) - m
			q += float64(n[i]) * d * d
		}
	}
	if below := N - squares/N - (K - 1); below > 0 {
		tau2 = max(0, (q-(K-1)*m*(1-m))/below)
	}
	return m, tau2
}

// SpreadEvenly is [Spread] for units of very unequal sizes, none of which may decide alone: τ² solves
// Σ(pᵢ−m)²/(vᵢ+τ²) = q with vᵢ = m(1−m)/nᵢ and m the mean weighted by 1/(vᵢ+τ²) (R. C. Paule and J. Mandel,
// J. Res. Natl. Bur. Stand. 87 (1982) 377). With q = K−1 it is their estimate; a q below gives the
// upper bound of τ² that has that probability (Q-profile; W. Viechtbauer, Stat. Med. 26 (2007) 37).
func SpreadEvenly(y, n []int, q float64) (m, tau2 float64) {
	m, _ = Spread(y, n)
	if m <= 0 || m >= 1 {
		return m, 0
	}
	at := func(tau2 float64) (mean, sum float64) {
		mean = m
		for range 3 {
			W, X := 0.0, 0.0
			for i := range y {
				if n[i] > 0 {
					w := 1 / (mean*(1-mean)/float64(n[i]) + tau2)
					W, X = W+w, X+w*float64(y[i])/float64(n[i])
				}
			}
			mean = min(max(X/W, 1e-6), 1-1e-6)
		}
		for i := range y {
			if n[i] > 0 {
				d := float64(y[i])/float64(n[i]) - mean
				sum += d * d / (mean*(1-mean)/float64(n[i]) + tau2)
			}
		}
		return mean, sum
	}
	if mean, sum := at(0); sum <= q {
		return mean, 0
	}
	lo, hi := 0.0, m*(1-m)
	for range 40 {
		mid := (lo + hi) / 2
		if _, sum := at(mid); sum > q {
			lo = mid
		} else {
			hi = mid
		}
	}
	mean, _ := at(hi)
	return mean, hi
}

// ChiSquareQuantile is the x with P(X ≤ x) = p, by bisection.
func ChiSquareQuantile(p float64, df int) float64 {
	lo, hi := 0.0, float64(df)+20*math.Sqrt(2*float64(df))+20
	for range 60 {
		if mid := (lo + hi) / 2; 1-ChiSquareAbove(mid, df) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// Strength is s of the Beta(m·s, (1−m)·s) that has mean m and variance τ²: m(1−m)/τ² − 1, +Inf
// where the units do not differ.
func Strength(m, tau2 float64) float64 {
	if tau2 <= 0 {
		return math.Inf(1)
	}
	return max(0.5, m*(1-m)/tau2-1)
}
