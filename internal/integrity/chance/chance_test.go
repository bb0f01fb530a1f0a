package chance_test

import (
	"math"
	"testing"

	. "banjie/internal/integrity/chance"
)

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > by {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

// Values of tables and of Fisher's own example; the printed ones of the design are among them.
func TestKnownValues(t *testing.T) {
	near(t, "normal 1.96", Above(1.959963984540054), 0.025, 1e-12)
	near(t, "normal 3", Above(3), 0.0013498980316301, 1e-14)
	near(t, "χ² 3.841 df 1", ChiSquareAbove(3.841458820694124, 1), 0.05, 1e-10)
	near(t, "χ² 77.931 df 59", ChiSquareAbove(77.930525, 59), 0.05, 1e-6)
	near(t, "binomial 31 of 40", Binomial(31, 40, 0.5), 0.000340, 1e-5)
	near(t, "binomial all", Binomial(10, 10, 0.5), 1.0/1024, 1e-15)
	near(t, "tea tasting 3 of 4", Fisher(3, 4, 1, 4), 17.0/70, 1e-12)
	near(t, "tea tasting 4 of 4", Fisher(4, 4, 0, 4), 1.0/70, 1e-12)
	near(t, "Poisson 13 at 3, a month", 176*Poisson(13, 3), 0.0028, 0.0001)
	near(t, "Poisson 1 at 2", Poisson(1, 2), 1-math.Exp(-2), 1e-14)
	near(t, "negative binomial is geometric", NegativeBinomial(3, 1, 2), 0.125, 1e-12)
	near(t, "beta-binomial uniform", BetaBinomial(3, 4, 0.5, 2), 2.0/5, 1e-12)
	near(t, "beta-binomial strong", BetaBinomial(8, 20, 0.2, 1e9), Binomial(8, 20, 0.2), 1e-6)
	near(t, "I_.5(2,3)", BetaInc(2, 3, 0.5), 0.6875, 1e-12)
	near(t, "seeded 30", AtLeast(30, 30), 0.905, 0.0005)
	near(t, "seeded 59", AtLeast(59, 59), 0.95, 0.0005)
	near(t, "seeded 299", AtLeast(299, 299), 0.99, 0.0005)
	near(t, "none of 60", AtMost(0, 60), 0.0487, 0.0001)
	low, high := Wilson(81, 263)
	near(t, "Wilson low", low, 0.2553, 0.0001)
	near(t, "Wilson high", high, 0.3662, 0.0001)
	near(t, "pooled z", PooledZ(15, 100, 5, 100), 2.357, 0.001)
}

// The false discovery rule on the fifteen values of Benjamini and Hochberg's own paper keeps four.
func TestFalseDiscovery(t *testing.T) {
	ps := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1, math.NaN()}
	kept := 0
	for i, ok := range FalseDiscovery(ps, 0.05) {
		if ok {
			kept++
			if i > 3 {
				t.Errorf("p = %v stands", ps[i])
			}
		}
	}
	if kept != 4 {
		t.Errorf("%d stand, want 4", kept)
	}
}

// The 6-mercaptopurine group of Freireich et al. (1963): S(6) = 0.857, S(22) = 0.538, S(23) = 0.448.
func TestSurvival(t *testing.T) {
	var all []Lasted
	for _, d := range []float64{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		all = append(all, Lasted{d, true})
	}
	for _, d := range []float64{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		all = append(all, Lasted{d, false})
	}
	steps := Survival(all)
	near(t, "S(6)", steps[0].Share, 0.857, 0.001)
	near(t, "S(22)", steps[5].Share, 0.538, 0.001)
	near(t, "S(23)", steps[6].Share, 0.448, 0.001)
	near(t, "band of S(6), low", steps[0].Low, 0.620, 0.001)
	near(t, "band of S(6), high", steps[0].High, 0.952, 0.001)
	days, _, high, ok := Quantile(steps, 0.5)
	if days != 23 || !ok || !math.IsInf(high, 1) {
		t.Errorf("median %v, high %v", days, high)
	}
	if _, _, _, ok := Quantile(steps, 0.9); ok {
		t.Error("nine in ten have not ended")
	}
}

func TestHomogeneity(t *testing.T) {
	x, df, ok := Homogeneity([][2]int{{30, 20}, {20, 30}})
	if !ok || df != 1 {
		t.Fatal(x, df, ok)
	}
	near(t, "χ²", x, 4, 1e-12)
	if _, _, ok := Homogeneity([][2]int{{3, 0}, {2, 1}}); ok {
		t.Error("six counts were judged")
	}
	if _, _, ok := Homogeneity([][2]int{{30, 0}, {20, 0}}); ok {
		t.Error("no difference is possible")
	}
}

func TestSpread(t *testing.T) {
	m, tau2 := Spread([]int{10, 20, 30}, []int{100, 100, 100})
	near(t, "mean", m, 0.2, 1e-12)
	near(t, "τ²", tau2, (2-2*0.16)/(300-100-2), 1e-12)
	if _, tau2 := Spread([]int{20, 20, 20}, []int{100, 100, 100}); tau2 != 0 {
		t.Error("equal units differ")
	}
	if !math.IsInf(Strength(0.2, 0), 1) {
		t.Error("equal units are infinitely alike")
	}
}
