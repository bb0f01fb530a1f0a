package tracestore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// Reach walks forward as readers see the graph.
func (s *Store) Reach(ctx context.Context, start trace.Start, limits trace.Limits) (*trace.Reach, error) {
	return reach(ctx, s.graph(ctx), start, limits)
}

// ReachWithin walks forward as the writer's transaction sees the graph.
func (s *Store) ReachWithin(tx *sqldb.Tx, start trace.Start, limits trace.Limits) (*trace.Reach, error) {
	return reach(background, graph{tx, tx.Engine}, start, limits)
}

func reach(ctx context.Context, g graph, start trace.Start, limits trace.Limits) (*trace.Reach, error) {
	r := &trace.Reach{}
	rows, err := g.Query("select next_event from trace_state where id = 1")
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	if err := drain(rows, func(rows *sql.Rows) error { return rows.Scan(&r.AsOf) }); err != nil {
		return nil, err
	}
	known := map[string]trace.Node{}
	keys := make([]string, len(start.Things))
	for i, k := range start.Things {
		keys[i] = Stored(k)
	}
	err = each(g, g.engine, "select id, key from trace_thing where key @", keys, func(rows *sql.Rows) error {
		var id int64
		var key string
		err := rows.Scan(&id, &key)
		known[key] = trace.Node(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if n, ok := known[k]; ok {
			r.Starts = append(r.Starts, n)
		} else {
			r.Unknown = append(r.Unknown, Long(k))
		}
	}
	for _, p := range start.Plots {
		list, found, err := harvestsOf(g, p)
		if err != nil {
			return nil, err
		}
		if !found {
			r.Unknown = append(r.Unknown, p.Plot)
		}
		r.Starts = append(r.Starts, list...)
	}
	slices.Sort(r.Starts)
	r.Starts = slices.Compact(r.Starts)
	spread, err := trace.Walk{Graph: g, Limits: limits}.Forward(ctx, r.Starts)
	if err != nil {
		return nil, err
	}
	r.Things = append(slices.Clone(r.Starts), spread.Descendants...)
	slices.Sort(r.Things)
	r.Things = slices.Compact(r.Things)
	r.Carried, r.Visits, r.Cut = spread.Carried, spread.Visits, spread.Cut
	for _, st := range spread.Steps {
		if st.To.Kind() == trace.Process && st.To > 0 {
			r.Knots = append(r.Knots, st.To)
		}
	}
	return r, nil
}

// harvestsOf gives what was harvested on a plot in a time; found says that the plot is known.
func harvestsOf(g graph, p trace.PlotTime) (list []trace.Node, found bool, err error) {
	var plot int64
	err = each(g, g.engine, "select id from trace_place where key @", []string{Stored(p.Plot)}, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&plot)
	})
	if err != nil || !found {
		return nil, found, err
	}
	until := p.Until
	if until == 0 {
		until = math.MaxInt64
	}
	err = each(g, g.engine, "select distinct thing from trace_origin where t >= ? and t < ? and plot @", []int64{plot}, func(rows *sql.Rows) error {
		var n trace.Node
		err := rows.Scan(&n)
		list = append(list, n)
		return err
	}, p.From, until)
	return list, true, err
}

