package tracestore

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"

	"banjie/packs/foodchain/trace"
)

type pair struct{ child, parent trace.Node }

type move struct {
	t, event int64
	put      bool
}

// stays makes the intervals again of each pair that the batch touched, and of no other.
func (p *projection) stays() error {
	if len(p.moved) == 0 {
		return nil
	}
	pairs, err := p.touched()
	if err != nil {
		return err
	}
	had, err := p.stored(pairs)
	if err != nil {
		return err
	}
	history, err := p.histories(pairs)
	if err != nil {
		return err
	}
	added := rows{t: stays}
	changed := map[trace.Node]bool{}
	children := map[trace.Node]bool{}
	for _, pr := range pairs {
		now, err := p.intervals(pr, history[pr])
		if err != nil {
			return err
		}
		if slices.Equal(now, had[pr]) {
			continue
		}
		changed[pr.parent], children[pr.child] = true, true
		if len(had[pr]) > 0 {
			if _, err := p.tx.Exec("delete from trace_stay where child = ? and parent = ?", int64(pr.child), int64(pr.parent)); err != nil {
				return fmt.Errorf("tracestore: %w", err)
			}
		}
		for _, s := range now {
			added.add(int64(s.Child), int64(s.Parent), s.From, s.To, s.In, s.Out)
		}
	}
	if err := added.write(p.tx); err != nil {
		return err
	}
	if err := p.crowded(children); err != nil {
		return err
	}
	return p.poured(changed)
}

// touched gives the pairs whose stays may differ. A move of all children touches those inside then.
func (p *projection) touched() ([]pair, error) {
	set := map[pair]bool{}
	at := map[trace.Node][]int64{}
	var parents []trace.Node
	from, until := int64(trace.Forever), int64(0)
	for _, m := range p.moved {
		if m.Child != 0 {
			set[pair{m.Child, m.Parent}] = true
			continue
		}
		if at[m.Parent] == nil {
			parents = append(parents, m.Parent)
		}
		at[m.Parent] = append(at[m.Parent], m.From)
		from, until = min(from, m.From), max(until, m.From)
	}
	if len(parents) > 0 {
		inside, err := p.graph.Inside(background, parents, from-1, until)
		if err != nil {
			return nil, err
		}
		for _, s := range inside {
			for _, t := range at[s.Parent] {
				if s.From <= t && t <= s.To {
					set[pair{s.Child, s.Parent}] = true
				}
			}
		}
	}
	out := make([]pair, 0, len(set))
	for pr := range set {
		out = append(out, pr)
	}
	slices.SortFunc(out, func(a, b pair) int { return cmp.Or(cmp.Compare(a.child, b.child), cmp.Compare(a.parent, b.parent)) })
	return out, nil
}

// stored gives the stays that are written, in order of time.
func (p *projection) stored(pairs []pair) (map[pair][]trace.StayRow, error) {
	var old []trace.Node
	for _, pr := range pairs {
		if !p.isNew(pr.child) && !p.isNew(pr.parent) && (len(old) == 0 || old[len(old)-1] != pr.child) {
			old = append(old, pr.child)
		}
	}
	list, err := p.graph.Holders(background, old)
	had := map[pair][]trace.StayRow{}
	for _, s := range list {
		had[pair{s.Child, s.Parent}] = append(had[pair{s.Child, s.Parent}], s)
	}
	for _, l := range had {
		slices.SortFunc(l, func(a, b trace.StayRow) int { return cmp.Compare(a.From, b.From) })
	}
	return had, err
}

