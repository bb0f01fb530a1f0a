package tracestore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"banjie/internal/fault"
	"banjie/packs/foodchain/trace"
)

// Bounds of a journey: what a telephone shows, at a cost that does not grow with the archive.
const (
	journeyLevel    = 48  // things of one step back
	journeyDepth    = 12  // steps back
	journeyThings   = 160 // in all
	journeyStations = 240 // events read
	journeyNested   = 4   // containers in containers
)

// passage is the time in which events of a node belong to a journey; until is excluded.
type passage struct {
	from, until int64
	depth       int
}

// journey is the state of one walk.
type journey struct {
	ctx  context.Context
	s    *Store
	a    asker
	span map[trace.Node][]passage
	all  []trace.Node // in the order in which they were found
	cut  bool
}

// Journey follows a thing back within bounds. The error is a fault where nothing was captured of it.
func (s *Store) Journey(ctx context.Context, key string) (*trace.Journey, error) {
	start, err := s.thing(ctx, key)
	if err != nil {
		return nil, err
	}
	j := &journey{ctx: ctx, s: s, a: reader{ctx, s.db}, span: map[trace.Node][]passage{}}
	j.add(start, passage{0, trace.Forever, 0})
	if err := j.walk(start); err != nil {
		return nil, err
	}
	got := &trace.Journey{Things: len(j.all) - 1, Cut: j.cut}
	if got.Stations, err = j.stations(); err != nil {
		return nil, err
	}
	got.Plots, got.Whole, err = j.plots(key, start)
	return got, err
}

// add notes a node; false where there is no room for it.
func (j *journey) add(n trace.Node, p passage) bool {
	if j.span[n] == nil {
		if len(j.all) >= journeyThings {
			j.cut = true
			return false
		}
		j.all = append(j.all, n)
	}
	j.span[n] = append(j.span[n], p)
	return true
}

// walk goes back from what a thing is made of to what that is made of, with what carried each.
func (j *journey) walk(start trace.Node) error {
	level := []trace.Node{start}
	if start.Kind().Holds() {
		inside, err := j.inside(start)
		if err != nil {
			return err
		}
		level = append(level, inside...)
	}
	seen := map[trace.Node]bool{}
	for _, n := range level {
		seen[n] = true
	}
	for depth := 0; len(level) > 0 && depth < journeyDepth; depth++ {
		if err := j.carried(level, depth); err != nil {
			return err
		}
		edges, err := j.parents(level)
		if err != nil {
			return err
		}
		var next []trace.Node
		for _, e := range edges {
			if seen[e.Parent] || !j.add(e.Parent, passage{0, e.Time + 1, depth + 1}) {
				continue
			}
			seen[e.Parent] = true
			next = append(next, e.Parent)
			if len(next) == journeyLevel {
				j.cut = true
				break
			}
		}
		level = next
	}
	j.cut = j.cut || len(level) > 0
	return nil
}

// inside gives what a container holds now.
func (j *journey) inside(container trace.Node) (found []trace.Node, err error) {
	level := []trace.Node{container}
	for depth := 0; len(level) > 0 && depth < journeyNested; depth++ {
		stays, err := j.stays("select child, parent, t_from, t_to, event_in, event_out from trace_stay where t_to = ? and parent @ order by parent, t_from limit ?", level, trace.Forever)
		if err != nil {
			return nil, err
		}
		level = level[:0]
		for _, st := range stays {
			if j.span[st.Child] == nil && j.add(st.Child, passage{0, trace.Forever, 0}) {
				found, level = append(found, st.Child), append(level, st.Child)
			}
		}
	}
	return found, nil
}

// carried notes the containers that things were in, for that time.
func (j *journey) carried(things []trace.Node, depth int) error {
	for range journeyNested {
		stays, err := j.stays("select child, parent, t_from, t_to, event_in, event_out from trace_stay where t_from >= ? and child @ order by child, t_from limit ?", things, 0)
		if err != nil {
			return err
		}
		var outer []trace.Node
		for _, st := range stays {
			for _, p := range j.span[st.Child] {
				from, until := max(p.from, st.From), min(p.until, st.To)
				if until == st.To && st.To != trace.Forever {
					until++ // the event that ended the stay belongs to it
				}
				if from >= until || slices.ContainsFunc(j.span[st.Parent], func(q passage) bool { return q.from <= from && until <= q.until }) {
					continue
				}
				if j.add(st.Parent, passage{from, until, depth}) {
					outer = append(outer, st.Parent)
				}
				break
			}
		}
		if things = outer; len(things) == 0 {
			return nil
		}
	}
	return nil
}

func (j *journey) stays(q string, things []trace.Node, bound int64) (out []trace.StayRow, err error) {
	err = j.some(q, things, 2*journeyLevel, scanStay(&out), bound)
	return out, err
}

// some reads at most so many rows; it notes where there are more.
func (j *journey) some(q string, things []trace.Node, most int, scan func(*sql.Rows) error, args ...any) error {
	n := 0
	err := each(j.a, j.s.db.Engine, q[:len(q)-len("limit ?")]+fmt.Sprintf("limit %d", most), ints(things), func(r *sql.Rows) error {
		n++
		return scan(r)
	}, args...)
	j.cut = j.cut || n >= most
	return err
}

