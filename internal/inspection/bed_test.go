package inspection_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	inspectionstore "banjie/internal/store/inspection"
)

const division = "330599"

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	planner  = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	people   = map[string]access.Actor{}
	roadman  = access.Actor{ID: "roads-h", Role: access.UnitHead, Division: division, Unit: "roads"}
	stranger = access.Actor{ID: "x", Role: access.CaseOfficer, Division: division, Unit: "water"}
	unitIDs  = []string{"roads", "water", "parks", "tax"}
)

func init() {
	for i, unit := range []string{"justice", "audit", "archive"} {
		id := fmt.Sprintf("i%d", i)
		people[id] = access.Actor{ID: id, Role: access.CaseOfficer, Division: division, Unit: unit}
	}
}

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// bed is an engine over a SQLite file with both procedures, a ledger that signs, and a standing clock.
type bed struct {
	testing.TB
	engine *casework.Engine
	store  *casestore.Store
	rows   *inspectionstore.Store
	clock  *clock.Moved
	sign   func(ledger.Head) (string, error)
}

func newBed(t testing.TB) *bed {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "bed.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	b := &bed{TB: t, clock: clock.Standing(start)}
	w, err := sqldb.NewWriter(ctx, db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	origin, err := ledger.Origin("bed", division, true)
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
	b.sign = func(h ledger.Head) (string, error) { return ledger.SignHead(h, signer) }
	b.rows = inspectionstore.New(db, w)
	b.store = casestore.New(db, w, b.rows.Project)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: b.store, Writer: b.store}
	rules := inspection.Rules{Centre: "centre", Units: func(id string) bool { return id == "centre" || strings.Contains("roads water parks tax justice", id) },
		Officer: func(id string, _ calendar.Day) (string, bool) {
			if a, ok := people[id]; ok {
				return a.Unit, true
			}
			return map[string]string{"s1": "centre", "roads-h": "roads"}[id], id == "s1" || id == "roads-h"
		},
		Find: func(ctx context.Context, division, number string) (*casework.Case, error) {
			k, err := b.store.ByNumber(ctx, division, number)
			if err != nil {
				return nil, err
			}
			c, _, err := b.engine.Load(ctx, k)
			return c, err
		},
		Visits: func(ctx context.Context, division, round string) (ids []casework.ID, err error) {
			page, err := b.rows.Visits(ctx, inspection.Query{Division: division, Round: round, Limit: 100})
			for _, v := range page.Visits {
				ids = append(ids, v.ID)
			}
			return ids, err
		},
		Trust: func() (ledger.Trust, error) { return ledger.NewTrust(0, public) }}
	if err := b.engine.Register(rules.Procedures()...); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bed) today() calendar.Day { return calendar.Builtin().DayOf(b.clock.Now()) }

func (b *bed) planning(covert bool, change func(*inspection.Plan)) casework.Command {
	in := &inspection.Plan{Covert: covert, From: b.today(), Until: b.today() + 10, Units: unitIDs, Objects: 2, Inspectors: []string{"i0", "i1", "i2"}, Send: 2}
	if change != nil {
		change(in)
	}
	return casework.Command{Actor: planner, Verb: "plan_round", Input: in, Reason: "窗口纪律。", Open: &casework.Open{Procedure: inspection.RoundName, Channel: "centre", Series: inspection.RoundSeries, Sealed: true}}
}

func (b *bed) plan(covert bool) *casework.Case {
	b.Helper()
	out, err := b.engine.Do(context.Background(), b.planning(covert, nil))
	if err != nil {
		b.Fatal(err)
	}
	return out.Case
}

// record puts a step of a draw on the ledger and its receipt into the file, as `banjie draw --data` does.
func (b *bed) record(kind, name string, about draw.Hash) string {
	b.Helper()
	out, err := b.engine.RecordShown(context.Background(), access.Actor{Role: access.System, Division: division}, kind, draw.Facts{Draw: name, Hash: about}, casework.Private{}, draw.Face(name, about))
	if err != nil {
		b.Fatal(err)
	}
	r, err := b.store.Receipt(context.Background(), out.Events[0], b.sign)
	if err != nil {
		b.Fatal(err)
	}
	return r.Text()
}

