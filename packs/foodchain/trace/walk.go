package trace

import (
	"context"
	"math"
	"slices"
)

// Node is a thing, or a process, as the store numbers it. The low three bits of a thing are its
// kind; a process of one event only is the negative number of that event.
type Node int64

// Kind is what sort of thing the node is.
func (n Node) Kind() Kind {
	if n < 0 {
		return Process
	}
	return Kind(n & 7)
}

// Forever ends what has not ended; Now is the last instant before it.
const (
	Forever = math.MaxInt64
	Now     = Forever - 1
)

// EdgeRow says that Child descends from Parent by an event. Times are UTC microseconds.
type EdgeRow struct {
	Child, Parent Node
	Event, Time   int64
}

// StayRow says that Child was in Parent in From ≤ t < To, by the events In and Out.
type StayRow struct {
	Child, Parent     Node
	From, To, In, Out int64
}

// VisitRow says that a place was reached.
type VisitRow struct {
	Thing       Node
	Place       Place
	Time, Event int64
}

// OriginRow says that a thing was harvested on a plot.
type OriginRow struct {
	Thing       Node
	Plot        Place
	Event, Time int64
}

// Graph is what the walks read. Every list may be long; an answer has no order.
type Graph interface {
	Up(ctx context.Context, children []Node) ([]EdgeRow, error)
	Down(ctx context.Context, parents []Node) ([]EdgeRow, error)
	Inside(ctx context.Context, parents []Node, from, until int64) ([]StayRow, error) // stays that meet from … until
	Holders(ctx context.Context, children []Node) ([]StayRow, error)
	Origins(ctx context.Context, things []Node) ([]OriginRow, error)
	Visits(ctx context.Context, things []Node) ([]VisitRow, error)
}

// Limits end a walk; 0 takes the default.
type Limits struct {
	Things int // things and processes that are followed, 200,000
	Depth  int // events one after the other, 64
}

func (l Limits) orDefault() Limits {
	if l.Things <= 0 {
		l.Things = 200_000
	}
	if l.Depth <= 0 {
		l.Depth = 64
	}
	return l
}

// Cut says what a limit left out: the answer is a part of the whole.
type Cut struct {
	By    string `json:"by"`    // things or depth
	Limit int    `json:"limit"` // that was reached
	Left  int    `json:"left"`  // things that were reached and not followed further
}

// How says by what one thing joins the next on a path.
type How string

const (
	Made   How = "made"   // To came out of an event that took From in
	Inside How = "inside" // From was inside To when To was taken in, scanned or asked for
)

// Step is one join of a path, in the direction of the goods.
type Step struct {
	From, To    Node
	Event, Time int64
	How         How
}

// Walk asks a graph, as of an instant of event time: what happened later counts as not yet
// happened. What was annulled never counts, whenever that became known.
type Walk struct {
	Graph  Graph
	At     int64 // UTC microseconds; 0 for now
	Limits Limits
}

// Trail is the answer of a walk back.
type Trail struct {
	Ancestors []Node // without processes
	Contents  []Node // of the thing itself, at that instant
	Origins   []OriginRow
	Steps     []Step
	Cut       *Cut
}

// Instant is a container at a time.
type Instant struct {
	Node Node
	At   int64 // UTC microseconds
}

// Back walks from a thing to the plots.
func (w Walk) Back(ctx context.Context, start Node) (t Trail, err error) {
	w = w.ready()
	seen := map[Node]bool{start: true}
	opened := map[Instant]bool{}
	inside, steps, err := w.contents(ctx, []Instant{{start, w.At}}, opened)
	if err != nil {
		return t, err
	}
	t.Steps = steps
	level := []Node{start}
	for _, n := range inside {
		if !seen[n] {
			seen[n] = true
			t.Contents = append(t.Contents, n)
			level = append(level, n)
		}
	}
	for depth := 0; len(level) > 0; depth++ {
		if depth == w.Limits.Depth {
			t.Cut = &Cut{"depth", w.Limits.Depth, len(level)}
			break
		}
		edges, err := w.Graph.Up(ctx, level)
		if err != nil {
			return t, err
		}
		sortEdges(edges)
		var found []Node
		var scanned []Instant
		for _, e := range edges {
			if e.Time > w.At {
				continue
			}
			t.Steps = append(t.Steps, Step{e.Parent, e.Child, e.Event, e.Time, Made})
			found = append(found, e.Parent)
			if e.Parent.Kind().Holds() {
				scanned = append(scanned, Instant{e.Parent, e.Time})
			}
		}
		inside, steps, err := w.contents(ctx, scanned, opened)
		if err != nil {
			return t, err
		}
		t.Steps = append(t.Steps, steps...)
		level = level[:0]
		left := 0
		for _, n := range append(found, inside...) {
			if seen[n] {
				continue
			}
			if len(seen) >= w.Limits.Things {
				left++
				continue
			}
			seen[n] = true
			level = append(level, n)
			if n.Kind() != Process {
				t.Ancestors = append(t.Ancestors, n)
			}
		}
		if left > 0 {
			t.Cut = &Cut{"things", w.Limits.Things, left}
			break
		}
	}
	origins, err := w.Graph.Origins(ctx, nodes(seen))
	for _, o := range origins {
		if o.Time <= w.At {
			t.Origins = append(t.Origins, o)
		}
	}
	return t, err
}

