package chainstore

import (
	"bytes"
	"cmp"
	"database/sql"
	"fmt"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// Project writes the rows that follow from an act of the register, or from what was captured.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	var err error
	switch e.Kind {
	case capture.Captured:
		err = s.captured(tx, e)
	case chain.Registered:
		err = s.registered(tx, e)
	case chain.PlaceOpened:
		err = opened(tx, e)
	case chain.ProductNamed:
		err = named(tx, e)
	case chain.LicenceNamed:
		err = licensed(tx, e)
	case chain.CertificateIssued:
		err = s.issued(tx, e, "food_certificate")
	case chain.PassIssued:
		err = s.issued(tx, e, "food_pass")
	case chain.CertificateWithdrawn:
		err = s.withdrawn(tx, e)
	case casework.HalvesErased:
		err = erased(tx, e)
	case chain.PrefixSet:
		var f chain.PrefixFacts
		if f, err = casework.Data[chain.PrefixFacts](*e); err == nil {
			err = s.alone(tx, e.Division, f.Prefix, chain.County)
		}
		if err == nil {
			_, err = tx.Exec(`insert into food_prefix (division, prefix) values (?, ?) on conflict (division) do update set prefix = excluded.prefix`, e.Division, f.Prefix)
		}
	}
	if sqldb.IsUnique(err) {
		return casework.ErrConflict
	}
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// taken keeps a running number; the same one twice is a conflict.
func taken(tx *sqldb.Tx, division, below, kind string, n int64) error {
	if n == 0 {
		return nil
	}
	_, err := tx.Exec(`insert into food_number (division, prefix, kind, n) values (?, ?, ?, ?)`, division, below, kind, n)
	return err
}

// alone refuses a company prefix that overlaps with another one's. Whoever looks holds the lock of
// prefixes until the act is done, so that two cannot look past each other.
func (s *Store) alone(tx *sqldb.Tx, division, prefix, except string) error {
	if s.again {
		return nil
	}
	if tx.Engine == sqldb.Postgres {
		if _, err := tx.Exec(`select pg_advisory_xact_lock(` + prefixLock + `)`); err != nil {
			return err
		}
	}
	q, args := overlapping(division, prefix, except)
	var n int
	if err := tx.QueryRow(`select count(*) from (`+q+`) as taken`, args...).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return casework.ErrConflict
	}
	return nil
}

// prefixLock is the number of that lock among those of the database, drawn at random.
const prefixLock = "7306142587914206"

func (s *Store) registered(tx *sqldb.Tx, e *casework.Event) error {
	f, err := casework.Data[chain.RegisteredFacts](*e)
	if err != nil {
		return err
	}
	b := f.Business
	if p := e.Private.Person; p != nil {
		b.Name, b.Phone, b.Address = p.Name, p.Phone, p.Address
	}
	if b.Code != "" && b.Proof == "" {
		b.Proven = false // from before a credit code had to be shown to be one's own
	}
	if b.Prefix != "" {
		var had string
		if err := tx.QueryRow(`select coalesce(max(prefix), '') from food_business where division = ? and id = ?`, e.Division, b.ID).Scan(&had); err != nil {
			return err
		}
		if had != b.Prefix {
			if err := s.alone(tx, e.Division, b.Prefix, b.ID); err != nil {
				return err
			}
		}
	}
	if err := taken(tx, e.Division, f.Below, "gln", f.Number); err != nil {
		return err
	}
	if err := entered(tx, e.Division, b, f.Was); err != nil {
		return err
	}
	return place(tx, e.Division, chain.Place{GLN: b.GLN, Business: b.ID, Name: b.Name}, true)
}

