package soil_test

import (
	"testing"

	"banjie/packs/foodchain/soil"
)

// A village tells classes where it has enough plots, and where those that are not shown are none
// or enough and of more than one class: the plots that are shown can be taken from the sums.
func TestSmallVillagesTellNothing(t *testing.T) {
	const safe, strict, first = soil.SafeUse, soil.StrictControl, soil.PriorityProtection
	type of = map[soil.Class]int64
	for name, c := range map[string]struct {
		plots    int64
		withheld of
		told     bool
	}{
		"no plots":                             {0, nil, false},
		"few plots":                            {4, nil, false},
		"enough, all shown":                    {5, nil, true},
		"many, all shown":                      {40, of{}, true},
		"one withheld":                         {40, of{safe: 1}, false},
		"four withheld":                        {40, of{safe: 2, first: 2}, false},
		"all of one class":                     {40, of{strict: 9}, false},
		"all not judged":                       {40, of{"": 9}, false},
		"one other, whose holder would know":   {40, of{strict: 8, first: 1}, false},
		"one not judged among those of a kind": {40, of{strict: 8, "": 1}, false},
		"two others":                           {40, of{strict: 8, first: 2}, true},
		"two others of two classes":            {40, of{strict: 3, first: 1, safe: 1}, true},
		"as many as there are":                 {5, of{strict: 3, first: 2}, true},
	} {
		v := soil.Tally{Plots: c.plots, Withheld: c.withheld}
		if v.Told(false) != c.told || !v.Told(true) {
			t.Errorf("%s: told %v", name, v.Told(false))
		}
	}
}

// Whatever a village tells, taking away the plots that are shown and one that the asker farms
// leaves more than one class, over every way in which up to nine withheld plots can fall.
func TestNoClassIsConcluded(t *testing.T) {
	told := 0
	for a := range int64(10) {
		for b := range 10 - a {
			for c := range 10 - a - b {
				v := soil.Tally{Plots: 40, Withheld: map[soil.Class]int64{soil.SafeUse: a, soil.StrictControl: b, "": c}}
				if !v.Told(false) || a+b+c == 0 {
					continue
				}
				told++
				for own := range v.Withheld {
					left := map[soil.Class]int64{}
					for class, n := range v.Withheld {
						if class == own {
							n--
						}
						if n > 0 {
							left[class] = n
						}
					}
					if v.Withheld[own] > 0 && len(left) < 2 {
						t.Errorf("%v: who farms one of %q knows all others", v.Withheld, own)
					}
				}
			}
		}
	}
	if told < 50 {
		t.Errorf("only %d are told", told)
	}
}
