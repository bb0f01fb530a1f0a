package tracestore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// projection writes what follows from a batch of events.
type projection struct {
	tx         *sqldb.Tx
	graph      graph
	added      []*stored // rows that are new to the derived tables
	firstThing int64     // counters before the batch: what is above has no rows yet
	firstEvent int64
	memory     *memory           // nil: none
	newest     map[[32]byte]bool // contents that are only in the batch, as far as is known
	annulled   int
	taken      string // name of the first event that came after a declaration of another content under its name

	counts []*stored // began to count
	ceased []*stored // no longer count
	edges  []trace.EdgeRow
	gone   []trace.EdgeRow
	moved  []trace.StayRow // pairs whose moves changed
	roots  []trace.Node    // may have lost plots
	gained []trace.Node    // can only have gained plots
	shares map[trace.Node]trace.Balance
	harvests
}

// harvests are the plots of things that are new in the batch.
type harvests map[trace.Node][]int64

// isNew says that a node had no rows before the batch.
func (p *projection) isNew(n trace.Node) bool {
	if n < 0 {
		return int64(-n) >= p.firstEvent
	}
	return int64(n)>>3 >= p.firstThing
}

// index derives all rows of the batch.
func (p *projection) index() error {
	if len(p.added) == 0 {
		return nil
	}
	if err := p.mentions(); err != nil {
		return err
	}
	if err := p.words(); err != nil {
		return err
	}
	if err := p.status(); err != nil {
		return err
	}
	p.shares, p.harvests = map[trace.Node]trace.Balance{}, harvests{}
	if err := p.rules(); err != nil {
		return err
	}
	if err := p.stays(); err != nil {
		return err
	}
	return p.lots()
}

// mentions writes what the events name, and what they declare.
func (p *projection) mentions() error {
	named, declared := rows{t: eventThings}, rows{t: annulments}
	for _, s := range p.added {
		for _, part := range s.parts {
			if part.role < roleLoss {
				named.add(part.id, s.Time, s.ID, part.role, part.unit, part.amount)
			}
		}
		if s.Declared {
			declared.add(s.name(), s.ID)
		}
	}
	sortRows(&named)
	if err := named.write(p.tx); err != nil {
		return err
	}
	return declared.write(p.tx)
}

// sortRows puts rows that begin with two integers in their order, so that pages are met once.
func sortRows(r *rows) {
	width := len(r.t.cols)
	order := make([]int, r.len())
	for i := range order {
		order[i] = i * width
	}
	at := func(i int) int64 { n, _ := r.values[i].(int64); return n }
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(at(a+1), at(b+1))) })
	sorted := make([]any, 0, len(r.values))
	for _, i := range order {
		sorted = append(sorted, r.values[i:i+width]...)
	}
	r.values = sorted
}

// standing is one stored capture of a content.
type standing struct {
	id, annulledBy, twinOf int64
	name                   string
}

// status finds which captures count: of those with one content the first that no declaration
// names. It looks at rows up to the last of the batch only, as if nothing had come after.
func (p *projection) status() error {
	last := p.added[len(p.added)-1].ID
	fresh := map[int64]*stored{}
	hashes := map[[32]byte]bool{}
	var names []string
	for _, s := range p.added {
		fresh[s.ID] = s
		if s.Declared {
			names = append(names, s.name())
		} else {
			hashes[s.hash] = true
		}
	}
	if err := p.declaredHashes(names, last, hashes); err != nil {
		return err
	}
	list := make([][]byte, 0, len(hashes))
	for h := range hashes {
		list = append(list, h[:])
	}
	slices.SortFunc(list, slices.Compare[[]byte])
	groups, err := p.group(list, last)
	if err != nil {
		return err
	}
	by, err := p.declarations(groups, last)
	if err != nil {
		return err
	}
	var revived, ceased []int64
	for _, h := range list {
		back, gone, err := p.weigh([32]byte(h), groups[[32]byte(h)], by, fresh)
		if err != nil {
			return err
		}
		revived, ceased = append(revived, back...), append(ceased, gone...)
	}
	if p.ceased, err = p.load(ceased); err != nil {
		return err
	}
	back, err := p.load(revived)
	p.counts = append(p.counts, back...)
	slices.SortFunc(p.counts, func(a, b *stored) int { return cmp.Compare(a.ID, b.ID) })
	return err
}

// weigh says which captures of one content count now, and which of those before the batch count again or no more.
func (p *projection) weigh(hash [32]byte, group []standing, by map[string]declaration, fresh map[int64]*stored) (revived, ceased []int64, err error) {
	rep := int64(0)
	for _, r := range group {
		was := by[r.name]
		s, isFresh := fresh[r.id]
		if isFresh && was.event != 0 && was.event < r.id && was.hash != hash && p.taken == "" {
			p.taken = r.name
		}
		annulledBy, twinOf := was.event, rep
		switch {
		case annulledBy != 0:
			twinOf = 0
		case rep == 0:
			rep = r.id
		}
		counted, is := !isFresh && r.annulledBy == 0 && r.twinOf == 0, annulledBy == 0 && twinOf == 0
		switch {
		case is && isFresh:
			p.counts = append(p.counts, s)
		case is && !counted:
			revived = append(revived, r.id)
		case counted && !is:
			ceased = append(ceased, r.id)
		}
		if annulledBy != r.annulledBy || twinOf != r.twinOf {
			if _, err := p.tx.Exec("update trace_event set annulled_by = ?, twin_of = ? where id = ?", annulledBy, twinOf, r.id); err != nil {
				return nil, nil, fmt.Errorf("tracestore: %w", err)
			}
		}
		if annulledBy != 0 && r.annulledBy == 0 {
			p.annulled++
		}
	}
	return revived, ceased, nil
}

