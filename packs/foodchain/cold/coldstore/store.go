// Package coldstore keeps readings of the cold chain, what they mean, and seals, on both engines.
//
// Readings and findings follow from captured events; seals from acts. A reading of an event that was
// declared wrong does not count.
package coldstore

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// Store reads and projects.
type Store struct {
	db       *sqldb.DB
	trace    *tracestore.Store
	products cold.Products // nil: no product has a band
}

// New makes the store.
func New(db *sqldb.DB, t *tracestore.Store, p cold.Products) *Store { return &Store{db, t, p} }

var sensors = []byte(`"sensorElementList"`)

// Captured keeps the readings of events, in the savepoint of their capture, and judges anew the
// things they are of, and what was in a container they are of. An error declaration takes its
// readings away; what is packed into or taken out of a container with readings is judged anew too.
func (s *Store) Captured(tx *sqldb.Tx, b *capture.Batch, _ tracestore.Taken) error {
	measured, moved := map[string]bool{}, map[string][]string{}
	for i := range b.Events {
		e := &b.Events[i]
		if e.Type == trace.Aggregation && e.Parent != "" {
			moved[e.Parent] = append(moved[e.Parent], keysOf(e)...)
		}
		if !bytes.Contains(e.Body, sensors) {
			continue
		}
		parsed, err := epcis.Parse(string(e.Body), nil, epcis.DefaultLimits)
		if err != nil {
			return fmt.Errorf("coldstore: %w", err)
		}
		list := cold.Of(parsed)
		keys := keysOf(e)
		for _, k := range keys {
			measured[k] = true
		}
		if len(list) == 0 || e.Error != nil {
			continue
		}
		if err := s.keep(tx, e.Hash, keys, list); err != nil {
			return fmt.Errorf("coldstore: %w", err)
		}
	}
	if len(measured)+len(moved) == 0 {
		return nil
	}
	if err := s.again(tx, measured, moved); err != nil {
		return fmt.Errorf("coldstore: %w", err)
	}
	return nil
}

