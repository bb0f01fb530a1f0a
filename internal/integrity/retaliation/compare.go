package retaliation

import (
	"cmp"
	"slices"

	"banjie/internal/calendar"
)

// Kind of an adverse act.
type Kind string

const (
	Visit   Kind = "visit"   // inspectors were let in
	Fine    Kind = "fine"    // a fine was decided, waived ones too
	Refusal Kind = "refusal" // an application was refused or not accepted
)

// Act is one adverse act of a unit. Firm is the opaque tag of the registers, never a name.
type Act struct {
	Kind Kind
	Unit string
	Firm string
	Day  calendar.Day
}

// Counts of acts by kind.
type Counts map[Kind]int

func (c Counts) sum() (n int) {
	for _, k := range c {
		n += k
	}
	return n
}

// Own is what a firm sees of one unit: its own acts before and after the day, and those of the
// other firms of the same unit, as counts.
type Own struct {
	Unit          string
	Before, After Counts
	Watched       Watched // visits and fines alone: what the registers have of everybody
	P             float64 // of as many acts after the day or more, were there no retaliation
	Peers         int     // other firms that the unit visited or fined in the same days; 0: fewer than [LeastFirms]
	PeersBefore   int     // acts against these, 0 where Peers is 0
	PeersAfter    int
}

// Days are the calendar days that can be watched around a day: at most [Window] on either side,
// not before begun, on which the registers have their first entry, and not after today. The day
// itself counts with those after it.
func Days(day, begun, today calendar.Day) (from, until calendar.Day, w Watched) {
	from, until = max(day-Window, begun), min(day+Window-1, today)
	return from, until, Watched{DaysBefore: max(int(day-from), 0), DaysAfter: max(int(until-day)+1, 0)}
}

// Compare counts for one firm, by unit. refused are its own refused applications, which no
// register has of others: they are shown and stand in no test.
func Compare(acts, refused []Act, firm string, day, begun, today calendar.Day) []Own {
	from, until, window := Days(day, begun, today)
	units, peers := map[string]*Own{}, map[string]map[string]bool{}
	of := func(unit string) *Own {
		if units[unit] == nil {
			units[unit] = &Own{Unit: unit, Before: Counts{}, After: Counts{}, Watched: window}
			peers[unit] = map[string]bool{}
		}
		return units[unit]
	}
	for _, a := range slices.Concat(acts, refused) {
		if a.Day < from || a.Day > until || a.Firm == "" {
			continue
		}
		o := of(a.Unit)
		switch {
		case a.Firm != firm && a.Day < day:
			peers[a.Unit][a.Firm], o.PeersBefore = true, o.PeersBefore+1
		case a.Firm != firm:
			peers[a.Unit][a.Firm], o.PeersAfter = true, o.PeersAfter+1
		case a.Day < day:
			o.Before[a.Kind]++
		default:
			o.After[a.Kind]++
		}
	}
	var all []Own
	for unit, o := range units {
		if o.Before.sum()+o.After.sum() == 0 {
			continue // a unit that never acted against the firm is none of its business
		}
		o.Watched.Before, o.Watched.After = o.Before[Visit]+o.Before[Fine], o.After[Visit]+o.After[Fine]
		o.P = tail([]Watched{o.Watched}, o.Watched.After)
		if o.Peers = len(peers[unit]); o.Peers < LeastFirms {
			o.Peers, o.PeersBefore, o.PeersAfter = 0, 0, 0
		}
		all = append(all, *o)
	}
	slices.SortFunc(all, func(a, b Own) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}
