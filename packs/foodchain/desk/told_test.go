package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"banjie/packs/foodchain/desk"
)

// coverage has towns with these denominators, and none places that belong to no town.
func coverage(none int64, towns ...int64) desk.Coverage {
	c := desk.Coverage{Cells: []desk.Cell{{Link: "scans", Den: none}}}
	for i, den := range towns {
		c.Cells[0].Den += den
		c.Cells[0].Num += den / 2
		c.Cells = append(c.Cells, desk.Cell{Link: "scans", Town: fmt.Sprint(i), Num: den / 2, Den: den})
	}
	return c
}

// A town that alone is hidden is hidden together with the smallest that is enough, and where there is
// none, with the county's figure.
func TestHiddenTownIsNotReckonedBack(t *testing.T) {
	for want, c := range map[string]desk.Coverage{
		"county=30 0=10 1=20":             coverage(0, 10, 20),
		"county=32 0=– 1=20 2=– *=12":     coverage(0, 10, 20, 2),
		"county=32 0=20 1=– *=12":         coverage(10, 20, 2),
		"county=28 0=6 1=– *=22":          coverage(20, 6, 2),
		"county=9 0=– 1=– *=9":            coverage(0, 7, 2),
		"county=– 0=–":                    coverage(0, 3),
		"county=2":                        coverage(2),
		"county=43 0=– 1=– 2=– 3=30 *=13": coverage(0, 10, 1, 2, 30),
	} {
		var says []string
		for _, x := range c.Told() {
			name, den := x.Town, fmt.Sprint(x.Den)
			if name == "" {
				name = "county"
			}
			if x.Hidden {
				den = "–"
			}
			says = append(says, name+"="+den)
		}
		if got := strings.Join(says, " "); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// Over many counties: what is shown adds up to the county's figure, and an asker who takes the towns shown
// from it never learns a small town: the rest is of two parts or more, and at least five.
func TestTownsAddUpToTheCounty(t *testing.T) {
	hid := 0
	for n := range int64(12 * 12 * 12 * 3) {
		c := coverage(n/(12*12*12)*4, n%12, n/12%12, n/144%12)
		var county, sum, rest, parts int64
		small, whole := false, true
		parts = min(1, n/(12*12*12))
		for _, x := range c.Told() {
			switch {
			case x.Town == "":
				county, whole = x.Den, !x.Hidden
			case x.Town == desk.Rest:
				sum, rest = sum+x.Den, x.Den
			case x.Hidden:
				parts++
				small = small || x.Den > 0 && x.Den < desk.Small
			default:
				sum += x.Den
				if x.Den > 0 && x.Den < desk.Small {
					t.Fatalf("a small town is shown: %+v", c)
				}
			}
		}
		if whole && sum != county {
			t.Fatalf("%d of %d: %+v", sum, county, c)
		}
		if small && whole {
			hid++
			if parts < 2 || rest < desk.Small {
				t.Fatalf("%d parts make %d: %+v", parts, rest, c)
			}
		}
	}
	if hid < 1000 {
		t.Errorf("only %d counties hide a town", hid)
	}
}
