package main

import (
	"net/http"

	"banjie/internal/access"
	"banjie/internal/identity"
	"banjie/internal/org"
)

// pageSessions tells pages who is asking: the session's account, its officer where it is
// staff, and the mandate acted under.
type pageSessions struct{ h *hall }

func (s pageSessions) Wrap(next http.Handler) http.Handler {
	return s.h.sessions.Manager.LoadAndSave(next)
}

func (s pageSessions) Actor(r *http.Request) access.Actor {
	visitor := access.Actor{Role: access.Public, Division: s.h.division}
	ctx := r.Context()
	v, ok := s.h.sessions.Current(ctx)
	if !ok {
		return visitor
	}
	account, err := s.h.accounts.Account(ctx, v.Account)
	if err != nil {
		return visitor
	}
	a, err := s.h.actorOf(account, v.Role, v.Division, v.ID)
	if err != nil {
		return visitor
	}
	if v.Mandate != "" {
		m, err := s.h.accounts.Mandate(ctx, v.Division, v.Mandate)
		if err != nil {
			return a
		}
		if acting, err := m.Act(a, s.h.clock.Now()); err == nil {
			return acting
		}
	}
	return a
}

// actorOf turns an account into who acts, with the officer's office as it is today.
func (h *hall) actorOf(account identity.Account, role access.Role, division, session string) (access.Actor, error) {
	dir, today := h.org.Load(), h.calendar.Load().DayOf(h.clock.Now())
	var officer org.Officer
	active := false
	if account.Officer != "" {
		officer, active = dir.Officer(account.Officer)
		active = active && officer.From <= today && (officer.Until == 0 || today <= officer.Until)
	}
	a, err := account.Actor(role, division, session, officer, active)
	if err == nil && account.Officer != "" {
		a.Name, a.Posts = officer.Name, dir.PostsOf(account.Officer, today)
	}
	return a, err
}

// SignIn starts a session for the account behind an actor.
func (s pageSessions) SignIn(_ http.ResponseWriter, r *http.Request, a access.Actor) error {
	ctx := r.Context()
	var account identity.Account
	var err error
	if a.IsStaff() {
		account, err = s.h.accounts.AccountByOfficer(ctx, a.Division, a.ID)
	} else {
		var id identity.ID
		if id, err = identity.ParseID(a.ID); err == nil {
			account, err = s.h.accounts.Account(ctx, id)
		}
	}
	if err != nil {
		return err
	}
	_, err = s.h.sessions.SignIn(ctx, account.ID, a.Role, a.Division)
	return err
}

func (s pageSessions) SignOut(_ http.ResponseWriter, r *http.Request) error {
	return s.h.sessions.SignOut(r.Context())
}
