// Package chainstore keeps the register of who handles food, and the books that follow from what
// was captured at their places.
//
//	acts ─▶ food_business, food_place, food_product, food_licence, food_number, food_prefix
//	captured events ─▶ food_lot (dates), food_line (book), food_shelf, food_partner, food_entry
//
// Everything follows from acts and events and is made again by Check, which compares. An event is in
// the book of a place that was opened before it came.
package chainstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

type scanner interface{ Scan(...any) error }

// Store reads and projects.
type Store struct {
	db    *sqldb.DB
	again bool // acts are made again: what was refused then need not be looked for
	// Keep puts a certificate among those of the house, in the same savepoint; nil: it is kept
	// by its lot alone.
	Keep func(tx *sqldb.Tx, c ecert.Certificate, party string) error
	// End ends one of those, in the same savepoint; nil: it is ended by its lot alone.
	End func(tx *sqldb.Tx, division, id string, a ecert.Act, at time.Time) error
	// Offices says that the tables of recalls, samples and seals are in this database.
	Offices bool
}

// New makes the store.
func New(db *sqldb.DB) *Store { return &Store{db: db} }

const businessColumns = `id, party, kind, code, household, town, gln, prefix, proven, proof, version, by_whom, name, phone, address`

func scanBusiness(row scanner) (b chain.Business, err error) {
	var household, proven int
	err = row.Scan(&b.ID, &b.Party, &b.Kind, &b.Code, &household, &b.Town, &b.GLN, &b.Prefix, &proven, &b.Proof, &b.Version, &b.By, &b.Name, &b.Phone, &b.Address)
	b.Household, b.Proven = household == 1, proven == 1
	return b, missing(err)
}

// missing makes a fault of no rows.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("chainstore: %w", err)
	}
	return nil
}

// Business implements chain.Store.
func (s *Store) Business(ctx context.Context, division, id string) (chain.Business, error) {
	return scanBusiness(s.db.QueryRow(ctx, `select `+businessColumns+` from food_business where division = ? and id = ?`, division, id))
}

// provenFirst is the order of records with one credit code: the one that proved it, then who
// registered, then whom a neighbour named.
const provenFirst = ` order by proven desc, case when by_whom = 'neighbour' then 1 else 0 end, id`

// ByCode implements chain.Store.
func (s *Store) ByCode(ctx context.Context, division, code string) (chain.Business, error) {
	if code == "" {
		return chain.Business{}, fault.Missing()
	}
	return scanBusiness(s.db.QueryRow(ctx, `select `+businessColumns+` from food_business where division = ? and code = ? and code <> ''`+provenFirst+` limit 1`, division, code))
}

// WithCode implements chain.Store.
func (s *Store) WithCode(ctx context.Context, division, code string) ([]chain.Business, error) {
	if code == "" {
		return nil, nil
	}
	return all(ctx, s, scanBusiness, `select `+businessColumns+` from food_business where division = ? and code = ? and code <> ''`+provenFirst+` limit 50`, division, code)
}

// Of implements chain.Store.
func (s *Store) Of(ctx context.Context, division, party string) ([]chain.Business, error) {
	if party == "" {
		return nil, nil
	}
	return all(ctx, s, scanBusiness, `select `+businessColumns+` from food_business where division = ? and party = ? and party <> '' order by id limit 50`, division, party)
}

// Everyone lists all businesses of a division by id, those that registered and those a neighbour named.
func (s *Store) Everyone(ctx context.Context, division string) ([]chain.Business, error) {
	return all(ctx, s, scanBusiness, `select `+businessColumns+` from food_business where division = ? order by id`, division)
}

// Find implements chain.Store.
func (s *Store) Find(ctx context.Context, division, text string, limit int) ([]chain.Business, error) {
	text = strings.TrimSpace(text)
	if text == "" || !utf8.ValidString(text) {
		return nil, nil
	}
	next := text + "\U0010ffff"
	list, err := all(ctx, s, scanBusiness, `select `+businessColumns+` from food_business where division = ? and name >= ? and name < ? order by name, id limit ?`, division, text, next, limit)
	if err != nil || len(list) >= limit {
		return list, err
	}
	more, err := all(ctx, s, scanBusiness, `select `+businessColumns+` from food_business where division = ? and code = ? and code <> ''`+provenFirst+` limit ?`, division, strings.ToUpper(text), limit-len(list))
	return append(list, more...), err
}

// Partners implements chain.Store.
func (s *Store) Partners(ctx context.Context, division, business string, limit int) ([]chain.Business, error) {
	return all(ctx, s, scanBusiness, `select b.`+strings.ReplaceAll(businessColumns, ", ", ", b.")+`
		from food_partner p join food_business b on b.division = ? and b.id = p.partner where p.business = ? order by p.t desc, b.id limit ?`, division, business, limit)
}

