// Package draftstore keeps applications that were not sent yet, so that a restart or a
// second node loses nothing a person typed.
//
//	Save ─▶ kept, sealed ─▶ Save again … ─▶ Drop (sent or thrown away)
//	                     └─ Life without a change, by the machine's clock ─▶ Sweep deletes it
//
// What stands in a draft is sealed (AES-256-GCM) under a key made of the folder's secret and
// the draft's own name, and the row is found by another such value: a copy of the database
// shows neither what was typed nor whose it is, and where only the visitor's browser knows the
// name, the secret alone opens nothing. The files a draft has uploaded are listed beside
// it by hash, so that the sweep of orphans leaves them.
//
// Drafts are nobody's record: they are in no ledger, no search and no figure. It rests on
// no article; that personal data of an unsent application is not kept is our promise.
// The package does not know what a draft says.
package draftstore

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
)

// MaxSize of one draft in bytes, files not counted.
const MaxSize = 1 << 20

// Draft is one application on its way.
type Draft struct {
	Body  []byte
	Files []string  // hashes of the uploads it waits with
	Saved time.Time // by the machine's own clock, never a moved one
}

// Store keeps drafts.
type Store struct {
	db     *sqldb.DB
	w      *sqldb.Writer
	secret []byte
	wall   clock.Clock
	life   time.Duration
}

// New makes the store. secret is 32 bytes of the folder's keys; life is how long a draft is
// kept after its last change, by wall.
func New(db *sqldb.DB, w *sqldb.Writer, secret []byte, life time.Duration, wall clock.Clock) *Store {
	return &Store{db, w, secret, wall, life}
}

// row gives the key of a draft's row and the cipher of what stands in it.
func (s *Store) row(id string) (key []byte, seal cipher.AEAD, err error) {
	if key, err = hkdf.Key(sha256.New, s.secret, nil, "banjie draft row\x00"+id, 32); err != nil {
		return nil, nil, fmt.Errorf("draftstore: %w", err)
	}
	k, err := hkdf.Key(sha256.New, s.secret, nil, "banjie draft content\x00"+id, 32)
	if err != nil {
		return nil, nil, fmt.Errorf("draftstore: %w", err)
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, nil, fmt.Errorf("draftstore: %w", err)
	}
	seal, err = cipher.NewGCMWithRandomNonce(block)
	return key, seal, err
}

// Save keeps a draft in place of what was there.
func (s *Store) Save(ctx context.Context, id string, d Draft) error {
	if len(d.Body) > MaxSize {
		return fault.New(fault.TooLarge, "draft_too_large",
			lang.T("填写的内容太多，存不下来。", "Too much was entered to be kept."),
			lang.T("请把长的说明写在文件里上传；上一次保存的内容还在。", "Please put long texts into a file and upload it; what was saved before is kept."))
	}
	key, seal, err := s.row(id)
	if err != nil {
		return err
	}
	body := seal.Seal(nil, nil, d.Body, key)
	return s.write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`insert into draft (id, saved, body) values (?, ?, ?) on conflict (id) do update set saved = excluded.saved, body = excluded.body`,
			key, clock.Micros(d.Saved), body); err != nil {
			return err
		}
		if _, err := tx.Exec(`delete from draft_file where draft = ?`, key); err != nil {
			return err
		}
		for _, hash := range d.Files {
			if _, err := tx.Exec(`insert into draft_file (hash, draft) values (?, ?) on conflict (hash, draft) do nothing`, hash, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// Load gives what was saved; fault.NotFound for what is not there, has expired, or cannot
// be opened with this folder's secret.
func (s *Store) Load(ctx context.Context, id string) (body []byte, err error) {
	key, seal, err := s.row(id)
	if err != nil {
		return nil, err
	}
	var sealed []byte
	err = s.db.QueryRow(ctx, `select body from draft where id = ? and saved > ?`, key, clock.Micros(s.expired())).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing(nil)
	}
	if err != nil {
		return nil, fmt.Errorf("draftstore: %w", err)
	}
	if body, err = seal.Open(nil, nil, sealed, key); err != nil {
		return nil, missing(fmt.Errorf("draftstore: %w", err))
	}
	return body, nil
}

// Drop deletes a draft; one that is not there is no error.
func (s *Store) Drop(ctx context.Context, id string) error {
	key, _, err := s.row(id)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`delete from draft_file where draft = ?`, key); err != nil {
			return err
		}
		_, err := tx.Exec(`delete from draft where id = ?`, key)
		return err
	})
}

// Sweep deletes every draft that has expired.
func (s *Store) Sweep(ctx context.Context) error {
	before := clock.Micros(s.expired())
	return s.write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`delete from draft_file where draft in (select id from draft where saved <= ?)`, before); err != nil {
			return err
		}
		_, err := tx.Exec(`delete from draft where saved <= ?`, before)
		return err
	})
}

// Named says whether a draft waits with a file.
func (s *Store) Named(ctx context.Context, hash string) (bool, error) {
	var n int
	err := s.db.QueryRow(ctx, `select count(*) from draft_file f join draft d on d.id = f.draft where f.hash = ? and d.saved > ?`, hash, clock.Micros(s.expired())).Scan(&n)
	return n > 0, err
}

// expired is the last instant of saving that is too long ago.
func (s *Store) expired() time.Time { return s.wall.Now().Add(-s.life) }

func (s *Store) write(ctx context.Context, run func(tx *sqldb.Tx) error) error {
	_, err := s.w.Write(ctx, sqldb.Unit{Run: run})
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	return fmt.Errorf("draftstore: %w", err)
}

func missing(cause error) *fault.Fault {
	f := fault.New(fault.NotFound, "no_draft", lang.T("没有找到填写的内容。", "Nothing entered was found."), lang.T("请重新开始。", "Please start again."))
	if cause != nil {
		return f.With(cause)
	}
	return f
}
