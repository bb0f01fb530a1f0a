package retaliation

import (
	"math"
	"math/rand/v2"
	"testing"

	"banjie/internal/integrity/chance"
)

// TestExact: with equal windows the answer is the binomial tail at one half.
func TestExact(t *testing.T) {
	firms := make([]Watched, 6)
	for i := range firms {
		firms[i] = Watched{1, 2, Window, Window}
	}
	a := Judge(firms, nil)
	if want := chance.Binomial(12, 18, .5); math.Abs(a.P-want) > 1e-12 || a.Before != 6 || a.After != 12 || a.State != Quiet || a.PeersP != 1 {
		t.Errorf("%+v, want p %v", a, want)
	}
	// unequal windows: two acts, each after filing with its own probability
	uneven := []Watched{{0, 1, 100, 50}, {0, 1, 50, 100}, {0, 0, 1, 1}, {0, 0, 1, 1}, {0, 0, 1, 1}}
	if a := Judge(uneven, nil); math.Abs(a.P-1.0/3*2.0/3) > 1e-12 {
		t.Errorf("%+v", a)
	}
}

// TestTooFew: of fewer than five firms nothing is told, not even how many acts there were.
func TestTooFew(t *testing.T) {
	firms := []Watched{{0, 9, 180, 180}, {0, 9, 180, 180}, {0, 9, 180, 180}, {0, 9, 180, 180}, {0, 9, 180, 0}}
	if a := Judge(firms, firms); a.State != TooFew || a.After != 0 || a.P != 1 {
		t.Errorf("%+v", a)
	}
	if a := Judge(append(firms, Watched{0, 9, 180, 180}), nil); a.State != Look || a.Firms != 5 {
		t.Errorf("%+v", a)
	}
}

// TestPeers: where matched firms are visited as often, the numbers beside the alarm say so.
func TestPeers(t *testing.T) {
	firms, peers := make([]Watched, 10), make([]Watched, 40)
	for i := range firms {
		firms[i] = Watched{1, 3, Window, Window}
	}
	for i := range peers {
		peers[i] = Watched{1, 3, Window, Window}
	}
	if a := Judge(firms, peers); a.State != Look || a.PeersP < .3 || a.PeersAfter != 120 {
		t.Errorf("%+v", a)
	}
}

// TestPower: as often as the design prints it, with 1.2 visits a year and windows of 180 days.
func TestPower(t *testing.T) {
	r := rand.New(rand.NewPCG(20261129, 1))
	const towns = 2000
	for _, c := range []struct {
		firms  int
		factor float64
		least  float64
		most   float64
	}{{40, 2, .65, 1}, {80, 2, .95, 1}, {20, 3, .86, 1}, {40, 1, 0, .009}, {80, 1, 0, .009}, {20, 1, 0, .009}, {5, 1, 0, .009}} {
		seen := 0
		for range towns {
			firms := make([]Watched, c.firms)
			for i := range firms {
				mean := 1.2 * Window / 365
				firms[i] = Watched{poisson(r, mean), poisson(r, mean*c.factor), Window, Window}
			}
			if Judge(firms, nil).State == Look {
				seen++
			}
		}
		got := float64(seen) / towns
		doubt := 3 * math.Sqrt(.25/towns)
		if c.factor == 1 {
			doubt = 3 * math.Sqrt(c.most/towns)
		}
		t.Logf("%d firms, %.0f times the visits: seen in %.3f", c.firms, c.factor, got)
		if got < c.least-doubt || got > c.most+doubt {
			t.Errorf("%d firms, %.0f times: %.3f, want %.3f to %.3f", c.firms, c.factor, got, c.least, c.most)
		}
	}
}

func poisson(r *rand.Rand, mean float64) int {
	n, p, limit := 0, 1.0, math.Exp(-mean)
	for {
		if p *= r.Float64(); p < limit {
			return n
		}
		n++
	}
}
