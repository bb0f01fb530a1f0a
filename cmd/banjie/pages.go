package main

import (
	"context"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/identity"
	"banjie/internal/limit"
	"banjie/internal/mandate"
	"banjie/internal/org"
	"banjie/internal/web/board"
	"banjie/internal/web/citizen/find"
)

// What the pages need beside the site, made of the hall's rooms.

// pageFigures reads the public figures and the board's from the counters.
type pageFigures struct{ h *hall }

// publicSpan is over how many days the first page looks back.
const publicSpan = 30

// Today implements find.Figures.
func (f pageFigures) Today(ctx context.Context, division string) (find.Today, error) {
	cal, now := f.h.calendar.Load(), f.h.clock.Now()
	day := cal.DayOf(now)
	t := find.Today{At: now}
	units, err := f.h.cases.Units(ctx, division, int32(day)-publicSpan+1, int32(day), time.Time{})
	if err != nil {
		return t, err
	}
	today, err := f.h.cases.Units(ctx, division, int32(day), int32(day), time.Time{})
	if err != nil {
		return t, err
	}
	received := map[string]int64{}
	for _, u := range today {
		received[u.Unit] = u.Received
	}
	oldest, err := f.h.cases.Waiting(ctx, division)
	if err != nil {
		return t, err
	}
	for _, u := range units {
		line := find.UnitToday{Unit: u.Unit, Received: received[u.Unit], InTime: u.InPromise, Counted: u.Decided + u.Late, OpenLate: u.Late}
		if since, ok := oldest[u.Unit]; ok {
			line.Oldest = &find.Waiting{Since: since, Unit: u.Unit, Late: u.Late > 0, Workdays: limit.Elapsed(cal, cal.DayOf(since), day)}
			if t.Oldest == nil || since.Before(t.Oldest.Since) {
				t.Oldest = line.Oldest
			}
		}
		t.Units = append(t.Units, line)
		t.Received += line.Received
		t.InTime += line.InTime
		t.Counted += line.Counted
		t.OpenLate += line.OpenLate
	}
	t.Largest, err = f.h.cases.Largest(ctx, division, int32(day)-publicSpan+1, int32(day), 6)
	return t, err
}

// ByUnit implements board.Figures.
func (f pageFigures) ByUnit(ctx context.Context, division string, since, soon time.Time) ([]board.UnitFigures, error) {
	cal := f.h.calendar.Load()
	units, err := f.h.cases.Units(ctx, division, int32(cal.DayOf(since)), int32(cal.DayOf(f.h.clock.Now())), soon)
	if err != nil {
		return nil, err
	}
	lines := make([]board.UnitFigures, len(units))
	for i, u := range units {
		lines[i] = board.UnitFigures{Unit: u.Unit, Open: u.Open, DueSoon: u.DueSoon, Overdue: u.Late, Paused: u.Paused,
			Received: u.Received, Deemed: u.Deemed, InTime: u.InPromise, Late: u.Decided - u.InPromise, OpenLate: u.Late}
	}
	return lines, nil
}

// pageMandates records and lists mandates.
type pageMandates struct{ h *hall }

func (m pageMandates) MandatesOf(ctx context.Context, division, principal string) ([]mandate.Mandate, error) {
	return m.h.accounts.MandatesOf(ctx, division, principal)
}

func (m pageMandates) MandatesFor(ctx context.Context, division, agent string) ([]mandate.Mandate, error) {
	return m.h.accounts.MandatesFor(ctx, division, agent)
}

func (m pageMandates) Mandate(ctx context.Context, division, id string) (mandate.Mandate, error) {
	return m.h.accounts.Mandate(ctx, division, id)
}

func (m pageMandates) Record(ctx context.Context, by access.Actor, a mandate.Act) error {
	_, err := m.h.engine.Record(ctx, by, a.Kind, a.Mandate, casework.Private{})
	return err
}

func (m pageMandates) AccountByLogin(ctx context.Context, login string) (string, error) {
	a, err := m.h.accounts.AccountByLogin(ctx, login)
	return a.ID.String(), err
}

// NameOf is the principal's name where the principal has an account here, "" otherwise.
func (m pageMandates) NameOf(ctx context.Context, v mandate.Mandate) string {
	name, err := m.h.accounts.NameOfParty(ctx, v.Principal)
	if err != nil {
		return ""
	}
	return name
}

// AgentName is the holder's name, "" where the account is gone.
func (m pageMandates) AgentName(ctx context.Context, v mandate.Mandate) string {
	id, err := identity.ParseID(v.Agent)
	if err != nil {
		return ""
	}
	account, err := m.h.accounts.Account(ctx, id)
	if err != nil {
		return ""
	}
	return account.Name
}

// pageStaff records changes of the organisation.
type pageStaff struct{ h *hall }

func (s pageStaff) Change(ctx context.Context, by access.Actor, changes []org.Change) error {
	act := org.ActOf(changes...)
	if _, err := s.h.engine.Record(ctx, by, string(act.Kind), act.Facts, casework.Private{Notes: act.Notes}); err != nil {
		return err
	}
	return s.h.readOrg(ctx)
}
