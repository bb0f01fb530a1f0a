package notifystore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/notify"
	"banjie/internal/sqldb"
)

type scanner interface{ Scan(dest ...any) error }

const webhookColumns = `division, id, account, role, url, kinds, label, created, from_n, ended`

func scanWebhook(row scanner) (w notify.Webhook, err error) {
	var role, kinds string
	var created, ended int64
	err = row.Scan(&w.Division, &w.ID, &w.Account, &role, &w.URL, &kinds, &w.Label, &created, &w.From, &ended)
	w.Role, w.Kinds = access.Role(role), strings.Fields(kinds)
	w.Created, w.Ended = clock.FromMicros(created), clock.FromMicros(ended)
	return w, missing(err)
}

// PutWebhook adds one.
func (s *Store) PutWebhook(ctx context.Context, w notify.Webhook) error {
	return s.write(ctx, w.Division, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into webhook (`+webhookColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			w.Division, w.ID, w.Account, string(w.Role), w.URL, strings.Join(w.Kinds, " "), w.Label, clock.Micros(w.Created), w.From, clock.Micros(w.Ended))
		return err
	})
}

// Webhook gives one.
func (s *Store) Webhook(ctx context.Context, division, id string) (notify.Webhook, error) {
	return scanWebhook(s.db.QueryRow(ctx, `select `+webhookColumns+` from webhook where division = ? and id = ?`, division, id))
}

// WebhooksOf gives those of an account that stand.
func (s *Store) WebhooksOf(ctx context.Context, division, account string) ([]notify.Webhook, error) {
	rows, err := s.db.Query(ctx, `select `+webhookColumns+` from webhook where division = ? and account = ? and ended = 0 order by created, id`, division, account)
	return collect(rows, err, scanWebhook)
}

// Standing gives every webhook that stands.
func (s *Store) Standing(ctx context.Context, division string) ([]notify.Webhook, error) {
	rows, err := s.db.Query(ctx, `select `+webhookColumns+` from webhook where division = ? and ended = 0 order by id`, division)
	return collect(rows, err, scanWebhook)
}

// EndWebhook ends one and drops what waits for it.
func (s *Store) EndWebhook(ctx context.Context, division, id string, at time.Time) error {
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update webhook set ended = ? where division = ? and id = ? and ended = 0`, clock.Micros(at), division, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Missing()
		}
		_, err = tx.Exec(`update delivery set state = 'dropped', next = 0, ended = ? where division = ? and channel = 'webhook' and target = ? and state = 'waiting'`,
			clock.Micros(at), division, id)
		return err
	})
}

const deliveryColumns = `division, channel, target, n, case_id, seq, kind, state, attempts, created, next, ended, status, problem`

func scanDelivery(row scanner) (d notify.Delivery, err error) {
	var created, next, ended int64
	err = row.Scan(&d.Division, &d.Channel, &d.Target, &d.N, &d.Case, &d.Seq, &d.Kind, &d.State, &d.Attempts, &created, &next, &ended, &d.Status, &d.Problem)
	d.Created, d.Next, d.Ended = clock.FromMicros(created), clock.FromMicros(next), clock.FromMicros(ended)
	return d, missing(err)
}

func putDelivery(tx *sqldb.Tx, d notify.Delivery) error {
	_, err := tx.Exec(`insert into delivery (`+deliveryColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (division, channel, target, n) do nothing`,
		d.Division, string(d.Channel), d.Target, d.N, int64(d.Case), d.Seq, d.Kind, string(d.State), d.Attempts,
		clock.Micros(d.Created), clock.Micros(d.Next), clock.Micros(d.Ended), d.Status, d.Problem)
	return err
}

// Due gives deliveries that must be tried.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]notify.Delivery, error) {
	rows, err := s.db.Query(ctx, `select `+deliveryColumns+` from delivery where next > 0 and next <= ? order by next limit ?`, clock.Micros(now), limit)
	return collect(rows, err, scanDelivery)
}

// Take compares and sets the next attempt, so that one node sends.
func (s *Store) Take(ctx context.Context, d notify.Delivery, until time.Time) error {
	return s.write(ctx, d.Division, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update delivery set next = ? where division = ? and channel = ? and target = ? and n = ? and next = ? and state = 'waiting'`,
			clock.Micros(until), d.Division, string(d.Channel), d.Target, d.N, clock.Micros(d.Next))
		return moved(res, err)
	})
}

func moved(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return notify.ErrMoved
	}
	return nil
}

