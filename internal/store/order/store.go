// Package orderstore lists supervision orders and the late limits that a level above was told
// of. Its rows are written from events alone, inside the unit of the act; [Store.Compare]
// makes them again. A row names units and no person, and none of the words of an order.
package orderstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/limit"
	"banjie/internal/sqldb"
	"banjie/internal/supervise/order"
	"banjie/internal/supervise/playbook"
)

// Store reads and writes the rows.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// Project keeps the rows of a case as its latest event leaves it.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil || e.Seq != c.Version {
		return nil // a later event of the same unit of work writes them
	}
	if c.Procedure == order.Name {
		if err := putOrder(tx, c); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(c.Clocks, func(k limit.Clock) bool { return k.Raised > 0 }) {
		return nil
	}
	return putEscalations(tx, c)
}

const orderColumns = "number, official, unit, about, subject, card, ground, stage, due, late, asked, opened, replied, closed, result"

func orderValues(r order.Row) []any {
	return []any{r.Number, r.Official, r.Unit, string(r.About), r.Subject, r.Card, r.Ground, string(r.Stage), clock.Micros(r.Due), one(r.Late), one(r.Asked), clock.Micros(r.Opened), clock.Micros(r.Replied), clock.Micros(r.Closed), r.Result}
}

func putOrder(tx *sqldb.Tx, c *casework.Case) error {
	_, err := tx.Exec(`insert into supervision_order (division, case_id, `+orderColumns+`) values (`+sqldb.Args(17)+`)
		on conflict (division, case_id) do update set stage = excluded.stage, due = excluded.due, late = excluded.late, asked = excluded.asked, replied = excluded.replied, closed = excluded.closed, result = excluded.result`,
		append([]any{c.Division, int64(c.ID)}, orderValues(order.RowOf(c))...)...)
	if err != nil {
		return fmt.Errorf("orderstore: %w", err)
	}
	return nil
}

const escalationColumns = "seq, unit, number, procedure, item, clock, rule, level, at, due, extended, sealed, standing"

func escalationValues(x playbook.Escalated) []any {
	return []any{x.Seq, x.Unit, x.Number, x.Procedure, x.Item, x.Clock, x.Rule, x.Level, clock.Micros(x.At), clock.Micros(x.Due), one(x.Extended), one(x.Sealed), one(x.Standing)}
}

func putEscalations(tx *sqldb.Tx, c *casework.Case) error {
	for _, x := range playbook.EscalatedOf(c) {
		_, err := tx.Exec(`insert into escalation (division, case_id, `+escalationColumns+`) values (`+sqldb.Args(15)+`)
			on conflict (division, case_id, seq, unit) do update set standing = excluded.standing`, append([]any{c.Division, int64(c.ID)}, escalationValues(x)...)...)
		if err != nil {
			return fmt.Errorf("orderstore: escalation: %w", err)
		}
	}
	return nil
}

// one is a truth as both engines keep it.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Orders implements order.Lists.
func (s *Store) Orders(ctx context.Context, q order.Query) (order.Page, error) {
	where, args, by, dir := []string{"division = ?"}, []any{q.Division}, "due", ""
	switch q.Stage {
	case order.Ended:
		where, by, dir = append(where, "closed > 0"), "closed", " desc"
	case order.Overdue:
		where, args = append(where, "closed = 0 and stage = ? and late = 1"), append(args, string(order.Awaiting))
	case "":
		where = append(where, "closed = 0")
	default:
		where, args = append(where, "closed = 0 and stage = ?"), append(args, string(q.Stage))
	}
	if q.Unit != "" {
		where, args = append(where, "unit = ?"), append(args, q.Unit)
	}
	if q.After != "" {
		at, err := sqldb.ReadPlace(q.After, 2)
		if err != nil {
			return order.Page{}, err
		}
		is := ">"
		if dir != "" {
			is = "<"
		}
		where, args = append(where, "("+by+", case_id) "+is+" (?, ?)"), append(args, at[0], at[1])
	}
	n := sqldb.PageSize(q.Limit)
	rows, err := s.db.Query(ctx, `select case_id, `+orderColumns+`, `+by+` from supervision_order where `+strings.Join(where, " and ")+` order by `+by+dir+`, case_id`+dir+` limit ?`, append(args, n+1)...)
	if err != nil {
		return order.Page{}, fmt.Errorf("orderstore: %w", err)
	}
	defer rows.Close()
	var page order.Page
	last := ""
	for rows.Next() {
		var id, due, late, asked, opened, replied, closed, at int64
		var r order.Row
		var about, stage string
		if err := rows.Scan(&id, &r.Number, &r.Official, &r.Unit, &about, &r.Subject, &r.Card, &r.Ground, &stage, &due, &late, &asked, &opened, &replied, &closed, &r.Result, &at); err != nil {
			return page, fmt.Errorf("orderstore: %w", err)
		}
		if len(page.Rows) == n {
			page.Next = last
			break
		}
		r.Key, r.About, r.Stage, r.Late, r.Asked = casework.Key{Division: q.Division, ID: casework.ID(id)}, order.About(about), order.Stage(stage), late == 1, asked == 1
		r.Due, r.Opened, r.Replied, r.Closed = clock.FromMicros(due), clock.FromMicros(opened), clock.FromMicros(replied), clock.FromMicros(closed)
		page.Rows = append(page.Rows, r)
		last = sqldb.Place("", at, id)
	}
	return page, rows.Err()
}

// Stages implements order.Lists.
func (s *Store) Stages(ctx context.Context, division, unit string) (map[order.Stage]int64, error) {
	q, args := `select case when closed > 0 then 'closed' else stage end as st, late, count(*) from supervision_order where division = ?`, []any{division}
	if unit != "" {
		q, args = q+` and unit = ?`, append(args, unit)
	}
	rows, err := s.db.Query(ctx, q+` group by st, late`, args...)
	if err != nil {
		return nil, fmt.Errorf("orderstore: %w", err)
	}
	defer rows.Close()
	all := map[order.Stage]int64{}
	for rows.Next() {
		var stage string
		var late, n int64
		if err := rows.Scan(&stage, &late, &n); err != nil {
			return nil, fmt.Errorf("orderstore: %w", err)
		}
		all[order.Stage(stage)] += n
		if late == 1 && order.Stage(stage) == order.Awaiting {
			all[order.Overdue] += n
		}
	}
	return all, rows.Err()
}
