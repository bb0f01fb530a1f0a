package trace

import "slices"

// Start is where a recall begins: things, and what was harvested on plots in a time.
type Start struct {
	Things []string   `json:"things,omitempty"`
	Plots  []PlotTime `json:"plots,omitempty"`
}

// PlotTime is a plot with a time, UTC microseconds; Until excluded, 0 for open.
type PlotTime struct {
	Plot  string `json:"plot"`
	From  int64  `json:"from,omitempty"`
	Until int64  `json:"until,omitempty"`
}

// Reach is what has any of a start, as the store numbers it.
type Reach struct {
	Starts  []Node   // that anything was captured of
	Unknown []string // keys of which nothing was captured
	Things  []Node   // the starts and all their descendants, sorted
	Carried []StayRow
	Visits  []VisitRow
	Knots   []Node // processes that pool events
	Cut     *Cut
	AsOf    int64 // number of the event that will be captured next; later ones are not in it
}

// Carriers are the containers that held any of it at some time, and the processes that pool
// events: by them later events may join it.
func (r *Reach) Carriers() []Node {
	all := slices.Clone(r.Knots)
	for _, c := range r.Carried {
		all = append(all, c.Parent)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(n Node) bool { _, is := slices.BinarySearch(r.Things, n); return is })
}

// Stock is what is at a place of some things, in millionths of the base unit of each family.
type Stock struct {
	Place   string // key; "" on the way
	Held    map[Family]int64
	Sold    map[Family]int64 // to consumers, there
	Unsaid  bool             // some is there of which nobody said how much
	Things  int              // different things held
	Arrived int64            // the first of them, UTC microseconds
}

// Touched is what events may change of walks forward.
type Touched struct {
	Nodes []Node   // things, containers and processes that they name
	Plots []string // on which they say that something was harvested
}