// Finish writes an attempt and what became of the delivery. A webhook ended meanwhile stays dropped.
func (s *Store) Finish(ctx context.Context, d notify.Delivery, a notify.Attempt) error {
	return s.write(ctx, d.Division, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`insert into attempt (division, channel, target, n, no, at, status, problem, took) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (division, channel, target, n, no) do nothing`,
			d.Division, string(d.Channel), d.Target, d.N, a.No, clock.Micros(a.At), a.Status, a.Problem, a.Took.Microseconds()); err != nil {
			return err
		}
		_, err := tx.Exec(`update delivery set state = ?, attempts = ?, next = ?, ended = ?, status = ?, problem = ?
			where division = ? and channel = ? and target = ? and n = ? and state = 'waiting'`,
			string(d.State), d.Attempts, clock.Micros(d.Next), clock.Micros(d.Ended), d.Status, d.Problem,
			d.Division, string(d.Channel), d.Target, d.N)
		return err
	})
}

// Deliveries gives a page of a target's deliveries, newest first.
func (s *Store) Deliveries(ctx context.Context, division string, channel notify.Channel, target string, before int64, limit int) ([]notify.Delivery, int64, error) {
	limit = sqldb.PageSize(limit)
	if before <= 0 {
		before = 1 << 62
	}
	rows, err := s.db.Query(ctx, `select `+deliveryColumns+` from delivery where division = ? and channel = ? and target = ? and n < ? order by n desc limit ?`,
		division, string(channel), target, before, limit+1)
	list, err := collect(rows, err, scanDelivery)
	if err != nil || len(list) <= limit {
		return list, 0, err
	}
	return list[:limit], list[limit-1].N, nil
}

// Delivery gives one with its attempts, oldest first.
func (s *Store) Delivery(ctx context.Context, division string, channel notify.Channel, target string, n int64) (notify.Delivery, []notify.Attempt, error) {
	d, err := scanDelivery(s.db.QueryRow(ctx, `select `+deliveryColumns+` from delivery where division = ? and channel = ? and target = ? and n = ?`, division, string(channel), target, n))
	if err != nil {
		return d, nil, err
	}
	rows, err := s.db.Query(ctx, `select no, at, status, problem, took from attempt where division = ? and channel = ? and target = ? and n = ? order by no`, division, string(channel), target, n)
	tries, err := collect(rows, err, func(row scanner) (a notify.Attempt, err error) {
		var at, took int64
		err = row.Scan(&a.No, &at, &a.Status, &a.Problem, &took)
		a.At, a.Took = clock.FromMicros(at), time.Duration(took)*time.Microsecond
		return a, missing(err)
	})
	return d, tries, err
}

// Replay lets a delivery be tried again.
func (s *Store) Replay(ctx context.Context, division string, channel notify.Channel, target string, n int64, at time.Time) error {
	if _, _, err := s.Delivery(ctx, division, channel, target, n); err != nil {
		return err
	}
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update delivery set state = 'waiting', next = ?, ended = 0 where division = ? and channel = ? and target = ? and n = ? and state <> 'waiting'`,
			clock.Micros(at), division, string(channel), target, n)
		if err != nil {
			return err
		}
		if k, err := res.RowsAffected(); err != nil || k != 1 {
			return fault.New(fault.Conflict, "still_waiting",
				lang.T("这条推送还在等待发送。", "This delivery is still waiting to be sent."),
				lang.T("请等下一次发送。", "Please wait for its next attempt."))
		}
		return nil
	})
}

// collect reads all rows.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, missing(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, missing(rows.Err())
}

// Forget deletes the deliveries that ended before an instant, with their attempts, and says
// how many. Those that still wait stay however old they are.
func (s *Store) Forget(ctx context.Context, division string, before time.Time) (int64, error) {
	const old = `from delivery where division = ? and ended > 0 and ended < ? order by ended limit ?`
	var all int64
	for {
		var n int64
		err := s.write(ctx, division, func(tx *sqldb.Tx) error {
			const step = 500
			at := clock.Micros(before)
			if _, err := tx.Exec(`delete from attempt where (division, channel, target, n) in (select division, channel, target, n `+old+`)`, division, at, step); err != nil {
				return err
			}
			res, err := tx.Exec(`delete from delivery where (division, channel, target, n) in (select division, channel, target, n `+old+`)`, division, at, step)
			if err != nil {
				return err
			}
			n, err = res.RowsAffected()
			return err
		})
		all += n
		if err != nil || n == 0 {
			return all, err
		}
	}
}

// Queue is what stands of a division's deliveries.
type Queue struct {
	Waiting, Dead int64
	Oldest        time.Time // next try of the one that is due longest; zero: none waits
}

// Queue counts by what waits and what was given up, never by what was sent.
func (s *Store) Queue(ctx context.Context, division string) (Queue, error) {
	var q Queue
	var oldest sql.NullInt64
	if err := s.db.QueryRow(ctx, `select count(*), min(next) from delivery where next > 0 and division = ?`, division).Scan(&q.Waiting, &oldest); err != nil {
		return q, fmt.Errorf("notifystore: %w", err)
	}
	q.Oldest = clock.FromMicros(oldest.Int64)
	if err := s.db.QueryRow(ctx, `select count(*) from delivery where division = ? and state = 'dead'`, division).Scan(&q.Dead); err != nil {
		return q, fmt.Errorf("notifystore: %w", err)
	}
	return q, nil
}
