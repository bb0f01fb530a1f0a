package league

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"banjie/internal/integrity/chance"
)

// Tally is a unit's good ones of n. Expected is how many a unit with its mix of items and difficulty would have
// at the pooled rates (see [Expect]); 0 means that the mix is not taken into account.
type Tally struct {
	Unit     string
	Good, N  int
	Expected float64
}

// Stratum is one cell of the mix: matters of one item and difficulty in one unit.
type Stratum struct {
	Unit, Stratum string
	Good, N       int
}

// Expect adds the strata of each unit and reckons what the pooled rate of each stratum lets expect: indirect
// standardisation. Units come in the order of their names.
func Expect(cells []Stratum) []Tally {
	type sum struct{ good, n int }
	pooled := map[string]sum{}
	for _, c := range cells {
		s := pooled[c.Stratum]
		pooled[c.Stratum] = sum{s.good + c.Good, s.n + c.N}
	}
	byUnit := map[string]*Tally{}
	for _, c := range cells {
		t := byUnit[c.Unit]
		if t == nil {
			t = &Tally{Unit: c.Unit}
			byUnit[c.Unit] = t
		}
		t.Good, t.N = t.Good+c.Good, t.N+c.N
		if s := pooled[c.Stratum]; s.n > 0 {
			t.Expected += float64(c.N) * float64(s.good) / float64(s.n)
		}
	}
	tallies := make([]Tally, 0, len(byUnit))
	for _, t := range byUnit {
		tallies = append(tallies, *t)
	}
	slices.SortFunc(tallies, func(a, b Tally) int { return cmp.Compare(a.Unit, b.Unit) })
	return tallies
}

// Funnel says where a unit's raw share lies.
type Funnel string

const (
	Within Funnel = "within"
	Beyond Funnel = "beyond_95" // outside of the 95 % limits
	Far    Funnel = "beyond_99_8"
)

// Place is a unit in the table.
type Place struct {
	Unit            string  `json:"unit"`
	Good            int     `json:"good"`
	N               int     `json:"n"`
	Raw             float64 `json:"raw"`
	Standardised    float64 `json:"standardised"` // pooled share times observed ÷ expected
	Estimate        float64 `json:"estimate"`     // shrunk
	Low             float64 `json:"low"`          // 95 %
	High            float64 `json:"high"`
	TopQuarter      float64 `json:"top_quarter"` // probability
	BottomQuarter   float64 `json:"bottom_quarter"`
	Funnel          Funnel  `json:"funnel"`
	Distinguishable bool    `json:"distinguishable"` // its interval does not touch the pooled share
	BeingChecked    bool    `json:"being_checked"`   // an alarm is open: shown, not ranked
}

// Draws is from how many posterior draws probabilities and intervals come.
const Draws = 10_000

// refits is how many priors the draws are shared among, so that the doubt about the prior is in the interval:
// its spread is drawn from Q(τ²) ~ χ² with K−1 degrees of freedom (Q-profile), its mean around the weighted one.
const refits = 100

// Table gives the units by their estimate, best first. Those in checked are not ranked and stand at the end.
// The same seed gives the same table.
func Table(tallies []Tally, checked map[string]bool, seed uint64, draws int) []Place {
	var ranked, rest []Tally
	for _, t := range tallies {
		switch {
		case t.N == 0:
		case checked[t.Unit]:
			rest = append(rest, t)
		default:
			ranked = append(ranked, t)
		}
	}
	places := estimate(ranked)
	posterior(places, seed, draws)
	slices.SortStableFunc(places, func(a, b Place) int { return cmp.Compare(b.Estimate, a.Estimate) })
	for _, t := range rest {
		places = append(places, Place{Unit: t.Unit, Good: t.Good, N: t.N, Raw: float64(t.Good) / float64(t.N), Funnel: Within, BeingChecked: true})
	}
	return places
}

// counts are good and n of each unit, good put to the pooled mix where expectations are there.
func counts(ts []Tally) (y, n []int) {
	Y, N := 0, 0
	for _, t := range ts {
		Y, N = Y+t.Good, N+t.N
	}
	for _, t := range ts {
		good := t.Good
		if t.Expected > 0 && N > 0 {
			m := float64(Y) / float64(N)
			good = min(t.N, int(math.Round(float64(t.N)*m*float64(t.Good)/t.Expected)))
		}
		y, n = append(y, good), append(n, t.N)
	}
	return y, n
}