// entered writes the record of a business. was is the version that the act changes: where another
// act was faster it is a conflict.
func entered(tx *sqldb.Tx, division string, b chain.Business, was *int64) error {
	values := []any{b.Party, string(b.Kind), b.Code, bit(b.Household), b.Town, b.GLN, b.Prefix, bit(b.Proven), b.Proof, b.By, b.Name, b.Phone, b.Address}
	if was != nil && *was > 0 {
		done, err := tx.Exec(`update food_business set version = version + 1, party = ?, kind = ?, code = ?, household = ?, town = ?, gln = ?, prefix = ?, proven = ?, proof = ?, by_whom = ?, name = ?, phone = ?, address = ?
			where division = ? and id = ? and version = ?`, append(values, division, b.ID, *was)...)
		if err != nil {
			return err
		}
		return one(done)
	}
	q := `insert into food_business (division, id, version, party, kind, code, household, town, gln, prefix, proven, proof, by_whom, name, phone, address) values (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	if was == nil { // an act from before versions were kept, made again
		q += ` on conflict (division, id) do update set party = excluded.party, kind = excluded.kind, code = excluded.code, household = excluded.household, town = excluded.town, prefix = excluded.prefix,
			proven = excluded.proven, proof = excluded.proof, by_whom = excluded.by_whom, name = excluded.name, phone = excluded.phone, address = excluded.address`
	}
	_, err := tx.Exec(q, append([]any{division, b.ID}, values...)...)
	return err
}

// erased takes a household's name and contact away. The village stays.
func erased(tx *sqldb.Tx, e *casework.Event) error {
	x, is, err := chain.ErasedOf(*e)
	if err != nil || !is {
		return err
	}
	done, err := tx.Exec(`update food_business set version = version + 1, name = '', phone = '', address = ? where division = ? and id = ? and version = ?`, x.Village, e.Division, x.Business, x.Was)
	if err != nil {
		return err
	}
	if err := one(done); err != nil {
		return err
	}
	_, err = tx.Exec(`update food_place set name = '' where division = ? and business = ?`, e.Division, x.Business)
	return err
}

// one makes a conflict of a change that found nothing to change.
func one(done sql.Result) error {
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, casework.ErrConflict)
	}
	return nil
}

// place opens a place; what is captured there from now on is in its book.
func place(tx *sqldb.Tx, division string, p chain.Place, again bool) error {
	q := `insert into food_place (division, business, key, gln, ext, parcel, name, since) select ?, ?, ?, ?, ?, ?, ?, next_event from trace_state where id = 1`
	if again {
		q += ` on conflict (key) do update set name = excluded.name where food_place.business = excluded.business`
	}
	done, err := tx.Exec(q, division, p.Business, p.Key(), p.GLN, p.Ext, p.Parcel, p.Name)
	if err != nil {
		return err
	}
	if err := one(done); err != nil { // it is somebody else's
		return err
	}
	_, err = tx.Exec(`insert into food_gln (gln, business) values (?, ?) on conflict (gln) do update set business = excluded.business where food_gln.business = excluded.business`, p.GLN, p.Business)
	if err != nil {
		return err
	}
	var owner string
	if err := tx.QueryRow(`select business from food_gln where gln = ?`, p.GLN).Scan(&owner); err != nil {
		return err
	}
	if owner != p.Business {
		return casework.ErrConflict
	}
	return nil
}

func opened(tx *sqldb.Tx, e *casework.Event) error {
	f, err := casework.Data[chain.PlaceFacts](*e)
	if err != nil {
		return err
	}
	if err := taken(tx, e.Division, f.Below, "gln", f.Number); err != nil {
		return err
	}
	f.Place.Name = e.Private.Text
	return place(tx, e.Division, f.Place, false)
}

func named(tx *sqldb.Tx, e *casework.Event) error {
	f, err := casework.Data[chain.ProductFacts](*e)
	if err != nil {
		return err
	}
	if err := taken(tx, e.Division, f.Below, "gtin", f.Number); err != nil {
		return err
	}
	p := f.Product
	done, err := tx.Exec(`insert into food_product (division, gtin, business, name, unit, days, produce, cold, low, high) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (division, gtin) do update set name = excluded.name, unit = excluded.unit, days = excluded.days, produce = excluded.produce, cold = excluded.cold, low = excluded.low, high = excluded.high
		where food_product.business = excluded.business`,
		e.Division, p.GTIN, p.Business, p.Name, p.Unit, p.Days, bit(p.Produce), bit(p.Cold), p.Low, p.High)
	if err != nil {
		return err
	}
	return one(done)
}

func licensed(tx *sqldb.Tx, e *casework.Event) error {
	l, err := casework.Data[chain.Licence](*e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into food_licence (division, business, number, type, until, issued) values (?, ?, ?, ?, ?, ?)
		on conflict (division, business, number) do update set type = excluded.type, until = excluded.until, issued = excluded.issued`,
		e.Division, l.Business, l.Number, l.Type, int(l.Until), bit(l.Issued))
	return err
}

// issued keeps a certificate or a pass among the certificates of the house, and by its lot.
func (s *Store) issued(tx *sqldb.Tx, e *casework.Event, table string) error {
	f, c, there, err := chain.CertificateOf(e)
	if err != nil {
		return err
	}
	if there && s.Keep != nil {
		if err := s.Keep(tx, c, f.Party); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`insert into `+table+` (division, lot, id, business, issued, amount, unit) values (?, ?, ?, ?, ?, ?, ?)`, e.Division, f.Lot, f.ID, f.Business, clock.Micros(e.At), f.Amount, f.Unit)
	return err
}

