package integrity

import (
	"math"
	"slices"
	"time"

	"banjie/internal/integrity/chance"
)

// G1: the last day of the limit holds more closings than the days before let expect.

// bunch is the test of G1: o closings on the last day of the limit, s1 in the three days before it, s2 in the
// three before those. ok is false where s1 or s2 is 0.
func bunch(o, s1, s2 int) (expected, z float64, ok bool) {
	if s1 == 0 || s2 == 0 {
		return 0, 0, false
	}
	a, b := float64(s1), float64(s2)
	e := a / 3 * math.Pow(a/b, 2.0/3)
	variance := e * e * (25.0/9/(a+1) + 4.0/9/b)
	return e, (float64(o) - e) / math.Sqrt(float64(o)+variance), true
}

// leastBunched is the number of closings under a limit of a week and more below which G1 says nothing.
const leastBunched = 50

// lastDay counts what G1 and G2 look at: closings by days left, and which of them came back.
type lastDay struct {
	o, s1, s2, n             int
	last, rest               int
	lastDoubted, restDoubted int
}

func (w *window) lastDays(u *unit) (d lastDay) {
	for _, m := range u.ended {
		if m.Limit < 7 || m.Result == Refused || m.Result == Merged {
			continue
		}
		d.n++
		left := m.Limit - w.elapsed(m, m.Received, m.Closed)
		switch {
		case left == 0:
			d.o++
		case 1 <= left && left <= 3:
			d.s1++
		case 4 <= left && left <= 6:
			d.s2++
		}
		if left == 0 {
			d.last++
			if m.doubted() {
				d.lastDoubted++
			}
		} else {
			d.rest++
			if m.doubted() {
				d.restDoubted++
			}
		}
	}
	return d
}

func judgeBunching(w *window) []Finding {
	return w.each(func(_ int, u *unit) Finding {
		d := w.lastDays(u)
		f := Finding{Numerator: d.o, Denominator: d.n}
		e, z, ok := bunch(d.o, d.s1, d.s2)
		if !ok || d.n < leastBunched {
			f.State = NotJudged
			return f
		}
		f.Statistic = number(z)
		f.Measures = append(f.Measures, Measure{Name: "expected", Numerator: d.o, Value: number(e)})
		f.P = number(chance.Above(z))
		f.State = Quiet
		if z > 3 {
			f.State = Noted // never alone
		}
		return f
	})
}

// G2: and what was closed on that day comes back more often.
func judgePremature(w *window) []Finding {
	return w.each(func(_ int, u *unit) Finding {
		d := w.lastDays(u)
		f := Finding{Numerator: d.lastDoubted, Denominator: d.last}
		f.measure("doubted_rest", d.restDoubted, d.rest)
		_, z, ok := bunch(d.o, d.s1, d.s2)
		if !ok || d.n < leastBunched || d.last == 0 || d.rest == 0 {
			f.State = NotJudged
			return f
		}
		f.Statistic = number(z)
		f.tested(chance.Fisher(d.lastDoubted, d.last, d.restDoubted, d.rest), limitP)
		f.rule = f.rule && z > 2
		return f
	})
}

// G8: pauses that begin when the limit is near, and a share of paused time beyond the peers'.
func judgePausing(w *window) []Finding {
	type counted struct {
		near, nearDays, early, earlyDays int
		paused, elapsed                  time.Duration
		shares                           []float64 // paused ÷ elapsed of each matter
		n, netLate, grossLate            int
	}
	all := make([]counted, len(w.units))
	for i, u := range w.units {
		c := &all[i]
		for _, m := range slices.Concat(u.ended, u.open) {
			end := w.until
			if m.ended() && m.Closed.Before(end) {
				end = m.Closed
			}
			var paused time.Duration
			lived := w.elapsed(m, m.Received, end)
			pausedDays := 0
			for _, p := range m.Pauses {
				to := p.To
				if to.IsZero() || to.After(end) {
					to = end
				}
				if to.After(p.From) {
					paused += to.Sub(p.From)
					pausedDays += w.elapsed(m, p.From, to)
				}
				if m.Limit >= 5 {
					switch left := m.Limit - w.elapsed(m, m.Received, p.From); {
					case left > 1:
						c.early++
					case left >= 0:
						c.near++
					}
				}
			}
			if m.Limit >= 5 {
				c.earlyDays += min(lived, m.Limit-2)
				c.nearDays += max(0, min(lived, m.Limit)-(m.Limit-2))
			}
			if m.ended() && m.Limit > 0 {
				c.n++
				if lived > m.Limit {
					c.grossLate++
				}
				if lived-pausedDays > m.Limit {
					c.netLate++
				}
			}
			if took := end.Sub(m.Received); took > 0 {
				c.paused, c.elapsed = c.paused+paused, c.elapsed+took
				c.shares = append(c.shares, min(1, float64(paused)/float64(took)))
			}
		}
	}
	effective := effectiveShares(len(all), func(i int) []float64 { return all[i].shares })
	return w.each(func(i int, u *unit) Finding {
		c := all[i]
		f := Finding{Numerator: int(c.paused.Hours()), Denominator: int(c.elapsed.Hours())}
		f.measure("pauses_near_limit", c.near, c.nearDays)
		f.measure("pauses_earlier", c.early, c.earlyDays)
		f.measure("late_by_net_clock", c.netLate, c.n)
		f.measure("late_by_gross_clock", c.grossLate, c.n)
		if c.n < 30 || c.nearDays == 0 {
			f.State = NotJudged
			return f
		}
		p, _ := beyond(effective, i)
		near := chance.Fisher(min(c.near, c.nearDays), c.nearDays, min(c.early, c.earlyDays), c.earlyDays)
		f.tested(2*min(p, near), limitP)
		return f
	})
}

