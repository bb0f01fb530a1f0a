// Package retaliation asks whether firms that complained were visited, fined or refused more
// often afterwards.
//
//	counts of each firm that opted in (before, after, days) ─▶ Judge ─▶ too few │ quiet │ look
//	                                    matched firms that did not ─▶ Against ─▶ p beside it
//
// It reads counts and nothing else: no list of reporters exists to make them from. The firm
// counts itself, or two custodians together count in the offline program; what leaves either
// is these numbers. Under no retaliation the acts after filing are a share of all acts by
// the days watched; the test is exact and one-sided. Nobody is accused by it: firms complain
// when visits are frequent, so that matched firms stand beside every answer.
//
// The window, the least number of firms and the limit are those of the design
// (supervision, retaliation watch); they are rules of the house.
package retaliation

import "banjie/internal/integrity/chance"

// Rules of the watch.
const (
	Window     = 180  // calendar days before and after filing, at most
	LeastFirms = 5    // below it nothing is said, so that no answer is about one firm
	Limit      = 0.01 // one-sided
)

// Watched is one firm: adverse acts of a unit against it before and after a day, and the
// calendar days watched on either side.
type Watched struct {
	Before, After         int
	DaysBefore, DaysAfter int
}

// State of an answer.
type State string

const (
	TooFew State = "too_few" // firms or acts
	Quiet  State = "quiet"
	Look   State = "look" // a reason to look, never a verdict
)

// Answer is what the watch says of a unit.
type Answer struct {
	State       State   `json:"state"`
	Firms       int     `json:"firms"`
	Before      int     `json:"before"`
	After       int     `json:"after"`
	P           float64 `json:"p"`            // of as many acts after filing or more, were there no retaliation
	PeersP      float64 `json:"peers_p"`      // against matched firms; 1 where there are none
	PeersBefore int     `json:"peers_before"` // acts against these
	PeersAfter  int     `json:"peers_after"`
}

// Judge tests the firms of one unit. Firms that were not watched on both sides do not count.
func Judge(firms, peers []Watched) Answer {
	a := Answer{State: TooFew, P: 1, PeersP: 1}
	for _, f := range firms {
		if f.DaysBefore <= 0 || f.DaysAfter <= 0 {
			continue
		}
		a.Firms, a.Before, a.After = a.Firms+1, a.Before+f.Before, a.After+f.After
	}
	for _, f := range peers {
		if f.DaysBefore > 0 && f.DaysAfter > 0 {
			a.PeersBefore, a.PeersAfter = a.PeersBefore+f.Before, a.PeersAfter+f.After
		}
	}
	if a.Firms < LeastFirms {
		return Answer{State: TooFew, Firms: a.Firms, P: 1, PeersP: 1} // not even the counts: they would be about few
	}
	a.P = tail(firms, a.After)
	if n, m := a.Before+a.After, a.PeersBefore+a.PeersAfter; n > 0 && m > 0 {
		a.PeersP = chance.Fisher(a.After, n, a.PeersAfter, m)
	}
	a.State = Quiet
	if a.P < Limit {
		a.State = Look
	}
	return a
}

// tail is the probability of so many acts after filing or more, given each firm's acts, were there
// no retaliation. Firms that were not watched on both sides do not count.
func tail(firms []Watched, after int) float64 {
	dist := []float64{1} // of the sum of acts after filing
	for _, f := range firms {
		if f.DaysBefore <= 0 || f.DaysAfter <= 0 {
			continue
		}
		p := float64(f.DaysAfter) / float64(f.DaysBefore+f.DaysAfter)
		for range f.Before + f.After {
			dist = oneMore(dist, p)
		}
	}
	sum := 0.0
	for k := after; k < len(dist); k++ {
		sum += dist[k]
	}
	return min(sum, 1)
}

// oneMore is the distribution of a sum with one more act, which falls after filing with
// probability p.
func oneMore(dist []float64, p float64) []float64 {
	next := make([]float64, len(dist)+1)
	for k, v := range dist {
		next[k] += v * (1 - p)
		next[k+1] += v * p
	}
	return next
}
