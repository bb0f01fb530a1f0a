// Package complaintstore keeps the centre's list of complaints: what each waits for and until
// when. Its rows are written from events alone, inside the unit of the act; [Store.Compare]
// makes them again. A row holds no word of a reporter and nothing of who it is.
package complaintstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/limit"
	"banjie/internal/sqldb"
)

// never sorts what has no limit to the end of a list.
const never = int64(1) << 62

// Store reads and writes the rows.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

const columns = "number, kind, against, item, tab, state, clock, due, late, opened, closed, result, measures, confirmed, alarm, alarm_waits"

func values(s complaint.Standing) []any {
	due := never
	if !s.Due.IsZero() {
		due = clock.Micros(s.Due)
	}
	return []any{s.Number, s.Kind, s.Against, s.Item, string(s.Tab), string(s.State), s.Clock, due, one(s.Late), clock.Micros(s.Opened), clock.Micros(s.Closed), s.Result, s.Measures, one(s.Confirmed), int64(s.Alarm), one(s.Waits)}
}

// one is a truth as both engines keep it.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Project keeps the row of a complaint as its latest event leaves it.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil || c.Procedure != complaint.Name || e.Seq != c.Version {
		return nil
	}
	return put(tx, c)
}

func put(tx *sqldb.Tx, c *casework.Case) error {
	v := complaint.Stand(c)
	if about := complaint.FileOf(c).About; about != "" {
		err := tx.QueryRow(`select item from cases where division = ? and number = ?`, c.Division, about).Scan(&v.Item)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("complaintstore: %w", err)
		}
	}
	_, err := tx.Exec(`insert into complaint_desk (division, case_id, `+columns+`) values (`+sqldb.Args(18)+`)
		on conflict (division, case_id) do update set item = excluded.item, tab = excluded.tab, state = excluded.state, clock = excluded.clock, due = excluded.due, late = excluded.late,
		closed = excluded.closed, result = excluded.result, measures = excluded.measures, confirmed = excluded.confirmed, alarm = excluded.alarm, alarm_waits = excluded.alarm_waits`, append([]any{c.Division, int64(c.ID)}, values(v)...)...)
	if err != nil {
		return fmt.Errorf("complaintstore: %w", err)
	}
	return nil
}

// Page implements complaint.Desk.
func (s *Store) Page(ctx context.Context, q complaint.DeskQuery) (complaint.DeskPage, error) {
	where, args, by, dir := []string{"division = ?"}, []any{q.Division}, "due", ""
	switch {
	case q.Unmet:
		where, by, dir = append(where, "measures > 0 and confirmed = 0 and closed > 0"), "closed", " desc"
	case !q.Since.IsZero():
		where, args, by, dir = append(where, "opened >= ?"), append(args, clock.Micros(q.Since)), "opened", " desc"
	case q.Tab == complaint.Finished:
		where, by, dir = append(where, "closed > 0"), "closed", " desc"
	default:
		where = append(where, "closed = 0")
		if q.Tab != "" {
			where, args = append(where, "tab = ?"), append(args, string(q.Tab))
		}
	}
	if !q.DueBefore.IsZero() {
		where, args = append(where, "due < ?"), append(args, clock.Micros(q.DueBefore))
	}
	for _, f := range []struct{ column, value string }{{"against", q.Against}, {"kind", q.Kind}, {"item", q.Item}} {
		if f.value != "" {
			where, args = append(where, f.column+" = ?"), append(args, f.value)
		}
	}
	if q.After != "" {
		at, err := sqldb.ReadPlace(q.After, 2)
		if err != nil {
			return complaint.DeskPage{}, err
		}
		is := ">"
		if dir != "" {
			is = "<"
		}
		where, args = append(where, "("+by+", case_id) "+is+" (?, ?)"), append(args, at[0], at[1])
	}
	n := sqldb.PageSize(q.Limit)
	rows, err := s.db.Query(ctx, `select case_id, `+columns+`, `+by+` from complaint_desk where `+strings.Join(where, " and ")+` order by `+by+dir+`, case_id`+dir+` limit ?`, append(args, n+1)...)
	if err != nil {
		return complaint.DeskPage{}, fmt.Errorf("complaintstore: %w", err)
	}
	defer rows.Close()
	var page complaint.DeskPage
	last := ""
	for rows.Next() {
		id, at, v, err := scan(rows, q.Division)
		if err != nil {
			return page, err
		}
		if len(page.Rows) == n {
			page.Next = last
			break
		}
		page.Rows = append(page.Rows, v)
		last = sqldb.Place("", at, id)
	}
	return page, rows.Err()
}

