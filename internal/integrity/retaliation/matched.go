package retaliation

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/integrity/chance"
)

// Mark is a firm that takes part in the watch, with the day it filed.
type Mark struct {
	Firm string
	Unit string
	Day  calendar.Day
}

// PeersEach is how many matched firms stand beside one that takes part, at most.
const PeersEach = 5

// Group is what the registers say of one unit: of the firms that take part, and of others like
// them before the day.
type Group struct {
	Unit  string
	Firms []Watched
	Pairs []Pair // of those for which a like firm was found
}

// Pair is a firm that takes part and the matched firms beside it: acts from the day on.
type Pair struct {
	After, Peers, PeersAfter int
}

// Beside is the comparison with matched firms.
type Beside struct {
	Firms      int     `json:"firms"` // that have one
	After      int     `json:"after"`
	Peers      int     `json:"peers"`
	PeersAfter int     `json:"peers_after"`
	P          float64 `json:"p"` // of as many acts against those who take part or more, were they treated like their peers
}

// Compare sums the pairs up. Were firms of one past treated alike, each act from the day on would
// fall on the one that takes part with probability 1/(1+peers): the test is exact and one-sided.
// ok is false where fewer than [LeastFirms] stand on either side: nothing is said then.
func (g Group) Compare() (b Beside, ok bool) {
	dist := []float64{1}
	for _, p := range g.Pairs {
		b.Firms, b.After, b.Peers, b.PeersAfter = b.Firms+1, b.After+p.After, b.Peers+p.Peers, b.PeersAfter+p.PeersAfter
		for range p.After + p.PeersAfter {
			dist = oneMore(dist, 1/float64(1+p.Peers))
		}
	}
	if b.Firms < LeastFirms || b.Peers < LeastFirms {
		return Beside{}, false
	}
	for k := b.After; k < len(dist); k++ {
		b.P += dist[k]
	}
	b.P = min(b.P, 1)
	return b, true
}

// known are the days of acts of one firm.
type known struct {
	unit  []calendar.Day // by the unit that is looked at
	other []calendar.Day // by any other unit
}

// Groups counts for every unit. Of a firm that filed more than once about a unit the first day
// counts. A matched firm is one that does not take part anywhere, had as many acts of the unit in
// the days before (from three on: three or more) and was known to the registers in them; each
// stands beside one firm at most, picked by a hash so that neither size nor name decides.
func Groups(acts []Act, marks []Mark, units []string, begun, today calendar.Day) []Group {
	taking := map[string]bool{}
	first := map[string]map[string]Mark{} // by unit and firm
	for _, m := range marks {
		taking[m.Firm] = true
		if first[m.Unit] == nil {
			first[m.Unit] = map[string]Mark{}
		}
		if old, ok := first[m.Unit][m.Firm]; !ok || m.Day < old.Day {
			first[m.Unit][m.Firm] = m
		}
	}
	all := make([]Group, 0, len(units))
	for _, unit := range units {
		of := map[string]*known{}
		for _, a := range acts {
			if a.Firm == "" {
				continue
			}
			k := of[a.Firm]
			if k == nil {
				k = &known{}
				of[a.Firm] = k
			}
			if a.Unit == unit {
				k.unit = append(k.unit, a.Day)
			} else {
				k.other = append(k.other, a.Day)
			}
		}
		g := Group{Unit: unit}
		var mine []Mark
		for _, m := range first[unit] {
			mine = append(mine, m)
		}
		slices.SortFunc(mine, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Firm, b.Firm)) })
		var others []string
		for firm := range of {
			if !taking[firm] {
				others = append(others, firm)
			}
		}
		slices.SortFunc(others, func(a, b string) int { return cmp.Or(cmp.Compare(mix(a), mix(b)), cmp.Compare(a, b)) })
		used := map[string]bool{}
		for _, m := range mine {
			w := watch(of[m.Firm], m.Day, begun, today)
			g.Firms = append(g.Firms, w)
			beside := Pair{After: w.After}
			for _, firm := range others {
				if beside.Peers == PeersEach {
					break
				}
				if used[firm] || !of[firm].before(m.Day, begun) {
					continue
				}
				if p := watch(of[firm], m.Day, begun, today); min(p.Before, 3) == min(w.Before, 3) {
					used[firm] = true
					beside.Peers, beside.PeersAfter = beside.Peers+1, beside.PeersAfter+p.After
				}
			}
			if beside.Peers > 0 && w.DaysBefore > 0 && w.DaysAfter > 0 {
				g.Pairs = append(g.Pairs, beside)
			}
		}
		all = append(all, g)
	}
	return all
}

func mix(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// watch counts the unit's acts around a day.
func watch(k *known, day, begun, today calendar.Day) Watched {
	from, until, w := Days(day, begun, today)
	if k == nil {
		return w
	}
	for _, d := range k.unit {
		switch {
		case d < from || d > until:
		case d < day:
			w.Before++
		default:
			w.After++
		}
	}
	return w
}

// before says whether any unit acted against the firm in the days watched before the day.
func (k *known) before(day, begun calendar.Day) bool {
	from := max(day-Window, begun)
	in := func(d calendar.Day) bool { return d >= from && d < day }
	return slices.ContainsFunc(k.unit, in) || slices.ContainsFunc(k.other, in)
}

// Power is the probability that the test sees these firms, were acts after filing so many times
// as frequent as before: acts are taken as Poisson at the rate before filing. 0 where there were
// no acts before, because nothing is known of the rate then.
func Power(firms []Watched, factor float64) float64 {
	before, t0, t1 := 0, 0, 0
	for _, f := range firms {
		if f.DaysBefore > 0 && f.DaysAfter > 0 {
			before, t0, t1 = before+f.Before, t0+f.DaysBefore, t1+f.DaysAfter
		}
	}
	if before == 0 {
		return 0
	}
	rate := float64(before) / float64(t0)
	mean0, mean1 := rate*float64(t0), rate*factor*float64(t1)
	share := float64(t1) / float64(t0+t1)
	seen, mean := 0.0, mean0+mean1
	most := int(mean + 12*math.Sqrt(mean) + 12)
	least := 0 // acts after filing from which on the test gives an alarm: it never falls as n grows
	for n := 1; n <= most; n++ {
		p := chance.Poisson(n, mean) - chance.Poisson(n+1, mean)
		for least <= n && chance.Binomial(least, n, share) >= Limit {
			least++
		}
		if least <= n && p > 1e-12 {
			seen += p * chance.Binomial(least, n, mean1/mean)
		}
	}
	return min(max(seen, 0), 1)
}
