package casestore

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/ledger"
	"banjie/internal/limit"
	"banjie/internal/sqldb"
)

// noDue sorts work without a date to the end of a list.
const noDue = int64(1) << 62

// Write implements casework.Writer: compare the version, append the events.
func (s *Store) Write(ctx context.Context, w casework.Write) (casework.Committed, error) {
	u, err := s.unit(w)
	if err != nil {
		return casework.Committed{}, err
	}
	head, err := s.writer.Write(ctx, u.unit)
	if err != nil {
		return casework.Committed{}, err
	}
	return casework.Committed{Events: u.events[:len(w.Events)], Head: head}, nil
}

// work is a unit on its way: events get their numbers and hashes while it runs.
type work struct {
	unit   sqldb.Unit
	all    []casework.Write // the case's own first
	events []casework.Event // of all, in that order
	of     []int            // to which of all an event belongs
	tags   [][32]byte
	pays   [][32]byte
}

func (s *Store) unit(w casework.Write) (*work, error) {
	u := &work{all: append([]casework.Write{w}, w.Also...)}
	var count []sqldb.Count
	for i, part := range u.all {
		u.events = append(u.events, part.Events...)
		u.of = append(u.of, slices.Repeat([]int{i}, len(part.Events))...)
		count = append(count, counts(part)...)
	}
	from := 0
	for i, part := range u.all {
		u.all[i].Events = u.events[from : from+len(part.Events) : from+len(part.Events)]
		from += len(part.Events)
	}
	u.tags, u.pays = make([][32]byte, len(u.events)), make([][32]byte, len(u.events))
	for i := range u.events {
		e := &u.events[i]
		var err error
		if e.Raw, err = json.Marshal(e.Facts); err != nil {
			return nil, fmt.Errorf("casestore: facts of %s: %w", e.Kind, err)
		}
		if e.Face != nil {
			if e.Raw, err = ledger.Body(*e.Face, e.Raw); err != nil {
				return nil, err
			}
		}
		if !e.Private.IsZero() {
			if e.RawPriv, err = json.Marshal(e.Private); err != nil {
				return nil, fmt.Errorf("casestore: private half of %s: %w", e.Kind, err)
			}
		}
	}
	u.unit = sqldb.Unit{Division: w.Division, Run: func(tx *sqldb.Tx) error { return s.run(tx, u) }, Counts: count}
	for i := range u.events {
		u.unit.Leaves = append(u.unit.Leaves, sqldb.Entry{
			Leaf: func(recorded time.Time) []byte {
				u.events[i].Recorded = recordedOf(u.events[i], recorded)
				return LeafOf(u.events[i], u.tags[i], u.pays[i]).Encode()
			},
			Place: func(tx *sqldb.Tx, n int64, recorded time.Time) error {
				u.events[i].N, u.events[i].Recorded = n, recordedOf(u.events[i], recorded)
				return insertEvent(tx, &u.events[i])
			},
		})
	}
	return u, nil
}

// LeafOf is the ledger's record of an event.
func LeafOf(e casework.Event, tag, payload [32]byte) ledger.Leaf {
	l := ledger.Leaf{Kind: e.Kind, Case: tag, Seq: e.Seq, At: e.At, Recorded: e.Recorded,
		Role: string(e.By.Role), Unit: e.By.Unit, Payload: payload}
	if e.Sealed {
		l = l.Sealed(zone)
	}
	return l
}

// zone is the one in which a sealed leaf shows a day.
var zone = calendar.Builtin().Zone()

// recordedOf is the instant an event's row keeps of its group: of a sealed case the day.
func recordedOf(e casework.Event, recorded time.Time) time.Time {
	if !e.Sealed {
		return recorded
	}
	cal := calendar.Builtin()
	return cal.Start(cal.DayOf(recorded))
}

