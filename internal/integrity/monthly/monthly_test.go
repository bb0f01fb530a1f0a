package monthly

import (
	"context"
	"math/rand/v2"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/integrity/cells"
	"banjie/internal/stats"
)

// county is a made-up county: what each month really was.
func county(rng *rand.Rand, months int) []map[stats.Measure]int64 {
	size := 1 << rng.IntN(8) // from a village to a city
	var all []map[stats.Measure]int64
	for range months {
		raw := map[stats.Measure]int64{}
		n := func(most int64) int64 { return rng.Int64N(most + 1) }
		raw[stats.ComplaintsRegistered] = n(int64(size))
		raw[stats.ComplaintsAccepted] = n(raw[stats.ComplaintsRegistered])
		raw[stats.ComplaintsEnded] = n(raw[stats.ComplaintsAccepted])
		raw[stats.ComplaintsInTime], raw[stats.ComplaintsLate] = n(raw[stats.ComplaintsEnded]), n(5)
		raw[stats.ComplaintsFound] = n(raw[stats.ComplaintsEnded])
		raw[stats.ComplaintsTrue] = n(raw[stats.ComplaintsFound])
		raw[stats.ComplaintsMeasures] = raw[stats.ComplaintsTrue] - n(min(2, raw[stats.ComplaintsTrue]))
		raw[stats.AlarmsPressed], raw[stats.AlarmsInTime], raw[stats.AlarmsLate] = n(6), n(6), n(2)
		raw[stats.Openings], raw[stats.Traces] = n(3), n(3)
		all = append(all, raw)
	}
	return all
}

// TestNoSmallCellIsRecovered: for 200 made-up counties and a year each, an attacker who even knows
// the shown figures before their rounding, every sum of a line and that no figure is negative cannot
// say a cell under five to less than five; what is shown of complaints ends in 0 or 5.
func TestNoSmallCellIsRecovered(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 2026))
	small, shown := 0, 0
	for range 200 {
		for _, raw := range county(rng, 12) {
			lines := Lines()
			figures := Protect(lines, raw)
			table, at := table(lines, raw)
			known := make([]bool, len(table.Figures)) // what the page lets an attacker know
			for i, f := range figures {
				p, ok := at[i]
				if !ok {
					continue
				}
				known[p.part] = known[p.part] || !f.Part.Hidden
				if p.whole >= 0 {
					known[p.whole] = known[p.whole] || !f.Whole.Hidden
				}
				for _, v := range []Value{f.Part, f.Whole} {
					if !v.Hidden && v.N%Round != 0 {
						t.Fatalf("%s: %d is not rounded", f.ID, v.N)
					}
				}
			}
			hidden := make([]bool, len(known))
			for i := range hidden {
				hidden[i] = !known[i]
			}
			for j, f := range table.Figures {
				if 0 < f.Value && f.Value < cells.K {
					small++
					if !hidden[j] || !table.Safe(hidden, j) {
						low, high := table.Bounds(hidden, j)
						t.Fatalf("a cell of %d is known to lie between %d and %d", f.Value, low, high)
					}
				} else if !hidden[j] {
					shown++
				}
			}
		}
	}
	if small < 5000 || shown < 2000 {
		t.Errorf("the counties are no trial: %d small cells, %d shown", small, shown)
	}
}

// TestMonthsAndTheirTotalRecoverNothing: the county's total over a year stands on another page,
// rounded. An attacker who takes the shown months from it, by intervals, cannot say a hidden month
// to less than the five values from none to four.
func TestMonthsAndTheirTotalRecoverNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 2026))
	tried := 0
	for range 200 {
		year := county(rng, 12)
		var low, high, total int64 // of what the shown months can be together
		var hiddenMonths []int64
		for _, raw := range year {
			n := raw[stats.ComplaintsRegistered]
			total += n
			v := Protect(Lines(), raw)[0].Part
			if v.Hidden {
				hiddenMonths = append(hiddenMonths, n)
				continue
			}
			low, high = low+max(v.N-Round/2, 0), high+v.N+Round/2
		}
		if len(hiddenMonths) != 1 { // of several each can be anything
			continue
		}
		tried++
		told := publish(total, false).N
		from, to := max(told-Round/2-high, 0), told+Round/2-low
		if n := hiddenMonths[0]; n < from || n > to {
			t.Fatalf("the attack itself is wrong: %d is not within %d and %d", n, from, to)
		}
		if to-max(from, 0) < cells.K-1 {
			t.Errorf("a month of %d is known to lie between %d and %d", hiddenMonths[0], from, to)
		}
	}
	if tried == 0 {
		t.Skip("no county with one hidden month among these")
	}
	t.Logf("%d counties with one hidden month", tried)
}

type counter map[stats.Measure]int64

func (c counter) Sum(_ context.Context, _ string, m stats.Measure, first, last int32, unit string) (int64, error) {
	if unit != "" || last-first < 27 || last-first > 30 {
		return 0, nil
	}
	return c[m], nil
}

func TestFiguresOfAMonth(t *testing.T) {
	c := counter{stats.ComplaintsRegistered: 43, stats.ComplaintsInTime: 38, stats.ComplaintsLate: 2, stats.ComplaintsFound: 30, stats.ComplaintsTrue: 12, stats.ComplaintsMeasures: 12, stats.ComplaintsEnded: -2,
		stats.Orders: 3, stats.OrdersInTime: 2, stats.OrdersLate: 1}
	all, err := Of(t.Context(), c, "330599", calendar.Date(2026, 2, 14))
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Figure{}
	for _, f := range all {
		by[f.ID] = f
	}
	if by["registered"].Part != (Value{N: 45}) || by["true"].Part != (Value{N: 10}) || by["true"].Whole != (Value{N: 30}) {
		t.Errorf("%+v %+v", by["registered"], by["true"])
	}
	if f := by["in_time"]; !f.Part.Hidden { // 40 − 38 would tell that two were late
		t.Errorf("%+v", f)
	}
	if f := by["orders_in_time"]; f.Part.N != 2 || f.Whole.N != 3 {
		t.Errorf("orders name units and are shown as they are: %+v", f)
	}
	if by["ended"].Part.N != 0 {
		t.Errorf("%+v", by["ended"])
	}
	if from, until := Month(calendar.Date(2026, 2, 14)); from != calendar.Date(2026, 2, 1) || until != calendar.Date(2026, 2, 28) {
		t.Errorf("%s %s", from, until)
	}
	if d := Last(calendar.Date(2026, 1, 9)); d != calendar.Date(2025, 12, 1) {
		t.Errorf("%s", d)
	}
}
