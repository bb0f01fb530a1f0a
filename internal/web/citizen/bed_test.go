package citizen_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	filestore "banjie/internal/store/file"
	"banjie/internal/web/citizen"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/signin"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
	"banjie/internal/web/ui/uitest"
)

const division = "330599"

// bed is a hall of one item on a database of its own, seen through its pages.
type bed struct {
	t      *testing.T
	site   *site.Site
	cases  *casestore.Store
	engine *casework.Engine
	clock  *clock.Moved
	wall   *clock.Moved
	db     *sqldb.DB
	item   catalog.Item
	who    access.Actor // signed in, a visitor where zero
	codes  *codes
	server *httptest.Server
	client *http.Client
	trust  ledger.Trust

	mandates *powers
	profiles *remembered
	folders  []string // database and files
	remember []string // the answer to "do not ask again" when filing
}

func newBed(t *testing.T) *bed { return newBedWith(t, nil) }

// newBedWith is a bed whose complaints go into the vault; nil takes none.
func newBedWith(t *testing.T, vault *complaint.Vault) *bed {
	ctx := context.Background()
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC) // a working day's morning
	b := &bed{t: t, clock: clock.Standing(start), wall: clock.Standing(start), item: specimen.Item(), codes: &codes{}, mandates: &powers{}, profiles: &remembered{}}
	var err error
	b.folders = []string{t.TempDir(), t.TempDir()}
	files := filestore.NewFolder(b.folders[1])
	if vault != nil {
		vault.Boxes = files
	}
	if b.db, err = sqldb.Open(ctx, "sqlite:"+filepath.Join(b.folders[0], "test.db")); err != nil {
		t.Fatal(err)
	}
	if err := b.db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(ctx, b.db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); b.db.Close() })
	b.cases = casestore.New(b.db, w)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: engineShelf{shelf{&b.item}}, Store: b.cases, Writer: b.cases}
	p := licensing.Procedure()
	p.With(rectification.Duties(rating.Rows(p.Finals()))...)
	if err := b.engine.Register(p, rectification.Rules{}.Procedure()); err != nil {
		t.Fatal(err)
	}
	directory, err := org.NewDirectory(org.Data{Units: []org.Unit{{ID: "market", Division: division, Name: specimen.Unit("market"), Phone: "0571-00000001"}, {ID: "hall", Division: division, Name: specimen.Unit("hall")}, {ID: "fire", Division: division, Name: specimen.Unit("fire")}}})
	if err != nil {
		t.Fatal(err)
	}
	origin, err := ledger.Origin("test.example", division, false)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.GenerateKey(ledger.Ed25519, origin, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(key.Secret)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ledger.PublicKey(key.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if b.trust, err = ledger.NewTrust(0, public); err != nil {
		t.Fatal(err)
	}
	b.site = &site.Site{Engine: b.engine, Cases: lists{b.cases, signer}, Items: shelf{&b.item}, Org: func() *org.Directory { return directory }, Files: files,
		Sessions: b, Clock: b.clock, Calendar: calendar.Builtin, Codes: b.codes, Division: division, Name: lang.T("示例县", "Sample County"), Base: "https://banjie.example.invalid",
		Footer: ui.Footer{Phone: "0571-00000012"}, Log: slog.New(slog.NewTextHandler(logTo{t}, nil))}
	citizen.Routes(b.site, citizen.Services{Wall: b.wall, Trust: func() (ledger.Trust, error) { return b.trust, nil }, Mandates: b.mandates, Profiles: b.profiles, Vault: vault, Centre: "hall"})
	(&signin.Pages{Site: b.site, Gate: doorkeeper{}}).Routes()
	b.site.Mount(assets.Prefix, assets.Handler())
	b.server = httptest.NewServer(b.site.Handler())
	t.Cleanup(b.server.Close)
	b.client = b.visitor()
	return b
}

// visitor is a new browser without cookies.
func (b *bed) visitor() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// do sends a request and gives the page that comes in the end.
func (b *bed) do(method, path string, body io.Reader, kind string) (int, string, *http.Response) {
	b.t.Helper()
	req, err := http.NewRequest(method, b.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "en")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	page := string(raw)
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		for _, p := range uitest.Problems(page) {
			b.t.Errorf("%s %s: %s", method, path, p)
		}
		if len(page) > uitest.MaxHTML {
			b.t.Errorf("%s %s weighs %d bytes", method, path, len(page))
		}
	}
	return res.StatusCode, page, res
}

// get expects a page; it must write nothing.
func (b *bed) get(path string) string {
	b.t.Helper()
	before := b.leaves()
	status, page, _ := b.do("GET", path, nil, "")
	if status != http.StatusOK {
		b.t.Fatalf("GET %s: status %d\n%s", path, status, words(page))
	}
	if now := b.leaves(); now != before {
		b.t.Errorf("GET %s wrote %d leaves", path, now-before)
	}
	return page
}

