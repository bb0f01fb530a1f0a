package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/access"
	"banjie/internal/api"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/org"
	"banjie/internal/rating"
	"banjie/internal/registers/fee"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	commitmentstore "banjie/internal/store/commitments"
	filestore "banjie/internal/store/file"
	liststore "banjie/internal/store/lists"
	notifystore "banjie/internal/store/notify"
)

const (
	division = "330599"
	itemCode = "11330599MB0000000A4000100000000"
	resident = "11010519491231002X"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// items is a catalogue of one invented item.
type items struct{}

var theItem = catalog.Item{
	Code: itemCode, BaseCode: "000100000000", Version: 1, Status: catalog.Published, Slug: "tea-stall", Name: lang.T("茶摊备案(虚构)", "Tea stall (invented)"),
	Unit: "market", Procedure: licensing.Name, Correction: limit.Limit{N: 5, Unit: limit.Workday},
	Statutory: &limit.Limit{N: 20, Unit: limit.Workday}, Promised: &limit.Limit{N: 5, Unit: limit.Workday},
	Conditions: []catalog.Condition{{ID: "seats", Text: lang.T("不超过十个座位", "at most ten seats"), Rule: "form.seats <= 10"}},
	Materials:  []catalog.Material{{ID: "plan", Name: lang.T("摊位图", "plan of the stall"), Source: catalog.FromApplicant, Required: true}},
	Form:       json.RawMessage(`{"type":"object","properties":{"seats":{"type":"integer","title":"座位数","x-title-en":"Seats","minimum":1}},"required":["seats"]}`),
	Steps:      []catalog.Step{{ID: "look", Name: lang.T("审查", "Review"), Tasks: []catalog.Task{{ID: "a", Unit: "market"}}}},
	Channels:   []string{"web", "window"},
}

func (items) Get(_ context.Context, d, code string, v int) (catalog.Item, error) {
	if d != division || code != itemCode || v != 1 {
		return catalog.Item{}, fault.Missing()
	}
	return theItem, nil
}
func (i items) Current(ctx context.Context, d, code string) (catalog.Item, error) {
	return i.Get(ctx, d, code, 1)
}
func (items) BySlug(context.Context, string, string) (catalog.Item, error) { return theItem, nil }
func (items) Versions(context.Context, string, string) ([]catalog.Item, error) {
	return []catalog.Item{theItem}, nil
}
func (items) List(_ context.Context, _ string, _ catalog.Filter, p catalog.Page) ([]catalog.Item, string, error) {
	if p.After != "" {
		return nil, "", nil
	}
	return []catalog.Item{theItem}, itemCode, nil
}
func (items) Draft(context.Context, string, string) (catalog.Item, error) {
	return catalog.Item{}, fault.Missing()
}
func (items) Drafts(context.Context, string, catalog.Filter, catalog.Page) ([]catalog.Item, string, error) {
	return nil, "", nil
}

type frozen struct{ items }

func (f frozen) Version(d, code string, v int) (*catalog.Item, error) {
	it, err := f.Get(context.Background(), d, code, v)
	return &it, err
}
func (f frozen) Current(d, code string) (*catalog.Item, error) { return f.Version(d, code, 1) }

// fees is a register of two invented fees.
type fees struct{}

func (fees) Fees(context.Context, string) (fee.Register, error) {
	one := fee.Fee{ID: "card", Version: 1, Name: lang.T("补证工本费", "Replacement card"), Words: []string{"补办证"}, Rate: fee.Rate{Kind: fee.Fixed, Amount: 1000}, Unit: "market", From: calendar.Date(2026, 1, 1)}
	two := fee.Fee{ID: "pavement", Version: 1, Name: lang.T("占道费", "Use of the pavement"), Rate: fee.Rate{Kind: fee.PerUnit, Measure: lang.T("平方米", "square metre"), Price: 1_500_000}, Unit: "roads", From: calendar.Date(2026, 1, 1)}
	return fee.Register{one, two}, nil
}

// callers knows tokens by their text.
type callers map[string]struct {
	access.Actor
	identity.Token
}

func (c callers) Caller(_ context.Context, text identity.Secret) (access.Actor, identity.Token, error) {
	got, ok := c[string(text)]
	if !ok {
		return access.Actor{}, identity.Token{}, fault.New(fault.Unauthorized, "bad_token", lang.T("令牌无效。", "bad token"), lang.Text{})
	}
	return got.Actor, got.Token, nil
}

// add makes a token with all that the role may do.
func (c callers) add(name string, a access.Actor, scopes ...string) {
	if len(scopes) == 0 {
		for _, s := range api.Scopes {
			if _, err := api.VerbsOf(a.Role, []string{s.Name}); err == nil {
				scopes = append(scopes, s.Name)
			}
		}
	}
	verbs, err := api.VerbsOf(a.Role, scopes)
	if err != nil {
		panic(err)
	}
	a.Division = division
	id := identity.ID(1000 + len(c))
	c[name] = struct {
		access.Actor
		identity.Token
	}{a, identity.Token{ID: id, Account: id, Hash: [32]byte{byte(id), byte(id >> 8)}, Role: a.Role, Scopes: verbs}}
}

type codes struct{}

func (codes) Derived(seed string) string   { return "0000000000" + digits(seed) }
func (codes) Hash(code string) string      { return "hash of " + code }
func (codes) Party(kind, id string) string { return "party-" + kind + "-" + id }

func digits(s string) string {
	n := 0
	for _, r := range s {
		n = (n*31 + int(r)) % 1e9
	}
	return strings.Repeat("0", 10-len(itoa(n))) + itoa(n)
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

type proofs struct {
	db   *sqldb.DB
	sign func(ledger.Head) (string, error)
}

func (p proofs) Head(ctx context.Context) (ledger.Head, error) {
	return p.db.Tree(ctx, division).Head()
}
func (p proofs) Hashes(ctx context.Context) tlog.HashReader { return p.db.Tree(ctx, division) }
func (p proofs) Checkpoint(ctx context.Context) (string, error) {
	h, err := p.Head(ctx)
	if err != nil {
		return "", err
	}
	return p.sign(h)
}

type cases struct {
	*casestore.Store
	sign func(ledger.Head) (string, error)
}

func (c cases) Receipt(ctx context.Context, e casework.Event) (ledger.Receipt, error) {
	return c.Store.Receipt(ctx, e, c.sign)
}

// certificates holds one certificate of the case it is told.
type certificates struct {
	signer ecert.Signer
	cert   ecert.Certificate
	clock  clock.Clock
	listed []ecert.Listed
}

func (c *certificates) ByID(_ context.Context, _, id string) (ecert.Certificate, error) {
	if c.cert.ID == "" || id != c.cert.ID {
		return ecert.Certificate{}, fault.Missing()
	}
	return c.cert, nil
}
func (c *certificates) OfCase(_ context.Context, key casework.Key) ([]ecert.Certificate, error) {
	if c.cert.Case != int64(key.ID) {
		return nil, nil
	}
	return []ecert.Certificate{c.cert}, nil
}

func (c *certificates) QR(_ context.Context, cert ecert.Certificate) (string, error) {
	sealed, err := ecert.Sign(c.signer, cert)
	return ecert.URL("https://hall.example", sealed), err
}
func (*certificates) PDF(_ context.Context, w io.Writer, _ ecert.Certificate) error {
	_, err := io.WriteString(w, "%PDF-1.7 test")
	return err
}
func (c *certificates) StatusList(context.Context, string) ([]byte, error) {
	now := c.clock.Now()
	return ecert.SignStatusList(c.signer, 1, now, now.Add(time.Hour), c.listed)
}
func (c *certificates) Keys() ecert.Keys { return ecert.Keys{c.signer.Public()} }

type world struct {
	*api.Service
	handler http.Handler
	callers callers
	clock   *clock.Moved
	certs   *certificates
	trust   ledger.Trust
	reads   *reads
}

type reads struct{ seen []string }

func (r *reads) Read(a access.Actor, _ casework.Key, what string, _ time.Time) {
	r.seen = append(r.seen, a.ID+" "+what)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(start)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	promises, lists := commitmentstore.New(db, nil), liststore.New(db)
	store := casestore.New(db, w, promises.Project, lists.Project)
	engine := &casework.Engine{Clock: c, Calendar: calendar.Builtin, Catalogue: frozen{}, Store: store, Writer: store}
	p := licensing.Procedure()
	p.With(rating.Rows(append(p.Finals(), licensing.Checking))...)
	if err := engine.Register(p); err != nil {
		t.Fatal(err)
	}
	origin := must(ledger.Origin("test.example", division, true))
	key := must(ledger.GenerateKey(ledger.Ed25519, origin, bytes.NewReader(bytes.Repeat([]byte{7}, 64))))
	signer := must(ledger.NewSigner(key.Secret))
	sign := func(h ledger.Head) (string, error) { return ledger.SignHead(h, signer) }
	certSigner := must(ecert.NewEd25519Signer(bytes.Repeat([]byte{9}, 32), lang.T("测试", "test"), false))
	dir := must(org.NewDirectory(org.Data{}))
	certs := &certificates{signer: certSigner, clock: c}
	log := &reads{}
	svc := &api.Service{
		Engine: engine, Cases: cases{store, sign}, Items: items{}, Org: func() *org.Directory { return dir }, Certificates: certs,
		Files: filestore.NewFolder(t.TempDir()), Ledger: proofs{db, sign}, Notices: notifystore.New(db, w), Fees: fees{}, Commitments: promises, Lists: lists, Callers: callers{}, Codes: codes{},
		Secret: func(id string) [32]byte { return [32]byte{1, byte(len(id))} }, Clock: c, Wall: c, Calendar: calendar.Builtin, Reads: log, Division: division,
		Name: lang.T("虚构县", "Invented County"), Base: "https://hall.example", Version: "test", Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	v := &world{Service: svc, callers: svc.Callers.(callers), clock: c, certs: certs, trust: must(ledger.NewTrust(0, must(ledger.PublicKey(key.Secret)))), reads: log}
	v.callers.add("citizen", access.Actor{ID: "p1", Role: access.Citizen, Party: codes{}.Party("resident", resident)})
	v.callers.add("stranger", access.Actor{ID: "p2", Role: access.Citizen, Party: "party-else"})
	v.callers.add("clerk", access.Actor{ID: "c1", Role: access.Clerk, Unit: "hall"})
	v.callers.add("officer", access.Actor{ID: "o1", Role: access.CaseOfficer, Unit: "market"})
	v.callers.add("elsewhere", access.Actor{ID: "o2", Role: access.CaseOfficer, Unit: "roads"})
	v.callers.add("head", access.Actor{ID: "h1", Role: access.UnitHead, Unit: "market"})
	v.handler = svc.Handler()
	return v
}

// reply is an answer as a test reads it.
type reply struct {
	Status int
	Header http.Header
	Body   string
}

func (r reply) json(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(r.Body), &v); err != nil {
		t.Fatalf("no JSON object: %v in %s", err, r.Body)
	}
	return v
}

func (w *world) ask(t testing.TB, token, method, path string, body any, headers ...string) reply {
	t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	default:
		in = bytes.NewReader(must(json.Marshal(b)))
	}
	r := httptest.NewRequest(method, path, in)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return reply{rec.Code, rec.Header(), rec.Body.String()}
}

func filing() map[string]any {
	return map[string]any{
		"item": itemCode, "person": map[string]any{"name": "测试人甲", "id_kind": "resident", "id_value": resident, "phone": "", "email": ""},
		"form": map[string]any{"seats": 6},
	}
}

// filed files a case as the citizen and gives its number.
func (w *world) filed(t testing.TB, key string) (number string, first reply) {
	t.Helper()
	r := w.ask(t, "citizen", "POST", "/api/v1/cases", filing(), "Idempotency-Key", key)
	if r.Status != http.StatusCreated {
		t.Fatalf("filing: %d %s", r.Status, r.Body)
	}
	return r.json(t)["number"].(string), r
}
