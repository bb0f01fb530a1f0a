package impasse_test

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	impassestore "banjie/internal/store/impasse"
)

const (
	division = "330599"
	food     = "330599-food"
)

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	clerk   = access.Actor{ID: "k1", Role: access.Clerk, Division: division, Unit: "hall"}
	office  = access.Actor{ID: "k2", Role: access.CaseOfficer, Division: division, Unit: "hall"}
	head    = access.Actor{ID: "z1", Role: access.CentreHead, Division: division, Unit: "hall"}
	second  = access.Actor{ID: "z2", Role: access.UnitHead, Division: division, Unit: "hall"}
	market  = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "market"}
	boss    = access.Actor{ID: "h1", Role: access.UnitHead, Division: division, Unit: "market"}
	fire    = access.Actor{ID: "o2", Role: access.CaseOfficer, Division: division, Unit: "fire"}
	chief   = access.Actor{ID: "h2", Role: access.UnitHead, Division: division, Unit: "fire"}
	watcher = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "hall"}
	person  = access.Actor{ID: "p1", Role: access.Citizen, Division: division, Party: "r-1"}
	other   = access.Actor{ID: "p2", Role: access.Citizen, Division: division, Party: "r-2"}
	system  = access.Actor{Role: access.System, Division: division}
)

// shelf is a catalogue of one item whose versions a test publishes.
type shelf struct {
	mu       sync.Mutex
	versions []catalog.Item
}

func (s *shelf) publish(it catalog.Item) catalog.Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	it.Version, it.Status = len(s.versions)+1, catalog.Published
	s.versions = append(s.versions, it)
	return it
}

func (s *shelf) Current(_, code string) (*catalog.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code != food || len(s.versions) == 0 {
		return nil, fault.Missing()
	}
	it := s.versions[len(s.versions)-1]
	return &it, nil
}

func (s *shelf) Version(_, code string, v int) (*catalog.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code != food || v < 1 || v > len(s.versions) {
		return nil, fault.Missing()
	}
	it := s.versions[v-1]
	return &it, nil
}

// bed is an engine over a database with the two procedures and a standing clock.
type bed struct {
	testing.TB
	engine *casework.Engine
	cases  *casestore.Store
	rows   *impassestore.Store
	shelf  *shelf
	clock  *clock.Moved
}

func newBed(t testing.TB) *bed {
	t.Helper()
	return newBedOn(t, "sqlite:"+filepath.Join(t.TempDir(), "bed.db"))
}

func newBedOn(t testing.TB, dsn string) *bed {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	b := &bed{TB: t, clock: clock.Standing(start), shelf: &shelf{}}
	w, err := sqldb.NewWriter(ctx, db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	b.rows = impassestore.New(db, w)
	b.cases = casestore.New(db, w, b.rows.Project)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: b.shelf, Store: b.cases, Writer: b.cases}
	rules := impasse.Rules{Centre: func() string { return "hall" }, Similar: b.rows.Similar,
		Units: func(id string) bool { return slices.Contains([]string{"hall", "market", "fire"}, id) },
		Case: func(_ context.Context, _, number string) (impasse.About, bool, error) {
			return impasse.About{Item: food, Version: 1, Unit: "market"}, number == food+"202602270001", nil
		}}
	if err := b.engine.Register(rules.Procedure(), rules.FixProcedure()); err != nil {
		t.Fatal(err)
	}
	b.shelf.publish(catalog.Item{Code: food, Slug: "food", Unit: "market", Name: lang.T("食品经营许可", "Food business licence"), Materials: []catalog.Material{{ID: "plan", Name: lang.T("平面图", "Floor plan"), Required: true, Source: catalog.FromApplicant}}})
	return b
}

// filing is a report of somebody about a case that failed.
func filing(who access.Actor) casework.Command {
	return casework.Command{Actor: who, Verb: "report_impasse", Reason: "跑了三趟，每次都要新的材料。",
		Input: &impasse.ReportInput{About: food + "202602270001", Reason: "extra_material", Visits: 3},
		Open:  &casework.Open{Procedure: impasse.Name, Series: impasse.Series, Channel: "web", Party: who.Party, Person: casework.Person{Name: "测试人甲"}}}
}

func (b *bed) file(who access.Actor) *casework.Case {
	b.Helper()
	out, err := b.engine.Do(context.Background(), filing(who))
	if err != nil {
		b.Fatal(err)
	}
	return out.Case
}

// does is one act; words and articles go with it where the table asks for them.
func (b *bed) does(who access.Actor, id casework.ID, verb string, input any, basis ...string) (*casework.Case, error) {
	out, err := b.engine.Do(context.Background(), casework.Command{Actor: who, Case: id, Verb: verb, Input: input, Reason: "示例理由", Basis: basis})
	return out.Case, err
}

func (b *bed) must(who access.Actor, id casework.ID, verb string, input any, basis ...string) *casework.Case {
	b.Helper()
	c, err := b.does(who, id, verb, input, basis...)
	if err != nil {
		b.Fatalf("%s: %v", verb, err)
	}
	return c
}

func (b *bed) refused(code string, who access.Actor, id casework.ID, verb string, input any, basis ...string) {
	b.Helper()
	_, err := b.does(who, id, verb, input, basis...)
	if err == nil {
		b.Fatalf("%s was done", verb)
	}
	if f := fault.For(err); f.Code != code && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == code }) {
		b.Errorf("%s: refused with %s %v, want %s", verb, f.Code, f.Fields, code)
	}
}

// ordered brings a report to one unit, which takes it.
func (b *bed) ordered(id casework.ID) *casework.Case {
	b.Helper()
	b.must(clerk, id, "send_order", &impasse.OrderInput{Units: []string{"market"}})
	return b.must(market, id, "take", &casework.TaskInput{Step: impasse.OrderStep, Task: "market"})
}

func (b *bed) pass(workdays int) {
	b.Helper()
	cal := calendar.Builtin()
	day := cal.AddWorkdays(cal.DayOf(b.clock.Now()), workdays)
	b.clock.Advance(cal.Start(day).Add(9 * time.Hour).Sub(b.clock.Now()))
	b.sweep()
}

func (b *bed) sweep() {
	b.Helper()
	if got, err := b.engine.Sweep(context.Background(), division); err != nil || got.Err != nil {
		b.Fatal(err, got.Err)
	}
}

func done(cause string) *impasse.CauseInput { return &impasse.CauseInput{Cause: cause} }

func aNo(outcome string) *impasse.NoInput {
	return &impasse.NoInput{Outcome: outcome, Cause: "law_forbids", Remedy: "reconsideration", Body: "县人民政府，六十日内提交申请书"}
}
