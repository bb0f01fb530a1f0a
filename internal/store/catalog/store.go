// Package catalogstore keeps items: every published version for ever, and at most one
// draft of each. Publishing and retiring are acts of the ledger; [Store.Project] writes
// their rows from the events, drafts are working papers and no acts.
package catalogstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
)

// Events by which the catalogue changes.
const (
	ItemPublished = "item_published" // facts: the whole item
	ItemRetired   = "item_retired"   // facts: {"code": …}
)

// Store reads and writes items.
type Store struct {
	db    *sqldb.DB
	w     *sqldb.Writer
	clock clock.Clock
	whole sync.Map // division/code/version → *catalog.Item; a version never changes
}

// New makes the store.
func New(db *sqldb.DB, w *sqldb.Writer, c clock.Clock) *Store { return &Store{db: db, w: w, clock: c} }

// draftVersion is the version under which a draft stands.
const draftVersion = 0

// Get gives one version of whatever status.
func (s *Store) Get(ctx context.Context, division, code string, version int) (catalog.Item, error) {
	it, err := s.version(ctx, division, code, version)
	if err != nil {
		return catalog.Item{}, err
	}
	out := *it
	var status string
	if err := s.db.QueryRow(ctx, `select status from item where division = ? and code = ? and version = ?`, division, code, version).Scan(&status); err != nil {
		return out, missing(err)
	}
	out.Status = catalog.Status(status)
	return out, nil
}

// Version implements casework.Items: the version as published, which never changes.
func (s *Store) Version(division, code string, version int) (*catalog.Item, error) {
	return s.version(context.Background(), division, code, version)
}

func (s *Store) version(ctx context.Context, division, code string, version int) (*catalog.Item, error) {
	key := fmt.Sprintf("%s/%s/%d", division, code, version)
	if it, ok := s.whole.Load(key); ok {
		return it.(*catalog.Item), nil
	}
	var body []byte
	if err := s.db.QueryRow(ctx, `select body from item where division = ? and code = ? and version = ?`, division, code, version).Scan(&body); err != nil {
		return nil, missing(err)
	}
	it, err := read(body)
	if err != nil {
		return nil, err
	}
	if version != draftVersion {
		s.whole.Store(key, it)
	}
	return it, nil
}

// Current implements casework.Catalogue: the version in force.
func (s *Store) CurrentItem(division, code string) (*catalog.Item, error) {
	ctx := context.Background()
	var version int
	if err := s.db.QueryRow(ctx, `select version from item where division = ? and code = ? and status = 'published'`, division, code).Scan(&version); err != nil {
		return nil, missing(err)
	}
	return s.version(ctx, division, code, version)
}

// Current gives the version in force.
func (s *Store) Current(ctx context.Context, division, code string) (catalog.Item, error) {
	it, err := s.CurrentItem(division, code)
	if err != nil {
		return catalog.Item{}, err
	}
	return *it, nil
}

// BySlug gives the version in force by its short name.
func (s *Store) BySlug(ctx context.Context, division, slug string) (catalog.Item, error) {
	var code string
	if err := s.db.QueryRow(ctx, `select code from item where division = ? and slug = ? and status = 'published' order by version desc limit 1`, division, slug).Scan(&code); err != nil {
		return catalog.Item{}, missing(err)
	}
	return s.Current(ctx, division, code)
}

// Versions gives all versions of an item, oldest first.
func (s *Store) Versions(ctx context.Context, division, code string) ([]catalog.Item, error) {
	return s.query(ctx, division, `select code, version, status from item where division = ? and code = ? and version > 0 order by version`, division, code)
}

// List gives items in order of code.
func (s *Store) List(ctx context.Context, division string, f catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	if f.Status == "" {
		f.Status = catalog.Published
	}
	return s.list(ctx, division, f, p)
}

// Draft gives the draft of an item.
func (s *Store) Draft(ctx context.Context, division, code string) (catalog.Item, error) {
	it, err := s.version(ctx, division, code, draftVersion)
	if err != nil {
		return catalog.Item{}, err
	}
	return *it, nil
}

// Drafts gives drafts in order of code.
func (s *Store) Drafts(ctx context.Context, division string, f catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	f.Status = catalog.Draft
	return s.list(ctx, division, f, p)
}

func (s *Store) list(ctx context.Context, division string, f catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	if p.Limit <= 0 {
		p.Limit = 50
	}
	conds, args := []string{"division = ?", "status = ?", "code > ?"}, []any{division, string(f.Status), p.After}
	for _, c := range []struct{ col, is string }{{"unit", f.Unit}, {"kind", string(f.Kind)}, {"theme", f.Theme}} { // in one order: few texts
		if c.is != "" {
			conds, args = append(conds, c.col+" = ?"), append(args, c.is)
		}
	}
	if f.Served != "" {
		conds, args = append(conds, "served like ?"), append(args, "%,"+string(f.Served)+",%")
	}
	items, err := s.query(ctx, division, `select code, version, status from item where `+strings.Join(conds, " and ")+` order by code limit ?`, append(args, p.Limit+1)...)
	if err != nil || len(items) <= p.Limit {
		return items, "", err
	}
	items = items[:p.Limit]
	return items, items[p.Limit-1].Code, nil
}

