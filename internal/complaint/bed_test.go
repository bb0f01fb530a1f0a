package complaint_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/fault"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
)

const division = "330599"

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	officer  = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	second   = access.Actor{ID: "s2", Role: access.Supervisor, Division: division, Unit: "centre"}
	head     = access.Actor{ID: "h1", Role: access.UnitHead, Division: division, Unit: "centre"}
	roads    = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "roads"}
	water    = access.Actor{ID: "o2", Role: access.CaseOfficer, Division: division, Unit: "water"}
	clerk    = access.Actor{ID: "k1", Role: access.Clerk, Division: division, Unit: "hall"}
	stranger = access.Actor{ID: "p9", Role: access.Citizen, Division: division, Party: "r-9"}
	system   = access.Actor{Role: access.System, Division: division}
)

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// bed is an engine over a SQLite file with the complaint procedure and a standing clock.
type bed struct {
	testing.TB
	engine *casework.Engine
	store  *casestore.Store
	clock  *clock.Moved
	path   string
	keys   circle
}

// circle is the custodians and the desk of the centre.
type circle struct {
	a, b, c, desk seal.Private
}

func newBed(t testing.TB) *bed {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "bed.db")
	db, err := sqldb.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	b := &bed{TB: t, clock: clock.Standing(start), path: path}
	w, err := sqldb.NewWriter(ctx, db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	b.store = casestore.New(db, w)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: b.store, Writer: b.store}
	rules := complaint.Rules{Centre: "centre", Units: func(id string) bool { return id == "roads" || id == "water" || id == "centre" },
		Find: func(ctx context.Context, division, number string) (casework.ID, casework.State, error) {
			key, err := b.store.ByNumber(ctx, division, number)
			if err != nil {
				return 0, "", nil
			}
			c, _, err := b.engine.Load(ctx, key)
			if err != nil {
				return 0, "", err
			}
			return c.ID, c.State, nil
		},
		Fit: func(_ context.Context, _ string, like complaint.Description) (int, bool, error) {
			n, known := map[string]int{"rare": 2, "common": 12}[like.Item]
			return n, known, nil
		}}
	p := rules.Procedure()
	p.With(rectification.Duties(rating.SignedRows(p.Finals(), complaint.KeysOf))...)
	if err := b.engine.Register(p, rectification.Rules{}.Procedure(), alarm.Procedure()); err != nil {
		t.Fatal(err)
	}
	for _, k := range []*seal.Private{&b.keys.a, &b.keys.b, &b.keys.c, &b.keys.desk} {
		if *k, err = seal.NewPrivate(seal.Standard); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// reporter is somebody with a return code.
type reporter struct {
	access.Actor
	code string
	seal.Reporter
	with seal.Ingredient
	id   casework.ID
}

// codes are derived once for all tests: each costs 64 MiB and a fifth of a second.
var codes = sync.OnceValue(func() []seal.Reporter {
	var all []seal.Reporter
	for i := range 2 {
		r, err := seal.NewReporter(seal.Standard, fmt.Sprintf("3141592653589793238%d", i))
		if err != nil {
			panic(err)
		}
		all = append(all, r)
	}
	return all
})

func (b *bed) reporter(n int) *reporter {
	return &reporter{Actor: access.Actor{ID: "return-code", Role: access.Citizen, Division: division, Party: fmt.Sprintf("r-%d", n)},
		Reporter: codes()[n%2], with: seal.NewIngredient()}
}

// filing is a complaint with sealed boxes. The words stand in no clear field.
func (b *bed) filing(r *reporter, kind string, words string) casework.Command {
	in := &complaint.FileInput{Filing: complaint.Filing{Kind: kind, Protection: complaint.Secret, Against: "roads", On: calendar.Date(2026, 2, 27), Reporter: r.Known}, Ingredient: "wrapped"}
	for i, box := range []struct {
		c     seal.Compartment
		words string
	}{{seal.Identity, "测试人甲 13900000000"}, {seal.Story, words}} {
		raw, err := seal.Seal(seal.Place{Division: division, Compartment: box.c}, r.with, seal.To{Custodians: []seal.Public{b.keys.a.Public, b.keys.b.Public, b.keys.c.Public}}, []byte(box.words))
		if err != nil {
			b.Fatal(err)
		}
		in.Boxes = append(in.Boxes, complaint.Box{Compartment: box.c, Size: int64(len(raw))})
		in.Files = append(in.Files, casework.File{Material: string(box.c), Hash: fmt.Sprintf("%064x", i+1), Size: int64(len(raw))})
	}
	return casework.Command{Actor: r.Actor, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: r.Party, Series: "C", Sealed: true}}
}

func (b *bed) file(n int) (*reporter, *casework.Case) {
	b.Helper()
	r := b.reporter(n)
	out, err := b.engine.Do(b.Context(), b.filing(r, "delay", "路灯报修三次没人来"))
	if err != nil {
		b.Fatal(err)
	}
	r.id = out.Case.ID
	return r, out.Case
}

func (b *bed) Context() context.Context { return context.Background() }

// do carries a verb out and gives the case after it.
func (b *bed) do(who access.Actor, id casework.ID, verb string, input any, reason ...string) (*casework.Case, error) {
	cmd := casework.Command{Actor: who, Case: id, Verb: verb, Input: input}
	if len(reason) > 0 {
		cmd.Reason = reason[0]
	}
	if verb == "request_opening" {
		cmd.Basis = []string{"xfg-30"}
	}
	out, err := b.engine.Do(b.Context(), cmd)
	return out.Case, err
}

// must is do for what has to work.
func (b *bed) must(who access.Actor, id casework.ID, verb string, input any, reason ...string) *casework.Case {
	b.Helper()
	c, err := b.do(who, id, verb, input, reason...)
	if err != nil {
		b.Fatalf("%s: %v", verb, err)
	}
	return c
}

// says signs a statement with the reporter's code.
func (r *reporter) says(c *casework.Case, verb, value string) *complaint.Statement {
	return &complaint.Statement{Value: value, Signature: r.Sign(seal.Statement{Number: c.Number, Act: verb, Value: value})}
}

func brief(t testing.TB, text string) complaint.Brief {
	t.Helper()
	b, err := complaint.Redact(complaint.Story{}, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// toUnit accepts, dispatches to roads and lets it be taken on.
func (b *bed) toUnit(id casework.ID) *casework.Case {
	b.Helper()
	b.must(officer, id, "take_up", &complaint.TakeUpInput{Route: "unit", Units: []string{"roads"}, Brief: brief(b, "反映路灯报修久拖不修，请查处理记录。")})
	return b.must(roads, id, "take_on", nil)
}

// reported brings a case to its findings.
func (b *bed) reported(id casework.ID, finding, result string, measures ...string) *casework.Case {
	b.Helper()
	return b.must(roads, id, "report_findings", &complaint.ReportInput{Finding: finding, Result: result, Measures: measures, Files: []casework.File{{Material: "evidence", Hash: fmt.Sprintf("%064x", 9)}}}, "查了派工单，确实三次没派。")
}

// pass moves the clock on by working days and lets the sweeper act.
func (b *bed) pass(workdays int) {
	b.Helper()
	cal := calendar.Builtin()
	day := cal.AddWorkdays(cal.DayOf(b.clock.Now()), workdays)
	b.clock.Advance(cal.Start(day).Add(9 * time.Hour).Sub(b.clock.Now()))
	if _, err := b.engine.Sweep(b.Context(), division); err != nil {
		b.Fatal(err)
	}
}
