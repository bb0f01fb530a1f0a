package integritytest

import (
	"fmt"
	"math"
	"strings"
	"sync"

	"banjie/internal/integrity"
)

// Trial is one cheat whose power is measured.
type Trial struct {
	Town    Town
	By      string  // the indicator that must see it; that of the cheat where empty
	Printed float64 // power the design prints, 0 where it prints none
	Floor   float64 // what this repository holds in its tests where the printed power is not reached, or none is printed
	Note    string
}

// Trials are the printed powers first, then one cheat of each remaining kind at a strength of our choice.
var Trials = []Trial{
	{Town: Town{Cheat: "G2", Strength: 0.6, N: 200}, Printed: 0.57},
	{Town: Town{Cheat: "G2", Strength: 0.6, N: 500}, Printed: 0.98},
	{Town: Town{Cheat: "G2", Strength: 0.3, N: 500}, Printed: 0.69},
	{Town: Town{Cheat: "G2", Strength: 0.3, N: 1000}, Printed: 0.98},
	{Town: Town{Cheat: "G3", True: 0.80, N: 60}, Printed: 0.98},
	{Town: Town{Cheat: "G3", True: 0.88, N: 60}, Printed: 0.73},
	{Town: Town{Cheat: "G3", True: 0.88, N: 150}, Printed: 0.94},
	{Town: Town{Cheat: "G4", Scale: 8, Poor: 0.02, N: 684}},
	{Town: Town{Cheat: "G4", Scale: 8, Poor: 0.02, N: 1000}, Floor: 0.9},
	{Town: Town{Cheat: "G4", Scale: 4, Poor: 0.05, N: 270}},
	{Town: Town{Cheat: "G4", Scale: 4, Poor: 0.05, N: 400}, Floor: 0.9},
	{Town: Town{Cheat: "G5", Strength: 1, N: 300}, Floor: 0.95},
	{Town: Town{Cheat: "G6", Strength: 0.3, N: 300}, Floor: 0.45},
	{Town: Town{Cheat: "G7", Strength: 0.3, N: 300}, Floor: 0.95},
	{Town: Town{Cheat: "G8", Strength: 0.5, N: 300}, Floor: 0.95},
	{Town: Town{Cheat: "G9", Strength: 1, N: 300}, Floor: 0.4},
	{Town: Town{Cheat: "G10", Strength: 0.25, N: 300}, Floor: 0.65},
	{Town: Town{Cheat: "G11", Strength: 0.6, N: 40}, Printed: 0.73},
	{Town: Town{Cheat: "G11", Strength: 0.6, N: 80}, Printed: 0.99},
	{Town: Town{Cheat: "G12", Strength: 0.15, N: 300}, Floor: 0.95},
	{Town: Town{Cheat: "G13", Strength: 0.05, N: 59}, Printed: 0.95},
	{Town: Town{Cheat: "G14", Strength: 0.3, N: 300}, Floor: 0.5},
	{Town: Town{Cheat: "G15", Strength: 0.2, N: 300}, Floor: 0.8},
	{Town: Town{Cheat: "G16", Strength: 0.5, N: 300}, Floor: 0.5},
	{Town: Town{Cheat: "G17", Strength: 0.3, N: 300}, Floor: 0.4},
	{Town: Town{Cheat: "G18", Strength: 0.9, N: 900}, Floor: 0.6},
}

// Name says what the trial is.
func (t *Trial) Name() string {
	s := fmt.Sprintf("%s n=%d", t.Town.Cheat, t.Town.N)
	switch {
	case t.Town.True > 0:
		return s + fmt.Sprintf(" true=%.2f", t.Town.True)
	case t.Town.Poor > 0:
		return s + fmt.Sprintf(" q=%.2f", t.Town.Poor)
	}
	return s + fmt.Sprintf(" strength=%.2f", t.Town.Strength)
}

// Judge judges a town by some indicators, or all.
func (t *Town) Judge(only ...string) []integrity.Finding {
	return integrity.Judge(t.Records(), integrity.Options{Until: t.Until(), Only: only})
}

// Power is in how many of so many towns the cheat is seen.
func (t *Trial) Power(towns int, seed uint64) (seen int) {
	by := t.By
	if by == "" {
		by = t.Town.Cheat
	}
	for _, f := range parallel(towns, func(i int) bool {
		town := t.Town
		town.Seed, town.Season = seed+uint64(i), Ordinary
		for _, f := range town.Judge(by) {
			if f.Unit == Cheater && f.State == integrity.Alarm {
				return true
			}
		}
		return false
	}) {
		if f {
			seen++
		}
	}
	return seen
}

// Innocence is what the honest towns of a season gave for one indicator.
type Innocence struct {
	Judged, Alarms, Noted int // units
	Towns                 int // with an alarm
}

// Honest judges honest towns of one season.
func Honest(season Season, towns int, seed uint64) map[string]Innocence {
	all := map[string]Innocence{}
	for _, found := range parallel(towns, func(i int) []integrity.Finding {
		t := Town{Seed: seed + uint64(i), Season: season}
		return t.Judge()
	}) {
		any := map[string]bool{}
		for _, f := range found {
			c := all[f.Indicator]
			if f.State != integrity.NotJudged {
				c.Judged++
			}
			switch f.State {
			case integrity.Alarm:
				c.Alarms++
				if !any[f.Indicator] {
					any[f.Indicator] = true
					c.Towns++
				}
			case integrity.Noted:
				c.Noted++
			}
			all[f.Indicator] = c
		}
	}
	return all
}

// parallel runs n towns on two cores and gives their answers in order.
func parallel[T any](n int, run func(i int) T) []T {
	out := make([]T, n)
	var wg sync.WaitGroup
	for core := range 2 {
		wg.Go(func() {
			for i := core; i < n; i += 2 {
				out[i] = run(i)
			}
		})
	}
	wg.Wait()
	return out
}

// Doubt is the standard error of a share p of n.
func Doubt(p float64, n int) float64 { return math.Sqrt(p * (1 - p) / float64(n)) }

// Percent writes a share.
func Percent(k, n int) string {
	if n == 0 {
		return "–"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.3g", 100*float64(k)/float64(n)), ".0") + " %"
}