// query gives the items whose code, version and status a list names. A published body is
// read once, whatever asks for it; a list costs its names.
func (s *Store) query(ctx context.Context, division, q string, args ...any) ([]catalog.Item, error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("catalogstore: %w", err)
	}
	defer rows.Close()
	type name struct {
		code    string
		version int
		status  catalog.Status
	}
	var names []name
	for rows.Next() {
		var n name
		if err := rows.Scan(&n.code, &n.version, &n.status); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil { // closed now: a body not yet known needs a connection of its own
		return nil, fmt.Errorf("catalogstore: %w", err)
	}
	items := make([]catalog.Item, 0, len(names))
	for _, n := range names {
		it, err := s.version(ctx, division, n.code, n.version)
		if n.version == draftVersion && fault.KindOf(err) == fault.NotFound {
			continue // published or dropped in between
		}
		if err != nil {
			return nil, err
		}
		items = append(items, *it)
		items[len(items)-1].Status = n.status
	}
	return items, nil
}

// SaveDraft keeps a draft; base is the digest of the one it replaces, "" for a new one.
func (s *Store) SaveDraft(ctx context.Context, division string, draft catalog.Item, base string) error {
	draft.Status, draft.Version = catalog.Draft, draftVersion
	_, err := s.w.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		var had string
		err := tx.QueryRow(`select digest from item where division = ? and code = ? and version = 0`, division, draft.Code).Scan(&had)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if had != base {
			return fault.New(fault.Conflict, "draft_moved",
				lang.T("这份草稿刚刚被别人改过。", "Somebody else has just changed this draft."),
				lang.T("请重新打开草稿，再加入您的修改。您填写的内容还在。", "Please open it again and add your changes; what you typed is kept."))
		}
		return put(tx, division, draft, s.clock.Now())
	}})
	return err
}

// DropDraft forgets a draft.
func (s *Store) DropDraft(ctx context.Context, division, code string) error {
	_, err := s.w.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`delete from item where division = ? and code = ? and version = 0`, division, code)
		return err
	}})
	return err
}

// Project writes the rows of published and retired items.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	switch e.Kind {
	case ItemPublished:
		it, err := casework.Data[catalog.Item](*e)
		if err != nil {
			return err
		}
		return publish(tx, e.Division, it, e.At)
	case ItemRetired:
		d, err := casework.Data[struct{ Code string }](*e)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`update item set status = 'retired', changed = ? where division = ? and code = ? and status = 'published'`, clock.Micros(e.At), e.Division, d.Code)
		return err
	}
	return nil
}

func publish(tx *sqldb.Tx, division string, it catalog.Item, at time.Time) error {
	var last int
	if err := tx.QueryRow(`select coalesce(max(version), 0) from item where division = ? and code = ?`, division, it.Code).Scan(&last); err != nil {
		return err
	}
	if it.Version != last+1 {
		return fault.New(fault.Conflict, "version_there",
			lang.Format("事项已有第 %d 版。", "Version %d of the item is there already.", last),
			lang.T("请在最新版本上修改后再发布。", "Please change the newest version and publish again."))
	}
	if _, err := tx.Exec(`update item set status = 'retired', changed = ? where division = ? and code = ? and status = 'published'`, clock.Micros(at), division, it.Code); err != nil {
		return err
	}
	if _, err := tx.Exec(`delete from item where division = ? and code = ? and version = 0`, division, it.Code); err != nil {
		return err
	}
	it.Status = catalog.Published
	err := put(tx, division, it, at)
	if sqldb.IsUnique(err) {
		return fault.New(fault.Conflict, "slug_taken",
			lang.Format("简称“%s”已被另一个事项使用。", "The short name “%s” is used by another item.", it.Slug),
			lang.T("请换一个简称。", "Please choose another."))
	}
	return err
}

func put(tx *sqldb.Tx, division string, it catalog.Item, at time.Time) error {
	body, err := json.Marshal(it)
	if err != nil {
		return err
	}
	served := ","
	for _, v := range it.Served {
		served += string(v) + ","
	}
	_, err = tx.Exec(`insert into item (division, code, version, status, slug, unit, kind, theme, served, digest, body, changed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, code, version) do update set slug = excluded.slug, unit = excluded.unit, kind = excluded.kind, theme = excluded.theme,
		served = excluded.served, digest = excluded.digest, body = excluded.body, changed = excluded.changed`,
		division, it.Code, it.Version, string(it.Status), it.Slug, it.Unit, string(it.Kind), it.Theme, served, it.Digest(), body, clock.Micros(at))
	return err
}

func read(body []byte) (*catalog.Item, error) {
	var it catalog.Item
	if err := json.Unmarshal(body, &it); err != nil {
		return nil, fmt.Errorf("catalogstore: stored item: %w", err)
	}
	return &it, nil
}

func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	return fmt.Errorf("catalogstore: %w", err)
}
