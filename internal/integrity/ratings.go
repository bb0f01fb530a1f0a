package integrity

import (
	"math"
	"time"

	"banjie/internal/integrity/chance"
)

// content says that a rating is none of dissatisfaction.
func (r *Rating) content() bool { return r.Stars >= 3 }

// ratings calls see for each rating of the unit within the window.
func (w *window) ratings(u *unit, see func(m *Matter, r *Rating)) {
	for _, m := range u.all {
		for i := range m.Ratings {
			if r := &m.Ratings[i]; r.At.After(w.from) && !r.At.After(w.until) {
				see(m, r)
			}
		}
	}
}

// G3: what is said at the window against what is said to those who call back.
func judgeCoached(w *window) []Finding {
	return w.each(func(_ int, u *unit) Finding {
		var window, back share
		w.ratings(u, func(_ *Matter, r *Rating) {
			s := &window
			switch r.Channel {
			case ByCallBack:
				s = &back
			case ByWindow:
			default:
				return
			}
			s.n++
			if r.content() {
				s.y++
			}
		})
		f := Finding{Numerator: window.y, Denominator: window.n}
		f.measure("content_at_call_back", back.y, back.n)
		if window.n < 20 || back.n < 20 {
			f.State = NotJudged
			return f
		}
		z := coached(window, back)
		f.Statistic = number(z)
		f.tested(chance.Above(z), chance.Above(3))
		f.Measures = append(f.Measures, Measure{Name: "exact_p", Value: number(chance.Fisher(window.y, window.n, back.y, back.n))})
		return f
	})
}

// coached is the test of G3: pooled z, one success and one failure added to each.
func coached(window, back share) float64 {
	return chance.PooledZ(window.y+1, window.n+2, back.y+1, back.n+2)
}

// deadP is how improbable it must be that nobody was dissatisfied (G4).
const deadP = 1e-6

// leastPoor is how many poor ratings the peers must have for their share to be known to a fifth of itself.
const leastPoor = 20

// G4: a channel on which nobody is ever dissatisfied though people elsewhere are.
func judgeDead(w *window) []Finding {
	type byChannel map[Channel]*share // y poor of n
	all := make([]byChannel, len(w.units))
	for i, u := range w.units {
		all[i] = byChannel{}
		w.ratings(u, func(_ *Matter, r *Rating) {
			s := all[i][r.Channel]
			if s == nil {
				s = &share{}
				all[i][r.Channel] = s
			}
			s.n++
			if r.Stars <= 2 {
				s.y++
			}
		})
	}
	return w.each(func(i int, _ *unit) Finding {
		worst, f := 1.0, Finding{}
		judged := false
		for _, c := range channels {
			own := all[i][c]
			if own == nil {
				continue
			}
			var peers share
			for j, o := range all {
				if s := o[c]; j != i && s != nil {
					peers.y, peers.n = peers.y+s.y, peers.n+s.n
				}
			}
			f.measure("poor_"+string(c), own.y, own.n)
			if peers.y < leastPoor {
				continue
			}
			judged = true
			q := float64(peers.y) / float64(peers.n)
			if p := math.Pow(1-q, float64(own.n)); own.y == 0 && p < worst {
				worst = p
				f.Numerator, f.Denominator, f.Statistic = 0, own.n, number(q)
			}
		}
		if !judged {
			f.State = NotJudged
			return f
		}
		f.tested(worst, deadP)
		return f
	})
}

// month is how long the last part of the window is, for which G5 and G6 look for bursts.
const month = 30 * 24 * time.Hour

// officeHours are the open hours of a working day.
const officeHours = 8

// G5: more ratings within an hour on one device than its own past lets expect in a month.
func judgeBursts(w *window) []Finding {
	turn := w.until.Add(-month)
	pastHours := officeHours * w.cal.WorkdaysBetween(w.cal.DayOf(w.from), w.cal.DayOf(turn))
	hours := officeHours * w.cal.WorkdaysBetween(w.cal.DayOf(turn), w.cal.DayOf(w.until))
	return w.each(func(_ int, u *unit) Finding {
		type device struct {
			past map[int64]int
			now  map[int64]int
			sum  int
		}
		devices := map[string]*device{}
		w.ratings(u, func(_ *Matter, r *Rating) {
			if r.Device == "" || r.Channel == ByCallBack {
				return
			}
			d := devices[r.Device]
			if d == nil {
				d = &device{past: map[int64]int{}, now: map[int64]int{}}
				devices[r.Device] = d
			}
			if at := r.At.Unix() / 3600; r.At.After(turn) {
				d.now[at]++
			} else {
				d.past[at]++
				d.sum++
			}
		})
		closedPast, closedNow := 0, 0
		for _, m := range u.ended {
			if m.Closed.After(turn) {
				closedNow++
			} else {
				closedPast++
			}
		}
		busier := 1.0
		if closedPast > 0 && hours > 0 {
			busier = max(1, float64(closedNow)/float64(hours)*float64(pastHours)/float64(closedPast))
		}
		f := Finding{Denominator: len(devices), State: NotJudged}
		worst := 1.0
		judged := 0
		for _, d := range devices {
			if d.sum < 10 {
				continue
			}
			judged++
			most := 0
			for _, n := range d.now {
				most = max(most, n)
			}
			if p := burst(most, d.past, d.sum, pastHours, hours, busier); p < worst {
				worst, f.Numerator = p, most
			}
		}
		if judged > 0 {
			f.State = ""
			f.tested(worst*float64(judged), 0.003)
		}
		return f
	})
}