func (w Walk) ready() Walk {
	w.Limits = w.Limits.orDefault()
	if w.At <= 0 {
		w.At = Now
	}
	return w
}

// contents gives what was in containers at instants, containers in containers too.
func (w Walk) contents(ctx context.Context, scanned []Instant, opened map[Instant]bool) (found []Node, steps []Step, err error) {
	for depth := 0; len(scanned) > 0 && depth < w.Limits.Depth; depth++ {
		var parents []Node
		at := map[Node][]int64{}
		from, until := int64(Forever), int64(0)
		for _, s := range scanned {
			if !s.Node.Kind().Holds() || opened[s] {
				continue
			}
			opened[s] = true
			if at[s.Node] == nil {
				parents = append(parents, s.Node)
			}
			at[s.Node] = append(at[s.Node], s.At)
			from, until = min(from, s.At), max(until, s.At)
		}
		scanned = nil
		if len(parents) == 0 {
			break
		}
		stays, err := w.Graph.Inside(ctx, parents, from, until)
		if err != nil {
			return nil, nil, err
		}
		sortStays(stays)
		for _, s := range stays {
			for _, t := range at[s.Parent] {
				if s.From <= t && t < s.To {
					found = append(found, s.Child)
					steps = append(steps, Step{s.Child, s.Parent, s.In, s.From, Inside})
					scanned = append(scanned, Instant{s.Child, t})
				}
			}
		}
	}
	return found, steps, nil
}

// Contents gives what was in a container at an instant, containers in containers too.
func (w Walk) Contents(ctx context.Context, i Instant) ([]Node, error) {
	found, _, err := w.ready().contents(ctx, []Instant{i}, map[Instant]bool{})
	return found, err
}

// Children gives what came out of things by one event each, or out of containers that held them.
func (w Walk) Children(ctx context.Context, things []Node) ([]Node, error) {
	f := &forward{Walk: w.ready(), seen: map[Node]bool{}, spans: map[Node][]span{}}
	f.Limits.Things = math.MaxInt
	fresh, err := f.enclose(ctx, things)
	if err != nil {
		return nil, err
	}
	found, _, err := f.next(ctx, things, fresh)
	return found, err
}

// Spread is the answer of a walk forward.
type Spread struct {
	Descendants []Node // without processes and without the starts
	Visits      []VisitRow
	Steps       []Step
	Carried     []StayRow // the containers they were in, each for the time that counts
	Cut         *Cut
}

// span is a time in which a container held something that counts; out ended it.
type span struct{ from, to, out int64 }

func (s span) covers(t, event int64) bool {
	return s.from <= t && t < s.to || t == s.to && event == s.out
}

// forward is the state of a walk forward.
type forward struct {
	Walk
	seen  map[Node]bool
	spans map[Node][]span
	got   Spread
}