// withdrawn ends a certificate or a pass.
func (s *Store) withdrawn(tx *sqldb.Tx, e *casework.Event) error {
	f, err := casework.Data[chain.WithdrawnFacts](*e)
	if err != nil {
		return err
	}
	ended := int64(0)
	for _, table := range []string{"food_certificate", "food_pass"} {
		done, err := tx.Exec(`update `+table+` set withdrawn = ?, why = ? where division = ? and lot = ? and id = ? and business = ? and withdrawn = 0`, clock.Micros(e.At), f.Why, e.Division, f.Lot, f.ID, f.Business)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		ended += n
	}
	if ended != 1 {
		return casework.ErrConflict
	}
	if s.End == nil {
		return nil
	}
	err = s.End(tx, e.Division, f.ID, f.Ends(), e.At)
	if fault.KindOf(err) == fault.NotFound {
		return nil // its personal data were erased, and it with them
	}
	return err
}

// captured writes what new events say of lots and of places in the register. A step that people
// record and that brings nothing new is refused, so that sending it twice leaves one act.
func (s *Store) captured(tx *sqldb.Tx, e *casework.Event) error {
	b, ok := e.Beside.(*capture.Batch)
	if !ok {
		return nil
	}
	f, err := casework.Data[capture.Facts](*e)
	if err != nil {
		return err
	}
	var brought, first, last int64
	if err := tx.QueryRow(`select fresh, first_event, last_event from food_capture where division = ? and id = ?`, e.Division, f.ID).Scan(&brought, &first, &last); err != nil {
		return fmt.Errorf("chainstore: %w", err)
	}
	if brought == 0 {
		if f.For != "" {
			return casework.ErrConflict
		}
		return nil
	}
	fresh, err := tracestore.Numbers(tx, first, last)
	if err != nil {
		return err
	}
	homes, err := ours(tx, b.Events)
	if err != nil {
		return err
	}
	for i := range b.Events {
		ev := &b.Events[i]
		id, ok := fresh[ev.Hash]
		if !ok {
			continue
		}
		delete(fresh, ev.Hash) // twice in one document counts once
		r, err := rowsOf(ev, id, homes, func() (string, error) { return f.For, nil })
		if err != nil {
			return err
		}
		if err := r.write(tx, e.Division); err != nil {
			return err
		}
	}
	return nil
}

// siteOf is where an event took place.
func siteOf(e *trace.Event) string {
	if e.Location != "" {
		return e.Location
	}
	return e.ReadPoint
}

