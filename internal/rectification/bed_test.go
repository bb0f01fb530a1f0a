package rectification_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
)

const division = "330599"

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	person     = access.Actor{ID: "a1", Role: access.Citizen, Division: division, Party: "p-1"}
	handler    = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "roads"}
	colleague  = access.Actor{ID: "o2", Role: access.CaseOfficer, Division: division, Unit: "roads"}
	head       = access.Actor{ID: "h1", Role: access.UnitHead, Division: division, Unit: "roads"}
	stranger   = access.Actor{ID: "o9", Role: access.CaseOfficer, Division: division, Unit: "water"}
	supervisor = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	elsewhere  = access.Actor{ID: "s9", Role: access.Supervisor, Division: division, Unit: "audit"}
	ownHead    = access.Actor{ID: "s2", Role: access.Supervisor, Division: division, Unit: "roads"}
	system     = access.Actor{Role: access.System, Division: division}
)

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// errand is a procedure as small as can be, whose cases can be rated.
func errand() *casework.Procedure {
	p := &casework.Procedure{Name: "errand", Version: 1, Title: lang.T("小事", "Errand"),
		States: []casework.StateInfo{{State: "running", Title: lang.T("在办", "Running")}, {State: "done", Title: lang.T("办完", "Done"), Final: true}}}
	return p.With(
		casework.Transition{Verb: "receive", Title: lang.T("收件", "Receive"), To: "running", Event: "received", By: []casework.Relation{casework.Applicant}, Decide: func(d *casework.Decision) error {
			d.Facts.Unit = "roads"
			return nil
		}},
		casework.Transition{From: []casework.State{"running"}, Verb: "grant", Title: lang.T("办完", "Done"), To: "done", Event: "granted", By: []casework.Relation{casework.Responsible}, Result: "granted", Closes: true},
	).With(rectification.Duties(rating.Rows([]casework.State{"done"}))...)
}

type bed struct {
	testing.TB
	nobody bool // of the unit is free to call
	engine *casework.Engine
	store  *casestore.Store
	clock  *clock.Moved
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
	b.store = casestore.New(db, w)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: b.store, Writer: b.store}
	if err := b.engine.Register(errand(), b.rules().Procedure()); err != nil {
		t.Fatal(err)
	}
	return b
}

// rules let the unit call itself, unless the bed says that nobody of it is free.
func (b *bed) rules() rectification.Rules {
	return rectification.Rules{Centre: supervisor.Unit, Free: func(_ string, part []string, _ calendar.Day) bool {
		return !b.nobody && !slices.Contains(part, colleague.ID)
	}}
}

func (b *bed) do(who access.Actor, id casework.ID, verb string, input any) (*casework.Case, error) {
	out, err := b.engine.Do(context.Background(), casework.Command{Actor: who, Case: id, Verb: verb, Input: input, Reason: "示例"})
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

// refused expects a refusal with that code.
func (b *bed) refused(code string, who access.Actor, id casework.ID, verb string, input any) {
	b.Helper()
	if _, err := b.do(who, id, verb, input); err == nil || fault.For(err).Code != code {
		b.Errorf("%s: %v, wanted %s", verb, err, code)
	}
}

func (b *bed) load(id casework.ID) *casework.Case {
	b.Helper()
	c, _, err := b.engine.Load(context.Background(), casework.Key{Division: division, ID: id})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// finished is a case that the handler has brought to its end.
func (b *bed) finished() casework.ID {
	b.Helper()
	out, err := b.engine.Do(context.Background(), casework.Command{Actor: person, Verb: "receive", Open: &casework.Open{Procedure: "errand", Channel: "web", Party: person.Party}})
	if err != nil {
		b.Fatal(err)
	}
	b.must(handler, out.Case.ID, "grant", nil)
	return out.Case.ID
}

// rated is a finished case with a poor rating, and the duty that it opened.
func (b *bed) rated() (id, duty casework.ID) {
	b.Helper()
	id = b.finished()
	c := b.must(person, id, "rate", &rating.Input{Grade: rating.Dissatisfied, Tags: []string{"209"}, Channel: "web"})
	duty = rating.Of(c)[0].Duty
	if duty == 0 {
		b.Fatal("a poor rating opened no duty")
	}
	return id, duty
}

// taken is a duty whose call the colleague, who had no part, has taken.
func (b *bed) taken() (id, duty casework.ID) {
	b.Helper()
	id, duty = b.rated()
	b.must(colleague, duty, "take_call", nil)
	return id, duty
}

// pass moves the clock on by working days and lets the sweeper act.
func (b *bed) pass(workdays int) {
	b.Helper()
	cal := calendar.Builtin()
	day := cal.AddWorkdays(cal.DayOf(b.clock.Now()), workdays)
	b.clock.Advance(cal.Start(day).Add(9 * time.Hour).Sub(b.clock.Now()))
	if _, err := b.engine.Sweep(context.Background(), division); err != nil {
		b.Fatal(err)
	}
}

func call() *rectification.CallInput {
	return &rectification.CallInput{Channel: "telephone", Cause: "service"}
}

func fix() *rectification.FixInput {
	return &rectification.FixInput{Cause: "service", Fixes: []string{"done_now"}}
}
