// Package supervisestore lists cards. Its rows are written from events alone, inside the unit
// of the act that opens a card or acts on one; [Store.Compare] makes them again. A row names
// a unit and no person.
package supervisestore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/internal/supervise"
)

// Store reads and writes rows of cards.
type Store struct {
	db        *sqldb.DB
	w         *sqldb.Writer // nil for reading only
	calendars func() *supervise.Calendars
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer, calendars func() *supervise.Calendars) *Store {
	return &Store{db, w, calendars}
}

// Project writes the rows of the cards that an event opens or acts on.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c == nil || !supervise.Touches(*e) {
		return nil
	}
	events := slices.Clone(c.Events)
	events[e.Seq-1] = *e // as it is written, with the hash of its private half
	cards, err := supervise.Cards(events[:e.Seq], s.calendars())
	if err != nil {
		return err
	}
	for _, card := range cards {
		if card.Seq == e.Seq || slices.ContainsFunc(card.Acts, func(a supervise.Act) bool { return a.Seq == e.Seq }) {
			if err := put(tx, c.Key, card); err != nil {
				return err
			}
		}
	}
	return nil
}

// row is a card as its columns say it; leaves get their number after the row is written.
func row(c supervise.Card) (columns []any, err error) {
	acts := c.Acts
	c.N, c.Acts = 0, nil
	for _, a := range acts {
		a.N = 0
		c.Acts = append(c.Acts, a)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("supervisestore: %w", err)
	}
	return []any{c.ID, c.Case, c.Rule, string(c.Colour), c.Unit, string(c.State), clock.Micros(c.Shown), c.Seq, clock.Micros(c.Due), clock.Micros(c.Reply()), body}, nil
}

var columns = [...]string{"card", "number", "rule", "colour", "unit", "state", "shown", "seq", "due", "replied", "body"}