func scanPlace(row scanner) (p chain.Place, err error) {
	err = row.Scan(&p.Business, &p.GLN, &p.Ext, &p.Parcel, &p.Name, &p.Since)
	return p, missing(err)
}

// Places implements chain.Store.
func (s *Store) Places(ctx context.Context, division, business string) ([]chain.Place, error) {
	return all(ctx, s, scanPlace, `select business, gln, ext, parcel, name, since from food_place where division = ? and business = ? order by gln, ext limit 200`, division, business)
}

// PlaceOf gives the place of a key; fault.NotFound.
func (s *Store) PlaceOf(ctx context.Context, key string) (chain.Place, error) {
	return scanPlace(s.db.QueryRow(ctx, `select business, gln, ext, parcel, name, since from food_place where key = ?`, key))
}

func scanProduct(row scanner) (p chain.Product, err error) {
	var produce, cold int
	var retired int64
	err = row.Scan(&p.GTIN, &p.Business, &p.Name, &p.Unit, &p.Days, &produce, &cold, &p.Low, &p.High, &retired)
	if p.Produce, p.Cold = produce == 1, cold == 1; retired > 0 {
		p.Retired = clock.FromMicros(retired)
	}
	return p, missing(err)
}

const productColumns = `gtin, business, name, unit, days, produce, cold, low, high, retired`

// Products implements chain.Store.
func (s *Store) Products(ctx context.Context, division, business string) ([]chain.Product, error) {
	return all(ctx, s, scanProduct, `select `+productColumns+` from food_product where division = ? and business = ? order by name, gtin limit 500`, division, business)
}

// Product implements chain.Store.
func (s *Store) Product(ctx context.Context, division, gtin string) (chain.Product, error) {
	return scanProduct(s.db.QueryRow(ctx, `select `+productColumns+` from food_product where division = ? and gtin = ?`, division, gtin))
}

// Licences implements chain.Store.
func (s *Store) Licences(ctx context.Context, division, business string) ([]chain.Licence, error) {
	return all(ctx, s, func(row scanner) (l chain.Licence, err error) {
		var issued int
		err = row.Scan(&l.Business, &l.Number, &l.Type, &l.Until, &issued)
		l.Issued = issued == 1
		return l, err
	}, `select business, number, type, until, issued from food_licence where division = ? and business = ? order by number limit 50`, division, business)
}

// Shelf implements chain.Store.
func (s *Store) Shelf(ctx context.Context, place string, limit int) ([]string, error) {
	return all(ctx, s, func(r scanner) (key string, err error) {
		err = r.Scan(&key)
		return key, err
	}, `select lot from food_shelf where place = ? order by t desc, lot limit ?`, place, limit)
}

func codes(s string) (list []chain.Code) {
	for c := range strings.FieldsSeq(s) {
		list = append(list, chain.Code(c))
	}
	return list
}

func joined(list []chain.Code) string {
	s := make([]string, len(list))
	for i, c := range list {
		s[i] = string(c)
	}
	return strings.Join(s, " ")
}

// Entry implements chain.Store.
func (s *Store) Entry(ctx context.Context, division, entry string) (e chain.Entry, err error) {
	var findings string
	var counts int64
	err = s.db.QueryRow(ctx, `select l.id, l.business, l.request, l.kind, l.lot, l.findings, l.event, case when `+standing+` then 1 else 0 end from food_entry l where l.division = ? and l.id = ?`, division, entry).
		Scan(&e.ID, &e.Business, &e.Request, &e.Kind, &e.Lot, &findings, &e.Event, &counts)
	e.Findings, e.Annulled = codes(findings), err == nil && counts == 0
	return e, missing(err)
}

// Next implements chain.Store.
func (s *Store) Next(ctx context.Context, division, prefix, kind string) (n int64, err error) {
	err = s.db.QueryRow(ctx, `select coalesce(max(n), 0) + 1 from food_number where division = ? and prefix = ? and kind = ?`, division, prefix, kind).Scan(&n)
	return n, missing(err)
}

// Prefix implements chain.Store.
func (s *Store) Prefix(ctx context.Context, division string) (p string, err error) {
	err = s.db.QueryRow(ctx, `select prefix from food_prefix where division = ?`, division).Scan(&p)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return p, missing(err)
}

// overlap is the condition that one of two prefixes begins with the other.
func overlap(column string) string {
	return `(substr(` + column + `, 1, length(?)) = ? or substr(?, 1, length(` + column + `)) = ` + column + `)`
}

// Overlapping implements chain.Store.
func (s *Store) Overlapping(ctx context.Context, division, prefix, except string) ([]string, error) {
	q, args := overlapping(division, prefix, except)
	return all(ctx, s, scanText, q, args...)
}