// post sends a form and gives the page in the end and its address.
func (b *bed) post(path string, form url.Values) (int, string, string) {
	b.t.Helper()
	status, page, res := b.do("POST", path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
	return status, page, res.Request.URL.RequestURI()
}

// upload sends a form with files, name of the field to content.
func (b *bed) upload(path string, form url.Values, files map[string]string) (int, string, string) {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, vs := range form {
		for _, v := range vs {
			if err := m.WriteField(k, v); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	for field, content := range files {
		part, err := m.CreateFormFile(field, field+".pdf")
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			b.t.Fatal(err)
		}
	}
	m.Close()
	status, page, res := b.do("POST", path, &body, m.FormDataContentType())
	return status, page, res.Request.URL.RequestURI()
}

func (b *bed) leaves() int64 {
	head, err := b.db.Tree(context.Background(), division).Head()
	if err != nil {
		b.t.Fatal(err)
	}
	return head.Size
}

// staff does a verb of the office.
func (b *bed) staff(role access.Role, unit, verb, path string, in any, reason string) {
	b.t.Helper()
	id, err := casework.ParseID(strings.Split(strings.TrimPrefix(path, "/cases/"), "/")[0])
	if err != nil {
		b.t.Fatal(err)
	}
	a := access.Actor{ID: string(role) + unit, Role: role, Division: division, Unit: unit}
	if _, err := b.engine.Do(context.Background(), casework.Command{Actor: a, Case: id, Verb: verb, Input: in, Reason: reason, Basis: []string{"xkf-38"}}); err != nil {
		b.t.Fatalf("%s: %v", verb, err)
	}
}

func (b *bed) fold(path string) *casework.Case {
	b.t.Helper()
	id, err := casework.ParseID(strings.Split(strings.TrimPrefix(path, "/cases/"), "/")[0])
	if err != nil {
		b.t.Fatal(err)
	}
	c, _, err := b.engine.Load(context.Background(), casework.Key{Division: division, ID: id})
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

var tags = regexp.MustCompile(`(?s)<script.*?</script>|<[^>]+>|\s+`)

// words is a page without its markup.
func words(page string) string { return tags.ReplaceAllString(page, " ") }

func has(t *testing.T, page string, wants ...string) {
	t.Helper()
	page = strings.ReplaceAll(page, "</span><b>", "") // a case number stands in two parts
	for _, w := range wants {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, words(page))
		}
	}
}

// hidden gives the value of a hidden input.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no hidden input %q:\n%s", name, words(page))
	}
	return m[1]
}

// The bed is its own Sessions: who is signed in stands in a field.

func (b *bed) Actor(*http.Request) access.Actor {
	if b.who.Role == "" {
		return access.Actor{Role: access.Public}
	}
	return b.who
}

func (b *bed) SignIn(_ http.ResponseWriter, _ *http.Request, a access.Actor) error {
	b.who = a
	return nil
}

func (b *bed) SignOut(http.ResponseWriter, *http.Request) error {
	b.who = access.Actor{}
	return nil
}

func (b *bed) Wrap(h http.Handler) http.Handler { return h }

// lists are the store with receipts.
type lists struct {
	*casestore.Store
	signer ledger.Signer
}

func (l lists) Receipt(ctx context.Context, e casework.Event) (ledger.Receipt, error) {
	return l.Store.Receipt(ctx, e, func(h ledger.Head) (string, error) { return ledger.SignHead(h, l.signer) })
}

// shelf is a catalogue of one item.
type shelf struct{ item *catalog.Item }

func (s shelf) one(ok bool) (catalog.Item, error) {
	if !ok {
		return catalog.Item{}, fault.Missing()
	}
	return *s.item, nil
}

func (s shelf) Get(_ context.Context, _, code string, version int) (catalog.Item, error) {
	return s.one(code == s.item.Code && version == s.item.Version)
}

func (s shelf) BySlug(_ context.Context, _, slug string) (catalog.Item, error) {
	return s.one(slug == s.item.Slug)
}

func (s shelf) Versions(context.Context, string, string) ([]catalog.Item, error) {
	return []catalog.Item{*s.item}, nil
}

func (s shelf) List(context.Context, string, catalog.Filter, catalog.Page) ([]catalog.Item, string, error) {
	return []catalog.Item{*s.item}, "", nil
}

func (s shelf) Draft(context.Context, string, string) (catalog.Item, error) { return s.one(false) }

func (s shelf) Drafts(context.Context, string, catalog.Filter, catalog.Page) ([]catalog.Item, string, error) {
	return nil, "", nil
}

func (s shelf) Version(_, code string, version int) (*catalog.Item, error) {
	it, err := s.one(code == s.item.Code && version == s.item.Version)
	return &it, err
}

func (s shelf) Current(_ context.Context, _, code string) (catalog.Item, error) {
	return s.one(code == s.item.Code)
}

// engineShelf is the same item as the engine asks for it.
type engineShelf struct{ shelf }

func (s engineShelf) Current(_, code string) (*catalog.Item, error) {
	return s.Version("", code, s.item.Version)
}

// codes are return codes that can be foretold.
type codes struct{ made int }

func (c *codes) New() string {
	c.made++
	return fmt.Sprintf("%020d", 12345678901234567+c.made*1111)
}

func (c *codes) Hash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

func (c *codes) Party(kind, value string) string {
	return identity.PartyTag([]byte("test"), kind, value)
}

// doorkeeper knows one account.
type doorkeeper struct{}

func (doorkeeper) SignIn(_ context.Context, login string, password identity.Secret, _ string) (access.Actor, error) {
	if login != "sample" || string(password) != "correct horse" {
		return access.Actor{}, fault.New(fault.Unauthorized, "wrong_login", lang.T("登录名或密码不对。", "Login name or password is wrong."), lang.T("请检查后再试。", "Please check and try again."))
	}
	return access.Actor{ID: "a1", Name: "测试人甲", Role: access.Citizen, Division: division, Party: "party-1"}, nil
}

func (doorkeeper) Actor(identity.Account) (access.Actor, error) {
	return access.Actor{}, fault.Missing()
}

// logTo is the log of the test.
type logTo struct{ t *testing.T }

func (l logTo) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}
