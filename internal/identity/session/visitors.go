package session

import (
	"context"
	"net/http"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/mandate"
	"banjie/internal/org"
)

// Visitors tells pages who is asking. Account, office and mandate are looked at anew for
// every request, so that a disabled account, an officer who left or a mandate withdrawn
// ends at once and not with the session.
type Visitors struct {
	Sessions  *Sessions
	Accounts  identity.Store
	Mandates  mandate.Store
	Directory func() *org.Directory
	Today     func() calendar.Day // of the division; a demonstration's day may be moved
	Clock     clock.Clock         // for mandates; a demonstration's clock may be moved
}

// Wrap loads and saves sessions around the handlers.
func (v *Visitors) Wrap(h http.Handler) http.Handler { return v.Sessions.Manager.LoadAndSave(h) }

// Actor gives who is asking; a public actor for a visitor and whenever something that
// the session rests on has ended.
func (v *Visitors) Actor(r *http.Request) access.Actor {
	visitor := access.Actor{Role: access.Public}
	s, ok := v.Sessions.Current(r.Context())
	if !ok {
		return visitor
	}
	acc, err := v.Accounts.Account(r.Context(), s.Account)
	if err != nil {
		return visitor
	}
	a, err := v.actor(acc, s.Role, s.Division, s.ID)
	if err != nil {
		return visitor
	}
	if s.Mandate == "" {
		return a
	}
	// Never fall back to acting for oneself: what was begun for another would be filed as one's own.
	if a, err = v.under(r.Context(), a, s.Mandate, v.Clock.Now()); err != nil {
		return visitor
	}
	return a
}

func (v *Visitors) actor(acc identity.Account, role access.Role, division, session string) (access.Actor, error) {
	if acc.Kind != identity.Staff {
		return acc.Actor(role, division, session, org.Officer{}, false)
	}
	dir, day := v.Directory(), v.Today()
	o, ok := dir.Officer(acc.Officer)
	a, err := acc.Actor(role, division, session, o, ok && o.Active(day))
	if err == nil {
		a.Posts = dir.PostsOf(o.ID, day)
	}
	return a, err
}

func (v *Visitors) under(ctx context.Context, a access.Actor, id string, now time.Time) (access.Actor, error) {
	m, err := v.Mandates.Mandate(ctx, a.Division, id)
	if err != nil {
		return a, err
	}
	return m.Act(a, now)
}

// SignIn starts a session as the actor, who must be an account's own: the account is
// found by officer id or account id, its role and mandate are checked. Errors:
// fault.Unauthorized when there is no such account, fault.Forbidden.
func (v *Visitors) SignIn(_ http.ResponseWriter, r *http.Request, a access.Actor) error {
	acc, err := v.account(r.Context(), a)
	if fault.KindOf(err) == fault.NotFound {
		return access.SignInFirst().With(err)
	}
	if err != nil {
		return err
	}
	own, err := v.actor(acc, a.Role, a.Division, "")
	if err != nil {
		return err
	}
	if a.Mandate != "" {
		if _, err := v.under(r.Context(), own, a.Mandate, v.Clock.Now()); err != nil {
			return err
		}
	}
	if _, err := v.Sessions.SignIn(r.Context(), acc.ID, a.Role, own.Division); err != nil {
		return err
	}
	if a.Mandate == "" {
		return nil
	}
	return v.Sessions.Switch(r.Context(), a.Role, own.Division, a.Mandate)
}

func (v *Visitors) account(ctx context.Context, a access.Actor) (identity.Account, error) {
	if a.IsStaff() {
		return v.Accounts.AccountByOfficer(ctx, a.Division, a.ID)
	}
	id, err := identity.ParseID(a.ID)
	if err != nil {
		return identity.Account{}, err
	}
	return v.Accounts.Account(ctx, id)
}

// SignOut ends the session.
func (v *Visitors) SignOut(_ http.ResponseWriter, r *http.Request) error {
	return v.Sessions.SignOut(r.Context())
}
