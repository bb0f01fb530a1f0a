package trace

import "slices"

// Link is one join of a path for people: what came out of what, by which event.
type Link struct {
	From  string `json:"from"`
	To    string `json:"to"`
	How   How    `json:"how"`
	Event string `json:"event"` // hash id
	Time  string `json:"time"`  // RFC 3339, UTC
}

// Back is where a thing comes from. Lists are sorted; keys are constrained canonical Digital Links.
type Back struct {
	Plots     []string `json:"plots"`
	Ancestors []string `json:"ancestors"`
	Contents  []string `json:"contents,omitempty"` // of a container, at the instant asked for
	Path      []Link   `json:"path,omitempty"`
	Cut       *Cut     `json:"cut,omitempty"` // the answer is a part of the whole
}

// Forward is where any of a thing, or of a plot's harvests, went.
type Forward struct {
	Shops       []string `json:"shops"`
	Descendants []string `json:"descendants"`
	Passed      []string `json:"passed,omitempty"` // reached, but known to send on what they get
	Harvests    []string `json:"harvests,omitempty"`
	Path        []Link   `json:"path,omitempty"`
	Cut         *Cut     `json:"cut,omitempty"`
}

// Ask is how to answer.
type Ask struct {
	At     int64 // UTC microseconds of event time; 0 for now
	Path   bool  // with the joins
	Limits Limits
	From   int64 // of a plot: harvests from this instant …
	Until  int64 // … and before this one; 0 for all
}

// PlaceKind is what the register of places says of a place.
type PlaceKind string

// Shop is the kind of places that sell to consumers; any other kind that is said is none.
const Shop PlaceKind = "shop"

// Judged is what is known of a place that was reached.
type Judged struct {
	Kind PlaceKind
	Uses map[Use]int64
	Left bool // taken out of a container there, and everything of this walk went on elsewhere
}

// SendsOn says whether a reached place is none of the shops: the register says so, or, where it
// is silent, what was captured does. In doubt a place counts as a shop, because a recall that
// phones one too many is better than one that phones one too few.
func (j Judged) SendsOn() bool {
	switch {
	case j.Kind != "":
		return j.Kind != Shop
	case j.Uses[UseSells] > 0:
		return false
	}
	out := max(j.Uses[UseSends], j.Uses[UseSource])
	return j.Left || out > 0 && out >= j.Uses[UseReceives]
}

// LeftBehind says, for places where a container was opened, whether all single things of a walk
// that reached one went on to another place. opened are the places by the event that ended a stay.
func (s Spread) LeftBehind(opened map[int64]Place) map[Place]bool {
	candidates := map[Place]bool{}
	for _, c := range s.Carried {
		if p := opened[c.Out]; p != 0 {
			candidates[p] = true
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	// Where each single thing was, by itself or in a container.
	been := map[Node][]VisitRow{}
	carriers := map[Node][]StayRow{}
	for _, c := range s.Carried {
		carriers[c.Parent] = append(carriers[c.Parent], c)
	}
	var note func(n Node, v VisitRow, depth int)
	note = func(n Node, v VisitRow, depth int) {
		been[n] = append(been[n], v)
		for _, c := range carriers[n] {
			if c.From <= v.Time && v.Time < c.To && depth < 16 {
				note(c.Child, v, depth+1)
			}
		}
	}
	for _, v := range s.Visits {
		note(v.Thing, v, 0)
	}
	for n, list := range been {
		if carriers[n] != nil {
			continue // an emptied pallet stays behind; what was on it counts
		}
		for _, v := range list {
			if candidates[v.Place] && !slices.ContainsFunc(list, func(o VisitRow) bool { return o.Place != v.Place && o.Time > v.Time }) {
				delete(candidates, v.Place)
			}
		}
	}
	return candidates
}
