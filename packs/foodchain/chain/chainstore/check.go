package chainstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace/intake"
	"banjie/packs/foodchain/trace/tracestore"
)

// Source is where Check reads what the rows follow from.
type Source struct {
	// Acts gives the acts of a kind in the order in which they were recorded.
	Acts func(ctx context.Context, division, kind string, yield func(casework.Event) error) error
	// Archive reads captured events in the order of their capture.
	Archive func(ctx context.Context, q tracestore.Asked) ([]tracestore.Archived, error)
	// For gives the business for which an event was captured, "" for none.
	For func(ctx context.Context, event int64) (string, error)
}

// tables are what is compared: columns in the order of the key.
var tables = []struct{ name, columns, key string }{
	{"food_business", "id, division, " + strings.TrimPrefix(businessColumns, "id, "), "id"},
	{"food_place", "key, division, business, gln, ext, parcel, name", "key"},
	{"food_product", productColumns, "gtin"},
	{"food_product_change", "act, business, gtin, name, what, why, channel, t", "act"},
	{"food_licence", "business, number, type, until, issued", "business, number"},
	{"food_number", "prefix, kind, n", "prefix, kind, n"},
	{"food_prefix", "division, prefix", "division"},
	{"food_gln", "gln, business", "gln"},
	{"food_certificate", issuedColumns, "lot, id"},
	{"food_pass", issuedColumns, "lot, id"},
	{"food_lot", "key, event, place, made, best, hold", "key, event"},
	{"food_line", lineColumns, "event, lot, motion"},
	{"food_shelf", "place, lot, t", "place, lot"},
	{"food_partner", "business, partner, t", "business, partner"},
	{"food_entry", "id, business, request, kind, lot, findings, event", "id"},
}

const issuedColumns = "lot, id, business, issued, amount, unit, withdrawn, why"

// most is how many differences of a table are told.
const most = 20