// overlapping asks for prefixes of others that overlap with one. A number that was given out below a
// prefix keeps it taken, but for the prefix of the business itself.
func overlapping(division, prefix, except string) (q string, args []any) {
	is := func(column string) string {
		args = append(args, prefix, prefix, prefix)
		return overlap(column)
	}
	q = `select prefix from food_business where prefix <> '' and ` + is("prefix")
	q, args = q+` and not (division = ? and id = ?)`, append(args, division, except)
	q += ` union select prefix from food_prefix where ` + is("prefix")
	if except == chain.County { // its own, set again
		q, args = q+` and division <> ?`, append(args, division)
	}
	q += ` union select prefix from food_number where ` + is("prefix")
	q, args = q+` and prefix not in (select prefix from food_business where division = ? and id = ?)`, append(args, division, except)
	if except == chain.County {
		q, args = q+` and prefix <> ?`, append(args, prefix)
	}
	return q, args
}

func scanText(r scanner) (x string, err error) { return x, r.Scan(&x) }

// PrefixOwner implements chain.Store.
func (s *Store) PrefixOwner(ctx context.Context, division, number string) (string, error) {
	list, err := all(ctx, s, scanText, `select id from food_business where division = ? and prefix <> '' and substr(?, 1, length(prefix)) = prefix limit 1`, division, number)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// Proofs implements chain.Store: the certificate issued last for each lot.
func (s *Store) Proofs(ctx context.Context, division string, lots []string) (map[string]string, error) {
	out := map[string]string{}
	if len(lots) == 0 {
		return out, nil
	}
	args := []any{division}
	for _, l := range lots {
		args = append(args, l)
	}
	list, err := all(ctx, s, func(r scanner) (x [2]string, err error) {
		err = r.Scan(&x[0], &x[1])
		return x, err
	}, `select lot, id from food_certificate where division = ? and withdrawn = 0 and lot in (`+sqldb.Args(len(lots))+`) order by issued, id`, args...)
	for _, x := range list {
		out[x[0]] = x[1]
	}
	return out, err
}

// PapersOf lists the ids of all certificates and passes of a lot, the newest first.
func (s *Store) PapersOf(ctx context.Context, division, lot string) ([]string, error) {
	return all(ctx, s, func(r scanner) (id string, err error) { return id, r.Scan(&id) },
		`select id from (select id, issued from food_certificate where division = ? and lot = ? union all select id, issued from food_pass where division = ? and lot = ?) as papers order by issued desc, id limit 50`, division, lot, division, lot)
}

func scanIssued(r scanner) (x chain.Issued, err error) {
	var withdrawn int64
	var pass int
	err = r.Scan(&x.ID, &x.Lot, &x.Business, &withdrawn, &x.Why, &pass)
	if x.Pass = pass == 1; withdrawn != 0 {
		x.Withdrawn = clock.FromMicros(withdrawn)
	}
	return x, missing(err)
}

// Certificates implements chain.Store.
func (s *Store) Certificates(ctx context.Context, division, business string, limit int) ([]chain.Issued, error) {
	return all(ctx, s, scanIssued, `select id, lot, business, withdrawn, why, pass from (select id, lot, business, withdrawn, why, issued, 0 as pass from food_certificate where division = ? and business = ?
		union all select id, lot, business, withdrawn, why, issued, 1 from food_pass where division = ? and business = ?) as papers order by issued desc, id limit ?`, division, business, division, business, limit)
}

// Certificate implements chain.Store.
func (s *Store) Certificate(ctx context.Context, division, id string) (chain.Issued, error) {
	return scanIssued(s.db.QueryRow(ctx, `select id, lot, business, withdrawn, why, 0 from food_certificate where division = ? and id = ?
		union all select id, lot, business, withdrawn, why, 1 from food_pass where division = ? and id = ?`, division, id, division, id))
}

// Certified implements chain.Store.
func (s *Store) Certified(ctx context.Context, division, lot string) (map[trace.Family]int64, error) {
	type row struct {
		amount int64
		unit   string
	}
	list, err := all(ctx, s, func(r scanner) (x row, err error) { return x, r.Scan(&x.amount, &x.unit) },
		`select amount, unit from food_certificate where division = ? and lot = ? and withdrawn = 0 and amount > 0`, division, lot)
	out := map[trace.Family]int64{}
	for _, x := range list {
		n, family := trace.Base(x.amount, x.unit)
		out[family] += n
	}
	return out, err
}

// all reads rows.
func all[T any](ctx context.Context, s *Store, scan func(scanner) (T, error), q string, args ...any) (list []T, err error) {
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("chainstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("chainstore: %w", err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}