func estimate(ts []Tally) []Place {
	y, n := counts(ts)
	m, tau2 := chance.Spread(y, n)
	s := chance.Strength(m, tau2)
	places := make([]Place, len(ts))
	for i, t := range ts {
		p := Place{Unit: t.Unit, Good: t.Good, N: t.N, Raw: float64(t.Good) / float64(t.N), Standardised: float64(y[i]) / float64(n[i]), Estimate: m}
		if !math.IsInf(s, 1) {
			p.Estimate = (float64(y[i]) + m*s) / (float64(n[i]) + s)
		}
		p.Funnel = funnel(y[i], n[i], m, tau2)
		places[i] = p
	}
	return places
}

// funnel is z = (p−m)/√(m(1−m)/n + τ²) against 1.96 and 3.09.
func funnel(y, n int, m, tau2 float64) Funnel {
	v := m*(1-m)/float64(n) + tau2
	if v <= 0 {
		return Within
	}
	switch z := math.Abs(float64(y)/float64(n)-m) / math.Sqrt(v); {
	case z > 3.0902:
		return Far
	case z > 1.96:
		return Beyond
	}
	return Within
}

// posterior fills intervals and probabilities.
func posterior(places []Place, seed uint64, draws int) {
	k := len(places)
	if k < 2 { // nothing to compare with: nothing is known
		for i := range places {
			places[i].High = 1
		}
		return
	}
	rng := rand.New(rand.NewPCG(seed, 0x6c6561677565))
	y, n := make([]int, k), make([]int, k)
	for i, p := range places {
		y[i], n[i] = int(math.Round(p.Standardised*float64(p.N))), p.N
	}
	m0, _ := chance.Spread(y, n)
	cases := 0
	for _, c := range n {
		cases += c
	}
	edge := 0.5 / float64(cases+1) // no share is known to be 0 or 1
	m0 = min(max(m0, edge), 1-edge)
	quarter := max(1, k/4)
	drawn := make([][]float64, k)
	order := make([]int, k)
	row := make([]float64, k)
	var m, s float64
	for d := range draws {
		if d%max(1, draws/refits) == 0 {
			mean, tau2 := chance.SpreadEvenly(y, n, 2*drawGamma(rng, float64(k-1)/2))
			s = chance.Strength(mean, tau2)
			mean = min(max(mean, edge), 1-edge)
			m = mean + rng.NormFloat64()*doubt(mean, tau2, n)
		}
		for i := range row {
			row[i] = drawBeta(rng, m, s, y[i], n[i]-y[i])
			drawn[i] = append(drawn[i], row[i])
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(row[b], row[a]) })
		for r, i := range order {
			if r < quarter {
				places[i].TopQuarter += 1 / float64(draws)
			}
			if r >= k-quarter {
				places[i].BottomQuarter += 1 / float64(draws)
			}
		}
	}
	for i := range places {
		slices.Sort(drawn[i])
		p := &places[i]
		p.Low, p.High = drawn[i][draws*25/1000], drawn[i][min(draws-1, draws*975/1000)]
		p.Distinguishable = m0 < p.Low || p.High < m0
	}
}

// strongest is the strength above which units are taken as alike: a prior worth that many cases.
const strongest = 1e5

// drawBeta draws from Beta(m·s + good, (1−m)·s + bad).
func drawBeta(rng *rand.Rand, m, s float64, good, bad int) float64 {
	s = min(s, strongest)
	m = min(max(m, 1e-6), 1-1e-6)
	a, b := drawGamma(rng, m*s+float64(good)), drawGamma(rng, (1-m)*s+float64(bad))
	if a+b == 0 {
		return m
	}
	return a / (a + b)
}

// drawGamma draws by G. Marsaglia and W. W. Tsang, ACM Trans. Math. Softw. 26 (2000) 363.
func drawGamma(rng *rand.Rand, a float64) float64 {
	if a < 1 {
		return drawGamma(rng, a+1) * math.Pow(rng.Float64(), 1/a)
	}
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// doubt is the standard error of a mean weighted by 1/(m(1−m)/n + τ²).
func doubt(m, tau2 float64, n []int) float64 {
	w := 0.0
	for _, c := range n {
		w += 1 / (m*(1-m)/float64(c) + tau2 + 1e-12)
	}
	return math.Sqrt(1 / w)
}
