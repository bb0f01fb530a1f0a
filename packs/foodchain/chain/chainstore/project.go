package chainstore

import (
	"cmp"
	"database/sql"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
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
	case chain.ProductRemoved, chain.ProductRetired, chain.ProductPutBack:
		err = s.productChanged(tx, e)
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
	if seen, ok := e.Beside.(*chain.Seen); ok {
		if err := s.unchanged(tx, e.Division, seen); err != nil {
			return err
		}
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
