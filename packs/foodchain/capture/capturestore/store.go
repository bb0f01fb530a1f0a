// Package capturestore keeps what was captured of the food chain: one row a capture, and the
// events through tracestore. food_capture is an archive and not made again from acts; Check reckons
// each root again from the hashes kept, and each hash from the event kept.
package capturestore

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace/tracestore"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store keeps captures.
type Store struct {
	db    *sqldb.DB
	trace *tracestore.Store
	// After is run in the savepoint of a capture once its events are stored: what others derive
	// from events.
	After []func(tx *sqldb.Tx, b *capture.Batch, got tracestore.Taken) error
}

// New makes the store.
func New(db *sqldb.DB, t *tracestore.Store) *Store { return &Store{db: db, trace: t} }

// Project writes the rows of a capture in the savepoint of its act.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	b, ok := e.Beside.(*capture.Batch)
	if e.Kind != capture.Captured || !ok {
		return nil
	}
	f, err := casework.Data[capture.Facts](*e)
	if err != nil {
		return err
	}
	got, err := s.trace.Project(tx, b.Events)
	if err != nil {
		return err
	}
	if got.UsedName != "" && f.Channel != "file" { // the owner of the folder loads files of whole chains in any order
		return capture.NameUsed(got.UsedName)
	}
	root, err := hex.DecodeString(f.Root)
	if err != nil {
		return fmt.Errorf("capturestore: root: %w", err)
	}
	hashes := make([]byte, 0, 32*len(b.Events))
	for i := range b.Events {
		hashes = append(hashes, b.Events[i].Hash[:]...)
	}
	fields := make([]byte, 0, 32*len(b.Fields))
	for _, h := range b.Fields {
		fields = append(fields, h[:]...)
	}
	if _, err := tx.Exec(`insert into food_capture (division, id, seq, at, events, fresh, first_event, last_event, root, sender, hashes, fields) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Division, f.ID, e.Seq, clock.Micros(b.At), f.Events, got.New, got.First, got.Last, root, e.By.ID, hashes, fields); err != nil {
		return fmt.Errorf("capturestore: %w", err)
	}
	for _, after := range s.After {
		if err := after(tx, b, got); err != nil {
			return err
		}
	}
	return nil
}

// Hashes are many; only Capture and Check read them.
const (
	columns = `id, seq, at, events, fresh, first_event, last_event, root, sender`
	hashed  = columns + `, hashes, fields`
)

func scan(row interface{ Scan(...any) error }) (c capture.Entry, err error) {
	err = scanInto(row, &c)
	return c, err
}

func scanHashed(row interface{ Scan(...any) error }) (c capture.Entry, err error) {
	var hashes, fields []byte
	if err := scanInto(row, &c, &hashes, &fields); err != nil {
		return c, err
	}
	for ; len(hashes) >= 32; hashes = hashes[32:] {
		c.Hashes = append(c.Hashes, [32]byte(hashes))
	}
	for ; len(fields) >= 32; fields = fields[32:] {
		c.Fields = append(c.Fields, [32]byte(fields))
	}
	return c, nil
}

func scanInto(row interface{ Scan(...any) error }, c *capture.Entry, more ...any) error {
	var at int64
	var root []byte
	if err := row.Scan(append([]any{&c.ID, &c.Seq, &at, &c.Events, &c.New, &c.First, &c.Last, &root, &c.Sender}, more...)...); err != nil {
		return err
	}
	c.At = clock.FromMicros(at)
	copy(c.Root[:], root)
	return nil
}

// Capture implements capture.Store.
func (s *Store) Capture(ctx context.Context, division, id string) (capture.Entry, error) {
	c, err := scanHashed(s.db.QueryRow(ctx, `select `+hashed+` from food_capture where division = ? and id = ?`, division, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Missing()
	}
	return c, err
}

// Of gives the capture that brought an event first, by the event's number; its record time is the capture's.
func (s *Store) Of(ctx context.Context, event int64) (capture.Entry, error) {
	c, err := scan(s.db.QueryRow(ctx, `select `+columns+` from food_capture where fresh > 0 and first_event <= ? order by first_event desc limit 1`, event))
	if err == nil && event > c.Last {
		err = sql.ErrNoRows
	}
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Missing()
	}
	return c, err
}

// List gives captures, newest first, before an instant and id where they are given; those of one
// sender, or of all where sender is "".
func (s *Store) List(ctx context.Context, division, sender string, before time.Time, id string, limit int) (all []capture.Entry, err error) {
	conds, args := `division = ?`, []any{division}
	if sender != "" {
		conds, args = conds+` and sender = ?`, append(args, sender)
	}
	if !before.IsZero() {
		at := clock.Micros(before)
		conds, args = conds+` and (at < ? or at = ? and id < ?)`, append(args, at, at, id)
	}
	q := `select ` + columns + ` from food_capture where ` + conds + ` order by at desc, id desc limit ?`
	args = append(args, limit)
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("capturestore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// checkStep is how many rows Check reads at a time.
const checkStep = 500

// Check reckons the roots and the ids again and gives one sentence for each that differs. facts
// gives what the ledger says of a capture by the number of its act.
func (s *Store) Check(ctx context.Context, division string, facts func(seq int64) (capture.Facts, error)) (differs []lang.Text, err error) {
	var at time.Time
	for id := ""; ; {
		page, err := s.List(ctx, division, "", at, id, checkStep)
		if err != nil {
			return differs, err
		}
		for _, c := range page {
			if c, err = s.Capture(ctx, division, c.ID); err != nil {
				return differs, err
			}
			root := capture.Root(c.Hashes)
			said, err := facts(c.Seq)
			if err != nil {
				return differs, err
			}
			second := ""
			if len(c.Fields) > 0 {
				r := capture.Root(c.Fields)
				second = hex.EncodeToString(r[:])
			}
			if second != said.Fields || root != c.Root || len(c.Hashes) != c.Events || said.Root != hex.EncodeToString(root[:]) || said.ID != c.ID || said.Events != c.Events {
				differs = append(differs, lang.Format("追溯事件的接收“%[1]s”与账本不一致。", "The capture “%[1]s” of food events differs from the ledger.", c.ID))
			}
			at, id = c.At, c.ID
		}
		if len(page) < checkStep {
			break
		}
	}
	for after := int64(0); ; {
		rows, err := s.trace.Archive(ctx, tracestore.Asked{After: after, Limit: checkStep})
		if err != nil {
			return differs, err
		}
		for _, r := range rows {
			after = r.ID
			e, err := epcis.Parse(string(r.Body), nil, epcis.DefaultLimits)
			if err != nil {
				differs = append(differs, lang.Format("第%[1]d个追溯事件读不出来：%[2]v。", "Food event %[1]d cannot be read: %[2]v.", r.ID, err))
				continue
			}
			if d := epcis.Digest(e); !bytes.Equal(d[:], r.Hash[:]) {
				differs = append(differs, lang.Format("第%d个追溯事件与它的编号不一致。", "Food event %d differs from its id.", r.ID))
			}
		}
		if len(rows) < checkStep {
			return differs, nil
		}
	}
}
