// Package own is what belongs to the person: the list of cases, the certificates, the
// powers given to others; and the door for verifying. Signing in is package signin's.
//
//	signed in ──▶ my cases │ my certificates ──▶ one certificate (status, QR, PDF)
//	        │                                   └─▶ show it: chosen lines, one audience, 15 minutes at most
//	        └─▶ my mandates: grant ──▶ in force ──▶ withdraw
//	anybody ──▶ verify: a certificate in one's own browser, a receipt against our keys
//
// An electronic certificate has the force of paper (law:zwx-10). Checking one leaves no
// record: the payload of a code stands behind the # of an address and is not sent; only
// who pastes something into the form sends it, and nothing is stored. An agent may apply
// for another (law:xkf-29); what a mandate allows is package mandate's matter.
package own

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/mandate"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Mandates records and lists powers to act for another.
type Mandates interface {
	// MandatesOf lists those a principal gave, newest first.
	MandatesOf(ctx context.Context, division, principal string) ([]mandate.Mandate, error)
	// MandatesFor lists those an account holds, newest first.
	MandatesFor(ctx context.Context, division, agent string) ([]mandate.Mandate, error)
	// Mandate gives one; fault.NotFound.
	Mandate(ctx context.Context, division, id string) (mandate.Mandate, error)
	// Record writes the act and its effect in one transaction.
	Record(ctx context.Context, by access.Actor, a mandate.Act) error
	// AccountByLogin gives the id of the account that is to act; fault.NotFound.
	AccountByLogin(ctx context.Context, login string) (id string, err error)
	// NameOf is what the holder of a mandate may call its principal by.
	NameOf(ctx context.Context, m mandate.Mandate) string
	// AgentName is what the principal may call the holder by.
	AgentName(ctx context.Context, m mandate.Mandate) string
}

// Pages are the pages of this package.
type Pages struct {
	Site     *site.Site
	Passes   *pass.Passes
	Mandates Mandates                     // nil: no mandates online
	Showings Showings                     // nil: certificates are not shown by code
	Trust    func() (ledger.Trust, error) // keys for receipts; nil: receipts are not checked here
	Types    []ecert.Type                 // names of certificate types
	Wall     clock.Clock                  // the machine's own, which browsers go by too
}

// Routes adds the pages to the site.
func (o *Pages) Routes() {
	s := o.Site
	s.Handle("GET /my", site.SignedIn, o.my)
	s.Handle("GET /v", site.Open, o.verifyForm)
	s.Handle("POST /v", site.Open.Early(), o.verify)
	s.Handle("GET /v/receipt", site.Open, o.verifyReceipt)
	s.Mount("GET "+verifyScript.path, verifyScript)
	s.Mount("GET "+receiptScript.path, receiptScript)
	if s.Certificates != nil {
		s.Handle("GET /my/certificates", site.For(access.ListOwnCases), o.certificates)
		for _, at := range []string{"/certificates/{certificate}", "/cases/{id}/certificates/{certificate}"} {
			s.Handle("GET "+at, site.Open, o.certificate)
			s.Handle("GET "+at+"/qr.png", site.Open, o.code)
			s.Handle("GET "+at+"/certificate.pdf", site.Open, o.pdf)
			s.Handle("GET "+at+"/certificate.json", site.Open, o.signedCopy)
			if o.Showings != nil {
				s.Handle("GET "+at+"/present", site.Open, o.presentForm)
				s.Handle("POST "+at+"/present", site.Open, o.present)
				s.Handle("GET "+at+"/present/{token}", site.Open, o.shown)
				s.Handle("GET "+at+"/present/{token}/qr.png", site.Open, o.shownCode)
			}
		}
		if o.Showings != nil {
			for _, at := range []string{"/my/certificates/{certificate}/record", "/cases/{id}/certificates/{certificate}/record"} {
				s.Handle("GET "+at, site.Open, o.record)
				s.Handle("POST "+at, site.Open, o.forget)
			}
		}
		s.Handle("GET "+statusPath, site.Open, o.statusList)
		s.Handle("GET "+offlinePath, site.Open, o.offline)
	}
	if o.Mandates != nil {
		s.Handle("GET /my/mandates", site.SignedIn, o.mandates)
		s.Handle("POST /my/mandates", site.SignedIn, o.grant)
		s.Handle("GET /my/mandates/{mandate}/withdraw", site.SignedIn, o.askWithdraw)
		s.Handle("POST /my/mandates/{mandate}/withdraw", site.SignedIn, o.withdraw)
	}
}

// script is one of our own scripts under a name that changes with its content.
type script struct {
	path string
	body []byte
}

func newScript(name string, body []byte) script {
	sum := sha256.Sum256(body)
	return script{"/v/" + name + "-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + ".js", body}
}

func (s script) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(s.body) // the browser went away; nothing to do
}

//go:embed receipt.js
var receiptSource []byte

var (
	verifyScript  = newScript("verify", verifypage.Script())
	receiptScript = newScript("receipt", receiptSource)
)

// tabs lead between the person's own pages.
func (o *Pages) tabs(here string) ui.Component {
	t := ui.Tabs{Label: lang.T("我的", "Mine"), Items: []ui.Tab{{Name: lang.T("我的办件", "My cases"), Href: "/my"}, {Name: lang.T("我的证照", "My certificates"), Href: "/my/certificates"}}}
	if o == nil || o.Mandates != nil {
		t.Items = append(t.Items, ui.Tab{Name: lang.T("代办授权", "Mandates"), Href: "/my/mandates"})
	}
	t.Items = append(t.Items, ui.Tab{Name: lang.T("我的信息", "What you told us"), Href: "/my/profile"}, ui.Tab{Name: lang.T("账号安全", "Account"), Href: "/my/security"})
	for i := range t.Items {
		t.Items[i].Current = t.Items[i].Href == here
	}
	return t
}
