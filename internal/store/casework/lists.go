package casestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
)

// tasksPerCase bounds how many open tasks of one case a unit holds in its work list.
const tasksPerCase = 4

// Cases implements casework.Lists. A list by unit or officer comes from the open tasks,
// every other one from the cases; both by index, so cost follows the page.
func (s *Store) Cases(ctx context.Context, q casework.Query) (casework.Page, error) {
	q.Limit = sqldb.PageSize(q.Limit)
	b := build(q)
	if q.After != "" {
		at, err := sqldb.ReadPlace(q.After, 2)
		if err != nil {
			return casework.Page{}, fault.Missing() // a page that never was
		}
		b.past(at[0], at[1])
	}
	dir := ""
	if b.desc {
		dir = " desc"
	}
	text := "select c.id, c.number, c.procedure, c.item, c.item_version, c.item_slug, c.state, c.version, c.unit, c.handler, c.channel, " +
		"c.opened, c.accepted, c.decided, c.closed, c.result, c.deemed, c.late_now, c.was_late, c.poor, c.promised_due, c.promised_state, c.statutory_state, c.provenance, " + b.order + " as ord, c.key_private is null, c.sealed" +
		" from " + b.from + " where " + strings.Join(b.conds, " and ") + " order by ord" + dir + ", " + b.id + dir + " limit ?"
	fetch := q.Limit + 1
	if q.Tasks {
		fetch *= tasksPerCase
	}
	rows, err := s.db.Query(ctx, text, append(b.args, fetch)...)
	if err != nil {
		return casework.Page{}, fmt.Errorf("casestore: list: %w", err)
	}
	defer rows.Close()
	var page casework.Page
	var ords []int64
	seen := map[casework.ID]bool{}
	var read int
	var lastOrd int64
	var lastID casework.ID
	for rows.Next() {
		r := casework.Row{Key: casework.Key{Division: q.Division}}
		var opened, accepted, decided, closed, due, ord int64
		var deemed, late, wasLate, poor, sealed int
		var promised, statutory, state, provenance string
		var erased bool
		if err := rows.Scan(&r.ID, &r.Number, &r.Procedure, &r.Item.Code, &r.Item.Version, &r.Item.Slug, &state, &r.Version, &r.Unit, &r.Handler, &r.Channel,
			&opened, &accepted, &decided, &closed, &r.Result, &deemed, &late, &wasLate, &poor, &due, &promised, &statutory, &provenance, &ord, &erased, &sealed); err != nil {
			return page, err
		}
		r.State, r.Provenance = casework.State(state), casework.Provenance(provenance)
		r.Opened, r.Accepted, r.Decided, r.Closed = clock.FromMicros(opened), clock.FromMicros(accepted), clock.FromMicros(decided), clock.FromMicros(closed)
		r.Deemed, r.Late, r.WasLate, r.Poor = deemed == 1, late == 1, wasLate == 1, poor == 1
		r.Paused, r.Sealed = promised == "paused" || statutory == "paused", sealed == 1
		read++
		lastOrd, lastID = ord, r.ID
		if seen[r.ID] || sealed == 1 && hidesSealed(q) || slices.Contains(q.Without, r.Procedure) {
			continue // a second open task of the same case, or a case that the reader may not open
		}
		seen[r.ID] = true
		if due < noDue {
			r.NextDue = clock.FromMicros(due)
		}
		page.Rows = append(page.Rows, r)
		if ords = append(ords, ord); len(ords) > q.Limit {
			break
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil { // closed now: the reads below need a connection of their own
		return page, fmt.Errorf("casestore: list: %w", err)
	}
	if len(page.Rows) > q.Limit {
		page.Rows = page.Rows[:q.Limit]
		last := page.Rows[q.Limit-1]
		page.Next = sqldb.Place("", ords[q.Limit-1], int64(last.ID))
	}
	if page.Next == "" && read == fetch { // many tasks of few cases: the list goes on after the last task read
		page.Next = sqldb.Place("", lastOrd, int64(lastID))
	}
	if err := s.addTasks(ctx, q.Division, page.Rows); err != nil {
		return page, err
	}
	if q.Names {
		return page, s.addNames(ctx, q.Division, page.Rows)
	}
	return page, nil
}

// hidesSealed says that complaints do not belong into the list, or that the reader may open
// none. They are passed over while reading: a condition on a column that no index holds makes
// SQLite leave the unit's index.
func hidesSealed(q casework.Query) bool { return !q.Sealed && !q.Tasks || q.Unsealed }

type builder struct {
	from, order string
	id          string // column of the case's id that the order's index holds
	desc        bool
	conds       []string
	args        []any
}

func (b *builder) where(cond string, args ...any) {
	b.conds = append(b.conds, cond)
	b.args = append(b.args, args...)
}

// past leaves out what stands up to and with a row of the list. As one value, so that the
// index is entered there and the pages before cost nothing.
func (b *builder) past(order, id int64) {
	is := ">"
	if b.desc {
		is = "<"
	}
	b.where("("+b.order+", "+b.id+") "+is+" (?, ?)", order, id)
}

// column of an instant of a case.
func column(by casework.Instant) string {
	switch by {
	case casework.ByAcceptance:
		return "c.accepted"
	case casework.ByDecision:
		return "c.decided"
	}
	return "c.opened"
}

func build(q casework.Query) *builder {
	b := &builder{from: "cases c", order: "c.opened", id: "c.id", desc: true}
	switch {
	case q.Order == casework.ByUrgency:
		b.order, b.desc = "c.promised_due", false
	case q.Order == casework.ByWaiting:
		b.desc = false
	case q.By != casework.ByReceipt:
		b.order = column(q.By)
	case q.Order == "" && !(q.ClosedSince.IsZero() && q.ClosedUntil.IsZero()):
		b.order = "c.closed"
	}
	if q.Tasks {
		b.from = "task t join cases c on c.division = t.division and c.id = t.case_id"
		b.where("t.division = ?", q.Division)
		switch q.Order {
		case casework.ByUrgency:
			b.order, b.id = "t.due", "t.case_id"
		case casework.ByWaiting:
			b.order, b.id = "t.opened", "t.case_id"
		}
		if q.Waiting {
			b.where("t.state in ('waiting', 'sent_back')") // the index's own words
		}
		if q.Unit != "" {
			b.where("t.unit = ?", q.Unit)
		}
		if q.Officer != "" {
			b.where("t.officer <> '' and t.officer = ?", q.Officer)
		}
	} else {
		b.where("c.division = ?", q.Division)
		if q.Unit != "" {
			b.where("c.unit = ?", q.Unit)
		}
		if q.Officer != "" {
			b.where("c.handler <> '' and c.handler = ?", q.Officer)
		}
	}
	switch {
	case q.Party != "" && q.Before != "":
		b.where("c.party in (?, ?)", q.Party, q.Before)
	case q.Party != "":
		b.where("c.party = ?", q.Party)
	}
	if q.Item != "" {
		b.where("c.item = ?", q.Item)
	}
	if q.Procedure != "" {
		b.where("c.procedure = ?", q.Procedure)
	}
	if q.Window != "" {
		b.where("c.window_no = ?", q.Window)
	}
	if len(q.States) > 0 {
		args := make([]any, len(q.States))
		for i, s := range q.States {
			args[i] = string(s)
		}
		b.where("c.state in ("+sqldb.Args(len(args))+")", args...)
	}
	if q.Open != nil {
		if *q.Open {
			b.where("c.closed = 0")
		} else {
			b.where("c.closed > 0")
		}
	}
	by := column(q.By)
	if q.By != casework.ByReceipt {
		b.where(by + " > 0") // the index's own words
	}
	if !q.Since.IsZero() {
		b.where(by+" >= ?", clock.Micros(q.Since))
	}
	if !q.Until.IsZero() {
		b.where(by+" < ?", clock.Micros(q.Until))
	}
	if !q.ClosedSince.IsZero() || !q.ClosedUntil.IsZero() {
		b.where("c.closed > 0")
	}
	if !q.ClosedSince.IsZero() {
		b.where("c.closed >= ?", clock.Micros(q.ClosedSince))
	}
	if !q.ClosedUntil.IsZero() {
		b.where("c.closed < ?", clock.Micros(q.ClosedUntil))
	}
	switch q.Lamp {
	case casework.Overdue:
		b.where("c.late_now = 1")
	case casework.WasLate:
		b.where("c.was_late = 1")
	case casework.Poor:
		b.where("c.poor = 1")
	case casework.Deemed:
		b.where("c.deemed = 1")
	case casework.PausedNow:
		b.where("(c.promised_state = 'paused' or c.statutory_state = 'paused')")
	case casework.OnTime:
		b.where("c.promised_state = 'met'")
	case casework.DueSoon:
		b.where("c.late_now = 0 and c.promised_due <= ?", clock.Micros(q.DueBefore))
	}
	return b
}

// addTasks puts the open tasks on the rows of a page.
func (s *Store) addTasks(ctx context.Context, division string, rows []casework.Row) error {
	return s.forRows(ctx, division, rows, `select case_id, step, task, unit, post, officer, state, opened from task where division = ? and case_id in (%s) order by case_id, step, task`,
		func(r *sql.Rows) (casework.ID, func(*casework.Row), error) {
			var id casework.ID
			var t casework.Task
			var state string
			var opened int64
			err := r.Scan(&id, &t.Step, &t.ID, &t.Unit, &t.Post, &t.Officer, &state, &opened)
			t.State, t.Opened = casework.TaskState(state), clock.FromMicros(opened)
			return id, func(row *casework.Row) { row.Tasks = append(row.Tasks, t) }, err
		})
}

// addNames puts the applicant's name on the rows of a page.
func (s *Store) addNames(ctx context.Context, division string, rows []casework.Row) error {
	return s.forRows(ctx, division, rows, `select case_id, body from private where division = ? and seq = 1 and case_id in (%s)`,
		func(r *sql.Rows) (casework.ID, func(*casework.Row), error) {
			var id casework.ID
			var body []byte
			if err := r.Scan(&id, &body); err != nil {
				return 0, nil, err
			}
			var p struct {
				Person *struct {
					Name string `json:"name"`
				} `json:"person"`
			}
			if err := json.Unmarshal(body, &p); err != nil {
				return 0, nil, err
			}
			return id, func(row *casework.Row) {
				if p.Person != nil {
					row.Name = p.Person.Name
				}
			}, nil
		})
}

func (s *Store) forRows(ctx context.Context, division string, rows []casework.Row, text string, scan func(*sql.Rows) (casework.ID, func(*casework.Row), error)) error {
	if len(rows) == 0 {
		return nil
	}
	args := []any{division}
	at := map[casework.ID]*casework.Row{}
	for i := range rows {
		args = append(args, int64(rows[i].ID))
		at[rows[i].ID] = &rows[i]
	}
	places := 20 // few distinct texts, so that they stay prepared: the last id is named again
	for places < len(rows) {
		places *= 2
	}
	for len(args) <= places {
		args = append(args, args[len(rows)])
	}
	got, err := s.db.Query(ctx, fmt.Sprintf(text, sqldb.Args(places)), args...)
	if err != nil {
		return fmt.Errorf("casestore: list: %w", err)
	}
	defer got.Close()
	for got.Next() {
		id, put, err := scan(got)
		if err != nil {
			return fmt.Errorf("casestore: list: %w", err)
		}
		put(at[id])
	}
	return got.Err()
}

// ByNumber implements casework.Lists.
func (s *Store) ByNumber(ctx context.Context, division, number string) (casework.Key, error) {
	k := casework.Key{Division: division}
	err := s.db.QueryRow(ctx, `select id from cases where division = ? and number = ?`, division, number).Scan(&k.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return k, fault.Missing()
	}
	return k, err
}

// ByShortNumber finds a case by the day and serial at the end of its number.
func (s *Store) ByShortNumber(ctx context.Context, division, digits string) (casework.Key, error) {
	k := casework.Key{Division: division}
	err := s.db.QueryRow(ctx, `select id from cases where division = ? and short = ?`, division, digits).Scan(&k.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return k, fault.Missing()
	}
	return k, err
}

// Count counts the cases a list would show, or those with open tasks.
func (s *Store) Count(ctx context.Context, q casework.Query) (int64, error) {
	b := build(q)
	if hidesSealed(q) {
		b.where("c.sealed = 0")
	}
	for _, procedure := range q.Without {
		b.where("c.procedure <> ?", procedure)
	}
	rows, err := s.db.Query(ctx, "select count(distinct c.id) from "+b.from+" where "+strings.Join(b.conds, " and "), b.args...)
	if err != nil {
		return 0, fmt.Errorf("casestore: count: %w", err)
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// Applicants counts who asked for an item from an instant until before another, each once and
// at most so many; zero instants leave the side open.
func (s *Store) Applicants(ctx context.Context, division, item string, from, until time.Time, most int) (n int, err error) {
	conds, args := "division = ? and item = ? and party <> ''", []any{division, item}
	if !from.IsZero() {
		conds, args = conds+" and opened >= ?", append(args, clock.Micros(from))
	}
	if !until.IsZero() {
		conds, args = conds+" and opened < ?", append(args, clock.Micros(until))
	}
	err = s.db.QueryRow(ctx, `select count(*) from (select distinct party from cases where `+conds+` limit ?) p`, append(args, most)...).Scan(&n)
	return n, err
}

// CodeHash implements casework.Lists.
func (s *Store) CodeHash(ctx context.Context, key casework.Key) (string, error) {
	var h string
	err := s.db.QueryRow(ctx, `select code_hash from cases where division = ? and id = ?`, key.Division, int64(key.ID)).Scan(&h)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.Missing()
	}
	return h, err
}

// Keys gives the keys of a case, for receipts and fsck; fault.NotFound when there is no such case.
func (s *Store) Keys(ctx context.Context, key casework.Key) (casework.Keys, error) {
	var k casework.Keys
	var facts, private []byte
	var err error
	if key.ID == 0 {
		err = s.db.QueryRow(ctx, `select key_facts, key_facts from division_key where division = ?`, key.Division).Scan(&facts, &private)
	} else {
		err = s.db.QueryRow(ctx, `select key_facts, key_private from cases where division = ? and id = ?`, key.Division, int64(key.ID)).Scan(&facts, &private)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return k, fault.Missing()
	}
	copy(k.Facts[:], facts)
	copy(k.Private[:], private)
	return k, err
}

// After walks a division's events in ledger order from leaf n on, at most limit of them:
// the outbox every consumer reads.
func (s *Store) After(ctx context.Context, division string, n int64, limit int) ([]casework.Event, error) {
	rows, err := s.db.Query(ctx, `select e.seq, e.n, e.kind, e.schema, e.at, e.effective, e.recorded, e.actor, e.role, e.unit, e.relation, e.mandate, e.sealed,
		e.facts, e.inner_private, p.body, e.case_id
		from event e left join private p on p.division = e.division and p.case_id = e.case_id and p.seq = e.seq
		where e.division = ? and e.n >= ? order by e.n limit ?`, division, n, limit)
	if err != nil {
		return nil, fmt.Errorf("casestore: outbox: %w", err)
	}
	defer rows.Close()
	var events []casework.Event
	for rows.Next() {
		e := casework.Event{Division: division}
		if err := scanEvent(rows, &e, &e.Case); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
