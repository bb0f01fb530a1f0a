package registerstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/fine"
	"banjie/internal/registers/visit"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	registerstore "banjie/internal/store/registers"
	"banjie/internal/testenv"
)

func TestSQLite(t *testing.T) {
	exerciseFees(t, "sqlite:"+filepath.Join(t.TempDir(), "fees.db"))
	exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "others.db"))
}

func TestPostgres(t *testing.T) {
	exerciseFees(t, testenv.Postgres(t))
	exercise(t, testenv.Postgres(t))
}

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

// exercise: programmes and criteria come back in their last versions, inspections follow their
// events, two plans at once take two places of the year, a lost row is found and made again.
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
	visits, fines := registerstore.NewVisits(db, w), registerstore.NewFines(db)
	store := casestore.New(db, w, visits.Project, fines.Project)
	engine := &casework.Engine{Clock: c, Calendar: calendar.Builtin, Store: store, Writer: store}
	if err := engine.Register(visit.Rules{Register: visits}.Procedure()); err != nil {
		t.Fatal(err)
	}
	head := access.Actor{ID: "h", Role: access.UnitHead, Division: "330599", Unit: "market"}
	record := func(kind string, v any) error {
		_, err := engine.Record(ctx, head, kind, v, casework.Private{})
		return err
	}
	p := visit.Programme{Unit: "market", Year: 2026, Version: 1, Most: 5, Document: "x", Items: []visit.Item{{ID: "a", Name: lang.T("甲", "A")}}}
	rule := fine.Rule{ID: "tags", Version: 1, Unit: "market", Name: lang.T("甲", "A"), Most: 100}
	entry := fine.Fine{Number: "1", Unit: "market", Firm: "t", Rule: "tags", Version: 1, Day: calendar.Date(2026, 3, 1), Amount: 50}
	for kind, v := range map[string]any{visit.Published: p, fine.RulePublished: rule, fine.Entered: entry} {
		if err := record(kind, v); err != nil {
			t.Fatal(err)
		}
		if err := record(kind, v); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s twice: %v", kind, err)
		}
	}
	p.Version, p.Most = 2, 3
	if err := record(visit.Published, p); err != nil {
		t.Fatal(err)
	}
	if got, ok, err := visits.Programme(ctx, "330599", "market", 2026); err != nil || !ok || got.Most != 3 {
		t.Errorf("%+v %v %v", got, ok, err)
	}
	if all, err := visits.Programmes(ctx, "330599", 2026); err != nil || len(all) != 1 || all[0].Version != 2 {
		t.Errorf("%+v %v", all, err)
	}
	if all, err := fines.Rules(ctx, "330599"); err != nil || len(all) != 1 {
		t.Errorf("%+v %v", all, err)
	}
	if all, err := fines.Fines(ctx, "330599", "market", calendar.Date(2026, 3, 1), calendar.Date(2026, 3, 1)); err != nil || !reflect.DeepEqual(all, []fine.Fine{entry}) {
		t.Errorf("%+v %v", all, err)
	}
	if all, err := fines.Fines(ctx, "330599", "market", calendar.Date(2026, 3, 2), 0); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	code, err := idnum.MakeUSCC("91330599DEMX00019")
	if err != nil {
		t.Fatal(err)
	}
	plan := func() (*casework.Case, error) {
		out, err := engine.Do(ctx, casework.Command{Actor: head, Verb: "plan_visit", Reason: "x", Input: &visit.PlanInput{Items: []string{"a"}, Day: calendar.Date(2026, 3, 4), Reason: "annual"},
			Open: &casework.Open{Procedure: visit.Name, Channel: "window", Party: "firm", Series: "V", Person: casework.Person{Name: "x", IDKind: "uscc", IDValue: code.String()}}})
		return out.Case, err
	}
	const tries = 8
	errs := make([]error, tries)
	var wg sync.WaitGroup
	for i := range tries {
		wg.Go(func() { _, errs[i] = plan() })
	}
	wg.Wait()
	rows, err := visits.Visits(ctx, "330599", visit.Filter{Unit: "market", Firm: "firm", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	taken := map[int]bool{}
	for _, r := range rows {
		taken[r.Ordinal] = true
	}
	if len(rows) > 3 || len(taken) != len(rows) || len(rows) == 0 {
		t.Errorf("%d plans at once took the places %v of at most 3: %v", tries, taken, errs)
	}
	cs, _, err := engine.Load(ctx, rows[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	if diff, err := visits.Compare(ctx, cs); err != nil || len(diff) != 0 {
		t.Errorf("%v %v", diff, err)
	}
	if _, err := w.Write(ctx, sqldb.Unit{Division: "330599", Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`update enterprise_visit set stars = 5 where division = ? and case_id = ?`, "330599", int64(cs.ID))
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	if diff, err := visits.Compare(ctx, cs); err != nil || len(diff) != 1 || diff[0].What != "stars" {
		t.Errorf("%v %v", diff, err)
	}
	if err := visits.Rebuild(ctx, cs); err != nil {
		t.Fatal(err)
	}
	if diff, err := visits.Compare(ctx, cs); err != nil || len(diff) != 0 {
		t.Errorf("%v %v", diff, err)
	}
	pages(t, w, visits)
	adverse := registerstore.NewAdverse(db)
	fined, err := adverse.Begun(ctx, "330599")
	if err != nil || fined == 0 { // the fine above
		t.Errorf("%v %v", fined, err)
	}
	if _, err := w.Write(ctx, sqldb.Unit{Division: "330599", Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`update enterprise_visit set came = ? where division = ? and case_id = ?`, int64(fined)-9, "330599", int64(cs.ID))
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	if day, err := adverse.Begun(ctx, "330599"); err != nil || day != fined-9 {
		t.Errorf("%v %v", day, err)
	}
	if day, err := adverse.Begun(ctx, "330600"); err != nil || day != 0 {
		t.Errorf("another county: %v %v", day, err)
	}
	acts, err := adverse.Acts(ctx, "330599", fined-9, fined)
	if err != nil || len(acts) != 2 || acts[0] != (retaliation.Act{Kind: retaliation.Visit, Unit: "market", Firm: "firm", Day: fined - 9}) || acts[1].Kind != retaliation.Fine || acts[1].Day != fined {
		t.Errorf("%+v %v", acts, err)
	}
	if acts, err := adverse.Acts(ctx, "330599", fined-8, fined-1); err != nil || len(acts) != 0 {
		t.Errorf("%+v %v", acts, err)
	}
	if out, err := engine.RecordOnce(ctx, head, draw.Done, "autumn", draw.Facts{Draw: "autumn"}, nil); err != nil || out.Repeated {
		t.Fatal(out, err)
	}
	if ok, err := visits.Drawn(ctx, "330599", "autumn"); err != nil || !ok {
		t.Errorf("a draw under its name is not found: %v %v", ok, err)
	}
	if ok, err := visits.Drawn(ctx, "330599", "spring"); err != nil || ok {
		t.Errorf("a draw that nobody made: %v %v", ok, err)
	}
	if _, err := engine.Record(ctx, head, draw.Done, draw.Facts{Draw: "spring"}, casework.Private{}); err != nil {
		t.Fatal(err)
	}
	if ok, err := visits.Drawn(ctx, "330599", "spring"); err != nil || !ok {
		t.Errorf("a draw on the ledger is not found: %v %v", ok, err)
	}
}

// pages: many visits come page by page, none twice and none left out, whatever day they share.
func pages(t *testing.T, w *sqldb.Writer, visits *registerstore.Visits) {
	ctx := t.Context()
	const many = 245
	if _, err := w.Write(ctx, sqldb.Unit{Division: "330700", Run: func(tx *sqldb.Tx) error {
		for n := range many {
			if _, err := tx.Exec(`insert into enterprise_visit (division, case_id, number, state, unit, firm, year, day, made, reason, ordinal, came, finding, joined, stars, minutes)
				values (?, ?, ?, 'planned', ?, 'f', 2026, ?, 1, 'plan', 0, 0, '', '', 0, 0)`, "330700", n+1, fmt.Sprint("EV", n), []string{"market", "fire"}[n%7/6], 20500+n/9); err != nil {
				return err
			}
		}
		return nil
	}}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []visit.Filter{{Year: 2026}, {Unit: "market", Year: 2026}, {Unit: "fire", Year: 2026}, {Unit: "fire", Year: 2025}} {
		want, err := visits.Visits(ctx, "330700", f)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(want)
		var got []visit.Row
		for after, turns := "", 0; ; turns++ {
			rows, next, err := visits.VisitPage(ctx, "330700", f, after, 30)
			if err != nil || len(rows) > 30 || turns > many {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			got = append(got, rows...)
			if after = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: pages give %d rows, the whole %d, or another order", f, len(got), len(want))
		}
	}
	if _, _, err := visits.VisitPage(ctx, "330700", visit.Filter{}, "1.x", 30); fault.For(err).Code != "bad_cursor" {
		t.Errorf("a made-up place: %v", err)
	}
}
