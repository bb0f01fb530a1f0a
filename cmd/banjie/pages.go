package main

import (
	"context"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/identity"
	"banjie/internal/mandate"
	"banjie/internal/org"
)

// What the pages need beside the site, made of the hall's rooms.

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
