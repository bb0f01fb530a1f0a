package retaliation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"banjie/internal/calendar"
)

// TestPowerIsThatOfTheDesign: reckoned it is what the simulation of TestPower finds.
func TestPowerIsThatOfTheDesign(t *testing.T) {
	firms := func(n int) []Watched {
		all := make([]Watched, n)
		for i := range all {
			all[i] = Watched{0, 0, Window, Window}
		}
		for i := range int(math.Round(float64(n) * 1.2 * Window / 365)) { // as many as expected
			all[i%n].Before++
		}
		return all
	}
	for _, c := range []struct {
		firms        int
		factor, want float64
	}{{40, 2, .65}, {80, 2, .95}, {20, 3, .86}, {40, 1, .005}} {
		if got := Power(firms(c.firms), c.factor); math.Abs(got-c.want) > .04 {
			t.Errorf("%d firms, %.0f times: %.3f, want %.2f", c.firms, c.factor, got, c.want)
		}
	}
	if p := Power(make([]Watched, 9), 2); p != 0 {
		t.Errorf("power %v of nothing known", p)
	}
}

// TestGroupsMatchWhoIsAlike: only firms with as many acts before, known before, that take part
// nowhere, and each once.
func TestGroupsMatchWhoIsAlike(t *testing.T) {
	day := calendar.Date(2026, 3, 1)
	acts := []Act{
		{Visit, "market", "me", day - 5}, {Fine, "market", "me", day + 5}, {Visit, "market", "me", day + 400},
		{Visit, "market", "alike", day - 50}, {Visit, "market", "alike", day + 1}, {Refusal, "market", "alike", day + 2},
		{Visit, "market", "busier", day - 50}, {Visit, "market", "busier", day - 51},
		{Visit, "market", "only after", day + 3},
		{Visit, "market", "long ago", day - 300},
		{Visit, "market", "takes part elsewhere", day - 3},
		{Visit, "fire", "quiet", day - 9},
	}
	marks := []Mark{{"me", "market", day}, {"me", "market", day + 30}, {"takes part elsewhere", "fire", day}, {"unknown", "market", day}}
	all := Groups(acts, marks, []string{"fire", "market", "water"}, day-180, day+179)
	if len(all) != 3 || all[1].Unit != "market" {
		t.Fatalf("%+v", all)
	}
	g := all[1]
	if len(g.Firms) != 2 || g.Firms[0] != (Watched{1, 1, 180, 180}) || g.Firms[1] != (Watched{0, 0, 180, 180}) {
		t.Errorf("firms %+v", g.Firms)
	}
	// beside “me” stands “alike”; beside “unknown”, without acts, stands “quiet”, known through another unit
	if len(g.Pairs) != 2 || g.Pairs[0] != (Pair{1, 1, 2}) || g.Pairs[1] != (Pair{0, 1, 0}) {
		t.Errorf("pairs %+v", g.Pairs)
	}
	if b, ok := g.Compare(); ok || b != (Beside{}) {
		t.Errorf("two firms are compared: %+v", b)
	}
	if f := all[0]; len(f.Firms) != 1 || len(all[2].Firms) != 0 {
		t.Errorf("fire %+v, water %+v", f, all[2])
	}
}

// TestMatchedFirmsStopAFalseLead: firms that complain when visits were frequent are not accused
// by the comparison: where everybody is visited more, the matched firms say so.
func TestMatchedFirmsStopAFalseLead(t *testing.T) {
	r := rand.New(rand.NewPCG(20261129, 7))
	const towns = 200
	day := calendar.Date(2026, 3, 1)
	lead, excused, caught := 0, 0, 0
	for range towns {
		for _, honest := range []bool{true, false} {
			var acts []Act
			var marks []Mark
			for i := range 400 {
				firm := fmt.Sprintf("f%03d", i)
				rate := 2.0 // of everybody: the season after the day is twice as busy
				if !honest {
					rate = 1
					if i < 60 {
						rate = 3
					}
				}
				for range poisson(r, .6) {
					acts = append(acts, Act{Visit, "market", firm, day - 1 - calendar.Day(r.IntN(Window))})
				}
				for range poisson(r, .6*rate) {
					acts = append(acts, Act{Visit, "market", firm, day + calendar.Day(r.IntN(Window))})
				}
				if i < 60 {
					marks = append(marks, Mark{firm, "market", day})
				}
			}
			g := Groups(acts, marks, []string{"market"}, day-Window, day+Window-1)[0]
			a := Judge(g.Firms, nil)
			b, ok := g.Compare()
			switch {
			case !ok:
				t.Fatal("no comparison")
			case honest && a.State == Look:
				lead++
				if b.P > .05 {
					excused++
				}
			case !honest && a.State == Look && b.P < .05:
				caught++
			}
		}
	}
	t.Logf("of %d towns where everybody is visited more %d give an alarm, matched firms speak against %d of them; of %d with retaliation %d stand out against matched firms", towns, lead, excused, towns, caught)
	if lead < towns/2 || float64(excused) < .9*float64(lead) || caught < towns*8/10 {
		t.Errorf("%d, %d, %d", lead, excused, caught)
	}
}