// effectiveShares makes counts of means of shares between 0 and 1: a mean x̄ of n values with the pooled mean m and
// variance v says as much as x̄·k yeses of k = n·m(1−m)/v.
func effectiveShares(units int, of func(i int) []float64) []share {
	sum, squares, n := 0.0, 0.0, 0.0
	for i := range units {
		for _, x := range of(i) {
			sum, squares, n = sum+x, squares+x*x, n+1
		}
	}
	all := make([]share, units)
	m := sum / max(n, 1)
	v := squares/max(n, 1) - m*m
	if v <= 0 {
		return all
	}
	for i := range units {
		x := 0.0
		for _, s := range of(i) {
			x += s
		}
		k := m * (1 - m) / v
		all[i] = share{int(math.Round(x * k)), int(math.Round(float64(len(of(i))) * k))}
	}
	return all
}

// G15: what is open counts too. Median and ninth decile by Kaplan and Meier; open matters older than
// twice their limit against the peers.
func judgeForgotten(w *window) []Finding {
	from := w.from.Add(w.from.Sub(w.until)) // twice the window: what was forgotten is old
	forgotten := w.shares(func(u *unit) (s share) {
		for _, m := range u.all {
			if m.Limit == 0 || m.Received.Before(from) || w.elapsed(m, m.Received, w.until) <= 2*m.Limit {
				continue
			}
			s.n++
			if !m.ended() || m.Closed.After(w.until) {
				s.y++
			}
		}
		return s
	})
	return w.each(func(i int, u *unit) Finding {
		f := above(forgotten, i, 20)
		var all []chance.Lasted
		var closed, ages []float64
		for _, m := range u.all {
			if m.Received.Before(from) {
				continue
			}
			if m.ended() && !m.Closed.After(w.until) {
				days := m.Closed.Sub(m.Received).Hours() / 24
				all, closed = append(all, chance.Lasted{Days: days, Ended: true}), append(closed, days)
			} else {
				days := w.until.Sub(m.Received).Hours() / 24
				all, ages = append(all, chance.Lasted{Days: days}), append(ages, days)
			}
		}
		steps := chance.Survival(all)
		for _, q := range []struct {
			name string
			at   float64
		}{{"median_days", 0.5}, {"ninth_decile_days", 0.9}} {
			days, low, high, ok := chance.Quantile(steps, q.at)
			if ok {
				f.Measures = append(f.Measures,
					Measure{Name: q.name, Numerator: len(closed), Denominator: len(all), Value: number(days)},
					Measure{Name: q.name + "_low", Numerator: len(closed), Denominator: len(all), Value: number(low)},
					Measure{Name: q.name + "_high", Numerator: len(closed), Denominator: len(all), Value: number(high)})
			}
		}
		if len(ages) > 0 {
			slices.Sort(ages)
			at := len(ages) - max(1, len(ages)/20)
			f.Measures = append(f.Measures, Measure{Name: "oldest_twentieth_open_for_days", Numerator: len(ages) - at, Denominator: len(ages), Value: number(ages[at])})
		}
		return f
	})
}

// G18: a surge of closings in the last three days of the ranking period that then come back. The period is the
// last calendar month that ended 30 days or more before the window's end.
func judgeSurge(w *window) []Finding {
	_, _, end := w.rankingPeriod()
	return w.each(func(_ int, u *unit) Finding {
		begin, last, _ := w.rankingPeriod()
		var in, out, inBack, outBack int
		for _, m := range u.all {
			if !m.ended() || m.Result == Refused || m.Closed.Before(begin) || !m.Closed.Before(end) {
				continue
			}
			back := m.doubted() && backWithin(m, 30*24*time.Hour)
			if !m.Closed.Before(last) {
				in++
				if back {
					inBack++
				}
			} else {
				out++
				if back {
					outBack++
				}
			}
		}
		f := Finding{Numerator: inBack, Denominator: in}
		f.measure("closed_before", out, in+out)
		f.measure("doubted_before", outBack, out)
		if in < 5 || out < 10 {
			f.State = NotJudged
			return f
		}
		days := float64(w.cal.WorkdaysBetween(w.cal.DayOf(begin)-1, w.cal.DayOf(end)-1))
		f.Statistic = number(float64(in) / float64(in+out) * days / 3)
		f.tested(chance.Fisher(inBack, in, outBack, out), limitP)
		f.rule = f.rule && chance.Binomial(in, in+out, 3/days) < 0.01
		return f
	})
}

func backWithin(m *Matter, d time.Duration) bool {
	for _, at := range []time.Time{m.Reopened, m.Appealed} {
		if !at.IsZero() && at.Sub(m.Closed) <= d {
			return true
		}
	}
	return false
}

// rankingPeriod is begin, beginning of its third last working day, and end.
func (w *window) rankingPeriod() (begin, last, end time.Time) {
	y, mon, _ := w.cal.DayOf(w.until.AddDate(0, 0, -30)).Date()
	first := w.cal.DayOf(time.Date(y, mon, 1, 4, 0, 0, 0, time.UTC)) // noon in Shanghai
	y, mon, _ = (first - 1).Date()
	begun := w.cal.DayOf(time.Date(y, mon, 1, 4, 0, 0, 0, time.UTC))
	d, left := first-1, 3
	for {
		if w.cal.IsWorkday(d) {
			if left--; left == 0 {
				break
			}
		}
		d--
	}
	return w.cal.Start(begun), w.cal.Start(d), w.cal.Start(first)
}