// histories gives the moves of pairs, those of all children of a parent among them.
func (p *projection) histories(pairs []pair) (map[pair][]move, error) {
	out := map[pair][]move{}
	var children, parents []int64
	seen := map[trace.Node]bool{}
	for _, pr := range pairs {
		out[pr] = nil
		if len(children) == 0 || children[len(children)-1] != int64(pr.child) {
			children = append(children, int64(pr.child))
		}
		if !seen[pr.parent] {
			seen[pr.parent] = true
			parents = append(parents, int64(pr.parent))
		}
	}
	first := int64(trace.Forever)
	err := each(p.tx, p.tx.Engine, "select child, parent, t, event, put from trace_move where child @", children, func(r *sql.Rows) error {
		var pr pair
		var m move
		var put int64
		if err := r.Scan(&pr.child, &pr.parent, &m.t, &m.event, &put); err != nil {
			return err
		}
		m.put = put != 0
		if _, ok := out[pr]; ok {
			out[pr] = append(out[pr], m)
			first = min(first, m.t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	emptied := map[trace.Node][]move{}
	err = each(p.tx, p.tx.Engine, "select parent, t, event from trace_move where child = 0 and t >= ? and parent @", parents, func(r *sql.Rows) error {
		var parent trace.Node
		var m move
		err := r.Scan(&parent, &m.t, &m.event)
		emptied[parent] = append(emptied[parent], m)
		return err
	}, first)
	for pr := range out {
		out[pr] = append(out[pr], emptied[pr.parent]...)
	}
	return out, err
}

// intervals is the life of a pair. At one instant what takes out comes before what puts in, so
// that goods are rather looked for than lost.
func (p *projection) intervals(pr pair, moves []move) ([]trace.StayRow, error) {
	slices.SortFunc(moves, func(a, b move) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(b2i(a.put), b2i(b.put))) })
	var out []trace.StayRow
	open := false
	for i := 0; i < len(moves); {
		j := i
		for j < len(moves) && moves[j].t == moves[i].t && moves[j].put == moves[i].put {
			j++
		}
		m := moves[i]
		if m.put != open {
			event, err := p.first(moves[i:j])
			if err != nil {
				return nil, err
			}
			if m.put {
				out = append(out, trace.StayRow{Child: pr.child, Parent: pr.parent, From: m.t, To: trace.Forever, In: event})
			} else {
				s := &out[len(out)-1]
				s.To, s.Out = m.t, event
			}
			open = m.put
		}
		i = j
	}
	return out, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// first names one of several moves of one instant in a way that does not depend on the order in
// which they came: the one with the smallest hash.
func (p *projection) first(moves []move) (int64, error) {
	if len(moves) == 1 {
		return moves[0].event, nil
	}
	ids := make([]int64, len(moves))
	for i, m := range moves {
		ids[i] = m.event
	}
	var best int64
	var least []byte
	err := each(p.tx, p.tx.Engine, "select id, hash from trace_event where id @", ids, func(r *sql.Rows) error {
		var id int64
		var hash []byte
		err := r.Scan(&id, &hash)
		if least == nil || slices.Compare(hash, least) < 0 {
			best, least = id, hash
		}
		return err
	})
	return best, err
}

// crowded notes serialised things that are in two containers at once.
func (p *projection) crowded(children map[trace.Node]bool) error {
	var ask []trace.Node
	for n := range children {
		if n.Kind() != trace.Lot && n.Kind() != trace.Class {
			ask = append(ask, n)
		}
	}
	slices.Sort(ask)
	list, err := p.graph.Holders(background, ask)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b trace.StayRow) int {
		return cmp.Or(cmp.Compare(a.Child, b.Child), cmp.Compare(a.From, b.From))
	})
	twice := map[trace.Node]bool{}
	var until int64
	for i, s := range list {
		if i > 0 && list[i-1].Child == s.Child {
			if s.From < until {
				twice[s.Child] = true
			}
			until = max(until, s.To)
			continue
		}
		until = s.To
	}
	found := rows{t: findings}
	for _, n := range ask {
		if twice[n] {
			found.add(int64(n), string(trace.Crowded))
		} else if !p.isNew(n) {
			if _, err := p.tx.Exec("delete from trace_finding where subject = ? and kind = ?", int64(n), string(trace.Crowded)); err != nil {
				return fmt.Errorf("tracestore: %w", err)
			}
		}
	}
	return found.write(p.tx)
}

// poured finds what was made out of containers whose content changed, at any time: a container
// inside them or around them counts.
func (p *projection) poured(changed map[trace.Node]bool) error {
	all := map[trace.Node]bool{}
	level := make([]trace.Node, 0, len(changed))
	for n := range changed {
		all[n] = true
		level = append(level, n)
	}
	for len(level) > 0 {
		slices.Sort(level)
		list, err := p.graph.Holders(background, level)
		if err != nil {
			return err
		}
		level = nil
		for _, s := range list {
			if !all[s.Parent] {
				all[s.Parent] = true
				level = append(level, s.Parent)
			}
		}
	}
	ask := make([]trace.Node, 0, len(all))
	for n := range all {
		ask = append(ask, n)
	}
	slices.Sort(ask)
	down, err := p.graph.Down(background, ask)
	for _, e := range down {
		p.roots = append(p.roots, e.Child)
	}
	return err
}
