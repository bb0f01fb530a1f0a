package inspectionstore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	inspectionstore "banjie/internal/store/inspection"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/specimen"
)

// TestOnBothEngines: rows follow the events, a covert visit is counted when it is told, pages
// have every visit once, and lost rows are found and made again.
func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

const division = "330599"

func exercise(t *testing.T, dsn string) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	at := clock.Standing(time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC))
	w, err := sqldb.NewWriter(ctx, db, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	s := inspectionstore.New(db, w)
	cases := casestore.New(db, w, s.Project)
	e := &casework.Engine{Clock: at, Calendar: calendar.Builtin, Catalogue: specimen.NewHall(), Store: cases, Writer: cases}
	today := calendar.Builtin().DayOf(at.Now())
	rules := inspection.Rules{Centre: "centre", Units: func(string) bool { return true }, Officer: func(string, calendar.Day) (string, bool) { return "justice", true },
		Find: func(ctx context.Context, division, number string) (*casework.Case, error) {
			key, err := cases.ByNumber(ctx, division, number)
			if err != nil {
				return nil, err
			}
			c, _, err := e.Load(ctx, key)
			return c, err
		}}
	procedures := rules.Procedures()
	for i := range procedures[0].Transitions { // how rounds are drawn is the matter of the domain's own tests
		if row := &procedures[0].Transitions[i]; row.Verb == "draw_round" {
			row.Guards, row.Decide = nil, func(d *casework.Decision) error { return d.SetData(casework.Input[inspection.Drawn](d)) }
		}
	}
	if err := e.Register(procedures...); err != nil {
		t.Fatal(err)
	}
	planner := access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	rounds := map[string]string{}
	for _, covert := range []bool{false, true} {
		out, err := e.Do(ctx, casework.Command{Actor: planner, Verb: "plan_round", Reason: "示例", Open: &casework.Open{Procedure: inspection.RoundName, Channel: "centre", Series: inspection.RoundSeries, Sealed: true},
			Input: &inspection.Plan{Covert: covert, From: today, Until: today + 9, Units: []string{"roads", "water"}, Objects: 2, Inspectors: []string{"i1", "i2"}, Send: 2}})
		if err != nil {
			t.Fatal(err)
		}
		rounds[map[bool]string{false: "R1", true: "R2"}[covert]] = out.Case.Number
		for _, step := range []casework.Command{{Verb: "draw_round", Input: &inspection.Drawn{What: inspection.Objects, IDs: []string{"roads", "water"}}}, {Verb: "draw_round", Input: &inspection.Drawn{What: inspection.Inspectors, IDs: []string{"i1", "i2"}}}, {Verb: "begin_round"}} {
			step.Actor, step.Case = planner, out.Case.ID
			if _, err := e.Do(ctx, step); err != nil {
				t.Fatal(err)
			}
		}
	}
	record := func(round, unit string, n int) *casework.Case {
		t.Helper()
		in := &inspection.VisitInput{Round: rounds[round], Unit: unit, Day: today, Time: "09:30", Place: "示例", Present: []string{"i1", "i2"}}
		for i := range n {
			in.Findings, in.Order, in.Days = append(in.Findings, inspection.FindingInput{Rule: inspection.Bans()[i%2].ID, Facts: "示例"}), "示例", 3
		}
		out, err := e.Do(ctx, casework.Command{Actor: access.Actor{ID: "i1", Role: access.CaseOfficer, Division: division, Unit: "justice"}, Verb: "enter_visit", Input: in,
			Open: &casework.Open{Procedure: inspection.VisitName, Channel: "visit", Series: inspection.VisitSeries, Sealed: true}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Case
	}
	all := []*casework.Case{record("R1", "roads", 2), record("R1", "water", 0), record("R2", "roads", 1), record("R1", "roads", 3)}
	days := calendar.Interval{From: today, To: today}
	total := func() (n int64) {
		t.Helper()
		counts, err := s.Counts(ctx, division, "", days)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counts {
			n += c.N
		}
		return n
	}
	if n := total(); n != 5 {
		t.Errorf("%d findings: what is kept does not count", n)
	}
	if got, err := s.Totals(ctx, division, days); err != nil || got != (inspection.Totals{Rounds: 1, Visits: 3, Findings: 5, Clean: 1}) {
		t.Errorf("%+v %v", got, err)
	}
	if page, err := s.Visits(ctx, inspection.Query{Division: division, Unit: "roads", Shown: true}); err != nil || len(page.Visits) != 2 {
		t.Errorf("what the unit knows of: %v %v", page.Visits, err)
	}
	if _, err := e.Do(ctx, casework.Command{Actor: access.Actor{Role: access.System, Division: division}, Case: all[2].ID, Verb: "release_visit"}); err != nil {
		t.Fatal(err)
	}
	if n := total(); n != 6 {
		t.Errorf("%d findings after the release", n)
	}
	if counts, err := s.Counts(ctx, division, "water", days); err != nil || len(counts) != 0 {
		t.Errorf("water: %v %v", counts, err)
	}
	seen := map[casework.ID]bool{}
	for q := (inspection.Query{Division: division, Limit: 1}); ; {
		page, err := s.Visits(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.Visits {
			if seen[v.ID] {
				t.Errorf("%s twice", v.Number)
			}
			seen[v.ID] = true
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d visits on the pages", len(seen))
	}
	if page, err := s.Visits(ctx, inspection.Query{Division: division, Round: rounds["R2"]}); err != nil || len(page.Visits) != 1 || !page.Visits[0].Covert || !page.Visits[0].Shown {
		t.Errorf("%v %v", page, err)
	}
	if _, err := s.Visits(ctx, inspection.Query{Division: division, After: "x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a cursor that is none: %v", err)
	}
	for _, v := range all {
		k, _, err := e.Load(ctx, v.Key)
		if err != nil {
			t.Fatal(err)
		}
		if diff, err := s.Compare(ctx, k); err != nil || len(diff) > 0 {
			t.Errorf("%v %v", diff, err)
		}
	}
	other := *all[0]
	other.ID = 4242
	if diff, err := s.Compare(ctx, &other); err != nil || len(diff) != 3 {
		t.Errorf("rows that are missing: %v %v", diff, err)
	}
	if err := s.Rebuild(ctx, &other); err != nil {
		t.Fatal(err)
	}
	if diff, err := s.Compare(ctx, &other); err != nil || len(diff) > 0 {
		t.Errorf("made again: %v %v", diff, err)
	}
	bare := other
	bare.File = &inspection.Visit{Record: inspection.Record{Round: "R1", Unit: "roads", Day: today}, Shown: true}
	if diff, err := s.Compare(ctx, &bare); err != nil || len(diff) == 0 {
		t.Errorf("rows that should not be there: %v %v", diff, err)
	}
}