// burst is the probability that in so many hours the fullest has most or more, when the device's own past had
// sum in pastHours: negative binomial with the variance of the past and the doubt about its mean.
func burst(most int, past map[int64]int, sum, pastHours, hours int, busier float64) float64 {
	mean := (float64(sum) + 0.5) / float64(pastHours)
	squares := 0.0
	for _, n := range past {
		squares += float64(n) * float64(n)
	}
	variance := max(mean, squares/float64(pastHours)-mean*mean)
	variance += mean * mean / (float64(sum) + 0.5)
	one := chance.NegativeBinomial(most, mean*busier, variance*busier*busier)
	return -math.Expm1(float64(hours) * math.Log1p(-min(one, 1-1e-16)))
}

// G6: ratings that the person did not give.
func judgeUnsigned(w *window) []Finding {
	var quick, office, shared []share
	unsigned := w.shares(func(u *unit) (s share) {
		var q, o, p share
		phones := map[string]int{}
		w.ratings(u, func(m *Matter, r *Rating) {
			if r.Channel == ByCallBack {
				return
			}
			if r.Channel == ByWeb {
				s.n++
				if !r.Signed {
					s.y++
				}
			}
			if r.Channel == ByWeb || r.Channel == ByMessage {
				q.n, o.n = q.n+1, o.n+1
				if after := r.At.Sub(m.Closed); m.ended() && after >= 0 && after < 30*time.Second {
					q.y++
				}
				if r.Office {
					o.y++
				}
			}
			if r.Phone != "" && r.At.After(w.until.Add(-month)) {
				p.n++
				phones[r.Phone]++
			}
		})
		for _, n := range phones {
			if n > 3 {
				p.y += n
			}
		}
		quick, office, shared = append(quick, q), append(office, o), append(shared, p)
		return s
	})
	return w.each(func(i int, _ *unit) Finding {
		f := Finding{Numerator: unsigned[i].y, Denominator: unsigned[i].n}
		f.sure = unsigned[i].y > 0
		best := 1.0
		judged := false
		for _, part := range []struct {
			name string
			all  []share
		}{{"within_30_seconds", quick}, {"from_an_office", office}, {"phone_over_3_a_month", shared}} {
			f.measure(part.name, part.all[i].y, part.all[i].n)
			if p, ok := beyond(part.all, i); ok && part.all[i].n >= 20 {
				judged, best = true, min(best, p)
			}
		}
		switch {
		case judged:
			f.tested(3*best, limitP)
		case !f.sure && unsigned[i].n == 0:
			f.State = NotJudged
		}
		return f
	})
}

// good are the results a unit likes to be asked about.
func (m *Matter) good() bool { return m.Result == Solved || m.Result == Partly }

// G7: who is asked depends on the result or on the day; who could not be reached depends on the result.
func judgeChoosing(w *window) []Finding {
	return w.each(func(_ int, u *unit) Finding {
		byResult := make([][2]int, len(results))
		byDay := make([][2]int, 7)
		reached := make([][2]int, len(results))
		var good, bad, goodLost, badLost, all share
		for _, m := range u.ended {
			k := 0
			for j, r := range results {
				if r == m.Result {
					k = j
				}
			}
			g, lost := &bad, &badLost
			if m.good() {
				g, lost = &good, &goodLost
			}
			if !m.NotDrawn {
				asked := 1
				all.n++
				g.n++
				if m.Invited {
					asked = 0
					all.y++
					g.y++
				}
				byResult[k][asked]++
				byDay[w.cal.DayOf(m.Closed).Weekday()][asked]++
			}
			if m.CallBack != "" {
				lost.n++
				if m.CallBack == NotReached {
					lost.y++
					reached[k][1]++
				} else {
					reached[k][0]++
				}
			}
		}
		f := Finding{Numerator: all.y, Denominator: all.n}
		f.measure("invited_good", good.y, good.n)
		f.measure("invited_other", bad.y, bad.n)
		f.measure("not_reached_good", goodLost.y, goodLost.n)
		f.measure("not_reached_other", badLost.y, badLost.n)
		if all.n < 30 {
			f.State = NotJudged
			return f
		}
		p := min(differs(byResult, good, bad), differs(byDay, share{}, share{}), differs(reached, goodLost, badLost))
		f.tested(3*p, limitP)
		return f
	})
}

// differs is the p-value of the χ² test; where it cannot be made that of Fisher's between two groups, both sides.
func differs(rows [][2]int, a, b share) float64 {
	if x, df, ok := chance.Homogeneity(rows); ok {
		return chance.ChiSquareAbove(x, df)
	}
	if a.n == 0 || b.n == 0 {
		return 1
	}
	return min(1, 2*min(chance.Fisher(a.y, a.n, b.y, b.n), chance.Fisher(b.y, b.n, a.y, a.n)))
}
