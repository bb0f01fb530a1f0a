package foodchain

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/supervise"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/scan"
)

func TestMain(m *testing.M) {
	if err := pack.Join(Pack()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var (
	public   = access.Actor{Role: access.Public, Division: specimen.Division}
	platform = access.Actor{ID: "platform", Role: access.System, Division: specimen.Division}
	farmer   = access.Actor{ID: "farmer", Role: access.Citizen, Division: specimen.Division, Party: "farmer"}
	firm     = access.Actor{ID: "firm", Role: access.Citizen, Division: specimen.Division, Party: "firm"}
)

// bed is a hall with the whole pack.
type bed struct {
	*officertest.Town
	parts *pack.Parts
	certs *certs
	host  pack.Host
}

// callers knows who asks by the session of the pages.
type callers struct{ *site.Site }

func (c callers) Caller(r *http.Request, v access.Verb) (access.Actor, error) {
	a := c.Sessions.Actor(r)
	return a, access.Check(a, v, access.Target{Division: specimen.Division, Party: a.Whose(), Unit: a.Unit})
}

func (callers) Account(*http.Request) (string, error) { return "", nil }

func (callers) Fail(w http.ResponseWriter, _ *http.Request, err error) {
	code := map[fault.Kind]int{fault.NotFound: 404, fault.Forbidden: 403, fault.Unauthorized: 401, fault.Invalid: 422}[fault.KindOf(err)]
	http.Error(w, fault.For(err).Message.EN, max(code, 400))
}

// certs is the certificate store of the bed: signed for real, kept in memory.
type certs struct {
	signer ecert.Signer
	list   map[string]ecert.Certificate
}

func (c *certs) OfCase(context.Context, casework.Key) ([]ecert.Certificate, error) { return nil, nil }
func (c *certs) OfParty(context.Context, string, string) ([]ecert.Certificate, error) {
	return nil, nil
}
func (c *certs) PDF(context.Context, io.Writer, ecert.Certificate) error { return nil }
func (c *certs) StatusList(context.Context, string) ([]byte, error)      { return nil, nil }
func (c *certs) Keys() ecert.Keys                                        { return ecert.Keys{c.signer.Public()} }
func (c *certs) ByID(_ context.Context, _, id string) (ecert.Certificate, error) {
	x, ok := c.list[id]
	if !ok {
		return x, fault.Missing()
	}
	return x, nil
}

func (c *certs) QR(_ context.Context, x ecert.Certificate) (string, error) {
	sealed, err := ecert.Sign(c.signer, x)
	return ecert.URL("https://hall.example", sealed), err
}

// engines runs a test on both.
func engines(t *testing.T, run func(t *testing.T, b *bed)) {
	t.Run("sqlite", func(t *testing.T) { run(t, newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db"))) })
	t.Run("postgres", func(t *testing.T) { run(t, newBed(t, testenv.Postgres(t))) })
}

// newBed opens a hall on Monday 2 March 2026, with a unit of agriculture beside the specimen's.
func newBed(t *testing.T, dsn string, change ...func(*pack.Host)) *bed {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn) // before a writer holds it
	if err == nil {
		err = errors.Join(db.Migrate(t.Context()), Pack().Migrate(t.Context(), db), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	seed := sha256.Sum256([]byte("bed"))
	signer, err := ecert.NewEd25519Signer(seed[:], lang.T("测试密钥", "test key"), true)
	if err != nil {
		t.Fatal(err)
	}
	b := &bed{certs: &certs{signer, map[string]ecert.Certificate{}}}
	b.Town = officertest.NewOn(t, dsn, func(o *officertest.Town) {
		from := calendar.Date(2024, time.January, 1)
		if err := o.Change(t.Context(), access.Actor{}, []org.Change{
			{Kind: org.UnitChanged, Unit: &org.Unit{ID: "agriculture", Division: specimen.Division, Name: lang.T("农业农村局", "Agriculture"), Level: "4", Kind: org.StatutoryBody}},
			{Kind: org.OfficerChanged, Officer: &org.Officer{ID: agronomist.ID, Name: agronomist.Name, Unit: agronomist.Unit, Roles: []string{"officer"}, From: from}},
			{Kind: org.OfficerChanged, Officer: &org.Officer{ID: agroHead.ID, Name: agroHead.Name, Unit: agroHead.Unit, Roles: []string{"officer", "unit_head"}, From: from}},
		}); err != nil {
			t.Fatal(err)
		}
		o.Site.Certificates = b.certs
		b.host = pack.Host{DB: o.DB, Writer: o.Writer, Engine: func() *casework.Engine { return o.Site.Engine }, Clock: o.Clock, Calendar: calendar.Builtin, Org: o.Site.Org, Division: specimen.Division, Log: o.Site.Log,
			System: func() access.Actor { return platform }, Act: o.Store.Act, Acts: o.Store.ActsOf, Base: "https://hall.example", Demo: true,
			Secret: func(name string) ([]byte, error) { s := sha256.Sum256([]byte(name)); return s[:], nil }, Programs: func() pack.Programs { return callers{o.Site} },
			Keep: func(_ *sqldb.Tx, c ecert.Certificate, _ string) error { b.certs.list[c.ID] = c; return nil },
			End: func(_ *sqldb.Tx, _, id string, a ecert.Act, _ time.Time) error {
				c, _, err := b.certs.list[id].End(a)
				b.certs.list[id] = c
				return err
			},
			People: map[string]access.Actor{"farmer": farmer, "firm": firm, "clerk": specimen.Clerk}}
		for _, c := range change {
			c(&b.host)
		}
		if b.parts, err = Pack().Open(b.host); err != nil {
			t.Fatal(err)
		}
		for _, p := range b.parts.Procedures {
			if err := o.Site.Engine.Register(supervise.Arm(p)); err != nil {
				t.Fatal(err)
			}
		}
		o.Project(b.parts.Project)
		b.parts.Routes(o.Site)
		for pattern, h := range b.parts.Programs {
			o.Site.Mount(pattern, h)
		}
	})
	return b
}

var (
	agronomist = access.Actor{ID: "nong", Name: "农示例", Role: access.CaseOfficer, Division: specimen.Division, Unit: "agriculture"}
	agroHead   = access.Actor{ID: "tian", Name: "田示例", Role: access.UnitHead, Division: specimen.Division, Unit: "agriculture"}
)

// record does an act without a case.
func (b *bed) record(by access.Actor, kind string, facts any) {
	b.Helper()
	if _, err := b.Site.Engine.Record(context.Background(), by, kind, facts, casework.Private{}); err != nil {
		b.Fatal(err)
	}
}

// grow tells the story of the demonstration.
func (b *bed) grow() {
	b.Helper()
	if err := b.parts.Grow(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// scan opens the address in a code as a shopper's browser does.
func (b *bed) scan(key string) officertest.Answer {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, scan.PathOf(key), nil)
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	return b.Ask(public, r)
}

// says asserts that the page has all of these words, and none that follow "not:".
func (b *bed) says(a officertest.Answer, words ...string) {
	b.Helper()
	text := a.Text()
	for _, w := range words {
		w, not := strings.CutPrefix(w, "not:")
		if strings.Contains(text, w) == not {
			b.Errorf("status %d: %q wanted %v in\n%.6000s", a.Status, w, !not, text)
		}
	}
}