// drawing makes a whole draw of a round's plan; change spoils the plan.
func (b *bed) drawing(c *casework.Case, what string, change func(*draw.Plan)) *inspection.DrawInput {
	b.Helper()
	raw, err := inspection.PlanOf(c, what, func(id string) string { return "示例" })
	if err != nil {
		b.Fatal(err)
	}
	p, err := draw.ParsePlan(raw)
	if err != nil {
		b.Fatal(err)
	}
	known := b.clock.Now().Add(time.Hour).UTC().Truncate(time.Second)
	p.Sources = []draw.Source{{At: known, Form: draw.Numbers, Count: 3, Name: "示例号码"}}
	p.Spare = draw.Source{At: known.Add(48 * time.Hour), Form: draw.Numbers, Count: 3, Name: "示例号码，下一期"}
	values := map[string]draw.Hash{}
	for _, party := range []string{"甲方", "乙方"} {
		if values[party], err = draw.NewValue(rand.Reader); err != nil {
			b.Fatal(err)
		}
		p.Parties = append(p.Parties, draw.Party{Name: party, Commitment: draw.Commitment(party, values[party])})
	}
	if change != nil {
		change(&p)
	}
	a, names, err := p.Announce(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	f, err := draw.New(a, b.clock.Now())
	if err != nil {
		b.Fatal(err)
	}
	f.Receipt = b.record(draw.Announced, a.Name, f.Hash)
	b.clock.Advance(2 * time.Hour)
	for _, party := range []string{"甲方", "乙方"} {
		if err := f.Reveal(party, values[party], b.clock.Now()); err != nil {
			b.Fatal(err)
		}
		last := &f.Reveals[len(f.Reveals)-1]
		last.Receipt = b.record(draw.Revealed, a.Name, last.Hash(f.Hash))
	}
	if err := f.Run([]string{"1 2 3"}, "", b.clock.Now()); err != nil {
		b.Fatal(err)
	}
	f.ResultRcpt = b.record(draw.Done, a.Name, *f.ResultHash)
	file, err := f.Write()
	if err != nil {
		b.Fatal(err)
	}
	list, err := json.Marshal(names)
	if err != nil {
		b.Fatal(err)
	}
	return &inspection.DrawInput{What: what, File: string(file), Names: string(list)}
}

func (b *bed) do(who access.Actor, id casework.ID, verb string, input any) (*casework.Case, error) {
	out, err := b.engine.Do(context.Background(), casework.Command{Actor: who, Case: id, Verb: verb, Input: input, Reason: "示例理由。"})
	return out.Case, err
}

func (b *bed) must(who access.Actor, id casework.ID, verb string, input any) *casework.Case {
	b.Helper()
	c, err := b.do(who, id, verb, input)
	if err != nil {
		b.Fatalf("%s by %s: %v", verb, who.ID, err)
	}
	return c
}

func code(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return fmt.Sprint(err)
}

// running is a round that has begun.
func (b *bed) running(covert bool) *casework.Case {
	b.Helper()
	c := b.plan(covert)
	b.must(planner, c.ID, "draw_round", b.drawing(c, inspection.Objects, nil))
	b.must(planner, c.ID, "draw_round", b.drawing(c, inspection.Inspectors, nil))
	return b.must(planner, c.ID, "begin_round", nil)
}

// sheet is a whole record of the first unit drawn; change spoils it.
func (b *bed) sheet(c *casework.Case, change func(*inspection.VisitInput)) casework.Command {
	f := inspection.RoundOf(c)
	went := f.Of(inspection.Inspectors)
	in := &inspection.VisitInput{Round: c.Number, Unit: f.Of(inspection.Objects)[0], Day: b.today(), Time: "14:30", Place: "一楼窗口", Present: went,
		Findings: []inspection.FindingInput{{Rule: "left_post", Facts: "窗口无人二十分钟。", Who: "窗口人员", Statement: "去领纸。", Signed: "signed"}}, Order: "安排替岗。", Days: 5}
	if change != nil {
		change(in)
	}
	return casework.Command{Actor: people[went[0]], Verb: "enter_visit", Input: in, Open: &casework.Open{Procedure: inspection.VisitName, Channel: "visit", Series: inspection.VisitSeries, Sealed: true}}
}

// headOf is the head of a unit.
func headOf(unit string) access.Actor {
	return access.Actor{ID: unit + "-h", Role: access.UnitHead, Division: division, Unit: unit}
}
