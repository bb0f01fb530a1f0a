package main

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/config"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation"
	"banjie/internal/identity/passkey"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/signin"
	"banjie/internal/web/site"
)

// doors wires the pages of signing in.
func (h *hall) doors(s *site.Site) (*signin.Pages, error) {
	g := &signin.Pages{Site: s, Gate: pageSignIn{h}, Desk: h.desk, Sessions: h.visitors.Sessions,
		Record: func(ctx context.Context, by access.Actor, kind string, facts any) error {
			_, err := h.engine.Record(ctx, by, kind, facts, casework.Private{})
			return err
		}}
	u, err := url.Parse(s.Base)
	if err != nil {
		return nil, err
	}
	if host := u.Hostname(); host != "" && net.ParseIP(host) == nil { // browsers give no passkey to a number
		if g.Passkeys, err = passkey.New(host, []string{u.Scheme + "://" + u.Host}, h.desk); err != nil {
			return nil, err
		}
	}
	for _, p := range h.dir.Config.Named() {
		g.Providers = append(g.Providers, provider(p, s.Base))
	}
	return g, nil
}

// providerPatience is how long a provider may take to answer.
const providerPatience = 10 * time.Second

// provider is a configured one; what it says of itself is read at its first use and kept.
func provider(p config.Named, base string) signin.Provider {
	var mu sync.Mutex
	var known *federation.Client
	return signin.Provider{Name: p.Name, Button: p.Button.Text(), Kind: p.Kind(), Client: func(ctx context.Context) (*federation.Client, error) {
		mu.Lock()
		defer mu.Unlock()
		if known != nil {
			return known, nil
		}
		// The client is kept beyond this request, so its context is not the request's.
		own := oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: providerPatience})
		c, err := federation.Discover(own, federation.Config{Issuer: p.Issuer, ClientID: p.ClientID, Secret: p.Secret, Scopes: p.Scopes, IDClaim: p.IDClaim,
			Redirect: base + "/sign-in/oidc/" + p.Name + "/back"}, clock.System)
		if err == nil {
			known = c
		}
		return c, err
	}}
}

// pageSignIn says as whom an account acts, and proves it by name and password.
type pageSignIn struct{ h *hall }

func (s pageSignIn) SignIn(ctx context.Context, login string, password identity.Secret, address string) (access.Actor, error) {
	account, err := s.h.desk.SignIn(ctx, login, password, address)
	if err != nil {
		return access.Actor{}, err
	}
	return s.Actor(account)
}

// Actor is the account in its first role.
func (s pageSignIn) Actor(account identity.Account) (access.Actor, error) {
	if account.Kind != identity.Staff {
		role := access.Citizen
		if account.Agent {
			role = access.Agent
		}
		return account.Actor(role, s.h.division, "", org.Officer{}, false)
	}
	officer, ok := s.h.org.Load().Officer(account.Officer)
	role := access.Role("")
	if ok && len(officer.Roles) > 0 {
		role = access.Role(officer.Roles[0])
	}
	return account.Actor(role, account.Division, "", officer, ok && officer.Active(s.h.calendar.Load().DayOf(s.h.clock.Now())))
}

// pageProfiles is what signed-in persons told once.
type pageProfiles struct{ h *hall }

func (p pageProfiles) Person(ctx context.Context, a access.Actor) (casework.Person, error) {
	id, err := identity.ParseID(a.ID)
	if err != nil {
		return casework.Person{}, err
	}
	v, err := p.h.accounts.Profile(ctx, id)
	return casework.Person{Name: v.Name, IDKind: v.IDKind, IDValue: v.IDValue, Phone: v.Phone, Address: v.Address, Email: v.Email}, err
}

// Keep stores what a person agreed to; a proven account keeps nothing of somebody else.
func (p pageProfiles) Keep(ctx context.Context, a access.Actor, v casework.Person) error {
	id, err := identity.ParseID(a.ID)
	if err != nil {
		return err
	}
	account, err := p.h.accounts.Account(ctx, id)
	if err != nil {
		return err
	}
	if p.h.codes.Party(v.IDKind, v.IDValue) != account.Party {
		return fault.New(fault.Conflict, "another_person", lang.T("这不是本账号的证件。", "This is not the document of the account."), lang.T("没有记下。", "Nothing was kept."))
	}
	profile, err := identity.Profile{Account: id, Name: v.Name, IDKind: v.IDKind, IDValue: v.IDValue, Phone: v.Phone, Address: v.Address, Email: v.Email}.
		Check(p.h.calendar.Load().DayOf(p.h.clock.Now()))
	if err != nil {
		return err
	}
	profile.Changed = p.h.clock.Now()
	return p.h.accounts.PutProfile(ctx, profile)
}
