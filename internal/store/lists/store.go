// Package liststore keeps the four lists. Its rows are a projection of acts without a case: an
// entry has the version it came with and the version that took it out, so every version can be
// read at the cost of what is asked for. A version whose entries do not give the hash that its
// act says is refused. banjie fsck makes the rows again.
package liststore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/sqldb"
)

// Store reads and writes rows of lists.
type Store struct{ db *sqldb.DB }

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Project writes the rows of a published version.
func (s *Store) Project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil || e.Kind != publiclist.Published {
		return nil
	}
	f, err := casework.Data[publiclist.Facts](*e)
	if err != nil {
		return err
	}
	var last int
	if err := tx.QueryRow(`select coalesce(max(version), 0) from list_version where division = ? and kind = ?`, e.Division, string(f.List)).Scan(&last); err != nil {
		return fmt.Errorf("liststore: %w", err)
	}
	if f.Version != last+1 {
		return fault.New(fault.Conflict, "plan_moved", lang.Format("这张清单已有第%d版，没有发布。", "The list has version %d already; nothing was published.", last),
			lang.T("请重新预演，看清以后再确认。", "Please make the dry run again and confirm what it shows."))
	}
	if err := put(tx, e, f); err != nil {
		return fmt.Errorf("liststore: %w", err)
	}
	rows, err := tx.Query(`select body from list_entry where division = ? and kind = ? and until = 0 order by code`, e.Division, string(f.List))
	if err != nil {
		return fmt.Errorf("liststore: %w", err)
	}
	v := publiclist.Version{Kind: f.List, Version: f.Version, Effective: f.Effective, Illustrative: f.Illustrative}
	if v.Entries, err = entries(rows); err != nil {
		return err
	}
	publiclist.Sort(v.Entries) // engines order text differently
	if v.Hash() != f.Hash {
		return fault.New(fault.Internal, "list_hash", lang.T("清单的内容和它的指纹对不上，没有发布。", "The list does not give its fingerprint; nothing was published."), lang.T("请联系管理员核对账本。", "Please ask the administrator to check the ledger."))
	}
	return nil
}

