// Package officertest is a small county for the tests of staff pages: the real procedure
// on a SQLite file, the invented organisation of package specimen, a standing clock, and
// a visitor who reads pages and sends their forms.
package officertest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	commitmentstore "banjie/internal/store/commitments"
	complaintstore "banjie/internal/store/complaint"
	filestore "banjie/internal/store/file"
	liststore "banjie/internal/store/lists"
	orderstore "banjie/internal/store/order"
	playbookstore "banjie/internal/store/playbook"
	registerstore "banjie/internal/store/registers"
	supervisestore "banjie/internal/store/supervise"
	"banjie/internal/supervise"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui/assets"
)

// Town is a county under test.
type Town struct {
	*testing.T
	Site       *site.Site
	Clock      *clock.Moved
	DB         *sqldb.DB
	Writer     *sqldb.Writer
	Store      *casestore.Store
	Cards      *supervisestore.Store
	Promises   *commitmentstore.Store
	Lists      *liststore.Store
	Complaints *complaintstore.Store
	Orders     *orderstore.Store
	Playbook   *playbookstore.Store
	Fees       *registerstore.Fees
	Visits     *registerstore.Visits
	Fines      *registerstore.Fines
	Reads      []string // what staff read of persons, in order
	project    []casestore.Projector
	org        *org.Directory
	who        access.Actor
	pages      http.Handler
}