// again judges what changed: things with new readings, and what was in them or moved in or out.
func (s *Store) again(tx *sqldb.Tx, measured map[string]bool, moved map[string][]string) error {
	keys := slices.Collect(maps.Keys(measured))
	for parent, children := range moved {
		keys = append(append(keys, parent), children...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	numbers, err := s.trace.NumbersWithin(tx, keys)
	if err != nil {
		return err
	}
	judged := map[trace.Node]bool{}
	for _, k := range keys {
		n, ok := numbers[k]
		if !ok {
			continue
		}
		if measured[k] {
			judged[n] = true
			if n.Kind().Holds() {
				inside, err := s.trace.EverHeldWithin(tx, n)
				if err != nil {
					return err
				}
				for _, c := range inside {
					judged[c] = true
				}
			}
		}
		if len(moved[k]) == 0 {
			continue
		}
		var has int64
		if err := tx.QueryRow(`select count(*) from (select 1 from food_reading where thing = ? limit 1) one`, int64(n)).Scan(&has); err != nil {
			return err
		}
		for _, c := range moved[k] {
			if has > 0 && numbers[c] != 0 {
				judged[numbers[c]] = true
			}
		}
	}
	list := slices.Sorted(maps.Keys(judged))
	names, err := s.trace.KeysWithin(tx, list)
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := s.judge(tx, names[n], n); err != nil {
			return err
		}
	}
	return nil
}

func keysOf(e *trace.Event) (keys []string) {
	for _, list := range [][]trace.Portion{e.Things, e.Children, e.Outputs} {
		for _, p := range list {
			keys = append(keys, p.Key)
		}
	}
	if e.Parent != "" {
		keys = append(keys, e.Parent)
	}
	return keys
}

func (s *Store) keep(tx *sqldb.Tx, hash [32]byte, keys []string, list []cold.Reading) error {
	var event int64
	if err := tx.QueryRow(`select id from trace_event where hash = ? and declared = 0 order by id limit 1`, hash[:]).Scan(&event); err != nil {
		return err
	}
	numbers, err := s.trace.NumbersWithin(tx, keys)
	if err != nil {
		return err
	}
	for _, k := range keys {
		for i, r := range list {
			if _, err := tx.Exec(`insert into food_reading (thing, kind, t_from, t_to, low, high, event, n, device) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (thing, kind, t_from, event, n) do nothing`,
				int64(numbers[k]), int64(r.Kind), r.From, r.To, r.Low, r.High, event, i, r.Device); err != nil {
				return err
			}
		}
	}
	return nil
}

const readings = `select r.kind, r.t_from, r.t_to, r.low, r.high, r.event, r.device from food_reading r join trace_event e on e.id = r.event
	where e.annulled_by = 0 and r.thing = ? and r.t_to >= ? and r.t_from <= ? order by r.t_from, r.event, r.n`

func scanReadings(rows *sql.Rows) (list []cold.Reading, err error) {
	defer rows.Close()
	for rows.Next() {
		var r cold.Reading
		if err := rows.Scan(&r.Kind, &r.From, &r.To, &r.Low, &r.High, &r.Event, &r.Device); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// judge writes what the readings of one thing mean, its own and those of what carried it.
func (s *Store) judge(tx *sqldb.Tx, key string, n trace.Node) error {
	stays, err := s.trace.CarriersWithin(tx, n)
	if err != nil {
		return err
	}
	var list []cold.Reading
	for _, c := range append([]trace.StayRow{{Parent: n, From: 0, To: trace.Now}}, stays...) {
		rows, err := tx.Query(readings, int64(c.Parent), c.From, c.To)
		if err != nil {
			return err
		}
		more, err := scanReadings(rows)
		if err != nil {
			return err
		}
		list = append(list, more...)
	}
	if _, err := tx.Exec(`delete from food_cold_finding where thing = ?`, int64(n)); err != nil {
		return err
	}
	band, ok, err := s.band(tx, key, n)
	if err != nil || !ok {
		return err
	}
	v := cold.Judge(list, band, 0, 0)
	const put = `insert into food_cold_finding (thing, kind, t_from, t_to, worst, area, open) values (?, ?, ?, ?, ?, ?, ?)`
	for _, e := range v.Excursions {
		if _, err := tx.Exec(put, int64(n), "excursion", e.From, e.To, e.Worst, int64(e.DegreeMinutes*1000), flag(e.Open)); err != nil {
			return err
		}
	}
	for _, g := range v.Gaps {
		if _, err := tx.Exec(put, int64(n), "gap", g.From, g.To, 0, 0, 0); err != nil {
			return err
		}
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// gtinOf is the product of a key, "" where it names none.
func gtinOf(key string) string {
	rest, ok := strings.CutPrefix(key, trace.Host+"/01/")
	if !ok {
		return ""
	}
	gtin, _, _ := strings.Cut(rest, "/")
	return gtin
}

// Band is what a thing bears: that of its product, or of a container the narrowest of what it held.
func (s *Store) Band(ctx context.Context, key string) (cold.Band, bool, error) {
	if gtin := gtinOf(key); s.products == nil || gtin != "" {
		return s.ofProducts(ctx, []string{key})
	}
	numbers, err := s.trace.Numbers(ctx, []string{key})
	n, known := numbers[key]
	if err != nil || !known || !n.Kind().Holds() {
		return cold.Band{}, false, err
	}
	inside, err := s.trace.EverHeld(ctx, n)
	if err != nil {
		return cold.Band{}, false, err
	}
	keys, err := s.trace.Keys(ctx, inside)
	if err != nil {
		return cold.Band{}, false, err
	}
	return s.ofProducts(ctx, keys)
}

// band is [Store.Band] as the writer's transaction sees it.
func (s *Store) band(tx *sqldb.Tx, key string, n trace.Node) (cold.Band, bool, error) {
	if gtinOf(key) != "" || !n.Kind().Holds() {
		return s.ofProducts(context.Background(), []string{key})
	}
	inside, err := s.trace.EverHeldWithin(tx, n)
	if err != nil {
		return cold.Band{}, false, err
	}
	names, err := s.trace.KeysWithin(tx, inside)
	if err != nil {
		return cold.Band{}, false, err
	}
	return s.ofProducts(context.Background(), slices.Sorted(maps.Values(names)))
}

// ofProducts is the narrowest band of the products of keys.
func (s *Store) ofProducts(ctx context.Context, keys []string) (b cold.Band, ok bool, err error) {
	if s.products == nil {
		return b, false, nil
	}
	asked := map[string]bool{}
	for _, k := range keys {
		gtin := gtinOf(k)
		if gtin == "" || asked[gtin] {
			continue
		}
		asked[gtin] = true
		one, has, err := s.products.Band(ctx, gtin)
		switch {
		case err != nil:
			return b, false, err
		case !has:
		case !ok:
			b, ok = one, true
		default:
			b.Low, b.High = max(b.Low, one.Low), min(b.High, one.High)
			b.Gap = min(b.Gap, one.Gap)
		}
	}
	return b, ok && b.Low <= b.High, nil
}

// Record is the temperature record of a thing.
type Record struct {
	Key      string
	Readings []cold.Reading
	Band     cold.Band
	Chilled  bool // the product has a band
	Verdict  cold.Verdict
}

// Of gives the record of a thing: its own readings and those of the containers it was in, for the
// time it was there. fault.NotFound for a key of which nothing was captured.
func (s *Store) Of(ctx context.Context, key string) (r Record, err error) {
	r.Key = key
	numbers, err := s.trace.Numbers(ctx, []string{key})
	if err != nil {
		return r, err
	}
	n, ok := numbers[key]
	if !ok {
		return r, fault.Missing()
	}
	reach, err := s.trace.Carriers(ctx, n)
	if err != nil {
		return r, err
	}
	for _, c := range append([]trace.StayRow{{Parent: n, From: 0, To: trace.Now}}, reach...) {
		rows, err := s.db.Query(ctx, readings, int64(c.Parent), c.From, c.To)
		if err != nil {
			return r, fmt.Errorf("coldstore: %w", err)
		}
		list, err := scanReadings(rows)
		if err != nil {
			return r, err
		}
		r.Readings = append(r.Readings, list...)
	}
	if r.Band, r.Chilled, err = s.Band(ctx, key); err != nil {
		return r, err
	}
	if r.Chilled {
		r.Verdict = cold.Judge(r.Readings, r.Band, 0, 0)
	}
	return r, nil
}

// Finding is one line of the list of findings.
type Finding struct {
	Key           string
	Kind          string // gap or excursion
	From, To      time.Time
	Worst         int64
	DegreeMinutes float64
	Open          bool
	thing         int64
}

// Findings lists gaps and excursions, the latest first.
func (s *Store) Findings(ctx context.Context, after string, most int) (list []Finding, next string, err error) {
	q, args := `select thing, kind, t_from, t_to, worst, area, open from food_cold_finding order by t_from desc, thing desc, kind desc limit ?`, []any{most + 1}
	if after != "" {
		var at, thing int64
		var kind string
		if _, err := fmt.Sscanf(after, "%d.%d.%s", &at, &thing, &kind); err != nil {
			return nil, "", fault.Missing()
		}
		q = `select thing, kind, t_from, t_to, worst, area, open from food_cold_finding where (t_from, thing, kind) < (?, ?, ?) order by t_from desc, thing desc, kind desc limit ?`
		args = []any{at, thing, kind, most + 1}
	}
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, "", fmt.Errorf("coldstore: %w", err)
	}
	defer rows.Close()
	var ids []trace.Node
	for rows.Next() {
		var f Finding
		var from, to, area, open int64
		if err := rows.Scan(&f.thing, &f.Kind, &from, &to, &f.Worst, &area, &open); err != nil {
			return nil, "", err
		}
		f.From, f.To, f.DegreeMinutes, f.Open = clock.FromMicros(from), clock.FromMicros(to), float64(area)/1000, open != 0
		list, ids = append(list, f), append(ids, trace.Node(f.thing))
	}
	if err := rows.Err(); err != nil {
		return nil, "", err
	}
	names, err := s.trace.KeyOf(ctx, ids)
	for i := range list {
		list[i].Key = names[trace.Node(list[i].thing)]
	}
	if len(list) > most {
		last := list[most-1]
		list, next = list[:most], fmt.Sprintf("%d.%d.%s", last.From.UnixMicro(), last.thing, last.Kind)
	}
	return list, next, err
}
