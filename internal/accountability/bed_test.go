package accountability_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/sqldb"
	accountabilitystore "banjie/internal/store/accountability"
	casestore "banjie/internal/store/casework"
)

const division = "330599"

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	first    = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	second   = access.Actor{ID: "s2", Role: access.Supervisor, Division: division, Unit: "centre"}
	third    = access.Actor{ID: "s3", Role: access.Supervisor, Division: division, Unit: "centre"}
	head     = access.Actor{ID: "h1", Role: access.CentreHead, Division: division, Unit: "centre"}
	accused  = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "roads"}
	mate     = access.Actor{ID: "o2", Role: access.CaseOfficer, Division: division, Unit: "roads"}
	boss     = access.Actor{ID: "b1", Role: access.UnitHead, Division: division, Unit: "roads"}
	elsewhat = access.Actor{ID: "s9", Role: access.Supervisor, Division: division, Unit: "roads"}
	everyone = []access.Actor{first, second, third, head, accused, mate, boss, elsewhat}
)

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// sources are the cases a file can come from, as rules find them; they need no database.
var sources = map[string]*casework.Case{
	"C1": {Key: casework.Key{Division: division, ID: 11}, Number: "C1", Procedure: complaint.Name, Sealed: true, Result: complaint.CouldBeDone, Events: []casework.Event{3: {By: casework.By{Relation: casework.Applicant}}, 4: {}}, File: &complaint.File{Deciders: []string{"s3"}}},
	"C2": {Key: casework.Key{Division: division, ID: 12}, Number: "C2", Procedure: complaint.Name, Result: complaint.Solved, Events: make([]casework.Event, 5), File: &complaint.File{}},
	"C3": {Key: casework.Key{Division: division, ID: 13}, Number: "C3", Procedure: complaint.Name, Result: complaint.Solved, Events: make([]casework.Event, 5), File: &complaint.File{Report: &complaint.Report{Measures: []string{"accountability"}}}},
	"V1": {Key: casework.Key{Division: division, ID: 14}, Number: "V1", Procedure: inspection.VisitName, Sealed: true, Events: make([]casework.Event, 1), File: &inspection.Visit{Record: inspection.Record{Findings: []inspection.Finding{{Rule: "left_post"}}}}},
	"V2": {Key: casework.Key{Division: division, ID: 15}, Number: "V2", Procedure: inspection.VisitName, Events: make([]casework.Event, 1), File: &inspection.Visit{}},
	"X1": {Key: casework.Key{Division: division, ID: 16}, Number: "X1", Procedure: "something", Events: []casework.Event{{Seq: 1}, {Seq: 2}, {Seq: 3}}},
}

// bed is an engine over a SQLite file with the procedure and a standing clock.
type bed struct {
	testing.TB
	engine *casework.Engine
	files  *accountabilitystore.Store
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
	b.files = accountabilitystore.New(db, w)
	store := casestore.New(db, w, b.files.Project)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: store, Writer: store,
		Unit: func(_, unit string) bool { return unit == "roads" || unit == "centre" }}
	rules := accountability.Rules{Centre: "centre", Impasse: "something",
		Find: func(_ context.Context, _, number string) (*casework.Case, error) {
			if c, ok := sources[number]; ok {
				return c, nil
			}
			return nil, fault.Missing()
		},
		Officer: func(id string, _ calendar.Day) (string, bool) {
			for _, a := range everyone {
				if a.ID == id {
					return a.Unit, true
				}
			}
			return "", false
		},
		Heads: func(id string, _ calendar.Day) bool { return id == head.ID }}
	if err := b.engine.Register(rules.Procedure()); err != nil {
		t.Fatal(err)
	}
	return b
}

func opening(change func(*accountability.OpenInput)) casework.Command {
	in := &accountability.OpenInput{Officer: accused.ID, Source: accountability.FromComplaint, Number: "C1", Facts: []accountability.FactInput{{Says: "材料齐全仍不受理。", Number: "C1", Seq: 3}}}
	if change != nil {
		change(in)
	}
	return casework.Command{Actor: first, Verb: "open_file", Input: in, Reason: "调查认定能办而不办。", Open: &casework.Open{Procedure: accountability.Name, Channel: "centre", Series: accountability.Series, Sealed: true}}
}

// opened is a fresh file.
func (b *bed) opened() casework.ID {
	b.Helper()
	out, err := b.engine.Do(context.Background(), opening(nil))
	if err != nil {
		b.Fatal(err)
	}
	return out.Case.ID
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

// refused says that an act is refused for the named reason, and that nothing of substance changed.
func (b *bed) refused(who access.Actor, id casework.ID, verb string, input any, code string) {
	b.Helper()
	before := b.load(id)
	_, err := b.do(who, id, verb, input)
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != code {
		b.Errorf("%s by %s: %v, want %s", verb, who.ID, err, code)
	}
	if after := b.load(id); after.State != before.State {
		b.Errorf("%s by %s was refused and moved the file to %s", verb, who.ID, after.State)
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

// pass moves the clock on by working days and lets the sweeper act.
func (b *bed) pass(workdays int) {
	b.Helper()
	cal := calendar.Builtin()
	day := cal.AddWorkdays(cal.DayOf(b.clock.Now()), workdays)
	b.clock.Advance(cal.Start(day).Add(9 * time.Hour).Sub(b.clock.Now()))
	b.sweep()
}

func (b *bed) sweep() {
	b.Helper()
	got, err := b.engine.Sweep(context.Background(), division)
	if err != nil || got.Err != nil {
		b.Fatal(err, got.Err)
	}
}

func (b *bed) today() calendar.Day { return calendar.Builtin().DayOf(b.clock.Now()) }

// Proposals of the tests.
func measure(id string, months int) *accountability.EndingInput {
	return &accountability.EndingInput{Kind: accountability.Measure, Cause: accountability.Personal, Measure: id, Months: months}
}

func all(sentence string) map[string]string {
	m := map[string]string{}
	for _, c := range accountability.Conditions() {
		m[c.ID] = sentence
	}
	return m
}

// decided brings a file to its decision.
func (b *bed) decided(in *accountability.EndingInput) casework.ID {
	b.Helper()
	id := b.opened()
	b.must(accused, id, "reply_to_file", &accountability.ReplyInput{})
	b.must(first, id, "propose_ending", in)
	b.must(head, id, "approve_ending", nil)
	return id
}

// served brings it to the officer.
func (b *bed) served(in *accountability.EndingInput) casework.ID {
	b.Helper()
	id := b.decided(in)
	b.must(second, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "in_person", Signed: "signed"})
	return id
}
