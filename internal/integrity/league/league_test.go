package league_test

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/integrity/league"
)

// towns is how many months are simulated: few in a normal test, BANJIE_INTEGRITY_TOWNS in make bench-integrity.
func towns(t testing.TB, few int) int {
	if s := os.Getenv("BANJIE_INTEGRITY_TOWNS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return few
}

// month is thirty units of 6 to 900 cases, evenly on a logarithmic scale, whose true shares lie around 0.9.
func month(rng *rand.Rand) (truth []float64, ts []league.Tally) {
	for k := range 30 {
		n := int(6 * math.Pow(150, float64(29-k)/29))
		p := 0.0
		for p <= 0 || p >= 1 {
			p = 0.9 + 0.04*rng.NormFloat64()
		}
		good := 0
		for range n {
			if rng.Float64() < p {
				good++
			}
		}
		truth = append(truth, p)
		ts = append(ts, league.Tally{Unit: string(rune('A' + k)), Good: good, N: n})
	}
	return truth, ts
}

// A small unit is not first by luck, the intervals cover what they say, and the funnel accuses few.
func TestTableIsFair(t *testing.T) {
	months := towns(t, 50)
	rng := rand.New(rand.NewPCG(1, 2))
	var first, rawFirst, covered, all, flags, naive int
	for i := range months {
		truth, ts := month(rng)
		raw := slices.MaxFunc(ts, func(a, b league.Tally) int {
			return cmpFloat(float64(a.Good)/float64(a.N), float64(b.Good)/float64(b.N))
		})
		if raw.N < 30 {
			rawFirst++
		}
		places := league.Table(ts, nil, uint64(i), 600)
		if places[0].N < 30 {
			first++
		}
		for _, p := range places {
			want := truth[p.Unit[0]-'A']
			all++
			if p.Low <= want && want <= p.High {
				covered++
			}
			if p.Funnel == league.Far {
				flags++
			}
			if math.Abs(p.Raw-0.9) > 3.09*math.Sqrt(0.09/float64(p.N)) {
				naive++
			}
		}
	}
	coverage := float64(covered) / float64(all)
	t.Logf("%d months: first with n < 30 raw %.1f %%, shrunk %.1f %%; coverage %.1f %%; flags a month: plain 99.8 %% funnel %.2f, with over-dispersion %.2f",
		months, 100*float64(rawFirst)/float64(months), 100*float64(first)/float64(months), 100*coverage, float64(naive)/float64(months), float64(flags)/float64(months))
	if float64(first) > 0.02*float64(months)+2*math.Sqrt(0.02*float64(months)) {
		t.Errorf("a unit under 30 cases is first in %d of %d months", first, months)
	}
	if coverage < 0.93 || coverage > 0.97 {
		t.Errorf("intervals cover %.3f", coverage)
	}
	if float64(flags)/float64(months) > 0.5 {
		t.Errorf("%d flags in %d months", flags, months)
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestTable(t *testing.T) {
	_, ts := month(rand.New(rand.NewPCG(3, 4)))
	a, b := league.Table(ts, nil, 7, 500), league.Table(ts, nil, 7, 500)
	if !slices.Equal(a, b) {
		t.Error("one seed, two tables")
	}
	top := 0.0
	for _, p := range a {
		top += p.TopQuarter
	}
	if math.Abs(top-7) > 1e-6 {
		t.Errorf("the probabilities of the top quarter sum to %v, not to its 7 places", top)
	}
	c := league.Table(ts, map[string]bool{a[0].Unit: true}, 7, 500)
	if last := c[len(c)-1]; last.Unit != a[0].Unit || !last.BeingChecked || last.Estimate != 0 {
		t.Errorf("a unit under alarm is ranked: %+v", last)
	}
	alike := league.Table([]league.Tally{{Unit: "a", Good: 90, N: 100}, {Unit: "b", Good: 9, N: 10}, {Unit: "c", Good: 45, N: 50}}, nil, 1, 500)
	for _, p := range alike {
		if p.Distinguishable || math.Abs(p.Estimate-0.9) > 1e-9 {
			t.Errorf("%+v", p)
		}
	}
}

// Where all is good, or one unit stands alone, the table does not claim to be certain.
func TestTableDoubts(t *testing.T) {
	for _, p := range league.Table([]league.Tally{{Unit: "a", Good: 20, N: 20}, {Unit: "b", Good: 5, N: 5}}, nil, 1, 500) {
		if p.Low > 0.98 || p.Distinguishable {
			t.Errorf("%+v", p)
		}
	}
	if p := league.Table([]league.Tally{{Unit: "a", Good: 3, N: 4}}, nil, 1, 500)[0]; p.Low != 0 || p.High != 1 {
		t.Errorf("%+v", p)
	}
}

// A unit with hard matters is not punished for them.
func TestExpect(t *testing.T) {
	cells := []league.Stratum{
		{"easy", "permit", 95, 100}, {"hard", "permit", 19, 20}, {"easy", "land", 5, 10}, {"hard", "land", 50, 100},
	}
	ts := league.Expect(cells)
	if len(ts) != 2 || math.Abs(ts[0].Expected-100) > 1e-9 || math.Abs(ts[1].Expected-69) > 1e-9 {
		t.Fatalf("%+v", ts)
	}
	for _, p := range league.Table(ts, nil, 1, 200) {
		if math.Abs(p.Standardised-169.0/230) > 0.01 {
			t.Errorf("%+v", p)
		}
	}
}

func TestCompose(t *testing.T) {
	parts := []league.Part{
		{Name: "call_back", Weight: 0.3, Outside: true}, {Name: "reopened", Weight: 0.2, Outside: true}, {Name: "on_time", Weight: 0.3},
	}
	for i := range league.Minors {
		parts = append(parts, league.Part{Name: strconv.Itoa(i), Weight: 0.1, Minor: true})
	}
	got, err := league.Compose(parts, [2]string{"3", "5"})
	if err != nil || len(got) != 5 {
		t.Fatal(got, err)
	}
	if s := league.Score(got, map[string]float64{"call_back": 1, "3": 0.5}); math.Abs(s-0.35) > 1e-9 {
		t.Error(s)
	}
	for name, spoil := range map[string]func(p []league.Part){
		"a weight above 30 %":  func(p []league.Part) { p[2].Weight, p[1].Weight = 0.35, 0.15 },
		"too little outside":   func(p []league.Part) { p[1].Outside = false },
		"weights not one":      func(p []league.Part) { p[0].Weight = 0.25 },
		"seven minor measures": func(p []league.Part) { p[10].Minor = false },
	} {
		p := slices.Clone(parts)
		spoil(p)
		if _, err := league.Compose(p, [2]string{"3", "5"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSmooth(t *testing.T) {
	good, n := make([]int, 12), make([]int, 12)
	for i := range n {
		n[i], good[i] = 100, 80
		if i >= 6 {
			good[i] = 92
		}
	}
	points := league.Smooth(0.8, good, n)
	if points[5].Signal != 0 || points[11].Signal != 1 {
		t.Errorf("%+v", points)
	}
}
