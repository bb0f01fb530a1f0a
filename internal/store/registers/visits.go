package registerstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/visit"
	"banjie/internal/sqldb"
)

// Visits keeps the programmes of inspection and a row for each inspection.
type Visits struct {
	db *sqldb.DB
	w  *sqldb.Writer // nil for reading only
}

// NewVisits makes the store; w may be nil for reading only.
func NewVisits(db *sqldb.DB, w *sqldb.Writer) *Visits { return &Visits{db, w} }

// ProjectProgramme writes the row of a published programme; no version is written twice.
func (s *Visits) ProjectProgramme(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	if e.Kind != visit.Published {
		return nil
	}
	p, err := casework.Data[visit.Programme](*e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("registerstore: %w", err)
	}
	done, err := tx.Exec(`insert into inspection_programme (division, unit, year, version, most, body) values (?, ?, ?, ?, ?, ?) on conflict (division, unit, year, version) do nothing`,
		e.Division, p.Unit, p.Year, p.Version, p.Most, body)
	return once(done, err, "programme_moved", lang.T("这份计划刚刚被别人修改并发布了。", "Somebody else has just published this programme."))
}

type affected interface{ RowsAffected() (int64, error) }

// once is the answer where a row that must be new was there already.
func once(done affected, err error, code string, said lang.Text) error {
	if err != nil {
		return fmt.Errorf("registerstore: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.New(fault.Conflict, code, said, lang.T("请刷新后再看，您的内容没有保存。", "Please reload and look again; yours was not kept.")))
	}
	return nil
}

// Project writes the row of an inspection. Two plans of one unit for one firm cannot take the
// same place of the year: the later one is decided again.
func (s *Visits) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil {
		return s.ProjectProgramme(tx, c, e)
	}
	if c.Procedure != visit.Name || e.Seq != c.Version {
		return nil
	}
	return put(tx, visit.RowOf(c))
}

var visitColumns = []string{"number", "state", "unit", "firm", "year", "day", "made", "reason", "ordinal", "came", "finding", "joined", "stars", "minutes"}

func visitValues(r visit.Row) []any {
	return []any{r.Number, string(r.State), r.Unit, r.Firm, r.Year, int64(r.Day), int64(r.Made), r.Reason, r.Ordinal, int64(r.Came), r.Finding, r.Joined, r.Stars, r.Minutes}
}

func put(tx *sqldb.Tx, r visit.Row) error {
	_, err := tx.Exec(`insert into enterprise_visit (division, case_id, number, state, unit, firm, year, day, made, reason, ordinal, came, finding, joined, stars, minutes)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, case_id) do update set state = excluded.state, ordinal = excluded.ordinal, came = excluded.came, finding = excluded.finding, stars = excluded.stars, minutes = excluded.minutes`,
		append([]any{r.Key.Division, int64(r.Key.ID)}, visitValues(r)...)...)
	if sqldb.IsUnique(err) {
		return casework.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("registerstore: %w", err)
	}
	return nil
}

// Programme gives the last version of a unit's programme of a year.
func (s *Visits) Programme(ctx context.Context, division, unit string, year int) (visit.Programme, bool, error) {
	all, err := s.programmes(ctx, `select body from inspection_programme where division = ? and year = ? and unit = ? order by version desc limit 1`, division, year, unit)
	if err != nil || len(all) == 0 {
		return visit.Programme{}, false, err
	}
	return all[0], true, nil
}

// Programmes gives the last version of every unit's programme of a year, by unit.
func (s *Visits) Programmes(ctx context.Context, division string, year int) ([]visit.Programme, error) {
	return s.programmes(ctx, `select p.body from inspection_programme p where p.division = ? and p.year = ?
		and p.version = (select max(n.version) from inspection_programme n where n.division = p.division and n.unit = p.unit and n.year = p.year) order by p.unit`, division, year)
}

