package chance

import "math"

func lnFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}

func lnChoose(n, k int) float64 { return lnFactorial(n) - lnFactorial(k) - lnFactorial(n-k) }

func lnBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// Above is P(Z > z) of the standard normal distribution.
func Above(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// Binomial is P(X ≥ k) for X ~ Bin(n, p), by summing the exact terms.
func Binomial(k, n int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n || p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	return upper(k, n, func(i int) float64 {
		return lnChoose(n, i) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p)
	})
}

// BetaBinomial is P(X ≥ k) for X ~ Bin(n, Q), Q ~ Beta(m·s, (1−m)·s): the binomial tail where
// units honestly differ around the mean m with strength s. An s that is not positive or is
// infinite means that they do not differ.
func BetaBinomial(k, n int, m, s float64) float64 {
	if s <= 0 || math.IsInf(s, 1) || m <= 0 || m >= 1 {
		return Binomial(k, n, m)
	}
	if k <= 0 {
		return 1
	}
	a, b := m*s, (1-m)*s
	norm := lnBeta(a, b)
	return upper(k, n, func(i int) float64 {
		return lnChoose(n, i) + lnBeta(a+float64(i), b+float64(n-i)) - norm
	})
}

// upper sums exp(ln(i)) for i = k…n.
func upper(k, n int, ln func(int) float64) float64 {
	sum := 0.0
	for i := k; i <= n; i++ {
		term := math.Exp(ln(i))
		sum += term
		if term < sum*1e-15 && sum > 0 && i > k+50 {
			break
		}
	}
	return min(sum, 1)
}

// Poisson is P(X ≥ k) for a Poisson mean.
func Poisson(k int, mean float64) float64 {
	if k <= 0 {
		return 1
	}
	if mean <= 0 {
		return 0
	}
	return gammaLower(float64(k), mean)
}

// NegativeBinomial is P(X ≥ k) for counts with this mean and variance; the Poisson tail where
// the variance is not above the mean.
func NegativeBinomial(k int, mean, variance float64) float64 {
	if variance <= mean || mean <= 0 {
		return Poisson(k, mean)
	}
	if k <= 0 {
		return 1
	}
	r := mean * mean / (variance - mean)
	return BetaInc(float64(k), r, (variance-mean)/variance)
}

// Fisher is the one-sided exact test of a table with fixed margins: the probability of a or
// more successes of n in the first row, when a of n and b of m are observed.
func Fisher(a, n, b, m int) float64 {
	total, good := n+m, a+b
	norm := lnChoose(total, n)
	return upper(a, min(n, good), func(i int) float64 {
		return lnChoose(good, i) + lnChoose(total-good, n-i) - norm
	})
}

// PooledZ is (p₁ − p₂)/√(p(1−p)(1/n + 1/m)) with p pooled, for a of n against b of m; add counts
// before the call where a correction is wanted. 0 where it is not defined.
func PooledZ(a, n, b, m int) float64 {
	if n == 0 || m == 0 {
		return 0
	}
	p := float64(a+b) / float64(n+m)
	se := math.Sqrt(p * (1 - p) * (1/float64(n) + 1/float64(m)))
	if se == 0 {
		return 0
	}
	return (float64(a)/float64(n) - float64(b)/float64(m)) / se
}

// LeastExpected is the smallest expected count of the table of a of n and b of m.
func LeastExpected(a, n, b, m int) float64 {
	if n+m == 0 {
		return 0
	}
	p := float64(a+b) / float64(n+m)
	return min(float64(n), float64(m)) * min(p, 1-p)
}

// Greater tests whether the first of two shares is greater, one-sided: exactly (Fisher) where an
// expected count is below 5, by the pooled z elsewhere.
func Greater(a, n, b, m int) (z, p float64) {
	z = PooledZ(a, n, b, m)
	if LeastExpected(a, n, b, m) < 5 {
		return z, Fisher(a, n, b, m)
	}
	return z, Above(z)
}

