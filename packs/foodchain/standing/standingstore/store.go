// Package standingstore keeps named queries and subscriptions. Their rows come beside an act whose
// facts hold a hash of the definition; Check reckons it again. How far a subscription is (its state)
// follows from no act: it is written by compare and set, without a leaf.
package standingstore

import (
	"context"
	"database/sql"
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
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/standing"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store implements standing.Store.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// Project writes the rows of an act, in its savepoint.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	var err error
	switch b := e.Beside.(type) {
	case *standing.Query:
		err = query(tx, e, b)
	case *standing.Subscription:
		err = subscription(tx, e, b)
	}
	if sqldb.IsUnique(err) {
		return casework.ErrConflict
	}
	return err
}

func query(tx *sqldb.Tx, e *casework.Event, q *standing.Query) error {
	if e.Kind == standing.Named {
		_, err := tx.Exec(`insert into food_query (division, id, name, account, definition, seq, at, ended) values (?, ?, ?, ?, ?, ?, ?, 0)`,
			e.Division, q.ID, q.Name, q.Account, q.Definition, e.Seq, clock.Micros(q.At))
		return err
	}
	at := clock.Micros(e.At)
	if err := once(tx.Exec(`update food_query set ended = ? where division = ? and id = ? and ended = 0`, at, e.Division, q.ID)); err != nil {
		return err
	}
	_, err := tx.Exec(`update food_subscription set ended = ?, token = null where division = ? and query = ? and ended = 0`, at, e.Division, q.ID)
	return err
}

func subscription(tx *sqldb.Tx, e *casework.Event, s *standing.Subscription) error {
	if e.Kind == standing.Unsubscribed {
		return once(tx.Exec(`update food_subscription set ended = ?, token = null where division = ? and id = ? and ended = 0`, clock.Micros(e.At), e.Division, s.ID))
	}
	var stands int
	if err := tx.QueryRow(`select count(*) from food_query where division = ? and id = ? and ended = 0`, e.Division, s.Query).Scan(&stands); err != nil {
		return err
	}
	if stands == 0 {
		return fault.Missing()
	}
	terms, err := json.Marshal(s.Terms)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into food_subscription (division, id, query, account, role, terms, token, seq, at, ended, since, cursor, report, waits, from_event, to_event, made, due, parts, told, version)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
		e.Division, s.ID, s.Query, s.Account, string(s.Role), string(terms), s.Token, e.Seq, clock.Micros(s.At), clock.Micros(s.State.Since), s.State.Cursor)
	return err
}

// once wants one row changed: somebody who was faster is a "not found".
func once(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fault.Missing())
	}
	return nil
}

type scanner interface{ Scan(...any) error }

const queryColumns = `id, name, account, definition, seq, at`

func scanQuery(row scanner) (q standing.Query, err error) {
	var at int64
	err = row.Scan(&q.ID, &q.Name, &q.Account, &q.Definition, &q.Seq, &at)
	q.At = clock.FromMicros(at)
	return q, missing(err)
}

func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("standingstore: %w", err)
	}
	return nil
}

