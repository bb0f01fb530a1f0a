// Package notifystore keeps notices, webhooks and the retry ledger. Nothing of it is in
// the ledger of acts: it is what consumers made of the acts, and what left the building.
package notifystore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/notify"
	"banjie/internal/sqldb"
)

// Store implements notify.Store on both engines.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// write runs statements in one transaction, without a leaf.
func (s *Store) write(ctx context.Context, division string, run func(tx *sqldb.Tx) error) error {
	_, err := s.w.Write(ctx, sqldb.Unit{Division: division, Run: run})
	if _, ok := fault.As(err); ok || err == nil || errors.Is(err, notify.ErrMoved) {
		return err
	}
	return fmt.Errorf("notifystore: %w", err)
}

// missing turns "no row" into the one answer.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("notifystore: %w", err)
	}
	return nil
}

// Cursor is the leaf a consumer reads next.
func (s *Store) Cursor(ctx context.Context, consumer, division string) (int64, error) {
	var n int64
	err := s.db.QueryRow(ctx, `select n from consumer where name = ? and division = ?`, consumer, division).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, missing(err)
}

// Pass moves the cursor and writes what came of the events, in one transaction.
func (s *Store) Pass(ctx context.Context, p notify.Pass) error {
	return s.write(ctx, p.Division, func(tx *sqldb.Tx) error {
		if err := move(tx, p); err != nil {
			return err
		}
		for _, n := range p.Notices {
			if err := putNotice(tx, n); err != nil {
				return err
			}
		}
		for _, d := range p.Deliveries {
			if err := putDelivery(tx, d); err != nil {
				return err
			}
		}
		for _, id := range p.Erased {
			if _, err := tx.Exec(`delete from notice where division = ? and case_id = ?`, p.Division, int64(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// move compares and sets the cursor.
func move(tx *sqldb.Tx, p notify.Pass) error {
	var res sql.Result
	var err error
	if p.From == 0 {
		res, err = tx.Exec(`insert into consumer (name, division, n) values (?, ?, ?)
			on conflict (name, division) do update set n = excluded.n where consumer.n = 0`, p.Consumer, p.Division, p.To)
	} else {
		res, err = tx.Exec(`update consumer set n = ? where name = ? and division = ? and n = ?`, p.To, p.Consumer, p.Division, p.From)
	}
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, notify.ErrMoved)
	}
	return nil
}

// words is the stored text of a notice.
type words struct {
	Title   lang.Text   `json:"title"`
	Text    lang.Text   `json:"text"`
	Details []lang.Text `json:"details,omitempty"`
}

func putNotice(tx *sqldb.Tx, n notify.Notice) error {
	body, err := json.Marshal(words{n.Title, n.Text, n.Details})
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into notice (division, audience, recipient, n, case_id, number, kind, body, at, read) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, audience, recipient, n) do nothing`,
		n.Division, string(n.To.Audience), n.To.ID, n.N, int64(n.Case), n.Number, n.Kind, body, clock.Micros(n.At), clock.Micros(n.Read))
	return err
}

// recipients is the condition for a list of recipients; an empty list matches nothing.
func recipients(to []notify.Recipient) (string, []any) {
	if len(to) == 0 {
		return "1 = 0", nil
	}
	conds, args := make([]string, len(to)), make([]any, 0, 2*len(to))
	for i, r := range to {
		conds[i] = "(audience = ? and recipient = ?)"
		args = append(args, string(r.Audience), r.ID)
	}
	return "(" + strings.Join(conds, " or ") + ")", args
}

// Notices gives a page of a recipient's notices, newest first. An event that told an
// officer and the officer's unit is shown once.
func (s *Store) Notices(ctx context.Context, q notify.List) ([]notify.Notice, int64, error) {
	q.Limit = sqldb.PageSize(q.Limit)
	cond, args := recipients(q.To)
	text := `select audience, recipient, n, case_id, number, kind, body, at, read from notice where division = ? and ` + cond
	args = append([]any{q.Division}, args...)
	if q.Unread {
		text += ` and read = 0`
	}
	if q.Before > 0 {
		text += ` and n < ?`
		args = append(args, q.Before)
	}
	rows, err := s.db.QueryOnce(ctx, text+` order by n desc, audience limit ?`, append(args, (q.Limit+1)*max(1, len(q.To)))...)
	if err != nil {
		return nil, 0, missing(err)
	}
	defer rows.Close()
	var list []notify.Notice
	for rows.Next() {
		n := notify.Notice{Division: q.Division}
		var body []byte
		var at, read int64
		if err := rows.Scan(&n.To.Audience, &n.To.ID, &n.N, &n.Case, &n.Number, &n.Kind, &body, &at, &read); err != nil {
			return nil, 0, missing(err)
		}
		if len(list) > 0 && list[len(list)-1].N == n.N {
			continue
		}
		var w words
		if err := json.Unmarshal(body, &w); err != nil {
			return nil, 0, fmt.Errorf("notifystore: notice %d: %w", n.N, err)
		}
		n.Title, n.Text, n.Details = w.Title, w.Text, w.Details
		n.At, n.Read = clock.FromMicros(at), clock.FromMicros(read)
		list = append(list, n)
	}
	if len(list) > q.Limit {
		list = list[:q.Limit]
		return list, list[q.Limit-1].N, missing(rows.Err())
	}
	return list, 0, missing(rows.Err())
}

// unreadShown bounds what is counted: a bell says "99+" and nobody waits for more.
const unreadShown = 100

// Unread counts what has not been read.
func (s *Store) Unread(ctx context.Context, division string, to []notify.Recipient) (int, error) {
	cond, args := recipients(to)
	rows, err := s.db.QueryOnce(ctx, `select count(distinct n) from (select n from notice where division = ? and `+cond+` and read = 0 limit ?) as few`,
		append(append([]any{division}, args...), unreadShown)...)
	if err != nil {
		return 0, missing(err)
	}
	defer rows.Close()
	count := 0
	for rows.Next() {
		if err := rows.Scan(&count); err != nil {
			return 0, missing(err)
		}
	}
	return count, missing(rows.Err())
}

// MarkRead marks notices up to and including leaf n.
func (s *Store) MarkRead(ctx context.Context, division string, to []notify.Recipient, n int64, at time.Time) error {
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		for _, r := range to {
			if _, err := tx.Exec(`update notice set read = ? where division = ? and audience = ? and recipient = ? and read = 0 and n <= ?`,
				clock.Micros(at), division, string(r.Audience), r.ID, n); err != nil {
				return err
			}
		}
		return nil
	})
}
