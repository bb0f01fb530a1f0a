package tracestore

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"

	"banjie/packs/foodchain/trace"
)

// plotsKept is how many plots a lot remembers; above that it says "many" and the page walks.
const plotsKept = 200

// lot is the row of a thing or process: the plots it comes from, for pages that may not walk,
// and its balance.
type lot struct {
	many    bool
	plots   []int64 // sorted
	balance trace.Balance
	was     lotRow
	stored  bool
}

// lotRow is how it is written.
type lotRow struct {
	over           int64
	plots, balance string
}

func (l *lot) row() lotRow {
	r := lotRow{balance: l.balance.String()}
	if l.many {
		r.over = 1
		return r
	}
	var b []byte
	last := int64(0)
	for _, p := range l.plots {
		b = binary.AppendUvarint(b, uint64(p-last))
		last = p
	}
	r.plots = string(b)
	return r
}

func decodePlots(b []byte) (out []int64, err error) {
	last := int64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, fmt.Errorf("tracestore: damaged list of plots")
		}
		last += int64(d)
		out, b = append(out, last), b[n:]
	}
	return out, nil
}

// basin is the part of the graph that is being filled.
type basin struct {
	*projection
	lots    map[trace.Node]*lot
	up      map[trace.Node][]trace.EdgeRow
	origins map[trace.Node][]int64
	held    map[trace.Instant][]trace.Node
	byChild map[trace.Node][]trace.EdgeRow // edges of the batch
	below   map[trace.Node][]trace.Node
}

// lots brings plots, balances and their findings up to date.
func (p *projection) lots() error {
	b := &basin{projection: p, lots: map[trace.Node]*lot{}, up: map[trace.Node][]trace.EdgeRow{}, origins: map[trace.Node][]int64{},
		held: map[trace.Instant][]trace.Node{}, byChild: map[trace.Node][]trace.EdgeRow{}, below: map[trace.Node][]trace.Node{}}
	for _, e := range p.edges {
		b.byChild[e.Child] = append(b.byChild[e.Child], e)
		b.below[e.Parent] = append(b.below[e.Parent], e.Child)
	}
	touched := make([]trace.Node, 0, len(p.shares))
	for n := range p.shares {
		touched = append(touched, n)
	}
	if err := b.read(touched); err != nil {
		return err
	}
	for n, add := range p.shares {
		for f, s := range add {
			b.lots[n].balance.Add(f, s, 1)
		}
	}
	work, err := b.emptied()
	if err != nil {
		return err
	}
	if err := b.fill(append(work, p.gained...)); err != nil {
		return err
	}
	return b.write()
}

// read loads rows that are not loaded yet; what is new in the batch has none.
func (b *basin) read(list []trace.Node) error {
	var ask []trace.Node
	for _, n := range list {
		if b.lots[n] == nil {
			b.lots[n] = &lot{balance: trace.Balance{}}
			if !b.isNew(n) {
				ask = append(ask, n)
			}
		}
	}
	slices.Sort(ask)
	return each(b.tx, b.tx.Engine, "select thing, over, plots, balance from trace_lot where thing @", ints(ask), func(r *sql.Rows) error {
		n, l, err := scanLot(r)
		if err != nil {
			return err
		}
		*b.lots[n] = *l
		return nil
	})
}

func scanLot(r *sql.Rows) (n trace.Node, l *lot, err error) {
	l = &lot{stored: true}
	var plots []byte
	if err := r.Scan(&n, &l.was.over, &plots, &l.was.balance); err != nil {
		return n, nil, err
	}
	l.was.plots = string(plots)
	l.many, l.balance = l.was.over != 0, trace.ParseBalance(l.was.balance)
	l.plots, err = decodePlots(plots)
	return n, l, err
}

// emptied takes the plots from everything below what may have lost some. What is left is right,
// because it does not descend from any of them.
func (b *basin) emptied() ([]trace.Node, error) {
	seen := map[trace.Node]bool{}
	var all []trace.Node
	level := b.roots
	for len(level) > 0 {
		var fresh []trace.Node
		for _, n := range level {
			if !seen[n] {
				seen[n] = true
				fresh = append(fresh, n)
			}
		}
		all = append(all, fresh...)
		var err error
		if level, err = b.walk().Children(background, fresh); err != nil {
			return nil, err
		}
	}
	if err := b.read(all); err != nil {
		return nil, err
	}
	for _, n := range all {
		b.lots[n].many, b.lots[n].plots = false, nil
	}
	return all, nil
}

// fill lets the plots run down until nothing changes. Sets only grow, so that it ends in loops too.
func (b *basin) fill(work []trace.Node) error {
	for len(work) > 0 {
		slices.Sort(work)
		work = slices.Compact(work)
		if err := b.above(work); err != nil {
			return err
		}
		// Earlier events first: most lots are then right at once.
		slices.SortStableFunc(work, func(x, y trace.Node) int { return cmp.Compare(b.since(x), b.since(y)) })
		changed := map[trace.Node]bool{}
		for again := true; again; {
			again = false
			for _, n := range work {
				more, err := b.gather(n)
				if err != nil {
					return err
				}
				if more {
					changed[n], again = true, true
				}
			}
		}
		next, err := b.children(changed)
		if err != nil {
			return err
		}
		work = next
	}
	return nil
}

