package ecertstore_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	ecertstore "banjie/internal/store/ecert"
	"banjie/internal/testenv"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

type bed struct {
	*ecertstore.Store
	w    *sqldb.Writer
	cert ecert.Certificate
}

func open(t *testing.T, dsn string) bed {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(t.Context(), db, clock.Standing(start))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		t.Fatal(err)
	}
	ty := types.All()[0]
	d := ecert.Draft{Division: "330599", Case: 7, Serial: "2026030001", Holder: ecert.Holder{Name: "示例商店", ID: "92339900DEM0000X01"}, Issuer: ecert.Issuer{Name: lang.T("示例县局", "Sample bureau"), USCC: "11339900DEM000014A"},
		IssuedOn: calendar.Date(2026, 3, 2), ValidFrom: calendar.Date(2026, 3, 2), Demo: true, Values: map[string]string{}}
	for _, f := range ty.Fields {
		d.Values[f.ID] = "示例"
	}
	b := bed{w: w}
	if b.cert, err = ty.Issue(d); err != nil {
		t.Fatal(err)
	}
	issue := func(*casework.Case, *casework.Event) (*ecert.Certificate, error) { return &b.cert, nil }
	b.Store = ecertstore.New(db, w, types, issue, calendar.Builtin)
	return b
}

// act writes an event of the certificate's case.
func (b bed) act(t *testing.T, kind string, at time.Time) {
	t.Helper()
	c := &casework.Case{Key: casework.Key{Division: "330599", ID: 7}, Party: "party"}
	e := &casework.Event{Division: "330599", Case: 7, Kind: kind, At: at, Effective: at, Facts: casework.Facts{Basis: []string{"xkf-69"}}, Private: casework.Private{Text: "示例"}}
	if _, err := b.w.Write(t.Context(), sqldb.Unit{Run: func(tx *sqldb.Tx) error { return b.Project(tx, c, e) }}); err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(*testing.T, bed)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, testenv.Postgres(t))) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestShowings(t *testing.T) {
	each(t, func(t *testing.T, b bed) {
		ctx := t.Context()
		b.act(t, "granted", start)
		one := ecert.PresentationRecord{Token: ecert.Random{1}, Certificate: b.cert.ID, Audience: "3号窗口", Purpose: "登记", Fields: []string{"holder"}, At: start, Until: start.Add(time.Minute)}
		two := one
		two.Token, two.At = ecert.Random{2}, start.Add(time.Hour)
		for _, r := range []ecert.PresentationRecord{one, two, one} {
			must(t, b.Show(ctx, "330599", r))
		}
		list, err := b.Showings(ctx, "330599", b.cert.ID)
		must(t, err)
		if !reflect.DeepEqual(list, []ecert.PresentationRecord{two, one}) {
			t.Errorf("%+v", list)
		}
		got, err := b.Shown(ctx, "330599", b.cert.ID, one.Token)
		if err != nil || !reflect.DeepEqual(got, one) {
			t.Errorf("%+v, %v", got, err)
		}
		for _, other := range []struct{ division, id string }{{"330598", b.cert.ID}, {"330599", "another"}} {
			if list, err := b.Showings(ctx, other.division, other.id); len(list) > 0 || err != nil {
				t.Errorf("%v: %+v, %v", other, list, err)
			}
			if _, err := b.Shown(ctx, other.division, other.id, one.Token); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%v: %v", other, err)
			}
		}
		must(t, b.ForgetShowings(ctx, "330599", b.cert.ID))
		if list, _ := b.Showings(ctx, "330599", b.cert.ID); len(list) > 0 {
			t.Errorf("after deletion: %+v", list)
		}
		must(t, b.Show(ctx, "330599", one))
		b.act(t, casework.Erased, start)
		if list, _ := b.Showings(ctx, "330599", b.cert.ID); len(list) > 0 {
			t.Errorf("after the erasure of the case: %+v", list)
		}
	})
}

// The list's number grows with the acts that change it, and with nothing else.
func TestEdition(t *testing.T) {
	each(t, func(t *testing.T, b bed) {
		edition := func(sequence uint32, changed time.Time, listed int) {
			t.Helper()
			e, err := b.Edition(t.Context(), "330599")
			if err != nil || e.Sequence != sequence || !e.Changed.Equal(changed) || len(e.Listed) != listed {
				t.Errorf("%+v, %v", e, err)
			}
		}
		edition(0, time.Time{}, 0)
		b.act(t, "granted", start)
		edition(0, time.Time{}, 0)
		amended := start.Add(time.Hour)
		b.act(t, "certificate_amended", amended)
		edition(1, amended, 1)
		b.act(t, "certificate_revoked", amended.Add(time.Hour))
		edition(2, amended.Add(time.Hour), 2)
		b.act(t, "delivered", amended.Add(2*time.Hour))
		edition(2, amended.Add(time.Hour), 2)
	})
}