// Check makes every row again in a scratch database and gives one sentence for each that differs.
// From which event on a place has a book is taken from the place's row.
func (s *Store) Check(ctx context.Context, division string, from Source) (differs []lang.Text, err error) {
	dir, err := os.MkdirTemp("", "banjie-chain-")
	if err != nil {
		return nil, fmt.Errorf("chainstore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	scratch, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(dir, "scratch.db"))
	if err != nil {
		return nil, err
	}
	defer scratch.Close()
	if err := scratch.MigrateFrom(ctx, Migrations, "migrations", "foodchain_chain_version"); err != nil {
		return nil, err
	}
	for _, q := range []string{"pragma synchronous = 0", "create table trace_state (id integer primary key, next_event integer not null)", "insert into trace_state (id, next_event) values (1, 0)"} {
		if _, err := scratch.Raw().ExecContext(ctx, q); err != nil {
			return nil, fmt.Errorf("chainstore: %w", err)
		}
	}
	w, err := sqldb.NewWriter(ctx, scratch, clock.System)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(ctx, sqldb.Unit{Run: func(tx *sqldb.Tx) error { return s.remake(ctx, tx, division, from) }})
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	for _, t := range tables {
		list, err := s.compare(ctx, scratch, t.name, t.columns, t.key)
		if err != nil {
			return nil, err
		}
		differs = append(differs, list...)
	}
	return differs, nil
}

// remake makes the rows of acts, then those of events.
func (s *Store) remake(ctx context.Context, tx *sqldb.Tx, division string, from Source) error {
	if err := s.remakeRecords(ctx, tx, division, from); err != nil {
		return err
	}
	for _, kind := range []string{chain.LicenceNamed, chain.PrefixSet, chain.CertificateIssued, chain.PassIssued, chain.CertificateWithdrawn} {
		err := from.Acts(ctx, division, kind, func(e casework.Event) error {
			err := (&Store{db: s.db, again: true}).Project(tx, nil, &e)
			if errors.Is(err, casework.ErrConflict) {
				return fmt.Errorf("chainstore: act %d of %s cannot be made again", e.Seq, kind)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	rows, err := s.db.Query(ctx, `select key, since from food_place where division = ?`, division)
	if err != nil {
		return fmt.Errorf("chainstore: %w", err)
	}
	places := map[string]int64{}
	if err := homes(rows, places); err != nil {
		return err
	}
	const step = 500
	for after := int64(0); ; {
		list, err := from.Archive(ctx, tracestore.Asked{After: after, Limit: step})
		if err != nil {
			return err
		}
		for _, a := range list {
			after = a.ID
			if err := s.event(ctx, tx, division, a, places, from); err != nil {
				return err
			}
		}
		if len(list) < step {
			return nil
		}
	}
}

// remakeRecords makes the records of businesses, their places and products: what was told, changed and
// erased of them, in the order of the ledger.
func (s *Store) remakeRecords(ctx context.Context, tx *sqldb.Tx, division string, from Source) error {
	var acts []casework.Event
	for _, kind := range []string{chain.Registered, chain.PlaceOpened, casework.HalvesErased, chain.ProductNamed, chain.ProductRemoved, chain.ProductRetired, chain.ProductPutBack} {
		if err := from.Acts(ctx, division, kind, func(e casework.Event) error { acts = append(acts, e); return nil }); err != nil {
			return err
		}
	}
	slices.SortStableFunc(acts, func(a, b casework.Event) int { return cmp.Compare(a.N, b.N) })
	for i := range acts {
		err := (&Store{db: s.db, again: true}).Project(tx, nil, &acts[i])
		if errors.Is(err, casework.ErrConflict) {
			return fmt.Errorf("chainstore: act %d of %s cannot be made again", acts[i].Seq, acts[i].Kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) event(ctx context.Context, tx *sqldb.Tx, division string, a tracestore.Archived, places map[string]int64, from Source) error {
	e, err := epcis.Parse(string(a.Body), nil, epcis.DefaultLimits)
	if err != nil {
		return nil // told by the check of the archive
	}
	flat := intake.Event(e)
	if err := flat.Check(); err != nil {
		return nil
	}
	d, err := rowsOf(&flat, a.ID, places, func() (string, error) { return from.For(ctx, a.ID) })
	if err != nil {
		return err
	}
	return d.write(tx, division)
}

// compare walks over a table on both sides in the order of its key.
func (s *Store) compare(ctx context.Context, scratch *sqldb.DB, table, columns, key string) (differs []lang.Text, err error) {
	have, err := read(ctx, s.db, table, columns, key)
	if err != nil {
		return nil, err
	}
	want, err := read(ctx, scratch, table, columns, key)
	if err != nil {
		return nil, err
	}
	for k, row := range want {
		if have[k] != row {
			differs = append(differs, different(table, k))
		}
	}
	for k := range have {
		if _, ok := want[k]; !ok {
			differs = append(differs, different(table, k))
		}
	}
	return differs[:min(len(differs), most)], nil
}

func different(table, key string) lang.Text {
	return lang.Format("浙食链的表 %[1]s 里“%[2]s”与账本和事件不一致。", "The row %[2]s of %[1]s differs from what acts and events say.", table, key)
}

// read gives the rows of a table by their key.
func read(ctx context.Context, db *sqldb.DB, table, columns, key string) (map[string]string, error) {
	rows, err := db.Query(ctx, "select "+columns+" from "+table)
	if err != nil {
		return nil, fmt.Errorf("chainstore: %w", err)
	}
	defer rows.Close()
	n, keys := strings.Count(columns, ",")+1, strings.Count(key, ",")+1
	if table == "food_line" {
		keys = 3
	}
	out := map[string]string{}
	for rows.Next() {
		fields, dest := make([]sql.NullString, n), make([]any, n)
		for i := range fields {
			dest[i] = &fields[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, fmt.Errorf("chainstore: %w", err)
		}
		all := make([]string, n)
		for i, f := range fields {
			all[i] = f.String
		}
		out[strings.Join(all[:keys], " ")] = strings.Join(all, "\x00")
	}
	return out, rows.Err()
}
