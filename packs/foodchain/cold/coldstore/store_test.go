package coldstore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/trace/tracestore"
)

const (
	division = "330599"
	lot      = "https://id.gs1.org/01/09521000000018/10/A1"
	other    = "https://id.gs1.org/01/09521000000025/10/B1"
	pallet   = "https://id.gs1.org/00/095210000000000017"
)

// products: prawns are frozen, the other product need not be cold.
type products struct{}

func (products) Band(_ context.Context, gtin string) (cold.Band, bool, error) {
	return cold.Band{Low: -25_000, High: -15_000, Gap: 30 * time.Minute}, gtin == "09521000000018", nil
}

type bed struct {
	*casework.Engine
	store  *coldstore.Store
	office *capture.Office
}

func open(t *testing.T, dsn string) *bed {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := errors.Join(db.Migrate(ctx), tracestore.Migrate(ctx, db), db.MigrateFrom(ctx, capturestore.Migrations, "migrations", "foodchain_capture_version"), db.MigrateFrom(ctx, coldstore.Migrations, "migrations", "foodchain_cold_version")); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC))
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	lineage := tracestore.New(db, w)
	b := &bed{store: coldstore.New(db, lineage, products{})}
	archive := capturestore.New(db, lineage)
	archive.After = append(archive.After, b.store.Captured)
	store := casestore.New(db, w, archive.Project, b.store.Project)
	b.Engine = &casework.Engine{Clock: c, Calendar: calendar.Builtin, Store: store, Writer: store}
	b.office = &capture.Office{Engine: func() *casework.Engine { return b.Engine }, Store: archive, Clock: c, Division: division}
	return b
}

func engines(t *testing.T, run func(t *testing.T, b *bed)) {
	t.Run("sqlite", func(t *testing.T) { run(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "cold.db"))) })
	t.Run("postgres", func(t *testing.T) { run(t, open(t, testenv.Postgres(t))) })
}

var system = access.Actor{Role: access.System, Division: division}

func (b *bed) take(t *testing.T, events ...string) {
	t.Helper()
	doc := `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00Z","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`
	if _, err := b.office.Take(context.Background(), system, strings.NewReader(doc), capture.Order{Channel: "file"}, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
}

// measured is a reading of a thing at a minute of an hour.
func measured(id, key, at, value, unit, extra string) string {
	what := `"epcList":["` + key + `"]`
	if strings.Contains(key, "/10/") {
		what = `"quantityList":[{"epcClass":"` + key + `"}]`
	}
	return fmt.Sprintf(`{"type":"ObjectEvent","eventID":"urn:uuid:%s","eventTime":"2026-06-10T%s:00Z","eventTimeZoneOffset":"+00:00","action":"OBSERVE","bizStep":"sensor_reporting",%s,"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":%s,"uom":"%s"}]}]%s}`, id, at, what, value, unit, extra)
}

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// Readings of a lot and of the pallet it was on for a time make one record; a reading declared wrong
// takes its finding away; units are converted; what has no band is not judged.
func TestReadingsOnTheWay(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		ctx := context.Background()
		pack := func(action, at string) string {
			return `{"type":"AggregationEvent","eventTime":"2026-06-10T` + at + `:00Z","eventTimeZoneOffset":"+00:00","action":"` + action + `","bizStep":"packing","parentID":"` + pallet + `","childQuantityList":[{"epcClass":"` + lot + `","quantity":10,"uom":"KGM"}]}`
		}
		b.take(t, measured(id(1), lot, "06:00", "-18", "CEL", ""), measured(id(2), lot, "06:20", "-18", "CEL", ""), pack("ADD", "06:25"))
		b.take(t, measured(id(3), pallet, "06:40", "-4", "FAH", ""), measured(id(4), pallet, "07:00", "261.15", "KEL", ""), pack("DELETE", "07:05"), measured(id(5), pallet, "07:10", "20", "CEL", ""))
		b.take(t, measured(id(6), lot, "09:00", "-18", "CEL", ""), measured(id(7), other, "06:00", "30", "CEL", ""))
		r, err := b.store.Of(ctx, lot)
		if err != nil || len(r.Readings) != 5 || !r.Chilled {
			t.Fatalf("%v %+v", err, r)
		}
		v := r.Verdict // −18, −18, −20, −12 (261.15 K), gap, −18
		if len(v.Excursions) != 1 || len(v.Gaps) != 1 || v.Worst != -12_000 || !v.Excursions[0].Open || v.Outside != 7*time.Minute+30*time.Second {
			t.Errorf("%+v", v)
		}
		if r, err := b.store.Of(ctx, other); err != nil || r.Chilled || len(r.Readings) != 1 {
			t.Errorf("%v %+v", err, r)
		}
		list, next, err := b.store.Findings(ctx, "", 10)
		if err != nil || next != "" || len(list) != 3 || list[0].Key != lot || list[0].Kind != "gap" {
			t.Fatalf("%v %q %+v", err, next, list)
		}
		one, next, err := b.store.Findings(ctx, "", 1)
		if err != nil || len(one) != 1 || next == "" {
			t.Fatalf("%v %q %+v", err, next, one)
		}
		if rest, _, err := b.store.Findings(ctx, next, 10); err != nil || len(rest) != 2 {
			t.Errorf("%v %+v", err, rest)
		}
		b.take(t, measured(id(5), pallet, "07:10", "20", "CEL", `,"errorDeclaration":{"declarationTime":"2026-06-10T10:00:00Z","reason":"incorrect_data"}`))
		list, _, err = b.store.Findings(ctx, "", 10)
		for _, f := range list {
			if f.Worst == 20_000 {
				t.Errorf("a reading that was declared wrong counts: %+v", f)
			}
		}
		if err != nil || len(list) != 3 {
			t.Errorf("%v %+v", err, list)
		}
	})
}

// Goods without a code are set apart, once released not again, and a sealed lot is known by its key.
func TestSeals(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		ctx := context.Background()
		officer := access.Actor{ID: "shen", Role: access.CaseOfficer, Division: division, Unit: "market"}
		record := func(kind string, v any) error {
			_, err := b.Record(ctx, officer, kind, v, casework.Private{Text: "两箱没有码的冻虾"})
			return err
		}
		for _, f := range []cold.SealFacts{{ID: "a", Place: "x", Reason: "no_code", Amount: 1, Unit: "KGM"}, {ID: "b", Key: lot, Place: "x", Reason: "cold_broken", Amount: 2, Unit: "KGM"}} {
			if err := record(cold.Sealed, f); err != nil {
				t.Fatal(err)
			}
		}
		if on, err := b.store.InForce(ctx); err != nil || len(on) != 1 || on[0].Words != "两箱没有码的冻虾" {
			t.Errorf("%v %+v", err, on)
		}
		if err := record(cold.Unsealed, cold.UnsealFacts{ID: "b", Fate: "destroyed"}); err != nil {
			t.Fatal(err)
		}
		if err := record(cold.Unsealed, cold.UnsealFacts{ID: "b", Fate: "papers_came"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("released twice: %v", err)
		}
		if on, err := b.store.InForce(ctx); err != nil || len(on) != 0 {
			t.Errorf("%v %+v", err, on)
		}
		if list, err := b.store.Seals(ctx, division, time.Time{}, 10); err != nil || len(list) != 2 {
			t.Errorf("%v %+v", err, list)
		}
	})
}
