// Package playbookstore counts for the playbook, from rows that other stores keep. It writes
// nothing. What is due costs what is due, who waits costs the open tasks, what repeats costs
// ninety days; nothing costs the archive.
package playbookstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/internal/supervise/playbook"
)

// Store reads.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// ours are the cases of which the county's lists speak: of sealed ones the complaints and the
// orders about them. Accountability files, inspections and what else is sealed have desks of
// their own: to supervisors of other units their being there is no matter.
const ours = `(sealed = 0 or procedure in ('complaint', 'order'))`

// Due implements playbook.Lists.
func (s *Store) Due(ctx context.Context, division string, now, today, week time.Time) (d playbook.Due, err error) {
	for _, r := range []struct {
		from, until time.Time
		n           *int64
	}{{time.Time{}, now, &d.Over}, {now, today, &d.Today}, {today, week, &d.Week}} {
		if err := s.db.QueryRow(ctx, `select count(*) from cases where division = ? and closed = 0 and promised_due > ? and promised_due <= ? and `+ours, division, clock.Micros(r.from), clock.Micros(r.until)).Scan(r.n); err != nil {
			return d, fmt.Errorf("playbookstore: %w", err)
		}
	}
	return d, nil
}

// DueRows implements playbook.Lists.
func (s *Store) DueRows(ctx context.Context, division string, from, until time.Time, after string, limit int) (all []playbook.Row, next string, err error) {
	where, args := `division = ? and closed = 0 and promised_due > ? and promised_due <= ? and `+ours, []any{division, clock.Micros(from), clock.Micros(until)}
	if after != "" {
		at, err := sqldb.ReadPlace(after, 2)
		if err != nil {
			return nil, "", err
		}
		where, args = where+` and (promised_due, id) > (?, ?)`, append(args, at[0], at[1])
	}
	n := sqldb.PageSize(limit)
	rows, err := s.db.Query(ctx, `select id, number, procedure, item, unit, state, promised_due, sealed from cases where `+where+` order by promised_due, id limit ?`, append(args, n+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("playbookstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, due, sealed int64
		var r playbook.Row
		var state string
		if err := rows.Scan(&id, &r.Number, &r.Procedure, &r.Item, &r.Unit, &state, &due, &sealed); err != nil {
			return nil, "", fmt.Errorf("playbookstore: %w", err)
		}
		if len(all) == n {
			last := all[n-1]
			return all, sqldb.Place("", clock.Micros(last.Due), int64(last.Key.ID)), nil
		}
		r.Key, r.State, r.Due, r.Sealed = casework.Key{Division: division, ID: casework.ID(id)}, casework.State(state), clock.FromMicros(due), sealed == 1
		all = append(all, r)
	}
	return all, "", rows.Err()
}

// Waits implements playbook.Lists.
func (s *Store) Waits(ctx context.Context, division string, now time.Time) ([]playbook.Wait, error) {
	rows, err := s.db.Query(ctx, `select unit, count(*), sum(case when state in ('waiting', 'sent_back') then 1 else 0 end), sum(case when due <= ? then 1 else 0 end), min(opened)
		from task where division = ? group by unit order by count(*) desc, unit`, clock.Micros(now), division)
	if err != nil {
		return nil, fmt.Errorf("playbookstore: %w", err)
	}
	defer rows.Close()
	var all []playbook.Wait
	for rows.Next() {
		var w playbook.Wait
		var oldest int64
		if err := rows.Scan(&w.Unit, &w.Open, &w.Untaken, &w.Late, &oldest); err != nil {
			return nil, fmt.Errorf("playbookstore: %w", err)
		}
		w.Oldest = clock.FromMicros(oldest)
		all = append(all, w)
	}
	return all, rows.Err()
}

// Repeats implements playbook.Lists.
func (s *Store) Repeats(ctx context.Context, division string, since time.Time) ([]playbook.Repeat, error) {
	var all []playbook.Repeat
	for _, of := range []struct {
		of    playbook.RepeatOf
		query string
	}{
		{playbook.UnitAndKind, `select against, kind, count(*), max(opened) from complaint_desk where division = ? and opened >= ? and against <> '' group by against, kind having count(*) >= ? order by count(*) desc, against, kind`},
		{playbook.ItemAndKind, `select item, kind, count(*), max(opened) from complaint_desk where division = ? and opened >= ? and item <> '' group by item, kind having count(*) >= ? order by count(*) desc, item, kind`},
		{playbook.UnitAndCard, `select unit, rule, count(*), max(shown) from card where division = ? and shown >= ? and colour <> 'blue' group by unit, rule having count(*) >= ? order by count(*) desc, unit, rule`},
	} {
		rows, err := s.db.Query(ctx, of.query, division, clock.Micros(since), playbook.Often)
		if err != nil {
			return nil, fmt.Errorf("playbookstore: %w", err)
		}
		for rows.Next() {
			var who, what string
			var latest int64
			r := playbook.Repeat{Of: of.of}
			if err := rows.Scan(&who, &what, &r.N, &latest); err != nil {
				rows.Close()
				return nil, fmt.Errorf("playbookstore: %w", err)
			}
			switch of.of {
			case playbook.UnitAndKind:
				r.Unit, r.Kind = who, what
			case playbook.ItemAndKind:
				r.Item, r.Kind = who, what
			default:
				r.Unit, r.Rule = who, what
			}
			r.Latest = clock.FromMicros(latest)
			all = append(all, r)
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return nil, fmt.Errorf("playbookstore: %w", err)
		}
	}
	return all, nil
}

// unordered says of an escalation that no order about the case is open.
const unordered = `not exists (select 1 from supervision_order o where o.division = e.division and o.subject = e.number and o.subject <> '' and o.closed = 0)`

// Unmet implements playbook.Lists.
func (s *Store) Unmet(ctx context.Context, division string) (u playbook.Unmet, err error) {
	for _, c := range []struct {
		n     *int64
		query string
	}{
		{&u.Orders, `select count(*) from supervision_order where division = ? and closed = 0 and stage = 'awaiting' and late = 1`},
		{&u.Measures, `select count(*) from complaint_desk where division = ? and measures > 0 and confirmed = 0 and closed > 0`},
		{&u.Extensions, `select count(*) from escalation e where division = ? and standing = 1 and extended = 1`},
		{&u.Unordered, `select count(*) from escalation e where division = ? and standing = 1 and level >= 2 and procedure <> 'order' and ` + unordered},
	} {
		if err := s.db.QueryRow(ctx, c.query, division).Scan(c.n); err != nil {
			return u, fmt.Errorf("playbookstore: %w", err)
		}
	}
	return u, nil
}

// Escalations implements playbook.Lists.
func (s *Store) Escalations(ctx context.Context, q playbook.EscalatedQuery) (all []playbook.Escalated, next string, err error) {
	where, args := []string{"e.division = ?", "e.standing = 1"}, []any{q.Division}
	if q.Unit != "" {
		where, args = append(where, "e.unit = ?"), append(args, q.Unit)
	}
	if q.Level > 0 {
		where, args = append(where, "e.level >= ?"), append(args, q.Level)
	}
	if q.Extended {
		where = append(where, "e.extended = 1")
	}
	if q.Unordered {
		where = append(where, "e.procedure <> 'order'", unordered)
	}
	if q.After != "" {
		at, unit, err := sqldb.ReadPlaceText(q.After, 3)
		if err != nil {
			return nil, "", err
		}
		where, args = append(where, "(e.due, e.case_id, e.seq, e.unit) > (?, ?, ?, ?)"), append(args, at[0], at[1], at[2], unit)
	}
	n := sqldb.PageSize(q.Limit)
	rows, err := s.db.Query(ctx, `select e.case_id, e.seq, e.number, e.procedure, e.item, e.unit, e.clock, e.rule, e.level, e.at, e.due, e.extended, e.sealed, case when `+unordered+` then 0 else 1 end
		from escalation e where `+strings.Join(where, " and ")+` order by e.due, e.case_id, e.seq, e.unit limit ?`, append(args, n+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("playbookstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, at, due, extended, sealed, ordered int64
		x := playbook.Escalated{Standing: true}
		if err := rows.Scan(&id, &x.Seq, &x.Number, &x.Procedure, &x.Item, &x.Unit, &x.Clock, &x.Rule, &x.Level, &at, &due, &extended, &sealed, &ordered); err != nil {
			return nil, "", fmt.Errorf("playbookstore: %w", err)
		}
		if len(all) == n {
			last := all[n-1]
			return all, sqldb.Place(last.Unit, clock.Micros(last.Due), int64(last.Key.ID), last.Seq), nil
		}
		x.Key, x.At, x.Due = casework.Key{Division: q.Division, ID: casework.ID(id)}, clock.FromMicros(at), clock.FromMicros(due)
		x.Extended, x.Sealed, x.Ordered = extended == 1, sealed == 1, ordered == 1
		all = append(all, x)
	}
	return all, "", rows.Err()
}