func put(tx *sqldb.Tx, e *casework.Event, f publiclist.Facts) error {
	var added, removed, changed int
	for _, ch := range f.Changes {
		if ch.Old != nil {
			if _, err := tx.Exec(`update list_entry set until = ? where division = ? and kind = ? and code = ? and until = 0`, f.Version, e.Division, string(f.List), ch.Code); err != nil {
				return err
			}
		}
		switch {
		case ch.Old == nil:
			added++
		case ch.New == nil:
			removed++
		default:
			changed++
		}
		if ch.New == nil {
			continue
		}
		body, err := json.Marshal(ch.New)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into list_entry (division, kind, code, since, until, unit, type, sought, body) values (?, ?, ?, ?, 0, ?, ?, ?, ?)`,
			e.Division, string(f.List), ch.Code, f.Version, ch.New.Unit, ch.New.Type, sought(*ch.New), body); err != nil {
			return err
		}
	}
	illustrative := 0
	if f.Illustrative {
		illustrative = 1
	}
	_, err := tx.Exec(`insert into list_version (division, kind, version, hash, at, effective, seq, reason, illustrative, entries, approvals, added, removed, changed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Division, string(f.List), f.Version, f.Hash, clock.Micros(e.At), int64(f.Effective), e.Seq, f.Reason, illustrative, f.Entries, f.Approvals, added, removed, changed)
	return err
}

// sought is what words are looked for in.
func sought(e publiclist.Entry) string {
	return strings.ToLower(strings.Join([]string{e.Code, e.Name, e.Text, e.Basis}, "\n"))
}

func entries(rows *sql.Rows) (all []publiclist.Entry, err error) {
	defer rows.Close()
	for rows.Next() {
		var body []byte
		var e publiclist.Entry
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("liststore: %w", err)
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, fmt.Errorf("liststore: damaged row: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// Stands implements publiclist.Reader.
func (s *Store) Stands(ctx context.Context, division string, k publiclist.Kind) (all []publiclist.Stand, err error) {
	rows, err := s.db.Query(ctx, `select version, hash, at, effective, seq, reason, illustrative, entries, approvals, added, removed, changed from list_version where division = ? and kind = ? order by version`, division, string(k))
	if err != nil {
		return nil, fmt.Errorf("liststore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		x := publiclist.Stand{Kind: k}
		var at, effective int64
		var illustrative int
		if err := rows.Scan(&x.Version, &x.Hash, &at, &effective, &x.Seq, &x.Reason, &illustrative, &x.Entries, &x.Approvals, &x.Added, &x.Removed, &x.Changed); err != nil {
			return nil, fmt.Errorf("liststore: %w", err)
		}
		x.At, x.Effective, x.Illustrative = clock.FromMicros(at), calendar.Day(effective), illustrative == 1
		all = append(all, x)
	}
	return all, rows.Err()
}

// at is the condition for the entries of a version, 0 for the newest.
func at(version int) (string, []any) {
	if version == 0 {
		return "until = 0", nil
	}
	return "since <= ? and (until = 0 or until > ?)", []any{version, version}
}

// Entries implements publiclist.Reader.
func (s *Store) Entries(ctx context.Context, q publiclist.Query) (page publiclist.Page, err error) {
	n := sqldb.PageSize(q.Limit)
	standing, more := at(q.Version)
	where, args := []string{"division = ?", "kind = ?", standing, "code > ?"}, append(append([]any{q.Division, string(q.Kind)}, more...), q.After)
	for _, f := range []struct{ column, value string }{{"unit", q.Unit}, {"type", q.Type}} {
		if f.value != "" {
			where, args = append(where, f.column+" = ?"), append(args, f.value)
		}
	}
	for _, w := range strings.Fields(strings.ToLower(q.Words)) {
		where, args = append(where, `sought like ? escape '!'`), append(args, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(w)+"%")
	}
	rows, err := s.db.Query(ctx, `select body from list_entry where `+strings.Join(where, " and ")+` order by code limit ?`, append(args, n+1)...)
	if err != nil {
		return page, fmt.Errorf("liststore: %w", err)
	}
	if page.Entries, err = entries(rows); err != nil || len(page.Entries) <= n {
		return page, err
	}
	page.Entries = page.Entries[:n]
	page.Next = page.Entries[n-1].Code
	return page, nil
}

// Whole implements publiclist.Reader.
func (s *Store) Whole(ctx context.Context, division string, k publiclist.Kind, version int) (publiclist.Version, error) {
	v := publiclist.Version{Kind: k}
	cond, args := "version = ?", []any{division, string(k), version}
	if version == 0 {
		cond, args = "version = (select max(version) from list_version where division = ? and kind = ?)", []any{division, string(k), division, string(k)}
	}
	var effective int64
	var illustrative int
	err := s.db.QueryRow(ctx, `select version, effective, illustrative from list_version where division = ? and kind = ? and `+cond, args...).Scan(&v.Version, &effective, &illustrative)
	if errors.Is(err, sql.ErrNoRows) {
		if version == 0 {
			return v, nil
		}
		return v, fault.Missing()
	}
	if err != nil {
		return v, fmt.Errorf("liststore: %w", err)
	}
	v.Effective, v.Illustrative = calendar.Day(effective), illustrative == 1
	standing, more := at(v.Version)
	rows, err := s.db.Query(ctx, `select body from list_entry where division = ? and kind = ? and `+standing, append([]any{division, string(k)}, more...)...)
	if err != nil {
		return v, fmt.Errorf("liststore: %w", err)
	}
	v.Entries, err = entries(rows)
	publiclist.Sort(v.Entries)
	return v, err
}