func (s *Visits) programmes(ctx context.Context, q string, args ...any) ([]visit.Programme, error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	var all []visit.Programme
	for rows.Next() {
		var body []byte
		var p visit.Programme
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("registerstore: %w", err)
		}
		if err := json.Unmarshal(body, &p); err != nil {
			return nil, fmt.Errorf("registerstore: damaged programme: %w", err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// where is the filter as a condition.
func where(division string, f visit.Filter) (string, []any) {
	where, args := []string{"division = ?"}, []any{division}
	add := func(cond string, arg any) { where, args = append(where, cond), append(args, arg) }
	if f.Unit != "" {
		add("unit = ?", f.Unit)
	}
	if f.Firm != "" {
		add("firm = ?", f.Firm)
	}
	if f.Year != 0 {
		add("year = ?", f.Year)
	}
	if f.From != 0 {
		add("day >= ?", int64(f.From))
	}
	if f.To != 0 {
		add("day <= ?", int64(f.To))
	}
	return strings.Join(where, " and "), args
}

// Visits implements visit.Register.
func (s *Visits) Visits(ctx context.Context, division string, f visit.Filter) ([]visit.Row, error) {
	cond, args := where(division, f)
	return s.rows(ctx, division, cond+` order by day, case_id`, args...)
}

// VisitPage implements visit.Register.
func (s *Visits) VisitPage(ctx context.Context, division string, f visit.Filter, after string, limit int) ([]visit.Row, string, error) {
	cond, args := where(division, f)
	if after != "" {
		at, err := sqldb.ReadPlace(after, 2)
		if err != nil {
			return nil, "", err
		}
		cond, args = cond+` and (day, case_id) < (?, ?)`, append(args, at[0], at[1])
	}
	n := sqldb.PageSize(limit)
	rows, err := s.rows(ctx, division, cond+` order by day desc, case_id desc limit ?`, append(args, n+1)...)
	if err != nil || len(rows) <= n {
		return rows, "", err
	}
	last := rows[n-1]
	return rows[:n], sqldb.Place("", int64(last.Day), int64(last.Key.ID)), nil
}

func (s *Visits) rows(ctx context.Context, division, cond string, args ...any) ([]visit.Row, error) {
	rows, err := s.db.Query(ctx, `select case_id, `+strings.Join(visitColumns, ", ")+` from enterprise_visit where `+cond, args...)
	if err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	var all []visit.Row
	for rows.Next() {
		r := visit.Row{Key: casework.Key{Division: division}}
		var id int64
		if err := rows.Scan(&id, &r.Number, &r.State, &r.Unit, &r.Firm, &r.Year, &r.Day, &r.Made, &r.Reason, &r.Ordinal, &r.Came, &r.Finding, &r.Joined, &r.Stars, &r.Minutes); err != nil {
			return nil, fmt.Errorf("registerstore: %w", err)
		}
		r.Key.ID = casework.ID(id)
		all = append(all, r)
	}
	return all, rows.Err()
}

// Drawn says that a draw of that name is done on the ledger.
func (s *Visits) Drawn(ctx context.Context, division, name string) (bool, error) {
	found := 0
	if err := s.db.QueryRow(ctx, `select count(*) from act_once where division = ? and kind = ? and name = ?`, division, draw.Done, name).Scan(&found); err != nil || found > 0 {
		return found > 0, err
	}
	// A draw that was done before names were kept, or none at all.
	rows, err := s.db.Query(ctx, `select facts from event where division = ? and case_id = 0 and kind = ?`, division, draw.Done)
	if err != nil {
		return false, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		var facts struct{ Data draw.Facts }
		if err := rows.Scan(&raw); err != nil {
			return false, fmt.Errorf("registerstore: %w", err)
		}
		if json.Unmarshal(raw, &facts) == nil && facts.Data.Draw == name {
			return true, nil
		}
	}
	return false, rows.Err()
}

// Difference is one column of a row that is not what the events give.
type Difference struct{ What, Have, Want string }

// Compare makes the row of an inspection again and compares it with the stored one.
func (s *Visits) Compare(ctx context.Context, c *casework.Case) ([]Difference, error) {
	if c.Procedure != visit.Name {
		return nil, nil
	}
	rows, err := s.db.Query(ctx, `select `+strings.Join(visitColumns, ", ")+` from enterprise_visit where division = ? and case_id = ?`, c.Division, int64(c.ID))
	if err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return []Difference{{"row", "missing", "there"}}, rows.Err()
	}
	have, into := make([]any, len(visitColumns)), make([]any, len(visitColumns))
	for i := range have {
		into[i] = &have[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, fmt.Errorf("registerstore: %w", err)
	}
	var diff []Difference
	for i, want := range visitValues(visit.RowOf(c)) {
		if h, w := fmt.Sprint(have[i]), fmt.Sprint(want); h != w {
			diff = append(diff, Difference{visitColumns[i], h, w})
		}
	}
	return diff, rows.Err()
}

// Rebuild writes the row of an inspection anew from its events.
func (s *Visits) Rebuild(ctx context.Context, c *casework.Case) error {
	if c.Procedure != visit.Name {
		return nil
	}
	_, err := s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`delete from enterprise_visit where division = ? and case_id = ?`, c.Division, int64(c.ID)); err != nil {
			return err
		}
		return put(tx, visit.RowOf(c))
	}})
	return err
}
