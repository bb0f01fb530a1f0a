// Package identitystore keeps accounts, credentials, tokens, profiles, sessions and
// mandates. None of it is in the ledger but mandates, whose rows are written from events.
package identitystore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
)

// Store implements identity.Store, session.Store and mandate.Store.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

// write runs statements in one transaction, without a leaf.
func (s *Store) write(ctx context.Context, run func(tx *sqldb.Tx) error) error {
	return s.writeIn(ctx, "", run)
}

// writeIn is write within the groups of a division, whose acts then need not wait for it.
func (s *Store) writeIn(ctx context.Context, division string, run func(tx *sqldb.Tx) error) error {
	_, err := s.w.Write(ctx, sqldb.Unit{Division: division, Run: run})
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	return fmt.Errorf("identitystore: %w", err)
}

// missing turns "no row" into the one answer.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("identitystore: %w", err)
	}
	return nil
}

// taken turns a broken unique constraint into a conflict.
func taken(err error) error {
	if sqldb.IsUnique(err) {
		return fault.New(fault.Conflict, "taken",
			lang.T("这个登录名或凭据已经有人使用。", "This login name or credential is in use."), lang.T("请换一个。", "Please choose another."))
	}
	return err
}

const accountColumns = `id, division, kind, agent, login, name, party, officer, created, proven, disabled, demo`

type scanner interface{ Scan(dest ...any) error }

// accountRow is an account as its columns hold it.
type accountRow struct {
	identity.Account
	agent, demo               int
	created, proven, disabled int64
}

func (r *accountRow) places() []any {
	return []any{&r.ID, &r.Division, &r.Kind, &r.agent, &r.Login, &r.Name, &r.Party, &r.Officer, &r.created, &r.proven, &r.disabled, &r.demo}
}

func (r *accountRow) account() identity.Account {
	a := r.Account
	a.Agent, a.Demo, a.Created, a.Proven, a.Disabled = r.agent == 1, r.demo == 1, clock.FromMicros(r.created), clock.FromMicros(r.proven), clock.FromMicros(r.disabled)
	return a
}

func scanAccount(row scanner) (identity.Account, error) {
	var r accountRow
	err := row.Scan(r.places()...)
	return r.account(), missing(err)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// CreateAccount adds an account with its first credentials.
func (s *Store) CreateAccount(ctx context.Context, a identity.Account, cs ...identity.Credential) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`insert into account (`+accountColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(a.ID), a.Division, string(a.Kind), flag(a.Agent),
			a.Login, a.Name, a.Party, a.Officer, clock.Micros(a.Created), clock.Micros(a.Proven), clock.Micros(a.Disabled), flag(a.Demo)); err != nil {
			return taken(err)
		}
		for _, c := range cs {
			if _, err := tx.Exec(`insert into credential (`+credentialColumns+`) values (?, ?, ?, ?, ?, ?, ?)`, credentialArgs(c)...); err != nil {
				return taken(err)
			}
		}
		return nil
	})
}

// UpdateAccount writes what may change of an account.
func (s *Store) UpdateAccount(ctx context.Context, a identity.Account) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update account set name = ?, party = ?, officer = ?, agent = ?, proven = ?, disabled = ? where id = ?`,
			a.Name, a.Party, a.Officer, flag(a.Agent), clock.Micros(a.Proven), clock.Micros(a.Disabled), int64(a.ID))
		return touched(res, taken(err))
	})
}

// touched answers fault.NotFound when no row was changed.
func touched(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return fault.Missing()
}

// Account gives one by id.
func (s *Store) Account(ctx context.Context, id identity.ID) (identity.Account, error) {
	return scanAccount(s.db.QueryRow(ctx, `select `+accountColumns+` from account where id = ?`, int64(id)))
}

// AccountByLogin gives one by login name.
func (s *Store) AccountByLogin(ctx context.Context, login string) (identity.Account, error) {
	return scanAccount(s.db.QueryRow(ctx, `select `+accountColumns+` from account where login = ?`, login))
}

// AccountByOfficer gives the account of an officer.
func (s *Store) AccountByOfficer(ctx context.Context, division, officer string) (identity.Account, error) {
	return scanAccount(s.db.QueryRow(ctx, `select `+accountColumns+` from account where division = ? and officer = ? and officer <> ''`, division, officer))
}

// NameOfParty gives the name of the oldest proven account of a person or firm; fault.NotFound when there is none.
func (s *Store) NameOfParty(ctx context.Context, party string) (string, error) {
	var name string
	err := s.db.QueryRow(ctx, `select name from account where party = ? and party <> '' and proven <> 0 order by created limit 1`, party).Scan(&name)
	return name, missing(err)
}

// HasDemo says whether any account is a demo account.
func (s *Store) HasDemo(ctx context.Context) (bool, error) {
	var n int
	err := s.db.QueryRow(ctx, `select count(*) from account where demo = 1`).Scan(&n)
	return n > 0, missing(err)
}

const credentialColumns = `kind, key, account, data, label, created, used`

func credentialArgs(c identity.Credential) []any {
	return []any{string(c.Kind), c.Key, int64(c.Account), string(c.Data), c.Label, clock.Micros(c.Created), clock.Micros(c.Used)}
}

func scanCredential(row scanner) (c identity.Credential, err error) {
	var data string
	var created, used int64
	err = row.Scan(&c.Kind, &c.Key, &c.Account, &data, &c.Label, &created, &used)
	c.Data, c.Created, c.Used = identity.Secret(data), clock.FromMicros(created), clock.FromMicros(used)
	return c, missing(err)
}

// Credentials of an account, oldest first.
func (s *Store) Credentials(ctx context.Context, id identity.ID) ([]identity.Credential, error) {
	rows, err := s.db.Query(ctx, `select `+credentialColumns+` from credential where account = ? order by created, kind, key`, int64(id))
	return collect(rows, err, scanCredential)
}

// collect reads all rows.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("identitystore: %w", err)
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

// CredentialByKey gives one by kind and key.
func (s *Store) CredentialByKey(ctx context.Context, kind identity.CredentialKind, key string) (identity.Credential, error) {
	return scanCredential(s.db.QueryRow(ctx, `select `+credentialColumns+` from credential where kind = ? and key = ?`, string(kind), key))
}

// PutCredential adds or replaces one of the same account.
func (s *Store) PutCredential(ctx context.Context, c identity.Credential) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`insert into credential (`+credentialColumns+`) values (?, ?, ?, ?, ?, ?, ?)
			on conflict (kind, key) do update set data = excluded.data, label = excluded.label, created = excluded.created, used = excluded.used
			where credential.account = excluded.account`, credentialArgs(c)...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fault.New(fault.Conflict, "taken",
			lang.T("这个凭据已绑定另一个账号。", "This credential is bound to another account."), lang.T("请先在那个账号里解除绑定。", "Unbind it there first."))
	})
}

// DeleteCredential takes one away.
func (s *Store) DeleteCredential(ctx context.Context, id identity.ID, kind identity.CredentialKind, key string) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from credential where account = ? and kind = ? and key = ?`, int64(id), string(kind), key)
		return err
	})
}