// Forward walks from things to all that has any of them, and to the places it reached.
func (w Walk) Forward(ctx context.Context, starts []Node) (Spread, error) {
	f := &forward{Walk: w.ready(), seen: map[Node]bool{}, spans: map[Node][]span{}}
	var level []Node
	for _, n := range starts {
		if !f.seen[n] {
			f.seen[n] = true
			level = append(level, n)
		}
	}
	for depth := 0; len(level) > 0; depth++ {
		fresh, err := f.enclose(ctx, level)
		if err != nil {
			return f.got, err
		}
		if depth == f.Limits.Depth {
			// What was reached is also looked for in shops; only its own descendants are cut.
			f.got.Cut = &Cut{"depth", f.Limits.Depth, len(level)}
			break
		}
		left := 0
		if level, left, err = f.next(ctx, level, fresh); err != nil {
			return f.got, err
		}
		if left > 0 {
			if _, err := f.enclose(ctx, level); err != nil {
				return f.got, err
			}
			f.got.Cut = &Cut{"things", f.Limits.Things, left + len(level)}
			break
		}
	}
	return f.got, f.visits(ctx)
}

// next gives what came out of things, and of containers while they held them.
func (f *forward) next(ctx context.Context, level []Node, fresh map[Node][]span) (found []Node, left int, err error) {
	ask := slices.Clone(level)
	whole := map[Node]bool{}
	for _, n := range level {
		whole[n] = true
	}
	for n := range fresh {
		if !whole[n] {
			ask = append(ask, n)
		}
	}
	edges, err := f.Graph.Down(ctx, ask)
	if err != nil {
		return nil, 0, err
	}
	sortEdges(edges)
	for _, e := range edges {
		if e.Time > f.At || !whole[e.Parent] && !slices.ContainsFunc(fresh[e.Parent], func(s span) bool { return s.from <= e.Time && e.Time < s.to }) {
			continue
		}
		f.got.Steps = append(f.got.Steps, Step{e.Parent, e.Child, e.Event, e.Time, Made})
		if f.seen[e.Child] {
			continue
		}
		if len(f.seen) >= f.Limits.Things {
			left++
			continue
		}
		f.seen[e.Child] = true
		found = append(found, e.Child)
		if e.Child.Kind() != Process {
			f.got.Descendants = append(f.got.Descendants, e.Child)
		}
	}
	return found, left, nil
}

// enclose finds the containers of things, and the containers of those, with the time in which
// each held any of them.
func (f *forward) enclose(ctx context.Context, things []Node) (fresh map[Node][]span, err error) {
	fresh = map[Node][]span{}
	inner := map[Node][]span{}
	for _, n := range things {
		if n.Kind() != Process {
			inner[n] = []span{{0, Forever, 0}}
		}
	}
	for depth := 0; len(inner) > 0 && depth < f.Limits.Depth; depth++ {
		stays, err := f.Graph.Holders(ctx, nodes(inner))
		if err != nil {
			return nil, err
		}
		sortStays(stays)
		outer := map[Node][]span{}
		for _, s := range stays {
			if s.From > f.At {
				continue
			}
			for _, in := range inner[s.Child] {
				sp := span{max(s.From, in.from), min(s.To, in.to), s.Out}
				if in.to < s.To {
					sp.out = in.out
				}
				if sp.from >= sp.to || slices.ContainsFunc(f.spans[s.Parent], func(was span) bool {
					return was.from <= sp.from && sp.to <= was.to && (was.to > sp.to || was.out == sp.out)
				}) {
					continue
				}
				f.spans[s.Parent] = append(f.spans[s.Parent], sp)
				outer[s.Parent] = append(outer[s.Parent], sp)
				fresh[s.Parent] = append(fresh[s.Parent], sp)
				f.got.Steps = append(f.got.Steps, Step{s.Child, s.Parent, s.In, s.From, Inside})
				f.got.Carried = append(f.got.Carried, StayRow{s.Child, s.Parent, sp.from, sp.to, s.In, s.Out})
			}
		}
		inner = outer
	}
	return fresh, nil
}

func (f *forward) visits(ctx context.Context) error {
	ask := nodes(f.seen)
	for n := range f.spans {
		if !f.seen[n] {
			ask = append(ask, n)
		}
	}
	rows, err := f.Graph.Visits(ctx, slices.DeleteFunc(ask, func(n Node) bool { return n.Kind() == Process }))
	for _, v := range rows {
		if v.Time > f.At || !f.seen[v.Thing] && !slices.ContainsFunc(f.spans[v.Thing], func(s span) bool { return s.covers(v.Time, v.Event) }) {
			continue
		}
		f.got.Visits = append(f.got.Visits, v)
	}
	return err
}

// nodes gives the keys of a map in order, so that a list reads its pages once.
func nodes[V any](m map[Node]V) []Node {
	out := make([]Node, 0, len(m))
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