func put(tx *sqldb.Tx, key casework.Key, c supervise.Card) error {
	values, err := row(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into card (division, case_id, card, number, rule, colour, unit, state, shown, seq, due, replied, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, case_id, card) do update set state = excluded.state, replied = excluded.replied, body = excluded.body`,
		append([]any{key.Division, int64(key.ID)}, values...)...)
	if err != nil {
		return fmt.Errorf("supervisestore: %w", err)
	}
	return nil
}

// List gives a page. A card's leaf numbers are not filled in.
func (s *Store) List(ctx context.Context, q supervise.Query) (supervise.Page, error) {
	where, args := []string{"division = ?"}, []any{q.Division}
	for _, f := range []struct{ column, value string }{{"unit", q.Unit}, {"rule", q.Rule}, {"colour", string(q.Colour)}} {
		if f.value == string(supervise.Asking) && f.column == "colour" {
			where = append(where, "colour <> 'blue'")
		} else if f.value != "" {
			where, args = append(where, f.column+" = ?"), append(args, f.value)
		}
	}
	switch q.State {
	case "":
	case supervise.ToDo:
		where = append(where, "state in ('opened', 'explained')")
	case supervise.Late:
		where, args = append(where, "state = 'opened'", "due <= ?"), append(args, clock.Micros(q.Now))
	default:
		where, args = append(where, "state = ?"), append(args, string(q.State))
		if q.State == supervise.Opened && !q.Now.IsZero() {
			where, args = append(where, "due > ?"), append(args, clock.Micros(q.Now))
		}
	}
	if q.Case != 0 {
		where, args = append(where, "case_id = ?"), append(args, int64(q.Case))
	}
	if !q.Since.IsZero() {
		where, args = append(where, "shown >= ?"), append(args, clock.Micros(q.Since))
	}
	if q.After != "" {
		at, card, err := sqldb.ReadPlaceText(q.After, 2)
		if err != nil {
			return supervise.Page{}, err
		}
		where, args = append(where, "(shown, case_id, card) < (?, ?, ?)"), append(args, at[0], at[1], card)
	}
	n := sqldb.PageSize(q.Limit)
	rows, err := s.db.Query(ctx, `select case_id, shown, body from card where `+strings.Join(where, " and ")+` order by shown desc, case_id desc, card desc limit ?`, append(args, n+1)...)
	if err != nil {
		return supervise.Page{}, fmt.Errorf("supervisestore: %w", err)
	}
	defer rows.Close()
	var page supervise.Page
	last := ""
	for rows.Next() {
		var id, shown int64
		var body []byte
		if err := rows.Scan(&id, &shown, &body); err != nil {
			return page, fmt.Errorf("supervisestore: %w", err)
		}
		if len(page.Cards) == n {
			page.Next = last
			break
		}
		l := supervise.Listed{Key: casework.Key{Division: q.Division, ID: casework.ID(id)}}
		if err := json.Unmarshal(body, &l.Card); err != nil {
			return page, fmt.Errorf("supervisestore: damaged card: %w", err)
		}
		page.Cards = append(page.Cards, l)
		last = sqldb.Place(l.ID, shown, id)
	}
	return page, rows.Err()
}

// Counts counts the yellow and red cards recorded since an instant, by unit, colour and state;
// public leaves out those that do not count in public yet.
func (s *Store) Counts(ctx context.Context, division string, since, now time.Time, public bool) ([]supervise.Count, error) {
	q, args := `select unit, colour, stands, count(*) from (select unit, colour, case when state = 'opened' and due <= ? then 'late' else state end as stands, replied, due from card where division = ? and shown >= ? and colour <> 'blue') c where 1 = 1`, []any{clock.Micros(now), division, clock.Micros(since)}
	if public {
		q, args = q+` and (replied > 0 or due <= ?)`, append(args, clock.Micros(now))
	}
	rows, err := s.db.Query(ctx, q+` group by unit, colour, stands order by unit, colour, stands`, args...)
	if err != nil {
		return nil, fmt.Errorf("supervisestore: %w", err)
	}
	defer rows.Close()
	var all []supervise.Count
	for rows.Next() {
		var c supervise.Count
		if err := rows.Scan(&c.Unit, &c.Colour, &c.State, &c.N); err != nil {
			return nil, fmt.Errorf("supervisestore: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// All gives every card of a division in the order of the ledger, leaf numbers filled in.
func (s *Store) All(ctx context.Context, division string) ([]supervise.Card, error) {
	rows, err := s.db.Query(ctx, `select c.case_id, c.body, e.n from card c join event e on e.division = c.division and e.case_id = c.case_id and e.seq = c.seq where c.division = ?`, division)
	if err != nil {
		return nil, fmt.Errorf("supervisestore: %w", err)
	}
	defer rows.Close()
	var cards []supervise.Card
	var of []int64
	for rows.Next() {
		var id, n int64
		var body []byte
		if err := rows.Scan(&id, &body, &n); err != nil {
			return nil, fmt.Errorf("supervisestore: %w", err)
		}
		var c supervise.Card
		if err := json.Unmarshal(body, &c); err != nil {
			return nil, fmt.Errorf("supervisestore: damaged card: %w", err)
		}
		c.N = n
		cards, of = append(cards, c), append(of, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("supervisestore: %w", err)
	}
	for i, c := range cards {
		for j := range c.Acts {
			if err := s.db.QueryRow(ctx, `select n from event where division = ? and case_id = ? and seq = ?`, division, of[i], c.Acts[j].Seq).Scan(&c.Acts[j].N); err != nil {
				return nil, fmt.Errorf("supervisestore: act on card %s: %w", c.ID, err)
			}
		}
	}
	supervise.Sort(cards)
	return cards, nil
}

// Difference is one place where the rows of a case's cards are not what its events give.
type Difference struct {
	Card string
	Seq  int64
	What string // column, or "card"
	Have string
	Want string
}

// Compare makes the cards of a case again and compares their rows.
func (s *Store) Compare(ctx context.Context, c *casework.Case) ([]Difference, error) {
	cards, err := supervise.Cards(c.Events, s.calendars())
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `select card, number, rule, colour, unit, state, shown, seq, due, replied, body from card where division = ? and case_id = ? order by card`, c.Division, int64(c.ID))
	if err != nil {
		return nil, fmt.Errorf("supervisestore: %w", err)
	}
	defer rows.Close()
	have := map[string][]string{}
	var order []string
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("supervisestore: %w", err)
		}
		told := texts(values)
		have[told[0]], order = told, append(order, told[0])
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("supervisestore: %w", err)
	}
	var diff []Difference
	for _, card := range cards {
		values, err := row(card)
		if err != nil {
			return nil, err
		}
		want := texts(values)
		got, ok := have[card.ID]
		if !ok {
			diff = append(diff, Difference{card.ID, card.Seq, "card", "missing", "there"})
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				d := Difference{card.ID, card.Seq, columns[i], got[i], want[i]}
				if d.What == "body" { // the whole card as the machine keeps it: nobody reads that
					d.Have, d.Want = "altered", "as the events give it"
				}
				diff = append(diff, d)
			}
		}
		delete(have, card.ID)
	}
	for _, id := range order {
		if _, left := have[id]; left {
			diff = append(diff, Difference{id, 0, "card", "there", "missing"})
		}
	}
	return diff, nil
}

// texts brings what a driver gives into one form.
func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		out[i] = fmt.Sprint(v)
	}
	return out
}

// Rebuild writes the rows of the cards of a case anew; it says how many there are.
func (s *Store) Rebuild(ctx context.Context, c *casework.Case) (int, error) {
	diff, err := s.Compare(ctx, c)
	if err != nil {
		return 0, err
	}
	cards, err := supervise.Cards(c.Events, s.calendars())
	if err != nil || len(diff) == 0 {
		return len(cards), err
	}
	_, err = s.w.Write(ctx, sqldb.Unit{Division: c.Division, Run: func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`delete from card where division = ? and case_id = ?`, c.Division, int64(c.ID)); err != nil {
			return err
		}
		for _, card := range cards {
			if err := put(tx, c.Key, card); err != nil {
				return err
			}
		}
		return nil
	}})
	return len(cards), err
}
