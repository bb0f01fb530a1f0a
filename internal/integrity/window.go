package integrity

import (
	"cmp"
	"math"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/integrity/chance"
	"banjie/internal/limit"
)

// Options say what is looked at.
type Options struct {
	Until    time.Time // end of the window
	Days     int       // length of the window in calendar days, 90 where it is 0
	Calendar *calendar.Calendar
	Only     []string // ids of indicators; none means all
}

// window is the records of the last days by unit, in the order of their names.
type window struct {
	from, until time.Time
	cal         *calendar.Calendar
	units       []*unit
}

type unit struct {
	name    string
	all     []*Matter // whole history
	ended   []*Matter // ended within the window
	open    []*Matter // open at its end
	seeds   []Seed
	calls   []Calls
	orphans int
}

// Judge gives each unit's finding under each indicator, by indicator and then by unit.
func Judge(r *Records, o Options) []Finding {
	w := look(r, o)
	var all []Finding
	for i := range Indicators {
		in := &Indicators[i]
		if len(o.Only) > 0 && !slices.Contains(o.Only, in.ID) {
			continue
		}
		all = append(all, w.decide(in)...)
	}
	return all
}

// decide lets the indicator count, then holds the share of false alarms among the units at 5 %.
func (w *window) decide(in *Indicator) []Finding {
	found := in.judge(w)
	ps := make([]float64, len(found))
	for i, f := range found {
		ps[i] = math.NaN()
		if f.P != nil && f.State != NotJudged {
			ps[i] = *f.P
		}
	}
	stands := chance.FalseDiscovery(ps, 0.05)
	for i := range found {
		f := &found[i]
		f.Unit, f.Indicator = w.units[i].name, in.ID
		switch {
		case f.sure, f.rule && stands[i] && f.State == "":
			f.State = Alarm
		case f.State == "":
			f.State = Quiet
		}
	}
	return found
}

func look(r *Records, o Options) *window {
	if o.Days == 0 {
		o.Days = 90
	}
	if o.Calendar == nil {
		o.Calendar = calendar.Builtin()
	}
	w := &window{from: o.Until.AddDate(0, 0, -o.Days), until: o.Until, cal: o.Calendar}
	byName := map[string]*unit{}
	of := func(name string) *unit {
		u := byName[name]
		if u == nil {
			u = &unit{name: name}
			byName[name] = u
			w.units = append(w.units, u)
		}
		return u
	}
	for i := range r.Matters {
		m := &r.Matters[i]
		if m.Received.After(w.until) {
			continue
		}
		u := of(m.Unit)
		u.all = append(u.all, m)
		switch {
		case !m.ended() || m.Closed.After(w.until):
			u.open = append(u.open, m)
		case m.Closed.After(w.from):
			u.ended = append(u.ended, m)
		}
	}
	for _, s := range r.Seeds {
		u := of(s.Unit)
		u.seeds = append(u.seeds, s)
	}
	for _, c := range r.Calls {
		u := of(c.Unit)
		u.calls = append(u.calls, c)
	}
	for _, p := range r.Orphans {
		of(p.Unit).orphans++
	}
	slices.SortFunc(w.units, func(a, b *unit) int { return cmp.Compare(a.name, b.name) })
	return w
}

// elapsed is the days of the matter's own kind between two instants.
func (w *window) elapsed(m *Matter, after, until time.Time) int {
	a, b := w.cal.DayOf(after), w.cal.DayOf(until)
	if m.CalendarDays {
		return int(b - a)
	}
	return limit.Elapsed(w.cal, a, b)
}

// each makes a finding for every unit.
func (w *window) each(judge func(i int, u *unit) Finding) []Finding {
	found := make([]Finding, len(w.units))
	for i, u := range w.units {
		found[i] = judge(i, u)
	}
	return found
}

// share is y of n of one unit.
type share struct{ y, n int }

// shares counts y and n of every unit.
func (w *window) shares(count func(u *unit) share) []share {
	all := make([]share, len(w.units))
	for i, u := range w.units {
		all[i] = count(u)
	}
	return all
}

// leastPeers is with how many other units a unit is compared at least.
const leastPeers = 5

// unsure is the probability that the units differ honestly by more than is reckoned with in [beyond].
const unsure = 0.1

// beyond is the probability of y or more of n if the unit were one of its peers: the beta-binomial
// tail, its mean that of all other units and its spread the upper bound of theirs. ok is false where
// there are too few of them.
func beyond(all []share, i int) (p float64, ok bool) {
	y, n := make([]int, 0, len(all)), make([]int, 0, len(all))
	Y, N := 0, 0
	for j, s := range all {
		if j != i && s.n > 0 {
			y, n = append(y, s.y), append(n, s.n)
			Y, N = Y+s.y, N+s.n
		}
	}
	if len(y) < leastPeers || all[i].n == 0 {
		return 1, false
	}
	if float64(all[i].y)*float64(N) <= float64(Y)*float64(all[i].n) {
		return 1, true // not above the others together: nothing to count out
	}
	m, tau2 := chance.SpreadEvenly(y, n, chance.ChiSquareQuantile(unsure, len(y)-1))
	if Y == 0 || Y == N {
		m, tau2 = (float64(Y)+0.5)/(float64(N)+1), 0
	}
	return chance.BetaBinomial(all[i].y, all[i].n, m, chance.Strength(m, tau2)), true
}

// othersOf is the sum over all units but one.
func othersOf(all []share, i int) (s share) {
	for j, o := range all {
		if j != i {
			s.y, s.n = s.y+o.y, s.n+o.n
		}
	}
	return s
}

// above makes the finding of a share that is judged against the peers; least is the number of
// matters below which nothing is judged.
func above(all []share, i, least int) Finding {
	f := Finding{Numerator: all[i].y, Denominator: all[i].n}
	if all[i].n > 0 {
		low, high := chance.Wilson(all[i].y, all[i].n)
		f.Low, f.High = number(low), number(high)
	}
	p, ok := beyond(all, i)
	if !ok || all[i].n < least {
		f.State = NotJudged
		return f
	}
	f.tested(p, limitP)
	return f
}
