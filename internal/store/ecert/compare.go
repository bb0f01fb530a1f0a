package ecertstore

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/ecert"
)

// Difference is one place where a stored certificate is not what the events of its case give.
type Difference struct {
	ID   string // of the certificate
	What string // column
	Have string
	Want string
}

// Compare makes the certificates of a case again from its events and compares their rows.
// upTo folds the case up to an event, issuers are the names the issuing unit has had. A case
// whose personal data were erased cannot be made again: its rows are compared with
// themselves, which told says with false.
func (s *Store) Compare(ctx context.Context, c *casework.Case, upTo func(seq int64) (*casework.Case, error), issuers []ecert.Issuer) (diff []Difference, told bool, err error) {
	have, err := s.rows(ctx, c.Key)
	if err != nil {
		return nil, false, err
	}
	made := slices.ContainsFunc(c.Events, func(e casework.Event) bool { return e.Kind == "granted" || e.Kind == "deemed_renewed" })
	if !made && len(have) == 0 {
		return nil, true, nil
	}
	told = !slices.ContainsFunc(c.Events, func(e casework.Event) bool { return e.Erased })
	want := map[string]row{}
	if told {
		if want, err = s.again(ctx, c, upTo, have, issuers); err != nil {
			return nil, false, err
		}
	} else {
		for id, r := range have {
			cert, err := read(r.body)
			if err != nil {
				return []Difference{{id, "body", "unreadable", "a certificate"}}, false, nil
			}
			if want[id], err = rowOf(cert, c.Party); err != nil {
				return nil, false, err
			}
		}
	}
	for id, w := range want {
		h, ok := have[id]
		if !ok {
			diff = append(diff, Difference{id, "certificate", "missing", "issued"})
			continue
		}
		diff = append(diff, h.differ(id, w)...)
	}
	for id := range have {
		if _, ok := want[id]; !ok {
			diff = append(diff, Difference{id, "certificate", "there", "never issued"})
		}
	}
	slices.SortFunc(diff, func(a, b Difference) int { return bytes.Compare([]byte(a.ID+a.What), []byte(b.ID+b.What)) })
	return diff, told, nil
}

// row is a certificate as its columns say it.
type row struct {
	columns [9]string
	body    []byte
}

var columns = [9]string{"type", "case_id", "version", "party", "status", "status_day", "valid_from", "valid_until", "issued"}

func (h row) differ(id string, w row) []Difference {
	var diff []Difference
	for i, name := range columns {
		if h.columns[i] != w.columns[i] {
			diff = append(diff, Difference{id, name, h.columns[i], w.columns[i]})
		}
	}
	if !bytes.Equal(h.body, w.body) {
		diff = append(diff, Difference{id, "body", "altered", "as it was issued"})
	}
	return diff
}

func rowOf(c ecert.Certificate, party string) (row, error) {
	body, err := json.Marshal(c)
	r := row{body: body}
	for i, v := range []any{c.Type, c.Case, c.Version, party, string(c.Status), int(c.StatusDay), int(c.ValidFrom), int(c.ValidUntil), int(c.IssuedOn)} {
		r.columns[i] = fmt.Sprint(v)
	}
	return r, err
}

func (s *Store) rows(ctx context.Context, key casework.Key) (map[string]row, error) {
	rows, err := s.db.Query(ctx, `select id, type, case_id, version, party, status, status_day, valid_from, valid_until, issued, body from certificate where division = ? and case_id = ?`, key.Division, int64(key.ID))
	if err != nil {
		return nil, fmt.Errorf("ecertstore: compare: %w", err)
	}
	defer rows.Close()
	have := map[string]row{}
	for rows.Next() {
		var id string
		var r row
		dest := []any{&id}
		for i := range r.columns {
			dest = append(dest, &r.columns[i])
		}
		if err := rows.Scan(append(dest, &r.body)...); err != nil {
			return nil, fmt.Errorf("ecertstore: compare: %w", err)
		}
		if cert, err := read(r.body); err == nil { // the form of the JSON may be an older program's
			if body, err := json.Marshal(cert); err == nil {
				r.body = body
			}
		}
		have[id] = r
	}
	return have, rows.Err()
}

// again makes the rows of a case from its events, in their order.
func (s *Store) again(ctx context.Context, c *casework.Case, upTo func(int64) (*casework.Case, error), have map[string]row, issuers []ecert.Issuer) (map[string]row, error) {
	var certs []ecert.Certificate
	successor := func(issued casework.ID) (id string, err error) {
		err = s.db.QueryRow(ctx, firstOfCase, c.Division, int64(issued)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return "never issued", nil // the difference is told at the certificate that names it
		}
		return id, err
	}
	for i := range c.Events {
		e := &c.Events[i]
		if e.Kind == "granted" || e.Kind == "deemed_renewed" {
			then, err := upTo(e.Seq)
			if err != nil {
				return nil, err
			}
			cert, err := s.issue(then, e)
			if err != nil {
				return nil, err
			}
			if cert != nil {
				certs = append(certs, asIssued(*cert, have, issuers))
			}
			continue
		}
		verb, ok := verbs[e.Kind]
		if !ok || len(certs) == 0 {
			continue
		}
		last := &certs[len(certs)-1]
		old, next, err := s.changed(*last, e, verb, successor)
		if err != nil {
			return nil, err
		}
		*last = old
		if next != nil {
			certs = append(certs, *next)
		}
	}
	want := map[string]row{}
	for _, cert := range certs {
		r, err := rowOf(cert, c.Party)
		if err != nil {
			return nil, err
		}
		want[cert.ID] = r
	}
	return want, nil
}

// asIssued gives the certificate the name its issuer had then: the directory knows today's.
func asIssued(cert ecert.Certificate, have map[string]row, issuers []ecert.Issuer) ecert.Certificate {
	stored, err := read(have[cert.ID].body)
	if err == nil && slices.Contains(issuers, stored.Issuer) {
		cert.Issuer = stored.Issuer
	}
	return cert
}
