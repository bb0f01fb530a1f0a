// Package measurestore keeps which plots call for measures, and the cases that answer.
//
//	act that brings a verdict ─▶ Called, in its savepoint ─▶ soil_call, case 0
//	System ─ Open ─▶ open_soil_measure ─▶ Project sets the case, where there is none ─▶ soil_measure
//
// A call is a row of the same transaction as the verdict, so none is lost; the opening of a case takes
// its call by compare-and-set, so there is one case for a plot and verdict however often it is tried.
package measurestore

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/measures"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store reads and projects.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Called keeps the calls of an act; villages are codes by plot.
func (s *Store) Called(tx *sqldb.Tx, e *casework.Event, calls []soil.Call, villages map[string]string) error {
	for _, c := range calls {
		body, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("measurestore: %w", err)
		}
		if _, err := tx.Exec(`insert into soil_call (division, parcel, standard, valid_from, class, seq, village, body) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (division, parcel, standard, valid_from, class) do nothing`,
			e.Division, c.Parcel, c.Standard, int64(c.From), string(c.Class), e.Seq, villages[c.Parcel], string(body)); err != nil {
			return fmt.Errorf("measurestore: %w", err)
		}
	}
	return nil
}

// Project writes the row of a case. Opening one takes its call; a call that is taken, or that
// nobody made, is a conflict.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil || c.Procedure != measures.Name {
		return nil
	}
	f := measures.FileOf(c)
	if e.Kind == "soil_measure_called" {
		done, err := tx.Exec(`update soil_call set case_id = ? where division = ? and parcel = ? and standard = ? and valid_from = ? and class = ? and case_id = 0`,
			int64(c.ID), c.Division, f.Parcel, f.Standard, int64(f.From), string(f.Class))
		if err != nil {
			return fmt.Errorf("measurestore: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, casework.ErrConflict)
		}
	}
	due := int64(0)
	for _, k := range c.Clocks {
		if k.State == limit.Running || k.State == limit.Late {
			if at := clock.Micros(k.Due.At); due == 0 || at < due {
				due = at
			}
		}
	}
	closed := int64(0)
	if !c.Closed.IsZero() {
		closed = clock.Micros(c.Closed)
	}
	_, err := tx.Exec(`insert into soil_measure (division, id, number, parcel, village, class, state, opened, due, closed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, id) do update set state = excluded.state, due = excluded.due, closed = excluded.closed`,
		c.Division, int64(c.ID), c.Number, f.Parcel, f.Village, string(f.Class), string(c.State), clock.Micros(c.Opened), due, closed)
	if err != nil {
		return fmt.Errorf("measurestore: %w", err)
	}
	return nil
}

// Waiting gives calls without a case, the oldest first.
func (s *Store) Waiting(ctx context.Context, division string, most int) (all []measures.OpenInput, err error) {
	rows, err := s.db.Query(ctx, `select body, village from soil_call where division = ? and case_id = 0 order by seq, parcel limit ?`, division, most)
	if err != nil {
		return nil, fmt.Errorf("measurestore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var body string
		var in measures.OpenInput
		if err := rows.Scan(&body, &in.Village); err != nil {
			return nil, fmt.Errorf("measurestore: %w", err)
		}
		if err := json.Unmarshal([]byte(body), &in.Call); err != nil {
			return nil, fmt.Errorf("measurestore: %w", err)
		}
		all = append(all, in)
	}
	return all, rows.Err()
}

// batch is how many calls are read at once.
const batch = 100

// Open opens a case for every call that has none. Where two nodes try at once, one finds it done.
func (s *Store) Open(ctx context.Context, engine *casework.Engine, division string) (opened int, err error) {
	for {
		list, err := s.Waiting(ctx, division, batch)
		if err != nil || len(list) == 0 {
			return opened, err
		}
		before := opened
		for i := range list {
			_, err := engine.Do(ctx, casework.Command{Actor: access.Actor{Role: access.System, Division: division}, Verb: "open_soil_measure", Input: &list[i],
				Open: &casework.Open{Procedure: measures.Name, Channel: "web", Series: measures.Series}})
			if errors.Is(err, casework.ErrConflict) {
				continue // another node was faster
			}
			if err != nil {
				return opened, err
			}
			opened++
		}
		if opened == before {
			return opened, nil
		}
	}
}

// Row is a case in a list.
type Row struct {
	casework.Key
	Number  string
	Parcel  string
	Village string // code
	Class   soil.Class
	State   casework.State
	Opened  time.Time
	Due     time.Time // of the limit that ends first; zero: none runs
	Closed  time.Time
}

// Mark is where a page of the list ends, as the address of the next one has it.
func (r Row) Mark() string { return fmt.Sprintf("%d.%d", clock.Micros(r.Opened), int64(r.ID)) }

// List gives cases, the newest first, after the [Row.Mark] of another page; parcel "" is all of them.
// Errors: fault.NotFound for a mark that is none.
func (s *Store) List(ctx context.Context, division, parcel, after string, most int) (all []Row, err error) {
	q, args := `select id, number, parcel, village, class, state, opened, due, closed from soil_measure where division = ?`, []any{division}
	if parcel != "" {
		q, args = q+` and parcel = ?`, append(args, parcel)
	}
	if after != "" {
		var opened, id int64
		if _, err := fmt.Sscanf(after, "%d.%d", &opened, &id); err != nil {
			return nil, fault.Missing()
		}
		q, args = q+` and (opened < ? or opened = ? and id < ?)`, append(args, opened, opened, id)
	}
	rows, err := s.db.Query(ctx, q+` order by opened desc, id desc limit ?`, append(args, most)...)
	if err != nil {
		return nil, fmt.Errorf("measurestore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, opened, due, closed int64
		var class, state string
		r := Row{Key: casework.Key{Division: division}}
		if err := rows.Scan(&id, &r.Number, &r.Parcel, &r.Village, &class, &state, &opened, &due, &closed); err != nil {
			return nil, fmt.Errorf("measurestore: %w", err)
		}
		r.ID, r.Class, r.State, r.Opened = casework.ID(id), soil.Class(class), casework.State(state), clock.FromMicros(opened)
		if due > 0 {
			r.Due = clock.FromMicros(due)
		}
		if closed > 0 {
			r.Closed = clock.FromMicros(closed)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// Check finds calls whose case is missing, and cases without a call. It writes nothing.
func (s *Store) Check(ctx context.Context, division string) (differs []lang.Text, err error) {
	rows, err := s.db.Query(ctx, `select c.parcel from soil_call c left join soil_measure m on m.division = c.division and m.id = c.case_id where c.division = ? and c.case_id <> 0 and (m.id is null or m.parcel <> c.parcel or m.class <> c.class)
		union all select m.parcel from soil_measure m left join soil_call c on c.division = m.division and c.case_id = m.id where m.division = ? and c.parcel is null`, division, division)
	if err != nil {
		return nil, fmt.Errorf("measurestore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return nil, fmt.Errorf("measurestore: %w", err)
		}
		differs = append(differs, lang.T("地块“"+code+"”的措施办件与要求采取措施的判定对不上。", "The case of measures of the plot “"+code+"” does not match a verdict that calls for it."))
	}
	return differs, rows.Err()
}
