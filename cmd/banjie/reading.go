package main

import (
	"context"
	"errors"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/ecert"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	accountabilitystore "banjie/internal/store/accountability"
	casestore "banjie/internal/store/casework"
	catalogstore "banjie/internal/store/catalog"
	commitmentstore "banjie/internal/store/commitments"
	complaintstore "banjie/internal/store/complaint"
	ecertstore "banjie/internal/store/ecert"
	impassestore "banjie/internal/store/impasse"
	inspectionstore "banjie/internal/store/inspection"
	liststore "banjie/internal/store/lists"
	orderstore "banjie/internal/store/order"
	orgstore "banjie/internal/store/org"
	recordedstore "banjie/internal/store/recorded"
	registerstore "banjie/internal/store/registers"
	supervisestore "banjie/internal/store/supervise"
	watchstore "banjie/internal/store/watch"
	"banjie/internal/supervise"
)

// openToRead opens a folder for reading only: beside a running server, or on a disk that
// cannot be written to. What it gives cannot carry commands out.
func openToRead(ctx context.Context, dir *datadir.Dir) (*hall, error) {
	h, err := openToCheck(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(h.readOrg(ctx), h.readCalendar(ctx)); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// openToCheck is [openToRead] with nobody in the directory and the calendar of the program:
// what the folder says of them may be damaged.
func openToCheck(ctx context.Context, dir *datadir.Dir) (_ *hall, err error) {
	h := &hall{dir: dir, log: errorsOnly(), division: dir.Instance.Division, clock: clock.System}
	h.calendar.Store(calendar.Builtin())
	h.calendars.Store(supervise.NewCalendars())
	if h.db, err = sqldb.OpenToRead(ctx, dir.DSN()); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	h.items = catalogstore.New(h.db, nil, h.clock)
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		return nil, err
	}
	h.certs = &certificates{types: types, clock: h.clock, calendar: h.calendar.Load, store: ecertstore.New(h.db, nil, types, h.issue, h.calendar.Load)}
	h.files = h.uploads()
	h.orgs = orgstore.New(h.db)
	h.cases = casestore.New(h.db, nil)
	h.cards = supervisestore.New(h.db, nil, h.calendars.Load)
	h.impasse = impassestore.New(h.db, nil)
	h.promises, h.lists = commitmentstore.New(h.db, nil), liststore.New(h.db)
	h.orders, h.complained = orderstore.New(h.db, nil), complaintstore.New(h.db, nil)
	h.answers, h.inspected = accountabilitystore.New(h.db, nil), inspectionstore.New(h.db, nil)
	h.elsewhere = recordedstore.New(h.db, nil)
	h.watched = watchstore.New(h.db, nil)
	h.fees, h.visits, h.fines = registerstore.NewFees(h.db), registerstore.NewVisits(h.db, nil), registerstore.NewFines(h.db)
	h.engine = &casework.Engine{Clock: h.clock, Calendar: h.calendar.Load, Catalogue: engineItems{h.items}, Store: h.cases}
	if err := h.wirePacks(); err != nil {
		return nil, err
	}
	if err := h.engine.Register(procedures{licensing: licensing.Rules{Licences: h.certs.store}, calendars: h.calendars.Load, packs: h.packs}.all()...); err != nil {
		return nil, err
	}
	nobody, err := org.NewDirectory(org.Data{})
	if err != nil {
		return nil, err
	}
	h.org.Store(nobody)
	return h, h.readPublicKey()
}

// readPublicKey takes the public half of the ledger's key from the key itself.
func (h *hall) readPublicKey() error {
	raw, err := h.dir.Secret("ledger-"+h.division, nil)
	if err != nil {
		return err
	}
	h.public, err = ledger.PublicKey(trimmed(raw))
	return err
}