// Touched reads what the events with these numbers may change of walks forward: edges, stays and
// harvests, and those of the events they declare wrong. Plain movements change nothing.
func (s *Store) Touched(tx *sqldb.Tx, first, last int64) (t trace.Touched, err error) {
	var names []string
	var hashes [][]byte
	var plots []int64
	note := func(e *stored) {
		if e.Declared {
			if h, ok := hashName(e.name()); ok {
				hashes = append(hashes, h[:])
			} else {
				names = append(names, e.name())
			}
		}
		harvest := e.Type == trace.Object && e.Action == trace.Add && e.Step == trace.Commissioning && e.ReadPoint.Plot()
		if !harvest && e.Type != trace.Transformation && e.Type != trace.Aggregation {
			return
		}
		for _, p := range e.parts {
			if p.role < roleLoss {
				t.Nodes = append(t.Nodes, trace.Node(p.id))
			}
		}
		if e.Process != 0 {
			t.Nodes = append(t.Nodes, e.Process)
		}
		if harvest {
			plots = append(plots, int64(e.ReadPoint))
		}
	}
	read := func(rows *sql.Rows) error {
		e, err := scanStored(rows)
		if err == nil {
			note(e)
		}
		return err
	}
	rows, err := tx.Query("select "+storedCols+" from trace_event where id >= ? and id <= ?", first, last)
	if err != nil {
		return t, fmt.Errorf("tracestore: %w", err)
	}
	if err := drain(rows, read); err != nil {
		return t, err
	}
	byName, byHash := names, hashes // reading these adds none: they are no declarations
	if err := each(tx, tx.Engine, "select "+storedCols+" from trace_event where declared = 0 and event_id <> '' and event_id @", byName, read); err != nil {
		return t, err
	}
	if err := each(tx, tx.Engine, "select "+storedCols+" from trace_event where declared = 0 and hash @", byHash, read); err != nil {
		return t, err
	}
	slices.Sort(t.Nodes)
	t.Nodes = slices.Compact(t.Nodes)
	slices.Sort(plots)
	err = each(tx, tx.Engine, "select key from trace_place where id @", slices.Compact(plots), func(rows *sql.Rows) error {
		var k string
		err := rows.Scan(&k)
		t.Plots = append(t.Plots, Long(k))
		return err
	})
	return t, err
}

// Numbers gives the numbers of keys that are known.
func (s *Store) Numbers(ctx context.Context, keys []string) (map[string]trace.Node, error) {
	return numbersOf(reader{ctx, s.db}, s.db.Engine, keys)
}

func numbersOf(a asker, engine sqldb.Engine, keys []string) (map[string]trace.Node, error) {
	bare := make([]string, len(keys))
	for i, k := range keys {
		bare[i] = Stored(k)
	}
	out := map[string]trace.Node{}
	err := each(a, engine, "select id, key from trace_thing where key @", bare, func(rows *sql.Rows) error {
		var id int64
		var key string
		err := rows.Scan(&id, &key)
		out[Long(key)] = trace.Node(id)
		return err
	})
	return out, err
}

// NumbersWithin is [Store.Numbers] as the writer's transaction sees it.
func (s *Store) NumbersWithin(tx *sqldb.Tx, keys []string) (map[string]trace.Node, error) {
	return numbersOf(tx, tx.Engine, keys)
}

// Next is the number of the event that will be captured next, within the writer's transaction.
func (s *Store) Next(tx *sqldb.Tx) (next int64, err error) {
	err = tx.QueryRow("select next_event from trace_state where id = 1").Scan(&next)
	return next, err
}

// Shops gives the keys of the shops a reach came to.
func (s *Store) Shops(ctx context.Context, r *trace.Reach) ([]string, error) {
	shops, _, err := s.judge(ctx, &trace.Spread{Visits: r.Visits, Carried: r.Carried})
	if err != nil {
		return nil, err
	}
	return s.placeKeys(ctx, shops)
}

// Keys gives the keys of things, sorted.
func (s *Store) Keys(ctx context.Context, list []trace.Node) ([]string, error) {
	return s.thingKeys(ctx, list)
}

// KeyOf gives the key of each thing.
func (s *Store) KeyOf(ctx context.Context, list []trace.Node) (map[trace.Node]string, error) {
	names, err := s.names(ctx, "select id, key from trace_thing where id @", ints(list))
	out := make(map[trace.Node]string, len(names))
	for id, k := range names {
		out[trace.Node(id)] = k
	}
	return out, err
}