// PutRecovery keeps the one code of an account.
func (s *Store) PutRecovery(ctx context.Context, r identity.Recovery) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into recovery (account, hash, issued_by, until) values (?, ?, ?, ?)
			on conflict (account) do update set hash = excluded.hash, issued_by = excluded.issued_by, until = excluded.until`,
			int64(r.Account), r.Hash[:], r.By, clock.Micros(r.Until))
		return err
	})
}

// TakeRecovery deletes and gives the code if the hash is right.
func (s *Store) TakeRecovery(ctx context.Context, id identity.ID, hash [32]byte) (r identity.Recovery, err error) {
	err = s.write(ctx, func(tx *sqldb.Tx) error {
		var until int64
		if err := tx.QueryRow(`select issued_by, until from recovery where account = ? and hash = ?`, int64(id), hash[:]).Scan(&r.By, &until); err != nil {
			return missing(err)
		}
		r.Account, r.Hash, r.Until = id, hash, clock.FromMicros(until)
		res, err := tx.Exec(`delete from recovery where account = ? and hash = ?`, int64(id), hash[:])
		return touched(res, err)
	})
	if err != nil {
		return identity.Recovery{}, err
	}
	return r, nil
}

// Profile gives what a person told us.
func (s *Store) Profile(ctx context.Context, id identity.ID) (identity.Profile, error) {
	p := identity.Profile{Account: id}
	var changed int64
	err := s.db.QueryRow(ctx, `select name, id_kind, id_value, phone, address, email, changed from profile where account = ?`, int64(id)).
		Scan(&p.Name, &p.IDKind, &p.IDValue, &p.Phone, &p.Address, &p.Email, &changed)
	p.Changed = clock.FromMicros(changed)
	return p, missing(err)
}

// PutProfile replaces it.
func (s *Store) PutProfile(ctx context.Context, p identity.Profile) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into profile (account, name, id_kind, id_value, phone, address, email, changed) values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (account) do update set name = excluded.name, id_kind = excluded.id_kind, id_value = excluded.id_value, phone = excluded.phone,
			address = excluded.address, email = excluded.email, changed = excluded.changed`,
			int64(p.Account), p.Name, p.IDKind, p.IDValue, p.Phone, p.Address, p.Email, clock.Micros(p.Changed))
		return err
	})
}

// EraseProfile deletes it.
func (s *Store) EraseProfile(ctx context.Context, id identity.ID) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from profile where account = ?`, int64(id))
		return err
	})
}

// FindSession gives a session that has not expired.
func (s *Store) FindSession(ctx context.Context, hash string, now time.Time) ([]byte, bool, error) {
	var data []byte
	err := s.db.QueryRow(ctx, `select data from session where hash = ? and until > ?`, hash, clock.Micros(now)).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, missing(err)
}

// CommitSession writes one.
func (s *Store) CommitSession(ctx context.Context, hash string, account identity.ID, data []byte, until time.Time) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into session (hash, account, data, until) values (?, ?, ?, ?)
			on conflict (hash) do update set account = excluded.account, data = excluded.data, until = excluded.until`, hash, int64(account), data, clock.Micros(until))
		return err
	})
}

// DeleteSession removes one.
func (s *Store) DeleteSession(ctx context.Context, hash string) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from session where hash = ?`, hash)
		return err
	})
}

// EndSessions removes those of an account but one.
func (s *Store) EndSessions(ctx context.Context, account identity.ID, keep string) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from session where account = ? and hash <> ?`, int64(account), keep)
		return err
	})
}

// SweepSessions removes the expired.
func (s *Store) SweepSessions(ctx context.Context, now time.Time) (n int64, err error) {
	err = s.write(ctx, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`delete from session where until <= ?`, clock.Micros(now))
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	return n, err
}
