package recordedstore_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/recorded"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	recordedstore "banjie/internal/store/recorded"
	"banjie/internal/testenv"
)

const division = "330599"

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

func TestSQLite(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "r.db")) }

func TestPostgres(t *testing.T) { exercise(t, testenv.Postgres(t)) }

// exercise: the list gives what a look at every case gives, by source, type, day and state; the
// rows are those that the events give, and what was edited is found and mended.
func exercise(t *testing.T, dsn string) {
	ctx := t.Context()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	now := clock.Standing(start)
	w, err := sqldb.NewWriter(ctx, db, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	rows := recordedstore.New(db, w)
	cases := casestore.New(db, w, rows.Project)
	e := &casework.Engine{Clock: now, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: cases, Writer: cases}
	if err := e.Register(recorded.Procedure()); err != nil {
		t.Fatal(err)
	}
	text := func(key, v string) eventlog.Attribute {
		return eventlog.Attribute{Kind: eventlog.String, Key: key, Value: v}
	}
	day := func(n int) string { return start.AddDate(0, 0, -n).Format(time.RFC3339) }
	for n := range 40 {
		im := &recorded.Import{Division: division, Source: []string{"street", "street", "parks"}[n%3], Map: eventlog.Mapping{Started: "opened", Closed: "closed", Deadline: "target"}, Unit: "roads", Engine: e, Writer: cases, Cases: cases}
		tr := eventlog.Trace{Key: fmt.Sprint(n), Place: n + 1, Attributes: eventlog.Attributes{text("opened", day(n)), text("target", day(n-3)), text("type", []string{"Light", "Hole"}[n%2]), text("words", "canary")}}
		if n%4 == 0 {
			tr.Attributes = append(tr.Attributes, text("closed", day(n-1)), text("service_code", "17"))
		}
		for i := range n % 3 {
			tr.Events = append(tr.Events, eventlog.Event{At: start.AddDate(0, 0, i-n), Attributes: eventlog.Attributes{text("step", "seen")}})
		}
		if _, err := im.Case(ctx, tr); err != nil {
			t.Fatal(err)
		}
	}
	var all []*casework.Case
	var every []recorded.Request
	if err := cases.Walk(ctx, division, func(key casework.Key) error {
		c, _, err := e.Load(ctx, key)
		if err != nil {
			return err
		}
		r, ok, err := recorded.RequestOf(c)
		if diff, bad := rows.Compare(ctx, c); !ok || bad != nil || len(diff) > 0 {
			t.Errorf("%s: %v, %v", c.Number, diff, bad)
		}
		all, every = append(all, c), append(every, r)
		return err
	}); err != nil || len(all) != 40 {
		t.Fatal(len(all), err)
	}
	slices.SortFunc(every, func(a, b recorded.Request) int { return b.Opened.Compare(a.Opened) })
	yes, no := true, false
	for name, q := range map[string]recorded.RequestQuery{
		"all": {Sources: []string{"street", "parks"}}, "one source": {Sources: []string{"parks"}}, "no source": {}, "code": {Sources: []string{"street"}, Codes: []string{"17", "Hole"}},
		"open": {Sources: []string{"street", "parks"}, Open: &yes}, "closed": {Sources: []string{"street"}, Open: &no},
		"days": {Sources: []string{"street", "parks"}, Since: start.AddDate(0, 0, -20), Until: start.AddDate(0, 0, -10)}, "few": {Sources: []string{"street", "parks"}, Limit: 7},
	} {
		q.Division = division
		if q.Limit == 0 {
			q.Limit = 1000
		}
		if q.Until.IsZero() {
			q.Until = start.Add(time.Hour)
		}
		var want []recorded.Request
		for _, r := range every {
			if q.Takes(r) && len(want) < q.Limit {
				want = append(want, r)
			}
		}
		got, err := rows.Requests(ctx, q)
		if err != nil || !slices.EqualFunc(got, want, same) || len(want) == 0 && name != "no source" {
			t.Errorf("%s: %v\n%v, wanted\n%v", name, err, got, want)
		}
	}
	if strings.HasPrefix(dsn, "sqlite") {
		var a, b, c int
		var how string
		if err := db.QueryRow(ctx, `explain query plan select number from recorded_request where division = 'x' and source in ('a') and opened >= 1 and opened < 2 order by opened desc, case_id desc limit 5`).Scan(&a, &b, &c, &how); err != nil || !strings.Contains(how, "recorded_request_source") {
			t.Errorf("the list does not take its index: %s, %v", how, err)
		}
	}

	if _, err := w.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`update recorded_request set closed = 1, agency = 'water' where division = ? and case_id = ?`, division, int64(all[3].ID))
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	if diff, err := rows.Compare(ctx, all[3]); err != nil || len(diff) != 2 {
		t.Errorf("edited: %v, %v", diff, err)
	}
	if err := rows.Rebuild(ctx, all[3]); err != nil {
		t.Fatal(err)
	}
	if diff, err := rows.Compare(ctx, all[3]); err != nil || len(diff) != 0 {
		t.Errorf("mended: %v, %v", diff, err)
	}
}

func same(a, b recorded.Request) bool {
	return a.Number == b.Number && a.Source == b.Source && a.Code == b.Code && a.Name == b.Name && a.Agency == b.Agency &&
		a.Opened.Equal(b.Opened) && a.Updated.Equal(b.Updated) && a.Closed.Equal(b.Closed) && a.Due.Equal(b.Due)
}
