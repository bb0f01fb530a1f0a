package cold_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/packs/foodchain/cold"
)

const minute = int64(60_000_000)

var band = cold.Band{Low: -25_000, High: -15_000, Gap: 10 * time.Minute}

// at makes readings of a minute and thousandths of a degree each.
func at(pairs ...int64) (list []cold.Reading) {
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, cold.Reading{Kind: cold.Temperature, From: pairs[i] * minute, To: pairs[i] * minute, Low: pairs[i+1], High: pairs[i+1]})
	}
	return list
}

// Every boundary of the rule: the edge is inside, a gap is longer than allowed and not as long, lines
// cross the edge where they cross it, both edges, one reading, none, cut off by a gap or the end.
func TestBoundaries(t *testing.T) {
	for _, x := range []struct {
		name        string
		list        []cold.Reading
		from, until int64
		excursions  int
		gaps        int
		outside     time.Duration
		area        float64
		worst       int64
		open        bool
	}{
		{"nothing", nil, 0, 0, 0, 0, 0, 0, 0, false},
		{"nothing in a window", nil, 1 * minute, 60 * minute, 0, 1, 0, 0, 0, false},
		{"on the upper edge", at(1, -15_000, 5, -15_000), 0, 0, 0, 0, 0, 0, -15_000, false},
		{"on the lower edge", at(1, -25_000), 0, 0, 0, 0, 0, 0, -25_000, false},
		{"a thousandth above", at(1, -14_999, 2, -14_999), 0, 0, 1, 0, time.Minute, 0.001, -14_999, true},
		{"just as long as allowed", at(1, -20_000, 11, -20_000), 0, 0, 0, 0, 0, 0, -20_000, false},
		{"a gap", []cold.Reading{{Kind: cold.Temperature, From: minute, To: minute, Low: -20_000, High: -20_000}, {Kind: cold.Temperature, From: 11*minute + 1, To: 11*minute + 1, Low: -20_000, High: -20_000}}, 0, 0, 0, 1, 0, 0, -20_000, false},
		{"up and down", at(0, -20_000, 10, -10_000, 20, -20_000), 0, 0, 1, 0, 10 * time.Minute, 25, -10_000, false},
		{"touches the edge", at(0, -20_000, 10, -15_000, 20, -20_000), 0, 0, 0, 0, 0, 0, -15_000, false},
		{"through the whole band", at(0, -30_000, 10, -10_000), 0, 0, 2, 0, 5 * time.Minute, 12.5, -30_000, true},
		{"two of them", at(0, -10_000, 5, -20_000, 10, -10_000), 0, 0, 2, 0, 5 * time.Minute, 12.5, -10_000, true},
		{"cut off by a gap", at(0, -10_000, 5, -10_000, 60, -20_000), 0, 0, 1, 1, 5 * time.Minute, 25, -10_000, true},
		{"begins late", at(20, -20_000), 1 * minute, 20 * minute, 0, 1, 0, 0, -20_000, false},
		{"ends early", at(20, -20_000), 20 * minute, 31 * minute, 0, 1, 0, 0, -20_000, false},
		{"a summary counts by its farther value", []cold.Reading{{Kind: cold.Temperature, From: 0, To: 10 * minute, Low: -20_000, High: -14_000}}, 0, 0, 1, 0, 10 * time.Minute, 10, -14_000, true},
		{"humidity is none", []cold.Reading{{Kind: cold.Humidity, From: 1, To: 1, Low: 99_000, High: 99_000}}, 0, 0, 0, 0, 0, 0, 0, false},
		{"unordered", []cold.Reading{at(20, -20_000)[0], at(10, -10_000)[0], at(0, -20_000)[0]}, 0, 0, 1, 0, 10 * time.Minute, 25, -10_000, false},
	} {
		v := cold.Judge(x.list, band, x.from, x.until)
		area, open := 0.0, false
		for _, e := range v.Excursions {
			area += e.DegreeMinutes
			open = open || e.Open
		}
		if len(v.Excursions) != x.excursions || len(v.Gaps) != x.gaps || v.Outside != x.outside || math.Abs(area-x.area) > 1e-9 || v.Worst != x.worst || open != x.open {
			t.Errorf("%s: %+v area %v", x.name, v, area)
		}
	}
}

// Excursions lie in order without overlap, each holds its worst value outside of the band, and the
// time outside is their sum; a wider band never finds more time outside.
func TestJudgeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []cold.Reading
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			list = append(list, at(rapid.Int64Range(0, 60).Draw(t, "minute"), rapid.Int64Range(-32_000, -8_000).Draw(t, "value"))...)
		}
		v := cold.Judge(list, band, 0, 0)
		last, sum := int64(-1), time.Duration(0)
		for _, e := range v.Excursions {
			if e.From < last || e.To < e.From || e.Worst >= band.Low && e.Worst <= band.High || e.DegreeMinutes < 0 {
				t.Fatalf("%+v of %+v", e, v.Excursions)
			}
			last = e.To
			sum += time.Duration(e.To-e.From) * time.Microsecond
		}
		if sum != v.Outside {
			t.Fatalf("%v %v", sum, v.Outside)
		}
		wide := cold.Band{Low: band.Low - 3000, High: band.High + 3000, Gap: band.Gap}
		if w := cold.Judge(list, wide, 0, 0); w.Outside > v.Outside || len(w.Gaps) != len(v.Gaps) {
			t.Fatalf("wider: %v > %v", w.Outside, v.Outside)
		}
	})
}
