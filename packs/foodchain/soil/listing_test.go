package soil_test

import (
	"testing"

	"banjie/packs/foodchain/soil"
)

// A village tells classes where it has enough plots, and where those that are not shown are none
// or enough: the plots that are shown can be taken from the sums.
func TestSmallVillagesTellNothing(t *testing.T) {
	for _, c := range []struct {
		plots, withheld int64
		told            bool
	}{{0, 0, false}, {4, 0, false}, {5, 0, true}, {5, 5, true}, {40, 1, false}, {40, 4, false}, {40, 5, true}, {40, 0, true}} {
		v := soil.Tally{Plots: c.plots, Withheld: c.withheld}
		if v.Told(false) != c.told || !v.Told(true) {
			t.Errorf("%+v: told %v", c, v.Told(false))
		}
	}
}
