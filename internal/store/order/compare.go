package orderstore

import (
	"context"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/sqldb"
	"banjie/internal/supervise/order"
	"banjie/internal/supervise/playbook"
)

// Difference is one row that is not what the events give.
type Difference struct {
	Table string
	Seq   int64 // of the escalation; 0 for the order
	Have  string
	Want  string
}

// Compare makes the rows of a case again and compares.
func (s *Store) Compare(ctx context.Context, c *casework.Case) ([]Difference, error) {
	var diff []Difference
	want := map[string]string{}
	if c.Procedure == order.Name {
		want["supervision_order"] = text(orderValues(order.RowOf(c)))
	}
	diff, err := s.compare(ctx, c, "supervision_order", orderColumns, 15, want, func([]any) string { return "supervision_order" }, diff)
	if err != nil {
		return nil, err
	}
	want = map[string]string{}
	for _, x := range playbook.EscalatedOf(c) {
		v := escalationValues(x)
		want[fmt.Sprint(v[0], " ", v[1])] = text(v)
	}
	return s.compare(ctx, c, "escalation", escalationColumns, 13, want, func(v []any) string { return text(v[:2]) }, diff)
}

func (s *Store) compare(ctx context.Context, c *casework.Case, table, columns string, n int, want map[string]string, key func([]any) string, diff []Difference) ([]Difference, error) {
	rows, err := s.db.Query(ctx, `select `+columns+` from `+table+` where division = ? and case_id = ?`, c.Division, int64(c.ID))
	if err != nil {
		return nil, fmt.Errorf("orderstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		values, into := make([]any, n), make([]any, n)
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("orderstore: %w", err)
		}
		k, have := key(values), text(values)
		if want[k] != have {
			diff = append(diff, Difference{table, seqOf(values), have, want[k]})
		}
		delete(want, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("orderstore: %w", err)
	}
	var left []string
	for k := range want {
		left = append(left, k)
	}
	slices.Sort(left)
	for _, k := range left {
		diff = append(diff, Difference{Table: table, Want: want[k]})
	}
	return diff, nil
}

func seqOf(values []any) int64 {
	n, _ := values[0].(int64)
	return n
}

// text brings what a driver gives into one form.
func text(values []any) string {
	out := ""
	for i, v := range values {
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		if i > 0 {
			out += " "
		}
		out += fmt.Sprint(v)
	}
	return out
}

// Rebuild writes the rows of a case anew and says how many there are.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) (int, error) {
	n := len(playbook.EscalatedOf(c))
	if c.Procedure == order.Name {
		n++
	}
	diff, err := s.Compare(ctx, c)
	if err != nil || len(diff) == 0 {
		return n, err
	}
	_, err = s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error {
		for _, table := range []string{"supervision_order", "escalation"} {
			if _, err := tx.Exec(`delete from `+table+` where division = ? and case_id = ?`, c.Division, int64(c.ID)); err != nil {
				return err
			}
		}
		if c.Procedure == order.Name {
			if err := putOrder(tx, c); err != nil {
				return err
			}
		}
		return putEscalations(tx, c)
	}})
	return n, err
}