// run writes the rows of a unit; it may run again after the group it was in died.
func (s *Store) run(tx *sqldb.Tx, u *work) error {
	w := u.all[0]
	if w.Idem != nil && w.Case != nil {
		_, err := tx.Exec(`insert into idem (division, actor, key, hash, case_id, seq, at) values (?, ?, ?, ?, ?, ?, ?)`,
			w.Division, w.Idem.Actor, w.Idem.Key, w.Idem.Hash[:], int64(w.Case.ID), w.Case.Version, clock.Micros(w.Events[0].At))
		if sqldb.IsUnique(err) {
			return casework.ErrRepeated
		}
		if err != nil {
			return err
		}
	}
	if w.Once != "" {
		_, err := tx.Exec(`insert into act_once (division, kind, name, seq) values (?, ?, ?, ?)`, w.Division, u.events[0].Kind, w.Once, u.events[0].Seq)
		if sqldb.IsUnique(err) {
			return casework.ErrRepeated
		}
		if err != nil {
			return err
		}
	}
	all, err := s.caseRows(tx, u)
	if err != nil {
		return err
	}
	for i := range u.events {
		e, keys := &u.events[i], all[u.of[i]]
		u.tags[i] = ledger.CaseTag(ledger.Salt(keys.Facts, "case", e.Seq), e.Division, int64(e.Case))
		e.Inner = ledger.Nothing
		if e.RawPriv != nil {
			e.Inner = ledger.Inner(ledger.Salt(keys.Private, "private", e.Seq), e.RawPriv)
			if _, err := tx.Exec(`insert into private (division, case_id, seq, body) values (?, ?, ?, ?)`, e.Division, int64(e.Case), e.Seq, e.RawPriv); err != nil {
				return err
			}
		}
		u.pays[i] = ledger.Payload(ledger.Inner(ledger.Salt(keys.Facts, "facts", e.Seq), e.Raw), e.Inner)
	}
	for _, w := range u.all {
		if w.Case == nil {
			continue
		}
		if err := clockRows(tx, w); err != nil {
			return err
		}
		if err := taskRows(tx, w); err != nil {
			return err
		}
	}
	for i := range u.events {
		for _, project := range s.projectors {
			if err := project(tx, u.all[u.of[i]].Case, &u.events[i]); err != nil {
				return err
			}
		}
	}
	for _, w := range u.all {
		if err := eraseRows(tx, w); err != nil {
			return err
		}
	}
	return nil
}

