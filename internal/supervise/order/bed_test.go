package order_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/supervise"
	"banjie/internal/supervise/order"
)

const division = "330599"

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	supervisor = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	second     = access.Actor{ID: "s2", Role: access.Supervisor, Division: division, Unit: "centre"}
	chief      = access.Actor{ID: "z1", Role: access.CentreHead, Division: division, Unit: "centre"}
	roads      = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "roads"}
	water      = access.Actor{ID: "o2", Role: access.CaseOfficer, Division: division, Unit: "water"}
	citizen    = access.Actor{ID: "p1", Role: access.Citizen, Division: division, Party: "r-1"}
)

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// bed is an engine over a database with orders and complaints, armed as in the hall.
type bed struct {
	testing.TB
	engine *casework.Engine
	store  *casestore.Store
	clock  *clock.Moved
	rules  order.Rules
	dsn    string
	close  func()
}

func newBed(t testing.TB) *bed {
	return openBed(t, "sqlite:"+filepath.Join(t.TempDir(), "bed.db"), clock.Standing(start))
}

// openBed opens the database, as a node or as the program after a restart does.
func openBed(t testing.TB, dsn string, clk *clock.Moved) *bed {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(ctx, db, clk)
	if err != nil {
		t.Fatal(err)
	}
	b := &bed{TB: t, clock: clk, dsn: dsn}
	closed := false
	b.close = func() {
		if !closed {
			closed = true
			w.Close()
			db.Close()
		}
	}
	t.Cleanup(b.close)
	b.store = casestore.New(db, w)
	b.engine = &casework.Engine{Clock: clk, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: b.store, Writer: b.store}
	units := func(_, id string) bool { return id == "roads" || id == "water" || id == "centre" }
	b.rules = order.Rules{Centre: "centre", Units: units, Find: func(ctx context.Context, division, number string) (order.Subject, error) {
		key, err := b.store.ByNumber(ctx, division, number)
		if err != nil {
			return order.Subject{}, err
		}
		c, _, err := b.engine.Load(ctx, key)
		if err != nil {
			return order.Subject{}, err
		}
		return order.Subject{ID: key.ID, Sealed: c.Sealed}, nil
	}}
	complaints := complaint.Rules{Centre: "centre", Units: func(id string) bool { return units("", id) }}
	for _, p := range []*casework.Procedure{complaints.Procedure(), b.rules.Procedure()} {
		if err := b.engine.Register(supervise.Arm(p).With(supervise.Watching(p)...)); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// reopen closes the database and opens it again, as a restart does.
func (b *bed) reopen() *bed {
	b.Helper()
	b.close()
	return openBed(b.TB, b.dsn, b.clock)
}

func (b *bed) issue(in order.IssueInput) (*casework.Case, error) {
	cmd, err := b.rules.Issue(context.Background(), supervisor, in, "请说明路灯报修为什么一直没有人来，并在期限内修好。")
	if err != nil {
		return nil, err
	}
	out, err := b.engine.Do(context.Background(), cmd)
	return out.Case, err
}

func (b *bed) mustIssue() *casework.Case {
	b.Helper()
	c, err := b.issue(order.IssueInput{Unit: "roads", About: order.AboutMatter, Ground: "repeated"})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func (b *bed) do(who access.Actor, id casework.ID, verb string, input any) (*casework.Case, error) {
	out, err := b.engine.Do(context.Background(), casework.Command{Actor: who, Case: id, Verb: verb, Input: input, Reason: "已派人到现场。"})
	return out.Case, err
}

func (b *bed) must(who access.Actor, id casework.ID, verb string, input any) *casework.Case {
	b.Helper()
	c, err := b.do(who, id, verb, input)
	if err != nil {
		b.Fatalf("%s: %v", verb, err)
	}
	return c
}

func (b *bed) load(id casework.ID) *casework.Case {
	b.Helper()
	c, _, err := b.engine.Load(context.Background(), casework.Key{Division: division, ID: id})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func (b *bed) sweep() casework.Swept {
	b.Helper()
	got, err := b.engine.Sweep(context.Background(), division)
	if err != nil || got.Err != nil {
		b.Fatal(err, got.Err)
	}
	return got
}

// at is a day's hour in China in 2026.
func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, calendar.Builtin().Zone())
}

// raised are the escalations on a case.
func raised(t testing.TB, c *casework.Case) (all []casework.Escalation, when []time.Time) {
	t.Helper()
	for _, e := range c.Events {
		if e.Kind == "escalated" {
			x, err := casework.Data[casework.Escalation](e)
			if err != nil {
				t.Fatal(err)
			}
			all, when = append(all, x), append(when, e.Effective)
		}
	}
	return all, when
}

var shown = []casework.File{{Material: "evidence", Name: "现场照片.jpg", Hash: "aa", Type: "image/jpeg", Size: 3}}

// withStory gives a filing the box without which nothing is filed.
func withStory(t testing.TB, in *complaint.FileInput) *complaint.FileInput {
	t.Helper()
	r, err := seal.NewReporter(seal.Standard, "31415926535897932380")
	if err != nil {
		t.Fatal(err)
	}
	in.Reporter, in.Ingredient = r.Known, "wrapped"
	in.Boxes = []complaint.Box{{Compartment: seal.Story, Size: 4096}}
	in.Files = []casework.File{{Material: string(seal.Story), Hash: "ab", Size: 4096}}
	return in
}
