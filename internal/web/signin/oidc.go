package signin

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strings"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
)

func (g *Pages) provider(r *site.Request) (Provider, error) {
	for _, p := range g.Providers {
		if p.Name == r.PathValue("provider") {
			return p, nil
		}
	}
	return Provider{}, fault.Missing()
}

// toProvider sends the browser to the provider. It is a link and no form, because a page
// of ours may send forms to us alone; what it keeps is the state of this one sign-in.
func (g *Pages) toProvider(w http.ResponseWriter, r *site.Request) error {
	p, err := g.provider(r)
	if err != nil {
		return err
	}
	c, err := p.Client(r.Context())
	if err != nil {
		return err
	}
	to, keep, err := c.Begin()
	if err != nil {
		return err
	}
	g.Sessions.Keep(r.Context(), "oidc", p.Name+"\n"+local(r.URL.Query().Get("back"))+"\n"+keep)
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// fromProvider is where the browser comes back to. Somebody who is signed in binds the
// provider to the own account, anybody else signs in.
func (g *Pages) fromProvider(w http.ResponseWriter, r *site.Request) error {
	p, err := g.provider(r)
	if err != nil {
		return err
	}
	name, rest, _ := strings.Cut(g.Sessions.Take(r.Context(), "oidc"), "\n")
	back, keep, _ := strings.Cut(rest, "\n")
	if name != p.Name {
		keep = ""
	}
	if q := r.URL.Query(); q.Get("error") != "" && keep != "" { // the person said no at the provider
		return r.Go(w, "/sign-in", lang.T("没有登录：您在统一身份平台上取消了。", "Not signed in: you cancelled at the provider."))
	}
	c, err := p.Client(r.Context())
	if err != nil {
		return err
	}
	who, err := c.Finish(r.Context(), keep, r.URL.Query().Get("state"), r.URL.Query().Get("code"))
	if err != nil {
		return g.shown(w, r, err)
	}
	if r.Actor.Role != access.Public {
		return g.bind(w, r, p, who)
	}
	acc, cred, err := g.Desk.ByCredential(r.Context(), identity.Provider, who.Key())
	if fault.KindOf(err) == fault.Unauthorized && who.Number != "" {
		acc, err = g.newcomer(r, p, who)
		if err == nil {
			return g.enterAs(w, r, acc, back, lang.T("欢迎。您的账号已由统一身份核验，不用另外注册。", "Welcome. The provider has proven who you are; you need not sign up."))
		}
	}
	if err != nil {
		return g.shown(w, r, err)
	}
	cred.Used = g.Desk.Clock.Now()
	if err := g.Desk.Store.PutCredential(r.Context(), cred); err != nil {
		return err
	}
	return g.enterAs(w, r, acc, back, lang.Text{})
}

// shown draws the door with what went wrong. A refusal is no reason to begin again by itself:
// the browser would go round in circles.
func (g *Pages) shown(w http.ResponseWriter, r *site.Request, err error) error {
	return r.Refused(w, r.Page(doorTitle), g.door(""), atField(err, "provider"))
}

// newcomer makes the account of somebody whose document the provider has verified. It is
// always a person's or a firm's, never of staff.
func (g *Pages) newcomer(r *site.Request, p Provider, who federation.Who) (identity.Account, error) {
	now := g.Desk.Clock.Now()
	party, err := g.party(p, who)
	if err != nil {
		return identity.Account{}, err
	}
	sum := sha256.Sum256([]byte(who.Key()))
	a := identity.Account{ID: identity.NewID(), Division: g.Site.Division, Kind: identity.Person, Name: who.Name, Created: now, Proven: now, Demo: g.Site.Demo != nil,
		Login: p.Name + "-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10])), Party: party}
	if p.Kind == "uscc" {
		a.Kind = identity.Firm
	}
	return a, g.Desk.Store.CreateAccount(r.Context(), a, identity.Credential{Account: a.ID, Kind: identity.Provider, Key: who.Key(), Label: p.Name, Created: now, Used: now})
}

// party is the tag of the document the provider has verified.
func (g *Pages) party(p Provider, who federation.Who) (string, error) {
	id, err := idnum.Check(idnum.Kind(p.Kind), who.Number, g.Site.Calendar().DayOf(g.Desk.Clock.Now()))
	if err != nil {
		return "", fault.New(fault.Unauthorized, "provider_number",
			lang.T("统一身份平台给的证件号不对，没有登录。", "The provider gave a document number that cannot be right; you are not signed in."),
			lang.T("请联系该平台，或用登录名和密码登录。", "Ask the provider, or sign in with name and password."))
	}
	return g.Site.Codes.Party(p.Kind, id.String()), nil
}

// bind ties the provider to the account of whoever is signed in, and proves an account that
// names the document the provider has verified.
func (g *Pages) bind(w http.ResponseWriter, r *site.Request, p Provider, who federation.Who) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	if acc.Kind == identity.Staff {
		return fault.New(fault.Forbidden, "staff_linked_by_administrator",
			lang.T("工作人员的统一身份由系统管理员绑定。", "The administrator links the accounts of staff to the provider."), lang.T("请联系系统管理员。", "Please ask the administrator."))
	}
	now := g.Desk.Clock.Now()
	if err := g.Desk.Store.PutCredential(r.Context(), identity.Credential{Account: acc.ID, Kind: identity.Provider, Key: who.Key(), Label: p.Name, Created: now, Used: now}); err != nil {
		return err
	}
	if party, err := g.party(p, who); err == nil && acc.Proven.IsZero() && acc.Party == party {
		proof := identity.Proof{Account: acc.ID.String(), Party: acc.Party, Document: p.Kind, At: now}
		if err := g.Record(r.Context(), r.Actor, identity.Proved, proof); err != nil {
			return err
		}
	}
	return r.Go(w, "/my/security", lang.T("统一身份已绑定，下次可以直接用它登录。", "Bound. Next time you can sign in with it."))
}
