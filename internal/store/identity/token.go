package identitystore

import (
	"context"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/identity"
	"banjie/internal/sqldb"
)

const tokenColumns = `hash, id, account, label, role, scopes, created, until, revoked`

func scanToken(row scanner) (identity.Token, error) { return scanTokenAnd(row) }

// scanTokenAnd reads a token and what else the row holds.
func scanTokenAnd(row scanner, more ...any) (t identity.Token, err error) {
	var hash []byte
	var scopes string
	var created, until, revoked int64
	err = row.Scan(append([]any{&hash, &t.ID, &t.Account, &t.Label, &t.Role, &scopes, &created, &until, &revoked}, more...)...)
	copy(t.Hash[:], hash)
	for v := range strings.FieldsSeq(scopes) {
		t.Scopes = append(t.Scopes, access.Verb(v))
	}
	t.Created, t.Until, t.Revoked = clock.FromMicros(created), clock.FromMicros(until), clock.FromMicros(revoked)
	return t, missing(err)
}

// PutToken adds a token.
func (s *Store) PutToken(ctx context.Context, t identity.Token) error {
	var scopes []string
	for _, v := range t.Scopes {
		scopes = append(scopes, string(v))
	}
	return s.write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into token (`+tokenColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`, t.Hash[:], int64(t.ID), int64(t.Account), t.Label, string(t.Role),
			strings.Join(scopes, " "), clock.Micros(t.Created), clock.Micros(t.Until), clock.Micros(t.Revoked))
		return taken(err)
	})
}

// TokenByHash gives one by its hash, and its account. Every request of a program asks this,
// so it is one read; nothing is kept, and what was revoked or disabled is so at once, on
// every node.
func (s *Store) TokenByHash(ctx context.Context, hash [32]byte) (identity.Token, identity.Account, error) {
	a := accountRow{}
	t, err := scanTokenAnd(s.db.QueryRow(ctx, tokenAndAccount, hash[:]), a.places()...)
	return t, a.account(), err
}

const tokenAndAccount = `select t.hash, t.id, t.account, t.label, t.role, t.scopes, t.created, t.until, t.revoked,
	a.id, a.division, a.kind, a.agent, a.login, a.name, a.party, a.officer, a.created, a.proven, a.disabled, a.demo
	from token t join account a on a.id = t.account where t.hash = ?`

// Tokens of an account, newest first.
func (s *Store) Tokens(ctx context.Context, id identity.ID) ([]identity.Token, error) {
	rows, err := s.db.Query(ctx, `select `+tokenColumns+` from token where account = ? order by created desc, id`, int64(id))
	return collect(rows, err, scanToken)
}

// RevokeToken ends one of the account's tokens; a second time keeps the first instant.
func (s *Store) RevokeToken(ctx context.Context, account, id identity.ID, at time.Time) error {
	return s.write(ctx, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update token set revoked = case when revoked = 0 then ? else revoked end where account = ? and id = ?`, clock.Micros(at), int64(account), int64(id))
		return touched(res, err)
	})
}