// since is when a node first came out of anything, 0 of a harvest.
func (b *basin) since(n trace.Node) int64 {
	var t int64
	for i, e := range b.up[n] {
		if i == 0 || e.Time < t {
			t = e.Time
		}
	}
	return t
}

// above loads what the nodes descend from.
func (b *basin) above(work []trace.Node) error {
	var ask []trace.Node
	for _, n := range work {
		if _, ok := b.up[n]; ok {
			continue
		}
		b.up[n] = nil
		if b.isNew(n) {
			b.up[n], b.origins[n] = b.byChild[n], b.harvests[n]
		} else {
			ask = append(ask, n)
		}
	}
	list, err := b.graph.Up(background, ask)
	if err != nil {
		return err
	}
	for _, e := range list {
		b.up[e.Child] = append(b.up[e.Child], e)
	}
	grown, err := b.graph.Origins(background, ask)
	if err != nil {
		return err
	}
	for _, o := range grown {
		b.origins[o.Thing] = append(b.origins[o.Thing], int64(o.Plot))
	}
	need := slices.Clone(work)
	for _, n := range work {
		for _, e := range b.up[n] {
			need = append(need, e.Parent)
			if e.Parent.Kind().Holds() {
				i := trace.Instant{Node: e.Parent, At: e.Time}
				if _, ok := b.held[i]; !ok {
					if b.held[i], err = b.walk().Contents(background, i); err != nil {
						return err
					}
				}
				need = append(need, b.held[i]...)
			}
		}
	}
	return b.read(need)
}

// gather makes the plots of a node from those above it, and says whether they became more.
func (b *basin) gather(n trace.Node) (bool, error) {
	l := b.lots[n]
	if l.many {
		return false, nil
	}
	set := slices.Clone(b.origins[n])
	many := false
	take := func(from *lot) {
		many = many || from.many
		set = append(set, from.plots...)
	}
	for _, e := range b.up[n] {
		take(b.lots[e.Parent])
		for _, c := range b.held[trace.Instant{Node: e.Parent, At: e.Time}] {
			take(b.lots[c])
		}
	}
	slices.Sort(set)
	set = slices.Compact(set)
	if many || len(set) > plotsKept {
		l.many, l.plots = true, nil
		return true, nil
	}
	if slices.Equal(set, l.plots) {
		return false, nil
	}
	l.plots = set
	return true, nil
}

// children gives what stands below nodes that changed. What is new has children in the batch only.
func (b *basin) children(changed map[trace.Node]bool) ([]trace.Node, error) {
	var out, old []trace.Node
	for n := range changed {
		if b.isNew(n) && len(b.moved) == 0 {
			for _, c := range b.below[n] {
				if !b.settled(c, n) {
					out = append(out, c)
				}
			}
			continue
		}
		old = append(old, n)
	}
	slices.Sort(old)
	more, err := b.walk().Children(background, old)
	return append(out, more...), err
}

// settled says that a child of the batch has all plots of its parent already.
func (b *basin) settled(child, parent trace.Node) bool {
	c, p := b.lots[child], b.lots[parent]
	if c == nil || p == nil {
		return false
	}
	if c.many {
		return true
	}
	if p.many {
		return false
	}
	for _, x := range p.plots {
		if _, ok := slices.BinarySearch(c.plots, x); !ok {
			return false
		}
	}
	return true
}

// write stores the rows that changed, and what their balances say.
func (b *basin) write() error {
	changed, found := rows{t: lots}, rows{t: findings}
	order := make([]trace.Node, 0, len(b.lots))
	for n := range b.lots {
		order = append(order, n)
	}
	slices.Sort(order)
	for _, n := range order {
		l := b.lots[n]
		now := l.row()
		if now == l.was && l.stored || !l.stored && now == (lotRow{}) {
			continue
		}
		if now == (lotRow{}) {
			if _, err := b.tx.Exec("delete from trace_lot where thing = ?", int64(n)); err != nil {
				return fmt.Errorf("tracestore: %w", err)
			}
		} else {
			changed.add(int64(n), now.over, []byte(now.plots), now.balance)
		}
		if now.balance == l.was.balance {
			continue
		}
		before, after := judge(n, trace.ParseBalance(l.was.balance)), judge(n, l.balance)
		for _, k := range after {
			if !slices.Contains(before, k) {
				found.add(int64(n), string(k))
			}
		}
		for _, k := range before {
			if !slices.Contains(after, k) {
				if _, err := b.tx.Exec("delete from trace_finding where subject = ? and kind = ?", int64(n), string(k)); err != nil {
					return fmt.Errorf("tracestore: %w", err)
				}
			}
		}
	}
	if err := changed.write(b.tx); err != nil {
		return err
	}
	return found.write(b.tx)
}

// judge gives the findings of a thing or of a process that pools events.
func judge(n trace.Node, b trace.Balance) []trace.Finding {
	if n.Kind() == trace.Process {
		return b.ProcessFindings()
	}
	return b.LotFindings()
}