// New opens one on Monday 2 March 2026, 9 o'clock in China; routes adds its pages.
func New(t *testing.T, routes func(*Town)) *Town {
	t.Helper()
	return NewOn(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db"), routes)
}

// NewOn is [New] on the named database.
func NewOn(t *testing.T, dsn string, routes func(*Town)) *Town {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	town := &Town{T: t, Clock: clock.Standing(time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)), org: specimen.Directory(), DB: db}
	w, err := sqldb.NewWriter(ctx, db, town.Clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	calendars := supervise.NewCalendars()
	town.Cards = supervisestore.New(db, w, func() *supervise.Calendars { return calendars })
	town.Writer = w
	town.Promises, town.Lists = commitmentstore.New(db, nil), liststore.New(db)
	town.Complaints, town.Orders, town.Playbook = complaintstore.New(db, w), orderstore.New(db, w), playbookstore.New(db)
	town.Fees, town.Visits, town.Fines = registerstore.NewFees(db), registerstore.NewVisits(db, w), registerstore.NewFines(db)
	store := casestore.New(db, w, town.Fees.Project, town.Visits.Project, town.Fines.Project, town.Cards.Project, town.Promises.Project, town.Lists.Project, town.Complaints.Project, town.Orders.Project, func(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
		for _, p := range town.project {
			if err := p(tx, c, e); err != nil {
				return err
			}
		}
		return nil
	})
	town.Promises.Count(store)
	town.Store = store
	items := Items{specimen.Item()}
	engine := &casework.Engine{Clock: town.Clock, Calendar: calendar.Builtin, Catalogue: Published{items}, Store: store, Writer: store}
	p := licensing.Procedure()
	p.With(rectification.Duties(rating.Rows(p.Finals()))...)
	visits := visit.Rules{Register: town.Visits, Centre: "hall", Serves: func(officer string, day calendar.Day) bool {
		o, ok := town.org.Officer(officer)
		return ok && o.Active(day)
	}, Door: func(firm string, year int) string { return visit.DoorCode(codes{}.Hash, firm, year) }}
	refunds := refund.Rules{Centre: "hall", Units: func(id string) bool { _, ok := town.org.Unit(id); return ok }}.Procedure()
	if err := engine.Register(p.With(supervise.Rows(p, nil)...), rectification.Rules{Centre: "hall"}.Procedure(), visits.Procedure(), visits.DoorProcedure(), refunds.With(supervise.Rows(refunds, nil)...)); err != nil {
		t.Fatal(err)
	}
	town.Site = &site.Site{Engine: engine, Cases: cases{store, signer(t)}, Items: items, Org: func() *org.Directory { return town.org }, Files: filestore.NewFolder(t.TempDir()),
		Sessions: sessions{town}, Clock: town.Clock, Calendar: calendar.Builtin, Reads: town, Codes: codes{}, Division: specimen.Division, Base: "http://127.0.0.1", Log: slog.New(slog.DiscardHandler)}
	routes(town)
	town.pages = town.Site.Handler()
	return town
}

// Project adds a projector, before anything is done.
func (t *Town) Project(p casestore.Projector) { t.project = append(t.project, p) }

// Read implements casework.Reader.
func (t *Town) Read(a access.Actor, _ casework.Key, what string, _ time.Time) {
	t.Reads = append(t.Reads, a.ID+" "+what)
}

// Change implements head.Staff: it takes effect at once.
func (t *Town) Change(_ context.Context, _ access.Actor, changes []org.Change) error {
	d, err := org.NewDirectory(t.org.Data().Apply(changes))
	if err == nil {
		t.org = d
	}
	return err
}

// Answer is what a page answered.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Get asks for a page as somebody.
func (t *Town) Get(who access.Actor, path string) Answer {
	return t.send(who, httptest.NewRequest(http.MethodGet, path, nil))
}

// Ask sends any request as somebody.
func (t *Town) Ask(who access.Actor, r *http.Request) Answer { return t.send(who, r) }

// Post sends a form as somebody.
func (t *Town) Post(who access.Actor, path string, form url.Values) Answer {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return t.send(who, r)
}

func (t *Town) send(who access.Actor, r *http.Request) Answer {
	t.Helper()
	t.who = who
	r.Header.Set("Accept-Language", "zh")
	w := httptest.NewRecorder()
	t.pages.ServeHTTP(w, r)
	return Answer{w.Code, w.Header(), w.Body.String()}
}

// Serve lets a browser in as somebody.
func (t *Town) Serve(who access.Actor) string {
	t.who = who
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle("/", t.pages)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// Citizen is the applicant of [Filing].
var Citizen = access.Actor{ID: "p1", Name: "林小禾（示例）", Role: access.Citizen, Division: specimen.Division, Party: "sample-party"}

// Do carries an act out past the pages.
func (t *Town) Do(cmd casework.Command) *casework.Case {
	t.Helper()
	out, err := t.Site.Engine.Do(context.Background(), cmd)
	if err != nil {
		t.Fatalf("%s: %v", cmd.Verb, err)
	}
	return out.Case
}

// Load gives a case as it is now.
func (t *Town) Load(id casework.ID) *casework.Case {
	t.Helper()
	c, _, err := t.Site.Engine.Load(context.Background(), casework.Key{Division: specimen.Division, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Filing is the sample application at the window.
func Filing() casework.Command {
	return casework.Command{Actor: specimen.Clerk, Verb: "receive",
		Open: &casework.Open{Procedure: licensing.Name, Item: specimen.Item().Code, Channel: "window", Window: "3", Party: "sample-party", CodeHash: "sample",
			Person: casework.Person{Name: "林小禾（示例）", IDKind: "resident", IDValue: "11010519491231002X", Phone: "19000000001"},
			Form:   map[string]any{"shop_name": "青禾小吃店", "area": 36.0, "kind": "meals", "address": "临江县柳溪镇示例路1号"}},
		Input: &licensing.ReceiveInput{Scenario: map[string]string{"agent": "no"}, Materials: map[string]licensing.MaterialState{"lease": {Have: true, Grade: "B", From: "applicant"}, "plan": {Have: true, Grade: "B", From: "applicant"}}}}
}

// Form is what the page's main form would send without a change: its action and values.
func (a Answer) Form(t *testing.T) (action string, values url.Values) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	form := find(doc, func(n *html.Node) bool { return n.Data == "form" && attr(n, "class") == "form" })
	if form == nil {
		t.Fatalf("no form on the page (status %d):\n%s", a.Status, a.Text())
	}
	values = url.Values{}
	collect(form, values)
	return attr(form, "action"), values
}

// Text is the words of the main part of the page.
func (a Answer) Text() string {
	doc, err := html.Parse(strings.NewReader(a.Body))
	if err != nil {
		return a.Body
	}
	main := find(doc, func(n *html.Node) bool { return n.Data == "main" })
	if main == nil {
		return a.Body
	}
	var b strings.Builder
	words(main, &b)
	return b.String()
}

func words(n *html.Node, b *strings.Builder) {
	if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
		fmt.Fprintln(b, strings.TrimSpace(n.Data))
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		words(k, b)
	}
}

func collect(n *html.Node, values url.Values) {
	name := attr(n, "name")
	switch {
	case name == "":
	case n.Data == "textarea":
		var b strings.Builder
		if n.FirstChild != nil {
			b.WriteString(n.FirstChild.Data)
		}
		values.Add(name, b.String())
	case n.Data == "select":
		values.Add(name, "")
		if o := find(n, func(k *html.Node) bool { return k.Data == "option" && has(k, "selected") }); o != nil {
			values.Set(name, attr(o, "value"))
		}
	case n.Data == "input":
		switch attr(n, "type") {
		case "radio", "checkbox":
			if has(n, "checked") {
				values.Add(name, attr(n, "value"))
			}
		case "file":
		default:
			values.Add(name, attr(n, "value"))
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		collect(k, values)
	}
}

func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && is(n) {
		return n
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if got := find(k, is); got != nil {
			return got
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// Items are published items in memory.
type Items []catalog.Item

// Version implements casework.Items.
func (m Items) Version(_, code string, version int) (*catalog.Item, error) {
	for i := range m {
		if m[i].Code == code && m[i].Version == version {
			return &m[i], nil
		}
	}
	return nil, fault.Missing()
}

// Published gives the engine its items.
type Published struct{ Items }

// Current implements casework.Catalogue.
func (p Published) Current(_, code string) (*catalog.Item, error) { return p.Version("", code, 3) }

// Current implements catalog.Reader.
func (m Items) Current(ctx context.Context, division, code string) (catalog.Item, error) {
	return m.Get(ctx, division, code, 3)
}

// Get implements catalog.Reader.
func (m Items) Get(_ context.Context, division, code string, version int) (catalog.Item, error) {
	it, err := m.Version(division, code, version)
	if err != nil {
		return catalog.Item{}, err
	}
	return *it, nil
}

// BySlug implements catalog.Reader.
func (m Items) BySlug(_ context.Context, _, slug string) (catalog.Item, error) {
	for _, it := range m {
		if it.Slug == slug {
			return it, nil
		}
	}
	return catalog.Item{}, fault.Missing()
}

// Versions implements catalog.Reader.
func (m Items) Versions(context.Context, string, string) ([]catalog.Item, error) { return m, nil }

// List implements catalog.Reader.
func (m Items) List(_ context.Context, _ string, f catalog.Filter, _ catalog.Page) ([]catalog.Item, string, error) {
	var all []catalog.Item
	for _, it := range m {
		if f.Unit == "" || f.Unit == it.Unit {
			all = append(all, it)
		}
	}
	return all, "", nil
}

// Draft implements catalog.Reader.
func (m Items) Draft(context.Context, string, string) (catalog.Item, error) {
	return catalog.Item{}, fault.Missing()
}

// Drafts implements catalog.Reader.
func (m Items) Drafts(context.Context, string, catalog.Filter, catalog.Page) ([]catalog.Item, string, error) {
	return nil, "", nil
}

// cases gives receipts signed by the town.
type cases struct {
	*casestore.Store
	signer ledger.Signer
}

func (c cases) Receipt(ctx context.Context, e casework.Event) (ledger.Receipt, error) {
	return c.Store.Receipt(ctx, e, func(h ledger.Head) (string, error) { return ledger.SignHead(h, c.signer) })
}

// signer of the town's ledger, drawn anew for each.
func signer(t *testing.T) ledger.Signer {
	t.Helper()
	origin, err := ledger.Origin("town", specimen.Division, true)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.GenerateKey(ledger.Ed25519, origin, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigner(key.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type codes struct{}

func (codes) New() string { return "01234567890123456789" }

func (codes) Hash(code string) string {
	sum := sha256.Sum256([]byte("town\x00" + code))
	return hex.EncodeToString(sum[:])
}

func (c codes) Party(kind, value string) string { return c.Hash(kind + value)[:24] }

// sessions know whoever the test says is asking.
type sessions struct{ town *Town }

func (s sessions) Actor(*http.Request) access.Actor { return s.town.who }

func (sessions) SignIn(http.ResponseWriter, *http.Request, access.Actor) error { return nil }

func (sessions) SignOut(http.ResponseWriter, *http.Request) error { return nil }

func (sessions) Wrap(h http.Handler) http.Handler { return h }

// PostBody sends a form with files as somebody.
func (t *Town) PostBody(who access.Actor, path, kind string, body io.Reader) Answer {
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	return t.send(who, r)
}