// ChiSquareAbove is P(X > x) of the χ² distribution with df degrees of freedom.
func ChiSquareAbove(x float64, df int) float64 {
	if df <= 0 || x <= 0 {
		return 1
	}
	return 1 - gammaLower(float64(df)/2, x/2)
}

// Homogeneity is the χ² test that the rows of counts, each {yes, no}, share one rate. Rows
// whose smallest expected count is below 5 are put together into one; ok is false where fewer than two
// rows remain that have expected counts of 5.
func Homogeneity(rows [][2]int) (x float64, df int, ok bool) {
	yes, all := 0, 0
	for _, r := range rows {
		yes, all = yes+r[0], all+r[0]+r[1]
	}
	if yes == 0 || yes == all {
		return 0, 0, false
	}
	p := float64(yes) / float64(all)
	var kept [][2]int
	var small [][2]int
	enough := func(r [2]int) bool { return float64(r[0]+r[1])*min(p, 1-p) >= 5 }
	for _, r := range rows {
		if enough(r) {
			kept = append(kept, r)
		} else {
			small = append(small, r)
		}
	}
	var rest [2]int
	for _, r := range small {
		rest[0], rest[1] = rest[0]+r[0], rest[1]+r[1]
	}
	if rest[0]+rest[1] > 0 {
		if enough(rest) {
			kept = append(kept, rest)
		} else if len(kept) > 0 {
			last := &kept[len(kept)-1]
			last[0], last[1] = last[0]+rest[0], last[1]+rest[1]
		}
	}
	if len(kept) < 2 {
		return 0, 0, false
	}
	for _, r := range kept {
		n := float64(r[0] + r[1])
		d := float64(r[0]) - n*p
		x += d * d / (n * p * (1 - p))
	}
	return x, len(kept) - 1, true
}

// Uniform is the χ² statistic of counts against equal shares; df is len(counts)−1.
func Uniform(counts []int) float64 {
	n := 0
	for _, c := range counts {
		n += c
	}
	if n == 0 {
		return 0
	}
	e := float64(n) / float64(len(counts))
	x := 0.0
	for _, c := range counts {
		d := float64(c) - e
		x += d * d / e
	}
	return x
}

// gammaLower is the regularised lower incomplete gamma function P(a, x).
func gammaLower(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	lg, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lg)
	if x < a+1 {
		sum, term := 1/a, 1/a
		for n := a + 1; n < a+10000; n++ {
			term *= x / n
			sum += term
			if term < sum*1e-16 {
				break
			}
		}
		return min(1, front*sum)
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < 10000; i++ {
		an := -i * (i - a)
		b += 2
		if d = an*d + b; math.Abs(d) < tiny {
			d = tiny
		}
		if c = b + an/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return max(0, 1-front*h)
}

// BetaInc is the regularised incomplete beta function I_x(a, b): the distribution function of
// Beta(a, b) at x.
func BetaInc(a, b, x float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	front := math.Exp(a*math.Log(x) + b*math.Log1p(-x) - lnBeta(a, b))
	if x > (a+1)/(a+b+2) {
		return 1 - front*betaFraction(b, a, 1-x)/b
	}
	return front * betaFraction(a, b, x) / a
}

func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	c, d := 1.0, 1-(a+b)*x/(a+1)
	if math.Abs(d) < tiny {
		d = tiny
	}
	d = 1 / d
	h := d
	for m := 1.0; m < 1000; m++ {
		for _, an := range [2]float64{
			m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)),
			-(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1)),
		} {
			if d = 1 + an*d; math.Abs(d) < tiny {
				d = tiny
			}
			if c = 1 + an/c; math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			h *= d * c
		}
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return h
}

// BetaQuantile is the x with I_x(a, b) = q, by bisection.
func BetaQuantile(a, b, q float64) float64 {
	lo, hi := 0.0, 1.0
	for range 60 {
		mid := (lo + hi) / 2
		if BetaInc(a, b, mid) < q {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
