// Package ecertstore keeps issued certificates. Its rows are written from events alone:
// a grant issues, later acts of the case amend or end; the one certificate of a case,
// type and version is a unique constraint, so nothing is issued twice. Every act that ends
// or replaces one gives the status list its next number. Beside them stands what holders
// showed to whom, which is theirs alone and in no ledger.
package ecertstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
)

// Issue makes the certificate of a granting event; nil when it issues none.
type Issue func(c *casework.Case, e *casework.Event) (*ecert.Certificate, error)

// Store reads and writes certificates.
type Store struct {
	db       *sqldb.DB
	w        *sqldb.Writer // nil for reading only
	types    *ecert.Registry
	issue    Issue
	calendar func() *calendar.Calendar
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer, types *ecert.Registry, issue Issue, cal func() *calendar.Calendar) *Store {
	return &Store{db: db, w: w, types: types, issue: issue, calendar: cal}
}

// verbs are the events that change an issued certificate.
var verbs = map[string]ecert.Verb{
	"certificate_amended": ecert.Amend, "certificate_rescinded": ecert.Rescind,
	"certificate_revoked": ecert.Revoke, "certificate_deregistered": ecert.Deregister,
	"certificate_renewed": ecert.Renew, "certificate_restored": ecert.Restore,
}

// Project writes the rows of a granting or changing event.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	switch e.Kind {
	case "granted", "deemed_renewed":
		cert, err := s.issue(c, e)
		if err != nil || cert == nil {
			return err
		}
		return insert(tx, *cert, c.Party)
	}
	if e.Kind == casework.Erased {
		return forgetShowings(tx, e.Division, int64(e.Case))
	}
	verb, ok := verbs[e.Kind]
	if !ok {
		return nil
	}
	return s.change(tx, c, e, verb)
}

func (s *Store) change(tx *sqldb.Tx, c *casework.Case, e *casework.Event, verb ecert.Verb) error {
	var body []byte
	err := tx.QueryRow(`select body from certificate where division = ? and case_id = ? order by version desc limit 1`, c.Division, int64(c.ID)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) && verb != ecert.Amend {
		return nil // a decision letter only: the permission ends, and there is no paper to end
	}
	if err != nil {
		return missing(err)
	}
	cert, err := read(body)
	if err != nil {
		return err
	}
	successor := func(issued casework.ID) (id string, err error) {
		err = tx.QueryRow(firstOfCase, c.Division, int64(issued)).Scan(&id)
		return id, missing(err)
	}
	old, next, err := s.changed(cert, e, verb, successor)
	if err != nil {
		return err
	}
	if err := update(tx, old); err != nil {
		return err
	}
	if err := s.listChanged(tx, c.Division, e); err != nil || next == nil {
		return err
	}
	return insert(tx, *next, c.Party)
}

// firstOfCase is the identifier of what a case issued first, whatever became of it later.
const firstOfCase = `select id from certificate where division = ? and case_id = ? order by version limit 1`

// changed gives a certificate after an act on it, and the one that replaces it when the act
// amends; nil otherwise. successor finds what the case of a renewal issued.
func (s *Store) changed(cert ecert.Certificate, e *casework.Event, verb ecert.Verb, successor func(casework.ID) (string, error)) (old ecert.Certificate, next *ecert.Certificate, err error) {
	act := ecert.Act{Verb: verb, On: s.calendar().DayOf(e.Effective), Basis: e.Facts.Basis[0], Reason: e.Private.Text}
	if verb == ecert.Renew {
		if act.On, act.Successor, err = renewed(e, successor); err != nil {
			return old, nil, err
		}
	}
	if verb != ecert.Amend {
		old, _, err = cert.End(act)
		return old, nil, err
	}
	t, ok := s.types.Find(cert.Type)
	if !ok {
		return old, nil, fmt.Errorf("ecertstore: certificate type %q is not registered", cert.Type)
	}
	facts, err := casework.Data[struct{ Until calendar.Day }](*e)
	if err != nil {
		return old, nil, err
	}
	draft := ecert.Draft{Division: cert.Division, Case: cert.Case, Holder: cert.Holder, Issuer: cert.Issuer, Values: map[string]string{},
		IssuedOn: act.On, ValidFrom: act.On, ValidUntil: facts.Until, Demo: cert.Demo, Salt: cert.Salt}
	if facts.Until == 0 {
		draft.ValidUntil = cert.ValidUntil
	}
	for _, f := range cert.Fields {
		draft.Values[f.ID] = f.Value
	}
	old, made, _, err := t.Replace(cert, act, draft)
	return old, &made, err
}