func (j *journey) parents(children []trace.Node) (out []trace.EdgeRow, err error) {
	err = j.some("select child, parent, event, t from trace_edge where child @ order by child, parent, event limit ?", children, 2*journeyLevel, func(r *sql.Rows) error {
		var e trace.EdgeRow
		err := r.Scan(&e.Child, &e.Parent, &e.Event, &e.Time)
		out = append(out, e)
		return err
	})
	slices.SortFunc(out, func(a, b trace.EdgeRow) int { return int(min(max(b.Time-a.Time, -1), 1)) })
	return out, err
}

// stations reads the events of all that was found.
func (j *journey) stations() ([]trace.Station, error) {
	things := slices.DeleteFunc(slices.Clone(j.all), func(n trace.Node) bool { return n.Kind() == trace.Process })
	depth := map[int64]int{}
	var events []int64
	err := j.some("select thing, t, event from trace_event_thing where thing @ order by thing, t limit ?", things, journeyStations, func(r *sql.Rows) error {
		var n trace.Node
		var t, event int64
		if err := r.Scan(&n, &t, &event); err != nil {
			return err
		}
		for _, p := range j.span[n] {
			if t < p.from || t >= p.until {
				continue
			}
			if was, ok := depth[event]; !ok {
				events, depth[event] = append(events, event), p.depth
			} else {
				depth[event] = min(was, p.depth)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return j.words(events, depth)
}

// words reads what events say.
func (j *journey) words(events []int64, depth map[int64]int) ([]trace.Station, error) {
	var out []trace.Station
	slices.Sort(events)
	err := each(j.a, j.s.db.Engine, `select e.id, e.hash, e.t, e.zone, e.type, e.action, e.step, e.annulled_by, e.read_point, coalesce(p.key, ''), coalesce(q.key, '')
		from trace_event e left join trace_place p on p.id = case when e.location <> 0 then e.location else e.read_point end left join trace_place q on q.id = e.read_point where e.twin_of = 0 and e.id @`, events, func(r *sql.Rows) error {
		var st trace.Station
		var hash []byte
		var annulled int64
		var at trace.Place
		var from string
		if err := r.Scan(&st.Number, &hash, &st.Time, &st.Zone, &st.Type, &st.Action, &st.Step, &annulled, &at, &st.Place, &from); err != nil {
			return err
		}
		copy(st.Hash[:], hash)
		st.Annulled, st.Depth = annulled != 0, depth[st.Number]
		if st.Place != "" {
			st.Place = Long(st.Place)
		}
		if at.Plot() {
			st.Plot = Long(from)
		}
		out = append(out, st)
		return nil
	})
	slices.SortFunc(out, func(a, b trace.Station) int {
		if a.Time != b.Time {
			return int(min(max(a.Time-b.Time, -1), 1))
		}
		return int(min(max(a.Number-b.Number, -1), 1))
	})
	return out, err
}

// plots are those kept at capture; a container's are those of what it holds.
func (j *journey) plots(key string, start trace.Node) ([]string, bool, error) {
	if k := start.Kind(); k == trace.Lot || k == trace.Item {
		plots, whole, err := j.s.Scan(j.ctx, key)
		if err != nil || whole || len(plots) > 0 {
			return plots, whole, err
		}
	}
	origins, err := j.s.graph(j.ctx).Origins(j.ctx, j.all)
	if err != nil {
		return nil, false, err
	}
	ids := make([]int64, len(origins))
	for i, o := range origins {
		ids[i] = int64(o.Plot)
	}
	plots, err := j.s.placeKeys(j.ctx, ids)
	whole := !j.cut && start.Kind() != trace.Lot && start.Kind() != trace.Item // of a lot whose plots are too many to be kept these are some
	return plots, whole, err
}

// Known gives those of some keys of which something was captured.
func (s *Store) Known(ctx context.Context, keys []string) (known []string, err error) {
	for _, k := range keys {
		switch _, err := s.thing(ctx, k); fault.KindOf(err) {
		case "":
			known = append(known, k)
		case fault.NotFound:
		default:
			return nil, err
		}
	}
	return known, nil
}

// Arrived gives what reached a place, the latest first.
func (s *Store) Arrived(ctx context.Context, place string, most int) (out []trace.Arrival, err error) {
	var id int64
	if err := s.db.QueryRow(ctx, "select id from trace_place where key = ?", Stored(place)).Scan(&id); err == sql.ErrNoRows {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	rows, err := s.db.Query(ctx, "select k.key, max(v.t) from (select thing, t from trace_visit where place = ? order by t desc limit ?) v join trace_thing k on k.id = v.thing group by k.key order by max(v.t) desc, k.key limit ?", id, 8*most, most)
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	err = drain(rows, func(r *sql.Rows) error {
		var a trace.Arrival
		err := r.Scan(&a.Thing, &a.Time)
		a.Thing = Long(a.Thing)
		out = append(out, a)
		return err
	})
	return out, err
}
