// Package api is the hall for other programs: JSON over HTTP, described by one OpenAPI
// 3.1 document that is made from the handlers themselves.
//
//	request ─▶ token │ session (reading only) │ nobody ─▶ actor
//	   │                                                   │
//	   └─▶ size, schema ─▶ scope of the token ─▶ access ─▶ engine ─▶ JSON + ETag
//	                              └────────── error ─────────▶ problem+json, both languages
//
// Whatever a page can do goes through the same engine, the same tables of access and
// relation and the same words; there is no second way into a case. What somebody may not
// see does not exist for them. The document stands at /api/openapi.json, a page to read
// at /api/docs; doc/guide/api.md leads through it.
//
// Publishing items, conditions and limits rests on the Administrative Licensing Law
// art. 30 (law:xkf-30); the verbs rest on the articles that their procedure names.
// The package holds no rule of any procedure: bodies of verbs come from the procedure's
// table. It changes no items and signs nobody in.
package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/notify"
	"banjie/internal/org"
	"banjie/internal/registers/commitment"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/publiclist"
)

// Cases is what is read of cases beside the engine.
type Cases interface {
	casework.Lists
	// Receipt makes the receipt of an event.
	Receipt(ctx context.Context, e casework.Event) (ledger.Receipt, error)
}

// Certificates is what is read of certificates.
type Certificates interface {
	ByID(ctx context.Context, division, id string) (ecert.Certificate, error)
	// OfCase gives the certificates a case issued, newest version first.
	OfCase(ctx context.Context, key casework.Key) ([]ecert.Certificate, error)
	QR(ctx context.Context, c ecert.Certificate) (string, error)
	PDF(ctx context.Context, w io.Writer, c ecert.Certificate) error
	StatusList(ctx context.Context, division string) ([]byte, error)
	Keys() ecert.Keys
}

// Files keeps uploads; the name is the hash of the stored bytes.
type Files interface {
	Put(ctx context.Context, name string, r io.Reader) (casework.File, error)
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
}

// Ledger is what anybody may ask of the ledger: it shows hashes only.
type Ledger interface {
	// Checkpoint is the last one published.
	Checkpoint(ctx context.Context) (string, error)
	// Head is the newest state.
	Head(ctx context.Context) (ledger.Head, error)
	// Hashes reads the stored nodes.
	Hashes(ctx context.Context) tlog.HashReader
}

// Codes makes and hashes return codes and party tags.
type Codes interface {
	// Derived is the return code of a filing: the same for the same seed, so that a
	// repeated filing shows the same code and nothing secret is kept.
	Derived(seed string) string
	Hash(code string) string
	Party(idKind, idValue string) string
}

// Callers knows whose token it is.
type Callers interface {
	// Caller gives who asks with a token. fault.Unauthorized for any that does not hold.
	Caller(ctx context.Context, token identity.Secret) (access.Actor, identity.Token, error)
}

// Service is the wired hall as programs see it.
type Service struct {
	Engine       *casework.Engine
	Cases        Cases
	Items        catalog.Reader
	Org          func() *org.Directory
	Certificates Certificates
	Files        Files
	Ledger       Ledger
	Notices      notify.Store
	Commitments  commitment.Reader
	Lists        publiclist.Reader
	Fees         fee.Store // nil: no register of fees
	Callers      Callers
	Session      func(*http.Request) access.Actor // who is signed in on the pages, for reading; nil: nobody
	Codes        Codes
	Secret       func(webhook string) [32]byte // of a webhook, shown once
	Clock        clock.Clock                   // of the division; a demonstration's may be moved
	Wall         clock.Clock                   // of deliveries, which keep the receiver's time
	Calendar     func() *calendar.Calendar
	Reads        casework.Reader // access log of personal data; nil: none
	Division     string
	Name         lang.Text    // of the county
	Base         string       // public address
	Reach        notify.Reach // what webhooks may call
	Version      string       // of the program
	Log          *slog.Logger

	api huma.API
}

// Prefix under which the routes stand.
const Prefix = "/api/v1"

// Handler answers everything below /api/.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	s.register(mux)
	mux.HandleFunc("GET /api/docs", s.page)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { writeProblem(w, r, problemOf(fault.Missing())) })
	return mux
}

// Document is the OpenAPI document.
func (s *Service) Document() *huma.OpenAPI {
	if s.api == nil {
		s.register(http.NewServeMux())
	}
	return s.api.OpenAPI()
}

func (s *Service) register(mux humago.Mux) {
	config := huma.DefaultConfig("Banjie 办结", s.Version)
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components = &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "An API token, made with `banjie apikey add`. 接口令牌。"},
	}}
	config.Info.Description = "The service hall for other programs. Every error is a problem (RFC 9457) in Chinese and English. 办事大厅的程序接口；错误信息中英文双语。"
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Servers = []*huma.Server{{URL: s.Base}}
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/openapi", "", ""
	config.CreateHooks = nil
	config.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	config.FieldsOptionalByDefault = true // bodies of verbs are checked by their procedures, which name the place in words
	config.Transformers = []huma.Transformer{speak}
	s.api = humago.New(mux, config)
	s.api.UseMiddleware(s.identify)
	s.itemRoutes()
	s.caseRoutes()
	s.verbRoutes()
	s.fileRoutes()
	s.certificateRoutes()
	s.ledgerRoutes()
	s.calendarRoutes()
	if s.Fees != nil {
		s.feeRoutes()
	}
	s.webhookRoutes()
	s.registerRoutes()
}

// schemaName names a type in the document: our own by their names, those of other
// packages with the package in front.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	from := path.Base(t.PkgPath())
	if t.Name() == "" || from == "api" || from == "." || strings.ContainsRune(t.Name(), '[') {
		return capital(name)
	}
	return capital(from) + name
}

func capital(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// need is what a route asks of its caller.
type need struct {
	verb   access.Verb // the right to it, and a token's scope; "" is open to all
	unsafe bool        // it changes something: a token, never a session
}

// open routes are for everybody.
var open = need{}

// op begins an operation.
func op(method, route, id, tag, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: Prefix + route, OperationID: id, Tags: []string{tag}, Summary: summary}
}

// handle registers a handler. Every error it gives becomes a problem, in one place.
func handle[I, O any](s *Service, o huma.Operation, n need, h func(ctx context.Context, c caller, in *I) (*O, error)) {
	o.Errors = []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError}
	if n.verb != "" {
		o.Security = []map[string][]string{{"token": {}}}
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
		o.Description = strings.TrimSpace(o.Description + "\n\nScope of the token: " + scopeOf(n.verb) + ".")
	} else {
		o.Security = []map[string][]string{{}, {"token": {}}}
	}
	o.Metadata = map[string]any{needed: n} // [Service.identify] asks before the body is read
	huma.Register(s.api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, callerOf(ctx), in)
		if err == nil {
			return out, nil
		}
		if same, ok := errors.AsType[unchanged](err); ok {
			return nil, same
		}
		return nil, s.problem(ctx, o.OperationID, err)
	})
}

// problem is the one place where an error becomes an answer.
func (s *Service) problem(ctx context.Context, operation string, err error) error {
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError {
		s.Log.ErrorContext(ctx, "api request failed", "operation", operation, "error", err)
	}
	return p
}