// renewed reads from when, and by which certificate, an old one is replaced.
func renewed(e *casework.Event, successor func(casework.ID) (string, error)) (from calendar.Day, id string, err error) {
	facts, err := casework.Data[struct {
		Case string
		From calendar.Day
	}](*e)
	if err != nil {
		return 0, "", err
	}
	issued, err := casework.ParseID(facts.Case)
	if err != nil {
		return 0, "", err
	}
	id, err = successor(issued)
	return facts.From, id, err
}

// Keep keeps a certificate that no case issued: an act of its own did, whose projector calls this.
func (s *Store) Keep(tx *sqldb.Tx, c ecert.Certificate, party string) error {
	if c.Case != 0 {
		return errors.New("ecertstore: a certificate of a case is issued by its events")
	}
	return insert(tx, c, party)
}

// End ends a certificate that was kept by [Store.Keep], at the instant of the act that does so.
func (s *Store) End(tx *sqldb.Tx, division, id string, a ecert.Act, at time.Time) error {
	var body []byte
	if err := tx.QueryRow(`select body from certificate where division = ? and id = ?`, division, id).Scan(&body); err != nil {
		return missing(err)
	}
	c, err := read(body)
	if err != nil {
		return err
	}
	if c.Case != 0 {
		return errors.New("ecertstore: a certificate of a case is ended by its events")
	}
	if c, _, err = c.End(a); err != nil {
		return err
	}
	if err := update(tx, c); err != nil {
		return err
	}
	return s.listChanged(tx, division, &casework.Event{At: at})
}

func insert(tx *sqldb.Tx, c ecert.Certificate, party string) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into certificate (division, id, type, case_id, version, party, status, status_day, valid_from, valid_until, issued, body)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.Division, c.ID, c.Type, c.Case, c.Version, party, string(c.Status), int(c.StatusDay),
		int(c.ValidFrom), int(c.ValidUntil), int(c.IssuedOn), body)
	if err != nil {
		return fmt.Errorf("ecertstore: issue: %w", err)
	}
	return nil
}

func update(tx *sqldb.Tx, c ecert.Certificate) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`update certificate set status = ?, status_day = ?, body = ? where division = ? and id = ?`, string(c.Status), int(c.StatusDay), body, c.Division, c.ID)
	return err
}

// OfCase gives the certificates a case issued, newest version first.
func (s *Store) OfCase(ctx context.Context, key casework.Key) ([]ecert.Certificate, error) {
	return s.query(ctx, `select body from certificate where division = ? and case_id = ? order by version desc`, key.Division, int64(key.ID))
}

// OfParty gives a party's certificates, newest first, at most 200.
func (s *Store) OfParty(ctx context.Context, division, party string) ([]ecert.Certificate, error) {
	if party == "" {
		return nil, nil
	}
	return s.query(ctx, `select body from certificate where division = ? and party = ? order by issued desc, id limit 200`, division, party)
}

// ByID gives one certificate by its full identifier.
func (s *Store) ByID(ctx context.Context, division, id string) (ecert.Certificate, error) {
	var body []byte
	if err := s.db.QueryRow(ctx, `select body from certificate where division = ? and id = ?`, division, id).Scan(&body); err != nil {
		return ecert.Certificate{}, missing(err)
	}
	return read(body)
}

// PartyOf gives the tag of a certificate's holder.
func (s *Store) PartyOf(ctx context.Context, division, id string) (string, error) {
	var party string
	err := s.db.QueryRow(ctx, `select party from certificate where division = ? and id = ?`, division, id).Scan(&party)
	if err != nil {
		return "", missing(err)
	}
	return party, nil
}

// Ended lists every certificate whose stored status is not valid, for the status list.
func (s *Store) Ended(ctx context.Context, division string) ([]ecert.Listed, error) {
	rows, err := s.db.QueryOnce(ctx, `select id, status, status_day from certificate where division = ? and status <> 'valid' order by id`, division)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var listed []ecert.Listed
	for rows.Next() {
		var l ecert.Listed
		var status string
		var day int
		if err := rows.Scan(&l.ID, &status, &day); err != nil {
			return nil, err
		}
		l.Status, l.Day = ecert.Status(status), calendar.Day(day)
		listed = append(listed, l)
	}
	return listed, rows.Err()
}

func (s *Store) query(ctx context.Context, q string, args ...any) ([]ecert.Certificate, error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("ecertstore: %w", err)
	}
	defer rows.Close()
	var certs []ecert.Certificate
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		c, err := read(body)
		if err != nil {
			return nil, err
		}
		certs = append(certs, c)
	}
	return certs, rows.Err()
}

func read(body []byte) (ecert.Certificate, error) {
	var c ecert.Certificate
	if err := json.Unmarshal(body, &c); err != nil {
		return c, fmt.Errorf("ecertstore: stored certificate: %w", err)
	}
	return c, nil
}

func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	return err
}