func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) (all []T, _ error) {
	if err != nil {
		return nil, missing(err)
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, missing(rows.Err())
}

// Query implements standing.Store.
func (s *Store) Query(ctx context.Context, division, name string) (standing.Query, error) {
	return scanQuery(s.db.QueryRow(ctx, `select `+queryColumns+` from food_query where division = ? and name = ? and ended = 0`, division, name))
}

// ByID implements standing.Store.
func (s *Store) ByID(ctx context.Context, division, id string) (standing.Query, error) {
	return scanQuery(s.db.QueryRow(ctx, `select `+queryColumns+` from food_query where division = ? and id = ?`, division, id))
}

// Queries implements standing.Store.
func (s *Store) Queries(ctx context.Context, division, after string, limit int) ([]standing.Query, error) {
	rows, err := s.db.Query(ctx, `select `+queryColumns+` from food_query where division = ? and name > ? and ended = 0 order by name limit ?`, division, after, limit)
	return collect(rows, err, scanQuery)
}

const subscriptionColumns = `id, query, account, role, terms, token, seq, at, since, cursor, report, waits, from_event, to_event, made, due, parts, told, version`

func scanSubscription(row scanner) (x standing.Subscription, err error) {
	var role, terms string
	var at, since, waits, made, due, told int64
	s := &x.State
	if err := row.Scan(&x.ID, &x.Query, &x.Account, &role, &terms, &x.Token, &x.Seq, &at, &since, &s.Cursor, &s.Report, &waits, &s.From, &s.To, &made, &due, &s.Parts, &told, &s.Version); err != nil {
		return x, missing(err)
	}
	x.Role, x.At, s.Waits = access.Role(role), clock.FromMicros(at), waits != 0
	s.Since, s.Made, s.Due, s.Told = clock.FromMicros(since), clock.FromMicros(made), clock.FromMicros(due), clock.FromMicros(told)
	if err := json.Unmarshal([]byte(terms), &x.Terms); err != nil {
		return x, fmt.Errorf("standingstore: terms of %s: %w", x.ID, err)
	}
	return x, nil
}

// Subscription implements standing.Store.
func (s *Store) Subscription(ctx context.Context, division, id string) (standing.Subscription, error) {
	return scanSubscription(s.db.QueryRow(ctx, `select `+subscriptionColumns+` from food_subscription where division = ? and id = ? and ended = 0`, division, id))
}

// Subscriptions implements standing.Store.
func (s *Store) Subscriptions(ctx context.Context, division, query, account, after string, limit int) ([]standing.Subscription, error) {
	rows, err := s.db.Query(ctx, `select `+subscriptionColumns+` from food_subscription where division = ? and query = ? and id > ? and account = ? and ended = 0 order by id limit ?`,
		division, query, after, account, limit)
	return collect(rows, err, scanSubscription)
}

// Standing implements standing.Store.
func (s *Store) Standing(ctx context.Context, division string) ([]standing.Subscription, error) {
	rows, err := s.db.Query(ctx, `select `+subscriptionColumns+` from food_subscription where division = ? and ended = 0 order by id`, division)
	return collect(rows, err, scanSubscription)
}

// Count implements standing.Store.
func (s *Store) Count(ctx context.Context, division, account string) (queries, subscriptions int, err error) {
	err = s.db.QueryRow(ctx, `select (select count(*) from food_query where division = ? and account = ? and ended = 0), (select count(*) from food_subscription where division = ? and account = ? and ended = 0)`,
		division, account, division, account).Scan(&queries, &subscriptions)
	return queries, subscriptions, missing(err)
}

// Move implements standing.Store.
func (s *Store) Move(ctx context.Context, division, id string, x standing.State) (moved bool, err error) {
	waits := 0
	if x.Waits {
		waits = 1
	}
	_, err = s.w.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update food_subscription set cursor = ?, report = ?, waits = ?, from_event = ?, to_event = ?, made = ?, due = ?, parts = ?, told = ?, version = version + 1
			where division = ? and id = ? and version = ? and ended = 0`,
			x.Cursor, x.Report, waits, x.From, x.To, clock.Micros(x.Made), clock.Micros(x.Due), x.Parts, clock.Micros(x.Told), division, id, x.Version)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		moved = n == 1
		return err
	}})
	return moved, missing(err)
}

// Newest implements standing.Store.
func (s *Store) Newest(ctx context.Context) (n int64, err error) {
	err = s.db.QueryRow(ctx, `select last_event from food_capture where fresh > 0 order by first_event desc limit 1`).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, missing(err)
}

// Before implements standing.Store.
func (s *Store) Before(ctx context.Context, at time.Time) (int64, error) {
	var first sql.NullInt64
	if err := s.db.QueryRow(ctx, `select min(first_event) from food_capture where at >= ? and fresh > 0`, clock.Micros(at)).Scan(&first); err != nil {
		return 0, missing(err)
	}
	if first.Valid {
		return first.Int64 - 1, nil
	}
	return s.Newest(ctx)
}

// gone says that the act which a row stands for is not there.
func gone(name string) lang.Text {
	return lang.Format("“%s”的记载在账本上找不到。", "The act of “%s” is not found on the ledger.", name)
}

// Check reckons the hashes of definitions again and gives one sentence for each that differs from what
// the ledger says. act gives an act by its number.
func (s *Store) Check(ctx context.Context, division string, act func(ctx context.Context, division string, seq int64) (casework.Event, error)) (differs []lang.Text, err error) {
	rows, err := s.db.Query(ctx, `select `+queryColumns+` from food_query where division = ? order by id`, division)
	queries, err := collect(rows, err, scanQuery)
	if err != nil {
		return nil, err
	}
	for _, q := range queries {
		e, err := act(ctx, division, q.Seq)
		if errors.Is(err, sql.ErrNoRows) {
			differs = append(differs, gone(q.Name))
			continue // that the act is gone the ledger tells too
		}
		if err != nil {
			return differs, err
		}
		f, err := casework.Data[standing.NamedFacts](e)
		if err != nil {
			return differs, err
		}
		if f.Name != q.Name || f.Hash != q.Hash() {
			differs = append(differs, lang.Format("保存的查询“%s”与账本不一致。", "The named query “%s” differs from the ledger.", q.Name))
		}
	}
	rows, err = s.db.Query(ctx, `select `+subscriptionColumns+` from food_subscription where division = ? order by id`, division)
	subscriptions, err := collect(rows, err, scanSubscription)
	if err != nil {
		return differs, err
	}
	for _, x := range subscriptions {
		e, err := act(ctx, division, x.Seq)
		if errors.Is(err, sql.ErrNoRows) {
			differs = append(differs, gone(x.ID))
			continue // that the act is gone the ledger tells too
		}
		if err != nil {
			return differs, err
		}
		f, err := casework.Data[standing.SubscribedFacts](e)
		if err != nil {
			return differs, err
		}
		if f.ID != x.ID || f.Hash != x.Terms.Hash() {
			differs = append(differs, lang.Format("订阅“%s”与账本不一致。", "The subscription “%s” differs from the ledger.", x.ID))
		}
	}
	return differs, nil
}
