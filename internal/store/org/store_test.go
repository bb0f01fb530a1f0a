package orgstore_test

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	orgstore "banjie/internal/store/org"
	"banjie/internal/testenv"
)

func TestSQLite(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) }

func TestPostgres(t *testing.T) { exercise(t, testenv.Postgres(t)) }

// exercise records acts by the engine and reads the organisation back.
func exercise(t *testing.T, dsn string) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	s := orgstore.New(db)
	engine := &casework.Engine{Clock: c, Writer: casestore.New(db, w, s.Project)}
	admin := access.Actor{ID: "o-9", Role: access.Administrator, Division: "330599", Unit: "gov"}
	day := calendar.Date(2026, 3, 2)
	first := []org.Change{
		{Kind: org.UnitChanged, Unit: &org.Unit{ID: "water", Division: "330599", Name: lang.T("测试水务局", "Test Water"), Level: "4", Kind: org.StatutoryBody, Hours: org.Hours{{From: 510, To: 720}}}},
		{Kind: org.OfficerChanged, Officer: &org.Officer{ID: "o-1", Name: "测试甲", Unit: "water", Roles: []string{"unit_head"}, From: day}},
		{Kind: org.OfficerChanged, Officer: &org.Officer{ID: "o-2", Name: "测试乙", Unit: "water", Roles: []string{"officer"}, From: day}},
		{Kind: org.PostChanged, Post: &org.Post{ID: "review", Unit: "water", Name: lang.T("审查", "review")}},
		{Kind: org.WindowChanged, Window: &org.Window{Number: "2", Division: "330599", Post: "review", Items: []string{"i1"}}},
		{Kind: org.HoldingChanged, Holding: &org.Holding{Post: "review", Officer: "o-2", Rank: org.A, From: day}},
		{Kind: org.HoldingChanged, Holding: &org.Holding{Post: "review", Officer: "o-1", Rank: org.B, From: day}},
		{Kind: org.DutyPlanned, Duty: &org.Duty{Post: "review", Officer: "o-1", From: day + 7, Until: day + 7}},
		{Kind: org.AbsencePlanned, Absence: &org.Absence{Officer: "o-2", From: day + 3, Until: day + 4}},
		{Kind: org.PowerDelegated, Delegation: &org.Delegation{ID: "g-1", Unit: "water", From: "o-1", To: "o-2", Powers: []string{"approve_extension"}, First: day, Last: day + 30, Instrument: "测试1号"}},
	}
	record := func(changes ...org.Change) {
		t.Helper()
		act := org.ActOf(changes...)
		if _, err := engine.Record(ctx, admin, string(act.Kind), act.Facts, casework.Private{Notes: act.Notes}); err != nil {
			t.Fatal(err)
		}
	}
	record(first...)
	record(first...) // twice is as once
	change := org.Change{Kind: org.UnitChanged, Unit: &org.Unit{ID: "water", Division: "330599", Name: lang.T("测试水利局", "Test Water Office"), Level: "4", Kind: org.StatutoryBody}}
	record(change)
	want := org.Data{}.Apply(append(append([]org.Change(nil), first...), change))
	got, err := s.Organisation(ctx, "330599")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Officers) != 2 || !reflect.DeepEqual(got.Units, want.Units) || !reflect.DeepEqual(got.Officers, want.Officers) || !reflect.DeepEqual(got.Posts, want.Posts) ||
		!reflect.DeepEqual(got.Windows, want.Windows) || len(got.Holdings) != 2 || !reflect.DeepEqual(got.Duties, want.Duties) ||
		!reflect.DeepEqual(got.Absences, want.Absences) || !reflect.DeepEqual(got.Delegations, want.Delegations) {
		t.Errorf("read back\n%+v\nwant\n%+v", got, want)
	}
	dir, err := org.NewDirectory(got)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := dir.OnDuty("review", day+3); err != nil || r.Officer != "o-1" || r.As != org.AsB {
		t.Errorf("%+v %v", r, err)
	}
	if other, err := s.Organisation(ctx, "330598"); err != nil || len(other.Units) != 0 {
		t.Errorf("another division sees %v %v", other.Units, err)
	}
}
