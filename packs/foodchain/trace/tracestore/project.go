package tracestore

import (
	"database/sql"
	"fmt"
	"strings"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// Project stores events and all that follows from them, within the writer's transaction. An error
// leaves nothing behind once the unit is rolled back. An event that cannot be kept refuses the batch.
func (s *Store) Project(tx *sqldb.Tx, list []trace.Event) (got Taken, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range list {
		if err := list[i].Check(); err != nil {
			return got, err
		}
	}
	st, err := readState(tx)
	if err != nil {
		return got, err
	}
	s.memory.begin(tx, st.token)
	fresh, newest, err := unknownOf(tx, list)
	if err != nil {
		return got, err
	}
	got.New, got.Repeated = len(fresh), len(list)-len(fresh)
	if len(fresh) == 0 {
		s.memory.open = false
		return got, nil
	}
	p := &projection{tx: tx, graph: graph{tx, tx.Engine}, firstThing: st.thing, firstEvent: st.event, newest: newest, memory: &s.memory}
	n := &numbers{tx: tx, memory: &s.memory, state: &st}
	if p.added, err = n.store(fresh); err != nil {
		return got, err
	}
	if err := p.index(); err != nil {
		return got, err
	}
	got.Annulled, got.First, got.Last, got.UsedName = p.annulled, p.firstEvent, st.event-1, p.taken
	return got, s.memory.end(tx, st)
}

// identity is what makes two captures the same.
type identity struct {
	hash     [32]byte
	id       string
	declared bool
}

// unknownOf leaves out what was captured before, and what comes twice in the list. first are the
// contents of which nothing was captured before.
func unknownOf(tx *sqldb.Tx, list []trace.Event) (fresh []*trace.Event, first map[[32]byte]bool, err error) {
	hashes := make([][]byte, len(list))
	for i := range list {
		hashes[i] = list[i].Hash[:]
	}
	seen := make(map[identity]bool, len(list))
	first = make(map[[32]byte]bool, len(list))
	for i := range list {
		first[list[i].Hash] = true
	}
	err = each(tx, tx.Engine, "select hash, event_id, declared from trace_event where hash @", hashes, func(r *sql.Rows) error {
		var hash []byte
		var id identity
		var declared int64
		err := r.Scan(&hash, &id.id, &declared)
		copy(id.hash[:], hash)
		id.declared = declared != 0
		seen[id] = true
		delete(first, id.hash)
		return err
	})
	for i := range list {
		e := &list[i]
		id := identity{e.Hash, e.ID, e.Error != nil}
		if !seen[id] {
			seen[id] = true
			fresh = append(fresh, e)
		}
	}
	return fresh, first, err
}

// numbers turns keys into numbers and stores events.
type numbers struct {
	tx     *sqldb.Tx
	memory *memory
	state  *state
	ids    map[string]int64 // things; places begin with a blank
}

// Stored is the stored form of a key: without the host that nearly all share.
func Stored(key string) string {
	if rest, ok := strings.CutPrefix(key, trace.Host); ok && strings.HasPrefix(rest, "/") {
		return rest
	}
	return key
}

// Long is the key again of a stored form.
func Long(stored string) string {
	if strings.HasPrefix(stored, "/") {
		return trace.Host + stored
	}
	return stored
}

func (n *numbers) store(fresh []*trace.Event) ([]*stored, error) {
	n.ids = map[string]int64{}
	if err := n.resolve(fresh); err != nil {
		return nil, err
	}
	out := make([]*stored, len(fresh))
	rows := rows{t: events}
	for i, e := range fresh {
		s := n.record(e)
		out[i] = s
		bareEvent(&rows, s)
	}
	return out, rows.write(n.tx)
}

// record is the event with numbers for keys. Portions of one thing in one role and unit are one.
func (n *numbers) record(e *trace.Event) *stored {
	s := &stored{Record: trace.Record{ID: n.state.event, Type: e.Type, Action: e.Action, Step: e.Step, Time: e.Time, Declared: e.Error != nil},
		hash: e.Hash, eventID: e.ID, disposition: e.Disposition, zone: int64(e.Zone), body: e.Body}
	n.state.event++
	if e.Error != nil {
		s.reason = e.Error.Reason
	}
	s.ReadPoint, s.Location = trace.Place(n.place(e.ReadPoint)), trace.Place(n.place(e.Location))
	if e.Process != "" {
		s.Process = trace.Node(n.ids[processKey(e.Process)])
	}
	add := func(role int64, list []trace.Portion) {
		for _, p := range list {
			one := part{role, n.ids[Stored(p.Key)], p.Amount, p.Unit}
			if p.Key == "" {
				one.id = 0
			}
			merged := false
			for i := range s.parts {
				if was := &s.parts[i]; was.role == role && was.id == one.id && was.unit == one.unit {
					was.amount, merged = was.amount+one.amount, true
				}
			}
			if !merged {
				s.parts = append(s.parts, one)
			}
		}
	}
	add(roleThing, e.Things)
	if e.Parent != "" {
		s.parts = append(s.parts, part{role: roleParent, id: n.ids[Stored(e.Parent)]})
	}
	add(roleChild, e.Children)
	add(roleInput, e.Inputs)
	add(roleOutput, e.Outputs)
	add(roleLoss, e.Loss)
	for _, k := range e.Sources {
		s.parts = append(s.parts, part{role: roleSource, id: n.place(k)})
	}
	for _, k := range e.Destinations {
		s.parts = append(s.parts, part{role: roleDestination, id: n.place(k)})
	}
	s.spread()
	return s
}

// processKey keeps transformation ids apart from things.
func processKey(id string) string { return "process " + id }

func (n *numbers) place(key string) int64 {
	if key == "" {
		return 0
	}
	return n.ids[" "+Stored(key)]
}

// resolve finds or hands out the numbers of all keys.
func (n *numbers) resolve(fresh []*trace.Event) error {
	var missing, missingPlaces []string
	want := func(key string, list *[]string) {
		if _, ok := n.ids[key]; ok {
			return
		}
		if id, ok := n.memory.find(key); ok {
			n.ids[key] = id
			return
		}
		n.ids[key] = 0
		*list = append(*list, key)
	}
	for _, e := range fresh {
		for _, list := range [][]trace.Portion{e.Things, e.Children, e.Inputs, e.Outputs} {
			for _, p := range list {
				want(Stored(p.Key), &missing)
			}
		}
		if e.Parent != "" {
			want(Stored(e.Parent), &missing)
		}
		if e.Process != "" {
			want(processKey(e.Process), &missing)
		}
		for _, k := range append([]string{e.ReadPoint, e.Location}, append(append([]string{}, e.Sources...), e.Destinations...)...) {
			if k != "" {
				want(" "+Stored(k), &missingPlaces)
			}
		}
	}
	if err := n.look("select key, id from trace_thing where key @", "", missing); err != nil {
		return err
	}
	bareKeys := make([]string, len(missingPlaces))
	for i, k := range missingPlaces {
		bareKeys[i] = k[1:]
	}
	if err := n.look("select key, id from trace_place where key @", " ", bareKeys); err != nil {
		return err
	}
	newThings, newPlaces := rows{t: things}, rows{t: places}
	for _, k := range missing {
		if n.ids[k] == 0 {
			kind := trace.KindOf(Long(k))
			if strings.HasPrefix(k, "process ") {
				kind = trace.Process
			}
			n.give(k, n.state.thing<<3|int64(kind))
			n.state.thing++
			newThings.add(n.ids[k], k)
		}
	}
	for _, k := range missingPlaces {
		if n.ids[k] == 0 {
			plot := int64(0)
			if trace.IsPlot(Long(k[1:])) {
				plot = 1
			}
			n.give(k, n.state.place<<1|plot)
			n.state.place++
			newPlaces.add(n.ids[k], k[1:])
		}
	}
	if err := newThings.write(n.tx); err != nil {
		return err
	}
	return newPlaces.write(n.tx)
}

func (n *numbers) give(key string, id int64) {
	n.ids[key] = id
	n.memory.add(key, id)
}

func (n *numbers) look(q, prefix string, keys []string) error {
	err := each(n.tx, n.tx.Engine, q, keys, func(r *sql.Rows) error {
		var key string
		var id int64
		if err := r.Scan(&key, &id); err != nil {
			return err
		}
		n.give(prefix+key, id)
		return nil
	})
	if err != nil {
		return fmt.Errorf("tracestore: keys: %w", err)
	}
	return nil
}