// ours are the places of a batch that the register has, with the first event of their book.
func ours(tx *sqldb.Tx, list []trace.Event) (map[string]int64, error) {
	seen := map[string]bool{}
	var keys []any
	for i := range list {
		if k := siteOf(&list[i]); k != "" && !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	out := map[string]int64{}
	const step = 200
	for len(keys) > 0 {
		n := min(len(keys), step)
		rows, err := tx.Query(`select key, since from food_place where key in (`+sqldb.Args(n)+`)`, keys[:n]...)
		if err != nil {
			return nil, fmt.Errorf("chainstore: %w", err)
		}
		if err := homes(rows, out); err != nil {
			return nil, err
		}
		keys = keys[n:]
	}
	return out, nil
}

func homes(rows *sql.Rows, out map[string]int64) error {
	defer rows.Close()
	for rows.Next() {
		var key string
		var since int64
		if err := rows.Scan(&key, &since); err != nil {
			return fmt.Errorf("chainstore: %w", err)
		}
		out[key] = since
	}
	return rows.Err()
}

// derived is all that follows from one event here.
type derived struct {
	lines    []chain.Line
	lots     []chain.Lot
	sealed   bool
	released []string
	facts    chain.Facts
	event    int64
	made     string // lot that came into being by a step
}

// rowsOf says what follows from an event. It depends on the event and on which places the register
// has, and on nothing else, so that Check can make it again.
//
// What an event says of a step counts only where the capture was made for that business: a program
// that captures by itself cannot speak in somebody's name.
func rowsOf(e *trace.Event, id int64, homes map[string]int64, made func() (string, error)) (d derived, err error) {
	since, home := homes[siteOf(e)]
	home = home && id >= since && e.Error == nil
	dated := bytes.Contains(e.Body, []byte(`"ilmd"`))
	if !home && !dated || e.Error != nil {
		return d, nil
	}
	if d.facts, err = chain.Read(e); err != nil {
		return d, err
	}
	if f := &d.facts; f.Request != "" {
		party, err := made()
		if err != nil {
			return d, err
		}
		if party == "" || f.Line.Business != party {
			f.Request, f.Entry, f.Line = "", "", chain.Line{Place: f.Line.Place, Time: f.Line.Time}
		}
	}
	d.event = id
	created := e.Outputs
	if e.Type == trace.Object && e.Action == trace.Add {
		created = e.Things
	}
	if d.facts.Dated {
		for _, p := range created {
			d.lots = append(d.lots, chain.Lot{Key: p.Key, Made: d.facts.Made, Best: d.facts.Best, At: siteOf(e)})
		}
	}
	if !home {
		return d, nil
	}
	for _, c := range d.facts.Line.Findings {
		d.sealed = d.sealed || c == chain.Sealed
	}
	if len(created) > 0 && d.facts.Request != "" {
		d.made = created[0].Key
	}
	record := trace.Record{Type: e.Type, Action: e.Action, Step: e.Step}
	add := func(list []trace.Portion, input, output bool) {
		for _, p := range list {
			l := d.facts.Line
			l.Event, l.Lot, l.Amount, l.Unit, l.Motion = id, p.Key, p.Amount, p.Unit, record.MotionOf(input, output)
			d.lines = append(d.lines, l)
			if l.Kind == chain.Release {
				d.released = append(d.released, p.Key)
			}
		}
	}
	add(e.Things, false, false)
	add(e.Inputs, true, false)
	add(e.Outputs, false, true)
	add(e.Children, false, false)
	return d, nil
}

func (d *derived) write(tx *sqldb.Tx, division string) error {
	for _, l := range d.lots {
		if _, err := tx.Exec(`insert into food_lot (key, made, best, place, sealed, event) values (?, ?, ?, ?, ?, ?)
			on conflict (key) do nothing`, l.Key, int(l.Made), int(l.Best), l.At, bit(d.sealed), d.event); err != nil {
			return fmt.Errorf("chainstore: lot: %w", err)
		}
	}
	for _, key := range d.released {
		if _, err := tx.Exec(`update food_lot set sealed = 0 where key = ?`, key); err != nil {
			return fmt.Errorf("chainstore: %w", err)
		}
	}
	for _, l := range d.lines {
		if err := writeLine(tx, l); err != nil {
			return err
		}
	}
	if f := d.facts; f.Request != "" && len(d.lines) > 0 {
		if _, err := tx.Exec(`insert into food_entry (division, id, business, request, kind, lot, findings, event) values (?, ?, ?, ?, ?, ?, ?, ?)`,
			division, f.Entry, f.Line.Business, f.Request, string(f.Line.Kind), d.made, joined(f.Line.Findings), d.event); err != nil {
			return err
		}
		if f.Line.Partner != "" {
			if _, err := tx.Exec(`insert into food_partner (business, partner, t) values (?, ?, ?) on conflict (business, partner) do update set t = case when excluded.t > food_partner.t then excluded.t else food_partner.t end`,
				f.Line.Business, f.Line.Partner, clock.Micros(f.Line.Time)); err != nil {
				return fmt.Errorf("chainstore: %w", err)
			}
		}
	}
	return nil
}

func writeLine(tx *sqldb.Tx, l chain.Line) error {
	t := clock.Micros(l.Time)
	if _, err := tx.Exec(`insert into food_line (event, lot, motion, place, t, kind, amount, unit, business, partner, channel, proof, paper, reason, scan, late, findings)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (event, lot, motion) do nothing`,
		l.Event, l.Lot, string(l.Motion), l.Place, t, string(l.Kind), l.Amount, l.Unit, l.Business, l.Partner, l.Channel, l.Proof, l.Paper, l.Reason, l.Scan, bit(l.Late), joined(l.Findings)); err != nil {
		return fmt.Errorf("chainstore: line: %w", err)
	}
	_, err := tx.Exec(`insert into food_shelf (place, lot, t) values (?, ?, ?) on conflict (place, lot) do update set t = case when excluded.t > food_shelf.t then excluded.t else food_shelf.t end`, l.Place, l.Lot, t)
	if err != nil {
		return fmt.Errorf("chainstore: shelf: %w", err)
	}
	return nil
}
