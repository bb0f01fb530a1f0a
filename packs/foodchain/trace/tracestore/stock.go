package tracestore

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"banjie/packs/foodchain/trace"
)

// moving is one motion of a thing or container as an event says it.
type moving struct {
	event int64
	role  int64
	part  trace.Part
	rec   *stored
}

// Stock follows every thing of a reach through its movements, by itself and in containers, and
// says where what is left of it is. Places are sorted by key, what is on the way comes first.
func (s *Store) Stock(ctx context.Context, r *trace.Reach) ([]trace.Stock, error) {
	inside := map[trace.Node][]trace.StayRow{}
	all := slices.Clone(r.Things)
	for _, c := range r.Carried {
		inside[c.Child] = append(inside[c.Child], c)
		all = append(all, c.Parent)
	}
	slices.Sort(all)
	own, err := s.movings(ctx, slices.Compact(all))
	if err != nil {
		return nil, err
	}
	at := map[trace.Place]*trace.Stock{}
	place := func(p trace.Place) *trace.Stock {
		if at[p] == nil {
			at[p] = &trace.Stock{Held: map[trace.Family]int64{}, Sold: map[trace.Family]int64{}}
		}
		return at[p]
	}
	for _, n := range r.Things {
		list := movements(n, own, inside)
		for _, m := range list {
			if m.What == trace.MotionSold && m.Amount > 0 {
				place(m.Place).Sold[m.Family] += m.Amount
			}
		}
		here := map[trace.Place]bool{}
		for _, h := range trace.Holdings(n.Kind(), list) {
			x := place(h.Place)
			x.Held[h.Family] += h.Amount
			x.Unsaid = x.Unsaid || h.Unsaid
			if !here[h.Place] {
				here[h.Place] = true
				x.Things++
			}
			if x.Arrived == 0 || h.Arrived < x.Arrived {
				x.Arrived = h.Arrived
			}
		}
	}
	ids := make([]int64, 0, len(at))
	for p := range at {
		if p != 0 {
			ids = append(ids, int64(p))
		}
	}
	names, err := s.names(ctx, "select id, key from trace_place where id @", ids)
	if err != nil {
		return nil, err
	}
	out := make([]trace.Stock, 0, len(at))
	for p, x := range at {
		x.Place = names[int64(p)]
		for f, n := range x.Held {
			if n == 0 {
				delete(x.Held, f)
			}
		}
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b trace.Stock) int { return cmp.Compare(a.Place, b.Place) })
	return out, nil
}

// movings reads the events that count and name any of the things, by thing. Each event is read once.
func (s *Store) movings(ctx context.Context, list []trace.Node) (map[trace.Node][]moving, error) {
	out := make(map[trace.Node][]moving, len(list))
	events := map[int64]*stored{}
	var ids []int64
	a := reader{ctx, s.db}
	err := each(a, s.db.Engine, "select thing, event, role, amount, unit from trace_event_thing where thing @", ints(list), func(rows *sql.Rows) error {
		var n trace.Node
		var m moving
		if err := rows.Scan(&n, &m.event, &m.role, &m.part.Amount, &m.part.Unit); err != nil {
			return err
		}
		m.part.Node = n
		if m.rec = events[m.event]; m.rec == nil {
			m.rec = &stored{}
			events[m.event] = m.rec
			ids = append(ids, m.event)
		}
		out[n] = append(out[n], m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	err = each(a, s.db.Engine, "select id, type, action, step, t, read_point, location, things from trace_event where declared = 0 and annulled_by = 0 and twin_of = 0 and id @", ids, func(rows *sql.Rows) error {
		var id int64
		var parts string
		var e stored
		if err := rows.Scan(&id, &e.Type, &e.Action, &e.Step, &e.Time, &e.ReadPoint, &e.Location, &parts); err != nil {
			return err
		}
		e.ID = id
		if e.Step == trace.Receiving || e.Step == trace.Stocking { // who sent it
			list, err := decodeParts(parts)
			if err != nil {
				return err
			}
			for _, p := range list {
				if p.role == roleSource {
					e.Sources = append(e.Sources, trace.Place(p.id))
				}
			}
		}
		*events[id] = e
		return nil
	})
	if err != nil {
		return nil, err
	}
	for n, list := range out { // what does not count was not read
		out[n] = slices.DeleteFunc(list, func(m moving) bool { return m.rec.ID == 0 })
	}
	return out, nil
}

// nesting bounds containers in containers.
const nesting = 16

// movements are those of one thing: of its own events, and of the containers it was in for the
// time it was there. An event that names both counts once.
func movements(n trace.Node, own map[trace.Node][]moving, inside map[trace.Node][]trace.StayRow) (list []trace.Movement) {
	named := map[int64]bool{}
	for _, m := range own[n] {
		if w := m.motion(); w != "" && !named[m.event] {
			named[m.event] = true
			amount, family := m.part.Measure()
			list = append(list, movement(m, w, amount, family))
		}
	}
	for _, c := range inside[n] {
		part := trace.Part{Node: n}
		for _, m := range own[n] {
			if m.event == c.In && m.role == roleChild {
				part = m.part
			}
		}
		v := voyage{own: own, inside: inside, part: part, seen: maps.Clone(named)}
		v.follow(c.Parent, c.From, c.To, c.Out, 0)
		list = append(list, v.list...)
	}
	return list
}

// voyage is one stay in a container, with the containers that one was in.
type voyage struct {
	own    map[trace.Node][]moving
	inside map[trace.Node][]trace.StayRow
	part   trace.Part     // what was put in
	seen   map[int64]bool // events that counted already: one may name pallet and box
	list   []trace.Movement
}

// follow takes the motions of a container from an instant until the event out at another one.
func (v *voyage) follow(c trace.Node, from, to, out int64, depth int) {
	for _, m := range v.own[c] {
		t := m.rec.Time
		if t < from || t > to || t == to && m.event != out || v.seen[m.event] {
			continue
		}
		w := m.motion()
		if w == "" || w == trace.MotionMade {
			continue
		}
		v.seen[m.event] = true
		amount, family := v.part.Measure()
		v.list = append(v.list, movement(m, w, amount, family))
	}
	if depth == nesting {
		return
	}
	for _, o := range v.inside[c] {
		if a, b := max(from, o.From), min(to, o.To); a < b {
			end := o.Out
			if to < o.To {
				end = out
			}
			v.follow(o.Parent, a, b, end, depth+1)
		}
	}
}

func (m moving) motion() trace.Motion {
	return m.rec.MotionOf(m.role == roleInput, m.role == roleOutput)
}

func movement(m moving, w trace.Motion, amount int64, family trace.Family) trace.Movement {
	return trace.Movement{Time: m.rec.Time, What: w, Place: m.rec.Site(), Sources: m.rec.Sources, Amount: amount, Family: family}
}

// MadeAt gives the places at which any of the things was made: of transformations that gave it out
// and of objects that were commissioned, as far as those events name a place.
func (s *Store) MadeAt(ctx context.Context, keys []string) ([]string, error) {
	numbers, err := s.Numbers(ctx, keys)
	if err != nil {
		return nil, err
	}
	list := make([]trace.Node, 0, len(numbers))
	for _, n := range numbers {
		list = append(list, n)
	}
	slices.Sort(list)
	own, err := s.movings(ctx, list)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, events := range own {
		for _, m := range events {
			if m.motion() != trace.MotionMade {
				continue
			}
			for _, p := range []trace.Place{m.rec.Location, m.rec.ReadPoint} {
				if p != 0 {
					ids = append(ids, int64(p))
				}
			}
		}
	}
	return s.placeKeys(ctx, ids)
}