// declaredHashes adds the contents that names belong to.
func (p *projection) declaredHashes(names []string, last int64, hashes map[[32]byte]bool) error {
	var ids []string
	for _, n := range names {
		h, ok := hashName(n)
		if !ok {
			ids = append(ids, n)
			continue
		}
		hashes[h] = true
	}
	return each(p.tx, p.tx.Engine, "select hash from trace_event where id <= ? and declared = 0 and event_id <> '' and event_id @", ids, func(r *sql.Rows) error {
		var hash []byte
		if err := r.Scan(&hash); err != nil {
			return err
		}
		hashes[[32]byte(hash)] = true
		return nil
	}, last)
}

// hashName reads the hash out of a name that is one.
func hashName(name string) (h [32]byte, ok bool) {
	hex, ok := strings.CutPrefix(name, "ni:")
	if !ok || len(hex) != 64 {
		return h, false
	}
	for i := range h {
		hi, lo := strings.IndexByte("0123456789abcdef", hex[2*i]), strings.IndexByte("0123456789abcdef", hex[2*i+1])
		if hi < 0 || lo < 0 {
			return h, false
		}
		h[i] = byte(hi<<4 | lo)
	}
	return h, true
}

// group gives the captures of contents that are no declarations, the first one first.
func (p *projection) group(hashes [][]byte, last int64) (map[[32]byte][]standing, error) {
	groups := map[[32]byte][]standing{}
	add := func(id int64, hash [32]byte, name string, annulledBy, twinOf int64) {
		s := standing{id: id, annulledBy: annulledBy, twinOf: twinOf, name: (&trace.Event{ID: name, Hash: hash}).Name()}
		groups[hash] = append(groups[hash], s)
	}
	for _, s := range p.added { // these need not be read back
		if !s.Declared && p.newest[s.hash] {
			add(s.ID, s.hash, s.eventID, 0, 0)
		}
	}
	hashes = slices.DeleteFunc(slices.Clone(hashes), func(h []byte) bool { return p.newest[[32]byte(h)] })
	err := each(p.tx, p.tx.Engine, "select id, hash, event_id, annulled_by, twin_of from trace_event where declared = 0 and id <= ? and hash @", hashes, func(r *sql.Rows) error {
		var id, annulledBy, twinOf int64
		var hash []byte
		var name string
		if err := r.Scan(&id, &hash, &name, &annulledBy, &twinOf); err != nil {
			return err
		}
		add(id, [32]byte(hash), name, annulledBy, twinOf)
		return nil
	}, last)
	for _, g := range groups {
		slices.SortFunc(g, func(a, b standing) int { return cmp.Compare(a.id, b.id) })
	}
	return groups, err
}

// declaration is one that names a capture.
type declaration struct {
	event int64
	hash  [32]byte // of its content, the declaration apart; see [trace.Event]
}

