package accountabilitystore_test

import (
	"context"
	"path/filepath"
	"testing"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	accountabilitystore "banjie/internal/store/accountability"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/specimen"
)

// TestOnBothEngines: rows follow the events, pages have every file once, an officer's list is
// that officer's, counts keep what was lifted, and a lost or altered row is found and made again.
func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

const division = "330599"

func person(id, unit string, role access.Role) access.Actor {
	return access.Actor{ID: id, Role: role, Division: division, Unit: unit}
}

func exercise(t *testing.T, dsn string) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	at := clock.Standing(specimen.NewHall().Clock.Now())
	w, err := sqldb.NewWriter(ctx, db, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	s := accountabilitystore.New(db, w)
	cases := casestore.New(db, w, s.Project)
	hall := specimen.NewHall()
	e := &casework.Engine{Clock: at, Calendar: calendar.Builtin, Catalogue: hall, Store: cases, Writer: cases}
	rules := accountability.Rules{Centre: "centre", Impasse: "impasse", Find: func(context.Context, string, string) (*casework.Case, error) {
		return &casework.Case{Key: casework.Key{Division: division, ID: 7}, Number: "X1", Procedure: "impasse", Events: make([]casework.Event, 2)}, nil
	}, Officer: func(id string, _ calendar.Day) (string, bool) { return id[:1], true }}
	if err := e.Register(rules.Procedure()); err != nil {
		t.Fatal(err)
	}
	first, head := person("s1", "centre", access.Supervisor), person("h1", "centre", access.CentreHead)
	do := func(who access.Actor, c *casework.Case, verb string, in any) *casework.Case {
		t.Helper()
		out, err := e.Do(ctx, casework.Command{Actor: who, Case: c.ID, Verb: verb, Input: in, Reason: "示例。"})
		if err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
		return out.Case
	}
	var all []*casework.Case
	for _, officer := range []string{"a1", "a1", "a2", "b1", "b2"} {
		out, err := e.Do(ctx, casework.Command{Actor: first, Verb: "open_file", Reason: "示例。", Open: &casework.Open{Procedure: accountability.Name, Channel: "centre", Series: accountability.Series, Sealed: true},
			Input: &accountability.OpenInput{Officer: officer, Source: accountability.FromImpasse, Number: "X1", Facts: []accountability.FactInput{{Says: "示例", Number: "X1", Seq: 1}}}})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, out.Case)
	}
	who := person("a1", "a", access.CaseOfficer)
	c := do(who, all[0], "reply_to_file", &accountability.ReplyInput{})
	c = do(first, c, "propose_ending", &accountability.EndingInput{Kind: accountability.Measure, Cause: accountability.Personal, Measure: "criticism"})
	days := calendar.Interval{From: calendar.Builtin().DayOf(at.Now()) - 1, To: calendar.Builtin().DayOf(at.Now())}
	count := func(unit string, days calendar.Interval) (n, measures, lifted int64) {
		t.Helper()
		counts, err := s.Counts(ctx, division, unit, days)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range counts {
			n += k.N
			if k.Ending == accountability.Measure {
				measures += k.N
			}
			if k.Lifted {
				lifted += k.N
			}
		}
		return n, measures, lifted
	}
	if n, m, _ := count("", days); n != 5 || m != 0 {
		t.Errorf("%d files, %d measures: a proposal is none", n, m)
	}
	c = do(head, c, "approve_ending", nil)
	c = do(first, c, "serve_decision", &accountability.ServeInput{Day: days.To, How: "in_person", Signed: "signed"})
	c = do(who, c, "appeal_measure", nil)
	c = do(person("s2", "centre", access.Supervisor), c, "decide_measure_appeal", &accountability.AppealInput{Upheld: true})
	if n, m, l := count("a", days); n != 3 || m != 1 || l != 1 {
		t.Errorf("unit a: %d %d %d", n, m, l)
	}
	if n, _, _ := count("", calendar.Interval{From: days.From - 100, To: days.From - 1}); n != 0 {
		t.Errorf("%d files of other days", n)
	}
	seen := map[casework.ID]int{}
	for q := (accountability.Query{Division: division, Limit: 2}); ; {
		page, err := s.Files(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Files {
			seen[f.ID]++
			if f.ID == c.ID && (!f.Lifted || f.Ending != accountability.Measure || f.State != accountability.Closed || f.Of != "a") {
				t.Errorf("%+v", f)
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(seen) != 5 {
		t.Errorf("%v", seen)
	}
	open := true
	if page, err := s.Files(ctx, accountability.Query{Division: division, Officer: "a1"}); err != nil || len(page.Files) != 2 {
		t.Errorf("the officer's own: %v %v", page, err)
	}
	if page, err := s.Files(ctx, accountability.Query{Division: division, Officer: "a1", Open: &open}); err != nil || len(page.Files) != 1 {
		t.Errorf("the officer's open ones: %v %v", page, err)
	}
	if page, err := s.Files(ctx, accountability.Query{Division: "330598"}); err != nil || len(page.Files) != 0 {
		t.Errorf("another division: %v %v", page, err)
	}
	if _, err := s.Files(ctx, accountability.Query{Division: division, After: "x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a cursor that is none: %v", err)
	}
	for _, f := range all {
		k, _, err := e.Load(ctx, f.Key)
		if err != nil {
			t.Fatal(err)
		}
		if diff, err := s.Compare(ctx, k); err != nil || len(diff) > 0 {
			t.Errorf("%v %v", diff, err)
		}
	}
	other := *c
	other.ID = 4242
	if diff, err := s.Compare(ctx, &other); err != nil || len(diff) != 1 || diff[0].Have != "missing" {
		t.Errorf("a row that is missing: %v %v", diff, err)
	}
	if err := s.Rebuild(ctx, &other); err != nil {
		t.Fatal(err)
	}
	if diff, err := s.Compare(ctx, &other); err != nil || len(diff) > 0 {
		t.Errorf("made again: %v %v", diff, err)
	}
	other.Number = "A0"
	if diff, err := s.Compare(ctx, &other); err != nil || len(diff) != 1 || diff[0].What != "number" {
		t.Errorf("an altered row: %v %v", diff, err)
	}
}
