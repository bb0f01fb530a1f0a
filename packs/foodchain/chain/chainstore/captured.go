package chainstore

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

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
		if r.made != "" {
			if err := there(tx, e.Division, r.made); err != nil {
				return err
			}
		}
		if err := r.write(tx, e.Division); err != nil {
			return err
		}
	}
	return nil
}

// there is a conflict where the product of a lot that people record was removed while they did.
func there(tx *sqldb.Tx, division, lot string) error {
	gtin, _ := chain.PartsOf(lot)
	var n int
	if err := tx.QueryRow(`select count(*) from food_product where division = ? and gtin = ?`, division, gtin).Scan(&n); err != nil {
		return fmt.Errorf("chainstore: %w", err)
	}
	if n == 0 {
		return casework.ErrConflict
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
	lines  []chain.Line
	claims []claim
	facts  chain.Facts
	event  int64
	made   string // lot that came into being by a step
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
	for _, p := range created {
		if d.facts.Dated {
			d.claims = append(d.claims, claim{key: p.Key, event: id, place: siteOf(e), made: d.facts.Made, best: d.facts.Best})
		}
	}
	if !home {
		return d, nil
	}
	if slices.Contains(d.facts.Line.Findings, chain.Sealed) {
		d.hold(held, siteOf(e), created)
	}
	if d.facts.Line.Kind == chain.Release {
		d.hold(released, siteOf(e), e.Things)
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
		}
	}
	add(e.Things, false, false)
	add(e.Inputs, true, false)
	add(e.Outputs, false, true)
	add(e.Children, false, false)
	return d, nil
}

// hold notes that a place set lots apart, or released them again.
func (d *derived) hold(how int, place string, lots []trace.Portion) {
	for _, p := range lots {
		i := slices.IndexFunc(d.claims, func(c claim) bool { return c.key == p.Key })
		if i < 0 {
			i, d.claims = len(d.claims), append(d.claims, claim{key: p.Key, event: d.event, place: place})
		}
		d.claims[i].hold = how
	}
}

func (d *derived) write(tx *sqldb.Tx, division string) error {
	for _, c := range d.claims {
		if _, err := tx.Exec(`insert into food_lot (key, event, place, made, best, hold) values (?, ?, ?, ?, ?, ?) on conflict (key, event) do nothing`,
			c.key, c.event, c.place, int(c.made), int(c.best), c.hold); err != nil {
			return fmt.Errorf("chainstore: lot: %w", err)
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
