package survey_test

import (
	"math"
	"testing"

	"banjie/internal/survey"
)

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by {
		t.Errorf("%s: %.5f, wanted %.5f", what, got, want)
	}
}

// Values of the literature and of the design: Wilson's interval for 90 of 100 and for 0 of 10,
// and the odds of a draw.
func TestKnownValues(t *testing.T) {
	low, high := survey.Wilson(.9, 100)
	near(t, "low of 90/100", low, .82563, 1e-4)
	near(t, "high of 90/100", high, .94476, 1e-4)
	low, high = survey.Wilson(0, 10)
	near(t, "low of 0/10", low, 0, 1e-9)
	near(t, "high of 0/10", high, .27753, 1e-4)
	for bad, want := range map[int]float64{25: .96, 10: .73, 5: .47, 0: 0} {
		near(t, "hit", survey.Hit(500, bad, 60), want, .006)
	}
	near(t, "all drawn", survey.Hit(50, 1, 50), 1, 0)
	for n, want := range map[int]int{0: 0, 5: 5, 60: 60, 61: 60, 600: 60, 601: 61, 1000: 100} {
		if got := survey.TakeOf(n); got != want {
			t.Errorf("of %d %d are taken, wanted %d", n, got, want)
		}
	}
}

// A hand-counted pair of strata: 1,000 with 45 of 50 content, 100 with 20 of 40.
func TestWeights(t *testing.T) {
	f := survey.Figures{Lines: []survey.Line{{Unit: "a", N: 1000, Asked: 100, Answered: 50, Good: 45}, {Unit: "b", N: 100, Asked: 60, Answered: 40, Good: 20}}}
	near(t, "weight", f.Lines[0].Weight(), 20, 0)
	e, uncovered := f.Whole()
	near(t, "share", e.Share, (1000*.9+100*.5)/1100, 1e-9)
	near(t, "worst", e.Worst, (1000*.45+100*20./60)/1100, 1e-9)
	near(t, "uncovered", uncovered, 0, 1e-9)
	if e.Low >= e.Share || e.High <= e.Share || e.High-e.Low < .1 || e.High-e.Low > .25 {
		t.Errorf("%+v", e)
	}
	one := survey.Figures{Lines: []survey.Line{{N: 500, Asked: 60, Answered: 60, Good: 54}}}
	e, _ = one.Whole()
	low, high := survey.Wilson(.9, 60)
	near(t, "one stratum is the simple case, low", e.Low, low, 1e-9)
	near(t, "one stratum is the simple case, high", e.High, high, 1e-9)
	if e, uncovered := (survey.Figures{Lines: []survey.Line{{N: 9, Asked: 9}}}).Whole(); e.OK || uncovered != 1 {
		t.Error("nobody answered, and there is an estimate")
	}
	all := survey.Figures{Lines: []survey.Line{{N: 60, Asked: 60, Answered: 60, Good: 60}}}
	if e, _ := all.Whole(); e.Share != 1 || e.Low < .85 || e.Low > .97 || e.High < .999 {
		t.Errorf("everybody content: %+v", e)
	}
}

// In simulated counties the 95 % interval holds the truth about as often as it says.
func TestCoverage(t *testing.T) {
	rng, hits := newRand(), 0
	const towns = 2000
	for range towns {
		f, truth, n := survey.Figures{}, 0.0, 0.0
		for range 6 {
			p, size, answered := .7+.25*rng.Float64(), 200+rng.IntN(2000), 30+rng.IntN(60)
			good := 0
			for range answered {
				if rng.Float64() < p {
					good++
				}
			}
			truth, n = truth+p*float64(size), n+float64(size)
			f.Lines = append(f.Lines, survey.Line{N: size, Asked: answered + 20, Answered: answered, Good: good})
		}
		if e, _ := f.Whole(); e.Low <= truth/n && truth/n <= e.High {
			hits++
		}
	}
	if share := float64(hits) / towns; share < .93 || share > .98 {
		t.Errorf("the interval holds the truth in %.3f", share)
	}
}

// A group that cuts across units is weighed by them: 45 of 50 at a weight of 20 and 20 of 40 at 2.5.
func TestGroupWeights(t *testing.T) {
	big, small := survey.Line{N: 1000, Asked: 100, Answered: 50, Good: 45}, survey.Line{N: 100, Asked: 80, Answered: 40, Good: 20}
	e := survey.Weighed([]survey.Part{{Stratum: big, Asked: 60, Answered: 30, Good: 27}, {Stratum: small, Asked: 40, Answered: 20, Good: 10}})
	near(t, "share", e.Share, (20*27+2.5*10)/(20*30+2.5*20), 1e-9)
	near(t, "worst", e.Worst, (10*27+1.25*10)/(10*60+1.25*40), 1e-9)
	low, high := survey.Wilson(e.Share, 650*650/(400*30+6.25*20))
	near(t, "low", e.Low, low, 1e-9)
	near(t, "high", e.High, high, 1e-9)
	if e := survey.Weighed([]survey.Part{{Stratum: big, Asked: 9}}); e.OK {
		t.Error("nobody of the group answered, and there is an estimate")
	}

	// In simulated counties the interval of a group holds its truth about as often as it says.
	rng, hits := newRand(), 0
	const towns = 2000
	for range towns {
		var parts []survey.Part
		truth, n := 0.0, 0.0
		for range 6 {
			p, other, share := .7+.25*rng.Float64(), .6+.3*rng.Float64(), .3+.4*rng.Float64()
			l := survey.Line{N: 300 + rng.IntN(1500), Answered: 40 + rng.IntN(60)}
			l.Asked = l.Answered + 15
			var part survey.Part
			for range l.Answered {
				mine, good := rng.Float64() < share, 0
				if at := map[bool]float64{true: p, false: other}[mine]; rng.Float64() < at {
					good = 1
				}
				l.Good += good
				if mine {
					part.Answered, part.Good = part.Answered+1, part.Good+good
				}
			}
			part.Stratum, part.Asked = l, part.Answered
			parts = append(parts, part)
			truth, n = truth+p*share*float64(l.N), n+share*float64(l.N)
		}
		if e := survey.Weighed(parts); e.Low <= truth/n && truth/n <= e.High {
			hits++
		}
	}
	if share := float64(hits) / towns; share < .93 || share > .98 {
		t.Errorf("the interval holds the truth in %.3f", share)
	}
}