// Holding gives what a container holds now, in containers too.
func (s *Store) Holding(ctx context.Context, container trace.Node) ([]trace.Node, error) {
	return trace.Walk{Graph: s.graph(ctx)}.Contents(ctx, trace.Instant{Node: container, At: trace.Now})
}

// Descends says whether a thing comes from any of a start, by a walk back. sure is false where the
// walk was cut, so that it may.
func (s *Store) Descends(ctx context.Context, n trace.Node, start trace.Start) (does, sure bool, err error) {
	trail, err := trace.Walk{Graph: s.graph(ctx)}.Back(ctx, n)
	if err != nil {
		return false, false, err
	}
	numbers, err := s.Numbers(ctx, start.Things)
	if err != nil {
		return false, false, err
	}
	above := append(append([]trace.Node{n}, trail.Ancestors...), trail.Contents...)
	for _, from := range numbers {
		if slices.Contains(above, from) {
			return true, true, nil
		}
	}
	if len(start.Plots) > 0 && len(trail.Origins) > 0 {
		g := s.graph(ctx)
		for _, p := range start.Plots {
			list, _, err := harvestsOf(g, p)
			if err != nil {
				return false, false, err
			}
			for _, o := range trail.Origins {
				if slices.Contains(list, o.Thing) {
					return true, true, nil
				}
			}
		}
	}
	return false, trail.Cut == nil, nil
}

// Carriers gives the containers that a thing was in, and the containers of those, each for the time
// the thing was there.
func (s *Store) Carriers(ctx context.Context, n trace.Node) ([]trace.StayRow, error) {
	return carriers(ctx, s.graph(ctx), n)
}

// CarriersWithin is [Store.Carriers] as the writer's transaction sees it.
func (s *Store) CarriersWithin(tx *sqldb.Tx, n trace.Node) ([]trace.StayRow, error) {
	return carriers(background, graph{tx, tx.Engine}, n)
}

func carriers(ctx context.Context, g graph, n trace.Node) (all []trace.StayRow, err error) {
	inner := []trace.StayRow{{Parent: n, From: 0, To: trace.Forever}}
	seen := map[trace.StayRow]bool{}
	for depth := 0; len(inner) > 0 && depth < nesting; depth++ {
		var outer []trace.StayRow
		for _, in := range inner {
			stays, err := g.Holders(ctx, []trace.Node{in.Parent})
			if err != nil {
				return nil, err
			}
			for _, o := range stays {
				o.From, o.To = max(o.From, in.From), min(o.To, in.To)
				if o.From < o.To && !seen[o] {
					seen[o] = true
					outer = append(outer, o)
				}
			}
		}
		all, inner = append(all, outer...), outer
	}
	return all, nil
}

// EverHeld gives what was ever put into a container, containers in containers not opened.
func (s *Store) EverHeld(ctx context.Context, n trace.Node) ([]trace.Node, error) {
	return everHeld(ctx, s.graph(ctx), n)
}

// EverHeldWithin is [Store.EverHeld] as the writer's transaction sees it.
func (s *Store) EverHeldWithin(tx *sqldb.Tx, n trace.Node) ([]trace.Node, error) {
	return everHeld(background, graph{tx, tx.Engine}, n)
}

func everHeld(ctx context.Context, g graph, n trace.Node) (all []trace.Node, err error) {
	stays, err := g.Inside(ctx, []trace.Node{n}, 0, trace.Now)
	for _, st := range stays {
		all = append(all, st.Child)
	}
	slices.Sort(all)
	return slices.Compact(all), err
}

// KeysWithin gives the keys of things as the writer's transaction sees them.
func (s *Store) KeysWithin(tx *sqldb.Tx, list []trace.Node) (map[trace.Node]string, error) {
	out := map[trace.Node]string{}
	err := each(tx, tx.Engine, "select id, key from trace_thing where id @", ints(list), func(r *sql.Rows) error {
		var id int64
		var k string
		err := r.Scan(&id, &k)
		out[trace.Node(id)] = Long(k)
		return err
	})
	return out, err
}
