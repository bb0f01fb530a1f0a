package registerstore_test

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
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	registerstore "banjie/internal/store/registers"
	"banjie/internal/testenv"
)

func TestSQLite(t *testing.T) { exerciseFees(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")) }

func TestPostgres(t *testing.T) { exerciseFees(t, testenv.Postgres(t)) }

// exerciseFees: versions come back as they were published, none twice, divisions stay apart.
func exerciseFees(t *testing.T, dsn string) {
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
	s := registerstore.NewFees(db)
	engine := &casework.Engine{Clock: c, Writer: casestore.New(db, w, s.Project)}
	record := func(division string, f fee.Fee) error {
		_, err := engine.Record(ctx, access.Actor{ID: "o-9", Role: access.Administrator, Division: division}, fee.Published, f, casework.Private{})
		return err
	}
	first := fee.Fee{ID: "a", Version: 1, Name: lang.T("甲", "A"), Rate: fee.Rate{Kind: fee.Tiered, Tiers: []fee.Tier{{Until: 5, Price: 7}, {Price: 3}}}, From: calendar.Date(2026, 1, 1)}
	second := first
	second.Version, second.Until = 2, calendar.Date(2026, 12, 31)
	other := first
	for _, x := range []struct {
		division string
		fee      fee.Fee
	}{{"330599", first}, {"330599", second}, {"330598", other}} {
		if err := record(x.division, x.fee); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Fees(ctx, x.division); err != nil {
			t.Fatal(err)
		}
	}
	if err := record("330599", second); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a version came twice: %v", err)
	}
	got, err := s.Fees(ctx, "330599")
	if err != nil || !reflect.DeepEqual(got, fee.Register{first, second}) {
		t.Errorf("%v %+v", err, got)
	}
	if got, err := s.Fees(ctx, "330598"); err != nil || len(got) != 1 {
		t.Errorf("%v %+v", err, got)
	}
}
