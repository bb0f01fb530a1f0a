package trace

// What follows from one event by the rules. It depends on nothing but the event, so that the
// rows of an annulled event can be named again and taken away.

// Place is a location as the store numbers it; an odd number is a plot.
type Place int64

// Plot says whether the place is a plot.
func (p Place) Plot() bool { return p&1 == 1 }

// Part is a thing of an event with how much of it, as in [Portion].
type Part struct {
	Node   Node
	Amount int64
	Unit   string
}

// Record is an event as the store keeps it: its keys are numbers.
type Record struct {
	ID       int64
	Type     Type
	Action   Action
	Step     string
	Time     int64 // UTC microseconds
	Declared bool  // in error

	Parent   Node
	Things   []Part
	Children []Part
	Inputs   []Part
	Outputs  []Part
	Loss     []Part

	ReadPoint    Place
	Location     Place
	Process      Node // of a transformation id, 0 without
	Sources      []Place
	Destinations []Place
}

// Edge says that child descends from parent.
type Edge struct{ Child, Parent Node }

// Move puts a child into the event's parent or takes it out; no child: all of them.
type Move struct {
	Child Node
	Put   bool
}

// Use is what an event says of a place in general, counted to tell shops from places that send on.
type Use string

const (
	UseReceives Use = "receives" // things that came
	UseSends    Use = "sends"    // things that left by shipping, or were packed there to leave
	UseSource   Use = "source"   // things received elsewhere that name it as their source
	UseSells    Use = "sells"    // retail_selling or stocking: a shop
)

// Share is what an event adds to the balance of a thing.
type Share struct {
	Node   Node
	Family Family
	Sum    Sum
}

// Outcome is all that follows from an event.
type Outcome struct {
	Edges   []Edge
	Moves   []Move
	Visits  []Node // things that reached Location
	Origins []Node // things harvested at ReadPoint
	Uses    map[Place]map[Use]int64
	Shares  []Share
	Process Balance // of the transformation by itself; nil for other events
}

// Outcome applies the rules.
func (e *Record) Outcome() Outcome {
	var o Outcome
	if e.Declared || e.Type == Association {
		return o
	}
	switch e.Type {
	case Transformation:
		e.transform(&o)
	case Aggregation:
		e.contain(&o)
	case Object:
		if e.Action == Add && e.Step == Commissioning && e.ReadPoint.Plot() {
			o.Origins = keys(e.Things)
		}
		switch e.Action {
		case Add:
			e.share(&o, e.Things, func(n int64) Sum { return Sum{In: n} })
		case Delete:
			e.share(&o, e.Things, func(n int64) Sum { return Sum{Loss: n} })
		}
	}
	e.reach(&o)
	return o
}

func (e *Record) transform(o *Outcome) {
	in, out := keys(e.Inputs), keys(e.Outputs)
	o.Process = Balance{}
	count := func(list []Part, sum func(int64) Sum) {
		for _, p := range list {
			n, f := p.measured()
			o.Process.Add(f, sum(n), 1)
		}
	}
	count(e.Inputs, func(n int64) Sum { return Sum{In: n} })
	count(e.Outputs, func(n int64) Sum { return Sum{Out: n} })
	count(e.Loss, func(n int64) Sum { return Sum{Loss: n} })
	e.share(o, e.Inputs, func(n int64) Sum { return Sum{Out: n} })
	e.share(o, e.Outputs, func(n int64) Sum { return Sum{In: n} })
	knot := e.Process
	if knot == 0 {
		knot = Node(-e.ID)
	}
	if e.Process == 0 && (len(in) <= 1 || len(out) <= 1) {
		for _, c := range out {
			for _, p := range in {
				o.Edges = append(o.Edges, Edge{c, p})
			}
		}
		return
	}
	for _, p := range in {
		o.Edges = append(o.Edges, Edge{knot, p})
	}
	for _, c := range out {
		o.Edges = append(o.Edges, Edge{c, knot})
	}
}

func (e *Record) contain(o *Outcome) {
	if e.Parent == 0 || e.Action == Observe {
		return
	}
	for _, c := range keys(e.Children) {
		o.Moves = append(o.Moves, Move{c, e.Action == Add})
	}
	if e.Action == Delete && len(e.Children) == 0 {
		o.Moves = append(o.Moves, Move{})
	}
}

// reach notes places: rule 5, and what tells a shop from a place that sends on.
func (e *Record) reach(o *Outcome) {
	named := append(append(keys(e.Things), keys(e.Children)...), keys(e.Outputs)...)
	if e.Parent != 0 {
		named = append(named, e.Parent)
	}
	use := func(place Place, u Use, n int) {
		if place == 0 || n == 0 {
			return
		}
		if o.Uses == nil {
			o.Uses = map[Place]map[Use]int64{}
		}
		if o.Uses[place] == nil {
			o.Uses[place] = map[Use]int64{}
		}
		o.Uses[place][u] += int64(n)
	}
	from := e.Location
	if from == 0 {
		from = e.ReadPoint
	}
	switch e.Step {
	case Receiving, Stocking, RetailSelling:
		if e.Location != 0 {
			o.Visits = dedupe(named)
		}
		if e.Step == Receiving {
			use(e.Location, UseReceives, len(o.Visits))
			for _, s := range e.Sources {
				use(s, UseSource, len(named))
			}
		} else {
			use(e.Location, UseSells, len(o.Visits))
		}
	case Shipping, Departing:
		use(from, UseSends, len(named))
	default:
		if e.Type == Aggregation && e.Action == Add {
			use(from, UseSends, len(e.Children))
		}
	}
}

func (e *Record) share(o *Outcome, list []Part, sum func(int64) Sum) {
	for _, p := range list {
		n, f := p.measured()
		o.Shares = append(o.Shares, Share{p.Node, f, sum(n)})
	}
}

// keys are the nodes of a list, each once, in order.
func keys(list []Part) []Node {
	out := make([]Node, 0, len(list))
	for _, p := range list {
		out = append(out, p.Node)
	}
	return dedupe(out)
}

func dedupe(list []Node) []Node {
	if len(list) < 2 {
		return list
	}
	seen := make(map[Node]bool, len(list))
	out := list[:0]
	for _, k := range list {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}