// scan reads a row: its columns, then the value that orders it.
func scan(rows *sql.Rows, division string) (id, at int64, v complaint.Standing, err error) {
	var due, late, opened, closed, confirmed, alarm, waits int64
	var tab, state string
	if err := rows.Scan(&id, &v.Number, &v.Kind, &v.Against, &v.Item, &tab, &state, &v.Clock, &due, &late, &opened, &closed, &v.Result, &v.Measures, &confirmed, &alarm, &waits, &at); err != nil {
		return 0, 0, v, fmt.Errorf("complaintstore: %w", err)
	}
	v.Key, v.Tab, v.State, v.Late, v.Confirmed = casework.Key{Division: division, ID: casework.ID(id)}, complaint.Tab(tab), casework.State(state), late == 1, confirmed == 1
	v.Opened, v.Closed, v.Alarm, v.Waits = clock.FromMicros(opened), clock.FromMicros(closed), casework.ID(alarm), waits == 1
	if due < never {
		v.Due = clock.FromMicros(due)
	}
	return id, at, v, nil
}

// mostAlarms is how many alarms the centre is shown at once.
const mostAlarms = 100

// Alarms implements complaint.Desk. The limits are those of the alarms' own cases.
func (s *Store) Alarms(ctx context.Context, division string) ([]complaint.Standing, error) {
	rows, err := s.db.Query(ctx, `select case_id, `+columns+`, alarm from complaint_desk where division = ? and alarm > 0 order by alarm_waits desc, alarm limit ?`, division, mostAlarms)
	if err != nil {
		return nil, fmt.Errorf("complaintstore: %w", err)
	}
	defer rows.Close()
	var all []complaint.Standing
	for rows.Next() {
		_, _, v, err := scan(rows, division)
		if err != nil {
			return nil, err
		}
		v.Clock, v.Due, v.Late = "", time.Time{}, false
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range all {
		name := alarm.Protecting
		if all[i].Waits {
			name = alarm.Answering
		}
		var due int64
		var state string
		err := s.db.QueryRow(ctx, `select due, state from clock where division = ? and case_id = ? and name = ?`, division, int64(all[i].Alarm), name).Scan(&due, &state)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("complaintstore: %w", err)
		}
		if err == nil {
			all[i].Clock, all[i].Due, all[i].Late = name, clock.FromMicros(due), state == string(limit.Late)
		}
	}
	return all, nil
}

// Tabs implements complaint.Desk.
func (s *Store) Tabs(ctx context.Context, division string) (map[complaint.Tab]int64, error) {
	all := map[complaint.Tab]int64{}
	err := s.count(ctx, func(name string, n int64) { all[complaint.Tab(name)] = n }, `select tab, count(*) from complaint_desk where division = ? and closed = 0 group by tab`, division)
	return all, err
}

// DueBefore implements complaint.Desk.
func (s *Store) DueBefore(ctx context.Context, division string, until time.Time) (n int64, err error) {
	if err := s.db.QueryRow(ctx, `select count(*) from complaint_desk where division = ? and closed = 0 and due <= ?`, division, clock.Micros(until)).Scan(&n); err != nil {
		return 0, fmt.Errorf("complaintstore: %w", err)
	}
	return n, nil
}

// AtUnits implements complaint.Desk.
func (s *Store) AtUnits(ctx context.Context, division string) (map[string]int64, error) {
	all := map[string]int64{}
	err := s.count(ctx, func(name string, n int64) { all[name] = n }, `select t.unit, count(distinct c.case_id) from complaint_desk c join task t on t.division = c.division and t.case_id = c.case_id
		where c.division = ? and c.closed = 0 and c.tab = ? group by t.unit`, division, string(complaint.AtUnits))
	return all, err
}

func (s *Store) count(ctx context.Context, put func(string, int64), q string, args ...any) error {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("complaintstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return fmt.Errorf("complaintstore: %w", err)
		}
		put(name, n)
	}
	return rows.Err()
}

// Compare says what a complaint's row is and what the events give; equal strings: nothing is wrong.
func (s *Store) Compare(ctx context.Context, c *casework.Case) (have, want string, err error) {
	if c.Procedure != complaint.Name {
		return "", "", nil
	}
	v := complaint.Stand(c)
	var item string
	if about := complaint.FileOf(c).About; about != "" {
		if err := s.db.QueryRow(ctx, `select item from cases where division = ? and number = ?`, c.Division, about).Scan(&item); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", "", fmt.Errorf("complaintstore: %w", err)
		}
	}
	v.Item = item
	row := make([]any, 16)
	into := make([]any, 16)
	for i := range row {
		into[i] = &row[i]
	}
	err = s.db.QueryRow(ctx, `select `+columns+` from complaint_desk where division = ? and case_id = ?`, c.Division, int64(c.ID)).Scan(into...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", "", fmt.Errorf("complaintstore: %w", err)
	}
	if err == nil {
		have = text(row)
	}
	return have, text(values(v)), nil
}

func text(values []any) string {
	out := make([]string, len(values))
	for i, v := range values {
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		out[i] = fmt.Sprint(v)
	}
	return strings.Join(out, " ")
}

// Rebuild writes the row of a complaint anew where it is wrong.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) error {
	have, want, err := s.Compare(ctx, c)
	if err != nil || have == want {
		return err
	}
	_, err = s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`delete from complaint_desk where division = ? and case_id = ?`, c.Division, int64(c.ID)); err != nil {
			return err
		}
		return put(tx, c)
	}})
	return err
}
