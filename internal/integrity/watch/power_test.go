package watch

import (
	"crypto/ed25519"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/integrity/retaliation"
)

// TestSeededTowns: whole towns through the counting program. With retaliation the alarm comes as
// often as the answer itself prints, without it at most as often as the limit; matched firms keep
// the innocent out of it where everybody is visited more. The same 1.2 visits a year as in the
// test of package retaliation.
func TestSeededTowns(t *testing.T) {
	r := rand.New(rand.NewPCG(20261129, 11))
	const towns = 200
	filed := calendar.Date(2026, 3, 2)
	poisson := func(mean float64) (n int) {
		for p := r.Float64(); p > math.Exp(-mean); n++ {
			p *= r.Float64()
		}
		return n
	}
	for _, x := range []struct {
		firms  int
		factor float64
		want   float64 // of the design, as often as the towns can tell
		most   float64
	}{{40, 2, .65, 1}, {80, 2, .95, 1}, {20, 3, .86, 1}, {40, 1, 0, .009}, {80, 1, 0, .009}} {
		seen, printed, told, beside := 0, 0.0, 0, 0
		for range towns {
			c := Contents{seed: make([]byte, ed25519.SeedSize), registers: Registers{Begun: filed - 400, AsOf: filed + 260, Units: []string{"fire", "market"}}}
			visit := func(firm string, n int, from calendar.Day, days int) {
				for range n {
					c.registers.Acts = append(c.registers.Acts, retaliation.Act{Kind: retaliation.Visit, Unit: "market", Firm: firm, Day: from + calendar.Day(r.IntN(days))})
				}
			}
			mean := 1.2 * retaliation.Window / 365
			for i := range x.firms {
				firm, day := fmt.Sprintf("f%03d", i), filed+calendar.Day(r.IntN(60))
				c.marks = append(c.marks, retaliation.Mark{Firm: firm, Unit: "market", Day: day})
				visit(firm, poisson(mean), day-retaliation.Window, retaliation.Window)
				visit(firm, poisson(mean*x.factor), day, retaliation.Window)
			}
			for i := range 300 {
				firm := fmt.Sprintf("o%03d", i)
				visit(firm, poisson(1.2*500/365), filed-240, 500)
			}
			res, signed, err := c.Count([]string{"a", "b"}, filed+261)
			if err != nil {
				t.Fatal(err)
			}
			key := ed25519.NewKeyFromSeed(c.seed).Public().(ed25519.PublicKey)
			if _, err := signed.Verify([]string{fmt.Sprintf("%x", key)}, res.Number, nil); err != nil {
				t.Fatal(err)
			}
			if res.Rows[0] != (Row{Unit: "fire", State: retaliation.TooFew}) {
				t.Fatalf("%+v", res.Rows[0])
			}
			row := res.Rows[1]
			if row.Alarm() {
				seen++
			}
			if row.Beside != nil {
				beside++
				if row.Beside.P < retaliation.Limit {
					told++
				}
			}
			if x.factor == 2 {
				printed += row.Power
			}
		}
		got := float64(seen) / towns
		t.Logf("%d firms, %.0f times the visits: alarm in %.3f of %d towns, printed %.2f; matched firms differ in %.3f", x.firms, x.factor, got, towns, printed/towns, float64(told)/float64(max(beside, 1)))
		doubt := 3 * math.Sqrt(.25/towns)
		if x.factor == 1 {
			doubt = 3 * math.Sqrt(x.most/towns)
		}
		if got < x.want-doubt || got > x.most+doubt {
			t.Errorf("%d firms, %.0f times: %.3f", x.firms, x.factor, got)
		}
		if x.factor == 2 && math.Abs(printed/towns-x.want) > .09 {
			t.Errorf("%d firms: printed %.3f, the design says %.2f", x.firms, printed/towns, x.want)
		}
		if x.factor == 1 && float64(told) > .03*towns {
			t.Errorf("%d firms without retaliation: matched firms differ in %d of %d towns", x.firms, told, towns)
		}
	}
}
