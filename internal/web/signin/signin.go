// Package signin is every page about who one is here: signing in by password, by another
// provider and by passkey, signing up, a lost password, one's own account, what one told us.
//
//	sign up ──▶ account, not proven ── a clerk saw the document ──▶ proven
//	sign in: password │ provider (OpenID Connect) │ passkey (staff) ──▶ session
//	my account: password, passkeys, bound providers, end all sessions
//	my profile: told once, asked never again; changed and erased by the person alone
//
// What is known is not asked again (Zhejiang Regulation on At Most One Visit art. 7, see
// package identity). A provider proves who somebody is, and gives no role: staff sign in
// through one only after an administrator linked them. An account that is not proven
// reaches what it filed itself and nothing more, since anybody can type another's number.
//
// All of it but passkeys works without a script. The package keeps no address of a visitor
// and no name of a device but the one its owner gives it.
package signin

import (
	"context"
	"net"
	"net/http"
	"strings"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation"
	"banjie/internal/identity/passkey"
	"banjie/internal/identity/session"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Gate proves who somebody is by name and password. Errors: fault.Unauthorized with one
// answer for every wrong pair, fault.TooMany.
type Gate interface {
	// SignIn gives as whom the account acts. address is for the rate limit and kept nowhere.
	SignIn(ctx context.Context, login string, password identity.Secret, address string) (access.Actor, error)
	// Actor gives as whom an account acts that was proven in another way. Errors: fault.Forbidden.
	Actor(a identity.Account) (access.Actor, error)
}

// Provider is another service that knows who people are.
type Provider struct {
	Name   string // in addresses: lower-case letters and digits
	Button lang.Text
	Kind   string // of the document number it gives: resident, uscc, passport, permit
	// Client talks to it; it is asked for each time, so that a provider that was away at
	// the start is found later. Errors: fault.Unavailable.
	Client func(ctx context.Context) (*federation.Client, error)
}

// Pages are the pages of this package. Without a Desk only signing in by password is there.
type Pages struct {
	Site      *site.Site
	Gate      Gate
	Desk      *identity.Desk    // nil: accounts cannot be managed by their holders
	Sessions  *session.Sessions // with Desk
	Providers []Provider
	Passkeys  *passkey.Service // nil: none, as on an address that is a number
	// Record writes an act without a case into the ledger.
	Record func(ctx context.Context, by access.Actor, kind string, facts any) error
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s := g.Site
	s.Handle("GET /sign-in", site.Open, g.signInForm)
	s.Handle("POST /sign-in", site.Open.Early(), g.signIn)
	s.Mount("GET "+passkeyScript.path, passkeyScript)
	if g.Desk == nil {
		return
	}
	s.Handle("GET /sign-in/recover", site.Open, g.recoverForm)
	s.Handle("POST /sign-in/recover", site.Open.Early(), g.recover)
	s.Handle("GET /sign-up", site.Open, g.signUpForm)
	s.Handle("POST /sign-up", site.Open, g.signUp)
	s.Handle("GET /sign-in/oidc/{provider}", site.Open, g.toProvider)
	s.Handle("GET /sign-in/oidc/{provider}/back", site.Open, g.fromProvider)
	s.Handle("GET /my/profile", site.SignedIn, g.profileForm)
	s.Handle("POST /my/profile", site.SignedIn, g.saveProfile)
	s.Handle("POST /my/profile/erase", site.SignedIn, g.eraseProfile)
	s.Handle("GET /my/security", site.SignedIn, g.security)
	s.Handle("POST /my/security/password", site.SignedIn, g.changePassword)
	s.Handle("POST /my/security/end", site.SignedIn, g.endAll)
	s.Handle("POST /my/security/remove", site.SignedIn, g.remove)
	s.Handle("GET /window/accounts", site.For(access.ProveAccount), g.proveForm)
	s.Handle("POST /window/accounts", site.For(access.ProveAccount), g.prove)
	if g.Passkeys != nil {
		s.Handle("POST /sign-in/passkey/options", site.Open.Early(), g.passkeyOptions)
		s.Handle("POST /sign-in/passkey", site.Open.Early(), g.passkeySignIn)
		s.Handle("POST /my/security/passkey/options", site.SignedIn, g.newPasskeyOptions)
		s.Handle("POST /my/security/passkey", site.SignedIn, g.newPasskey)
	}
}

// address of a visitor, for limits on tries only.
func address(r *site.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// local is an address of ours to go back to, "" for any other.
func local(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		return ""
	}
	return back
}

// enter starts a session and leads on.
func (g *Pages) enter(w http.ResponseWriter, r *site.Request, a access.Actor, back string, said lang.Text) error {
	if err := g.Site.Sessions.SignIn(w, r.Request, a); err != nil {
		return err
	}
	if back == "" {
		back = site.Home(a.Role)
	}
	return r.Go(w, back, said)
}

// enterAs is [Pages.enter] for an account that was proven otherwise than by password.
func (g *Pages) enterAs(w http.ResponseWriter, r *site.Request, acc identity.Account, back string, said lang.Text) error {
	a, err := g.Gate.Actor(acc)
	if err != nil {
		return err
	}
	return g.enter(w, r, a, back, said)
}

// account is that of whoever is signed in. Whoever acts for another is asked to act for
// himself first: an account is nobody else's business.
func (g *Pages) account(r *site.Request) (identity.Account, error) {
	switch {
	case r.Actor.Mandate != "" && !r.Actor.IsStaff():
		return identity.Account{}, fault.New(fault.Forbidden, "acting_for_another",
			lang.T("您正在替别人办事。", "You are acting for another person."), lang.T("请先退出，再以自己的身份登录。", "Sign out, and in again as yourself."))
	case r.Actor.IsStaff():
		return g.Desk.Store.AccountByOfficer(r.Context(), r.Actor.Division, r.Actor.ID)
	}
	id, err := identity.ParseID(r.Actor.ID)
	if err != nil {
		return identity.Account{}, err
	}
	return g.Desk.Store.Account(r.Context(), id)
}

// documents are the kinds of document people and firms have.
var documents = []ui.Option{
	{Value: "resident", Label: lang.T("居民身份证", "Resident identity card")},
	{Value: "uscc", Label: lang.T("营业执照（统一社会信用代码）", "Business licence (unified social credit code)")},
	{Value: "passport", Label: lang.T("护照", "Passport")},
	{Value: "permit", Label: lang.T("港澳台居民证件、永久居留身份证", "Permit of Hong Kong, Macao or Taiwan residents, permanent residence card")},
}

// documentName is the kind as people call it.
func documentName(kind string) lang.Text {
	for _, o := range documents {
		if o.Value == kind {
			return o.Label
		}
	}
	return lang.T("证件", "Document")
}

// tabs lead between the pages of one's own account.
func tabs(a access.Actor, here string) ui.Component {
	t := ui.Tabs{Label: lang.T("我的", "Mine")}
	if !a.IsStaff() {
		t.Items = append(t.Items, ui.Tab{Name: lang.T("我的办件", "My cases"), Href: "/my"}, ui.Tab{Name: lang.T("我的证照", "My certificates"), Href: "/my/certificates"},
			ui.Tab{Name: lang.T("代办授权", "Mandates"), Href: "/my/mandates"}, ui.Tab{Name: lang.T("我的信息", "What you told us"), Href: "/my/profile"})
	}
	t.Items = append(t.Items, ui.Tab{Name: lang.T("账号安全", "Account"), Href: "/my/security"})
	for i := range t.Items {
		t.Items[i].Current = t.Items[i].Href == here
	}
	return t
}