// declarations gives, for the names of captures that a declaration names, the first declaration.
func (p *projection) declarations(groups map[[32]byte][]standing, last int64) (map[string]declaration, error) {
	var names []string
	for _, g := range groups {
		for _, s := range g {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	by := map[string]declaration{}
	err := each(p.tx, p.tx.Engine, "select a.name, a.event, e.hash from trace_annulment a join trace_event e on e.id = a.event where a.event <= ? and a.name @", slices.Compact(names), func(r *sql.Rows) error {
		var name string
		var d declaration
		var hash []byte
		err := r.Scan(&name, &d.event, &hash)
		copy(d.hash[:], hash)
		if was := by[name]; was.event == 0 || d.event < was.event {
			by[name] = d
		}
		return err
	}, last)
	return by, err
}

func (p *projection) load(ids []int64) (out []*stored, err error) {
	slices.Sort(ids)
	err = each(p.tx, p.tx.Engine, "select "+storedCols+" from trace_event where id @", ids, func(r *sql.Rows) error {
		s, err := scanStored(r)
		out = append(out, s)
		return err
	})
	return out, err
}

// rules applies the rules to what began and what ceased to count.
func (p *projection) rules() error {
	uses := map[trace.Place]map[trace.Use]int64{}
	note := func(s *stored, o *trace.Outcome, by int64) {
		for place, list := range o.Uses {
			if uses[place] == nil {
				uses[place] = map[trace.Use]int64{}
			}
			for u, n := range list {
				uses[place][u] += by * n
			}
		}
		for _, sh := range o.Shares {
			p.balance(sh.Node).Add(sh.Family, sh.Sum, by)
		}
		if s.Process != 0 {
			for f, sum := range o.Process {
				p.balance(s.Process).Add(f, sum, by)
			}
		}
		for _, m := range o.Moves {
			p.moved = append(p.moved, trace.StayRow{Child: m.Child, Parent: s.Parent, From: s.Time, To: s.Time})
		}
	}
	for _, s := range p.ceased {
		o := s.Outcome()
		note(s, &o, -1)
		if err := p.takeAway(s, &o); err != nil {
			return err
		}
	}
	w := newBatch()
	for _, s := range p.counts {
		o := s.Outcome()
		note(s, &o, 1)
		for _, e := range o.Edges {
			w.edges.add(int64(e.Child), int64(e.Parent), s.ID, s.Time)
			p.edges = append(p.edges, trace.EdgeRow{Child: e.Child, Parent: e.Parent, Event: s.ID, Time: s.Time})
			p.gained = append(p.gained, e.Child)
		}
		for _, m := range o.Moves {
			put := int64(0)
			if m.Put {
				put = 1
			}
			w.moves.add(int64(m.Child), int64(s.Parent), s.Time, s.ID, put)
		}
		for _, n := range o.Visits {
			w.visits.add(int64(n), s.Time, int64(s.Location), s.ID)
		}
		for _, n := range o.Origins {
			w.origins.add(int64(n), int64(s.ReadPoint), s.ID, s.Time)
			p.harvests[n] = append(p.harvests[n], int64(s.ReadPoint))
			p.gained = append(p.gained, n)
		}
		if s.Process == 0 {
			for _, kind := range o.Process.ProcessFindings() {
				w.findings.add(-s.ID, string(kind))
			}
		}
	}
	if err := w.write(p.tx); err != nil {
		return err
	}
	return p.placeUses(uses)
}

func (p *projection) balance(n trace.Node) trace.Balance {
	b := p.shares[n]
	if b == nil {
		b = trace.Balance{}
		p.shares[n] = b
	}
	return b
}

// batch is what one projection adds to the plain tables.
type batch struct{ edges, moves, visits, origins, findings rows }

func newBatch() *batch {
	return &batch{rows{t: edges}, rows{t: moves}, rows{t: visits}, rows{t: origins}, rows{t: findings}}
}

func (b *batch) write(tx *sqldb.Tx) error {
	for _, r := range []*rows{&b.edges, &b.moves, &b.visits, &b.origins} {
		sortRows(r)
		if err := r.write(tx); err != nil {
			return err
		}
	}
	return b.findings.write(tx)
}

// takeAway deletes the plain rows of an event that ceased to count.
func (p *projection) takeAway(s *stored, o *trace.Outcome) error {
	exec := func(q string, args ...any) error {
		if _, err := p.tx.Exec(q, args...); err != nil {
			return fmt.Errorf("tracestore: %w", err)
		}
		return nil
	}
	for _, e := range o.Edges {
		p.gone = append(p.gone, trace.EdgeRow{Child: e.Child, Parent: e.Parent, Event: s.ID, Time: s.Time})
		p.roots = append(p.roots, e.Child)
		if err := exec("delete from trace_edge where child = ? and parent = ? and event = ?", int64(e.Child), int64(e.Parent), s.ID); err != nil {
			return err
		}
	}
	for _, m := range o.Moves {
		if err := exec("delete from trace_move where child = ? and parent = ? and t = ? and event = ?", int64(m.Child), int64(s.Parent), s.Time, s.ID); err != nil {
			return err
		}
	}
	for _, n := range o.Visits {
		if err := exec("delete from trace_visit where thing = ? and t = ? and place = ? and event = ?", int64(n), s.Time, int64(s.Location), s.ID); err != nil {
			return err
		}
	}
	for _, n := range o.Origins {
		p.roots = append(p.roots, n)
		if err := exec("delete from trace_origin where thing = ? and plot = ? and event = ?", int64(n), int64(s.ReadPoint), s.ID); err != nil {
			return err
		}
	}
	if s.Process == 0 && o.Process != nil {
		return exec("delete from trace_finding where subject = ?", -s.ID)
	}
	return nil
}

func (p *projection) placeUses(uses map[trace.Place]map[trace.Use]int64) error {
	r := rows{t: placeUses}
	var placesUsed []trace.Place
	for place := range uses {
		placesUsed = append(placesUsed, place)
	}
	slices.Sort(placesUsed)
	for _, place := range placesUsed {
		for _, u := range []trace.Use{trace.UseReceives, trace.UseSells, trace.UseSends, trace.UseSource} {
			if n := uses[place][u]; n != 0 {
				r.add(int64(place), string(u), n)
			}
		}
	}
	if err := r.write(p.tx); err != nil || len(p.ceased) == 0 {
		return err
	}
	if _, err := p.tx.Exec("delete from trace_place_use where n = 0"); err != nil {
		return fmt.Errorf("tracestore: %w", err)
	}
	return nil
}

// walk asks the graph as the transaction sees it.
func (p *projection) walk() trace.Walk { return trace.Walk{Graph: p.graph} }

var background = context.Background() // the writer's transaction has its own