// caseRows writes the rows of all cases of a unit, locking them in the order of their ids.
func (s *Store) caseRows(tx *sqldb.Tx, u *work) ([]casework.Keys, error) {
	order := make([]int, len(u.all))
	for i := range order {
		order[i] = i
	}
	if len(order) > 1 {
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(u.all[a].Case.ID, u.all[b].Case.ID) })
	}
	keys := make([]casework.Keys, len(u.all))
	for _, i := range order {
		var err error
		if keys[i], err = s.caseRow(tx, u.all[i]); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// caseRow inserts the new case or moves it on from the version that was decided on.
func (s *Store) caseRow(tx *sqldb.Tx, w casework.Write) (casework.Keys, error) {
	c := w.Case
	if c == nil {
		k, err := s.actKey(tx, w.Division)
		return casework.Keys{Facts: k, Private: k}, err
	}
	p := standing(c)
	if w.Base == 0 {
		o := w.Events[0].Facts.Open
		_, err := tx.Exec(`insert into cases (division, id, number, short, procedure, procedure_version, item, item_version, item_slug, state, version, unit, handler,
			party, agent, mandate, channel, window_no, provenance, sealed, code_hash, opened, accepted, decided, closed, result, visits, deemed, late_now, was_late, poor,
			promised_due, statutory_due, promised_state, statutory_state, keep, key_facts, key_private)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			c.Division, int64(c.ID), c.Number, short(c), c.Procedure, c.ProcedureVersion, c.Item.Code, c.Item.Version, c.Item.Slug, string(c.State), c.Version, c.Unit, c.Handler,
			c.Party, c.Agent, c.Mandate, c.Channel, c.Window, string(c.Provenance), one(c.Sealed), o.CodeHash, clock.Micros(c.Opened), clock.Micros(c.Accepted), clock.Micros(c.Decided), clock.Micros(c.Closed),
			c.Result, c.Visits, p.deemed, p.lateNow, p.wasLate, p.poor, p.promisedDue, p.statutoryDue, p.promised, p.statutory, p.keep, w.Keys.Facts[:], w.Keys.Private[:])
		if sqldb.IsUnique(err) {
			err = casework.ErrConflict // the id or the number has just been taken: decide again under another
		}
		return *w.Keys, err
	}
	res, err := tx.Exec(`update cases set state = ?, version = ?, unit = ?, handler = ?, accepted = ?, decided = ?, closed = ?, result = ?, visits = ?,
		deemed = ?, late_now = ?, was_late = ?, poor = ?, promised_due = ?, statutory_due = ?, promised_state = ?, statutory_state = ?, keep = ?
		where division = ? and id = ? and version = ?`,
		string(c.State), c.Version, c.Unit, c.Handler, clock.Micros(c.Accepted), clock.Micros(c.Decided), clock.Micros(c.Closed), c.Result, c.Visits,
		p.deemed, p.lateNow, p.wasLate, p.poor, p.promisedDue, p.statutoryDue, p.promised, p.statutory, p.keep, c.Division, int64(c.ID), w.Base)
	if err != nil {
		return casework.Keys{}, err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return casework.Keys{}, casework.ErrConflict
	}
	var facts, private []byte
	if err := tx.QueryRow(`select key_facts, key_private from cases where division = ? and id = ?`, c.Division, int64(c.ID)).Scan(&facts, &private); err != nil {
		return casework.Keys{}, err
	}
	var k casework.Keys
	copy(k.Facts[:], facts)
	copy(k.Private[:], private)
	if private == nil {
		err = freshKey(tx, w, &k)
	}
	return k, err
}

// one is a truth as both engines keep it.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// short is the part of a case number that is its own: the day and the serial, without the
// item's code. People may type it instead of the whole.
func short(c *casework.Case) string {
	return strings.TrimPrefix(strings.TrimPrefix(c.Number, c.Item.Code), "case")
}

// stand is what lists and boards read of a case's clocks.
type stand struct {
	deemed              int
	lateNow, wasLate    int   // a clock of the administration is overrun; one ever was
	poor                int   // somebody rated the case or a visit poorly
	promisedDue         int64 // of an open case the next limit that the administration owes
	statutoryDue        int64
	promised, statutory string
	keep                int // last day on which what is private is kept; 0: none, or erased
}

func standing(c *casework.Case) stand {
	p := stand{promisedDue: noDue, statutoryDue: noDue, keep: int(c.Keep)}
	for _, k := range c.Clocks {
		if k.State == limit.Late && !k.Theirs {
			p.lateNow = 1
		}
		switch k.Name {
		case "promised":
			p.promised, p.promisedDue = string(k.State), dueOf(k)
		case "statutory":
			p.statutory, p.statutoryDue = string(k.State), dueOf(k)
		case "unit": // of a complaint
			p.promised, p.promisedDue = string(k.State), dueOf(k)
		case "imposed": // a case recorded elsewhere
			p.promised, p.promisedDue = string(k.State), dueOf(k)
		}
	}
	if c.IsOpen() {
		p.promisedDue = owed(c)
	}
	for _, e := range c.Events {
		switch e.Kind {
		case "deemed_accepted":
			p.deemed = 1
		case casework.Erased:
			p.keep = 0
		case "rated", "rated_again":
			if poor(e) {
				p.poor = 1
			}
		}
		for _, k := range e.Facts.Clocks {
			if !k.Theirs && (k.State == limit.Late || k.State == limit.Missed) {
				p.wasLate = 1
			}
		}
	}
	return p
}

// poor says whether a rating has one of the two lowest grades.
func poor(e casework.Event) bool { return strings.HasSuffix(e.Facts.Code, "dissatisfied") }

func dueOf(k limit.Clock) int64 {
	if k.Due.Paused || k.Due.At.IsZero() {
		return noDue
	}
	return clock.Micros(k.Due.At)
}

// clockRows keeps the open clocks in their own table.
func clockRows(tx *sqldb.Tx, w casework.Write) error {
	c := w.Case
	if !c.IsOpen() {
		if w.Base == 0 {
			return nil
		}
		_, err := tx.Exec(`delete from clock where division = ? and case_id = ?`, c.Division, int64(c.ID))
		return err
	}
	for _, name := range changed(w.Events) {
		k, _ := c.Clock(name)
		var err error
		switch k.State {
		case limit.Running, limit.Paused, limit.Late:
			_, err = tx.Exec(`insert into clock (division, case_id, name, state, due, next, verb, unit) values (?, ?, ?, ?, ?, ?, ?, ?)
				on conflict (division, case_id, name) do update set state = excluded.state, due = excluded.due, next = excluded.next, verb = excluded.verb, unit = excluded.unit`,
				c.Division, int64(c.ID), k.Name, string(k.State), dueOf(k), nextLook(k), k.Verb, c.Unit)
		default:
			_, err = tx.Exec(`delete from clock where division = ? and case_id = ? and name = ?`, c.Division, int64(c.ID), k.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func changed(events []casework.Event) []string {
	var names []string
	seen := map[string]bool{}
	for _, e := range events {
		for _, k := range e.Facts.Clocks {
			if !seen[k.Name] {
				seen[k.Name] = true
				names = append(names, k.Name)
			}
		}
	}
	return names
}

// nextLook is when the sweeper must look at a clock again; 0: not before something else happens.
func nextLook(k limit.Clock) int64 {
	switch {
	case k.State == limit.Late && !k.Raise.IsZero():
		return clock.Micros(k.Raise)
	case k.State != limit.Running:
		return 0
	case !k.Warn.IsZero():
		return clock.Micros(k.Warn)
	}
	return clock.Micros(k.Due.At)
}

// taskRows keeps the open tasks, with the date that makes them urgent.
func taskRows(tx *sqldb.Tx, w casework.Write) error {
	c := w.Case
	if len(c.Tasks) == 0 {
		return nil
	}
	if !c.IsOpen() {
		if w.Base == 0 {
			return nil
		}
		_, err := tx.Exec(`delete from task where division = ? and case_id = ?`, c.Division, int64(c.ID))
		return err
	}
	due := owed(c)
	for _, t := range c.Tasks {
		var err error
		switch {
		case t.State.Open():
			_, err = tx.Exec(`insert into task (division, case_id, step, task, unit, post, officer, state, opened, due) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				on conflict (division, case_id, step, task) do update set unit = excluded.unit, officer = excluded.officer, state = excluded.state, due = excluded.due`,
				c.Division, int64(c.ID), t.Step, t.ID, t.Unit, t.Post, t.Officer, string(t.State), clock.Micros(t.Opened), due)
		case touched(w.Events, t):
			_, err = tx.Exec(`delete from task where division = ? and case_id = ? and step = ? and task = ?`, c.Division, int64(c.ID), t.Step, t.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// owed is the date that makes a case and its tasks urgent: the first limit that runs or has
// passed and binds the administration. Lists are in its order and show it.
func owed(c *casework.Case) int64 {
	due := noDue
	for _, k := range c.Clocks {
		if (k.State == limit.Running || k.State == limit.Late) && !k.Theirs && dueOf(k) < due {
			due = dueOf(k)
		}
	}
	return due
}

func touched(events []casework.Event, t casework.Task) bool {
	for _, e := range events {
		for _, c := range e.Facts.Tasks {
			if c.Step == t.Step && c.ID == t.ID {
				return true
			}
		}
	}
	return false
}

func insertEvent(tx *sqldb.Tx, e *casework.Event) error {
	_, err := tx.Exec(`insert into event (division, case_id, seq, n, kind, schema, at, effective, recorded, actor, role, unit, relation, mandate, sealed, facts, inner_private)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Division, int64(e.Case), e.Seq, e.N, e.Kind, e.Schema, clock.Micros(e.At), clock.Micros(e.Effective), clock.Micros(e.Recorded),
		e.By.ID, string(e.By.Role), e.By.Unit, string(e.By.Relation), e.By.Mandate, one(e.Sealed), e.Raw, e.Inner[:])
	if err != nil {
		return fmt.Errorf("casestore: event: %w", err)
	}
	return nil
}
